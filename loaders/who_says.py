"""Who says what of a work: every record's words beside what the work took from them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from graph.views.values import plain
from loaders.deciding import Decider
from loaders.findings import Finding
from loaders.merging.identity import Group
from loaders.normalize.iso import country_name
from loaders.records import DATE_KINDS, PrintedAuthor, Record, from_statement
from loaders.stored_work import Row, StoredWork
from loaders.testimony import (
    Address,
    Byline,
    Country,
    Elsewhere,
    Field,
    FunderOf,
    How,
    Judged,
    Label,
    Mention,
    OtherWork,
    Paid,
    Read,
    Reason,
    Said,
    Source,
    Value,
    Verdict,
    WhoSays,
)  # fmt: skip
from loaders.works import compute, mention_of

REASONS = {
    "two-dois": "records with different DOIs share another identifier, so it is open which of the works they speak of",
    "resembles-another": "title, year and authors say that it may be another work of the store (see Other works), and "
    "an identifier or a doubt keeps them apart",
    "authors-not-aligned": "the records' lists of authors differ, and not every name of one was found in the other",
    "authors-cut-by-source": "the source itself gives only the first authors",
}
"""Why a work needs a person's look, in plain words."""


SOURCE_LABEL = "source-label"
"""The rule of a country that only a source attached."""


def who_says(stored: StoredWork, decider: Decider) -> WhoSays:
    """The account of a work. Pure: only what is in the rows counts; the decider finds the characters again on which
    a reading rests. Raises msgspec.DecodeError for a damaged
    statement."""
    work = stored.work
    records = {row["key"]: from_statement(row["statement"]) for row in stored.records}
    mentions = {
        mention_of(key, author): (key, record, author)
        for key, record in records.items()
        for author in record.authors
    }
    confidences = _alignments(work, records, decider)
    return WhoSays(
        work=work["key"],
        doi=work.get("doi"),
        title=work.get("title"),
        year=work.get("year"),
        ids=tuple(work.get("ids") or ()),
        review=tuple(_reasons(stored)),
        records=tuple(_source(row, records[row["key"]]) for row in stored.records),
        fields=tuple(_fields(work, records)),
        countries=tuple(
            Country(row["code"], row["name"], _state(row["review"]), row["confidence"], row["mentions"])
            for row in stored.countries
        ),
        authors=tuple(
            _byline(row, mentions, confidences.get(row["key"]), stored.institutions, decider)
            for row in stored.authorships
        ),
        unmapped=_addresses(work, _printers(records), stored.institutions, decider),
        elsewhere=tuple(_elsewhere(work, stored.institutions, decider)),
        statements=tuple(_statements(records)),
        funders=tuple(_funder(row) for row in stored.funders),
        related=tuple(
            OtherWork(
                row["work"],
                row["doi"],
                row["title"],
                row["year"],
                row["type"],
                row["towards"],
                plain(row["fields"]),
            )
            for row in stored.related
        ),
    )


def _funder(row: Row) -> FunderOf:
    fields = row["fields"]
    lists = (fields.get(f"ev_{name}") or () for name in ("printed", "state", "rule", "confidence", "record"))
    return FunderOf(
        row["key"],
        row["name"],
        row["country"],
        _state(fields["review"]),
        tuple(fields.get("grants") or ()),
        tuple(Paid(*entry) for entry in zip(*lists, strict=True)),
    )


def _state(review: bool) -> str:
    return "review" if review else "yes"


def _alignments(work: Row, records: Mapping[str, Record], decider: Decider) -> dict[str, How]:
    """How the mentions of each authorship are joined: the work is computed again, for the store keeps the rule alone."""
    ordered = tuple(records[key] for key in sorted(records))
    if not ordered:
        return {}
    again = compute(Group(work["key"], ordered, tuple(work.get("review_reasons") or ())), decider)
    return {a.key: How(a.aligned.state, a.aligned.rule, a.aligned.confidence) for a in again.authorships}


def _reasons(stored: StoredWork) -> Iterator[Reason]:
    others = tuple(
        OtherWork(row["work"], row["doi"], row["title"], row["year"], row["by"], None, {})
        for row in stored.sharing
    )
    for reason in stored.work.get("review_reasons") or ():
        yield Reason(reason, REASONS.get(reason, reason), others if reason == "two-dois" else ())


def _source(row: Row, record: Record) -> Source:
    joined = row.get("joined") or {}
    return Source(
        record=row["key"],
        source=row["source"],
        file=row["file"],
        line=row["line"],
        first_load=row["first_load"],
        loads=tuple(row["loads"]),
        updated=record.updated,
        seen=record.seen,
        joined=How("yes", joined["rule"], joined.get("confidence")) if joined.get("rule") else None,
        stale=bool(row.get("stale")),
    )


def _date_of(kind: str) -> Callable[[Record], Any]:
    return lambda record: next((one.value for one in record.dates if one.kind == kind), None)


_SAID: dict[str, Callable[[Record], Any]] = {
    "title": lambda record: record.title,
    "year": lambda record: record.year,
    **{kind: _date_of(kind) for kind in DATE_KINDS},
    "type": lambda record: record.type,
    "venue": lambda record: record.venue,
    "language": lambda record: record.language,
    "doi": lambda record: record.doi,
    "pmid": lambda record: record.pmid,
    "openalex": lambda record: record.openalex,
    "arxiv": lambda record: record.arxiv,
    "authors": lambda record: len(record.authors) or None,
    "keywords": lambda record: list(record.keywords) or None,
    "funders": lambda record: list(record.funders) or None,
    "abstract": lambda record: record.abstract,
}
"""Every field of a record that is not about one author, in the order in which it is shown."""

_COUNTED = {"authors": "authors_count"}


def _fields(work: Row, records: Mapping[str, Record]) -> Iterator[Field]:
    ids = {name.partition(":")[0]: name.partition(":")[2] for name in work.get("ids") or ()}
    for name, said in _SAID.items():
        by_value: dict[str, tuple[Any, list[str]]] = {}
        for key, record in records.items():
            value = said(record)
            if value is not None:
                by_value.setdefault(repr(value), (value, []))[1].append(key)
        if not by_value:
            continue
        taken = _taken(work, name, ids)
        values = [Value(value, _is_taken(value, taken), tuple(keys)) for value, keys in by_value.values()]
        values.sort(key=lambda one: (not one.taken, one.records))
        yield Field(name, taken, len(values) > 1, tuple(values))


def _taken(work: Row, name: str, ids: Mapping[str, str]) -> Any:
    if name in DATE_KINDS:
        value = work.get(name)
        precision = work.get(f"{name}_precision") or "day"
        return None if value is None else str(plain(value))[: {"year": 4, "month": 7}.get(precision, 10)]
    value = work.get(_COUNTED.get(name, name))
    return ids.get(name) if value is None else plain(value)


def _is_taken(value: Any, taken: Any) -> bool:
    """Of lists (keywords) the work takes everything."""
    if isinstance(value, list) and isinstance(taken, list):
        return set(value) <= set(taken)
    return taken is not None and bool(value == taken)


Printers = dict[str, list[str]]
"""Which records print an affiliation."""


def _printers(records: Mapping[str, Record]) -> Printers:
    found: Printers = defaultdict(list)
    for key, record in records.items():
        for text in record.affiliations:
            found[text].append(key)
    return found


def _byline(
    row: Row,
    mentions: Mapping[str, tuple[str, Record, PrintedAuthor]],
    aligned: How | None,
    institutions: Mapping[str, str],
    decider: Decider,
) -> Byline:
    told = [_mention(name, mentions.get(name)) for name in row["mentions"]]
    printers: Printers = defaultdict(list)
    for one in told:
        for text in one.affiliations:
            printers[text].append(one.record)
    known = aligned is not None and aligned.rule == row["aligned"]
    return Byline(
        position=row["position"],
        printed=row["printed"],
        person=row["person"],
        person_name=row["person_name"],
        person_by=How(row["person_state"], row["person_rule"], row["person_confidence"]),
        aligned=aligned if aligned is not None and known else How(None, row["aligned"], None),
        review=row["review"],
        mentions=tuple(told),
        addresses=_addresses(row, printers, institutions, decider),
        labels=tuple(_labels(row, told)),
        elsewhere=tuple(_elsewhere(row, institutions, decider)),
    )


def _mention(name: str, found: tuple[str, Record, PrintedAuthor] | None) -> Mention:
    if found is None:
        # its record has another statement now, and the work is not worked out anew yet
        return Mention(name, name.rpartition("#")[0], None, None, None, None, None, None, (), ())
    key, record, author = found
    return Mention(
        mention=name,
        record=key,
        name=author.name,
        name_native=author.name_native,
        position=author.position,
        corresponding=author.corresponding,
        orcid=author.orcid,
        source_id=author.source_id,
        labels=author.labels,
        affiliations=tuple(record.affiliations[index] for index in author.affiliations),
    )


def _evidence(row: Row) -> Iterator[Finding]:
    columns = {name: row.get(f"ev_{name}") or () for name in Finding._fields}
    columns["statement"] = columns["statement"] or (-1,) * len(columns["kind"])
    return map(Finding._make, zip(*columns.values(), strict=True))


def _read(one: Finding, institutions: Mapping[str, str], printed: str | None, decider: Decider) -> Read:
    name = institutions.get(one.value, one.value) if one.kind == "institution" else country_name(one.value)
    span = _span(printed, one, decider) if printed is not None else None
    return Read(one.kind, one.value, name, one.state, one.rule, one.confidence, span, one.record)


def _addresses(
    row: Row, printers: Printers, institutions: Mapping[str, str], decider: Decider
) -> tuple[Address, ...]:
    by_index: dict[int, list[Read]] = defaultdict(list)
    printed: Sequence[str] = row.get("affiliations") or ()
    for one in _evidence(row):
        if one.affiliation >= 0:
            by_index[one.affiliation].append(_read(one, institutions, printed[one.affiliation], decider))
    return tuple(
        Address(
            index,
            text,
            tuple(dict.fromkeys(printers.get(text, ()))),
            tuple(by_index[index]),
            tuple(Judged(line.id, line.by, line.at, line.why) for line in decider.judgements_of(text)),
        )
        for index, text in enumerate(printed)
    )


def _elsewhere(row: Row, institutions: Mapping[str, str], decider: Decider) -> Iterator[Elsewhere]:
    """What rests on no address; a source's own label is told of beside the print (_labels)."""
    texts, places = row.get("statements") or (), row.get("statement_places") or ()
    for one in _evidence(row):
        if one.affiliation < 0 and one.rule != SOURCE_LABEL:
            text, place = (
                (texts[one.statement], places[one.statement]) if one.statement >= 0 else (None, None)
            )
            yield Elsewhere(text, place, _read(one, institutions, None, decider))


def _span(text: str, one: Finding, decider: Decider) -> tuple[int, int] | None:
    found = decider.decide(text)
    said = (
        [(d.key, d) for d in found.institutions]
        if one.kind == "institution"
        else [(d.value, d) for d in found.countries]
    )
    return next(
        (d.span for value, d in said if (value, d.state, d.rule) == (one.value, one.state, one.rule)), None
    )


def _labels(row: Row, told: Iterable[Mention]) -> Iterator[Label]:
    by_code: dict[str, list[str]] = defaultdict(list)
    for one in told:
        for code in one.labels:
            by_code[code].append(one.record)
    printed = {
        one.value: one.state for one in _evidence(row) if one.kind == "country" and one.rule != SOURCE_LABEL
    }
    printed |= dict.fromkeys(row.get("countries") or (), "yes")
    for code, keys in sorted(by_code.items()):
        verdict: Verdict = "print-decides" if printed else "label-only"
        if code in printed:
            verdict = "agrees" if printed[code] == "yes" else "review"
        yield Label(code, country_name(code), tuple(dict.fromkeys(keys)), verdict)


def _statements(records: Mapping[str, Record]) -> Iterator[Said]:
    for key, record in records.items():
        names = {author.position: author.name for author in record.authors}
        for one in record.statements:
            author = names.get(one.author) if one.author is not None else None
            yield Said(key, one.kind, one.text, one.place, author)
