"""py2neo's objects read the graph on both stores, and only read it."""

from __future__ import annotations

import logging
from datetime import date
from typing import Any

import pytest

from graph import model
from graph.errors import CoauthError, StoreRefused, StoreUnreachable
from graph.prepare import prepare
from graph.store import Store
from tests.cypher.made import Places, at, by, day, inst, review, work, write
from tests.snapshots import snapshot

pytest.importorskip("py2neo", reason="pip install 'coauthgraph[ogm]'")

from py2neo import Node
from py2neo.errors import Neo4jError
from py2neo.ogm import Property, Related, RelatedFrom, RelatedTo, Repository

from graph import ogm
from graph.ogm import Author, Country, Institution, Work, reading_repository

KINDS: dict[type, type] = {
    Author: model.Author,
    Work: model.Work,
    Institution: model.Institution,
    Country: model.Country,
}
KISU = "ror:04nrqxe37"


@pytest.fixture
def repo(store: Store) -> Repository:
    prepare(store)
    places = Places()
    places.add(KISU, "KP", "Kim Il Sung University", controlled="KR")
    places.add("coauth:part", None, "Institute of Mathematics", status="printed", part_of=KISU)
    write(
        store,
        [
            work("both", 2019, by("kim", at("KISU, Pyongyang", "KP", inst(KISU)), "CN"), by("li", "CN"), **day("2018-05")),
            work("doubt", 2020, by("kim", at("Korea", review("KR", "bare-korea"))), title="'; MATCH (n) DETACH DELETE n //"),
        ],
        places,
    )  # fmt: skip
    return reading_repository()


def test_authors_works_countries(repo: Repository) -> None:
    kim = Author.match(repo, "kim").first()
    assert (kim.key, kim.name, kim.orcid, kim.former_keys) == ("kim", "Name kim", None, [])
    assert sorted(work.key for work in kim.works) == ["doi:10.1/both", "doi:10.1/doubt"]
    assert [one.name for one in Author.match(repo).where(name="Name li")] == ["Name li"]
    assert [
        one.key for one in Author.match(repo).where("_.key STARTS WITH 'k'").order_by("_.key").limit(5)
    ] == ["kim"]
    assert repo.match(Author).count() == 2
    assert Author.match(repo, "nobody").first() is None

    both, doubt = (Work.match(repo, f"doi:10.1/{name}").first() for name in ("both", "doubt"))
    assert (both.year, both.submitted, both.submitted_precision) == (2019, date(2018, 5, 1), "month")
    assert doubt.title == "'; MATCH (n) DETACH DELETE n //"
    assert {author.key for author in both.authors} == {"kim", "li"}
    assert kim.works.get(both, "printed") == "Name kim"
    assert kim.works.get(both, "affiliations") == ["KISU, Pyongyang", "Institute, CN"]
    assert [country.code for country in both.countries()] == ["CN", "KP"]
    assert both.involves.get(both.countries()[0], "confidence") == 0.9
    # what a person must look at is there when it is asked for
    assert doubt.countries() == []
    assert [country.name for country in doubt.countries(review=True)] == ["Country KR"]
    assert [one.name for one in both.institutions] == ["Kim Il Sung University"]


def test_institutions_and_countries(repo: Repository) -> None:
    kisu = Institution.match(repo, KISU).first()
    assert [one.code for one in kisu.countries()] == ["KP"]
    assert [one.code for one in kisu.controlled_from] == ["KR"]
    assert [one.key for one in kisu.parts] == ["coauth:part"]
    assert Institution.match(repo, "coauth:part").first().countries() == []
    china = Country.match(repo, "CN").first()
    assert [one.key for one in china.works] == ["doi:10.1/both"]
    assert {one.code for one in Country.match(repo)} == {"CN", "KP", "KR"}


def test_only_reading(repo: Repository, store: Store) -> None:
    before = snapshot(store)
    kim = Author.match(repo, "kim").first()
    kim.name = "Somebody else"
    new = Country()
    new.code = "FR"
    for write_it in (
        lambda: repo.save(kim),
        lambda: repo.delete(kim),
        lambda: repo.create(new),
        lambda: repo.graph.push(kim),
        lambda: repo.graph.create(new),
        repo.graph.delete_all,
        lambda: repo.graph.update("CREATE (:Country {code: 'FR'})"),
        lambda: repo.graph.update(lambda tx: tx.create(Node("Country", code="FR"))),
        repo.graph.begin,
    ):
        with pytest.raises(StoreRefused, match="for reading"):
            write_it()
    for text in ("MATCH (n) DETACH DELETE n", "CREATE (n:Country {code: 'FR'}) RETURN n"):
        for run in (repo.graph.run, repo.graph.query):
            with pytest.raises(Neo4jError):  # what the store itself says
                run(text).data()
    with pytest.raises((Neo4jError, StopIteration, IndexError, KeyError)):  # as docs/notebooks.md says
        repo.graph.schema.get_indexes("Work")
    repo.reload(kim)
    assert kim.name == "Name kim"
    assert repo.graph.evaluate("MATCH (c:Country) RETURN count(*)") == 3
    assert snapshot(store) == before


def test_the_password_is_not_told(
    repo: Repository, stores_env: dict[str, str], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    again = reading_repository()
    assert Author.match(again, "kim").first().name == "Name kim"
    password = again.graph.service.profile.password
    assert len(password) >= 8
    for shown in (
        caplog.text,
        repr(again),
        repr(again.graph),
        str(again.graph.service.uri),
        str(again.graph.service.profile),
    ):
        assert password not in shown


@pytest.mark.parametrize("mapped", KINDS, ids=lambda mapped: str(mapped.__name__))
def test_objects_are_those_of_the_model(mapped: Any) -> None:
    kind = KINDS[mapped]
    assert mapped.__primarylabel__ == model.label(kind)
    assert mapped.__primarykey__ == model.key_of(kind)
    given = {name: one for name, one in vars(mapped).items() if isinstance(one, Property)}
    assert {one.key for one in given.values()} == set(given) == {one.name for one in model.properties(kind)}
    joined = {
        (model.label(one), getattr(one, "start", None), getattr(one, "end", None))
        for one in model.RELATIONSHIPS
    }
    for related in [one for one in vars(mapped).values() if isinstance(one, Related)]:
        other = KINDS[getattr(ogm, related.related_class)]
        start, end = (other, kind) if isinstance(related, RelatedFrom) else (kind, other)
        assert (related.relationship_type, start, end) in joined
        # one that has a direction is never read both ways
        assert isinstance(related, RelatedTo | RelatedFrom) or start is end


def test_a_store_that_does_not_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEO4J_URI", "bolt://127.0.0.1:1")
    with pytest.raises(CoauthError, match="no password is set"):
        reading_repository()
    monkeypatch.setenv("NEO4J_PASSWORD", "secret4711")
    with pytest.raises(StoreUnreachable, match="does not answer") as told:
        reading_repository()
    assert "secret4711" not in str(told.value)
