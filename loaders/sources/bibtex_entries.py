"""BibTeX cut into its entries: braces, quotes, macros and `#` are resolved, what a field says is not looked at."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from loaders.records import MAX_REJECTED_BYTES, Rejected
from loaders.sources.format import Lines

MAX_ENTRY = 16 * 2**20
"""Characters of one entry, with what stands between it and the next."""
MAX_MACROS = 2**20
"""Characters of all macros of a file, and of one value that is put together from them."""
MAX_FAULTS = 20
"""Heads of entries without an entry up to which one line, or one place between two line heads, is looked through."""

_BEGIN = r"@\s*+([A-Za-z]++)\s*+(\{|\((?=\s*+[^\s,(){}=]++\s*+[,=]))"
_LINE_HEAD = re.compile(r"\s*+" + _BEGIN)
_HEAD = re.compile(_BEGIN)
_HEAD_AND_KEY = re.compile(r"@\s*+([A-Za-z]++)\s*+([{(])(?=\s*+[^\s,{}()=\"]++\s*+,)")
_KEY = re.compile(r"\s*+(?:([^,={}\"]*+),|([^,={}()\"]*+)(?=[})]))")
_NAME = re.compile(r"[\s,]*+([A-Za-z_][^=,{}\"()#\n]*+)=\s*+")
_BARE = re.compile(r"[^\s,#{}\"=()]++")
_AFTER = re.compile(r"\s*+(#?)\s*+")
_LEFT_OVER = re.compile(r"^\s*+[A-Za-z][\w -]*+=\s*+[{\"]", re.MULTILINE)
_SWALLOWED = re.compile(r"[}\"],[^\S\n]*+\n\s*+[A-Za-z][\w -]*+=\s*+[{\"]")
_FIELD_LINE = re.compile(r"\s*+([A-Za-z][^=,{}\"()#\n]*+)=\s*+(?=[{\"\w])")


def _balanced(other: str, depth: int = 4) -> str:
    inner = rf"\{{{other}*+\}}"
    for _ in range(depth):
        inner = rf"\{{(?>{other}++|{inner})*+\}}"
    return inner


class _Rules:
    """Which braces count: all of them, as in BibTeX itself, or those without a backslash, as some programs write."""

    def __init__(self, other: str, quoted: str, brace: str) -> None:
        self.braced = re.compile(_balanced(other), re.DOTALL)
        self.quoted = re.compile(rf'"(?>{quoted}++|{_balanced(other)})*+"', re.DOTALL)
        self.brace = re.compile(brace, re.DOTALL)

    def end(self, text: str, start: int) -> int:
        """The place after the brace that closes the one at `start`; -1 where none does."""
        match = self.braced.match(text, start)
        if match:
            return match.end()
        depth = 0
        for match in self.brace.finditer(text, start):
            depth += {"{": 1, "}": -1}.get(match.group(), 0)
            if depth == 0:
                return match.end()
        return -1


_RULES = (
    _Rules(r"[^{}]", r'[^{}"]', r"[{}]"),
    _Rules(r"(?:[^{}\\]|\\.)", r'(?:[^{}"\\]|\\.)', r"\\.|[{}]"),
)


@dataclass(frozen=True, slots=True)
class Entry:
    """kind: in lower case. fields: by name in lower case, every value that was given, without its own delimiters.
    raw: the entry as it stands in the file, cut at MAX_REJECTED_BYTES."""

    kind: str
    key: str
    line: int
    raw: str = field(repr=False)
    fields: dict[str, list[str]] = field(default_factory=dict)


class _Malformed(ValueError):
    """What does not fit the syntax."""


class _Macros(dict[str, str]):
    """What @string defines, by name in lower case; more than MAX_MACROS characters are left out."""

    def __init__(self) -> None:
        super().__init__()
        self._size = 0

    def define(self, entry: Entry) -> None:
        for name, values in entry.fields.items():
            self._size += len(name) + len(values[-1])
            if self._size <= MAX_MACROS:
                self[name] = values[-1]


def entries(lines: Lines) -> Iterator[Entry | Rejected]:
    """The entries in order. Text between them, comments and preambles are no records and left out."""
    macros = _Macros()
    block: list[str] = []
    begin, size, headed = 1, 0, False
    for number, line in lines:
        if "@" in line and _LINE_HEAD.match(line):
            yield from _block(block, begin, size, headed, macros)
            block, begin, size, headed = [], number, 0, True
        size += len(line) + 1
        if size <= MAX_ENTRY or not block:
            block.append(line)
    last = list(_block(block, begin, size, headed, macros))
    if not (last or headed or macros) and (text := "\n".join(block).strip()):
        last = [rejected("the file holds no entry", begin, text)]
    yield from last


def _block(
    block: list[str], line: int, size: int, headed: bool, macros: _Macros
) -> Iterator[Entry | Rejected]:
    """What begins at one line that looks like the head of an entry, up to the next such line."""
    text = "\n".join(block)
    if size > MAX_ENTRY:
        if headed:
            yield rejected(f"the entry is longer than {MAX_ENTRY // 2**20} MiB", line, text)
        return
    at = counted = faults = 0
    head = _HEAD.search(text)
    while head:
        line += text.count("\n", counted, head.start())
        counted = head.start()
        kind = head.group(1).lower()
        following = _HEAD
        if faults >= MAX_FAULTS:
            yield rejected("no entry: too many before it in one place are none", line, text[counted:])
            return
        if kind in ("comment", "preamble"):
            end = _RULES[0].end(text, head.end() - 1)
            faults += end < 0
            at = max(end, head.end())
        else:
            try:
                entry, at = _entry(text, head, kind, line, macros)
            except _Malformed as error:
                yield rejected(str(error), line, text[counted:])
                faults += 1
                at, following = head.end(), _HEAD_AND_KEY
            else:
                if kind == "string":
                    macros.define(entry)
                else:
                    yield entry
        head = following.search(text, at)


def _entry(text: str, head: re.Match[str], kind: str, line: int, macros: _Macros) -> tuple[Entry, int]:
    """The entry and the place after it: by the rules, else by its lines where every field begins a new one."""
    reason = ""
    for rules in _RULES:
        try:
            entry, end = _strict(text, head, kind, line, macros, rules)
        except _Malformed as error:
            reason = reason or str(error)
            continue
        rest = _HEAD.search(text, end)
        if not _LEFT_OVER.search(text, end, rest.start() if rest else len(text)):
            return entry, end
        reason = reason or "the entry is closed before its last field"
    found = _by_lines(text, head, kind, line, macros)
    if found is None:
        raise _Malformed(reason)
    return found, len(text)


def _strict(
    text: str, head: re.Match[str], kind: str, line: int, macros: _Macros, rules: _Rules
) -> tuple[Entry, int]:
    close = "}" if head.group(2) == "{" else ")"
    at = head.end()
    key = _KEY.match(text, at) if kind != "string" else None
    entry = Entry(kind, (key.group(1) or key.group(2) or "").strip() if key else "", line, _cut(text, head))
    at = key.end() if key else at
    while name := _NAME.match(text, at):
        value, at = _value(text, name.end(), macros, rules)
        if "\n" in value and _SWALLOWED.search(value):
            raise _Malformed("a field holds another one: a brace is not closed")
        entry.fields.setdefault(_field(name), []).append(value)
    while at < len(text) and (text[at] == "," or text[at].isspace()):
        at += 1
    if at >= len(text):
        raise _Malformed("the entry is not closed")
    if text[at] != close:
        raise _Malformed(f"no field of an entry: {text[at : at + 40]!r}")
    return entry, at + 1


def _field(name: re.Match[str]) -> str:
    """A field's name; some have a space in them (`Early Access Date`, `funding_text 1`)."""
    return " ".join(name.group(1).split()).lower()


def _value(text: str, at: int, macros: _Macros, rules: _Rules) -> tuple[str, int]:
    """A value put together by `#` from braces, quotes, numbers and macros."""
    parts: list[str] = []
    while True:
        first = text[at : at + 1]
        if first == "{":
            end = rules.end(text, at)
            if end < 0:
                raise _Malformed("a brace is not closed")
            parts.append(text[at + 1 : end - 1])
        elif first == '"':
            quoted = rules.quoted.match(text, at)
            if not quoted:
                raise _Malformed("a quotation mark is not closed")
            end = quoted.end()
            parts.append(text[at + 1 : end - 1])
        else:
            bare = _BARE.match(text, at)
            if not bare:
                raise _Malformed("a field has no value")
            end = bare.end()
            parts.append(macros.get(bare.group().lower(), bare.group()))
        after = _AFTER.match(text, end)
        if not after or not after.group(1):
            return _joined(parts), end
        at = after.end()


def _joined(parts: list[str]) -> str:
    if len(parts) == 1:
        return parts[0]
    if sum(map(len, parts)) > MAX_MACROS:
        raise _Malformed(f"a value is put together to more than {MAX_MACROS:,} characters")
    return "".join(parts)


def _by_lines(text: str, head: re.Match[str], kind: str, line: int, macros: _Macros) -> Entry | None:
    """An entry whose braces do not match, where every field begins a line and ends with its own delimiter."""
    first, *lines = text[head.end() :].rstrip().split("\n")
    if not lines or lines[-1].strip() not in ("}", ")"):
        return None
    entry = Entry(kind, first.strip().rstrip(","), line, _cut(text, head))
    name, pieces = "", [""]
    for printed in [*lines[:-1], "end = {}"]:
        begin = _FIELD_LINE.match(printed)
        if not begin:
            if pieces[-1].rstrip().endswith(("},", '",')):
                return None
            pieces.append(printed)
            continue
        value = "\n".join(pieces).strip().removesuffix(",").rstrip()
        if name:
            if value[:1] + value[-1:] in ("{}", '""') and len(value) > 1:
                value = value[1:-1]
            elif _BARE.fullmatch(value):
                value = macros.get(value.lower(), value)
            else:
                return None
            entry.fields.setdefault(name, []).append(value)
        elif value:
            return None
        name, pieces = _field(begin), [printed[begin.end() :]]
    return entry if entry.fields else None


def _cut(text: str, head: re.Match[str]) -> str:
    return text[head.start() : head.start() + MAX_REJECTED_BYTES]


def rejected(reason: str, line: int, text: str) -> Rejected:
    """What stands in a file and is no entry, or none of a work."""
    return Rejected(reason, line, text[:MAX_REJECTED_BYTES].encode(errors="replace")[:MAX_REJECTED_BYTES])
