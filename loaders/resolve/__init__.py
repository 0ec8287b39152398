"""Mentions to persons: which authorships may be one person (block), and which are (cluster)."""
