"""A running text as words in a normal form, so that a term is found however its words are printed.

A word's normal form has no case and no diacritics; English plurals, -ise/-ize, -our/-or and doubled letters are one
spelling; Russian words are cut to a stem; traditional Chinese characters are simplified ones. Both sides, term and text,
go through the same function, so that a form need not be right, only the same. Korean and Chinese are cut into characters.
"""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

from loaders.normalize.personal.han import simplified
from loaders.normalize.reading import fold

STOP, PAUSE = ".", ","
"""What ends a sentence, and a mark inside one, as the normal form of its sign: no word has it."""

_CJK = (
    "\u1100-\u11ff\u3005\u3041-\u30ff\u3131-\u318e\u3400-\u4dbf\u4e00-\u9fff"
    "\ua960-\ua97c\uac00-\ud7fb\uf900-\ufaff"
)
_HANGUL = re.compile("[\u1100-\u11ff\u3131-\u318e\ua960-\ua97c\uac00-\ud7fb]")
_IS_CJK = re.compile(f"[{_CJK}]")
_MARKS = "\u0300-\u036f\u00ad\u200b-\u200d\u2060\ufeff"
_WORD = rf"(?:[^\W_{_CJK}]|['’*{_MARKS}])+"
_TOKEN = re.compile(rf"{_WORD}|[{_CJK}]|[.!?…](?=[\s\"'”’)\]]|$)|[。！？]|[,;:()\[\]，、；：（）]")
# the same in ASCII, where it is found in half the time
_ASCII_TOKEN = re.compile(r"[A-Za-z0-9'*]+|[.!?](?=[\s\"')\]]|$)|[,;:()\[\]]")
_TAG = re.compile(r"</?[A-Za-z][^<>]{0,60}>")
_STOPS = frozenset(".!?…。！？")
_PAUSES = frozenset(",;:()[]，、；：（）")
_NO_STOP = frozenset(
    {"al", "approx", "cf", "eg", "eq", "eqs", "etc", "fig", "figs", "ie", "no", "ref", "resp", "vs"}
)
"""After these a full stop ends no sentence."""

_IRREGULAR = {
    "analyses": "analysis", "appendices": "appendix", "axes": "axis", "bases": "basis", "characteristics": "characteristic",
    "children": "child", "clinics": "clinic", "critics": "critic", "fabrics": "fabric", "heuristics": "heuristic",
    "hypotheses": "hypothesis", "indices": "index", "matrices": "matrix", "men": "man", "metrics": "metric", "mice": "mouse",
    "nuclei": "nucleus", "simplices": "simplex", "syntheses": "synthesis", "theses": "thesis",
    "topics": "topic", "vertices": "vertex", "women": "woman",
}  # fmt: skip
_NOT_PLURAL = frozenset(
    {"always", "basis", "bias", "canvas", "gas", "lens", "news", "series", "species", "this", "was", "has"}
)
_ISE = re.compile(r"(?<=[^aeiou])is(e|ed|er|ing|ation|able)\Z")
_LL = re.compile(r"ll(ing|ed|er)\Z")
_CYRILLIC = re.compile("[\u0400-\u04ff]")
# endings of Russian nouns and adjectives, and of verbs in a passive or an infinitive; the longest that fits goes
_ENDINGS = re.compile(
    r"(?:иями|ями|ами|иях|ого|его|ому|ему|ыми|ими|ость|остью|ости|остеи|ать|ять|ить|"
    r"ых|их|ые|ие|ои|еи|ыи|ии|ая|яя|ую|юю|ое|ее|ым|им|ом|ем|ам|ям|ах|ях|ов|ев|ию|ия|ью|ью|"
    r"а|я|о|е|и|ы|у|ю|ь)\Z"
)
_KNOWN_WORDS = 200_000


class _Normals(dict[str, str]):
    """Printed word -> normal form, worked out once; forgotten when there are too many."""

    def __missing__(self, raw: str) -> str:
        if len(self) >= _KNOWN_WORDS:
            self.clear()
        form = _normal(raw)
        if len(raw) <= 40:
            self[raw] = form
        return form


def _normal(raw: str) -> str:
    if raw in _STOPS:
        return STOP
    if raw in _PAUSES:
        return PAUSE
    if len(raw) == 2 and raw[1] == "*":
        return raw.lower()  # A*
    word = fold(raw.replace("*", ""))
    if not word:
        return "'"
    if word.isascii():
        return _english(word)
    if _IS_CJK.match(word):
        return simplified(word)
    if _CYRILLIC.match(word):
        stem = _ENDINGS.sub("", word)
        return stem if len(stem) >= 3 else word
    return _english(word)


def _english(word: str) -> str:
    if len(word) <= 2:
        return word
    if (other := _IRREGULAR.get(word)) is not None:
        return other
    if word[-1] == "s" and len(word) > 3 and word[-2] not in "sui" and word not in _NOT_PLURAL:
        if word.endswith("ies") and len(word) > 4:
            word = word[:-3] + "y"
        elif word.endswith(("sses", "ches", "shes", "xes", "zzes")):
            word = word[:-2]
        elif not word.endswith("ics"):
            word = word[:-1]
    if len(word) >= 6:
        word = _LL.sub(r"l\1", _ISE.sub(r"iz\1", word)).replace("lys", "lyz") if word != "analysis" else word
        if word.endswith(("our", "oural")):
            word = word.replace("our", "or")
        elif word.endswith("tre"):
            word = word[:-2] + "er"
    return word


NORMALS = _Normals()


class Text(NamedTuple):
    """A text cut into words. composed: the text as it was cut, of which spans count; places: where each of its characters
    stood in print, None where all stand where they stood. words: normal forms, with STOP and PAUSE for signs. cased: it
    has capitals and small letters, so that an acronym can be told by its print."""

    printed: str
    composed: str
    places: list[int] | None
    words: list[str]
    cased: bool


def read(printed: str) -> Text:
    """Cut a text into words. Time and memory grow with its length only."""
    composed, places = printed, None
    if not printed.isascii() and not unicodedata.is_normalized("NFC", printed):
        composed, places = _composed(printed)
    if "<" in composed:
        composed = _TAG.sub(lambda tag: " " * len(tag[0]), composed)
    find = _ASCII_TOKEN if composed.isascii() else _TOKEN
    words = list(map(NORMALS.__getitem__, find.findall(composed)))
    return Text(printed, composed, places, words, not (composed.islower() or composed.isupper()))


def spans_of(text: Text) -> list[tuple[int, int]]:
    """Where each word of a text stands in `composed`: start, end (left out)."""
    find = _ASCII_TOKEN if text.composed.isascii() else _TOKEN
    return list(map(re.Match.span, find.finditer(text.composed)))


def in_print(text: Text, start: int, end: int) -> tuple[int, int]:
    """A span of `composed` as a span of the text as it was printed."""
    if text.places is None:
        return start, end
    return text.places[start], text.places[end]


def ends_sentence(words: list[str], at: int) -> bool:
    """Whether the sign at this place ends a sentence: no full stop of an abbreviation or an initial does."""
    return words[at] == STOP and not (at and (words[at - 1] in _NO_STOP or len(words[at - 1]) == 1 < at))


def is_hangul(letter: str) -> bool:
    """Whether this is a character of Korean script."""
    return _HANGUL.match(letter) is not None


def is_cjk(letter: str) -> bool:
    """Whether this is a character of Korean, Chinese or Japanese."""
    return _IS_CJK.match(letter) is not None


def _composed(printed: str) -> tuple[str, list[int]]:
    """A text with its marks joined to their letters, and where each character, and the end, stood in print."""
    letters: list[str] = []
    places: list[int] = []
    start = 0
    for at in range(1, len(printed) + 1):
        goes_on = at < len(printed) and (
            unicodedata.combining(printed[at]) or "\u1160" <= printed[at] <= "\u11ff"
        )
        if goes_on and at - start < 32:
            continue
        for letter in unicodedata.normalize("NFC", printed[start:at]):
            letters.append(letter)
            places.append(start)
        start = at
    places.append(len(printed))
    return "".join(letters), places
