"""Records without a common identifier: one work, a preprint and its article, for review, or two works."""

from __future__ import annotations

from typing import Any

import pytest

from loaders.merging.kinds import is_preprint_doi, kind_of
from loaders.merging.same_work import same_work, title_key
from loaders.merging.titles import letters, likeness, marks
from loaders.merging.venues import other_venue
from loaders.records import PrintedAuthor, Record

LONG = "Sorption of caesium on bentonite from the Taedong river basin"
TEAM = ("Ri Chol Su", "Wang Wei", "Jane Roe")


def record(title: str | None = LONG, authors: tuple[str, ...] = TEAM, **more: Any) -> Record:
    return Record(
        source=more.pop("source", "s"),
        title=title,
        year=more.pop("year", 2018),
        authors=tuple(PrintedAuthor(name, position) for position, name in enumerate(authors)),
        **more,
    )


SAME = record(doi="10.1000/x")
PREPRINT = record(arxiv="2001.00001", type="preprint")
CASES = [
    # the same title
    (SAME, record(), "same-work", "yes", "title-same"),
    (SAME, record(LONG.upper() + ".", ("Ri CS", "Wang W", "Roe J")), "same-work", "yes", "title-same"),
    (SAME, record(year=2019), "same-work", "yes", "title-same"),
    (record(), record(), "same-work", "yes", "title-key"),
    (SAME, record("Sorption of <i>caesium</i> on bentonite from the Taedong River basin"), "same-work", "yes",
     "title-same"),
    (SAME, record("RETRACTED ARTICLE: " + LONG), "same-work", "yes", "title-same"),
    (SAME, record(venue="Appl. Clay Sci."), "same-work", "yes", "title-same"),
    (SAME, record(authors=TEAM[:1]), "same-work", "yes", "title-same"),
    # titles that sources are known to print in another way
    (record("Colour and behaviour of two new polymers, part II", doi="10.1000/x"),
     record("Color and behavior of 2 new polymers, part 2"), "same-work", "yes", "title-variant"),
    (SAME, record("대동강 류역 벤토나이트의 세시움 흡착 (" + LONG + ")"), "same-work", "yes", "title-one-language"),
    (SAME, record(LONG + ": a field study"), "same-work", "yes", "title-subtitle"),
    (SAME, record(LONG.replace("bentonite", "bentonnite")), "same-work", "yes", "title-spelling"),
    # a doubt is left
    (SAME, record(year=2020), "same-work", "review", "title-same.year"),
    (SAME, record(year=None, authors=TEAM[:2]), "same-work", "review", "title-same.no-year"),
    (SAME, record(authors=()), "same-work", "review", "title-same.no-authors"),
    (SAME, record(authors=("Ri Chol Su", "Pak Un", "Kim Il", "Cho Son")), "same-work", "review",
     "title-same.authors"),
    (SAME, record(authors=("Wang Wei", "Ri Chol Su")), "same-work", "review", "title-same.author-order"),
    (record(authors=("Ri Chol Su",), doi="10.1000/x"), record(authors=("리철수",)), "same-work", "review",
     "title-same.authors"),
    (record(type="journal-article", doi="10.1000/x"), record(type="Conference Paper"), "same-work", "review",
     "title-same.form"),
    (record(type="Dissertation", doi="10.1000/x"), record(type="journal-article"), "same-work", "review",
     "title-same.form"),
    (record(venue="Cement Research", doi="10.1000/x"), record(venue="Physical Review A"), "same-work", "review",
     "title-same.venue"),
    (SAME, record(LONG + ": part II"), "same-work", "review", "title-numbered-part"),
    (SAME, record(LONG.replace("river", "valley")), "same-work", "review", "title-similar"),
    (record(LONG.replace("bentonite", "nitrate"), doi="10.1000/x"), record(LONG.replace("bentonite", "nitrite")),
     "same-work", "review", "title-similar"),
    (record("Correction to: " + LONG, doi="10.1000/x"), record("Correction to: " + LONG), "same-work", "review",
     "title-same.notice"),
    # two works
    (SAME, record(year=2021), None, "no", "year"),
    (SAME, record(authors=("Pak Un", "Kim Il")), None, "no", "authors"),
    (SAME, record("Sorption of strontium on kaolinite from the Yalu river"), None, "no", "other-title"),
    (record("Sorption of caesium on bentonite. Part 1", doi="10.1000/x"),
     record("Sorption of caesium on bentonite. Part 2"), None, "no", "other-title"),
    (record("Sorption of caesium on bentonite, part A", doi="10.1000/x"),
     record("Sorption of caesium on bentonite, part B"), None, "no", "other-title"),
    (record("Sorption of caesium on bentonite. III", doi="10.1000/x"),
     record("Sorption of caesium on bentonite. IV"), None, "no", "other-title"),
    (SAME, record("Correction to: " + LONG), None, "no", "other-title"),
    (SAME, record(LONG + " (Erratum)"), None, "no", "other-title"),
    (SAME, record("Comment on '" + LONG + "'"), None, "no", "other-title"),
    (SAME, record(type="erratum"), None, "no", "other-kind"),
    (SAME, record(type="dataset"), None, "no", "other-kind"),
    (record("Literature review", doi="10.1000/x"), record("Literature review"), None, "no", "short-title"),
    (record("Editorial"), record("Editorial"), None, "no", "short-title"),
    (SAME, record(None), None, "no", "no-title"),
    # a preprint and its article
    (PREPRINT, SAME, "version", "yes", "title-same"),
    (PREPRINT, record(year=2021, doi="10.1000/x"), "version", "yes", "title-same"),
    (PREPRINT, record(doi="10.1101/2020.01.01.123456"), "same-work", "yes", "title-same"),
    (record(doi="10.21203/rs.3.rs-1/v1"), SAME, "version", "yes", "title-same"),
    (PREPRINT, record(LONG.replace("Sorption of", "On the sorption of"), doi="10.1000/x"), "version", "review",
     "title-similar"),
    (PREPRINT, record(year=2010, doi="10.1000/x"), None, "no", "year"),
    (PREPRINT, record(authors=("Pak Un", "Kim Il"), doi="10.1000/x"), None, "no", "authors"),
]  # fmt: skip


@pytest.mark.parametrize(("a", "b", "value", "state", "rule"), CASES)
def test_records(a: Record, b: Record, value: str | None, state: str, rule: str) -> None:
    found = same_work(a, b)
    assert (found.value, found.state, found.rule) == (value, state, rule)
    assert same_work(b, a) == found
    assert 0 < found.confidence <= 1


@pytest.mark.parametrize(
    ("record", "kind"),
    [
        (record(arxiv="2001.00001"), "preprint"),
        (record(arxiv="2001.00001", doi="10.48550/arxiv.2001.00001", type="article"), "preprint"),
        (record(arxiv="2001.00001", doi="10.1016/j.x.2001", type="preprint"), "paper"),
        (record(arxiv="2001.00001", type="journal-article"), "paper"),
        (record(type="Preprint"), "preprint"),
        (record(type="Journal Article; Preprint"), "preprint"),
        (record(type="Published Erratum"), "notice"),
        (record("Retraction: " + LONG), "notice"),
        (record("Erratum for " + LONG), "notice"),
        (record("Correction of errors in long tables"), "paper"),
        (record("Correction for long tables of numbers"), "paper"),
        (record(type="peer-review"), "other"),
        (record(), "paper"),
    ],
)
def test_kinds(record: Record, kind: str) -> None:
    assert kind_of(record) == kind


@pytest.mark.parametrize(
    ("doi", "preprint"),
    [
        ("10.48550/arxiv.2001.00001", True),
        ("10.1101/2020.01.01.123456", True),
        ("10.1101/gr.123456.101", False),
        ("10.2139/ssrn.723601", True),
        ("10.20944/preprints202001.0001.v1", True),
        ("10.5194/essd-2021-386", True),
        ("10.5194/essd-14-1917-2022", False),
        ("10.1016/j.x.2001", False),
    ],
)
def test_dois_of_preprint_servers(doi: str, preprint: bool) -> None:
    assert is_preprint_doi(doi) is preprint


@pytest.mark.parametrize(
    ("a", "b", "other"),
    [
        ("J. Appl. Phys.", "Journal of Applied Physics", False),
        (
            "Proc Natl Acad Sci U S A",
            "Proceedings of the National Academy of Sciences of the United States",
            False,
        ),
        ("PRL", "Physical Review Letters", False),
        ("APPLIED SCIENCES-BASEL", "Applied Sciences", False),
        ("arXiv (Cornell University)", "Nature", False),
        ("요업학회지", "Journal of the Ceramic Society", False),
        (None, "Nature", False),
        ("Physical Review A", "Physical Review B", True),
        ("Proceedings of the 5th Workshop on Clay", "Applied Clay Science", True),
        ("Cement and Concrete Research", "Construction and Building Materials", True),
    ],
)
def test_venues(a: str | None, b: str | None, other: bool) -> None:
    assert other_venue(a, b) is other_venue(b, a) is other


def test_marks_of_a_title_do_not_hang_on_markup_case_or_accents() -> None:
    assert letters("H<sub>2</sub>O in α-Fe&amp;Ni: a <b>Résumé</b>") == letters(
        "H2O in alpha-FE & NI; A resume"
    )
    assert letters("Synthèse de l'eau") == "synthesedeleau"
    assert marks("Sorption of caesium") == ("sorptionofcaesium", None)
    start, end = marks(LONG)
    assert (start, end) == ("sorptionofcaesiumonbentonitefrom", "onbentonitefromthetaedongriverbasin"[-32:])
    for nothing in (
        None,
        "",
        "Editorial",
        "—",
        "X",
        "Preface to the Special Issue",
        "Table of Contents, Vol. 12, No. 3",
    ):
        assert marks(nothing) == (None, None)


def test_a_hostile_title_costs_little() -> None:
    for title in (
        "<" * 100_000,
        "(" * 100_000,
        "a: " * 50_000,
        "&" * 100_000,
        "\\x" * 50_000,
        "가 a " * 30_000,
    ):
        marks(title)
        likeness(title, LONG)


def test_a_key_by_title_needs_a_title_that_tells_a_year_and_an_author() -> None:
    assert title_key(record("On <i>Chaos</i> in the mountains")) == title_key(
        record("ON <i>chaos</i> in the Mountains")
    )
    assert title_key(record(authors=("Chol-Su Ri",))) == title_key(record(authors=("Ri Chol Su",)))
    assert title_key(record(year=2001)) != title_key(record())
    for nothing in (
        record("Editorial"), record("On Chaos"), record(None), record(year=None), record(authors=("-",)),
        record(doi="10.1000/x"), record(type="dataset"),
    ):  # fmt: skip
        assert title_key(nothing) is None
