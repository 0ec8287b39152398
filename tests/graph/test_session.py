"""`coauth.open()` and `graph.connect()`: the graph from Python, as a notebook has it, on both stores."""

from __future__ import annotations

import importlib
import subprocess
import sys
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import neo4j.graph
import pytest

import coauth
import graph
from graph import embedded
from graph import session as session_module
from graph.errors import CoauthError, StoreRefused, StoreUnreachable, WrongUsage
from graph.prepare import prepare
from graph.queries import catalogue
from graph.session import Session
from graph.settings import load_settings
from graph.store import Store
from tests.cypher.made import at, by, day, review, work, write
from tests.graph.views.graphs import HOSTILE
from tests.servers.targets import ROOT
from tests.snapshots import snapshot

WORKS = [
    work("plain", 2019, by("kp1", "KP"), by("cn1", "CN"), by("na1", "NA"), title=HOSTILE, **day("2018-03-04")),
    work("old", 2009, by("kp1", "KP"), by("cn1", "CN"), by("us1", "US")),
    work("openalex:W1", None, by("kp1", "KP"), by("cn1", "CN"), by("us1", "US")),
    work("doubt", 2019, by("k", at("Korea", review("KP", "bare-korea"))), by("cn1", "CN"), by("us1", "US")),
]  # fmt: skip


@pytest.fixture
def filled(store: Store) -> Store:
    prepare(store)
    write(store, WORKS)
    return store


@pytest.fixture
def opened(filled: Store) -> Iterator[Session]:
    with coauth.open() as session:
        yield session


def test_a_question(opened: Session) -> None:
    answer = opened.query("triads", country=["kp", "CN", "us"], from_=2000)
    assert [row["work"] for row in answer.rows] == ["doi:10.1/old"]
    assert answer.title.endswith(": KP, CN, US")
    assert any("A common paper shows" in caveat for caveat in answer.caveats)
    assert 'review="include"' in " ".join(answer.notes) and "--" not in " ".join(answer.notes)
    assert "1 row of work, doi" in repr(answer)
    assert len(opened.query("triads", review="include", min_confidence=0).rows) == 3
    # both names of a parameter, and the dates that frames hold
    assert opened.query("triads", countries=["KP", "CN", "NA"]).rows[0]["work"] == "doi:10.1/plain"
    assert opened.query("first-contacts", country="KP", after=datetime(2010, 5, 1, 12)).title


WRONG: list[tuple[str, dict[str, Any], str]] = [
    ("triad", {}, r"there is no question 'triad'.*\(questions\(\) shows them\)"),
    (
        "triads",
        {"frm": 2010},
        r"triads has no parameter 'frm' \(it takes country \(3 countries\), from_ \(year\)",
    ),
    ("triads", {"from_": 2020, "to": 2010}, "from_=2020 is later than to=2010"),
    ("triads", {"country": ["KP"]}, "country is needed 3 times"),
    ("triads", {"country": ["KP", "CN", "US"], "countries": ["KP", "CN", "US"]}, "is given twice"),
    ("partners", {"country": "North Korea"}, r"was KP \(Korea, Dem"),
    ("partners", {"review": "maybe"}, "one of leave-out, include, only"),
    ("partners", {"frame": "excel"}, "there is no frame 'excel'"),
]


def test_wrong_usage(opened: Session) -> None:
    for name, values, said in WRONG:
        with pytest.raises(WrongUsage, match=said) as told:
            opened.query(name, **values)
        assert "--" not in str(told.value)


def test_a_statement_of_ones_own(opened: Session, filled: Store) -> None:
    answer = opened.statement(
        "MATCH (w:Work {year: $year}) WHERE w.submitted < $before RETURN w, w.submitted AS day, [w.submitted] AS days, "
        "{day: w.submitted} AS map, null AS nothing",
        {"year": 2019},
        before=date(2018, 12, 31),
    )
    (row,) = answer.rows
    assert answer.columns == ("w", "day", "days", "map", "nothing")
    assert isinstance(row["w"], neo4j.graph.Node) and row["w"]["key"] == "doi:10.1/plain"
    assert row["day"] == date(2018, 3, 4) and type(row["day"]) is date
    assert (row["days"], row["map"], row["nothing"]) == ([date(2018, 3, 4)], {"day": date(2018, 3, 4)}, None)
    before = snapshot(filled)
    for text in (
        "MATCH (n) DETACH DELETE n",
        "CREATE (n:Work) RETURN n",
        "LOAD CSV FROM 'file:///etc/passwd' AS l RETURN l",
    ):
        with pytest.raises(StoreRefused, match="refused: "):
            opened.statement(text)
    assert snapshot(filled) == before


def test_limits(opened: Session) -> None:
    answer = opened.statement("UNWIND range(1, 9) AS n RETURN n", limit=3)
    assert [row["n"] for row in answer.rows] == [1, 2, 3]
    assert answer.notes == ("the first 3 rows; there are more (limit=)",)
    endless = "UNWIND range(1, 100000) AS a UNWIND range(1, 100000) AS b WITH a, b WHERE a + b = -1 RETURN count(*) AS n"
    with pytest.raises(StoreRefused, match="gave up after the time limit"):
        opened.statement(endless, timeout=1)
    assert opened.statement("RETURN 1 AS n").rows == [{"n": 1}]


NO_STATEMENTS: list[tuple[str, dict[str, Any], str]] = [
    ("RETURN $x AS x", {}, r"\$x has no value \(x=VALUE\)"),
    ("RETURN 1 AS x", {"x": 1}, r"the statement has no \$x"),
    ("RETURN $x AS x", {"x": 2**70}, "the store takes no such value"),
    ("RETURN $x AS x", {"x": object()}, "the store takes no such value"),
    (" ", {}, "there is no statement in it"),
    ("RETURN 1 AS a; RETURN 2 AS a", {}, "more than one statement"),
    ("RETURN 1 AS a", {"limit": -1}, "a limit of -1 rows"),
    ("RETURN 1 AS a", {"timeout": 0}, "a time limit of 0 seconds"),
]


def test_statements_that_are_none(opened: Session) -> None:
    for text, values, said in NO_STATEMENTS:
        with pytest.raises(WrongUsage, match=said):
            opened.statement(text, **values)


def test_frames_of_pandas(opened: Session) -> None:
    pandas = pytest.importorskip("pandas", reason="pip install 'coauthgraph[notebooks]'")
    frame = opened.query("partners", country="KP", frame="pandas")
    assert "NA" in set(frame["partner"])
    assert frame["partner"].notna().all()
    assert frame["year"].dtype == "Int64" and frame["year"].isna().sum() > 0
    assert frame["year"].max() == 2019
    assert all(isinstance(dois, list) for dois in frame["dois"])
    assert frame.attrs["caveats"] and "of 4 works, 4 have a readable affiliation" in frame.attrs["notes"]
    # and back out as every spreadsheet reads it
    assert "Namibia" not in frame.to_csv() and ",NA," in frame.to_csv()
    frame = opened.statement(
        "MATCH (w:Work) RETURN w, w.key AS key, w.year AS year, w.submitted AS day, w.year > 2010 AS late, "
        "w.year * 0.5 AS half, null AS nothing ORDER BY key",
        frame="pandas",
    )
    assert [str(kind) for kind in frame.dtypes] == [
        "object", "string", "Int64", "object", "boolean", "Float64", "object",
    ]  # fmt: skip
    assert list(frame["day"]) == [None, None, date(2018, 3, 4), None]
    assert frame["late"][3] is pandas.NA and frame["year"][3] is pandas.NA and frame["nothing"][0] is None
    assert isinstance(frame["w"][0], neo4j.graph.Node)
    empty = opened.query("triads", country=["FR", "DE", "SE"], frame="pandas")
    assert (len(empty), list(empty.columns)) == (0, list(opened.query("triads").columns))


def test_frames_of_polars(opened: Session) -> None:
    polars = pytest.importorskip("polars", reason="pip install 'coauthgraph[polars]'")
    frame = opened.query("partners", country="KP", frame="polars")
    assert "NA" in frame["partner"].to_list()
    assert frame.schema["year"] == polars.Int64 and None in frame["year"].to_list()
    assert frame.schema["dois"] == polars.List(polars.String)
    frame = opened.statement(
        "MATCH (w:Work) RETURN w, w.submitted AS day, {key: w.key, year: w.year} AS map, null AS nothing, "
        "CASE WHEN w.year = 2009 THEN 1 ELSE 'text' END AS mixed ORDER BY w.key",
        frame="polars",
    )
    assert frame["day"].to_list() == [None, None, date(2018, 3, 4), None]
    assert frame["map"].to_list()[1] == {"key": "doi:10.1/old", "year": 2009}
    assert frame["mixed"].to_list() == ["text", 1, "text", "text"]
    assert frame["nothing"].null_count() == 4
    assert isinstance(frame["w"][0], neo4j.graph.Node)
    assert opened.query("triads", country=["FR", "DE", "SE"], frame="polars").height == 0


def test_what_a_notebook_shows(opened: Session) -> None:
    shown = opened.query("triads", country=["KP", "CN", "NA"])._repr_html_()
    assert "<b>Caution:</b>" in shown and "have a readable affiliation" in shown
    assert "&lt;img src=x onerror=alert(1)&gt;&lt;/script&gt;" in shown
    assert not [word for word in ("<script", "<img", "<b>b", "\u2028") if word in shown]
    shown = opened.statement("RETURN '\x1b[31m\u202e<b>' AS `<i>`")._repr_html_()
    assert "\\x1b[31m\\u202e&lt;b&gt;" in shown and "&lt;i&gt;" in shown and "<i>" not in shown
    many = opened.statement("UNWIND range(1, 300) AS n RETURN n")._repr_html_()
    assert "300 rows, of which the first 100 are shown" in many and many.count("<tr>") == 101
    assert "no rows" in opened.query("triads", country=["FR", "DE", "SE"])._repr_html_()
    assert [row["name"] for row in opened.questions().rows] == [query.name for query in catalogue()]
    assert "first-contacts" in opened.questions()._repr_html_()
    told = opened.questions("triads")
    assert {
        "parameter": "country",
        "takes": "3 countries",
        "default": ["KP", "CN", "US"],
    }.items() <= told.rows[0].items()
    assert [row["parameter"] for row in told.rows][1] == "from_"


def test_a_picture(opened: Session, tmp_path: Path) -> None:
    answer = opened.query("triads", country=["KP", "CN", "NA"])
    picture = opened.picture(answer)
    assert repr(picture) == "<picture of 1 work, 3 persons>"
    assert picture.picture.countries == ("KP", "CN", "NA")
    assert opened.picture("triads", country=["KP", "CN", "NA"]).html == picture.html
    picture.save(tmp_path / "triads.html")
    assert (tmp_path / "triads.html").read_text(encoding="utf-8") == picture.html
    with pytest.raises(CoauthError, match="nothing to draw"):
        opened.picture("triads", country=["FR", "DE", "SE"])
    for few in (0, -1):
        with pytest.raises(WrongUsage, match=f"max_works={few}: a picture has 1 work or more"):
            opened.picture(answer, max_works=few)
    with pytest.raises(WrongUsage, match="an answer takes no review"):
        opened.picture(answer, review="include")


def test_closed_and_gone(filled: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    session = graph.connect()
    assert repr(session) == f"<{filled.name}, open for reading>"

    # the store went away under an open notebook: it is opened again
    def gone(*_: Any, **__: Any) -> Any:
        raise StoreUnreachable("it does not answer")

    monkeypatch.setattr(session._store, "read_result", gone)
    assert session.statement("MATCH (w:Work) RETURN count(w) AS n").rows == [{"n": 4}]
    session.close()
    session.close()
    assert repr(session) == f"<{filled.name}, closed>"
    with pytest.raises(CoauthError, match="this session is closed"):
        session.query("triads")


@pytest.mark.parametrize("target", ["local"], indirect=True)
def test_the_local_store_was_stopped_meanwhile(
    filled: Store, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """An open notebook starts it again, without trying for long the one that is gone."""
    monkeypatch.setattr(session_module, "FRESH_SECONDS", 0.0)
    with coauth.open() as session:
        embedded.stop(load_settings())
        assert session.statement("MATCH (w:Work) RETURN count(w) AS n").rows == [{"n": 4}]
    assert "will be retried" not in caplog.text


def test_nothing_loaded(store: Store) -> None:
    with coauth.open() as session, pytest.raises(CoauthError, match="nothing is loaded yet"):
        session.query("triads")


LIGHT = """
import sys
import coauth, graph
heavy = {"pandas", "polars", "matplotlib", "neo4j", "pydantic", "click"} & set(sys.modules)
assert not heavy, heavy
import graph.session
heavy = {"polars", "matplotlib", "IPython", "py2neo", "igraph"} & set(sys.modules)  # the driver itself looks for pandas
assert not heavy, heavy
"""


def test_importing_is_quick() -> None:
    done = subprocess.run(
        [sys.executable, "-c", LIGHT], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(("frame", "extra"), [("pandas", "notebooks"), ("polars", "polars")])
def test_without_the_library(monkeypatch: pytest.MonkeyPatch, frame: Any, extra: str) -> None:
    """What is missing is said before anything is asked."""
    monkeypatch.setitem(sys.modules, frame, None)
    session = Session.__new__(Session)
    session._store, session.name = None, "the local store"
    with pytest.raises(
        CoauthError, match=rf"{frame} is not installed \(pip install 'coauthgraph\[{extra}\]'\)"
    ):
        session.query("triads", frame=frame)


def test_without_py2neo(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "py2neo", None)
    monkeypatch.delitem(sys.modules, "graph.ogm", raising=False)
    with pytest.raises(CoauthError, match=r"py2neo is not installed \(pip install 'coauthgraph\[ogm\]'\)"):
        importlib.import_module("graph.ogm")
