"""What holds the mentions of one person together: the links between them, the strongest and the weakest."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Literal

import numpy as np

from loaders.resolve.compared import Compared
from loaders.resolve.evidence import KINDS, Evidence, evidence
from loaders.resolve.features import features
from loaders.resolve.mention import PersonMention
from loaders.resolve.naming import NO, agreement
from loaders.resolve.scorer import Scorer, probability, shipped
from loaders.resolve.state import Numbers, State

MOST = 200
"""So many mentions are laid each beside each."""
_EMAIL = KINDS.index("email")


@dataclass(frozen=True, slots=True)
class Link:
    """Two mentions of a person (places in the list of them), and how probable it is that they alone are one person's.
    side: how many mentions would be left with the first, and with the other, if the two were parted here."""

    one: int
    other: int
    probability: float
    side: tuple[int, int]


def holding(
    mentions: Sequence[PersonMention],
    judged: Iterable[tuple[str, str]] = (),
    scorer: Scorer | None = None,
) -> list[Link]:
    """The links that join all these mentions at their best (a tree of the largest probabilities), the strongest first;
    the last is where the person would come apart first.

    judged: pairs that people said to be one (by ids), which hold for certain. Raises ValueError for more than MOST.
    """
    if len(mentions) > MOST:
        raise ValueError(f"{len(mentions)} mentions are more than {MOST}")
    found = pairwise(mentions, scorer)
    place = {mention.mention: at for at, mention in enumerate(mentions)}
    for a, b in judged:
        if a in place and b in place:
            found[place[a], place[b]] = found[place[b], place[a]] = 1.0
    edges = _tree(found)
    return [
        Link(one, other, round(float(found[one, other]), 3), _sides(edges, one, other, len(mentions)))
        for one, other in edges
    ]


def kept_apart(one: PersonMention, other: PersonMention) -> Literal["far", "held"] | None:
    """Why two mentions are not joined whatever their score: `far`, where they have too little in common to be laid beside
    each other at all; `held`, where only a name that many share and the subject speak for it (state.py)."""
    state = _state([evidence(mention) for mention in sorted((one, other), key=lambda each: each.mention)])
    if not state.near[0, 1]:
        return "far"
    return "held" if state.held[0, 1] else None


def closest(one: PersonMention, others: Sequence[PersonMention], scorer: Scorer | None = None) -> int:
    """Which of the others (one at least) a mention is most probably one person's with; the first of equals."""
    mentions = (one, *others)
    order = sorted(range(len(mentions)), key=lambda at: (mentions[at].mention, at))
    items = [evidence(mentions[at]) for at in order]
    mine = order.index(0)
    beside = [place for place in range(len(items)) if place != mine]
    found = _beside(_state(items), items, mine, beside, scorer or shipped())
    said = {order[place]: value for place, value in zip(beside, found, strict=True)}
    return max(range(1, len(mentions)), key=lambda at: (said[at], -at)) - 1


def pairwise(mentions: Sequence[PersonMention], scorer: Scorer | None = None) -> Numbers:
    """For every two mentions how probable it is that they, without the rest of their persons, are one; as
    explaining.explain_pair says it. Shape (mentions, mentions); 1 on the diagonal."""
    number = len(mentions)
    order = sorted(range(number), key=lambda at: mentions[at].mention)
    items = [evidence(mentions[at]) for at in order]
    found = np.eye(number)
    if number < 2:
        return found
    state = _state(items)
    for one in range(number - 1):
        others = range(one + 1, number)
        for other, said in zip(others, _beside(state, items, one, others, scorer or shipped()), strict=True):
            found[order[one], order[other]] = found[order[other], order[one]] = said
    return found


def _state(items: Sequence[Evidence]) -> State:
    number = len(items)
    return State(Compared.of(items), [[at] for at in range(number)], np.zeros((number, number), np.bool_))


def _beside(
    state: State, items: Sequence[Evidence], one: int, others: Sequence[int], scorer: Scorer
) -> list[float]:
    scores = probability(scorer.score(features(state, one, np.array(others, np.intp))), scorer)
    ruled = (_ruled(items[one], items[other]) for other in others)
    return [float(score) if said is None else said for score, said in zip(scores, ruled, strict=True)]


def _ruled(a: Evidence, b: Evidence) -> float | None:
    """What stands above every score, as in explaining."""
    one, other = a.mention, b.mention
    if one.work == other.work or (one.orcid and other.orcid and one.orcid != other.orcid):
        return 0.0
    level = agreement(a.name, b.name)
    if level == NO:
        return 0.0
    if level > 0 and (
        (one.orcid and one.orcid == other.orcid) or a.tokens[_EMAIL].keys() & b.tokens[_EMAIL].keys()
    ):
        return 1.0
    return None


def _tree(found: Numbers) -> list[tuple[int, int]]:
    """The maximum spanning tree, its largest edges first; of equals the first in order."""
    number = len(found)
    leader = list(range(number))

    def find(at: int) -> int:
        while leader[at] != at:
            leader[at] = leader[leader[at]]
            at = leader[at]
        return at

    kept = []
    # what differs in the last digits alone is equal
    by = np.round(found, 9)
    for one, other in sorted(combinations(range(number), 2), key=lambda pair: (-by[pair], pair)):
        a, b = find(one), find(other)
        if a != b:
            leader[b] = a
            kept.append((one, other))
    return kept


def _sides(edges: Sequence[tuple[int, int]], one: int, other: int, number: int) -> tuple[int, int]:
    beside: dict[int, list[int]] = {at: [] for at in range(number)}
    for a, b in edges:
        if (a, b) != (one, other):
            beside[a].append(b)
            beside[b].append(a)
    seen, open_ = {one}, [one]
    while open_:
        for there in beside[open_.pop()]:
            if there not in seen:
                seen.add(there)
                open_.append(there)
    return len(seen), number - len(seen)
