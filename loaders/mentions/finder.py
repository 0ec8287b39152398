"""From a text to what it names. The decision on a name is that of loaders.normalize.affiliations wherever it knows it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from loaders import registry
from loaders.deciding import Decider
from loaders.mentions.found import (
    CountryMention,
    Findings,
    InstitutionMention,
    JointWork,
    PersonMention,
    Span,
)
from loaders.mentions.persons import persons_beside
from loaders.mentions.pipeline import Hit, Reader, Sentence, Token
from loaders.mentions.runs import cjk_windows
from loaders.mentions.vocabulary import Name, joint_work, lexicon, other_names, place_names, table_names
from loaders.mentions.windows import Window, is_kind, names_in, stretch, with_places
from loaders.normalize.decision import Decision, sureness
from loaders.normalize.gazetteer import gazetteer
from loaders.normalize.institutions import InstitutionDecision
from loaders.normalize.reading import fold_words
from loaders.normalize.words import HOSPITAL, PART, words

PLACE, NOT, KIND = "place", "not", "kind"
_LABELS = (PLACE, NOT, KIND)
ALONE, BESIDE_PLACE = 0.85, 0.9
ONE_WORD, AGAINST_PLACE, IN_NAME, SEVERAL = 0.5, 0.4, 0.4, 0.4
_SHORTEST = 3
_WITHOUT_ARTICLE = re.compile(r"\Athe\s+", re.IGNORECASE)
_LINKS = ("in", "at", "near", "based", "'s", "’s", "(", ")", "the")


@dataclass(slots=True)
class _Found:
    institutions: list[InstitutionMention] = field(default_factory=list)
    countries: list[CountryMention] = field(default_factory=list)


class Finder:
    """Finds what texts name. Built once (a second; some more for a large registry), then used for many texts.

    decider: what decides on a printed name. names: further institutions, such as a registry's, beside the built-in table; a form that several have counts where
    the printed country leaves one. Raises CoauthError where spaCy is not installed.
    """

    def __init__(self, decider: Decider, names: Iterable[Name] = ()) -> None:
        self._decide = decider.read
        phrases: dict[str, list[str]] = {
            PLACE: list(dict.fromkeys(place_names())),
            NOT: list(other_names()),
            KIND: sorted(lexicon().kinds),
        }
        self._names: dict[str, Name] = {}
        self._one_word: dict[tuple[str, str], set[str]] = {}
        for name in (*table_names(), *names):
            if _tells_nothing(name.name):
                continue
            name = name._replace(name=_WITHOUT_ARTICLE.sub("", name.name))
            self._names.setdefault(name.key, name)
            phrases.setdefault(name.key, []).append(name.name)
            if " " not in name.name:
                self._one_word.setdefault((name.key, name.name.casefold()), set()).add(name.name)
        self._reader = Reader(phrases, joint_work())

    def find(self, text: str) -> Findings:
        """What a text names; spans count its characters. The same text gives the same findings."""
        found = _Found()
        persons: list[PersonMention] = []
        joint: list[JointWork] = []
        spans: dict[int, Span] = {}
        for sentence in self._reader.sentences(text):
            if not sentence.tokens:
                continue
            here = self._in_sentence(text, sentence)
            beside = persons_beside(text, sentence, here.institutions)
            taken = [person.span for person in beside]
            found.institutions += here.institutions
            found.countries += [c for c in here.countries if not _inside(c.span, taken)]
            persons += beside
            if sentence.wordings:
                said = tuple(
                    (hit.label, (sentence.tokens[hit.first].start, sentence.tokens[hit.last - 1].end))
                    for hit in sentence.wordings
                )
                joint.append(JointWork(sentence.number, said))
            if here.institutions or here.countries or beside or sentence.wordings:
                spans[sentence.number] = (sentence.start, sentence.end)
        return Findings(
            tuple(_one_name_one_institution(text, found.institutions)),
            tuple(found.countries),
            tuple(persons),
            tuple(joint),
            spans,
        )

    def _in_sentence(self, text: str, sentence: Sentence) -> _Found:
        tokens = sentence.tokens
        joins = frozenset(
            at for hit in sentence.hits if hit.label != KIND for at in range(hit.first, hit.last)
        )
        seeds = [hit for hit in sentence.hits if self._is_seed(hit, tokens)]
        found = _Found()
        cjk = [hit for hit in sentence.hits if tokens[hit.first].cjk]
        for begin, end in cjk_windows(text, sentence, cjk):
            self._decided(text[begin:end], begin, (begin, end), sentence.number, found, None)
        latin = [hit for hit in seeds if not tokens[hit.first].cjk]
        windows = [with_places(tokens, *name) for name in names_in(tokens, latin, joins)]
        for window in windows:
            self._read_window(text, sentence, window, latin, found)
        found.institutions = _best(found.institutions)
        inside = [mention.span for mention in found.institutions]
        places = [
            hit for hit in sentence.hits
            if hit.label == PLACE and not tokens[hit.first].cjk and tokens[hit.first].head
            and not _inside(_span(tokens, hit), inside)
            and not any(_overlap(_span(tokens, hit), c.span) for c in found.countries)
        ]  # fmt: skip
        self._read_places(text, sentence, places, joins, found)
        found.countries = _one_each([c for c in found.countries if not _inside(c.span, inside)])
        return found

    def _is_seed(self, hit: Hit, tokens: Sequence[Token]) -> bool:
        """Whether a phrase begins the search for an institution: a name that is printed with its capitals."""
        if hit.label in (PLACE, NOT):
            return False
        printed = tokens[hit.first : hit.last]
        if hit.label == KIND:
            return printed[0].head
        if printed[0].cjk:
            return True
        if len(printed) == 1:
            forms = self._one_word.get((hit.label, printed[0].raw.casefold()))
            return printed[0].head and (forms is None or printed[0].raw in forms or printed[0].raw.isupper())
        return any(token.head for token in printed)

    def _read_window(
        self, text: str, sentence: Sentence, window: Window, seeds: list[Hit], found: _Found
    ) -> None:
        tokens = sentence.tokens
        begin, end = tokens[window.begin].start, tokens[window.end - 1].end
        name = (tokens[window.first].start, tokens[window.last - 1].end)
        phrase = _as_address(text, tokens, window, begin, end)
        before = len(found.institutions)
        self._decided(phrase, begin, name, sentence.number, found, (tokens, window))
        decided = [mention for mention in found.institutions[before:] if mention.key is not None]
        known = [mention.span for mention in decided]
        codes = {c.value for c in self._decide(_places_of(phrase, name, begin)).countries if c.state == "yes"}
        for hit in seeds:
            if hit.label == KIND or not window.first <= hit.first < hit.last <= window.last:
                continue
            if _inside(_span(tokens, hit), known) or any(
                mention.key == hit.label and _overlap(mention.span, _span(tokens, hit)) for mention in decided
            ):
                continue
            same = [other for other in seeds if other[:2] == hit[:2] and other.label != KIND]
            mention = self._registered(sentence, window, hit, same, codes)
            if mention is not None and mention not in found.institutions:
                found.institutions.append(mention)

    def _registered(
        self, sentence: Sentence, window: Window, hit: Hit, same: list[Hit], codes: set[str | None]
    ) -> InstitutionMention | None:
        """A name that only the given list knows; None where it is a part of a longer name, or another's by its place."""
        tokens = sentence.tokens
        name = self._names[hit.label]
        left, right = tokens[window.first : hit.first], tokens[hit.last : window.last]
        starts, ends = is_kind(tokens[hit.first]), is_kind(tokens[hit.last - 1])
        if _cuts_left(left, starts) or _cuts_right(right, ends):
            return None
        here = [other for other in same if self._names[other.label].country in codes]
        if here and hit not in here:
            return None
        if registry.by_key(hit.label) is not None:
            # the decision on printed addresses knows this form and does not take it by itself
            state, rule, confidence = "review", "name-alone", ONE_WORD
        elif len(here or same) > 1:
            state, rule, confidence = "review", "registry-several", SEVERAL
        elif codes and not here and name.country is not None:
            state, rule, confidence = "review", "name-against-place", AGAINST_PLACE
        elif here:
            state, rule, confidence = "yes", "registry-with-place", BESIDE_PLACE
        elif hit.last - hit.first == 1:
            state, rule, confidence = "review", "registry-one-word", ONE_WORD
        elif left or right:
            state, rule, confidence = "review", "beside-other-names", ONE_WORD
        else:
            state, rule, confidence = "yes", "registry-name", ALONE
        country = name.country if state == "yes" else None
        return InstitutionMention(
            hit.label, name.name, country, "yes" if state == "yes" else "review", rule, confidence,
            _span(tokens, hit), sentence.number,
        )  # fmt: skip

    def _decided(
        self, phrase: str, begin: int, name: Span, number: int, found: _Found,
        where: tuple[Sequence[Token], Window] | None,
    ) -> None:  # fmt: skip
        """What the decision on printed affiliations says of a phrase that begins at `begin` of the text."""
        findings = self._decide(phrase)
        known = [i for i in findings.institutions if i.rule != "printed-name" and i.span is not None]
        for decision in known or findings.institutions:
            mention = _mention(decision, begin, number)
            if mention is None or not _inside(mention.span, [name]):
                continue
            if where is not None:
                if mention.key is None:
                    mention = _without_person(mention, *where)
                elif _goes_on(*where, mention.span):
                    mention = _longer_name(mention)
            elif mention.key is None:
                continue  # in running Korean or Chinese nobody can tell where such a name begins
            elif phrase.startswith(lexicon().cjk_goes_on, mention.span[1] - begin):
                mention = _longer_name(mention)
            if mention is not None:
                found.institutions.append(mention)
        found.countries += [c for c in map(_country(begin, number), findings.countries) if c is not None]

    def _read_places(
        self, text: str, sentence: Sentence, hits: list[Hit], joins: frozenset[int], found: _Found
    ) -> None:
        """Countries named outside the names of institutions: by their own names, by a city or region of theirs."""
        tokens = sentence.tokens
        at = 0
        while at < len(hits):
            until = at + 1
            while until < len(hits) and _only_comma(tokens, hits[until - 1].last, hits[until].first):
                until += 1
            group = hits[at:until]
            at = until
            first, last = group[0].first, group[-1].last
            wide = stretch(tokens, first, last, joins, over_and=False)
            begin, end = tokens[first].start, tokens[last - 1].end
            if wide == (first, last) or _only_titles(tokens[wide[0] : first], tokens[last : wide[1]]):
                findings = self._decide(text[begin:end])
                here = [c for c in map(_country(begin, sentence.number), findings.countries) if c is not None]
                found.countries += [*here, *_said_again(tokens, group, here)]
                continue
            for hit in group:
                place = gazetteer().place(" ".join(token.norm for token in tokens[hit.first : hit.last]))
                if place is not None and len(place.codes) == 1 and not place.nothing:
                    found.countries.append(
                        CountryMention(
                            place.codes[0],
                            "review",
                            "country-in-name",
                            IN_NAME,
                            _span(tokens, hit),
                            sentence.number,
                        )
                    )


def _said_again(
    tokens: Sequence[Token], group: list[Hit], here: list[CountryMention]
) -> list[CountryMention]:
    """One decision on a list of places names each country once: here are its other names (`..., D.P.R.K., DPRK`)."""
    certain = {mention.code: mention for mention in here if mention.state == "yes"}
    found = []
    for hit in group:
        place = gazetteer().place(" ".join(token.norm for token in tokens[hit.first : hit.last]))
        codes = place.codes if place is not None and not place.nothing else ()
        if len(codes) == 1 and codes[0] in certain:
            found.append(replace(certain[codes[0]], span=_span(tokens, hit)))
    return found


def _tells_nothing(form: str) -> bool:
    """Kinds of organisations (`University Hospital`), numbers, and what is too short to be looked for."""
    plain = form.casefold().replace(".", "").split()
    lexicon_ = words()
    if sum(len(word) for word in plain) < (2 if plain and plain[0][0] > "\u3000" else _SHORTEST):
        return True
    return all(
        word in lexicon_.ranks or word in lexicon_.of_words or word in ("and", "the") or not word.isalpha()
        for word in plain
    )


def _span(tokens: Sequence[Token], hit: Hit) -> Span:
    return tokens[hit.first].start, tokens[hit.last - 1].end


def _inside(span: Span, others: Iterable[Span]) -> bool:
    return any(start <= span[0] and span[1] <= end for start, end in others)


def _overlap(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _as_address(text: str, tokens: Sequence[Token], window: Window, begin: int, end: int) -> str:
    """The window as an address prints it, character for character: `X in Gwangju` is `X ,  Gwangju`."""
    phrase = list(text[begin:end])
    around = [*range(window.begin, window.first), *range(window.last, window.end)]
    for at in around:
        token = tokens[at]
        if token.norm in _LINKS or token.raw in _LINKS:
            for place in range(token.start - begin, token.end - begin):
                phrase[place] = " "
            phrase[token.start - begin] = ","
    for at, letter in enumerate(phrase):
        if letter in "\n\r\t":  # a line that is only wrapped
            phrase[at] = " "
    return "".join(phrase)


def _places_of(phrase: str, name: Span, begin: int) -> str:
    """What of the window is no part of the name."""
    return (phrase[: name[0] - begin] + "," + phrase[name[1] - begin :]).strip(" ,")


def _mention(decision: InstitutionDecision, begin: int, number: int) -> InstitutionMention | None:
    if decision.span is None:
        return None
    printed = decision.rule == "printed-name"
    return InstitutionMention(
        None if printed else decision.key, decision.name, decision.country, decision.state, decision.rule,
        decision.confidence, (decision.span[0] + begin, decision.span[1] + begin), number, decision.controlled_from,
    )  # fmt: skip


def _longer_name(mention: InstitutionMention) -> InstitutionMention:
    return replace(mention, state="review", rule="inside-longer-name", confidence=IN_NAME, country=None)


class _country:  # noqa: N801  # a function with its place bound
    def __init__(self, begin: int, number: int) -> None:
        self._begin, self._number = begin, number

    def __call__(self, decision: Decision) -> CountryMention | None:
        """A decision on a country as a mention: only what rests on a place's name, and not on an institution's."""
        if decision.span is None or decision.value is None or decision.state == "no":
            return None
        if decision.rule.startswith(("known-", "email-", "postcode")):
            return None
        start, end = decision.span
        return CountryMention(
            decision.value, decision.state, decision.rule, decision.confidence,
            (start + self._begin, end + self._begin), self._number,
        )  # fmt: skip


def _without_person(
    mention: InstitutionMention, tokens: Sequence[Token], window: Window
) -> InstitutionMention | None:
    """A name known by its print only, without `Kim Chol of` before it. None where only a kind is left."""
    inside = [
        t
        for t in tokens[window.first : window.last]
        if mention.span[0] <= t.start and t.end <= mention.span[1]
    ]
    for at, token in enumerate(inside):
        if is_kind(token):
            break
        if token.norm in lexicon().at and at + 1 < len(inside):
            return _without_person(
                replace(mention, span=(inside[at + 1].start, mention.span[1])), tokens, window
            )
    name = [token for token in inside if token.raw != "."]
    if not any(is_kind(token) for token in name) or all(is_kind(t) or not t.head for t in name):
        return None
    return replace(mention, name=" ".join(token.raw for token in name))


def _goes_on(tokens: Sequence[Token], window: Window, span: Span) -> bool:
    """Whether a known name is the beginning of a longer one that is not known: `Peking University Press`."""
    right = [token for token in tokens[window.first : window.last] if token.start >= span[1]]
    if not right or not right[0].head:
        return False
    if any(words().ranks.get(token.norm) == HOSPITAL for token in right):
        return True
    return not (is_kind(right[0]) or _is_role(right[0]) or any(_part(token) for token in right))


def _part(token: Token) -> bool:
    rank = words().ranks.get(token.norm, 0)
    return rank == PART or 0 < rank < HOSPITAL


def _is_role(token: Token) -> bool:
    lex = lexicon()
    return token.norm in lex.roles or token.norm in lex.titles or token.norm in lex.between


def _only_titles(left: Sequence[Token], right: Sequence[Token]) -> bool:
    """Whether nothing but a line's furniture stands beside: a role is no part of a country's name."""
    return not right and bool(left) and all(token.norm in ("of", "the") or _is_role(token) for token in left)


def _cuts_left(left: Sequence[Token], kind_first: bool) -> bool:
    """Whether what stands before makes the name a part of a longer one: `Pyongyang | University of Science`."""
    if not left or not left[-1].head or _is_role(left[-1]):
        return False
    return kind_first or is_kind(left[-1]) or left[-1].norm in _DIRECTIONS


_DIRECTIONS = frozenset({
    "north", "south", "east", "west", "northern", "southern", "eastern", "western", "central", "new", "medical",
    "technical", "national", "state", "royal", "normal", "agricultural", "catholic", "free", "open",
})  # fmt: skip


def _cuts_right(right: Sequence[Token], kind_last: bool) -> bool:
    """Whether what stands after does: `University of Science | and Technology`, `... University | Press`."""
    if not right:
        return False
    if right[0].norm in ("of", "for", "de"):
        place = gazetteer().place(" ".join(token.norm for token in right[1:] if token.norm != "the"))
        return place is None or not place.codes
    if right[0].norm in ("and", "&"):
        return not kind_last
    return right[0].head and not _part(right[0]) and not _is_role(right[0])


_BY_ITSELF = frozenset({"known-unless-elsewhere", "registry-name"})


def _one_name_one_institution(text: str, found: list[InstitutionMention]) -> list[InstitutionMention]:
    """What a form means by itself is in doubt where the same text prints it with a place that makes it another's:
    `Korea University` after `Korea University in Kodaira`."""
    placed: dict[str, set[str]] = {}
    for mention in found:
        if mention.key is not None and mention.state == "yes" and mention.rule not in _BY_ITSELF:
            placed.setdefault(_folded(text, mention), set()).add(mention.key)
    return [
        replace(m, state="review", rule="another-in-this-text", confidence=IN_NAME, country=None)
        if m.rule in _BY_ITSELF and placed.get(_folded(text, m), {m.key}) - {m.key}
        else m
        for m in found
    ]


def _folded(text: str, mention: InstitutionMention) -> str:
    return " ".join(fold_words(text[slice(*mention.span)]))


def _only_comma(tokens: Sequence[Token], first: int, last: int) -> bool:
    return last - first == 1 and tokens[first].raw == ","


def _best(found: list[InstitutionMention]) -> list[InstitutionMention]:
    """One mention a place and institution: certain before review; a printed-only name nowhere inside a known one."""
    best: dict[tuple[str | None, Span], InstitutionMention] = {}
    for mention in found:
        key = (mention.key, mention.span)
        if key not in best or sureness(mention) > sureness(best[key]):
            best[key] = mention
    known = [mention.span for mention in best.values() if mention.key is not None]
    kept = [
        mention for mention in best.values()
        if (mention.key is not None or not any(s < mention.span[1] and mention.span[0] < e for s, e in known))
        and not any(_longer(other.span, mention.span) for other in best.values() if other.key is not None)
    ]  # fmt: skip
    return sorted(kept, key=lambda mention: (mention.span, mention.key or ""))


def _longer(other: Span, span: Span) -> bool:
    return other != span and other[0] <= span[0] and span[1] <= other[1]


def _one_each(found: list[CountryMention]) -> list[CountryMention]:
    """One mention a country and place; where one reading is certain, none for review on the same characters."""
    best: dict[tuple[str, Span], CountryMention] = {}
    for mention in found:
        key = (mention.code, mention.span)
        if key not in best or sureness(mention) > sureness(best[key]):
            best[key] = mention
    certain = {mention.span for mention in best.values() if mention.state == "yes"}
    kept = [m for m in best.values() if m.state == "yes" or m.span not in certain]
    return sorted(kept, key=lambda mention: (mention.span, mention.code))
