"""Made-up records for tests, in the shape of hand-collected facts and of OpenAlex."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

Author = tuple[str, Sequence[str]]


def fact(
    ident: str, *, title: str | None = None, authors: Iterable[Author] = (), **more: Any
) -> dict[str, Any]:
    """A record in the shape of the shipped works. authors: names with their affiliations."""
    return {
        "id": ident,
        "title": title or f"Title of {ident}",
        "year": 2018,
        "authors": [{"name": name, "affiliations": list(printed)} for name, printed in authors],
        "affiliations_unmapped": None,
        **more,
    }


def openalex(ident: str, *, authors: Iterable[Author] = (), **more: Any) -> dict[str, Any]:
    """An OpenAlex work; `more` replaces fields, `ids_of` maps names to OpenAlex author ids."""
    ids: Mapping[str, str] = more.pop("ids_of", {})
    orcids: Mapping[str, str] = more.pop("orcids", {})
    return {
        "id": f"https://openalex.org/{ident}",
        "title": f"Title of {ident}",
        "publication_year": 2018,
        "authorships": [
            {
                "author": {
                    "id": f"https://openalex.org/{ids[name]}" if name in ids else None,
                    "display_name": name,
                    "orcid": orcids.get(name),
                },
                "raw_author_name": name,
                "raw_affiliation_strings": list(printed),
                "countries": [],
            }
            for name, printed in authors
        ],
        **more,
    }


def write_lines(path: Path, records: Iterable[Mapping[str, Any]]) -> Path:
    """Records as JSON Lines."""
    path.write_text(
        "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records), encoding="utf-8"
    )
    return path
