"""Of which word of a registry's names another is a misprint."""

from __future__ import annotations

from functools import cached_property, lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from loaders.normalize.words import words
from loaders.registry.index import Index

_SHORTEST = 5
"""Letters of a word of which one may be a misprint; in twice as many, two."""
_CLEARLY = 20
"""How many times as common the likeliest word must be."""
_REMEMBERED = 20_000


def _as_printed(wrong: int) -> int:
    """How many letters at the one end of a word are as printed where so many letters of it are wrong. A letter wrong
    among the first two of five leaves the last two."""
    return 2 if wrong == 1 else 1


class Misprints:
    """The words of an index, to be found by their misprints. They are sorted for it when the first is asked for: a few
    tenths of a second for a whole registry."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self.nearest = lru_cache(maxsize=_REMEMBERED)(self._nearest)

    def knows(self, word: str) -> bool:
        """Whether a folded word stands in some name of the registry."""
        return self._index.frequency(words().canon.get(word, word)) > 0 or word in words().drop

    def _nearest(self, word: str) -> str | None:
        """The one word that another is a misprint of: a letter wrong, missing, or too many; of a long word two. None where
        none is, or several are."""
        if not word.isalpha():
            return None
        allowed = 1 if len(word) < 2 * _SHORTEST else 2
        kept = _as_printed(allowed)
        found: dict[str, float] = {}
        for length in range(len(word) - allowed, len(word) + allowed + 1):
            for key in ((length, word[:kept], ""), (length, "", word[-kept:])):
                near = process.extract(
                    word, self._spellings.get(key, ()), scorer=OSA.distance, score_cutoff=allowed, limit=None
                )
                found.update((other, distance) for other, distance, _ in near)
        if not found:
            return None
        least = min(found.values())
        best = sorted(
            (-self._index.frequency(other), other) for other, distance in found.items() if distance == least
        )
        # misprints of a common word stand in the registry, too
        clear = len(best) == 1 or best[0][0] <= _CLEARLY * best[1][0]
        return best[0][1] if clear else None

    @cached_property
    def _spellings(self) -> dict[tuple[int, str, str], list[str]]:
        """The words by length and first, and by length and last letters: either are right in a misprint."""
        found: dict[tuple[int, str, str], list[str]] = {}
        for word in self._index.vocabulary():
            if len(word) >= _SHORTEST and word.isalpha():
                for kept in {_as_printed(1), _as_printed(2)}:
                    found.setdefault((len(word), word[:kept], ""), []).append(word)
                    found.setdefault((len(word), "", word[-kept:]), []).append(word)
        return found
