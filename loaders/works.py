"""A work from its records: the pure function behind every load.

The same records, in whatever order they came, give the same work, authorships and findings.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from itertools import chain
from typing import Any, TypeVar

from graph import derive, model
from loaders.deciding import Decider
from loaders.findings import (
    LABEL_CONFIDENCE,
    Finding,
    Institutions,
    Involvement,
    evidence_lists,
    involved,
    of_affiliation,
)
from loaders.funders import Funding, funding_of
from loaders.judgements.entry import hash_of_name
from loaders.merging.alignment import Members, aligned
from loaders.merging.identity import Group
from loaders.normalize import names
from loaders.normalize.decision import Decision
from loaders.records import DATE_KINDS, PrintedAuthor, Record
from loaders.statements import Said, Statements

T = TypeVar("T")


@dataclass(slots=True)
class Authorship:
    """One author of one work, before it is known which person it is.

    aligned: rule and confidence by which mentions of several records were joined here. collective: True where a group
    signs; such an authorship has no name, ORCID or id by which it could be taken for a person's of another work.
    """

    key: str
    mentions: tuple[str, ...]
    position: int
    corresponding: bool | None
    printed: str
    name_key: str | None
    orcid: str | None
    source_id: str | None
    affiliations: tuple[str, ...]
    findings: tuple[Finding, ...]
    aligned: Decision
    statements: tuple[Said, ...] = ()
    collective: bool | None = None
    countries: tuple[str, ...] = ()
    institutions: tuple[str, ...] = ()
    country_review: bool = False


@dataclass(slots=True)
class WorkState:
    """A work, its authorships in order, what it involves and names, the institutions that were met, its funders."""

    work: model.Work
    authorships: tuple[Authorship, ...]
    involves: dict[str, Involvement] = field(default_factory=dict)
    names: dict[str, Involvement] = field(default_factory=dict)
    institutions: Institutions = field(default_factory=dict)
    funded_by: dict[str, Funding] = field(default_factory=dict)


@lru_cache(maxsize=200_000)
def _named(printed: str) -> Decision:
    return names.name_key(printed)


def mention_of(record_key: str, author: PrintedAuthor) -> str:
    """A mention: record key, position, short hash of the printed name. Judgements name it."""
    return f"{record_key}#{author.position}-{hash_of_name(author.name)}"


def compute(group: Group, decider: Decider, *, max_coauthors: int = 100) -> WorkState:
    """The work that a group of records reports, its affiliations read by the decider. Pure. Works with more authors than max_coauthors are flagged."""
    records = group.records
    main = _main(records)
    institutions: Institutions = {}
    statements = Statements(records, decider)
    lists, unaligned = aligned(records, main)
    authorships = tuple(
        _authorship(group.key, position, members, decision, institutions, statements, decider)
        for position, (members, decision) in enumerate(lists)
    )
    loose, loose_findings = _unmapped(records, authorships, institutions, decider)
    said = statements.of_work()
    by_address = chain(loose_findings, *(a.findings for a in authorships))
    loose_findings += tuple(statements.findings(said, by_address, institutions))
    involves, named = involved((a.findings for a in authorships), loose_findings)
    reasons = set(group.reasons)
    if unaligned:
        reasons.add("authors-not-aligned")
    if not main.authors_complete:
        reasons.add("authors-cut-by-source")
    readable = any(text.strip() for record in records for text in record.affiliations)
    evidence = [(len(loose), loose_findings), *((len(a.affiliations), a.findings) for a in authorships)]
    unsettled = not readable or any(
        derive.unsettled(printed, ((f.kind, f.state, f.affiliation, f.statement) for f in findings))
        for printed, findings in evidence
    )
    dates: dict[str, date | str] = {}
    for kind in DATE_KINDS:
        found = max(
            ((len(d.value), d.value) for record in records for d in record.dates if d.kind == kind),
            default=None,
        )
        day = _day(found[1]) if found else None
        if found and day:
            dates[kind] = day
            dates[f"{kind}_precision"] = {4: "year", 7: "month"}.get(found[0], "day")
    return WorkState(
        work=model.Work(
            key=group.key,
            ids=tuple(dict.fromkeys(sorted(name for record in records for name in record.ids))),
            doi=next((r.doi for r in records if r.doi), None),
            title=_first(main.title, (r.title for r in records)),
            year=_first(main.year, (r.year for r in records)),
            type=_first(main.type, (r.type for r in records)),
            venue=_first(main.venue, (r.venue for r in records)),
            language=_first(main.language, (r.language for r in records)),
            abstract=_first(main.abstract, (r.abstract for r in records)),
            keywords=tuple(dict.fromkeys(word for record in records for word in record.keywords)),
            authors_count=len(authorships),
            records_count=len(records),
            pairs_left_out=True if len(authorships) > max_coauthors else None,
            readable=readable,
            unsettled=unsettled or None,
            review=bool(reasons),
            review_reasons=tuple(sorted(reasons)),
            affiliations=loose,
            funders=tuple(dict.fromkeys(name for record in records for name in record.funders)),
            **_fields(statement_lists(said), evidence_lists(loose_findings), dates),
        ),
        authorships=authorships,
        involves=involves,
        names=named,
        institutions=institutions,
        funded_by=funding_of(records, decider),
    )


def statement_lists(statements: Sequence[Said]) -> dict[str, tuple[str, ...]]:
    """Statements as the equally long lists of the model."""
    return {
        "statements": tuple(said.text for said in statements),
        "statement_kinds": tuple(said.kind for said in statements),
        "statement_places": tuple(said.place for said in statements),
        "statement_records": tuple(said.record for said in statements),
    }


def _fields(*parts: Mapping[str, object]) -> dict[str, Any]:
    return {name: value for part in parts for name, value in part.items()}


def _first(preferred: T | None, others: Iterable[T | None]) -> T | None:
    return (
        preferred if preferred is not None else next((value for value in others if value is not None), None)
    )


def _day(printed: str) -> date | None:
    parts = [int(part) for part in printed.split("-")]
    try:
        return date(*[*parts, 1, 1][:3])
    except ValueError:
        return None


def _main(records: Sequence[Record]) -> Record:
    """The record whose author list is the work's: the longest, then the one with most affiliations given to
    authors, then the smallest key."""
    return min(records, key=lambda r: (-len(r.authors), -sum(len(a.affiliations) for a in r.authors), r.key))


def _authorship(
    work_key: str,
    position: int,
    members: Members,
    joined: Decision,
    institutions: Institutions,
    statements: Statements,
    decider: Decider,
) -> Authorship:
    mentions = tuple(mention_of(record.key, author) for record, author in members)
    printed: dict[str, str] = {}
    labels: dict[str, str] = {}
    for record, author in members:
        for index in author.affiliations:
            printed.setdefault(record.affiliations[index], record.key)
        for code in author.labels:
            labels.setdefault(code, record.key)
    findings: list[Finding] = []
    for index, (text, record_key) in enumerate(printed.items()):
        findings += of_affiliation(index, text, record_key, institutions, decider)
    countries = {f.value for f in findings if f.kind == "country" and f.state == "yes"}
    doubtful = {f.value for f in findings if f.kind == "country"} - countries
    for code, record_key in labels.items():
        if code not in countries | doubtful:
            kind = "label" if countries or doubtful else "country"
            findings.append(Finding(-1, kind, code, "review", "source-label", LABEL_CONFIDENCE, record_key))
    said = statements.of_mentions(members)
    findings += statements.findings(said, findings, institutions)
    collective = any(author.collective for _, author in members)
    fullest = max((author for _, author in members), key=lambda a: (len(a.name), a.name))
    name = _named(fullest.name)
    return Authorship(
        key=hashlib.sha256(f"{work_key}\n{mentions[0]}".encode()).hexdigest()[:32],
        mentions=mentions,
        position=position,
        corresponding=_either(author.corresponding for _, author in members),
        printed=fullest.name,
        name_key=None if collective else name.value,
        orcid=None if collective else next((author.orcid for _, author in members if author.orcid), None),
        source_id=None
        if collective
        else next((author.source_id for _, author in members if author.source_id), None),
        affiliations=tuple(printed),
        findings=tuple(findings),
        aligned=joined,
        statements=said,
        collective=True if collective else None,
        countries=tuple(sorted(countries)),
        institutions=tuple(
            sorted({f.value for f in findings if f.kind == "institution" and f.state == "yes"})
        ),
        country_review=any(f.kind == "country" and f.value not in countries for f in findings),
    )


def _either(values: Iterable[bool | None]) -> bool | None:
    known = [value for value in values if value is not None]
    return any(known) if known else None


def _unmapped(
    records: Sequence[Record],
    authorships: Sequence[Authorship],
    institutions: Institutions,
    decider: Decider,
) -> tuple[tuple[str, ...], tuple[Finding, ...]]:
    """Affiliations that no author was given, in any record, and what they say."""
    given = {text for authorship in authorships for text in authorship.affiliations}
    loose: dict[str, str] = {}
    for record in records:
        mapped = {index for author in record.authors for index in author.affiliations}
        for index, text in enumerate(record.affiliations):
            if index not in mapped and text not in given:
                loose.setdefault(text, record.key)
    findings: list[Finding] = []
    for index, (text, record_key) in enumerate(loose.items()):
        findings += of_affiliation(index, text, record_key, institutions, decider)
    return tuple(loose), tuple(findings)
