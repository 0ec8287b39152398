"""One work from many records: which records report the same work, and how their lists of authors go together."""
