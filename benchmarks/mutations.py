"""Damage done to a record's bytes, drawn with a seed: what transmission, editors, wrong encodings and enemies do."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable, Sequence
from typing import Any

from benchmarks.shapes import Kind

HUGE = (1_000, 20_000, 200_000, 2_000_000)
"""Lengths of what is put in; the longer, the rarer."""
_HUGE_WEIGHTS = (60, 30, 8, 2)

_TOKENS: dict[str, tuple[bytes, ...]] = {
    "json": (b'"', b"\\", b"{", b"}", b"[", b"]", b",", b":", b"null", b"1e999", b"-0", b"\\u0000", b"\\ud800",
             b"\\udc00\\ud800", b'{"a":', b"9" * 400, b"NaN", b"true", b'"authorships":[', b'"DOI":"', b"\n"),
    "xml": (b"<", b">", b"</", b"/>", b"&", b"&amp;", b"&lt;", b"&nbsp;", b"&#0;", b"&#xD800;", b"<!--", b"-->",
            b"<![CDATA[", b"]]>", b"<?xml ", b"?>", b"<!DOCTYPE a [<!ENTITY b 'c'>]>", b"&b;", b"<a:b>", b"\n",
            b"<PubmedArticle>", b"</PubmedArticle>", b"<article>", b"</article>", b"<contrib>", b"<Author>"),
    "text": (b"\n", b"\r", b"\r\n", b"\n\n", b"ER  - \n", b"ER\n", b"EF\n", b"PT J\n", b"TY  - JOUR\n", b"PMID- 1\n",
             b"   ", b"      ", b"[", b"]", b"(", b")", b"{", b"}", b'"', b"@", b"@article{", b"@string{a=", b"#", b"\\",
             b"\\'", b"$", b";", b"; ", b",", b", ", b" and ", b"=", b"/", b"AU  - ", b"C1 ", b"RP ", b"AD  - ", b"@x.kr",
             b" (corresponding author), ", b"\x1a", b"\\\"{"),
    "table": (b",", b";", b"|", b'"', b'""', b"\n", b"\r", b"\r\n", b"\t", b"; ", b", ", b"+", b"(", b")", b"()", b"@x.kr",
              b"@", b"[", b"]", b"&amp;", b"&", b"=cmd()", b"\x00", b"\x02", b"\x03"),
    "binary": (b"\0", b"\xff", b"PK", b"PAR1", b"\x7f"),
}  # fmt: skip
_ANYWHERE = (
    b"\0", b"\x07", b"\x0b", b"\x0c", b"\x1b", b"\x7f", b"\x85", b"\xa0", b"\xff", b"\xfe\xff", b"\xed\xa0\x80",
    b"\xed\xb0\x80", b"\xf4\x90\x80\x80", b"\xc0\x80", b"\xe2\x80\xa8", b"\xe2\x80\xa9", b"\xef\xbb\xbf",
    b"\xef\xbf\xbf", "İ".encode(), "ﬁ".encode(), "ﷺ".encode(), "a\u0301".encode() * 20, b"\xe2\x80\xae",
)  # fmt: skip
_NESTED: dict[str, tuple[tuple[bytes, bytes], ...]] = {
    "json": ((b"[", b"]"), (b'{"a":', b"}"), (b"[", b""), (b'{"authors":[', b"]}")),
    "xml": ((b"<a>", b"</a>"), (b"<sup>", b"</sup>"), (b"<sec>", b""), (b"<collab>", b"</collab>")),
    "text": ((b"{", b"}"), (b"[", b"]"), (b"(", b")"), (b"{", b""), (b"\\'{", b"}")),
    "table": ((b"(", b")"), (b"[", b"]"), (b'"', b'"')),
    "binary": ((b"<a>", b"</a>"),),
}
_CODECS = (
    "utf-16-le",
    "utf-16-be",
    "utf-16",
    "cp949",
    "gb18030",
    "cp1252",
    "utf-7",
    "utf-32-le",
    "shift_jis",
)
_WORDS = re.compile(rb"[^\s,;|<>{}\[\]\"]+")

Mutation = Callable[[random.Random, bytes, Kind, Sequence[bytes]], bytes]


def mutated(chance: random.Random, record: bytes, kind: Kind, others: Sequence[bytes]) -> tuple[bytes, str]:
    """The record after one to three mutations, and their names."""
    names = []
    for _ in range(chance.choices((1, 2, 3), (70, 20, 10))[0]):
        name = chance.choices(_NAMES, _WEIGHTS)[0]
        record = MUTATIONS[name][0](chance, record, kind, others)
        names.append(name)
    return record, "+".join(names)


def _place(chance: random.Random, record: bytes) -> int:
    return chance.randint(0, len(record))


def _span(chance: random.Random, record: bytes, most: int = 0) -> tuple[int, int]:
    begin = _place(chance, record)
    return begin, min(len(record), begin + chance.randint(1, most or max(1, len(record) // 2)))


def flip(chance: random.Random, record: bytes, kind: Kind, others: Sequence[bytes]) -> bytes:
    """Some bytes become others."""
    changed = bytearray(record)
    for _ in range(chance.choice((1, 1, 2, 5, 20)) if changed else 0):
        changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(8)
    return bytes(changed)


def delete(chance: random.Random, record: bytes, kind: Kind, others: Sequence[bytes]) -> bytes:
    begin, end = _span(chance, record, chance.choice((1, 10, 100, 0)))
    return record[:begin] + record[end:]


def insert(chance: random.Random, record: bytes, kind: Kind, others: Sequence[bytes]) -> bytes:
    """Signs that mean something in the format, or arbitrary bytes."""
    for _ in range(chance.choice((1, 1, 3, 10))):
        piece = (
            chance.choice(_TOKENS[kind]) if chance.random() < 0.8 else chance.randbytes(chance.randint(1, 9))
        )
        at = _place(chance, record)
        record = record[:at] + piece + record[at:]
    return record


def double(chance: random.Random, record: bytes, kind: Kind, others: Sequence[bytes]) -> bytes:
    """A part comes again, now and then very often."""
    begin, end = _span(chance, record, chance.choice((20, 200, 0)))
    part = record[begin:end]
    times = chance.choices((1, 3, 100, 2_000), (50, 30, 15, 5))[0]
    return record[:end] + part * min(times, HUGE[-1] // max(1, len(part))) + record[end:]


def swap(chance: random.Random, record: bytes, kind: Kind, others: Sequence[bytes]) -> bytes:
    """Two fields, lines or cells change places."""
    sign = chance.choice((b"\n", b",", b", ", b"; ", b"|", b"<", b'","'))
    parts = record.split(sign)
    if len(parts) > 2:
        a, b = chance.randrange(len(parts)), chance.randrange(len(parts))
        parts[a], parts[b] = parts[b], parts[a]
    return sign.join(parts)


def huge(chance: random.Random, record: bytes, kind: Kind, others: Sequence[bytes]) -> bytes:
    """A value becomes very long, of one sign or of signs on which a pattern may stumble."""
    words = [match.start() for match in re.finditer(_WORDS, record[:200_000])]
    at = chance.choice(words) if words else 0
    unit = chance.choice(
        (b"a", b" ", b"a ", b"a@", b"a.", b"@a.", b"1", b"A, ", b"a, b; ", b"Kim, Y.C.; ", b"[a", b"(a", b"&amp;", b"-",
         b" and ", "김".encode(), "a\u0301".encode(), *_TOKENS[kind])
    )  # fmt: skip
    size = chance.choices(HUGE, _HUGE_WEIGHTS)[0]
    return record[:at] + unit * (size // len(unit)) + record[at:]


def nest(chance: random.Random, record: bytes, kind: Kind, others: Sequence[bytes]) -> bytes:
    """What can stand within itself does so, deeply."""
    opening, closing = chance.choice(_NESTED[kind])
    deep = chance.choices((10, 300, 5_000, 100_000), (30, 40, 20, 10))[0]
    begin, end = _span(chance, record, 100)
    return record[:begin] + opening * deep + record[begin:end] + closing * deep + record[end:]


def control(chance: random.Random, record: bytes, kind: Kind, others: Sequence[bytes]) -> bytes:
    """Control characters, halves of surrogate pairs, bytes that are no UTF-8, letters that grow when folded."""
    for _ in range(chance.choice((1, 2, 5))):
        at = _place(chance, record)
        record = record[:at] + chance.choice(_ANYWHERE) + record[at:]
    return record


def recode(chance: random.Random, record: bytes, kind: Kind, others: Sequence[bytes]) -> bytes:
    """The record, or a part of it, in another encoding than the file."""
    codec = chance.choice(_CODECS)
    begin, end = (0, len(record)) if chance.random() < 0.5 else _span(chance, record)
    part = record[begin:end].decode("utf-8", "replace").encode(codec, "replace")
    return record[:begin] + part + record[end:]


def truncate(chance: random.Random, record: bytes, kind: Kind, others: Sequence[bytes]) -> bytes:
    at = _place(chance, record)
    return record[:at] if chance.random() < 0.8 else record[at:]


def cross(chance: random.Random, record: bytes, kind: Kind, others: Sequence[bytes]) -> bytes:
    """The beginning of this one and the end of another."""
    other = chance.choice(others)
    return record[: _place(chance, record)] + other[_place(chance, other) :]


def repeat_line(chance: random.Random, record: bytes, kind: Kind, others: Sequence[bytes]) -> bytes:
    """A line comes many times, such as that of an author."""
    lines = record.split(b"\n")
    at = chance.randrange(len(lines))
    times = min(chance.choice((1, 10, 1_000, 20_000)), HUGE[-1] // (len(lines[at]) + 1))
    return b"\n".join([*lines[:at], *[lines[at]] * times, *lines[at:]])


def spaces(chance: random.Random, record: bytes, kind: Kind, others: Sequence[bytes]) -> bytes:
    """Ends of lines and spaces as other programs write them, capitals where none were."""
    old, new = chance.choice(
        (
            (b"\n", b"\r\n"),
            (b"\n", b"\r"),
            (b" ", b"\t"),
            (b" ", b"\xc2\xa0"),
            (b"\n", b"\n\n"),
            (b"\n", b" "),
        )
    )
    return (
        record.replace(old, new) if chance.random() < 0.7 else chance.choice((record.upper(), record.lower()))
    )


def retype(chance: random.Random, record: bytes, kind: Kind, others: Sequence[bytes]) -> bytes:
    """Of JSON, a value becomes one of another type; of other formats, a number becomes one that is out of range."""
    if kind == "json":
        try:
            value = json.loads(record)
        except (ValueError, RecursionError):
            return record
        for _ in range(chance.choice((1, 2, 5))):
            _retype(chance, value)
        return json.dumps(value, ensure_ascii=chance.random() < 0.5).encode("utf-8", "surrogatepass") + b"\n"
    numbers = list(re.finditer(rb"\d+", record[:200_000]))
    if not numbers:
        return record
    found = chance.choice(numbers)
    new = chance.choice(
        (
            b"0",
            b"-1",
            b"9" * 5_000,
            b"1e999",
            b"0000",
            b"3000",
            "٢٠٢٠".encode(),
            "２０２０".encode(),
            "²".encode(),
        )
    )
    return record[: found.start()] + new + record[found.end() :]


def _retype(chance: random.Random, value: Any) -> None:
    """Change one value somewhere within."""
    while True:
        places: list[Any] = (
            list(value)
            if isinstance(value, dict)
            else [*range(len(value))]
            if isinstance(value, list)
            else []
        )
        if not places:
            return
        at = chance.choice(places)
        if not isinstance(value[at], (dict, list)) or not value[at] or chance.random() < 0.3:
            value[at] = chance.choice(
                (None, True, 0, -1, 10**30, 1.5, "", " ", "\0", "\ud800", "x" * 10_000, [], {}, [[]], [None], {"": None},
                 {"a": [10**18]}, [{}], "10.1/", "https://doi.org/10.1000/" + "x" * 5_000)
            )  # fmt: skip
            return
        value = value[at]


MUTATIONS: dict[str, tuple[Mutation, int]] = {
    "flip": (flip, 12), "delete": (delete, 10), "insert": (insert, 16), "double": (double, 8), "swap": (swap, 8),
    "huge": (huge, 6), "nest": (nest, 3), "control": (control, 10), "recode": (recode, 5), "truncate": (truncate, 6),
    "cross": (cross, 6), "repeat line": (repeat_line, 3), "spaces": (spaces, 4), "retype": (retype, 10),
}  # fmt: skip
"""By name, with how often each is drawn."""
_NAMES = tuple(MUTATIONS)
_WEIGHTS = tuple(weight for _, weight in MUTATIONS.values())
