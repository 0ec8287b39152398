"""The command line: what the analyst types."""

__version__ = "0.1.0"
