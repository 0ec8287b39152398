"""RIS, as reference managers and databases write it (RefMan's specification of 2001, EndNote's of 2011).

The format ties no address to an author: what AD holds is the work's. Only an address before which its authors are
named (see ris_addresses) is theirs. Persons in second place (A2, ED: editors, as a rule) are authors where the record
has no others.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import cast

from loaders.merging.identity import arxiv_of_doi, normal_arxiv, normal_doi, normal_orcid, normal_pmid
from loaders.records import Located, PrintedAuthor, PrintedDate, Record, Rejected, Statement
from loaders.sources import bibtex
from loaders.sources.format import Lines, TextFormat
from loaders.sources.printed import (
    MAX_RECORD,
    Names,
    cut_short,
    email_statements,
    outcome,
    printed_when,
    without_local_parts,
)
from loaders.sources.ris_addresses import OF_EBSCO, Addresses, of_embase, orcids
from loaders.sources.wos import funders, funding

NAME = "ris"

_FIELD = re.compile(r"[\s\ufeff]*([A-Z][A-Z0-9])  -(?: |\Z)")
_LOOSE_FIELD = re.compile(r"[\s\ufeff]*(?:([A-Z][A-Z0-9]) {1,3}-(?: |\Z)|(TY) {1,2}-|(ER) {0,3}-? *\Z)")
_READ = frozenset({
    "A1", "A2", "AB", "AD", "AI", "AN", "AU", "BT", "C1", "C2", "C5", "C6", "CT", "DA", "DB", "DI", "DO", "DP", "ED", "ER", "ET",
    "FU", "FX", "ID", "J1", "J2", "JA", "JF", "JO", "KW", "L2", "L3", "LA", "M1", "M2", "M3", "N1", "N2", "PM", "PY", "T1", "T2",
    "TI", "TY", "U2", "UR", "Y1",
})  # fmt: skip
_KNOWN = _READ - {"AI"} | {
    "A3", "A4", "AV", "C3", "C4", "C7", "C8", "CA", "CN", "CP", "CY", "EP", "IS", "J9", "JI", "L1", "L4",
    "LB", "LK", "NV", "OP", "PA", "PB", "PI", "PP", "PU", "RI", "RN", "RP", "SE", "SN", "SP", "ST", "T3", "T4",
    "TA", "TT", "U1", "U3", "U4", "U5", "VL", "VO", "WE", "Y2",
}  # fmt: skip
"""Tags that are believed where the spaces around the dash are not as they should be."""
_FIRST_FIELD = re.compile(r"^[ \t\r\ufeff]*TY {1,2}- ?[A-Za-z]", re.MULTILINE)
_TYPES = {
    "ABST": "Abstract", "ADVS": "Audiovisual material", "AGGR": "Aggregated database", "ANCIENT": "Ancient text",
    "ART": "Art work", "BILL": "Bill", "BLOG": "Blog", "BOOK": "Book", "CASE": "Case", "CHAP": "Book chapter",
    "CHART": "Chart", "CLSWK": "Classical work", "COMP": "Computer program", "CONF": "Conference proceedings",
    "CPAPER": "Conference paper", "CTLG": "Catalog", "DATA": "Data set", "DBASE": "Online database",
    "DICT": "Dictionary", "EBOOK": "Electronic book", "ECHAP": "Electronic book chapter", "EDBOOK": "Edited book",
    "EJOUR": "Electronic article", "ELEC": "Web page", "ENCYC": "Encyclopedia", "EQUA": "Equation",
    "FIGURE": "Figure", "GEN": "Generic", "GOVDOC": "Government document", "GRANT": "Grant", "HEAR": "Hearing",
    "ICOMM": "Internet communication", "INPR": "In press", "JFULL": "Journal", "JOUR": "Journal article",
    "LEGAL": "Legal rule", "MANSCPT": "Manuscript", "MAP": "Map", "MGZN": "Magazine article",
    "MPCT": "Motion picture", "MULTI": "Online multimedia", "MUSIC": "Music score", "NEWS": "Newspaper article",
    "PAMP": "Pamphlet", "PAT": "Patent", "PCOMM": "Personal communication", "RPRT": "Report", "SER": "Serial",
    "SLIDE": "Slide", "SOUND": "Sound recording", "STAND": "Standard", "STAT": "Statute", "THES": "Thesis",
    "UNPB": "Unpublished work", "UNPD": "Unpublished work", "VIDEO": "Video recording", "WEB": "Web page",
}  # fmt: skip
_YEAR = re.compile(r"(?<!\d)((?:1[4-9]|2\d)\d\d)(?:[01]\d[0-3]\d)?(?!\d)")
_BEFORE_DATE = re.compile(r"\A(?:start|full publication) date: *", re.IGNORECASE)
_FULL_DATE = re.compile(r"\A\d{4}/\d\d/\d\d")
_SELF_TELLING = re.compile(r"\A[A-Z]{2,10}:\S+\Z")
_OF_PUBMED = re.compile(r"pubmed|medline|\bnlm\b", re.IGNORECASE)
_PUBMED_ADDRESS = re.compile(r"ncbi\.nlm\.nih\.gov/(?:pubmed/)?(\d{1,9})\b")
_OVID_MEDLINE = re.compile(r"\bovid\.com/.{0,200}?[?&]D=(?:med|prem|pmnm|ppez).{0,200}?&AN=(\d{1,9})\Z")
_ARXIV_ADDRESS = re.compile(r"arxiv\.org/abs/(\S{5,40})", re.IGNORECASE)
_BOOKKEEPING = re.compile(
    r"\A(?:export date|cited by|times cited|total times cited|cited reference count|coden|references|issn|isbn|"
    r"copyright|(?:[a-z0-9]{2,4}, )*\d{5,9}(?:, \d{5,9})*\Z|date revised|last updated|source type|language of original)\b|\A\d{4}-\d{3}[\dX]\b",
    re.IGNORECASE,
)
_SCOPUS_NOTE = re.compile(
    r"(?:\b(correspondence(?: address)?)|(?:\A|; *)(funding details|funding text(?: \d{1,2})?)): *",
    re.IGNORECASE,
)
_REFERENCE = re.compile(r"\A[^()]{2,200}\((?:1[5-9]|20)\d\d[a-z]?\)")
_NEXT_LABEL = re.compile(
    r"; *(?=(?:Correspondence Address|CODEN|References|Funding|Cited By|Export Date|PubMed ID|ISSN|ISBN|Language of|Chemicals/CAS|"
    r"Tradenames|Manufacturers)\b)"
)


def recognises(head: str) -> bool:
    """Does a line begin with `TY  - `?"""
    return "TY " in head and _FIRST_FIELD.search(head.lstrip("\ufeff")) is not None


def read(lines: Lines) -> Iterator[Located | Rejected]:
    """Every record in order: from TY to ER, to the next TY or to the end of the text.

    The last one is refused where it lacks the end (ER) that one before it has.
    """
    block: list[str] = []
    tags: list[str | None] = []
    start, size = 1, 0
    ends_seen = False
    for number, line in lines:
        if not line:  # kept for the bytes of what is refused
            size += bool(block)
            if block and size <= MAX_RECORD:
                block.append(line)
                tags.append(None)
            continue
        tag: str | None = line[:2]
        if line[2:6] != "  - " or tag not in _KNOWN:
            tag = _tag(line)
        if tag == "TY" and block:
            yield outcome(start, block, size > MAX_RECORD, partial(_record, tags))
            block, tags, size = [], [], 0
        if not block:
            if tag is None or tag not in _KNOWN:  # what providers print between two records
                continue
            start = number
        size += len(line) + 1
        if size <= MAX_RECORD or not block:
            block.append(line)
            tags.append(tag)
        if tag == "ER":
            ends_seen = True
            yield outcome(start, block, size > MAX_RECORD, partial(_record, tags))
            block, tags, size = [], [], 0
    if block:
        make = cut_short if ends_seen and tags[0] == "TY" else partial(_record, tags)
        yield outcome(start, block, size > MAX_RECORD, make)


def _tag(line: str) -> str | None:
    if not line or line.isspace():
        return None
    match = _FIELD.match(line)
    if match:
        return match[1]
    if line.startswith("PMID  - "):
        return "PM"
    match = _LOOSE_FIELD.match(line)
    tag = match[match.lastindex or 0] if match else None
    return tag if tag in _KNOWN else None


def _fields(tags: Sequence[str | None], block: Sequence[str]) -> dict[str, list[str]]:
    """Values by tag. A line without a tag goes on with the field before it; after KW it is another keyword, and
    after an address another address, where it ends with a point, is longer than programs break lines, or stands in a
    record of EndNote's, which breaks none."""
    found: dict[str, list[str | list[str]]] = {}
    values: list[str | list[str]] = []
    last = ""
    some_go_on = False
    for tag, line in zip(tags, block, strict=True):
        if not line:
            continue
        if tag is not None:
            last = tag
            if tag in _READ:
                values = found.setdefault(tag, [])
                values.append((line[6:] if line[2:6] == "  - " else line.partition("-")[2]).strip())
            else:
                values = [""]
            continue
        text, before = line.strip(), values[-1]
        if not text:
            continue
        if last == "KW" or (
            last in ("AD", "C1")
            and isinstance(before, str)
            and (before.endswith(".") or len(before) > _BROKEN or _of_endnote(tags))
        ):
            values.append(text)
        elif isinstance(before, str):
            values[-1] = [before, text]
            some_go_on = True
        else:
            before.append(text)
    if some_go_on:
        for values in found.values():
            values[:] = [value if isinstance(value, str) else " ".join(value).strip() for value in values]
    return {tag: cast(list[str], list(filter(None, values))) for tag, values in found.items()}


_BROKEN = 120
"""Characters of a line that nobody breaks."""


def _of_endnote(tags: Sequence[str | None]) -> bool:
    """Does one KW stand for all keywords, a line each?"""
    if tags.count("KW") != 1:
        return False
    place = tags.index("KW")
    return place + 1 < len(tags) and tags[place + 1] is None


def _record(tags: Sequence[str | None], block: Sequence[str]) -> Record:
    fields = _fields(tags, block)
    if "TY" not in fields:
        raise ValueError("the record has no beginning (TY)")

    def first(*tags: str) -> str | None:
        for tag in tags:
            if fields.get(tag):
                return fields[tag][0]
        return None

    title, doi = first("TI", "T1", "CT", "BT"), _doi(fields)
    database, number = first("DB", "DP"), first("AN")
    if not number and of_embase(fields):
        number = first("U2")
    of_wos = (number or "").startswith("WOS:") or "web of science" in (database or "").lower()
    if not (number or doi or title):
        raise ValueError("no identity: neither id nor DOI nor title")
    persons, groups = _people(fields, groups_apart=of_wos)
    everyone = [*persons, *groups]
    names = Names(everyone)
    custom = fields.get("C1", [])
    printed = fields.get("AD", []) + [text for text in custom if of_wos or text.startswith("[")]
    addresses = Addresses(everyone, names)
    of_m1 = [text for text in fields.get("M1", ()) if text.startswith("(")] if of_embase(fields) else []
    for text in printed:
        if of_m1 and text in fields.get("AD", ()):
            addresses.read_correspondence(text, "AD")
        else:
            addresses.read(text)
    for text in of_m1:
        addresses.read(text)
    for text in fields.get("M2", ()):
        addresses.read(text, named=True)
    for text in fields.get("N1", ()):
        addresses.read_note(text)
    affiliations, of_author = addresses.printed, addresses.of_author
    statements = [*addresses.statements, *_notes(fields, names, of_m1)]
    corresponding = {statement.author for statement in statements if statement.kind == "corresponding"}
    orcid = orcids(fields.get("AI", ()), names)
    if not of_wos:
        statements += [
            Statement("note", without_local_parts(text), "C1")
            for text in custom
            if not (text.startswith("[") or _BEFORE_DATE.match(text))
        ]
    statements += [*email_statements(affiliations, "AD"), *funding(first("FU"), first("FX"))]
    used = {index for indexes in of_author.values() for index in indexes}
    dates, year = _dates(fields, of_wos)
    venue = first("JF", "T2", "JO", "BT", "J2", "JA", "J1")
    kind = first("TY")
    return Record(
        source=NAME,
        source_id=_source_id(number, database, first("ID"), doi or title),
        doi=doi,
        pmid=_pmid(fields, database),
        arxiv=_arxiv(fields, doi),
        title=title,
        year=year,
        dates=dates,
        type=_TYPES.get(kind.upper(), kind) if kind else None,
        venue=venue if venue != title else None,
        language=first("LA"),
        abstract=first("AB", "N2"),
        keywords=tuple(
            dict.fromkeys(
                word.strip() for text in fields.get("KW", ()) for word in text.split(";") if word.strip()
            )
        ),
        funders=_funders(fields),
        authors=tuple(
            [
                PrintedAuthor(
                    name=name,
                    position=position,
                    orcid=normal_orcid(orcid.get(position)),
                    affiliations=tuple(of_author.get(position, ())),
                    email_domain=addresses.domains.get(position),
                    corresponding=True if position in corresponding else None,
                    collective=position >= len(persons),
                )
                for position, name in enumerate(everyone)
            ]
        ),
        affiliations=tuple(affiliations),
        unmapped=tuple(index for index in range(len(affiliations)) if index not in used),
        statements=tuple(statements),
    )


def _people(fields: Mapping[str, Sequence[str]], *, groups_apart: bool) -> tuple[list[str], list[str]]:
    """Persons, and groups where A1 holds them (groups_apart)."""

    def listed(tag: str) -> list[str]:
        return [
            name.strip()
            for text in fields.get(tag, ())
            for name in text.replace("；", ";").split(";")
            if name.strip()
        ]

    persons, others = listed("AU"), listed("A1")
    if persons and groups_apart:
        return persons, others
    known = set(persons)
    persons += [name for name in others if name not in known]
    return persons or listed("A2") or listed("ED"), []


def _doi(fields: Mapping[str, Sequence[str]]) -> str | None:
    for tag in ("DO", "DI", "L3", "M3", "UR"):
        for text in fields.get(tag, ()):
            if (tag != "UR" or "doi.org/" in text) and (doi := normal_doi(text)):
                return doi
    return None


def _pmid(fields: Mapping[str, Sequence[str]], database: str | None) -> str | None:
    tags = ["PM"]
    if database and _OF_PUBMED.search(database):
        tags.append("AN")
    elif database and database.lower() == "scopus":
        tags.append("C2")
    if of_embase(fields):
        tags.append("C5")
    for tag in tags:
        for text in fields.get(tag, ()):
            if pmid := normal_pmid(text):
                return pmid
    for text in fields.get("UR", ()):
        if match := _PUBMED_ADDRESS.search(text):
            return normal_pmid(match[1])
    for text in fields.get("L2", ()):
        if (match := _OVID_MEDLINE.search(text)) and match[1] in fields.get("ID", ()):
            return normal_pmid(match[1])
    return None


def _arxiv(fields: Mapping[str, Sequence[str]], doi: str | None) -> str | None:
    if doi and doi.startswith("10.48550/arxiv."):
        return arxiv_of_doi(doi)
    for text in fields.get("UR", ()):
        if match := _ARXIV_ADDRESS.search(text):
            return normal_arxiv(match[1])
    return None


def _source_id(number: str | None, database: str | None, own: str | None, identity: str | None) -> str | None:
    """The accession number with its database; a number whose database is not said, or a reference manager's own,
    is unique in its file only: what names the work is added to it."""
    if number and _SELF_TELLING.match(number):
        return number
    if number and database:
        return f"{database}:{number}"
    number = number or own
    if not number:
        return None
    return f"{number}-{hashlib.sha256((identity or '').encode()).hexdigest()[:12]}"


def _dates(fields: Mapping[str, Sequence[str]], of_wos: bool) -> tuple[tuple[PrintedDate, ...], int | None]:
    """Dates, and the year: of the most precise of DA, Y1 and PY in the year that the record gives."""
    texts = [_BEFORE_DATE.sub("", text) for tag in ("PY", "Y1", "DA") for text in fields.get(tag, ())[:1]]
    texts += [text[match.end() :] for text in fields.get("C1", ()) if (match := _BEFORE_DATE.match(text))]
    year = next((int(match[1]) for text in texts if (match := _YEAR.search(text))), None)
    printed = [date for text in texts if (date := printed_when("published", text, year))]
    early = next(iter(fields.get("C6", ())), None) if of_wos else None
    edition = next(iter(fields.get("ET", ())), "")
    if not early and _FULL_DATE.match(edition):
        early = edition
    online = printed_when("online", early)
    dates = [max(printed, key=lambda date: len(date.value))] if printed else []
    return (*dates, *([online] if online else [])), year


def _notes(fields: Mapping[str, Sequence[str]], names: Names, read: Sequence[str]) -> Iterator[Statement]:
    """Notes, without those that were read as addresses, and without what databases note of their own work."""
    for tag in ("N1", "M1"):
        for text in fields.get(tag, ()):
            said = False
            for match in _SCOPUS_NOTE.finditer(text):
                said, label = True, match[1] or match[2]
                part = _NEXT_LABEL.split(text[match.start() :], maxsplit=1)[0]
                if label.lower().startswith("funding"):
                    printed = part[match.end() - match.start() :]
                    yield Statement("funding", without_local_parts(printed), f"{tag} {label}")
                    continue
                found = names.find(part[match.end() - match.start() :].partition(";")[0])
                yield Statement(
                    "corresponding", without_local_parts(part), tag, found[0] if len(found) == 1 else None
                )
            if said or " " not in text or text in read:
                continue
            if not (_BOOKKEEPING.match(text) or _REFERENCE.match(text) or OF_EBSCO.search(text)):
                yield Statement("note", without_local_parts(text), tag)


def _funders(fields: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """Of Web of Science in FU, of Scopus in a note."""
    named = [
        bibtex.funder(part)
        for text in fields.get("N1", ())
        for match in _SCOPUS_NOTE.finditer(text)
        if (match[2] or "").lower() == "funding details"
        for part in _NEXT_LABEL.split(text[match.end() :], maxsplit=1)[0].split(";")
    ]
    return tuple(dict.fromkeys([*funders(next(iter(fields.get("FU", ())), None)), *filter(None, named)]))


FORMAT = TextFormat(
    name=NAME,
    title="RIS",
    carries=frozenset({"affiliations", "author mapping", "dates", "funders", "statements"}),
    recognises=recognises,
    read=read,
)
