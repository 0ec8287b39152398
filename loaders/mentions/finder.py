"""From a text to what it names. The decision on a name is that of loaders.normalize.affiliations wherever it knows it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from loaders.deciding import Decider
from loaders.mentions.decided import IN_NAME, Found, as_address, countries_named, places_of, said
from loaders.mentions.found import (
    CountryMention,
    Findings,
    InstitutionMention,
    JointWork,
    PersonMention,
    Span,
    inside,
    overlap,
)
from loaders.mentions.given import Given
from loaders.mentions.persons import persons_beside
from loaders.mentions.pipeline import Hit, Reader, Sentence, Token
from loaders.mentions.runs import cjk_windows
from loaders.mentions.vocabulary import Name, joint_work, lexicon, other_names, place_names, table_names
from loaders.mentions.windows import Window, is_role, names_in, span_of, stretch, with_places
from loaders.normalize.decision import sureness
from loaders.normalize.gazetteer import gazetteer
from loaders.normalize.reading import fold_words

PLACE, NOT, KIND = "place", "not", "kind"


class Finder:
    """Finds what texts name. Built once (a second; some more for a large registry), then used for many texts.

    decider: what decides on a printed name. names: further institutions, such as a registry's, beside the built-in
    table; a form that several have counts where the printed country leaves one. Raises CoauthError where spaCy is not
    installed.
    """

    def __init__(self, decider: Decider, names: Iterable[Name] = ()) -> None:
        self._decide = decider.read
        self._given = Given((*table_names(), *names))
        phrases = {
            PLACE: list(dict.fromkeys(place_names())),
            NOT: list(other_names()),
            KIND: sorted(lexicon().kinds),
            **self._given.phrases,
        }
        self._reader = Reader(phrases, joint_work())

    def find(self, text: str) -> Findings:
        """What a text names; spans count its characters. The same text gives the same findings."""
        found = Found()
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
            found.countries += [c for c in here.countries if not inside(c.span, taken)]
            persons += beside
            if sentence.wordings:
                wordings = tuple(
                    (hit.label, (sentence.tokens[hit.first].start, sentence.tokens[hit.last - 1].end))
                    for hit in sentence.wordings
                )
                joint.append(JointWork(sentence.number, wordings))
            if here.institutions or here.countries or beside or sentence.wordings:
                spans[sentence.number] = (sentence.start, sentence.end)
        return Findings(
            tuple(_one_name_one_institution(text, found.institutions)),
            tuple(found.countries),
            tuple(persons),
            tuple(joint),
            spans,
        )

    def _in_sentence(self, text: str, sentence: Sentence) -> Found:
        tokens = sentence.tokens
        joins = frozenset(
            at for hit in sentence.hits if hit.label != KIND for at in range(hit.first, hit.last)
        )
        seeds = [hit for hit in sentence.hits if self._is_seed(hit, tokens)]
        found = Found()
        cjk = [hit for hit in sentence.hits if tokens[hit.first].cjk]
        for begin, end in cjk_windows(text, sentence, cjk):
            said(self._decide, text[begin:end], begin, (begin, end), sentence.number, found)
        latin = [hit for hit in seeds if not tokens[hit.first].cjk]
        windows = [with_places(tokens, *name) for name in names_in(tokens, latin, joins)]
        for window in windows:
            self._read_window(text, sentence, window, latin, found)
        found.institutions = _best(found.institutions)
        named = [mention.span for mention in found.institutions]
        places = [
            hit for hit in sentence.hits
            if hit.label == PLACE and not tokens[hit.first].cjk and tokens[hit.first].head
            and not inside(span_of(tokens, hit), named)
            and not any(overlap(span_of(tokens, hit), c.span) for c in found.countries)
        ]  # fmt: skip
        self._read_places(text, sentence, places, joins, found)
        found.countries = _one_each([c for c in found.countries if not inside(c.span, named)])
        return found

    def _is_seed(self, hit: Hit, tokens: Sequence[Token]) -> bool:
        """Whether a phrase begins the search for an institution: a name that is printed with its capitals."""
        if hit.label in (PLACE, NOT):
            return False
        return tokens[hit.first].head if hit.label == KIND else self._given.is_printed(hit, tokens)

    def _read_window(
        self, text: str, sentence: Sentence, window: Window, seeds: list[Hit], found: Found
    ) -> None:
        tokens = sentence.tokens
        begin, end = tokens[window.begin].start, tokens[window.end - 1].end
        name = (tokens[window.first].start, tokens[window.last - 1].end)
        phrase = as_address(text, tokens, window, begin, end)
        before = len(found.institutions)
        said(self._decide, phrase, begin, name, sentence.number, found, (tokens, window))
        decided = [mention for mention in found.institutions[before:] if mention.key is not None]
        known = [mention.span for mention in decided]
        codes = {c.value for c in self._decide(places_of(phrase, name, begin)).countries if c.state == "yes"}
        for hit in seeds:
            if hit.label == KIND or not window.first <= hit.first < hit.last <= window.last:
                continue
            if inside(span_of(tokens, hit), known) or any(
                mention.key == hit.label and overlap(mention.span, span_of(tokens, hit))
                for mention in decided
            ):
                continue
            same = [other for other in seeds if other[:2] == hit[:2] and other.label != KIND]
            mention = self._given.meaning(sentence, window, hit, same, codes)
            if mention is not None and mention not in found.institutions:
                found.institutions.append(mention)

    def _read_places(
        self, text: str, sentence: Sentence, hits: list[Hit], joins: frozenset[int], found: Found
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
                here = countries_named(findings.countries, begin, sentence.number)
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
                            span_of(tokens, hit),
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
            found.append(replace(certain[codes[0]], span=span_of(tokens, hit)))
    return found


def _only_titles(left: Sequence[Token], right: Sequence[Token]) -> bool:
    """Whether nothing but a line's furniture stands beside: a role is no part of a country's name."""
    return not right and bool(left) and all(token.norm in ("of", "the") or is_role(token) for token in left)


def _only_comma(tokens: Sequence[Token], first: int, last: int) -> bool:
    return last - first == 1 and tokens[first].raw == ","


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
