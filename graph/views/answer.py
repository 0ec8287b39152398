"""An answer to a question: rows, and what must be said beside them."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas
    import polars


@dataclass(frozen=True, repr=False)
class Answer:
    """Rows with their columns in order, and what must be said beside them.

    rows: one dict a row, keyed by column; values are JSON values or the store's own (see values.plain).
    subject: the columns that say what a row is about; a table shows them once where rows with the same follow each other.
    countries: those that were asked for.
    caveats: what the answer does not show; they hold for the question. notes: what happened in this run.
    """

    columns: tuple[str, ...]
    rows: list[dict[str, Any]]
    title: str = ""
    caveats: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    subject: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()

    def first(self, limit: int | None) -> Answer:
        """The first `limit` rows, with a note of how many there are; all of them for None."""
        if limit is None or len(self.rows) <= limit:
            return self
        note = f"the first {limit:,} of {len(self.rows):,} rows (--limit)"
        return dataclasses.replace(self, rows=self.rows[:limit], notes=(*self.notes, note))

    def to_pandas(self) -> pandas.DataFrame:
        """The rows as a pandas frame; see graph.views.frames.to_pandas."""
        from graph.views.frames import to_pandas

        return to_pandas(self)

    def to_polars(self) -> polars.DataFrame:
        """The rows as a polars frame; see graph.views.frames.to_polars."""
        from graph.views.frames import to_polars

        return to_polars(self)

    def __repr__(self) -> str:
        count = "1 row" if len(self.rows) == 1 else f"{len(self.rows):,} rows"
        return f"<{self.title or 'Answer'}: {count} of {', '.join(self.columns)}>"

    def _repr_html_(self) -> str:
        """What a notebook shows."""
        from graph.views.markup import answer_html

        return answer_html(self)
