"""Tables of anybody's making, read by a mapping from columns to the fields of a record, in TOML:

source = "our-list"             # the records' keys begin with table-our-list
aligned = true                  # one entry of affiliations for each author

[fields]
title = "Title"
authors = "Authors"
affiliations = "Affiliations"
dates.submitted = "Received"

[separators]
authors = ";"
author_affiliations = "+"       # between the affiliations of one author
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

from graph.errors import CoauthError
from loaders.merging.identity import normal_arxiv, normal_doi, normal_pmid
from loaders.records import DATE_KINDS, PrintedAuthor, Record
from loaders.sources.format import Carries, TableFormat
from loaders.sources.printed import printed_when
from loaders.sources.tables import ENTRY, PART

FIELDS = (
    "id", "doi", "pmid", "arxiv", "title", "year", "type", "venue", "language", "abstract", "keywords", "funders",
    "authors", "affiliations", *(f"dates.{kind}" for kind in DATE_KINDS),
)  # fmt: skip
SEPARATORS = {"authors": ";", "affiliations": ";", "author_affiliations": "", "keywords": ";", "funders": ";"}
"""With their defaults; by default the entry of an author is one affiliation."""

MAX_MAPPING = 2**20
_SOURCE = re.compile(r"\A[a-z0-9][a-z0-9-]{0,39}\Z")
_YEAR = re.compile(r"(?<!\d)[12]\d{3}(?!\d)")


@dataclass(frozen=True, slots=True)
class Mapping:
    """columns: heading by field, one of FIELDS. separators: by name, one of SEPARATORS. aligned: the entries of
    affiliations are the authors', in their order. text: the TOML that says so."""

    source: str
    columns: dict[str, str]
    separators: dict[str, str]
    aligned: bool = False
    text: str = ""

    def missing(self, headings: frozenset[str]) -> list[str]:
        """What it names and a table with these headings does not have, for a message."""
        return [
            f"fields.{field} = {column!r}" for field, column in self.columns.items() if column not in headings
        ]


def read_mapping(path: Path) -> Mapping:
    """Raises CoauthError that names the file and the key that is wrong."""
    try:
        with path.open("rb") as file:
            raw = file.read(MAX_MAPPING + 1)
    except OSError as error:
        raise CoauthError(f"{path}: {error.strerror or error}", hint="name a file that can be read") from None
    try:
        if len(raw) > MAX_MAPPING:
            raise ValueError(f"longer than {MAX_MAPPING // 2**20} MiB")
        return mapping(raw.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise CoauthError(
            f"{path}: it is no text in UTF-8", hint="coauth load --help shows a mapping"
        ) from None
    except (ValueError, RecursionError) as error:
        raise CoauthError(f"{path}: {error}", hint="coauth load --help shows a mapping") from None


def mapping(text: str) -> Mapping:
    """A mapping from its TOML. Raises ValueError that names the key that is wrong."""
    try:
        given = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ValueError(f"not TOML: {error}") from None
    _only(given, ("source", "aligned", "fields", "separators"), "")
    source = given.get("source")
    if not isinstance(source, str) or not _SOURCE.match(source):
        raise ValueError("source must be a short name of small letters, digits and hyphens")
    aligned = given.get("aligned", False)
    if not isinstance(aligned, bool):
        raise ValueError("aligned must be true or false")
    columns = _columns(given.get("fields"))
    if not columns.keys() & {"id", "doi", "title"}:
        raise ValueError("fields must have one of id, doi, title: a record needs an identity")
    if aligned and not {"authors", "affiliations"} <= columns.keys():
        raise ValueError("aligned = true needs fields.authors and fields.affiliations")
    printed = _table(given.get("separators", {}), "separators")
    _only(printed, tuple(SEPARATORS), "separators.")
    separators = dict(SEPARATORS)
    for name, separator in printed.items():
        if not isinstance(separator, str) or not separator:
            raise ValueError(f"separators.{name} must be a text of at least one character")
        field = "affiliations" if name == "author_affiliations" else name
        if field not in columns:
            raise ValueError(f"separators.{name} is given, but not fields.{field}")
        separators[name] = separator
    return Mapping(source, columns, separators, aligned, text)


def _columns(given: object) -> dict[str, str]:
    fields = _table(given, "fields")
    _only(fields, (*dict.fromkeys(field.partition(".")[0] for field in FIELDS),), "fields.")
    dates = _table(fields.pop("dates", {}), "fields.dates")
    _only(dates, DATE_KINDS, "fields.dates.")
    fields |= {f"dates.{kind}": column for kind, column in dates.items()}
    columns: dict[str, str] = {}
    for field, column in fields.items():
        if not isinstance(column, str) or not column.strip():
            raise ValueError(f"fields.{field} must be the heading of a column")
        columns[field] = column.strip()
    return columns


def _table(given: object, name: str) -> dict[str, object]:
    if not isinstance(given, dict):
        raise ValueError(f"{name} must be a table: [{name}]")
    return dict(given)


def _only(given: dict[str, object], known: tuple[str, ...], prefix: str) -> None:
    for name in given:
        if name not in known:
            raise ValueError(f"{prefix}{name} is no key of a mapping; there are {', '.join(known)}")


def table_format(by: Mapping) -> TableFormat:
    """The format of tables that such a mapping reads."""
    carries: set[str] = set()
    if "affiliations" in by.columns:
        carries.add("affiliations")
    if by.aligned:
        carries.add("author mapping")
    if any(field.startswith("dates.") for field in by.columns):
        carries.add("dates")
    if "funders" in by.columns:
        carries.add("funders")
    names: Carries = frozenset(carries)  # type: ignore[arg-type]
    return TableFormat(
        f"table-{by.source}",
        f"table with the mapping of {by.source}",
        names,
        lambda headings: not by.missing(headings),
        lambda row: _read(by, row),
    )


def _read(by: Mapping, row: dict[str, str]) -> Record:
    def cell(field: str) -> str | None:
        text = row.get(by.columns.get(field, ""), "")
        if text[:1] == ENTRY:
            text = text[1:].replace(ENTRY, "; ").replace(PART, "")
        return text.strip() or None

    doi, pmid, arxiv = normal_doi(cell("doi")), normal_pmid(cell("pmid")), normal_arxiv(cell("arxiv"))
    title, number = cell("title"), cell("id")
    if not (number or doi or pmid or arxiv or title):
        raise ValueError("no identity: neither id nor DOI nor title")
    authors, affiliations, unmapped = _authors(by, row)
    dates = tuple(
        date for kind in DATE_KINDS if (date := printed_when(kind, cell(f"dates.{kind}"))) is not None
    )
    found = _YEAR.search(cell("year") or "")
    year = int(found.group()) if found else None
    if year is None:
        by_kind = {date.kind: date for date in dates}
        known = by_kind.get("published") or by_kind.get("online")
        year = int(known.value[:4]) if known else None
    return Record(
        source=f"table-{by.source}",
        source_id=_source_id(number, doi or arxiv or pmid or title),
        doi=doi,
        pmid=pmid,
        arxiv=arxiv,
        title=title,
        year=year,
        dates=dates,
        type=cell("type"),
        venue=cell("venue"),
        language=cell("language"),
        abstract=cell("abstract"),
        keywords=tuple(dict.fromkeys(filter(None, _entries(by, row, "keywords")))),
        funders=tuple(dict.fromkeys(filter(None, _entries(by, row, "funders")))),
        authors=authors,
        affiliations=affiliations,
        unmapped=unmapped,
    )


def _source_id(number: str | None, identity: str | None) -> str | None:
    """A number is often unique in a part of the table only: what names the work is added to it."""
    if number is None:
        return None
    return f"{number}-{hashlib.sha256((identity or '').encode()).hexdigest()[:12]}"


def _entries(by: Mapping, row: dict[str, str], field: str) -> list[str]:
    """The entries of a cell, stripped; empty ones are kept."""
    text = row.get(by.columns.get(field, ""), "")
    if not text.strip():
        return []
    if text[0] == ENTRY:
        return [entry.strip() for entry in text[1:].split(ENTRY)]
    separator = by.separators[field]
    if separator == ";":
        text = text.replace("；", ";")  # as wide as a Chinese or Korean letter
    return [entry.strip() for entry in text.split(separator)]


def _authors(
    by: Mapping, row: dict[str, str]
) -> tuple[tuple[PrintedAuthor, ...], tuple[str, ...], tuple[int, ...]]:
    """The authors, all affiliations, and those of nobody."""
    names = _entries(by, row, "authors")
    while names and not names[-1]:
        names.pop()
    entries = _entries(by, row, "affiliations")
    while len(entries) > len(names) and not entries[-1]:
        entries.pop()
    found: dict[str, int] = {}
    indexes = [
        tuple(dict.fromkeys(found.setdefault(text, len(found)) for text in _of_one(by, entry)))
        for entry in entries
    ]
    aligned = by.aligned and len(indexes) == len(names)
    authors = tuple(
        PrintedAuthor(name, position, affiliations=indexes[position] if aligned else ())
        for position, name in enumerate(names)
        if name
    )
    owned = {index for author in authors for index in author.affiliations}
    return authors, tuple(found), tuple(index for index in found.values() if index not in owned)


def _of_one(by: Mapping, entry: str) -> list[str]:
    if entry[:1] == PART:
        parts = entry[1:].split(PART)
    elif separator := by.separators["author_affiliations"]:
        parts = entry.split(separator)
    else:
        parts = [entry]
    return [text for part in parts if (text := part.strip())]
