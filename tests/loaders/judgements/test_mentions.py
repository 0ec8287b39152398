"""What people say of two mentions of authors: kept with the names as printed, the same in whatever order files are joined."""

from __future__ import annotations

from itertools import pairwise, permutations
from pathlib import Path

import msgspec
import pytest

from graph.errors import CoauthError
from loaders.judgements import file
from loaders.judgements.entry import Entry, Mention, OfMentions, decode, encode, signed, valid
from loaders.judgements.judging import judge, merge, undo
from loaders.judgements.persons import judged
from loaders.judgements.standing import Standing
from loaders.records import PrintedAuthor
from loaders.renormalise import Affected
from loaders.resolve.mention import PersonMention
from loaders.resolve.partition import resolve
from loaders.works import mention_of
from tests.loaders.judgements import made
from tests.loaders.judgements.made import mention, people

A, B, C, D = (mention(f"facts:{letter}", f"Ri Chol {letter}") for letter in ("a", "b", "c", "d"))


def pairs(standing: Standing) -> tuple[set[frozenset[str]], set[frozenset[str]]]:
    """The pairs that are one, and that are two, by the letters of their records."""

    def letters(found: tuple[tuple[str, str], ...]) -> set[frozenset[str]]:
        return {frozenset(one[6] for one in pair) for pair in found}

    return letters(standing.same_mentions), letters(standing.different_mentions)


def test_a_mention_is_kept_under_the_id_that_a_load_gives_it() -> None:
    author = PrintedAuthor("리철수", 3)
    assert mention("facts:a", "리철수", 3).mention == mention_of("facts:a", author)


def test_a_line_is_read_as_it_was_written() -> None:
    word = valid(msgspec.structs.replace(people(1, A, B, same=True), shown={"probability": 0.5}))
    assert b'"about":"mentions"' in encode(word)
    assert decode(encode(word)) == word


@pytest.mark.parametrize(
    ("a", "why"),
    [
        (B, "one mention, not of two"),
        (Mention(mention=A.mention, name="Another Name", work="x"), "not the one that its id was made of"),
        (Mention(mention="facts:a#0", name="Ri", work="x"), "matching regex"),
        (Mention(mention=A.mention, name="", work="x"), "length"),
        (Mention(mention=A.mention, name="N" * 5000, work="x"), "length"),
        (Mention(mention=A.mention, name=A.name, work="x" * 2000), "length"),
    ],
)
def test_what_is_no_pair_of_mentions_is_not_kept(tmp_path: Path, a: Mention, why: str) -> None:
    word = signed(msgspec.structs.replace(people(1, A, B, same=True), a=a))
    with pytest.raises(ValueError, match=why):
        decode(encode(word))
    with pytest.raises(CoauthError, match="cannot be kept"):
        judge(tmp_path, lambda _: word)
    assert not file.read(file.path_in(tmp_path)).entries


def test_the_later_word_counts_and_an_undone_one_does_not() -> None:
    first, second = people(1, A, B, same=True), people(2, B, A, same=False, by="Bob")
    for order in permutations((first, second)):
        standing = Standing(order)
        assert pairs(standing) == (set(), {frozenset("ab")})
        assert [standing.state(one) for one in (first, second)] == ["replaced", "in force"]
        assert [(one.winner, one.loser) for one in standing.conflicts] == [(second, first)]
    back = Standing([first, second, made.undo(3, second.id)])
    assert pairs(back) == ({frozenset("ab")}, set())
    assert Standing([first, people(2, A, B, same=True, by="Bob")]).conflicts == []


def test_that_two_are_different_counts_more_than_what_follows_from_others() -> None:
    apart = people(1, A, C, same=False, by="Bob")
    first, second, far = (people(2, A, B, same=True), people(3, B, C, same=True), people(4, C, D, same=True))
    for order in permutations((first, apart, second, far)):
        standing = Standing(order)
        assert pairs(standing) == ({frozenset("ab"), frozenset("cd")}, {frozenset("ac")})
        assert standing.state(second) == "contradicted"
        assert [(one.winner, one.loser) for one in standing.conflicts] == [(apart, second)]
        assert standing.one_with(B.mention) == {A.mention, B.mention}
        assert standing.of_mentions([B.mention]) == (first,)
        assert standing.of_mentions([C.mention]) == (apart, far)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ((A,), (B,), "same"),
        ((A,), (C,), "same"),  # by way of B
        ((A,), (D,), "different"),  # since C is, which is one with A
        ((D,), (B,), "different"),
        ((D,), (D,), None),
        ((A,), (mention("facts:x", "Ri"),), None),
        ((mention("facts:x", "Ri"), C), (D,), "different"),
    ],
)
def test_what_was_said_of_two_also_by_way_of_others(
    one: tuple[Mention, ...], other: tuple[Mention, ...], expected: str | None
) -> None:
    words = (people(1, A, B, same=True), people(2, B, C, same=True), people(3, C, D, same=False))
    found = Standing(words).word_on(*([each.mention for each in side] for side in (one, other)))
    assert (found.judgement if found else None) == expected


def test_words_on_mentions_and_on_institutions_do_not_meet() -> None:
    words: list[Entry] = [people(1, A, B, same=True), made.pair(2, made.KISU, made.CHOSUN, same=False)]
    standing = Standing(words)
    assert pairs(standing) == ({frozenset("ab")}, set())
    assert (standing.same, set(standing.different)) == ({}, {frozenset((made.KISU.key, made.CHOSUN.key))})
    assert standing.identity != Standing(words[1:]).identity


def test_what_is_in_force_decides_who_is_one() -> None:
    mentions = [
        PersonMention(one.mention, one.work, "Ri Chol Su", ("Kim Il Sung University",), ("Pak Yong",))
        for one in (A, B)
    ] + [PersonMention(one.mention, one.work, "Jane Roe") for one in (C, D)]
    assert sorted(len(one.mentions) for one in resolve(mentions).persons) == [1, 1, 2]
    standing = Standing([people(1, A, B, same=False), people(2, C, D, same=True)])
    found = resolve(mentions, judged(standing, {one.mention: one.mention for one in (A, B, C, D)}))
    assert {one.mentions for one in found.persons} == {(A.mention,), (B.mention,), (C.mention, D.mention)}


@pytest.mark.parametrize(
    ("words", "stands_for", "same", "different"),
    [
        ([people(1, A, B, same=True), people(2, C, D, same=False)], "abcd", {"ab"}, {"cd"}),
        ([people(1, A, B, same=True)], "a", set(), set()),  # lapsed: B is there no more
        ([people(1, A, B, same=True), people(2, B, C, same=True)], "ac", set(), set()),  # nor by way of it
        # C and A are not kept apart where nobody can say that B is A
        (
            [people(1, A, C, same=False), people(2, A, B, same=True), people(3, B, C, same=True)],
            "bc",
            {"bc"},
            set(),
        ),
        # records of one work print A and B: they are one authorship
        (
            [people(1, A, B, same=False), people(2, B, C, same=True)],
            {"a": "a", "b": "a", "c": "c"},
            {"ac"},
            set(),
        ),
        (
            [people(1, A, C, same=True), people(2, B, C, same=False)],
            {"a": "a", "b": "a", "c": "c"},
            set(),
            {"ac"},
        ),
    ],
)
def test_what_is_said_is_of_authorships_and_of_those_that_are_there(
    words: list[OfMentions], stands_for: str | dict[str, str], same: set[str], different: set[str]
) -> None:
    ids = {"a": A.mention, "b": B.mention, "c": C.mention, "d": D.mention}
    pairs_of = stands_for if isinstance(stands_for, dict) else dict(zip(stands_for, stands_for, strict=True))
    found = judged(Standing(words), {ids[one]: ids[other] for one, other in pairs_of.items()})
    letters = {mention: letter for letter, mention in ids.items()}
    for pairs, expected in ((found.same, same), (found.different, different)):
        assert {"".join(sorted(letters[one] for one in pair)) for pair in pairs} == expected


def test_another_analysts_file_is_joined_and_an_undo_says_whose_persons_are_decided_anew(
    tmp_path: Path,
) -> None:
    ours, theirs = tmp_path / "a", tmp_path / "b"
    kept = judge(ours, lambda at: msgspec.structs.replace(people(1, A, B, same=True), at=at))
    judge(theirs, lambda at: msgspec.structs.replace(people(1, B, A, same=False, by="Bob"), at=at))
    again = judge(ours, lambda at: msgspec.structs.replace(people(1, B, A, same=True), at=at))
    assert (again.entries, again.unchanged) == ((), kept.entries[0])
    joined, known = merge(ours, file.path_in(theirs))
    assert (known, len(joined.entries), len(joined.conflicts)) == (0, 1, 1)
    assert pairs(joined.after) == (set(), {frozenset("ab")})
    taken = undo(ours, joined.entries[0].id, "Ann", "an error")
    assert pairs(taken.after) == ({frozenset("ab")}, set())
    more = judge(ours, lambda at: msgspec.structs.replace(people(1, B, C, same=True), at=at))
    affected = Affected.by(more.spoken_of, more.before, more.after)
    assert affected.mentions == {A.mention, B.mention, C.mention}
    assert not affected.texts
    assert not affected.institutions


def test_thousands_of_words_are_put_together_at_once() -> None:
    """Each person judged to be the next one's, and to be another than one far away."""
    many = [mention(f"facts:{number}", f"Ri {number}") for number in range(3000)]
    words: list[OfMentions] = [
        msgspec.structs.replace(people(1, a, b, same=True), id=f"{number:016x}")
        for number, (a, b) in enumerate(pairwise(many))
    ]
    words += [
        msgspec.structs.replace(people(1, a, mention("facts:z", "Z"), same=False), id=f"{number + 9000:016x}")
        for number, a in enumerate(many[:1000])
    ]
    standing = Standing(words)
    assert len(standing.one_with(many[0].mention)) == len(many)
    assert (len(standing.same_mentions), len(standing.different_mentions)) == (2999, 1000)
