"""The tables of measured.json, which benchmarks/measure.py made of real works, ready to be drawn from."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

from benchmarks.people import Weighted
from benchmarks.places import PLACES

INTERNATIONAL = 0.5
"""Share of works with addresses in two countries or more."""

HEAPS_EXPONENT = 0.87
"""Persons grow with authorships to this power: 2,181 in 2,479 as measured, about half of the authorships of 50,000
works, as in the works of one field."""


class Measured:
    """The tables of measured.json, ready to be drawn from."""

    def __init__(self) -> None:
        found: dict[str, Any] = json.loads(
            Path(__file__).with_name("measured.json").read_text(encoding="ascii")
        )
        self.authors = _weighted(found["authors_per_work"])
        self.authors_of_two = _weighted({n: c for n, c in found["authors_per_work"].items() if int(n) >= 2})
        self.authors_of_three = _weighted({n: c for n, c in found["authors_per_work"].items() if int(n) >= 3})
        works, authorships = found["works"], found["authorships"]
        self.two_or_more = sum(c for n, c in found["authors_per_work"].items() if int(n) >= 2) / works
        without = found["works_without_affiliation"] / works
        # works of several countries print addresses, so those without any are among the rest
        self.without_affiliation = without / (1 - INTERNATIONAL)
        self.affiliations = _weighted(found["affiliations_per_author"])
        self.words = _weighted(found["words_per_affiliation"])
        self.labelled = (
            found["authorships_with_affiliation_and_country"] / found["authorships_with_affiliation"]
        )
        self.with_id = found["authorships_with_source_id"] / authorships
        self.with_orcid = found["authorships_with_orcid"] / found["authorships_with_source_id"]
        self.heaps: float = found["persons"] / found["authorships_with_source_id"] ** HEAPS_EXPONENT
        self.with_doi = found["works_with_doi"] / works
        self.with_title = found["works_with_title"] / works
        self.with_abstract = found["works_with_abstract"] / works
        self.countries: dict[str, float] = {
            code: float(c) for code, c in found["countries"].items() if code in PLACES
        }
        self.years = _weighted(found["years"])
        self.percentiles: dict[str, list[int]] = {
            name: found[name]
            for name in ("abstract_words", "title_words", "keywords", "concepts", "references")
        }

    def length(self, name: str, chance: random.Random) -> int:
        """A length out of percentiles, in between by straight line."""
        steps = self.percentiles[name]
        at = chance.random() * (len(steps) - 1)
        low = int(at)
        return round(steps[low] + (steps[low + 1] - steps[low]) * (at - low))


def _weighted(counts: dict[str, int]) -> Weighted[int]:
    return Weighted([int(value) for value in counts], list(counts.values()))
