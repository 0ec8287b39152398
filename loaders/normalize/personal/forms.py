"""The letters of a word as other people print them: with and without umlauts, `Lü` as `Lv`."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from loaders.normalize.personal import chinese, korean
from loaders.normalize.personal.syllables import cuts
from loaders.normalize.personal.tokens import fold_letters

LONGEST_PINYIN, LONGEST_KOREAN = 6, 7
_TWO_LETTERS = re.compile(r"(?<=[aou])e")
_PAIRS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa"})
_DOTS = re.compile("(?<=[ln])ü")
_UMLAUT = re.compile("[äöüøå]")


class Forms(NamedTuple):
    """exact: the letters of one printed word. loose: those, and what may have been printed for them."""

    exact: frozenset[str]
    loose: frozenset[str]


@lru_cache(maxsize=65_536)
def forms(printed: str, folded: str) -> Forms:
    """The forms of a word, printed in small letters, and folded."""
    if LOST.search(printed):
        return _with_lost_letters(printed, folded)
    if not printed.isascii():
        # tones are marks upon the dots: Lǚ
        plain = _untoned(printed)
        if _DOTS.search(plain):
            dotted = fold_letters(_DOTS.sub("v", plain))
            if cuts(dotted, chinese.pinyin_syllables(), LONGEST_PINYIN):
                one = frozenset({dotted})
                return Forms(one, one)
        if _UMLAUT.search(printed):
            both = frozenset({folded, fold_letters(printed.translate(_PAIRS))})
            return Forms(both, both)
    if folded in {"lyu", "nyu"}:
        both = frozenset({folded, folded[0] + "v"})
        return Forms(both, both)
    one = frozenset({folded})
    short = _TWO_LETTERS.sub("", folded)
    if short == folded or len(folded) < 5 or is_syllables(folded):
        return Forms(one, one)
    return Forms(one, frozenset({folded, short}))


LOST = re.compile("\ufffd|(?<=[^\\W\\d_])\\?")
"""What stands where a letter was lost on the way: the sign for it, or a question mark after a letter."""
MOST_LOST = 2
_LIKELY_LOST, _VOWELS = "aeioucnslzry", "aeiou"


def _with_lost_letters(printed: str, folded: str) -> Forms:
    """A word with one letter lost, or two: what it may have been, for they are those with diacritics."""
    bits = [fold_letters(bit) for bit in LOST.split(printed)]
    exact = frozenset({"\ufffd".join(bits)})
    if len(bits) - 1 > MOST_LOST:
        return Forms(exact, exact)
    letters = _LIKELY_LOST if len(bits) == 2 else _VOWELS
    found = {bits[0]}
    for bit in bits[1:]:
        found = {before + letter + bit for before in found for letter in letters}
    return Forms(exact, exact | found | {folded})


def _untoned(printed: str) -> str:
    return printed.translate(_TONED)


_TONED = str.maketrans(dict.fromkeys("ǖǘǚǜ", "ü"))


@lru_cache(maxsize=65_536)
def is_syllables(folded: str) -> bool:
    """Whether a word is made of one or two syllables of Chinese or Korean names."""
    rare = korean.rare_syllables()
    ways = (
        *cuts(folded, chinese.pinyin_syllables(), LONGEST_PINYIN),
        *cuts(folded, korean.given_syllables(), LONGEST_KOREAN, rare),
    )
    return any(len(way) <= 2 and not any(one.spelled in rare for one in way) for way in ways)


@lru_cache(maxsize=65_536)
def dotted(printed: str, folded: str) -> str:
    """A folded word, with `v` for a ü that is printed in a syllable of Chinese."""
    if printed.isascii():
        return folded
    return (
        min(forms(printed, folded).exact, key=lambda one: ("v" not in one, one))
        if "ü" in _untoned(printed)
        else folded
    )
