"""Persons of a store: read, resolved with whom they may be one, written, and laid before people."""
