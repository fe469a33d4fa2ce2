"""From a number to what stands behind it: its chain, parameters, sources, citation, and lines of Python."""
