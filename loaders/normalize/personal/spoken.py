"""Words of a name as a surname and as syllables of a given name, in the languages that write names in syllables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from itertools import product
from typing import Literal

from loaders.normalize.personal import chinese, korean
from loaders.normalize.personal.forms import LONGEST_KOREAN, LONGEST_PINYIN, dotted
from loaders.normalize.personal.lexicon import lexicon
from loaders.normalize.personal.syllables import Cut, cuts
from loaders.normalize.personal.tokens import Word

System = Literal["korean", "pinyin", "wade", "south", "cyrillic"]
MOST_GIVEN = 3
CHINA, VIETNAM = 3.0, 1.0
"""How often a Chinese and a Vietnamese surname is met, beside a Korean one of the same share."""
_PLAUSIBLE = {1: 0.5, 2: 1.0, 3: 0.05}
"""How usual a given name of so many syllables is."""
SELDOM = 0.25
"""How usual a syllable is that given names seldom have, beside one that they often have."""


def _table(system: System) -> tuple[Mapping[str, frozenset[str]], int]:
    match system:
        case "korean":
            return korean.given_syllables(), LONGEST_KOREAN
        case "pinyin":
            return chinese.pinyin_syllables(), LONGEST_PINYIN
        case "wade":
            return chinese.wade_syllables(), LONGEST_PINYIN
        case "south":
            return chinese.south_syllables(), LONGEST_PINYIN
        case "cyrillic":
            return korean.cyrillic_syllables(), LONGEST_KOREAN


@lru_cache(maxsize=131_072)
def _piece_cuts(piece: str, system: System) -> tuple[Cut, ...]:
    rare = korean.rare_syllables() if system == "korean" else frozenset[str]()
    return cuts(piece, *_table(system), rare)


@lru_cache(maxsize=131_072)
def word_cuts(pieces: tuple[str, ...], system: System) -> tuple[Cut, ...]:
    """The ways to read a word, its hyphens kept, as syllables of one system; none where it cannot be."""
    if len(pieces) > MOST_GIVEN:
        return ()
    ways = [_piece_cuts(piece, system) for piece in pieces]
    if len(ways) == 1:
        return ways[0]
    found = [sum(way, ()) for way in product(*ways)]
    return tuple(sorted((way for way in found if len(way) <= MOST_GIVEN), key=len)[:MOST_GIVEN])


def pieces_in(word: Word, system: System) -> tuple[str, ...]:
    """The pieces of a word as a system spells them: in its own script, or with `v` for ü."""
    if system == "cyrillic":
        return word.native
    if system == "korean" or len(word.pieces) > 1 or word.printed.isascii():
        return word.pieces
    return (dotted(word.printed, word.pieces[0]),)


def syllables_of(words: Sequence[Word], system: System) -> int:
    """How many syllables a given name has in a system, initials counted; 0 where it is none of it."""
    count = 0
    for word in words:
        if word.initials:
            count += len(word.pieces)
            continue
        ways = word_cuts(pieces_in(word, system), system)
        if not ways:
            return 0
        count += len(ways[0])
    return count


def weight(family: Sequence[Word], given: tuple[Word, ...]) -> float:
    """How likely it is that these words are family and given name in Korea, China or Vietnam; 0 where it is not."""
    if not given:
        return 0.0
    one_word = len(family) == 1 and len(family[0].pieces) == 1
    name = family[0].pieces[0] if one_word else "".join(word.joined for word in family)
    total = 0.0
    of_korea = korean.surnames().get(name, ())
    if not one_word:
        of_korea = tuple(one for one in of_korea if len(one.hangul) > 1)
    if of_korea:
        total += _usual(given, "korean") * sum(one.share for one in of_korea)
    for one in chinese.surnames().get(pieces_in(family[0], "pinyin")[0] if one_word else name, ()):
        if one_word or one.pinyin in compounds():
            total += CHINA * one.share * _usual(given, "south" if one.system == "south" else "wade")
    if name in lexicon().given:
        total *= SELDOM * SELDOM
    vietnam = lexicon().vietnamese.get(name) if one_word else None
    if vietnam:
        total += VIETNAM * vietnam * (0.1 if any(len(word.pieces) > 1 for word in given) else 1)
    return total


@cache
def surnames() -> frozenset[str]:
    """Every spelling of a surname of Korea, China or Vietnam in Latin letters, ü as u."""
    listed = korean.surnames().keys() | chinese.surnames().keys() | lexicon().vietnamese.keys()
    return frozenset(listed | {one.replace("v", "u") for one in chinese.surnames()})


@cache
def compounds() -> frozenset[str]:
    """Chinese surnames of two syllables, in pinyin."""
    return frozenset(pinyin for han, pinyin in chinese.han_surnames().items() if len(han) > 1)


@lru_cache(maxsize=4096)
def _usual(given: tuple[Word, ...], system: System) -> float:
    full = [word for word in given if not word.initials]
    count = syllables_of(given, system)
    usual = _PLAUSIBLE.get(count, 0.0)
    if not usual:
        return 0.0
    if system == "korean":
        rare = korean.rare_syllables()
        for word in full:
            usual *= SELDOM ** sum(one.spelled in rare for one in word_cuts(word.pieces, "korean")[0])
    elif system == "south":
        usual *= SELDOM
    if count == MOST_GIVEN and len(given) < MOST_GIVEN:
        if len(given) == 1 and len(given[0].pieces) == 1:
            return 0.0  # Sasaki
        usual *= SELDOM
    listed = lexicon().given
    if any(word.joined in listed for word in full):
        usual *= 0.02
    # a surname of two syllables is hardly a given name
    if len(full) == 1 and full[0].joined in compounds():
        usual *= 0.001
    return usual
