"""IEEE Xplore search results as a table, with the headings of its older and newer exports.

Authors and affiliations are two lists. They are taken to be aligned where both are equally long (an author without
an affiliation has `NA` there); else no author is given one.
"""

from __future__ import annotations

import re

from loaders.merging.identity import normal_doi
from loaders.records import PrintedAuthor, PrintedDate, Record, Statement
from loaders.sources.format import Carries, TableFormat
from loaders.sources.printed import printed_when, without_local_parts

NAME = "ieee"
CARRIES: Carries = frozenset({"affiliations", "author mapping", "dates", "funders", "statements"})

TITLE = ("Document Title", "Title")
YEAR = ("Publication Year", "Publication_Year", "Year")
AFFILIATIONS = ("Author Affiliations", "Authors Affiliations", "Author Affiliation")
FUNDING = ("Funding Information",)
KEYWORDS = (("Author Keywords",), ("IEEE Terms",))
ADDED = ("Date Added To Xplore", "Date Added to Xplore")
_MARKS = frozenset({*AFFILIATIONS, *ADDED, "PDF Link", "IEEE Terms", "INSPEC Controlled Terms", "Document Identifier",
                    "INSPEC Non-Controlled Terms", "Mesh_Terms", "Article Citation Count"})  # fmt: skip

_NUMBER = re.compile(r"(?:arnumber=|/document/)0*(\d{1,12})")
_ENTITY = re.compile(r"&(#?\w{1,8});")
_KEPT = "\x1a"
_YEAR = re.compile(r"(?<!\d)[12]\d{3}(?!\d)")
_GRANT = re.compile(r" ?\(grant ", re.IGNORECASE)


def recognises(headings: frozenset[str]) -> bool:
    """A title, and at least two headings that only IEEE Xplore has."""
    return not headings.isdisjoint(TITLE) and len(headings & _MARKS) >= 2


def read(row: dict[str, str]) -> Record:
    """One row. Raises ValueError where it has neither id nor DOI nor title."""
    title = _cell(row, TITLE)
    doi = normal_doi(row.get("DOI"))
    number = _NUMBER.search(row.get("PDF Link", ""))
    if not (number or doi or title):
        raise ValueError("no identity: neither id nor DOI nor title")
    names = _entries(row.get("Authors", ""))
    while names and not names[-1]:
        names.pop()
    texts = [("" if text.upper() == "NA" else text) for text in _entries(_cell(row, AFFILIATIONS))]
    if len(texts) == len(names) + 1 and not texts[-1]:
        texts.pop()
    affiliations = {text: index for index, text in enumerate(dict.fromkeys(filter(None, texts)))}
    aligned = len(texts) == len(names)
    authors = tuple(
        PrintedAuthor(
            name=name,
            position=position,
            affiliations=(affiliations[texts[position]],) if aligned and texts[position] else (),
        )
        for position, name in enumerate(names)
        if name
    )
    mapped = {index for author in authors for index in author.affiliations}
    dates, year = _dates(row)
    funding = without_local_parts(_cell(row, FUNDING))
    return Record(
        source=NAME,
        source_id=number.group(1) if number else None,
        doi=doi,
        title=title or None,
        year=year,
        dates=dates,
        type=row.get("Document Identifier", "").strip() or None,
        venue=row.get("Publication Title", "").strip() or None,
        abstract=row.get("Abstract", "").strip() or None,
        keywords=tuple(
            dict.fromkeys(word for names in KEYWORDS for word in _entries(_cell(row, names)) if word)
        ),
        funders=tuple(
            dict.fromkeys(name for entry in _entries(funding) if (name := _GRANT.split(entry, 1)[0].strip()))
        ),
        authors=authors,
        affiliations=tuple(affiliations),
        unmapped=tuple(index for index in affiliations.values() if index not in mapped),
        statements=(Statement("funding", funding, FUNDING[0]),) if funding else (),
    )


FORMAT = TableFormat(NAME, "IEEE Xplore (CSV export)", CARRIES, recognises, read)


def _cell(row: dict[str, str], headings: tuple[str, ...]) -> str:
    return next((text.strip() for heading in headings if (text := row.get(heading))), "")


def _entries(text: str) -> list[str]:
    """What stands between semicolons; those that end an entity such as `&amp;` are none."""
    if not text.strip():
        return []
    if "&" not in text:
        return [entry.strip() for entry in text.split(";")]
    kept = _ENTITY.sub(rf"&\1{_KEPT}", text.replace(_KEPT, " "))
    return [entry.strip().replace(_KEPT, ";") for entry in kept.split(";")]


def _dates(row: dict[str, str]) -> tuple[tuple[PrintedDate, ...], int | None]:
    """Published (the issue) and online, and the year.

    The day on which a work was added to Xplore is the day it went online, unless that came years after it was
    published: then old paper was scanned.
    """
    year = _YEAR.search(_cell(row, YEAR))
    published = printed_when("published", row.get("Issue Date"), int(year.group()) if year else None)
    online = printed_when("online", row.get("Online Date"))
    if online is None:
        online = printed_when("online", _cell(row, ADDED))
        if online and published and int(online.value[:4]) > int(published.value[:4]) + 1:
            online = None
    known = published or online
    return tuple(date for date in (published, online) if date), int(known.value[:4]) if known else None
