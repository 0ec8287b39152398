"""Values as Cypher writes them, for the parameters of a shell: numbers, text, truth values, lists, maps, null."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from graph.errors import WrongUsage
from graph.lexer import Token, Unreadable, tokens

DEEPEST = 50
HINT = "a value is a number, a text in quotes, true, false, null, a list [..] or a map {name: ..}"

_WORDS = {"TRUE": True, "FALSE": False, "NULL": None}
_ESCAPED = re.compile(r"\\(u[0-9a-fA-F]{4}|.)", re.DOTALL)
_LETTERS = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f"}


def value_of(text: str) -> Any:
    """The value that a text writes. Raises WrongUsage for anything that has to be worked out first."""
    try:
        found = tokens(text)
    except Unreadable as error:
        raise WrongUsage(f"{text[:60]}: {error}", hint=HINT) from None
    value, end = _value(found, 0, text, 0)
    if end != len(found):
        raise _none(text)
    return value


def _none(text: str) -> WrongUsage:
    return WrongUsage(f"{text.strip()[:60]}: it is no value", hint=HINT)


def _sign(found: Sequence[Token], place: int, sign: str) -> bool:
    return place < len(found) and found[place].kind == "sign" and found[place].text == sign


def _value(found: Sequence[Token], place: int, text: str, depth: int) -> tuple[Any, int]:
    if place >= len(found) or depth > DEEPEST:
        raise _none(text)
    token = found[place]
    if token.kind == "string":
        return _text(token.text, text), place + 1
    if token.kind == "word" and token.text in _WORDS:
        return _WORDS[token.text], place + 1
    if token.kind == "number" or _sign(found, place, "-"):
        return _number(found, place, text)
    if _sign(found, place, "["):
        return _list(found, place + 1, text, depth)
    if _sign(found, place, "{"):
        return _map(found, place + 1, text, depth)
    raise _none(text)


def _text(written: str, text: str) -> str:
    """A text without its escapes; a character beyond the first plane is written as two of them."""
    units = _ESCAPED.sub(_unescaped, written)
    try:
        return units.encode("utf-16-le", "surrogatepass").decode("utf-16-le")
    except UnicodeDecodeError:
        raise WrongUsage(f"{text.strip()[:60]}: half a character (\\uD800 to \\uDFFF)", hint=HINT) from None


def _number(found: Sequence[Token], place: int, text: str) -> tuple[int | float, int]:
    negative = _sign(found, place, "-")
    place += negative
    if place >= len(found) or found[place].kind != "number":
        raise _none(text)
    written = found[place].text.replace("_", "")
    try:
        number: int | float
        number = int(written, 0) if written[:2].lower() in ("0x", "0o") else int(written)
    except ValueError:
        try:
            number = float(written.rstrip("fFdD"))
        except ValueError:
            raise _none(text) from None
    number = -number if negative else number
    if isinstance(number, int) and not -(2**63) <= number < 2**63:
        raise WrongUsage(f"{written[:60]}: a whole number of a store has 64 bits")
    return number, place + 1


def _list(found: Sequence[Token], place: int, text: str, depth: int) -> tuple[list[Any], int]:
    values: list[Any] = []
    while not _sign(found, place, "]"):
        if values:
            if not _sign(found, place, ","):
                raise _none(text)
            place += 1
        value, place = _value(found, place, text, depth + 1)
        values.append(value)
    return values, place + 1


def _map(found: Sequence[Token], place: int, text: str, depth: int) -> tuple[dict[str, Any], int]:
    values: dict[str, Any] = {}
    while not _sign(found, place, "}"):
        if values:
            if not _sign(found, place, ","):
                raise _none(text)
            place += 1
        if (
            place >= len(found)
            or found[place].kind not in ("word", "quoted", "string")
            or not _sign(found, place + 1, ":")
        ):
            raise _none(text)
        name = found[place].printed if found[place].kind == "word" else found[place].text
        values[name], place = _value(found, place + 2, text, depth + 1)
    return values, place + 1


def _unescaped(match: re.Match[str]) -> str:
    sign = match[1]
    if len(sign) == 5:
        return chr(int(sign[1:], 16))
    return _LETTERS.get(sign, sign)
