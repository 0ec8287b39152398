"""Printed text made safe to show: controls neutralised, lines cut between characters, never inside one."""

from __future__ import annotations

import re
import unicodedata

from rich.cells import cell_len

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
_REORDERING = re.compile("[\u202a-\u202e\u2066-\u2069]")
_LINE_ENDS = re.compile("[\t\n\v\f\r\x1c-\x1e\x85\u2028\u2029]+")
_KEEP_IN_CELL = frozenset("\t\n\r")
ELLIPSIS = "…"


def _escaped(match: re.Match[str]) -> str:
    return match[0].encode("unicode_escape").decode("ascii")


def one_line(text: str) -> str:
    """The text as one line that a terminal shows and does not obey.

    Line ends and tabs become a space; other control characters, lone surrogates and the characters that turn
    the direction of writing (U+202A..E, U+2066..9) are shown as `\\x1b`, `\\u202e`.
    """
    text = _LINE_ENDS.sub(" ", text)
    return _REORDERING.sub(_escaped, _CONTROL.sub(_escaped, text))


def without_controls(text: str) -> str:
    """The text as it is, but for control characters (tab and line ends stay) and lone surrogates: `\\x1b`."""
    return _CONTROL.sub(lambda match: match[0] if match[0] in _KEEP_IN_CELL else _escaped(match), text)


def characters(text: str) -> list[str]:
    """What a reader takes for one character each: a base with its marks, joined emoji, a syllable.

    A base is composed with its marks; a character that stands alone stays the one that was printed (NFC over the
    whole text would change some Chinese ones).
    """
    found: list[str] = []
    for char in text:
        belongs = (
            unicodedata.category(char) in {"Mn", "Me", "Mc"}
            or char in "\u200d\ufe0e\ufe0f"
            or "\U0001f3fb" <= char <= "\U0001f3ff"
            or "\u1160" <= char <= "\u11ff"
        )
        if found and (belongs or found[-1].endswith("\u200d")):
            found[-1] += char
        else:
            found.append(char)
    return [one if len(one) == 1 else unicodedata.normalize("NFC", one) for one in found]


def shorten(text: str, cells: int) -> str:
    """At most `cells` columns of a terminal (a Chinese character takes two), with `…` where it was cut."""
    if cell_len(text) <= cells:
        return text
    kept, room = "", cells - 1
    for char in characters(text):
        room -= cell_len(char)
        if room < 0:
            break
        kept += char
    return kept.rstrip() + ELLIPSIS


def wrap(text: str, cells: int, lines: int) -> str:
    """At most `lines` lines of `cells` columns, broken between words, or else between characters."""
    done: list[str] = []
    line = ""
    words = "".join(characters(one_line(text))).split()
    for number, word in enumerate(words):
        joined = f"{line} {word}" if line else word
        if cell_len(joined) <= cells:
            line = joined
            continue
        if len(done) == lines - 1:
            return "\n".join([*done, shorten(" ".join([joined, *words[number + 1 :]]), cells)])
        pieces = _pieces(word if line else joined, cells)
        if line and (len(pieces) == 1 or cell_len(line) > cells * 2 // 3):
            done.append(line)
        elif line:
            # a word too long for any line starts on this one: Chinese text is one such word
            pieces = _pieces(joined, cells)
        if len(done) + len(pieces) > lines:
            rest = "".join(pieces[lines - len(done) - 1 :])
            return "\n".join([*done, *pieces[: lines - len(done) - 1], shorten(rest, cells)])
        done.extend(pieces[:-1])
        line = pieces[-1]
    return "\n".join([*done, line] if line else done)


def _pieces(word: str, cells: int) -> list[str]:
    pieces = [""]
    for char in characters(word):
        if pieces[-1] and cell_len(pieces[-1]) + cell_len(char) > cells:
            pieces.append("")
        pieces[-1] += char
    return pieces
