"""What a name says in each language that it may be of: the sets by which two names are compared, and find each other.

A sense has the forms of a family name and one unit a given name or syllable. Two names can be one where two of their
senses of one language share a family form and agree in every unit that both have; the keys of `block` follow from the
same sets, so names that can be one always share a key.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, lru_cache
from itertools import product
from typing import Literal, NamedTuple

from loaders.normalize.personal import chinese, han, korean, spoken
from loaders.normalize.personal.forms import forms
from loaders.normalize.personal.letters import arabic_key, slavic_key
from loaders.normalize.personal.lexicon import lexicon
from loaders.normalize.personal.spoken import System, pieces_in, word_cuts
from loaders.normalize.personal.syllables import Cut
from loaders.normalize.personal.tokens import Word

Language = Literal["letters", "chinese", "korean", "slavic", "arabic"]
MOST_FORMS, MOST_UNITS, MOST_PARTS = 6, 4, 6


class Unit(NamedTuple):
    """A given name, a syllable of one, or an initial. full: what it may be; empty where it is an initial. heads: what it
    may begin with. letter: the initial as printed; empty where it is none."""

    full: frozenset[str]
    heads: frozenset[str]
    letter: str = ""


class Sense(NamedTuple):
    """A name in one language. families: what its family name may be. units: of its given name. read: it was not printed in
    this language, but read into it (崔 as 최). share: how likely the order of its words is. parts: words of a family name of
    several, each of which may be printed alone."""

    language: Language
    families: frozenset[str]
    units: tuple[Unit, ...]
    share: float
    read: bool = False
    parts: frozenset[str] = frozenset()


# --- letters ---------------------------------------------------------------------------------------------------------


def letters_of(words: Sequence[Word], *, exact: bool) -> frozenset[str]:
    """The letters of words run together, in all forms that they may be printed in."""
    if len(words) == 1:
        return _forms(words[0], exact=exact)
    found = {""}
    for word in words:
        each = _forms(word, exact=exact)
        found = {before + one for before in found for one in each}
        if len(found) > MOST_FORMS:
            found = set(sorted(found)[:MOST_FORMS])
    return frozenset(found - {""})


def _forms(word: Word, *, exact: bool) -> frozenset[str]:
    return forms(word.printed, word.joined)[0 if exact else 1]


def core(words: Sequence[Word]) -> Sequence[Word]:
    """The words of a family name without particles; all of them where nothing else is left."""
    listed = lexicon()
    kept = []
    for word in words:
        if len(word.pieces) > 1 and word.pieces[0] in listed.articles:
            kept.append(_of_pieces(word.pieces[1:]))
        elif len(word.pieces) == 1 and word.joined in listed.particles and len(words) > 1:
            continue
        else:
            kept.append(word)
    return kept or words


def _of_pieces(pieces: tuple[str, ...]) -> Word:
    joined = "".join(pieces)
    return Word(joined, pieces, pieces, joined)


def letters_sense(family: tuple[Word, ...], given: Sequence[Word], share: float) -> Sense:
    """A name by its letters alone, whatever its language."""
    families, parts = _family_forms(family)
    units: list[Unit] = []
    for word in given:
        units += _letter_units(word)
    return Sense("letters", families, tuple(units), share, parts=parts)


@lru_cache(maxsize=65_536)
def _family_forms(family: tuple[Word, ...]) -> tuple[frozenset[str], frozenset[str]]:
    """All forms of a family name; and those of its words that may be printed alone, where it has particles or several."""
    families = letters_of(family, exact=False)
    inner = core(family)
    parts = set(letters_of(inner, exact=False))
    pieces = [(word, piece) for word in inner for piece in word.pieces]
    if len(pieces) > 1:
        for word, piece in pieces[:MOST_PARTS]:
            if len(piece) > 2:
                parts |= _forms(word if len(word.pieces) == 1 else _of_pieces((piece,)), exact=False)
    return families, frozenset() if parts == families else frozenset(parts)


@lru_cache(maxsize=65_536)
def _letter_units(word: Word) -> tuple[Unit, ...]:
    if word.initials:
        return tuple(Unit(frozenset(), frozenset({letter}), letter) for letter in word.pieces)
    if len(word.pieces) > 1:
        return tuple(Unit(frozenset({piece}), frozenset({piece[0]})) for piece in word.pieces)
    full = _forms(word, exact=False)
    return (Unit(full, frozenset(one[0] for one in full)),)


# --- syllables -------------------------------------------------------------------------------------------------------


def given_cuts(given: Sequence[Word], system: System) -> list[tuple[Cut | str, ...]]:
    """The ways to read a given name in a system: a cut a word, the letters where it is initials."""
    if sum(len(word.pieces) if word.initials else 1 for word in given) > spoken.MOST_GIVEN:
        return []
    ways: list[Sequence[Cut | str]] = []
    for word in given:
        if word.initials:
            ways.append(["".join(word.pieces)])
            continue
        listed = word_cuts(pieces_in(word, system), system)
        if not listed:
            return []
        ways.append(listed)
    found = [way for way in product(*ways) if _length(way) <= spoken.MOST_GIVEN]
    return sorted(found, key=lambda way: (abs(_length(way) - 2), _length(way)))[:MOST_UNITS]


def _length(way: Sequence[Cut | str]) -> int:
    return sum(map(len, way))


Units = tuple[Unit, ...]


def korean_senses(
    families: frozenset[str], given: tuple[Word, ...], share: float, system: System = "korean"
) -> list[Sense]:
    """A name as one of Korea; none where its given name has other syllables."""
    return [Sense("korean", families, units, share) for units in _korean_units(given, system)]


@lru_cache(maxsize=65_536)
def _korean_units(given: tuple[Word, ...], system: System) -> tuple[Units, ...]:
    found = []
    for way in given_cuts(given, system):
        units: list[Unit] = []
        for part in way:
            if isinstance(part, str):
                units += [Unit(frozenset(), korean.heads_of_initial(letter), letter) for letter in part]
            else:
                units += [Unit(one.means, korean.heads(one.means)) for one in part]
        found.append(tuple(units))
    return tuple(found)


def chinese_senses(
    surnames: tuple[chinese.Surname, ...], given: tuple[Word, ...], share: float
) -> list[Sense]:
    """A name as one of China, in each system that its surname is spelled in."""
    in_pinyin, marked = _in_pinyin(given)
    systems = _systems_of(surnames)
    of_pinyin = any(system == "pinyin" for system, _, _ in systems)
    found = []
    for system, mixed, families in systems:
        # q, x and zh are pinyin alone; a surname in pinyin beside a given name in pinyin is not one of Hong Kong
        if system != "pinyin" and (marked or (system == "south" and of_pinyin and in_pinyin)):
            continue
        spelled: System = "pinyin" if marked else "wade" if mixed else system
        ways = _chinese_units(given, spelled, system)
        if not ways and system == "pinyin":
            ways = _chinese_units(given, "wade", system)
        found += [Sense("chinese", families, units, share) for units in ways]
    return found


@cache
def _systems_of(
    surnames: tuple[chinese.Surname, ...],
) -> tuple[tuple[chinese.System, bool, frozenset[str]], ...]:
    """The surnames that a spelling may be, by the system that it is of, and whether pinyin and Wade-Giles spell them
    alike."""
    found: dict[tuple[chinese.System, bool], set[str]] = {}
    for one in surnames:
        found.setdefault((one.system, one.mixed), set()).add(one.pinyin)
    return tuple((system, mixed, frozenset(families)) for (system, mixed), families in found.items())


@lru_cache(maxsize=65_536)
def _in_pinyin(given: tuple[Word, ...]) -> tuple[bool, bool]:
    """Whether a given name is in full and can be pinyin; and whether it can be nothing else."""
    if not given or any(word.initials for word in given) or not given_cuts(given, "pinyin"):
        return False, False
    return True, any(mark in word.joined for word in given for mark in ("q", "x", "zh"))


@lru_cache(maxsize=65_536)
def _chinese_units(given: tuple[Word, ...], spelled: System, system: chinese.System) -> tuple[Units, ...]:
    """The units of a given name; its initials are those of the surname's system: nobody mixes them."""
    found = []
    for way in given_cuts(given, spelled):
        units: list[Unit] = []
        for part in way:
            if isinstance(part, str):
                units += [
                    Unit(frozenset(), chinese.heads_of_initial(letter, system), letter) for letter in part
                ]
            else:
                units += [Unit(one.means, frozenset(each[0] for each in one.means)) for one in part]
        found.append(tuple(units))
    return tuple(found)


def read_in_korea(sense: Sense) -> Sense | None:
    """A Chinese sense in full as Koreans would read its characters: 崔哲 is Cui Zhe and Choe Chol. None for initials: nearly
    every initial may be nearly every other then."""
    families = _read_families(sense.families)
    units = _read_units(sense.units) if families else None
    return None if units is None else Sense("korean", families, units, sense.share, read=True)


@cache
def _read_families(pinyin: frozenset[str]) -> frozenset[str]:
    table = chinese.korean_surnames_of_pinyin()
    return frozenset(hangul for one in pinyin for hangul in table.get(one, ()))


@lru_cache(maxsize=65_536)
def _read_units(units: Units) -> Units | None:
    readings = han.korean_of_pinyin()
    found = []
    for unit in units:
        full = frozenset(one for pinyin in unit.full for one in readings.get(pinyin, ()))
        if not full:
            return None
        found.append(Unit(full, korean.heads(full)))
    return tuple(found)


# --- all of them -----------------------------------------------------------------------------------------------------


def senses_of(family: tuple[Word, ...], given: tuple[Word, ...], share: float, script: str) -> list[Sense]:
    """Every sense of a name in Latin, Cyrillic, Greek or Arabic letters, cut so."""
    found = [letters_sense(family, given, share)]
    if family:
        if script == "cyrillic":
            found += _cyrillic(family, given, share)
        elif script == "arabic":
            found.append(_consonants(family, given, share))
        else:
            found += _latin(family, given, share)
    return found


def _latin(family: tuple[Word, ...], given: tuple[Word, ...], share: float) -> list[Sense]:
    name = family[0].joined if len(family) == 1 else "".join(word.joined for word in family)
    found = _of_the_east(name, family, given, share) if name in spoken.surnames() else []
    words = lexicon()
    if len(name) >= 5 and name.endswith(words.slavic_endings):
        found.append(_slavic(family, given, share))
    if any(map(_arabic_word, family)) or any(map(_arabic_word, given)):
        found.append(_consonants(family, given, share))
    return found


@cache
def _hangul_of(surnames: tuple[korean.Surname, ...]) -> frozenset[str]:
    return frozenset(one.hangul for one in surnames)


def _of_the_east(name: str, family: tuple[Word, ...], given: tuple[Word, ...], share: float) -> list[Sense]:
    """A name as one of Korea and of China, and one of China as it is read in Korea."""
    found: list[Sense] = []
    several = len(family) > 1 or len(family[0].pieces) > 1
    of_korea = korean.surnames().get(name, ())
    listed = chinese.surnames().get(name if several else pieces_in(family[0], "pinyin")[0], ())
    if several:
        of_korea = tuple(one for one in of_korea if len(one.hangul) > 1)
        listed = tuple(one for one in listed if one.pinyin in spoken.compounds())
    if of_korea:
        found += korean_senses(_hangul_of(of_korea), given, share)
    if not listed:
        return found
    of_china = chinese_senses(listed, given, share)
    found += of_china
    own = frozenset(one.pinyin for one in listed if one.system == "pinyin")
    for sense in of_china:
        families = sense.families & own
        read = read_in_korea(sense._replace(families=families)) if families else None
        if read is not None:
            found.append(read)
    return found


@lru_cache(maxsize=65_536)
def _arabic_word(word: Word) -> bool:
    listed = lexicon()
    return word.joined in listed.arabic or (len(word.pieces) > 1 and word.pieces[0] in listed.articles)


def _slavic(family: Sequence[Word], given: Sequence[Word], share: float) -> Sense:
    key = slavic_key("".join(word.joined for word in family))
    units: list[Unit] = []
    for word in given:
        if word.initials:
            units += [
                Unit(frozenset(), frozenset({slavic_key(letter)[:1]}), letter) for letter in word.pieces
            ]
        else:
            full = slavic_key(word.joined)
            units.append(Unit(frozenset({full}), frozenset({full[:1]})))
    return Sense("slavic", frozenset({key}), tuple(units), share)


def _cyrillic(family: tuple[Word, ...], given: tuple[Word, ...], share: float) -> list[Sense]:
    found = [_slavic(family, given, share)]
    if len(family) == 1:
        surnames = korean.cyrillic_surnames().get("".join(family[0].native), ())
        if surnames:
            hangul = frozenset(one.hangul for one in surnames)
            if not any(word.initials for word in given):
                found += korean_senses(hangul, given, share, "cyrillic")
    return found


def _consonants(family: Sequence[Word], given: Sequence[Word], share: float) -> Sense:
    """A name by its consonants, as Arabic writes them; the article is left out."""
    key = arabic_key("".join(_without_article(word) for word in core(family)))
    units: list[Unit] = []
    for word in given:
        if word.initials:
            units += [
                Unit(frozenset(), frozenset({arabic_key(letter)[:1] or "-"}), letter)
                for letter in word.pieces
            ]
            continue
        bare = _without_article(word)
        if bare in lexicon().particles:
            continue
        full = arabic_key(bare)
        units.append(Unit(frozenset({full}), frozenset({full[:1] or "-"})))
    return Sense("arabic", frozenset({key}), tuple(units), share)


def _without_article(word: Word) -> str:
    listed = lexicon()
    if len(word.pieces) > 1 and word.pieces[0] in listed.articles:
        return "".join(word.pieces[1:])
    if (
        word.native != word.pieces
        and word.native
        and word.native[0].startswith("ال")
        and len(word.joined) > 4
    ):
        return word.joined[2:]
    return word.joined
