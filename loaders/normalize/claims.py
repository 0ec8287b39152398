"""Which of the institutions that a printed form may mean are claimed in a place."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from loaders.normalize.gazetteer import SOVEREIGN
from loaders.normalize.institutions import (
    GENERIC,
    NAME,
    PLAIN,
    Claim,
    InstitutionDecision,
    Match,
    PrintedName,
)
from loaders.normalize.reading import fold_words
from loaders.normalize.sites import Open, Sign, Site
from loaders.normalize.words import UNIVERSITY
from loaders.registry import InstitutionFact, institution_key

# how a fact's place fits what is printed: its city is there; its country is; nothing is; another place is
CITY, COUNTRY, UNKNOWN, ELSEWHERE = 3, 2, 1, 0
HOMONYM_CONFIDENCE = 0.6


class Claimed(NamedTuple):
    """decisions; signs: the countries that the certain ones stand in; facts: the certain ones; tokens:
    their words."""

    decisions: list[InstitutionDecision]
    signs: list[Sign]
    facts: list[InstitutionFact]
    tokens: list[tuple[int, int]]


@lru_cache(maxsize=4096)
def _folded_city(city: str) -> str:
    return "".join(fold_words(city))


def claim(matches: list[Match], site: Site) -> Claimed:
    """Decide every match of one place; where the longest form claims nothing, the shorter one that it
    starts with."""
    claimed = Claimed([], [], [], [])
    if not matches:
        return claimed
    located = {sign.code for sign in (*site.printed, *site.sure)}
    for longest in matches:
        match: Match | None = longest
        while match is not None:
            decided = _decide(match, site, located)
            if decided:
                _take(match, decided, site, claimed)
                break
            match = match.shorter
    return claimed


def _take(
    match: Match, decided: list[tuple[InstitutionFact, InstitutionDecision]], site: Site, claimed: Claimed
) -> None:
    claimed.decisions.extend(decision for _, decision in decided)
    claimed.tokens.append((match.first, match.last))
    span = (match.start, match.end)
    if len(decided) > 1:
        codes = tuple(dict.fromkeys(fact.country for fact, _ in decided))
        if len(codes) > 1:
            site.unsure.append(Open(codes, "homonym", span))
        else:
            claimed.signs.append(Sign(codes[0], "known-institution", span))
        return
    fact, decision = decided[0]
    claimed.facts.append(fact)
    # a name that another institution bears too says less of the country: Korea University is also in Tokyo
    rule = "known-homonym" if decision.confidence == HOMONYM_CONFIDENCE else "known-institution"
    claimed.signs.append(Sign(fact.country, rule, span))


def _fit(fact: InstitutionFact, site: Site, located: set[str]) -> int:
    if fact.city is not None and _folded_city(fact.city) in site.cities:
        return CITY
    if fact.country in located:
        return COUNTRY
    sovereign = SOVEREIGN.get(fact.country)
    if sovereign in located and not any(sign.code == sovereign for sign in site.sure):
        return (
            UNKNOWN  # `National Taiwan University, China`; but Academia Sinica, Beijing, China is elsewhere
        )
    elsewhere = bool(site.printed) or any(
        fact.country not in site.readings.get(sign.span, ())
        for sign in site.sure
        if sign.rule != "postcode-prefix"
    )
    return ELSEWHERE if elsewhere else UNKNOWN


def _decide(match: Match, site: Site, located: set[str]) -> list[tuple[InstitutionFact, InstitutionDecision]]:
    """One certain institution, or several in review, or none."""
    fits = [(_fit(fact, site, located), fact, claim_) for fact, claim_ in match.candidates]
    allowed = [(fit, fact, claim_) for fit, fact, claim_ in fits if _claims(fit, claim_)]
    if allowed:
        best = max((fit, _STRENGTH[claim_]) for fit, _, claim_ in allowed)
        chosen = [found for found in allowed if (found[0], _STRENGTH[found[2]]) == best]
        if len(chosen) == 1:
            fit, fact, claim_ = chosen[0]
            return [(fact, _certain(match, fact, fit, claim_, rivals=len(fits) > 1))]
        return [(fact, _review(match, fact, "homonym", 0.4)) for _, fact, _ in chosen]
    generic = [fact for fit, fact, _ in fits if fit == UNKNOWN]
    if len(generic) > 1:
        return [(fact, _review(match, fact, "homonym", 0.4)) for fact in generic]
    return []


_STRENGTH: dict[Claim, int] = {NAME: 2, PLAIN: 1, GENERIC: 0}


def _claims(fit: int, claim_: Claim) -> bool:
    if claim_ == NAME:
        return True
    return fit >= (UNKNOWN if claim_ == PLAIN else COUNTRY)


def _certain(
    match: Match, fact: InstitutionFact, fit: int, claim_: Claim, rivals: bool
) -> InstitutionDecision:
    if fit == ELSEWHERE:
        return _review(match, fact, "name-against-place", 0.5)
    if claim_ == NAME:
        rule, confidence = "known-institution", 0.95 if fit >= COUNTRY else 0.9
    elif claim_ == PLAIN:
        rule, confidence = (
            "known-unless-elsewhere",
            0.9 if fit >= COUNTRY else HOMONYM_CONFIDENCE if rivals else 0.8,
        )
    else:
        rule, confidence = "known-with-place", 0.85
    return InstitutionDecision(
        fact.key, fact.name, fact.country, "yes", rule, confidence, (match.start, match.end),
        fact.controlled_from, fact.part_of,
    )  # fmt: skip


def _review(match: Match, fact: InstitutionFact, rule: str, confidence: float) -> InstitutionDecision:
    return InstitutionDecision(
        fact.key, fact.name, fact.country, "review", rule, confidence, (match.start, match.end),
        fact.controlled_from, fact.part_of,
    )  # fmt: skip


def printed_name(name: PrintedName, country: str | None) -> InstitutionDecision:
    """An institution of which nothing is known but its printed name: always for a person to look at."""
    confidence = 0.5 if name.rank == UNIVERSITY else 0.4
    return InstitutionDecision(
        _key(name.name, country),
        name.name,
        country,
        "review",
        "printed-name",
        confidence,
        (name.start, name.end),
    )


@lru_cache(maxsize=65_536)
def _key(name: str, country: str | None) -> str:
    return institution_key(name, country)
