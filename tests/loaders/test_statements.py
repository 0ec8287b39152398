"""What is said elsewhere than in an address line supports a country, and never is an affiliation."""

from __future__ import annotations

import random
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loaders.deciding import Decider
from loaders.merging.identity import group
from loaders.persons.mentioned import mentioned, persons_of
from loaders.records import STATEMENT_KINDS, Located, PrintedAuthor, Record, Statement
from loaders.sources import open_file
from loaders.statements import ADDRESSES, CONFIDENCE, EMAIL_FIELD, MENTIONING, MOST_READ
from loaders.works import WorkState, compute

KISU = "Kim Il Sung University, Pyongyang, DPR Korea"
HIT = "Harbin Institute of Technology, Harbin, China"
AT_HIT = "Harbin Institute of Technology, Harbin, Peoples R China"


def record(*statements: Statement, ident: str = "a", printed: tuple[str, ...] = (), **more: Any) -> Record:
    """One record with Ri Chol Su, who has all its affiliations, and Wang Wei, who has none."""
    authors = more.pop("authors", None) or (
        PrintedAuthor("Ri, Chol Su", 0, affiliations=tuple(range(len(printed)))),
        PrintedAuthor("Wang, Wei", 1),
    )
    return Record(
        source="s",
        source_id=ident,
        doi="10.1000/x",
        affiliations=printed,
        authors=authors,
        statements=statements,
        **more,
    )


def work(*records: Record) -> WorkState:
    (one,) = group(records)
    return compute(one, Decider())


def said(state: WorkState) -> list[tuple[str, str, str]]:
    """Countries that rest on statements: code, state, rule; of the first author, then of the work."""
    of_work = [
        (value, found, rule)
        for kind, value, found, rule, at in zip(
            state.work.ev_kind, state.work.ev_value, state.work.ev_state, state.work.ev_rule,
            state.work.ev_statement, strict=True,
        )
        if kind == "country" and at >= 0
    ]  # fmt: skip
    of_author = [
        (f.value, f.state, f.rule)
        for f in state.authorships[0].findings
        if f.kind == "country" and f.statement >= 0
    ]
    return of_author + of_work


@pytest.mark.parametrize("author", [0, None])
@pytest.mark.parametrize("kind", sorted(CONFIDENCE))
def test_what_only_a_statement_says_is_for_review(kind: str, author: int | None) -> None:
    text = "hit.edu.cn" if kind == "email-domain" else AT_HIT
    state = work(record(Statement(kind, text, "X", author), printed=(KISU,)))
    ((code, found, rule),) = said(state)
    assert (code, found) == ("CN", "review")
    assert rule.startswith(f"statement-{kind}/")
    assert state.involves["CN"].review
    assert state.involves["CN"].confidence <= CONFIDENCE[kind] <= 0.5
    assert (state.involves["KP"].review, state.involves["KP"].mentions) == (False, 1)
    assert state.authorships[0].countries == ("KP",)
    assert [a.affiliations for a in state.authorships] == [(KISU,), ()]
    assert state.work.affiliations == ()


@pytest.mark.parametrize("author", [0, None])
@pytest.mark.parametrize("kind", sorted(CONFIDENCE))
def test_what_an_affiliation_says_too_is_supported(kind: str, author: int | None) -> None:
    text = "hit.edu.cn" if kind == "email-domain" else AT_HIT
    plain, state = (
        work(record(printed=(HIT,))),
        work(record(Statement(kind, text, "X", author), printed=(HIT,))),
    )
    assert [(code, found) for code, found, _ in said(state)] == [("CN", "yes")]
    assert state.involves == plain.involves
    assert {key: found for key, found in state.names.items() if not found.review} == {
        key: found for key, found in plain.names.items() if not found.review
    }
    assert not state.authorships[0].country_review


@pytest.mark.parametrize("kind", sorted(MENTIONING))
def test_a_country_that_is_thanked_is_mentioned_only(kind: str) -> None:
    text = "We thank the National Natural Science Foundation of China."
    state = work(record(Statement(kind, text, "FX"), printed=(KISU,)))
    assert set(state.involves) == {"KP"}
    assert (state.work.statements, state.work.statement_kinds) == ((text,), (kind,))
    assert [
        (kind, value, found, at)
        for kind, value, found, at in zip(
            state.work.ev_kind, state.work.ev_value, state.work.ev_state, state.work.ev_statement, strict=True
        )
    ] == [("mentioned", "CN", "review", 0)]


def test_every_kind_is_kept_and_known() -> None:
    assert {*CONFIDENCE, *MENTIONING, "names"} == set(STATEMENT_KINDS)
    assert set(CONFIDENCE) > ADDRESSES
    statements = [Statement(kind, f"Text {kind}", "P") for kind in STATEMENT_KINDS]
    assert work(record(*statements)).work.statement_kinds == STATEMENT_KINDS


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("kut.ac.kp", ["KP"]), ("@star-co.net.kp", ["KP"]), ("SNU.AC.KR", ["KR"]), ("tsinghua.edu.cn", ["CN"]),
        ("ceu.ox.ac.uk", ["GB"]), ("ethz.ch", ["CH"]), ("uni.edu.co", ["CO"]), ("163.com", []), ("gmail.com", []),
        ("startup.io", []), ("startup.co", []), ("lab.ai", []), ("x.me", []), ("x.tv", []), ("x.cc", []), ("x.ws", []),
        ("yahoo.co.jp", []), ("mit.edu", []), ("", []), ("@", []), ("not a domain", []), (KISU, []), ("a" * 5_000 + ".kp", []),
    ],
)  # fmt: skip
def test_domains(text: str, codes: list[str]) -> None:
    by_statement = work(record(Statement("email-domain", text, "EM", 0)))
    assert [code for code, _, _ in said(by_statement)] == codes
    authors = (PrintedAuthor("Ri, Chol Su", 0, email_domain=text),)
    by_field = work(record(authors=authors))
    assert [code for code, _, _ in said(by_field)] == codes
    assert all("@" not in text for text in by_field.authorships[0].statements)


def test_a_domain_that_stands_in_two_places_counts_once() -> None:
    authors = (PrintedAuthor("Ri, Chol Su", 0, email_domain="kut.ac.kp"),)
    own = Statement("email-domain", "kut.ac.kp", "AD", 0)
    loose = Statement("email-domain", "kut.ac.kp", "EM")
    for statements, place in (((), EMAIL_FIELD), ((loose,), EMAIL_FIELD), ((own, loose), "AD")):
        state = work(record(*statements, authors=authors))
        assert [(one.text, one.place) for one in state.authorships[0].statements] == [("kut.ac.kp", place)]
        assert state.work.statements == ()


def test_one_text_of_several_records_counts_once_as_the_first_records() -> None:
    rp = "Ri, CS (corresponding author), Univ Sci, Pyongyang, North Korea."
    records = [record(Statement("corresponding", rp, place, at), ident=ident)
               for ident, place, at in (("a", "RP", 0), ("b", "Affiliation", 0), ("c", "RP", None))]  # fmt: skip
    for order in (records, records[::-1]):
        state = work(*order)
        assert state.authorships[0].statements == (("corresponding", rp, "RP", "s:a"),)
        assert (state.work.statements, state.authorships[1].statements) == ((), ())
        assert [f.record for f in state.authorships[0].findings if f.kind == "country"] == ["s:a"]


def test_a_statement_about_nobody_who_is_there_is_the_works() -> None:
    state = work(record(Statement("present-address", AT_HIT, "fn", 7)))
    assert state.work.statements == (AT_HIT,)


@pytest.mark.parametrize(
    ("kind", "text", "codes"),
    [
        ("corresponding", "Jordan, MI (corresponding author), Univ Calif Berkeley, Berkeley, CA 94720 USA.", ["US"]),
        ("corresponding", "JORDAN (reprint author), Univ Calif Berkeley, Berkeley, CA 94720 USA.", ["US"]),
        ("corresponding", "M. I. Jordan; Department of Statistics, Berkeley, CA 94720, United States", ["US"]),
        ("corresponding", "Correspondence: Dr Jordan. Harbin, China", ["CN"]),
        ("corresponding", "Jordan, MI (corresponding author), Univ Jordan, Amman 11942, Jordan.", ["JO"]),
        ("biography", "Michael Jordan works in Harbin, China. Jordan likes rockets.", ["CN"]),
        ("note", "Edited by: Otto Beisheim, University of Bonn, Germany", []),
        ("note", "Handling editor: A. Weber, University of Bonn, Germany", []),
        ("names", "Michael JordanChad Harbin China", []),
    ],
)  # fmt: skip
def test_no_country_is_read_from_a_name_or_an_editors_address(kind: str, text: str, codes: list[str]) -> None:
    authors = (PrintedAuthor("Jordan, Michael I.", 0),)
    assert [
        code for code, _, _ in said(work(record(Statement(kind, text, "X", 0), authors=authors)))
    ] == codes


def test_a_doubtful_reading_is_none_where_the_other_is_certain() -> None:
    bare = Statement("corresponding", "Ri, CS (corresponding author), Univ Sci, Korea.", "RP", 0)
    assert {code for code, _, _ in said(work(record(bare)))} == {"KP", "KR"}
    assert said(work(record(bare, printed=(KISU,)))) == [("KP", "yes", "statement-corresponding/bare-korea")]


def test_institutions_are_supported_or_for_review_and_prose_makes_none() -> None:
    rp = Statement("corresponding", f"Ri, CS (corresponding author), {AT_HIT}", "RP", 0)
    bio = Statement("biography", "He was with the Unknown College of Rocketry, Harbin, China.", "bio", 0)
    state = work(record(rp, bio, printed=(KISU,)))
    hit = {key for key, one in state.institutions.items() if one.name == "Harbin Institute of Technology"}
    assert {key for key, found in state.names.items() if found.review} == hit
    assert not any("Rocketry" in one.name for one in state.institutions.values())
    printed = {text for item in mentioned([state]).values() for text in item.affiliations}
    assert printed == {KISU}, "a statement joins nobody"


def test_a_long_text_is_kept_whole_and_read_in_part() -> None:
    text = "We were there. " * (MOST_READ // 10) + "Pyongyang, DPR Korea"
    state = work(record(Statement("note", text, "fn")))
    assert state.work.statements == (text,)
    assert state.involves == {}


def test_a_country_said_by_one_author_of_another_is_no_doubt_of_the_work() -> None:
    state = work(record(Statement("present-address", KISU, "fn", 1), printed=(KISU,)))
    assert not state.involves["KP"].review
    assert state.authorships[1].country_review


def test_readable_means_a_printed_affiliation() -> None:
    assert not work(record(Statement("corresponding", AT_HIT, "RP", 0))).work.readable


def test_funders_as_printed() -> None:
    records = [record(funders=("NSFC", "DFG")), record(ident="b", funders=("DFG", "NIH"))]
    assert work(*records).work.funders == ("NSFC", "DFG", "NIH")


def test_a_group_is_joined_with_nobody_else() -> None:
    name = "Rocket Study Group"
    together = [
        record(ident=ident, printed=(KISU,), authors=(
            PrintedAuthor(name, 0, affiliations=(0,), collective=collective, source_id="s:1"),
        ))
        for ident, collective in (("a", True), ("b", False))
    ]  # fmt: skip
    state = work(*together)
    (author,) = state.authorships
    assert (author.collective, author.printed, len(author.mentions)) == (True, name, 2)
    elsewhere = [
        compute(group([Record(
            source="s", source_id=f"o{number}", doi=f"10.1000/o{number}", affiliations=(KISU,),
            authors=(PrintedAuthor(name, 0, affiliations=(0,), collective=group_signs, source_id="s:1"),),
        )])[0], Decider())
        for number, group_signs in enumerate((True, False))
    ]  # fmt: skip
    persons, _ = persons_of([state, *elsewhere])
    assert sorted(len(person.mentions) for person in persons) == [1, 1, 1]


texts = st.sampled_from([KISU, AT_HIT, "hit.edu.cn", "", "Wang, W (corresponding author), Korea", "x"])
statements = st.builds(
    Statement, st.sampled_from(STATEMENT_KINDS), texts, st.sampled_from(["RP", "fn"]),
    st.one_of(st.none(), st.integers(0, 3)),
)  # fmt: skip


@given(st.lists(st.lists(statements, max_size=4), min_size=1, max_size=3), st.randoms(use_true_random=False))
@settings(max_examples=60)
def test_a_work_is_a_function_of_the_set_of_its_records(found: list[Any], chance: random.Random) -> None:
    records = [
        record(*some, ident=str(number), printed=(HIT,) * (number % 2)) for number, some in enumerate(found)
    ]
    state = work(*records)
    chance.shuffle(records)
    assert asdict(work(*records)) == asdict(state)
    kept = {(one.kind, one.text) for author in state.authorships for one in author.statements}
    kept |= set(zip(state.work.statement_kinds, state.work.statements, strict=True))
    assert kept == {(one.kind, one.text) for some in found for one in some if one.text}
    lists = {
        name: getattr(state.work, name)
        for name in ("statements", "statement_kinds", "statement_places", "statement_records")
    }
    assert len({len(values) for values in lists.values()}) == 1
    for author in state.authorships:
        for one in author.findings:
            assert -1 <= one.statement < len(author.statements)
            assert one.statement < 0 or one.affiliation < 0
            assert (
                one.state == "review"
                or one.statement < 0
                or one.value in {*author.countries, *author.institutions}
            )
    assert all(find.state != "yes" or find.affiliation >= 0 for find in state.authorships[1].findings)


@given(st.sampled_from(STATEMENT_KINDS), st.text(), st.text(min_size=1), st.text())
@settings(max_examples=100)
def test_any_text_of_anybody_is_kept(kind: str, text: str, name: str, domain: str) -> None:
    authors = (PrintedAuthor(name, 0, email_domain=domain),)
    state = work(record(Statement(kind, f"{name} {text} {name}", "X", 0), authors=authors))
    assert len(state.authorships[0].statements) <= 2
    assert state.authorships[0].affiliations == ()


def test_a_hostile_text_ends_soon() -> None:
    authors = tuple(PrintedAuthor(f"Kim, K{letter}", at) for at, letter in enumerate("ABCDEFGHIJ" * 5))
    texts = ("Kim " * 50_000, "K " * 50_000 + "Kim", "Kim, K; " * 50_000, "@" * 100_000, "a." * 50_000)
    state = work(record(*(Statement("corresponding", text, "RP") for text in texts), authors=authors))
    assert state.work.statements == texts


ALONE = {
    "bib/wos_34.isi.gz": (31, 6, 8),
    "bib/wos_plaintext_500.txt.gz": (499, 0, 3),
}
"""By file: works; those of which only a statement names a country; those of which a statement names a further one."""


@pytest.mark.shared
@pytest.mark.parametrize("name", ALONE)
def test_web_of_science(shared_folder: Path, name: str) -> None:
    records = [
        item.record for item in open_file(shared_folder / "data" / name).items if isinstance(item, Located)
    ]
    states = [compute(one, Decider()) for one in group(records)]
    without = [compute(one, Decider()) for one in group(record_without(one) for one in records)]
    assert len(states) == ALONE[name][0]
    pairs = list(zip(states, without, strict=True))
    assert all(
        {code for code, one in state.involves.items() if not one.review}
        == {code for code, one in plain.involves.items() if not one.review}
        for state, plain in pairs
    )
    further = [state for state, plain in pairs if state.involves.keys() - plain.involves.keys()]
    assert len([state for state, plain in pairs if state.involves and not plain.involves]) == ALONE[name][1]
    assert len(further) == ALONE[name][2]
    assert all(
        state.involves[code].review
        for state, plain in pairs
        for code in state.involves.keys() - plain.involves.keys()
    )


def record_without(one: Record) -> Record:
    """The record without its statements, under its own key."""
    return Record(**{name: getattr(one, name) for name in one.__struct_fields__ if name != "statements"})
