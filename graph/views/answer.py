"""An answer to a question: rows, and what must be said beside them."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Any


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
