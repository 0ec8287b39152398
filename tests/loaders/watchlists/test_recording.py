"""Lists in the graph, on both stores."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from graph.errors import CoauthError, WrongUsage
from graph.lock import DeriveLock
from graph.queries import ask
from graph.settings import Settings
from graph.store import Store
from loaders.deciding import Decider
from loaders.pipeline import Quiet, load
from loaders.unload import unload
from loaders.watchlists import recording, stored
from loaders.watchlists.kinds import kind_of, read_list
from loaders.watchlists.recording import Recorded, match_lists, record
from tests.loaders.watchlists.lists import table, written
from tests.printed import fact, write_lines
from tests.registries import RECORDS, key, registered
from tests.snapshots import snapshot

HIT = "ror:01yqg2h08"
LISTED = """
MATCH (i:Institution)-[r:LISTED_ON]->(k:Watchlist)
RETURN i.key AS institution, k.key AS list, r.entry AS entry, r.matched AS matched, r.review AS review, r.rule AS rule,
       toString(r.since) AS since, r.since_precision AS precision, r.source AS source
ORDER BY institution, list, entry
"""
ROWS = (
    "Harbin Institute of Technology,HIT,CN,2020-06-01,,annex 1",
    "University of Karlstein,,DE,2021,,annex 2",
    "Riverside Institute of Made Up Optics,,,,,annex 3",
    "Kim Il Sung University Press,,KP,,,",
)


def put(
    store: Store, path: Path, kind: str = "plain", decider: Decider | None = None, **more: Any
) -> Recorded:
    copy, sha256 = read_list(path, kind_of(kind))
    return record(store, copy, kind_of(kind), sha256, path.name, decider=decider or Decider(), **more)


def works(store: Store, folder: Path) -> str:
    """One joint work of 2021, one of 2020. Returns the load."""
    addresses = {
        "Ri A": ["Kim Il Sung University, Pyongyang, DPR Korea"],
        "Wang B": [
            "Harbin Institute of Technology, Harbin, China",
            "University of Karlstein, Karlstein, Germany",
        ],
        "Smith C": ["Riverside Institute of Made Up Optics, Leeds, UK"],
    }
    path = write_lines(
        folder / "works.jsonl",
        [
            fact("a1", doi="10.1000/late", authors=addresses.items(), dates={"submitted": "2021-02-03"}),
            fact("a2", doi="10.1000/early", authors=addresses.items(), dates={"submitted": "2020-05-31"}),
        ],
    )
    done = load(store, Settings(), [path], version="test", decider=Decider(), progress=Quiet())
    assert done.key is not None
    return done.key


def test_a_list_finds_what_is_loaded_before_and_after_it(store: Store, tmp_path: Path) -> None:
    path = table(tmp_path, ROWS)
    before = put(store, path, dated=date(2022, 1, 1))
    assert (before.new, before.organisations, before.entries_yes, before.entries_review) == (True, 4, 0, 0)
    loaded = works(store, tmp_path)
    rows = store.read(LISTED)
    assert sorted((row["entry"], row["rule"], row["review"]) for row in rows) == [
        ("Harbin Institute of Technology", "name", False),
        ("University of Karlstein", "printed-name", True),
    ]
    hit = next(row for row in rows if row["institution"] == HIT)
    assert (hit["since"], hit["precision"], hit["source"], hit["matched"]) == (
        "2020-06-01", "day", "annex 1", "Harbin Institute of Technology",
    )  # fmt: skip
    answer = ask(store, "listed-partners", {"list": "plain"})
    assert [(row["work"], row["listed"], str(row["list_dated"])) for row in answer.rows] == [
        ("doi:10.1000/early", "no", "2022-01-01"),
        ("doi:10.1000/late", "yes", "2022-01-01"),
    ]

    # the same file again changes nothing
    same = snapshot(store)
    again = put(store, path)
    assert (again.new, again.key, again.dated) == (False, before.key, date(2022, 1, 1))
    assert snapshot(store) == same

    # what nothing names any more is not listed any more, and is again when it comes back
    unload(store, Settings(), loaded, decider=Decider(), progress=Quiet())
    assert store.read(LISTED) == []
    works(store, tmp_path)
    assert store.read(LISTED) == rows

    # affiliations are decided otherwise by now: entries are, too
    with DeriveLock(store) as lock:
        match_lists(store, lock, Decider(registry=registered(RECORDS)))
    (entry,) = store.read("MATCH (e:ListEntry {name: 'University of Karlstein'}) RETURN e.may_name AS keys")
    assert entry["keys"][0] == key(1)

    assert put(store, path).entries_yes == 1
    (entry,) = store.read("MATCH (e:ListEntry {name: 'University of Karlstein'}) RETURN e.may_name AS keys")
    assert key(1) not in entry["keys"]

    # a newer copy stands beside it
    newer = put(store, table(tmp_path, ROWS[:1]), dated=date(2023, 1, 1))
    assert newer.key != before.key
    assert [(row["key"], str(row["dated"]), row["organisations"]) for row in sorted(stored.lists(store), key=lambda r: str(r["dated"]))] == [
        (before.key, "2022-01-01", 4),
        (newer.key, "2023-01-01", 1),
    ]  # fmt: skip
    with pytest.raises(CoauthError, match="several lists have a key that begins with 'plain'"):
        stored.named(store, "plain")
    stored.forget(store, stored.named(store, newer.key[:12])["key"])
    shown = {row["entry"]: row for row in stored.shown(store, before.key)}
    assert (shown["Kim Il Sung University Press"]["state"], shown["University of Karlstein"]["since"]) == (
        "none",
        "2021",
    )
    stored.forget(store, before.key)
    assert stored.lists(store) == store.read(LISTED) == store.read("MATCH (e:ListEntry) RETURN e") == []
    assert store.read("MATCH (i:Institution {key: $key}) RETURN i.key AS key", {"key": HIT})


def test_a_load_that_was_killed_goes_on(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    works(store, tmp_path)
    path = table(tmp_path, ROWS)
    real = recording._put_entries
    written: list[int] = []

    def dies(tx: Any, watchlist: str, nodes: Any) -> None:
        if len(written) == 2:
            raise KeyboardInterrupt
        written.append(1)
        real(tx, watchlist, nodes)

    monkeypatch.setattr(recording, "BATCH", 1)
    monkeypatch.setattr(recording, "_put_entries", dies)
    with pytest.raises(KeyboardInterrupt):
        put(store, path)
    monkeypatch.setattr(recording, "_put_entries", real)
    (row,) = stored.lists(store)
    assert row["state"] == "unfinished"
    with DeriveLock(store) as lock:
        match_lists(store, lock, Decider())
    assert store.read(LISTED) == []  # half a list is none
    done = put(store, path)
    assert (done.new, done.entries_yes) == (True, 1)
    assert len(stored.shown(store, done.key)) == 4


def test_dates_and_names_that_contradict(store: Store, tmp_path: Path) -> None:
    path = written(tmp_path, "un")
    with pytest.raises(WrongUsage, match="--dated 2026-01-01: the file itself says 2026-02-27"):
        put(store, path, "un", dated=date(2026, 1, 1))
    done = put(store, path, "un", dated=date(2026, 2, 27))
    assert (done.dated, done.latest) == (date(2026, 2, 27), date(2013, 3, 7))
    # the day of a copy can be said later
    later = written(tmp_path, "eu-2017-1509")
    assert put(store, later, "eu-2017-1509").dated is None
    assert put(store, later, "eu-2017-1509", dated=date(2026, 3, 1), name="Ours").dated == date(2026, 3, 1)
    rows = {row["kind"]: row for row in stored.lists(store)}
    assert (
        rows["eu-2017-1509"]["name"],
        rows["eu-2017-1509"]["persons"],
        rows["eu-2017-1509"]["others"],
    ) == ("Ours", 1, 1)
    # nobody is kept
    assert "Ri Made Up" not in str(snapshot(store))
