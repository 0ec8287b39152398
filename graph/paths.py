"""Paths over shared works: from a country, an institution or a person to another, shortest first, the surest first.

A path is a sequence of works of which each shares an author with the next: author–work–author steps. The graph is read
from both ends at once, a layer of works at a time and in batches; what was read is then walked in Python.
"""

from __future__ import annotations

import heapq
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from graph.errors import StoreRefused
from graph.queries import Reader

MAX_HOPS = 5
MOST_PERSONS = 30_000
"""Persons of one side whose works are read; where there are more the search ends, and says so."""

MOST_STEPS = 5_000_000
"""Steps of the walk for one length; where there are more the search ends, and says so."""

BATCH = 2_000
"""Keys of one statement."""

FEW_WORKS = 2_000
"""A country or institution with at most so many works is read as a whole."""

Kind = Literal["country", "institution", "author"]
Review = Literal["leave-out", "include", "only"]


@dataclass(frozen=True, slots=True)
class End:
    """Where paths begin or end. keys: a country's code, an institution's key and those of its parts, a person's key."""

    kind: Kind
    keys: tuple[str, ...]
    name: str


@dataclass(frozen=True, slots=True)
class Asked:
    """What paths are looked for. first, last: bounds of the years of every work."""

    start: End
    end: End
    via: tuple[str, ...] = ()
    max_hops: int = 3
    first: int | None = None
    last: int | None = None
    min_confidence: float = 0.5
    review: Review = "leave-out"
    limit: int = 25

    def shows(self, review: bool, confidence: float) -> bool:
        """Whether what rests on this is shown."""
        if review:
            return self.review != "leave-out"
        return self.review != "only" and confidence >= self.min_confidence


Tie = tuple[bool, float]
"""Whether it is for review, and its confidence."""


@dataclass(frozen=True, slots=True)
class Step:
    """An authorship: what the join of its person rests on, and of each place asked for the best that was printed."""

    review: bool
    confidence: float
    places: dict[str, Tie]


@dataclass(frozen=True, slots=True, order=True)
class Route:
    """A path: its works in order and the persons that join them; in the order in which paths are shown.

    starts, ends: the persons at both ends, the surest first. unsure: 1 minus the confidence.
    """

    hops: int
    review: bool
    unsure: float
    works: tuple[str, ...]
    persons: tuple[str, ...]
    starts: tuple[str, ...] = field(compare=False)
    ends: tuple[str, ...] = field(compare=False)
    confidence: float = field(compare=False)


@dataclass
class Found:
    """The paths to show, and what was left out. counted: paths by length, shown or not."""

    routes: list[Route] = field(default_factory=list)
    counted: Counter[int] = field(default_factory=Counter)
    for_review: int = 0
    less_sure: int = 0
    looked_at: int = 0
    stopped: str | None = None


def better(one: Tie | None, other: Tie) -> Tie:
    """What counts of two: the certain before what is for review, then the surer."""
    return other if one is None or (not other[0], other[1]) > (not one[0], one[1]) else one


_YEARS = """w.pairs_left_out IS NULL AND CASE
        WHEN $first IS NULL AND $last IS NULL THEN true
        WHEN w.year IS NULL THEN false
        ELSE w.year >= coalesce($first, 0) AND w.year <= coalesce($last, 9999)
      END"""
_AUTHORS = """
MATCH (w)<-[r:AUTHORED]-(a:Author)
WHERE r.collective IS NULL
RETURN w.key AS work, a.key AS person, r.person_state <> 'yes' AS review, r.person_confidence AS confidence,
       [n IN range(0, size(coalesce(r.ev_kind, [])) - 1)
         WHERE (r.ev_statement[n] < 0 OR r.ev_state[n] <> 'yes') AND r.ev_value[n] IN $places
           AND r.ev_kind[n] IN ['country', 'institution'] |
         {value: r.ev_value[n], review: r.ev_state[n] <> 'yes', confidence: r.ev_confidence[n]}] AS found
"""
_OF_END: dict[Kind, str] = {
    "country": "MATCH (c:Country)<-[:INVOLVES]-(w:Work) WHERE c.code IN $keys AND ",
    "institution": "MATCH (c:Institution)<-[:NAMES]-(w:Work) WHERE c.key IN $keys AND ",
    "author": "MATCH (c:Author)-[:AUTHORED]->(w:Work) WHERE c.key IN $keys AND ",
}
_COUNT: dict[Kind, str] = {
    "country": "MATCH (c:Country) WHERE c.code IN $keys RETURN sum(COUNT { (c)<-[:INVOLVES]-() }) AS n",
    "institution": "MATCH (c:Institution) WHERE c.key IN $keys RETURN sum(COUNT { (c)<-[:NAMES]-() }) AS n",
    "author": "MATCH (c:Author) WHERE c.key IN $keys RETURN sum(COUNT { (c)-[:AUTHORED]->() }) AS n",
}
_NEXT = "UNWIND $persons AS key MATCH (p:Author {key: key})-[q:AUTHORED]->(w:Work) WHERE q.collective IS NULL AND "
_TOUCHING: dict[Kind, str] = {
    "country": " MATCH (w)-[:INVOLVES]->(c:Country) WHERE c.code IN $keys WITH DISTINCT w ",
    "institution": " MATCH (w)-[:NAMES]->(c:Institution) WHERE c.key IN $keys WITH DISTINCT w ",
}


class _Stop(Exception):
    """The search ends here. Its text says why."""


def find(store: Reader, asked: Asked, *, seconds: float) -> Found:
    """The paths asked for. They are looked for length by length, and no longer ones once there are as many as asked for.

    seconds: after so many the search ends, with what was found until then. Raises what the store raises.
    """
    search = _Search(store, asked, time.monotonic() + seconds)
    found = search.found
    try:
        search.begin()
        for hops in range(1, asked.max_hops + 1):
            search.reach(hops)
            found.routes += search.routes(hops)
            found.looked_at = hops
            if len(found.routes) >= asked.limit:
                break
    except _Stop as stop:
        found.stopped = str(stop)
    except StoreRefused:
        if time.monotonic() < search.deadline:
            raise
        found.stopped = "the time limit"
    found.routes = found.routes[: asked.limit]
    return found


class _Side:
    """What was read from one end: how many layers, and the persons whose works were read."""

    def __init__(self, end: End, works: int) -> None:
        self.end = end
        self.count = works
        self.layers = 0
        self.works: set[str] = set()
        self.expanded: set[str] = set()

    @property
    def small(self) -> bool:
        return self.end.kind == "author" or self.count <= FEW_WORKS


class _Search:
    def __init__(self, store: Reader, asked: Asked, deadline: float) -> None:
        self.store = store
        self.asked = asked
        self.deadline = deadline
        self.found = Found()
        self.authors: dict[str, dict[str, Step]] = {}
        self.works: dict[str, list[str]] = defaultdict(list)
        self.at: dict[End, dict[str, dict[str, Tie]]] = {asked.start: {}, asked.end: {}}
        self.values: dict[str, Any] = {
            "first": asked.first,
            "last": asked.last,
            "places": sorted({*_places(asked.start), *_places(asked.end), *asked.via}),
        }

    def begin(self) -> None:
        """Choose the end to begin at: the one with fewer works."""
        sides = [_Side(end, self._count(end)) for end in (self.asked.start, self.asked.end)]
        self.near, self.far = sorted(sides, key=lambda side: (side.end.kind != "author", side.count))

    def _count(self, end: End) -> int:
        return int(self._read(_COUNT[end.kind], {"keys": list(end.keys)})[0]["n"])

    # reading

    def reach(self, hops: int) -> None:
        """Read what paths of this length can run over."""
        if hops == 1:
            self._first(self.near)
            if self.far.small:
                self._first(self.far)
            return
        if self.near.layers + self.far.layers >= hops:
            return
        # of both ends the one that has fewer persons to go on from
        sides = {len(self._frontier(side)): side for side in (self.far, self.near) if side.layers}
        side = sides[min(sides)]
        if self.far.layers:
            self._next(side)
        else:
            while self.near.layers < hops - 1:
                self._next(self.near)
            self._last()

    def _first(self, side: _Side) -> None:
        statement = f"{_OF_END[side.end.kind]}{_YEARS} WITH DISTINCT w {_AUTHORS}"
        side.works |= self._keep(self._read(statement, {"keys": list(side.end.keys)}))
        side.layers = 1

    def _frontier(self, side: _Side) -> set[str]:
        """Persons on the works of a side whose works were not read yet; at the first layer not those at the end itself."""
        found = {person for work in side.works for person in self.authors[work]} - side.expanded
        return found - set(side.end.keys) if side.end.kind == "author" else found

    def _next(self, side: _Side) -> None:
        persons = self._frontier(side)
        statement = f"{_NEXT}{_YEARS} WITH DISTINCT w {_AUTHORS}"
        for batch in self._batches(persons):
            side.works |= self._keep(self._read(statement, {"persons": batch}))
        side.expanded |= persons
        side.layers += 1

    def _last(self) -> None:
        """The works of the next layer that touch the far end, of which all works are too many."""
        far = self.far.end
        statement = f"{_NEXT}{_YEARS}{_TOUCHING[far.kind]}{_AUTHORS}"
        for batch in self._batches(self._frontier(self.near)):
            self._keep(self._read(statement, {"persons": batch, "keys": list(far.keys)}))

    def _batches(self, persons: set[str]) -> Iterator[list[str]]:
        if len(persons) > MOST_PERSONS:
            raise _Stop(f"the works of {len(persons):,} persons would have to be read")
        ordered = sorted(persons)
        for start in range(0, len(ordered), BATCH):
            yield ordered[start : start + BATCH]

    def _read(self, statement: str, more: dict[str, Any]) -> list[dict[str, Any]]:
        if time.monotonic() > self.deadline:
            raise _Stop("the time limit")
        return self.store.read(statement, self.values | more)

    def _keep(self, rows: Iterable[dict[str, Any]]) -> set[str]:
        """Keep the authorships of works; returns the works. Those that are there already come again unchanged."""
        read: set[str] = set()
        fresh: set[str] = set()
        for row in rows:
            work, person = row["work"], row["person"]
            read.add(work)
            if work not in self.authors:
                self.authors[work] = {}
                fresh.add(work)
            if work not in fresh:
                continue
            places: dict[str, Tie] = {}
            for one in row["found"]:
                places[one["value"]] = better(places.get(one["value"]), (one["review"], one["confidence"]))
            step = Step(row["review"], row["confidence"], places)
            # one person who was found twice among the authors of a work
            held = self.authors[work].get(person)
            if held is None:
                self.works[person].append(work)
            self.authors[work][person] = step if held is None else _joined(held, step)
        return read

    # walking

    def routes(self, hops: int) -> list[Route]:
        """The paths of this length, as many as are asked for, in their order."""
        asked, found = self.asked, self.found
        kept: list[Route] = []
        for works, persons in self._walks(hops):
            route = self.route(works, persons)
            if route is None or self._has_shorter_part(works, persons):
                continue
            if not asked.shows(route.review, route.confidence):
                if route.review and asked.review == "leave-out":
                    found.for_review += 1
                elif not route.review and route.confidence < asked.min_confidence:
                    found.less_sure += 1
                continue
            found.counted[hops] += 1
            kept.append(route)
            if len(kept) > 20 * asked.limit + 1000:
                kept = heapq.nsmallest(asked.limit, kept)
        return heapq.nsmallest(asked.limit, kept)

    def _walks(self, hops: int) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
        """Works in a row of which each shares one person with the next, nobody standing on two that are not neighbours."""
        left = self._distances(hops)
        steps = 0
        starts = sorted(work for work in left if left[work] <= hops and self._at(work, self.asked.start))
        stack: list[tuple[tuple[str, ...], tuple[str, ...]]] = [((work,), ()) for work in reversed(starts)]
        while stack:
            works, persons = stack.pop()
            if len(works) == hops:
                yield works, persons
                continue
            steps += 1
            if steps % 1000 == 0 and time.monotonic() > self.deadline:
                raise _Stop("the time limit")
            for person in self.authors[works[-1]]:
                if any(person in self.authors[work] for work in works[:-1]):
                    continue
                for work in self.works[person]:
                    if (
                        left.get(work, hops) <= hops - len(works)
                        and work not in works
                        and not any(other in self.authors[work] for other in persons)
                    ):
                        stack.append(((*works, work), (*persons, person)))
                        steps += 1
            if steps > MOST_STEPS:
                raise _Stop(f"more than {MOST_STEPS:,} steps")

    def _distances(self, hops: int) -> dict[str, int]:
        """How many works, itself among them, each work is away from the end asked for; only up to this many."""
        left = {work: 1 for work in self.authors if self._at(work, self.asked.end)}
        frontier = list(left)
        for distance in range(2, hops + 1):
            persons = {person for work in frontier for person in self.authors[work]}
            frontier = [
                work for work in {one for person in persons for one in self.works[person]} if work not in left
            ]
            left.update(dict.fromkeys(frontier, distance))
        return left

    def _at(self, work: str, end: End) -> dict[str, Tie]:
        """Who of a work stands at an end, and what that rests on."""
        held = self.at[end]
        found = held.get(work)
        if found is None:
            found = held[work] = _standing(self.authors[work], end)
        return found

    def route(self, works: tuple[str, ...], persons: tuple[str, ...]) -> Route | None:
        """The path over these works and persons; None where it does not answer what was asked."""
        asked = self.asked
        steps = [
            self.authors[work][person]
            for number, person in enumerate(persons) for work in works[number : number + 2]
        ]  # fmt: skip
        rests: list[Tie] = []
        for code in asked.via:
            printed: Tie | None = None
            for step in steps:
                if tie := step.places.get(code):
                    printed = better(printed, tie)
            if printed is None:
                return None
            rests.append(printed)
        starts = self._outer(works[0], asked.start, works[1:], persons)
        ends = self._outer(works[-1], asked.end, works[:-1], persons) if starts else {}
        if not starts or not ends:
            return None
        if len(works) == 1:
            # nobody is both ends
            pairs = [(x, y) for x in starts for y in ends if x != y]
            if not pairs:
                return None
            both: list[tuple[Tie, Tie]] = [(starts[x], ends[y]) for x, y in pairs]
            best: tuple[Tie, Tie] = min(
                both, key=lambda two: (two[0][0] or two[1][0], -min(two[0][1], two[1][1]))
            )
            rests += best
            starts = {x: starts[x] for x, _ in pairs}
            ends = {y: ends[y] for _, y in pairs}
        else:
            rests += [min(side.values(), key=lambda tie: (tie[0], -tie[1])) for side in (starts, ends)]
        rests += [(step.review, step.confidence) for step in steps]
        review, confidence = any(tie[0] for tie in rests), min(tie[1] for tie in rests)
        return Route(
            len(works), review, 1 - confidence, works, persons, _surest(starts), _surest(ends), confidence
        )  # fmt: skip

    def _outer(self, work: str, end: End, others: Sequence[str], persons: Sequence[str]) -> dict[str, Tie]:
        """Who stands at this end of a path: not in between, and on no other work of it."""
        return {
            person: tie for person, tie in self._at(work, end).items()
            if person not in persons and not any(person in self.authors[other] for other in others)
        }  # fmt: skip

    def _has_shorter_part(self, works: tuple[str, ...], persons: tuple[str, ...]) -> bool:
        """Whether a part of the path is an answer by itself."""
        for length in range(1, len(works)):
            for start in range(len(works) - length + 1):
                part = self.route(works[start : start + length], persons[start : start + length - 1])
                if part is not None and self.asked.shows(part.review, part.confidence):
                    return True
        return False


def _places(end: End) -> tuple[str, ...]:
    return () if end.kind == "author" else end.keys


def _standing(authors: dict[str, Step], end: End) -> dict[str, Tie]:
    if end.kind == "author":
        return {key: (authors[key].review, authors[key].confidence) for key in end.keys if key in authors}
    found: dict[str, Tie] = {}
    for person, step in authors.items():
        for place in end.keys:
            if tie := step.places.get(place):
                found[person] = better(found.get(person), tie)
    return found


def _joined(one: Step, other: Step) -> Step:
    """Two authorships of one person on one work: the more doubtful join counts, and the best of each place."""
    places = dict(one.places)
    for place, tie in other.places.items():
        places[place] = better(places.get(place), tie)
    return Step(one.review or other.review, min(one.confidence, other.confidence), places)


def _surest(side: dict[str, Tie]) -> tuple[str, ...]:
    """Persons at an end, the surest first; those for review only where no other is."""
    certain = {person: tie for person, tie in side.items() if not tie[0]}
    shown = certain or side
    return tuple(sorted(shown, key=lambda person: (-shown[person][1], person)))
