"""Mentions that nearness joins, resolved: the unit of work that a machine can take by itself."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, combinations, pairwise

import numpy as np
from numpy.typing import NDArray

from loaders.resolve.agglomerate import NEVER, agglomerate, held_scores
from loaders.resolve.cohesion import fits
from loaders.resolve.compared import Compared
from loaders.resolve.evidence import KINDS, evidence
from loaders.resolve.features import features
from loaders.resolve.mention import PersonMention
from loaders.resolve.naming import NO, agreement
from loaders.resolve.nearness import BOUND
from loaders.resolve.scorer import Scorer, probability, shipped
from loaders.resolve.state import State

SPOKEN_FOR = 24
"""Among more than BOUND mentions a cluster is spoken for by so many of its own at most."""
ALONE = 0.99
"""The confidence of a mention whose name nobody shares."""
OF_IDS = 0.99
"""The confidence of a mention that shares an ORCID or an e-mail address with another of its person."""
MOST_OF_ID = 20
"""Of the persons that share an id so many are laid side by side."""
DOUBT = 0.2
"""From this probability on, two persons that were not joined are told to be in doubt."""
_EMAIL = KINDS.index("email")
_BY_ID = ("one-orcid", "one-email")

Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Work:
    """What one unit of work is given: mentions sorted by id, and what people decided about pairs of them. persons: of a
    part of a larger unit, persons of two mentions and more that are told already, by ids."""

    mentions: tuple[PersonMention, ...]
    same: tuple[tuple[str, str], ...] = ()
    different: tuple[tuple[str, str], ...] = ()
    persons: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Doubt:
    """Two persons that were not joined and may be one. mentions: the two that are closest, the smaller first; rule: what
    speaks for it, `scored`, `source-id`, or `one-orcid` (their names cannot be one person's); probability: what the scorer
    says without that, that they are one."""

    mentions: tuple[str, str]
    rule: str
    probability: float


@dataclass(frozen=True, slots=True)
class Resolved:
    """Persons, each as its mentions sorted by id, and how sure it is of each mention that it is of its person.

    confidence: of a person that was told already and did not grow it says nothing. rules: what gave each mention to its
    person: judged, one-orcid, one-email or scored; nothing for one that is alone. doubts: sorted. conflicts: pairs that people called different and that other judgements of theirs make one.
    """

    persons: list[list[str]]
    confidence: dict[str, float]
    rules: dict[str, str]
    doubts: list[Doubt]
    conflicts: list[tuple[str, str]]


def alone(mention: str) -> Resolved:
    """A mention that is near to no other."""
    return Resolved([[mention]], {mention: ALONE}, {}, [], [])


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
        self._rules: dict[int, str] = {}
        self._doubts: dict[tuple[int, int], float] = {}
        self._all: Compared | None = None
        for members in work.persons:
            for one, other in pairwise(members):
                self._union(self._place[one], self._place[other])
        self._told = set(work.persons)
        self._judge(work)
        self._share_ids()

    def resolved(self) -> Resolved:
        self._merge(self._leaders(range(len(self._items))))
        persons: list[list[str]] = []
        confidence: dict[str, float] = {}
        rules: dict[str, str] = {}
        for leader in self._leaders(range(len(self._items))):
            members = sorted(self._members[leader])
            ids = [self._items[at].mention.mention for at in members]
            persons.append(ids)
            if tuple(ids) in self._told:
                continue
            found = self._confidence(leader, members)
            if len(members) > 1:
                for at, mention in zip(members, ids, strict=True):
                    rule = rules[mention] = self._rules.get(at, "scored")
                    if rule != "scored":
                        found[mention] = 1.0 if rule == "judged" else max(OF_IDS, found[mention])
            confidence |= found
        return Resolved(persons, confidence, rules, self._in_doubt(), self._conflicts)

    # -- what is certain before anything is scored

    def _judge(self, work: Work) -> None:
        """Judgements first: they always win. A pair that is both is one person, and said to be in conflict."""
        for one, other in work.same:
            places = self._place[one], self._place[other]
            self._rules |= dict.fromkeys(places, "judged")
            self._union(*places)
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
        for (kind, _), held in sorted(holders.items()):
            for one, other in combinations(held, 2) if len(held) <= BOUND else pairwise(held):
                a, b = self._find(one), self._find(other)
                if a != b and not (
                    agreement(self._items[one].name, self._items[other].name) > 0 and not self._apart(a, b)
                ):
                    continue
                self._union(a, b)
                for at in (one, other):
                    self._rules.setdefault(at, _BY_ID[kind])

    # -- what is scored

    def _compared(self, places: Sequence[int]) -> Compared:
        """Mentions side by side: those of a unit that is not cut once for all."""
        if len(self._items) > BOUND:
            return Compared.of([self._items[at] for at in places])
        if self._all is None:
            self._all = Compared.of(self._items)
        return self._all.only(places)

    def _leaders(self, held: Iterable[int]) -> list[int]:
        return sorted({self._find(at) for at in held})

    def _speakers(self, leader: int, most: int) -> list[int]:
        """Members that speak for a cluster: all, or so many in even steps."""
        members = sorted(self._members[leader])
        if len(members) <= most:
            return members
        return [members[at * len(members) // most] for at in range(most)]

    def _merge(self, leaders: Sequence[int]) -> None:
        """Score these clusters with each other, and merge."""
        if len(leaders) < 2:
            return
        most = SPOKEN_FOR if len(self._items) > BOUND else BOUND
        speakers = [self._speakers(leader, most) for leader in leaders]
        order = sorted({at for group in speakers for at in group})
        place = {at: number for number, at in enumerate(order)}
        state = State(
            self._compared(order),
            [[place[at] for at in group] for group in speakers],
            self._apart_in(leaders),
        )
        found = agglomerate(state, self._scorer)
        for merge in found.merges:
            self._union(leaders[merge.into], leaders[merge.gone])
            if len(members := self._members[self._find(leaders[merge.into])]) == 2:
                self._of_two[min(members), max(members)] = merge.score
        for at, score in enumerate(found.best):
            if score == NEVER:
                continue
            leader = self._find(leaders[at])
            self._rest[leader] = max(self._rest.get(leader, NEVER), float(score))
            pair = min(at, int(found.partner[at])), max(at, int(found.partner[at]))
            if probability(score, self._scorer) >= DOUBT:
                self._doubts[leaders[pair[0]], leaders[pair[1]]] = float(score)

        if not state.held.any():
            return
        alive = np.array([bool(members) for members in state.members])
        scores = held_scores(state, self._scorer)
        for one, other in np.argwhere(
            np.triu(probability(scores, self._scorer) >= DOUBT, 1) & np.outer(alive, alive)
        ):
            pair = leaders[one], leaders[other]
            self._doubts[pair] = max(float(scores[one, other]), self._doubts.get(pair, NEVER))

    # -- what is left in doubt

    def _in_doubt(self) -> list[Doubt]:
        """Persons that were not joined and may be one: by their score, or since a source has them as one."""
        found: dict[tuple[int, int], tuple[str, float]] = {}
        for (one, other), score in self._doubts.items():
            a, b = sorted((self._find(one), self._find(other)))
            if a != b and score > found.get((a, b), ("", NEVER))[1]:
                found[a, b] = "scored", score
        for rule, held in self._of_one_id():
            for a, b in combinations(self._leaders(held)[:MOST_OF_ID], 2):
                if found.get((a, b), ("", NEVER))[0] != "one-orcid":
                    found[a, b] = rule, found.get((a, b), ("", NEVER))[1]
        doubts = []
        for (a, b), (rule, score) in sorted(found.items()):
            # two names that cannot be one person's have one ORCID: one of the two is wrong, or a name was changed
            if self._contradict(a, b) or (rule != "one-orcid" and self._names_apart(a, b)):
                continue
            closest, own = self._closest(a, b)
            likely = float(probability(max(score, own), self._scorer))
            doubts.append(Doubt(closest, rule, round(likely, 3)))
        return sorted(doubts, key=lambda doubt: doubt.mentions)

    def _of_one_id(self) -> Iterator[tuple[str, list[int]]]:
        """Mentions that share a source's id, or an ORCID, and the rule that this is."""
        holders: dict[tuple[str, str], list[int]] = defaultdict(list)
        for at, item in enumerate(self._items):
            if item.mention.source_id:
                holders["source-id", item.mention.source_id].append(at)
            if item.mention.orcid:
                holders["one-orcid", item.mention.orcid].append(at)
        for (rule, _), held in sorted(holders.items()):
            yield rule, held

    def _closest(self, a: int, b: int) -> tuple[tuple[str, str], float]:
        """The mentions of two clusters that score highest with each other, the smaller first, and their score."""
        sides = [self._speakers(leader, SPOKEN_FOR) for leader in (a, b)]
        order = sorted(chain(*sides))
        state = State(
            self._compared(order),
            [[at] for at in range(len(order))],
            np.zeros((len(order), len(order)), np.bool_),
        )
        ones, others = (np.array([order.index(at) for at in side], np.intp) for side in sides)
        pairs = np.repeat(ones, len(others)), np.tile(others, len(ones))
        scores = self._scorer.score(features(state, *pairs))
        best = int(scores.argmax())
        one, other = sorted(self._items[order[int(side[best])]].mention.mention for side in pairs)
        return (one, other), float(scores[best])

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
        return self._contradict(a, b) or self._names_apart(a, b)

    def _contradict(self, a: int, b: int) -> bool:
        if not self._works[a].isdisjoint(self._works[b]) or b in {
            self._find(at) for at in self._different.get(a, ())
        }:
            return True
        return bool(self._orcids[a] and self._orcids[b] and self._orcids[a].isdisjoint(self._orcids[b]))

    def _names_apart(self, a: int, b: int) -> bool:
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
            rest = self._rest.get(leader, NEVER)
            return {ids[0]: round(min(ALONE, 1.0 - float(probability(rest, self._scorer))), 3)}
        if (of_two := self._of_two.get((members[0], members[-1]))) is not None and len(members) == 2:
            return dict.fromkeys(ids, round(float(probability(of_two, self._scorer)), 3))
        found: dict[str, float] = {}
        for begin in range(0, len(members), BOUND):
            part = members[begin : begin + BOUND]
            if len(part) == 1:
                part = [*members[:SPOKEN_FOR], *part]
            scores = probability(fits(self._compared(part), self._scorer))
            for at, score in zip(part, scores, strict=True):
                found.setdefault(self._items[at].mention.mention, round(float(score), 3))
        return found
