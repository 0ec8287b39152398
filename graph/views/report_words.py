"""How the parts of a report are said, whatever the form of output."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from graph.report.facts import Hit, Printed, Tie, WorkFacts
from graph.report.model import Cell, Check, Figure, Report, Table
from graph.report.published import Published
from graph.views.picture import doi_link
from graph.views.text import one_line

NO_TITLE = "(no title printed)"
FEW_WORKS = 8
"""So many works are named beside a figure; more stand in a list of their own."""


def numbers(report: Report) -> dict[str, int]:
    """The number of each work in the report, from 1, by key."""
    return {work.key: number for number, work in enumerate(report.works, 1)}


def numbered(keys: Iterable[str], by_key: Mapping[str, int]) -> list[int]:
    """The numbers of works, in order, each once."""
    return sorted({by_key[key] for key in keys if key in by_key})


def cell(value: Cell) -> str:
    """One cell of a table."""
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:g}" if value == int(value) else f"{value}"
    return one_line(value) if isinstance(value, str) else str(value)


def shown_columns(table: Table) -> list[int]:
    """Places of the columns that hold anything: of few works no percentage is given, in any row."""
    return [
        place
        for place in range(len(table.columns))
        if any(row.cells[place] not in (None, "") for row in table.rows)
    ]


def value(figure: Figure) -> str:
    """The number itself, or that it is not known."""
    return "not known" if figure.value is None else f"{figure.value:,}"


def beside_value(figure: Figure) -> list[str]:
    """What stands beside the number: unit, interval, share, what is for review, what more is said."""
    said = []
    if figure.value is not None and figure.interval is not None:
        low, high = figure.interval
        said.append(f"95 % interval {low:g} to {high:g}")
    if figure.share is not None:
        said.append(f"share: {figure.share}")
    if figure.review is not None:
        said.append(f"{figure.review:,} more for review" if figure.review else "none for review")
    if figure.says:
        said.append(one_line(figure.says))
    return said


def of_published(one: Published) -> str:
    """A published figure with its source, in one line."""
    return f"{one.printed}: {one.study}; {one.database}, {one.window}"


def check_said(check: Check) -> str:
    """Whether counts and percentage agree."""
    if check.printed == "sum":
        verb = "is" if check.agrees else "is not"
        return f"the sum of the parts, {check.part:,}, {verb} {check.whole:,}"
    verb = "agrees" if check.agrees else "does not agree"
    exact = 100 * check.part / check.whole
    return f"{check.part:,} of {check.whole:,} is {exact:.1f} %; {check.printed} {verb} with it"


def tie_said(tie: Tie) -> str:
    """A country or an institution of a work, with its state and confidence."""
    name = one_line(tie.name)
    where = f" ({', '.join(tie.countries)})" if tie.countries else ""
    return f"{name}{where}: {'review' if tie.review else 'yes'}, confidence {tie.confidence:.2f}"


def country_said(tie: Tie) -> str:
    """A country of a work."""
    return f"{tie.key}: {'review' if tie.review else 'yes'}, confidence {tie.confidence:.2f}"


def hit_said(hit: Hit) -> str:
    """A topic of a work: its list, state, score, and the words that speak for it."""
    words = "; ".join(one_line(text) for text in hit.printed)
    state = "review" if hit.review else "yes"
    said = f"{one_line(hit.list)}, {one_line(hit.name)}: {state}, score {hit.score:.2f}, rule {one_line(hit.rule)}"
    return f"{said}, version {one_line(hit.version)}" + (f" ({words})" if words else "")


def printed_said(printed: Printed) -> tuple[str, list[str]]:
    """An affiliation as printed, and what was read out of it."""
    text = one_line(printed.text)
    head = text if printed.kind == "affiliation" else f"{printed.kind} ({text})"
    return head, [
        f"{one.kind} {one_line(one.value)}: {one.state}, rule {one_line(one.rule)}, confidence {one.confidence:.2f}"
        for one in printed.readings
    ]


@dataclass(frozen=True, slots=True)
class Told:
    """What the annex says of one work. lines: name and text. doi: the address of its DOI, where it has a good one."""

    number: int
    title: str
    doi: str | None
    lines: tuple[tuple[str, str], ...]
    printed: tuple[tuple[str, tuple[str, ...]], ...]


def told(report: Report) -> list[Told]:
    """All works of the annex, in order."""
    behind = _behind(report)
    return [_told(work, number, behind.get(work.key, [])) for number, work in enumerate(report.works, 1)]


def _told(work: WorkFacts, number: int, behind: list[str]) -> Told:
    lines = [
        ("key", one_line(work.key)),
        ("DOI", one_line(work.doi) if work.doi else "none is known"),
        ("year", str(work.year) if work.year is not None else "not known"),
        ("dates", ", ".join(f"{kind} {day}" for kind, day in work.dates) or "none is known"),
        ("countries", "; ".join(map(country_said, work.countries)) or "none was read"),
        ("institutions", "; ".join(map(tie_said, work.institutions)) or "none was read"),
        ("topics", "; ".join(map(hit_said, work.topics)) or "none: no term found, or not looked for"),
    ]
    if work.persons:
        lines.append(("authors as printed", "; ".join(map(one_line, work.persons))))
    cautions = _cautions(work)
    if cautions:
        lines.append(("caution", "; ".join(cautions)))
    lines.append(("stands behind", ", ".join(behind) or "a case of the study, looked at and not counted"))
    return Told(
        number,
        one_line(work.title) if work.title else NO_TITLE,
        doi_link(work.doi),
        tuple(lines),
        tuple((text, tuple(read)) for text, read in map(printed_said, work.printed)),
    )


def _cautions(work: WorkFacts) -> list[str]:
    said = [one_line(reason) for reason in work.review_reasons]
    if not work.readable:
        said.append("no affiliation is printed")
    if not work.has_abstract:
        said.append("no abstract is known")
    if not any(kind == "submitted" for kind, _ in work.dates):
        said.append("when it was submitted is not known")
    return said


def _behind(report: Report) -> dict[str, list[str]]:
    """The figures and tables that each work stands behind, by key."""
    found: dict[str, dict[str, None]] = {}
    for section in report.sections:
        for figure in section.figures:
            for key in (*figure.works, *figure.review_works):
                found.setdefault(key, {})[figure.key] = None
        for table in section.tables:
            for row in table.rows:
                for key in (*row.works, *row.review_works):
                    found.setdefault(key, {})[table.key] = None
    return {key: list(names) for key, names in found.items()}


def asked(report: Report) -> list[tuple[str, str]]:
    """What was asked for, where it was."""
    return [(name, cell(value)) for name, value in report.asked if value is not None]
