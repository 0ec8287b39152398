"""The names that are looked for in texts: institutions with their keys, countries, regions and large cities."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from typing import NamedTuple

import pycountry

from loaders import registry
from loaders.facts import rows_of, words_of
from loaders.normalize.cities import cities_by_name
from loaders.normalize.gazetteer import KNOWN_PEOPLE
from loaders.normalize.words import ACADEMY, COLLEGE, HOSPITAL, INSTITUTE, UNIVERSITY, words


class Name(NamedTuple):
    """One printed form of an institution: its key, the form, and where the institution stands (ISO alpha-2)."""

    key: str
    name: str
    country: str | None


class Lexicon(NamedTuple):
    """The word lists of facts/mentions.toml, and which words tell an organisation."""

    roles: frozenset[str]
    between: frozenset[str]
    at: frozenset[str]
    titles: frozenset[str]
    suffixes: frozenset[str]
    cjk_roles: tuple[str, ...]
    cjk_between: tuple[str, ...]
    no_name: frozenset[str]
    abbreviations: frozenset[str]
    based: frozenset[str]
    place_links: frozenset[str]
    cjk_joints: tuple[str, ...]
    cjk_goes_on: tuple[str, ...]
    kinds: frozenset[str]


@cache
def lexicon() -> Lexicon:
    """The word lists, read once."""
    table = words_of("mentions.toml")
    person, text = table["person"], table["text"]
    telling = (UNIVERSITY, ACADEMY, HOSPITAL, COLLEGE, INSTITUTE)
    return Lexicon(
        roles=frozenset(person["roles"]),
        between=frozenset(person["between"]),
        at=frozenset(person["at"]),
        titles=frozenset(person["titles"]),
        suffixes=frozenset(person["suffixes"]),
        cjk_roles=tuple(sorted(person["cjk_roles"], key=len, reverse=True)),
        cjk_between=tuple(person["cjk_between"]),
        no_name=frozenset(text["no_name"]),
        abbreviations=frozenset(text["abbreviations"]),
        based=frozenset(text["based"]),
        place_links=frozenset(text["place_links"]),
        cjk_joints=tuple(sorted(text["cjk_joints"], key=len, reverse=True)),
        cjk_goes_on=tuple(text["cjk_goes_on"]),
        kinds=frozenset(word for word, rank in words().ranks.items() if rank in telling and len(word) > 2),
    )


def table_names() -> Iterator[Name]:
    """Every printed form of the built-in table."""
    for fact in registry.facts():
        for form in (fact.name, *fact.names, *fact.plain, *fact.generic):
            yield Name(fact.key, form, fact.country)


def place_names() -> Iterator[str]:
    """Names of countries and regions, of cities with half a million people or more, and of the cities in
    facts/places.tsv. Smaller cities count only beside what is found."""
    for row in rows_of("countries.tsv"):
        if row["kind"] != "not":
            yield from row["forms"].split("|")
    for country in pycountry.countries:
        for attribute in ("name", "common_name", "official_name"):
            form = getattr(country, attribute, None)
            if form is not None and ", " not in form:
                yield form
    for row in rows_of("regions.tsv"):
        if row["kind"] in ("state", "state-alone", "cjk"):
            yield from row["forms"].split("|")
    for row in rows_of("places.tsv"):
        yield from row["forms"].split("|")
    never = words().never_places
    for name, cities in cities_by_name().items():
        if name not in never and len(name) > 1 and max(city.people for city in cities) >= KNOWN_PEOPLE:
            yield name


def other_names() -> Iterator[str]:
    """Names that hold a country's name and are none: New Mexico, Korea Strait."""
    for row in rows_of("countries.tsv"):
        if row["kind"] == "not":
            yield from row["forms"].split("|")


def joint_work() -> Iterable[tuple[str, str]]:
    """Rule and wording of each row of facts/joint_work.tsv."""
    return [(row["rule"], row["wording"]) for row in rows_of("joint_work.tsv")]
