"""`coauth fetch`: what a person sees, and that a fetch which is stopped goes on."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from coauth.main import run
from graph.errors import CoauthError
from graph.settings import load_settings
from loaders.counts import read_counts
from tests.loaders.fetch.kit import read
from tests.servers.literature import Literature, answering, as_usual, hanging, serving
from tests.servers.targets import Cli

KEY = "key-that-nobody-may-see"
MAIL = "who@example.org"


@pytest.fixture
def server() -> Iterator[Literature]:
    """OpenAlex with 120 works that both ways find, 30 by label only, 50 by search only."""
    with serving() as started:
        for number in range(1, 121):
            started.add(number, "Univ, Reykjavík, Iceland", label="IS")
        for number in range(121, 151):
            started.add(number, "Oslo", label="IS")
        for number in range(151, 201):
            started.add(number, "Dept, Iceland")
        yield started


@pytest.fixture
def here(server: Literature, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The test's folder as the working folder, with settings that lead to the server."""
    for name, value in environment(server).items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("COAUTH_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def environment(server: Literature) -> dict[str, str]:
    return {
        "COAUTH_OPENALEX_URL": server.url,
        "COAUTH_CROSSREF_URL": server.url,
        "COAUTH_OPENALEX_API_KEY": KEY,
        "COAUTH_MAILTO": MAIL,
    }


ICELAND = ("fetch", "openalex", "--country", "is", "--from", "2017", "--to", "2023")
LABELLED = (*ICELAND, "--way", "label")


def test_the_overlap_of_the_ways_is_shown_with_its_caution(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run([*ICELAND, "-o", "is.jsonl.gz"]) == 0
    out = capsys.readouterr().out
    assert "200 works of OpenAlex in is.jsonl.gz" in out
    assert re.search(r"the country label only +30 +0\n", out)
    assert re.search(r"the search only +50 +50\n", out)
    assert re.search(r"both +120 +120\n", out)
    assert re.search(r"in all, found or not \(Chapman\) +212 ± 5 +170 ± 0\n", out)
    assert re.search(r"share that was found +94% ", out)
    assert "caution: The estimate holds only where the two ways are independent, and these are not" in out
    assert "says nothing about what is missing" in out
    assert run(["load", "--dry-run", "is.jsonl.gz"]) == 0
    assert "200 records: 200 to load" in capsys.readouterr().out


def test_as_json(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    outputs = []
    for name in ("one.jsonl", "one.jsonl"):
        assert run([*ICELAND, "--json", "-o", name]) == 0
        outputs.append(capsys.readouterr().out)
    assert outputs[0] == outputs[1]
    found = json.loads(outputs[0])
    assert (found["works"], found["file"], found["log"]) == (200, "one.jsonl", "one.queries.jsonl")
    assert [(one["way"], one["hits"]) for one in found["queries"]] == [
        ("label", 150),
        ("search", 170),
        ("search", 120),
    ]
    overlap = found["overlap"]["found"]
    assert [overlap[name] for name in ("label_only", "search_only", "both", "found")] == [30, 50, 120, 200]
    assert overlap["estimate"]["total"] == pytest.approx(212.4, abs=0.1)
    assert overlap["estimate"]["low"] < 212.4 < overlap["estimate"]["high"]
    assert found["overlap"]["printed"]["label_only"] == 0


def test_one_way_only(here: Path, server: Literature, capsys: pytest.CaptureFixture[str]) -> None:
    assert run([*ICELAND, "--way", "label", "--filter", "type:article", "--json", "-o", "l.jsonl"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["works"], found["overlap"], len(found["queries"])) == (150, None, 1)
    assert all("type:article" in path for path in server.paths)


def test_the_key_goes_to_the_service_and_nowhere_else(
    server: Literature, tmp_path: Path, coauth_alone: Callable[..., Cli]
) -> None:
    coauth = coauth_alone(**environment(server))
    server.faults += [
        answering(429, Retry_After="0"),
        answering(401, json.dumps({"error": f"{KEY} is not known"}).encode()),
    ]
    done = coauth("--debug", "--log-file", "log.txt", *LABELLED, "-o", "is.jsonl")
    assert done.returncode == 1
    assert "401" in done.stderr
    assert "COAUTH_OPENALEX_API_KEY" in done.stderr
    done = coauth("--debug", "--log-file", "log.txt", *LABELLED, "-o", "is.jsonl")
    assert done.returncode == 0
    assert {headers["Authorization"] for _, headers in server.requests} == {f"Bearer {KEY}"}
    assert {headers["From"] for _, headers in server.requests} == {MAIL}
    shown = done.stdout + done.stderr
    for file in tmp_path.rglob("*"):
        shown += file.read_text(errors="replace") if file.is_file() else ""
    assert "200 http://127.0.0.1" in shown  # the requests are logged
    assert KEY not in shown
    assert MAIL not in shown


@pytest.mark.parametrize(
    ("stop", "status"),
    [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129), (signal.SIGKILL, -9)],
)
def test_a_fetch_that_is_stopped_goes_on(
    server: Literature, tmp_path: Path, coauth_alone: Callable[..., Cli], stop: signal.Signals, status: int
) -> None:
    coauth = coauth_alone(**environment(server))
    begun, until = threading.Event(), threading.Event()
    server.faults += [as_usual, hanging(begun, until)]
    # where the tests run behind a shell, it has the signal ignored, and what they start inherits that
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    hangup = signal.signal(signal.SIGHUP, signal.SIG_DFL)
    started = subprocess.Popen(
        coauth.command(*LABELLED, "-o", "is.jsonl"),
        cwd=tmp_path,
        env=coauth.environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    signal.signal(signal.SIGINT, before)
    signal.signal(signal.SIGHUP, hangup)
    try:
        assert begun.wait(60)
        started.send_signal(stop)
        _, err = started.communicate(timeout=30)
    finally:
        until.set()
        started.kill()
    assert started.returncode == status
    if stop is not signal.SIGKILL:
        assert "goes on with the same command" in err
    assert (tmp_path / "is.jsonl.part").is_file()
    assert not (tmp_path / "is.jsonl").exists()
    asked = len(server.requests)
    done = coauth(*LABELLED, "-o", "is.jsonl", "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["works"] == 150
    assert "cursor=*" not in server.paths[asked]
    assert {path.name for path in tmp_path.iterdir()} >= {"is.jsonl", "is.queries.jsonl"}
    assert not (tmp_path / "is.jsonl.part").exists()


def test_a_dry_run_sends_nothing_and_writes_nothing(
    here: Path, server: Literature, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run([*ICELAND, "--dry-run"]) == 0
    shown = capsys.readouterr()
    assert f"label: {server.url}/works?filter=authorships.institutions.country_code:IS" in shown.out
    assert "for Iceland, Islande" in shown.out
    assert "3 queries of openalex; nothing was sent" in shown.err
    assert run(["fetch", "crossref", "--doi", "10.1000/a/b", "--dry-run"]) == 0
    assert "/works/10.1000%2Fa%2Fb\n" in capsys.readouterr().out
    assert run(["fetch", "crossref", "--query-affiliation", "Pyongyang", "--dry-run", "--json"]) == 0
    plan = json.loads(capsys.readouterr().out)
    assert plan["queries"][0]["terms"] == ["Pyongyang"]
    assert server.requests == []
    assert list(here.iterdir()) == []


def test_crossref_by_a_file_of_dois(
    here: Path, server: Literature, capsys: pytest.CaptureFixture[str]
) -> None:
    server.add_item("10.1000/one", "Pyongyang")
    (here / "dois.txt").write_text("\ufeff# from a list\nhttps://doi.org/10.1000/ONE\r\n\n10.1000/none.\n")
    assert run(["fetch", "crossref", "--dois", "dois.txt", "--doi", "10.1000/one", "-o", "c.jsonl"]) == 0
    shown = capsys.readouterr()
    assert "1 works of Crossref in c.jsonl" in shown.out
    assert "Crossref does not have 1 of them: 10.1000/none" in shown.err
    assert [work["DOI"] for work in read(here / "c.jsonl")] == ["10.1000/one"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["openalex", "--country", "KP"], "-o is missing"),
        (["openalex", "-o", "x.jsonl"], "Missing option '--country'"),
        (["openalex", "--country", "NK", "-o", "x.jsonl"], "was KP (Korea, Democratic People's Republic of) meant?"),
        (["openalex", "--country", "KP", "-o", "x.csv"], "written as JSON Lines"),
        (["openalex", "--country", "KP", "-o", "x.jsonl", "--from", "2020", "--to", "2019"], "is later than"),
        (["openalex", "--country", "KP", "-o", "x.jsonl", "--from", "20"], "--from"),
        (["openalex", "--country", "KP", "-o", "x.jsonl", "--filter", "type"], "no KEY:VALUE"),
        (["openalex", "--country", "KP", "-o", "x.jsonl", "--filter", "type:a,b:c"], "no KEY:VALUE"),
        (["openalex", "--country", "KP", "-o", "x.jsonl", "--filter", "to_publication_date:2020-01-01"], "an option of its own"),
        (["crossref", "-o", "x.jsonl"], "nothing to look for"),
        (["crossref", "-o", "x.jsonl", "--doi", "11.1/x"], "is no DOI"),
        (["crossref", "-o", "x.jsonl", "--doi", "10.1000/x", "--from", "2020"], "narrow a search"),
        (["crossref", "-o", "x.jsonl", "--query-affiliation", " "], "at least a word"),
        (["crosref"], "No such command 'crosref'"),
    ],
)  # fmt: skip
def test_wrong_usage(
    here: Path, server: Literature, capsys: pytest.CaptureFixture[str], arguments: list[str], said: str
) -> None:
    assert run(["fetch", *arguments]) == 2
    assert said in capsys.readouterr().err
    assert server.requests == []


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["openalex", "--country", "IS", "-o", "none/x.jsonl"], "there is no folder none"),
        (["openalex", "--country", "IS", "-o", "x.jsonl", "--max-works", "10"], "more than 10"),
        (
            ["openalex", "--country", "IS", "-o", "x.jsonl", "--filter", "nothing:1"],
            "nothing is not a valid field",
        ),
        (["crossref", "-o", "x.jsonl", "--dois", "none.txt"], "No such file"),
        (["crossref", "-o", "x.jsonl", "--dois", "bad.txt"], "line 2: \\x1b[31m is no DOI"),
    ],
)
def test_what_cannot_be_done(
    here: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], said: str
) -> None:
    (here / "bad.txt").write_text("10.1000/x\n\x1b[31m\n")
    assert run(["fetch", *arguments]) == 1
    assert said in capsys.readouterr().err
    assert not (here / "x.jsonl").exists()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("openalex_api_key", "two words"),
        ("openalex_api_key", "line\r\nX-Other: header"),
        ("mailto", "nobody"),
        ("mailto", "a@b.cd\r\nX-Other: header"),
        ("openalex_url", "ftp://example.org"),
        ("openalex_url", "file:///etc/passwd"),
        ("crossref_url", "https://someone:secret@example.org"),
        ("crossref_url", "https://example.org/?key=secret"),
        ("crossref_url", "https://example.org:port"),
    ],
)
def test_settings_that_cannot_be_used(name: str, value: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(f"COAUTH_{name.upper()}", value)
    with pytest.raises(CoauthError, match=name) as raised:
        load_settings()
    assert value not in str(raised.value)


COUNTS = ("fetch", "openalex-counts", "--from", "2020", "--to", "2021", "--subfield", "1702")


def test_counts_of_every_country_for_the_ranks_of_a_report(
    server: Literature, here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    server.per_groups = 2
    for number, label in enumerate(("KP", "CN", "CN", "US", "EU", "FR"), 1000):
        server.add(number, "somewhere", label=label, year=2021)
    assert run([*COUNTS, "-o", "counts.csv"]) == 0
    assert "206 works of 5 countries counted in counts.csv" in capsys.readouterr().out
    lines = Path("counts.csv").read_text(encoding="utf-8").splitlines()
    assert lines[0] == "# universe: OpenAlex, works with primary_topic.subfield.id:1702"
    assert re.fullmatch(r"# fetched: \d{4}-\d\d-\d\d", lines[2])
    assert "# works 2021: 6 in all, 4 countries; no country of ISO 3166-1: " in lines[5]
    assert lines[6:] == [
        "country,year,works",
        "IS,2020,150",
        "CN,2021,2",
        "FR,2021,1",
        "KP,2021,1",
        "US,2021,1",
    ]
    assert KEY not in "\n".join(lines)
    read_back = read_counts(Path("counts.csv"))
    assert (read_back.rank("KP", [2021]), read_back.countries([2021])) == (2, 4)
    asked = [path for path in server.paths if "group-by" in path]
    assert len(asked) == 1 + 3
    assert all("primary_topic.subfield.id:1702" in path and "per-page=200" in path for path in asked)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (("--from", "2021", "--to", "2020", "--subfield", "1702"), "later than"),
        (("--from", "2020", "--to", "2021"), "nothing says which works are counted"),
        (("--from", "2020", "--to", "2021", "--topic", "a|b"), "no id of OpenAlex"),
        (("--from", "2020", "--to", "2021", "--topic", "T1", "-o", "x.json"), "written as CSV"),
        (("--from", "2020", "--to", "2021", "--topic", "T1"), "-o is missing"),
        (("--from", "2020", "--to", "2021", "--filter", "publication_year:2020"), "an option of its own"),
    ],
)
def test_counts_that_cannot_be_asked_for(
    given: tuple[str, ...], said: str, here: Path, server: Literature, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["fetch", "openalex-counts", *given]) == 2
    assert said in capsys.readouterr().err
    assert not server.requests


def test_a_country_that_is_counted_twice_is_no_table(
    here: Path, server: Literature, capsys: pytest.CaptureFixture[str]
) -> None:
    groups = [{"key": "CN", "count": 1}, {"key": "https://openalex.org/countries/CN", "count": 2}]
    server.faults = [answering(200, json.dumps({"meta": {"count": 3}, "group_by": groups}).encode())]
    assert run([*COUNTS, "-o", "counts.csv"]) == 1
    assert "counts CN twice in 2020" in capsys.readouterr().err
    assert not Path("counts.csv").exists()
