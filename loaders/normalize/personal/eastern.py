"""Names written in Hangul or in Chinese characters."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import product
from typing import NamedTuple

from loaders.normalize.personal import chinese, han, korean
from loaders.normalize.personal.order import Order
from loaders.normalize.personal.senses import Sense, Unit, read_in_korea
from loaders.normalize.personal.tokens import Word

MOST_READINGS = 6
LONGEST_SURNAME = 2
"""Characters of the longest surnames."""


class Written(NamedTuple):
    """A name cut in its own script. family and given: in that script; senses: in the languages that it may be of."""

    family: str
    given: str
    order: Order
    rule: str
    share: float
    senses: tuple[Sense, ...]


def hangul(words: Sequence[Word]) -> list[Written]:
    """A name in Hangul: its surname of one syllable or two, first or, where spaces say so, last."""
    texts = [word.joined for word in words]
    known = korean.hangul_surnames()
    if len(texts) > 1:
        ways = []
        rest = "".join(texts[1:])
        if texts[0] in known:
            ways.append(_hangul(texts[0], rest, "family-first", "surname", known[texts[0]]))
        if texts[-1] in known and len(texts[-1]) <= 2:
            ways.append(
                _hangul(texts[-1], "".join(texts[:-1]), "given-first", "surname", known[texts[-1]] / 50)
            )
        return _shared(ways) or [_hangul(texts[0], rest, "family-first", "first-word", 0.5)]
    text = texts[0]
    if len(text) > 5:  # a foreign name in Hangul
        return [_hangul(text, "", "unknown", "one-word", 0.4)]
    if len(text) <= 2 and text in known and (len(text) == 1 or (len(text) == 2 and text[0] not in known)):
        return [_hangul(text, "", "unknown", "one-word", 0.4)]
    ways = []
    for size in (1, 2):
        if len(text) > size and text[:size] in known:
            # 남궁민: with two syllables left the surname of one is the likelier, with one the longer
            likely = known[text[:size]] * (100 if size == 2 else 1) * (0.05 if len(text) - size > 2 else 1)
            ways.append(_hangul(text[:size], text[size:], "family-first", "surname", likely))
    if len(text) == 2 and text in known:
        ways.append(_hangul(text, "", "unknown", "one-word", known[text]))
    return _shared(ways) or [
        _hangul(text[:1], text[1:], "family-first" if text[1:] else "unknown", "first-syllable", 0.4)
    ]


def _hangul(family: str, given: str, order: Order, rule: str, share: float) -> Written:
    units = []
    for syllable in given:
        one = frozenset({korean.canonical(syllable)})
        units.append(Unit(one, korean.heads(one) or one))
    sense = Sense("korean", frozenset({korean.canonical_word(family)}), tuple(units), share)
    return Written(family, given, order, rule, share, (sense,))


def _shared(ways: list[Written]) -> list[Written]:
    """Ways with their shares among all, the likeliest first."""
    total = sum(way.share for way in ways)
    found = []
    for way in ways:
        share = way.share / total
        senses = tuple(sense._replace(share=share) for sense in way.senses)
        found.append(way._replace(share=share, senses=senses))
    found.sort(key=lambda way: -way.share)
    return [way for way in found if way.share >= 0.02]


@lru_cache(maxsize=16_384)
def _han_readings(character: str) -> tuple[frozenset[str], frozenset[str]]:
    pinyin = han.pinyin().get(character)
    read = frozenset({pinyin}) if pinyin else frozenset()
    return read, han.korean_readings().get(character, frozenset())


def chinese_characters(words: Sequence[Word]) -> list[Written]:
    """A name in Chinese characters: a surname of the table first, of two characters before one."""
    texts = [han.simplified(word.joined) for word in words]
    text = "".join(texts)
    known = chinese.han_surnames()
    of_korea = {han.simplified(one) for one in korean.surnames_of_hanja()}
    if text in known or (len(text) == 1 and text in of_korea):
        return [_han(text, "", "unknown", "one-word", 0.4)]
    if len(texts) == 2 and len(texts[0]) <= 2:
        return [
            _han(texts[0], texts[1], "family-first", "surname" if texts[0] in known else "first-word", 0.9)
        ]
    if len(text) > 6:
        return [_han(text, "", "unknown", "one-word", 0.3)]
    for size in (2, 1) if len(text) != 4 else (2,):
        if len(text) > size and (text[:size] in known or text[:size] in of_korea):
            return [_han(text[:size], text[size:], "family-first", "surname", 0.95)]
    # a surname of two characters is usual in Japan
    size = 2 if len(text) > 3 else 1
    return [
        _han(text[:size], text[size:], "family-first" if text[size:] else "unknown", "first-characters", 0.5)
    ]


def _han(family: str, given: str, order: Order, rule: str, share: float) -> Written:
    senses: list[Sense] = []
    pinyin = chinese.han_surnames().get(family) or "".join(
        min(_han_readings(c)[0], default="") for c in family
    )
    units = [Unit(read, frozenset(one[0] for one in read)) for read in (_han_readings(c)[0] for c in given)]
    if pinyin and all(unit.full for unit in units):
        senses.append(Sense("chinese", frozenset({pinyin}), tuple(units), share))
    hangul = {
        korean.canonical_word(h) for c, h in korean.surnames_of_hanja().items() if han.simplified(c) == family
    } or {"".join(way) for way in product(*(sorted(_han_readings(c)[1]) for c in family[:LONGEST_SURNAME]))}
    read = [_han_readings(c)[1] for c in given]
    if hangul and len(family) <= LONGEST_SURNAME and all(read):
        own = tuple(Unit(full, korean.heads(full)) for full in read)
        senses.append(Sense("korean", frozenset(sorted(hangul)[:MOST_READINGS]), own, share))
    elif senses:
        other = read_in_korea(senses[0])
        if other is not None:
            senses.append(other)
    return Written(family, given, order, rule, share, tuple(senses))
