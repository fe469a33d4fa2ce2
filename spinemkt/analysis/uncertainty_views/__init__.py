"""How sure an outcome is: ranges, percentiles, what it hangs on, what would flip it."""
