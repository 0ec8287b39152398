"""Groups of records by identifier, joined further by title: never against a contradiction, whatever their order."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations

from loaders.merging.same_work import VERSION, Compared, same
from loaders.merging.titles import marks
from loaders.records import Record

BLOCK = 300
"""Records that share the start or the end of a title; where they are more, it tells nothing and none are compared."""

_ACCESSION = re.compile(
    r"(?:WOS|MEDLINE|BCI|BIOSIS|CCC|DIIDW|INSPEC|KJD|RSCI|SCIELO|ZOOREC):|2-s2\.0-", re.IGNORECASE
)
_DATABASES = frozenset({"ieee", "scopus", "wos"})
"""Readers whose records' ids are those of a database."""


@dataclass(frozen=True, slots=True)
class TitleLink:
    """Two records (the smaller key first), the part in which each stands, and how sure one work is reported.

    value: same-work or version. state: yes, or review.
    """

    score: float
    parts: tuple[str, str]
    records: tuple[str, str]
    value: str
    state: str
    rule: str


@dataclass(slots=True)
class Part:
    """Records that identifiers join. key: the smallest of their keys. apart: keys of parts that it must not join."""

    key: str
    records: list[Record]
    apart: set[str] = field(default_factory=set)


@dataclass(slots=True)
class Joined:
    """What title links make of the parts.

    whole: the parts of each work. rules: for a part that was joined to another, the link that did it first. left:
    links between parts of different works.
    """

    whole: list[list[Part]]
    rules: dict[str, TitleLink]
    left: list[TitleLink]


def accession(record: Record) -> tuple[str, str] | None:
    """A database and its own number of the record, where that number is no identifier of the work."""
    if not record.source_id:
        return None
    found = _ACCESSION.match(record.source_id)
    if found:
        return found.group().rstrip(":-").lower(), record.source_id.lower()
    return (record.source, record.source_id.lower()) if record.source in _DATABASES else None


Mark = tuple[int, str]
"""A start (0) or an end (1) of titles, folded."""


def by_mark(records: Iterable[Record]) -> dict[Mark, list[Record]]:
    """Records by the start and the end of their titles; only those that several share."""
    found: dict[Mark, list[Record]] = defaultdict(list)
    for record in records:
        for place, mark in enumerate(marks(record.title)):
            if mark is not None:
                found[place, mark].append(record)
    return {mark: sharing for mark, sharing in found.items() if len(sharing) > 1}


def title_links(parts: Sequence[Part], blocks: Iterable[Sequence[Record]]) -> list[TitleLink]:
    """Links between different parts, the surest first: one order, whatever that of parts and blocks.

    blocks: records that share the start or the end of their titles.
    """
    part_of = {record.key: part.key for part in parts for record in part.records}
    compared: dict[str, Compared] = {}
    best: dict[tuple[str, str, str], TitleLink] = {}
    seen: set[tuple[str, str]] = set()
    for block in blocks:
        for a, b in combinations(sorted(block, key=lambda record: record.key), 2):
            pair = (a.key, b.key)
            ends = part_of[a.key], part_of[b.key]
            if ends[0] == ends[1] or pair in seen:
                continue
            seen.add(pair)
            first, second = (compared.get(one.key) or Compared(one) for one in (a, b))
            compared[a.key], compared[b.key] = first, second
            found = same(first, second)
            if found.state == "no" or found.value is None:
                continue
            link = TitleLink(found.confidence, ends, pair, found.value, found.state, found.rule)
            which = (min(ends), max(ends), found.value)
            known = best.get(which)
            if known is None or _order(link) < _order(known):
                best[which] = link
    return sorted(best.values(), key=_order)


def _order(link: TitleLink) -> tuple[bool, float, tuple[str, str], str]:
    return link.state != "yes", -link.score, link.records, link.value


def join(parts: Sequence[Part], blocks: Iterable[Sequence[Record]]) -> Joined:
    """Join parts by title links, the surest first, where no identifier contradicts. blocks: as for title_links."""
    links = title_links(parts, blocks)
    linked = {key for link in links for key in link.parts}
    clusters = _Clusters([part for part in parts if part.key in linked])
    links = _without_doubtful(links, clusters)
    rules: dict[str, TitleLink] = {}
    for link in links:
        if link.state == "yes" and link.value != VERSION and clusters.union(*link.parts):
            for key in link.parts:
                rules.setdefault(key, link)
    left = [link for link in links if clusters.find(link.parts[0]) != clusters.find(link.parts[1])]
    alone = [[part] for part in parts if part.key not in linked]
    return Joined(sorted([*alone, *clusters.members()], key=lambda whole: whole[0].key), rules, left)


CLOSE = 0.03
"""Links of one part to two works that exclude each other: the better one counts where it is better by this."""


def _without_doubtful(links: Sequence[TitleLink], clusters: _Clusters) -> list[TitleLink]:
    """The links, in order; those of a part that could as well go to another work are for review."""
    sure = [link for link in links if link.state == "yes" and link.value != VERSION]
    around: dict[str, list[tuple[float, str]]] = defaultdict(list)
    for link in sure:
        a, b = link.parts
        around[a].append((link.score, b))
        around[b].append((link.score, a))

    names = {part: {other for _, other in near} for part, near in around.items()}
    against: dict[str, set[str]] = {}  # of those two links away, the ones that exclude a part
    for part, near in around.items():
        near.sort(reverse=True)
        reach: set[str] = set().union(*(names[other] for other in names[part])) - {part}
        against[part] = {rival for rival in reach if clusters.forbid(rival, part)}

    def doubtful(link: TitleLink) -> bool:
        for part, other in (link.parts, link.parts[::-1]):
            excluded = against[other]
            best = (
                next((score for score, rival in around[part] if rival in excluded), None)
                if excluded
                else None
            )
            if best is not None and best > link.score - CLOSE:
                return True
        return False

    unsure = {link for link in sure if doubtful(link)}
    made = [
        replace(link, state="review", rule=f"{link.rule}.two-works") if link in unsure else link
        for link in links
    ]
    return sorted(made, key=_order)


class _Clusters:
    """Union-find over parts that refuses a union against a contradiction."""

    def __init__(self, parts: Sequence[Part]) -> None:
        self._parts = {part.key: part for part in parts}
        self._leader = {part.key: part.key for part in parts}
        self._ids = {part.key: _ids_of(part) for part in parts}
        self._apart = {part.key: set(part.apart) for part in parts}
        self._keys = {part.key: {part.key} for part in parts}

    def find(self, key: str) -> str:
        while self._leader[key] != key:
            self._leader[key] = self._leader[self._leader[key]]
            key = self._leader[key]
        return key

    def forbid(self, a: str, b: str) -> bool:
        """Does an identifier forbid to join the clusters that these parts lead?"""
        return not self._apart[a].isdisjoint(self._keys[b]) or contradict(self._ids[a], self._ids[b])

    def union(self, a: str, b: str) -> bool:
        a, b = sorted((self.find(a), self.find(b)))
        if a == b:
            return True
        if self.forbid(a, b):
            return False
        self._leader[b] = a
        for kind, values in self._ids.pop(b).items():
            self._ids[a].setdefault(kind, set()).update(values)
        self._apart[a] |= self._apart.pop(b)
        self._keys[a] |= self._keys.pop(b)
        return True

    def members(self) -> list[list[Part]]:
        found: dict[str, list[Part]] = defaultdict(list)
        for key in sorted(self._parts):
            found[self.find(key)].append(self._parts[key])
        return [found[key] for key in sorted(found)]


def contradict(a: Mapping[str, set[str]], b: Mapping[str, set[str]]) -> bool:
    """Do the identifiers of two groups (by kind) say that they are two works?"""
    return any(values and b.get(kind) and values.isdisjoint(b[kind]) for kind, values in a.items())


def _ids_of(part: Part) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for record in part.records:
        for kind in ("doi", "pmid", "openalex", "arxiv"):
            value = getattr(record, kind)
            if value:
                found[kind].add(value)
        own = accession(record)
        if own:
            found[f"number in {own[0]}"].add(own[1])
    return dict(found)
