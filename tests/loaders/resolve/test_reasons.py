"""Why two mentions are one, in words that say no more than what is printed; and what holds a person together."""

from __future__ import annotations

import msgspec
import pytest

from graph.country_codes import names as country_names
from loaders.resolve.explaining import explain_pair
from loaders.resolve.holding import MOST, closest, holding, kept_apart, pairwise
from loaders.resolve.mention import PersonMention
from loaders.resolve.reasons import coauthors_in_common, how_strongly, reasons

KISU = "Faculty of Physics, Kim Il Sung University, Pyongyang"
A = PersonMention(
    "a", "w1", "Ri Chol Su", (KISU,), ("Kim Yong", "Wang Wei"), "On the melting of thin lead films", "Physica B", 2018
)  # fmt: skip
B = PersonMention(
    "b", "w2", "Lee Cheol-su", (KISU,), ("Y. Kim", "Roe J"), "Thin films of lead that melt", "Physica B", 2021
)
BARE = PersonMention("c", "w3", "C. S. Ri")
OTHER = PersonMention(
    "d", "w4", "Ri Chol Su", ("Chosun University, Gwangju",), ("Jane Roe",), "Kimchi", "Food", 2018
)


def said(one: PersonMention, other: PersonMention) -> dict[str, str]:
    return {reason.about: reason.words for reason in reasons(one, other, explain_pair(one, other))}


@pytest.mark.parametrize(("one", "other"), [(A, B), (A, BARE), (A, OTHER), (BARE, OTHER)])
def test_the_pieces_are_the_whole_score_and_the_same_in_both_orders(
    one: PersonMention, other: PersonMention
) -> None:
    explained = explain_pair(one, other)
    found = reasons(one, other, explained)
    assert abs(sum(reason.moves for reason in found) - sum(explained.parts.values())) < 0.03
    assert found == reasons(other, one, explain_pair(other, one))
    assert [abs(reason.moves) for reason in found] == sorted((abs(one.moves) for one in found), reverse=True)


@pytest.mark.parametrize(
    ("one", "other", "about", "words"),
    [
        (A, B, "venue", "both appeared in Physica B"),
        (A, B, "years", "3 years apart"),
        (A, B, "addresses", "words in both addresses: Pyongyang, "),
        (A, B, "subject", "words in both: "),
        (A, B, "names", "“Ri Chol Su” and “Lee Cheol-su”: both can be spellings of one Korean name"),
        (A, BARE, "addresses", "one of the two prints no address"),
        (A, BARE, "co-authors", "one of the two prints no co-author"),
        (A, msgspec.structs.replace(A, mention="e", work="w5", venue="Food"), "venue", "other journals"),
        (A, OTHER, "co-authors", "no co-author's name stands beside both"),
    ],
)
def test_what_is_said_of_a_piece_of_evidence(
    one: PersonMention, other: PersonMention, about: str, words: str
) -> None:
    assert words in said(one, other)[about]


def test_what_is_shared_speaks_for_one_person() -> None:
    other = msgspec.structs.replace(B, name="Ri Chol Su", coauthors=("Kim Yong",))
    moves = {one.about: one.moves for one in reasons(A, other, explain_pair(A, other))}
    assert moves["co-authors"] > 1
    assert moves["subject"] > 0
    assert "both write with Kim Yong" in said(A, other)["co-authors"]


def test_no_country_is_named_that_is_not_printed() -> None:
    for one, other in ((A, B), (A, OTHER), (A, BARE)):
        words = " ".join(said(one, other).values())
        assert not [name for name in country_names().values() if name in words and name not in KISU]


@pytest.mark.parametrize(
    ("moves", "words"),
    [(3, "strongly for one person"), (-1.5, "clearly for two"), (0.5, "a little for one person"), (-0.1, "hardly for two")],
)  # fmt: skip
def test_how_strong_a_piece_is(moves: float, words: str) -> None:
    assert how_strongly(moves) == words


def test_co_authors_in_common_whatever_the_order_of_their_names() -> None:
    assert coauthors_in_common(A, B) == ["Kim Yong"]
    assert coauthors_in_common(B, A) == ["Y. Kim"]
    assert coauthors_in_common(A, OTHER) == []


def test_co_authors_of_one_family_name_and_first_letter_are_not_called_one() -> None:
    one = msgspec.structs.replace(A, coauthors=("Kwang-Chol Kim",))
    other = msgspec.structs.replace(A, mention="e", work="w5", coauthors=("Kwang-Il Kim",))
    assert coauthors_in_common(one, other) == []
    words = said(one, other)["co-authors"]
    assert "both write with" not in words
    assert "one family name and first letter: Kwang-Chol Kim and Kwang-Il Kim" in words
    other = msgspec.structs.replace(other, coauthors=("Kwang-Il Kim", "K. Kim"))
    assert coauthors_in_common(one, other) == ["Kwang-Chol Kim"]
    assert "both write with Kwang-Chol Kim" in said(one, other)["co-authors"]


def test_what_every_two_are_is_what_is_said_of_a_pair() -> None:
    mentions = [
        OTHER,
        B,
        A,
        BARE,
        msgspec.structs.replace(A, mention="e"),
        msgspec.structs.replace(BARE, mention="f", name="Jane Roe"),
    ]
    found = pairwise(mentions)
    for i, one in enumerate(mentions):
        for j, other in enumerate(mentions):
            expected = 1.0 if i == j else explain_pair(one, other).probability
            assert abs(found[i, j] - expected) < 0.001


def test_the_closest_of_several() -> None:
    assert closest(A, [OTHER, B, BARE]) == 1
    assert closest(A, [BARE]) == 0


def test_what_holds_a_person_together_and_where_it_would_come_apart() -> None:
    twin = msgspec.structs.replace(A, mention="a2", work="w9")
    links = holding([A, OTHER, twin])
    assert [(one.one, one.other) for one in links] == [(0, 2), (0, 1)]
    assert [one.side for one in links] == [(2, 1), (2, 1)]
    assert links[0].probability > links[1].probability
    assert holding([A]) == []
    judged = holding([A, OTHER, twin], [("d", "a2")])
    assert (1, 2, 1.0) in [(one.one, one.other, one.probability) for one in judged]
    with pytest.raises(ValueError, match="more than"):
        holding([A] * (MOST + 1))


def test_why_two_are_not_joined_whatever_their_score() -> None:
    bare = [PersonMention(one, one, "Kim, Y.") for one in ("m1", "m2")]
    assert kept_apart(*bare) == "far"
    assert kept_apart(A, msgspec.structs.replace(A, mention="a2", work="w9")) is None
    assert kept_apart(A, B) == kept_apart(B, A)
