"""Printed string to Decision: pure functions that open nothing and log nothing."""
