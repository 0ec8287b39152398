"""The tokens of a Cypher statement, read so that no store can read it otherwise.

The two stores do not read every text alike: one turns `\\u0053` into `S` before it looks for words, the other only
inside of strings. Where two readings would differ in what is a string, a comment or a word, the text is refused, so
that what is found here is what either store will run.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

TokenKind = Literal["word", "quoted", "string", "number", "sign"]


class Unreadable(ValueError):
    """The text cannot be read in one way only. Its message says why, in words for a person."""


@dataclass(frozen=True, slots=True)
class Token:
    """kind `quoted` is a name in backticks, without them. A word's `text` is in capitals. at: offset in the text."""

    kind: TokenKind
    text: str
    printed: str
    at: int


_ESCAPE = re.compile(r"\\u+([0-9a-fA-F]{4})")
_NUMBER = re.compile(
    r"0[xX][0-9a-fA-F_]+|0[oO][0-7_]+|\d[\d_]*(?:\.\d[\d_]*)?(?:[eE][+-]?\d+)?[fFdD]?|\.\d[\d_]*(?:[eE][+-]?\d+)?"
)
_WORD = re.compile(r"[^\W\d]\w*")
_STRUCTURE = frozenset("'\"`\\/*\n\r")
_ODD_LINE_ENDS = frozenset("\x00\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029")


def tokens(text: str) -> list[Token]:
    """Words, names in backticks, strings, numbers and signs; comments are left out.

    Raises Unreadable for a string, comment or backtick without an end, for a backslash outside of a string, for an
    escape that hides a quote, and for a sign that one store takes for the end of a line.
    """
    found: list[Token] = []
    at = 0
    while at < len(text):
        char = text[at]
        if text.startswith("//", at):
            at = _after_line_comment(text, at)
        elif text.startswith("/*", at):
            at = _after_block_comment(text, at)
        elif char in "'\"":
            end = _after_string(text, at)
            found.append(Token("string", text[at + 1 : end - 1], text[at:end], at))
            at = end
        elif char == "`":
            end = _after_backtick(text, at)
            found.append(Token("quoted", text[at + 1 : end - 1].replace("``", "`"), text[at:end], at))
            at = end
        elif match := _WORD.match(text, at):
            found.append(Token("word", unicodedata.normalize("NFKC", match[0]).upper(), match[0], at))
            at = match.end()
        elif match := _NUMBER.match(text, at):
            if _WORD.match(text, match.end()):
                raise Unreadable(f"the number {match[0]} runs into a word")
            found.append(Token("number", match[0], match[0], at))
            at = match.end()
        elif char == "\\":
            raise Unreadable("a backslash stands outside of a string")
        else:
            if not char.isspace():
                found.append(Token("sign", char, char, at))
            at += 1
    return found


def _after_line_comment(text: str, at: int) -> int:
    end = min(
        (place for place in (text.find("\n", at), text.find("\r", at)) if place >= 0), default=len(text)
    )
    _must_be_plain(text[at:end], "comment")
    return end


def _after_block_comment(text: str, at: int) -> int:
    end = text.find("*/", at + 2)
    if end < 0:
        raise Unreadable("a comment that begins with /* has no end")
    _must_be_plain(text[at:end], "comment")
    return end + 2


def _must_be_plain(text: str, what: str) -> None:
    if _ESCAPE.search(text):
        raise Unreadable(f"a {what} holds an escape (\\u...)")
    if not _ODD_LINE_ENDS.isdisjoint(text):
        raise Unreadable(f"a {what} holds a control sign or an unusual line end")


def _after_string(text: str, at: int) -> int:
    end = at + 1
    while end < len(text) and text[end] != text[at]:
        end += 2 if text[end] == "\\" else 1
    if end >= len(text):
        raise Unreadable("a string has no end")
    for escape in _ESCAPE.finditer(text, at, end):
        char = chr(int(escape[1], 16))
        if char in _STRUCTURE or char in _ODD_LINE_ENDS:
            raise Unreadable(
                "a string holds an escape (\\u...) for a quote, a backslash, a slash, a star or a line end"
            )
    return end + 1


def _after_backtick(text: str, at: int) -> int:
    end = at + 1
    while end < len(text):
        if text[end] == "`":
            if not text.startswith("``", end):
                _must_be_plain(text[at:end], "name in backticks")
                return end + 1
            end += 1
        end += 1
    raise Unreadable("a name in backticks has no end")
