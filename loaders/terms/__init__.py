"""Term lists: the format, the lists that are shipped, and those of an analyst's own."""
