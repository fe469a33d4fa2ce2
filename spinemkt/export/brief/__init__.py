"""The brief: two pages for a board and an annex with every assumption, as tagged PDF or Word."""
