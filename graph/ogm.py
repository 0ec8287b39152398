"""Authors, works, institutions and countries as objects of py2neo, for reading in a notebook.

    from graph.ogm import Author, reading_repository

    repo = reading_repository()
    for author in Author.match(repo).where(orcid="0000-0002-1825-0097"):
        print(author.name, [work.title for work in author.works], author.countries())

Needs `pip install 'coauthgraph[ogm]'`. py2neo is at its end of life (2021.2.4 is its last version): whoever has no code
for it uses `coauth.open()`. Properties are those of the model, found by their names there; relationships carry theirs:
`author.works.get(work, "printed")`. Nothing is written: the repository has the reader's user, and asks for reading only.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from graph import model
from graph.errors import CoauthError, StoreRefused
from graph.prepare import open_current
from graph.settings import Settings, load_settings
from graph.store import reading_address

try:
    from py2neo import Graph, Transaction
    from py2neo.ogm import GraphObject, Property, Related, RelatedFrom, RelatedTo, Repository
except ImportError as error:
    if (error.name or "").split(".")[0] != "py2neo":
        raise
    raise CoauthError("py2neo is not installed", hint="pip install 'coauthgraph[ogm]'") from None

__all__ = ("Author", "Country", "Institution", "Work", "reading_repository")

T = TypeVar("T", bound=type)


def _of(kind: type) -> Callable[[T], T]:
    """Give a class the label, the key and every property of a node of the model."""

    def give(made: T) -> T:
        made.__primarylabel__ = model.label(kind)  # type: ignore[attr-defined]
        made.__primarykey__ = model.key_of(kind)  # type: ignore[attr-defined]
        for one in model.properties(kind):
            setattr(made, one.name, Property(one.name))
        return made

    return give


def _among(related: Any, review: bool) -> list[Any]:
    """What a derived relationship leads to: what is certain, with `review` also what a person must look at."""
    found = [
        (one, properties)
        for _, (_, properties), one in related.triples()
        if review or not properties["review"]
    ]
    return [
        one for one, _ in sorted(found, key=lambda pair: (-pair[1]["confidence"], pair[0].__primaryvalue__))
    ]


@_of(model.Author)
class Author(GraphObject):  # type: ignore[misc]  # py2neo has no types
    """One person, as far as the mentions that were joined are one; or a group that signs a work."""

    works = RelatedTo("Work", model.label(model.Authored))
    institutions = RelatedTo("Institution", model.label(model.AffiliatedWith))
    based_in = RelatedTo("Country", model.label(model.BasedIn))
    coauthors = Related("Author", model.label(model.Coauthored))
    may_be = Related("Author", model.label(model.MayBe))

    def countries(self, *, review: bool = False) -> list[Country]:
        """The countries of printed addresses, surest first; review: also those that a person must look at."""
        return _among(self.based_in, review)


@_of(model.Work)
class Work(GraphObject):  # type: ignore[misc]
    """A work, with what its records say of it."""

    authors = RelatedFrom("Author", model.label(model.Authored))
    institutions = RelatedTo("Institution", model.label(model.Names))
    involves = RelatedTo("Country", model.label(model.Involves))
    versions = RelatedTo("Work", model.label(model.VersionOf))
    resembles = Related("Work", model.label(model.Resembles))

    def countries(self, *, review: bool = False) -> list[Country]:
        """The countries of its printed addresses, surest first; review: also those that a person must look at."""
        return _among(self.involves, review)


@_of(model.Institution)
class Institution(GraphObject):  # type: ignore[misc]
    """An institution: a known one, else one known by its printed name only."""

    works = RelatedFrom("Work", model.label(model.Names))
    authors = RelatedFrom("Author", model.label(model.AffiliatedWith))
    located_in = RelatedTo("Country", model.label(model.LocatedIn))
    controlled_from = RelatedTo("Country", model.label(model.ControlledFrom))
    part_of = RelatedTo("Institution", model.label(model.PartOf))
    parts = RelatedFrom("Institution", model.label(model.PartOf))

    def countries(self) -> list[Country]:
        """Where it stands; never the country that controls it (see controlled_from)."""
        return sorted(self.located_in, key=lambda country: str(country.code))


@_of(model.Country)
class Country(GraphObject):  # type: ignore[misc]
    """A country or territory of ISO 3166-1."""

    works = RelatedFrom("Work", model.label(model.Involves))
    authors = RelatedFrom("Author", model.label(model.BasedIn))
    institutions = RelatedFrom("Institution", model.label(model.LocatedIn))


def _refused(*_: Any, **__: Any) -> None:
    """Nothing is written from here. Raises StoreRefused."""
    raise StoreRefused("py2neo's objects are for reading", hint="coauth add, or coauth load FILE")


class _Looking(Transaction):  # type: ignore[misc]
    """What py2neo takes for a transaction that writes: it asks for one wherever it follows a relationship."""

    def run(self, cypher: str, parameters: Any = None, **more: Any) -> Any:
        return self.graph.run(cypher, parameters, **more)

    create = delete = merge = push = separate = update = _refused


class _ReadingGraph(Graph):  # type: ignore[misc]
    """Only statements that read are sent, each alone: of one that fails, py2neo leaves its transaction open."""

    def auto(self, readonly: bool = True) -> Any:
        return super().auto(readonly=True)

    def update(self, cypher: Any, parameters: Any = None, timeout: Any = None) -> None:
        if not callable(cypher):
            _refused()
        cypher(_Looking(self, autocommit=True, readonly=True))

    begin = create = delete = delete_all = merge = push = separate = _refused


class _ReadingRepository(Repository):  # type: ignore[misc]
    def __init__(self, graph: Graph) -> None:
        self.graph = graph

    save = delete = create = merge = push = _refused


def reading_repository(settings: Settings | None = None) -> Repository:
    """A repository for `Author.match(...)` on the store that the command line uses, by the same settings.

    The password stands in no address, and is not logged. Raises StoreUnreachable and StoreRefused as coauth.open does.
    """
    settings = settings or load_settings()
    with open_current(settings):
        pass  # says what is wrong with address, password or model; py2neo would only fail
    address = reading_address(settings)
    graph = _ReadingGraph(
        address.uri, name=address.database, auth=(address.user, address.password.get_secret_value())
    )
    return _ReadingRepository(graph)
