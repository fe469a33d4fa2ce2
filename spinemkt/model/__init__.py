"""The model: uptake curves, the chain of arrows, one run, and its result."""
