"""Facts about countries, places, institutions and words, as tables with their sources."""

from __future__ import annotations

import pkgutil
import tomllib
from collections.abc import Iterator
from typing import Any


def _text(name: str) -> str:
    data = pkgutil.get_data(__name__, name)
    if data is None:
        raise FileNotFoundError(f"loaders/facts/{name} is missing from this installation")
    return data.decode("utf-8")


def rows_of(table: str) -> Iterator[dict[str, str]]:
    """The rows of a .tsv table in this folder, as column name -> text; lines that start with # are
    comments."""
    lines = [line for line in _text(table).split("\n") if line and not line.startswith("#")]
    columns = lines[0].split("\t")
    for line in lines[1:]:
        yield dict(zip(columns, line.split("\t"), strict=True))


def words_of(table: str) -> dict[str, Any]:
    """The content of a .toml table in this folder."""
    return tomllib.loads(_text(table))
