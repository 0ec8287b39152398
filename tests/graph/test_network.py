"""The co-author network: measures worked out by hand, communities that do not depend on the order of reading."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import pytest

from graph import model, schema
from graph.lock import DeriveLock
from graph.network import PART, Bounds, Network, centrality, communities, countries_of, parts, read_network
from graph.network_write import CENTRALITY, COMMUNITY, forget, write_back
from graph.prepare import prepare
from graph.store import Store
from loaders.pipeline import Quiet
from tests.cypher.made import by, work, write

Pair = tuple[str, str]


def join(store: Store, pairs: Sequence[Pair], based: Mapping[str, str] | None = None, **fields: Any) -> None:
    """Persons with their co-author pairs and countries, as a load derives them."""
    prepare(store)
    persons = sorted({person for pair in pairs for person in pair} | set(based or {}))
    # somebody else each, so that persons and countries are there
    write(
        store, [work(f"of-{person}", 2018, by(person, (based or {}).get(person, "KP"))) for person in persons]
    )
    made: dict[str, Any] = {"works": 1, "years": (2018,), "confidence": 1.0, "review": False} | fields
    edges = [schema.edge_of(model.Coauthored(**made), *sorted(pair)) for pair in pairs]
    places = [
        schema.edge_of(model.BasedIn(works=1, years=(2018,), confidence=0.9, review=False), person, code)
        for person, code in (based or {}).items()
    ]
    store.execute(schema.merge_relationships(model.Coauthored), {"rows": edges})
    if places:
        store.execute(schema.merge_relationships(model.BasedIn), {"rows": places})


def measured(store: Store, cutoff: int | None = 0, **bounds: Any) -> dict[str, tuple[Any, Any, Any]]:
    found = read_network(store, Bounds(**bounds), Quiet())
    numbers = centrality(found, cutoff, Quiet())
    return dict(
        zip(
            found.keys,
            zip(numbers.betweenness, numbers.normalised, numbers.constraint, strict=True),
            strict=True,
        )
    )


def test_a_star_and_a_triangle(store: Store) -> None:
    join(store, [("a", "m"), ("b", "m"), ("c", "m"), ("x", "y"), ("y", "z"), ("x", "z")])
    found = measured(store)
    # m joins three others, alone: 3 of the 15 pairs of the other six; each of its pairs has a third of its ties
    assert found["m"] == (3.0, pytest.approx(3 / 15), pytest.approx(3 * (1 / 3) ** 2))
    assert found["a"] == (0.0, 0.0, pytest.approx(1.0))
    # in a triangle: 2 * (1/2 + 1/2 * 1/2)^2
    assert found["x"] == (0.0, 0.0, pytest.approx(2 * 0.75**2))


def test_cut_off(store: Store) -> None:
    join(store, [("a", "b"), ("b", "c"), ("c", "d")])
    assert {key: one[0] for key, one in measured(store).items()} == {"a": 0, "b": 2, "c": 2, "d": 0}
    assert {key: one[0] for key, one in measured(store, 2).items()} == {"a": 0, "b": 1, "c": 1, "d": 0}


def test_which_network(store: Store) -> None:
    join(store, [("a", "b"), ("b", "c")], {"a": "KP", "b": "CN", "c": "US"})
    join(store, [("d", "e")], {"d": "KP", "e": "KP"}, years=(2010,), works=1)
    join(store, [("f", "g")], {"f": "KP", "g": "KP"}, review=True)
    join(store, [("h", "i")], {"h": "KP", "i": "KP"}, confidence=0.4)

    def pairs(**bounds: Any) -> set[Pair]:
        found = read_network(store, Bounds(**bounds), Quiet())
        return {(found.keys[a], found.keys[b]) for a, b in found.graph.get_edgelist()}

    assert pairs() == {("a", "b"), ("b", "c"), ("d", "e")}
    assert pairs(first=2011) == {("a", "b"), ("b", "c")}
    assert pairs(last=2011) == {("d", "e")}
    assert pairs(review=True) == {("a", "b"), ("b", "c"), ("d", "e"), ("f", "g")}
    assert pairs(min_confidence=0.3) == {("a", "b"), ("b", "c"), ("d", "e"), ("h", "i")}
    # both must have printed one of the countries
    assert pairs(countries=("KP", "CN")) == {("a", "b"), ("d", "e")}
    assert pairs(countries=("CN", "US")) == {("b", "c")}
    assert countries_of(store, Bounds(), ["a", "b"], Quiet()) == {"a": ["KP"], "b": ["CN"]}


def two_groups() -> list[Pair]:
    """Two groups of five who all wrote with each other, and one pair across."""
    return [
        (f"{group}{a}", f"{group}{b}") for group in ("f", "0") for a in range(5) for b in range(a + 1, 5)
    ] + [("f0", "00")]  # fmt: skip


def test_communities(store: Store) -> None:
    join(store, [*two_groups(), ("k", "l")])
    found = read_network(store, Bounds(), Quiet())
    divided = communities(found)
    # of equal ones that with the smallest key is the first
    assert [[found.keys[n] for n in one] for one in divided.members] == [
        ["00", "01", "02", "03", "04"], ["f0", "f1", "f2", "f3", "f4"], ["k", "l"],
    ]  # fmt: skip
    assert divided.quality == pytest.approx(21 / 22 - (21**2 + 21**2 + 2**2) / 44**2)
    # the constant Potts model, above any density: each stands alone
    assert all(len(one) == 1 for one in communities(found, objective="CPM", resolution=2.0).members)


class Shuffled:
    """A store that answers in another order."""

    def __init__(self, store: Store, seed: int) -> None:
        self._store = store
        self._chance = random.Random(seed)

    def read(self, cypher: str, parameters: Mapping[str, Any] | None = None, /) -> list[dict[str, Any]]:
        rows = self._store.read(cypher, parameters)
        self._chance.shuffle(rows)
        return rows


def test_communities_do_not_depend_on_the_order_of_reading(store: Store) -> None:
    chance = random.Random(3)
    # with no clear division, so that chance has a say
    people = [f"{number:02x}" for number in range(60)]
    join(store, sorted({(min(two), max(two)) for two in (chance.sample(people, 2) for _ in range(150))}))

    def divided(of: Network, seed: int) -> list[list[int]]:
        return [list(one) for one in communities(of, seed=seed).members]

    networks = [read_network(Shuffled(store, seed), Bounds(), Quiet()) for seed in range(4)]
    first = divided(networks[0], 1)
    assert all(divided(one, 1) == first for one in networks)
    assert len({str(divided(networks[0], seed)) for seed in range(8)}) > 1  # the seed does
    numbers = [centrality(one, 0, Quiet()) for one in networks]
    assert all(one.betweenness == numbers[0].betweenness for one in numbers)


def properties(store: Store, names: Sequence[str]) -> dict[str, dict[str, Any]]:
    rows = store.read("MATCH (a:Author) RETURN a.key AS key, properties(a) AS fields ORDER BY key")
    return {
        row["key"]: {name: row["fields"][name] for name in names if name in row["fields"]} for row in rows
    }


def test_written_back_and_forgotten(store: Store) -> None:
    join(store, [("a", "b"), ("b", "c")])
    before = properties(store, [one.name for one in model.properties(model.Author)])
    day = datetime(2026, 11, 26, 12, tzinfo=UTC)
    rows = [
        {"key": "b", "betweenness": 1.0, "constraint": 0.5},
        {"key": "c", "betweenness": 0.0, "constraint": None},
    ]
    with DeriveLock(store) as lock:
        for some in (rows, rows[:1]):
            write_back(
                store, CENTRALITY, some, computed=day, network="all persons", progress=Quiet(), lock=lock
            )
        write_back(
            store,
            COMMUNITY,
            [{"key": "a", "community": 1}],
            computed=day,
            network="n",
            progress=Quiet(),
            lock=lock,
        )
    found = properties(store, CENTRALITY)
    # c is of the run before: it went
    assert (found["a"], found["c"]) == ({}, {})
    assert found["b"].pop("centrality_computed").to_native().replace(tzinfo=UTC) == day
    assert found["b"] == {"betweenness": 1.0, "constraint": 0.5, "centrality_network": "all persons"}
    assert properties(store, ["community"])["a"] == {"community": 1}
    with DeriveLock(store) as lock:
        assert forget(store, CENTRALITY + COMMUNITY, progress=Quiet(), lock=lock) == 2
        assert forget(store, CENTRALITY + COMMUNITY, progress=Quiet(), lock=lock) == 0
    assert properties(store, [one.name for one in model.properties(model.Author)]) == before


def test_the_properties_are_those_of_the_model() -> None:
    assert {*CENTRALITY, *COMMUNITY} <= {one.name for one in model.properties(model.Author)}


def test_parts() -> None:
    assert parts(0) == parts(PART) == [("", None)]
    some = parts(PART + 1)
    assert (some[0], some[1], some[-1], len(some)) == (("", "1"), ("1", "2"), ("f", None), 16)
    many = parts(PART * 17)
    assert (many[0], many[1], many[-1], len(many)) == (("", "01"), ("01", "02"), ("ff", None), 256)


def test_an_empty_network(store: Store) -> None:
    prepare(store)
    found = read_network(store, Bounds(), Quiet())
    assert (found.keys, found.pairs) == ([], 0)
    assert centrality(found, None, Quiet()).normalised == []
    assert communities(found).members == []
