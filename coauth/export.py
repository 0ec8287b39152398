"""`coauth export`: the subgraph behind an answer as a picture in one HTML file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import click

from coauth import query as questions
from graph.errors import CoauthError, WrongUsage
from graph.store import Store, open_store
from graph.views.answer import Answer
from graph.views.atomic import check_writable, write_file
from graph.views.behind import MAX_WORKS, picture_of
from graph.views.html import to_html
from graph.views.picture import Picture
from graph.views.text import one_line

CAUTION = (
    "A common paper shows that names and addresses were printed together. It does not show who did what, "
    "anyone's nationality, or whether a work was exempt or notified."
)

WORK_COLUMNS = ("work", "other_work")
"""Columns that hold keys of works, in any question."""

WRITERS: dict[str, Callable[[Picture], str]] = {".html": to_html}
"""Ending of the file to what writes a picture in that form."""


def works_of(answer: Answer) -> list[str]:
    """Keys of the works that an answer rests on, each once, in the order of its rows."""
    keys: dict[str, None] = {}
    for row in answer.rows:
        for column in WORK_COLUMNS:
            found = row.get(column)
            for key in found if isinstance(found, list) else [found]:
                if isinstance(key, str) and key:
                    keys[key] = None
    return list(keys)


def draw(
    store: Store,
    answer: Answer,
    file: Path,
    *,
    countries: Sequence[str] = (),
    institutions: bool = False,
    max_works: int = MAX_WORKS,
) -> Picture:
    """Write the picture of the works behind an answer to a file, in the form that its ending names.

    countries: those that were asked for; they get the strongest colours. Returns what was drawn. Raises
    WrongUsage for an unknown ending, CoauthError where there is no work to draw or the file cannot be written.
    """
    write = writer_for(file)
    keys = works_of(answer)
    if not keys:
        raise CoauthError(
            "no work answers this question: there is nothing to draw, and nothing was written",
            hint="ask more widely: fewer options, other years, --review include",
        )
    picture = picture_of(
        store,
        keys,
        title=answer.title or "Works",
        caution=CAUTION,
        countries=countries,
        caveats=answer.caveats,
        institutions=institutions,
        max_works=max_works,
    )
    write_file(file, write(picture).encode("utf-8"))
    return picture


def writer_for(file: Path) -> Callable[[Picture], str]:
    """What writes a picture with this ending. Raises WrongUsage naming the endings that there are."""
    write = WRITERS.get(file.suffix.lower())
    if write is None:
        known = ", ".join(WRITERS)
        raise WrongUsage(
            f"{file}: a picture is written as {known}", hint=f"-o {file.with_suffix('.html')}, or coauth query for rows"
        )
    return write


def say_what_was_drawn(picture: Picture, file: Path) -> None:
    """One line on standard error, and one for each thing that was left out."""
    counted = {kind: sum(node.kind == kind for node in picture.nodes) for kind in ("work", "person", "institution")}
    parts = [f"{count:,} {kind}{'s' if count != 1 else ''}" for kind, count in counted.items() if count]
    click.echo(f"picture of {', '.join(parts)} written to {file}", err=True)
    for note in picture.notes:
        click.echo(f"note: {one_line(note)}", err=True)
