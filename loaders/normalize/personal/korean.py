"""Korean surnames and syllables by all their spellings: North, South, McCune-Reischauer, revised, Cyrillic.

A spelling stands for a set of Hangul syllables (`Jong`: 정 and 종); two spellings can be one where their sets meet. Hangul is
canonical here in its Southern initials (리 and 이 are both 이), so that the two states' spellings meet.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

from loaders.facts import rows_of
from loaders.normalize.reading import fold

_FIRST, _ONSETS, _VOWELS, _CODAS = (
    0xAC00,
    "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ",
    "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ",
    "-ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ",
)
_Y_VOWELS = frozenset("ㅑㅒㅕㅖㅛㅠㅣ")
# initial consonants as classes that no spelling tells apart for certain
_CLASSES = {
    **dict.fromkeys("ㄱㄲㅋ", "k"),
    **dict.fromkeys("ㄷㄸㅌ", "t"),
    **dict.fromkeys("ㅂㅃㅍ", "p"),
    **dict.fromkeys("ㅅㅆ", "s"),
    **dict.fromkeys("ㅈㅉㅊ", "c"),
    **dict.fromkeys("ㄴㄹㅇ", "n"),
    "ㅁ": "m",
    "ㅎ": "h",
}
# the classes that an initial may stand for
_INITIALS = {
    **dict.fromkeys("gkq", "k"),
    **dict.fromkeys("dt", "t"),
    **dict.fromkeys("bpfv", "p"),
    "s": "s",
    **dict.fromkeys("jzc", "c"),
    **dict.fromkeys("nrlyaeiou", "n"),
    "m": "m",
    "h": "h",
    "w": "nh",
    "x": "",
}
COMMON_SPELLINGS, RARE_SPELLING = 4, 0.1


class Surname(NamedTuple):
    """A surname in canonical Hangul. share: of a thousand people, less where this spelling of it is rare."""

    hangul: str
    share: float


def parts(syllable: str) -> tuple[str, str, str]:
    """Onset, vowel and coda of one Hangul syllable, as letters; the coda is `-` where there is none."""
    number = ord(syllable) - _FIRST
    return _ONSETS[number // 588], _VOWELS[number % 588 // 28], _CODAS[number % 28]


def _joined(onset: str, vowel: str, coda: str) -> str:
    return chr(_FIRST + (_ONSETS.index(onset) * 21 + _VOWELS.index(vowel)) * 28 + _CODAS.index(coda))


@cache
def canonical(syllable: str) -> str:
    """A syllable with the initial that the South writes: 룡 as 용, 로 as 노, 녀 as 여."""
    if not "가" <= syllable <= "힣":
        return syllable
    onset, vowel, coda = parts(syllable)
    if onset in "ㄹㄴ" and vowel in _Y_VOWELS:
        onset = "ㅇ"
    elif onset == "ㄹ":
        onset = "ㄴ"
    return _joined(onset, vowel, coda)


def canonical_word(hangul: str) -> str:
    """Every syllable of a word as `canonical` has it."""
    return "".join(map(canonical, hangul))


def heads(syllables: Iterable[str]) -> frozenset[str]:
    """The classes of the initial consonants of canonical syllables."""
    return frozenset(_CLASSES[parts(one)[0]] for one in syllables if "가" <= one <= "힣")


def heads_of_initial(letter: str) -> frozenset[str]:
    """The classes of initial consonants that an initial may stand for."""
    return frozenset(_INITIALS.get(letter, ""))


class _Sounds(NamedTuple):
    onset: dict[str, tuple[str, ...]]
    vowel: dict[str, tuple[str, ...]]
    coda: dict[str, tuple[str, ...]]


@cache
def _sounds(cyrillic: bool) -> _Sounds:
    found = _Sounds({}, {}, {})
    for row in rows_of("korean_sounds.tsv"):
        columns = ("cyrillic",) if cyrillic else ("north", "mccune", "revised", "usage")
        spelled = [
            one.replace("ё", "е") for column in columns for one in row[column].split()
        ]  # as names are folded
        # a sound that is not written is `-` in the first column; `-` in a later one says that it has no other spelling
        silent = row[columns[0]] == "-"
        listed = tuple(dict.fromkeys(one for one in spelled if one != "-"))
        getattr(found, row["part"])[row["hangul"]] = (*(("",) if silent else ()), *listed)
    return found


def _spellings(syllable: str, sounds: _Sounds) -> Iterable[str]:
    onset, vowel, coda = parts(syllable)
    for first in sounds.onset[onset]:
        for middle in sounds.vowel[vowel]:
            if (middle == "woo" and first) or (middle == "u" and vowel == "ㅓ" and coda == "-"):
                continue  # u is ㅓ only in closed syllables: Sung and Jung, never Su
            for last in sounds.coda.get(coda, ()):
                yield first + middle + last
    if onset == "ㅎ" and vowel == "ㅘ":
        yield from ("wha" + last for last in sounds.coda.get(coda, ()))  # 환: Whan


@cache
def given_syllables() -> dict[str, frozenset[str]]:
    """Every spelling of a syllable of given names, in Latin letters -> the canonical syllables that it may be."""
    return _table(cyrillic=False)


@cache
def rare_syllables() -> frozenset[str]:
    """Spellings that stand for seldom syllables alone."""
    usual: set[str] = set()
    for row in rows_of("korean_given.tsv"):
        if row["usual"] == "yes":
            usual |= {canonical(one) for one in row["syllables"].split()}
    return frozenset(spelled for spelled, means in given_syllables().items() if means.isdisjoint(usual))


@cache
def cyrillic_syllables() -> dict[str, frozenset[str]]:
    """The same in Cyrillic letters."""
    return _table(cyrillic=True)


def _table(*, cyrillic: bool) -> dict[str, frozenset[str]]:
    sounds = _sounds(cyrillic)
    found: dict[str, set[str]] = {}
    for row in rows_of("korean_given.tsv"):
        for syllable in row["syllables"].split():
            # 룡 is printed as 용 in the South
            for written in {syllable, canonical(syllable)}:
                for spelled in _spellings(written, sounds):
                    found.setdefault(spelled, set()).add(canonical(syllable))
    return {spelled: frozenset(means) for spelled, means in found.items()}


@cache
def surnames() -> dict[str, tuple[Surname, ...]]:
    """Spelling of a surname, folded -> the surnames that it may be, the commonest first."""
    found: dict[str, dict[str, float]] = {}
    for row in rows_of("korean_surnames.tsv"):
        hangul = canonical_word(row["hangul"])
        for number, spelled in enumerate(row["spellings"].split("|")):
            share = float(row["share"]) * (1 if number < COMMON_SPELLINGS else RARE_SPELLING)
            listed = found.setdefault(fold(spelled), {})
            listed[hangul] = max(share, listed.get(hangul, 0))
    return _sorted(found)


@cache
def cyrillic_surnames() -> dict[str, tuple[Surname, ...]]:
    """The same in Cyrillic letters, by the sounds of the surname."""
    found: dict[str, dict[str, float]] = {}
    for row in rows_of("korean_surnames.tsv"):
        written = {row["hangul"], canonical_word(row["hangul"])}
        for one in written:
            spelled = {""}
            for syllable in one:
                spelled = {a + b for a in spelled for b in _spellings(syllable, _sounds(cyrillic=True))}
            for letters in spelled:
                found.setdefault(letters, {})[canonical_word(row["hangul"])] = float(row["share"])
    found.setdefault("цой", {})["최"] = 47
    found.setdefault("тен", {})["정"] = 43
    return _sorted(found)


def _sorted(found: dict[str, dict[str, float]]) -> dict[str, tuple[Surname, ...]]:
    return {
        spelled: tuple(Surname(h, s) for h, s in sorted(listed.items(), key=lambda pair: (-pair[1], pair[0])))
        for spelled, listed in found.items()
    }


@cache
def hangul_surnames() -> dict[str, float]:
    """Surname in Hangul, of both states -> share of a thousand."""
    found: dict[str, float] = {}
    for row in rows_of("korean_surnames.tsv"):
        for written in (row["hangul"], canonical_word(row["hangul"])):
            found[written] = max(float(row["share"]), found.get(written, 0))
    return found


@cache
def standard_spellings() -> dict[str, str]:
    """Surname in canonical Hangul -> its first spelling, folded."""
    found: dict[str, str] = {}
    for row in rows_of("korean_surnames.tsv"):
        found.setdefault(row["hangul"], fold(row["spellings"].split("|")[0]))
    return found


@cache
def surnames_of_hanja() -> dict[str, str]:
    """Character of a surname -> the surname in canonical Hangul."""
    found: dict[str, str] = {}
    for row in rows_of("korean_surnames.tsv"):
        hangul = canonical_word(row["hangul"])
        if len(hangul) == 1:
            for character in row["hanja"]:
                found.setdefault(character, hangul)
        else:
            found[row["hanja"]] = hangul
    return found
