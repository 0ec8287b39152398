"""Printed strings as they come in, a line each, and as they may be shown on a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO

import click

# a longer line is cut here, with a word on standard error: nothing printed on a paper is as long as that
MAX_LINE_BYTES = 1_048_576


def readable(text: str) -> str:
    """The text with what is no character (half of a surrogate pair, an undecodable byte) as U+FFFD."""
    return (
        text.encode("utf-16", "surrogatepass").decode("utf-16", "replace") if _has_surrogate(text) else text
    )


def _has_surrogate(text: str) -> bool:
    return any("\ud800" <= letter <= "\udfff" for letter in text)


def lines_of(stream: IO[bytes]) -> Iterator[str]:
    """Lines of a stream in bounded memory: cut at a newline only, undecodable bytes as U+FFFD."""
    number = 0
    while line := stream.readline(MAX_LINE_BYTES + 1):
        number += 1
        if line.endswith(b"\n"):
            line = line[:-1]
        elif len(line) > MAX_LINE_BYTES:
            line = line[:MAX_LINE_BYTES]
            click.echo(f"coauth: line {number} is longer than {MAX_LINE_BYTES:,} bytes: cut there", err=True)
            while (rest := stream.readline(MAX_LINE_BYTES)) and not rest.endswith(b"\n"):
                pass
        yield line.decode("utf-8", "replace")


def visible(text: str) -> str:
    """Text for a terminal: nothing of the data may move its cursor or change its colours."""
    return "".join(letter if letter.isprintable() else "\ufffd" for letter in text)
