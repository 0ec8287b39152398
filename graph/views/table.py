"""An answer as a table for people: wide values wrapped, list values one a line, hostile text harmless."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TextIO

from rich import box
from rich.cells import cell_len
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Column, Table
from rich.text import Text

from graph.views.answer import Answer
from graph.views.json_rows import to_json
from graph.views.text import one_line
from graph.views.values import plain

WIDTH_WITHOUT_TERMINAL = 160
NARROWEST = 12
"""The width below which a column is no longer readable; one with short values is as wide as the longest."""

LONGEST_KEY = 48
"""Up to this width a value without spaces, such as a DOI, is kept in one piece, so that it can be copied."""


def cell_text(value: Any, bullet: str = "") -> str:
    """One value as lines of text; a list gives one line an item, after `bullet` where there are several."""
    value = plain(value)
    if value is None:
        return ""
    if isinstance(value, list):
        return "\n".join((bullet if len(value) > 1 else "") + _item(one) for one in value)
    return _item(value)


def _item(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str):
        return one_line(value)
    if isinstance(value, float):
        return f"{value:.6g}"
    return one_line(to_json(value)) if isinstance(value, list | Mapping) else str(value)


def write_table(answer: Answer, stream: TextIO, *, width: int | None = None, colour: bool = False) -> None:
    """Write title, table, number of rows, caveats and notes.

    Where the columns cannot stand side by side in `width`, each row becomes a block of `column  value` lines.
    """
    console = Console(
        file=stream,
        width=width or WIDTH_WITHOUT_TERMINAL,
        force_terminal=colour,
        no_color=not colour,
        color_system="auto" if colour else None,
        force_jupyter=False,
        markup=False,
        emoji=False,
        highlight=False,
        legacy_windows=False,
    )
    bullet = "• " if "utf" in console.encoding.lower() else "- "
    cells = [[cell_text(row.get(column), bullet) for column in answer.columns] for row in answer.rows]
    if answer.title:
        console.print(Text(one_line(answer.title), style="bold"))
    if cells and answer.columns:
        fits = sum(
            _least(answer.columns[i], [row[i] for row in cells]) + 3 for i in range(len(answer.columns))
        )
        body = _grid(answer, cells) if fits < console.width else _blocks(answer, cells)
        console.print(body)
    count = len(answer.rows)
    console.print(Text("no rows" if not count else "1 row" if count == 1 else f"{count:,} rows", style="dim"))
    for name, lines, style in (("Caution", answer.caveats, "yellow"), ("Note", answer.notes, "dim")):
        for line in lines:
            console.print(Text.assemble((f"{name}: ", style), one_line(line)))


def _least(name: str, cells: list[str]) -> int:
    lines = [line for text in (name, *cells) for line in text.split("\n")]
    widest = max((cell_len(line) for line in lines), default=0)
    keys = widest <= LONGEST_KEY and not any(" " in line for line in lines)
    return widest if keys else min(widest, NARROWEST)


def _is_number(value: Any) -> bool:
    return value is None or (isinstance(value, int | float) and not isinstance(value, bool))


def _grid(answer: Answer, cells: list[list[str]]) -> Table:
    columns = []
    for index, name in enumerate(answer.columns):
        values = [row.get(name) for row in answer.rows]
        numbers = all(_is_number(value) for value in values) and any(value is not None for value in values)
        columns.append(
            Column(
                Text(one_line(name)),
                overflow="fold",
                justify="right" if numbers else "left",
                min_width=_least(name, [row[index] for row in cells]),
                no_wrap=numbers,
            )
        )
    several = any("\n" in text for row in cells for text in row) or any(
        cell_len(text) > 40 for row in cells for text in row
    )
    table = Table(*columns, box=box.ROUNDED, show_lines=several, header_style="bold", safe_box=True)
    subject = [index for index, name in enumerate(answer.columns) if name in answer.subject]
    before: list[str] = []
    for row in cells:
        about = [row[index] for index in subject]
        same = bool(subject) and about == before
        table.add_row(*(Text("" if same and index in subject else text) for index, text in enumerate(row)))
        before = about
    return table


def _blocks(answer: Answer, cells: list[list[str]]) -> RenderableType:
    blocks: list[RenderableType] = []
    for number, row in enumerate(cells, 1):
        block = Table.grid(
            Column(style="bold", no_wrap=False, overflow="fold"), Column(overflow="fold"), padding=(0, 2)
        )
        for name, text in zip(answer.columns, row, strict=True):
            if text:
                block.add_row(Text(one_line(name)), Text(text))
        blocks += [Text(f"{number:,} of {len(cells):,}", style="dim"), Padding(block, (0, 0, 1, 2))]
    return Group(*blocks)
