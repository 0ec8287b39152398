"""Loads, on both stores: nothing twice, any order, any batch size, any moment of death."""

from __future__ import annotations

import json
import random
import time
from collections.abc import Callable, Generator
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from graph import model
from graph.errors import CoauthError, StoreOutOfMemory, StoreRefused
from graph.settings import Settings
from graph.store import Store
from loaders import derivation, pipeline, recording, ties, writing
from loaders.accounting import Outcome
from loaders.deciding import Decider
from loaders.demo import works_file
from loaders.look import look
from loaders.persons import neighbourhood, settled, settling
from loaders.persons.closure import close_over
from loaders.persons.mentioned import persons_among
from loaders.pipeline import Quiet, load
from loaders.records import Located, Rejected
from loaders.sources import Opened, open_file
from loaders.sources.openalex import read as read_record
from tests.printed import fact, openalex, write_lines
from tests.servers.targets import Cli, empty
from tests.snapshots import snapshot

KISU = "Kim Il Sung University, Pyongyang, DPR Korea"
HIT = "Harbin Institute of Technology, Harbin, China"
MIT = "Massachusetts Institute of Technology, Cambridge, MA, USA"


def run(store: Store, *paths: Path, **settings: Any) -> Outcome:
    return load(store, Settings(**settings), paths, version="test", decider=Decider(), progress=Quiet())


def works(store: Store) -> dict[str, dict[str, Any]]:
    return {row["w"]["key"]: row["w"] for row in store.read("MATCH (w:Work) RETURN properties(w) AS w")}


def involved(store: Store, key: str) -> dict[str, bool]:
    rows = store.read(
        "MATCH (w:Work {key: $key})-[i:INVOLVES]->(c:Country) RETURN c.code AS code, i.review AS review",
        {"key": key},
    )
    return {row["code"]: row["review"] for row in rows}


def test_the_shipped_works_load_once(store: Store) -> None:
    first = run(store, works_file())
    before = snapshot(store)
    again = run(store, works_file())
    assert (first.works, first.files[0].loaded) == (165, 165)
    assert (again.files[0].unchanged, again.files[0].loaded, again.works) == (165, 0, 165)
    assert again.finished_before
    assert snapshot(store) == before


def test_a_dry_run_says_what_a_load_then_does(store: Store) -> None:
    said, done = look([works_file()], Decider()), run(store, works_file())
    for name in ("works", "authorships", "affiliations", "authors", "institutions", "countries", "review"):
        if name not in (
            "institutions",
            "countries",
        ):  # the store also holds parents and controlling countries
            assert getattr(said, name) == getattr(done, name), name
    assert said.files == done.files


@pytest.fixture
def two_files(tmp_path: Path) -> tuple[Path, Path]:
    """Works that share persons, DOIs and institutions across two files."""
    first = [
        fact("a1", doi="10.1000/one", authors=[("Ri Chol Su", [KISU]), ("Wang Wei", [HIT])]),
        fact("a2", doi="10.1000/two", year=2019, authors=[("Wang Wei", [HIT]), ("Jane Roe", [MIT])]),
        fact(
            "a3", authors=[("Chol-Su Ri", [KISU])], affiliations_unmapped=["Yanbian University, Yanji, China"]
        ),
        fact("a4", authors=[("Kim Yong Chol", [KISU])], year=2001),
        fact("a5", arxiv="1907.05306", authors=[("Kim Yong Chol", [HIT]), ("Jane Roe", [MIT])]),
    ]
    second = [
        openalex(
            "W1", doi="https://doi.org/10.1000/ONE", authors=[("Ri Chol Su", [KISU]), ("W. Wang", [HIT])]
        ),
        openalex(
            "W2", authors=[("Jane Roe", [MIT]), ("Wang Wei", [])], ids_of={"Wang Wei": "A7", "Jane Roe": "A1"}
        ),
        openalex("W3", authors=[("Jane Q. Roe", [MIT])], ids_of={"Jane Q. Roe": "A1"}, publication_year=2022),
        openalex(
            "W4", authors=[("Kim Yong Chol", [KISU]), ("Ri Chol Su", [KISU])], ids_of={"Kim Yong Chol": "A9"}
        ),
        openalex(
            "W5", authors=[("Kim Yong Chol", [HIT])], ids_of={"Kim Yong Chol": "A9"}, title="Rice genetics"
        ),
        openalex("W6", authors=[("Bob", [MIT])], orcids={"Bob": "https://orcid.org/0000-0002-1825-0097"}),
        openalex(
            "W7", authors=[("Robert", [HIT])], orcids={"Robert": "https://orcid.org/0000-0002-1825-0097"}
        ),
    ]
    return write_lines(tmp_path / "first.jsonl", first), write_lines(tmp_path / "second.jsonl", second)


ORDER_MATTERS = (model.Load, model.Record, model.Quarantined)
"""Nodes that tell which file came first."""


def test_the_order_of_loading_and_the_size_of_batches_do_not_matter(
    store: Store, two_files: tuple[Path, Path]
) -> None:
    a, b = two_files
    run(store, a, b)
    expected = snapshot(store, without=ORDER_MATTERS, rename_authors=True)
    assert len(expected["Work"]) == 11
    for paths, size in (((b, a), 500), ((a, b), 1), ((b, a), 2), ((a, b), 3)):
        empty(store)
        for path in paths:
            run(store, path, batch_size=size)
        assert snapshot(store, without=ORDER_MATTERS, rename_authors=True) == expected, (paths, size)


def test_what_a_run_remembers_does_not_matter(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The shipped works in parts, in another order, by runs that forget at once: the same graph as of one run."""
    run(store, works_file())
    expected = snapshot(store, without=ORDER_MATTERS, rename_authors=True)
    empty(store)
    lines = works_file().read_text(encoding="utf-8").splitlines(keepends=True)
    random.Random(7).shuffle(lines)
    for most, part in enumerate((lines[:40], lines[40:])):
        monkeypatch.setattr(neighbourhood, "MOST", most)
        monkeypatch.setattr(ties, "PERSONS", 50)
        file = tmp_path / f"{most}.jsonl"
        file.write_text("".join(part), encoding="utf-8")
        run(store, file, batch_size=30)
    assert snapshot(store, without=ORDER_MATTERS, rename_authors=True) == expected


def test_one_doi_is_one_work(store: Store, two_files: tuple[Path, Path]) -> None:
    outcome = run(store, *two_files)
    found = works(store)["doi:10.1000/one"]
    assert found["records_count"] == 2
    assert found["authors_count"] == 2
    assert [count.merged for count in outcome.files] == [0, 1]
    rows = store.read(
        "MATCH (:Author)-[r:AUTHORED]->(:Work {key: 'doi:10.1000/one'}) RETURN r.mentions AS mentions, r.aligned AS how "
        "ORDER BY r.position"
    )
    assert [len(row["mentions"]) for row in rows] == [2, 2]
    assert [row["how"] for row in rows] == ["same-name", "initials"]


def test_persons_are_joined_by_name_and_more_never_by_a_name_or_a_sources_id_alone(
    store: Store, two_files: tuple[Path, Path]
) -> None:
    run(store, *two_files)
    rows = store.read(
        "MATCH (a:Author)-[r:AUTHORED]->(w:Work) RETURN a.key AS a, w.key AS w, r.printed AS name"
    )
    at = {(row["name"], row["w"]): row["a"] for row in rows}
    doubts = {
        (frozenset((row["a"], row["b"])), row["rule"])
        for row in store.read(
            "MATCH (a:Author)-[m:MAY_BE]->(b:Author) RETURN a.key AS a, b.key AS b, m.rule AS rule"
        )
    }
    # one ORCID under two names: a person must look
    bobs = at["Bob", "openalex:W6"], at["Robert", "openalex:W7"]
    assert (frozenset(bobs), "one-orcid") in doubts
    assert (
        at["Jane Roe", "openalex:W2"] == at["Jane Q. Roe", "openalex:W3"] == at["Jane Roe", "doi:10.1000/two"]
    )
    # the same name in Pyongyang and in Harbin, joined only by a source's id that is not believed here
    kims = at["Kim Yong Chol", "openalex:W4"], at["Kim Yong Chol", "openalex:W5"]
    assert (frozenset(kims), "source-id") in doubts
    title = next(w for name, w in at if name == "Chol-Su Ri")
    assert at["Ri Chol Su", "doi:10.1000/one"] == at["Chol-Su Ri", title]


def test_an_address_that_no_author_was_given_still_gives_the_work_its_country(
    store: Store, tmp_path: Path
) -> None:
    path = write_lines(
        tmp_path / "w.jsonl",
        [fact("x", doi="10.1000/x", affiliations_unmapped=[KISU, "Pyongyang, South Korea"])],
    )
    run(store, path)
    found = involved(store, "doi:10.1000/x")
    assert found["KP"] is False
    assert found["KR"] is True


def test_a_corrected_record_replaces_the_older_one_and_leaves_nothing_behind(
    store: Store, tmp_path: Path
) -> None:
    part = "Institute of Mathematics, State Academy of Sciences, Pyongyang, DPR Korea"
    wrong = fact("x", doi="10.1000/x", authors=[("Ri Chol Su", [KISU, part]), ("Ann Lee", [MIT])])
    right = fact("x", doi="10.1000/x", authors=[("Ri Chol Su", [HIT]), ("Ann Lee", [MIT])])
    run(store, write_lines(tmp_path / "right.jsonl", [right]))
    expected = snapshot(store, without=ORDER_MATTERS)
    empty(store)
    run(store, write_lines(tmp_path / "wrong.jsonl", [wrong]))
    outcome = run(store, tmp_path / "right.jsonl")
    assert (outcome.files[0].changed, outcome.files[0].loaded) == (1, 1)
    assert snapshot(store, without=ORDER_MATTERS) == expected


def test_a_mention_that_comes_back_takes_no_key_of_another_person(store: Store, tmp_path: Path) -> None:
    """It founded a person whom only others hold by now: it is a new one."""
    orcid = "https://orcid.org/0000-0002-1825-0097"
    first = openalex("W1", authors=[("Ann Lee", [MIT])], orcids={"Ann Lee": orcid})
    second = openalex("W2", authors=[("A. Lee", [HIT])], orcids={"A. Lee": orcid})
    run(store, write_lines(tmp_path / "1.jsonl", [first, second]))
    key = store.read("MATCH (a:Author) RETURN a.key AS key")[0]["key"]
    run(store, write_lines(tmp_path / "2.jsonl", [openalex("W1", authors=[("Bo Chen", [MIT])])]))
    run(store, write_lines(tmp_path / "3.jsonl", [openalex("W1", authors=[("Ann Lee", [MIT])])]))
    names = {
        row["key"]: row["name"] for row in store.read("MATCH (a:Author) RETURN a.key AS key, a.name AS name")
    }
    assert names.pop(key) == "A. Lee"
    assert list(names.values()) == ["Ann Lee"]


def test_a_newer_record_that_comes_while_the_older_is_worked_out_is_not_lost(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Reading files is not under the lock: what another load put there meanwhile is worked out in its turn."""
    old = openalex("W1", title="Old", authors=[("Ann Lee", [MIT])])
    new = read_record(json.dumps(openalex("W1", title="New", authors=[("Bo Chen", [MIT])])).encode())
    calls: list[int] = []

    def meanwhile(*given: Any, **more: Any) -> Any:
        if not calls:
            calls.append(1)
            store.execute(
                "MATCH (r:Record {key: $key}) SET r.sha256 = $sha256, r.statement = $statement, r.stale = true",
                {"key": new.key, "sha256": new.sha256, "statement": new.statement},
            )
        return persons_among(*given, **more)

    monkeypatch.setattr(derivation, "persons_among", meanwhile)
    run(store, write_lines(tmp_path / "old.jsonl", [old]))
    assert calls
    assert works(store)["openalex:W1"]["title"] == "New"
    assert [row["name"] for row in store.read("MATCH (a:Author) RETURN a.name AS name")] == ["Bo Chen"]


TITLES = ("Zinc oxide", "Rice genetics", "Trade law", "Gastric surgery", "Lattice codes")


def test_who_shares_a_name_only_is_not_resolved_anew(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    places = [KISU, HIT, MIT, "Yanbian University, Yanji, China", "Peking University, Beijing, China"]
    run(
        store,
        write_lines(
            tmp_path / "w.jsonl",
            [
                openalex(f"W{n}", authors=[("Wang Wei", [at]), (f"Other {n}", [at])], title=title)
                for n, (at, title) in enumerate(zip(places, TITLES, strict=True))
            ],
        ),
    )
    looked: list[set[str]] = []

    def watched(*given: Any, **more: Any) -> Any:
        found = close_over(*given, **more)
        looked.append({known.item.work for known in found.members.values()})
        return found

    monkeypatch.setattr(settling, "close_over", watched)
    run(
        store,
        write_lines(tmp_path / "new.jsonl", [openalex("W9", authors=[("Wang Wei", [MIT])], title="Plasma")]),
    )
    assert looked == [{"openalex:W2", "openalex:W9"}]


def test_an_identifier_that_goes_from_one_record_to_another_loses_no_work(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second batch is worked out while the first is still being written."""
    write = writing._Writing.run

    def slowly(self: Any) -> None:
        write(self)
        time.sleep(0.5)

    monkeypatch.setattr(writing._Writing, "run", slowly)
    monkeypatch.setattr(derivation, "BATCHES", 1)
    old = openalex("W4", doi="https://doi.org/10.1000/d2", authors=[("Jane Roe", [MIT])])
    takes = openalex("W0", doi="https://doi.org/10.1000/d2", authors=[("Bob Smith", [HIT])])
    gives = openalex("W4", doi="https://doi.org/10.1000/d3", authors=[("Jane Roe", [MIT])])
    run(store, write_lines(tmp_path / "1.jsonl", [old]), batch_size=1)
    run(store, write_lines(tmp_path / "2.jsonl", [takes, gives]), batch_size=1)
    rows = store.read(
        "MATCH (r:Record)-[:REPORTS]->(w:Work)<-[a:AUTHORED]-() RETURN r.key AS r, w.key AS w, a.printed AS a ORDER BY r"
    )
    assert [(row["r"], row["w"], row["a"]) for row in rows] == [
        ("openalex:W0", "doi:10.1000/d2", "Bob Smith"),
        ("openalex:W4", "doi:10.1000/d3", "Jane Roe"),
    ]


def test_a_batch_that_cannot_be_written_ends_the_run_and_the_next_run_goes_on(
    store: Store, two_files: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    run(store, *two_files)
    expected = snapshot(store, without=ORDER_MATTERS, rename_authors=True)
    empty(store)
    monkeypatch.setattr(derivation, "BATCHES", 1)
    write = writing._Writing.run
    calls = count(1)

    def refuse_the_third(self: Any) -> None:
        if next(calls) == 3:
            raise StoreRefused("the disk is full")
        write(self)

    with monkeypatch.context() as patched:
        patched.setattr(writing._Writing, "run", refuse_the_third)
        with pytest.raises(StoreRefused, match="disk is full"):
            run(store, *two_files, batch_size=2)
    assert store.read("MATCH (r:Record) WHERE r.stale = true RETURN r.key LIMIT 1")
    run(store, *two_files)
    assert snapshot(store, without=ORDER_MATTERS, rename_authors=True) == expected


def test_a_run_that_dies_before_the_authors_of_its_works_are_written_is_gone_on_with(
    store: Store, two_files: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    run(store, *two_files)
    expected = snapshot(store, without=ORDER_MATTERS)
    empty(store)

    def die(self: Any, change: Any) -> None:
        raise StoreRefused("the disk is full")

    with monkeypatch.context() as patched:
        patched.setattr(writing.Writer, "write_authorships", die)
        with pytest.raises(StoreRefused, match="disk is full"):
            run(store, *two_files, batch_size=2)
    assert works(store) and not store.read("MATCH (a:Author) RETURN a.key LIMIT 1")
    assert not store.read("MATCH (r:Record) WHERE r.stale IS NULL RETURN r.key LIMIT 1")
    run(store, *two_files)
    assert snapshot(store, without=ORDER_MATTERS) == expected


def test_authors_of_one_load_are_told_apart_once(
    store: Store, two_files: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """However many transactions a load of new works takes, no authorship goes from one person to another in it."""
    run(store, *two_files, batch_size=500)
    expected = snapshot(store, without=ORDER_MATTERS)
    empty(store)
    moved: list[Any] = []
    write_many = ties.write_many

    def watched(tx: Any, statement: str, rows: Any) -> None:
        if statement == settled._MOVE:
            moved.extend(rows)
        write_many(tx, statement, rows)

    monkeypatch.setattr(settled, "write_many", watched)
    monkeypatch.setattr(derivation, "BATCHES", 1)
    run(store, two_files[0], batch_size=2)
    assert not moved
    run(store, *two_files, batch_size=2)
    assert snapshot(store, without=ORDER_MATTERS) == expected


def test_what_is_too_large_for_the_store_goes_in_smaller_parts(
    store: Store, two_files: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    run(store, *two_files)
    expected = snapshot(store, without=ORDER_MATTERS, rename_authors=True)
    empty(store)
    record_batch, write, write_persons = recording.record_batch, writing._Writing.run, ties._write
    refused = set()

    def too_large(what: str, size: int, most: int) -> None:
        if size > most:
            refused.add(what)
            raise StoreOutOfMemory("the store ran out of memory")

    def few_records(*arguments: Any) -> Any:
        too_large("records", len(arguments[-1]), 2)
        return record_batch(*arguments)

    def few_works(self: Any) -> None:
        too_large("works", len(self.worked.states), 3)
        write(self)

    def few_persons(lock: Any, here: Any, *rest: Any) -> None:
        too_large("persons", len(here), 4)
        write_persons(lock, here, *rest)

    with monkeypatch.context() as patch:
        patch.setattr(pipeline, "record_batch", few_records)
        patch.setattr(writing._Writing, "run", few_works)
        patch.setattr(ties, "_write", few_persons)
        patch.setattr(ties, "PERSONS", 200)
        outcome = run(store, *two_files, batch_size=12)
        assert (
            sum(count.loaded + count.merged for count in outcome.files)
            == outcome.files[0].records + outcome.files[1].records
        )
        assert refused == {"records", "works", "persons"}
        assert snapshot(store, without=ORDER_MATTERS, rename_authors=True) == expected
        # not even one record
        patch.setattr(pipeline, "record_batch", lambda *arguments: too_large("one", 1, 0))
        with pytest.raises(StoreOutOfMemory):
            run(store, write_lines(two_files[0].parent / "one.jsonl", [openalex("W99")]))


def test_a_transaction_whose_answer_was_lost_is_repeated_without_harm(
    store: Store, two_files: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    run(store, *two_files, batch_size=2)
    expected = snapshot(store, without=ORDER_MATTERS, rename_authors=True)
    empty(store)
    write = store.write

    def twice(function: Any) -> Any:
        write(function)
        return write(function)

    monkeypatch.setattr(store, "write", twice)
    run(store, *two_files, batch_size=2)
    assert snapshot(store, without=ORDER_MATTERS, rename_authors=True) == expected


def test_a_load_that_goes_on_knows_the_encoding_of_files_it_had_read(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("a.ris", "b.ris"):
        text = f"TY  - JOUR\nTI  - Title of {name}\nAU  - Müller, Ann\nPY  - 2019\nER  - \n"
        (tmp_path / name).write_text(text, encoding="utf-16")
    paths = tmp_path / "a.ris", tmp_path / "b.ris"
    put = pipeline._Run._put

    def killed_in_the_second(self: Any, index: int, position: int, batch: Any) -> None:
        put(self, index, position, batch)
        if index:
            raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(pipeline._Run, "_put", killed_in_the_second)
        with pytest.raises(KeyboardInterrupt):
            run(store, *paths)
    assert [count.encoding for count in run(store, *paths).files] == ["UTF-16 LE", "UTF-16 LE"]


@pytest.mark.parametrize(
    ("error", "state", "reason"),
    [
        (KeyboardInterrupt(), "interrupted", None),
        (CoauthError("it grows without end"), "failed", "it grows without end"),
        (KeyError("x"), "failed", "{path}: reading it failed after line 1 (KeyError: 'x')"),
    ],
)
def test_a_load_that_breaks_off_says_why(
    store: Store,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    error: BaseException,
    state: str,
    reason: str | None,
) -> None:
    path = write_lines(tmp_path / "works.jsonl", [openalex("W1"), openalex("W2")])

    def breaking(*given: Any, **more: Any) -> Opened:
        opened = open_file(*given, **more)

        def items() -> Generator[Located | Rejected]:
            yield next(opened.items)
            raise error

        return replace(opened, items=items())

    with monkeypatch.context() as patch:
        patch.setattr("loaders.inputs.open_file", breaking)
        with pytest.raises(KeyboardInterrupt if state == "interrupted" else CoauthError):
            run(store, path)
    stands = "MATCH (l:Load) RETURN l.state AS state, l.reason AS reason"
    said = reason.format(path=path) if reason else None
    assert store.read(stands) == [{"state": state, "reason": said}]
    assert run(store, path).works == 2
    assert store.read(stands) == [{"state": "done", "reason": None}]


def test_damaged_works_that_are_the_same_are_each_kept_once(store: Store, tmp_path: Path) -> None:
    damaged = {**openalex("W1"), "authorships": 5}
    path = write_lines(tmp_path / "page.jsonl", [{"results": [damaged, damaged, openalex("W2"), damaged]}])
    held = "MATCH (q:Quarantined) RETURN q.key AS key ORDER BY key"
    assert run(store, path, batch_size=1).quarantined == 3
    kept = store.read(held)
    assert len(kept) == 3
    run(store, path)
    assert store.read(held) == kept


def test_an_older_version_of_a_record_does_not_replace_a_newer(store: Store, tmp_path: Path) -> None:
    new = openalex("W1", title="New", updated_date="2024-05-01")
    old = openalex("W1", title="Old", updated_date="2023-05-01")
    run(store, write_lines(tmp_path / "new.jsonl", [new]))
    run(store, write_lines(tmp_path / "old.jsonl", [old]))
    assert works(store)["openalex:W1"]["title"] == "New"


def test_of_two_versions_without_a_date_the_later_in_the_files_stands_and_a_second_load_changes_nothing(
    store: Store, tmp_path: Path
) -> None:
    versions = [openalex("W1", title=title) for title in ("First", "Second", "Third")]
    files = [write_lines(tmp_path / "a.jsonl", versions[:2]), write_lines(tmp_path / "b.jsonl", versions[2:])]
    first = run(store, *files, batch_size=1)
    assert [(count.loaded, count.changed, count.unchanged) for count in first.files] == [(2, 1, 0), (1, 1, 0)]
    before = snapshot(store)
    renamed = [tmp_path / f"copy-{path.name}" for path in files]
    for path, other in zip(files, renamed, strict=True):
        other.write_bytes(path.read_bytes())
    for paths in (renamed, files):
        again = run(store, *paths, batch_size=1)
        assert [(count.loaded, count.unchanged) for count in again.files] == [(0, 2), (0, 1)]
        assert snapshot(store) == before
    assert works(store)["openalex:W1"]["title"] == "Third"


def test_records_that_another_record_joins_become_one_work(store: Store, tmp_path: Path) -> None:
    apart = [
        openalex("W1", ids={"pmid": "https://pubmed.ncbi.nlm.nih.gov/77"}, authors=[("Ann Lee", [MIT])]),
        fact("x", pmid="88", authors=[("Ann Lee", [MIT])]),
    ]
    run(store, write_lines(tmp_path / "apart.jsonl", apart))
    assert sorted(works(store)) == ["pmid:77", "pmid:88"]
    joining = [fact("y", pmid="88", doi="10.1000/j", title="T", authors=[("Ann Lee", [MIT])])]
    run(store, write_lines(tmp_path / "joining.jsonl", joining))
    assert sorted(works(store)) == ["doi:10.1000/j", "pmid:77"]


def test_two_dois_are_two_works_for_review(store: Store, tmp_path: Path) -> None:
    records = [
        fact("x", doi="10.1000/x", pmid="5"),
        fact("y", doi="10.1000/y", pmid="5"),
        fact("z", pmid="5"),
    ]
    run(store, write_lines(tmp_path / "w.jsonl", records))
    found = works(store)
    assert sorted(found) == ["doi:10.1000/x", "doi:10.1000/y", "pmid:5"]
    assert all(work["review_reasons"] == ["two-dois"] for work in found.values())


def test_long_author_lists_load_without_pairs_and_say_so(store: Store, tmp_path: Path) -> None:
    authors = [(f"Person Number{index}", [MIT]) for index in range(130)]
    run(
        store,
        write_lines(
            tmp_path / "w.jsonl", [openalex("W1", authors=authors), openalex("W2", authors=authors[:3])]
        ),
    )
    assert works(store)["openalex:W1"]["pairs_left_out"] is True
    assert "pairs_left_out" not in works(store)["openalex:W2"]
    assert store.read("MATCH (:Author)-[r:COAUTHORED]->(:Author) RETURN count(r) AS n") == [{"n": 3}]


BAD_LINES = (
    b"not json at all",
    b'{"id": "https://openalex.org/W9", "authorships": [{"author": {"display_name": 17}}]}',
    b'{"authorships": []}',
    b'{"id": "https://openalex.org/W8", "title": "\\ud800 alone", "authorships": []}',
    b"[" * 100_000,
    b'{"id": 5, "authorships": []}',
)


def test_what_cannot_be_read_is_quarantined_and_the_rest_loads(coauth: Cli, tmp_path: Path) -> None:
    good = json.dumps(openalex("W1", authors=[("Ann Lee", [MIT])])).encode()
    (tmp_path / "mixed.jsonl").write_bytes(
        b"\n".join(
            [good, *BAD_LINES, b"", b'{"id": "https://openalex.org/W2", "title": null, "authorships": null}']
        )
        + b"\n"
    )
    done = coauth("load", "--json", "mixed.jsonl")
    assert done.returncode == 0, done.stderr
    account = json.loads(done.stdout)
    assert account["files"][0]["records"] == 8
    assert account["files"][0]["quarantined"] == 6
    assert account["works"] == 2
    assert "6 records were quarantined" in done.stderr
    listed = json.loads(coauth("quarantine", "--json").stdout)
    assert [row["line"] for row in listed] == [2, 3, 4, 5, 6, 7]
    assert all(row["reason"] for row in listed)
    assert coauth("load", "--strict", "mixed.jsonl").returncode == 1


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("empty.jsonl", b"", "is empty"),
        ("folder", None, "is a directory"),
        ("other.jsonl", b'{"some": "thing"}\n', "format is not known"),
        ("short.gz", b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03", "cut short"),
        ("binary", bytes(range(256)) * 10, "format is not known"),
        ("damaged.gz", b"\x1f\x8bno gzip at all", "the gzip data is damaged"),
    ],
)
def test_a_file_that_cannot_be_read_is_one_line_and_the_others_load(
    coauth: Cli, tmp_path: Path, name: str, content: bytes | None, says: str
) -> None:
    path = tmp_path / name
    if content is None:
        path.mkdir()
    else:
        path.write_bytes(content)
    write_lines(tmp_path / "good.jsonl", [openalex("W1")])
    done = coauth("load", name, "good.jsonl")
    assert done.returncode == 1
    assert says in done.stderr
    assert "Traceback" not in done.stderr
    assert "good.jsonl (openalex): 1 record: 1 loaded" in done.stdout


def test_what_to_do_about_many_files_is_said_once(coauth_alone: Callable[..., Cli], tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt", "c.txt"):
        (tmp_path / name).write_text("no records\n")
    done = coauth_alone()("load", "--dry-run", "a.txt", "b.txt", "none.txt", "c.txt")
    said = [line.partition(":")[0] for line in done.stderr.splitlines()]
    assert said == ["coauth", "coauth", "  try", "coauth", "  try", "coauth", "  try"]
    assert all(len(line) < 120 for line in done.stderr.splitlines())


def test_two_loads_at_once(coauth: Cli, store: Store, two_files: tuple[Path, Path]) -> None:
    a, b = two_files
    run(store, a, b)
    expected = snapshot(store, without=ORDER_MATTERS, rename_authors=True)
    empty(store)
    started = [
        coauth.start("load", path, environment={"COAUTH_BATCH_SIZE": size})
        for path, size in ((a, "500"), (b, "500"), (a, "2"))
    ]
    for program in started:
        done = program.wait()
        assert done.returncode == 0, done.stderr
    assert snapshot(store, without=ORDER_MATTERS, rename_authors=True) == expected
    loads = store.read(
        "MATCH (l:Load) RETURN l.files AS files, l.added AS added, l.state AS state ORDER BY files"
    )
    assert loads == [
        {"files": ["first.jsonl"], "added": [5], "state": "done"},
        {"files": ["second.jsonl"], "added": [7], "state": "done"},
    ]


@pytest.mark.timeout(400)
def test_a_load_that_is_killed_at_any_moment_ends_as_an_undisturbed_one(
    coauth: Cli, store: Store, tmp_path: Path
) -> None:
    some = tmp_path / "some.jsonl"
    some.write_bytes(b"".join(works_file().read_bytes().splitlines(keepends=True)[:60]))
    batches = {"COAUTH_BATCH_SIZE": "6"}

    def to_its_end() -> float:
        began = time.monotonic()
        done = coauth("load", some, environment=batches)
        assert done.returncode == 0, done.stderr
        return time.monotonic() - began

    whole = to_its_end()
    expected = snapshot(store)
    chance = random.Random(7)
    for round_ in range(3):
        empty(store)
        for _ in range(2):
            program = coauth.start("load", some, environment=batches)
            time.sleep(chance.uniform(0.3, 1.0) * whole)
            program.kill()
            program.wait()
        to_its_end()
        assert snapshot(store) == expected, f"round {round_}"
