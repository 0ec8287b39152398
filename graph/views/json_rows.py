"""An answer as JSON: one array of objects, one object a line, keyed by column name in the columns' order."""

from __future__ import annotations

import json
import re
from typing import Any, TextIO

from graph.views.answer import Answer
from graph.views.values import plain

# lone surrogates are no UTF-8, some terminals obey C1 controls, and the two line ends break line-wise readers
_ESCAPED = re.compile("[\x7f-\x9f\u2028\u2029\ud800-\udfff]")


def to_json(value: Any, *, indent: int | None = None) -> str:
    """One JSON text, readable (no needless escapes) and always valid UTF-8; on one line where no indent is given."""
    text = json.dumps(plain(value), ensure_ascii=False, allow_nan=False, indent=indent)
    return _ESCAPED.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def write_json(answer: Answer, stream: TextIO) -> None:
    """Write the rows; `[]` where there are none."""
    rows = [to_json({column: row.get(column) for column in answer.columns}) for row in answer.rows]
    stream.write("[\n" + ",\n".join(rows) + "\n]\n" if rows else "[]\n")
