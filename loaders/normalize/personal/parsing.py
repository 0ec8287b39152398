"""A printed name, read as family and given name."""

from __future__ import annotations

from collections.abc import Sequence

from loaders.normalize.personal import eastern, korean, senses
from loaders.normalize.personal.forms import LONGEST_PINYIN
from loaders.normalize.personal.lexicon import lexicon
from loaders.normalize.personal.model import PersonalName, Reading
from loaders.normalize.personal.ordering import SURE, Cutting, cuttings
from loaders.normalize.personal.senses import Sense
from loaders.normalize.personal.spoken import System, pieces_in, surnames, weight, word_cuts
from loaders.normalize.personal.tokens import Tokens, Word, tokens

MOST_SENSES = 12
COLLECTIVE_CONFIDENCE = 0.1
_SURE_RULES = frozenset({"particle", "capitals", "initials", "middle-initial", "last-word"})
"""Rules after which another reading is kept only for names that leave something out."""
_EASTERN = frozenset({"surname", "one-letter-surname"})


def parse(printed: str) -> PersonalName:
    """The name in a printed string: any text gives one; family and given are empty where none is in it.

    Rules: `comma`, `capitals`, `initials`, `middle-initial`, `surname` (by the surnames of Korea, China and Vietnam),
    `one-letter-surname` (`O Chol`), `patronymic`, `particle`, `last-word`, `first-word`, `slavic-ending`, `one-word`, `two-family-names`,
    `initials-only`, `collective-name` (a group), `no-name`.
    """
    found = tokens(printed)
    words = found.words
    if not words or (len(words) < 3 and _nobody(words, printed)):
        return PersonalName(printed, (), (), "", "unknown", found.script, (), "no-name", 1.0)
    if found.script in {"hangul", "han"}:
        return _eastern(printed, found, words)
    ways = cuttings(found)
    named: list[Reading] = []
    all_senses: list[Sense] = []
    for way in ways:
        reading = Reading(_family(way), _given(way, found.script), way.order)
        if not named or reading not in named:
            named.append(reading)
        all_senses += (
            senses.senses_of(way.family, way.given, way.share, found.script) if way.family else _only(way)
        )
    if len(all_senses) > 1:
        all_senses = list(dict.fromkeys(all_senses))
    first = ways[0]
    main = named[0]
    collective = not lexicon().collective.isdisjoint([word.joined for word in words])
    return PersonalName(
        printed,
        main.family,
        main.given,
        "".join([one[0] for one in main.given]),
        main.order,
        found.script,
        _keys(all_senses),
        "collective-name" if collective else first.rule,
        COLLECTIVE_CONFIDENCE if collective else round(min(first.share, 0.98), 3),
        found.suffix,
        tuple(named[1:]),
        tuple(all_senses[:MOST_SENSES]),
        _letters(first.family),
        _given_letters(first.given),
        first.order != "unknown"
        and (len(ways) == 1 or first.share >= SURE or (first.rule in _SURE_RULES and first.share >= 0.9)),
    )


def _nobody(words: tuple[Word, ...], printed: str) -> bool:
    """`unknown`, `NA`, `nan`; as a name is printed, Na and Nan are surnames."""
    letters = " ".join(word.joined for word in words)
    return letters in lexicon().nobody and not (letters in surnames() and printed.strip().istitle())


def _only(way: Cutting) -> Sequence[Sense]:
    """A name of initials alone."""
    return [senses.letters_sense(way.given, (), way.share)]


def _letters(words: Sequence[Word]) -> frozenset[str]:
    return senses.letters_of(words, exact=True) if words else frozenset()


def _given_letters(words: Sequence[Word]) -> frozenset[str]:
    """As `_letters`; initials in capitals, so that `J.O.` is not `Jo`."""
    if not words:
        return frozenset()
    if len(words) == 1 and not words[0].initials:
        return senses.letters_of(words, exact=True)
    found = {""}
    for word in words:
        each = {word.joined.upper()} if word.initials else senses.letters_of((word,), exact=True)
        found = {before + one for before in found for one in each}
    return frozenset(found - {""})


def _family(way: Cutting) -> tuple[str, ...]:
    if len(way.family) == 1:
        return ("-".join(pieces_in(way.family[0], "pinyin")),)
    return tuple("-".join(pieces_in(word, "pinyin")) for word in way.family)


def _given(way: Cutting, script: str) -> tuple[str, ...]:
    """The given name in syllables where it is one of Korea or China, else in words; an initial is one letter."""
    system = _system(way, script)
    if system is None:
        return tuple(piece for word in way.given for piece in word.pieces)
    found: list[str] = []
    for word in way.given:
        cut = () if word.initials else word_cuts(pieces_in(word, system), system)[:1]
        if cut:
            found += [one.spelled for one in cut[0]]
        else:
            found += word.pieces
    return tuple(found)


def _system(way: Cutting, script: str) -> System | None:
    """The system of syllables by which a given name is cut; None where it is none."""
    if script != "latin" or not way.family or not way.given:
        return None
    name = way.family[0].joined if len(way.family) == 1 else "".join(word.joined for word in way.family)
    if name not in surnames() or not (way.rule in _EASTERN or weight(way.family, way.given)):
        return None
    full = [word for word in way.given if not word.initials]
    if any(word.joined in lexicon().given for word in full):
        return None
    systems: tuple[System, ...] = ("pinyin", "korean", "wade", "south")
    if name in korean.surnames():
        systems = ("korean", "pinyin", "wade", "south")
    best: System | None = None
    fewest = 99
    for one in systems:
        ways = [word_cuts(pieces_in(word, one), one) for word in full]
        count = sum(len(way[0]) if way else 99 for way in ways)
        if count < fewest:
            best, fewest = one, count
            # no word longer than any syllable can have fewer than two
            if fewest == len(full) or (fewest == 2 and len(full[0].joined) > LONGEST_PINYIN):
                break
    return best


def _eastern(printed: str, found: Tokens, words: tuple[Word, ...]) -> PersonalName:
    ways = (eastern.hangul if found.script == "hangul" else eastern.chinese_characters)(words)
    named = [
        Reading(tuple(way.family for _ in "1" if way.family), tuple(way.given), way.order) for way in ways
    ]
    first = ways[0]
    all_senses = [sense for way in ways for sense in way.senses]
    all_senses.append(
        Sense(
            "letters",
            frozenset({first.family}),
            tuple(senses.Unit(frozenset({c}), frozenset({c})) for c in first.given),
            1.0,
        )
    )
    return PersonalName(
        printed,
        named[0].family,
        named[0].given,
        "".join(one[0] for one in named[0].given),
        first.order,
        found.script,
        _keys(all_senses),
        first.rule,
        round(min(first.share, 0.98), 3),
        found.suffix,
        tuple(named[1:]),
        tuple(all_senses[:MOST_SENSES]),
        frozenset({first.family}),
        frozenset({first.given}) if first.given else frozenset(),
        len(ways) == 1 and first.order != "unknown",
    )


def _keys(all_senses: Sequence[Sense]) -> tuple[str, ...]:
    """What the family name may be, as language:form."""
    return tuple(
        dict.fromkeys(
            f"{sense.language}:{family}" for sense in all_senses for family in sorted(sense.families)
        )
    )
