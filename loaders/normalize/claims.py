"""Which of the institutions that a printed form may mean are claimed in a place."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from loaders.normalize.canonical import form_of
from loaders.normalize.fitting import (
    CITY,
    COUNTRY,
    ELSEWHERE,
    FITS,
    NOTHING_AROUND,
    UNKNOWN,
    Around,
    around_of,
    fit_of,
    folded_city,
    printed_cities,
)
from loaders.normalize.institutions import InstitutionDecision, Match, PrintedName
from loaders.normalize.registered import Registered
from loaders.normalize.similar import similar
from loaders.normalize.sites import Open, Sign, Site
from loaders.normalize.standing import (
    ACRONYM,
    CAMPUS,
    GENERIC,
    LIKELY,
    NAME,
    OF_TABLE,
    PLAIN,
    SHARED,
    TELLING,
    UNIT,
    WEAK,
    WORD,
    Claim,
)
from loaders.normalize.words import UNIVERSITY
from loaders.registry import REGISTRY, InstitutionFact, institution_key

HOMONYM_CONFIDENCE = 0.6


class Considered(NamedTuple):
    """An institution that a printed name may have meant, for whoever asks why. span: of the printed name; form: the
    known form that it is like; how: how strongly the form claims it, or `similar`; fits: whether its place does; score:
    0..1 of a similar name, else None; won: whether it was taken."""

    span: tuple[int, int]
    fact: InstitutionFact
    form: str
    how: str
    fits: str
    score: float | None
    won: bool


class Claimed(NamedTuple):
    """decisions; signs: the countries that the certain ones stand in; facts: the certain ones; tokens:
    their words."""

    decisions: list[InstitutionDecision]
    signs: list[Sign]
    facts: list[InstitutionFact]
    tokens: list[tuple[int, int]]


def claim(
    matches: list[Match],
    site: Site,
    registered: Registered | None = None,
    trace: list[Considered] | None = None,
) -> Claimed:
    """Decide every match of one place; where the longest form claims nothing, the shorter one that it
    starts with. trace: takes down what was considered.

    Names that others may bear too are decided last: the certain ones beside them say where they stand.
    """
    claimed = Claimed([], [], [], [])
    if not matches:
        return claimed
    located = {sign.code for sign in (*site.printed, *site.sure)}
    waiting = [
        longest
        for longest in matches
        if not _claim_one(longest, site, located, NOTHING_AROUND, claimed, registered)
    ]
    weaker = [match for match in waiting if _waits(match)]
    if weaker:
        # those of the table first: beside the National Institutes of Health no institute of theirs is another's
        for of_table in (True, False):
            around = around_of(claimed.facts)
            for longest in weaker:
                if _has_shared(longest) == of_table:
                    _claim_one(longest, site, located, around, claimed, registered)
        claimed.decisions.sort(key=lambda decision: decision.span or (0, 0))
    if trace is not None:
        around = around_of(claimed.facts)
        won = {decision.key for decision in claimed.decisions if decision.state == "yes"}
        for match in matches:
            for fact, claim_ in match.candidates:
                fit = fit_of(fact, site, located, around, shared=_is_shared(match, claim_))
                span = (match.start, match.end)
                trace.append(Considered(span, fact, match.form, claim_, FITS[fit], None, fact.key in won))
    return claimed if registered is None else _most_specific(claimed, registered)


def _most_specific(claimed: Claimed, registered: Registered) -> Claimed:
    """Without the certain wholes of which a certain part is printed too: the part carries them by `part_of`."""
    certain = {decision.key for decision in claimed.decisions if decision.state == "yes"}
    if len(certain) < 2:
        return claimed
    wholes = {parent for key in certain for parent in registered.parents(key)}
    kept = [
        decision for decision in claimed.decisions if decision.key not in wholes or decision.state != "yes"
    ]
    return claimed._replace(decisions=kept)


def _claim_one(
    longest: Match,
    site: Site,
    located: set[str],
    around: Around,
    claimed: Claimed,
    registered: Registered | None,
) -> bool:
    match: Match | None = longest
    while match is not None:
        decided = _decide(match, site, located, around, registered)
        if decided:
            _take(match, decided, site, claimed)
            return True
        match = match.shorter
    return False


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
    if decision.rule == "name-against-place" and fact.source == REGISTRY:
        return  # another of that name, most likely
    claimed.facts.append(fact)
    # a name that another institution bears too says less of the country: Korea University is also in Tokyo
    rule = "known-homonym" if decision.confidence == HOMONYM_CONFIDENCE else "known-institution"
    if any(country != fact.country for country, _ in fact.also):
        return  # it stands in several countries
    claimed.signs.append(Sign(fact.country, rule, span))


def _decide(
    match: Match, site: Site, located: set[str], around: Around, registered: Registered | None
) -> list[tuple[InstitutionFact, InstitutionDecision]]:
    """One certain institution, or several in review, or none."""
    campus = _campus(match, site, registered)
    if campus is not None:
        span = (match.start, match.end)
        return [(campus, InstitutionDecision.of(campus, "yes", "registry-campus-by-city", 0.9, span))]
    fits = [
        (fit_of(fact, site, located, around, shared=_is_shared(match, claim_)), fact, claim_)
        for fact, claim_ in match.candidates
    ]
    allowed = [one for one in fits if _claims(one, match, site, around)]
    if allowed:
        best = max((fit, _STRENGTH[claim_]) for fit, _, claim_ in allowed)
        chosen = [found for found in allowed if (found[0], _STRENGTH[found[2]]) == best]
        if len(chosen) == 1:
            fit, fact, claim_ = chosen[0]
            return [(fact, _certain(match, fact, fit, claim_, rivals=len(fits) > 1))]
        if len(chosen) > MOST_READINGS or chosen[0][2] == ACRONYM:
            return []
        own = _bearer(match, chosen, registered)
        if own is not None:
            return [(own, _certain(match, own, chosen[0][0], chosen[0][2], rivals=True))]
        return [(fact, _review(match, fact, "homonym", 0.4)) for _, fact, _ in chosen]
    if around is NOTHING_AROUND and _waits(match):
        return []
    generic = [fact for fit, fact, claim_ in fits if fit == UNKNOWN and claim_ in OF_TABLE]
    if len(generic) > 1:
        return [(fact, _review(match, fact, "homonym", 0.4)) for fact in generic]
    return []


def _is_shared(match: Match, claim_: Claim) -> bool:
    """Whether a name of the table is letters, or one that others bear too: whoever is certain beside it says whether it
    is meant (`National Cancer Institute, Cairo University`)."""
    return claim_ == PLAIN and (len(match.candidates) > 1 or " " not in match.form)


def _has_shared(match: Match) -> bool:
    return any(_is_shared(match, claim_) for _, claim_ in match.candidates)


def _waits(match: Match) -> bool:
    """Whether a form is decided after the certain names beside it."""
    return any(claim_ not in OF_TABLE for _, claim_ in match.candidates) or _has_shared(match)


@lru_cache(maxsize=50_000)
def _own_forms(name: str) -> tuple[str, str]:
    """The form of a name, and that of what stands before its brackets."""
    return form_of(name), form_of(name.partition("(")[0])


def _bearer(
    match: Match, chosen: list[tuple[int, InstitutionFact, Claim]], registered: Registered | None
) -> InstitutionFact | None:
    """The one whose own name this is, where the others only bear it beside theirs; none where the registry itself tells
    two apart by what it adds in brackets."""
    if registered is None or any(claim_ in OF_TABLE for _, _, claim_ in chosen):
        return None
    own = [fact for _, fact, _ in chosen if match.form in _own_forms(fact.name)]
    if len(own) == 1:
        return own[0]
    whole = registered.whole_of([fact.key for _, fact, _ in chosen])
    return next((fact for _, fact, _ in chosen if fact.key == whole), None)


MOST_READINGS = 6
"""More institutions of one name are no readings that a person could choose from."""


_OF_SEVERAL = frozenset({CAMPUS, SHARED, UNIT, WEAK})
"""How a form claims of which there may be several, told apart by their city."""


def _campus(match: Match, site: Site, registered: Registered | None) -> InstitutionFact | None:
    """The campus that a city printed beside the name says: `University of California, Berkeley`, `National Institute of
    Technology, Rourkela`."""
    if registered is None or not any(claim_ in _OF_SEVERAL for _, claim_ in match.candidates):
        return None
    for city in printed_cities(site):
        found = registered.campus(match.form, city)
        if found is not None and found.city and folded_city(found.city) in {folded_city(city), *site.cities}:
            return found
    return None


_STRENGTH: dict[Claim, int] = {
    NAME: 3, PLAIN: 2, TELLING: 2, LIKELY: 2, CAMPUS: 2, GENERIC: 1, WEAK: 1, SHARED: 1, UNIT: 1, WORD: 0, ACRONYM: 0
}  # fmt: skip

_LETTERS_ALONE = 5
"""Letters of a word from which on it may stand for its organisation without a place, where it is the only one."""


def _claims(candidate: tuple[int, InstitutionFact, Claim], match: Match, site: Site, around: Around) -> bool:
    """Whether a form claims an institution whose place fits so. A second look knows what is certain beside it."""
    fit, fact, claim_ = candidate
    second_look = around is not NOTHING_AROUND
    alone = second_look and len(match.candidates) == 1 and len(match.form) >= _LETTERS_ALONE
    company = fact.type == "company"
    match claim_:
        case "name":
            return True
        case "plain":
            return fit >= (UNKNOWN if second_look or not _is_shared(match, claim_) else COUNTRY)
        case "generic":
            return fit >= COUNTRY
        case "telling":
            return fit >= UNKNOWN
        case "likely":
            return fit >= (UNKNOWN if second_look else COUNTRY)
        case "campus":
            return fit == CITY or (fit >= UNKNOWN and not site.cities)
        case "shared":
            return fit == CITY
        case "weak":  # a company works in more cities than one
            if fit == UNKNOWN:
                return alone and company and match.legal  # Fujitsu Ltd
            return fit == CITY or (fit == COUNTRY and (company or not site.cities))
        case "unit":
            return not around.university and (fit == CITY or (fit == COUNTRY and not site.cities))
        case "word":  # else it may be the name of a person: George, Silva, Yamauchi
            return fit >= COUNTRY or (fit == UNKNOWN and alone and company and match.legal)
        case "acronym":  # the same: LARSEN, but at the end: `Faculty of Engineering, UNESA`
            return fit >= COUNTRY or (fit == UNKNOWN and alone and match.last >= site.last)
    raise AssertionError(claim_)


def _certain(
    match: Match, fact: InstitutionFact, fit: int, claim_: Claim, rivals: bool
) -> InstitutionDecision:
    if fit == ELSEWHERE:
        return _review(match, fact, "name-against-place", 0.5)
    if claim_ not in OF_TABLE:
        rule, confidence = _REGISTERED[claim_]
        if fit == UNKNOWN:
            confidence -= 0.1
        return InstitutionDecision.of(fact, "yes", rule, confidence, (match.start, match.end))
    if claim_ == NAME:
        rule, confidence = "known-institution", 0.95 if fit >= COUNTRY else 0.9
    elif claim_ == PLAIN:
        rule, confidence = (
            "known-unless-elsewhere",
            0.9 if fit >= COUNTRY else HOMONYM_CONFIDENCE if rivals else 0.8,
        )
    else:
        rule, confidence = "known-with-place", 0.85
    return InstitutionDecision.of(fact, "yes", rule, confidence, (match.start, match.end))


_REGISTERED: dict[Claim, tuple[str, float]] = {
    TELLING: ("registry-name", 0.95),
    LIKELY: ("registry-likely-name", 0.9),
    CAMPUS: ("registry-university-with-campuses", 0.9),
    WEAK: ("registry-name-with-place", 0.9),
    SHARED: ("registry-name-with-place", 0.85),
    UNIT: ("registry-unit-with-place", 0.8),
    ACRONYM: ("registry-acronym", 0.8),
    WORD: ("registry-word", 0.8),
}


def _review(match: Match, fact: InstitutionFact, rule: str, confidence: float) -> InstitutionDecision:
    return InstitutionDecision.of(fact, "review", rule, confidence, (match.start, match.end))


YES_FROM, LOCAL_FROM, MARGIN = 0.8, 0.85, 0.06
"""Scores from which on a similar name is certain: with its place printed beside it, or with a word that says where it
is; and by how much it must be above the next. Set on the training files, see benchmarks/."""


def similar_name(
    name: PrintedName,
    site: Site,
    claimed: Claimed,
    registered: Registered,
    trace: list[Considered] | None = None,
) -> InstitutionDecision | None:
    """The one organisation of the registry that a printed name is most like, where it is like no other."""
    located = {sign.code for sign in (*site.printed, *site.sure)}
    around = around_of(claimed.facts)
    found = []
    likeliest = similar(name.name, registered, printed_cities(site))
    for candidate in likeliest:
        if candidate.score < YES_FROM - MARGIN:
            break
        fit = fit_of(candidate.fact, site, located, around)
        if fit != ELSEWHERE:
            found.append((candidate, fit))
    best, fit = found[0] if found else (None, UNKNOWN)
    enough = YES_FROM if fit >= COUNTRY else LOCAL_FROM if best is not None and best.local else 2.0
    if best is not None and (
        best.score < enough or (len(found) > 1 and found[1][0].score > best.score - MARGIN)
    ):
        best = None
    if trace is not None:
        span = (name.start, name.end)
        for one in likeliest:
            fits = FITS[fit_of(one.fact, site, located, around)]
            trace.append(Considered(span, one.fact, one.form, "similar", fits, one.score, one is best))
    if best is None:
        return None
    confidence = round(0.9 * best.score, 2)
    return InstitutionDecision.of(
        best.fact, "yes", "registry-similar-name", confidence, (name.start, name.end)
    )


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
