"""Chinese characters: simplified form, and how they are read in Mandarin and in Korean."""

from __future__ import annotations

from functools import cache

from loaders.facts import rows_of
from loaders.normalize.personal.korean import canonical, given_syllables


@cache
def _simplified() -> dict[int, str]:
    return {
        ord(traditional): row["simplified"]
        for row in rows_of("han_simplified.tsv")
        for traditional in row["traditional"]
    }


def simplified(text: str) -> str:
    """A text with every traditional character in the simplified form that is printed for it."""
    return text.translate(_simplified())


@cache
def pinyin() -> dict[str, str]:
    """Character -> its commonest reading without the tone; ü is `v`. A surname may be read otherwise."""
    return {character: row["pinyin"] for row in rows_of("han_pinyin.tsv") for character in row["characters"]}


@cache
def korean_readings() -> dict[str, frozenset[str]]:
    """Character, traditional or simplified -> its canonical syllables in Korean."""
    found: dict[str, set[str]] = {}
    for row in rows_of("han_korean.tsv"):
        for character in row["characters"]:
            for form in {character, simplified(character)}:
                found.setdefault(form, set()).add(canonical(row["hangul"]))
    return {character: frozenset(read) for character, read in found.items()}


@cache
def korean_of_pinyin() -> dict[str, frozenset[str]]:
    """Syllable in pinyin -> the syllables of Korean given names, canonical, as which its common characters are read."""
    given = frozenset().union(*given_syllables().values())
    found: dict[str, set[str]] = {}
    for row in rows_of("sino_korean.tsv"):
        for syllable in row["pinyin"].split("|"):
            if canonical(row["hangul"]) in given:
                found.setdefault(syllable, set()).add(canonical(row["hangul"]))
    return {syllable: frozenset(read) for syllable, read in found.items()}
