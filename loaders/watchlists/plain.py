"""A list that an analyst keeps: a table with a column `name`, and what else is known.

    # name: Partners we look at
    # publisher: our desk
    # dated: 2026-05-01
    name,aliases,country,since,until,source

Only `name` is needed. Aliases are separated by `;`, and so are countries (names or codes); a date is YYYY-MM-DD, or
YYYY-MM or YYYY where no more is known. `type` says what an entry is: `person`, `vessel`, else an organisation.
"""

from __future__ import annotations

from loaders.watchlists.entry import Copy, Entry, countries_in, day_of, several, tidy
from loaders.watchlists.rows import HEAD, as_printed, headings, rows

COLUMNS = ("name", "aliases", "country", "since", "until", "source", "type", "notes")
_OTHERS = frozenset({"vessel", "ship", "aircraft"})


def recognises(data: bytes) -> bool:
    """Whether this is a table with a name in each row, and no column of another kind of list."""
    return "name" in headings(data) and not headings(data) - frozenset(COLUMNS)


def read(data: bytes) -> Copy:
    """Its entries, and what its first lines say of it."""
    copy = Copy()
    for said, value in _said(data):
        if said == "name":
            copy.name = value
        elif said == "publisher":
            copy.publisher = value
        elif said == "dated":
            day = day_of(value)
            if day is None or day.precision != "day":
                raise ValueError(f"its first lines date it {value[:40]!r}, which is no day (YYYY-MM-DD)")
            copy.dated = day.day
    for line, row in rows(data):
        kind = row.get("type", "").lower()
        if kind in ("person", "individual"):
            copy.persons += 1
        elif kind in _OTHERS:
            copy.others += 1
        else:
            copy.add(line, lambda row=row, line=line: _entry(row, line))  # type: ignore[misc]
    return copy


def _said(data: bytes) -> list[tuple[str, str]]:
    found = []
    for line in data[:HEAD].decode("utf-8-sig", "replace").splitlines():
        if not line.startswith("#"):
            break
        said, _, value = line.lstrip("# ").partition(":")
        found.append((said.strip().lower(), tidy(value)))
    return found


def _entry(row: dict[str, str], line: int) -> Entry:
    return Entry(
        name=row["name"],
        aliases=several(row.get("aliases", "")),
        countries=countries_in(*several(row.get("country", ""))),
        since=day_of(row.get("since", "")),
        until=day_of(row.get("until", "")),
        printed=as_printed(row, COLUMNS[:-1]),
        source=row.get("source", ""),
        line=line,
    )
