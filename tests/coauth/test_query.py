"""`coauth query`: the questions and an analyst's own statement, as a person types them."""

from __future__ import annotations

import csv
import io
import json
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from coauth.main import run
from coauth.query import own_parameters
from graph.errors import WrongUsage
from graph.prepare import prepare
from graph.queries import catalogue
from graph.store import Store
from tests.cypher.made import at, by, review, work, write
from tests.servers.targets import Cli
from tests.snapshots import snapshot

WORKS = [
    work(
        "plain",
        2019,
        by("kp1", "KP"),
        by("cn1", "CN"),
        by("us1", "US"),
        title="Über <img src=x onerror=alert(1)> 김",
    ),
    work("old", 2009, by("kp1", "KP"), by("cn1", "CN"), by("us1", "US")),
    work("openalex:W1", None, by("kp1", "KP"), by("cn1", "CN"), by("us1", "US")),
    work("doubt", 2019, by("k", at("Korea", review("KP", "bare-korea"))), by("cn1", "CN"), by("us1", "US")),
    work("empty", 2019, by("x")),
]


NAMES = [query.name for query in catalogue()]


@pytest.fixture
def filled(store: Store) -> Store:
    prepare(store)
    write(store, WORKS)
    return store


def asked(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    """In this process, so that what is measured is the command and not the start of Python."""
    status = run(["query", *arguments])
    out, err = capsys.readouterr()
    return status, out, err


def rows(text: str) -> list[dict[str, Any]]:
    found = json.loads(text)
    assert isinstance(found, list)
    return found


def test_the_list_of_questions(capsys: pytest.CaptureFixture[str]) -> None:
    status, out, err = asked(capsys)
    assert status == 0
    assert [row["name"] for row in csv.DictReader(io.StringIO(out))] == NAMES
    assert err == ""
    listed = rows(asked(capsys, "--json")[1])
    assert set(listed[0]) == {"name", "title", "question", "options"}


@pytest.mark.parametrize("name", NAMES)
def test_the_help_of_a_question(capsys: pytest.CaptureFixture[str], name: str) -> None:
    status, out, _ = asked(capsys, name, "--help")
    assert status == 0
    for said in (
        "--from",
        "--to",
        "--min-confidence",
        "--review",
        "--limit",
        "Columns:",
        "Caution:",
        "Examples:",
    ):
        assert said in out
    assert f"coauth query {name}" in out
    assert ":params {" in out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["triad"], "there is no question 'triad'"),
        (["triads", "--country", "KP"], "needed 3 times"),
        (["triads", "--country", "UK", "--country", "KP", "--country", "CN"], "GB (United Kingdom)"),
        (["partners", "--country", "Nowhere"], "no country has this code"),
        (["partners", "--from", "soon"], "not a valid integer"),
        (["partners", "--from", "2020", "--to", "2010"], "later than"),
        (["partners", "--review", "maybe"], "leave-out"),
        (["first-contacts", "--after", "soon"], "--after soon: it is no date"),
        (["partners", "--json", "--csv"], "only one of"),
        (["--file", "nowhere.cypher"], "nowhere.cypher: No such file"),
        (["--file", "."], "Is a directory"),
        (["--file", "x.cypher", "triads"], "not for a question"),
        (["--param", "x=1"], "statement of your own"),
    ],
)
def test_wrong_usage(capsys: pytest.CaptureFixture[str], arguments: list[str], said: str) -> None:
    status, out, err = asked(capsys, *arguments)
    assert status == (1 if "--file" in arguments and "triads" not in arguments else 2)
    assert said in err
    assert out == ""


def test_parameters_of_ones_own() -> None:
    given = ("a=1", "b=[1, 2]", "c=text", "d=", "e=null", 'f={"x": 1.5}', "g=NaN", "h=a=b", 'i="1"')
    assert own_parameters(given) == {
        "a": 1, "b": [1, 2], "c": "text", "d": "", "e": None, "f": {"x": 1.5}, "g": "NaN", "h": "a=b", "i": "1",
    }  # fmt: skip
    for wrong in (
        ("a",),
        ("=1",),
        ("a b=1",),
        ("a=1", "a=2"),
        (f"a={2**63}",),
        ("a=\udcff",),
        (f"a=[{2**70}]",),
    ):
        with pytest.raises(WrongUsage):
            own_parameters(wrong)


def test_an_answer(filled: Store, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    status, out, err = asked(
        capsys, "triads", "--country", "kp,cn", "--country", "US", "--from", "2010", "--json"
    )
    assert status == 0
    assert [row["work"] for row in rows(out)] == ["doi:10.1/plain"]
    assert rows(out)[0]["title"] == "Über <img src=x onerror=alert(1)> 김"
    assert "caution: A common paper shows" in err
    assert "note: 1 more for review: --review include" in err
    assert "note: 1 work left out without a year" in err
    assert "note: of 5 works, 4 have a readable affiliation" in err
    assert asked(capsys, "--json", "triads", "--from", "2010")[1] == out
    assert len(rows(asked(capsys, "triads", "--review", "include", "--json")[1])) == 4
    status, out, err = asked(capsys, "triads", "--csv", "--limit", "1")
    assert [row["doi"] for row in csv.DictReader(io.StringIO(out))] == ["10.1/old"]
    assert "the first 1 of 3 rows" in err
    file = tmp_path / "answer.json"
    assert asked(capsys, "triads", "-o", str(file))[:2] == (0, "")
    assert len(rows(file.read_text(encoding="utf-8"))) == 3


def test_no_answer(filled: Store, capsys: pytest.CaptureFixture[str]) -> None:
    status, out, err = asked(capsys, "triads", "--country", "FR,DE,SE", "--json")
    assert (status, rows(out)) == (0, [])
    assert "note: nothing answers this question" in err
    assert "of 5 works, 4 have a readable affiliation" in err


@pytest.mark.parametrize("name", NAMES)
def test_a_question_is_explained_without_a_store(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv("NEO4J_URI", "bolt://127.0.0.1:1")
    status, out, err = asked(capsys, name, "--from", "2010", "--explain")
    assert (status, err) == (0, "")
    flat = " ".join(out.split())
    (query,) = (one for one in catalogue() if one.name == name)
    for said in (query.question, *(f"Caution: {caveat}" for caveat in query.caveats)):
        assert " ".join(said.split()) in flat
    for parameter in query.parameters:
        assert f"  {parameter.option}  (" in out
    assert "--from  (year; default none; here 2010)" in out
    assert out.endswith(f"\nCypher:\n{query.statement}\n")
    assert query.cypher.endswith(f"{query.statement}\n")
    assert not query.statement.startswith("// title")
    (told,) = rows(asked(capsys, name, "--from", "2010", "--explain", "--json")[1])
    assert (told["name"], told["question"], told["cypher"]) == (name, query.question, query.statement)
    assert {one["name"]: one["value"] for one in told["parameters"]}["from"] == 2010
    assert told["caveats"] == list(query.caveats)
    assert [one["name"] for one in told["columns"]] == list(query.column_names)


def test_explained_into_a_file(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file = tmp_path / "triads.txt"
    assert asked(capsys, "triads", "--explain", "-o", str(file)) == (0, "", f"written to {file}\n")
    assert "  --country  (3 countries; default KP CN US)" in file.read_text(encoding="utf-8")
    assert asked(capsys, "triads", "--country", "KP", "--explain")[0] == 2
    assert rows(asked(capsys, "--json", "triads", "--explain")[1])[0]["name"] == "triads"


def test_names_are_a_flag(filled: Store, capsys: pytest.CaptureFixture[str]) -> None:
    wanted = ("possibly-unwitting", "--many", "3", "--json")
    plain, named = (rows(asked(capsys, *wanted, *more)[1]) for more in ((), ("--names",)))
    assert {row["person"] for row in plain} == {None}
    assert {row["person"] for row in named} == {"Name cn1", "Name us1"}
    assert asked(capsys, *wanted, "--names", "yes")[0] == 2


def test_nothing_loaded(store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    status, out, err = asked(capsys, "triads")
    assert (status, out) == (1, "")
    assert err == "coauth: nothing is loaded yet\n  try: coauth demo, or coauth load FILE\n"


def test_a_statement_of_ones_own(filled: Store, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file = tmp_path / "my.cypher"
    file.write_text(
        "\ufeff// mine\nMATCH (w:Work) WHERE w.year >= $year\nRETURN w.key AS key, w.title AS title ORDER BY key;\n",
        encoding="utf-8",
    )
    status, out, err = asked(capsys, "--file", str(file), "--param", "year=2010", "--json")
    assert status == 0, err
    assert [row["key"] for row in rows(out)] == ["doi:10.1/doubt", "doi:10.1/empty", "doi:10.1/plain"]
    status, out, err = asked(capsys, "--file", str(file), "--param", "year=2010", "--csv", "--limit", "2")
    assert len(out.splitlines()) == 3
    assert "there are more (--limit)" in err
    before = snapshot(filled)
    for text in (
        "MATCH (w:Work) DETACH DELETE w",
        "LOAD CSV FROM 'file:///etc/passwd' AS l RETURN l",
        "CALL dbms.listConfig()",
    ):
        file.write_text(text, encoding="utf-8")
        status, out, err = asked(capsys, "--file", str(file))
        assert (status, out) == (1, "")
        assert err.startswith("coauth: refused: ")
        assert len(err.splitlines()) == 2
    assert snapshot(filled) == before
    file.write_bytes(b"RETURN '\xff'")
    assert asked(capsys, "--file", str(file))[2].startswith(f"coauth: {file}: it is not UTF-8 text")


def test_from_a_shell(filled: Store, coauth: Cli) -> None:
    done = coauth(
        "query",
        "--file",
        "-",
        "--param",
        "year=2009",
        input="MATCH (w:Work {year: $year}) RETURN w.key AS key",
    )
    assert (done.returncode, done.stdout) == (0, "key\ndoi:10.1/old\n"), done.stderr
    done = coauth("query", "partners", "--json", "--to", "2010")
    assert [(row["partner"], row["share"]) for row in rows(done.stdout)] == [("CN", 1.0), ("US", 1.0)]


def test_one_country_is_one_country(capsys: pytest.CaptureFixture[str]) -> None:
    """Whoever has learnt to repeat --country must not get the answer to another question."""
    status, out, err = asked(capsys, "institution-pairs", "--country", "KP", "--country", "CN")
    assert (status, out) == (2, "")
    assert err == (
        "coauth: institution-pairs takes --country once, not 2 times\n  try: coauth query institution-pairs --help\n"
    )


def test_names_are_given_on_request(store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    prepare(store)
    write(store, [work("old", 2009, by("k", "KP", "CN"))])
    status, out, _ = asked(capsys, "foreign-based", "--json")
    assert status == 0
    assert [(row["persons"], row["person"], row["author"]) for row in rows(out)] == [(1, None, None)]
    assert "Name k" not in asked(capsys, "foreign-based", "--csv")[1]
    status, out, _ = asked(capsys, "foreign-based", "--names", "--json")
    assert [(row["persons"], row["person"], row["author"]) for row in rows(out)] == [(1, "Name k", "k")]
    assert asked(capsys, "foreign-based", "--names=yes")[0] == 2


ENDLESS = """UNWIND range(1, 100000) AS a UNWIND range(1, 100000) AS b UNWIND range(1, 100000) AS c
WITH a, b, c WHERE a + b + c = 7 RETURN count(*) AS n"""


def test_a_statement_that_never_ends(
    filled: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is given up after the time limit, in the store too; a comment before it makes it longer than what is shown."""
    file = tmp_path / "endless.cypher"
    file.write_text(f"// {'long ' * 500}\n{ENDLESS}", encoding="utf-8")
    monkeypatch.setenv("COAUTH_QUERY_TIMEOUT", "1")
    status, out, err = asked(capsys, "--file", str(file))
    assert (status, out) == (1, "")
    assert err == (
        "coauth: gave up after the time limit\n  try: narrow the question, or raise COAUTH_QUERY_TIMEOUT\n"
    )
    assert not running(filled)


def test_interrupted_while_the_store_works(filled: Store, coauth: Cli) -> None:
    """Ctrl-C ends the statement in the store as well."""
    (coauth.folder / "endless.cypher").write_text(ENDLESS, encoding="utf-8")
    # where the tests run behind a shell, it has the signal ignored, and what they start inherits that
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    asking = subprocess.Popen(
        coauth.command("query", "--file", "endless.cypher"),
        cwd=coauth.folder,
        env=coauth.environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    signal.signal(signal.SIGINT, before)
    with asking:
        wait_for(lambda: running(filled))
        asking.send_signal(signal.SIGINT)
        out, err = asking.communicate(timeout=60)
    assert (asking.returncode, out) == (130, "")
    assert err.strip() == "coauth: interrupted; what is unfinished goes on with the same command"
    wait_for(lambda: not running(filled))


def running(store: Store) -> list[str]:
    shown = store.execute("SHOW TRANSACTIONS") if store.kind == "local" else store.read("SHOW TRANSACTIONS")
    return [row["currentQuery"] for row in shown if "range(1, 100000)" in str(row["currentQuery"])]


def wait_for(condition: Callable[[], object]) -> None:
    for _ in range(600):
        if condition():
            return
        time.sleep(0.05)
    raise AssertionError("waited in vain")
