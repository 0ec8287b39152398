"""Scopus exports as tables (CSV, or saved as XLSX), with English, Chinese, Japanese and Russian headings, old
and new.

`Authors with affiliations` has an entry an author: his name, then his affiliations, all joined by commas. They are
cut apart by the list in `Affiliations`; where that does not help, the text after the name is one affiliation.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from loaders.merging.identity import normal_doi, normal_pmid
from loaders.records import PrintedAuthor, Record, Statement, printed_date
from loaders.sources.format import Carries, TableFormat
from loaders.sources.printed import domains, email_statements, without_local_parts

NAME = "scopus"
CARRIES: Carries = frozenset({"affiliations", "author mapping", "funders", "statements"})

AUTHORS = ("Authors", "作者", "著者名", "Авторы", "Автор (ы)")
FULL_NAMES = ("Author full names", "作者全名", "著者フルネーム", "Полные имена авторов")
AUTHOR_IDS = (
    "Author(s) ID",
    "作者 ID",
    "作者标识号",
    "著者ID",
    "Идентификатор автора(ов)",
    "Идентификаторы авторов",
)
TITLE = ("Title", "文献标题", "标题", "タイトル", "Название", "Название документа")
YEAR = ("Year", "年份", "出版年", "Год")
VENUE = ("Source title", "来源出版物名称", "出版物名", "Название источника")
LINK = ("Link", "链接", "リンク", "Ссылка")
AFFILIATIONS = ("Affiliations", "归属机构", "著者所属機関名", "Организации")
WITH_AFFILIATIONS = (
    "Authors with affiliations",
    "带归属机构的作者",
    "含归属机构的作者",
    "著者 + 所属機関",
    "Авторы организаций",
)
ABSTRACT = ("Abstract", "摘要", "抄録", "Краткое описание")
KEYWORDS = (
    ("Author Keywords", "作者关键字", "著者キーワード", "Ключевые слова автора"),
    ("Index Keywords", "索引关键字", "索引キーワード", "Ключевые слова указателя"),
)
FUNDING = ("Funding Details", "出资详情", "Сведения о финансировании")
FUNDING_TEXTS = ("Funding Text", "出资文本", "资金资助文本", "Текст о финансировании")
_FUNDING_HEADINGS = FUNDING + FUNDING_TEXTS
_FUNDING_INITIALS = frozenset(heading[0] for heading in _FUNDING_HEADINGS)
CORRESPONDENCE = ("Correspondence Address", "通讯地址", "連絡先住所", "Адрес для корреспонденции")
LANGUAGE = ("Language of Original Document", "原始文献语言", "本文言語", "Язык оригинального документа")
TYPE = ("Document Type", "文献类型", "文献タイプ", "Тип документа")
_MARKS = frozenset({"EID", "Index Keywords", "Art. No.", "Abbreviated Source Title", *WITH_AFFILIATIONS,
                    *VENUE, *AUTHOR_IDS, *FULL_NAMES, *KEYWORDS[1], *CORRESPONDENCE})  # fmt: skip

MAX_STEPS = 2_000_000
"""Comparisons spent on cutting the affiliations of one record; beyond that they are kept as they are joined."""

_EID = re.compile(r"2-s2\.0-\d{1,20}")
_YEAR = re.compile(r"\A\s*(\d{4})(?:\.0)?\s*\Z")
_INITIALS = re.compile(r"\A(?:[^\W\d_]{1,3}\.[ -]?)+\Z")
_SUFFIXES = frozenset({"jr", "jr.", "sr", "sr.", "ii", "iii", "iv", "2nd", "3rd"})
_CUT_LIST = frozenset({"et al.", "et al", "...", "…"})
_IS_EMPTY = re.compile(r"\[(?:No .* (?:available|found)|Отсутств.*)\]\Z")
_SEPARATOR = re.compile("(, |; )")


def recognises(headings: frozenset[str]) -> bool:
    """A title, and at least two headings that only Scopus has."""
    return not headings.isdisjoint(TITLE) and len(headings & _MARKS) >= 2


def read(row: dict[str, str]) -> Record:
    """One row. Raises ValueError where it has neither id nor DOI nor title."""
    title = _cell(row, TITLE)
    doi = normal_doi(row.get("DOI"))
    eid = row.get("EID", "").strip() or None
    if eid is None and (found := _EID.search(_cell(row, LINK))):
        eid = found.group()
    if not (eid or doi or title):
        raise ValueError("no identity: neither id nor DOI nor title")
    people, complete = _people(row)
    cutter = _Cutter(_cell(row, AFFILIATIONS))
    owned, unowned = _owned(_cell(row, WITH_AFFILIATIONS), people, cutter)
    unmapped = tuple(dict.fromkeys((*unowned, *cutter.rest())))
    statements, addresses = _correspondence(_cell(row, CORRESPONDENCE), people)
    authors = tuple(
        [
            # by position: three times as fast as by name
            PrintedAuthor(
                name,
                position,
                None,
                None,
                f"{NAME}:{person}" if person else None,
                owned.get(position, ()),
                (),
                True if position in addresses else None,
                addresses.get(position),
            )
            for position, (name, person) in enumerate(zip(people.full, people.ids, strict=True))
        ]
    )
    year = _YEAR.match(_cell(row, YEAR))
    published = printed_date("published", year.group(1)) if year else None
    funding = _cell(row, FUNDING)
    return Record(
        source=NAME,
        source_id=eid,
        doi=doi,
        pmid=normal_pmid(row.get("PubMed ID", "").strip().removesuffix(".0")),
        title=title or None,
        year=int(published.value) if published and 1000 <= int(published.value) <= 2999 else None,
        dates=(published,) if published else (),
        type=_cell(row, TYPE) or None,
        venue=_cell(row, VENUE) or None,
        language=_cell(row, LANGUAGE) or None,
        abstract=_cell(row, ABSTRACT) or None,
        keywords=tuple(dict.fromkeys(word for names in KEYWORDS for word in _list(_cell(row, names)))),
        funders=tuple(dict.fromkeys(filter(None, map(_funder, _list(funding))))),
        authors=authors,
        affiliations=tuple(cutter.found),
        unmapped=unmapped,
        authors_complete=complete,
        statements=(*statements, *_funding(row)),
    )


FORMAT = TableFormat(NAME, "Scopus (CSV export)", CARRIES, recognises, read)


def _cell(row: dict[str, str], headings: tuple[str, ...]) -> str:
    for heading in headings:
        if text := row.get(heading):
            text = text.strip()
            return "" if text[:1] == "[" and _IS_EMPTY.match(text) else text
    return ""


def _list(text: str) -> list[str]:
    return [part for piece in text.split(";") if (part := piece.strip())] if text else []


@dataclass(frozen=True, slots=True)
class _People:
    """Authors in order: the short and the fullest printed names, the ids, and the positions by every form of name."""

    short: list[str]
    full: list[str]
    ids: Sequence[str | None]
    by_key: dict[str, list[int]]

    def only(self, name: str) -> int | None:
        """The one author with this name, initials before or behind; None where there is none or more."""
        if len(name) > 200:
            return None
        positions = self.by_key.get(_key(name))
        if positions is None:
            words = name.split()
            initials = next((i for i, word in enumerate(words) if not word.endswith(".")), 0)
            positions = self.by_key.get(_key(" ".join(words[initials:] + words[:initials])), [])
        return positions[0] if len(positions) == 1 else None


def _people(row: dict[str, str]) -> tuple[_People, bool]:
    """The authors, and whether all are printed."""
    ids: Sequence[str | None] = _list(_cell(row, AUTHOR_IDS))
    entries = [_name_and_id(entry) for entry in _list(_cell(row, FULL_NAMES))]
    short = _short_names(_cell(row, AUTHORS), len(ids) or len(entries)) or [name for name, _ in entries]
    complete = not short or short[-1].lower() not in _CUT_LIST
    if not complete:
        del short[-1]
    full = [name for name, _ in entries] if len(entries) == len(short) else short
    if len(ids) != len(short):
        ids = [person for _, person in entries] if len(entries) == len(short) else [None] * len(short)
    by_key: dict[str, list[int]] = defaultdict(list)
    for position, (name, in_full) in enumerate(zip(short, full, strict=True)):
        surname, comma, given = in_full.partition(",")
        keys = {_key(name)}
        if in_full is not name:
            keys.add(_key(in_full))
        if comma:  # else surname and initials are the name itself
            keys.add(_key(surname + "".join([word[0] for word in given.replace("-", " ").split()])))
        for key in keys:
            by_key[key].append(position)
    return _People(short, full, ids, by_key), complete


def _short_names(text: str, count: int) -> list[str]:
    """`Kim Y.C.; Lee S.` or, in older exports, `Kim Y.C., Lee S.` or `Kim, Y.C., Lee, S.`."""
    if ";" in text:
        return _list(text)
    parts: list[str] = []
    for piece in text.split(","):
        part = piece.strip()
        if parts and part.lower() in _SUFFIXES:
            parts[-1] += f", {part}"
        elif part:
            parts.append(part)
    pairs = len(parts) % 2 == 0 and len(parts) != count and (
        len(parts) == 2 * count or all(_INITIALS.match(part.partition(",")[0]) for part in parts[1::2])
    )  # fmt: skip
    return [f"{a}, {b}" for a, b in zip(parts[::2], parts[1::2], strict=True)] if pairs else parts


def _name_and_id(entry: str) -> tuple[str, str | None]:
    """`Kim, Yong Chol (57200000000)`"""
    name, _, person = entry.rpartition(" (")
    return (
        (name.strip(), person[:-1])
        if name and person[-1:] == ")" and person[:-1].isdigit()
        else (entry, None)
    )


def _key(name: str) -> str:
    # four times as fast as str.translate
    return name.replace(",", "").replace(" ", "").replace(".", "").replace("-", "").casefold()


class _Cutter:
    """Cuts the joined affiliations of an author by the record's list of them. found: the affiliations so far, in
    order of appearance, with their indexes."""

    def __init__(self, text: str) -> None:
        self.found: dict[str, int] = {}
        self._listed = dict.fromkeys(text.rstrip("; ").split("; ")) if text else {}
        self._used: set[str] = set()
        self._whole: list[str] = []
        self._cache: dict[str, tuple[int, ...]] = {}
        self._steps = MAX_STEPS
        self._by_head: dict[str, list[list[str]]] = {}

    @property
    def has_list(self) -> bool:
        return bool(self._listed)

    def indexes(self, text: str) -> tuple[int, ...]:
        """Those that are joined in a text; the text itself where it cannot be cut."""
        indexes = self._cache.get(text)
        if indexes is None:
            parts = self._parts(text)
            if parts is None:
                parts = [text]
                self._whole.append(text)
            indexes = self._cache[text] = self._indexes(parts)
        return indexes

    def behind_name(self, entry: str) -> tuple[int, ...]:
        """Those in an entry that begins with an unknown name, up to its third comma; () where they do not show."""
        start = 0
        for _ in range(3):
            start = entry.find(", ", start) + 2
            if start < 2:
                break
            parts = self._parts(entry[start:])
            if parts is not None:
                return self._indexes(parts)
        return ()

    def rest(self) -> tuple[int, ...]:
        """Those of the list that stand in nothing that was cut or kept."""
        left = [text for text in self._listed if text and text not in self._used]
        if self._whole and len(left) < 1_000:
            whole = "\n".join(self._whole)
            left = [text for text in left if text not in whole]
        return self._indexes(left)

    def _indexes(self, texts: list[str]) -> tuple[int, ...]:
        return tuple(dict.fromkeys(self.found.setdefault(text, len(self.found)) for text in texts))

    def _parts(self, text: str) -> list[str] | None:
        """The listed affiliations that a text consists of, the longest first; None where it has anything else.

        What stands behind a semicolon belongs to the affiliation before it: an author's own are joined by commas.
        """
        if text in self._listed:
            self._used.add(text)
            return [text]
        if not self._by_head:
            for listed in self._listed:
                cut = _SEPARATOR.split(listed)
                self._by_head.setdefault(cut[0], []).append(cut)
            for candidates in self._by_head.values():
                candidates.sort(key=len, reverse=True)
        cells = _SEPARATOR.split(text)
        spans: list[tuple[int, int]] = []
        used = []
        place = 0
        while place < len(cells):
            for candidate in self._by_head.get(cells[place], ()):
                self._steps -= len(candidate)
                if cells[place : place + len(candidate)] == candidate:
                    break
            else:
                return None
            if self._steps < 0:
                return None
            begin = spans.pop()[0] if place and cells[place - 1] == "; " else place
            place += len(candidate) + 1
            spans.append((begin, place - 1))
            used.append("".join(candidate))
        self._used.update(used)
        return ["".join(cells[begin:end]) for begin, end in spans]


def _owned(text: str, people: _People, cutter: _Cutter) -> tuple[dict[int, tuple[int, ...]], tuple[int, ...]]:
    """The affiliations of each author by position, and those in entries whose author is not known.

    An affiliation may itself hold a semicolon: a piece that begins with no author's name goes on with the entry
    before it, if every author has an entry.
    """
    pieces = text.rstrip("; ").split("; ") if text else []
    entries: dict[int, list[str]] = {}
    strange: list[tuple[int | None, int, str]] = []
    last = None
    for index, piece in enumerate(pieces):
        position, behind = _owner(piece, people, entries, 0 if last is None else last + 1)
        if position is None:
            strange.append((last, index, piece))
        else:
            last = position
            entries[position] = [behind]
    count = len(people.short)
    owned: dict[int, tuple[int, ...]] = {}
    unowned: list[int] = []
    loose = []
    for before, index, piece in strange:
        if len(entries) == count and before is not None:
            entries[before].append(piece)
        else:
            loose.append((index, piece))
    for position, parts in entries.items():
        if joined := "; ".join(parts):
            owned[position] = cutter.indexes(joined)
    for index, piece in loose:
        indexes = cutter.behind_name(piece)
        if indexes and len(pieces) == count and index not in entries:
            owned[index] = indexes
        elif not indexes and not cutter.has_list:
            unowned += cutter.indexes(piece)
        else:
            unowned += indexes
    mapped = {index for indexes in owned.values() for index in indexes}
    return owned, tuple(index for index in dict.fromkeys(unowned) if index not in mapped)


def _owner(piece: str, people: _People, taken: dict[int, list[str]], expected: int) -> tuple[int | None, str]:
    """Whose entry a piece begins, and what stands behind the name."""
    if expected < len(people.short) and expected not in taken:
        name = people.short[expected]
        if piece.startswith(name) and piece[len(name) : len(name) + 1] in ("", ","):
            return expected, piece[len(name) + 1 :].lstrip()
    end = 0
    for _ in range(3):
        end = piece.find(",", end)
        head = piece if end < 0 else piece[:end]
        if len(head) > 200:
            break
        free = [p for p in people.by_key.get(_key(head), ()) if p not in taken]
        if free:
            return next((p for p in free if p >= expected), free[0]), piece[len(head) + 1 :].lstrip()
        if end < 0:
            break
        end += 1
    return None, piece


def _correspondence(text: str, people: _People) -> tuple[list[Statement], dict[int, str | None]]:
    """A statement for each correspondent (name; address; e-mail), and the domains of those who are authors."""
    groups: list[list[str]] = []
    closed = True
    for piece in text.split("; "):
        piece = piece.strip(" ;")
        if not piece:
            continue
        mail = "@" in piece or piece.lower().startswith("email:")
        if not groups or (not mail and (closed or people.only(piece) is not None)):
            groups.append([])
        groups[-1].append(piece)
        closed = mail
    statements: list[Statement] = []
    owned: dict[int, str | None] = {}
    for group in groups:
        author = people.only(group[0])
        printed = without_local_parts("; ".join(group))
        statements.append(Statement("corresponding", printed, CORRESPONDENCE[0], author))
        if author is None:
            statements += email_statements(group, CORRESPONDENCE[0])
        else:
            owned[author] = owned.get(author) or next(iter(domains(printed)), None)
    return statements, owned


def _funding(row: dict[str, str]) -> Iterator[Statement]:
    for heading, text in row.items():
        if (
            heading[:1] in _FUNDING_INITIALS
            and heading.startswith(_FUNDING_HEADINGS)
            and (printed := text.strip())
        ):
            yield Statement("funding", without_local_parts(printed), heading)


def _funder(entry: str) -> str:
    """`National Natural Science Foundation of China, NSFC, (61601174)`, in older exports `…, NSFC: 61601174`."""
    name = entry.partition("(")[0] if ", (" in entry else entry
    before, _, numbers = name.partition(": ")
    if any(c.isdigit() for c in numbers[:40]):
        name = before
    name = name.strip(" ,")
    before, _, short = name.rpartition(", ")
    if before and len(short) <= 12 and " " not in short and short[:1].isupper() and short[1:2].isupper():
        name = before
    return name if any(map(str.isalpha, name)) else ""
