"""The frame of the app: filters, cached results and the parts that pages share."""
