"""The same works out of files of several formats, on both stores: one graph, whatever the order of loading."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from graph import model
from graph.settings import Settings
from graph.store import Store
from loaders.accounting import Outcome
from loaders.deciding import Decider
from loaders.look import look
from loaders.merging import joining
from loaders.pipeline import Quiet, load
from loaders.unload import unload
from tests.printed import openalex, write_lines
from tests.servers.targets import empty
from tests.snapshots import snapshot

KISU = "Kim Il Sung University, Pyongyang, DPR Korea"
HIT = "Harbin Institute of Technology, Harbin, China"
ORDER_MATTERS = (model.Load, model.Record, model.Quarantined)

SORPTION = "Sorption of caesium on bentonite from the Taedong river basin"
LATTICE = "Lattice dynamics of two-dimensional boron nitride under strain"
SERIES = "Numerical solution of moving boundary problems in porous media"

WOS = f"""FN Clarivate Analytics Web of Science
VR 1.0
PT J
AU Ri, CS
   Wang, W
AF Ri, Chol Su
   Wang, Wei
TI {SORPTION.upper()}
SO APPLIED CLAY SCIENCE
DT Article
C1 [Ri, Chol Su] Kim Il Sung Univ, Pyongyang, North Korea.
   [Wang, Wei] Harbin Inst Technol, Harbin, Peoples R China.
PY 2018
UT WOS:000000000000001
ER

PT J
AU Kim, YC
AF Kim, Yong Chol
TI {SERIES}. Part 2
SO APPLIED MATHEMATICS
DT Article
PY 2019
DI 10.1000/part2
UT WOS:000000000000002
ER

EF
"""

RIS = f"""TY  - JOUR
AU  - Ri, C.S.
AU  - Wang, W.
TI  - {SORPTION}
T2  - Appl. Clay Sci.
PY  - 2019
ER  -
TY  - JOUR
AU  - Kim, Yong Chol
TI  - {SERIES}, part II
PY  - 2019
ER  -
TY  - JOUR
AU  - Pak, Un
AU  - Roe, Jane
TI  - {LATTICE.replace("strain", "stress")}
PY  - 2020
ER  -
"""


def crossref(doi: str, title: str, *names: tuple[str, str], year: int = 2018, **more: Any) -> dict[str, Any]:
    return {
        "DOI": doi,
        "type": "journal-article",
        "title": [title],
        "issued": {"date-parts": [[year]]},
        "author": [{"given": given, "family": family, "affiliation": []} for given, family in names],
        **more,
    }


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    labelled = openalex("W1", title=SORPTION, authors=[("Chol-Su Ri", []), ("Wei Wang", [HIT])])
    labelled["authorships"][0]["countries"] = ["KR"]
    paths = [tmp_path / name for name in ("wos.txt", "crossref.json", "some.ris")]
    paths[0].write_text(WOS, encoding="utf-8")
    items = [
        crossref("10.1000/sorption", SORPTION, ("Chol Su", "Ri"), ("Wei", "Wang")),
        crossref("10.1000/lattice", LATTICE, ("Un", "Pak"), ("Jane", "Roe"), year=2020),
        crossref("10.1000/part1", f"{SERIES}. Part 1", ("Yong Chol", "Kim"), year=2019),
    ]
    paths[1].write_text(json.dumps({"message": {"items": items}}), encoding="utf-8")
    paths[2].write_text(RIS, encoding="utf-8")
    works = [
        labelled,
        openalex(
            "W2", title=LATTICE, doi="https://doi.org/10.48550/arXiv.1901.00001", publication_year=2019, type="preprint",
            authors=[("Un Pak", [KISU]), ("Jane Roe", [])],
        ),
    ]  # fmt: skip
    return [write_lines(tmp_path / "openalex.jsonl", works), *paths]


def run(store: Store, *paths: Path, **settings: Any) -> Outcome:
    return load(store, Settings(**settings), paths, version="test", decider=Decider(), progress=Quiet())


def linked(store: Store, kind: type) -> list[tuple[str, str]]:
    rows = store.read(
        f"MATCH (a:Work)-[r:{model.label(kind)}]->(b:Work) RETURN a.key AS a, b.key AS b ORDER BY a, b"
    )
    return [(row["a"], row["b"]) for row in rows]


def reasons(store: Store) -> dict[str, list[str]]:
    rows = store.read("MATCH (w:Work) RETURN w.key AS key, w.review_reasons AS reasons")
    return {row["key"]: row["reasons"] for row in rows}


def test_files_of_four_formats_are_one_graph_in_any_order(store: Store, files: list[Path]) -> None:
    said = look(files, Decider())
    done = run(store, *files)
    expected = snapshot(store, without=ORDER_MATTERS, rename_authors=True)
    rows = store.read(
        "MATCH (r:Record)-[p:REPORTS]->(w:Work) RETURN w.key AS work, r.source AS source, p.rule AS rule "
        "ORDER BY work, source"
    )
    assert [tuple(row.values()) for row in rows if row["work"] != "doi:10.1000/part1"] == [
        ("doi:10.1000/lattice", "crossref", None),
        ("doi:10.1000/part2", "ris", "title-variant"),
        ("doi:10.1000/part2", "wos", None),
        ("doi:10.1000/sorption", "crossref", None),
        ("doi:10.1000/sorption", "openalex", "title-same"),
        ("doi:10.1000/sorption", "ris", "title-same"),
        ("doi:10.1000/sorption", "wos", "title-same"),
        ("doi:10.48550/arxiv.1901.00001", "openalex", None),
        *[
            ("title:" + row["work"].removeprefix("title:"), "ris", None)
            for row in rows
            if row["work"][:6] == "title:"
        ],
    ]
    # the printed string decides against the label, and both can be seen
    (first, second) = store.read(
        "MATCH (a:Author)-[r:AUTHORED]->(:Work {key: 'doi:10.1000/sorption'}) "
        "RETURN r.countries AS countries, size(r.mentions) AS mentions, r.aligned AS aligned, r.ev_kind AS kinds, "
        "r.ev_value AS found, r.ev_record AS said ORDER BY r.position"
    )
    assert (first["countries"], first["mentions"], first["aligned"]) == (["KP"], 4, "initials")
    assert [
        (v, s) for k, v, s in zip(first["kinds"], first["found"], first["said"], strict=True) if k == "label"
    ] == [("KR", "openalex:W1")]
    assert (second["countries"], second["mentions"]) == (["CN"], 4)
    assert linked(store, model.VersionOf) == [("doi:10.48550/arxiv.1901.00001", "doi:10.1000/lattice")]
    assert len(linked(store, model.Resembles)) == 1  # under strain and under stress, by the same two
    assert (said.works, said.authorships) == (done.works, done.authorships) == (6, 10)
    for paths, size in ((files[::-1], 500), (files[2:] + files[:2], 1)):
        empty(store)
        for path in paths:
            run(store, path, batch_size=size)
        assert snapshot(store, without=ORDER_MATTERS, rename_authors=True) == expected


def test_a_title_that_is_corrected_takes_its_links_with_it(store: Store, tmp_path: Path) -> None:
    team = [("Un Pak", [KISU]), ("Jane Roe", [])]
    wrong = openalex("W1", title=LATTICE, authors=team, updated_date="2024-01-01")
    right = openalex(
        "W1", title="Elastic constants of cubic zirconia", authors=team, updated_date="2024-05-01"
    )
    run(store, write_lines(tmp_path / "1.jsonl", [wrong]))
    run(store, write_lines(tmp_path / "2.jsonl", [openalex("W2", title=LATTICE, authors=team)]))
    assert linked(store, model.Resembles) == [("openalex:W1", "openalex:W2")]
    assert reasons(store) == {key: ["resembles-another"] for key in ("openalex:W1", "openalex:W2")}
    run(store, write_lines(tmp_path / "3.jsonl", [right]))
    assert linked(store, model.Resembles) == []
    assert reasons(store) == {"openalex:W1": [], "openalex:W2": []}


def test_a_title_that_becomes_common_joins_nothing_until_it_is_rare_again(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(joining, "BLOCK", 3)
    pair = [openalex(ident, title=LATTICE, authors=[("Un Pak", [KISU])]) for ident in ("W1", "W2")]
    many = [openalex(f"W{n}", title=LATTICE, authors=[(f"Author Number{n}", [])]) for n in range(3, 6)]
    paths = [write_lines(tmp_path / "pair.jsonl", pair), write_lines(tmp_path / "many.jsonl", many)]
    run(store, paths[0])
    assert linked(store, model.Resembles) == [("openalex:W1", "openalex:W2")]
    before = snapshot(store, rename_authors=True)
    added = run(store, paths[1], batch_size=1)
    assert linked(store, model.Resembles) == []
    after = snapshot(store, without=ORDER_MATTERS, rename_authors=True)
    assert added.key is not None
    unload(store, Settings(batch_size=1), added.key, decider=Decider(), progress=Quiet())
    assert snapshot(store, rename_authors=True) == before
    run(store, *paths[::-1])
    assert snapshot(store, without=ORDER_MATTERS, rename_authors=True) == after
