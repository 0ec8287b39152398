"""An answer to a question, and the one function that writes it in any form."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Any, Literal, TextIO, get_args

Form = Literal["table", "csv", "json"]
FORMS: tuple[Form, ...] = get_args(Form)


@dataclass(frozen=True)
class Answer:
    """Rows with their columns in order, and what must be said beside them.

    rows: one dict a row, keyed by column; values are JSON values or the store's own (see values.plain).
    subject: the columns that say what a row is about; a table shows them once where rows with the same follow each other.
    caveats: what the answer does not show; they hold for the question. notes: what happened in this run.
    """

    columns: tuple[str, ...]
    rows: list[dict[str, Any]]
    title: str = ""
    caveats: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    subject: tuple[str, ...] = ()

    def first(self, limit: int | None) -> Answer:
        """The first `limit` rows, with a note of how many there are; all of them for None."""
        if limit is None or len(self.rows) <= limit:
            return self
        note = f"the first {limit:,} of {len(self.rows):,} rows (--limit)"
        return dataclasses.replace(self, rows=self.rows[:limit], notes=(*self.notes, note))


def write_answer(
    answer: Answer, form: Form, stream: TextIO, *, width: int | None = None, colour: bool = False
) -> None:
    """Write an answer as `table`, `csv` or `json`.

    stream: text, opened with newline="" (CSV has its own line ends). width, colour: for a table only, in
    columns; the title, caveats and notes are written with a table, and left to the caller for CSV and JSON.
    """
    # here, for the forms import this module for Answer
    from graph.views.delimited import write_csv
    from graph.views.json_rows import write_json
    from graph.views.table import write_table

    if form == "csv":
        write_csv(answer, stream)
    elif form == "json":
        write_json(answer, stream)
    else:
        write_table(answer, stream, width=width, colour=colour)
