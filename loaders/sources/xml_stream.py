"""Elements out of a stream of XML, one at a time: cut by their tags, then parsed alone.

What stands around an element never reaches the parser. So it never sees a document type, and no entity, file or
address that one declares; and what is not well-formed costs only the element that it stands in.
"""

from __future__ import annotations

import gzip
import re
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import BinaryIO

from lxml import etree

from loaders.records import FILE_ENDS, MAX_REJECTED_BYTES, Located, Record, Rejected, checked
from loaders.sources.xml_parse import Parser, blocks

MAX_ELEMENT = 16 * 2**20
"""Bytes of one element."""
MAX_ASIDE = 2**20
"""Bytes of one comment, instruction or document type that stands outside of the elements."""
MAX_OPEN_ASIDES = 100
"""Comments and the like that are not closed where they should be: after so many of them, tags in any count."""
_OVERLAP = 512
_MAX_PATTERNS = 100

_TOKEN = re.compile(rb"""<(?:!--|!\[CDATA\[|!DOCTYPE|\?|(/?)([^\s<>/!?&"'=]{1,200}))""")
_TAG_END = re.compile(rb">")
_ASIDES = {opening: re.compile(re.escape(closing)) for opening, closing in (
    (b"<!--", b"-->"), (b"<![CDATA[", b"]]>"), (b"<?", b"?>")
)}  # fmt: skip
_IN_DOCTYPE = re.compile(rb"""["'\[\]>]|<!--|<\?""")
_DECLARED = re.compile(rb"<!ENTITY\s++(?:%\s++)?([^\s%&;<>\"']{1,100})\s")
_QUOTES = {b'"': re.compile(rb'"'), b"'": re.compile(rb"'")}


@dataclass(frozen=True, slots=True)
class Element:
    """A parsed element, the line where it begins, and its bytes (in UTF-8)."""

    root: etree._Element
    line: int
    raw: bytes


def records(
    stream: BinaryIO,
    names: Sequence[str],
    build: Callable[[etree._Element], Record],
    *,
    lone: Sequence[str] = (),
) -> Iterator[Located | Rejected]:
    """The record of every element, in order. build: raises ValueError that says what does not fit."""
    for item in elements(stream, names, lone=lone):
        if isinstance(item, Rejected):
            yield item
            continue
        try:
            yield Located(checked(build(item.root)), item.line)
        except ValueError as error:
            yield _rejected(str(error), item.line, item.raw)


def elements(
    stream: BinaryIO, names: Sequence[str], *, lone: Sequence[str] = ()
) -> Iterator[Element | Rejected]:
    """Every element that has one of these names, with any prefix; none may stand within another of them.

    lone: names that count only outside of these elements. What cannot be read is yielded as Rejected, and so is a
    stream that ends before its outermost element does. If an element is in a namespace, its names come without it.
    Raises OSError, after all that came before, where the stream cannot be read.
    """
    window = _Window(stream)
    parser = Parser()
    outside = _Outside(window, frozenset(name.encode() for name in (*names, *lone)))
    tags = _Tags(names, lone)
    while (tag := outside.next_tag()) is not None:
        begins, name = tag
        if begins:
            parser.declared = outside.declared
            yield from _element(window, parser, name, tags)
        elif not tags.is_lone(name):
            yield _rejected(f"</{_shown(name)}> without its beginning", window.line(), outside.before)
    yield from outside.at_the_end()


def _shown(name: bytes) -> str:
    return name.decode(errors="replace")


def _rejected(reason: str, line: int, raw: bytes) -> Rejected:
    return Rejected(" ".join(reason.split())[:500], line, raw[:MAX_REJECTED_BYTES])


class _Tags:
    """Begin and end tags of elements with these names."""

    def __init__(self, names: Sequence[str], lone: Sequence[str]) -> None:
        either = b"|".join(re.escape(name.encode()) for name in (*names, *lone))
        self.pattern = re.compile(rb"""<(/?)((?:[^\s<>/!?&"'=:]{1,100}:)?(?:%s))(?=[\s/>])""" % either)
        self._lone = frozenset(name.encode() for name in lone)

    def is_lone(self, name: bytes) -> bool:
        return name.rpartition(b":")[2] in self._lone

    def begins_another(self, tag: re.Match[bytes], name: bytes) -> bool:
        """Is it a begin tag that cannot stand in an element of this name?"""
        return not tag[1] and (self.is_lone(name) or not self.is_lone(tag[2]))


class _Window:
    """The part of a stream that is looked at. pos: the place in data; what is before it is forgotten in time."""

    def __init__(self, stream: BinaryIO) -> None:
        self._blocks = blocks(stream)
        self.data = b""
        self.pos = 0
        self.failure: Exception | None = None
        self.end_told = False
        self.open_asides_left = MAX_OPEN_ASIDES
        self._forgotten = 0
        self._line, self._counted = 1, 0
        self._none: dict[re.Pattern[bytes], tuple[int, int]] = {}

    def more(self) -> bool:
        """Read on; False at the end."""
        try:
            block = next(self._blocks, b"")
        except (OSError, EOFError, zlib.error, UnicodeError) as error:
            self.failure = error
            return False
        if not block:
            return False
        self.line()
        self._forgotten += self.pos
        self.data = self.data[self.pos :] + block
        self.pos = 0
        return True

    def line(self) -> int:
        """The line of pos."""
        place = self._forgotten + self.pos
        if place > self._counted:
            self._line += self.data.count(b"\n", self._counted - self._forgotten, self.pos)
            self._counted = place
        return self._line

    def find(self, pattern: re.Pattern[bytes], after: int, limit: int) -> tuple[int, int] | None:
        """Begin and end of the next match, both counted from pos; None where none begins in [after, limit]."""
        here = self._forgotten + self.pos
        since, until = self._none.get(pattern, (0, 0))
        if not since <= here + after <= until:
            since = until = here + after
        while (begin := until - here) <= limit:
            match = pattern.search(self.data, self.pos + begin)
            if match:
                self._none[pattern] = since, self._forgotten + match.start()
                found = match.start() - self.pos, match.end() - self.pos
                return found if found[0] <= limit else None
            until = max(until, self._forgotten + len(self.data) - _OVERLAP)
            if len(self._none) > _MAX_PATTERNS:
                self._none.clear()
            self._none[pattern] = since, until
            if not self.more():
                return None
        return None


class _Outside:
    """What stands outside of the elements: it is passed over, and remembered as far as it tells something."""

    def __init__(self, window: _Window, names: frozenset[bytes]) -> None:
        self._window = window
        self._names = names
        self.declared: frozenset[bytes] = frozenset()
        self.before = b""
        self._root: bytes | None = None
        self._closed = False
        self._seen = False
        self._head = b""

    def next_tag(self) -> tuple[bool, bytes] | None:
        """The next tag with one of the names: does it begin an element, and the name. None at the end.

        pos is set to where the element begins, else to behind the tag.
        """
        window = self._window
        outset = window.pos
        while True:
            match = _TOKEN.search(window.data, window.pos)
            if match is None or match.end() == len(window.data):
                here = match.start() if match else max(window.pos, len(window.data) - len(b"<!DOCTYPE"))
                if not self._head:
                    self._head = window.data[:MAX_REJECTED_BYTES]
                window.pos = here
                if window.more():
                    outset = 0
                    continue
                if match is None:
                    window.pos = len(window.data)
                    return None
            name = match[2]
            if name is None:
                window.pos = match.start()
                self._pass_over(match.group())
                continue
            if name.rpartition(b":")[2] in self._names:
                self._seen = True
                window.pos = match.end() if match[1] else match.start()
                self.before = window.data[max(outset, match.end() - MAX_REJECTED_BYTES) : match.end()]
                return not match[1], name
            self._wrapper(match)
            window.pos = match.end()

    def _wrapper(self, tag: re.Match[bytes]) -> None:
        """Of the elements around, the outermost is remembered: it tells whether the stream is whole."""
        name = tag[2]
        if tag[1]:
            self._closed = self._closed or name == self._root
        elif self._closed or (self._root is None and not self._seen):
            end = self._window.data.find(b">", tag.end())
            self._root, self._closed = name, end > 0 and self._window.data[end - 1] == ord("/")

    def _pass_over(self, opening: bytes) -> None:
        """Move pos behind a comment, an instruction, a document type; one that is not closed is taken for text."""
        window = self._window
        if opening == b"<!DOCTYPE":
            end = self._doctype_end()
            if end is not None:
                self.declared = frozenset(_DECLARED.findall(window.data, window.pos, window.pos + end))
        else:
            found = window.find(_ASIDES[opening], len(opening), MAX_ASIDE)
            end = found[1] if found else None
        window.pos += len(opening) if end is None else end

    def _doctype_end(self) -> int | None:
        window = self._window
        offset, inside = len(b"<!DOCTYPE"), False
        while found := window.find(_IN_DOCTYPE, offset, MAX_ASIDE):
            token = window.data[window.pos + found[0] : window.pos + found[1]]
            offset = found[1]
            if token == b">" and not inside:
                return offset
            if token in (b"[", b"]"):
                inside = token == b"["
            elif token != b">":
                closing = window.find(_QUOTES.get(token) or _ASIDES[token], offset, MAX_ASIDE)
                if closing is None:
                    return None
                offset = closing[1]
        return None

    def at_the_end(self) -> Iterator[Rejected]:
        """What the end of the stream leaves to say. Raises OSError where that end is no end."""
        window = self._window
        failure = window.failure
        if isinstance(failure, OSError) and not isinstance(failure, gzip.BadGzipFile):
            raise failure
        if window.end_told:
            return
        if failure is not None:
            yield _rejected(_damage(failure), window.line(), b"")
        elif self._root is not None and not self._closed:
            yield _rejected(
                f"the file ends before </{_shown(self._root)}>: it was cut short", window.line(), b""
            )
        elif self._root is None and not self._seen and self._head.strip():
            yield _rejected("no XML: there is no element in it", 1, self._head)


def _damage(failure: Exception) -> str:
    if isinstance(failure, UnicodeError):
        return f"the text is damaged or cut short ({failure})"
    return f"the gzip data is damaged or cut short ({failure})"


def _element(window: _Window, parser: Parser, name: bytes, tags: _Tags) -> Iterator[Element | Rejected]:
    """The element that begins at pos, which is moved behind it, or to an element that begins before it ends."""
    line = window.line()
    end = _end(window, name)
    data, pos = window.data, window.pos
    if end is not None:
        raw = data[pos : pos + end]
        try:
            element = Element(parser.parse(raw, line), line, raw)
        except ValueError as error:
            reason = str(error)
        else:
            window.pos = pos + end
            yield element
            return
    elif len(data) - pos > MAX_ELEMENT:
        reason = f"{_shown(name)} is larger than {MAX_ELEMENT // 2**20} MiB"
    elif window.failure is not None:
        reason = _damage(window.failure)
    else:
        reason = f"{FILE_ENDS} {_shown(name)}: it was cut short"

    current, begin = name, pos
    for tag in tags.pattern.finditer(data, pos + 1, pos + (end or MAX_ELEMENT)):
        if tag[1] and tag[2] == current:
            break
        if not tags.begins_another(tag, current):
            continue
        window.pos = begin
        unclosed = f"{_shown(current)} is not closed where {_shown(tag[2])} begins"
        yield _rejected(unclosed, window.line(), data[begin : tag.start()])
        current, begin = tag[2], tag.start()
        window.pos = begin
    if begin != pos:
        return
    if end is not None:
        plain = _end_tag(name).search(data, pos, pos + end)
        swallowed = plain and tags.pattern.search(data, plain.end(), pos + end - len(name))
        if plain and swallowed and tags.begins_another(swallowed, name):
            window.open_asides_left -= 1
            end = plain.end() - pos
    yield _rejected(reason, line, data[pos : pos + (end or MAX_ELEMENT)])
    if end is not None:
        window.pos += end
    elif len(data) - pos > MAX_ELEMENT:
        _skip(window, name, tags)
    else:
        window.end_told = True
        window.pos = len(data)


def _skip(window: _Window, name: bytes, tags: _Tags) -> None:
    """Move pos to where the next element begins, or behind the end of the one that begins at pos."""
    window.pos += MAX_ELEMENT
    while True:
        tag = tags.pattern.search(window.data, window.pos)
        if tag is None:
            window.pos = max(window.pos, len(window.data) - _OVERLAP)
            if not window.more():
                window.pos = len(window.data)
                return
            continue
        if tags.begins_another(tag, name):
            window.pos = tag.start()
            return
        window.pos = tag.end()
        if tag[1] and tag[2] == name:
            return


def _end_tag(name: bytes) -> re.Pattern[bytes]:
    return re.compile(rb"</%s[ \t\r\n]{0,32}>" % re.escape(name))


def _end(window: _Window, name: bytes) -> int | None:
    """Where the element that begins at pos ends, counted from pos; None where it does not within the bound.

    An end tag in a comment, an instruction or a CDATA section is none, while such are closed where they should be.
    """
    begun = window.find(_TAG_END, 0, MAX_ELEMENT)
    if begun is None:
        return None
    if window.data[window.pos + begun[0] - 1] == ord("/"):
        return begun[1]
    end_tag = _end_tag(name)
    found = window.find(end_tag, 1, MAX_ELEMENT - len(name))
    if found is None:
        return None
    if window.open_asides_left > 0 and _in_aside(window.data, window.pos, window.pos + found[0]):
        end = _end_outside_asides(window, name)
        if end is not None:
            return end
        window.open_asides_left -= 1
    return found[1]


def _in_aside(data: bytes, begin: int, place: int) -> bool:
    """May this place stand in a comment, an instruction or a CDATA section?"""
    if data.find(b"<!", begin, place) < 0 and data.find(b"<?", begin, place) < 0:
        return False
    for opening, closing in _ASIDES.items():
        last = data.rfind(opening, begin, place)
        if last >= 0 and closing.search(data, last + len(opening), place) is None:
            return True
    return False


def _end_outside_asides(window: _Window, name: bytes) -> int | None:
    tokens = re.compile(rb"<!--|<!\[CDATA\[|<\?|" + _end_tag(name).pattern)
    offset = 1
    while found := window.find(tokens, offset, MAX_ELEMENT - len(name)):
        token = window.data[window.pos + found[0] : window.pos + found[1]]
        if token not in _ASIDES:
            return found[1]
        closing = window.find(_ASIDES[token], found[1], MAX_ELEMENT)
        if closing is None:
            return None
        offset = closing[1]
    return None
