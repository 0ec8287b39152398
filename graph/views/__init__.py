"""One output form a file."""
