"""Which judgements are in force does not depend on the order in which two persons' files are joined."""

from __future__ import annotations

from itertools import permutations

from loaders.judgements.entry import Named
from loaders.judgements.standing import Standing
from tests.loaders.judgements.made import CHOSUN, KISU, affiliation, pair, undo

A, B, C = (Named.printed(name) for name in ("Alpha Institute", "Beta Institute", "Gamma Institute"))


def test_the_later_word_counts_and_two_persons_who_differ_are_told() -> None:
    first, second = affiliation(1, "Korea", "KR"), affiliation(2, " Korea\u00a0", "KP", by="Bob")
    standing = Standing([second, first])
    assert standing.affiliations == {"Korea": second}
    assert [standing.state(one) for one in (first, second)] == ["replaced", "in force"]
    assert [(one.winner, one.loser) for one in standing.conflicts] == [(second, first)]
    # one person may think better of it, and two may say the same
    assert Standing([first, affiliation(2, "Korea", "KP")]).conflicts == []
    assert Standing([first, affiliation(2, "Korea", "KR", by="Bob")]).conflicts == []


def test_what_is_undone_leaves_the_word_before_it_in_force() -> None:
    first, second = affiliation(1, "Korea", "KR"), affiliation(2, "Korea", "KP")
    taken_back = undo(3, second.id)
    assert Standing([first, second, taken_back]).affiliations["Korea"] == first
    again = undo(4, taken_back.id)
    standing = Standing([first, second, taken_back, again])
    assert standing.affiliations["Korea"] == second
    assert [standing.state(one) for one in (first, second, taken_back)] == ["replaced", "in force", "undone"]
    assert Standing([undo(1, "0" * 16)]).affiliations == {}


def test_institutions_that_are_one_have_one_key_whatever_the_order() -> None:
    words = [pair(1, A, B, same=True), pair(2, C, B, same=True), pair(3, C, KISU, same=True)]
    for order in permutations(words):
        standing = Standing(order)
        assert {key: one.key for key, one in standing.same.items()} == dict.fromkeys(
            (A.key, B.key, C.key, KISU.key), KISU.key
        )
        assert standing.aliases == {KISU.key: tuple(sorted((A.key, B.key, C.key)))}
        assert {one.id for one in standing.because(A.key)} == {one.id for one in words}
    left = Standing([*words, undo(4, words[1].id)])
    assert left.same[A.key].key == left.same[B.key].key == min(A.key, B.key)
    assert left.same[C.key].key == KISU.key


def test_that_two_are_different_counts_more_than_what_follows_from_others() -> None:
    apart = pair(2, A, C, same=False, by="Bob")
    first, second = pair(1, A, B, same=True), pair(3, B, C, same=True)
    for order in permutations((first, apart, second)):
        standing = Standing(order)
        assert standing.same.keys() == {A.key, B.key}
        assert standing.state(second) == "contradicted"
        assert [(one.winner, one.loser) for one in standing.conflicts] == [(apart, second)]
    assert Standing([pair(1, A, B, same=False), pair(2, B, A, same=True)]).same.keys() == {A.key, B.key}


def test_what_is_in_force_has_a_name() -> None:
    one = affiliation(1, "Korea", "KR")
    assert Standing().identity == "-"
    assert Standing([one]).identity != Standing([one, pair(2, KISU, CHOSUN, same=False)]).identity
    assert Standing([one, undo(2, one.id)]).identity != Standing([one]).identity
