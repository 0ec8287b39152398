"""Each prints one ratio or one rate; never part of the tests."""
