"""What made-up addresses and names are made of: the tables beside this file."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Place:
    """A country. printed: as addresses print it, the usual form first. cities: the largest first.

    names: the kind of names its people bear, a key of NAMES.
    """

    code: str
    printed: tuple[str, ...]
    cities: tuple[str, ...]
    names: str


def _table(name: str) -> list[list[str]]:
    lines = Path(__file__).with_name(name).read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines if line and not line.startswith("#")]


def _cell(text: str) -> tuple[str, ...]:
    return tuple(text.split("|"))


PLACES = {
    code: Place(code, _cell(printed), _cell(cities), names)
    for code, printed, cities, names in _table("places.tsv")
}
"""By ISO 3166-1 alpha-2 code."""

NAMES = {kind: (_cell(family), _cell(given)) for kind, family, given in _table("names.tsv")}
"""Family and given names, by kind."""

KNOWN = {code: _cell(names) for code, names in _table("institutions.tsv")}
"""Institutions that exist, heading their country's list: the table of facts knows some of them."""
