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
    if not word or len(word) > min(LONGEST_WORD, MOST_SYLLABLES * longest):
        return ()
    found = _one(word, table) or _two(word, table, longest) or _three(word, table, longest)
    if len(found) > 1:
        found.sort(key=lambda cut: (_rare(cut, rare), sum(one.spelled[0] in _VOWELS for one in cut[1:])))
    return tuple(found[:MOST_CUTS])


_VOWELS = frozenset("aeiou")


def _rare(cut: Cut, rare: frozenset[str]) -> int:
    return sum(one.spelled in rare for one in cut)


def _one(word: str, table: Mapping[str, frozenset[str]]) -> list[Cut]:
    means = table.get(word)
    return [(Syllable(word, means),)] if means is not None else []


def _two(word: str, table: Mapping[str, frozenset[str]], longest: int) -> list[Cut]:
    found: list[Cut] = []
    for at in range(max(1, len(word) - longest), min(longest, len(word) - 1) + 1):
        first = table.get(word[:at])
        if first is not None:
            second = table.get(word[at:])
            if second is not None:
                found.append((Syllable(word[:at], first), Syllable(word[at:], second)))
    return found


def _three(word: str, table: Mapping[str, frozenset[str]], longest: int) -> list[Cut]:
    found: list[Cut] = []
    for at in range(1, min(longest, len(word) - 2) + 1):
        means = table.get(word[:at])
        if means is not None:
            found += [(Syllable(word[:at], means), *rest) for rest in _two(word[at:], table, longest)]
    return found
