"""A report in a real browser, with the network off, and as it prints."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from graph.report.model import Row, Section, Table
from graph.views.report_html import report_html
from graph.views.text import one_line
from tests.graph.views.reports import MARKS, REPORT
from tests.servers.chromium import running

pytestmark = pytest.mark.browser


def test_a_hostile_report_opens_offline_and_prints_whole(tmp_path: Path) -> None:
    file = tmp_path / "report.html"
    file.write_text(report_html(REPORT), encoding="utf-8")
    said: list[str] = []
    with running() as browser:
        context = browser.new_context(viewport={"width": 1000, "height": 800}, offline=True)
        page = context.new_page()
        for event in ("console", "pageerror", "dialog", "popup"):
            page.on(event, lambda what, event=event: said.append(f"{event}: {what}"))
        requests: list[str] = []
        page.on("request", lambda request: requests.append(request.url))
        page.goto(file.as_uri())
        assert page.title() == " ".join(f"A report {one_line(MARKS)}".split())
        assert page.evaluate("document.scripts.length") == 0
        assert page.query_selector("img, iframe, b, form") is None
        # the policy lets the page's own style through, and the plots are drawn
        assert page.evaluate("getComputedStyle(document.querySelector('.opening')).borderLeftWidth") == "4px"
        drawn = page.locator("svg").first.bounding_box()
        assert drawn is not None
        assert drawn["width"] > 500
        assert page.evaluate("document.documentElement.scrollWidth") <= 1000
        works_are_reached(page)
        printed(page)
        context.close()
    assert said == []
    assert requests == [file.as_uri()]


def works_are_reached(page: Any) -> None:
    hidden = page.locator("#f-many details a").last
    assert not hidden.is_visible()
    page.locator("#f-many summary").click()
    hidden.click()
    assert page.evaluate("location.hash") == "#w12"
    assert page.evaluate("document.querySelector(':target').id") == "w12"


def printed(page: Any) -> None:
    """On paper nothing is hidden: what is folded is open, and the annex is there."""
    page.evaluate("for (const one of document.querySelectorAll('details')) one.open = false")
    page.emulate_media(media="print")
    assert page.locator("#f-many details a").last.is_visible()
    assert page.locator("#w12").is_visible()
    made = page.pdf()
    assert made.startswith(b"%PDF-")
    assert made.count(b"/Type /Page\n") >= 3


def test_a_table_of_many_columns_is_as_wide_as_the_paper(tmp_path: Path) -> None:
    years = tuple((str(year), str(year)) for year in range(1998, 2027))
    row = Row(("Korea, Democratic People's Republic of", *(f"{year} (1)" for year in range(len(years)))))
    table = Table("wide", "By country and year", (("country", "country"), *years), (row,))
    report = replace(REPORT, sections=(Section("s", "A section", tables=(table,)),))
    file = tmp_path / "report.html"
    file.write_text(report_html(report), encoding="utf-8")
    paper = 688  # A4 without its margins, in pixels
    with running() as browser:
        context = browser.new_context(viewport={"width": paper, "height": 900}, offline=True)
        page = context.new_page()
        page.goto(file.as_uri())
        page.emulate_media(media="print")
        assert page.evaluate("document.getElementById('t-wide').getBoundingClientRect().right") <= paper
        context.close()
