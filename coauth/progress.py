"""Progress on standard error, only where that is a terminal."""

from __future__ import annotations

import sys
from types import TracebackType
from typing import Self

import click
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, TaskID, TaskProgressColumn, TextColumn, TimeElapsedColumn

from graph.views.text import one_line


class Bar:
    """A bar for each stage of a long work (see loaders.pipeline.Progress and loaders.fetch.harvest.Progress)."""

    def __init__(self) -> None:
        self._shown = sys.stderr.isatty()
        self._progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            TaskProgressColumn(),
            TimeElapsedColumn(),
            console=Console(stderr=True),
            disable=not self._shown,
        )
        self._name: str | None = None
        self._task: TaskID | None = None

    def stage(self, name: str, total: int) -> None:
        if name == self._name and self._task is not None:
            self._progress.update(self._task, total=max(total, 1))
            return
        self._end_stage()
        self._name = name
        self._task = self._progress.add_task(escape(name), total=max(total, 1))

    def reached(self, done: int) -> None:
        if self._task is not None:
            self._progress.update(self._task, completed=done)

    def waiting(self, holder: str) -> None:
        click.echo(f"coauth: waiting for another load to finish (process {holder.split('/')[1]})", err=True)

    def pausing(self, seconds: float, reason: str) -> None:
        if self._shown:
            self._progress.console.print(escape(f"{one_line(reason)}: the next try in {seconds:.0f} s"))

    def _end_stage(self) -> None:
        if self._task is not None:
            task = self._progress.tasks[self._task]
            self._progress.update(self._task, completed=task.total)

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is None:
            self._end_stage()
        self._progress.stop()
