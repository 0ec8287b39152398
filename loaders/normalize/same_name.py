"""Two printed names on one work: may they be one person? Initials, order, diacritics and spelling.

Only for the authors of one work, where few people stand to choose from: it never says that two works share a person.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz import fuzz

from loaders.normalize.decision import Decision
from loaders.normalize.names import name_key
from loaders.normalize.reading import LETTERS

SAME_NAME, FEWER_NAMES, INITIALS, TRANSCRIBED = "same-name", "fewer-names", "initials", "transcribed-letters"
SPELLING, NO_NAME, OTHER_NAME = "spelling", "no-name", "other-name"
LIKE = 85
"""Likeness (0..100) of two names from which on one may be a spelling of the other."""

_WORD = re.compile(r"[^\W\d_]+(?:['’‘`ʼ][^\W\d_]+)*\.?")
_LETTERS = str.maketrans(LETTERS)
_TWO_LETTERS = re.compile(r"(?<=[aou])e")
"""ä, ö, ü and their like written as two letters: the second is left out on both sides."""
_SUFFIXES = frozenset({"jr", "sr", "ii", "iii", "iv", "dr", "prof", "md", "phd"})
_VOWELS = frozenset("AEIOUY")
MOST_WORDS = 8
"""A name of more words is compared as a whole only."""


class _Word(NamedTuple):
    """A word of a name, folded. initial: it is one letter of a longer one."""

    text: str
    initial: bool


class _Name(NamedTuple):
    """A name as it may be read. family: how many words stand before a comma; 0 where there is none."""

    words: tuple[_Word, ...]
    family: int


@lru_cache(maxsize=50_000)
def key_of(printed: str) -> str | None:
    """The normalised name (see loaders.normalize.names), remembered; None where it is no name."""
    return name_key(printed).value


def _fold(word: str) -> str:
    plain = unicodedata.normalize("NFKD", word.casefold().translate(_LETTERS))
    return "".join(c for c in plain if c.isalpha())


@lru_cache(maxsize=20_000)
def _readings(printed: str) -> tuple[_Name, ...]:
    """A name, read in one way or two: `CS` in `Ri CS` are initials, `RI` in `RI Chol Su` is a word."""
    before, comma, after = printed[:300].partition(",")
    texts = [_WORD.findall(unicodedata.normalize("NFC", part)) for part in (before, after)]
    if comma and not (texts[0] and texts[1]):
        comma = ""
    raw = [(word, bool(place)) for place, words in enumerate(texts) for word in words]
    raw = [found for found in raw if _fold(found[0]) not in _SUFFIXES] or raw
    shouted = all(word.rstrip(".").isupper() for word, _ in raw)
    readings = []
    for short_is_initials in (False, True):
        words: list[_Word] = []
        family = 0
        for place, (word, given) in enumerate(raw):
            text = word.rstrip(".")
            folded = _fold(text)
            if not folded:
                continue
            if comma and not given:
                family += 1
            short = text.isupper() and 2 <= len(text) <= 3 and text.isascii()
            pointed = short and word.endswith(".")
            # in a name all in capitals only the last word, or one without a vowel, can be initials
            may = short and (not shouted or not _VOWELS & set(text) or (place and place == len(raw) - 1))
            if pointed or (may and short_is_initials and (given or not comma)):
                words += [_Word(letter, True) for letter in folded]
            else:
                words.append(_Word(folded, len(folded) == 1 and text.isascii()))
        name = _Name(tuple(words), family)
        if words and name not in readings and any(not word.initial for word in words):
            readings.append(name)
    return tuple(readings)


def _splits(name: _Name) -> Iterator[tuple[str, tuple[_Word, ...]]]:
    """Each way to take a family name, its letters, from the front or the end; and what is left."""
    count = len(name.words)
    if name.family:
        cuts: Sequence[tuple[int, int]] = [(0, name.family)]
    elif count > MOST_WORDS or count < 2:
        return
    else:
        cuts = [(0, k) for k in range(1, count)] + [(k, count) for k in range(1, count)]
    for start, end in cuts:
        family = name.words[start:end]
        if any(word.initial for word in family):
            continue
        yield "".join(word.text for word in family), name.words[:start] + name.words[end:]


def _short(letters: str) -> str:
    return _TWO_LETTERS.sub("", letters)


@lru_cache(maxsize=20_000)
def families(printed: str) -> frozenset[str]:
    """What may be the family name in a printed name, folded: two names of one person share one of them."""
    return frozenset(_short(family) for name in _readings(printed) for family, _ in _splits(name))


@lru_cache(maxsize=50_000)
def alike(a: str, b: str) -> Decision:
    """May two printed names on one work be one person's? Decision.value is the first name where they may.

    Rules: `same-name` (the same letters, whatever the order); `fewer-names` (a middle name is left out);
    `initials` (`Ri CS`, `C. S. Ri`, `Ri Chol Su`); `transcribed-letters` (`Müller`, `Mueller`); `spelling` (for
    review); `other-name` and `no-name`: no.
    """
    mine, theirs = key_of(a), key_of(b)
    if mine is None or theirs is None:
        return Decision(None, "no", NO_NAME, 1.0)
    if mine == theirs:
        return Decision(a, "yes", SAME_NAME, 0.98)
    best: tuple[float, str] | None = None
    if not families(a).isdisjoint(families(b)):
        for one in _readings(a):
            for other in _readings(b):
                found = _compatible(one, other)
                if found and (best is None or found > best):
                    best = found
    if best:
        return Decision(a, "yes", best[1], best[0])
    if _likeness(a, b) >= LIKE:
        return Decision(a, "review", SPELLING, 0.6)
    return Decision(None, "no", OTHER_NAME, 0.9)


def _compatible(one: _Name, other: _Name) -> tuple[float, str] | None:
    """The surest way to read two names as one, with its rule."""
    best: tuple[float, str] | None = None
    theirs = list(_splits(other))
    for family, given in _splits(one):
        for other_family, other_given in theirs:
            if _short(family) != _short(other_family):
                continue
            exact = family == other_family
            found = _given(given, other_given)
            if found and not exact:
                found = (min(found[0], 0.9), TRANSCRIBED if found[1] == SAME_NAME else found[1])
            if found and (best is None or found > best):
                best = found
    return best


def _given(a: Sequence[_Word], b: Sequence[_Word]) -> tuple[float, str] | None:
    """Can two given names be one? Word by word from the first; one may leave out what follows."""
    if not a or not b:
        return None
    if not any(word.initial for word in (*a, *b)):
        mine, theirs = "".join(w.text for w in a), "".join(w.text for w in b)
        if mine == theirs:
            return 0.98, SAME_NAME
        if _short(mine) == _short(theirs):
            return 0.9, TRANSCRIBED
    initials = False
    for mine_word, other_word in zip(a, b, strict=False):
        if mine_word.initial or other_word.initial:
            if mine_word.text[0] != other_word.text[0]:
                return None
            initials = initials or mine_word.initial != other_word.initial
        elif mine_word.text != other_word.text and _short(mine_word.text) != _short(other_word.text):
            return None
    longer, shorter = (a, b) if len(a) > len(b) else (b, a)
    rest = longer[len(shorter) :]
    if not rest:
        return 0.9, INITIALS if initials else FEWER_NAMES
    # `C. S.` beside `Cholsu`: the second initial stands inside the word
    if (
        len(shorter) == 1
        and not shorter[0].initial
        and longer[0].initial
        and rest[0].text[0] in shorter[0].text[1:]
    ):
        return 0.88, INITIALS
    return (0.87, INITIALS) if initials else (0.93, FEWER_NAMES)


def _likeness(a: str, b: str) -> float:
    """Of the letters of two names, their words sorted, 0..100; 0 where one has only initials, where an initial of one
    is none of the other's, and where only the order of the words differs: that tells people apart."""
    found = []
    for printed in (a, b):
        readings = _readings(printed)
        if not readings or sum(not word.initial for word in readings[0].words) < 2:
            return 0.0
        found.append(readings[0].words)
    initials = [sorted(word.text for word in words if word.initial) for words in found]
    if all(initials) and initials[0] != initials[1]:
        return 0.0
    mine, theirs = (sorted(word.text for word in words) for words in found)
    return 0.0 if mine == theirs else fuzz.ratio("".join(mine), "".join(theirs))
