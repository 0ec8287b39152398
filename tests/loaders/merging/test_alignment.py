"""The author lists of two sources, joined author by author."""

from __future__ import annotations

import random
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loaders.merging.alignment import aligned
from loaders.records import PrintedAuthor, Record


def record(ident: str, *names: str, **more: dict[str, str]) -> Record:
    authors = tuple(
        PrintedAuthor(
            name,
            position,
            orcid=more.get("orcids", {}).get(name),
            name_native=more.get("natives", {}).get(name),
        )
        for position, name in enumerate(names)
    )
    return Record(source="s", source_id=ident, authors=authors)


def joined(main: Sequence[str], other: Sequence[str]) -> list[tuple[str, ...]]:
    """The names of each author, and the rule where two were joined."""
    one, two = record("a", *main), record("b", *other)
    slots, _ = aligned([one, two], one)
    return [(*(author.name for _, author in members), how.rule) for members, how in slots]


CASES = [
    (
        "another order of authors, and initials",
        ["Ri Chol Su", "Wang Wei", "Jane Roe"],
        ["Wang W", "Roe J", "Ri CS"],
        [
            ("Ri Chol Su", "Ri CS", "initials"),
            ("Wang Wei", "Wang W", "initials"),
            ("Jane Roe", "Roe J", "initials"),
        ],
    ),
    (
        "initials that fit several: the place in lists of one length decides",
        ["Li Wei", "Li Wen", "Kim Chol"],
        ["Li W", "Li W", "Kim C"],
        [
            ("Li Wei", "Li W", "name-and-place"),
            ("Li Wen", "Li W", "name-and-place"),
            ("Kim Chol", "Kim C", "initials"),
        ],
    ),
    (
        "initials that fit several, in lists of two lengths: for review",
        ["Li Wei", "Li Wen", "Kim Chol"],
        ["Kim C", "Li W"],
        [
            ("Li Wei", "one-record"),
            ("Li Wen", "Li W", "several-names-fit"),
            ("Kim Chol", "Kim C", "initials"),
        ],
    ),
    (
        "a full name goes before initials",
        ["Li Wei", "Li Wen"],
        ["Li W", "Li Wei"],
        [("Li Wei", "Li Wei", "same-name"), ("Li Wen", "Li W", "initials")],
    ),
    (
        "two of one name",
        ["Kim Chol", "Ri Un", "Kim Chol"],
        ["Kim Chol", "Kim Chol", "Ri Un"],
        [
            ("Kim Chol", "Kim Chol", "same-name"),
            ("Ri Un", "Ri Un", "same-name"),
            ("Kim Chol", "Kim Chol", "same-name"),
        ],
    ),
    (
        "another spelling, and another romanisation at the same place",
        ["Jonathan Smyth", "Ri Chol Su"],
        ["Jonathan Smith", "Lee Cheol-su"],
        [("Jonathan Smyth", "Jonathan Smith", "spelling"), ("Ri Chol Su", "Lee Cheol-su", "same-place")],
    ),
    (
        "somebody more",
        ["Ri Chol Su", "Wang Wei"],
        ["Jane Roe"],
        [("Ri Chol Su", "one-record"), ("Wang Wei", "one-record"), ("Jane Roe", "not-aligned")],
    ),
]


@pytest.mark.parametrize(
    ("main", "other", "expected"), [case[1:] for case in CASES], ids=[c[0] for c in CASES]
)
def test_lists(main: list[str], other: list[str], expected: list[tuple[str, ...]]) -> None:
    assert joined(main, other) == expected


def test_an_orcid_joins_names_of_one_family_and_no_others() -> None:
    orcid = "0000-0002-1825-0097"
    main = record("a", "Chol-Su Ri", "Wang Wei", orcids={"Chol-Su Ri": orcid})
    same = record("b", "Ri S.", "Wang Wei", orcids={"Ri S.": orcid})
    wrong = record("c", "Ri Chol Su", "Wei Wang", orcids={"Wei Wang": orcid})
    slots, unaligned = aligned([main, same, wrong], main)
    assert not unaligned
    assert [[author.name for _, author in members] for members, _ in slots] == [
        ["Chol-Su Ri", "Ri S.", "Ri Chol Su"],
        ["Wang Wei", "Wang Wei", "Wei Wang"],
    ]
    assert slots[0][1].rule == "same-orcid"


def test_a_name_in_its_own_script_joins() -> None:
    main = record("a", "Ri Chol Su", "Wang Wei", natives={"Ri Chol Su": "리철수"})
    other = record("b", "Wang, Wei", "리철수")
    slots, unaligned = aligned([main, other], main)
    assert not unaligned
    assert {how.rule for _, how in slots} == {"same-name"}


def test_authors_that_the_longest_list_lacks_are_joined_with_each_other() -> None:
    main = record("a", "Ri Chol Su", "Wang Wei", "Jane Roe")
    slots, unaligned = aligned([main, record("b", "Kim Un", "Ri CS"), record("c", "Un Kim", "Wang W")], main)
    assert unaligned
    assert [len(members) for members, _ in slots] == [2, 2, 1, 2]


names = st.lists(
    st.sampled_from(["Ri Chol Su", "Ri CS", "Li W", "Li Wei", "Wen Li", "김영철", "Roe", "-"]), max_size=6
)


@given(names, names, names, st.randoms(use_true_random=False))
def test_every_author_has_one_place_and_the_order_of_records_plays_no_part(
    a: list[str], b: list[str], c: list[str], chance: random.Random
) -> None:
    records = [record(str(number), *found) for number, found in enumerate((a, b, c))]
    main = max(records, key=lambda r: len(r.authors))
    slots, _ = aligned(records, main)
    placed = sorted((one.key, author.position) for members, _ in slots for one, author in members)
    assert placed == sorted((one.key, author.position) for one in records for author in one.authors)
    for members, _ in slots:
        assert len({one.key for one, _ in members}) == len(members)
