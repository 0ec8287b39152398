"""OpenAlex works, in the shape of the API and of the snapshot.

Read: what was printed (raw names, raw affiliation strings) and, apart from it, the countries that OpenAlex itself
attached (`labels`), where they are codes of ISO 3166-1. Not read: its institutions, concepts and citations.
"""

from __future__ import annotations

import re
from typing import Annotated

import msgspec

from graph import country_codes
from loaders.merging.identity import arxiv_of_doi, normal_arxiv, normal_doi, normal_orcid, normal_pmid
from loaders.records import PrintedAuthor, PrintedDate, Record, printed_date
from loaders.sources.format import Carries, JsonFormat

NAME = "openalex"
TITLE = "OpenAlex works (API or snapshot)"
CARRIES: Carries = frozenset({"affiliations", "author mapping", "dates", "funders"})
MAX_ABSTRACT_WORDS = 100_000
_SITE = "https://openalex.org/"
_WORK_ID = re.compile(r"\AW\d{1,12}\Z")

_Position = Annotated[int, msgspec.Meta(ge=0)]


class _Person(msgspec.Struct, gc=False):
    id: str | None = None
    display_name: str | None = None
    orcid: str | None = None


class _Printed(msgspec.Struct, gc=False):
    raw_affiliation_string: str | None = None


class _Authorship(msgspec.Struct, gc=False):
    author: _Person | None = None
    raw_author_name: str | None = None
    is_corresponding: bool | None = None
    raw_affiliation_strings: list[str | None] | None = None
    raw_affiliation_string: str | None = None
    affiliations: msgspec.Raw = msgspec.Raw(b"null")
    """Mostly the same strings once more: decoded where they are not there otherwise."""
    countries: list[str | None] | None = None


class _Source(msgspec.Struct, gc=False):
    display_name: str | None = None


class _Location(msgspec.Struct, gc=False):
    source: _Source | None = None
    raw_source_name: str | None = None


class _Ids(msgspec.Struct, gc=False):
    pmid: str | None = None
    arxiv: str | None = None


class _Keyword(msgspec.Struct, gc=False):
    display_name: str | None = None
    keyword: str | None = None


class _Funder(msgspec.Struct, gc=False):
    display_name: str | None = None
    funder_display_name: str | None = None


class _Work(msgspec.Struct, gc=False):
    id: str | None = None
    doi: str | None = None
    title: str | None = None
    display_name: str | None = None
    publication_year: int | None = None
    publication_date: str | None = None
    ids: _Ids | None = None
    type: str | None = None
    language: str | None = None
    primary_location: _Location | None = None
    authorships: list[_Authorship] | None = None
    abstract_inverted_index: dict[str, list[_Position]] | str | None = None
    keywords: list[_Keyword] | None = None
    funders: list[_Funder] | None = None
    grants: list[_Funder] | None = None
    is_authors_truncated: bool | None = None
    updated_date: str | None = None


class _SnapshotAbstract(msgspec.Struct, gc=False):
    """Older snapshots wrap the index and print it as a string of JSON."""

    inverted: dict[str, list[_Position]] = msgspec.field(name="InvertedIndex")


_DECODER = msgspec.json.Decoder(_Work)
_PRINTED = msgspec.json.Decoder(list[_Printed] | None)
_SNAPSHOT_ABSTRACT = msgspec.json.Decoder(_SnapshotAbstract)


def recognises(fields: dict[str, object]) -> bool:
    """Is a decoded JSON object an OpenAlex work?"""
    return "authorships" in fields or str(fields.get("id", "")).startswith("https://openalex.org/W")


def read(raw: bytes) -> Record:
    """One work. Raises msgspec.DecodeError or ValueError saying what does not fit and where."""
    work = _DECODER.decode(raw)
    openalex = work_id(work.id)
    if openalex is None and work.authorships is None:
        raise ValueError("no OpenAlex work: neither an id of OpenAlex nor authorships")
    title = work.title or work.display_name or None
    doi = normal_doi(work.doi)
    if not (openalex or doi or title):
        raise ValueError("no identity: neither id nor DOI nor title")
    ids = work.ids or _Ids()
    affiliations: dict[str, int] = {}
    authors = tuple(
        author
        for position, authorship in enumerate(work.authorships or ())
        if (author := _author(authorship, position, affiliations)) is not None
    )
    published = printed_date("published", work.publication_date)
    year = _year(work.publication_year)
    if published and year is not None and not published.value.startswith(str(year)):
        published = PrintedDate("published", str(year))
    place = work.primary_location or _Location()
    venue = (place.source.display_name if place.source else None) or place.raw_source_name
    return Record(
        source=NAME,
        source_id=openalex,
        doi=doi,
        pmid=normal_pmid(ids.pmid),
        openalex=openalex,
        arxiv=normal_arxiv(ids.arxiv) or arxiv_of_doi(doi),
        title=title,
        year=year,
        dates=(published,) if published else (),
        type=work.type,
        venue=venue,
        language=work.language,
        abstract=_abstract(work.abstract_inverted_index),
        keywords=tuple(name for k in work.keywords or () if (name := k.display_name or k.keyword)),
        funders=tuple(
            dict.fromkeys(
                name
                for f in (work.funders or work.grants or ())
                if (name := f.display_name or f.funder_display_name)
            )
        ),
        authors=authors,
        affiliations=tuple(affiliations),
        authors_complete=not work.is_authors_truncated,
        updated=work.updated_date,
    )


def _author(authorship: _Authorship, position: int, affiliations: dict[str, int]) -> PrintedAuthor | None:
    person = authorship.author or _NOBODY
    name = authorship.raw_author_name or person.display_name
    if not name or not name.strip():
        return None
    indexes: dict[int, None] = {}
    printed = authorship.raw_affiliation_strings
    for text in printed or ():
        if text and not text.isspace():
            indexes[affiliations.setdefault(text, len(affiliations))] = None
    if not indexes and not (printed and any(printed)):
        for text in _elsewhere(authorship):
            if text.strip():
                indexes[affiliations.setdefault(text, len(affiliations))] = None
    source_id = _tail(person.id)
    countries = authorship.countries
    return PrintedAuthor(
        name,
        position,
        None,
        normal_orcid(person.orcid) if person.orcid else None,
        f"{NAME}:{source_id}" if source_id else None,
        tuple(indexes),
        tuple(dict.fromkeys(filter(None, map(country_codes.known, countries)))) if countries else (),
        authorship.is_corresponding,
    )


_NOBODY = _Person()


def _elsewhere(authorship: _Authorship) -> list[str]:
    """The printed affiliations where older or newer records have them, and raw_affiliation_strings is empty."""
    printed = [p.raw_affiliation_string for p in _PRINTED.decode(authorship.affiliations) or ()]
    return [text for text in printed if text] or [
        text for text in (authorship.raw_affiliation_string,) if text
    ]


def work_id(address: str | None) -> str | None:
    """`W…` out of the address by which OpenAlex names a work; None where it is none."""
    tail = _tail(address)
    return tail if tail and _WORK_ID.match(tail) else None


def _tail(address: str | None) -> str | None:
    if address and address.startswith(_SITE) and (tail := address[len(_SITE) :]).isalnum():
        return tail.upper()
    return (address or "").rstrip("/").rsplit("/", 1)[-1].upper() or None


def _year(year: int | None) -> int | None:
    return year if year is not None and 1000 <= year <= 2999 else None


def _abstract(inverted: dict[str, list[int]] | str | None) -> str | None:
    """The abstract out of OpenAlex's inverted index (word → positions)."""
    if not inverted:
        return None
    if isinstance(inverted, str):
        inverted = _SNAPSHOT_ABSTRACT.decode(inverted).inverted
    count = sum(map(len, inverted.values()))
    if count > MAX_ABSTRACT_WORDS:
        raise ValueError(f"the abstract has more than {MAX_ABSTRACT_WORDS} words")
    words = [""] * count
    try:
        for word, places in inverted.items():
            for place in places:
                words[place] = word
    except IndexError:
        return _with_gaps(inverted)
    return " ".join(words) if "" not in words else _with_gaps(inverted)


def _with_gaps(inverted: dict[str, list[int]]) -> str | None:
    """The same where positions are missing or come twice."""
    placed = sorted((place, word) for word, places in inverted.items() for place in places)
    return " ".join(word for _, word in placed) or None


FORMAT = JsonFormat(NAME, TITLE, CARRIES, recognises, read)
