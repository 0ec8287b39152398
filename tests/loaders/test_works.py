"""A work from its records: findings as they are printed, author lists aligned by name."""

from __future__ import annotations

import random
from dataclasses import asdict
from datetime import date
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from loaders.deciding import Decider
from loaders.findings import LABEL_CONFIDENCE
from loaders.merging.identity import group
from loaders.records import PrintedAuthor, PrintedDate, Record
from loaders.works import WorkState, compute

KISU = "Kim Il Sung University, Pyongyang, DPR Korea"
HIT = "Harbin Institute of Technology, Harbin, China"


def record(ident: str, *authors: tuple[str, tuple[int, ...]], **more: Any) -> Record:
    return Record(
        source="s",
        source_id=ident,
        doi="10.1000/x",
        affiliations=more.pop("printed", (KISU, HIT)),
        authors=tuple(
            PrintedAuthor(name, position, affiliations=given, labels=more.get("labels", ()))
            for position, (name, given) in enumerate(authors)
        ),
        **{name: value for name, value in more.items() if name != "labels"},
    )


def work(*records: Record) -> WorkState:
    (one,) = group(records)
    return compute(one, Decider())


def evidence(state: WorkState) -> dict[str, bool]:
    return {code: found.review for code, found in state.involves.items()}


def test_two_addresses_of_one_author_are_two_countries_and_stay_apart() -> None:
    state = work(record("a", ("Ri Chol Su", (0, 1))))
    assert evidence(state) == {"KP": False, "CN": False}
    (author,) = state.authorships
    assert author.countries == ("CN", "KP")
    assert {f.affiliation for f in author.findings if f.value == "KP"} == {0}
    assert {f.affiliation for f in author.findings if f.value == "CN"} == {1}


def test_an_address_of_nobody_gives_the_work_its_country_and_no_author_one() -> None:
    state = work(record("a", ("Ri Chol Su", (1,))))
    assert evidence(state) == {"KP": False, "CN": False}
    assert state.authorships[0].countries == ("CN",)
    assert state.work.affiliations == (KISU,)


def test_what_only_a_database_says_is_for_review_where_nothing_is_printed() -> None:
    state = work(record("a", ("Ri Chol Su", ()), printed=(), labels=("KR",)))
    assert evidence(state) == {"KR": True}
    assert state.involves["KR"].confidence == LABEL_CONFIDENCE
    assert not state.work.readable


def test_what_a_database_says_against_the_print_is_kept_but_decides_nothing() -> None:
    state = work(record("a", ("Ri Chol Su", (0,)), printed=(KISU,), labels=("KR", "KP")))
    assert evidence(state) == {"KP": False}
    labels = [f for f in state.authorships[0].findings if f.kind == "label"]
    assert [(f.value, f.state, f.affiliation) for f in labels] == [("KR", "review", -1)]


def test_mentions_are_counted_once_an_author() -> None:
    state = work(record("a", ("A B", (0,)), ("C D", (0,)), ("E F", (1,))))
    assert (state.involves["KP"].mentions, state.involves["CN"].mentions) == (2, 1)


def test_author_lists_are_joined_by_name_whatever_their_order() -> None:
    state = work(
        record("a", ("Ri Chol Su", (0,)), ("Wang Wei", (1,))),
        record("b", ("Wei Wang", (1,)), ("Chol-Su Ri", (0,)), printed=("KISU, Pyongyang", HIT)),
    )
    assert [len(author.mentions) for author in state.authorships] == [2, 2]
    assert {author.aligned.rule for author in state.authorships} == {"same-name"}
    assert state.work.review_reasons == ()


def test_what_cannot_be_aligned_is_kept_and_said() -> None:
    state = work(
        record("a", ("Ri Chol Su", ()), ("Wang Wei", ())),
        record("b", ("Somebody Else", ()), ("Wang Wei", ()), ("Third One", ())),
    )
    assert sorted(author.printed for author in state.authorships) == [
        "Ri Chol Su",
        "Somebody Else",
        "Third One",
        "Wang Wei",
    ]
    assert state.work.review_reasons == ("authors-not-aligned",)


def test_the_most_precise_date_of_each_kind_is_kept() -> None:
    state = work(
        record("a", dates=(PrintedDate("published", "2017"), PrintedDate("submitted", "2016-11"))),
        record("b", dates=(PrintedDate("published", "2017-03-05"),)),
    )
    assert (state.work.published, state.work.published_precision) == (date(2017, 3, 5), "day")
    assert (state.work.submitted, state.work.submitted_precision) == (date(2016, 11, 1), "month")
    assert state.work.accepted is None


def test_no_name_changes_a_country() -> None:
    one = work(record("a", ("Ri Chol Su", (0,)), ("John Smith", (1,))))
    other = work(record("a", ("John Smith", (0,)), ("Ri Chol Su", (1,))))
    assert evidence(one) == evidence(other)
    assert [a.countries for a in one.authorships] == [a.countries for a in other.authorships]


names = st.sampled_from(["Ri Chol Su", "Chol-Su Ri", "Wang Wei", "J. Roe", "김영철"])
lists = st.lists(
    st.tuples(names, st.lists(st.integers(0, 1), max_size=2, unique=True).map(tuple)), max_size=4
)


@given(st.lists(lists, min_size=1, max_size=3), st.randoms(use_true_random=False))
@settings(max_examples=150)
def test_a_work_is_a_function_of_the_set_of_its_records(found: list[Any], chance: random.Random) -> None:
    records = [record(str(n), *authors) for n, authors in enumerate(found)]
    state = work(*records)
    chance.shuffle(records)
    assert asdict(work(*records)) == asdict(state)
    mentions = [mention for author in state.authorships for mention in author.mentions]
    assert len(mentions) == sum(len(one.authors) for one in records) == len(set(mentions))
    for author in state.authorships:
        assert all(-1 <= f.affiliation < len(author.affiliations) for f in author.findings)
