"""A printed string as tokens: folded words, where each stands, and what separates them."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

# what stands before a token: nothing or a space or a hyphen; a full stop; a comma, bracket, dash, slash or
# line; a
# semicolon or bar
SPACE, STOP, COMMA, GROUP = 0, 1, 2, 3

# flags of a token; INITIAL: one capital, or several printed apart
UPPER, CJK, DIGIT, TITLE, INITIAL = 1, 2, 4, 8, 16

_CJK = (
    "\u1100-\u11ff\u3005\u3041-\u30ff\u3131-\u318e\u3400-\u4dbf\u4e00-\u9fff"
    "\ua960-\ua97c\uac00-\ud7fb\uf900-\ufaff"
)
_MARKS = "\u0300-\u036f\u00ad\u200b-\u200d\u2060\ufeff"
_QUOTES = "'’‘`ʼ´′"
_SUPERS = "\u00b9\u00b2\u00b3\u2070-\u2079\u2080-\u2089"
# a run without spaces | a footnote number before a word | a word that such a number follows | a word, with
# marks and apostrophes inside it | ampersand
_TOKEN = re.compile(
    rf"([{_CJK}]+|\d+(?=[^\W\d_][a-z])|[^\W\d_{_CJK}{_SUPERS}]{{3,}}+(?=\d{{1,2}}[A-Z][a-z])"
    rf"|[^\W_{_CJK}{_SUPERS}]+(?:(?:[{_QUOTES}?]|[{_MARKS}]+)[^\W\d_{_CJK}{_SUPERS}]+)*[{_MARKS}]*|&(?:amp;)?)"
)
# the same in ASCII, where it is found in half the time
_ASCII_TOKEN = re.compile(
    r"(\d+(?=[A-Za-z][a-z])|[A-Za-z]{3,}+(?=\d{1,2}[A-Z][a-z])|[A-Za-z0-9]+(?:['`?][A-Za-z]+)*|&(?:amp;)?)"
)
_HAS_CJK = re.compile(f"[{_CJK}]")
_REMOVED = re.compile(f"[{_QUOTES}?{_MARKS}]")
# readers drop the local part of an e-mail address: `@kut.ac.kp` is one, too
_ADDRESS = re.compile(r"[^\s@<>(),;:]{0,64}@[^\s@<>(),;:]{1,190}|(?:https?://|www\.)[^\s<>,;]{1,300}", re.I)
# printed bare: the domains of the DPRK, and those that only institutions of a country get
_DOMAIN = re.compile(
    r"(?<![\w.@-])(?:[a-z0-9-]{1,63}\.){1,4}(?:(?:edu|ac|co|net|com)?\.?kp|(?:ac|edu|gov)\.[a-z]{2})\b", re.I
)
_BARE = (".kp", ".ac.", ".edu.", ".gov.")
_HOST = re.compile(r"(?:[a-z0-9-]{1,63}\.)+[a-z]{2,12}", re.I)
LETTERS = {
    "ø": "o",
    "đ": "d",
    "ł": "l",
    "ı": "i",
    "æ": "ae",
    "œ": "oe",
    "ð": "d",
    "þ": "th",
    "ħ": "h",
    "ŋ": "n",
}
_LETTERS = str.maketrans(LETTERS)
_ELISIONS = frozenset({"l", "d", "dell", "all", "nell", "sull", "dall", "qu", "un"})
_BREAKS = re.compile(r"#(?:N|R|TAB)#")
_GROUPS = frozenset("؛;|•▪‣；")
_LINES = frozenset("\n\r\u2028\u2029\x0b\x0c")
_COMMAS = frozenset('،,:()[]{}（）、，。：/\\–—―…"“”«»<>=【】「」§¶†‡*')


class Reading(NamedTuple):
    """The tokens of a string, as parallel lists.

    words: folded. starts, ends: offsets into the text. seps: what stands before each token (SPACE, STOP,
    COMMA,
    GROUP). flags: UPPER, CJK, DIGIT, TITLE, INITIAL. hosts: (host name, start, end) of e-mail and web
    addresses.
    """

    text: str
    words: list[str]
    starts: list[int]
    ends: list[int]
    seps: list[int]
    flags: list[int]
    hosts: list[tuple[str, int, int]]


@lru_cache(maxsize=65_536)
def fold(word: str) -> str:
    """A word without case, diacritics, apostrophes and invisible marks; runs of CJK only composed."""
    if word.isascii():
        return word.lower().replace("'", "").replace("`", "").replace("?", "")
    if _HAS_CJK.match(word):
        return unicodedata.normalize("NFKC", word)
    word = _REMOVED.sub("", unicodedata.normalize("NFKD", word.casefold()).translate(_LETTERS))
    return "".join(c for c in word if not unicodedata.combining(c)).casefold()


@lru_cache(maxsize=16_384)
def _separator(between: str) -> int:
    if between == "–":
        return SPACE  # a hyphen between two names: `Israel–Canada`
    marks = set(between)
    if marks & _GROUPS:
        return GROUP
    if marks & _COMMAS or " -" in between or "- " in between:
        return COMMA
    if marks & _LINES and len(between) == 1:  # a line break with spaces beside it only wraps a long line
        return COMMA
    return STOP if "." in between else SPACE


@lru_cache(maxsize=65_536)
def _token(raw: str) -> tuple[str, int, int]:
    """Folded word, its flags, and where the apostrophe of an elision stands (0: none)."""
    if raw[0] == "&":
        return "and", 0, 0
    word = fold(raw)
    if _HAS_CJK.match(raw):
        return word, CJK, 0
    flag = DIGIT if any(c.isdigit() for c in raw) else 0
    if raw.isupper():
        flag |= UPPER
        if len(word) == 1 and not flag & DIGIT:
            flag |= INITIAL
    if raw[:1].isupper():
        flag |= TITLE
    return word, flag, _elision(raw) if len(word) != len(raw) else 0


def read(
    text: str, vocabulary: frozenset[str] = frozenset(), abbreviations: frozenset[str] = frozenset()
) -> Reading:
    """Cut a string into tokens. Time and memory grow with its length only.

    vocabulary: words that a gap printed into them (`K orea`, `Academ y`) is closed for.
    abbreviations: words whose full stop ends nothing.
    """
    hosts: list[tuple[str, int, int]] = []
    scanned = text
    if "#" in text:
        # how one large corpus writes line breaks
        scanned = text = _BREAKS.sub(lambda found: "\n" + " " * (len(found.group()) - 1), text)
    if "@" in text or "http" in text or "www." in text or any(ending in text for ending in _BARE):
        scanned = _without_addresses(text, hosts)
    words: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    seps: list[int] = []
    flags: list[int] = []
    end = 0
    # what stands between and a token, by turns
    pieces = iter((_ASCII_TOKEN if scanned.isascii() else _TOKEN).split(scanned))
    for between, raw in zip(pieces, pieces, strict=False):
        start = end + len(between)
        end = start + len(raw)
        sep = SPACE if between == " " else COMMA if between == ", " else _separator(between)
        if sep == SPACE and len(between) > 1 and words and between.isspace() and raw[0].isupper():
            # what stood between has been lost: `Universidad de Madrid  UAM`
            sep = SPACE if words[-1] in _ELISIONS or len(words[-1]) <= 2 or flags[-1] & DIGIT else COMMA
        if not words:
            sep = GROUP
        word, flag, apostrophe = _token(raw)
        if not word:
            continue
        if sep == STOP:
            sep = _after_stop(words[-1], flags[-1], flag, between, abbreviations)
            if sep == COMMA and seps[-1] == STOP and words[-1] not in vocabulary:
                sep = STOP  # one of several abbreviations: Fermi Nat. Accel. Lab.
        elif flag & DIGIT and not between and words and raw.isdigit() and text[end : end + 1].isupper():
            sep = GROUP  # `Paris, France4London School`: a footnote number glued between two addresses
        if sep == SPACE and words and not flag & (DIGIT | CJK) and (len(word) == 1 or flags[-1] & INITIAL):
            if flags[-1] & flag & INITIAL and ends[-1] - starts[-1] <= 16:
                # letters apart are one abbreviation: D. P. R. K. / U S A
                words[-1] += word
                ends[-1] = end + (text[end : end + 1] == ".")
                continue
            joined = words[-1] + word
            if joined in vocabulary and _gap(word, words[-1], flag, flags[-1], vocabulary):
                words[-1] = joined
                ends[-1] = end
                flags[-1] &= ~INITIAL
                continue
        if apostrophe:
            words.append(fold(raw[:apostrophe]))
            starts.append(start)
            ends.append(start + apostrophe)
            seps.append(sep)
            flags.append(0)
            start += apostrophe + 1
            word, flag, _ = _token(raw[apostrophe + 1 :])
            sep = SPACE
        words.append(word)
        starts.append(start)
        ends.append(end)
        seps.append(sep)
        flags.append(flag)
    return Reading(text, words, starts, ends, seps, flags, hosts)


def _after_stop(previous: str, before: int, flag: int, between: str, abbreviations: frozenset[str]) -> int:
    """What a full stop is: the end of a sentence, of an abbreviation, or a point between letters
    (`D.P.R.K.`)."""
    if before & INITIAL:
        return SPACE
    ends = len(previous) >= 4 and previous not in abbreviations and flag & (TITLE | DIGIT) and " " in between
    return COMMA if ends else STOP


def _gap(word: str, previous: str, flag: int, before: int, vocabulary: frozenset[str]) -> bool:
    """Whether a space was printed into a known word: `Academ y`, `K orea`."""
    if len(word) == 1:
        return not flag & UPPER and previous not in vocabulary
    return bool(before & INITIAL) and len(previous) == 1 and not flag & TITLE and word not in vocabulary


def _elision(raw: str) -> int:
    """Where the apostrophe of l', d', dell' stands; 0 where there is none."""
    for at, letter in enumerate(raw[:5]):
        if letter in _QUOTES:
            return at if raw[:at].lower() in _ELISIONS and at + 1 < len(raw) else 0
    return 0


def _without_addresses(text: str, hosts: list[tuple[str, int, int]]) -> str:
    """The text with e-mail and web addresses blanked, their hosts collected."""
    pieces = []
    last = 0
    spans = [match.span() for match in _ADDRESS.finditer(text)]
    if any(ending in text for ending in _BARE):
        taken = spans[:]
        spans += [
            m.span()
            for m in _DOMAIN.finditer(text)
            if not any(s < m.end() and m.start() < e for s, e in taken)
        ]
        spans.sort()
    for start, end in spans:
        raw = text[start:end]
        found = _HOST.search(raw.rsplit("@", 1)[-1])
        if found:
            hosts.append((found.group().lower().rstrip("."), start, end))
        pieces.append(text[last:start])
        pieces.append(" " * (end - start))
        last = end
    pieces.append(text[last:])
    return "".join(pieces)


def fold_words(name: str) -> tuple[str, ...]:
    """The folded words of a table's name, cut as a printed string is."""
    return tuple(read(name).words)
