"""A run of letters as syllables of a language: `cholsu` is chol and su."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

MOST_SYLLABLES, MOST_CUTS = 3, 3
LONGEST_WORD = 24


class Syllable(NamedTuple):
    """A syllable as printed, folded; and what it may be in its language."""

    spelled: str
    means: frozenset[str]


Cut = tuple[Syllable, ...]


def cuts(
    word: str, table: Mapping[str, frozenset[str]], longest: int, rare: frozenset[str] = frozenset()
) -> tuple[Cut, ...]:
    """The ways to cut a word into the fewest syllables of a table; none where it cannot be.

    First those without rare syllables, then those where a syllable begins with a consonant: `sora` is so and ra.
    """
    if not word or len(word) > LONGEST_WORD:
        return ()
    found: list[Cut] = []
    _cut(word, 0, (), table, longest, found)
    if not found:
        return ()
    fewest = min(map(len, found))
    found = [cut for cut in found if len(cut) == fewest]
    found.sort(
        key=lambda cut: (
            sum(one.spelled in rare for one in cut),
            sum(one.spelled[0] in _VOWELS for one in cut[1:]),
        )
    )
    return tuple(found[:MOST_CUTS])


_VOWELS = frozenset("aeiou")


def _cut(
    word: str, at: int, so_far: Cut, table: Mapping[str, frozenset[str]], longest: int, found: list[Cut]
) -> None:
    if at == len(word):
        found.append(so_far)
        return
    if len(so_far) == MOST_SYLLABLES:
        return
    for end in range(min(len(word), at + longest), at, -1):
        spelled = word[at:end]
        means = table.get(spelled)
        if means is not None:
            _cut(word, end, (*so_far, Syllable(spelled, means)), table, longest, found)
