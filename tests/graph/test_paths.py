"""Paths over shared works: worked out by hand."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from graph import paths
from graph.path_answer import COLUMNS, answer_of
from graph.paths import Asked, End, Found, find
from graph.prepare import prepare
from graph.store import Store
from graph.views.answer import Answer
from tests.cypher.made import Made, Places, at, by, inst, review, said, work, write
from tests.cypher.plans import SCANS, operators

KP, US, DE = (End("country", (code,), code) for code in ("KP", "US", "DE"))


def person(key: str) -> End:
    return End("author", (key,), f"Name {key}")


def looked_for(store: Store, start: End, end: End, **more: Any) -> tuple[Found, Answer]:
    asked = Asked(start, end, **more)
    found = find(store, asked, seconds=60)
    return found, answer_of(store, asked, found)


def ways(store: Store, start: End, end: End, **more: Any) -> list[str]:
    """Each path as its works and the persons between them."""
    _, answer = looked_for(store, start, end, **more)
    return [
        " ".join(
            [
                row["work_keys"][0].removeprefix("doi:10.1/"),
                *(
                    f"-{name.removeprefix('Name ')}- {key.removeprefix('doi:10.1/')}"
                    for name, key in zip(row["persons"], row["work_keys"][1:], strict=True)
                ),
            ]
        )
        for row in answer.rows
    ]


CHAIN = [
    work("k", 2015, by("kp", "KP"), by("a", "CN")),
    work("c", 2016, by("a", "CN"), by("b", "CN")),
    work("u", 2017, by("b", "CN"), by("us", "US")),
]


def test_a_chain(store: Store) -> None:
    write(store, CHAIN)
    assert ways(store, KP, US) == ["k -a- c -b- u"]
    assert ways(store, US, KP) == ["u -b- c -a- k"]
    assert ways(store, KP, US, via=("CN",)) == ["k -a- c -b- u"]
    assert ways(store, KP, US, via=("CN", "DE")) == []
    assert ways(store, KP, US, max_hops=2) == []
    assert ways(store, KP, US, first=2016) == []
    assert ways(store, KP, US, first=2015, last=2017) == ["k -a- c -b- u"]
    assert ways(store, person("kp"), person("us")) == ["k -a- c -b- u"]
    assert ways(store, person("a"), US) == ["c -b- u"]
    assert ways(store, person("a"), person("b")) == ["c"]
    assert ways(store, person("a"), person("us"), max_hops=1) == []


def test_evidence(store: Store) -> None:
    write(store, CHAIN)
    _, answer = looked_for(store, KP, US, via=("CN",))
    assert answer.title == "Paths from KP to US via CN"
    assert answer.columns == tuple(COLUMNS)
    (row,) = answer.rows
    assert row == {
        "hops": 3,
        "from_persons": ["Name kp"],
        "persons": ["Name a", "Name b"],
        "to_persons": ["Name us"],
        "authors": ["kp", "a", "b", "us"],
        "dois": ["10.1/k", "10.1/c", "10.1/u"],
        "work_keys": ["doi:10.1/k", "doi:10.1/c", "doi:10.1/u"],
        "titles": ["Title of doi:10.1/k", "Title of doi:10.1/c", "Title of doi:10.1/u"],
        "years": [2015, 2016, 2017],
        "affiliations": [
            "1. Name kp: KP: Institute, KP",
            "1. Name a: CN: Institute, CN",
            "2. Name a: CN: Institute, CN",
            "2. Name b: CN: Institute, CN",
            "3. Name b: CN: Institute, CN",
            "3. Name us: US: Institute, US",
        ],
        "rules": [
            "1. KP: country-name, 0.9", "1. CN: country-name, 0.9", "1. person: alone, 1.0", "2. CN: country-name, 0.9",
            "2. person: alone, 1.0", "3. CN: country-name, 0.9", "3. person: alone, 1.0", "3. US: country-name, 0.9",
        ],
        "confidence": 0.9,
        "state": "yes",
        "caveat": "",
    }  # fmt: skip
    assert answer.notes == ("of 3 works, 3 have a readable affiliation",)


def test_the_shortest_first_and_then_the_surest(store: Store) -> None:
    write(
        store,
        [
            *CHAIN,
            work("less", 2015, by("kp", "KP"), by("c", "CN", rule="scored", confidence=0.8)),
            work("less-u", 2015, by("c", "CN"), by("us", "US")),
            work("sure", 2015, by("kp2", "KP"), by("d", "CN")),
            work("sure-u", 2015, by("d", "DE"), by("us", "US")),
            work("weak", 2015, by("kp3", "KP"), by("e", "CN", rule="scored", confidence=0.3)),
            work("weak-u", 2015, by("e", "DE"), by("us", "US")),
            work("direct", 2015, by("kp9", "KP"), by("us9", "US")),
        ],
    )
    shown = ["direct", "sure -d- sure-u", "less -c- less-u", "k -a- c -b- u"]
    assert ways(store, KP, US) == shown
    assert ways(store, KP, US, via=("CN",)) == shown[1:]
    assert ways(store, KP, US, via=("DE",)) == ["sure -d- sure-u"]
    assert ways(store, KP, US, min_confidence=0.85) == [shown[0], shown[1], shown[3]]
    assert ways(store, KP, US, limit=2) == shown[:2]
    found, answer = looked_for(store, KP, US)
    assert found.less_sure == 1
    assert "1 left out, less certain: --min-confidence 0" in answer.notes
    assert answer.rows[2]["caveat"] == "a namesake is possible: work 1 is by Name c by scored, 0.8"
    found, answer = looked_for(store, KP, US, limit=2)
    assert "2 of 3 paths are shown (--limit)" in answer.notes
    assert (
        "paths over more than 2 works were not looked for: there are enough shorter ones (--limit)"
        in answer.notes
    )


@pytest.mark.parametrize(
    "works",
    [
        # who is in between, at the one work or at the other
        [
            work("k", 2015, by("kp", "KP"), by("a", "CN", state="review", rule="scored", confidence=0.4)),
            work("u", 2015, by("a", "CN"), by("us", "US")),
        ],
        # an address at an end, and one in between
        [
            work("k", 2015, by("kp", at("Korea", review("KP", "bare-korea"))), by("a", "CN")),
            work("u", 2015, by("a", "CN"), by("us", "US")),
        ],
        [
            work("k", 2015, by("kp", "KP"), by("a", at("Beijing?", review("CN")))),
            work("u", 2015, by("a"), by("us", "US")),
        ],
        # what a statement alone says
        [
            work("k", 2015, by("kp", said("corresponding", "RP", "Pyongyang", "KP")), by("a", "CN")),
            work("u", 2015, by("a", "CN"), by("us", "US")),
        ],
    ],
)
def test_what_is_for_review_is_left_out(store: Store, works: list[Made]) -> None:
    write(store, works)
    assert ways(store, KP, US, via=("CN",)) == []
    assert "1 more for review: --review include" in looked_for(store, KP, US, via=("CN",))[1].notes
    for asked in ("include", "only"):
        _, answer = looked_for(store, KP, US, via=("CN",), review=asked)
        (row,) = answer.rows
        assert (row["state"], row["work_keys"]) == ("review", ["doi:10.1/k", "doi:10.1/u"])
        assert "for review" in row["caveat"] or "by Name a is for review" in row["caveat"]


def test_what_joins_nobody(store: Store) -> None:
    write(
        store,
        [
            work("k", 2015, by("kp", "KP"), by("a", "CN"), by("g", "CN", collective=True)),
            work("u", 2015, by("us", "US"), by("g", "CN", collective=True)),
            work("huge", 2015, by("a"), by("us"), pairs_left_out=True),
            work("loose", 2015, by("a", "CN"), by("x"), loose=[at("Boston", "US")]),
            work("nobody", 2015, loose=[at("Pyongyang", "KP"), at("Boston", "US")]),
            work("alone", 2015, by("both", "KP", "US")),
            work("undated", None, by("kp", "KP"), by("us", "US")),
        ],
    )
    assert ways(store, KP, US) == ["undated"]
    assert ways(store, KP, US, first=2000) == []
    assert "works without a year are left out" in looked_for(store, KP, US, first=2000)[1].notes
    assert "no path of up to 3 works answers this" in looked_for(store, KP, US, first=2000)[1].notes


def test_a_person_with_two_addresses(store: Store) -> None:
    """On one work in two countries; on two works in one each: in between, and never both ends of a path."""
    write(
        store,
        [
            work("k", 2015, by("kp", "KP"), by("dual", "KP", "CN")),
            work("u", 2016, by("dual", "CN"), by("us", "US")),
            work("moved", 2017, by("m", "KP"), by("x", "CN")),
            work("moved-u", 2018, by("m", "US"), by("y", "CN")),
        ],
    )
    # dual printed KP on k and not on u; m stands at both ends, which is no path
    assert ways(store, KP, US, via=("CN",)) == ["k -dual- u"]
    assert ways(store, KP, US) == ["k -dual- u"]
    assert ways(store, person("m"), US) == []


def test_a_part_of_a_path_is_no_longer_path(store: Store) -> None:
    write(
        store,
        [
            work("k1", 2015, by("kp1", "KP"), by("kp2", "KP")),
            work("k2", 2015, by("kp2", "KP"), by("a", "CN")),
            work("u", 2016, by("a", "CN"), by("us", "US")),
            work("short", 2016, by("kp1"), by("a")),
        ],
    )
    # k1 -kp2- k2 -a- u holds k2 -a- u; kp1 printed the address on k1 alone
    assert ways(store, KP, US) == ["k2 -a- u", "k1 -kp1- short -a- u"]
    assert ways(store, person("kp1"), US) == ["short -a- u", "k1 -kp2- k2 -a- u"]


def test_institutions_with_their_parts(store: Store) -> None:
    places = Places()
    places.add("ror:uni", "KP", name="Uni")
    places.add("ror:lab", "KP", name="Lab", part_of="ror:uni")
    write(
        store,
        [
            work("one", 2015, by("kp", at("Lab, Pyongyang", "KP", inst("ror:lab"))), by("a", "CN")),
            work("two", 2016, by("a", "CN"), by("us", "US")),
        ],
        places,
    )
    uni = End("institution", ("ror:uni", "ror:lab"), "Uni")
    assert ways(store, uni, US) == ["one -a- two"]
    _, answer = looked_for(store, US, uni)
    assert answer.rows[0]["affiliations"][-1] == "2. Name kp: Lab: Lab, Pyongyang"
    assert ways(store, End("institution", ("ror:uni",), "Uni"), US) == []


def test_it_ends_in_time(store: Store) -> None:
    write(store, CHAIN)
    asked = Asked(KP, US)
    found = find(store, asked, seconds=0)
    assert (found.routes, found.stopped) == ([], "the time limit")
    assert any(note.startswith("stopped: the time limit") for note in answer_of(store, asked, found).notes)


class Explaining:
    """A store that is asked for the plan of each statement before it is run."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.operators: list[str] = []

    def read(self, cypher: str, parameters: Mapping[str, Any] | None = None, /) -> list[dict[str, Any]]:
        *_, summary = self._store.read_result(f"EXPLAIN {cypher}", parameters)
        assert summary.plan is not None
        self.operators += operators(summary.plan)
        return self._store.read(cypher, parameters)


@pytest.mark.parametrize("few", [0, 2000])
def test_every_read_starts_at_an_index(store: Store, monkeypatch: pytest.MonkeyPatch, few: int) -> None:
    """Where the store tells its plan: no scan of all nodes, no product of two sets."""
    if store.kind == "local":  # it names no operators
        return
    prepare(store)
    write(store, CHAIN)
    monkeypatch.setattr(paths, "FEW_WORKS", few)
    seen = Explaining(store)
    for start, end in (
        (KP, US),
        (KP, person("us")),
        (End("institution", ("x",), "x"), US),
        (person("kp"), person("us")),
    ):
        asked = Asked(start, end)
        answer_of(store, asked, find(seen, asked, seconds=60))
    assert "NodeUniqueIndexSeek" in seen.operators
    assert not set(seen.operators) & {*SCANS, "NodeByLabelScan"}
