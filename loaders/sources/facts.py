"""Hand-collected facts: one work a line in the shape of the shipped demo works.

Only what was printed is read. A collector's judgements (label, scoring, countries and institutions by hand, topic,
note) are never looked at: they are answers, not print. What `coauth add` writes beside (where it was seen, who added it
and when, the hash of a file) is kept with the record.
"""

from __future__ import annotations

import hashlib

import msgspec

from loaders.merging.identity import normal_arxiv, normal_doi, normal_orcid, normal_pmid
from loaders.records import DATE_KINDS, PrintedAuthor, Record, Seen, printed_date
from loaders.sources.format import Carries, JsonFormat

NAME = "facts"
TITLE = "hand-collected facts (JSON or JSON Lines)"
CARRIES: Carries = frozenset({"affiliations", "author mapping", "dates", "funders"})


class _Author(msgspec.Struct):
    name: str
    name_native: str | None = None
    affiliations: list[str | None] | None = None
    corresponding: bool | None = None
    email_domain: str | None = None
    orcid: str | None = None


class _Work(msgspec.Struct):
    id: str | None = None
    title: str | None = None
    title_en: str | None = None
    year: int | None = None
    dates: dict[str, str | None] | None = None
    venue: str | None = None
    type: str | None = None
    language: str | None = None
    doi: str | None = None
    arxiv: str | None = None
    pmid: str | None = None
    authors: list[_Author] | None = None
    affiliations_unmapped: list[str | None] | None = None
    funders: list[str | None] | None = None
    seen_at: str | None = None
    added_by: str | None = None
    added_on: str | None = None
    file_name: str | None = None
    file_sha256: str | None = None
    updated: str | None = None


_DECODER = msgspec.json.Decoder(_Work)


def recognises(fields: dict[str, object]) -> bool:
    """Is a decoded JSON object in this shape?"""
    return "authorships" not in fields and (
        "affiliations_unmapped" in fields or {"authors", "title"} <= fields.keys()
    )


def read(raw: bytes) -> Record:
    """One work. Raises msgspec.DecodeError or ValueError saying what does not fit and where."""
    work = _DECODER.decode(raw)
    doi, arxiv, pmid = normal_doi(work.doi), normal_arxiv(work.arxiv), normal_pmid(work.pmid)
    title = work.title or work.title_en or None
    if not (work.id or doi or arxiv or pmid or title):
        raise ValueError("no identity: neither id nor DOI nor title")
    affiliations: dict[str, int] = {}
    authors = []
    for position, author in enumerate(work.authors or ()):
        if not author.name.strip():
            raise ValueError(f"author {position + 1} has no name")
        indexes = dict.fromkeys(
            affiliations.setdefault(text, len(affiliations))
            for text in author.affiliations or ()
            if text and text.strip()
        )
        authors.append(
            PrintedAuthor(
                name=author.name,
                position=position,
                name_native=author.name_native,
                orcid=normal_orcid(author.orcid),
                affiliations=tuple(indexes),
                corresponding=author.corresponding,
                email_domain=author.email_domain,
            )
        )
    unmapped = dict.fromkeys(
        affiliations.setdefault(text, len(affiliations))
        for text in work.affiliations_unmapped or ()
        if text and text.strip()
    )
    printed = work.dates or {}
    dates = tuple(date for kind in DATE_KINDS if (date := printed_date(kind, printed.get(kind))) is not None)
    year = work.year if work.year is not None and 1000 <= work.year <= 2999 else None
    if year is None:
        by_kind = {date.kind: date for date in dates}
        known = by_kind.get("published") or by_kind.get("online")
        year = int(known.value[:4]) if known else None
    return Record(
        source=NAME,
        source_id=_source_id(work, doi or arxiv or pmid or title),
        doi=doi,
        pmid=pmid,
        arxiv=arxiv,
        title=title,
        year=year,
        dates=dates,
        type=work.type,
        venue=work.venue,
        language=work.language,
        funders=tuple(name for name in work.funders or () if name),
        authors=tuple(authors),
        affiliations=tuple(affiliations),
        unmapped=tuple(unmapped),
        updated=work.updated,
        seen=_seen(work),
    )


def _seen(work: _Work) -> Seen | None:
    if not work.seen_at:
        return None
    return Seen(work.seen_at, work.added_by, work.added_on, work.file_name, work.file_sha256)


def _source_id(work: _Work, identity: str | None) -> str | None:
    """A collector's number is unique in its own file only: what names the work is added to it."""
    if not work.id:
        return None
    return f"{work.id}-{hashlib.sha256((identity or '').encode()).hexdigest()[:12]}"


FORMAT = JsonFormat(NAME, TITLE, CARRIES, recognises, read)
