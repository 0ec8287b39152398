"""How strongly a form of a registry's name claims its organisation: by how rare its words are, and what they are."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from loaders.normalize.canonical import city_words, is_cjk
from loaders.normalize.standing import (
    ACRONYM,
    LIKELY,
    QUALIFIERS,
    SHARED,
    SUBJECTS,
    TELLING,
    UNIT,
    WEAK,
    WORD,
    Claim,
)
from loaders.normalize.words import (
    BODY,
    CENTRE,
    COLLEGE,
    HOSPITAL,
    INSTITUTE,
    LABORATORY,
    PART,
    SCHOOL,
    UNIVERSITY,
    words,
)
from loaders.registry.forms import ACRONYM as ACRONYM_FORM
from loaders.registry.forms import ALIAS, SHORT
from loaders.registry.forms import PART as PART_FORM
from loaders.registry.table import InstitutionFact

ENOUGH, ENOUGH_OF_SEVERAL = 16.0, 17.0
"""Summed rarity of a name's words (natural logarithms of one in how many names has them) from which on it claims its
organisation by itself although each of its words is found everywhere: where it alone is called so, and where others are, too. Set on the training files, see benchmarks/."""
ENOUGH_ALONE = 13.0
"""The same for a hospital, an academy or a body that bears its name alone."""
A_COMPANYS_OWN = 16.0
"""The same for a company of which the registry knows one only: Microsoft Research Asia."""
PROPER = 9.5
"""Or of one word, which is then no word for a subject: Carleton College."""
_MANY = 4
"""Words of a university's name of which each is common, from which on it is its own: Western University of Health
Sciences."""
_A_COMPANY = 8.5
"""Rarity of one word without which a company's name is words that anybody uses."""
_KIND_OF_HOSPITAL = 2
"""Words of a hospital's name which then say only what kind it is."""
_UNITS = frozenset({INSTITUTE, CENTRE, LABORATORY, SCHOOL, COLLEGE, PART})


class Rarities(Protocol):
    """Knows how rare a word is among the names of a registry, and whether it says where its bearer is."""

    def rarity(self, word: str) -> float: ...

    def is_local(self, word: str) -> bool: ...


def strength(
    names: Rarities, listed: list[str], fact: InstitutionFact, kind: int, *, alone: bool, whole: bool
) -> Claim | None:
    """How strongly a form claims an institution; None where it is no name of one.

    listed: the form's words. kind: how the form names it. alone: nobody else is called so. whole: all others that are
    called so are parts of it.
    """
    if is_cjk(listed[0]):
        return TELLING if len(listed[0]) >= 4 else WEAK
    if fact.type == "company" and kind != ACRONYM_FORM and not _tells_a_company(names, listed):
        return None  # `Computer Science` is a subject, whatever company is called so
    if kind == SHORT and fact.type == "company" and not whole:
        # `Yahoo (Spain)`: the registry itself says that there may be others elsewhere
        return LIKELY if alone and sum(map(names.rarity, listed)) >= A_COMPANYS_OWN else WEAK
    if len(listed) == 1:
        if kind == ACRONYM_FORM:
            # CNRS, but no CHRU
            return ACRONYM if words().ranks.get(listed[0], INSTITUTE) == INSTITUTE else None
        return None if listed[0] in words().ranks else WORD
    if kind == ACRONYM_FORM:
        return WEAK
    if kind == PART_FORM:
        return LIKELY if alone else WEAK
    ranks = words().ranks
    if ranks.get(listed[0]) == PART:
        return UNIT
    if kind == ALIAS and len(listed) < _MANY and UNIVERSITY in map(ranks.get, listed) and is_ordinary(listed):
        return WEAK  # what one in Rostov also calls itself: Southern University
    if any(names.is_local(word) for word in listed):
        return TELLING
    city = city_words(fact.city)
    if city and any(word in city for word in listed):
        return TELLING
    kinds = [ranks[word] for word in listed if word in ranks]
    rarity = [names.rarity(word) for word in listed]
    if not alone:
        return (
            LIKELY if sum(rarity) >= ENOUGH_OF_SEVERAL else UNIT if kinds and max(kinds) in _UNITS else WEAK
        )
    if UNIVERSITY in kinds:
        # a university's name is its own where a word of it is no word for a kind or a subject
        proper = any(ranks.get(word, BODY) == BODY and word not in SUBJECTS for word in listed)
        return TELLING if proper or len(listed) >= _MANY else WEAK
    if len(listed) < _MANY and is_ordinary(listed):
        if len(listed) == _KIND_OF_HOSPITAL and HOSPITAL in kinds:
            return SHARED  # `Affiliated Hospital`
        return LIKELY if sum(rarity) >= ENOUGH_OF_SEVERAL else WEAK  # Royal Veterinary College
    proper = any(word not in ranks and rare >= PROPER for word, rare in zip(listed, rarity, strict=True))
    unit = bool(kinds) and max(kinds) in _UNITS
    if proper or sum(rarity) >= (ENOUGH if unit else ENOUGH_ALONE):
        return LIKELY
    return UNIT if unit else WEAK


def is_ordinary(listed: Iterable[str]) -> bool:
    """Whether words are only kinds, subjects and what tells kinds apart: `International University`."""
    ranks = words().ranks
    return all(word in ranks or word in SUBJECTS or word in QUALIFIERS for word in listed)


def _tells_a_company(names: Rarities, listed: list[str]) -> bool:
    """Whether words are no company's only because it chose words that anybody uses."""
    ranks = words().ranks
    if len(listed) > 1 and any(word in ranks for word in listed):
        return True
    return max(map(names.rarity, listed)) >= _A_COMPANY and not all(word in SUBJECTS for word in listed)
