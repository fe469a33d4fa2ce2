"""A deck of slides with native charts, made of documents and figures, and made anew after it was edited."""
