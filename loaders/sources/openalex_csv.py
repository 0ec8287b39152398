"""OpenAlex works as its web site exports them: a table in which the values of a list are joined by `|`.

A list of authors has a value for each, empty where there is none. A list of their affiliations has at least one for
each, and does not say where an author's second one begins: it is mapped only if it is as long as that of the authors,
or if there is one author. Columns are chosen when exporting: where the printed affiliations are only within
`authorships.affiliations`, they are taken from there. The headings of 2023 and 2024 (`author_names`) are read as those
of today. The API's records say more, so that these are a source of their own. Names of institutions are OpenAlex's own
and no print: they are not read.
"""

from __future__ import annotations

import ast
import re

from graph import country_codes
from loaders.merging.identity import arxiv_of_doi, normal_arxiv, normal_doi, normal_orcid, normal_pmid
from loaders.records import PrintedAuthor, PrintedDate, Record, printed_date
from loaders.sources import openalex
from loaders.sources.format import Carries, TableFormat

NAME = "openalex-csv"
CARRIES: Carries = frozenset({"affiliations", "author mapping", "dates", "funders"})

LISTED = 100
"""OpenAlex cuts lists of authors in lists of works at so many."""

_OF_AUTHORS = "authorships."
_WORK_ID = re.compile(r"\A(?:https?://openalex\.org/)?(W\d{1,12})\Z", re.IGNORECASE)
_NOTHING = frozenset({"", "None", "nan", "NaN", "null"})
_OLD_HEADINGS = {
    "author_names": "authorships.author.display_name", "author_ids": "authorships.author.id",
    "author_orcids": "authorships.author.orcid", "authorships_is_corresponding": "authorships.is_corresponding",
    "authorships_countries": "authorships.countries", "authorships_raw_author_name": "authorships.raw_author_name",
    "authorships_raw_affiliation_string": "authorships.raw_affiliation_strings",
    "authorships_raw_affiliation_strings": "authorships.raw_affiliation_strings",
    "pmid": "ids.pmid", "keywords_keyword": "keywords.display_name", "keywords_display_name": "keywords.display_name",
    "grants_funder_display_name": "grants.funder_display_name",
    "primary_location_display_name": "primary_location.source.display_name",
    "primary_location_source_display_name": "primary_location.source.display_name",
}  # fmt: skip
"""Headings of the exports of 2023 and 2024, and what they are called today."""
_PRINTED = re.compile(
    r"""\{["']raw_affiliation_string["']:\s(?:None|("(?:[^"\\]|\\.)*+"|'(?:[^'\\]|\\.)*+')),\s"""
    r"""["']institution_ids["']:\s\[[^\]]*+\]\}(?=\||\Z)|(?=\||\Z)""",
    re.DOTALL,
)
"""An entry of `authorships.affiliations`, or the place of an empty one."""


_MARKS = frozenset(
    old for old, new in _OLD_HEADINGS.items() if new.startswith((_OF_AUTHORS, "primary_location."))
)


def recognises(headings: frozenset[str]) -> bool:
    """An id, a title, and columns of authorships as the web site calls them, or has called them."""
    return (
        "id" in headings
        and not headings.isdisjoint(("title", "display_name"))
        and any(
            heading.startswith((_OF_AUTHORS, "primary_location.")) or heading in _MARKS
            for heading in headings
        )
    )


def read(row: dict[str, str]) -> Record:
    """One row. Raises ValueError where it has neither id nor DOI nor title."""
    if not _MARKS.isdisjoint(row):
        row = row | {new: row[old] for old, new in _OLD_HEADINGS.items() if row.get(old) and not row.get(new)}
    found = _WORK_ID.match(row.get("id", "").strip())
    work = found.group(1).upper() if found else None
    doi = normal_doi(_cell(row, "doi") or _cell(row, "ids.doi"))
    title = _cell(row, "title") or _cell(row, "display_name")
    if not (work or doi or title):
        raise ValueError("no identity: neither id nor DOI nor title")
    authors, affiliations, unmapped, complete = _authorships(row)
    year = _cell(row, "publication_year") or ""
    year = year.removesuffix(".0")
    published = printed_date("published", _cell(row, "publication_date"))
    if year.isdecimal() and len(year) == 4 and not (published and published.value.startswith(year)):
        published = PrintedDate("published", year)
    number = int(published.value[:4]) if published else 0
    return Record(
        source=NAME,
        source_id=work,
        doi=doi,
        pmid=normal_pmid(_cell(row, "ids.pmid")),
        openalex=work,
        arxiv=normal_arxiv(_cell(row, "ids.arxiv")) or arxiv_of_doi(doi),
        title=title,
        year=number if 1000 <= number <= 2999 else None,
        dates=(published,) if published else (),
        type=_cell(row, "type"),
        venue=_cell(row, "primary_location.source.display_name"),
        language=_cell(row, "language"),
        abstract=_cell(row, "abstract"),
        keywords=tuple(filter(None, _list(row, "keywords.display_name"))),
        funders=tuple(
            dict.fromkeys(
                filter(None, _list(row, "funders.display_name") or _list(row, "grants.funder_display_name"))
            )
        ),
        authors=authors,
        affiliations=affiliations,
        unmapped=unmapped,
        authors_complete=complete,
        updated=_cell(row, "updated_date"),
    )


FORMAT = TableFormat(NAME, "OpenAlex works (CSV of its web site)", CARRIES, recognises, read)


def _cell(row: dict[str, str], heading: str) -> str | None:
    text = row.get(heading, "").strip()
    return None if text in _NOTHING else text


def _list(row: dict[str, str], heading: str) -> list[str]:
    """The values of a list, empty ones kept; [] where the table has no such column or nothing in it."""
    text = row.get(heading, "")
    return ["" if value in _NOTHING else value for value in text.split("|")] if text else []


def _authorships(
    row: dict[str, str],
) -> tuple[tuple[PrintedAuthor, ...], tuple[str, ...], tuple[int, ...], bool]:
    """The authors, all affiliations, those of nobody, and whether all authors are there."""
    raw = _list(row, f"{_OF_AUTHORS}raw_author_name")
    shown = _list(row, f"{_OF_AUTHORS}author.display_name")
    people = _list(row, f"{_OF_AUTHORS}author.id")
    names = shown if (people and len(raw) != len(people) == len(shown)) or not raw else raw
    count = len(names)
    if len(shown) == count:
        names = [name or other for name, other in zip(names, shown, strict=True)]

    def of_each(heading: str) -> list[str]:
        values = _list(row, _OF_AUTHORS + heading)
        return values if len(values) == count else [""] * count

    texts = _list(row, f"{_OF_AUTHORS}raw_affiliation_strings") or _within(row)
    affiliations = {
        text: index for index, text in enumerate(dict.fromkeys(text for text in texts if text.strip()))
    }
    mapped: list[tuple[int, ...]] = [()] * count
    if count == 1:
        mapped = [tuple(affiliations.values())]
    elif count == len(texts):
        mapped = [(affiliations[text],) if text in affiliations else () for text in texts]
    countries = _list(row, f"{_OF_AUTHORS}countries") or _list(row, f"{_OF_AUTHORS}institutions.country_code")
    codes = [country_codes.known(country) for country in countries]
    labels: list[tuple[str, ...]] = [()] * count
    if count == 1:
        labels = [tuple(dict.fromkeys(filter(None, codes)))]
    elif count == len(codes):
        labels = [(code,) if code else () for code in codes]
    marks = of_each("is_corresponding")
    chosen = {person.upper() for person in _list(row, "corresponding_author_ids") if person}
    if chosen and not any(marks):
        marks = ["True" if person.upper() in chosen else "" for person in of_each("author.id")]
    authors = tuple(
        PrintedAuthor(
            name=name,
            position=position,
            orcid=normal_orcid(orcid),
            source_id=f"{openalex.NAME}:{person.rpartition('/')[2].upper()}" if person else None,
            affiliations=mapped[position],
            labels=labels[position],
            corresponding={"true": True, "false": False}.get(corresponding.lower()),
        )
        for position, (name, person, orcid, corresponding) in enumerate(
            zip(
                names,
                of_each("author.id"),
                of_each("author.orcid"),
                marks,
                strict=True,
            )
        )
        if name.strip()
    )
    owned = {index for author in authors for index in author.affiliations}
    unmapped = tuple(index for index in affiliations.values() if index not in owned)
    cut = row.get("is_authors_truncated", "").strip().lower() == "true" or count == LISTED
    return authors, tuple(affiliations), unmapped, not cut


def _within(row: dict[str, str]) -> list[str]:
    """The printed strings in `authorships.affiliations`, an entry each; [] where it is written in another way."""
    text = row.get(f"{_OF_AUTHORS}affiliations", "")
    texts: list[str] = []
    at = -1
    while at < len(text) and text:
        found = _PRINTED.match(text, at + 1)
        if found is None:
            return []
        try:
            texts.append(str(ast.literal_eval(found.group(1))) if found.group(1) else "")
        except (SyntaxError, ValueError):
            return []
        at = found.end()
    return texts
