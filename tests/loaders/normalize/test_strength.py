"""How strongly a name claims its organisation, by how rare its words are and what they are."""

from __future__ import annotations

from typing import ClassVar

import pytest

from loaders.normalize.strength import strength
from loaders.registry.forms import ACRONYM, ALIAS, LABEL, PART, SHORT
from loaders.registry.table import REGISTRY, InstitutionFact


class _Rarities:
    """As in a registry of 50,000: words for kinds and subjects are common, names of places and people are not."""

    common: ClassVar = {
        "university": 2.4, "institute": 2.5, "research": 3.2, "hospital": 3.8, "national": 3.8, "science": 3.4,
        "computer": 7.0, "cancer": 5.0, "affiliated": 6.0, "general": 6.0, "brain": 8.0, "technology": 3.6,
    }  # fmt: skip

    def rarity(self, word: str) -> float:
        return self.common.get(word, 10.0)

    def is_local(self, word: str) -> bool:
        return word == "karlstein"


def _fact(kind: str, city: str | None = None) -> InstitutionFact:
    return InstitutionFact(
        key="ror:012345678", name="", country="DE", city=city, ror="012345678", type=kind, part_of=None,
        controlled_from=None, names=(), plain=(), generic=(), source=REGISTRY,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("words", "kind", "form", "alone", "expect"),
    [
        ("karlstein university", "education", LABEL, True, "telling"),
        ("southern university", "education", LABEL, True, "telling"),
        ("southern university", "education", ALIAS, True, "weak"),  # what it also calls itself
        ("karlstein university", "education", PART, True, "likely"),
        ("karlstein university", "education", PART, False, "weak"),
        ("affiliated hospital", "healthcare", LABEL, True, "shared"),  # a kind of hospital, not a name
        ("cancer research institute", "facility", LABEL, True, "unit"),
        ("photonics cancer research institute", "facility", LABEL, True, "likely"),
        ("photonics cancer research institute", "facility", LABEL, False, "likely"),
        ("cancer institute", "facility", LABEL, False, "unit"),
        ("computer science", "company", SHORT, True, None),  # a subject, whatever company is called so
        ("science", "company", LABEL, True, None),
        ("brain", "company", LABEL, True, None),
        ("grumbeck", "company", SHORT, True, "weak"),  # others may be so called elsewhere
        ("grumbeck vandal", "company", SHORT, True, "likely"),  # two rare words: the registry knows one only
        ("grumbeck", "company", LABEL, True, "word"),
        ("gmbk", "facility", ACRONYM, True, "acronym"),
        ("institute", "facility", ALIAS, True, None),
        ("cnrs", "facility", ACRONYM, True, "acronym"),  # letters that are also a word for a kind
        ("umr", "facility", ACRONYM, True, None),  # of which there are many
        ("chu", "healthcare", ACRONYM, True, None),
    ],
)
def test_how_strongly_a_form_claims(
    words: str, kind: str, form: int, alone: bool, expect: str | None
) -> None:
    assert strength(_Rarities(), words.split(" "), _fact(kind), form, alone=alone, whole=False) == expect
