"""Funders: which body a printed text names, its grants, and what the store keeps of it."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.settings import Settings
from graph.store import Store
from loaders.deciding import Decider
from loaders.funders import funding_of, grants_of, read_funder
from loaders.pipeline import Quiet, load
from loaders.records import Record, Statement
from loaders.unload import unload
from tests.printed import fact, openalex, write_lines
from tests.servers.targets import Cli
from tests.snapshots import snapshot

NSFC, KISU = "ror:01h0zpd94", "coauth:9dbe00c2f8abd6d8dffa"

CASES = [
    ("National Natural Science Foundation of China [11672001, 11672002]", NSFC, "CN", "yes", "funder-name", ("11672001", "11672002")),
    ("National Natural Science Foundation of China (NSFC)", NSFC, "CN", "yes", "funder-name", ()),
    ("the National Natural Science Foundation of China, NSFC, (61601174)", NSFC, "CN", "yes", "funder-name", ("61601174",)),
    ("National Natural Science Foundation of China General Program", NSFC, "CN", "yes", "funder-with-programme", ()),
    ("National Natural Science Foundation of China Press", NSFC, None, "review", "funder-name-begins", ()),
    ("NSFC, Grant No. 11672001 and 11672002", NSFC, None, "review", "funder-acronym", ("11672001", "11672002")),
    ("National Natural Science Foundation of China, grants 11672001 and 11672002", NSFC, "CN", "yes", "funder-name", ("11672001", "11672002")),
    ("Deutsche Forschungsgemeinschaft under contract SFB-1245", "ror:018mejw64", "DE", "yes", "funder-name", ("SFB-1245",)),
    ("National Natural Science Foundation of China Distinguished Young Scholars Award 2019", NSFC, "CN", "yes", "funder-with-programme", ()),
    ("国家自然科学基金重点项目(40739905)", NSFC, "CN", "yes", "funder-with-programme", ("40739905",)),
    ("国家自然科学基金面上项目（批准号：42071253、42071254）", NSFC, "CN", "yes", "funder-with-programme", ("42071253", "42071254")),
    ("National Research Foundation of Korea (NRF-2019R1A2C1005)", "ror:013aysd81", "KR", "yes", "funder-name", ("NRF-2019R1A2C1005",)),
    ("Deutsche Forschungsgemeinschaft (DFG)", "ror:018mejw64", "DE", "yes", "funder-name", ()),
    ("NCI NIH HHS", "ror:01cwqze88", "US", "yes", "funder-code", ()),
    ("National Science Foundation", "ror:021nxhr62", None, "review", "funder-name-shared", ()),
    ("National Science Foundation, USA", "ror:021nxhr62", "US", "yes", "funder-with-place", ()),
    ("European Commission", "ror:00k4n6c32", None, "yes", "funder-name", ()),
    ("Kim Il Sung University", KISU, "KP", "yes", "funder-known-institution", ()),
]  # fmt: skip


@pytest.mark.parametrize(
    ("printed", "key", "country", "state", "rule", "grants"), CASES, ids=[case[0][:40] for case in CASES]
)
def test_a_body_that_is_known(
    printed: str, key: str, country: str | None, state: str, rule: str, grants: tuple[str, ...]
) -> None:
    found = read_funder(printed, Decider())
    assert found is not None
    assert (found.key, found.country, found.state, found.rule, found.grants) == (
        key,
        country,
        state,
        rule,
        grants,
    )


@pytest.mark.parametrize(
    ("printed", "country"),
    [
        ("National Science Foundation of Sri Lanka", None),
        ("National Medical Research Council Singapore", "SG"),
        ("Ministry of Science and Technology", None),
        ("State Commission of Science and Technology, DPRK", "KP"),
        ("高等学校博士学科点专项科研基金项目(200801830041)", None),
    ],
)
def test_a_body_that_is_not_known_keeps_its_name_for_review(printed: str, country: str | None) -> None:
    found = read_funder(printed, Decider())
    assert found is not None
    assert (found.state, found.rule, found.known, found.country) == ("review", "printed-name", False, country)


@pytest.mark.parametrize("printed", ["", "[1]", "12345", " ; ", "(2016)"])
def test_no_name_is_no_funder(printed: str) -> None:
    assert read_funder(printed, Decider()) is None


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("11672001; 11672002", ("11672001", "11672002")),
        ("Grant Nos. 1 and 2", ("1", "2")),
        ("R01-CA 123", ("R01-CA 123",)),
        ("合同号:2016-1154", ("2016-1154",)),
        ("DFG", ()),
        ("see the list of 3, and more", ()),
        ("1" * 100, ()),
    ],
)
def test_grant_numbers_as_printed(text: str, numbers: tuple[str, ...]) -> None:
    assert grants_of(text) == numbers


@pytest.mark.parametrize(
    ("text", "name", "numbers"),
    [
        ("National Science Foundation [2050052]; Other Fund (OF) [39, 40]", "Other Fund (OF)", ("39", "40")),
        ("AI1512225/AI/NIAID NIH HHS/United States", "NIAID NIH HHS", ("AI1512225",)),
        ("Other Fund, OF: 61601174; Third Fund: 7", "Other Fund", ("61601174",)),
        ("Other Fund of 3 countries", "Other Fund", ()),
    ],
)
def test_numbers_that_the_funding_text_prints(text: str, name: str, numbers: tuple[str, ...]) -> None:
    record = Record("made", source_id="1", funders=(name,), statements=(Statement("funding", text, "FU"),))
    (found,) = funding_of([record], Decider()).values()
    assert tuple(found.grants) == numbers


@given(
    st.text(max_size=80)
    | st.lists(st.sampled_from(["[", "]", "(", "NSFC", "1", ";", ",", "Grant No.", "基金", " "])).map("".join)
)
def test_any_text_is_read_again_the_same(printed: str) -> None:
    found = read_funder(printed, Decider())
    assert found is None or (found.name.strip() and all(any(c.isdigit() for c in g) for g in found.grants))


def test_the_store_keeps_who_paid_apart_from_where_authors_stand(store: Store, tmp_path: Path) -> None:
    hit = "Harbin Institute of Technology, Harbin, China"
    first = write_lines(
        tmp_path / "a.jsonl",
        [
            fact("a1", doi="10.1000/one", authors=[("Wang Wei", [hit])],
                 funders=["国家自然科学基金项目(40739905)", "Kim Il Sung University", "Little Known Fund"]),
            fact("a2", doi="10.1000/two", authors=[("Wang Wei", [hit])], funders=["LITTLE KNOWN FUND [7]"]),
        ],
    )  # fmt: skip
    second = write_lines(
        tmp_path / "b.jsonl",
        [openalex("W1", doi="https://doi.org/10.1000/one", authors=[("Wang Wei", [hit])],
                  grants=[{"funder_display_name": "National Natural Science Foundation of China"}])],
    )  # fmt: skip
    load(store, Settings(), [first], version="test", decider=Decider(), progress=Quiet())
    before = snapshot(store, rename_authors=True)
    key = load(store, Settings(), [second], version="test", decider=Decider(), progress=Quiet()).key
    rows = store.read(
        "MATCH (w:Work {key: 'doi:10.1000/one'})-[r:FUNDED_BY]->(f:Funder) RETURN f.key AS key, f.country AS country, "
        "r.review AS review, r.grants AS grants, size(r.ev_record) AS records ORDER BY key"
    )
    assert [tuple(row.values()) for row in rows if row["key"] in (NSFC, KISU)] == [
        (KISU, "KP", False, [], 1),
        (NSFC, "CN", False, ["40739905"], 2),
    ]
    assert [
        row["code"] for row in store.read("MATCH (:Work)-[:INVOLVES]->(c) RETURN DISTINCT c.code AS code")
    ] == ["CN"]
    little = store.read("MATCH (f:Funder {status: 'printed'}) RETURN f.name AS name, f.names AS names")
    assert little == [{"name": "Little Known Fund", "names": ["LITTLE KNOWN FUND [7]", "Little Known Fund"]}]
    assert key is not None
    unload(store, Settings(), key, decider=Decider(), progress=Quiet())
    assert snapshot(store, rename_authors=True) == before


def test_explain_work_shows_who_paid(coauth: Cli) -> None:
    write_lines(
        coauth.folder / "a.jsonl", [fact("a1", doi="10.1000/one", funders=["国家自然科学基金项目(40739905)"])]
    )
    assert coauth("load", "a.jsonl").returncode == 0
    told = coauth("explain", "work", "10.1000/one").stdout
    assert f"National Natural Science Foundation of China ({NSFC}, CN): yes; grants 40739905" in told
    assert "printed: 国家自然科学基金项目(40739905) → yes, funder-with-programme, 0.90 [1]" in told


@pytest.mark.parametrize("run", [" ", ",", ", ", ":", "no. ", "grant no. ", "(", "#"])
def test_a_long_run_of_marks_is_no_trouble(run: str) -> None:
    text = f"National Science Foundation{run * 50_000}"
    found = read_funder(text, Decider())
    assert found is None or found.name
