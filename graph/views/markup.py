"""An answer as HTML for a notebook: a plain table, every character of the data escaped."""

from __future__ import annotations

from html import escape

from graph.views.answer import Answer
from graph.views.table import cell_text
from graph.views.text import one_line

ROWS_SHOWN = 100
"""Rows that a notebook shows; the others are counted. They are all in the answer and its frames."""

_CELL = "text-align:left;vertical-align:top"
_NUMBER = "text-align:right;vertical-align:top"


def answer_html(answer: Answer, rows: int = ROWS_SHOWN) -> str:
    """Title, the first rows as a table, how many there are, cautions and notes. Holds no script and fetches nothing."""
    parts = []
    if answer.title:
        parts.append(f"<p><b>{_text(answer.title)}</b></p>")
    shown = answer.rows[:rows]
    if shown and answer.columns:
        head = "".join(f'<th style="{_CELL}">{_text(name)}</th>' for name in answer.columns)
        body = "".join(
            "<tr>" + "".join(_cell(row.get(name)) for name in answer.columns) + "</tr>" for row in shown
        )
        parts.append(f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>")
    count = len(answer.rows)
    said = "no rows" if not count else "1 row" if count == 1 else f"{count:,} rows"
    if count > len(shown):
        said += f", of which the first {len(shown):,} are shown"
    parts.append(f"<p>{said}</p>")
    for name, lines in (("Caution", answer.caveats), ("Note", answer.notes)):
        parts += [f"<p><b>{name}:</b> {_text(line)}</p>" for line in lines]
    return "<div>" + "".join(parts) + "</div>"


def _text(text: str) -> str:
    return escape(one_line(text))


def _cell(value: object) -> str:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    lines = [escape(line) for line in cell_text(value, "• ").split("\n")]
    return f'<td style="{_NUMBER if number else _CELL}">' + "<br>".join(lines) + "</td>"
