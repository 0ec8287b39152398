"""Who of the middle country alone joins outer authors: worked out by hand."""

from __future__ import annotations

from typing import Any

import pytest

from graph.prepare import prepare
from graph.queries import ask
from graph.store import Store
from tests.cypher.made import By, Made, Places, at, by, inst, review, said, work, write


def places() -> Places:
    made = Places()
    made.add("ror:uni", "CN", name="Uni")
    made.add("ror:lab", "CN", name="Lab", part_of="ror:uni")
    made.add("ror:school", "CN", name="School", part_of="ror:uni")
    made.add("ror:joint", "CN", name="Joint Centre", controlled="KP")
    made.add("coauth:printed", "CN", name="Printed Inst", status="printed")
    made.add("ror:abroad", "DE", name="Abroad")
    return made


def cn(person: str, *keys: str, **more: Any) -> By:
    """An author with an address in CN that names institutions."""
    return by(person, at(f"{person}, {' '.join(keys)}, CN", "CN", *(inst(key) for key in keys)), **more)


ALONE = [
    # kp1 and us1 over c1 of the laboratory alone
    work("k1", 2018, by("kp1", "KP"), cn("c1", "ror:lab")),
    work("u1", 2019, cn("c1", "ror:lab"), by("us1", "US")),
    # kp1 and us2 over two authors, one of the laboratory and one of the school: over the university alone
    work("k2", 2018, by("kp1", "KP"), cn("c2", "ror:school")),
    work("u2", 2018, cn("c2", "ror:school"), by("us2", "US")),
    work("k3", 2016, by("kp1", "KP"), cn("c3", "ror:lab")),
    work("u3", 2018, cn("c3", "ror:lab"), by("us2", "US")),
]
# a work without authors, and one without a country
BESIDE = [
    work("nobody", 2018, loose=[at("Pyongyang", "KP"), at("Boston", "US")]),
    work("silent", 2018, by("c1")),
]


def table(rows: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
    return [(row["broker"], row["pairs"], row["for_review"], row["all_pairs"]) for row in rows]


def test_authors_and_institutions(store: Store) -> None:
    write(store, [*ALONE, *BESIDE], places())
    rows = ask(store, "brokers").rows
    assert table(rows) == [("Uni", 2, 0, 2), ("Lab", 1, 0, 2), (None, 1, 0, 2)]
    assert [row["kind"] for row in rows] == ["institution", "institution", "author"]
    assert [row["brokers"] for row in rows] == [1, 1, 1]
    named = ask(store, "brokers", names=True).rows
    assert table(named)[2:] == [("Name c1", 1, 0, 1)]
    assert named[2]["broker_key"] == "c1"
    # until 2018 there is one way less from kp1 to us2 in the first, and none to us1
    assert table(ask(store, "brokers", {"from": 2017, "to": 2018}).rows) == [
        ("School", 1, 0, 1), ("Uni", 1, 0, 1), (None, 1, 0, 1),
    ]  # fmt: skip


def test_evidence(store: Store) -> None:
    write(store, ALONE, places())
    uni = ask(store, "brokers", {"from": 2018}).rows[0]
    assert uni == {
        "kind": "institution",
        "broker": "Uni",
        "broker_key": "ror:uni",
        "brokers": 1,
        "pairs": 2,
        "for_review": 0,
        "all_pairs": 2,
        "work_pairs": 2,
        "first_year": 2018,
        "last_year": 2019,
        "confidence": 0.9,
        "readable": 5,
        "all_works": 5,
        "dois": ["10.1/k1", "10.1/k2"],
        "work_keys": ["doi:10.1/k1", "doi:10.1/k2"],
        "other_dois": ["10.1/u2", "10.1/u1"],
        "other_work_keys": ["doi:10.1/u2", "doi:10.1/u1"],
        "affiliations": ["KP: Institute, KP", "CN: c1, ror:lab, CN", "Uni: c1, ror:lab, CN", "US: Institute, US"],
        "rules": [
            "KP: country-name, 0.9", "CN: country-name, 0.9", "Uni: known-institution, 0.95", "US: country-name, 0.9",
            "person: alone, 1.0",
        ],
        "state": "yes",
        "caveat": "",
    }  # fmt: skip
    lab = ask(store, "brokers").rows[1]
    assert lab["caveat"] == "counted under Uni too, which it is a part of; all paths run through one author"


def test_the_order_of_the_outer_countries(store: Store) -> None:
    # US is the rarer here: the sides are those of the question all the same
    more = [work(f"kp{n}", 2018, by(f"kp-{n}", "KP"), by(f"de-{n}", "DE")) for n in range(4)]
    write(store, [*ALONE, *more], places())
    rows = ask(store, "brokers").rows
    turned = ask(store, "brokers", outer=["US", "KP"]).rows
    assert table(rows) == table(turned)
    for row, other in zip(rows, turned, strict=True):
        assert row["work_keys"] == other["other_work_keys"]
    assert rows[0]["work_keys"] == ["doi:10.1/k3", "doi:10.1/k1", "doi:10.1/k2"]


def pairs_of(store: Store, *works: Made, **given: Any) -> list[tuple[Any, ...]]:
    write(store, works, places())
    return [
        one
        for one in table(ask(store, "brokers", names=True, **given).rows)
        if one[0] and one[0].startswith("Name")
    ]


def test_who_stands_together_needs_nobody(store: Store) -> None:
    joint = work("direct", 2010, by("kp1"), by("us1"))
    assert pairs_of(store, *ALONE[:2], joint) == []
    # a common work outside of the years asked for is not looked at
    assert pairs_of(store, **{"from": 2015}) == [("Name c1", 1, 0, 1)]


@pytest.mark.parametrize(
    "joint",
    [
        work("group", 2018, by("kp1", collective=True), by("us1")),
        work("huge", 2018, by("kp1"), by("us1"), pairs_left_out=True),
    ],
)
def test_what_joins_nobody(store: Store, joint: Made) -> None:
    assert pairs_of(store, *ALONE[:2], joint) == [("Name c1", 1, 0, 1)]


def test_who_is_in_between(store: Store) -> None:
    found = pairs_of(
        store,
        # moved: the address in the middle country stands on one of the two works only
        work("k1", 2012, by("kp1", "KP"), by("moved", "DE")),
        work("u1", 2018, cn("moved"), by("us1", "US")),
        # two addresses on one work: in between, and at one end
        work("k2", 2018, by("dual", "KP", "CN"), cn("c2")),
        work("u2", 2018, by("dual", "CN"), by("us2", "US")),
        work("u3", 2018, cn("c2"), by("us3", "US")),
        # never in the middle country; without an address of its own; in between on one work that has all three
        work("k4", 2018, by("kp4", "KP"), by("de", "DE")),
        work("u4", 2018, by("de", "DE"), by("us4", "US")),
        work("all", 2018, by("kp5", "KP"), cn("c5"), by("us5", "US")),
        # an address given to no author is nobody's
        work("k6", 2018, by("x"), cn("c6"), loose=[at("Pyongyang", "KP")]),
        work("u6", 2018, cn("c6"), by("us6", "US")),
        review="include",
    )
    # c2 joins dual (KP) with us3
    assert found == [("Name c2", 1, 0, 1), ("Name moved", 1, 0, 1)]


def test_what_is_for_review(store: Store) -> None:
    works = [
        # the address at one end
        work("k1", 2018, by("kp1", at("Korea", review("KP", "bare-korea", 0.3))), cn("c1")),
        work("u1", 2018, cn("c1"), by("us1", "US")),
        # whose work it is
        work("k2", 2018, by("kp2", "KP"), cn("c2", state="review", rule="scored", confidence=0.6)),
        work("u2", 2018, cn("c2"), by("us2", "US")),
        # a second way which may be none
        work("k3", 2018, by("kp3", "KP"), cn("c3"), by("d3", at("somewhere", review("CN")))),
        work("u3", 2018, cn("c3"), by("us3", "US")),
        work("v3", 2018, by("d3"), by("us3", "US")),
        # only a statement names the country
        work("k4", 2018, by("kp4", said("corresponding", "RP", "Pyongyang", "KP")), cn("c4")),
        work("u4", 2018, cn("c4"), by("us4", "US")),
        # less sure
        work("k5", 2018, by("kp5", "KP"), cn("c5", rule="scored", confidence=0.7)),
        work("u5", 2018, cn("c5"), by("us5", "US")),
    ]
    assert pairs_of(store, *works) == [("Name c5", 1, 0, 1)]
    only = [(f"Name {name}", 0, 1, joined) for name, joined in (("c1", 0), ("c2", 0), ("c3", 1), ("c4", 0))]
    assert pairs_of(store, review="only") == only
    assert pairs_of(store, review="include") == [("Name c5", 1, 0, 1), *only]
    assert pairs_of(store, min_confidence=0.8) == []
    answer = ask(store, "brokers")
    assert "4 more for review: --review include" in answer.notes
    rows = {row["broker"]: row for row in ask(store, "brokers", names=True, review="include").rows}
    assert "all pairs are for review" in rows["Name c3"]["caveat"]
    assert (
        "on the first path listed, KP rests on a statement alone, no address line says so"
        in rows["Name c4"]["caveat"]
    )
    assert "namesakes are possible: the least certain join has 0.7" in rows["Name c5"]["caveat"]


def test_years(store: Store) -> None:
    works = [
        work("k1", None, by("kp1", "KP"), cn("c1")),
        work("u1", 2018, cn("c1"), by("us1", "US")),
        work("k2", 2016, by("kp2", "KP"), cn("c2")),
        work("u2", 2017, cn("c2"), by("us2", "US")),
    ]
    assert pairs_of(store, *works) == [("Name c1", 1, 0, 1), ("Name c2", 1, 0, 1)]
    assert pairs_of(store, **{"from": 2016, "to": 2017}) == [("Name c2", 1, 0, 1)]
    assert pairs_of(store, **{"from": 2017}) == []
    answer = ask(store, "brokers", {"from": 2016})
    assert "1 work left out without a year" in answer.notes
    assert "of 4 works, 4 have a readable affiliation" in answer.notes


def test_institutions(store: Store) -> None:
    doubtful = by("c2", at("c2, CN", "CN", inst("ror:lab", "review")))
    write(
        store,
        [
            work("k1", 2018, by("kp1", "KP"), cn("c1", "ror:joint", "coauth:printed", "ror:abroad")),
            work("u1", 2018, by("c1", "CN"), by("us1", "US")),
            work("k2", 2018, by("kp2", "KP"), doubtful),
            work("u2", 2018, cn("c2"), by("us2", "US")),
        ],
        places(),
    )
    rows = {row["broker"]: row for row in ask(store, "brokers", review="include").rows}
    # not the one that stands in another country
    assert set(rows) == {"Joint Centre", "Printed Inst", "Lab", "Uni", None}
    assert "Joint Centre is controlled from KP" in rows["Joint Centre"]["caveat"]
    assert "Printed Inst is known by its printed name only" in rows["Printed Inst"]["caveat"]
    assert (rows["Lab"]["pairs"], rows["Lab"]["for_review"], rows["Uni"]["for_review"]) == (0, 1, 1)
    assert (rows[None]["brokers"], rows[None]["pairs"]) == (2, 2)


def test_nobody_is_named_unless_asked(store: Store) -> None:
    prepare(store)
    write(store, ALONE, places())
    for row in ask(store, "brokers", review="include").rows:
        assert not any("Name" in str(value) for value in row.values())
        assert row["kind"] == "institution" or row["broker"] is row["broker_key"] is None
