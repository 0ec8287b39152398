"""`coauth demo` as a new user runs it, on both stores; and what it says about dates."""

from __future__ import annotations

from datetime import date
from typing import Any

from coauth.demo import _caution
from graph.prepare import prepare
from graph.store import Store
from tests.cypher.made import by, work, write
from tests.servers.targets import Cli


def test_demo_and_again(coauth: Cli) -> None:
    """The first run loads, answers and draws; the second says that nothing was loaded twice, and answers alike."""
    first = coauth("demo", "-o", "picture.html")
    assert first.returncode == 0, first.stderr
    out = first.stdout
    assert "165 records loaded" in out
    assert "Works that join KP, CN and US" in out
    assert "Every other work that joins KP with two or more further countries" in out
    assert "Caution: A common paper shows that addresses were printed together" in out
    assert "Dated before 30 November 2016: " in out
    assert "Pyongyang" in out and "printed-country" in out
    assert [line.split()[1] for line in out.split("Try next:\n")[1].splitlines()] == [
        "query",
        "query",
        "explain",
    ]
    page = (coauth.folder / "picture.html").read_text(encoding="utf-8")
    assert "<html" in page and "Pyongyang" in page
    again = coauth("demo", "-o", "picture.html").stdout
    assert "nothing was loaded twice" in again
    assert again.splitlines()[1:] == out.splitlines()[1:]


DATES: list[tuple[int | None, dict[str, Any], str]] = [
    (2015, {}, "Dated before 30 November 2016: {work}."),
    (2017, {}, "none of these."),
    (2016, {}, "leaves open whether before or after that day: {work}"),
    (None, {}, "leaves open whether before or after that day: {work}"),
    (2016, {"published": date(2016, 11, 29), "published_precision": "day"}, "2016: {work}."),
    (2016, {"published": date(2016, 11, 30), "published_precision": "day"}, "none of these."),
    (2016, {"published": date(2016, 11, 1), "published_precision": "month"}, "leaves open"),
    (2016, {"published": date(2016, 10, 1), "published_precision": "month"}, "2016: {work}."),
    (2016, {"published": date(2016, 12, 1), "published_precision": "month"}, "none of these."),
    (2016, {"published": date(2016, 1, 1), "published_precision": "year"}, "leaves open"),
    (2017, {"submitted": date(2016, 5, 2), "submitted_precision": "day"}, "2016: {work}."),
    (2017, {"accepted": date(2016, 1, 1), "accepted_precision": "year"}, "none of these."),
]


def test_dates_to_their_precision(store: Store) -> None:
    """A month or a year is before that day when all of it is; what is left open is said."""
    prepare(store)
    write(
        store,
        [
            work(f"w{n}", year, by("p", "KP"), by("q", "CN"), **more)
            for n, (year, more, _) in enumerate(DATES)
        ],
    )
    for n, case in enumerate(DATES):
        said = case[2].format(work=f"doi:10.1/w{n}")
        text = _caution(store, [f"doi:10.1/w{n}"])
        assert said in text, case
        assert ("leaves open" in text) == ("leaves open" in said), case
