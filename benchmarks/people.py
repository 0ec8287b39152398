"""Made-up persons and institutions: names out of common parts, long-tailed."""

from __future__ import annotations

import random
from bisect import bisect
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Generic, TypeVar

from benchmarks.places import KNOWN, NAMES, PLACES, Place

T = TypeVar("T")


class Weighted(Generic[T]):
    """Draws from values by their weights; one random number a draw."""

    def __init__(self, values: Sequence[T], weights: Sequence[float]) -> None:
        self.values = values
        self._up_to = list(accumulate(weights))

    def draw(self, chance: random.Random) -> T:
        return self.values[bisect(self._up_to, chance.random() * self._up_to[-1], 0, len(self.values) - 1)]

    def draws(self, chance: random.Random, number: int) -> list[T]:
        """So many draws at once."""
        return chance.choices(self.values, cum_weights=self._up_to, k=number)


def long_tailed(values: Sequence[T], exponent: float = 1.0) -> Weighted[T]:
    """The first value most often, the others after Zipf."""
    return Weighted(values, [1 / (rank + 1) ** exponent for rank in range(len(values))])


_STARTS = tuple(
    "Al Bar Cor Dan El Far Gar Hal Is Jor Kel Lan Mar Nor Or Pel Quin Ros Sel Tor Ver Wil Zan".split(" ")
)
_MIDDLES = tuple("a en i or u ar is el on em un ir".split(" "))
_ENDS = tuple(
    "dell son wick berg mont ley stad ford hurst mann vik ski ell ner ton dal sen rich by".split(" ")
)


def invented(chance: random.Random) -> str:
    """A word that could be a family's or a founder's name."""
    return (
        chance.choice(_STARTS)
        + (chance.choice(_MIDDLES) if chance.random() < 0.6 else "")
        + chance.choice(_ENDS)
    )


TWO_SYLLABLES = frozenset({"chinese", "korean"})
"""Given names of two syllables, out of the list."""

_FIELDS = tuple(
    "Physics Chemistry Mathematics Biology Geology Medicine Mechanics Metallurgy Economics Statistics".split(
        " "
    )
    + "Engineering Agriculture Ecology Astronomy Pharmacology Informatics Optics Energy Genetics".split(" ")
)
_UNITS = (
    "Department of {}",
    "School of {}",
    "Faculty of {}",
    "Institute of {}",
    "Laboratory of {}",
    "Centre for {}",
)
_PLACED = ("University of {}", "{} University", "{} University of Technology", "{} Medical University")
_FOUNDED = (
    "{} University",
    "{} Institute of {field}",
    "{} Hospital",
    "{} College",
    "{} Research Centre",
    "{} Ltd.",
)


@dataclass(slots=True)
class Institution:
    """One institution. members: a person once for every authorship, so that who wrote much writes more."""

    place: Place
    name: str
    city: str
    units: list[str]
    members: list[Person] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class Person:
    """One person with the ids that a source keeps for them. names: as printed, the usual form first."""

    source_id: str
    names: tuple[str, ...]
    orcid: str | None
    home: Institution
    unit: str
    beside: list[Person] = field(default_factory=list)


def institutions(
    chance: random.Random, weights: dict[str, float], number: int
) -> dict[str, Weighted[Institution]]:
    """About `number` institutions, shared among the countries by weight, in each country long-tailed."""
    total = sum(weights.values())
    found = {}
    for code, weight in sorted(weights.items()):
        place = PLACES[code]
        known = KNOWN.get(code, ())
        names = dict.fromkeys(known)
        wanted = len(known) if code == "KP" else max(6, round(number * weight / total))
        for pattern in _PLACED:
            for city in place.cities:
                if len(names) < wanted:
                    names.setdefault(pattern.format(city))
        while len(names) < wanted:
            names.setdefault(chance.choice(_FOUNDED).format(invented(chance), field=chance.choice(_FIELDS)))
        cities = long_tailed(place.cities)
        made = [_institution(chance, place, name, cities) for name in names]
        found[code] = long_tailed(made, 0.9)
    return found


def _institution(chance: random.Random, place: Place, name: str, cities: Weighted[str]) -> Institution:
    city = next((city for city in place.cities if city in name), None) or cities.draw(chance)
    fields = chance.sample(_FIELDS, 8)
    return Institution(place, name, city, [chance.choice(_UNITS).format(one) for one in fields])


class People:
    """Makes persons."""

    def __init__(self, chance: random.Random, *, with_orcid: float) -> None:
        self._chance = chance
        self._with_orcid = with_orcid
        self._parts = {
            key: (long_tailed(family, 0.8), long_tailed(given, 0.5)) for key, (family, given) in NAMES.items()
        }
        self.number = 0

    def make(self, home: Institution) -> Person:
        """A new person at an institution."""
        chance = self._chance
        kind = home.place.names if chance.random() < 0.85 else chance.choice(("chinese", "indian", "english"))
        families, givens = self._parts[kind]
        family = families.draw(chance)
        given = givens.draw(chance)
        if kind in TWO_SYLLABLES:
            second = givens.draw(chance)
            given = f"{given}-{second}" if chance.random() < 0.5 else given + second.lower()
        elif chance.random() < 0.55:
            # the tail of family names is long: more than half of them are rare
            family = invented(chance)
        middle = f" {chance.choice('ABCDEFGHJKLMNPRSTW')}." if chance.random() < 0.3 else ""
        self.number += 1
        number = self.number
        orcid = None
        if chance.random() < self._with_orcid:
            digits = f"0000000{(2 * 10**8 + number * 7) % 10**9:09d}"[-15:].rjust(15, "0")
            orcid = "-".join((digits + orcid_check(digits))[at : at + 4] for at in range(0, 16, 4))
        return Person(
            source_id=f"A{5_900_000_000 + number}",
            names=(
                f"{given}{middle} {family}",
                f"{given} {family}",
                f"{given[0]}. {family}",
                f"{family}, {given}",
            ),
            orcid=orcid,
            home=home,
            unit=home.units[min(int(chance.expovariate(0.7)), len(home.units) - 1)],
        )


def orcid_check(digits: str) -> str:
    """The check character of an ORCID's fifteen digits (ISO 7064 MOD 11-2)."""
    total = 0
    for digit in digits:
        total = (total + int(digit)) * 2
    rest = (12 - total % 11) % 11
    return "X" if rest == 10 else str(rest)
