"""What is typed into `coauth shell`, or piped: cut into entries, each a command, a question or a statement."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from graph.guard import FIRST_WORDS, REFUSED_WORDS
from graph.lexer import Token, Unreadable, tokens

LONGEST = 1_000_000
"""Characters of one entry; no statement is that long."""

STARTS = FIRST_WORDS | frozenset(REFUSED_WORDS) | {"EXPLAIN", "PROFILE", "CYPHER"}
"""Words that begin a statement, those included that are refused: so it is told why."""


def is_statement(text: str) -> bool:
    """Whether this begins as Cypher does; a command or a question is one line."""
    start = text.lstrip()
    if start.startswith(("//", "/*")):
        return True
    word = start.split(maxsplit=1)[0] if start else ""
    # `CALL{`, `MATCH(`
    while word and not word[-1].isalpha():
        word = word[:-1]
    letters = next((place for place, char in enumerate(word) if not char.isalpha()), len(word))
    head, rest = word[:letters], word[letters:]
    return head.upper() in STARTS and not rest.startswith("-")


def is_complete(text: str) -> bool:
    """Whether nothing more need be typed: one line, or a statement that a semicolon or a blank line ends."""
    if not text.strip() or not is_statement(text):
        return True
    lines = text.split("\n")
    return (len(lines) > 1 and not lines[-1].strip()) or _ends(text)


def _ends(text: str) -> bool:
    if ";" not in text:
        return False
    try:
        found = tokens(text)
    except Unreadable:
        return False  # a string or a comment goes on
    return bool(found) and _is_end(found[-1])


def _is_end(token: Token) -> bool:
    return token.kind == "sign" and token.text == ";"


def entries(lines: Iterator[str] | Sequence[str]) -> Iterator[str]:
    """The entries that stand in lines, each without the semicolon or the blank line that ends it; comments alone are
    none. One that becomes too long comes as it is so far, and is refused by who reads it."""
    held: list[str] = []
    size = 0
    for line in lines:
        line = line.rstrip("\r\n")
        if not held and not is_statement(line):
            if line.strip("; \t"):
                yield line.strip()
            continue
        if line.strip():
            held.append(line)
            size += len(line)
        # only a line with a semicolon can end what is not ended by a blank one
        if not line.strip() or size > LONGEST or (";" in line and _ends("\n".join(held))):
            yield from _statements("\n".join(held))
            held, size = [], 0
    if held:
        yield from _statements("\n".join(held))


def _statements(text: str) -> Iterator[str]:
    """Where the semicolons that are no part of a string or a comment stand, a statement ends."""
    try:
        found = tokens(text)
    except Unreadable:
        if text.strip():
            yield text
        return
    begin, inside = 0, False
    for token in found:
        if not _is_end(token):
            inside = True
            continue
        if inside:
            yield text[begin : token.at].strip()
        begin, inside = token.at + 1, False
    if inside:
        yield text[begin:].strip()
