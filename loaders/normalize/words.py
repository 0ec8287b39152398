"""The words that tell an organisation, a part of one, and a piece of an address apart."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

from loaders.facts import words_of

# how much a word says that a piece of an address names an institution
UNIVERSITY, ACADEMY, HOSPITAL, BODY, COLLEGE, INSTITUTE, CENTRE, SCHOOL, LABORATORY, PART = (
    9,
    8,
    7,
    6,
    5,
    4,
    3,
    2,
    1,
    -1,
)
_RANKS = {
    "university": UNIVERSITY,
    "academy": ACADEMY,
    "hospital": HOSPITAL,
    "company": BODY,
    "body": BODY,
    "college": COLLEGE,
    "institute": INSTITUTE,
    "centre": CENTRE,
    "school": SCHOOL,
    "laboratory": LABORATORY,
    "part": PART,
}


class Words(NamedTuple):
    """The word lists, folded.

    ranks: word -> UNIVERSITY .. LABORATORY, or PART. noise, streets, splitters, of_words: pieces of an
    address. never_places: ordinary words that are
    also names of cities.
    not_translated: names of countries in other languages that are ordinary words or names of persons.
    abroad: bodies of one state that stand in another. state: bodies that a state has at home. subjects: what is studied or spoken of a people. ordinary: words that stand beside a city in names.
    canon: abbreviation -> full word. drop: words that abbreviated names leave out. legal: what companies' names end with; divisions: what stands after them. cjk: (ending, rank),
    longest first.
    """

    ranks: dict[str, int]
    noise: frozenset[str]
    streets: frozenset[str]
    splitters: frozenset[str]
    of_words: frozenset[str]
    abbreviations: frozenset[str]
    never_places: frozenset[str]
    not_translated: frozenset[str]
    subjects: frozenset[str]
    abroad: frozenset[str]
    state: frozenset[str]
    ordinary: frozenset[str]
    canon: dict[str, str]
    drop: frozenset[str]
    legal: frozenset[str]
    divisions: frozenset[str]
    cjk: tuple[tuple[str, int], ...]
    mail_academic: frozenset[str]
    mail_sold: frozenset[str]
    mail_free: frozenset[str]


@cache
def words() -> Words:
    """The word lists, read once."""
    table = words_of("words.toml")
    ranks = {word: _RANKS[kind] for kind, listed in table["organisation"].items() for word in listed}
    ranks |= dict.fromkeys(table["part"]["words"], PART)
    address = table["address"]
    cjk = [(ending, _RANKS[kind]) for kind, listed in table["cjk"].items() for ending in listed]
    mail = table["mail"]
    return Words(
        ranks=ranks,
        noise=frozenset(address["noise"]),
        streets=frozenset(address["street"]),
        splitters=frozenset(address["splitters"]),
        of_words=frozenset(address["of_words"]),
        abbreviations=frozenset(address["abbreviations"]),
        never_places=frozenset(address["never_places"]) | ranks.keys(),
        not_translated=frozenset(table["address"]["not_translated"]),
        subjects=frozenset(table["people"]["subjects"]),
        abroad=frozenset(table["people"]["abroad"]),
        state=frozenset(table["people"]["state"]),
        ordinary=frozenset(table["people"]["ordinary"]),
        canon=table["canon"],
        drop=frozenset(table["drop"]["words"]),
        legal=frozenset(table["legal"]["words"]),
        divisions=frozenset(table["divisions"]["words"]),
        cjk=tuple(sorted(cjk, key=lambda pair: -len(pair[0]))),
        mail_academic=frozenset(mail["academic"]),
        mail_sold=frozenset(mail["sold"]),
        mail_free=frozenset(mail["free"]),
    )


def kinds_of(listed: Iterable[str]) -> int:
    """Whether a university is among folded words (1), and whether a hospital is (2): names that differ in it are two."""
    ranks = words().ranks
    found = 0
    for word in listed:
        rank = ranks.get(word)
        if rank == UNIVERSITY:
            found |= 1
        elif rank == HOSPITAL:
            found |= 2
    return found
