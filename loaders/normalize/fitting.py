"""How an institution's place fits what is printed: its city, its country, nothing, or another place."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from loaders.normalize.gazetteer import SOVEREIGN
from loaders.normalize.reading import fold_words
from loaders.normalize.sites import Site
from loaders.registry import REGISTRY, InstitutionFact

# how a fact's place fits what is printed: its city is there; its country is; nothing is; another place is
CITY, COUNTRY, UNKNOWN, ELSEWHERE = 3, 2, 1, 0

FITS = {
    CITY: "its city is printed", COUNTRY: "its country is printed", UNKNOWN: "no other place is printed",
    ELSEWHERE: "another place is printed",
}  # fmt: skip


@lru_cache(maxsize=50_000)
def folded_city(city: str) -> str:
    """A city's name as one folded word."""
    return "".join(fold_words(city))


class Around(NamedTuple):
    """What the certain institutions of a place say of where it is. countries, cities (folded); university: one is."""

    countries: frozenset[str]
    cities: frozenset[str]
    university: bool


NOTHING_AROUND = Around(frozenset(), frozenset(), False)
"""Of the first look, before it is known who is certain: told by identity from an Around that turned out empty."""


def around_of(found: list[InstitutionFact]) -> Around:
    """What these institutions, certain in one place, say of it."""
    return Around(
        frozenset(fact.country for fact in found),
        frozenset(folded_city(fact.city) for fact in found if fact.city),
        any(fact.type == "education" for fact in found),
    )


def fit_of(
    fact: InstitutionFact, site: Site, located: set[str], around: Around, *, shared: bool = False
) -> int:
    """How an institution's place fits what is printed; where nothing is, how one of a registry, or one by a name that
    others bear too (shared), fits the certain institutions beside it. located: the countries that certain signs of the
    place name."""
    fit = _fit_printed(fact, site, located)
    if fit == UNKNOWN and shared and _in_open_city_elsewhere(fact, site):
        return ELSEWHERE
    if fit != UNKNOWN or not (fact.source == REGISTRY or (shared and fact.type != "company")):
        return fit  # a company works beside anybody
    return _fit_around(fact, around)


def _fit_printed(fact: InstitutionFact, site: Site, located: set[str]) -> int:
    if site.cities and fact.city is not None and folded_city(fact.city) in site.cities:
        return CITY
    if fact.country in located:
        return COUNTRY
    if fact.also and any(country in located for country, _ in fact.also):
        return COUNTRY
    if fact.source == REGISTRY and site.bare and not any(fact.country in name.codes for name in site.bare):
        return ELSEWHERE  # `University of the Sciences, Korea`
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


def _in_open_city_elsewhere(fact: InstitutionFact, site: Site) -> bool:
    """Whether a city is printed of which it is open where it lies, but not in an institution's country: `Microsoft,
    Hyderabad`."""
    return any(name.rule == "ambiguous-city" and fact.country not in name.codes for name in site.unsure)


def _fit_around(fact: InstitutionFact, around: Around) -> int:
    """How an institution fits where the certain ones beside it stand."""
    if not around.countries:
        return UNKNOWN
    if fact.city and folded_city(fact.city) in around.cities:
        return CITY
    if fact.country in around.countries or any(country in around.countries for country, _ in fact.also):
        return COUNTRY
    return ELSEWHERE


def printed_cities(site: Site) -> list[str]:
    """The cities printed in a place, as printed in the list of cities."""
    found = (mention.place.cities for segment in site.segments for mention in segment.mentions)
    return list(dict.fromkeys(cities[0].name for cities in found if cities))[:2]
