"""Titles: their normal form, the marks by which records of one title find each other, and how alike two titles are."""

from __future__ import annotations

import html
import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from loaders.normalize.reading import LETTERS

GENERIC = frozenset({
    "abstract", "abstracts", "abstractswithdrawn", "acknowledgement", "acknowledgements", "acknowledgments",
    "addendum", "announcement", "announcements", "backmatter", "bookreview", "bookreviews", "booksreceived",
    "calendar", "contents", "contributors", "correction", "correspondence", "corrigendum", "cover", "discussion",
    "editorial", "editorialboard", "editorsnote", "erratum", "foreword", "frontmatter", "guesteditorial", "index",
    "inmemoriam", "inthisissue", "introduction", "issueinformation", "letter", "letters", "lettertotheeditor",
    "letterstotheeditor", "listofreviewers", "masthead", "news", "notitle", "obituary", "preface", "reply",
    "response", "retraction", "reviewers", "tableofcontents", "titlepage", "untitled",
})  # fmt: skip
"""Titles that many works share: they identify nothing (folded to letters and digits)."""

_GENERIC_WORDS = frozenset({
    *GENERIC, "a", "an", "and", "article", "author", "authors", "back", "board", "book", "books", "by", "comment", "comments",
    "editor", "editors", "for", "from", "front", "guest", "image", "in", "information", "inside", "issue", "journal", "list",
    "matter", "no", "note", "notes", "number", "of", "on", "page", "received", "regarding", "remarks", "review", "reviews",
    "s", "section", "special", "subject", "table", "the", "this", "title", "to", "vol", "volume",
})  # fmt: skip
"""A title of these words and numbers alone identifies nothing either: `Preface to the special issue`."""
_LONGEST_GENERIC = 80

LEAST = 20
"""Weight of a title from which on it can identify a work: its letters, one of Chinese, Japanese or Korean counting
WIDE."""
WIDE = 3
MARK = 32
"""Letters of a title's start and end by which records find each other."""
SIMILAR = 0.92
"""Likeness of two titles from which on a person should look at them."""

SAME, VARIANT, ONE_LANGUAGE, SUBTITLE = "title-same", "title-variant", "title-one-language", "title-subtitle"
SPELLING, NUMBERED, CUT, ALIKE = "title-spelling", "title-numbered-part", "title-cut", "title-similar"
EXACT = frozenset({SAME, VARIANT, ONE_LANGUAGE})
"""Rules by which two titles say the same."""
NEAR = frozenset({SUBTITLE, SPELLING})
"""Rules by which two titles differ in a way that sources are known for."""

_PLAIN = re.compile(r"[a-z0-9]+")
_MARKED = re.compile(r"[<&$\\]")
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,200}>")
_COMMAND = re.compile(r"\\([a-zA-Z]+)")
_GREEK = dict(
    zip(
        "αβγδεζηθικλμνξοπρσςτυφχψω",
        ("alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa", "lambda", "mu", "nu",
         "xi", "omicron", "pi", "rho", "sigma", "sigma", "tau", "upsilon", "phi", "chi", "psi", "omega"),
        strict=True,
    )
)  # fmt: skip
_FOLD = str.maketrans(LETTERS | _GREEK)
_STATUS = re.compile(
    r"\A[\s\[(*]*(?:retracted|withdrawn)(?:[ -]?(?:article|paper|chapter|manuscript))?[\])]*\s*[:.\-–—]+\s*",
    re.I,
)
"""What a source prints before the title of a work that was taken back: the work is the same."""
_TO = r"(?: (?:to|on|for|from|regarding|of)\b|\s*[:.–—\-(\[])"
_NOTICE = re.compile(
    r"\A\W*(?:(?:publisher|author)['’s]* )?(?:(?:corrigend(?:um|a)|errat(?:um|a)|addendum|notice of retraction"
    r"|retraction n\w+|expression of concern)"
    + _TO
    + r"|(?:corrections?|retraction|withdrawal)(?: to\b|\s*[:.–—(\[]|\s+-))"
    r"|[\[(\-–—:.] *(?:correction|corrigendum|erratum|retraction|addendum)\W*\Z",
    re.I,
)
"""A notice about a work under the work's own title."""
_ABOUT = re.compile(
    r"\A\W*(?:(?:in )?reply|author(?:s['’]|['’]s)? (?:reply|response)|response|comments?|commentary|review|reviewer \d+"
    r"|decision letter|data|supplementary \w+|supplement)"
    + _TO
    + r"|[\[(\-–—:.] *(?:authors?['’s]* )?(?:reply|response|comment|commentary)\W*\Z",
    re.I,
)
"""What may be about another work, or a title of its own."""
_ROMAN = {
    "ii": "2", "iii": "3", "iv": "4", "vi": "6", "vii": "7", "viii": "8", "ix": "9", "xi": "11", "xii": "12",
    "xiii": "13", "xiv": "14", "xv": "15", "xvi": "16", "xvii": "17", "xviii": "18", "xix": "19", "xx": "20",
}  # fmt: skip
_ROMAN_LETTER = {"i": "1", "v": "5", "x": "10"}
_NUMBER = {
    "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8",
    "nine": "9", "ten": "10", "eleven": "11", "twelve": "12",
}  # fmt: skip
_SERIES = frozenset({
    "part", "parts", "pt", "vol", "volume", "chapter", "chap", "section", "book", "paper", "issue", "number", "no",
    "supplement", "appendix", "erratum", "correction", "corrigendum", "reply", "response", "comment", "comments",
    "commentary", "addendum", "retraction", "update", "protocol",
})  # fmt: skip
"""Words after which a number or a letter tells the works of a series apart, or which tell a work of another kind."""
_SPELLINGS = (
    (re.compile(r"(?<=[a-z]{2})is(?=ation|e|ing|ed)"), "iz"),
    (re.compile(r"(?<=[a-z])yse"), "yze"),
    (re.compile(r"(?<=[a-z]{2})our"), "or"),
    (re.compile(r"[ao]e"), "e"),
    (re.compile(r"(?<=[a-z])ll"), "l"),
    (re.compile(r"(?<=[a-z])tre\b"), "ter"),
    (re.compile(r"(?<=[a-z])gramme"), "gram"),
)
"""British and American spelling, ligatures written as one letter or two."""
_CJK = re.compile("[\u3005\u3041-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3]")
_CJK_RUN = re.compile("[\u3005\u3041-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3][^A-Za-z]*")
_LATIN_RUN = re.compile(r"[A-Za-z][^\u3005\u3041-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3]*")
_WORD = re.compile(r"[^\W_]+")
_BOUNDARY = re.compile(r"[:.?!;]\s|\s[-–—/]+\s|—|\s?[\[(]")
_BRACKETED = re.compile(r"\A(.+\S)\s*[\[(]([^\[\]()]+)[\])]\W*\Z", re.S)
LONGEST = 2_000
"""Letters of a title that are looked at."""


class Title(NamedTuple):
    """What two titles are compared by.

    letters: folded. canonical: with numbers as digits and one spelling. weight: of the letters. digits: of the
    canonical form, in order. words: canonical. forms: canonical forms of the title in one of its languages. heads:
    canonical forms of what stands before a subtitle, with the words that follow. notice: it corrects or takes back another
    work. about: it may speak of another work.
    """

    letters: str
    canonical: str
    weight: int
    digits: str
    words: tuple[str, ...]
    forms: frozenset[str]
    heads: tuple[tuple[str, frozenset[str]], ...]
    notice: bool
    about: bool


class Likeness(NamedTuple):
    """How two titles are alike: by which rule, 0..1."""

    rule: str
    score: float


@lru_cache(maxsize=20_000)
def letters(title: str) -> str:
    """Letters and digits alone, without markup, case and accents; super- and subscripts as plain digits."""
    return "".join(_PLAIN.findall(title.lower())) if _is_plain(title) else "".join(_words(_clean(title)))


def _is_plain(title: str) -> bool:
    return (
        title.isascii()
        and len(title) <= LONGEST
        and not _MARKED.search(title)
        and title[:1].lower() not in {"r", "w", "[", "(", "*", " "}
    )


def _clean(title: str) -> str:
    """The title without markup and without the note that it was taken back."""
    text = title[:LONGEST]
    if _MARKED.search(text):
        text = _TAG.sub("", html.unescape(html.unescape(text)))
        text = _COMMAND.sub(lambda m: f" {m[1]} " if m[1].lower() in _GREEK.values() else " ", text)
    return _STATUS.sub("", text)


def _words(text: str) -> list[str]:
    if text.isascii():
        return _PLAIN.findall(text.lower())
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold().translate(_FOLD))
    plain = unicodedata.normalize("NFC", "".join(c for c in plain if not unicodedata.combining(c)))
    return _WORD.findall(plain.translate(_FOLD))


def _canonical(words: list[str]) -> list[str]:
    made = []
    for index, word in enumerate(words):
        number = _NUMBER.get(word) or _ROMAN.get(word)
        if (
            number is None
            and word in _ROMAN_LETTER
            and (index == len(words) - 1 or (index and words[index - 1] in _SERIES))
        ):
            number = _ROMAN_LETTER[word]
        if number is None and len(word) > 3 and word.isascii():
            for pattern, one in _SPELLINGS:
                word = pattern.sub(one, word)
        made.append(number or word)
    return made


def weight_of(folded: str) -> int:
    """How much a folded title can tell: its letters, those of Chinese, Japanese and Korean counting WIDE."""
    return len(folded) if folded.isascii() else len(folded) + (WIDE - 1) * len(_CJK.findall(folded))


@lru_cache(maxsize=10_000)
def title_of(printed: str) -> Title:
    """What a printed title is compared by."""
    text = _clean(printed)
    words = _words(text)
    folded = letters(printed)
    canonical = _canonical(words)
    whole = "".join(canonical)
    heads = []
    for match in _BOUNDARY.finditer(text):
        head = "".join(_canonical(_words(text[: match.start()])))
        if weight_of(head) >= LEAST and head != whole:
            heads.append((head, frozenset(_canonical(_words(text[match.start() :])))))
    return Title(
        folded,
        whole,
        weight_of(folded),
        "".join(c for c in whole if c.isdigit()),
        tuple(canonical),
        frozenset({whole, *_languages(text)}),
        tuple(heads),
        bool(_NOTICE.search(text)),
        bool(_ABOUT.search(text)),
    )


def _languages(text: str) -> list[str]:
    """The title in each of its languages, where it is printed in two."""
    parts: list[str] = []
    if " = " in text:
        parts += text.split(" = ")
    bracketed = _BRACKETED.match(text)
    if bracketed and min(weight_of("".join(_words(part))) for part in bracketed.groups()) >= LEAST:
        parts += bracketed.groups()
    if _CJK.search(text) and _LATIN_RUN.search(text):
        parts += [max(_CJK_RUN.findall(text), key=len), max(_LATIN_RUN.findall(text), key=len)]
    found = ["".join(_canonical(_words(part))) for part in parts]
    return [part for part in found if weight_of(part) >= LEAST + 4]


@lru_cache(maxsize=20_000)
def is_telling(title: str | None) -> bool:
    """Does a title identify anything, with year and author beside it?"""
    folded = letters(title) if title else ""
    if not title or len(folded) < 2 or folded in GENERIC:
        return False
    if len(title) > _LONGEST_GENERIC or not folded.isascii():
        return True
    return any(word not in _GENERIC_WORDS and not word.isdigit() for word in _PLAIN.findall(title.lower()))


def marks(title: str | None) -> tuple[str | None, str | None]:
    """The first and the last MARK folded letters of a title, by which records of one work find each other.

    (None, None) where the title identifies nothing; no end where the start is the whole title.
    """
    if not title or not is_telling(title):
        return None, None
    folded = letters(title)
    return folded[:MARK], folded[-MARK:] if len(folded) > MARK else None


def likeness(a: str, b: str) -> Likeness | None:
    """How two printed titles are alike; None where they are not, or where one of them is too short to say.

    Rules: title-same; title-variant (numbers as words, British or American spelling); title-one-language (one prints
    the title in two languages); title-subtitle (one leaves the subtitle out); title-spelling (one letter of a long
    word more, less or exchanged); title-numbered-part, title-cut and title-similar are for a person to look at.
    Numbers must agree, but for a title in two languages and a subtitle. A title that speaks of the other is another.
    """
    one, other = title_of(a), title_of(b)
    if min(one.weight, other.weight) < LEAST or not (is_telling(a) and is_telling(b)):
        return None
    if one.letters == other.letters:
        return Likeness(SAME, 1.0)
    if one.canonical == other.canonical:
        return Likeness(VARIANT, 0.99)
    if one.about != other.about or one.notice != other.notice:
        return None
    if not one.forms.isdisjoint(other.forms):
        return Likeness(ONE_LANGUAGE, 0.97)
    for whole, longer in ((one, other), (other, one)):
        for head, rest in longer.heads:
            if head == whole.canonical:
                numbered = not rest.isdisjoint(_SERIES) or any(c.isdigit() for word in rest for c in word)
                return Likeness(NUMBERED, 0.8) if numbered else Likeness(SUBTITLE, 0.93)
    if one.digits != other.digits:
        return None
    if min(len(one.canonical), len(other.canonical)) >= 60 and (
        one.canonical.startswith(other.canonical) or other.canonical.startswith(one.canonical)
    ):
        return Likeness(CUT, 0.85)
    differing = _differing(one.words, other.words)
    if differing is not None:
        if min(map(len, differing)) == 1:
            return None  # `Part A`, `Part B`
        if _is_slip(*differing):
            return Likeness(SPELLING, 0.95)
    ratio = fuzz.ratio(one.canonical, other.canonical, score_cutoff=100 * SIMILAR) / 100
    return Likeness(ALIKE, round(ratio, 3)) if ratio else None


def _differing(a: tuple[str, ...], b: tuple[str, ...]) -> tuple[str, str] | None:
    """The only two words that differ; None where there are more or fewer."""
    if len(a) != len(b):
        return None
    found = [(x, y) for x, y in zip(a, b, strict=True) if x != y]
    return found[0] if len(found) == 1 else None


def _is_slip(a: str, b: str) -> bool:
    """Is one word a slip of the other? A letter exchanged for another is none (nitrate, nitrite), nor is the first."""
    if min(len(a), len(b)) < 8 or a[0] != b[0] or OSA.distance(a, b) != 1:
        return False
    return len(a) != len(b) or sorted(a) == sorted(b)
