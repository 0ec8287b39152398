"""Keys by which names that can be one person's find each other."""

from __future__ import annotations

from loaders.normalize.personal.agreement import MOST_SOUGHT, SHORTEST_WORD
from loaders.normalize.personal.model import PersonalName
from loaders.normalize.personal.senses import Sense

_MARKS = {"letters": "", "chinese": "", "korean": "", "slavic": "sl:", "arabic": "ar:"}


def blocking_keys(name: PersonalName) -> frozenset[str]:
    """Keys `family/beginning of the given name` of a printed name, a few; `family+syllable` by which a Korean name and its
    characters as they are read in China find each other.

    Two names that `compare` finds to be one or possibly one share a key, with one exception: a family name alone (its keys
    end in `/`) shares none with a name that has a given name or initials: with those it would block everybody of that
    name, and it says too little to be joined with any of them.
    """
    syllabic = name.in_syllables
    found: set[str] = set()
    for sense in name.senses:
        if sense.language == "korean" and sense.units and all(unit.full for unit in sense.units):
            found.update(f"{family}+{one}" for family in sense.families for one in sense.units[0].full)
            if sense.read:
                continue
        beginnings = _beginnings(sense, all_words=not syllabic)
        mark = _MARKS[sense.language]
        for family in sense.families | sense.parts:
            found.update(f"{mark}{family}/{beginning}" for beginning in beginnings)
    return frozenset(found)


def _beginnings(sense: Sense, *, all_words: bool) -> frozenset[str]:
    if not sense.units:
        return frozenset({""})
    found = set(sense.units[0].heads)
    if sense.language == "letters":
        for unit in sense.units[1:MOST_SOUGHT] if all_words else ():
            found |= {word[0] for word in unit.full if len(word) >= SHORTEST_WORD}
    return frozenset(found)
