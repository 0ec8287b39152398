"""A report as GitHub Markdown: every sign of the data that Markdown or HTML would obey is escaped."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from graph.report.model import Figure, Report, Row, Section, Table
from graph.report.published import speaking_of
from graph.views.report_words import (
    Told,
    asked,
    beside_value,
    cell,
    check_said,
    numbered,
    numbers,
    of_published,
    shown_columns,
    told,
    value,
)
from graph.views.text import one_line

# after CommonMark 2.4 any of these may be escaped; ~ $ and the three after it are GitHub's own (struck out, formulas,
# addresses and references that become links by themselves)
_SIGNS = re.compile(r"[\\`*_{}\[\]<>#|~$!&@]")
_LINKS = re.compile(r"\b(https?|ftp|www)(?=[:.])", re.IGNORECASE)


def escaped(text: str) -> str:
    """Text of the data as Markdown that shows it and does nothing else."""
    text = _SIGNS.sub(r"\\\g<0>", one_line(text))
    # a comment in the middle of it: what follows is no address any more
    return _LINKS.sub(r"\1<!-- -->", text)


def report_md(report: Report) -> str:
    """The whole report. Works are numbered W1, W2, … and stand in the annex."""
    by_key = numbers(report)
    lines = [f"# {escaped(report.title)}", ""]
    lines += [f"- {escaped(name)}: {escaped(said)}" for name, said in asked(report)]
    lines.append("")
    for paragraph in report.opening:
        lines += [escaped(paragraph), ""]
    if report.next_steps:
        lines += ["What to run next:", ""]
        lines += [f"- `{command}`: {escaped(why)}" for command, why in report.next_steps]
        lines.append("")
    for section in report.sections:
        lines += _section(section, by_key, bool(report.published))
    lines += _published(report)
    lines += ["## Annex: the works", ""]
    for one in told(report):
        lines += _work(one)
    return "\n".join(lines).rstrip("\n") + "\n"


def _section(section: Section, by_key: Mapping[str, int], beside: bool) -> Iterator[str]:
    yield from (f"## {escaped(section.title)}", "")
    for paragraph in section.says:
        yield from (escaped(paragraph), "")
    for figure in section.figures:
        yield from _figure(figure, by_key, beside)
    if section.figures:
        yield ""
    for table in section.tables:
        yield from _table(table, by_key, beside)
    for caution in section.cautions:
        yield from (f"Caution: {escaped(caution)}", "")


def _figure(figure: Figure, by_key: Mapping[str, int], beside: bool) -> Iterator[str]:
    said = "; ".join(map(escaped, beside_value(figure)))
    yield f"- {escaped(figure.label)}: **{value(figure)}**" + (f" ({said})" if said else "")
    for name, keys in (("works", figure.works), ("for review", figure.review_works)):
        if keys:
            yield f"  - {name}: {_works(keys, by_key)}"
    if beside:
        for one in speaking_of(figure.about):
            yield f"  - published: {escaped(of_published(one))}. {escaped(one.differs)}"


def _works(keys: tuple[str, ...], by_key: Mapping[str, int]) -> str:
    return ", ".join(f"W{number}" for number in numbered(keys, by_key))


def _table(table: Table, by_key: Mapping[str, int], beside: bool) -> Iterator[str]:
    yield from (f"### {escaped(table.title)}", "")
    if not table.rows:
        yield from (escaped(table.none), "")
        return
    with_works = any(row.works or row.review_works for row in table.rows)
    places = shown_columns(table)
    headings = [table.columns[place][1] for place in places] + (["behind it"] if with_works else [])
    yield "| " + " | ".join(map(escaped, headings)) + " |"
    yield "|" + " --- |" * len(headings)
    for row in table.rows:
        cells = [escaped(cell(row.cells[place])) for place in places] + (
            [_row_works(row, by_key)] if with_works else []
        )
        yield "| " + " | ".join(cells) + " |"
    yield ""
    if beside and table.about:
        for one in speaking_of(table.about):
            yield f"- published: {escaped(of_published(one))}. {escaped(one.differs)}"
        yield ""


def _row_works(row: Row, by_key: Mapping[str, int]) -> str:
    parts = [_works(row.works, by_key)] if row.works else []
    if row.review_works:
        parts.append(f"for review: {_works(row.review_works, by_key)}")
    return "; ".join(parts)


def _published(report: Report) -> Iterator[str]:
    if report.published:
        yield from ("## Published figures that speak of the same things", "")
        yield from ("None of them is asserted to be equal to one of ours.", "")
        yield "| # | study | database | window | figure | why ours differs |"
        yield "| --- | --- | --- | --- | --- | --- |"
        for one in report.published:
            cells = (str(one.number), one.study, one.database, one.window, one.printed, one.differs)
            yield "| " + " | ".join(map(escaped, cells)) + " |"
        yield ""
    if report.checks:
        yield from ("## Does each percentage agree with its counts?", "")
        yield "| whose | of what | check | agrees |"
        yield "| --- | --- | --- | --- |"
        for check in report.checks:
            whose = "ours" if check.ours else "published"
            yield f"| {whose} | {escaped(check.what)} | {escaped(check_said(check))} | {'yes' if check.agrees else 'no'} |"
        yield ""


def _work(one: Told) -> Iterator[str]:
    yield from (f"### W{one.number} {escaped(one.title)}", "")
    for name, text in one.lines:
        shown = f"[{escaped(text)}]({one.doi})" if name == "DOI" and one.doi else escaped(text)
        yield f"- {name}: {shown}"
    for text, read in one.printed:
        yield f"- printed: {escaped(text)}"
        yield from (f"  - {escaped(line)}" for line in read)
    yield ""
