"""Both reports on works made by hand, on both stores."""

from __future__ import annotations

from collections import Counter

import pytest

from graph.errors import CoauthError, WrongUsage
from graph.queries import ask
from graph.report.asking import Wanted, checked, material
from graph.report.counts import Counts
from graph.report.facts import WorkFacts
from graph.report.landscape import landscape
from graph.report.model import Figure, Report, Table
from graph.report.north38 import north38
from graph.report.periods import period
from graph.store import Store
from graph.views.report_html import report_html
from graph.views.report_json import report_json
from graph.views.report_md import report_md
from tests.cypher.made import at, by, review, work, write
from tests.graph.report import made_reports as made
from tests.graph.report.made_reports import KISU, cases, places, works

YEARS = Wanted(first=2017, last=2020)
COUNTS = Counts(
    "made by hand",
    (),
    {
        (year, code): n
        for year in range(2017, 2021)
        for code, n in (("KP", 1), ("CN", 9), ("DE", 9), ("US", 2))
    },
)


def figure(report: Report, key: str) -> Figure:
    (found,) = (one for section in report.sections for one in section.figures if one.key == key)
    return found


def table(report: Report, key: str) -> Table:
    (found,) = (one for section in report.sections for one in section.tables if one.key == key)
    return found


def cells(report: Report, key: str, *columns: str) -> list[tuple[object, ...]]:
    found = table(report, key)
    names = [name for name, _ in found.columns]
    return [tuple(row.cells[names.index(column)] for column in columns) for row in found.rows]


def test_38north(store: Store) -> None:
    write(store, [*works(), *cases()], places())
    asked = material(store, YEARS, study=True, counts=COUNTS)
    report = north38(asked)
    assert (figure(report, "ai-works").value, figure(report, "ai-works").review) == (24, 2)
    assert str(figure(report, "ai-works").share) == "24 of 33, 72.7 % (95 % interval 55.8 to 84.9 %)"
    assert report.opening[0].startswith("24 AI works loaded here print an address")
    assert cells(report, "ai-partner-countries", "code", "works", "for_review", "share") == [
        ("CN", 16, 1, 66.7), ("US", 2, 0, 8.3),
    ]  # fmt: skip
    assert cells(report, "ai-partner-years", "code", "2017", "2018", "2019", "2020") == [
        ("CN", 4, 6, 3, 3), ("US", 0, 2, 0, 0),
    ]  # fmt: skip
    assert cells(report, "ai-pairs", "institution", "other", "works") == [
        ("Kim Il Sung University", "Harbin Institute of Technology", 16)
    ]
    # its place is in the table of counts, and never among works that were chosen by the country itself
    assert (figure(report, "rank").value, figure(report, "rank").unit) == (4, "rank")
    assert "among 4 countries, by 4 works" in figure(report, "rank").label
    assert figure(report, "rank-of-loaded").value == 3
    assert "rank" not in {name for name, _ in table(report, "loaded-by-country").columns}
    assert cells(report, "loaded-by-country", "code", "works") == [
        ("KP", 24),
        ("CN", 20),
        ("DE", 2),
        ("US", 2),
    ]
    own = table(report, "loaded-by-country").rows[0]
    assert (set(own.works), set(own.review_works)) == (
        set(figure(report, "ai-works").works), set(figure(report, "ai-works").review_works),
    )  # fmt: skip
    assert (figure(report, "case-1").works, figure(report, "case-1").review_works) == (
        ("doi:10.1/motor",), ("doi:10.1/motor-later",),
    )  # fmt: skip
    assert "1 further work holds the words and prints no address in KP" in figure(report, "case-1").says
    assert figure(report, "case-2").review_works == ("doi:10.1/reading",)
    restricted = figure(report, "restricted-works")
    assert (restricted.works, figure(report, "restricted-medical").value) == (("doi:10.1/atom",), 1)
    assert cells(report, "restricted-each", "topic", "state", "ai") == [
        ("Topic medicine", "yes", ""), ("Topic nuclear", "yes", ""),
    ]  # fmt: skip
    listed = Counter(cells(report, "listed-each", "listed", "list_dated"))
    assert listed[("no", "2024-05-01")] > 0
    assert listed[("yes", "2024-05-01")] > 0
    assert figure(report, "triads").works == (
        "doi:10.1/motor",
        "doi:10.1/motor-later",
        "doi:10.1/three0",
        "doi:10.1/three1",
    )
    assert figure(report, "ai-triads").works == ("doi:10.1/three0", "doi:10.1/three1")
    assert figure(report, "city-gap").value == 0
    assert figure(report, "loaded-undated").value == 1
    assert figure(report, "loaded-undated").says.startswith("1 of them with an address in KP")
    assert cells(report, "watch-lists", "institutions", "for_review") == [(1, 0)]
    assert {chart.key for section in report.sections for chart in section.charts} == {
        "ai-years", "ai-partners-shares",
    }  # fmt: skip
    every_work_can_be_reached(report)
    as_the_questions_have_it(store, asked, report)
    no_person_is_named(report)


def every_work_can_be_reached(report: Report) -> None:
    """Each work behind a figure or a row stands in the annex, with what was printed."""
    there = {one.key: one for one in report.works}
    for section in report.sections:
        behind = [one for row in section.figures for one in (*row.works, *row.review_works)]
        behind += [one for t in section.tables for row in t.rows for one in (*row.works, *row.review_works)]
        assert there.keys() >= set(behind)
        for one in section.figures:
            if one.unit == "works" and not one.key.startswith("loaded-"):
                assert one.value == len(one.works), one.key
                assert len(one.review_works) == (one.review or 0), one.key
    joint = there["doi:10.1/joint0"]
    assert [one.text for one in joint.printed] == [
        "Kim Il Sung University, Pyongyang, DPRK", "Harbin Institute of Technology, China",
    ]  # fmt: skip
    assert joint.printed[0].readings[0].rule == "country-name"


def as_the_questions_have_it(store: Store, asked: object, report: Report) -> None:
    """What is counted here of AI works by hand is what the questions count of all."""
    row = ask(store, "topic-rank", {"from": 2017, "to": 2020, "country": "KP"}).rows[0]
    assert set(figure(report, "ai-works").works) == set(row["work_keys"])
    rows = ask(store, "partners", {"from": 2017, "to": 2020}).rows
    keys = {key for one in rows if one["partner"] == "CN" for key in one["work_keys"]}
    assert set(figure(report, "joint-with-main").works) == keys


def no_person_is_named(report: Report) -> None:
    for text in (report_html(report), report_md(report), report_json(report)):
        assert "Name k" not in text


def test_who_printed_two_addresses_is_counted_and_not_named(store: Store) -> None:
    write(
        store,
        [
            made.one("both", 2019, by("k", KISU, "SE")),
            made.one("maybe", 2020, by("k", KISU, at("Oslo?", review("NO")))),
        ],
        places(),
    )
    report = landscape(material(store, Wanted(), study=False))
    assert cells(report, "first-contacts", "code", "caveat") == [
        ("SE", "1 author printed both"), ("NO", "no common work after 2016-11-30 is certain"),
    ]  # fmt: skip
    no_person_is_named(report)


def test_landscape(store: Store) -> None:
    write(store, [*works(), *cases()], places())
    asked = material(store, Wanted(), study=False)
    report = landscape(asked)
    assert (figure(report, "works").value, figure(report, "works").review) == (34, 1)
    assert str(figure(report, "joint-works").share) == "23 of 34, 67.6 % (95 % interval 50.8 to 80.9 %)"
    assert figure(report, "joint-works").review == 2
    assert figure(report, "domestic-works").value == 10
    assert cells(report, "partner-countries", "code", "works")[0] == ("CN", 23)
    assert cells(report, "home-institutions", "institution", "works") == [("Kim Il Sung University", 34)]
    assert cells(report, "periods", "period", "works")[1] == ("after 2016-11-30", 33)
    assert cells(report, "periods", "period", "works")[2] == ("not known", 1)
    rows = ask(store, "partners").rows
    certain = {
        key for one in rows if one["works"] for key in one["work_keys"] if one["partner"] in ("CN", "US")
    }
    assert set(figure(report, "joint-works").works) == certain
    led = ask(store, "led-share").rows
    assert figure(report, "led").value == sum(one["led"] for one in led)
    assert {one.number for one in report.published} == {2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 1}
    every_work_can_be_reached(report)
    no_person_is_named(report)


def test_a_landscape_of_few_works(store: Store) -> None:
    write(store, works()[:5], places())
    report = landscape(material(store, Wanted(), study=False))
    assert report.opening[0].startswith("Only 5 works are certain")
    assert not any(section.charts for section in report.sections)


def test_few_works_give_no_rank_no_percentage_and_no_plot(store: Store) -> None:
    write(store, works()[:5], places())
    report = north38(material(store, YEARS, study=True))
    assert report.opening[0].startswith("Only 5 AI works are certain")
    assert "too little to give shares, to rank" in report.opening[0]
    assert "moves with a single work" in report.opening[0]
    for section in report.sections:
        assert not section.charts
        for one in section.figures:
            assert one.share is None or one.share.percent is None
    assert figure(report, "rank").value is None
    assert "--counts FILE" in figure(report, "rank").says
    text = report_md(report)
    ours = [line for line in text.splitlines() if "published" not in line and not line.startswith("| ")]
    assert not any("%" in line for line in ours if "95 % interval" not in line), ours


def test_what_is_missing_says_what_to_run(store: Store) -> None:
    with pytest.raises(CoauthError) as nothing:
        material(store, YEARS, study=True)
    assert nothing.value.hint == "coauth demo, or coauth load FILE"
    write(store, [work("plain", 2018, by("k", "KP"), by("c", "CN"))])
    report = north38(material(store, YEARS, study=True))
    assert [command for command, _ in report.next_steps] == [
        "coauth classify",
        "coauth watchlist load FILE --kind KIND",
        "coauth fetch openalex-counts --from 2017 --to 2020 --subfield 1702 -o counts.csv",
    ]
    # the command is whole where no years were asked for, too: those of the works
    of_all = north38(material(store, Wanted(first=2015), study=True))
    assert "--from 2015 --to 2018 " in of_all.next_steps[-1][0]
    for key in ("ai-works", "rank", "restricted-works", "listed-yes"):
        assert figure(report, key).value is None, key
        assert figure(report, key).says, key
    assert figure(report, "joint-with-main").value == 1
    assert figure(report, "not-looked-at").value == 1


def test_a_table_of_counts_that_lacks_a_year_gives_no_rank(store: Store) -> None:
    write(store, works(), places())
    short = Counts("short", (), {(2018, "KP"): 1, (2018, "CN"): 2})
    report = north38(material(store, YEARS, study=True, counts=short))
    assert figure(report, "rank").value is None
    assert "lacks 2017, 2019, 2020" in figure(report, "rank").says
    without = Counts("without", (), {(year, "CN"): 2 for year in range(2017, 2021)})
    report = north38(material(store, YEARS, study=True, counts=without))
    assert "has no work of KP" in figure(report, "rank").says


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        (Wanted(country="XX"), "no country has this code"),
        (Wanted(main="KP"), "must be different countries"),
        (Wanted(first=2020, last=2019), "later than"),
    ],
)
def test_what_cannot_be_asked_for(wanted: Wanted, said: str) -> None:
    with pytest.raises(WrongUsage, match=said):
        checked(wanted)
    assert checked(Wanted(country="kp")).country == "KP"


@pytest.mark.parametrize(
    ("dates", "year", "expected"),
    [
        ((("submitted", "2016-11-30"),), 2017, "before"),
        ((("submitted", "2016-12-01"),), 2016, "after"),
        ((("submitted", "2016-11"),), 2017, "before"),
        ((("submitted", "2016"), ("published", "2015-01-01")), 2017, "not known"),
        ((("online", "2017-02"), ("published", "2016-10")), 2017, "before"),
        ((("online", "2016-06"), ("published", "2016")), 2016, "before"),
        ((("online", "2017-06"), ("published", "2016")), 2016, "not known"),
        ((), 2016, "not known"),
        ((), 2015, "before"),
        ((), 2018, "after"),
        ((), None, "not known"),
    ],
)
def test_before_or_after_the_resolution(
    dates: tuple[tuple[str, str], ...], year: int | None, expected: str
) -> None:
    dated = WorkFacts("w", None, None, year, dates, True, True, (), (), (), ())
    assert period(dated) == expected
