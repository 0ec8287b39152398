"""What follows from words on pairs: who is one by way of others, and which words go against that."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

from loaders.judgements.entry import Judgement, OfInstitutions, OfMentions

Pair = frozenset[str]
W = TypeVar("W", OfInstitutions, OfMentions)


@dataclass(frozen=True, slots=True)
class Joined(Generic[W]):
    """What words on pairs come to.

    different: the words that two are different. same: those that two are one, and that count, in the order of their times.
    members: for each that is one with others all of them, itself included. because: for each the words that made it so.
    contradicted: a word that counts more, and the one that therefore does not count.
    """

    different: dict[Pair, W]
    same: tuple[W, ...]
    members: dict[str, set[str]]
    because: dict[str, tuple[W, ...]]
    contradicted: tuple[tuple[W, W], ...]


def joined(words: Iterable[W]) -> Joined[W]:
    """The same for every order of the words, of which each pair has one at most. A word that two are different counts
    more than that they are one by way of others."""
    ordered = sorted(words, key=lambda one: (one.at, one.id))
    apart: dict[str, dict[str, W]] = defaultdict(dict)
    different: dict[Pair, W] = {}
    for word in ordered:
        if word.judgement is Judgement.DIFFERENT:
            a, b = word.ends
            different[frozenset((a, b))] = apart[a][b] = apart[b][a] = word
    members: dict[str, set[str]] = {}
    reasons: dict[int, list[W]] = {}
    same: list[W] = []
    contradicted: list[tuple[W, W]] = []
    for word in ordered:
        if word.judgement is not Judgement.SAME:
            continue
        mine, theirs = (members.setdefault(end, {end}) for end in word.ends)
        if mine is theirs:
            reasons[id(mine)].append(word)
            same.append(word)
            continue
        small: set[str] = min(mine, theirs, key=lambda found: (len(found), min(found)))
        large: set[str] = theirs if small is mine else mine
        against = [other for end in small for there, other in apart.get(end, {}).items() if there in large]
        if against:
            contradicted.append((min(against, key=lambda one: (one.at, one.id)), word))
            continue
        reasons[id(large)] = [*reasons.get(id(large), ()), *reasons.pop(id(small), ()), word]
        large |= small
        for end in small:
            members[end] = large
        same.append(word)
    together = {end: found for end, found in members.items() if len(found) > 1}
    made = {
        number: tuple(sorted(found, key=lambda one: (one.at, one.id))) for number, found in reasons.items()
    }
    return Joined(
        different,
        tuple(same),
        together,
        {end: made[id(found)] for end, found in together.items()},
        tuple(contradicted),
    )
