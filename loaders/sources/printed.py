"""What sources print alike whatever their format: dates in words, names, e-mail addresses."""

from __future__ import annotations

import calendar
import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache

from loaders.records import (
    FILE_ENDS,
    MAX_REJECTED_BYTES,
    Located,
    PrintedDate,
    Record,
    Rejected,
    Statement,
    checked,
)

MAX_RECORD = 16 * 2**20
"""Characters of one record."""

MAX_AUTHORS = 50_000
"""Authors of one record; the largest collaborations have some 15,000."""

MAX_BEARERS = 50
"""Authors of one record with one family name, up to which a name is looked for by given names and initials."""

_MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
           "november", "december")  # fmt: skip
_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_NUMERIC_DATE = re.compile(r"\A(\d{4})(?:[-/.](\d{1,2}))?(?:[-/.](\d{1,2}))?(?!\d)")
_COMPACT_DATE = re.compile(r"\A(\d{4})(\d\d)(\d\d)\Z")
_YEAR = re.compile(r"(?<!\d)(?:1[4-9]|2\d)\d\d(?!\d)")
_WORD = re.compile(r"[A-Za-z]{3,9}")
_DAY = re.compile(r"(?<!\d)\d{1,2}(?!\d)")
_MONTH_AND_TWO_DIGITS = re.compile(r"\A[A-Za-z]{3,9}-\d\d\Z")
_LOCAL_PART = re.compile(r"(?<![^\s@<>(),;:\[\]])[^\s@<>(),;:\[\]]++@(?=[A-Za-z0-9])")
_DOMAIN = re.compile(r"@((?:[A-Za-z0-9-]{1,63}\.){1,8}[A-Za-z]{2,24})")
_BRACKET_OR_SEMICOLON = re.compile(r"[\[\];]")
RESEARCHER = re.compile(r"\A[A-Za-z]{1,4}-\d{4}-\d{4}\Z")
_NO_LETTERS = re.compile(r"[\W_]+")


def year_of(dates: Sequence[PrintedDate]) -> int | None:
    """The year of publication, else of the first appearance online; None where neither is printed."""
    for kind in ("published", "online"):
        for date in dates:
            if date.kind == kind:
                return int(date.value[:4])
    return None


def printed_when(kind: str, text: str | None, year: int | None = None) -> PrintedDate | None:
    """A date as sources print it in words or figures, with the precision it has.

    `2016 Jan 15`, `JUN 15`, `2019/01/15/`, `20151031`, `24-27 Sept. 2019`; of a range only what its ends share.
    year: the record's own year, which completes a date without one and outweighs one that differs.
    """
    value = _value((text or "").strip()[:80], year)
    return PrintedDate(kind, value) if value else None


@lru_cache(maxsize=16_384)
def _value(text: str, year: int | None) -> str | None:
    if "年" in text:
        text = text.replace("年", "-").replace("月", "-").replace("日", "").rstrip("-")
    figures = _COMPACT_DATE.match(text) or _NUMERIC_DATE.match(text)
    if figures and (figures[2] or figures.end() == len(text)):
        found, month, day = int(figures[1]), int(figures[2] or 0), int(figures[3] or 0)
    else:
        years = list(dict.fromkeys(int(y) for y in _YEAR.findall(text)))
        found = years[0] if years else year or 0
        months = {n for word in _WORD.findall(text) if (n := _month(word))}
        days = _DAY.findall(text)
        month = months.pop() if len(months) == 1 and len(years) < 2 else 0
        day = int(days[0]) if len(days) == 1 and not _MONTH_AND_TWO_DIGITS.match(text) else 0
        if year in years:
            found = year or found
    if year and found != year:
        found, month = year, 0
    if not 1000 <= found <= 2999:
        return None
    if not 1 <= month <= 12:
        return f"{found:04d}"
    if not 1 <= day <= _DAYS[month - 1] or (month == 2 and day == 29 and not calendar.isleap(found)):
        return f"{found:04d}-{month:02d}"
    return f"{found:04d}-{month:02d}-{day:02d}"


def _month(word: str) -> int | None:
    lower = word.lower()
    return next((n for n, name in enumerate(_MONTHS, 1) if name.startswith(lower)), None)


def without_local_parts(text: str) -> str:
    """The text, of every e-mail address in it only `@domain`."""
    return _LOCAL_PART.sub("@", text) if "@" in text else text


def domains(text: str) -> list[str]:
    """The domains of the e-mail addresses in a text, in lower case, one for each address."""
    return [domain.lower() for domain in _DOMAIN.findall(text)] if "@" in text else []


def split_outside(text: str) -> list[str]:
    """The parts of a text between the `;` that stand in no brackets."""
    parts, depth, last = [], 0, 0
    for match in _BRACKET_OR_SEMICOLON.finditer(text):
        sign = match.group()
        if sign == "[":
            depth += 1
        elif sign == "]":
            depth = max(depth - 1, 0)
        elif not depth:
            parts.append(text[last : match.start()])
            last = match.end()
    parts.append(text[last:])
    if depth:
        parts = text.split(";")
    return [stripped for part in parts if (stripped := part.strip())]


def outcome(
    start: int, block: Sequence[str], too_long: bool, build: Callable[[Sequence[str]], Record]
) -> Located | Rejected:
    """What became of the lines of one record, whose first line is number `start`."""
    text = "\n".join(block)
    try:
        if too_long:
            raise ValueError(f"the record is longer than {MAX_RECORD / 2**20:.0f} MiB")
        if not text.isascii():
            text.encode()
        return Located(checked(build(block)), start)
    except UnicodeEncodeError:
        reason = "the record holds characters that are no text"
    except ValueError as error:
        reason = " ".join(str(error).split())[:500]
    return Rejected(
        reason, start, text[:MAX_REJECTED_BYTES].encode(errors="surrogatepass")[:MAX_REJECTED_BYTES]
    )


def cut_short(_block: Sequence[str]) -> Record:
    """For `outcome`: the last record of a file lacks the end that those before it have. Raises ValueError."""
    raise ValueError(f"{FILE_ENDS} this record: it was cut short")


def email_statements(texts: Iterable[str], place: str) -> list[Statement]:
    """A statement for every domain of an e-mail address in these texts, once."""
    found = dict.fromkeys([domain for text in texts if "@" in text for domain in domains(text)])
    return [Statement("email-domain", domain, place) for domain in found]


def researcher_id(printed: str | None) -> str | None:
    """A ResearcherID (`A-1234-2010`) as the id of a person, in one form for all sources; None where it is none."""
    found = RESEARCHER.match(printed.strip()) if printed else None
    return f"researcherid:{found.group().upper()}" if found else None


class Names:
    """The authors of a record, to be found by a name as another field prints it."""

    def __init__(self, full: Sequence[str], short: Sequence[str] = ()) -> None:
        """full: the names in order; short: the same authors' names with initials, where the record has both.

        Raises ValueError where they are more than MAX_AUTHORS.
        """
        if len(full) > MAX_AUTHORS:
            raise ValueError(f"more than {MAX_AUTHORS:,} authors")
        self._full, self._short = full, short
        self._by_letters: dict[str, list[int]] = {}
        self._by_short: dict[str, list[int]] = {}
        self._by_words: dict[str, list[int]] = {}
        self._by_family: dict[str, list[tuple[int, list[str]]]] | None = None
        self._found: dict[tuple[str, bool], list[int]] = {}

    def find(self, name: str, *, by_initials: bool = True) -> list[int]:
        """Positions of the authors with this name, several where the name does not tell them apart.

        The same letters first; then the same words in any order; then the same family name with given names of
        which one is the other's beginning (by_initials), or of which the first is the same. Without a comma the
        family name is the last word.
        """
        found = self._found.get((name, by_initials))
        if found is None:
            found = self._found[name, by_initials] = self._look_for(name, by_initials)
        return found

    def _look_for(self, name: str, by_initials: bool) -> list[int]:
        letters = _letters(name)
        if not letters:
            return []
        if not self._by_letters:
            for position, other in enumerate(self._full):
                self._by_letters.setdefault(_letters(other), []).append(position)
            for position, other in enumerate(self._short):
                self._by_short.setdefault(_letters(other), []).append(position)
        found = self._by_letters.get(letters) or self._by_short.get(letters)
        if found:
            return found
        if self._by_family is None:
            self._by_family = {}
            for position, other in enumerate(self._full):
                self._by_words.setdefault(_words_in_order(other), []).append(position)
                family, _, given = other.partition(",")
                self._by_family.setdefault(_letters(family), []).append((position, _given_names(given)))
        if found := self._by_words.get(_words_in_order(name)):
            return found
        family, comma, given = name.partition(",")
        if not comma:
            given, _, family = name.strip().rpartition(" ")
        bearers = self._by_family.get(_letters(family), ())
        words = _given_names(given)
        if not words or len(bearers) > MAX_BEARERS:
            return []
        return [position for position, other in bearers if _agree(words, other, by_initials)]

    def of_list(self, names: Iterable[str]) -> list[int]:
        """The authors in a list of names; a name that more authors bear than it is printed for is nobody's."""
        times: dict[str, int] = {}
        for name in names:
            name = name.strip()
            times[name] = times.get(name, 0) + 1
        return [
            position
            for name, number in times.items()
            if len(found := self.find(name)) <= number
            for position in found
        ]


def _plain(text: str) -> str:
    return text if text.isascii() else unicodedata.normalize("NFKD", text)


def _words(text: str) -> list[str]:
    """Runs of letters and digits."""
    words = text.replace(",", " ").replace(".", " ").replace("-", " ").split()
    # nearly all names hold no other signs, and so need no expression, which takes several times as long
    return words if "".join(words).isalnum() else _NO_LETTERS.sub(" ", text).split()


def _letters(name: str) -> str:
    return "".join(_words(_plain(name).casefold()))


def _words_in_order(name: str) -> str:
    return " ".join(sorted(_words(_plain(name).casefold())))


def _given_names(given: str) -> list[str]:
    """Given names without case, initials that are printed together (`JS`) taken apart."""
    words: list[str] = []
    for word in _words(_plain(given)):
        words += word.lower() if word.isupper() and len(word) <= 3 else [word.casefold()]
    return words


def _agree(a: Sequence[str], b: Sequence[str], by_initials: bool) -> bool:
    if not (a and b) or not (by_initials or a[0] == b[0]):
        return False
    return all(x.startswith(y) or y.startswith(x) for x, y in zip(a, b, strict=False))
