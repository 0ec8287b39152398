"""Mentions that share blocking keys, resolved: the unit of work that a machine can take by itself."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from loaders.resolve.agglomerate import agglomerate
from loaders.resolve.cohesion import fits
from loaders.resolve.evidence import KINDS, Evidence, evidence
from loaders.resolve.gather import SIGNS, by_order, by_sign
from loaders.resolve.mention import PersonMention
from loaders.resolve.naming import NO, Form, agreement, blocking_keys
from loaders.resolve.scorer import Scorer, probability, shipped
from loaders.resolve.state import State

BOUND = 400
"""So many mentions are compared each with each; a larger block is cut (gather.py)."""
GROUP = 128
"""The groups of a block that was cut have so many mentions at most."""
SPOKEN_FOR = 24
"""In a block that was cut, a cluster is spoken for by so many of its mentions at most."""
ALONE = 0.99
"""The confidence of a mention whose name nobody shares."""
_EMAIL = KINDS.index("email")

Pairs = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Work:
    """What one unit of work is given: mentions sorted by id, and what people decided about pairs of them."""

    mentions: tuple[PersonMention, ...]
    same: tuple[tuple[str, str], ...] = ()
    different: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Resolved:
    """Persons, each as its mentions sorted by id, and how sure it is of each mention that it is of its person.

    conflicts: pairs that people called different and that other judgements of theirs make one.
    """

    persons: list[list[str]]
    confidence: dict[str, float]
    conflicts: list[tuple[str, str]]


def resolve_component(work: Work, scorer: Scorer | None = None) -> Resolved:
    """Persons of these mentions. A pure function: the order in which they come changes nothing."""
    return _Component(work, scorer or shipped()).resolved()


class _Component:
    def __init__(self, work: Work, scorer: Scorer) -> None:
        self._scorer = scorer
        self._items = [evidence(mention) for mention in work.mentions]
        self._place = {item.mention.mention: at for at, item in enumerate(self._items)}
        self._leader = list(range(len(self._items)))
        self._members = [[at] for at in range(len(self._items))]
        self._works = [{item.mention.work} for item in self._items]
        self._orcids = [{item.mention.orcid} if item.mention.orcid else set() for item in self._items]
        self._different: dict[int, set[int]] = defaultdict(set)
        self._rest: dict[int, float] = {}
        self._of_two: dict[tuple[int, int], float] = {}
        self._conflicts: list[tuple[str, str]] = []
        self._judge(work)
        self._share_ids()

    def resolved(self) -> Resolved:
        for held in self._blocks():
            self._block(held)
        persons, confidence = [], {}
        for leader in sorted({self._find(at) for at in self._leader}):
            members = sorted(self._members[leader])
            persons.append([self._items[at].mention.mention for at in members])
            confidence.update(self._confidence(leader, members))
        return Resolved(persons, confidence, self._conflicts)

    # -- what is certain before anything is scored

    def _judge(self, work: Work) -> None:
        """Judgements first: they always win. A pair that is both is one person, and said to be in conflict."""
        for one, other in work.same:
            self._union(self._place[one], self._place[other])
        for one, other in work.different:
            a, b = self._find(self._place[one]), self._find(self._place[other])
            if a == b:
                self._conflicts.append((one, other))
            else:
                self._different[a].add(b)
                self._different[b].add(a)

    def _share_ids(self) -> None:
        """One ORCID, or one e-mail address, and names that agree: one person unless something speaks against it."""
        holders: dict[tuple[int, str], list[int]] = defaultdict(list)
        for at, item in enumerate(self._items):
            if item.mention.orcid:
                holders[0, item.mention.orcid].append(at)
            for address in item.tokens[_EMAIL]:
                holders[1, address].append(at)
        for _, held in sorted(holders.items()):
            for one, other in combinations(held[:BOUND], 2):
                a, b = self._find(one), self._find(other)
                if (
                    a != b
                    and agreement(self._items[one].name, self._items[other].name) > 0
                    and not self._apart(a, b)
                ):
                    self._union(a, b)

    # -- blocks

    def _blocks(self) -> Iterator[list[int]]:
        """Mentions that share a key, the smallest block first. A key whose names all stand in a block of another key is
        passed over, unless that one is too large to compare everyone with everyone."""
        by_name: dict[Form, list[int]] = defaultdict(list)
        for at, item in enumerate(self._items):
            by_name[item.name].append(at)
        names: dict[str, set[Form]] = defaultdict(set)
        for name in by_name:
            for key in blocking_keys(name):
                names[key].add(name)
        sizes = {key: sum(len(by_name[name]) for name in found) for key, found in names.items()}
        keys = sorted(names, key=lambda key: (sizes[key], key))
        seen: set[frozenset[Form]] = set()
        for key in keys:
            own = frozenset(names[key])
            one = next(iter(own))
            if (
                sizes[key] < 2
                or own in seen
                or any(
                    other != key and sizes[other] <= BOUND and own < names[other]
                    for other in blocking_keys(one)
                )
            ):
                continue
            seen.add(own)
            yield sorted(at for name in own for at in by_name[name])

    def _block(self, held: Iterable[int]) -> None:
        leaders = self._leaders(held)
        if sum(len(self._members[at]) for at in leaders) <= BOUND:
            self._merge(leaders, len(self._items))
            return
        for kinds in SIGNS:
            for group in by_sign(self._spoken(leaders), kinds, GROUP):
                self._merge([leaders[at] for at in group], SPOKEN_FOR)
            leaders = self._leaders(leaders)
        for turn in range(2):
            for group in by_order(self._spoken(leaders), GROUP, turn=turn):
                self._merge([leaders[at] for at in group], SPOKEN_FOR)
            leaders = self._leaders(leaders)

    def _leaders(self, held: Iterable[int]) -> list[int]:
        return sorted({self._find(at) for at in held})

    def _spoken(self, leaders: Sequence[int]) -> list[list[Evidence]]:
        return [[self._items[at] for at in self._speakers(leader, SPOKEN_FOR)] for leader in leaders]

    def _speakers(self, leader: int, most: int) -> list[int]:
        """Members that speak for a cluster: all, or so many in even steps."""
        members = sorted(self._members[leader])
        if len(members) <= most:
            return members
        return [members[at * len(members) // most] for at in range(most)]

    def _merge(self, leaders: Sequence[int], most: int) -> None:
        """Score these clusters with each other, and merge."""
        if len(leaders) < 2:
            return
        speakers = [self._speakers(leader, most) for leader in leaders]
        order = sorted({at for group in speakers for at in group})
        place = {at: number for number, at in enumerate(order)}
        state = State(
            [self._items[at] for at in order],
            [[place[at] for at in group] for group in speakers],
            self._apart_in(leaders),
        )
        merges, rest = agglomerate(state, self._scorer)
        for merge in merges:
            self._union(leaders[merge.into], leaders[merge.gone])
            if len(members := self._members[self._find(leaders[merge.into])]) == 2:
                self._of_two[min(members), max(members)] = merge.score
        for at, score in enumerate(rest):
            leader = self._find(leaders[at])
            self._rest[leader] = max(self._rest.get(leader, -np.inf), float(score))

    def _apart_in(self, leaders: Sequence[int]) -> NDArray[np.bool_]:
        """Which of these clusters must not be merged: a work in common, two ORCIDs, a judgement."""
        apart = np.zeros((len(leaders), len(leaders)), np.bool_)
        on_work: dict[str, list[int]] = defaultdict(list)
        with_orcid = []
        number = {leader: at for at, leader in enumerate(leaders)}
        for at, leader in enumerate(leaders):
            for work in self._works[leader]:
                on_work[work].append(at)
            if self._orcids[leader]:
                with_orcid.append(at)
            for other in self._different.get(leader, ()):
                if (there := number.get(self._find(other))) is not None:
                    apart[at, there] = apart[there, at] = True
        for found in on_work.values():
            if len(found) > 1:
                apart[np.ix_(found, found)] = True
        for a, b in combinations(with_orcid, 2):
            if self._orcids[leaders[a]].isdisjoint(self._orcids[leaders[b]]):
                apart[a, b] = apart[b, a] = True
        return apart

    # -- clusters

    def _find(self, at: int) -> int:
        while self._leader[at] != at:
            self._leader[at] = self._leader[self._leader[at]]
            at = self._leader[at]
        return at

    def _apart(self, a: int, b: int) -> bool:
        """Whether two clusters contradict each other, their names included."""
        if not self._works[a].isdisjoint(self._works[b]) or b in {
            self._find(at) for at in self._different.get(a, ())
        }:
            return True
        if self._orcids[a] and self._orcids[b] and self._orcids[a].isdisjoint(self._orcids[b]):
            return True
        names = ({self._items[at].name for at in self._members[leader]} for leader in (a, b))
        one, other = names
        return any(agreement(x, y) == NO for x in one for y in other)

    def _union(self, one: int, other: int) -> None:
        into, gone = sorted((self._find(one), self._find(other)))
        if into == gone:
            return
        self._leader[gone] = into
        self._members[into] += self._members[gone]
        self._works[into] |= self._works[gone]
        self._orcids[into] |= self._orcids[gone]
        self._members[gone], self._works[gone], self._orcids[gone] = [], set(), set()
        if gone in self._different:
            self._different[into] |= self._different.pop(gone)

    def _confidence(self, leader: int, members: Sequence[int]) -> dict[str, float]:
        """Of a mention alone: that it is nobody else's; of another: that it and the rest of its person are one."""
        ids = [self._items[at].mention.mention for at in members]
        if len(members) == 1:
            rest = self._rest.get(leader, -np.inf)
            return {ids[0]: round(min(ALONE, 1.0 - float(probability(rest))), 3)}
        if (of_two := self._of_two.get((members[0], members[-1]))) is not None and len(members) == 2:
            return dict.fromkeys(ids, round(float(probability(of_two)), 3))
        found: dict[str, float] = {}
        for begin in range(0, len(members), BOUND):
            part = members[begin : begin + BOUND]
            if len(part) == 1:
                part = [*members[:SPOKEN_FOR], *part]
            scores = probability(fits([self._items[at] for at in part], self._scorer))
            for at, score in zip(part, scores, strict=True):
                found.setdefault(self._items[at].mention.mention, round(float(score), 3))
        return found
