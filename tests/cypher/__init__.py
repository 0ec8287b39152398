"""The questions, on hand-made graphs."""
