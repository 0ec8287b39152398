"""A load taken back leaves the graph as if it had never been; what was quarantined is read again when it can be."""

from __future__ import annotations

import json
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from graph.errors import CoauthError
from graph.settings import Settings
from graph.store import Store
from loaders import pipeline, sources
from loaders.accounting import FileCount, Outcome
from loaders.deciding import Decider
from loaders.inputs import inspect, load_key
from loaders.pipeline import Quiet, load
from loaders.recording import Saying, as_text
from loaders.records import Rejected
from loaders.retry import QUARANTINED, again, retry
from loaders.retry import _load as take_in
from loaders.unload import Undone, unload
from tests.printed import fact, openalex, write_lines
from tests.servers.targets import Cli
from tests.snapshots import snapshot

KISU = "Kim Il Sung University, Pyongyang, DPR Korea"
HIT = "Harbin Institute of Technology, Harbin, China"
MIT = "Massachusetts Institute of Technology, Cambridge, MA, USA"


def run(store: Store, *paths: Path) -> Outcome:
    return load(store, Settings(), paths, version="test", decider=Decider(), progress=Quiet())


def take_back(store: Store, outcome: Outcome) -> Undone:
    assert outcome.key is not None
    return unload(store, Settings(), outcome.key, decider=Decider(), progress=Quiet())


def held(store: Store) -> dict[str, Any]:
    return snapshot(store, rename_authors=True)


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    """Two files with a work in common (two sources), a record in common, and what each has alone."""
    common = fact("a9", doi="10.1000/nine", authors=[("Jane Roe", [MIT]), ("Wang Wei", [HIT])])
    first = [
        fact("a1", doi="10.1000/one", authors=[("Ri Chol Su", [KISU]), ("Wang Wei", [HIT])]),
        fact("a2", doi="10.1000/two", authors=[("Wang Wei", [HIT]), ("Jane Roe", [MIT])]),
        common,
    ]
    second = [
        openalex(
            "W1", doi="https://doi.org/10.1000/ONE", authors=[("Ri Chol Su", [KISU]), ("W. Wang", [HIT])]
        ),
        openalex("W2", authors=[("Ann Other", ["University of Nairobi, Nairobi, Kenya"])]),
        common,
    ]
    return write_lines(tmp_path / "first.jsonl", first), write_lines(tmp_path / "second.jsonl", second)


def test_what_only_it_said_goes_and_the_rest_stays(store: Store, files: tuple[Path, Path]) -> None:
    a, b = files
    run(store, a)
    before = held(store)
    other = run(store, b)
    done = take_back(store, other)
    assert (done.records_gone, done.records_kept) == (2, 1)
    assert held(store) == before
    # the first one, after the second was loaded again: as if it had been the only one
    again_loaded = run(store, b)
    with_both = held(store)
    first = store.read("MATCH (l:Load) WHERE 'first.jsonl' IN l.files RETURN l.key AS key")[0]["key"]
    unload(store, Settings(), first, decider=Decider(), progress=Quiet())
    rest = held(store)
    assert {w["key"] for w in rest["Work"]} == {"doi:10.1000/one", "openalex:W2", "doi:10.1000/nine"}
    assert {c["code"] for c in rest["Country"]} == {"KP", "CN", "US", "KE"}
    assert [r["file"] for r in rest["Record"]] == ["second.jsonl"] * 3
    # and nothing at all when that goes, too
    take_back(store, again_loaded)
    empty = held(store)
    assert {name: rows for name, rows in empty.items() if rows and name != "Store"} == {}
    run(store, a)
    run(store, b)
    assert held(store) == with_both


def test_an_older_statement_comes_back(store: Store, tmp_path: Path) -> None:
    def version(name: str, title: str, updated: str | None = None) -> Path:
        record = openalex("W1", authors=[("Ri Chol Su", [KISU])], display_name=title, title=title)
        return write_lines(tmp_path / name, [record | ({"updated_date": updated} if updated else {})])

    def title() -> str:
        found: str = store.read("MATCH (w:Work) RETURN w.title AS title")[0]["title"]
        return found

    old = run(store, version("old.jsonl", "The first title"))
    before = held(store)
    new = run(store, version("new.jsonl", "The second title"))
    assert title() == "The second title"
    done = take_back(store, new)
    assert (done.records_kept, done.records_restored) == (1, 1)
    assert title() == "The first title"
    assert held(store) == before
    # what its source calls older never counted, and is not missed
    dated = run(store, version("dated.jsonl", "The newest title", "2024-01-02"))
    late = run(store, version("late.jsonl", "An older title", "2023-01-02"))
    assert title() == "The newest title"
    take_back(store, dated)
    assert title() == "An older title"
    take_back(store, late)
    take_back(store, old)
    assert store.read("MATCH (n:Record|Work|Author|Load) RETURN count(n) AS n") == [{"n": 0}]


def test_the_newest_word_of_a_load_comes_back(store: Store, tmp_path: Path) -> None:
    """A file may have the newer version of a record first, and far from the older one."""

    def version(title: str, updated: str) -> dict[str, Any]:
        return openalex("W1", authors=[("Ri Chol Su", [KISU])], title=title, updated_date=updated)

    def titles() -> list[str]:
        return [row["title"] for row in store.read("MATCH (w:Work) RETURN w.title AS title")]

    both = write_lines(tmp_path / "both.jsonl", [version("Two", "2021-01-01"), version("One", "2020-01-01")])
    newest = write_lines(tmp_path / "new.jsonl", [version("Three", "2022-01-01")])
    one_by_one = Settings(batch_size=1)
    load(store, one_by_one, [both], version="test", decider=Decider(), progress=Quiet())
    other = run(store, newest)
    assert titles() == ["Three"]
    take_back(store, other)
    assert titles() == ["Two"]
    again = load(store, one_by_one, [both], version="test", decider=Decider(), progress=Quiet())
    assert again.files[0].unchanged == 2


def test_an_unload_that_is_interrupted_goes_on(
    store: Store, files: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    a, b = files
    run(store, a)
    before = held(store)
    other = run(store, b)
    with monkeypatch.context() as patch:
        patch.setattr("loaders.unload.work_out", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            take_back(store, other)
    with pytest.raises(CoauthError, match="being taken back"):
        run(store, b)
    done = take_back(store, other)
    assert (done.records_gone, done.resumed) == (0, True)
    assert held(store) == before


def test_a_load_is_taken_back_while_it_runs(
    store: Store, files: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """At its end, or before; and where it was begun anew since, that one is not gone on with from the middle."""
    a, _ = files
    work_out, put = pipeline.work_out, pipeline._Run._put
    key = load_key(inspect([a], ExitStack())[0])

    def take_back_then_work_out(*arguments: Any) -> None:
        with monkeypatch.context() as patch:
            patch.setattr(pipeline, "work_out", work_out)
            unload(store, Settings(), key, decider=Decider(), progress=Quiet())
        work_out(*arguments)

    with monkeypatch.context() as patch:
        patch.setattr(pipeline, "work_out", take_back_then_work_out)
        with pytest.raises(CoauthError, match="taken back while it ran"):
            run(store, a)
    assert store.read("MATCH (n:Record|Work|Load) RETURN count(n) AS n") == [{"n": 0}]

    def begun_anew(self: Any, index: int, position: int, batch: Any) -> None:
        if position:
            unload(store, Settings(), key, decider=Decider(), progress=Quiet())
            pipeline._Run(store, Settings(), self.inputs, "test", Decider()).begin()
        put(self, index, position, batch)

    with monkeypatch.context() as patch:
        patch.setattr(pipeline._Run, "_put", begun_anew)
        with pytest.raises(CoauthError, match="taken back while it ran"):
            load(store, Settings(batch_size=1), [a], version="test", decider=Decider(), progress=Quiet())
    assert run(store, a).files[0].loaded == 3


def test_loads_are_listed_and_taken_back_by_command(
    coauth: Cli, files: tuple[Path, Path], tmp_path: Path
) -> None:
    a, b = files
    (tmp_path / "bad.jsonl").write_bytes(
        b.read_bytes() + b'{"id": "https://openalex.org/W7", "authorships": 5}\n'
    )
    for path in (a, tmp_path / "bad.jsonl"):
        assert coauth("load", path).returncode == 0
    first, second = json.loads(coauth("loads", "--json").stdout)
    assert (first["file"], first["records"], first["loaded"], first["with_affiliations"]) == (
        "first.jsonl",
        3,
        3,
        3,
    )
    assert (second["records"], second["loaded"], second["merged"], second["unchanged"], second["quarantined"]) == (
        4, 1, 1, 1, 1,
    )  # fmt: skip
    listed = json.loads(coauth("loads", second["load"][:8], "--json").stdout)
    assert [(row["line"], row["fate"], row["work"]) for row in listed] == [
        (1, "merged", "doi:10.1000/one"),
        (2, "loaded", "openalex:W2"),
        (3, "known", "doi:10.1000/nine"),
        (4, "quarantined", None),
    ]
    assert coauth("unload", "xyz").returncode == 1
    done = coauth("unload", second["load"][:8], "--json")
    assert done.returncode == 0, done.stderr
    account = json.loads(done.stdout)
    assert (account["records_gone"], account["records_kept"], account["quarantined_gone"]) == (2, 1, 1)
    assert len(json.loads(coauth("loads", "--json").stdout)) == 1


def test_what_a_newer_reader_can_read_is_loaded_under_its_load(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    good = openalex("W1", authors=[("Ri Chol Su", [KISU])])
    later = openalex("W2", authors=[("Ri Chol Su", [KISU])])
    path = write_lines(tmp_path / "some.jsonl", [good, later])
    path.write_bytes(path.read_bytes() + b'{"id": "https://openalex.org/W3", "authorships": "\xff\x00"}\n')
    expected = [w["key"] for w in (run(store, path), held(store))[1]["Work"]]
    unload(
        store,
        Settings(),
        store.read("MATCH (l:Load) RETURN l.key AS key")[0]["key"],
        decider=Decider(),
        progress=Quiet(),
    )

    read = sources.openalex.read

    def older_version(raw: bytes) -> Any:
        if b"W2" in raw:
            raise ValueError("an older version could not read it")
        return read(raw)

    with monkeypatch.context() as patch:
        known = tuple(
            type(form)(form.name, form.title, form.carries, form.recognises, older_version)
            if form.name == "openalex"
            else form
            for form in sources.JSON_FORMATS
        )
        patch.setattr(sources, "JSON_FORMATS", known)
        outcome = run(store, path)
    assert (outcome.files[0].loaded, outcome.files[0].quarantined) == (1, 2)
    done = retry(store, Settings(), decider=Decider(), progress=Quiet())
    assert (done.read, [(file, line) for file, line, _ in done.still]) == (1, [("some.jsonl", 3)])
    assert sorted(w["key"] for w in held(store)["Work"]) == sorted(expected)
    stored = store.read(
        "MATCH (l:Load) RETURN l.records AS records, l.loaded AS loaded, l.quarantined AS quarantined"
    )
    assert stored == [{"records": [3], "loaded": [2], "quarantined": [1]}]
    assert retry(store, Settings(), decider=Decider(), progress=Quiet()).read == 0


def test_a_retry_that_is_killed_or_runs_twice_counts_once(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "bad.jsonl"
    path.write_text(json.dumps(openalex("W1")) + '\n{"id": "https://openalex.org/W2", "authorships": 5}\n')
    run(store, path)
    store.execute(
        "MATCH (q:Quarantined) SET q.raw = $raw",
        {"raw": json.dumps(openalex("W2", authors=[("Ri Chol Su", [KISU])]))},
    )
    row = store.read(QUARANTINED)[0]
    counted = (
        "MATCH (l:Load) RETURN l.records AS records, l.loaded AS loaded, l.unchanged AS unchanged, "
        "l.quarantined AS quarantined"
    )
    expected = [{"records": [2], "loaded": [2], "unchanged": [0], "quarantined": [0]}]
    with monkeypatch.context() as patch:
        patch.setattr("loaders.retry.work_out", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            retry(store, Settings(), decider=Decider(), progress=Quiet())
    assert store.read(counted) == expected
    items, _ = again(row, None)
    assert not take_in(store, row, items)
    assert retry(store, Settings(), decider=Decider(), progress=Quiet()).read == 0
    assert store.read(counted) == expected
    assert [work["key"] for work in held(store)["Work"]] == ["openalex:W1", "openalex:W2"]


@pytest.mark.parametrize(
    ("form", "raw", "above", "titles"),
    [
        ("ris", b"TY  - JOUR\nTI  - One\nER  - \n", None, ["One"]),
        ("scopus", b'"Lee A.","One",2019,"2-s2.0-1"\n', '"Authors","Title","Year","EID"\n', ["One"]),
        ("wos", b"PT J\nTI One\nUT WOS:1\nER\n", None, ["One"]),
        ("ris", b"not a record", None, []),
        ("openalex-parquet", b"{}", None, []),
        ("a format that is gone", b"{}", None, []),
        ("ris", b"", None, []),
    ],
)
def test_bytes_are_read_again_by_the_reader_of_their_file(
    form: str, raw: bytes, above: str | None, titles: list[str]
) -> None:
    row = {
        "format": form,
        "raw": raw.decode(),
        "encoded": False,
        "above": above,
        "line": 7,
        "reason": "cut short",
    }
    items, why = again(row, None)
    assert [item.record.title for item in items] == titles
    assert bool(why) == (not titles)
    assert all(item.line == 7 for item in items)


WOS_RECORD = "PT J\nAU Kim, YC\nTI On rockets\nSO ACTA\n{more}PY 2016\nUT WOS:A00000000000001\n"
MEDLINE_RECORD = "PMID- {pmid}\nTI  - On rockets\nDP  - 2016\n"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (
            f"FN C\nVR 1.0\n{WOS_RECORD.format(more='AUKim, L' + chr(10))}ER\nEF\n",
            "begins with AU but is no field",
        ),
        (f"FN C\nVR 1.0\n{WOS_RECORD.format(more='')}EF\n", "no end (ER)"),
        (
            f"{MEDLINE_RECORD.format(pmid=1)}SO  - A\n\n{MEDLINE_RECORD.format(pmid=2)}",
            "the file ends within this",
        ),
        ("@article{a, title={On rockets}, year={2016}}\n@article{b, title={On ro", "not closed"),
        ("Authors,Title,Source title,Affiliations,EID\nLee A.,One,,X,2-s2.0-1\nLee A.,Two\n", "cells"),
        (
            "<PubmedArticleSet><PubmedArticle><MedlineCitation><PMID>1</PMID>",
            "the file ends within PubmedArticle",
        ),
    ],
    ids=["wos", "wos-cut", "medline-cut", "bibtex-cut", "table", "pubmed-cut"],
)
def test_the_same_version_reads_nothing_again_and_says_why(tmp_path: Path, content: str, reason: str) -> None:
    """What could not be read in its file cannot be read alone: a record that was cut short least of all."""
    path = tmp_path / "damaged"
    path.write_text(content, encoding="utf-8")
    opened = sources.open_file(path)
    refused = [item for item in opened.items if isinstance(item, Rejected)]
    assert any(reason in item.reason for item in refused), refused
    for item in refused:
        raw, encoded = as_text(item.raw)
        row = {
            "format": opened.format,
            "raw": raw,
            "encoded": encoded,
            "above": item.above.decode() or None,
            "line": item.line,
            "reason": item.reason,
        }
        assert again(row, None) == ([], item.reason)


def test_a_load_says_one_thing_of_a_record_at_a_time() -> None:
    saying = Saying([], [], [], [], [])
    saying.add("a", "1", "x", 1)
    saying.add("b", "2", "y", 2)
    saying.add("a", "3", "x", 9)
    assert (saying.loads, saying.said, saying.lines) == (["a", "b"], ["3", "2"], [9, 2])
    saying.take_back("a")
    assert (saying.loads, saying.said, saying.files) == (["b"], ["2"], ["y"])


def test_the_sum_is_checked() -> None:
    count = FileCount("f", "ris", records=3, loaded=1, merged=1)
    with pytest.raises(CoauthError, match="3 records were read and 2 are accounted for"):
        count.check()
    count.unchanged = 1
    count.check()
