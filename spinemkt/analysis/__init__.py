"""Analysis: what a result says, how it compares, what it rests on."""
