"""Mentions to persons."""

from __future__ import annotations

import random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loaders.resolve import cluster
from loaders.resolve.block import Mentioned
from loaders.resolve.cluster import founding_key, resolve


def mention(key: str, work: str | None = None, *, name: str | None = "chol ri su", **more: Any) -> Mentioned:
    institutions = frozenset(more.pop("at", ()))
    return Mentioned(
        key=key,
        work=work or f"w-{key}",
        mention=f"m-{key}",
        name_key=name,
        full_name=more.pop("full_name", True),
        orcid=more.pop("orcid", None),
        source_id=more.pop("source_id", None),
        countries=frozenset(more.pop("countries", ())),
        institutions=institutions,
        certain_institutions=institutions,
        coauthors=frozenset(more.pop("beside", ())),
        **more,
    )


CASES = {
    "the same name is not enough": ([mention("a"), mention("b")], [["a"], ["b"]], {"founding-mention"}),
    "name and institution": ([mention("a", at=["k"]), mention("b", at=["k"])], [["a", "b"]], {"founding-mention", "name+institution"}),
    "name and co-author": (
        [mention("a", beside=["x y"]), mention("b", beside=["x y"])], [["a", "b"]], {"founding-mention", "name+co-author"},
    ),
    "one's own name is no co-author": (
        [mention("a", beside=["chol ri su"]), mention("b", beside=["chol ri su"])], [["a"], ["b"]], {"founding-mention"},
    ),
    "ORCID joins whatever is printed": (
        [mention("a", name="j roe", orcid="1"), mention("b", name="jane roe", orcid="1")], [["a", "b"]], {"founding-mention", "orcid"},
    ),
    "two ORCIDs are two persons": (
        [mention("a", at=["k"], orcid="1"), mention("b", at=["k"], orcid="2")], [["a"], ["b"]], {"namesakes"},
    ),
    "two on one work are two persons": (
        [mention("a", "w", at=["k"]), mention("b", "w", at=["k"])], [["a"], ["b"]], {"namesakes"},
    ),
    "nobody is joined where namesakes are proved": (
        [mention("a", "w", at=["k"]), mention("b", "w", at=["k"]), mention("c", at=["k"])],
        [["a"], ["b"], ["c"]], {"namesakes"},
    ),
    "a source's id": (
        [mention("a", name="x", source_id="s"), mention("b", name="y", source_id="s")], [["a", "b"]], {"founding-mention", "source-id"},
    ),
    "a source's id twice on one work": (
        [mention("a", "w", name="x", source_id="s"), mention("b", "w", name="y", source_id="s")],
        [["a"], ["b"]], {"source-id-twice-on-one-work"},
    ),
    "a source's id that joins Pyongyang with elsewhere": (
        [mention("a", source_id="s", countries=["KP"]), mention("b", source_id="s", countries=["CN"])],
        [["a"], ["b"]], {"source-id-joins-kp"},
    ),
    "the same, where both addresses stand on one work": (
        [mention("a", source_id="s", countries=["KP", "CN"]), mention("b", source_id="s", countries=["KP"])],
        [["a", "b"]], {"founding-mention", "source-id"},
    ),
    "initials with an institution join, for review": (
        [mention("a", at=["k"], full_name=False), mention("b", at=["k"], full_name=False)],
        [["a", "b"]], {"founding-mention", "initials+institution"},
    ),
    "no name at all": ([mention("a", name=None, at=["k"]), mention("b", name=None, at=["k"])], [["a"], ["b"]], {"founding-mention"}),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_persons(case: str) -> None:
    items, expected, rules = CASES[case]
    persons, decisions = resolve(items)
    assert sorted([member.key for member in person.members] for person in persons) == expected
    assert {decision.rule for decision in decisions.values()} == rules
    doubtful = {"namesakes", "source-id-twice-on-one-work", "source-id-joins-kp", "initials+institution"}
    assert all((decision.state == "review") == (decision.rule in doubtful) for decision in decisions.values())


def test_a_key_stays_when_others_join_and_the_other_becomes_an_alias() -> None:
    items = [
        mention("a", at=["k"], author="A"), mention("b", at=["k"], author="A"), mention("c", at=["k"], author="C"),
        mention("d", at=["k"]),
    ]  # fmt: skip
    persons, decisions = resolve(items)
    assert [(person.key, person.merged) for person in persons] == [("A", ("C",))]
    assert {decision.value for decision in decisions.values()} == {"A"}


def test_a_split_leaves_the_key_with_the_larger_part_and_never_gives_it_twice() -> None:
    key = founding_key("m-a")
    items = [mention("a", author=key), mention("b", at=["k"], author=key), mention("c", at=["k"], author=key)]
    persons, _ = resolve(items)
    by_members = {tuple(member.key for member in person.members): person.key for person in persons}
    assert by_members["b", "c"] == key
    assert by_members["a",] != key


names = st.sampled_from(["kim yong chol", "ri chol su", "wang wei", None])
few = st.lists(st.sampled_from("pqr"), max_size=2)
mentions = st.lists(
    st.builds(
        lambda n, work, name, at, orcid, source, beside, full: mention(
            str(n), work, name=name, at=at, orcid=orcid, source_id=source, beside=beside, full_name=full
        ),
        st.integers(0, 40), st.sampled_from("uvwxyz"), names, few, st.sampled_from([None, None, "1", "2"]),
        st.sampled_from([None, None, "s", "t"]), few, st.booleans(),
    ),
    max_size=14, unique_by=lambda item: item.key,
)  # fmt: skip


@given(mentions, st.randoms(use_true_random=False))
@settings(max_examples=300)
def test_the_order_plays_no_part_and_contradictions_hold(
    items: list[Mentioned], chance: random.Random
) -> None:
    persons, decisions = resolve(items)
    shuffled = list(items)
    chance.shuffle(shuffled)
    assert resolve(shuffled) == (persons, decisions)
    for person in persons:
        works = [member.work for member in person.members]
        assert len(set(works)) == len(works)
        assert len({member.orcid for member in person.members if member.orcid}) <= 1
    # resolved again from its own result, nothing changes
    owner = {key: decision.value for key, decision in decisions.items()}
    given_ = [
        Mentioned(**{f: getattr(i, f) for f in Mentioned.__slots__} | {"author": owner[i.key]}) for i in items
    ]
    assert {key: d.value for key, d in resolve(given_)[1].items()} == owner


@given(mentions)
@settings(max_examples=300)
def test_links_that_are_not_tried_would_change_nothing(items: list[Mentioned]) -> None:
    found = resolve(items)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(cluster._Joined, "settled", lambda *_: False)
        assert resolve(items) == found


def test_a_new_person_gets_no_key_that_another_holds() -> None:
    first = founding_key("m-a")
    persons, decisions = resolve([mention("a")], reserved=frozenset({first}))
    assert persons[0].key != first
    assert decisions["a"].value == persons[0].key
    again, _ = resolve([mention("a")], reserved=frozenset({first}))
    assert again[0].key == persons[0].key
    third, _ = resolve([mention("a")], reserved=frozenset({first, persons[0].key}))
    assert third[0].key not in {first, persons[0].key}
