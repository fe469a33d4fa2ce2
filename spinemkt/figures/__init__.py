"""Figures: numbers of runs that know what they are made of, and the texts and tables that hold them."""
