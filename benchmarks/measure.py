"""Measure a file of OpenAlex works: `python -m benchmarks.measure FILE > benchmarks/measured.json`.

Only counts leave this module. The generator draws from them, so that made works are like the measured ones.
"""

from __future__ import annotations

import gzip
import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

LONGEST = 1000
"""A work with more authors is left out of every table: one of 5,103 would be half of all authorships of 690 works."""

STEPS = 50
"""Percentiles are kept at every second per cent."""

Json = dict[str, Any]


def works(path: Path) -> Iterator[Json]:
    """The works of a gzipped JSON Lines file."""
    with gzip.open(path, "rt", encoding="utf-8") as stream:
        for line in stream:
            yield json.loads(line)


def percentiles(values: Iterable[int]) -> list[int]:
    """STEPS + 1 values, from the least to the greatest."""
    ordered = sorted(values)
    return [ordered[round(step * (len(ordered) - 1) / STEPS)] for step in range(STEPS + 1)]


def measure(found: Iterable[Json]) -> Json:
    """The tables of measured.json: counts, percentiles and shares of the works given (any iterable, read once)."""
    kept = [work for work in found if len(work["authorships"]) <= LONGEST]
    authorships = [a for work in kept for a in work["authorships"]]
    printed = [[_strings(a) for a in work["authorships"]] for work in kept]
    with_print = [strings for strings in printed if any(strings)]
    uses = [text for strings in printed for mine in strings for text in mine]
    placed = [a for a in authorships if _strings(a)]
    abstracts = [
        sum(len(places) for places in work["abstract_inverted_index"].values())
        for work in kept
        if isinstance(work.get("abstract_inverted_index"), dict)
    ]
    persons = [a["author"]["id"] for a in authorships if (a.get("author") or {}).get("id")]
    return {
        "works": len(kept),
        "authorships": len(authorships),
        "authors_per_work": _counts(len(work["authorships"]) for work in kept),
        "works_without_affiliation": len(kept) - len(with_print),
        "affiliations_per_author": _counts(len(mine) for strings in with_print for mine in strings),
        "words_per_affiliation": _counts(len(text.split()) for text in uses),
        "affiliation_uses": len(uses),
        "affiliation_uses_distinct_in_work": sum(
            len({text for mine in strings for text in mine}) for strings in printed
        ),
        "affiliation_uses_distinct": len(set(uses)),
        "authorships_with_affiliation": len(placed),
        "authorships_with_affiliation_and_country": sum(bool(a.get("countries")) for a in placed),
        "authorships_with_source_id": len(persons),
        "persons": len(set(persons)),
        "authorships_with_orcid": sum(bool((a.get("author") or {}).get("orcid")) for a in authorships),
        "works_with_doi": sum(bool(work.get("doi")) for work in kept),
        "works_with_title": sum(bool(work.get("title")) for work in kept),
        "works_with_abstract": sum(bool(work.get("abstract_inverted_index")) for work in kept),
        "abstract_words": percentiles(abstracts),
        "title_words": percentiles(len(work["title"].split()) for work in kept if work.get("title")),
        "keywords": percentiles(len(work.get("keywords") or ()) for work in kept),
        "concepts": percentiles(len(work.get("concepts") or ()) for work in kept),
        "references": percentiles(len(work.get("referenced_works") or ()) for work in kept),
        "years": _counts(work["publication_year"] for work in kept if work.get("publication_year")),
        "countries": _counts(code for a in authorships for code in a.get("countries") or ()),
    }


def _strings(authorship: Json) -> list[str]:
    return [text for text in authorship.get("raw_affiliation_strings") or () if text and text.strip()]


def _counts(values: Iterable[Any]) -> dict[str, int]:
    return {str(value): number for value, number in sorted(Counter(values).items())}


if __name__ == "__main__":
    json.dump(measure(works(Path(sys.argv[1]))), sys.stdout)
    print()
