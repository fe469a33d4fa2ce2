"""Charts: palette, house style, marks, and the charts of each page."""
