"""An answer as a frame of pandas or polars: types kept, nothing guessed from text.

Whole numbers stay whole where values are missing, lists stay lists, dates are dates, and what is missing is NA or None.
Text is never read as something else: `NA` is Namibia. What no column type holds (a node, a mixture) is an object.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any, Literal

from graph.errors import CoauthError, WrongUsage
from graph.views.answer import Answer

if TYPE_CHECKING:
    import pandas
    import polars

Frame = Literal["pandas", "polars"]

INSTALL = {"pandas": "pip install 'coauthgraph[notebooks]'", "polars": "pip install 'coauthgraph[polars]'"}
"""What brings each library."""


def require(frame: str | None) -> None:
    """Raise WrongUsage for a frame that there is none of, CoauthError where its library is not installed."""
    if frame is None:
        return
    if frame not in INSTALL:
        raise WrongUsage(f"there is no frame {frame!r}", hint="frame='pandas' or frame='polars'")
    try:
        __import__(frame)
    except ImportError as error:
        if error.name != frame:
            raise
        raise CoauthError(f"{frame} is not installed", hint=INSTALL[frame]) from None


def to_pandas(answer: Answer) -> pandas.DataFrame:
    """The rows as a pandas frame; title, caveats and notes are in its `attrs`.

    Text, whole numbers, numbers and truth values have pandas' types that know NA; lists, dates and all else are objects,
    None where nothing is there. Raises CoauthError where pandas is not installed.
    """
    require("pandas")
    import pandas

    index = pandas.RangeIndex(len(answer.rows))
    columns: dict[int, Any] = {}
    for place, name in enumerate(answer.columns):
        values = [row.get(name) for row in answer.rows]
        columns[place] = pandas.Series(values, index=index, dtype=_pandas_type(values))
    frame = pandas.DataFrame(columns, index=index)
    frame.columns = pandas.Index(answer.columns, dtype=object)
    frame.attrs.update(title=answer.title, caveats=list(answer.caveats), notes=list(answer.notes))
    return frame


def _pandas_type(values: Sequence[Any]) -> str:
    found = _scalar(values)
    if found is datetime:
        aware = {value.tzinfo is not None for value in values if value is not None}
        return "object" if len(aware) > 1 else "datetime64[us, UTC]" if aware == {True} else "datetime64[us]"
    return {str: "string", bool: "boolean", int: "Int64", float: "Float64"}.get(found or object, "object")


def to_polars(answer: Answer) -> polars.DataFrame:
    """The rows as a polars frame. It has no place for caveats and notes: they stay with the answer.

    Raises CoauthError where polars is not installed.
    """
    require("polars")
    import polars

    series = []
    for name in answer.columns:
        values = [row.get(name) for row in answer.rows]
        kind = _polars_type(values)
        series.append(polars.Series(name, values, dtype=polars.Object if kind is None else kind))
    return polars.DataFrame(series)


def _polars_type(values: Sequence[Any]) -> Any:
    """The column type of such values; None where only that of objects holds them."""
    import polars

    present = [value for value in values if value is not None]
    if not present:
        return polars.Null
    if all(isinstance(value, list) for value in present):
        inner = _polars_type([one for value in present for one in value])
        return None if inner is None else polars.List(inner)
    if all(type(value) is dict for value in present):
        names = dict.fromkeys(name for value in present for name in value)
        fields = {name: _polars_type([value.get(name) for value in present]) for name in names}
        return polars.Struct(fields) if fields and None not in fields.values() else None
    found = _scalar(present)
    if found is datetime:
        aware = {value.tzinfo is not None for value in present}
        return None if len(aware) > 1 else polars.Datetime("us", "UTC" if aware == {True} else None)
    plain = {
        str: polars.String, bool: polars.Boolean, int: polars.Int64, float: polars.Float64, date: polars.Date,
        time: polars.Time,
    }  # fmt: skip
    return None if found is None else plain.get(found)


def _scalar(values: Sequence[Any]) -> type | None:
    """The one type of all values that are there; whole numbers among numbers are numbers."""
    kinds = {type(value) for value in values if value is not None}
    if kinds == {int, float}:
        return float
    return kinds.pop() if len(kinds) == 1 else None
