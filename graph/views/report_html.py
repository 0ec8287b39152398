"""A report as one self-contained HTML file: opens offline, fetches nothing, holds no script, prints.

The page's policy allows its one style sheet, by its hash, and nothing else. All text is escaped.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator, Mapping
from html import escape
from importlib import resources

from graph.report.model import Chart, Figure, Report, Row, Section, Table
from graph.report.published import Published, speaking_of
from graph.views.plots import can_plot, svg
from graph.views.report_words import (
    FEW_WORKS,
    Told,
    asked,
    beside_value,
    cell,
    check_said,
    numbered,
    numbers,
    shown_columns,
    told,
    value,
)
from graph.views.text import one_line

MANY_COLUMNS = 8
"""A table of more columns is set smaller on paper, so that it is as wide as the page."""

NO_PLOTS = "Plots are left out: what draws them is not installed (pip install 'coauthgraph[report]'). Every figure stands in the tables."


def report_html(report: Report) -> str:
    """The whole file; the same report gives the same text. Plots only where matplotlib is installed."""
    css = (resources.files("graph.views") / "page" / "report.css").read_text(encoding="utf-8")
    css = css.replace("\r\n", "\n")
    allowed = base64.b64encode(hashlib.sha256(css.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{allowed}'; base-uri 'none'; form-action 'none'"
    body = "\n".join(_body(report))
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{escape(policy)}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n'
        f"<title>{_text(report.title)}</title>\n<style>{css}</style>\n</head>\n<body>\n{body}\n</body>\n</html>\n"
    )


def _text(text: str) -> str:
    return escape(one_line(text))


def _body(report: Report) -> Iterator[str]:
    by_key = numbers(report)
    plots = can_plot()
    yield f"<header><h1>{_text(report.title)}</h1>"
    yield (
        f'<p class="asked">{"; ".join(f"{_text(name)}: {_text(said)}" for name, said in asked(report))}</p>'
    )
    yield '<div class="opening">' + "".join(f"<p>{_text(one)}</p>" for one in report.opening) + "</div>"
    if report.next_steps:
        steps = "".join(
            f"<li><code>{_text(command)}</code>: {_text(why)}</li>" for command, why in report.next_steps
        )
        yield f'<div class="next"><p>What to run next:</p><ul>{steps}</ul></div>'
    yield "</header>"
    links = [(section.key, section.title) for section in report.sections]
    links += [("published", "Published figures")] if report.published else []
    links += [("checks", "Percentages and counts")] if report.checks else []
    links.append(("annex", "Annex: the works"))
    items = "".join(f'<li><a href="#{_text(key)}">{_text(title)}</a></li>' for key, title in links)
    yield f'<nav aria-label="Contents"><ul>{items}</ul></nav><main>'
    if not plots and any(section.charts for section in report.sections):
        yield f'<p class="caution">{NO_PLOTS}</p>'
    for section in report.sections:
        yield from _section(section, by_key, bool(report.published), plots)
    yield from _published(report)
    yield '<section id="annex"><h2>Annex: the works</h2>'
    if not report.works:
        yield "<p>No work stands behind a figure.</p>"
    for one in told(report):
        yield _work(one)
    yield "</section></main>"


def _section(section: Section, by_key: Mapping[str, int], beside: bool, plots: bool) -> Iterator[str]:
    yield f'<section id="{_text(section.key)}"><h2>{_text(section.title)}</h2>'
    for paragraph in section.says:
        yield f"<p>{_text(paragraph)}</p>"
    for figure in section.figures:
        yield _figure(figure, by_key, beside)
    if plots:
        for chart in section.charts:
            yield _chart(chart)
    for table in section.tables:
        yield _table(table, by_key, beside)
    for caution in section.cautions:
        yield f'<p class="caution">{_text(caution)}</p>'
    yield "</section>"


def _figure(figure: Figure, by_key: Mapping[str, int], beside: bool) -> str:
    counts = figure.value is not None and figure.unit not in ("rank", "place")
    unit = f" <span>{_text(figure.unit)}</span>" if counts else ""
    more = "".join(f'<p class="beside">{_text(line)}</p>' for line in beside_value(figure))
    works = _behind("works", figure.works, by_key) + _behind("for review", figure.review_works, by_key)
    published = _beside(speaking_of(figure.about)) if beside else ""
    kind = "figure" if figure.value is not None else "figure unknown"
    return (
        f'<div class="{kind}" id="f-{_text(figure.key)}"><h3>{_text(figure.label)}</h3>'
        f'<p class="value">{value(figure)}{unit}</p>{more}{works}{published}</div>'
    )


def _beside(found: tuple[Published, ...]) -> str:
    if not found:
        return ""
    items = "".join(
        f"<li>Published: {_text(one.printed)} ({_text(one.study)}; {_text(one.database)}, {_text(one.window)}). "
        f"{_text(one.differs)}</li>"
        for one in found
    )
    return f'<ul class="published">{items}</ul>'


def _links(keys: tuple[str, ...], by_key: Mapping[str, int]) -> str:
    return ", ".join(f'<a href="#w{number}">W{number}</a>' for number in numbered(keys, by_key))


def _behind(name: str, keys: tuple[str, ...], by_key: Mapping[str, int]) -> str:
    if not keys:
        return ""
    links = _links(keys, by_key)
    if len(keys) <= FEW_WORKS:
        return f'<p class="behind">{name}: {links}</p>'
    return f'<details class="behind"><summary>{name}: {len(set(keys)):,}</summary><p>{links}</p></details>'


def _chart(chart: Chart) -> str:
    return f"<figure>{svg(chart)}<figcaption>{_text(chart.title)}. {_text(chart.says)}.</figcaption></figure>"


def _table(table: Table, by_key: Mapping[str, int], beside: bool) -> str:
    published = _beside(speaking_of(table.about)) if beside else ""
    if not table.rows:
        return f"<h3>{_text(table.title)}</h3><p>{_text(table.none)}</p>{published}"
    with_works = any(row.works or row.review_works for row in table.rows)
    places = shown_columns(table)
    headings = [table.columns[place][1] for place in places] + (["behind it"] if with_works else [])
    head = "".join(f'<th scope="col">{_text(one)}</th>' for one in headings)
    body = "".join(_row(row, places, by_key, with_works) for row in table.rows)
    return (
        f'<div class="{"wide many" if len(headings) > MANY_COLUMNS else "wide"}"><table id="t-{_text(table.key)}"><caption>{_text(table.title)}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>{published}"
    )


def _row(row: Row, places: list[int], by_key: Mapping[str, int], with_works: bool) -> str:
    cells = "".join(
        f'<td class="{"number" if isinstance(one, int | float) else "text"}">{escape(cell(one))}</td>'
        for one in (row.cells[place] for place in places)
    )
    if with_works:
        works = _behind("works", row.works, by_key) + _behind("for review", row.review_works, by_key)
        cells += f"<td>{works}</td>"
    return f"<tr>{cells}</tr>"


def _published(report: Report) -> Iterator[str]:
    if report.published:
        yield '<section id="published"><h2>Published figures that speak of the same things</h2>'
        yield "<p>None of them is asserted to be equal to one of ours.</p>"
        rows = "".join(
            f"<tr><td>{one.number}</td><td>{_text(one.study)}</td><td>{_text(one.database)}</td>"
            f"<td>{_text(one.window)}</td><td>{_text(one.printed)}</td><td>{_text(one.differs)}</td></tr>"
            for one in report.published
        )
        head = "".join(
            f'<th scope="col">{one}</th>'
            for one in ("#", "study", "database", "window", "figure", "why ours differs")
        )
        yield f'<div class="wide"><table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div></section>'
    if report.checks:
        yield '<section id="checks"><h2>Does each percentage agree with its counts?</h2>'
        rows = "".join(
            f"<tr><td>{'ours' if check.ours else 'published'}</td><td>{_text(check.what)}</td>"
            f'<td>{_text(check_said(check))}</td><td class="{"yes" if check.agrees else "no"}">'
            f"{'yes' if check.agrees else 'no'}</td></tr>"
            for check in report.checks
        )
        head = "".join(f'<th scope="col">{one}</th>' for one in ("whose", "of what", "check", "agrees"))
        yield f'<div class="wide"><table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div></section>'


def _work(one: Told) -> str:
    lines = []
    for name, text in one.lines:
        shown = _text(text)
        if name == "DOI" and one.doi:
            shown = f'<a href="{escape(one.doi)}" rel="noreferrer">{shown}</a>'
        lines.append(f"<dt>{_text(name)}</dt><dd>{shown}</dd>")
    for text, read in one.printed:
        items = "".join(f"<li>{_text(line)}</li>" for line in read)
        lines.append(f"<dt>printed</dt><dd>{_text(text)}{f'<ul>{items}</ul>' if items else ''}</dd>")
    return (
        f'<article class="work" id="w{one.number}"><h3>W{one.number} {_text(one.title)}</h3>'
        f"<dl>{''.join(lines)}</dl></article>"
    )
