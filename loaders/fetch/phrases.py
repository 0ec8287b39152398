"""What is searched for in printed affiliations to find a country: its names, its cities, its institutions.

All of it comes from the tables in loaders/facts and from the lists behind them; nothing is made up here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import NamedTuple

import pycountry

from loaders.facts import rows_of
from loaders.normalize.cities import cities_by_name
from loaders.normalize.gazetteer import gazetteer
from loaders.normalize.reading import fold_words
from loaders.registry import facts

COUNTRY_KINDS = frozenset({"name", "formal", "inverted", "cjk"})
"""Of facts/countries.tsv: forms that name this country and no other, in small letters too."""
CITY_KINDS = frozenset({"city", "cjk"})
CITY_PEOPLE = 100_000
"""A city of the world's list is searched for from so many people on, where its name is not in doubt."""
SHORTEST_COUNTRY = 4
SHORTEST_OTHER = 5
"""A single word of fewer letters stands for other things too."""
SHORTEST_CJK = 2

_TOKEN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]|[^\W_]+(?:'[^\W_]+)*")
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]")


class Phrase(NamedTuple):
    """Words to be found side by side. kind: country, city or institution."""

    kind: str
    text: str


@cache
def phrases_of(code: str) -> tuple[Phrase, ...]:
    """The phrases to search for, for one ISO 3166-1 alpha-2 code: countries, then cities, then institutions.

    A phrase that holds another one as a whole is left out: whatever has `Pyongyang Medical College` is found by
    `Pyongyang`. So the fewest searches find the same works.
    """
    forms = [
        *(Phrase("country", form) for form in _countries(code)),
        *(Phrase("city", form) for form in _cities(code)),
        *(Phrase("institution", form) for form in _institutions(code)),
    ]
    known: dict[tuple[str, ...], Phrase] = {}
    for kind, form in forms:
        text = _searchable(form)
        tokens = _tokens(text)
        if _says_enough(kind, tokens):
            known.setdefault(tuple(token.casefold() for token in tokens), Phrase(kind, text))
    return tuple(phrase for tokens, phrase in known.items() if not _held(tokens, known))


def _countries(code: str) -> Iterator[str]:
    for row in rows_of("countries.tsv"):
        if row["code"] == code and row["kind"] in COUNTRY_KINDS:
            yield from row["forms"].split("|")
    country = pycountry.countries.get(alpha_2=code)
    for attribute in ("name", "common_name", "official_name"):
        if form := getattr(country, attribute, None):
            yield form


def _cities(code: str) -> Iterator[str]:
    for row in rows_of("places.tsv"):
        if row["code"] == code and row["kind"] in CITY_KINDS:
            yield from row["forms"].split("|")
    yield from _large_cities().get(code, ())


@cache
def _large_cities() -> dict[str, list[str]]:
    """By country, the cities of the world's list whose name leaves no doubt."""
    found: dict[str, list[str]] = {}
    for name, cities in sorted(cities_by_name().items()):
        largest = max(cities, key=lambda city: city.people)
        if largest.people >= CITY_PEOPLE and " ".join(fold_words(largest.name)) == name:
            place = gazetteer().place(name)
            if place is not None and place.sure == largest.country and not place.codes:
                found.setdefault(largest.country, []).append(largest.name)
    return found


def _institutions(code: str) -> Iterator[str]:
    for fact in facts():
        if fact.country == code:
            yield from fact.names


def _tokens(form: str) -> list[str]:
    """The words as a search engine's standard tokenizer (Unicode, annex 29) has them: a hyphen parts two words, an
    apostrophe does not, and each Chinese character is one."""
    return _TOKEN.findall(form)


def _searchable(form: str) -> str:
    """Without what has a meaning of its own in a query (quotes, commas, bars, brackets)."""
    kept = re.sub(r"[^\w\s'’&.-]|_", " ", form)
    return " ".join(kept.replace("’", "'").split())


def _says_enough(kind: str, tokens: list[str]) -> bool:
    if not tokens:
        return False
    if any(_CJK.search(token) for token in tokens):
        return sum(map(len, tokens)) >= SHORTEST_CJK
    return len(tokens) > 1 or len(tokens[0]) >= (SHORTEST_COUNTRY if kind == "country" else SHORTEST_OTHER)


def _held(tokens: tuple[str, ...], known: Mapping[tuple[str, ...], Phrase]) -> bool:
    """Whether another phrase stands in this one, word for word."""
    size = len(tokens)
    return any(
        tokens[first:last] in known
        for first in range(size)
        for last in range(first + 1, size + 1)
        if last - first < size
    )
