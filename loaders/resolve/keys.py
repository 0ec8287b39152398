"""Keys of persons: sticky, from the mention that founded them, never reused."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count


@dataclass(frozen=True, slots=True)
class ResolvedPerson:
    """A person. key: sticky, never reused; merged: keys of persons that became this one. mentions: sorted ids."""

    key: str
    merged: tuple[str, ...]
    mentions: tuple[str, ...]


def founding_key(mention: str) -> str:
    """A person's key: the hash of the mention that founded it."""
    return hashlib.sha256(mention.encode()).hexdigest()[:32]


def named(
    clusters: Sequence[Sequence[str]],
    previous: Mapping[str, str],
    reserved: frozenset[str] = frozenset(),
    tentative: frozenset[str] = frozenset(),
) -> Iterator[ResolvedPerson]:
    """Keys for clusters of mentions: a former key goes to the cluster that holds most of its mentions, and a cluster that
    gets none is named after its first mention.

    reserved: keys that no new person may get. tentative: former keys that were nobody's yet for long enough to be known:
    others go before them, then the one of a cluster's first mention, so that it plays no part what came with what; and they
    leave no alias.
    """
    claims: list[tuple[int, int, int, str, int]] = []
    for at, members in enumerate(clusters):
        held: dict[str, int] = defaultdict(int)
        for mention in members:
            if (key := previous.get(mention)) is not None:
                held[key] += 1
        first = founding_key(members[0])
        claims += [
            ((1 if key == first else 2) if key in tentative else 0, -number, -len(members), key, at)
            for key, number in held.items()
        ]
    given: dict[int, str] = {}
    settled: set[str] = set()
    merged: dict[int, list[str]] = defaultdict(list)
    for *_, key, at in sorted(claims):
        if key not in settled and at not in given:
            given[at] = key
            settled.add(key)
    # a key that nobody got goes on as an alias of the cluster with most of its mentions
    for rank, _, _, key, at in sorted(claims):
        if key not in settled and rank == 0:
            merged[at].append(key)
            settled.add(key)
    for at, members in enumerate(clusters):
        key = given.get(at) or next(
            key for key in _fresh(members) if key not in settled and key not in reserved
        )
        settled.add(key)
        yield ResolvedPerson(key, tuple(sorted(merged[at])), tuple(members))


def _fresh(members: Sequence[str]) -> Iterator[str]:
    """Keys that a new person may get, the best first; without end."""
    yield from map(founding_key, members)
    yield from (founding_key(f"{members[0]}\n{number}") for number in count(1))
