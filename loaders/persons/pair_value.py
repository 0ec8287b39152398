"""How much a word on two mentions is worth: what it would change in the paths that cross a border."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

FOCUS = "KP"
"""The country whose paths come first, where none is asked for."""
_STAKES = {"focus": 25.0, "crossing": 5.0, "none": 1.0}
_LEAST = 0.05


@dataclass(frozen=True, slots=True)
class Side:
    """One of two that may be one person: how many works, and the countries that addresses printed on them name for
    certain."""

    works: int
    countries: frozenset[str] = frozenset()


class Value(NamedTuple):
    """weight: the larger the sooner a pair is to be judged. paths: pairs of countries that are joined through this person
    only if the two are one; sorted."""

    weight: float
    paths: tuple[tuple[str, str], ...]


def value(one: Side, other: Side, probability: float, *, focus: str = FOCUS) -> Value:
    """What a word on two sides is worth.

    Joining the two (or parting them, where they are one by now) adds (or takes) every path between a country on the works
    of one and a country on the works of the other that neither side has by itself: `paths`. The weight is the product of

    - the stakes: 25 where one of these paths begins in `focus`, 5 where there is any path, else 1;
    - the doubt: 1 for a probability of one half, falling in a straight line to 0.05 for 0 and 1;
    - the size: the logarithm (base 2) of one more than the works of both.
    """
    paths = sorted(
        {
            (min(a, b), max(a, b))
            for a in one.countries
            for b in other.countries
            if a != b and not {a, b} <= one.countries and not {a, b} <= other.countries
        }
    )
    stakes = "focus" if any(focus in path for path in paths) else "crossing" if paths else "none"
    doubt = max(_LEAST, 1 - abs(2 * min(max(probability, 0.0), 1.0) - 1))
    size = math.log2(1 + one.works + other.works)
    return Value(round(_STAKES[stakes] * doubt * size, 3), tuple(paths))


def side(works: Iterable[tuple[str, Iterable[str]]]) -> Side:
    """A side of these works, each with the countries that it involves for certain."""
    by_key = {key: frozenset(codes) for key, codes in works}
    return Side(len(by_key), frozenset(code for codes in by_key.values() for code in codes))
