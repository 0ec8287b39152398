"""The forms of an answer, and the one function that writes it in any of them."""

from __future__ import annotations

from typing import Literal, TextIO, get_args

from graph.views.answer import Answer
from graph.views.delimited import write_csv
from graph.views.json_rows import write_json
from graph.views.table import write_table

Form = Literal["table", "csv", "json"]
FORMS: tuple[Form, ...] = get_args(Form)


def write_answer(
    answer: Answer, form: Form, stream: TextIO, *, width: int | None = None, colour: bool = False
) -> None:
    """Write an answer as `table`, `csv` or `json`.

    stream: text, opened with newline="" (CSV has its own line ends). width, colour: for a table only, in
    columns; the title, caveats and notes are written with a table, and left to the caller for CSV and JSON.
    """
    if form == "csv":
        write_csv(answer, stream)
    elif form == "json":
        write_json(answer, stream)
    else:
        write_table(answer, stream, width=width, colour=colour)
