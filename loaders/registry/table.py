"""The built-in table of institutions: facts with their sources, shipped as package data."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache

from loaders.facts import rows_of
from loaders.normalize.reading import fold_words

REGISTRY = "registry"
"""The source of an institution that is known from a loaded registry."""

TABLES = ("institutions_dprk.tsv", "institutions_partners.tsv")


@dataclass(frozen=True, slots=True)
class InstitutionFact:
    """One institution.

    key: `ror:…` where its id was read in the registry, else `coauth:` and a hash of name and country.
    country: where it stands (ISO alpha-2). controlled_from: the country it is run from, where another.
    part_of: key of the parent that the table names; Decider.wholes has those of a registry, too. names: printed forms
    that claim it by themselves. plain: forms that claim it unless another country is printed. generic: forms that claim it only beside its city or country.
    source: where the fact was read. also: further (country, city) where it stands too.
    """

    key: str
    name: str
    country: str
    city: str | None
    ror: str | None
    type: str
    part_of: str | None
    controlled_from: str | None
    names: tuple[str, ...]
    plain: tuple[str, ...]
    generic: tuple[str, ...]
    source: str
    also: tuple[tuple[str, str], ...] = ()


def institution_key(name: str, country: str | None) -> str:
    """`coauth:` and a hash of the folded name and the country where it stands (`` where that is not
    certain)."""
    folded = " ".join(fold_words(name)) or name
    return "coauth:" + hashlib.sha256(f"{folded}|{country or ''}".encode("utf-8", "replace")).hexdigest()[:20]


def _key(row: dict[str, str]) -> str:
    return f"ror:{row['ror']}" if row["ror"] else institution_key(row["name"], row["country"])


def _forms(printed: str) -> tuple[str, ...]:
    return tuple(form for form in printed.split("|") if form)


@cache
def facts() -> tuple[InstitutionFact, ...]:
    """Every institution of the built-in table, read once."""
    rows = [row for table in TABLES for row in rows_of(table)]
    keys = {row["name"]: _key(row) for row in rows}
    found = []
    for row in rows:
        plain, generic = _forms(row["plain"]), _forms(row["generic"])
        names = _forms(row["names"])
        if row["name"] not in plain and row["name"] not in generic:
            names = (row["name"], *names)
        found.append(
            InstitutionFact(
                key=keys[row["name"]],
                name=row["name"],
                country=row["country"],
                city=row["city"] or None,
                ror=row["ror"] or None,
                type=row["type"],
                part_of=keys[row["part_of"]] if row["part_of"] else None,
                controlled_from=row["controlled_from"] or None,
                names=names,
                plain=plain,
                generic=generic,
                source=row["source"],
            )
        )
    return tuple(found)


@cache
def _by_key() -> dict[str, InstitutionFact]:
    return {fact.key: fact for fact in facts()}


def by_key(key: str) -> InstitutionFact | None:
    """The institution with this key, or None where the table has none."""
    return _by_key().get(key)
