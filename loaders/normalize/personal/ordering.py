"""Which words of a name are the family name: by comma, capitals, initials, particles, and what surnames there are."""

from __future__ import annotations

from typing import NamedTuple

from loaders.normalize.personal import korean, spoken
from loaders.normalize.personal.lexicon import lexicon
from loaders.normalize.personal.order import Order
from loaders.normalize.personal.tokens import Tokens, Word

Words = tuple[Word, ...]
SURE = 0.97
"""Share of the likeliest order from which on it is not in doubt."""
SELDOM = 0.012
"""Share of an order below which it is not kept."""


class Cutting(NamedTuple):
    """One way to cut a name: its family words, its given words, and how likely that is among all ways (0..1)."""

    family: Words
    given: Words
    order: Order
    rule: str
    share: float = 1.0


def cuttings(found: Tokens) -> list[Cutting]:
    """The ways to read a name in Latin or Cyrillic letters, the likeliest first; none where it has no word."""
    words = found.words
    if not words:
        return []
    if found.after:
        return _at_comma(found)
    if len(words) == 1:
        return _one_word(words)
    marked = any(word.upper or word.initials for word in words)
    ways = (
        (marked and _by_capitals(words))
        or (len(words) == 3 and _by_patronymic(words))
        or (marked and _by_initials(words))
        or _by_surnames(words)
        or _korean_in_cyrillic(words)
        or _last_word(words)
    )
    return ways + _shouted_initials(words) if marked else ways


def _shouted_initials(words: Words) -> list[Cutting]:
    """`CHOE UA`: in a name of two words in capitals the last, if it is short, may be initials all the same."""
    if len(words) != 2 or not words[1].maybe or not words[0].upper:
        return []
    return [Cutting(_named(words[:1]), (_as_initials(words[1]),), "family-first", "initials", 0.2)]


def _at_comma(found: Tokens) -> list[Cutting]:
    family, given = list(found.before), list(found.after)
    if len(family) == 1 and _may_be_surname(family[0]):
        return [Cutting(_named(tuple(family)), tuple(given), "family-first", "comma", 0.95)]
    if all(word.initials for word in family) and not all(word.initials for word in given):
        return [Cutting(tuple(given), tuple(family), "given-first", "comma", 0.8)]
    listed = lexicon().particles
    # `Berg, J. van den`: the particles go before the family name
    moved: list[Word] = []
    while len(given) > 1 and given[-1].joined in listed and not given[-1].upper and not given[-1].initials:
        moved.insert(0, given.pop())
    name = (*moved, *family)
    if len(given) != 1 or not given[0].maybe:
        return [Cutting(name, tuple(given), "family-first", "comma", 0.98)]
    initials = Cutting(name, (_as_initials(given[0]),), "family-first", "comma", 0.95)
    if not all(word.upper for word in family):  # `Ri, SA`
        return [initials]
    return [Cutting(name, tuple(given), "family-first", "comma", 0.7), initials._replace(share=0.3)]


def _one_word(words: Words) -> list[Cutting]:
    word = words[0]
    if word.initials and not _may_be_surname(word):
        return [Cutting((), words, "unknown", "initials-only", 0.3)]
    return [Cutting(_named(words), (), "unknown", "one-word", 0.4)]


def _named(words: Words) -> Words:
    """Family words, with single letters and short capitals read as words."""
    return tuple(word._replace(initials=False) for word in words)


def _as_initials(word: Word) -> Word:
    return Word(word.joined, tuple(word.joined), tuple(word.joined), word.printed, initials=True, upper=True)


def _by_capitals(words: Words) -> list[Cutting]:
    """`RI Chol Su`, `Chol Su RI`: capitals at one end, where not all words are in capitals."""
    if all(word.upper or word.initials for word in words):
        return []
    front = back = 0
    while words[front].upper and not words[front].initials:
        front += 1
    while words[-1 - back].upper and not words[-1 - back].initials:
        back += 1
    if bool(front) == bool(back):
        return []
    family, given = (words[:front], words[front:]) if front else (words[-back:], words[:-back])
    order: Order = "family-first" if front else "given-first"
    if len(family) > 1 or not family[0].maybe:
        return [Cutting(family, given, order, "capitals", 0.97)]
    # two or three capitals: a family name in capitals, or initials
    short = family[0]
    rest = tuple(word for word in words if word is not short)
    unknown = 0.0001 if len(short.joined) == 2 else 0.02
    named = max(spoken.weight(family, given), unknown if any(not word.initials for word in given) else 0)
    initials = max(spoken.weight(rest, (_as_initials(short),)), 0.02) if len(rest) == 1 else 0.01
    ways = [
        Cutting(family, given, order, "capitals", named),
        Cutting(
            _named(rest),
            (_as_initials(short),),
            "given-first" if front else "family-first",
            "initials",
            initials,
        ),
    ]
    found = _likely(ways)
    # `Ali MA` may be Ma Ali, and M. A. Ali: capitals behind are never sure
    return (
        found
        if len(found) > 1 or front
        else [found[0], *(way._replace(share=0.1) for way in ways if way.rule != found[0].rule)]
    )


def _by_patronymic(words: Words) -> list[Cutting]:
    """`Ivan Ivanovich Petrov`, `Petrov Ivan Ivanovich`."""
    endings = lexicon().patronymics
    at = next(
        (n for n, word in enumerate(words) if n and len(word.joined) > 6 and word.joined.endswith(endings)), 0
    )
    if not at:
        return []
    if at == 1:
        return [Cutting(words[2:], words[:2], "given-first", "patronymic", 0.95)]
    return [Cutting(words[:1], words[1:], "family-first", "patronymic", 0.95)]


def _by_initials(words: Words) -> list[Cutting]:
    """`C.S. Ri`, `Ri CS`, `John A. Smith`; `O` and `U` without a full stop may be surnames."""
    shouted = all(word.upper or word.initials for word in words)
    if not shouted and len(words) > 1 and words[-1].maybe and not any(word.initials for word in words):
        words = (*words[:-1], _as_initials(words[-1]))
    marked = [word.initials for word in words]
    if not any(marked):
        return []
    lone = _lone_letter(words)
    if lone:
        return lone
    if all(marked):
        # `O, C.`: the longest is the name
        return [Cutting(_named(words[:1]), words[1:], "family-first", "initials-only", 0.3)]
    first, last = marked.index(False), len(marked) - 1 - marked[::-1].index(False)
    full = words[first : last + 1]
    inside = [word for word in full if word.initials]
    if first and last == len(words) - 1:  # initials stand first
        family = full if len(full) == 1 else _family_at_end(full, first=0)
        given = words[: len(words) - len(family)]
        ways = [Cutting(family, given, "given-first", "initials", 0.95 if len(full) == 1 else 0.9)]
        if 1 < len(full) <= 3 and len(family) == 1 and not inside:
            ways.append(Cutting(full, words[:first], "given-first", "initials", 0.1))
        return ways
    if not first and last < len(words) - 1:  # initials stand last
        if len(full) == 1:
            return [Cutting(full, words[1:], "family-first", "initials", 0.95)]
        east = spoken.weight(full[:1], words[1:])
        if (east or inside) and full[0].joined not in lexicon().particles:
            return [Cutting(words[:1], words[1:], "family-first", "initials", 0.8)]
        known = lexicon().given
        ways = [
            Cutting(full, words[last + 1 :], "family-first", "initials", 0.6),
            Cutting(
                words[:1], words[1:], "family-first", "initials", 0.6 if full[-1].joined in known else 0.2
            ),
        ]
        return _likely(ways)
    if inside:  # `John A. Smith`
        family = _family_at_end(full)
        front, back = spoken.weight(words[:1], words[1:]), spoken.weight(words[-1:], words[:-1])
        if front > 10 * back and words[0].joined not in lexicon().given and not _any_pointed(words):
            ways = [
                Cutting(words[:1], words[1:], "family-first", "middle-initial", 0.8),
                Cutting(family, words[: len(words) - len(family)], "given-first", "middle-initial", 0.2),
            ]
            return ways
        ways = [Cutting(family, words[: len(words) - len(family)], "given-first", "middle-initial", 0.9)]
        if spoken.weight(words[:1], words[1:]):
            ways.append(Cutting(words[:1], words[1:], "family-first", "middle-initial", 0.1))
        return ways
    # initials on both sides: `J. Smith A.`
    return [Cutting(full, words[:first] + words[last + 1 :], "unknown", "initials", 0.5)]


def _any_pointed(words: Words) -> bool:
    return any(word.pointed for word in words)


def _may_be_surname(word: Word) -> bool:
    """`O` and `U`, printed without a full stop."""
    return word.initials and not word.pointed and word.joined in {"o", "u"}


def _lone_letter(words: Words) -> list[Cutting]:
    """`O Chol`, `Hyong-Chol O`: one letter that is a surname of Korea, beside syllables of Korean given names."""
    ways: list[Cutting] = []
    for at in (0, len(words) - 1):
        letter = words[at]
        rest = words[1:] if at == 0 else words[:-1]
        if not _may_be_surname(letter):
            continue
        full = [word for word in rest if not word.initials]
        if not full:
            if all(word.pointed for word in rest):  # `H.-C. O`
                ways.append(Cutting(_named((letter,)), rest, family_order(at), "one-letter-surname", 0.7))
            continue
        likely = spoken.weight((letter,), rest)
        end = words[-1] if at == 0 else words[0]
        other = (
            0.0 if end.initials else spoken.weight((end,), tuple(word for word in words if word is not end))
        )
        if likely <= other / 3:
            continue
        share = likely / (likely + other)
        ways.append(Cutting(_named((letter,)), rest, family_order(at), "one-letter-surname", 0.85 * share))
        if other or (len(full) == 1 and len(full[0].pieces) == 1):
            given = tuple(word for word in words if word is not end)
            ways.append(Cutting((end,), given, family_order(1 - at), "initials", 1 - 0.85 * share))
    return sorted(ways, key=lambda way: -way.share)


def family_order(at: int) -> Order:
    """The order of a name whose family name stands at this place."""
    return "family-first" if at <= 0 else "given-first"


def _by_surnames(words: Words) -> list[Cutting]:
    """Family name first or last, by the surnames of Korea, China and Vietnam and the syllables of what is left."""
    ways: list[Cutting] = []
    known = spoken.surnames()
    for size in (1, 2) if len(words) > 2 else (1,):
        for front in (True, False):
            family, given = (words[:size], words[size:]) if front else (words[-size:], words[:-size])
            name = family[0].joined if size == 1 else family[0].joined + family[1].joined
            likely = spoken.weight(family, given) if name in known else 0.0
            if likely:
                order: Order = "family-first" if front else "given-first"
                ways.append(Cutting(family, given, order, "surname", likely))
    # `Jan Feijen`: Jan is a rare surname of China, and a given name elsewhere
    if words[0].joined in lexicon().given and max((way.share for way in ways), default=0) < 1:
        return []
    return _likely(ways)


def _korean_in_cyrillic(words: Words) -> list[Cutting]:
    """`Ким Ир Сен`: a surname of Korea before syllables of Korean given names."""
    if words[0].native == words[0].pieces or "".join(words[0].native) not in korean.cyrillic_surnames():
        return []
    if not 1 <= spoken.syllables_of(words[1:], "cyrillic") <= 2:
        return []
    return [Cutting(words[:1], words[1:], "family-first", "surname", 0.9)]


def _last_word(words: Words) -> list[Cutting]:
    """Names of other languages: the family name stands last, with its particles; or first."""
    listed = lexicon()
    if words[0].joined in listed.particles and not words[0].initials and len(words) > 2:
        size = (
            next(
                n
                for n, word in enumerate(words)
                if word.joined not in listed.particles or n == len(words) - 1
            )
            + 1
        )
        if size < len(words):
            return [
                Cutting(words[:size], words[size:], "family-first", "particle", 0.6),
                Cutting(words, (), "unknown", "particle", 0.3),
            ]
        return [Cutting(words, (), "unknown", "particle", 0.4)]
    family = _family_at_end(words)
    given = words[: len(words) - len(family)]
    first_known, last_known = words[0].joined in listed.given, words[-1].joined in listed.given
    particle = len(family) > 1
    if len(words) == 2 and not particle and words[0].native != words[0].pieces:
        slavic = [len(word.joined) > 4 and word.joined.endswith(listed.cyrillic_endings) for word in words]
        if slavic == [True, False]:
            return [Cutting(words[:1], words[1:], "family-first", "slavic-ending", 0.92)]
        if slavic == [False, True]:
            return [Cutting(words[1:], words[:1], "given-first", "slavic-ending", 0.92)]
    share = 0.95 if particle or (first_known and not last_known) else 0.75
    if last_known and not first_known and len(words) == 2:
        share = 0.3
    ways = [Cutting(family, given, "given-first", "particle" if particle else "last-word", share)]
    if share < 0.9:
        ways.append(Cutting(words[:1], words[1:], "family-first", "first-word", 1 - share))
    if len(words) > 2 and not particle:
        ways.append(Cutting(words[-2:], words[:-2], "given-first", "two-family-names", 0.15))
    elif particle and len(words) - len(family) > 1:
        pass
    elif particle and len(family) > 2 and family[-2].joined not in listed.particles:
        ways.append(Cutting(family[-1:], words[:-1], "given-first", "last-word", 0.1))
    ways.sort(key=lambda way: -way.share)
    return ways


def _family_at_end(words: Words, first: int = 1) -> Words:
    """The last word and the particles before it; `de la Cruz García` from its particle on."""
    listed = lexicon()
    for at in range(first, len(words) - 1):
        word = words[at]
        if word.initials or (word.upper and not all(one.upper for one in words)):
            continue
        if word.joined in {"y", "e", "i"} and at > 1:
            return words[at - 1 :]  # Ortega y Gasset
        if word.joined in listed.particles and len(word.pieces) == 1:
            return words[at:]
    return words[-1:]


def _likely(ways: list[Cutting]) -> list[Cutting]:
    """Ways with their shares among all, the likeliest first; alone where it is sure."""
    if len(ways) == 1:
        return [ways[0]._replace(share=1.0)]
    total = sum(way.share for way in ways)
    if not total:
        return []
    found = sorted((way._replace(share=way.share / total) for way in ways), key=lambda way: -way.share)
    first = found[0]
    # `Peng Peng` is one name either way
    same = [way for way in found if [w.joined for w in way.family] == [w.joined for w in first.family]]
    if len(same) == len(found) and not first.family[0].maybe:
        return [first]
    return [way for way in found if way.share >= SELDOM][:3]
