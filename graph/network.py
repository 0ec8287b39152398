"""The co-author network: persons joined by COAUTHORED, as a graph of igraph, with its measures.

Everything is sorted by key before igraph sees it: the same persons and pairs give the same numbers in whatever order a store
answers.
"""

from __future__ import annotations

import random
from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from math import isnan
from typing import Any, Literal, Protocol

import igraph
import numpy as np

from graph.queries import Reader

BATCH = 5_000
"""Keys of one statement."""

PART = 20_000
"""About so many persons are read by one statement."""

EXACT = 1_000_000_000
"""Persons times pairs above which betweenness is cut off where nobody says how: it takes 20 seconds there."""

CUTOFF = 2
"""Steps at which it is cut off then."""

Objective = Literal["modularity", "CPM"]
Count = Callable[[int], None]


class Progress(Protocol):
    """Who is told how far the work is."""

    def stage(self, name: str, total: int) -> None:
        """A stage begins."""
        ...

    def reached(self, done: int) -> None:
        """So much of it is done."""
        ...


@dataclass(frozen=True, slots=True)
class Bounds:
    """Which network. countries: of persons with a printed address in one of them; all persons where there are none.
    first, last: a pair counts by a common work of these years, and an address too. review: what is for review counts."""

    countries: tuple[str, ...] = ()
    first: int | None = None
    last: int | None = None
    min_confidence: float = 0.5
    review: bool = False

    @property
    def text(self) -> str:
        """The bounds in words, as they are kept beside what is written back."""
        years = "" if self.first is None and self.last is None else f", {self.first or ''}–{self.last or ''}"
        return (
            (f"persons with an address in {' '.join(self.countries)}" if self.countries else "all persons")
            + years
            + f", confidence from {self.min_confidence:g}"
            + (", with what is for review" if self.review else "")
        )

    @property
    def values(self) -> dict[str, Any]:
        """As parameters of the statements here."""
        return {
            "countries": list(self.countries),
            "first": self.first,
            "last": self.last,
            "least": self.min_confidence,
            "review": self.review,
        }


_HOLDS = """($review OR NOT r.review) AND (r.review OR r.confidence >= $least)
  AND (($first IS NULL AND $last IS NULL)
    OR any(year IN r.years WHERE year >= coalesce($first, 0) AND year <= coalesce($last, 9999)))"""
_RANGE = "a.key >= $low AND ($high IS NULL OR a.key < $high)"
_PAIRS = f"MATCH (a:Author)-[r:COAUTHORED]->(b:Author) WHERE {_RANGE} AND {_HOLDS} RETURN a.key AS a, collect(b.key) AS others"
_BASED = f"MATCH (a:Author)-[r:BASED_IN]->(c:Country) WHERE c.code IN $countries AND {_HOLDS} RETURN DISTINCT a.key AS key"
_PAIRS_OF = (
    f"UNWIND $keys AS key MATCH (a:Author {{key: key}})-[r:COAUTHORED]->(b:Author) WHERE {_HOLDS} "
    "RETURN a.key AS a, collect(b.key) AS others"
)
_COUNTRIES_OF = (
    f"UNWIND $keys AS key MATCH (a:Author {{key: key}})-[r:BASED_IN]->(c:Country) WHERE {_HOLDS} "
    "RETURN a.key AS key, c.code AS code ORDER BY key, code"
)


@dataclass(frozen=True, slots=True)
class Network:
    """Persons that have a co-author, sorted by key, and which of them are joined; each by its place in the list."""

    keys: Sequence[str]
    graph: igraph.Graph

    @property
    def pairs(self) -> int:
        """How many pairs of co-authors there are."""
        return int(self.graph.ecount())


def parts(persons: int) -> list[tuple[str, str | None]]:
    """Bounds of keys (the lower included) so that about PART persons lie between two: keys are hexadecimal hashes."""
    digits = 0
    while persons > PART * 16**digits and digits < 4:
        digits += 1
    marks = ["", *(format(number, f"0{digits}x") for number in range(1, 16**digits))] if digits else [""]
    return list(zip(marks, [*marks[1:], None], strict=True))


def read_network(store: Reader, bounds: Bounds, progress: Progress) -> Network:
    """The network, read part by part: what stays in memory are the keys and two numbers a pair."""
    known: dict[str, int] = {}
    flat = array("q")
    for rows in _pairs(store, bounds, progress):
        for row in rows:
            one = known.setdefault(row["a"], len(known))
            for other in row["others"]:
                flat.append(one)
                flat.append(known.setdefault(other, len(known)))
    # the places in the order of reading become those in the order of the keys
    keys = sorted(known)
    place = np.empty(len(keys), dtype=np.int64)
    place[[known[key] for key in keys]] = np.arange(len(keys))
    pairs = np.sort(place[np.array(flat, dtype=np.int64).reshape(-1, 2)], axis=1)
    return Network(keys, igraph.Graph(n=len(keys), edges=np.unique(pairs, axis=0)))


def _pairs(store: Reader, bounds: Bounds, progress: Progress) -> Iterator[list[dict[str, Any]]]:
    values = bounds.values
    if not bounds.countries:
        persons = store.read("MATCH (a:Author) RETURN count(a) AS n")[0]["n"]
        ranges = parts(persons)
        progress.stage("pairs", len(ranges))
        for number, (low, high) in enumerate(ranges):
            yield store.read(_PAIRS, values | {"low": low, "high": high})
            progress.reached(number + 1)
        return
    keys = sorted(row["key"] for row in store.read(_BASED, values))
    progress.stage("pairs", len(keys))
    for start in range(0, len(keys), BATCH):
        rows = store.read(_PAIRS_OF, values | {"keys": keys[start : start + BATCH]})
        yield [
            row | {"others": kept}
            for row in rows
            if (kept := [other for other in row["others"] if _holds(keys, other)])
        ]
        progress.reached(start)


def _holds(ordered: Sequence[str], key: str) -> bool:
    at = bisect_left(ordered, key)
    return at < len(ordered) and ordered[at] == key


def countries_of(
    store: Reader, bounds: Bounds, keys: Sequence[str], progress: Progress
) -> dict[str, list[str]]:
    """The countries of which persons printed an address, within the bounds."""
    found: dict[str, list[str]] = {}
    progress.stage("addresses", len(keys))
    for start in range(0, len(keys), BATCH):
        values = bounds.values | {"keys": list(keys[start : start + BATCH])}
        for row in store.read(_COUNTRIES_OF, values):
            found.setdefault(row["key"], []).append(row["code"])
        progress.reached(start)
    return found


@dataclass(frozen=True, slots=True)
class Centrality:
    """Of each person of a network, in its order. betweenness: how many shortest paths between two others run through it (of
    several that are as short each counts for its share). normalised: that, divided by the number of pairs of others.
    constraint: Burt's, each pair of co-authors counting the same. cutoff: paths of more steps were not counted."""

    betweenness: Sequence[float]
    normalised: Sequence[float]
    constraint: Sequence[float | None]
    cutoff: int | None


def centrality(network: Network, cutoff: int | None, progress: Progress) -> Centrality:
    """Betweenness and constraint. cutoff: count paths of so many steps only; 0 all; None all, unless there are too many."""
    size = len(network.keys)
    if cutoff is None and size * network.pairs > EXACT:
        cutoff = CUTOFF
    with _Told(progress, "betweenness"):
        raw = network.graph.betweenness(directed=False, cutoff=cutoff or None) if size else []
    pairs = (size - 1) * (size - 2) / 2
    progress.stage("constraint", 1)
    constraint = network.graph.constraint() if size else []
    progress.reached(1)
    return Centrality(
        raw,
        [one / pairs if pairs > 0 else 0.0 for one in raw],
        [_number(one) for one in constraint],
        cutoff or None,
    )


def _number(value: float) -> float | None:
    return None if isnan(value) else float(value)


class _Told:
    """igraph's own progress, told on; its handler is one for the process."""

    def __init__(self, progress: Progress, name: str) -> None:
        self._progress = progress
        self._name = name

    def __enter__(self) -> None:
        self._progress.stage(self._name, 100)
        igraph.set_progress_handler(lambda _, percent: self._progress.reached(int(percent)))

    def __exit__(self, *_: object) -> None:
        igraph.set_progress_handler(None)


@dataclass(frozen=True, slots=True)
class Communities:
    """Communities of a network, the largest first, of equal ones that with the smallest key; each a list of places in the
    network. quality: the modularity of the division, whatever was optimised."""

    members: Sequence[Sequence[int]]
    quality: float


def communities(
    network: Network, *, objective: Objective = "modularity", resolution: float = 1.0, seed: int = 1
) -> Communities:
    """Leiden's communities. The same network, settings and seed give the same ones."""
    if not network.keys:
        return Communities([], 0.0)
    # igraph's random generator is one for the whole process: ours for this call, Python's own after it
    igraph.set_random_number_generator(random.Random(seed))  # noqa: S311 - a division, no secret
    try:
        found = network.graph.community_leiden(
            objective_function=objective, resolution=resolution, n_iterations=-1
        )
    finally:
        igraph.set_random_number_generator(random)
    groups: dict[int, list[int]] = {}
    for place, label in enumerate(found.membership):
        groups.setdefault(label, []).append(place)
    return Communities(
        sorted(groups.values(), key=lambda one: (-len(one), one[0])),
        float(network.graph.modularity(found.membership)),
    )
