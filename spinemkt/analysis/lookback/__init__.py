"""A look back: the model run on the years before its projection, beside what was counted in them."""
