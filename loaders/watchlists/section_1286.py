"""The lists of institutions under Section 1286 of the US defence act for 2019, as one table of their yearly reports.

`report-date` is the fiscal year of a report, not a day on which anybody was listed (the report of 2022 came out in June
2023): it is kept as a part of the source, and `since` stays unknown where `start-date` is empty.
"""

from __future__ import annotations

from dataclasses import replace

from loaders.watchlists.entry import Copy, Entry, countries_in, day_of, periods, same_name, several
from loaders.watchlists.rows import as_printed, headings, rows

_PRINTED = ("name", "aliases", "report-date", "start-date", "end-date", "country", "notes", "source_url")
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
        replace(one, source=_source(same, years))
        # the latest report says how an entry stands
        for same in same_name(sorted(copy.entries, key=lambda row: (years[row.line], row.line)))
        for one in periods(same)
    ]
    return copy


def _entry(row: dict[str, str], line: int) -> Entry:
    return Entry(
        name=row["name"],
        aliases=several(row["aliases"]),
        countries=countries_in(row["country"]),
        since=day_of(row["start-date"]),
        until=day_of(row["end-date"]),
        printed=as_printed(row, _PRINTED),
        source=row.get("source_url", ""),
        line=line,
    )


def _source(same: list[Entry], years: dict[int, str]) -> str:
    """The years of the reports, and where the last of them stands; `printed` has all."""
    said = ", ".join(sorted({year for row in same if (year := years[row.line])}))
    return "; ".join(part for part in (f"reports of {said}" if said else "", same[-1].source) if part)
