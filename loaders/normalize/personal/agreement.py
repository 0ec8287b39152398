"""Do two given names agree, name by name or syllable by syllable?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple

from rapidfuzz import fuzz

from loaders.normalize.personal.senses import Sense, Unit

ALIKE = 85
"""Likeness (0..100) of two given names from which on one may be a spelling of the other."""
SHORTEST_SPELLING, SHORTEST_WORD = 4, 3
MOST_SOUGHT = 4
"""Given names among which the one that somebody goes by is looked for."""

SAME, INITIALS, FEWER, BARE = "same", "initials", "fewer-names", "bare-name"
SHORT, SPELLING = "short-form", "spelling"


class Agreement(NamedTuple):
    """How two given names agree, and how much that says (0..1)."""

    how: str
    score: float


def one_by_one(a: Unit, b: Unit) -> bool:
    """Whether two names or syllables can be one: in full where both are, else by what they begin with."""
    if a.full and b.full:
        return not a.full.isdisjoint(b.full)
    return not a.heads.isdisjoint(b.heads)


def syllables(a: Sequence[Unit], b: Sequence[Unit], *, one_spelling: bool = False) -> Agreement | None:
    """Given names of Korea or China. Syllables are never left out; initials may be. one_spelling: the family names are
    spelled alike, so nothing says that the initials are of two systems."""
    if not a or not b:
        return Agreement(SAME if not a and not b else BARE, 0.3 if not a and not b else 0.1)
    if not all(map(one_by_one, a, b)):
        return None
    if one_spelling and any(
        one.letter and other.letter and one.letter != other.letter for one, other in zip(a, b, strict=False)
    ):
        return None
    shorter = min(a, b, key=len)
    if len(a) != len(b) and any(unit.full for unit in shorter):
        return None
    if all(unit.full for unit in (*a, *b)):
        return Agreement(SAME, 0.6 if len(shorter) > 1 else 0.45)
    return Agreement(INITIALS, 0.3 if len(a) == len(b) and len(a) > 1 else 0.2)


Strict = Literal["never", "no", "initials", "yes"]


def words(a: Sequence[Unit], b: Sequence[Unit], *, strict: Strict) -> Agreement | None:
    """Given names by their letters. strict: they are made of syllables, which another rule compares; `initials`: each word
    of one syllable, beside which an initial more may stand. `never`: neither can be."""
    if not a or not b:
        return Agreement(SAME if not a and not b else BARE, 0.3 if not a and not b else 0.1)
    if all(unit.full for unit in (*a, *b)) and "".join(min(u.full) for u in a) == "".join(
        min(u.full) for u in b
    ):
        return Agreement(SAME, 0.8)
    shorter, longer = sorted((a, b), key=len)
    rest = longer[len(shorter) :]
    if all(map(one_by_one, shorter, longer)):
        both_full = all(one.full and other.full for one, other in zip(shorter, longer, strict=False))
        if not rest:
            return Agreement(SAME, 0.8) if both_full else Agreement(INITIALS, 0.35 if len(a) > 1 else 0.25)
        if strict in {"never", "no"}:
            return Agreement(FEWER, 0.5) if both_full else Agreement(INITIALS, 0.2)
        # `Tali Lee` and `Tali D. Lee`; `Young Kim`, `Young S. Kim`, `Y.S. Kim`
        if len(shorter) == 1 and (both_full or strict == "initials") and not any(unit.full for unit in rest):
            return Agreement(FEWER, 0.3 if both_full else 0.1)
        return None
    if strict != "never":
        return None
    if _leaves_out(shorter, longer):
        return Agreement(FEWER, 0.35)
    if len(shorter) == 1 and _inside(shorter[0], longer):
        return Agreement(FEWER, 0.25)
    if _short_form(a, b):
        return Agreement(SHORT, 0.4)
    if _spelled_alike(a, b):
        return Agreement(SPELLING, 0.35)
    return None


def _leaves_out(shorter: Sequence[Unit], longer: Sequence[Unit]) -> bool:
    """Whether the names of one stand among those of the other in the same order, the first of both alike."""
    if len(shorter) < 2 or not one_by_one(shorter[0], longer[0]):
        return False
    left = iter(longer)
    return all(any(one_by_one(one, other) for other in left) for one in shorter)


def _short_form(a: Sequence[Unit], b: Sequence[Unit]) -> bool:
    """`Matt` and `Matthew`: one name begins with the other, and so do all that differ."""
    if len(a) != len(b):
        return False
    for one, other in zip(a, b, strict=True):
        if one_by_one(one, other):
            continue
        if not one.full or not other.full:
            return False
        short, long = sorted((min(one.full), min(other.full)), key=len)
        if len(short) < SHORTEST_WORD or not long.startswith(short):
            return False
    return True


def _inside(one: Unit, longer: Sequence[Unit]) -> bool:
    """Whether a name is a later one of several: people leave out the first of them, too."""
    return any(len(word) >= SHORTEST_WORD for unit in longer[1:MOST_SOUGHT] for word in one.full & unit.full)


def _spelled_alike(a: Sequence[Unit], b: Sequence[Unit]) -> bool:
    if len(a) != len(b):
        return False
    for one, other in zip(a, b, strict=True):
        if one_by_one(one, other):
            continue
        if not one.full or not other.full or one.heads.isdisjoint(other.heads):
            return False
        mine, theirs = min(one.full), min(other.full)
        if min(len(mine), len(theirs)) < SHORTEST_SPELLING or fuzz.ratio(mine, theirs) < ALIKE:
            return False
    return True


def leaving_out(a: Sequence[Unit], b: Sequence[Unit]) -> Agreement | None:
    """Given names where the name after the father, or any later one, may be left out."""
    if not a or not b:
        return Agreement(SAME if not a and not b else BARE, 0.3 if not a and not b else 0.1)
    if not all(map(one_by_one, a, b)):
        return None
    if not all(unit.full for unit in (*a, *b)):
        return Agreement(INITIALS, 0.25)
    return Agreement(SAME, 0.5) if len(a) == len(b) else Agreement(FEWER, 0.4)


def agree(a: Sense, b: Sense, *, strict: Strict, one_spelling: bool) -> Agreement | None:
    """How the given names of two senses of one language agree; None where they do not. See `words`, `syllables`."""
    if a.language == "letters":
        return words(a.units, b.units, strict=strict)
    if a.language in {"slavic", "arabic"}:
        return leaving_out(a.units, b.units)
    whole = bool(a.units) == bool(b.units) and all(unit.full for unit in (*a.units, *b.units))
    # one is Korean and the other Chinese, and both are in full, or family names alone
    if (a.read and b.read) or ((a.read or b.read) and not whole):
        return None
    found = syllables(a.units, b.units, one_spelling=one_spelling)
    return found._replace(score=found.score * (0.4 if a.read or b.read else 1)) if found else None
