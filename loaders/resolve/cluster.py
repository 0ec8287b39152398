"""Groups to persons: joined in a fixed order, never against a contradiction, with a Decision for each authorship."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count

from loaders.normalize.decision import Decision, State
from loaders.resolve.block import Link, Mentioned, by_name, coauthor_links, id_links, place_links

FOUNDING = Decision(None, "yes", "founding-mention", 1.0)
"""The first mention of a person is that person by definition; of the others a rule says so."""


@dataclass(frozen=True, slots=True)
class Person:
    """One person: its key, the keys of persons that were merged into it, its authorships (sorted by mention)."""

    key: str
    merged: tuple[str, ...]
    members: tuple[Mentioned, ...]


def resolve(
    items: Iterable[Mentioned], *, reserved: frozenset[str] = frozenset()
) -> tuple[list[Person], dict[str, Decision]]:
    """Authorships to persons, and by which rule each was given to its person (Decision.value is the person's key).

    A pure function of the set of authorships, but for the keys: a person keeps the key under which most of its
    authorships stand already. Two authorships of one work, and two ORCIDs, are two persons. reserved: keys of other
    persons, which no new one may get.
    """
    by_key = {item.key: item for item in items}
    ordered = sorted(by_key.values(), key=lambda item: (item.mention, item.key))
    joined = _Joined(by_key)
    joined.take(id_links(ordered))
    groups = by_name(ordered)
    for make in (place_links, coauthor_links):
        groups = [found for found in groups if not joined.settled(found)]
        joined.take(link for found in groups for link in make(found))
    cluster, rules, doubts = joined.cluster, joined.rules, joined.doubts
    for doubt in doubts:
        if len({cluster.find(member) for member in doubt.members}) > 1:
            for member in doubt.members:
                known = rules.get(member)
                if known is None or known.state == "yes":
                    rules[member] = Decision(None, "review", doubt.rule, min(doubt.confidence, 0.4))
    persons = _named(cluster.members(), reserved)
    owner = {item.key: person.key for person in persons for item in person.members}
    doubtful = {member for doubt in doubts for member in doubt.members}
    first = {person.members[0].key for person in persons} - doubtful
    decisions = {}
    for key in by_key:
        found = FOUNDING if key in first else rules.get(key, FOUNDING)
        decisions[key] = Decision(owner[key], found.state, found.rule, found.confidence)
    return persons, decisions


class _Joined:
    """What the links tried so far have joined, by which rule, and what they leave in doubt."""

    def __init__(self, items: Mapping[str, Mentioned]) -> None:
        self.cluster = _Clusters(items)
        self.rules: dict[str, Decision] = {}
        self.doubts: list[Link] = []

    def take(self, links: Iterable[Link]) -> None:
        """Try links, the smaller order first."""
        for link in sorted(links, key=lambda link: (link.order, link.rule, link.value)):
            if link.state == "review":
                self.doubts.append(link)
                continue
            refused = self.cluster.join(link)
            # initials alone join, but say so
            state: State = "review" if link.rule.startswith("initials") else "yes"
            decision = Decision(None, state, link.rule, link.confidence)
            for member in link.members:
                if member not in refused:
                    self.rules.setdefault(member, decision)
            if refused:
                self.doubts.append(Link(link.order, "contradiction", link.value, 0.3, "review", link.members))

    def settled(self, items: Sequence[Mentioned]) -> bool:
        """One person already, each by a rule: no further link among them changes anything, since none can be refused
        or in doubt where neither a work nor a second ORCID keeps them apart."""
        first = self.cluster.find(items[0].key)
        return all(item.key in self.rules and self.cluster.find(item.key) == first for item in items)


class _Clusters:
    """Union-find that refuses a union against a contradiction."""

    def __init__(self, items: Mapping[str, Mentioned]) -> None:
        self._items = items
        self._leader = {key: key for key in items}
        self._works = {key: {item.work} for key, item in items.items()}
        self._orcids = {key: {item.orcid} if item.orcid else set() for key, item in items.items()}

    def find(self, key: str) -> str:
        while self._leader[key] != key:
            self._leader[key] = self._leader[self._leader[key]]
            key = self._leader[key]
        return key

    def join(self, link: Link) -> set[str]:
        """Join a link's members to its first; those that contradict it are given back."""
        refused = set()
        first = link.members[0]
        for member in link.members[1:]:
            if not self._union(first, member):
                refused.add(member)
        return refused

    def _union(self, a: str, b: str) -> bool:
        a, b = sorted((self.find(a), self.find(b)))
        if a == b:
            return True
        if not self._works[a].isdisjoint(self._works[b]):
            return False
        if self._orcids[a] and self._orcids[b] and self._orcids[a] != self._orcids[b]:
            return False
        if len(self._works[a]) < len(self._works[b]):
            self._works[a], self._works[b] = self._works[b], self._works[a]
        self._leader[b] = a
        self._works[a] |= self._works.pop(b)
        self._orcids[a] |= self._orcids.pop(b)
        return True

    def members(self) -> list[tuple[Mentioned, ...]]:
        found: dict[str, list[Mentioned]] = defaultdict(list)
        for key, item in self._items.items():
            found[self.find(key)].append(item)
        return sorted(
            (tuple(sorted(members, key=lambda m: (m.mention, m.key))) for members in found.values()),
            key=lambda members: (members[0].mention, members[0].key),
        )


def founding_key(mention: str) -> str:
    """A person's key: the hash of the mention that founded it."""
    return hashlib.sha256(mention.encode()).hexdigest()[:32]


def _fresh_keys(members: Sequence[Mentioned]) -> Iterator[str]:
    """Keys that a new person may get, the best first; without end."""
    yield from (founding_key(member.mention) for member in members)
    yield from (founding_key(f"{members[0].mention}\n{number}") for number in count(1))


def _named(clusters: list[tuple[Mentioned, ...]], reserved: frozenset[str]) -> list[Person]:
    """Keys for the clusters: an existing key goes to the cluster that holds most of its authorships."""
    claims: list[tuple[int, int, str, int]] = []
    held: list[dict[str, int]] = []
    for index, members in enumerate(clusters):
        counts: dict[str, int] = defaultdict(int)
        for member in members:
            if member.author:
                counts[member.author] += 1
        held.append(counts)
        claims += [(-count, -len(members), author, index) for author, count in counts.items()]
    taken: dict[str, int] = {}
    given: dict[int, str] = {}
    for _, _, author, index in sorted(claims):
        if author not in taken and index not in given:
            taken[author] = index
            given[index] = author
    # a key that nobody got goes on as an alias of the cluster with most of its authorships
    merged: dict[int, list[str]] = defaultdict(list)
    aliased = set(taken)
    for _, _, author, index in sorted(claims):
        if author not in aliased:
            aliased.add(author)
            merged[index].append(author)
    persons = []
    for index, members in enumerate(clusters):
        key = given.get(index)
        if key is None:
            key = next(k for k in _fresh_keys(members) if k not in aliased and k not in reserved)
            aliased.add(key)
        persons.append(Person(key, tuple(sorted(merged[index])), members))
    return persons
