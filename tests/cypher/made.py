"""Small graphs made by hand, of the model's own dataclasses, written by the model's own statements."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from graph import derive, model, schema
from graph.store import Store


@dataclass(frozen=True)
class Ev:
    """One finding: a country's code, or an institution's key with kind `institution`."""

    value: str
    state: str = "yes"
    rule: str = "country-name"
    confidence: float = 0.9
    kind: str = "country"


@dataclass(frozen=True)
class Address:
    """A printed affiliation and what was read out of it; printed None: the source's own label.

    said: kind and place of a statement, of which `printed` is the text: no affiliation.
    """

    printed: str | None
    findings: tuple[Ev, ...] = ()
    said: tuple[str, str] | None = None


@dataclass(frozen=True)
class By:
    """An author of a work, by the person's key."""

    person: str
    addresses: tuple[Address, ...] = ()
    state: str = "yes"
    rule: str = "alone"
    confidence: float = 1.0
    collective: bool | None = None
    corresponding: bool | None = None

    @property
    def name(self) -> str:
        return f"Name {self.person}"


def at(printed: str | None, *findings: Ev | str) -> Address:
    """An address; a bare code is a certain country."""
    return Address(printed, tuple(Ev(one) if isinstance(one, str) else one for one in findings))


def said(kind: str, place: str, text: str, *findings: Ev | str) -> Address:
    """A statement; a bare code is a country for review, as only a statement gives it."""
    return Address(
        text,
        tuple(
            review(one, f"statement-{kind}/country-name", 0.3) if isinstance(one, str) else one
            for one in findings
        ),
        (kind, place),
    )


def by(person: str, *addresses: Address | str, **more: Any) -> By:
    """An author; a bare code is an address with that certain country."""
    return By(
        person,
        tuple(at(f"Institute, {one}", one) if isinstance(one, str) else one for one in addresses),
        **more,
    )


def review(code: str, rule: str = "country-conflict", confidence: float = 0.4) -> Ev:
    """A country that a person must look at."""
    return Ev(code, "review", rule, confidence)


def inst(key: str, state: str = "yes", rule: str = "known-institution", confidence: float = 0.95) -> Ev:
    """An institution."""
    return Ev(key, state, rule, confidence, "institution")


@dataclass(frozen=True)
class Paid:
    """A funder that a work names, by its key; each printed text is one finding."""

    funder: str
    printed: tuple[str, ...] = ()
    grants: tuple[str, ...] = ()
    state: str = "yes"
    confidence: float = 0.9


@dataclass(frozen=True)
class On:
    """A topic that a work is about, by its key, LIST/GROUP."""

    topic: str
    score: float = 0.9
    state: str = "yes"
    current: bool = True
    version: str = "1"


@dataclass(frozen=True)
class Listed:
    """An entry of a watch-list, by the list's key, for an institution."""

    institution: str
    watchlist: str
    since: date | None = None
    until: date | None = None
    state: str = "yes"
    confidence: float = 0.9
    precision: str = "day"


@dataclass(frozen=True)
class Made:
    """A work with its authors and the addresses that no author was given."""

    key: str
    year: int | None
    authors: tuple[By, ...]
    loose: tuple[Address, ...] = ()
    more: dict[str, Any] = field(default_factory=dict)
    paid: tuple[Paid, ...] = ()
    about: tuple[On, ...] = ()

    @property
    def all_addresses(self) -> list[Address]:
        return [one for author in self.authors for one in author.addresses] + list(self.loose)


def work(
    key: str,
    year: int | None,
    *authors: By,
    loose: Sequence[Address] = (),
    paid: Sequence[Paid] = (),
    about: Sequence[On | str] = (),
    **more: Any,
) -> Made:
    """A work; its key is `doi:10.1/` and the name given, unless that holds a colon. A bare topic is a certain one."""
    topics = tuple(On(one) if isinstance(one, str) else one for one in about)
    return Made(
        key if ":" in key else f"doi:10.1/{key}", year, authors, tuple(loose), more, tuple(paid), topics
    )


def _evidence(addresses: Sequence[Address]) -> dict[str, Any]:
    printed = tuple(
        dict.fromkeys(one.printed for one in addresses if one.printed is not None and not one.said)
    )
    statements = [one for one in addresses if one.said]
    found = [
        (
            -1 if one.printed is None or one.said else printed.index(one.printed),
            statements.index(one) if one.said else -1,
            ev,
        )
        for one in addresses
        for ev in one.findings
    ]
    return {
        "affiliations": printed,
        "statements": tuple(one.printed for one in statements),
        "statement_kinds": tuple(one.said[0] for one in statements if one.said),
        "statement_places": tuple(one.said[1] for one in statements if one.said),
        "statement_records": ("made",) * len(statements),
        "ev_affiliation": tuple(index for index, _, _ in found),
        "ev_statement": tuple(index for _, index, _ in found),
        "ev_kind": tuple(ev.kind for _, _, ev in found),
        "ev_value": tuple(ev.value for _, _, ev in found),
        "ev_state": tuple(ev.state for _, _, ev in found),
        "ev_rule": tuple(ev.rule for _, _, ev in found),
        "ev_confidence": tuple(ev.confidence for _, _, ev in found),
        "ev_record": ("made",) * len(found),
    }


def best(findings: Sequence[Ev]) -> Ev:
    """What counts of several findings: the certain before those for review, then the surest."""
    return max(findings, key=lambda one: (one.state == "yes", one.confidence))


@dataclass
class Places:
    """Institutions by key: name, country, status, country it is controlled from; and which is a part of which.

    Watch-lists by key with the day of the copy, and their entries; of topics, by key, what is not plain.
    """

    rows: dict[str, tuple[str, str | None, str, str | None]] = field(default_factory=dict)
    parts: set[tuple[str, str]] = field(default_factory=set)
    listed: list[Listed] = field(default_factory=list)
    latest: dict[str, date] = field(default_factory=dict)
    topics: dict[str, dict[str, Any]] = field(default_factory=dict)
    watchlists: dict[str, date | None] = field(default_factory=dict)

    def add(
        self,
        key: str,
        country: str | None,
        name: str | None = None,
        status: str = "known",
        controlled: str | None = None,
        part_of: str | None = None,
    ) -> None:
        self.rows[key] = (name or f"Institute {key}", country, status, controlled)
        if part_of:
            self.parts.add((key, part_of))


def write(store: Store, works: Sequence[Made], places: Places | None = None) -> None:
    """Write works with all that hangs on them; INVOLVES and NAMES from their evidence."""
    places = places or Places()
    persons = {author.person for one in works for author in one.authors}
    codes = {
        ev.value for one in works for a in one.all_addresses for ev in a.findings if ev.kind != "institution"
    }
    lists = sorted({f"{on.topic.partition('/')[0]} {on.version} 0" for one in works for on in one.about})
    codes |= {code for _, *two, three in places.rows.values() for code in (two[0], three) if code}
    nodes: list[tuple[type, list[dict[str, Any]]]] = [
        (model.Country, [schema.row_of(model.Country(code=c, name=f"Country {c}")) for c in sorted(codes)]),
        (model.Author, [schema.row_of(model.Author(key=p, name=f"Name {p}")) for p in sorted(persons)]),
        (
            model.Institution,
            [
                schema.row_of(model.Institution(key=key, name=name, status=status))
                for key, (name, _, status, _) in sorted(places.rows.items())
            ],
        ),
        (model.Work, [schema.row_of(_work(one, lists)) for one in works]),
        (
            model.Funder,
            [
                schema.row_of(
                    model.Funder(key=key, name=f"Fund {key}", country="CN", status=_known(key), names=())
                )
                for key in sorted({paid.funder for one in works for paid in one.paid})
            ],
        ),
        (
            model.Topic,
            [
                schema.row_of(
                    model.Topic(
                        key=key,
                        list=key.partition("/")[0],
                        name=f"Topic {key.partition('/')[2]}",
                        **places.topics.get(key, {}),
                    )
                )
                for key in sorted({on.topic for one in works for on in one.about})
            ],
        ),
        (
            model.Watchlist,
            [
                schema.row_of(
                    model.Watchlist(
                        key=key,
                        name=f"List {key}",
                        kind=key.partition(":")[0],
                        dated=dated,
                        latest=places.latest.get(key),
                        sha256="made",
                    )
                )
                for key, dated in sorted(places.watchlists.items())
            ],
        ),
    ]
    edges: list[tuple[type, list[dict[str, Any]]]] = [
        (model.Authored, [row for one in works for row in _authored(one)]),
        (model.Involves, [row for one in works for row in _ties(one, "country", model.Involves)]),
        (model.Names, [row for one in works for row in _ties(one, "institution", model.Names)]),
        (model.FundedBy, [row for one in works for row in _paid(one)]),
        (
            model.LocatedIn,
            [
                schema.edge_of(model.LocatedIn(source="table"), key, country)
                for key, (_, country, _, _) in sorted(places.rows.items())
                if country
            ],
        ),
        (
            model.ControlledFrom,
            [
                schema.edge_of(model.ControlledFrom(source="table"), key, country)
                for key, (*_, country) in sorted(places.rows.items())
                if country
            ],
        ),
        (model.About, [row for one in works for row in _about(one)]),
        (
            model.ListedOn,
            [
                schema.edge_of(
                    model.ListedOn(
                        key=f"{one.watchlist}#{number}",
                        entry=f"Entry {number}",
                        matched="Alias",
                        source="annex 1",
                        since=one.since,
                        since_precision=one.precision,
                        until=one.until,
                        until_precision=one.precision,
                        review=one.state != "yes",
                        rule="entry-name",
                        confidence=one.confidence,
                    ),
                    one.institution,
                    one.watchlist,
                )
                for number, one in enumerate(places.listed)
            ],
        ),
        (model.PartOf, [schema.edge_of(model.PartOf(source="table"), *one) for one in sorted(places.parts)]),
    ]

    def all_rows(tx: Any) -> None:
        for kind, rows in nodes:
            if rows:
                tx.run(schema.merge_nodes(kind), {"rows": rows})
        for kind, rows in edges:
            if rows:
                tx.run(schema.merge_relationships(kind), {"rows": rows})

    store.write(all_rows)


def _known(key: str) -> str:
    return "known" if key.startswith("ror:") else "printed"


def _paid(one: Made) -> list[dict[str, Any]]:
    return [
        schema.edge_of(
            model.FundedBy(
                confidence=paid.confidence,
                review=paid.state != "yes",
                grants=paid.grants,
                ev_printed=paid.printed,
                ev_state=(paid.state,) * len(paid.printed),
                ev_rule=("funder-name",) * len(paid.printed),
                ev_confidence=(paid.confidence,) * len(paid.printed),
                ev_record=("made",) * len(paid.printed),
            ),
            one.key,
            paid.funder,
        )
        for paid in one.paid
    ]


def _about(one: Made) -> list[dict[str, Any]]:
    return [
        schema.edge_of(
            model.About(
                key=f"{one.key}#{on.topic}#{on.version}",
                version=on.version,
                current=on.current,
                score=on.score,
                review=on.state != "yes",
                rule="terms",
                terms=("term",),
                ev_place=("title",),
                ev_printed=("Terms",),
            ),
            one.key,
            on.topic,
        )
        for on in one.about
    ]


def _work(one: Made, lists: Sequence[str]) -> model.Work:
    """lists: marks of the term lists that every work with a topic was matched with."""
    doi = one.key.removeprefix("doi:") if one.key.startswith("doi:") else None
    fields: dict[str, Any] = {
        "title": f"Title of {one.key}",
        "authors_count": len(one.authors),
        "readable": any(address.printed and not address.said for address in one.all_addresses),
        "unsettled": _unsettled(one) or None,
        "classified": ("text of it", *lists) if one.about else (),
        **_evidence(one.loose),
        **one.more,
    }
    return model.Work(key=one.key, doi=doi, year=one.year, **fields)


def _unsettled(one: Made) -> bool:
    if not any(address.printed and not address.said for address in one.all_addresses):
        return True
    for addresses in (one.loose, *(author.addresses for author in one.authors)):
        lists = _evidence(addresses)
        findings = zip(
            lists["ev_kind"], lists["ev_state"], lists["ev_affiliation"], lists["ev_statement"], strict=True
        )
        if derive.unsettled(len(lists["affiliations"]), findings):
            return True
    return False


def _authored(one: Made) -> list[dict[str, Any]]:
    return [
        schema.edge_of(
            model.Authored(
                key=f"{one.key}#{position}",
                mentions=(f"{one.key}#{position}",),
                position=position,
                collective=author.collective,
                corresponding=author.corresponding,
                printed=author.name,
                name_key=author.name.lower(),
                person_state=author.state,
                person_rule=author.rule,
                person_confidence=author.confidence,
                **_evidence(author.addresses),
            ),
            author.person,
            one.key,
        )
        for position, author in enumerate(one.authors)
    ]


def _ties(one: Made, kind: str, made: type) -> list[dict[str, Any]]:
    found: dict[str, list[Ev]] = {}
    for address in one.all_addresses:
        for ev in address.findings:
            if ev.kind == kind:
                found.setdefault(ev.value, []).append(ev)
    return [
        schema.edge_of(
            made(confidence=best(evs).confidence, review=best(evs).state != "yes", mentions=len(evs)),
            one.key,
            value,
        )
        for value, evs in sorted(found.items())
    ]


def day(text: str, kind: str = "submitted") -> dict[str, Any]:
    """A date with its precision, for work(..., **day("2016-10"))."""
    parts = [int(part) for part in text.split("-")]
    return {
        kind: date(*[*parts, 1, 1][:3]),
        f"{kind}_precision": {1: "year", 2: "month", 3: "day"}[len(parts)],
    }
