"""A Web of Science file whose corresponding address alone names a country, from the file to the answer."""

from __future__ import annotations

import json
from pathlib import Path

from graph import model
from graph.settings import Settings
from graph.store import Store
from loaders.deciding import Decider
from loaders.pipeline import Quiet, load
from tests.servers.targets import Cli, empty
from tests.snapshots import snapshot

RP = "Ri, CS (corresponding author), Kim Il Sung Univ, Pyongyang, North Korea."
HEAD = "FN Clarivate Analytics Web of Science\nVR 1.0\n"
FIRST = f"""PT J
AU Ri, CS
   Wang, W
   Roe, J
AF Ri, Chol Su
   Wang, Wei
   Roe, Jane
CA Rocket Study Group
TI On rockets
SO ACTA
PY 2018
C1 [Wang, Wei] Harbin Inst Technol, Harbin, Peoples R China.
   [Roe, Jane] MIT, Cambridge, MA 02139 USA.
   [Rocket Study Group] Univ Bonn, Bonn, Germany.
RP {RP}
EM chol.su@star-co.net.kp
FU NASA [NNX1]
FX We thank the University of Tokyo, Japan.
DI 10.1000/one
UT WOS:000000000000001
ER
"""
SECOND = """PT J
AU Wang, W
AF Wang, Wei
CA Rocket Study Group
TI On stars
SO ACTA
PY 2019
C1 [Wang, Wei] Harbin Inst Technol, Harbin, Peoples R China.
   [Rocket Study Group] Univ Bonn, Bonn, Germany.
RP Wang, W (corresponding author), Univ Sci & Technol, Seoul, South Korea.
DI 10.1000/two
UT WOS:000000000000002
ER
"""


def written(folder: Path, name: str, *records: str) -> Path:
    path = folder / name
    path.write_text(HEAD + "\n".join(records) + "EF\n", encoding="utf-8")
    return path


def test_a_triad_that_rests_on_a_statement(coauth: Cli) -> None:
    file = written(coauth.folder, "savedrecs.txt", FIRST)
    loaded = coauth("load", file)
    assert loaded.returncode == 0, loaded.stderr
    assert json.loads(coauth("query", "triads", "--json").stdout) == []
    (row,) = json.loads(coauth("query", "triads", "--review", "include", "--json").stdout)
    assert (row["work"], row["state"]) == ("doi:10.1000/one", "review")
    assert f'KP: (not an address line; corresponding, RP: "{RP}")' in row["affiliations"]
    assert "KP: statement-corresponding/printed-country, 0.5" in row["rules"]
    assert "KP rests on a statement alone, no address line says so" in row["caveat"].split("; ")
    involved = coauth(
        "query", "--json", "--file", str(written_query(coauth.folder)),
    )  # fmt: skip
    assert {one["code"]: one["review"] for one in json.loads(involved.stdout)} == {
        "CN": False, "DE": False, "KP": True, "US": False,
    }  # fmt: skip


def written_query(folder: Path) -> Path:
    path = folder / "involved.cypher"
    path.write_text("MATCH (:Work)-[i:INVOLVES]->(c:Country) RETURN c.code AS code, i.review AS review")
    return path


def test_one_load_or_two_give_one_graph_and_a_group_is_no_coauthor(store: Store, tmp_path: Path) -> None:
    first, second = written(tmp_path, "1.txt", FIRST), written(tmp_path, "2.txt", SECOND)
    kept = (model.Load, model.Store, model.Record)

    def graph(*loads: list[Path]) -> object:
        empty(store)
        for paths in loads:
            load(store, Settings(), paths, version="test", decider=Decider(), progress=Quiet())
        return snapshot(store, without=kept, rename_authors=True)

    together = graph([first, second])
    assert graph([second], [first]) == together
    groups = store.read(
        "MATCH (a:Author)-[r:AUTHORED {collective: true}]->(w) "
        "RETURN a.key AS person, COUNT { (a)-[:COAUTHORED]-() } AS pairs, COUNT { (a)-[:AUTHORED]->() } AS works"
    )
    assert [(row["pairs"], row["works"]) for row in groups] == [(0, 1), (0, 1)]
    (wang,) = store.read(
        "MATCH (a:Author)-[r:AUTHORED]->(w) WHERE a.name = 'Wang, Wei' "
        "WITH a, collect(r.countries) AS countries RETURN countries, COUNT { (a)-[:COAUTHORED]-() } AS pairs"
    )
    assert wang == {"countries": [["CN"], ["CN"]], "pairs": 2}
    (work,) = store.read(
        "MATCH (w:Work {doi: '10.1000/one'}) RETURN w.statements AS said, w.ev_value AS values, w.funders AS funders"
    )
    assert work["said"][0] == "star-co.net.kp"
    assert "JP" in work["values"]
    assert work["funders"] == ["NASA"]
