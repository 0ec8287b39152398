"""A person's word: kept, shown, taken back, joined with another's; and what it does to a graph, on both stores."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from coauth.explain import as_object
from graph.settings import Settings
from graph.store import Store
from loaders import renormalise as renormalising
from loaders.deciding import open_decider
from loaders.doubts import doubts
from loaders.judgements.file import NAME
from loaders.judgements.judging import Made, judge, undo
from loaders.normalize.affiliations import decide
from loaders.pipeline import Quiet, load
from loaders.renormalise import Affected, renormalise
from tests.loaders.judgements.made import CHOSUN, KISU, affiliation
from tests.printed import fact, write_lines
from tests.servers.targets import Cli, Target, empty
from tests.snapshots import snapshot

DOUBTFUL = "Institute of Physics, Pyongyang, South Korea"
WHY = ("--why", "seen on their page", "--by", "Ann")


def of_string(coauth: Cli, text: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(coauth("explain", "affiliation", "--json", text).stdout)
    return found


def test_a_judgement_is_shown_as_the_rule_with_who_and_why(coauth_alone: Callable[..., Cli]) -> None:
    coauth = coauth_alone()
    before = as_object(DOUBTFUL, decide(DOUBTFUL))
    done = coauth(
        "judge", "affiliation", DOUBTFUL, "--country", "kp", "--institution", KISU.key, *WHY, "--json"
    )
    assert (done.returncode, done.stderr) == (0, "")
    told = json.loads(done.stdout)
    assert (told["state"], told["conflicts"], told["store"]) == ("kept", [], None)
    (entry,) = told["judgements"]
    assert (entry["by"], entry["why"], entry["shown"]) == (
        "Ann",
        "seen on their page",
        json.loads(json.dumps(before)),
    )
    now = of_string(coauth, DOUBTFUL)
    assert [(one["code"], one["state"], one["rule"], one["confidence"]) for one in now["countries"]] == [
        ("KP", "yes", "judged", 1.0)
    ]
    assert [(one["key"], one["rule"]) for one in now["institutions"]] == [(KISU.key, "judged")]
    assert now["judged"] == [
        {
            "id": entry["id"],
            "by": "Ann",
            "at": entry["at"],
            "why": "seen on their page",
            "judgement": "places",
        }
    ]
    assert "judged by Ann on " in coauth("explain", "affiliation", DOUBTFUL).stdout
    undone = coauth("judge", "undo", entry["id"][:6], "--by", "Bob")
    assert (undone.returncode, undone.stderr) == (0, "")
    rows = json.loads(coauth("judge", "list", "--json").stdout)
    assert [(row["by"], row["judgement"], row["state"]) for row in rows] == [
        ("Ann", "places", "undone"),
        ("Bob", "undo", "in force"),
    ]


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (("affiliation", "Korea", "--country", "KO"), "no country has this code"),
        (("affiliation", "Korea", "--country", "South Korea"), "was KR"),
        (("affiliation", "Korea", "--institution", "ror:000000000"), "neither the built-in table nor"),
        (("affiliation", "Korea", "--institution", "Kim Il Sung University"), "no key of an institution"),
        (("affiliation", "Korea"), "or --nothing"),
        (("affiliation", "Korea", "--nothing", "--country", "KR"), "or --nothing"),
        (("affiliation", "  ", "--country", "KR"), "TEXT is empty"),
        (("affiliation", "Korea", "--country", "KR", "--why", ""), 'try: --why "its letterhead"'),
        (("institution", KISU.key, CHOSUN.key), "either --same or --different"),
        (("institution", KISU.key, KISU.key, "--same"), "A and B are the same"),
        (("institution", "coauth:0123", "Some Name", "--same"), "neither the built-in table nor"),
    ],
)
def test_what_makes_no_sense_is_refused_and_keeps_nothing(
    coauth_alone: Callable[..., Cli], arguments: tuple[str, ...], why: str
) -> None:
    coauth = coauth_alone()
    done = coauth("judge", arguments[0], *WHY, *arguments[1:])
    assert (done.returncode, done.stdout) == (2, "")
    assert why in done.stderr
    assert "try: " in done.stderr
    assert coauth("judge", "export").stdout == ""


def test_another_analysts_file_is_joined_and_conflicts_are_told(
    coauth_alone: Callable[..., Cli], tmp_path: Path
) -> None:
    ours, theirs = (
        coauth_alone(COAUTH_HOME=str(tmp_path / "a")),
        coauth_alone(COAUTH_HOME=str(tmp_path / "b")),
    )
    ours("judge", "affiliation", "Korea", "--country", "KR", *WHY)
    theirs("judge", "affiliation", "Korea", "--country", "KP", "--why", "x", "--by", "Bob")
    name = ("judge", "institution", "Kim Univ of Melting", KISU.key)
    theirs(*name, "--same", "--why", "x", "--by", "Bob")
    written = theirs("judge", "export", "-o", "theirs.jsonl")
    assert "2 judgements written" in written.stderr
    done = ours("judge", "import", "theirs.jsonl")
    assert (done.returncode, done.stdout) == (0, "2 judgements taken over; 0 were known\n")
    assert "conflict: " in done.stderr and "of Bob on Korea: two persons say different things" in done.stderr
    assert [one["code"] for one in of_string(ours, "Korea")["countries"]] == ["KP"]
    assert of_string(ours, "Kim Univ of Melting")["institutions"][0]["key"] == KISU.key
    again = json.loads(ours("judge", "import", "theirs.jsonl", "--json").stdout)
    assert (again["judgements"], again["known"], again["conflicts"]) == ([], 2, [])
    assert again["state"] == "unchanged"


def test_a_file_without_a_judgement_is_refused(coauth_alone: Callable[..., Cli]) -> None:
    coauth = coauth_alone()
    (coauth.folder / "theirs.jsonl").write_bytes(b"hello\n")
    for name, why in (("theirs.jsonl", "it holds no judgement"), ("none.jsonl", "No such file")):
        done = coauth("judge", "import", name)
        assert (done.returncode, done.stdout) == (1, "")
        assert why in done.stderr
        assert "try: " in done.stderr
        assert len(done.stderr.splitlines()) == 2


@pytest.fixture
def judged(coauth: Cli, target: Target) -> Iterator[Cli]:
    """The command line, without judgements of another test."""
    yield coauth
    (target.home / NAME).unlink(missing_ok=True)


def involved(store: Store, title: str) -> dict[str, bool]:
    rows = store.read(
        "MATCH (w:Work {title: $title})-[i:INVOLVES]->(c:Country) RETURN c.code AS code, i.review AS review",
        {"title": title},
    )
    return {row["code"]: row["review"] for row in rows}


@pytest.fixture
def works(tmp_path: Path) -> Path:
    """Three works: one prints the doubtful string, one prints it for no author and with odd blanks, one does not."""
    return write_lines(
        tmp_path / "works.jsonl",
        [
            fact(
                "a1", title="One", authors=[("Ri Chol Su", [DOUBTFUL]), ("Jane Roe", ["Kim Univ of Melting"])]
            ),
            fact("a2", title="Two", affiliations_unmapped=[DOUBTFUL.replace(", ", ",\u00a0 ")]),
            fact("a3", title="Three", authors=[("Ri Chol Su", ["Kim Il Sung University, Pyongyang"])]),
        ],
    )


def decided_anew(store: Store, home: Path, made: Made) -> None:
    """As the commands bring a judgement into the store."""
    what = Affected.by(made.spoken_of, made.before, made.after)
    renormalise(store, Settings(), what, decider=open_decider(home), progress=Quiet())


def test_a_judgement_changes_the_graph_and_outlives_it(
    judged: Cli, store: Store, works: Path, target: Target
) -> None:
    coauth, home = judged, target.home
    opened_before = open_decider(home)

    def read() -> None:
        load(store, Settings(), [works], version="test", decider=opened_before, progress=Quiet())

    read()
    before = snapshot(store, rename_authors=True)
    assert involved(store, "One") == involved(store, "Two") == {"KP": True, "KR": True}
    listed = json.loads(coauth("review", "affiliations", "--country", "KP", "--json").stdout)
    assert [row["works"] for row in listed] == [2]
    done = coauth("judge", "affiliation", DOUBTFUL, "--country", "KP", *WHY)
    assert (done.returncode, done.stderr) == (0, "")
    assert "in the store: 2 works to be decided anew" in done.stdout
    assert involved(store, "One") == involved(store, "Two") == {"KP": False}
    nowhere = coauth("renormalise", "--affiliation", "printed nowhere")
    assert (nowhere.returncode, nowhere.stdout) == (0, "nothing to be decided anew\n")
    assert "no work of the store prints or names any of it" in nowhere.stderr
    no_key = coauth("renormalise", "--institution", "Kim Il Sung University")
    assert (no_key.returncode, "no key of an institution" in no_key.stderr) == (2, True)
    assert list(doubts(store.read, open_decider(home), country="KP")) == []
    key = store.read("MATCH (w:Work {title: 'One'}) RETURN w.key AS key")[0]["key"]
    shown = coauth("explain", "work", key).stdout
    assert "KP Korea, Democratic People's Republic of: yes, judged, 1.00" in shown
    assert "judged by Ann on " in shown
    # the store is emptied: the judgement is there, also for who began before it was made
    empty(store)
    read()
    assert involved(store, "One") == involved(store, "Two") == {"KP": False}
    nothing = judge(home, lambda at: affiliation(at, DOUBTFUL, by="Bob"))
    decided_anew(store, home, nothing)
    assert involved(store, "Two") == {}
    # taken back one after the other, the graph is as it was
    for entry in reversed(nothing.after.entries):
        decided_anew(store, home, undo(home, entry.id, "Ann", "taken back"))
    after = snapshot(store, rename_authors=True)
    assert {name: rows for name, rows in after.items() if name != "Load"} == {
        name: rows for name, rows in before.items() if name != "Load"
    }


def test_two_institutions_become_one_and_two_again(
    judged: Cli, store: Store, works: Path, target: Target
) -> None:
    coauth = judged
    load(store, Settings(), [works], version="test", decider=open_decider(target.home), progress=Quiet())
    before = snapshot(store, rename_authors=True)
    done = coauth("judge", "institution", "Kim Univ of Melting", KISU.key, "--same", *WHY, "--json")
    told = json.loads(done.stdout)
    assert (done.returncode, told["store"]) == (0, {"works": 2, "records": 2, "persons": 0})
    rows = store.read(
        "MATCH (w:Work)-[n:NAMES]->(i:Institution {key: $key}) "
        "RETURN w.title AS title, n.review AS review, i.former_keys AS former ORDER BY title",
        {"key": KISU.key},
    )
    former = [told["judgements"][0]["a"]["key"]]
    assert rows == [
        {"title": "One", "review": False, "former": former},
        {"title": "Three", "review": False, "former": former},
    ]
    assert store.read("MATCH (i:Institution {name: 'Kim Univ of Melting'}) RETURN i.key AS key") == []
    assert involved(store, "One") == {"KP": False, "KR": True}
    undo(target.home, told["judgements"][0]["id"], "Ann", "taken back")
    assert involved(store, "One") == {"KP": False, "KR": True}
    done = coauth("renormalise", "--judged", "--json")
    assert (done.returncode, json.loads(done.stdout)) == (0, {"works": 2, "records": 2, "persons": 0})
    assert snapshot(store, rename_authors=True) == before


def test_deciding_anew_that_was_interrupted_goes_on(
    judged: Cli, store: Store, works: Path, target: Target, monkeypatch: pytest.MonkeyPatch
) -> None:
    load(store, Settings(), [works], version="test", decider=open_decider(target.home), progress=Quiet())
    before = snapshot(store, rename_authors=True)
    judge(target.home, lambda at: affiliation(at, DOUBTFUL, "KP"))
    decider = open_decider(target.home)
    everything = Affected(everything=True)

    def stopped(*_: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("loaders.derivation._Run.derive", stopped)
        with pytest.raises(KeyboardInterrupt):
            renormalise(store, Settings(), everything, decider=decider, progress=Quiet())
    assert store.read("MATCH (r:Record) WHERE r.stale RETURN count(r) AS n") == [{"n": 3}]
    done = renormalise(store, Settings(), Affected(), decider=decider, progress=Quiet())
    assert (done.works, done.records) == (0, 3)
    assert involved(store, "One") == {"KP": False}
    with monkeypatch.context() as patch:
        patch.setattr(renormalising, "MARKED", 2)
        assert renormalise(store, Settings(), everything, decider=decider, progress=Quiet()).records == 3
    assert store.read("MATCH (l:Load) RETURN l.decided_by AS by") == [{"by": decider.identity}]
    assert snapshot(store)["Record"] == before["Record"]
