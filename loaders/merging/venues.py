"""Printed names of journals and conferences: do two of them speak of different ones?"""

from __future__ import annotations

from functools import lru_cache

from rapidfuzz import fuzz

from loaders.normalize.reading import CJK, read

_SMALL = frozenset({
    "an", "and", "at", "da", "de", "del", "der", "des", "di", "do", "du", "ed", "edition", "et", "for", "fur",
    "in", "international", "into", "la", "le", "les", "of", "on", "online", "print", "the", "to", "und", "with",
    "y", "zur",
})  # fmt: skip
_CONFERENCE = frozenset({
    "acm", "colloquium", "conf", "conference", "conferences", "congress", "lecture", "lipics", "meeting", "notes",
    "proc", "procedia", "proceedings", "symp", "symposium", "workshop", "workshops", "annual",
})  # fmt: skip
_REPOSITORY = frozenset({
    "arxiv", "biorxiv", "chemrxiv", "datacite", "doaj", "eprint", "eprints", "figshare", "hal", "library", "medrxiv",
    "osf", "osti", "pmc", "preprint", "preprints", "pubmed", "repository", "researchgate", "researchsquare", "scholar",
    "ssrn", "thesis", "universite", "universitat", "university", "zenodo",
})  # fmt: skip
"""Words of places that hold what was published elsewhere: such a name says nothing."""
LIKE = 85


@lru_cache(maxsize=10_000)
def _words(printed: str) -> tuple[tuple[str, ...], bool]:
    """The telling words, folded; and whether they are in a script that is written without spaces."""
    reading = read(printed[:300])
    words = tuple(word for word in reading.words if word not in _SMALL and not word.isdigit())
    return words, any(flag & CJK for flag in reading.flags)


def other_venue(a: str | None, b: str | None) -> bool:
    """Do two printed names speak of different journals or conferences? False where that cannot be told.

    An abbreviation, an acronym, a longer form, another spelling and a repository's name are not another venue; a
    conference beside a journal is.
    """
    if not a or not b:
        return False
    (one, cjk), (other, other_cjk) = _words(a), _words(b)
    if not one or not other or cjk != other_cjk or not _REPOSITORY.isdisjoint({*one, *other}):
        return False
    if (
        all(parts := [{word for word in words if len(word) == 1} for words in (one, other)])
        and parts[0] != parts[1]
    ):
        return True  # `Physical Review A`, `Physical Review B`
    letters, other_letters = "".join(one), "".join(other)
    if letters in other_letters or other_letters in letters:
        return False
    conference, other_conference = (not _CONFERENCE.isdisjoint(words) for words in (one, other))
    if conference and other_conference:
        return False
    if _abbreviates(one, other) or _abbreviates(other, one):
        return False
    return conference != other_conference or fuzz.ratio(letters, other_letters) < LIKE


def _abbreviates(short: tuple[str, ...], long: tuple[str, ...]) -> bool:
    if len(short) == 1 and len(short[0]) > 1 and short[0] == "".join(word[0] for word in long):
        return True
    place = 0
    for word in short:
        while place < len(long) and not _is_short_for(word, long[place]):
            place += 1
        if place == len(long):
            return False
        place += 1
    return True


def _is_short_for(short: str, word: str) -> bool:
    """`Phys`, `Natl` (the first letter, and the others in order)."""
    if short[0] != word[0]:
        return False
    rest = iter(word[1:])
    return all(letter in rest for letter in short[1:])
