"""A personal name as it was read, and what was found when two were laid side by side."""

from __future__ import annotations

from dataclasses import dataclass, field

from loaders.normalize.decision import State
from loaders.normalize.personal.order import Order
from loaders.normalize.personal.senses import Sense

SYLLABIC = frozenset({"korean", "chinese"})
"""Languages whose given names are made of few syllables."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a printed name.

    family: folded words of the family name; none where the name has only one word that may be anything.
    given: folded words or syllables of the given name; an initial is an entry of one letter.
    """

    family: tuple[str, ...]
    given: tuple[str, ...]
    order: Order


@dataclass(frozen=True, slots=True)
class PersonalName:
    """A printed name, read.

    family, given, order: of the likeliest reading; alternatives: the others, where the order is in doubt.
    initials: the first letters of `given`. script: latin, hangul, han, kana, cyrillic, arabic, greek, other, none.
    keys: what the family name is in the languages that it may be of, so that its spellings share one.
    rule: why it was read so. confidence: 0..1. suffix: `jr`, `iii`: of a generation, else None.
    senses: what `compare` and `blocking_keys` look at. family_letters, given_letters: of the likeliest reading, run together,
    in all forms that are one name (`müller`, `mueller`). certain: no other order is likely.
    """

    printed: str
    family: tuple[str, ...]
    given: tuple[str, ...]
    initials: str
    order: Order
    script: str
    keys: tuple[str, ...]
    rule: str
    confidence: float
    suffix: str | None = None
    alternatives: tuple[Reading, ...] = ()
    senses: tuple[Sense, ...] = field(default=(), repr=False)
    family_letters: frozenset[str] = field(default=frozenset(), repr=False)
    given_letters: frozenset[str] = field(default=frozenset(), repr=False)
    certain: bool = False

    languages: frozenset[str] = field(init=False, repr=False, compare=False)
    in_syllables: bool = field(init=False, repr=False, compare=False)
    syllabic: tuple[tuple[str, bool], ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """What is asked of every name that is laid beside many others. languages: of its senses. in_syllables: whether its
        given name may be one of Korea or China. syllabic: for each sense in such syllables, one of them in full at least, its
        language, and whether syllables are printed run together in it."""
        printed = min((len(one.units) for one in self.senses if one.language == "letters"), default=0)
        found = [one for one in self.senses if one.units and one.language in SYLLABIC]
        object.__setattr__(self, "languages", frozenset(one.language for one in self.senses))
        object.__setattr__(self, "in_syllables", bool(found))
        object.__setattr__(
            self,
            "syllabic",
            tuple(
                (one.language, len(one.units) > printed)
                for one in found
                if any(unit.full for unit in one.units)
            ),
        )


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether two names can be one person's.

    state: `yes` (the same printed name), `review` (can be), `no` (cannot). reason: the rule's short name.
    words: the same for people. score: 0..1, how much the names alone speak for it.
    """

    state: State
    reason: str
    words: str
    score: float
