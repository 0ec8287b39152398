"""What is stored, and every way to look at it."""
