"""A block that is too large to compare everyone with everyone, cut into groups within a bound.

A family name with one initial can have fifty thousand mentions. Whoever shares a telling sign (an e-mail address, a
co-author, words of an address) comes into one group, the rarest sign first, and no group grows beyond the bound; then, once
those are merged and fewer, neighbours in an order by given name and field are compared. Every pass costs at most the bound
times the number of mentions, and sorting.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterator, Mapping, Sequence
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


Key = TypeVar("Key", bound=Hashable)


class Groups(Generic[Key]):
    """Union-find that refuses a union beyond a bound. sizes: of things to be joined, where they are not 1."""

    def __init__(self, sizes: Mapping[Key, int] | None = None) -> None:
        self._leader: dict[Key, Key] = {}
        self._size: dict[Key, int] = dict(sizes or {})

    def find(self, key: Key) -> Key:
        """What stands for the group of a thing; for one that was never joined itself."""
        leader = self._leader
        while (above := leader.get(key, key)) != key:
            leader[key] = leader.get(above, above)
            key = above
        return key

    def join(self, one: Key, other: Key, bound: int | None) -> bool:
        """Make one group of two, of `bound` in all at most. Whether that was done: False, too, for two that are one."""
        into, gone = self.find(one), self.find(other)
        if into == gone:
            return False
        size = self._size.get(into, 1) + self._size.get(gone, 1)
        if bound is not None and size > bound:
            return False
        if gone < into:  # type: ignore[operator]
            into, gone = gone, into
        self._leader.setdefault(into, into)
        self._leader[gone] = into
        self._size[into] = size
        return True

    def groups(self) -> Iterator[list[Key]]:
        """Groups of two and more, sorted, as their members are."""
        found: dict[Key, list[Key]] = defaultdict(list)
        for key in sorted(self._leader):  # type: ignore[type-var]
            found[self.find(key)].append(key)
        yield from found.values()
