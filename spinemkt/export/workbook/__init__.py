"""Excel workbooks: a table alone, and the whole chain of a scenario as live formulas."""
