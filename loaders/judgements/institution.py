"""Institutions that a person judged to be one, or to be two, in what the rules read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from loaders.judgements.entry import RULE, Named
from loaders.judgements.standing import Standing
from loaders.normalize.affiliations import AffiliationFindings
from loaders.normalize.decision import Decision, sureness
from loaders.normalize.institutions import InstitutionDecision
from loaders.registry import InstitutionFact, institution_key

Facts = Callable[[str], InstitutionFact | None]

PRINTED = "printed-name"
_FROM_INSTITUTION = frozenset({"known-institution", "known-homonym"})
"""Rules of a country that rests on an institution's name alone."""


def judged_decision(
    named: Named, facts: Facts, *, span: tuple[int, int] | None, country: str | None = None
) -> InstitutionDecision:
    """An institution by a person's word. country: where it is printed to be, for one that is known by its name only."""
    fact = facts(named.key)
    if fact is None:
        return InstitutionDecision(named.key, named.name, named.country or country, "yes", RULE, 1.0, span)
    return InstitutionDecision.of(fact, "yes", RULE, 1.0, span)


def overrule(text: str, found: AffiliationFindings, standing: Standing, facts: Facts) -> AffiliationFindings:
    """The findings of a text with what was judged of its institutions; the same object where that changes nothing."""
    if not found.institutions or not (standing.same or standing.different):
        return found
    countries = list(found.countries)
    made: dict[str, InstitutionDecision] = {}
    for one in found.institutions:
        other = _kept_apart(text, one, standing, facts)
        if other is not None:
            countries = [_open(d) if _rests_on(d, one) else d for d in countries]
        else:
            other = _made_one(one, standing, facts)
            if other is not one and one.rule == PRINTED and other.country:
                countries = _located(countries, other.country, one.span)
        known = made.get(other.key)
        if known is None or sureness(other) > sureness(known):
            made[other.key] = other
    institutions = tuple(made.values())
    if institutions == found.institutions:
        return found
    return AffiliationFindings(tuple(countries), institutions)


def _made_one(one: InstitutionDecision, standing: Standing, facts: Facts) -> InstitutionDecision:
    target = standing.same.get(one.key)
    if target is None and one.rule == PRINTED:
        by_name = institution_key(one.name, None)
        target = standing.same.get(by_name) if by_name in standing.anywhere else None
    if target is None or target.key == one.key:
        return one
    judged = judged_decision(target, facts, span=one.span, country=one.country)
    if one.rule == PRINTED or one.state == "yes":
        return judged
    # which institution the string means was in doubt, and still is
    return replace(judged, state=one.state, confidence=one.confidence)


def _kept_apart(
    text: str, one: InstitutionDecision, standing: Standing, facts: Facts
) -> InstitutionDecision | None:
    if not standing.different or one.span is None or one.rule in (PRINTED, RULE):
        return None
    name = text[slice(*one.span)]
    keys = [institution_key(name, country) for country in (one.country, None)]
    apart = standing.kept_apart(one.key, (key for key in keys if key != one.key))
    return None if apart is None else judged_decision(apart[0], facts, span=one.span)


def _rests_on(country: Decision, one: InstitutionDecision) -> bool:
    return country.rule in _FROM_INSTITUTION and country.span == one.span and country.value == one.country


def _open(country: Decision) -> Decision:
    """The name that gave it means another institution: nobody knows where that stands."""
    return replace(country, state="review", rule=RULE)


def _located(countries: list[Decision], code: str, span: tuple[int, int] | None) -> list[Decision]:
    """Where no country is certain, the institution says it."""
    if any(one.state == "yes" for one in countries):
        return countries
    return [*(one for one in countries if one.value != code), Decision(code, "yes", RULE, 1.0, span)]
