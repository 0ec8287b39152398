"""An entry of a list as it is printed, and a copy of a list as its file has it: no decision yet."""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import NamedTuple

from graph import country_codes
from loaders.normalize import affiliations
from loaders.normalize.reading import fold_words

MAX_ENTRIES = 100_000
"""Entries of one copy; the longest list at hand has 443 rows."""
MAX_NAMES = 200
"""Names of one entry; the longest of the lists at hand has 31."""
MAX_NAME = 500
MAX_TEXT = 20_000
"""Characters of a name, and of what is kept of an entry as printed."""
FIRST_YEAR, LAST_YEAR = 1900, 2100
SHOWN_FAULTS = 20

_ISO = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?(?:T[\d:.]+)?(?:Z|[+-]\d\d:\d\d)?\Z", re.ASCII)
_DAY_FIRST = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})\Z", re.ASCII)
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")
_LETTERS = re.compile(r"\s*\(([A-Z0-9][A-Z0-9&./\- ]{1,14})\)")
_QUOTES = "\"'‘’“”„«»` "


class Day(NamedTuple):
    """A printed date. day: its first day. precision: day, month or year; a year is never made a day of it."""

    day: date
    precision: str

    @property
    def last(self) -> date:
        """Its last day."""
        if self.precision == "year":
            return self.day.replace(month=12, day=31)
        if self.precision == "month":
            return self.day.replace(day=calendar.monthrange(self.day.year, self.day.month)[1])
        return self.day

    @property
    def text(self) -> str:
        return self.day.isoformat()[: {"year": 4, "month": 7}.get(self.precision, 10)]


def day_of(text: str, *, day_first: bool = False) -> Day | None:
    """The date that a cell prints; None for an empty one. day_first: d.m.yyyy.

    Raises ValueError for what is no date.
    """
    text = text.strip()
    if not text:
        return None
    if day_first and (match := _DAY_FIRST.match(text)):
        year, month, day = int(match[3]), int(match[2]), int(match[1])
        precision = "day"
    elif match := _ISO.match(text):
        year, month, day = int(match[1]), int(match[2] or 1), int(match[3] or 1)
        precision = "day" if match[3] else "month" if match[2] else "year"
    else:
        raise ValueError(f"{text[:40]!r} is no date")
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValueError(f"{text[:40]!r} is no date of {FIRST_YEAR} to {LAST_YEAR}")
    try:
        return Day(date(year, month, day), precision)
    except ValueError:
        raise ValueError(f"{text[:40]!r} is no date") from None


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One organisation on a list.

    name, aliases: as printed. countries: where the entry says that it is (ISO alpha-2); empty where it does not say.
    since, until: only where the list says so. printed: the whole entry. source: where the list itself says that it
    stands (an address, an annex, a number). line: where it begins in the file.
    """

    name: str
    aliases: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    since: Day | None = None
    until: Day | None = None
    printed: str = ""
    source: str = ""
    line: int = 0


@dataclass(slots=True)
class Copy:
    """What the file of a list holds. name, publisher: where it says so itself. dated: the day of which it says that it
    holds. persons, others: entries that are no organisations, which are counted and otherwise left alone. faults: why
    entries were left out, of the first of them; left_out: how many were."""

    entries: list[Entry] = field(default_factory=list)
    name: str | None = None
    publisher: str | None = None
    dated: date | None = None
    persons: int = 0
    others: int = 0
    left_out: int = 0
    faults: list[str] = field(default_factory=list)

    def leave_out(self, line: int, why: str) -> None:
        """Note an entry that cannot be read."""
        self.left_out += 1
        if len(self.faults) < SHOWN_FAULTS:
            self.faults.append(f"line {line:,}: {why}")

    def add(self, line: int, make: Callable[[], Entry]) -> None:
        """Take an entry, or note why it cannot be: make raises ValueError."""
        if len(self.entries) >= MAX_ENTRIES:
            raise TooManyError(f"more than {MAX_ENTRIES:,} entries")
        try:
            self.entries.append(checked(make()))
        except ValueError as error:
            self.leave_out(line, str(error))


class TooManyError(Exception):
    """A file holds more than any list does."""


def checked(entry: Entry) -> Entry:
    """The entry with each name once. Raises ValueError for one that cannot be used."""
    if not entry.name:
        raise ValueError("it has no name")
    if len(entry.name) > MAX_NAME:
        raise ValueError(f"its name is longer than {MAX_NAME} characters")
    if len(entry.aliases) >= MAX_NAMES:
        raise ValueError(f"it has more than {MAX_NAMES} names")
    if entry.since and entry.until and entry.until.last < entry.since.day:
        raise ValueError(f"it ends ({entry.until.text}) before it begins ({entry.since.text})")
    aliases = dict.fromkeys(
        one for one in entry.aliases if one and one != entry.name and len(one) <= MAX_NAME
    )
    return replace(entry, aliases=tuple(aliases), printed=(entry.printed or entry.name)[:MAX_TEXT])


def tidy(text: str | None) -> str:
    """A cell as text: signs that nobody sees, such as NUL and marks that turn the direction, as blanks; blanks once."""
    return " ".join(_CONTROL.sub(" ", text or "").split())


def several(text: str, separator: str = ";") -> tuple[str, ...]:
    """The names in a cell that holds several, without the quotes around them."""
    return tuple(name for part in text.split(separator) if (name := part.strip(_QUOTES)))


def countries_in(*texts: str) -> tuple[str, ...]:
    """The countries that an address or the name of a country names with certainty, as of a printed affiliation; a code
    of ISO 3166-1 stands for itself."""
    found: dict[str, None] = {}
    for text in filter(None, (text.strip() for text in texts)):
        if len(text) == 2 and text.upper() in country_codes.names():
            found[text.upper()] = None
            continue
        decided = affiliations.decide(text[: affiliations.AT_ONCE]).countries
        found |= {one.value: None for one in decided if one.state == "yes" and one.value}
    return tuple(found)


def periods(rows: Iterable[Entry]) -> list[Entry]:
    """The rows of one name, in the order of what they say, as periods on the list: a list that is printed anew names
    again who stands on it still.

    A row that begins when the one before has ended begins a new period; else it says how the period goes on.
    """
    made: list[Entry] = []
    for row in rows:
        last = made[-1] if made else None
        if last is None or (
            last.until is not None and row.since is not None and row.since.day > last.until.last
        ):
            made.append(row)
        else:
            made[-1] = _joined(last, row)
    return made


def by_beginning(row: Entry) -> tuple[date, int]:
    """Orders rows by their first day, those without one first."""
    return (row.since.day if row.since else date.min, row.line)


def _joined(first: Entry, later: Entry) -> Entry:
    names = dict.fromkeys((first.name, *first.aliases, later.name, *later.aliases))
    return replace(
        first,
        aliases=tuple(names)[1:MAX_NAMES],
        countries=tuple(dict.fromkeys((*first.countries, *later.countries))),
        since=first.since or later.since,
        until=later.until,
        printed=f"{first.printed}\n{later.printed}"[:MAX_TEXT],
        source="; ".join(dict.fromkeys(part for part in (first.source, later.source) if part)),
    )


def same_name(rows: Sequence[Entry]) -> list[list[Entry]]:
    """The rows by name, whatever its letters' case, its marks and the letters in brackets that stand for it; in the order
    of the first of each."""
    found: dict[str, list[Entry]] = {}
    for row in rows:
        bare = without_letters(row.name)
        found.setdefault(" ".join(fold_words(bare)) or bare, []).append(row)
    return list(found.values())


def without_letters(name: str) -> str:
    """A name without the letters in brackets that stand for it: Academy of Military Medical Sciences (AMMS)."""
    return " ".join(_LETTERS.sub(" ", name).split()) or name
