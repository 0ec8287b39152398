"""A report in which everything that can come from data is hostile, for the tests of its forms."""

from __future__ import annotations

from graph.report.facts import Hit, Printed, Reading, Tie, WorkFacts
from graph.report.model import Chart, Check, Figure, Point, Report, Row, Section, Series, Table
from graph.report.published import published
from graph.report.shares import Share
from tests.graph.views.graphs import HOSTILE

MARKS = f"{HOSTILE} [link](javascript:alert(3)) ![x](http://evil.example/a.png) `code` $x$ ~~gone~~ | cell \x1b[31m \u202e"


def hostile_work(number: int) -> WorkFacts:
    """A work of which every text is hostile."""
    return WorkFacts(
        key=f"doi:10.1/{number}{MARKS}",
        doi="10.1234/good" if number == 0 else f"10.1/{MARKS}",
        title=MARKS if number else "Partial melt beneath Mt. Paektu",
        year=2018 if number else None,
        dates=(("submitted", "2017-03"),),
        readable=True,
        has_abstract=False,
        countries=(Tie("KP", MARKS, False, 0.9), Tie("CN", MARKS, True, 0.4)),
        institutions=(Tie("ror:x", MARKS, True, 0.5, ("CN",)),),
        topics=(Hit("t", MARKS, MARKS, False, 0.8, MARKS, MARKS, (MARKS,), (f"title: {MARKS}",)),),
        printed=(
            Printed(MARKS, (Reading("country", MARKS, "yes", MARKS, 0.9),)),
            Printed(MARKS, (), "not an address line"),
        ),
        review_reasons=(MARKS,),
        looked_for=("ai-technical",),
        persons=(MARKS,),
    )


WORKS = tuple(hostile_work(number) for number in range(12))
KEYS = tuple(one.key for one in WORKS)

REPORT = Report(
    name="38north",
    title=f"A report {MARKS}",
    asked=(("country", "KP"), ("counts", MARKS), ("to", None)),
    opening=(MARKS,),
    sections=(
        Section(
            "first",
            f"First {MARKS}",
            (MARKS,),
            (
                Figure("few", f"few {MARKS}", 2, review=1, says=MARKS, works=KEYS[:2], review_works=KEYS[2:3],
                       about=("ai-works",)),
                Figure("many", "many", 12, review=0, interval=(6.2, 21.0), share=Share(12, 24), works=KEYS),
                Figure("none", "not there", None, says="coauth classify"),
            ),
            (
                Table("rows", f"Rows {MARKS}", (("a", f"a {MARKS}"), ("b", "b"), ("c", "never filled")), (
                    Row((MARKS, 3, None), KEYS[:1], KEYS[3:4]),
                    Row(("plain", 2.5, None)),
                )),
                Table("empty", "Nothing", (("a", "a"),), ()),
            ),
            (
                Chart("years", f"Years {MARKS}", MARKS, "years", MARKS, (
                    Series(MARKS, tuple(Point(str(y), y - 2010, y - 2012, y - 2008) for y in range(2012, 2018))),
                    Series("other", tuple(Point(str(y), 1, 0, 5) for y in range(2012, 2018))),
                )),
                Chart("bars", "Bars", MARKS, "bars", "%", (Series("s", (Point(MARKS, 5, 1, 9), Point("김", 3, 1, 6))),)),
            ),
            (MARKS,),
        ),
    ),
    works=WORKS,
    published=published()[:2],
    checks=(Check(MARKS, 67, 110, "61 %", True), Check("mirror", 75, 110, "61 %", False, ours=True)),
    next_steps=(("coauth classify", MARKS),),
)  # fmt: skip
