"""The annexes of Regulation (EU) 2017/1509 (DPRK) as a table: organisations, with persons and ships beside them."""

from __future__ import annotations

from loaders.watchlists.entry import Copy, Entry, countries_in, day_of, several
from loaders.watchlists.rows import as_printed, headings, rows

_PRINTED = (
    "annex",
    "recordid",
    "measure",
    "startdate",
    "name",
    "alias",
    "previousname",
    "country",
    "address",
)
_COLUMNS = frozenset({"celex", "annex", "measure", "startdate", "schema", "name", "alias", "address"})
_ORGANISATIONS = frozenset({"LegalEntity", "Organization", "Company", "PublicBody"})


def recognises(data: bytes) -> bool:
    """Whether this is such a table."""
    return headings(data) >= _COLUMNS


def read(data: bytes) -> Copy:
    """Its organisations; `startDate` is the day that the regulation gives beside each."""
    copy = Copy()
    for line, row in rows(data):
        if row["schema"] == "Person":
            copy.persons += 1
        elif row["schema"] not in _ORGANISATIONS:
            copy.others += 1
        else:
            copy.add(line, lambda row=row, line=line: _entry(row, line))  # type: ignore[misc]
    return copy


def _entry(row: dict[str, str], line: int) -> Entry:
    return Entry(
        name=row["name"],
        aliases=(*several(row["alias"]), *several(row.get("previousname", ""))),
        countries=countries_in(row.get("country", ""), row["address"]),
        since=day_of(row["startdate"], day_first=True),
        printed=as_printed(row, _PRINTED),
        source=", ".join(
            part
            for part in (
                row["celex"],
                f"annex {row['annex']}" if row["annex"] else "",
                f"number {row['recordid']}" if row.get("recordid") else "",
            )
            if part
        ),
        line=line,
    )
