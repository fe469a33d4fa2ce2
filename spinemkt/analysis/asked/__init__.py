"""What the numbers of each page answer, so that they can be asked where they come from."""
