"""The questions, as text: found here as package data."""
