"""The lists of institutions under Section 1286 of the US defence act for 2019, as one table of their yearly reports.

`report-date` is the fiscal year of a report, not a day on which anybody was listed (the report of 2022 came out in June
2023): it is kept as a part of the source, and `since` stays unknown where `start-date` is empty.
"""

from __future__ import annotations

from dataclasses import replace

from loaders.watchlists.entry import Copy, Entry, countries_in, day_of, periods, same_name, several
from loaders.watchlists.rows import headings, rows

_COLUMNS = frozenset({"name", "aliases", "program", "report-date", "start-date", "end-date", "country"})


def recognises(data: bytes) -> bool:
    """Whether this is such a table."""
    return headings(data) >= _COLUMNS


def read(data: bytes) -> Copy:
    """Its entries: the rows of one name, from several reports, are one."""
    copy = Copy()
    years: dict[int, str] = {}
    for line, row in rows(data):
        if row.get("schema", "") == "Person":
            copy.persons += 1
            continue
        years[line] = row["report-date"]
        copy.add(line, lambda row=row, line=line: _entry(row, line))  # type: ignore[misc]
    copy.entries = [
        replace(one, source=_source(one, [years[row.line] for row in same]))
        for same in same_name(copy.entries)
        # the latest report says how an entry stands
        for one in periods(sorted(same, key=lambda row: (years[row.line], row.line)))
    ]
    return copy


def _entry(row: dict[str, str], line: int) -> Entry:
    return Entry(
        name=row["name"],
        aliases=several(row["aliases"]),
        countries=countries_in(row["country"]),
        since=day_of(row["start-date"]),
        until=day_of(row["end-date"]),
        source=row.get("source_url", ""),
        line=line,
    )


def _source(entry: Entry, years: list[str]) -> str:
    said = ", ".join(sorted({year for year in years if year}))
    return "; ".join(part for part in (f"reports of {said}" if said else "", entry.source) if part)
