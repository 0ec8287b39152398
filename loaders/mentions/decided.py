"""What the decision on printed affiliations says of a window of a text."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace

from loaders.mentions.found import CountryMention, InstitutionMention, Span, inside
from loaders.mentions.pipeline import Token
from loaders.mentions.vocabulary import lexicon
from loaders.mentions.windows import Window, is_kind, is_part, is_role
from loaders.normalize.affiliations import AffiliationFindings
from loaders.normalize.decision import Decision
from loaders.normalize.institutions import InstitutionDecision
from loaders.normalize.words import HOSPITAL, words

Decide = Callable[[str], AffiliationFindings]
IN_NAME = 0.4
_LINKS = ("in", "at", "near", "based", "'s", "’s", "(", ")", "the")


@dataclass(slots=True)
class Found:
    """What is found of a sentence, for now."""

    institutions: list[InstitutionMention] = field(default_factory=list)
    countries: list[CountryMention] = field(default_factory=list)


def said(
    decide: Decide, phrase: str, begin: int, name: Span, number: int, found: Found,
    where: tuple[Sequence[Token], Window] | None = None,
) -> None:  # fmt: skip
    """Add to what is found what is decided of a phrase that begins at `begin` of the text. name: the span that its
    institutions lie in; number: of its sentence; where: its window, None in running Korean, Chinese or Japanese."""
    findings = decide(phrase)
    known = [i for i in findings.institutions if i.rule != "printed-name" and i.span is not None]
    for decision in known or findings.institutions:
        mention = _mention(decision, begin, number)
        if mention is None or not inside(mention.span, [name]):
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
    found.countries += countries_named(findings.countries, begin, number)


def as_address(text: str, tokens: Sequence[Token], window: Window, begin: int, end: int) -> str:
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


def places_of(phrase: str, name: Span, begin: int) -> str:
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


def countries_named(decisions: Iterable[Decision], begin: int, number: int) -> list[CountryMention]:
    """Decisions on countries in a phrase that begins at `begin` of the text as mentions: only what rests on a place's
    name, and not on an institution's. number: of the sentence."""
    return [
        CountryMention(
            decision.value, decision.state, decision.rule, decision.confidence,
            (decision.span[0] + begin, decision.span[1] + begin), number,
        )
        for decision in decisions
        if decision.span is not None and decision.value is not None and decision.state != "no"
        and not decision.rule.startswith(("known-", "email-", "postcode"))
    ]  # fmt: skip


def _without_person(
    mention: InstitutionMention, tokens: Sequence[Token], window: Window
) -> InstitutionMention | None:
    """A name known by its print only, without `Kim Chol of` before it. None where only a kind is left."""
    within = [
        t
        for t in tokens[window.first : window.last]
        if mention.span[0] <= t.start and t.end <= mention.span[1]
    ]
    for at, token in enumerate(within):
        if is_kind(token):
            break
        if token.norm in lexicon().at and at + 1 < len(within):
            return _without_person(
                replace(mention, span=(within[at + 1].start, mention.span[1])), tokens, window
            )
    name = [token for token in within if token.raw != "."]
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
    return not (is_kind(right[0]) or is_role(right[0]) or any(is_part(token) for token in right))
