"""PubMed records in the MEDLINE format (`.nbib`), after NLM's list of data elements.

An affiliation (AD) belongs to the author or group that is printed before it. One that stands before all authors is
the first author's: until 2014 the format kept no other. Not read as authors: investigators (IR), editors (ED) and
persons as subject (PS), with the affiliations printed after them; the place of publication (PL) is the journal's.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache

import msgspec

from loaders.merging.identity import arxiv_of_doi, normal_doi, normal_orcid, normal_pmid
from loaders.records import Located, PrintedAuthor, PrintedDate, Record, Rejected, Statement
from loaders.sources.format import Lines, TextFormat
from loaders.sources.printed import (
    MAX_RECORD,
    cut_short,
    domains,
    email_statements,
    outcome,
    printed_when,
    without_local_parts,
    year_of,
)

NAME = "medline"
_LOOSE_FIELD = re.compile(r"([A-Z]{2,4}) {0,2}- ")
_PMID_FIELD = re.compile(r"^(?:PMID {0,2}- ?\d|OWN {1,2}- ERIC\s)", re.MULTILINE)
_RIS_FIELD = re.compile(r"^TY {1,2}- ?[A-Z]", re.MULTILINE)
_OTHER_PERSONS = frozenset({"IR", "FIR", "ED", "FED", "PS", "FPS"})
_OF_GOVERNMENT = re.compile(r"\b(?:government|crown copyright|public domain)\b", re.IGNORECASE)
_ONLINE = ("[aheadofprint]", "[epublish]")
_PEOPLE = frozenset({"FAU", "AU", "FCN", "CN", "AUID", "AD"}) | _OTHER_PERSONS
_TAGS = _PEOPLE | {
    "PMID", "LID", "AID", "TI", "BTI", "TT", "JT", "TA", "CTI", "DP", "DEP", "PHST", "LR", "PT", "LA", "AB", "OAB",
    "OT", "MH", "GR", "OID", "COIS", "COI", "CI",
}  # fmt: skip
_READ = {f"{tag:4}- ": tag for tag in _TAGS}
_PASSED_OVER = frozenset(
    f"{tag:4}- "
    for tag in (
        "CRDT", "CRF", "CTDT", "DA", "DCOM", "EDAT", "EIN", "GN", "GS", "IP", "IS", "JID", "MHDA", "MID", "NM",
        "OTO", "OWN", "PG", "PL", "PMC", "PMCR", "PST", "RF", "RN", "SB", "SFM", "SI", "SO", "STAT", "STO", "VI",
    )
)  # fmt: skip
"""How lines with tags begin that are common and not read: of any other line it is looked at closely what it is."""
_GO_ON = frozenset(_READ.keys() | _PASSED_OVER) - {"PMID- "}
"""How lines begin that are no beginning of a record unless after a blank line."""
_NEXT_FIELD = re.compile("\n(?! )")


def recognises(head: str) -> bool:
    """Do lines begin with `PMID- 123`, or as ERIC's records do, and none before them as records in RIS do, which may have such a field?"""
    found = _PMID_FIELD.search(head)
    return found is not None and _RIS_FIELD.search(head, 0, found.start()) is None


def read(lines: Lines) -> Iterator[Located | Rejected]:
    """Every record in order: from PMID, or the first line after a blank one, to the next such line.

    The last one is refused where it lacks the end (SO) that those before it have.
    """
    block: list[str] = []
    start, size = 1, 0
    after_blank = ends_seen = False
    for number, line in lines:
        head = line[:6]
        if block and ((head in _GO_ON and not after_blank) or (head == "      " and not line.isspace())):
            size += len(line) + 1
            if size <= MAX_RECORD:
                block.append(line)
            continue
        if not line or (line[0] <= " " and line.isspace()):
            after_blank = True
            continue
        if line[0] != " ":
            if line[0] == "\ufeff":
                line = line[1:]
            if block and (after_blank or (line[:4] == "PMID" and _tag(line) == "PMID")):
                ends_seen = ends_seen or _holds(block, "SO")
                yield outcome(start, block, size > MAX_RECORD, _record)
                block, size = [], 0
            after_blank = False
        if not block:
            start = number
        size += len(line) + 1
        if size <= MAX_RECORD or not block:
            block.append(line)
    if not block:
        return
    if ends_seen and _holds(block, "PMID") and not _holds(block, "SO") and size <= MAX_RECORD:
        yield outcome(start, block, False, cut_short)
    else:
        yield outcome(start, block, size > MAX_RECORD, _record)


def _tag(line: str) -> str | None:
    if line[4:6] in ("- ", "-"):
        return _in_four(line[:4])
    loose = _LOOSE_FIELD.match(line)
    return loose[1] if loose else None


@lru_cache(maxsize=1_000)
def _in_four(printed: str) -> str | None:
    tag = printed.rstrip()
    return tag if tag.isupper() and tag.isalpha() else None


def _holds(block: Sequence[str], tag: str) -> bool:
    return any(_tag(line) == tag for line in block if line.startswith(tag))


def _fields(block: Sequence[str]) -> list[tuple[str, str]]:
    """The fields that are read, in order, those that have a value."""
    found: list[tuple[str, str]] = []
    for printed in _NEXT_FIELD.split("\n".join(block)):
        head = printed[:6]
        if (tag := _READ.get(head)) is not None:
            text = printed[6:]
            value = " ".join(map(str.strip, text.split("\n"))).strip() if "\n" in text else text.strip()
            if value:
                found.append((tag, value))
        elif head not in _PASSED_OVER:
            return _fields_line_by_line(block)
    return found


def _fields_line_by_line(block: Sequence[str]) -> list[tuple[str, str]]:
    """The same where a tag is not printed as it should be, or lines that begin with none stand between fields."""
    found: list[tuple[str, list[str]]] = []
    parts: list[str] = []
    for line in block:
        if line[:1] == " ":
            parts.append(line)
        elif (tag := _READ.get(line[:6])) is not None:
            parts = [line[6:]]
            found.append((tag, parts))
        elif (tag := _tag(line)) is None:
            parts.append(line)
        else:
            parts = [line.partition("-")[2]]
            if tag in _TAGS:
                found.append((tag, parts))
    return [(tag, value) for tag, parts in found if (value := " ".join(map(str.strip, parts)).strip())]


class _Person(msgspec.Struct):
    name: str
    full: bool
    collective: bool
    orcids: list[str] = []
    affiliations: list[int] = []


def _record(block: Sequence[str]) -> Record:
    values: dict[str, list[str]] = {}
    people: list[tuple[str, str]] = []
    for tag, value in _fields(block):
        if tag in _PEOPLE:
            people.append((tag, value))
        else:
            values.setdefault(tag, []).append(value)

    if not (values or people):
        raise ValueError("no field of a MEDLINE record")

    def first(*tags: str) -> str | None:
        for tag in tags:
            if tag in values:
                return values[tag][0]
        return None

    pmid = normal_pmid(first("PMID"))
    doi = next(
        (
            found
            for value in values.get("LID", []) + values.get("AID", [])
            if (value.endswith("[doi]") or "doi.org/" in value)
            and (found := normal_doi(value.removesuffix("[doi]")))
        ),
        None,
    )
    title = first("TI", "BTI", "TT")
    if not (pmid or doi or title):
        raise ValueError("no identity: neither id nor DOI nor title")
    authors, affiliations, unmapped = _authors(people)
    dates = _dates(values)
    return Record(
        source=NAME,
        source_id=pmid or first("OID"),
        doi=doi,
        pmid=pmid,
        arxiv=arxiv_of_doi(doi),
        title=title,
        year=year_of(dates),
        dates=dates,
        type="; ".join(values.get("PT", [])) or None,
        venue=first("JT", "TA", "BTI", "CTI"),
        language="; ".join(values.get("LA", [])) or None,
        abstract=first("AB", "OAB"),
        keywords=tuple(dict.fromkeys(_keywords(values))),
        funders=tuple(dict.fromkeys(name for value in values.get("GR", []) if (name := _agency(value)))),
        authors=authors,
        affiliations=affiliations,
        unmapped=unmapped,
        statements=_statements(values, authors, affiliations),
        updated=_day(first("LR")),
    )


def _authors(
    people: Sequence[tuple[str, str]],
) -> tuple[tuple[PrintedAuthor, ...], tuple[str, ...], tuple[int, ...]]:
    """Authors, affiliations, and those of the affiliations that are nobody's."""
    tags = [tag for tag, _ in people]
    passed_over = {
        short for short, full in (("AU", "FAU"), ("CN", "FCN")) if 0 < tags.count(short) <= tags.count(full)
    }
    affiliations: dict[str, int] = {}
    persons: list[_Person] = []
    before: list[int] = []
    nobody = _Person("", False, False)
    current: _Person | None = None
    for tag, value in people:
        if tag in passed_over:
            continue
        if tag in ("FAU", "AU", "CN", "FCN"):
            full, collective = tag[0] == "F", tag.endswith("CN")
            if not full and current and current.full and current.collective == collective:
                current.full = False
                continue
            current = _Person(value, full, collective)
            persons.append(current)
        elif tag in _OTHER_PERSONS:
            current = nobody
        elif tag == "AUID" and current:
            orcid = normal_orcid(value)
            if orcid and orcid not in current.orcids:
                current.orcids.append(orcid)
        elif tag == "AD" and current is not nobody:
            index = affiliations.setdefault(value, len(affiliations))
            (current.affiliations if current else before).append(index)
    if len(before) == 1:
        chosen = next((person for person in persons if not person.collective), None)
        if chosen:
            chosen.affiliations[:0] = before
    texts = tuple(affiliations)
    holders = Counter([index for person in persons for index in dict.fromkeys(person.affiliations)])
    with_mail = {index for index, text in enumerate(texts) if "@" in text}
    authors = tuple(
        [
            # by position: three times as fast as by name
            PrintedAuthor(
                person.name,
                position,
                None,
                person.orcids[0] if len(person.orcids) == 1 else None,
                None,
                tuple(dict.fromkeys(person.affiliations)),
                (),
                None,
                None if with_mail.isdisjoint(person.affiliations) else _own_domain(person, texts, holders),
                person.collective,
            )
            for position, person in enumerate(persons)
        ]
    )
    return authors, texts, tuple([index for index in range(len(texts)) if index not in holders])


def _own_domain(person: _Person, texts: Sequence[str], holders: Counter[int]) -> str | None:
    """The domain of the one address that stands in affiliations of this author alone."""
    found = {
        domain for index in person.affiliations if holders[index] == 1 for domain in domains(texts[index])
    }
    return found.pop() if len(found) == 1 else None


def _statements(
    values: dict[str, list[str]], authors: Sequence[PrintedAuthor], affiliations: Sequence[str]
) -> tuple[Statement, ...]:
    given = {author.email_domain for author in authors}
    found = [s for s in email_statements(affiliations, "AD") if s.text not in given]
    found += [
        Statement("interests", without_local_parts(text), tag)
        for tag in ("COIS", "COI")
        for text in values.get(tag, [])
    ]
    found += [
        Statement("note", without_local_parts(text), "CI")
        for text in values.get("CI", [])
        if _OF_GOVERNMENT.search(text)
    ]
    found += [Statement("funding", without_local_parts(text), "GR") for text in values.get("GR", [])]
    return tuple(found)


def _dates(values: dict[str, list[str]]) -> tuple[PrintedDate, ...]:
    history = values.get("PHST", [])

    def of_history(kind: str, *events: str) -> PrintedDate | None:
        for text in history:
            if text.endswith(events) and (date := printed_when(kind, text)):
                return date
        return None

    online = printed_when("online", next(iter(values.get("DEP", [])), None))
    found = (
        printed_when("published", next(iter(values.get("DP", [])), None)),
        of_history("submitted", "[received]"),
        of_history("accepted", "[accepted]"),
        online or of_history("online", *_ONLINE),
    )
    return tuple(date for date in found if date)


def _keywords(values: dict[str, list[str]]) -> Iterator[str]:
    """Author's terms, then headings without their mark of weight and their qualifiers."""
    for tag in ("OT", "MH"):
        for value in values.get(tag, []):
            word = value.lstrip("*")
            yield (word.split("/", 1)[0] if tag == "MH" else word).strip()


def _agency(grant: str) -> str | None:
    """The agency of `number/acronym/agency/country`, where any part but the agency may be missing."""
    parts = grant.split("/")
    return (parts[-2] if len(parts) > 1 else parts[0]).strip() or None


def _day(text: str | None) -> str | None:
    date = printed_when("online", text)
    return date.value if date else None


FORMAT = TextFormat(
    name=NAME,
    title="PubMed records in the MEDLINE format (.nbib)",
    carries=frozenset({"affiliations", "author mapping", "dates", "funders", "statements"}),
    recognises=recognises,
    read=read,
)
