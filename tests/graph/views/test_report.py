"""The forms of a report: nothing of the data is obeyed, everything of it can be reached."""

from __future__ import annotations

import json
import re
from html import unescape
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from lxml import etree, html

from graph.report.model import Chart, Point, Series
from graph.views import report_html as pages
from graph.views.plots import svg
from graph.views.report_html import report_html
from graph.views.report_json import report_json
from graph.views.report_md import escaped, report_md
from graph.views.text import one_line
from tests.graph.views.reports import MARKS, REPORT
from tests.servers.targets import ROOT

ALLOWED = {
    "html", "head", "meta", "title", "style", "body", "header", "nav", "main", "section", "article", "div", "p", "h1", "h2",
    "h3", "ul", "li", "a", "code", "details", "summary", "figure", "figcaption", "table", "caption", "thead", "tbody", "tr",
    "th", "td", "dl", "dt", "dd", "span",
}  # fmt: skip
DRAWN = {"svg", "title", "desc", "defs", "g", "path", "text", "use", "clipPath", "rect"}


@pytest.fixture(scope="module")
def page() -> Any:
    """The HTML of the hostile report, parsed."""
    return html.document_fromstring(report_html(REPORT))


def test_html_holds_only_what_the_page_is_made_of(page: Any) -> None:
    tags = {one.tag for one in page.iter() if isinstance(one.tag, str)}
    drawn = {one.tag for root in page.iter("svg") for one in root.iter()}
    assert tags - {one.lower() for one in drawn} <= ALLOWED
    assert {one.lower() for one in drawn} <= {one.lower() for one in DRAWN}
    for one in page.iter():
        assert not any(name.startswith("on") or name == "style" for name in one.attrib), one.tag
        for name in ("href", "src"):
            assert re.match(r"#|https://doi\.org/10\.", one.get(name, "#")), one.get(name)
    assert page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")[0].startswith(
        "default-src 'none'; style-src 'sha256-"
    )


def test_html_shows_the_data_as_text(page: Any) -> None:
    told = " ".join(one_line(MARKS).split())
    text = " ".join(page.text_content().split())
    assert text.count(told) > 50
    assert page.xpath("//a[starts-with(@href, 'https://doi.org/')]/text()") == ["10.1234/good"]


def test_every_work_can_be_reached(page: Any) -> None:
    targets = {one.get("id") for one in page.iter() if one.get("id")}
    links = {href[1:] for href in page.xpath("//a/@href") if href.startswith("#")}
    assert links <= targets
    assert {f"w{number}" for number in range(1, 13)} <= links
    ids = [one.get("id") for one in page.iter() if one.get("id")]
    assert len(ids) == len(set(ids))
    few, many = page.get_element_by_id("f-few"), page.get_element_by_id("f-many")
    assert [one.text for one in few.iter("a")] == ["W1", "W2", "W3"]
    assert many.find(".//details/summary").text == "works: 12"


def test_what_stands_beside_a_figure(page: Any) -> None:
    text = page.get_element_by_id("f-many").text_content()
    assert "95 % interval 6.2 to 21" in text
    assert "share: 12 of 24, 50.0 % (95 % interval 31.4 to 68.6 %)" in text
    assert "161 AI papers of the DPRK" in page.get_element_by_id("f-few").text_content()
    assert "not known" in page.get_element_by_id("f-none").text_content()
    assert "never filled" not in page.text_content()
    checks = [one.text_content() for one in page.get_element_by_id("checks").iter("tr")][1:]
    assert checks[0].endswith("67 of 110 is 60.9 %; 61 % agrees with ityes")
    assert checks[1].endswith("75 of 110 is 68.2 %; 61 % does not agree with itno")


def test_each_form_is_the_same_every_time() -> None:
    for form in (report_html, report_md, report_json):
        assert form(REPORT) == form(REPORT)


def test_without_what_draws_plots_the_report_is_complete(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "can_plot", lambda: False)
    text = report_html(REPORT)
    assert "<svg" not in text
    assert pages.NO_PLOTS in text


def test_a_plot_is_described_and_has_names_of_its_own() -> None:
    chart = Chart("one", "T", "D", "years", "works", (Series("s", (Point("1", 1), Point("2", 3))),))
    first = etree.fromstring(svg(chart))
    assert first.get("role") == "img"
    assert [first[0].text, first[1].text] == ["T", "D"]
    assert first.get("aria-labelledby") == "one-title one-says"
    ids = {one.get("id") for one in first.iter() if one.get("id")}
    assert all(one.startswith("one-") for one in ids)
    for one in first.iter():
        for value in one.attrib.values():
            for used in re.findall(r"url\(#([^)]+)\)", value) + re.findall(r"\A#(one.+)", value):
                assert used in ids


def test_json_has_its_keys() -> None:
    made = json.loads(report_json(REPORT))
    assert list(made) == [
        "report", "schema", "title", "asked", "opening", "next_steps", "sections", "published", "checks", "works",
    ]  # fmt: skip
    few = made["sections"][0]["figures"][0]
    assert (few["works"], few["review_works"], few["value"], few["for_review"]) == ([1, 2], [3], 2, 1)
    assert made["sections"][0]["tables"][0]["rows"][0]["cells"] == {"a": MARKS, "b": 3, "c": None}
    assert made["works"][1]["printed"][0]["readings"][0]["rule"] == MARKS


def test_every_key_is_documented() -> None:
    page = (ROOT / "docs/report.md").read_text(encoding="utf-8")

    def keys(value: Any) -> set[str]:
        if isinstance(value, list):
            return {key for one in value for key in keys(one)}
        if isinstance(value, dict):
            return {key for name, one in value.items() if name != "cells" for key in (name, *keys(one))}
        return set()

    assert {key for key in keys(json.loads(report_json(REPORT))) if f"`{key}`" not in page} == set()


def test_markdown_is_one_of_ours_only() -> None:
    from markdown_it import MarkdownIt

    made = html.document_fromstring(
        MarkdownIt("commonmark").enable(["table", "strikethrough"]).render(report_md(REPORT))
    )
    tags = {one.tag for one in made.iter() if isinstance(one.tag, str)}
    assert tags <= {"html", "body", "h1", "h2", "h3", "p", "ul", "li", "strong", "code", "a", "table", "thead", "tbody",
                    "tr", "th", "td"}  # fmt: skip
    assert set(made.xpath("//a/@href")) == {"https://doi.org/10.1234/good"}
    assert {len(row) for table in made.iter("tbody") for row in [table[0]]} <= {3, 4, 6}
    assert " ".join(made.text_content().split()).count(" ".join(one_line(MARKS).split())) > 50


@given(st.text(max_size=80))
@example("a_b *c* <b> &amp; &#60; [x](y) `z` \\ | # $1$ ~~s~~ @you www.x.org https://x.org a@b.org")
@example("http://x")
def test_escaped_markdown_shows_what_it_was_given(text: str) -> None:
    from markdown_it import MarkdownIt

    shown = MarkdownIt("commonmark").enable(["table", "strikethrough"]).renderInline(f"x{escaped(text)}x")
    plain = re.sub(r"<!-- -->", "", shown)
    assert "<" not in plain
    assert " ".join(unescape(plain).split()) == " ".join(f"x{one_line(text)}x".split())
