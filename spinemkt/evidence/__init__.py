"""Evidence: the dictionary, the tables, the parameters, and the inputs made of them."""
