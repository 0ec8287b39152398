"""The words that stand in and beside names."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from loaders.facts import rows_of, words_of
from loaders.normalize.reading import fold


class Lexicon(NamedTuple):
    """Word lists, folded. suffixes: word -> the generation that it means. vietnamese: family name -> share of a thousand.
    arabic: a spelling in Latin letters -> the name in Arabic letters. articles: written together with a word in Arabic."""

    particles: frozenset[str]
    syllable_particles: frozenset[str]
    articles: frozenset[str]
    suffixes: dict[str, str]
    titles: frozenset[str]
    collective: frozenset[str]
    nobody: frozenset[str]
    vietnamese: dict[str, float]
    given: frozenset[str]
    slavic_endings: tuple[str, ...]
    cyrillic_endings: tuple[str, ...]
    patronymics: tuple[str, ...]
    arabic: dict[str, str]


@cache
def lexicon() -> Lexicon:
    """The word lists, read once."""
    table = words_of("names.toml")
    return Lexicon(
        particles=frozenset(table["particles"]["words"]),
        syllable_particles=frozenset(table["particles"]["also_syllables"]),
        articles=frozenset(table["particles"]["arabic"]),
        suffixes=table["suffixes"]["words"],
        titles=frozenset(table["titles"]["words"]),
        collective=frozenset(table["collective"]["words"]),
        nobody=frozenset(table["nobody"]["words"]),
        vietnamese=table["vietnamese"],
        given=frozenset(table["given"]["words"].split()),
        slavic_endings=tuple(table["slavic"]["endings"]),
        cyrillic_endings=tuple(table["slavic"]["cyrillic"]),
        patronymics=tuple(table["slavic"]["patronymics"]),
        arabic={
            fold(spelled).replace("-", ""): row["arabic"]
            for row in rows_of("arabic_names.tsv")
            for spelled in row["spellings"].split("|")
        },
    )
