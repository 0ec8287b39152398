"""Counted tables and the trained scorer, as data."""
