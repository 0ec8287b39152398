"""What benchmarks.normalise measures and prints: cases with their answers, one reader on one set, each rule's figures."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from multiprocessing import get_context
from pathlib import Path
from typing import NamedTuple


class Case(NamedTuple):
    """One row of a set: printed strings (several where a work is judged as a whole) and the right values.

    gold: None where nobody knows the answer: the row is counted for speed, review and rules alone.
    open: right only where several readings are for review and none is certain.
    kin: values that stand for the answer where it is not said itself, and are never wrong. one: one right value is
    enough, and beside it no other is wrong.
    """

    texts: tuple[str, ...]
    gold: frozenset[str] | None
    open: bool = False
    kin: frozenset[str] = frozenset()
    one: bool = False


class Said(NamedTuple):
    """One finding of a reader: a country or the key of an institution, `yes` or `review`, by which rule."""

    value: str
    state: str
    rule: str


Reader = Callable[[str], Sequence[Said]]


class Missing(Exception):
    """The package is not installed, or does not work here: its text says which."""


class Engine(NamedTuple):
    """A reader's name, and what makes it in its own process: a module's own function and its arguments."""

    name: str
    make: Callable[..., Reader]
    arguments: tuple[object, ...] = ()


class Set(NamedTuple):
    """Rows that are measured together.

    cases: read only when the set is asked for; None where its file is not at hand. engines: who reads it, ours first.
    goal: in words. only: values outside of it are not looked at. note: what must be said of it, once read.
    part: its rows are in another set too, so its rules are not counted again.
    """

    name: str
    goal: str
    cases: Callable[[], list[Case] | None]
    engines: tuple[Engine, ...]
    only: frozenset[str] | None = None
    note: Callable[[], str] = str
    part: bool = False


@dataclass(slots=True)
class Fired:
    """One rule: strings it fired on; of its certain findings those with a known answer, and how many were right."""

    strings: int = 0
    judged: int = 0
    right: int = 0


class Fault(NamedTuple):
    """A row that is not as it should be."""

    texts: tuple[str, ...]
    gold: tuple[str, ...]
    certain: tuple[str, ...]
    review: tuple[str, ...]


@dataclass(slots=True)
class Row:
    """One reader on one set. right, wrong, missed: values over the rows with an answer; exact: rows of which the
    certain values are the answer's; review: rows with something for review, of all; seconds: of CPU, for the distinct
    strings; peak: megabytes of the process that read them."""

    set: str
    who: str
    goal: str = ""
    rows: int = 0
    judged: int = 0
    right: int = 0
    wrong: int = 0
    missed: int = 0
    exact: int = 0
    review: int = 0
    strings: int = 0
    seconds: float = 0.0
    peak: float = 0.0
    missing: str = ""
    part: bool = False
    rules: dict[str, Fired] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    @property
    def precision(self) -> float | None:
        """Right ones among the certain ones; None where there are none."""
        return self.right / (self.right + self.wrong) if self.right + self.wrong else None

    @property
    def recall(self) -> float | None:
        """Right ones among those there are; None where there are none."""
        return self.right / (self.right + self.missed) if self.right + self.missed else None

    @property
    def f1(self) -> float | None:
        """The harmonic mean of the two."""
        of = 2 * self.right + self.wrong + self.missed
        return 2 * self.right / of if self.right + self.missed and of else None


def peak_megabytes() -> float:
    """The most memory that this process has had at once, in MB (0 where the system does not say)."""
    status = Path("/proc/self/status")
    if not status.is_file():
        return 0.0
    for line in status.read_text(encoding="ascii").splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1024
    return 0.0


def count(
    row: Row, cases: Iterable[Case], said: Callable[[str], Sequence[Said]], only: frozenset[str] | None
) -> None:
    """Compare what was said of every case with its answer, and add it to the row."""
    for case in cases:
        findings = [f for text in case.texts for f in said(text) if only is None or f.value in only]
        certain = frozenset(f.value for f in findings if f.state == "yes")
        review = frozenset(f.value for f in findings if f.state == "review") - certain
        row.rows += 1
        row.review += bool(review)
        for rule in {f.rule for f in findings}:
            row.rules.setdefault(rule, Fired()).strings += 1
        if case.gold is None:
            continue
        certain = _judged(certain, case)
        row.judged += 1
        row.right += len(certain & case.gold)
        row.wrong += len(certain - case.gold)
        row.missed += len(case.gold - certain)
        exact = certain == case.gold and (len(review) > 1 or not case.open)
        row.exact += exact
        if not exact:
            row.faults.append(
                Fault(case.texts, tuple(sorted(case.gold)), tuple(sorted(certain)), tuple(sorted(review)))
            )
        for rule, value in {(f.rule, f.value) for f in findings if f.state == "yes"}:
            row.rules[rule].judged += 1
            row.rules[rule].right += value in case.gold or value in case.kin


def _judged(certain: frozenset[str], case: Case) -> frozenset[str]:
    """The certain values as they are held against the answer."""
    assert case.gold is not None
    if certain & case.kin:
        told = certain - case.kin
        certain = told if told & case.gold else told | case.gold
    return certain & case.gold or certain if case.one else certain


def read_with(engine: Engine, cases: list[Case], only: frozenset[str] | None) -> Row:
    """One reader on some cases, in this process. A reader that cannot be made gives a row that says why."""
    row = Row("", engine.name)
    try:
        read = engine.make(*engine.arguments)
    except Missing as error:
        row.missing = str(error)
        return row
    read("")  # tables are loaded once, outside the clock
    distinct = list(dict.fromkeys(text for case in cases for text in case.texts))
    gc.collect()
    began = time.process_time()
    answers = {text: read(text) for text in distinct}
    row.seconds = time.process_time() - began
    row.strings = len(distinct)
    row.peak = peak_megabytes()
    count(row, cases, answers.__getitem__, only)
    return row


def measure(of: Set, engine: Engine, cases: list[Case]) -> Row:
    """One reader on one set, in a process of its own: so its peak memory is its own, tables and answers included."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        row = pool.submit(read_with, engine, cases, of.only).result()
    row.set, row.goal, row.part = of.name, of.goal, of.part
    return row
