"""A term list as data: groups of terms, what must or must not stand near them, and how much each says."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

Strength = Literal["strong", "weak", "hint", "never"]
Within = Literal["sentence", "text"]
Combine = Literal["group", "list"]

LANGUAGES = ("en", "ko", "zh", "ru")

WEIGHTS: dict[Strength, float] = {"strong": 0.9, "weak": 0.5, "hint": 0.3, "never": 0.0}
"""What a strength is worth, 0..1. Terms of one text are put together as chances are: two of 0.5 make 0.75."""

COMPANION = 0.4
"""Terms worth less only make others surer: they count where one of this weight or more does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A field, or a part of one: a Topic of the graph. rule, source, since: the legal text that names it, where one does."""

    key: str
    name: str
    rule: str | None = None
    source: str | None = None
    since: date | None = None


@dataclass(frozen=True, slots=True)
class Word:
    """One place of a form. choices: printed words of which one stands there; none: up to `gap` words of any kind."""

    choices: tuple[str, ...]
    gap: int = 0


@dataclass(frozen=True, slots=True)
class Form:
    """One way to print a term. acronym: told by its capitals, where the text has capitals and small letters."""

    printed: str
    words: tuple[Word, ...]
    acronym: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """A term with the ways to print it.

    weight: 0..1, what it says alone. never: it says nothing, and hides what it holds. near: it counts only where one of
    these words stands within `within`; else it is worth `alone`. not_near: it does not count where one of these stands
    within `not_within`, unless one of `despite` stands anywhere in the text.
    """

    group: str
    language: str
    forms: tuple[Form, ...]
    weight: float
    never: bool = False
    near: tuple[str, ...] = ()
    within: Within | int = "sentence"
    alone: float = 0.0
    not_near: tuple[str, ...] = ()
    not_within: Within | int = "sentence"
    despite: tuple[str, ...] = ()
    source: str | None = None
    note: str | None = None

    @property
    def name(self) -> str:
        """The term in the list's own form: its first."""
        return self.forms[0].printed


@dataclass(frozen=True, slots=True, kw_only=True)
class TermList:
    """A list of terms, as one version of one file has it.

    yes, review: least score for either. combine: whether terms of all groups count together (`list`), or of each group
    by themselves (`group`), as for fields that a rule names one by one. in_title: how often a term counts that stands in
    the title; repeated: what its second and its third place add to that. text: the file; sha256: hash of the file's bytes.
    """

    name: str
    title: str
    version: str
    about: str
    source: str | None
    combine: Combine
    yes: float
    review: float
    in_title: float
    repeated: float
    groups: tuple[Group, ...]
    terms: tuple[Term, ...]
    sha256: str
    text: str = field(repr=False)
