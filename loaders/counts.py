"""A table of counts (country, year, works) from a file: CSV or TSV, with lines in its head that say of what it is one.

# universe: OpenAlex, works about Artificial Intelligence
# fetched: 2026-11-26
country,year,works
CN,2017,41000
"""

from __future__ import annotations

import csv
import io
from pathlib import Path

from graph.country_codes import known
from graph.errors import CoauthError
from graph.report.counts import Counts

MAX_BYTES = 16 * 2**20
MAX_ROWS = 200_000
"""250 countries in each of 800 years."""

MAX_HEAD = 100
MAX_TEXT = 2_000
"""Characters of one line of the head."""

COLUMNS = ("country", "year", "works")
HINT = "coauth report 38north --help shows such a table; coauth fetch openalex-counts -o counts.csv makes one"


def read_counts(path: Path) -> Counts:
    """The table. Raises CoauthError that names the file, the line and what is wrong there."""
    try:
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise CoauthError(f"{path}: {error.strerror or error}", hint="name a file that can be read") from None
    if len(raw) > MAX_BYTES:
        raise CoauthError(
            f"{path}: longer than {MAX_BYTES // 2**20} MiB, which no table of counts is", hint=HINT
        )
    try:
        return counts_of(raw.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise CoauthError(f"{path}: it is no text in UTF-8", hint=HINT) from None
    except ValueError as error:
        raise CoauthError(f"{path}{error}", hint=HINT) from None


def counts_of(text: str) -> Counts:
    """The table in a text. Raises ValueError, `, line N: …` or `: …`."""
    lines = text.splitlines()
    head: dict[str, str] = {}
    start = 0
    for start, line in enumerate(lines):
        if line.strip() and not line.startswith("#"):
            break
        name, colon, said = line.lstrip("# ").partition(":")
        if colon and name.strip():
            if start >= MAX_HEAD or len(line) > MAX_TEXT:
                raise ValueError(f", line {start + 1}: its head is longer than any table needs")
            head[name.strip().lower()] = said.strip()
    else:
        raise ValueError(": it holds no table")
    universe = head.pop("universe", "")
    if not universe:
        raise ValueError(": its head does not say of what it counts the works (`# universe: …`)")
    delimiter = "\t" if "\t" in lines[start] else ";" if ";" in lines[start] else ","
    rows = csv.reader(io.StringIO("\n".join(lines[start:])), delimiter=delimiter, strict=True)
    try:
        return Counts(universe, tuple(sorted(head.items())), _rows(rows, start))
    except csv.Error as error:
        raise ValueError(f", line {start + rows.line_num}: {error}") from None


def _rows(rows: csv._reader, start: int) -> dict[tuple[int, str], int]:  # type: ignore[name-defined]
    headings = [one.strip().lower() for one in next(rows)]
    missing = [name for name in COLUMNS if name not in headings]
    if missing:
        raise ValueError(f", line {start + 1}: it has no column {', '.join(missing)}")
    if twice := [name for name in COLUMNS if headings.count(name) > 1]:
        raise ValueError(f", line {start + 1}: two columns are called {twice[0]}")
    places = [headings.index(name) for name in COLUMNS]
    found: dict[tuple[int, str], int] = {}
    for row in rows:
        line = start + rows.line_num
        if not any(one.strip() for one in row):
            continue
        # a number with a comma for its thousands (41,000) would be read as 41
        if len(row) < len(headings) or any(one.strip() for one in row[len(headings) :]):
            raise ValueError(f", line {line}: {len(row)} cells under {len(headings)} headings")
        country, year, works = (row[place].strip() for place in places)
        code = known(country)
        if code is None:
            raise ValueError(
                f", line {line}: {country[:40]!r} is no code of a country (two letters, ISO 3166-1)"
            )
        if not (year.isascii() and year.isdigit() and 1000 <= int(year[:9]) <= 2999):
            raise ValueError(f", line {line}: {year[:40]!r} is no year")
        if not (works.isascii() and works.isdigit() and len(works) <= 12):
            raise ValueError(f", line {line}: {works[:40]!r} is no number of works")
        if (int(year), code) in found:
            raise ValueError(f", line {line}: {code} {year} stands there twice")
        if len(found) >= MAX_ROWS:
            raise ValueError(f", line {line}: more than {MAX_ROWS:,} rows")
        found[int(year), code] = int(works)
    if not found:
        raise ValueError(": it holds no counts")
    return found
