"""What scenarios change, what that does, how they compare, and what to mind."""
