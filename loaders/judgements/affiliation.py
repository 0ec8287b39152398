"""What a person judged one printed affiliation to say, in the place of what the rules read."""

from __future__ import annotations

from dataclasses import replace

from loaders.judgements.entry import RULE, Judgement, OfAffiliation
from loaders.judgements.institution import PRINTED, Facts, judged_decision
from loaders.judgements.standing import Standing
from loaders.normalize.affiliations import AffiliationFindings
from loaders.normalize.decision import Decision
from loaders.normalize.institutions import InstitutionDecision
from loaders.registry import institution_key

DOUBTED = 0.5
"""Confidence at most of an institution that stands elsewhere than where the string was judged to be."""


def overrule(
    found: AffiliationFindings, entry: OfAffiliation, standing: Standing, facts: Facts
) -> AffiliationFindings:
    """What was judged, and of what the rules read the rest that agrees with it.

    Institutions without a country: theirs are those in which they stand. A country without institutions: those that
    the rules read stay, for review where they stand in another country.
    """
    if entry.judgement is Judgement.NOTHING:
        return AffiliationFindings((), ())
    named = [standing.same.get(one.key, one) for one in entry.institutions]
    judged = {one.key: judged_decision(one, facts, span=_span_of(one.key, found)) for one in named}
    codes = entry.countries or tuple(
        dict.fromkeys(one.country for one in judged.values() if one.country is not None)
    )
    countries = [Decision(code, "yes", RULE, 1.0, None) for code in codes]
    if not entry.countries and any(one.country is None for one in judged.values()):
        # where an institution stands is not known: what is printed says it
        countries += [one for one in found.countries if one.value not in codes]
    institutions = list(judged.values())
    if not institutions:
        institutions = [_placed(one, codes) for one in found.institutions]
    return AffiliationFindings(tuple(countries), tuple({one.key: one for one in institutions}.values()))


def _span_of(key: str, found: AffiliationFindings) -> tuple[int, int] | None:
    return next((one.span for one in found.institutions if one.key == key), None)


def _placed(one: InstitutionDecision, codes: tuple[str, ...]) -> InstitutionDecision:
    if one.country in codes:
        return one
    if one.rule == PRINTED:
        country = codes[0] if len(codes) == 1 else None
        return replace(one, key=institution_key(one.name, country), country=country)
    if one.country is None:
        return one
    return replace(one, state="review", rule=RULE, confidence=min(one.confidence, DOUBTED))
