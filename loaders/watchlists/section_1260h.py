"""The lists of Chinese military companies under Section 1260H of the US defence act for 2021, as one table.

It names no country, and holds companies that stand in other countries too: where an entry is stays unknown.
"""

from __future__ import annotations

from loaders.watchlists.entry import Copy, Entry, by_beginning, day_of, periods, same_name, several
from loaders.watchlists.rows import as_printed, headings, rows

_PRINTED = ("name", "alias", "previous name", "parent name", "start date", "end date", "source url")
_COLUMNS = frozenset(
    {"name", "clean name", "alias", "previous name", "parent name", "start date", "end date"}
)


def recognises(data: bytes) -> bool:
    """Whether this is such a table."""
    return headings(data) >= _COLUMNS


def read(data: bytes) -> Copy:
    """Its entries: a company that later lists name again is one entry as long as it stands there."""
    copy = Copy()
    for line, row in rows(data):
        copy.add(line, lambda row=row, line=line: _entry(row, line))  # type: ignore[misc]
    copy.entries = [
        one for same in same_name(copy.entries) for one in periods(sorted(same, key=by_beginning))
    ]
    return copy


def _entry(row: dict[str, str], line: int) -> Entry:
    return Entry(
        name=row["clean name"] or row["name"],
        aliases=(*several(row["alias"]), *several(row["previous name"])),
        since=day_of(row["start date"]),
        until=day_of(row["end date"]),
        printed=as_printed(row, _PRINTED),
        source=row.get("source url", ""),
        line=line,
    )
