"""Crossref works, in the shape of its API, of its public data files, and of CSL JSON as doi.org gives it.

Not read: the dates on which Crossref's own record was made, relations to other works, references and counts.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from itertools import chain, takewhile

import msgspec

from loaders.merging.identity import normal_doi, normal_orcid
from loaders.records import PrintedAuthor, PrintedDate, Record
from loaders.sources.format import Carries, JsonFormat
from loaders.sources.printed import printed_when, without_local_parts

NAME = "crossref"
TITLE = "Crossref works (API, data file or CSL JSON)"
CARRIES: Carries = frozenset({"affiliations", "author mapping", "dates", "funders"})
_DOCUMENT = re.compile(rb'\s{0,100}\{[^\0]{0,2000}?"(?:message|items)"\s*:')


class _Institution(msgspec.Struct):
    name: str | None = None
    department: list[str | None] | None = None
    place: list[str | None] | None = None


class _Person(msgspec.Struct):
    given: str | None = None
    family: str | None = None
    name: str | None = None
    literal: str | None = None
    suffix: str | None = None
    non_dropping: str | None = msgspec.field(default=None, name="non-dropping-particle")
    dropping: str | None = msgspec.field(default=None, name="dropping-particle")
    orcid: str | list[str | None] | None = msgspec.field(default=None, name="ORCID")
    affiliation: list[_Institution] | None = None


class _Date(msgspec.Struct):
    parts: list[list[int | str | None]] | None = msgspec.field(default=None, name="date-parts")


class _Deposited(msgspec.Struct):
    time: str | None = msgspec.field(default=None, name="date-time")


class _Assertion(msgspec.Struct):
    name: str | None = None
    value: object = None


class _Funder(msgspec.Struct):
    name: str | None = None


class _Work(msgspec.Struct, rename="kebab"):
    doi: str | None = msgspec.field(default=None, name="DOI")
    url: str | None = msgspec.field(default=None, name="URL")
    title: list[str | None] | str | None = None
    subtitle: list[str | None] | str | None = None
    container_title: list[str | None] | str | None = None
    type: str | None = None
    language: str | None = None
    author: list[_Person] | None = None
    editor: list[_Person] | None = None
    published_print: _Date | None = None
    published_online: _Date | None = None
    published_other: _Date | None = None
    published: _Date | None = None
    issued: _Date | None = None
    posted: _Date | None = None
    accepted: _Date | None = None
    deposited: _Deposited | None = None
    assertion: list[_Assertion] | None = None
    abstract: str | None = None
    funder: list[_Funder] | None = None
    subject: list[str | None] | None = None
    keyword: list[str | None] | str | None = None
    categories: list[str | None] | None = None


class _Message(msgspec.Struct):
    items: list[msgspec.Raw] | None = None


class _Answer(msgspec.Struct):
    message: msgspec.Raw = msgspec.Raw(b"")
    items: list[msgspec.Raw] | None = None


_DECODER = msgspec.json.Decoder(_Work)
_ANSWER = msgspec.json.Decoder(_Answer)
_MESSAGE = msgspec.json.Decoder(_Message)
_BOOKS = {"book", "edited-book", "monograph", "reference-book", "proceedings", "book-set", "book-series"}
_ASSERTED = {
    "received": "submitted", "date_received": "submitted", "submitted": "submitted", "accepted": "accepted",
    "date_accepted": "accepted", "first_online": "online", "published_online": "online", "date_epub": "online",
}  # fmt: skip
"""What publishers call the dates that they assert."""
_TAG = re.compile(
    r"</?((?:jats|mml|m|xhtml):[\w.-]+|abstract|alternatives|b|bold|br|break|disp-formula|div|em|emph|ext-link|font|h[1-6]|i"
    r"|inline-formula|italic|label|li|list|list-item|math|mi|mn|mo|mrow|msub|msup|ol|p|sc|scp|sec|span|strong|sub|sup"
    r"|title|tt|u|ul|underline)(?:\s[^<>=]*+=[^<>]*+|\s*+/?)>",
    re.IGNORECASE,
)
_NEW_LINES = {
    "abstract", "br", "break", "disp-formula", "div", "h1", "h2", "h3", "h4", "h5", "h6", "li", "list", "list-item", "p",
    "sec", "title",
}  # fmt: skip
_TEX = re.compile(r"(<(?:jats:)?tex-math[^<>]*>)[^<]*")
_HEADING = re.compile(
    r"\A\s*(?:<(?:jats:)?sec>\s*)?<(?:jats:)?title>\s*(?:abstract|summary)\s*(?=</)", re.IGNORECASE
)


def recognises(fields: dict[str, object]) -> bool:
    """Is a decoded JSON object a work of Crossref?"""
    return "DOI" in fields and bool(
        fields.keys()
        & {"container-title", "issued", "deposited", "indexed", "is-referenced-by-count", "author"}
    )


def works_of(document: bytes | bytearray) -> list[msgspec.Raw] | None:
    """The single works of an answer of the API (`{"message": …}`) or of a data file (`{"items": […]}`).

    None where the document is neither, a single work for one. Nothing is raised.
    """
    if document.find(b'"message"', 0, 3_000) < 0 and document.find(b'"items"', 0, 3_000) < 0:
        return None
    if not _DOCUMENT.match(document):
        return None
    try:
        answer = _ANSWER.decode(document)
        if answer.items is not None:
            return answer.items
        message = memoryview(answer.message)
        if not message:
            return None
        items = _MESSAGE.decode(message).items
    except (msgspec.DecodeError, RecursionError):
        return None
    return [answer.message] if items is None else items


def read(raw: bytes) -> Record:
    """One work. Raises msgspec.DecodeError or ValueError saying what does not fit and where."""
    work = _DECODER.decode(raw)
    doi = normal_doi(work.doi) or normal_doi(work.url)
    title = _title(work)
    if not (doi or title):
        raise ValueError("no identity: neither id nor DOI nor title")
    affiliations: dict[str, int] = {}
    # an editor signs where the whole book is the work
    people = work.author or (work.editor if work.type in _BOOKS else None) or ()
    authors: list[PrintedAuthor] = []
    for person in people:
        author = _author(person, len(authors), affiliations)
        if author is not None:
            authors.append(author)
    dates = tuple(_dates(work))
    year = printed_when("published", _joined(work.issued)) or (dates[0] if dates else None)
    return Record(
        source=NAME,
        source_id=doi,
        doi=doi,
        title=title,
        year=int(year.value[:4]) if year else None,
        dates=dates,
        type=work.type or None,
        venue=_first(work.container_title),
        language=work.language or None,
        abstract=_abstract(work.abstract),
        keywords=_keywords(work),
        funders=tuple(dict.fromkeys(name for f in work.funder or () if (name := _text(f.name)))),
        authors=tuple(authors),
        affiliations=tuple(affiliations),
        updated=work.deposited.time if work.deposited else None,
    )


def _title(work: _Work) -> str | None:
    title, subtitle = _first(work.title), _first(work.subtitle)
    if title and subtitle and subtitle.casefold() not in title.casefold():
        return f"{title}: {subtitle}"
    return title or subtitle


def _first(printed: list[str | None] | str | None) -> str | None:
    """The first text of a list; other ones are translations or short forms."""
    texts = [printed] if isinstance(printed, str) else printed or ()
    return next((text for value in texts if (text := _text(value))), None)


def _author(person: _Person, position: int, affiliations: dict[str, int]) -> PrintedAuthor | None:
    parts = (person.given, person.dropping, person.non_dropping, person.family, person.suffix)
    name = (
        " ".join(text for part in parts if (text := _text(part))) if person.family or person.given else None
    )
    group = _text(person.name)
    shown = name or group or _text(person.literal)
    if not shown:
        return None
    indexes: dict[int, None] = {}
    for institution in person.affiliation or ():
        words = (*(institution.department or ()), institution.name, *(institution.place or ()))
        if text := without_local_parts(", ".join(part for word in words if (part := _as_printed(word)))):
            indexes.setdefault(affiliations.setdefault(text, len(affiliations)))
    return PrintedAuthor(
        name=shown,
        position=position,
        orcid=normal_orcid(_first(person.orcid)),
        affiliations=tuple(indexes),
        collective=bool(group and not name),
    )


def _dates(work: _Work) -> Iterator[PrintedDate]:
    """One date of a kind. Where a work is printed, that is when it was published."""
    for kind, dates in (
        ("published", (work.published_print, work.issued, work.published, work.published_other, work.posted)),
        ("submitted", ()),
        ("accepted", (work.accepted,)),
        ("online", (work.published_online, work.posted)),
    ):
        asserted = (
            assertion.value
            for assertion in work.assertion or ()
            if isinstance(assertion.value, str) and _ASSERTED.get((assertion.name or "").lower()) == kind
        )
        printed = (printed_when(kind, text) for text in chain(map(_joined, dates), asserted))
        found = next(filter(None, printed), None)
        if found is not None:
            yield found


def _joined(date: _Date | None) -> str:
    """`[[2019, 5]]` as `2019-5`, an empty text where it says nothing."""
    if date is None or not date.parts:
        return ""
    return "-".join(str(part) for part in takewhile(bool, date.parts[0][:3]))


def _keywords(work: _Work) -> tuple[str, ...]:
    keyword = work.keyword
    words = re.split(r"[;,]", keyword) if isinstance(keyword, str) else keyword or ()
    printed = (*(work.subject or ()), *words, *(work.categories or ()))
    return tuple(dict.fromkeys(text for word in printed if (text := _text(word))))


def _abstract(markup: str | None) -> str | None:
    """The abstract without JATS and without a heading that says that it is one."""
    return _text(_HEADING.sub("", markup)) if markup else None


def _text(markup: str | None) -> str | None:
    """Markup to plain text on one line. Some publishers escape tags once more, so they are taken out twice."""
    if not markup:
        return None
    if "<" in markup or "&" in markup:
        markup = _TAG.sub(_space, _TEX.sub(r"\1", markup))
        if "&" in markup:
            markup = _TAG.sub(_space, html.unescape(markup))
    return " ".join(markup.split()) or None


def _as_printed(value: str | None) -> str:
    return ((_text(value) or "") if "<" in value or "&" in value else value.strip()) if value else ""


def _space(tag: re.Match[str]) -> str:
    return " " if tag.group(1).lower().removeprefix("jats:") in _NEW_LINES else ""


FORMAT = JsonFormat(NAME, TITLE, CARRIES, recognises, read)
