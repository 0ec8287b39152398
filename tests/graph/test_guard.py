"""An analyst's own statement: ways to do more than read the graph, and that questions still pass."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest

import graph.store
from graph import guard
from graph.errors import CoauthError, StoreRefused, WrongUsage
from graph.guard import ask_own, one_statement
from graph.store import Store
from tests.cypher.made import by, work, write
from tests.snapshots import snapshot

SECRET = "not-for-questions-4711"

REFUSED = [
    # writes
    "CREATE (n:Work {key: 'x'})",
    "MATCH (w:Work) SET w.title = 'x'",
    "match (w:Work)\n//\nset\tw.title = 'x'",
    "MATCH (w:Work) /* ' */ SET w.title = 'x' // '",
    "MATCH (w:Work) WHERE w.title = '\\\\' SET w.title = 'x' //'",
    "MATCH (w:Work) WHERE w.title <> \"it's\" SET w.title = 'x' //'",
    "MATCH (w:`Work`) WHERE true OR w.`a'` = 1 SET w.title = 'x' //'",
    "MATCH (w:Work) DETACH DELETE w",
    "MATCH (w:Work) REMOVE w.title",
    "MERGE (n:Work {key: 'x'})",
    "FOREACH (x IN [1] | CREATE (:Work {key: 'x'}))",
    "UNWIND [1] AS x CALL (x) { CREATE (:Work {key: 'x'}) }",
    "UNWIND [1] AS x CALL (x) { MERGE (:Work {key: 'x'}) } IN TRANSACTIONS OF 1 ROW",
    "UNWIND [1] AS x CALL (x) { MATCH (w:Work) RETURN w } IN 2 CONCURRENT TRANSACTIONS OF 1 ROW RETURN w",
    "RETURN 1 AS x UNION MATCH (w:Work) SET w.title = 'x' RETURN 1 AS x",
    "MATCH (w:Work) ſET w.title = 'x'",
    # escapes that one of the stores decodes before it reads
    "MATCH (w:Work) \\u0053ET w.title = 'x'",
    "MATCH (w:Work) WHERE w.title = '\\u0027 SET w.title = 1 // '",
    "MATCH (w:Work) WHERE w.title = '\\\\u0027 SET w.title = 1 // '",
    "MATCH (w:Work) // \\u000a SET w.title = 'x'\nRETURN 1",
    "MATCH (w:Work) /* \\u002a\\u002f SET w.title = 'x' */ RETURN 1",
    "MATCH (w:Work) // \u2028 '\nSET w.title = 'x' //'",
    "MATCH (w:`Work\\u0060) SET w.title = 1 // `) RETURN 1",
    # the server
    "CREATE INDEX x IF NOT EXISTS FOR (w:Work) ON (w.venue)",
    "DROP CONSTRAINT work_key IF EXISTS",
    "CREATE USER x SET PASSWORD 'abcdefgh12'",
    "ALTER CURRENT USER SET PASSWORD FROM 'a' TO 'b'",
    "SHOW USERS",
    "SHOW SETTINGS",
    "SHOW TRANSACTIONS",
    "TERMINATE TRANSACTIONS 'x'",
    "USE system RETURN 1",
    "RETURN 1 AS x UNION USE system RETURN 1 AS x",
    "CALL dbms.listConfig()",
    "CALL dbms . `listConfig` () YIELD name RETURN name",
    "CALL /* db.labels */ dbms.killConnection('x')",
    "OPTIONAL CALL dbms.listConfig() YIELD name RETURN name",
    "CALL tx.setMetaData({a: 1})",
    "CALL db.createLabel('X')",
    "CALL db.create.setNodeVectorProperty(1, 'a', [1.0])",
    "CALL merge.node(['Work'], {key: 'x'}, {}, {})",
    "CALL do.when(true, 'CREATE (:Work {key: 1})', '', {})",
    "CALL refactor.mergeNodes([], {})",
    "CALL algo.pagerank()",
    # files and addresses
    "LOAD CSV FROM 'file:///etc/passwd' AS line RETURN line",
    "WITH 1 AS x LOAD CSV FROM 'file:///etc/passwd' AS line RETURN line",
    "UNWIND [1] AS x CALL (x) { LOAD CSV FROM 'http://127.0.0.1:1/x' AS line RETURN line } RETURN line",
    "CALL apoc.load.json('file:///etc/passwd')",
    "CALL `apoc`.`load`.json('http://127.0.0.1:1/x')",
    "RETURN apoc.static.get('x')",
    "RETURN `apoc`.`cypher`.`runFirstColumnSingle`('RETURN 1', {})",
    "RETURN [x IN ['1'] | eval(x)]",
    "RETURN {a: eval('1')}",
    "RETURN 7 % eval('1')",
    "RETURN graph.byName('system')",
    "RETURN file()",
    "RETURN 'a'.toUpperCase()",
    # other languages, prefixes
    "SELECT FROM schema:database",
    "{sql} SELECT 1",
    ":use system",
    "EXPLAIN CREATE (n)",
    "PROFILE MATCH (w:Work) SET w.title = 'x'",
    "CYPHER 5 MATCH (w:Work) SET w.title = 'x'",
    # no one reading
    "RETURN 'no end",
    "RETURN 1 /* no end",
    "RETURN `no end",
    "RETURN 1.SET",
    "MATCH (w:Work) WITH w LIMIT 1SET w.title = 'x'",
]

PASSED = [
    "MATCH (w:Work) RETURN w.key AS key ORDER BY key LIMIT 2;",
    "// CREATE is a word here\nMATCH (w:Work) RETURN count(w) AS n /* and SET */ ; // DELETE",
    "MATCH (w:Work) WHERE w.title CONTAINS 'CREATE (n) SET; LOAD CSV' RETURN count(w) AS n",
    "MATCH (w:Work)-[:AUTHORED|`SET`]-(x {`create`: 1}) RETURN w.set, x.create, w.`delete`",
    "MATCH p = shortestPath((a:Author {key: 'a'})-[:AUTHORED*..6]-(b:Author {key: 'b'})) RETURN length(p) AS n",
    "MATCH (w:Work) WHERE (w.year > 2000 AND (w.year < 2010)) OR NOT (w.year IN [2020]) RETURN count(DISTINCT (w))",
    "CALL db.labels() YIELD label RETURN label ORDER BY label",
    "CALL { MATCH (c:Country) RETURN count(c) AS n } RETURN n",
    "MATCH (c:Country) CALL (c) { MATCH (c)<-[i:INVOLVES]-() RETURN count(i) AS n } RETURN c.code AS code, n",
    "UNWIND $values AS x RETURN x, CASE WHEN (x > 1) THEN (1) ELSE (2) END AS y, $values AS `SET`",
    "MATCH (c:Country) WHERE EXISTS { (c)<-[:INVOLVES]-() } RETURN COUNT { (c)<-[:INVOLVES]-() } AS n",
    "RETURN date('2016-11-30').year AS y, '\\u00e9\\'' AS t, date.truncate('year', date('2016-11-30')) AS d",
    "MATCH (w:Work) RETURN w {.key, .year} AS w ORDER BY w.key",
    "RETURN [x IN range(1, 3) WHERE x > 1 | x * 2.5e1] AS l, reduce(s = 0, x IN [1, 2] | s + x) AS r, [1, 2][0..1] AS c",
    "MATCH (c:Country) ((a)<-[:INVOLVES]-(b)){1,1} (d) RETURN count(*) AS n",
]  # fmt: skip


@pytest.mark.parametrize("statement", REFUSED)
def test_refused_by_its_words(statement: str) -> None:
    with pytest.raises(StoreRefused) as caught:
        one_statement(statement)
    assert caught.value.message.startswith("refused: ")
    assert "\n" not in caught.value.message
    assert caught.value.hint


def test_one_statement() -> None:
    for text in ("RETURN 1; RETURN 2", "RETURN 1;; CREATE (n)", "RETURN ';' ; RETURN 2"):
        with pytest.raises(WrongUsage, match="more than one"):
            one_statement(text)
    for text in ("", " \n", "// nothing", "/* nothing */ ;", ";"):
        with pytest.raises(WrongUsage, match="no statement"):
            one_statement(text)


@pytest.fixture
def filled(store: Store) -> Store:
    write(
        store,
        [work("one", 2020, by("a", "KP"), by("b", "CN")), work("two", 2021, by("b", "CN"), by("c", "US"))],
    )
    return store


def test_questions_pass(filled: Store) -> None:
    for statement in PASSED:
        ask_own(filled, statement, {"values": [1, 2]} if "$values" in statement else {})


def test_without_its_words(filled: Store, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Where the reading of the words fails, plan and reader's rights still stand: nothing is written or read."""
    secret = tmp_path / "secret.csv"
    secret.write_text(SECRET, encoding="utf-8")
    monkeypatch.setattr(guard, "one_statement", lambda text, words: text)
    monkeypatch.setattr(guard, "_check_parameters", lambda text, values, words: None)
    before = snapshot(filled)
    schema = filled.read("SHOW CONSTRAINTS YIELD name RETURN name ORDER BY name")
    loads = [f"LOAD CSV FROM '{secret.as_uri()}' AS line RETURN line"]
    # on the local store these words are read only in the server's own word list: a list of what is running, at most
    harmless = ("SHOW TRANSACTIONS", "TERMINATE TRANSACTIONS", "algo.pagerank", "RETURN file()", "% eval")
    for statement in [*loads, *REFUSED]:
        if any(word in statement for word in harmless):
            continue
        try:
            answer = ask_own(filled, statement)
        except CoauthError as error:
            assert "\n" not in error.message
            assert SECRET not in str(error)
        else:
            assert SECRET not in str(answer.rows), statement
            assert "root:" not in str(answer.rows), statement
    assert snapshot(filled) == before
    assert filled.read("SHOW CONSTRAINTS YIELD name RETURN name ORDER BY name") == schema


def test_with_its_words(filled: Store) -> None:
    before = snapshot(filled)
    for statement in REFUSED:
        with pytest.raises(CoauthError):
            ask_own(filled, statement)
    assert snapshot(filled) == before


def test_rows_are_limited(filled: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    answer = ask_own(filled, "UNWIND range(1, 10) AS x RETURN x", limit=3)
    assert [row["x"] for row in answer.rows] == [1, 2, 3]
    assert answer.notes == ("the first 3 rows; there are more (--limit)",)
    assert ask_own(filled, "UNWIND range(1, 3) AS x RETURN x", limit=3).notes == ()
    monkeypatch.setattr(guard, "ROW_LIMIT", 5)
    answer = ask_own(filled, "UNWIND range(1, 10) AS x RETURN x")
    assert (len(answer.rows), answer.columns) == (5, ("x",))
    assert "where no --limit is given" in answer.notes[0]


ENDLESS = (
    "UNWIND range(1, 100000) AS a UNWIND range(1, 100000) AS b UNWIND range(1, 100000) AS c WITH a, b, c"
)


@pytest.mark.parametrize(
    "statement",
    [
        f"{ENDLESS} WHERE a + b + c = 7 RETURN count(*) AS n",
        f"{ENDLESS} RETURN a, b, c ORDER BY c, b, a",
        "MATCH p = (a:Author)-[:AUTHORED*]-(b:Author) RETURN count(p) AS n",
    ],
    ids=["no row", "all rows", "paths"],
)
def test_time_is_limited(store: Store, statement: str) -> None:
    write(store, [work(f"w{n}", 2020, *(by(f"p{m}", "KP") for m in range(n, n + 6))) for n in range(40)])
    started = time.monotonic()
    with pytest.raises(StoreRefused, match="gave up after the time limit") as caught:
        ask_own(store, statement, timeout=1)
    assert time.monotonic() - started < 5
    assert "narrow" in str(caught.value.hint)
    assert ask_own(store, "RETURN 1 AS x", timeout=5).rows == [{"x": 1}]


def test_time_is_limited_within_one_value(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """No store looks at the clock while it works one value out: it is not waited for."""
    monkeypatch.setattr(graph.store, "GRACE_SECONDS", 0.5)
    statement = (
        "RETURN size([x IN range(1, 100) WHERE size([y IN range(1, 1000000) WHERE x * y = 7]) > 0 | x]) AS n"
    )
    started = time.monotonic()
    with pytest.raises(StoreRefused, match="the store does not end this statement") as caught:
        ask_own(store, statement, timeout=0.5)
    assert time.monotonic() - started < 4
    assert ("coauth store stop" in str(caught.value.hint)) == (store.kind == "local")
    assert ask_own(store, "RETURN 1 AS x", timeout=20).rows == [{"x": 1}]


def test_faults_of_a_statement_are_one_line(filled: Store) -> None:
    for statement, said in (
        ("MATCH (w:Work RETURN w", "line 1, column 15"),
        ("MATCH (w:Work)\nWHERE RETURN w", "line 2, column"),
        ("MATCH (w:Work) RETURN nothing_here", "ariable `nothing_here` not defined"),
    ):
        with pytest.raises(StoreRefused) as caught:
            ask_own(filled, statement)
        assert "\n" not in caught.value.message
        assert said in caught.value.message.replace("'", "`")
        assert "Check the server log" not in caught.value.message


@pytest.mark.parametrize(
    ("statement", "given", "message", "hint"),
    [
        ("RETURN $missing AS x", {}, "$missing has no value", "--param missing=VALUE"),
        ("RETURN $a + $b", {"b": 1}, "$a has no value", "--param a=VALUE"),
        ("RETURN $b + $a + '$c'", {}, "$a, $b have no values", "--param a=VALUE --param b=VALUE"),
        (
            "RETURN $a // $c",
            {"a": 1, "c": 2},
            "the statement has no $c",
            "leave that value out, or mend the name",
        ),
    ],
)
def test_parameters_and_values(statement: str, given: dict[str, int], message: str, hint: str) -> None:
    """Said before a store is asked, which would not say it on the local store."""
    with pytest.raises(WrongUsage) as caught:
        ask_own(Nowhere(), statement, given)
    assert (caught.value.message, caught.value.hint) == (message, hint)


class Nowhere:
    def read_result(self, *arguments: Any, **more: Any) -> Any:
        raise AssertionError("the store was asked")
