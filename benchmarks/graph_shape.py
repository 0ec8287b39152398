"""A graph of made works, straight as rows of the model: 505,000 nodes in a few minutes instead of hours of loading.

What is left out is what no question reads: records, and abstracts. Fixed seed; half of the size is the first half of
the works, so that a smaller graph is the beginning of a larger one. Shares are set by hand after what is published and
what the shipped works show: two works in a hundred print the DPRK (some 2,000 of 120,000), most of those with China;
most addresses name an institution of their country, some evidence and some persons are for review.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from benchmarks import graph_topics
from benchmarks.measured import Measured
from benchmarks.people import Weighted, long_tailed
from graph import country_codes, derive, model, schema
from graph.store import Store

SEED = 7
WORKS = 124_000
BATCH = 4_000
KP_SHARE = 0.017
KP_PARTNERS = (
    (None, 40.0), ("CN", 50.0), ("DE", 4.0), ("US", 1.0), ("RU", 2.0), ("AU", 1.0), ("IT", 1.0), ("KR", 1.0), ("SE", 0.5),
    ("JP", 0.5), ("GB", 0.5), ("FR", 0.5), ("CA", 0.5), ("VN", 0.5), ("MN", 0.5), ("CH", 0.5),
)  # fmt: skip
AUTHORS = ((1, 22.0), (2, 31.0), (3, 25.0), (4, 12.0), (5, 6.0), (6, 2.5), (8, 1.0), (12, 0.5))
NEW_PERSON = 0.55
REVIEW = 0.03
"""Share of addresses, and of persons, that are for review."""

Row = dict[str, Any]


@dataclass
class Written:
    """How much there is: nodes and relationships, by label and type."""

    nodes: dict[str, int] = field(default_factory=dict)
    relationships: dict[str, int] = field(default_factory=dict)

    @property
    def total(self) -> tuple[int, int]:
        return sum(self.nodes.values()), sum(self.relationships.values())


class _Shape:
    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        weights = Measured().countries
        for code in country_codes.names():
            weights.setdefault(code, 0.4)
        weights.pop("KP", None)
        self.countries = Weighted(list(weights), list(weights.values()))
        self.partners = Weighted([code for code, _ in KP_PARTNERS], [share for _, share in KP_PARTNERS])
        self.authors = Weighted([number for number, _ in AUTHORS], [share for _, share in AUTHORS])
        self.persons: dict[str, list[str]] = defaultdict(list)
        self.facts: dict[str, dict[str, derive.Fact]] = defaultdict(dict)
        self.institutions: dict[str, Weighted[str]] = {}
        self.number = 0
        total = sum(weights.values())
        self.places: list[tuple[str, str]] = []
        for code in sorted({*weights, "KP"}):
            wanted = 40 if code == "KP" else max(4, round(5_000 * weights[code] / total))
            keys = [f"ror:{code.lower()}{number:04}" for number in range(wanted)]
            self.places += [(key, code) for key in keys]
            self.institutions[code] = long_tailed(keys, 0.9)

    def codes(self) -> list[str]:
        """The countries of a work."""
        chance = self.chance
        if chance.random() < KP_SHARE:
            first = self.partners.draw(chance)
            found = ["KP"] + ([first] if first else [])
            if first and chance.random() < 0.12:
                found.append(self.partners.draw(chance) or "US")
            return list(dict.fromkeys(found))
        found = [self.countries.draw(chance)]
        while chance.random() < 0.22 and len(found) < 6:
            found.append(self.countries.draw(chance))
        return list(dict.fromkeys(found))

    def person(self, code: str) -> str:
        """A new person of a country, or one that wrote there before: who wrote much writes more."""
        known = self.persons[code]
        if not known or self.chance.random() < NEW_PERSON:
            self.number += 1
            made = f"a{self.number:07}"
        else:
            made = self.chance.choice(known)
        known.append(made)
        return made

    def year(self) -> int:
        """Of publication: twice as many works every eight years."""
        return min(2025, int(2026 - self.chance.expovariate(0.087))) if self.chance.random() < 0.99 else 2025

    def work(self, index: int) -> tuple[model.Work, list[tuple[str, model.Authored]]]:
        """One work with its authorships."""
        chance = self.chance
        codes = self.codes()
        size = max(self.authors.draw(chance), len(codes))
        year: int | None = max(1985, self.year())
        if chance.random() < 0.005:
            year = None
        key = f"doi:10.5555/{index:07}"
        bare = "KP" not in codes and chance.random() < 0.2  # as many records print no affiliation
        dates: dict[str, Any] = {}
        if year and chance.random() < 0.4:
            dates = {
                "submitted": date(
                    year - (chance.random() < 0.4), chance.randint(1, 12), chance.randint(1, 28)
                ),
                "submitted_precision": "day",
            }
        work = model.Work(
            key=key, doi=key[4:], title=f"On {chance.getrandbits(48):x} and {chance.getrandbits(48):x}", year=year,
            published=date(year, 1, 1) if year else None, published_precision="year" if year else None,
            authors_count=size, records_count=1, readable=not bare, **dates,
        )  # fmt: skip
        authored = []
        persons: set[str] = set()
        for position in range(size):
            code = codes[position] if position < len(codes) else chance.choice(codes)
            person = self.person(code)
            while person in persons:
                person = self.person(code)
            persons.add(person)
            printed = [] if bare else [code]
            if len(codes) > 1 and not bare and chance.random() < 0.06:
                printed.append(next(one for one in codes if one != code))
            authored.append((person, self._authored(key, position, person, printed)))
        return work, authored

    def _authored(self, work: str, position: int, person: str, codes: Sequence[str]) -> model.Authored:
        chance = self.chance
        at, kinds, values, states, rules, sure = [], [], [], [], [], []
        printed = []
        for code in codes:
            institution = self.institutions[code].draw(chance)
            state = "review" if chance.random() < REVIEW else "yes"
            text = f"Institute {institution[4:]}, {country_codes.names()[code]}"
            if text in printed:
                continue
            printed.append(text)
            for kind, value, rule in (
                ("country", code, "country-name"), ("institution", institution, "known-institution"),
            ):  # fmt: skip
                at.append(len(printed) - 1)
                kinds.append(kind)
                values.append(value)
                states.append(state)
                rules.append(rule)
                sure.append(0.5 if state == "review" else 0.95)
        doubtful = chance.random() < REVIEW
        return model.Authored(
            key=f"{work}#{position}", mentions=(f"{work}#{position}",), aligned="one-record", position=position,
            corresponding=position == 0, printed=f"Name {person}", name_key=f"name {person}",
            affiliations=tuple(printed),
            countries=tuple(v for k, v, s in zip(kinds, values, states, strict=True) if k == "country" and s == "yes"),
            institutions=tuple(
                v for k, v, s in zip(kinds, values, states, strict=True) if k == "institution" and s == "yes"
            ),
            review=doubtful or "review" in states,
            person_state="review" if doubtful else "yes", person_rule="scored",
            person_confidence=0.7 if doubtful else 0.97,
            ev_affiliation=tuple(at), ev_statement=(-1,) * len(at), ev_kind=tuple(kinds), ev_value=tuple(values),
            ev_state=tuple(states), ev_rule=tuple(rules), ev_confidence=tuple(sure), ev_record=("made",) * len(at),
        )  # fmt: skip


def _fact(work: model.Work, made: model.Authored) -> derive.Fact:
    evidence = (made.ev_kind, made.ev_value, made.ev_state, made.ev_confidence)
    return derive.Fact(
        work=work.key, year=work.year, countries=derive.claims(*evidence, "country"),
        institutions=derive.claims(*evidence, "institution"), confidence=made.person_confidence,
        review=made.person_state != "yes", paired=True,
    )  # fmt: skip


def _ties(kind: type, work: model.Work, facts: Sequence[derive.Fact], name: str) -> Iterator[Row]:
    found: dict[str, list[tuple[bool, float]]] = defaultdict(list)
    for fact in facts:
        for value, confidence, review in getattr(fact, name):
            found[value].append((not review, confidence))
    for value, evidence in sorted(found.items()):
        certain, confidence = max(evidence)
        yield schema.edge_of(
            kind(confidence=confidence, review=not certain, mentions=len(evidence)), work.key, value
        )


class _Writer:
    """Collects rows and writes them in batches, nodes as they come, relationships after the nodes."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.written = Written()
        self.waiting: dict[type, list[Row]] = defaultdict(list)

    def add(self, kind: type, row: Row) -> None:
        rows = self.waiting[kind]
        rows.append(row)
        if len(rows) >= BATCH:
            self.flush(kind)

    def flush(self, kind: type) -> None:
        rows = self.waiting.pop(kind, [])
        if not rows:
            return
        node = kind in model.NODES
        statement = schema.create_nodes(kind) if node else schema.create_relationships(kind)
        self.store.execute(statement, {"rows": rows})
        counts = self.written.nodes if node else self.written.relationships
        counts[model.label(kind)] = counts.get(model.label(kind), 0) + len(rows)

    def flush_all(self) -> None:
        for kind in [*model.NODES, *model.RELATIONSHIPS]:
            self.flush(kind)


def write(store: Store, works: int = WORKS, *, seed: int = SEED) -> Written:
    """Write so many works and all that hangs on them to an empty, prepared store."""
    shape = _Shape(seed)
    out = _Writer(store)
    for code, name in sorted(country_codes.names().items()):
        out.add(model.Country, schema.row_of(model.Country(code=code, name=name)))
    for key, _ in shape.places:
        out.add(model.Institution, schema.row_of(model.Institution(key=key, name=f"Institute {key[4:]}")))
    for row in graph_topics.topics():
        out.add(model.Topic, row)
    out.add(model.Watchlist, graph_topics.watchlist())
    out.flush_all()
    others = random.Random(seed + 2)
    for row in graph_topics.listed(shape.places, others):
        out.add(model.ListedOn, row)
    for key, code in shape.places:
        out.add(model.LocatedIn, schema.edge_of(model.LocatedIn(source="table"), key, code))
    for key, _ in shape.places[1::9]:
        whole = f"{key[:6]}0000"
        if whole != key:
            out.add(model.PartOf, schema.edge_of(model.PartOf(source="table"), key, whole))
    funders = [f"coauth:fund{number}" for number in range(300)]
    for key in funders:
        out.add(model.Funder, schema.row_of(model.Funder(key=key, name=f"Fund {key[7:]}", country="CN")))
    seen: set[str] = set()
    later: list[tuple[type, Row]] = []
    chance = random.Random(seed + 1)
    for index in range(works):
        work, authored = shape.work(index)
        doubt = not work.readable or any(
            derive.unsettled(
                len(one.affiliations),
                zip(one.ev_kind, one.ev_state, one.ev_affiliation, one.ev_statement, strict=True),
            )
            for _, one in authored
        )
        out.add(
            model.Work, schema.row_of(replace(work, unsettled=doubt or None, classified=graph_topics.MARKS))
        )
        facts = []
        for person, made in authored:
            if person not in seen:
                seen.add(person)
                name = f"Name {person}"
                out.add(model.Author, schema.row_of(model.Author(key=person, name=name, names=(name,))))
                out.add(model.NameKey, schema.row_of(model.NameKey(key=f"n {person}")))
                later.append((model.Under, schema.edge_of(model.Under(), person, f"n {person}")))
            fact = _fact(work, made)
            facts.append(fact)
            shape.facts[person][work.key] = fact
            later.append((model.Authored, schema.edge_of(made, person, work.key)))
        later += [(model.Involves, row) for row in _ties(model.Involves, work, facts, "countries")]
        later += [(model.Names, row) for row in _ties(model.Names, work, facts, "institutions")]
        later += [(model.About, row) for row in graph_topics.about(work.key, others)]
        if chance.random() < 0.25:
            paid = model.FundedBy(
                confidence=0.9, review=False, grants=("1",), ev_printed=("a fund",), ev_state=("yes",),
                ev_rule=("funder-name",), ev_confidence=(0.9,), ev_record=("made",),
            )  # fmt: skip
            later.append((model.FundedBy, schema.edge_of(paid, work.key, chance.choice(funders))))
        if index % 2_000 == 1_999:
            _relationships(out, later)
    _relationships(out, later)
    _persons(out, shape, chance)
    out.flush_all()
    return out.written


def _relationships(out: _Writer, later: list[tuple[type, Row]]) -> None:
    nodes: tuple[type, ...] = (model.Work, model.Author, model.NameKey, model.Funder)
    for kind in nodes:
        out.flush(kind)
    for kind, row in later:
        out.add(kind, row)
    later.clear()


def _persons(out: _Writer, shape: _Shape, chance: random.Random) -> None:
    """What is derived from all authorships of a person."""
    together: set[tuple[str, str]] = set()
    authors: dict[str, list[str]] = defaultdict(list)
    for person, facts in shape.facts.items():
        at, based = derive.places(person, facts.values())
        for row in at:
            out.add(model.AffiliatedWith, row)
        for row in based:
            out.add(model.BasedIn, row)
        for work in facts:
            authors[work].append(person)
    for persons in authors.values():
        together |= {(a, b) for a in persons for b in persons if a < b}
    for a, b in sorted(together):
        if (tie := derive.pair(a, b, shape.facts)) is not None:
            out.add(model.Coauthored, tie)
    everyone = sorted(shape.facts)
    for a in chance.sample(everyone, len(everyone) // 100):
        b = chance.choice(everyone)
        if a < b:
            out.add(
                model.MayBe, schema.edge_of(model.MayBe(probability=0.6, rule="scored", mentions=()), a, b)
            )
