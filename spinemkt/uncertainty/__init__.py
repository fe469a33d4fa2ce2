"""How sure: draws of the parameters, the model run on all of them at once, and what the spread hangs on."""
