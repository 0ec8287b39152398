"""Mentions of authors: judged, reviewed one by one, explained; on both stores."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from coauth.explain_author import lines as author_lines
from coauth.pair_session import QUESTION, QUESTION_AGAIN, PairSession
from graph.lock import DeriveLock
from graph.settings import Settings
from graph.store import Store
from loaders.deciding import open_decider
from loaders.judgements import file
from loaders.judgements.entry import OfMentions, Undo
from loaders.judgements.file import NAME
from loaders.judgements.judging import judge as keep
from loaders.judgements.standing import Standing
from loaders.persons.account import account_of
from loaders.persons.doubted_pairs import doubted_pairs
from loaders.persons.stored import read_mentions, read_person_mentions
from loaders.renormalise import mark_mentions
from tests.loaders.judgements.made import mention, people
from tests.loaders.made_people import By, may_be, person, work, write
from tests.servers.targets import Cli, Target

KISU = "Faculty of Physics, Kim Il Sung University, Pyongyang"
HIT = "Harbin Institute of Technology, Harbin, China"
ONE = work(
    "one",
    By("a", "Ri Chol Su", (KISU,), ("KP",)),
    By("k", "Kim Yong Nam"),
    title="On thin lead films",
    venue="Physica B",
)
TWO = work(
    "two", By("b", "Lee Cheol-su", (HIT,), ("CN",)), By("k", "Kim Yong Nam"), year=2020, title="Thin films"
)
THREE = work(
    "three", By("c", "Jane Roe", ("MIT, Cambridge, USA",), ("US",)), By("b", "Cheol-su Lee"), year=2019
)
FOUR = work("four", By("d", "Roe J", ("Boston, USA",), ("US",)))
FIVE = work("five", By("e", "Wang Wei", (HIT,), ("CN",), also="Wei Wang"), title="Zinc")
SIX = work(
    "six", By("e", "Wei Wang", (), ("JP",), "review", "scored", 0.55), title="Poetry \x1b[2J of the Tang"
)
SEVEN = work("seven", By("e", "Wang, Wei", (HIT,), ("CN",)), title="Zinc again")
WORKS = [ONE, TWO, THREE, FOUR, FIVE, SIX, SEVEN]
DOUBTED = [may_be(ONE, TWO, 0.6), may_be(THREE, FOUR, 0.5)]
WHY = ("--why", "seen on their page", "--by", "Ann")


@pytest.fixture
def graph(store: Store, target: Target) -> Iterator[Store]:
    """A small graph, and no judgement of another test."""
    write(store, WORKS, DOUBTED, former={"e": (person("f"),)})
    yield store
    (target.home / NAME).unlink(missing_ok=True)


def listed(coauth: Cli, *options: str) -> list[dict[str, Any]]:
    done = coauth("review", *options, "--json")
    assert done.returncode == 0, done.stderr
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return found


def names(rows: list[dict[str, Any]]) -> list[set[str]]:
    return [{row["name_a"], row["name_b"]} for row in rows]


RI, ROE, WANG, AGAIN = (
    {"Ri Chol Su", "Lee Cheol-su"}, {"Jane Roe", "Roe J"}, {"Wei Wang", "Wang Wei"}, {"Wei Wang", "Wang, Wei"}
)  # fmt: skip


def test_a_pair_is_judged_from_the_command_line(graph: Store, coauth: Cli, target: Target) -> None:
    short = f"made:one#0-{ONE.mention()[-8:-5]}"
    done = coauth("judge", short, "made:two#0", "--same", *WHY, "--no-apply", "--json")
    assert (done.returncode, done.stderr) == (0, "")
    told = json.loads(done.stdout)
    (entry,) = told["judgements"]
    assert (entry["about"], entry["judgement"], entry["by"]) == ("mentions", "same", "Ann")
    assert entry["a"] == {"mention": ONE.mention(), "name": "Ri Chol Su", "work": "On thin lead films"}
    assert entry["shown"]["one_person"] is False
    assert entry["shown"]["mentions"][1]["affiliations"] == [HIT]
    standing = open_decider(target.home).standing
    assert standing.same_mentions == (tuple(sorted((ONE.mention(), TWO.mention()))),)
    # by the key of a person who has one mention; in any order with options before
    again = coauth("judge", "--different", person("d"), "made:three#0", *WHY, "--no-apply")
    assert (again.returncode, again.stderr) == (0, "")
    rows = json.loads(coauth("judge", "list", "--json").stdout)
    assert [(row["state"], row["judgement"]) for row in rows] == [
        ("in force", "same"),
        ("in force", "different"),
    ]
    assert "“Ri Chol Su” on “On thin lead films”" in rows[0]["about"]
    assert rows[0]["says"].startswith("is the same person as “Lee Cheol-su”")
    # the second record of a work prints another name in the same place: its own name is kept
    other = json.loads(
        coauth("judge", "more:five#0", "made:six#0", "--different", *WHY, "--no-apply", "--json").stdout
    )
    assert other["judgements"][0]["a"]["name"] == "Wei Wang"
    assert names(listed(coauth)) == []
    said = json.loads(coauth("explain", "pair", "made:one#0", "made:two#0", "--json").stdout)
    assert (said["rule"], said["judged"]["by"], said["one_person"]) == ("judged", "Ann", False)


@pytest.mark.parametrize("target", ["local"], indirect=True)  # what is typed wrong is so with every store
def test_what_is_no_mention_is_told(graph: Store, coauth: Cli) -> None:
    for arguments, status, why in [
        (("made:one#0", "made:one#0"), 2, "A and B are one authorship"),
        (("made:five#0", "more:five#0"), 2, "A and B are one authorship"),
        (("made:one#0", "made:nine#0"), 1, "no mention in the store begins with made:nine#0"),
        (("made:one#0-ffffffff", "made:two#0"), 1, f"another name is printed there by now: {ONE.mention()}"),
        ((person("e"), "made:two#0"), 1, f"has several mentions: {FIVE.mention()}; {SEVEN.mention()}; "),
        ((person("0"), "made:two#0"), 1, "no person in the store has the key"),
    ]:
        done = coauth("judge", *arguments, "--same", *WHY)
        assert (done.returncode, done.stdout) == (status, ""), done.stderr
        assert why in done.stderr
        assert "try: " in done.stderr


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (("judge", "made:one#0", "made:two#0", *WHY), "either --same or --different"),
        (("judge", "made:one#0", "Ri Chol Su", "--same", *WHY), "no mention and no person"),
        (("judge", "lits"), "there is no command 'lits'"),
        (("judge", "made:one#0"), "Missing argument 'B'"),
        (("review", "pears"), "there is no command 'pears'"),
        (("explain", "pair", "x", "x", "--mentions", "m.jsonl"), "the same mention"),
    ],
)
def test_what_makes_no_sense_is_refused_without_a_store(
    coauth_alone: Callable[..., Cli], arguments: tuple[str, ...], why: str
) -> None:
    done = coauth_alone()(*arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert why in done.stderr
    assert "try: " in done.stderr


def test_doubtful_pairs_are_listed_those_first_that_join_countries(graph: Store, coauth: Cli) -> None:
    rows = listed(coauth)
    assert names(rows) == [RI, WANG, ROE]
    assert rows[0]["paths"] == ["CN–KP", "KP–US"]
    assert rows[1]["paths"] == ["CN–JP"]
    assert (rows[0]["coauthors_in_common"], rows[0]["doubt"]) == (
        ["Kim Yong Nam"],
        "two persons that may be one",
    )
    assert [row["person_a"] == row["person_b"] for row in rows] == [False, True, False]
    assert any("both write with Kim Yong Nam" in reason for reason in rows[0]["reasons"])
    assert "KP" not in json.dumps(rows[0]["reasons"])
    assert names(listed(coauth, "--country", "US")) == [RI, ROE]
    assert names(listed(coauth, "pairs", "--country", "kp", "--limit", "1")) == [RI]
    assert listed(coauth, "--country", "FR") == []


def answering(*answers: str | None) -> tuple[Callable[[str], str | None], list[str]]:
    left: Iterator[str | None] = iter(answers)
    asked: list[str] = []

    def ask(question: str) -> str | None:
        asked.append(question)
        return next(left)

    return ask, asked


def walked(store: Store, target: Target, *answers: str | None) -> tuple[PairSession, list[str]]:
    session = PairSession(Settings(), "Ann", store.read, open_decider(target.home).standing)
    ask, asked = answering(*answers)
    session.walk(doubted_pairs(store.read, session.standing).pairs, ask)
    return session, asked


def test_a_persons_way_through_the_pairs(
    graph: Store, target: Target, capsys: pytest.CaptureFixture[str]
) -> None:
    session, asked = walked(
        graph, target,
        "unsure", "different", "two places", "b", "take back", "s", "one address",  # the second pair, twice
        "x", "k",  # the third
        "d", "two fields", "q",  # the first again, at the end
    )  # fmt: skip
    shown = capsys.readouterr().out
    assert [shown.count(f"{number} of at most 3; ") for number in (1, 2, 3)] == [2, 2, 2]
    assert "\x1b" not in shown
    assert asked.count("why?") == 3
    assert asked.count(QUESTION_AGAIN) == 1
    kept = file.read(file.path_in(target.home)).entries
    assert [str(entry.judgement) for entry in kept] == ["different", "undo", "same", "different"]
    assert isinstance(kept[1], Undo)
    assert (kept[2].why, kept[2].by) == ("one address", "Ann")
    assert isinstance(kept[3], OfMentions)
    assert {kept[3].a.name, kept[3].b.name} == RI
    assert len(session.judged) == 2
    touched = session.affected.mentions
    assert {ONE.mention(), TWO.mention(), SIX.mention()} <= touched
    assert not {FOUR.mention(), THREE.mention()} & touched
    # what was judged is not asked again
    again, asked = walked(graph, target, None)
    assert asked == [QUESTION]
    assert again.judged == {}


def test_when_nobody_says_why_nothing_is_judged(graph: Store, target: Target) -> None:
    session, _ = walked(graph, target, "back", "same", None)
    assert not file.read(file.path_in(target.home)).entries
    session, asked = walked(graph, target, "same", "  ", "q")
    assert (session.judged, asked) == ({}, [QUESTION, "why?", QUESTION])


def test_a_judgement_lapses_with_the_printed_name_and_is_asked_again_first(
    graph: Store, coauth: Cli, target: Target
) -> None:
    before = mention("made:six", "W. Wang")
    gone = mention("made:nine", "Ri Chol Su")
    now = mention("made:seven", "Wang, Wei")
    at = ONE.mention().partition("#")[0]
    for second, one, other in ((1, before, now), (2, gone, now), (3, mention(at, "Ri Chol Su"), now)):
        keep(target.home, lambda _, s=second, a=one, b=other: people(s, a, b, same=s != 3))  # type: ignore[misc]
    done = coauth("judge", "list", "--json")
    assert [row["state"] for row in json.loads(done.stdout)] == ["lapsed", "lapsed", "in force"]
    assert "“W. Wang” on “On made:six” is printed there otherwise by now" in done.stderr
    assert "“Ri Chol Su” on “On made:nine” is not in the store" in done.stderr
    review = coauth("review", "--json")
    rows = json.loads(review.stdout)
    assert rows[0]["doubt"] == "a judgement that has lapsed"
    assert names(rows) == [AGAIN, RI, WANG, ROE]
    assert "has lapsed and cannot be asked again" in review.stderr
    session, _ = walked(graph, target, "same", "as before", "q")
    assert [row["doubt"] for row in listed(coauth)] == ["two persons that may be one"] * 2
    assert session.affected.mentions >= {SIX.mention(), SEVEN.mention()}


def test_the_store_is_told_whose_persons_are_to_be_decided_anew(graph: Store) -> None:
    missing = mention("made:nine", "Nobody").mention
    with DeriveLock(graph) as lock:
        assert mark_mentions(graph, lock, [FIVE.mentions(0)[1], ONE.mention(), missing]) == 2
        assert mark_mentions(graph, lock, []) == 0
    rows = graph.read("MATCH (a:Author) WHERE a.unresolved = true RETURN a.key AS key ORDER BY key")
    assert [row["key"] for row in rows] == [person("a"), person("e")]


def test_mentions_are_read_as_resolution_sees_them(graph: Store) -> None:
    first, second = FIVE.mentions(0)
    found = read_person_mentions(graph.read, [first, second, TWO.mention(), "made:one#0-00000000", "x"])
    assert sorted(found) == sorted((first, second, TWO.mention()))
    assert found[second] == found[first]
    assert found[first].mention == first
    two = found[TWO.mention()]
    assert (two.name, two.work, two.year) == ("Lee Cheol-su", "doi:10.1/two", 2020)
    assert (two.affiliations, two.coauthors) == ((HIT,), ("Kim Yong Nam",))
    graph.execute("MATCH (w:Work) WHERE w.key = 'doi:10.1/two' SET w.pairs_left_out = true")
    assert read_person_mentions(graph.read, [TWO.mention()])[TWO.mention()].coauthors == ()
    held = read_mentions(graph.read, [SIX.mention()])[SIX.mention()]
    assert (held.person, held.state, held.rule, held.confidence) == (person("e"), "review", "scored", 0.55)


def test_why_two_mentions_are_one_or_not(graph: Store, coauth: Cli) -> None:
    done = coauth("explain", "pair", "made:one#0", "made:two#0", "--json")
    told = json.loads(done.stdout)
    assert (told["one_person"], told["rule"], told["judged"]) == (False, "scored", None)
    assert (told["a"]["name"], told["a"]["affiliations"], told["b"]["doi"]) == (
        "Ri Chol Su",
        [KISU],
        "10.1/two",
    )
    assert told["wrote_with_both"] == ["Kim Yong Nam"]
    assert told["names"]["state"] == "review"
    assert {"names", "co-authors"} <= {one["about"] for one in told["evidence"]}
    text = coauth("explain", "pair", "made:six#0", "made:seven#0").stdout
    assert "one person in the store; probability that the two alone are one: 0." in text
    assert "\\x1b[2J" in text
    assert "\x1b" not in text
    same = json.loads(coauth("explain", "pair", "made:five#0", "more:five#0", "--json").stdout)
    assert (same["rule"], same["probability"], same["evidence"]) == ("one-authorship", 1.0, [])
    two = json.loads(coauth("explain", "pair", "made:one#0", "made:one#1", "--json").stdout)
    assert (two["rule"], two["probability"], two["joined_alone"]) == ("one-work", 0.0, False)


def test_why_mentions_are_one_person(graph: Store, coauth: Cli, target: Target) -> None:
    coauth("judge", "made:five#0", "made:seven#0", "--same", *WHY, "--no-apply")
    told = json.loads(coauth("explain", "author", "--json", person("f").upper()).stdout)
    assert (told["key"], told["former"], told["former_keys"]) == (person("e"), person("f"), [person("f")])
    by_name = {one["name"]: one for one in told["mentions"]}
    assert set(by_name) == {"Wang Wei", "Wei Wang", "Wang, Wei"}
    doubted = by_name["Wei Wang"]
    assert (doubted["state"], doubted["rule"], doubted["confidence"]) == ("review", "scored", 0.55)
    assert by_name["Wang Wei"]["affiliations"] == [HIT]
    assert (told["links"][0]["probability"], set(told["weakest"]["sides"])) == (1.0, {1, 2})
    assert SIX.mention() in (told["weakest"]["a"], told["weakest"]["b"])
    assert [one["judgement"] for one in told["judgements"]] == ["same"]
    other = json.loads(coauth("explain", "author", "--json", person("b")).stdout)
    assert [(one["key"], one["probability"]) for one in other["may_be"]] == [(person("a"), 0.6)]
    assert other["may_be"][0]["mentions"] == [TWO.mention(), ONE.mention()]
    standing = Standing()
    text = "\n".join(
        author_lines(account_of(graph.read, person("e"), standing, former=person("f")), standing)
    )
    assert "asked for as " + person("f") in text
    assert "review, scored, 0.55" in text
    assert "the weakest: " in text
    assert "\x1b" not in text
    missing = coauth("explain", "author", person("0"))
    assert (missing.returncode, "no person in the store has the key" in missing.stderr) == (1, True)


def test_persons_are_found_by_name(graph: Store, coauth: Cli) -> None:
    for key, name in (("a", "ri/c"), ("b", "ri/c"), ("b", "lee/c"), ("e", "wang/w")):
        graph.execute(
            "MATCH (a:Author) WHERE a.key = $key MERGE (k:NameKey {key: $name}) MERGE (a)-[:UNDER]->(k)",
            {"key": person(key), "name": name},
        )
    found = json.loads(coauth("explain", "author", "Ri, Chol Su", "--json").stdout)
    assert [(one["person"], one["printed"], one["state"], one["works"]) for one in found] == [
        (person("a"), "Ri Chol Su", "yes", 1),
        (person("b"), "Lee Cheol-su", "review", 2),
    ]
    assert (found[1]["first_year"], found[1]["last_year"]) == (2019, 2020)
    told = coauth("explain", "author", "C. Ri")
    assert "a name alone never proves that two persons are one" in told.stderr
    assert person("a") in told.stdout
    nobody = coauth("explain", "author", "Mu\x1bster")
    assert (nobody.returncode, nobody.stdout, "\x1b" in nobody.stderr) == (1, "", False)
    assert "no person in the store prints" in nobody.stderr


def test_two_mentions_of_a_file_need_no_store(coauth_alone: Callable[..., Cli]) -> None:
    coauth = coauth_alone()
    lines = [
        {"mention": "m1", "work": "w1", "name": "Ri Chol Su", "orcid": "0000-0002-1825-0097"},
        {"mention": "m2", "work": "w2", "name": "C. S. Ri", "orcid": "0000-0002-1825-0097"},
    ]
    (coauth.folder / "m.jsonl").write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    told = json.loads(coauth("explain", "pair", "m2", "m1", "--mentions", "m.jsonl", "--json").stdout)
    assert (told["rule"], told["probability"], told["joined_alone"]) == ("one-orcid", 1.0, True)
    assert told["one_person"] is None
    text = coauth("explain", "pair", "m1", "m2", "--mentions", "m.jsonl").stdout
    assert "A. Ri Chol Su  (ORCID 0000000218250097)" in text
    assert "(one-orcid: both print one ORCID)" in text
    missing = coauth("explain", "pair", "m1", "m9", "--mentions", "m.jsonl")
    assert (missing.returncode, "no line has the mention m9" in missing.stderr) == (1, True)
