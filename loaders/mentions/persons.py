"""Personal names printed beside an institution. A rule says that somebody is named there, never who it is: each is for
review until an author of the graph has this name and this institution. Nothing about a country is read from a name."""

from __future__ import annotations

from collections.abc import Sequence

from loaders.mentions.found import InstitutionMention, PersonMention, Span
from loaders.mentions.pipeline import Sentence, Token
from loaders.mentions.vocabulary import lexicon
from loaders.normalize.words import words

MAX_BETWEEN = 14
MAX_NAMES = 20
_MOST_WORDS, _LEAST_LETTERS = 4, 4
_PARTICLES = frozenset({"van", "der", "de", "von", "bin", "al", "el", "da", "di", "la", "le", "ten", "den"})
_AND = frozenset({"and", "&", "und", "et", "y"})
_CJK_NAME = (2, 4)


def persons_beside(
    text: str, sentence: Sentence, institutions: Sequence[InstitutionMention]
) -> list[PersonMention]:
    """The names in one sentence that are printed with one of the institutions found in it."""
    tokens = sentence.tokens
    reader = _Names(tokens, [i.span for i in institutions], _places(sentence))
    found: dict[Span, PersonMention] = {}
    for institution in institutions:
        first = next((at for at, t in enumerate(tokens) if t.start >= institution.span[0]), None)
        last = next((at for at, t in enumerate(tokens) if t.start >= institution.span[1]), len(tokens))
        if first is None:
            continue
        if tokens[first].cjk:
            beside = _cjk(text, sentence, last)
        else:
            beside = [("name-before-institution", name) for name in reader.before(first)]
            beside += [("name-after-institution", name) for name in reader.after(last)]
        for rule, span in beside:
            name = " ".join(text[span[0] : span[1]].split())
            person = PersonMention(name, institution.span, institution.key, rule, span, sentence.number)
            found.setdefault(span, person)
    return [found[span] for span in sorted(found)]


def _places(sentence: Sentence) -> set[int]:
    return {at for hit in sentence.hits if hit.label in ("place", "not") for at in range(hit.first, hit.last)}


class _Names:
    """Reads names, word by word, to the left and right of a place in a sentence."""

    def __init__(self, tokens: Sequence[Token], taken: Sequence[Span], places: set[int]) -> None:
        self._tokens = tokens
        self._taken = {
            at
            for at, t in enumerate(tokens)
            if any(start <= t.start and t.end <= end for start, end in taken)
        }
        self._places = places

    def before(self, first: int) -> list[Span]:
        """The names before an institution that begins at `first`: `A, B and C, researchers at the ...`."""
        end = self._over_roles(first)
        return self._listed_before(end) if end is not None else []

    def _over_roles(self, first: int) -> int | None:
        """Where a list of names would end, if what stands between it and the institution is of roles only."""
        tokens, lex = self._tokens, lexicon()
        at = first - 1
        while at >= 0 and tokens[at].norm in ("the", "both"):
            at -= 1
        if at < 0:
            return None
        if tokens[at].raw in ("(", ",") or tokens[at].norm in lex.at:
            at -= 1
        else:
            return None
        low = max(first - MAX_BETWEEN, 0)
        while at >= low:
            token = tokens[at]
            if self._ends_name(at):
                return at + 1
            small = token.norm in lex.between or token.norm in lex.roles or token.norm in lex.at
            if not (small or token.raw in (",", "(") or self._in_department(at)):
                return None
            at -= 1
        return None

    def _in_department(self, at: int) -> bool:
        """A word of `the Department of Applied Physics of`."""
        tokens = self._tokens
        if not tokens[at].head:
            return False
        low = max(at - 4, 0)
        near = range(at, low - 1, -1)
        return any(words().ranks.get(tokens[i].norm, 9) <= 3 and tokens[i].head for i in near)

    def _ends_name(self, at: int) -> bool:
        """Whether a personal name ends here: its words go back from it, as many as a name has."""
        return self._begin(at + 1) is not None

    def _begin(self, end: int) -> int | None:
        """Where the name that ends before `end` begins; None where none does."""
        tokens = self._tokens
        at = end
        while at > 0 and self._is_word(at - 1) and end - at < 6:
            at -= 1
        while at < end and tokens[at].norm in _PARTICLES:
            at += 1
        return at if self._is_name(at, end) else None

    def _is_word(self, at: int) -> bool:
        token = self._tokens[at]
        if at in self._taken or at in self._places or token.cjk:
            return False
        lex = lexicon()
        if token.raw == "." and at > 0:
            return len(self._tokens[at - 1].raw) == 1 and self._tokens[at - 1].head  # J. Kim
        if token.norm in _PARTICLES and at > 0 and not token.head:
            return self._tokens[at - 1].head and at + 1 < len(self._tokens) and self._tokens[at + 1].head
        if token.norm in lex.no_name or token.norm in lex.titles or token.norm in lex.roles:
            return False
        if words().ranks.get(token.norm, 0):
            return False
        letters = token.raw.replace(".", "").replace("’", "").replace("'", "")
        return letters.isalpha() and (token.head or token.joined)

    def _is_name(self, first: int, last: int) -> bool:
        kept = [t for t in self._tokens[first:last] if t.raw != "." and t.norm not in lexicon().suffixes]
        # a hyphen cuts one word of a name into several
        count = sum(1 for t in kept if not (t.joined and not t.head))
        letters = sum(len(t.raw) for t in kept)
        whole = [t for t in kept if len(t.raw.replace(".", "")) > 1]
        return 2 <= count <= _MOST_WORDS and letters >= _LEAST_LETTERS and bool(whole) and kept[0].head

    def _span(self, first: int, last: int) -> Span:
        return self._tokens[first].start, self._tokens[last - 1].end

    def _listed_before(self, end: int) -> list[Span]:
        found: list[Span] = []
        while len(found) < MAX_NAMES and (begin := self._begin(end)) is not None:
            found.append(self._span(begin, end))
            at = begin - 1
            while at >= 0 and self._tokens[at].norm in lexicon().titles | {"."}:
                at -= 1
            if at < 0 or not (self._tokens[at].raw == "," or self._tokens[at].norm in _AND):
                break
            if self._tokens[at].norm in _AND and at > 0 and self._tokens[at - 1].raw == ",":
                at -= 1
            end = at
        return found[::-1]

    def after(self, last: int) -> list[Span]:
        """The names after an institution: `... University researchers A and B`, `... University's A`."""
        tokens, lex = self._tokens, lexicon()
        at = last
        own = at < len(tokens) and tokens[at].raw in ("'s", "’s")
        at += own
        roles = False
        while at < len(tokens) and at - last < MAX_BETWEEN:
            token = tokens[at]
            if token.norm in lex.roles or token.norm in lex.titles:
                roles = True
            elif not (token.norm in lex.between and token.norm not in ("and", "of", "in")) and not (
                token.raw == "." and tokens[at - 1].norm in lex.titles
            ):
                break
            at += 1
        if not (own or roles):
            return []
        found: list[Span] = []
        while len(found) < MAX_NAMES and (end := self._end(at)) is not None:
            found.append(self._span(at, end))
            at = end
            if at < len(tokens) and tokens[at].raw == ",":
                at += 1
            if at < len(tokens) and tokens[at].norm in _AND:
                at += 1
            if at == end:
                break
            while at < len(tokens) and (tokens[at].norm in lex.titles or tokens[at].raw == "."):
                at += 1
        return found

    def _end(self, first: int) -> int | None:
        at = first
        while at < len(self._tokens) and self._is_word(at) and at - first < 6:
            at += 1
        while at > first and self._tokens[at - 1].raw == ".":
            at -= 1
        return at if self._is_name(first, at) else None


def _cjk(text: str, sentence: Sentence, last: int) -> list[tuple[str, Span]]:
    """A Korean or Chinese name after an institution, bounded on both sides: by a role before or after it, or by what
    ends a list. Where nothing bounds it, nobody can tell its end, and it is left."""
    lex = lexicon()
    places = [
        (sentence.tokens[hit.first].start, sentence.tokens[hit.last - 1].end)
        for hit in sentence.hits
        if hit.label == "place"
    ]
    start = sentence.tokens[last - 1].end if last else 0
    stop = sentence.end
    at, belongs = _skip(text, start, stop, lex.cjk_between)
    before, has_role = _skip(text, at, stop, lex.cjk_roles)
    found: list[tuple[str, Span]] = []
    at = before
    for _ in range(MAX_NAMES):
        name = _cjk_name(text, at, stop, needs_role=not has_role)
        if name is None or any(start < name[1] and name[0] < end for start, end in places):
            break
        found.append(("name-after-institution", name))
        at = name[1]
        while at < stop and text[at] in " 、,·，":
            at += 1
        joint = next((j for j in ("和", "与", "와 ", "과 ", "및 ") if text.startswith(j, at)), None)
        if at == name[1] and joint is None:
            break
        at += len(joint or "")
    return found if has_role or belongs or found else []


def _skip(text: str, at: int, stop: int, choices: Sequence[str]) -> tuple[int, bool]:
    begin = at
    while at < stop and text[at] == " ":
        at += 1
    for choice in choices:
        if text.startswith(choice, at):
            at += len(choice)
            while at < stop and text[at] == " ":
                at += 1
            return at, True
    return (at if at > begin else begin), False


def _cjk_name(text: str, at: int, stop: int, *, needs_role: bool) -> Span | None:
    lex = lexicon()
    least, most = _CJK_NAME
    hangul = at < stop and "\uac00" <= text[at] <= "\ud7a3"
    for length in range(most, least - 1, -1):
        end = at + length
        if end > stop:
            continue
        name = text[at:end]
        if not all(("\uac00" <= c <= "\ud7a3") if hangul else ("\u4e00" <= c <= "\u9fff") for c in name):
            continue
        if any(role in name for role in lex.cjk_roles) or any(name.startswith(b) for b in lex.cjk_between):
            continue
        after = end + (text[end : end + 1] == " ")
        if any(text.startswith(role, after) for role in lex.cjk_roles):
            return at, end
        bounded = end >= stop or not (text[end].isalnum())
        if not needs_role and bounded and (not hangul or text[end : end + 1] != " " or length <= 3):
            return at, end
    return None
