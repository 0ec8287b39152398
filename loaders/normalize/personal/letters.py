"""Scripts: which one a name is written in, and its letters in Latin ones where they can be."""

from __future__ import annotations

from functools import cache, lru_cache

from loaders.facts import rows_of

_RANGES = (
    ("han", 0x3400, 0x4DBF),
    ("han", 0x4E00, 0x9FFF),
    ("han", 0xF900, 0xFAFF),
    ("han", 0x20000, 0x3FFFF),
    ("kana", 0x3040, 0x30FF),
    ("hangul", 0x1100, 0x11FF),
    ("hangul", 0x3130, 0x318F),
    ("hangul", 0xAC00, 0xD7FF),
    ("cyrillic", 0x0400, 0x052F),
    ("greek", 0x0370, 0x03FF),
    ("greek", 0x1F00, 0x1FFF),
    ("arabic", 0x0600, 0x06FF),
    ("arabic", 0x0750, 0x077F),
    ("arabic", 0xFB50, 0xFDFF),
    ("arabic", 0xFE70, 0xFEFC),
    ("latin", 0x0041, 0x024F),
    ("latin", 0x1E00, 0x1EFF),
)


@lru_cache(maxsize=16_384)
def _script(letter: str) -> str:
    code = ord(letter)
    return next((name for name, first, last in _RANGES if first <= code <= last), "other")


@lru_cache(maxsize=65_536)
def script_of(text: str) -> str:
    """The script of most letters: latin, han, kana, hangul, cyrillic, greek, arabic, other; none where no letter is."""
    if text.isascii():
        return "latin" if any(c.isalpha() for c in text) else "none"
    counts: dict[str, int] = {}
    for letter in text:
        if letter.isalpha():
            script = _script(letter)
            counts[script] = counts.get(script, 0) + 1
    if not counts:
        return "none"
    if "kana" in counts and "han" in counts:
        return "kana"
    return max(counts, key=lambda script: (counts[script], script))


@cache
def _latin() -> dict[int, str]:
    return {ord(row["letter"]): row["latin"] for row in rows_of("letters.tsv")}


_GREEK = (("ου", "ou"), ("γγ", "ng"), ("γκ", "gk"), ("γχ", "nch"), ("αυ", "av"), ("ευ", "ev"))


def latin(folded: str) -> str:
    """Cyrillic, Greek and Arabic letters in Latin ones; all others as they are."""
    if folded.isascii():
        return folded
    for two, written in _GREEK:
        folded = folded.replace(two, written)
    return folded.translate(_latin())


_SLAVIC = (
    ("shch", "s"), ("sch", "s"), ("tch", "c"), ("ch", "c"), ("sh", "s"), ("zh", "z"), ("kh", "h"), ("ts", "c"), ("tz", "c"),
    ("x", "ks"), ("w", "v"), ("ff", "v"), ("ph", "f"), ("j", "i"), ("y", "i"),
)  # fmt: skip


@lru_cache(maxsize=65_536)
def slavic_key(latin_word: str) -> str:
    """A word in one form for every system by which Cyrillic is written in Latin letters."""
    word = latin_word
    for printed, short in _SLAVIC:
        word = word.replace(printed, short)
    found: list[str] = []
    for letter in word:
        # ya, iu, ii, and doubled letters are one sound
        if found and (letter == found[-1] or (found[-1] == "i" and letter in "aeou")):
            found[-1] = letter
        else:
            found.append(letter)
    text = "".join(found)
    return text[:-1] + "v" if text.endswith("of") or text.endswith("ef") else text.rstrip("i") or text


_ARABIC = str.maketrans(
    {
        "q": "k",
        "g": "j",
        "c": "k",
        "p": "b",
        "v": "w",
        "e": None,
        "a": None,
        "i": None,
        "o": None,
        "u": None,
        "y": None,
        "w": None,
    }
)


@lru_cache(maxsize=65_536)
def arabic_key(latin_word: str) -> str:
    """The consonants of a word, as far as all spellings of a name in Arabic script agree on them."""
    word = latin_word
    for printed, short in (
        ("kh", "x"),
        ("gh", "g"),
        ("dh", "d"),
        ("th", "t"),
        ("sh", "s"),
        ("ch", "s"),
        ("ou", "u"),
        ("ph", "f"),
        ("dj", "j"),
    ):
        word = word.replace(printed, short)
    word = word.translate(_ARABIC)
    found = [letter for at, letter in enumerate(word) if at == 0 or letter != word[at - 1]]
    text = "".join(found)
    return text.removesuffix("h") or text
