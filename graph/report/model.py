"""What a report is made of. Data only, in no output form; the same answers give the same report."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from graph.report.facts import WorkFacts
from graph.report.published import Published
from graph.report.shares import Share

Cell = str | int | float | None


@dataclass(frozen=True, slots=True)
class Figure:
    """One number. value: None where it is not known, and then `says` tells why and what to run.

    review: so many further works that a person must look at, never added to value. interval: of value, 95 %. share:
    what part of what it is. works, review_works: keys of the works behind it. about: keys of published figures that
    speak of the same thing (published.py).
    """

    key: str
    label: str
    value: int | None
    unit: str = "works"
    review: int | None = None
    interval: tuple[float, float] | None = None
    share: Share | None = None
    says: str = ""
    works: tuple[str, ...] = ()
    review_works: tuple[str, ...] = ()
    about: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table: its cells, and the keys of the works behind it."""

    cells: tuple[Cell, ...]
    works: tuple[str, ...] = ()
    review_works: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """columns: key and heading. none: what is said where there are no rows."""

    key: str
    title: str
    columns: tuple[tuple[str, str], ...]
    rows: tuple[Row, ...]
    none: str = "None was found in what is loaded."
    about: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Point:
    """One value of a chart; low and high: its 95 % interval, where it has one."""

    label: str
    value: float
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Series:
    """Values under one name."""

    name: str
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """A plot of figures that stand in a table too. years: along time; bars: one beneath the other."""

    key: str
    title: str
    says: str
    kind: Literal["years", "bars"]
    axis: str
    series: tuple[Series, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """One part of a report."""

    key: str
    title: str
    says: tuple[str, ...] = ()
    figures: tuple[Figure, ...] = ()
    tables: tuple[Table, ...] = ()
    charts: tuple[Chart, ...] = ()
    cautions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Check:
    """Whether a percentage agrees with its counts. ours: it is one of this report, else a published one."""

    what: str
    part: int
    whole: int
    printed: str
    agrees: bool
    ours: bool = False


@dataclass(frozen=True, slots=True)
class Report:
    """A whole report. asked: name and value of what was asked for. works: all that stand behind a figure, numbered in
    this order. published: all that speak of a figure here. next_steps: commands that would fill what is not known."""

    name: str
    title: str
    asked: tuple[tuple[str, Cell], ...]
    opening: tuple[str, ...]
    sections: tuple[Section, ...]
    works: tuple[WorkFacts, ...]
    published: tuple[Published, ...] = ()
    checks: tuple[Check, ...] = ()
    next_steps: tuple[tuple[str, str], ...] = ()
    names: bool = field(default=False)
