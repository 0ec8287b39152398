"""SpringerLink search results as a table. They have no affiliation, and the authors run into one another.

`Yong Chol KimRi Chol Su` is cut where a small letter is followed by a capital. Where a name could have such a capital
of its own (`LeBlanc`), or another place where two names meet cannot be seen, no author is read: the printed text
is kept as a note, since a person who does not exist is worse than none.
"""

from __future__ import annotations

import re
from itertools import pairwise

from loaders.merging.identity import normal_doi
from loaders.records import PrintedAuthor, Record, Statement, printed_date
from loaders.sources.format import Carries, TableFormat

NAME = "springer"
CARRIES: Carries = frozenset()

_MARKS = frozenset(
    {"Item Title", "Item DOI", "Book Series Title", "Journal Volume", "Journal Issue", "Content Type"}
)
_YEAR = re.compile(r"\A\s*([12]\d{3})(?:\.0)?\s*\Z")
_LETTERS = [chr(code) for code in (*range(0x41, 0x590), *range(0x1E00, 0x2000))]
_SMALL = "".join(c for c in _LETTERS if c.islower()) + "\u0300-\u036f"
_CAPITAL = "".join(c for c in _LETTERS if c.isupper())
_MEETING = re.compile(f"(?<=[{_SMALL})])(?=[{_CAPITAL}])")
_HIDDEN = re.compile(f"[{_CAPITAL}][{_CAPITAL}][{_SMALL}]|[^\\W\\d_{_SMALL}{_CAPITAL}]")
"""A capital that ends a name before one that begins the next (`Kumar RPriya S`), and letters without case."""
_HIDDEN_IN_MIDDLE = re.compile(f"\\.[-{_SMALL}{_CAPITAL}]|\\A[-{_CAPITAL}]{{2,}}\\Z")
"""A word that may hold the end of one name and the beginning of the next: `Jr.Jane`, `S.R.`, `CHOLRI`."""
_LAST_PART = re.compile("[-'’]")

_NEVER_A_NAME = frozenset({"Mc"})
_MAY_BEGIN_A_NAME = frozenset(
    """
Mac De Di Da Du Do Dos Das Des Del Della Dell Dal Dalla Degli Le La Lo Les Van Von Vander Vanden Ver Vande Ter Ten
Den Fitz Ap Al El Abd Abdel Abdul Abu Ben Bin Ibn Bel San St Saint Santa Ni Nic Mag Mek Der Zu Zum Ka
""".split()
)
MAX_OPEN = 6
"""Places in one name that may or may not be cut; with more of them nothing is tried."""


def recognises(headings: frozenset[str]) -> bool:
    """Title and DOI of an item, as SpringerLink calls them."""
    return "Item Title" in headings and len(headings & _MARKS) >= 2


def read(row: dict[str, str]) -> Record:
    """One row. Raises ValueError where it has neither DOI nor title."""
    title = row.get("Item Title", "").strip() or None
    doi = normal_doi(row.get("Item DOI"))
    if not (doi or title):
        raise ValueError("no identity: neither id nor DOI nor title")
    printed = row.get("Authors", "").strip()
    names = split_names(printed)
    found = _YEAR.match(row.get("Publication Year", ""))
    published = printed_date("published", found.group(1)) if found else None
    venue = row.get("Publication Title", "").strip() or row.get("Book Series Title", "").strip()
    return Record(
        source=NAME,
        source_id=doi,
        doi=doi,
        title=title,
        year=int(published.value) if published else None,
        dates=(published,) if published else (),
        type=row.get("Content Type", "").strip() or None,
        venue=venue or None,
        authors=tuple(PrintedAuthor(name, position) for position, name in enumerate(names or ())),
        statements=() if names is not None else (Statement("names", printed, "Authors"),),
    )


FORMAT = TableFormat(NAME, "SpringerLink (CSV of search results)", CARRIES, recognises, read)


def split_names(text: str) -> list[str] | None:
    """The names that were run together; None where it cannot be known where one ends."""
    text = " ".join(text.split())
    if ";" in text:
        return [name for part in text.split(";") if (name := part.strip())]
    if not text or (" " not in text and not _MEETING.search(text) and not _HIDDEN.search(text)):
        return [text] if text else []
    if _HIDDEN.search(text) or " and " in text or "&" in text:
        return None
    if "," in text:
        names = [part.strip() for part in text.split(",")]
        return names if all(map(_is_name, names)) and not _MEETING.search(text) else None
    names = []
    for chunk, places in _chunks(text):
        ways = _ways(chunk, places)
        if len(ways) != 1:
            return None
        names += ways[0]
    return names


def _chunks(text: str) -> list[tuple[str, list[int]]]:
    """The text cut where two names certainly meet; each piece with the places where two may meet."""
    chunks = []
    begin = 0
    places: list[int] = []
    for found in _MEETING.finditer(text):
        place = found.start()
        word = text.rfind(" ", begin, place) + 1 or begin
        part = _LAST_PART.split(text[max(word, begin, *places[-1:]) : place])[-1]
        if part in _NEVER_A_NAME:
            continue
        if part in _MAY_BEGIN_A_NAME:
            places.append(place)
            continue
        chunks.append((text[begin:place], [p - begin for p in places]))
        begin, places = place, []
    chunks.append((text[begin:], [p - begin for p in places]))
    return chunks


def _ways(chunk: str, places: list[int]) -> list[list[str]]:
    """All ways to cut a piece at some of the places so that every part can be a whole name."""
    if len(places) > MAX_OPEN:
        return []
    ways = []
    for chosen in range(2 ** len(places)):
        cuts = [0, *(place for bit, place in enumerate(places) if chosen >> bit & 1), len(chunk)]
        names = [chunk[a:b].strip() for a, b in pairwise(cuts)]
        if all(map(_is_name, names)):
            ways.append(names)
    return ways


def _is_name(text: str) -> bool:
    """At least two words, and none between the first and the last in which two names may meet unseen."""
    words = text.split(" ")
    return len(words) > 1 and not any(_HIDDEN_IN_MIDDLE.search(word) for word in words[1:-1])
