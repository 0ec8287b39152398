"""Pairs of mentions that a person must look at, those first that change most: judgements that have lapsed, persons that
may be one, mentions that may not be of their person."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from loaders.judgements.lapsed import Lapsed, lapsed
from loaders.judgements.standing import Standing
from loaders.persons.laid_pairs import LaidPair, lay_stored
from loaders.persons.neighbourhood import Read
from loaders.persons.pair_value import FOCUS, Side, Value, side, value
from loaders.persons.stored import StoredMention, read_mentions, read_person
from loaders.resolve.holding import closest

MOST = 20_000
"""Pairs of a kind that are weighed, those whose probability is closest to one half."""
MOST_BESIDE = 100
"""Mentions of a person among which the closest is looked for."""
ALSO = 3
"""Further works of a person that are named."""
_ASKED = 500

Kind = Literal["lapsed", "may-be", "review"]

_THERE = """(
  EXISTS {{ MATCH ({p})-[:BASED_IN]->(c:Country) WHERE c.code = $country }} OR
  EXISTS {{ MATCH ({p})-[:COAUTHORED]-(:Author)-[:BASED_IN]->(c:Country) WHERE c.code = $country }}
)"""
_MAY_BE = """
MATCH (a:Author)-[m:MAY_BE]->(b:Author) WHERE {there}
RETURN a.key AS a, b.key AS b, m.probability AS probability, m.rule AS rule, m.mentions AS mentions
ORDER BY abs(m.probability - 0.5), a, b LIMIT $most
"""
_REVIEW = """
MATCH (a:Author)-[x:AUTHORED]->(w:Work) WHERE x.person_state = 'review' AND {there}
RETURN a.key AS a, x.mentions[0] AS mention, x.key AS key, x.person_confidence AS probability, x.person_rule AS rule
ORDER BY abs(x.person_confidence - 0.5), key LIMIT $most
"""
_STATEMENTS: dict[Kind, str] = {"may-be": _MAY_BE, "review": _REVIEW}
_WORKS = """
MATCH (a:Author)-[x:AUTHORED]->(w:Work) WHERE a.key IN $persons
OPTIONAL MATCH (w)-[i:INVOLVES]->(c:Country) WHERE i.review = false AND w.pairs_left_out IS NULL
RETURN a.key AS person, x.key AS authorship, w.key AS work, collect(DISTINCT c.code) AS codes
"""


@dataclass(frozen=True, slots=True)
class Doubt:
    """A pair to be judged, before it is laid side by side. a, b: the persons, who are one for `review`. mentions: the
    pair; the second is only known when the pair is laid, for `review`. rule: by which the store holds them so."""

    kind: Kind
    a: str
    b: str
    mentions: tuple[str, str | None]
    probability: float
    rule: str
    value: Value
    lapsed: Lapsed | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """A pair as it is put before a person. also: titles of what else each of the two persons wrote, and how many works
    more there are; of one person nothing."""

    doubt: Doubt
    laid: LaidPair
    also: tuple[tuple[str, ...], tuple[str, ...]] = ((), ())


@dataclass(frozen=True, slots=True)
class Doubts:
    """The pairs in the order in which they are worth a look. more: there were more of a kind than are weighed."""

    pairs: tuple[Doubt, ...]
    unanswerable: tuple[Lapsed, ...] = ()
    more: bool = False


def doubted_pairs(read: Read, standing: Standing, *, country: str | None = None) -> Doubts:
    """The pairs that nobody has judged, lapsed judgements first, then those that are worth most (pair_value).

    country: only where one of the two persons printed an address there, or wrote with somebody who did; its paths count
    most, else those of pair_value.FOCUS. Every authorship of the store is looked at once.
    """
    rows: dict[Kind, dict[str, dict[str, Any]]] = {kind: {} for kind in _STATEMENTS}
    more = False
    # those of the country first: there may be more than are weighed
    for code in (country,) if country else (FOCUS, None):
        for kind, statement in _STATEMENTS.items():
            found = read(_with_country(statement, code, kind), {"country": code, "most": MOST})
            more |= len(found) == MOST
            for row in found:
                rows[kind][f"{row['a']} {row['b']}" if kind == "may-be" else row["key"]] = row
    again, unanswerable = _lapsed(read, standing)
    may_be = [
        row
        for row in rows["may-be"].values()
        if standing.word_on(row["mentions"][:1], row["mentions"][1:]) is None
    ]
    persons = {row[end] for row in may_be for end in "ab"} | {row["a"] for row in rows["review"].values()}
    persons |= {one.person for _, held in again for one in held}
    works = _works_of(read, sorted(persons))
    focus = country or FOCUS
    made = [
        _doubt("may-be", row["a"], row["b"], (row["mentions"][0], row["mentions"][1]), row, works, focus)
        for row in may_be
    ]
    made += [
        _doubt("review", row["a"], row["a"], (row["mention"], None), row, works, focus, row["key"])
        for row in rows["review"].values()
        if len(works[row["a"]]) > 1
    ]
    made.sort(key=lambda one: (-one.value.weight, one.mentions[0], one.mentions[1] or ""))
    first = [_of_lapsed(one, held, works, focus) for one, held in again]
    return Doubts((*first, *made), tuple(unanswerable), more)


class Laying:
    """Lays doubted pairs side by side, one after the other. Each pair once, however often it comes."""

    def __init__(self, read: Read) -> None:
        self._read = read
        self._held: dict[str, list[StoredMention]] = {}
        self._seen: set[frozenset[str]] = set()

    def lay(self, doubt: Doubt, standing: Standing) -> Asked | None:
        """The pair; None where it has been judged since, was laid before, or is not in the store any more."""
        asked = [mention for mention in doubt.mentions if mention is not None]
        found = read_mentions(self._read, asked)
        if len(found) < len(set(asked)):
            return None
        one = found[asked[0]]
        other = found[asked[1]] if len(asked) > 1 else self._closest(one, standing)
        if other is None or other.key == one.key:
            return None
        pair = frozenset((one.key, other.key))
        persons = (one.person, other.person)
        if pair in self._seen:
            return None
        if doubt.kind == "may-be":
            if one.person == other.person:
                return None
            groups = [[m for held in self._of(person) for m in held.mentions] for person in persons]
            if standing.word_on([*groups[0], *one.mentions], [*groups[1], *other.mentions]) is not None:
                return None
        self._seen.add(pair)
        also = (self._also(one), self._also(other)) if one.person != other.person else ((), ())
        return Asked(doubt, lay_stored(one, other, standing, self._read), also)

    def _closest(self, one: StoredMention, standing: Standing) -> StoredMention | None:
        """Of the other mentions of its person the one that it is most probably one with; None where there is no other, or
        where people said something of it and one of them."""
        others = [held for held in self._of(one.person) if held.key != one.key]
        if (
            not others
            or standing.word_on(one.mentions, [m for held in others for m in held.mentions]) is not None
        ):
            return None
        return others[closest(one.one, [held.one for held in others])]

    def _of(self, person: str) -> list[StoredMention]:
        held = self._held.get(person)
        if held is None:
            if len(self._held) >= _ASKED:
                self._held.clear()
            held = self._held[person] = read_person(self._read, person, most=MOST_BESIDE)
        return held

    def _also(self, one: StoredMention) -> tuple[str, ...]:
        held = self._of(one.person)
        others = {other.one.work: other.one for other in held if other.one.work != one.one.work}
        titles = [
            f"{other.title or 'no title'}" + (f" ({other.year})" if other.year else "")
            for other in list(others.values())[:ALSO]
        ]
        if len(others) > ALSO:
            much = "at least " if len(held) == MOST_BESIDE else ""
            titles.append(f"and {much}{len(others) - ALSO:,} more")
        return tuple(titles)


def _with_country(statement: str, country: str | None, kind: Kind) -> str:
    """The statement with what keeps the persons of a country; the names of the persons are our own."""
    ends = "ab" if kind == "may-be" else "a"
    there = " OR ".join(_THERE.format(p=end) for end in ends) if country else "true"
    return statement.format(there=f"({there})")


def _lapsed(
    read: Read, standing: Standing
) -> tuple[list[tuple[Lapsed, tuple[StoredMention, StoredMention]]], list[Lapsed]]:
    """Lapsed judgements that can be asked again, with what stands in the places of their mentions now; and those that
    cannot."""
    fallen = lapsed(read, standing)
    held = read_mentions(read, {one for each in fallen for one in each.instead if one is not None})
    again, unanswerable = [], []
    for each in fallen:
        a, b = (held.get(one) if one is not None else None for one in each.instead)
        if a is None or b is None or a.key == b.key:
            unanswerable.append(each)
        elif standing.word_on(a.mentions, b.mentions) is None:
            again.append((each, (a, b)))
    return again, unanswerable


Works = dict[str, dict[str, tuple[str, Sequence[str]]]]
"""Of each person by authorship: the work, and the countries that it involves for certain."""


def _works_of(read: Read, persons: Sequence[str]) -> Works:
    found: Works = defaultdict(dict)
    for start in range(0, len(persons), _ASKED):
        for row in read(_WORKS, {"persons": list(persons[start : start + _ASKED])}):
            found[row["person"]][row["authorship"]] = (row["work"], row["codes"])
    return found


def _doubt(
    kind: Kind,
    a: str,
    b: str,
    mentions: tuple[str, str | None],
    row: dict[str, Any],
    works: Works,
    focus: str,
    apart: str | None = None,
) -> Doubt:
    """apart: the authorship that may not be its person's."""
    one, other = _sides(works, a, b, apart)
    worth = value(one, other, row["probability"], focus=focus)
    return Doubt(kind, a, b, mentions, row["probability"], row["rule"], worth)


def _sides(works: Works, a: str, b: str, apart: str | None) -> tuple[Side, Side]:
    if apart is None:
        return side(works[a].values()), side(works[b].values())
    rest = (of for key, of in works[a].items() if key != apart)
    return side(of for key, of in works[a].items() if key == apart), side(rest)


def _of_lapsed(one: Lapsed, held: tuple[StoredMention, StoredMention], works: Works, focus: str) -> Doubt:
    a, b = held
    sides = _sides(works, a.person, b.person, a.key if a.person == b.person else None)
    return Doubt(
        "lapsed",
        a.person,
        b.person,
        (a.one.mention, b.one.mention),
        0.5,
        "lapsed",
        value(*sides, 0.5, focus=focus),
        one,
    )


def each_laid(doubts: Iterable[Doubt], laying: Laying, standing: Standing) -> Iterator[Asked]:
    """The pairs laid side by side, those left out that are not to be asked."""
    for doubt in doubts:
        asked = laying.lay(doubt, standing)
        if asked is not None:
            yield asked
