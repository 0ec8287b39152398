"""One thing decides, and can be named: the same rules and registry have the same name."""

from __future__ import annotations

from pathlib import Path

from loaders.deciding import Decider, open_decider
from loaders.judgements.judging import judge
from loaders.registry import facts
from tests.loaders.judgements.made import affiliation
from tests.registries import key, small

TEXT = "Kim Il Sung University, Pyongyang, DPR Korea"


def test_the_same_string_is_decided_once() -> None:
    decider = Decider()
    assert decider.decide(TEXT) is decider.decide(TEXT)
    assert decider.decide(TEXT) == decider.read(TEXT) == Decider().decide(TEXT)


def test_longer_strings_than_any_printed_do_not_stay_in_memory() -> None:
    decider = Decider()
    text = TEXT + " " * 5_000
    assert decider.decide(text) == decider.decide(text)
    assert decider.decide(text) is not decider.decide(text)


def test_what_was_judged_since_counts_for_who_asks_again(tmp_path: Path) -> None:
    before = open_decider(tmp_path)
    assert before.refreshed() is before
    judge(tmp_path, lambda at: affiliation(at, TEXT, "CN"))
    assert [one.value for one in before.decide(TEXT).countries] == ["KP"]
    after = before.refreshed()
    assert [one.value for one in after.decide(TEXT).countries] == ["CN"]
    assert after.refreshed() is after
    assert Decider().refreshed().identity == Decider().identity


def test_what_decides_has_a_name() -> None:
    assert Decider().identity == Decider().identity
    assert Decider().identity.endswith(" registry:- judgements:-")
    assert Decider(registry=small()).identity.split()[1] == "registry:0123456789ab"


def test_institutions_of_the_table_and_of_the_registry_are_known() -> None:
    decider = Decider(registry=small())
    of_table = facts()[0]
    assert decider.fact(of_table.key) == of_table
    assert decider.fact(key(1)) == small().by_key(key(1))
    assert decider.fact("ror:0zzzzzz99") is None
    assert decider.fact("ror:none") is None
    assert Decider().fact("ror:0abcdef12") is None
