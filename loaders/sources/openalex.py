"""OpenAlex works, in the shape of the API and of the snapshot.

Read: what was printed (raw names, raw affiliation strings) and, apart from it, the countries that OpenAlex itself
attached (`labels`), where they are codes of ISO 3166-1. Not read: its institutions, concepts and citations.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
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
_USUAL_REPETITION = 4
"""Words of an abstract by the different ones among them: hardly any has more."""
_SITE = "https://openalex.org/"
_PERSON = f"{_SITE}A"
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
    authors = _authors(work.authorships, affiliations) if work.authorships else ()
    published = printed_date("published", work.publication_date)
    year = _year(work.publication_year)
    if published and year is not None and not published.value.startswith(str(year)):
        published = PrintedDate("published", str(year))
    place = work.primary_location or _Location()
    venue = (place.source.display_name if place.source else None) or place.raw_source_name
    funders = work.funders or work.grants or ()
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
        keywords=tuple(filter(None, [k.display_name or k.keyword for k in work.keywords or ()])),
        funders=tuple(
            dict.fromkeys(filter(None, [f.display_name or f.funder_display_name for f in funders]))
        ),
        authors=authors,
        affiliations=tuple(affiliations),
        authors_complete=not work.is_authors_truncated,
        updated=work.updated_date,
    )


def _authors(authorships: list[_Authorship], affiliations: dict[str, int]) -> tuple[PrintedAuthor, ...]:
    """Those who have a name. affiliations: gets the printed strings with their numbers."""
    authors = []
    for position, authorship in enumerate(authorships):
        person = authorship.author or _NOBODY
        name = authorship.raw_author_name or person.display_name
        if not name or name.isspace():
            continue
        indexes: tuple[int, ...] = ()
        printed = authorship.raw_affiliation_strings
        if printed and any(printed):
            indexes = _indexes(printed, affiliations)
        elif authorship.affiliations not in _NOTHING or authorship.raw_affiliation_string:
            indexes = _indexes(_elsewhere(authorship), affiliations)
        orcid, countries = person.orcid, authorship.countries
        authors.append(
            # by position: three times as fast as by name
            PrintedAuthor(
                name,
                position,
                None,
                normal_orcid(orcid) if orcid else None,
                _person_id(person.id) if person.id else None,
                indexes,
                _labels(tuple(countries)) if countries else (),
                authorship.is_corresponding,
            )
        )
    return tuple(authors)


def _person_id(address: str) -> str | None:
    number = address[len(_PERSON) :]
    if number.isdigit() and address.startswith(_PERSON):  # nothing to fold, as in all that OpenAlex gives
        return f"{NAME}:A{number}"
    tail = _tail(address)
    return f"{NAME}:{tail}" if tail else None


_NOBODY = _Person()
_NOTHING = (msgspec.Raw(b"null"), msgspec.Raw(b"[]"))


def _indexes(printed: Sequence[str | None], affiliations: dict[str, int]) -> tuple[int, ...]:
    if len(printed) == 1:  # as nearly all are
        text = printed[0]
        return (affiliations.setdefault(text, len(affiliations)),) if text and not text.isspace() else ()
    return tuple(
        dict.fromkeys(
            affiliations.setdefault(text, len(affiliations))
            for text in printed
            if text and not text.isspace()
        )
    )


@lru_cache(maxsize=2**12)
def _labels(countries: tuple[str | None, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, map(country_codes.known, countries))))


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
    count = len(inverted)
    words = [""] * (_USUAL_REPETITION * count)
    try:
        for word, places in inverted.items():
            if len(places) == 1:  # three of four words
                words[places[0]] = word
            else:
                count += len(places) - 1
                for place in places:
                    words[place] = word
    except IndexError:
        return _with_gaps(inverted)
    if len(words) < count or count > MAX_ABSTRACT_WORDS:
        return _with_gaps(inverted)
    # where so many places are filled as positions were given, none came twice
    found = words[:count]
    if "" in found:
        found = list(filter(None, words))
        if len(found) != count:
            return _with_gaps(inverted)
    return " ".join(found) or None


def _with_gaps(inverted: dict[str, list[int]]) -> str | None:
    """The same whatever the positions are: missing, twice, or a few words again and again."""
    if sum(map(len, inverted.values())) > MAX_ABSTRACT_WORDS:
        raise ValueError(f"the abstract has more than {MAX_ABSTRACT_WORDS} words")
    placed = sorted((place, word) for word, places in inverted.items() for place in places)
    return " ".join(word for _, word in placed) or None


FORMAT = JsonFormat(NAME, TITLE, CARRIES, recognises, read)
