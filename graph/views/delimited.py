"""An answer as CSV after RFC 4180: UTF-8, comma, CRLF, a header line.

A spreadsheet takes a cell that begins with = + - @ for a formula, and would run what a hostile title holds:
such cells get a leading apostrophe. Numbers stay as they are.
"""

from __future__ import annotations

import re
from typing import Any, TextIO

from graph.views.answer import Answer
from graph.views.json_rows import to_json
from graph.views.text import without_controls
from graph.views.values import plain

# the full-width forms are read as their plain ones in East Asian locales
_FORMULA = re.compile(r"[=+\-@\t\r\n＝＋－＠]")
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?\Z", re.ASCII)
# beyond RFC 4180: where a semicolon or a tab separates columns, an unquoted list would fall apart into cells
_QUOTED = re.compile(r'[",;\t\r\n]|\A\s|\s\Z')


def cell(value: Any) -> str:
    """One value as a cell's text, before quoting: lists joined by `; `, objects as JSON, nothing for null."""
    value = plain(value)
    if value is None:
        return ""
    text = "; ".join(_scalar(one) for one in value) if isinstance(value, list) else _scalar(value)
    text = without_controls(text)
    if _FORMULA.match(text) and not _NUMBER.match(text):
        return "'" + text
    return text


def _scalar(value: Any) -> str:
    if isinstance(value, str):
        return value
    return "" if value is None else to_json(value)


def _line(cells: list[str]) -> str:
    quoted = ['"' + one.replace('"', '""') + '"' if _QUOTED.search(one) else one for one in cells]
    # a lone empty cell would be an empty line, which readers skip
    return (",".join(quoted) if quoted != [""] else '""') + "\r\n"


def write_csv(answer: Answer, stream: TextIO) -> None:
    """Write the rows. The stream must not translate line ends (newline="")."""
    stream.write(_line([cell(column) for column in answer.columns]))
    for row in answer.rows:
        stream.write(_line([cell(row.get(column)) for column in answer.columns]))
