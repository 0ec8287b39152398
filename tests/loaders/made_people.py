"""Small graphs of records, works and persons, written by the model's own statements: whom each mention belongs to is said,
not decided."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from graph import model, prepare, schema
from graph.store import Store
from loaders.records import PrintedAuthor, Record
from loaders.works import mention_of


def person(letter: str) -> str:
    """A key of a person."""
    return letter * 32


@dataclass(frozen=True)
class By:
    """An author as a work prints it. person: one letter. countries: that the addresses name for certain. also: the name
    that a second record of the work prints in the same place."""

    person: str
    name: str
    affiliations: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    state: str = "yes"
    rule: str = "founding-mention"
    confidence: float = 1.0
    also: str | None = None


@dataclass(frozen=True)
class Made:
    """A work that one record reports (two, where an author has another name in a second one)."""

    key: str
    authors: tuple[By, ...]
    year: int | None = 2018
    more: dict[str, Any] = field(default_factory=dict)

    @property
    def records(self) -> list[Record]:
        """Its records: `made:KEY`, and `more:KEY`."""
        names = [[author.name for author in self.authors]]
        if any(author.also for author in self.authors):
            names.append([author.also or author.name for author in self.authors])
        return [
            Record(
                source=source,
                source_id=self.key,
                title=self.title,
                authors=tuple(PrintedAuthor(name, at) for at, name in enumerate(printed)),
            )
            for source, printed in zip(("made", "more"), names, strict=False)
        ]

    @property
    def title(self) -> str:
        return str(self.more.get("title", f"Title of {self.key}"))

    def mentions(self, position: int) -> tuple[str, ...]:
        """The ids of an author's mentions."""
        return tuple(mention_of(record.key, record.authors[position]) for record in self.records)

    def mention(self, position: int = 0) -> str:
        """The id that stands for an author."""
        return self.mentions(position)[0]


def work(key: str, *authors: By, year: int | None = 2018, **more: Any) -> Made:
    """A work with the key `doi:10.1/KEY`."""
    return Made(key, authors, year, more)


def may_be(a: Made, b: Made, probability: float, *, at: tuple[int, int] = (0, 0)) -> dict[str, Any]:
    """A row of MAY_BE between the persons of two authors (by their places)."""
    ends = sorted(
        (person(one.authors[place].person), one.mention(place)) for one, place in zip((a, b), at, strict=True)
    )
    edge = model.MayBe(probability=probability, rule="scored", mentions=(ends[0][1], ends[1][1]))
    return schema.edge_of(edge, ends[0][0], ends[1][0])


def write(
    store: Store,
    works: Sequence[Made],
    may_be: Sequence[dict[str, Any]] = (),
    former: dict[str, tuple[str, ...]] | None = None,
) -> None:
    """Write all of it into an empty store. former: former keys of persons, by letter."""
    prepare.prepare(store)
    nodes: dict[type, list[dict[str, Any]]] = defaultdict(list)
    edges: dict[type, list[dict[str, Any]]] = defaultdict(list)
    names: dict[str, list[str]] = defaultdict(list)
    based: dict[tuple[str, str], int] = defaultdict(int)
    beside: dict[tuple[str, str], int] = defaultdict(int)
    for one in works:
        key = f"doi:10.1/{one.key}"
        for number, record in enumerate(one.records):
            nodes[model.Record].append(
                schema.row_of(
                    model.Record(
                        key=record.key, source=record.source, file="made", line=number, sha256=record.sha256,
                        statement=record.statement, first_load="made", loads=("made",),
                    )
                )
            )  # fmt: skip
            edges[model.Reports].append(schema.edge_of(model.Reports(), record.key, key))
        nodes[model.Work].append(
            schema.row_of(
                model.Work(key=key, doi=f"10.1/{one.key}", year=one.year, **{"title": one.title, **one.more})
            )
        )
        codes = {code for author in one.authors for code in author.countries}
        for code in sorted(codes):
            involves = model.Involves(confidence=0.9, review=False, mentions=1)
            edges[model.Involves].append(schema.edge_of(involves, key, code))
        keys = sorted({person(author.person) for author in one.authors})
        for at, a in enumerate(keys):
            for b in keys[at + 1 :]:
                beside[a, b] += 1
        for position, author in enumerate(one.authors):
            names[person(author.person)].append(author.name)
            for code in author.countries:
                based[person(author.person), code] += 1
            authored = model.Authored(
                key=f"{one.key}#{position}", mentions=one.mentions(position), aligned="one-record", position=position,
                printed=author.name, name_key=author.name.lower(), affiliations=author.affiliations,
                countries=author.countries, person_state=author.state, person_rule=author.rule,
                person_confidence=author.confidence, review=author.state == "review",
            )  # fmt: skip
            edges[model.Authored].append(schema.edge_of(authored, person(author.person), key))
    for key, printed in names.items():
        known = (former or {}).get(key[0], ())
        fullest = max(printed, key=lambda name: (len(name), name))
        nodes[model.Author].append(
            schema.row_of(
                model.Author(key=key, name=fullest, names=tuple(dict.fromkeys(printed)), former_keys=known)
            )
        )
    for code in sorted({code for _, code in based}):
        nodes[model.Country].append(schema.row_of(model.Country(code=code, name=f"Country {code}")))
    for (key, code), number in based.items():
        edges[model.BasedIn].append(
            schema.edge_of(model.BasedIn(works=number, confidence=0.9, review=False), key, code)
        )
    for (a, b), number in beside.items():
        edges[model.Coauthored].append(
            schema.edge_of(model.Coauthored(works=number, confidence=1.0, review=False), a, b)
        )
    edges[model.MayBe] += may_be

    def everything(tx: Any) -> None:
        for kind, rows in nodes.items():
            tx.run(schema.merge_nodes(kind), {"rows": rows})
        for kind, rows in edges.items():
            if rows:
                tx.run(schema.create_relationships(kind), {"rows": rows})

    store.write(everything)
