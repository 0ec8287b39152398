"""Chinese surnames and syllables by their spellings: pinyin, Wade-Giles, and those of Hong Kong and its like.

A spelling stands for a set of pinyin syllables (`Chang`: chang and zhang). ü is `v`; `lu` may be it with its dots left out.
"""

from __future__ import annotations

from collections import Counter
from functools import cache
from typing import Literal, NamedTuple

from loaders.facts import rows_of
from loaders.normalize.personal import han, korean
from loaders.normalize.reading import fold

OTHER_SPELLING = 0.3


System = Literal["pinyin", "wade", "south"]


class Surname(NamedTuple):
    """A surname in pinyin. share: of a thousand people, less for other spellings. system: that it is spelled in. mixed: pinyin
    and Wade-Giles spell it alike."""

    pinyin: str
    share: float
    system: System
    mixed: bool = False


@cache
def pinyin_syllables() -> dict[str, frozenset[str]]:
    """Pinyin as printed -> what it may be."""
    found: dict[str, set[str]] = {}
    for row in rows_of("chinese_syllables.tsv"):
        syllable = row["pinyin"]
        found.setdefault(syllable, set()).add(syllable)
        if "v" in syllable:
            dotless = syllable.replace("v", "u")
            for written in (dotless, syllable.replace("v", "yu"), syllable.replace("v", "ue")):
                found.setdefault(written, set()).add(syllable)
    return {spelled: frozenset(means) for spelled, means in found.items()}


@cache
def wade_syllables() -> dict[str, frozenset[str]]:
    """Wade-Giles, and pinyin as it is mixed with it -> what it may be."""
    return _with("wade_giles")


@cache
def south_syllables() -> dict[str, frozenset[str]]:
    """Spellings of Hong Kong -> the syllables of Mandarin that they may be."""
    return _with("hong_kong")


def _with(column: str) -> dict[str, frozenset[str]]:
    found = {spelled: set(means) for spelled, means in pinyin_syllables().items()}
    for row in rows_of("chinese_syllables.tsv"):
        for spelled in row[column].split("|"):
            if spelled:
                found.setdefault(spelled, set()).add(row["pinyin"])
    return {spelled: frozenset(means) for spelled, means in found.items()}


@cache
def surnames() -> dict[str, tuple[Surname, ...]]:
    """Spelling of a surname, folded -> the surnames that it may be, the commonest first."""
    shares: dict[tuple[str, str, System], float] = {}

    def add(spelled: str, pinyin: str, share: float, system: System) -> None:
        key = (spelled, pinyin, system)
        shares[key] = shares.get(key, 0) + share

    wade = {row["pinyin"]: row["wade_giles"].split("|") for row in rows_of("chinese_syllables.tsv")}
    for row in rows_of("chinese_surnames.tsv"):
        pinyin, share = row["pinyin"], float(row["share"])
        add(pinyin, pinyin, share, "pinyin")
        if "v" in pinyin:
            add(pinyin.replace("v", "yu"), pinyin, share, "pinyin")
            add(pinyin.replace("v", "u"), pinyin, share * OTHER_SPELLING, "pinyin")
        others = {fold(one) for one in row["spellings"].split("|") if one} - {pinyin}
        romanised = set(wade.get(pinyin, ())) - {pinyin}
        for spelled in others | romanised:
            add(spelled, pinyin, share * OTHER_SPELLING, "wade" if spelled in romanised else "south")
    found: dict[str, list[Surname]] = {}
    for (spelled, pinyin, system), share in shares.items():
        mixed = system == "pinyin" and spelled in wade.get(pinyin, ())
        found.setdefault(spelled, []).append(Surname(pinyin, share, system, mixed))
    return {
        spelled: tuple(sorted(listed, key=lambda one: (-one.share, one.pinyin, one.system)))
        for spelled, listed in found.items()
    }


@cache
def han_surnames() -> dict[str, str]:
    """Surname in simplified characters -> its pinyin as a surname."""
    return {row["han"]: row["pinyin"] for row in rows_of("chinese_surnames.tsv")}


KNOWN_IN_KOREA = 2.0
"""Share of a thousand people in Korea from which on a surname is looked for under its Chinese reading."""


@cache
def korean_surnames_of_pinyin() -> dict[str, frozenset[str]]:
    """Surname in pinyin -> the surnames of Korea, canonical, whose characters are read so in China."""
    found: dict[str, set[str]] = {}
    shares = korean.hangul_surnames()
    for characters, hangul in korean.surnames_of_hanja().items():
        if shares[hangul] < KNOWN_IN_KOREA:
            continue
        form = han.simplified(characters)
        pinyin = han_surnames().get(form) or "".join(han.pinyin().get(one, "?") for one in form)
        found.setdefault(pinyin, set()).add(hangul)
    return {pinyin: frozenset(hangul) for pinyin, hangul in found.items()}


@cache
def heads_of_initial(letter: str, system: System) -> frozenset[str]:
    """The first letters of pinyin that an initial may stand for in a system."""
    own = frozenset({letter})
    return own if system == "pinyin" else own | _heads_by(system).get(letter, frozenset())


USUAL = 0.08
"""Share of a letter's syllables from which on a head is counted: in Hong Kong nearly every letter may be nearly every other."""


@cache
def _heads_by(system: System) -> dict[str, frozenset[str]]:
    counts: dict[str, Counter[str]] = {}
    column = "wade_giles" if system == "wade" else "hong_kong"
    for row in rows_of("chinese_syllables.tsv"):
        for spelled in row[column].split("|"):
            if spelled:
                counts.setdefault(spelled[0], Counter())[row["pinyin"][0]] += 1
    return {
        letter: frozenset(head for head, count in heads.items() if count >= USUAL * heads.total())
        for letter, heads in counts.items()
    }
