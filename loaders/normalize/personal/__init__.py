"""Personal names: a printed name as family and given name, and whether two can be one person's.

    parse(printed) -> PersonalName          never raises
    compare(a, b) -> Verdict                symmetrical
    blocking_keys(name) -> frozenset[str]   two names that can be one person's share one

A name says nothing about a country, and never proves that two persons are one.
"""

from loaders.normalize.personal.block import blocking_keys
from loaders.normalize.personal.likeness import compare
from loaders.normalize.personal.model import PersonalName, Reading, Verdict
from loaders.normalize.personal.order import Order
from loaders.normalize.personal.parsing import parse

__all__ = ["Order", "PersonalName", "Reading", "Verdict", "blocking_keys", "compare", "parse"]
