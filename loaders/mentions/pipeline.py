"""spaCy on a blank pipeline: tokens, sentences, and the phrases of large lists in them. No model is loaded.

A hyphen between letters is a space here, and a token's NORM is folded as everywhere in loaders.normalize, so that
`Kim Il-sung` and `KIM IL SUNG` are the same words; Korean, Chinese and Japanese are cut into characters.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib import import_module
from typing import Any, NamedTuple

from graph.errors import CoauthError
from loaders.mentions.vocabulary import lexicon
from loaders.normalize.reading import fold

PIECE = 20_000
"""Characters that are read at once, at most."""
_MOST_TOKENS = 300
"""Tokens of a sentence, at most: a list of thousands of names has no end."""
_TELLING = "telling word"
_RUN = 200
"""Characters without a space, at most; of those written without any, PIECE."""
_CJK = "\u1100-\u11ff\u3005\u3041-\u30ff\u3131-\u318e\u3400-\u4dbf\u4e00-\u9fff\ua960-\ua97c\uac00-\ud7fb\uf900-\ufaff"
_WIDE = f"[{_CJK}\u3000-\u3004\u3006-\u303f\uff00-\uffef]"
_IS_CJK = re.compile(f"[{_CJK}]")
_HYPHEN = re.compile(r"(?<=[^\W\d_])[-\u2010\u2011\u2013](?=[^\W\d_])")
_SIGNS = re.compile(r"[^\w\s]{6,}")
"""A line of signs (a table of contents, an ornament): spaCy takes off one sign at a time, and long for many."""
_PLAIN = re.compile(r"[a-z]{2,}(?: [a-z]{2,})*")
_EMPTY_LINE = re.compile(r"\n[ \t]*(?:\n[ \t]*)+")
_ADDRESS = re.compile(r"(?:https?://|www\.)[^\s<>]{1,300}|[^\s@<>()]{1,64}@[^\s@<>()]{1,190}", re.IGNORECASE)
"""What stands in an address of the web or of mail is named by nobody."""
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\ufffd]")
_GAP = re.compile(r"\s\s|[^\S ]|\A\s")
_LONG_RUN = re.compile(rf"[^\s{_CJK}]{{{_RUN}}}")


class Token(NamedTuple):
    """One token: as printed, folded, its characters in the document. head: begins with a capital; cjk: one character
    of Korean, Chinese or Japanese; joined: a hyphen or nothing stands before it; space: a space does."""

    raw: str
    norm: str
    start: int
    end: int
    head: bool
    cjk: bool
    joined: bool
    space: bool


class Hit(NamedTuple):
    """Tokens first..last (last excluded) of a sentence that are a phrase of a list; label: the list, or the key."""

    first: int
    last: int
    label: str


class Sentence(NamedTuple):
    """A sentence with the phrases found in it, longest first at each place, and the wordings (rule, first, last)."""

    number: int
    start: int
    end: int
    tokens: list[Token]
    hits: list[Hit]
    wordings: list[Hit]


def _norm(raw: str) -> str:
    if "." in raw and len(raw) > 1:
        raw = raw.replace(".", "")  # D.P.R.K.
    return fold(raw) or raw


class Reader:
    """Cuts texts into sentences and finds phrases in them.

    phrases: label -> printed forms. wordings: rule and wording as in facts/joint_work.tsv. Raises CoauthError where
    spaCy is not installed.
    """

    def __init__(self, phrases: Mapping[str, Iterable[str]], wordings: Iterable[tuple[str, str]]) -> None:
        spacy, matcher = _spacy()
        self._doc = import_module("spacy.tokens").Doc
        self._nlp = spacy.blank("xx")
        attrs = import_module("spacy.attrs")
        # of each new word nothing else is asked: its shape, its case and a dozen more take ten times as long
        getters = self._nlp.vocab.lex_attr_getters
        self._nlp.vocab.lex_attr_getters = {
            attrs.NORM: _norm,
            **{attr: getters[attr] for attr in (attrs.IS_PUNCT, attrs.IS_SPACE)},
        }
        self._nlp.tokenizer.url_match = None
        defaults = self._nlp.Defaults
        infixes = [*defaults.infixes, _WIDE, r"(?<=\w)[/&](?=\w)", r"(?<=\w)[()\[\]](?=\w)"]
        self._nlp.tokenizer.infix_finditer = spacy.util.compile_infix_regex(infixes).finditer
        self._nlp.add_pipe("sentencizer")
        self._phrases = matcher.PhraseMatcher(self._nlp.vocab, attr="NORM")
        for label, forms in phrases.items():
            made = [self.tokens_of(form) for form in forms]
            if found := [doc for doc in made if len(doc)]:
                self._phrases.add(label, found)
        self._wordings = matcher.Matcher(self._nlp.vocab)
        # a Matcher tries every pattern on every token: it is only asked where the word stands that says most
        self._telling = matcher.PhraseMatcher(self._nlp.vocab, attr="NORM")
        for rule, wording in wordings:
            if _IS_CJK.match(wording):
                self._telling.add(rule, [self.tokens_of(wording)])
            else:
                self._wordings.add(rule, [_pattern(wording)])
                self._telling.add(_TELLING, [self.tokens_of(word) for word in _telling(wording)])

    def tokens_of(self, text: str) -> Any:
        """A spaCy Doc of a text or a form, without sentences."""
        level = _HYPHEN.sub(" ", text)
        if _PLAIN.fullmatch(level):  # the same words as the tokenizer's, several times as quick
            return self._doc(self._nlp.vocab, words=level.split(" "))
        return self._nlp.tokenizer(level)

    def phrases_in(self, doc: Any) -> list[tuple[int, int, int]]:
        """What spaCy's PhraseMatcher finds in a Doc; for measuring."""
        found: list[tuple[int, int, int]] = self._phrases(doc)
        return found

    def sentences(self, text: str) -> Iterator[Sentence]:
        """The sentences of a text in order; offsets count in it. Time and memory grow with its length only."""
        number = 0
        for begin, piece in pieces(text):
            level, places = _level(piece)
            doc = self._nlp(level)
            _mend(doc)
            hits = _longest(_named([hit for hit in self._phrases(doc) if not _torn(doc, hit)], doc))
            telling = sorted(_named(self._telling(doc), doc))
            at_hit = at_telling = 0
            for span in _sentences(doc):
                here, at_hit = _within(hits, at_hit, span.start, span.end)
                told, at_telling = _within(telling, at_telling, span.start, span.end)
                said = [hit for hit in told if hit.label != _TELLING]
                if len(said) < len(told):
                    said = _longest(said + _named(self._wordings(span), doc))
                start, end = places[span.start_char], places[span.end_char - 1] + 1
                tokens = [_token(token, piece, begin, places) for token in span] if here or said else []
                yield Sentence(number, begin + start, begin + end, tokens, here, said)
                number += 1


def _pattern(wording: str) -> list[dict[str, Any]]:
    pattern: list[dict[str, Any]] = []
    for word in wording.split(" "):
        if word == "..":
            pattern.append({"IS_PUNCT": False, "OP": "{0,4}"})
        else:
            pattern.append({"NORM": {"IN": [fold(choice) for choice in word.split("|")]}})
    return pattern


def _telling(wording: str) -> list[str]:
    """The words of a wording of which one must stand there: where there are few, and they are long."""
    return min((word.split("|") for word in wording.split(" ")), key=lambda choices: (
        min(map(len, choices)) < 5, len(choices), -min(map(len, choices))
    ))  # fmt: skip


def _spacy() -> tuple[Any, Any]:
    try:
        return import_module("spacy"), import_module("spacy.matcher")
    except ImportError:
        raise CoauthError(
            "texts are read with spaCy, which is not installed", hint="pip install 'coauthgraph[text]'"
        ) from None


def pieces(text: str) -> Iterator[tuple[int, str]]:
    """The paragraphs of a text with where each begins; long ones in parts, cut at a space where there is one."""
    begin = 0
    for gap in [*_EMPTY_LINE.finditer(text), None]:
        end = gap.start() if gap is not None else len(text)
        while begin < end:
            stop = end
            if end - begin > PIECE:
                space = max(text.rfind(sign, begin, begin + PIECE) for sign in " \n。")
                stop = space + 1 if space > begin else begin + PIECE
            run = _LONG_RUN.search(text, begin, stop)
            if run is not None:
                stop = run.end()
            piece = text[begin:stop]
            if not piece.isspace():
                yield begin, piece
            begin = stop
        begin = gap.end() if gap is not None else end


def _level(piece: str) -> tuple[str, Sequence[int]]:
    """A piece as it is cut into tokens, hyphens as spaces and each gap one space, and where each character stood."""
    level = _CONTROL.sub(" ", _HYPHEN.sub(" ", _ADDRESS.sub(_blank, piece)))
    level = _SIGNS.sub(_blank, level)
    if not _GAP.search(level):
        return level, range(len(piece))
    letters: list[str] = []
    places: list[int] = []
    for at, letter in enumerate(level):
        if not letter.isspace():
            letters.append(letter)
            places.append(at)
        elif letters and letters[-1] != " ":
            letters.append(" ")
            places.append(at)
    return "".join(letters), places


def _blank(match: re.Match[str]) -> str:
    return " " * len(match[0])


def _torn(doc: Any, hit: tuple[int, int, int]) -> bool:
    """Whether a phrase took the first character of the next word: `...대학 교` of `...대학 교수`."""
    _, first, last = hit
    return (
        last - first > 1 and bool(doc[last - 2].whitespace_) and _IS_CJK.match(doc[last - 1].text) is not None
    )


def _mend(doc: Any) -> None:
    """Undo the end of a sentence after an abbreviation or an initial: `Dr. Kim`, `J. Kim`."""
    known = lexicon().abbreviations
    for at in range(2, len(doc)):
        token = doc[at]
        if not token.is_sent_start or doc[at - 1].text != ".":
            continue
        before = doc[at - 2]
        if before.norm_ in known or (len(before.text) == 1 and before.text.isupper()):
            token.is_sent_start = False


def _named(found: Iterable[tuple[int, int, int]], doc: Any) -> list[Hit]:
    return [Hit(first, last, doc.vocab.strings[label]) for label, first, last in found]


def _longest(found: list[Hit]) -> list[Hit]:
    """The longest phrase at each place, in order; several where several labels have it."""
    kept: list[Hit] = []
    end = 0
    span = (-1, -1)
    for hit in sorted(set(found), key=lambda hit: (hit.first, -hit.last, hit.label)):
        if hit[:2] == span or hit.first >= end:
            kept.append(hit)
            span, end = (hit.first, hit.last), hit.last
    return kept


def _sentences(doc: Any) -> Iterator[Any]:
    """The sentences as spans of a Doc; what goes on without an end is cut."""
    for span in doc.sents:
        for first in range(span.start, span.end, _MOST_TOKENS):
            yield doc[first : min(first + _MOST_TOKENS, span.end)]


def _within(hits: list[Hit], at: int, first: int, last: int) -> tuple[list[Hit], int]:
    found = []
    while at < len(hits) and hits[at].first < last:
        hit = hits[at]
        if hit.first >= first and hit.last <= last:
            found.append(Hit(hit.first - first, hit.last - first, hit.label))
        at += 1
    return found, at


def _token(token: Any, piece: str, begin: int, places: Sequence[int]) -> Token:
    raw: str = token.text
    start, end = places[token.idx], places[token.idx + len(raw) - 1] + 1
    before = piece[start - 1] if start else ""
    return Token(
        raw, token.norm_, begin + start, begin + end, raw[0].isupper(), _IS_CJK.match(raw) is not None,
        bool(before) and not before.isspace(), before.isspace(),
    )  # fmt: skip
