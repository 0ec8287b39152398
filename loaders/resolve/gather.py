"""A block that is too large to compare everyone with everyone, cut into groups within a bound.

A family name with one initial can have fifty thousand mentions. Whoever shares a telling sign (an e-mail address, a
co-author, words of an address) comes into one group, the rarest sign first, and no group grows beyond the bound; then, once
those are merged and fewer, neighbours in an order by given name and field are compared. Every pass costs at most the bound
times the number of mentions, and sorting.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Generic, TypeVar

from loaders.resolve.evidence import KINDS, Evidence

SIGNS = (("email", "coauthor", "coauthor_initial"), ("phrases", "place"), ("words",))
"""The kinds of evidence whose tokens gather, in the passes in which they do."""
LEAST_SHARED = 2


def by_sign(clusters: Sequence[Sequence[Evidence]], kinds: Sequence[str], bound: int) -> Iterator[list[int]]:
    """Groups of clusters (their places) that share a token of these kinds; `bound`: mentions in a group at most."""
    places = [KINDS.index(kind) for kind in kinds]
    holders: dict[tuple[int, int, str], list[int]] = defaultdict(list)
    for at, members in enumerate(clusters):
        for place in places:
            for token in {token for item in members for token in item.tokens[place]}:
                holders[len(kinds), place, token].append(at)
    signs = sorted(
        (len(found), place, token, found)
        for (_, place, token), found in holders.items()
        if LEAST_SHARED <= len(found) <= bound
    )
    groups: Groups[int] = Groups({at: len(members) for at, members in enumerate(clusters)})
    for _, _, _, found in signs:
        for other in found[1:]:
            groups.join(found[0], other, bound)
    yield from groups.groups()


def by_order(
    clusters: Sequence[Sequence[Evidence]], bound: int, *, turn: int, less: int = 0
) -> Iterator[list[int]]:
    """Neighbours in an order by given name (turn 0) or by field of science alone, `bound` mentions at a time. less: so many
    fewer in the first group, so that those at the end of a group meet those after it where the two orders are one."""

    def place(at: int) -> tuple[tuple[str, ...], list[float], str]:
        members = clusters[at]
        fullest = max((item.name.given for item in members), key=lambda given: (sum(map(len, given)), given))
        topic = sum(item.topic for item in members)
        return (
            fullest if turn == 0 else (),
            [round(float(value), 1) for value in topic[turn : turn + 4]] if len(topic) else [],  # type: ignore[arg-type, index]
            members[0].mention.mention,
        )

    window: list[int] = []
    held = less
    for at in sorted(range(len(clusters)), key=place):
        if window and held + len(clusters[at]) > bound:
            yield window
            window, held = [], 0
        window.append(at)
        held += len(clusters[at])
    if len(window) > 1:
        yield window


Key = TypeVar("Key", int, str)


class Groups(Generic[Key]):
    """Union-find that refuses a union beyond a bound. sizes: of each thing to be joined."""

    def __init__(self, sizes: Mapping[Key, int]) -> None:
        self._leader: dict[Key, Key] = {key: key for key in sizes}
        self._size: dict[Key, int] = dict(sizes)

    def find(self, key: Key) -> Key:
        while self._leader[key] != key:
            self._leader[key] = self._leader[self._leader[key]]
            key = self._leader[key]
        return key

    def join(self, one: Key, other: Key, bound: int | None) -> None:
        """Make one group of two, of `bound` in all at most."""
        one, other = sorted((self.find(one), self.find(other)))
        if one != other and (bound is None or self._size[one] + self._size[other] <= bound):
            self._leader[other] = one
            self._size[one] += self._size[other]

    def groups(self) -> Iterator[list[Key]]:
        """Groups of two and more."""
        found: dict[Key, list[Key]] = defaultdict(list)
        for key in self._leader:
            found[self.find(key)].append(key)
        yield from (group for group in found.values() if len(group) > 1)
