"""Articles in JATS (NISO Z39.96) and its forerunners (NLM 1 to 3): what stands before and behind the text.

An affiliation belongs to the authors that refer to it, to the author in whose element it stands, or to all authors of
a group where it stands in the group and nobody refers to it. Labels are no part of it. Not read: the text itself,
references, editors, members of a group that signs, translated titles and abstracts, and what is printed with the
article but is another text (sub-article, response).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import chain
from typing import BinaryIO

from lxml import etree

from loaders.merging.identity import arxiv_of_doi, normal_arxiv, normal_doi, normal_pmid
from loaders.records import Located, PrintedDate, Record, Rejected, Statement, printed_date
from loaders.sources.format import XmlFormat
from loaders.sources.jats_byline import Byline
from loaders.sources.jats_text import LANG, NOT_PRINTED, outermost, plain, without
from loaders.sources.printed import domains, email_statements, printed_when, without_local_parts, year_of
from loaders.sources.xml_stream import records

NAME = "jats"
MAX_REPEATED = 1_000_000
"""Characters of the statements of a record that are given to each of several authors."""

_ARTICLE = re.compile(r"<(?:!DOCTYPE\s+)?(?:[\w.-]+:)?(?:article|pmc-articleset)[\s>]")
_MARKS = re.compile(
    r"//DTD (?:JATS|Journal (?:Archiving|Publishing)|Article Authoring)|<(?:[\w.-]+:)?"
    r"(?:front|journal-meta|article-meta|pmc-articleset)[\s>]|\sarticle-type\s*=|\sdtd-version\s*="
)
_NOTE_KINDS = {
    "current-aff": "present-address", "current-address": "present-address", "present-address": "present-address",
    "on-leave": "on-leave", "visiting": "visiting", "corresp": "corresponding", "supported-by": "funding",
    "financial-disclosure": "funding", "conflict": "interests", "coi-statement": "interests",
}  # fmt: skip
_OF_EACH = frozenset({"present-address", "on-leave", "visiting", "corresponding"})
_PUB_DATES = {
    "epub": ("online",), "epublish": ("online",), "online": ("online",), "aheadofprint": ("online",),
    "epub-ppub": ("published", "online"), "ppub": ("published",), "collection": ("published",),
    "issue": ("published",), "pub": ("published",), "publication": ("published",), "published": ("published",),
    "": ("published",),
}  # fmt: skip
_IN_EITHER_FORM = ("", "pub", "publication", "published")
_HISTORY = {
    "received": "submitted", "recd": "submitted", "rec": "submitted", "submitted": "submitted",
    "accepted": "accepted", "acc": "accepted", "epub": "online", "online": "online", "aheadofprint": "online",
}  # fmt: skip


def recognises(head: str) -> bool:
    """Does XML begin with an article of JATS, or with a set of them?"""
    return (
        head.lstrip("\ufeff \t\r\n").startswith("<")
        and _ARTICLE.search(head) is not None
        and _MARKS.search(head) is not None
    )


def read(stream: BinaryIO) -> Iterator[Located | Rejected]:
    """Every article in order, whatever it is wrapped in."""
    return records(stream, ("article",), _record)


def _record(article: etree._Element) -> Record:
    meta = article.find("front/article-meta")
    if meta is None:
        raise ValueError("article holds no article-meta")
    ids: dict[str, str] = {}
    for element in meta.iterchildren("article-id"):
        ids.setdefault(element.get("pub-id-type", ""), plain(element))
    doi, pmid = normal_doi(ids.get("doi")), normal_pmid(ids.get("pmid"))
    title = _title(meta.find("title-group"))
    source_id = _pmcid(ids.get("pmcid") or ids.get("pmc")) or doi or pmid
    if not (source_id or title):
        raise ValueError("no identity: neither id nor DOI nor title")
    language = article.get(LANG)
    main_language = (language or "en").lower()[:2]
    byline = Byline(meta, main_language)
    statements = tuple(_statements(byline, meta, article.find("back")))
    dates = _dates(meta)
    return Record(
        source=NAME,
        source_id=source_id,
        doi=doi,
        pmid=pmid,
        arxiv=normal_arxiv(ids["arxiv"]) if ids.get("arxiv") else arxiv_of_doi(doi),
        title=title,
        year=year_of(dates),
        dates=dates,
        type=article.get("article-type"),
        venue=_venue(article),
        language=language,
        abstract=_abstract(meta.findall("abstract"), main_language),
        keywords=_keywords(meta),
        funders=_funders(meta),
        authors=byline.printed(),
        affiliations=tuple(byline.affiliations),
        unmapped=byline.unmapped,
        authors_complete=meta.find("contrib-group/etal") is None,
        statements=statements,
    )


def _pmcid(text: str | None) -> str | None:
    digits = (text or "").upper().removeprefix("PMC")
    return f"PMC{digits}" if digits.isascii() and digits.isdigit() else None


def _title(group: etree._Element | None) -> str | None:
    """The title and its subtitles."""
    if group is None:
        return None
    without(group, "xref", "fn", *NOT_PRINTED)
    title = plain(group.find("article-title"))
    for subtitle in filter(None, map(plain, group.iterchildren("subtitle"))):
        title += (" " if title.endswith((":", "?", "!", ".")) else ": ") + subtitle if title else subtitle
    return title or None


def _venue(article: etree._Element) -> str | None:
    places = (
        "front/journal-meta/journal-title-group/journal-title", "front/journal-meta/journal-title",
        "front/journal-meta/journal-title-group/abbrev-journal-title", "front/journal-meta/abbrev-journal-title",
        "front/article-meta/conference/conf-name", "front/journal-meta/journal-id[@journal-id-type='nlm-ta']",
    )  # fmt: skip
    return next((text for place in places if (text := plain(article.find(place)))), None)


def _abstract(abstracts: Sequence[etree._Element], language: str) -> str | None:
    """The first in the article's language that is no graphical abstract, no summary for laymen or the like."""
    usual = [e for e in abstracts if not e.get("abstract-type")] or abstracts
    chosen = next((e for e in usual if e.get(LANG, language).lower()[:2] == language), None)
    if chosen is None:
        chosen = next(iter(usual), None)
    if chosen is None:
        return None
    without(chosen, "label", "fn", *NOT_PRINTED)
    for heading in outermost(chosen, "title"):
        text = plain(heading)
        heading.clear(keep_tail=True)
        if heading.getparent() is not chosen and text:
            heading.text = text if text.endswith((":", ".", "?", "!")) else f"{text}:"
    return plain(chosen) or None


def _keywords(meta: etree._Element) -> tuple[str, ...]:
    groups = (g for g in meta.iterchildren("kwd-group") if not g.get("kwd-group-type", "").startswith("abbr"))
    words = (
        plain(without(e, *NOT_PRINTED)) for group in groups for e in outermost(group, "kwd", "compound-kwd")
    )
    return tuple(dict.fromkeys(filter(None, words)))


def _funders(meta: etree._Element) -> tuple[str, ...]:
    names = []
    for element in outermost(meta, "funding-source", "contract-sponsor", "grant-sponsor"):
        without(element, "xref", "label", *NOT_PRINTED)
        for inner in element.iter("named-content"):
            if "id" in inner.get("content-type", "").lower():
                inner.clear(keep_tail=True)
        name = plain(element)
        if not name.startswith(("http:", "https:", "10.13039/")):
            names.append(name)
    return tuple(dict.fromkeys(filter(None, names)))


def _statements(byline: Byline, meta: etree._Element, back: etree._Element | None) -> Iterator[Statement]:
    found: list[Statement] = email_statements(byline.affiliations, "aff")
    yield from _of_contribs(byline)
    for notes in meta.iterchildren("author-notes"):
        for mark in notes.iterchildren("corresp"):
            yield from _correspondence(byline, mark, found)
        for note in notes.iterchildren("fn"):
            yield from _note(byline, note, "author-notes/fn")
        for paragraph in notes.iterchildren("p"):
            yield Statement("note", without_local_parts(plain(paragraph)), "author-notes/p")
    for bio in chain(outermost(meta, "bio"), outermost(back, "bio") if back is not None else ()):
        place = bio.getparent().tag
        if place != "contrib":
            yield from _about(byline, byline.whose(bio), "biography", plain(bio), f"{place}/bio")
    for statement in outermost(meta, "funding-statement"):
        yield Statement("funding", without_local_parts(plain(statement)), "funding-group/funding-statement")
    if back is not None:
        for note in back.iterfind("fn-group/fn"):
            if note.get("fn-type") in _NOTE_KINDS or byline.refers_to(note.get("id")):
                yield from _note(byline, note, "fn-group/fn")
        for ack in outermost(back, "ack"):
            yield Statement("acknowledgement", without_local_parts(plain(ack)), "back/ack")
    given = {author.domain for author in byline.authors}
    yield from (statement for statement in found if statement.text not in given)


def _of_contribs(byline: Byline) -> Iterator[Statement]:
    """What stands beside the name of an author."""
    previous = None
    for position, author in enumerate(byline.authors):
        if author.element is previous:
            continue
        previous = author.element
        for element in author.element.iterchildren("bio", "address", "author-comment"):
            if element.tag == "address":
                without(element, "email", "phone", "fax", "uri", "ext-link", "label", *NOT_PRINTED)
            kind = "biography" if element.tag == "bio" else "note"
            yield from _about(byline, [position], kind, plain(element), f"contrib/{element.tag}")


def _correspondence(byline: Byline, mark: etree._Element, found: list[Statement]) -> Iterator[Statement]:
    """An address for correspondence; the domains in it that are not known to be one author's come into found."""
    place = "author-notes/corresp"
    text = plain(without(mark, "label"))
    positions = byline.whose(mark)
    if not positions:
        marked = byline.corresponding
        positions = marked if len(marked) == 1 else []
    addresses = list(dict.fromkeys(domains(text)))
    if len(positions) == 1 and len(addresses) == 1:
        author = byline.authors[positions[0]]
        author.domain = author.domain or addresses[0]
    about = positions[0] if len(positions) == 1 else None
    found += [Statement("email-domain", domain, place, about) for domain in addresses]
    yield from _about(byline, positions, "corresponding", text, place)


def _note(byline: Byline, note: etree._Element, place: str) -> Iterator[Statement]:
    kind = _NOTE_KINDS.get(note.get("fn-type", ""), "note")
    yield from _about(byline, byline.whose(note), kind, plain(without(note, "label")), place)


def _about(byline: Byline, positions: Sequence[int], kind: str, text: str, place: str) -> Iterator[Statement]:
    """A statement; once for every author of whom it speaks, where it says something of each of them."""
    text = without_local_parts(text)
    if not text:
        return
    each: Sequence[int | None] = positions
    if len(positions) > 1:
        byline.repeated += len(positions) * len(text)
    if not positions or (len(positions) > 1 and (kind not in _OF_EACH or byline.repeated > MAX_REPEATED)):
        each = (None,)
    yield from (Statement(kind, text, place, position) for position in each)


def _dates(meta: etree._Element) -> tuple[PrintedDate, ...]:
    """Dates of publication, then of the article's way there, of these the first of each kind."""
    found: list[PrintedDate | None] = []
    for element in meta.iterchildren("pub-date"):
        kind = (element.get("pub-type") or element.get("date-type") or "").lower()
        form = element.get("publication-format", "").lower()
        electronic = kind in _IN_EITHER_FORM and form.startswith(("electronic", "online"))
        found += [_date(k, element) for k in (("online",) if electronic else _PUB_DATES.get(kind, ()))]
    history: dict[str, PrintedDate] = {date.kind: date for date in found if date}
    for element in chain(meta.iterfind("history/date"), meta.iterfind("pub-history//date")):
        kind = _HISTORY.get(element.get("date-type", "").lower(), "")
        if kind and kind not in history and (date := _date(kind, element)):
            history[kind] = date
            found.append(date)
    return tuple(dict.fromkeys(date for date in found if date))


def _date(kind: str, element: etree._Element) -> PrintedDate | None:
    """Year, month (a number or a name) and day as far as they are printed; else the date in ISO form, or in words."""
    if element.get("calendar", "gregorian").lower() != "gregorian":
        return None
    year, month, day = (plain(element.find(f".//{name}")) for name in ("year", "month", "day"))
    if not year:
        return printed_date(kind, element.get("iso-8601-date")) or printed_when(kind, plain(element))
    if not month:
        return printed_when(kind, year)
    return printed_when(kind, f"{year}-{month}-{day}" if month.isdigit() else f"{year} {month} {day}")


FORMAT = XmlFormat(
    name=NAME,
    title="JATS or NLM articles in XML",
    carries=frozenset({"affiliations", "author mapping", "dates", "funders", "statements"}),
    recognises=recognises,
    read=read,
)
