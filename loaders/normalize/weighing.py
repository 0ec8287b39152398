"""Place names as signs of a country: countries, regions and cities that stand alone, after a name, or in it."""

from __future__ import annotations

from loaders.normalize.cities import city_key
from loaders.normalize.gazetteer import TABLE_PEOPLE
from loaders.normalize.named_after import KNOWN_PEOPLE, NAMED_AFTER_SAINTS, SAINTS, weigh_inside
from loaders.normalize.places import ALONE, INSIDE, Mention, Segment, printed_small
from loaders.normalize.reading import DIGIT, TITLE, UPPER, Reading
from loaders.normalize.sites import Open, Sign, Site
from loaders.normalize.states import bracketed, weigh_campus, weigh_state
from loaders.normalize.words import words

_CERTAIN_PEOPLE = 100_000
_SMALL_SHORTEST = 5
# a city that may contradict a printed country; smaller ones have unlisted namesakes everywhere
CONTRADICTING_PEOPLE = 500_000


def weigh_mentions(site: Site, reading: Reading) -> None:
    """Turn the site's place names into signs."""
    before: Mention | None = None
    for segment in site.segments:
        named = segment.rank > 0 or segment.known or segment.part
        for mention in segment.mentions:
            place, position = mention.place, mention.position
            span = (mention.start, mention.end)
            if position == INSIDE:
                if named:
                    weigh_inside(site, reading, segment, mention, span)
                continue
            if place.codes and not (position == ALONE and printed_small(reading, mention) and place.cities):
                _weigh_country(site, mention, span, named)
            if not place.codes or len(place.codes) > 1:
                _weigh_location(site, reading, segment, mention, span)
            elif place.cities:  # Lebanon and Armenia are cities too
                here = {city.country for city in place.cities}
                site.possible.update(here)
                site.readings.setdefault(span, set()).update(here)
            if place.regions or place.rule == "bare-georgia":
                weigh_state(site, reading, before, mention)
            if place.cities and mention.first > segment.first and reading.words[mention.first - 1] == "at":
                weigh_campus(site, segment, mention)
            before = mention


def _weigh_country(site: Site, mention: Mention, span: tuple[int, int], named: bool) -> None:
    codes = mention.place.codes
    if len(codes) > 1:
        site.bare.append(Open(codes, mention.place.rule, span))
    else:
        # after a name of an organisation, or after any other words: `Nea Chili` is in Greece
        after = "country-after-name" if named else "country-after-words"
        rule = "printed-country" if mention.position == ALONE else after
        site.printed.append(Sign(codes[0], rule, span))


def _weigh_location(
    site: Site, reading: Reading, segment: Segment, mention: Mention, span: tuple[int, int]
) -> None:
    place = mention.place
    alone = mention.position == ALONE
    if place.regions:
        site.possible.update(place.regions)
        site.readings.setdefault(span, set()).update(place.regions)
        if place.weak or len(set(place.regions)) > 1:
            site.unsure.append(Open(tuple(dict.fromkeys(place.regions)), "ambiguous-region", span))
        else:
            site.sure.append(Sign(place.regions[0], "region", span))
    if not place.cities:
        return
    if mention.last - mention.first == 1 and _acronym(reading, mention):
        return  # `Kenya Medical Research Institute (KEMRI)`, `UBA, Departamento de Matemática`
    if (
        mention.last - mention.first == 1
        and printed_small(reading, mention)
        and not (alone and mention.segment > 0)
    ):
        return
    countries = place.city_countries()
    site.possible.update(countries)
    site.readings.setdefault(span, set()).update(countries)
    if "XK" in countries:
        site.readings[span].add("RS")  # by what is printed: no country printed beside it is against it
    site.cities.add("".join(reading.words[mention.first : mention.last]))
    if place.regions:
        return
    if place.sure is None:
        site.unsure.append(Open(tuple(countries)[:3], "ambiguous-city", span))
    elif countries[place.sure] >= _needed(reading, segment, mention, alone):
        if countries[place.sure] >= CONTRADICTING_PEOPLE:
            site.contradicting.add(span)
        if countries[place.sure] >= TABLE_PEOPLE and reading.words[mention.first] not in SAINTS:
            site.listed.add(span)
        site.sure.append(Sign(place.sure, "city" if alone else "city-after-name", span))
    elif alone and mention.segment > 0 and mention.end - mention.start >= _SMALL_SHORTEST:
        site.weak.append(Sign(place.sure, "city-small", span))
    else:
        site.unsure.append(Open((place.sure,), "ambiguous-city", span))


_ACRONYM_LONGEST = 5


def _acronym(reading: Reading, mention: Mention) -> bool:
    """Whether one word of capitals is rather an acronym than a city: in brackets, or short beside small letters."""
    at = mention.first
    if bracketed(reading, at) and sum(c.isupper() for c in reading.text[mention.start : mention.end]) > 1:
        return True
    if not reading.flags[at] & UPPER:
        return False
    known = any(city.people >= TABLE_PEOPLE for city in mention.place.cities)
    short = mention.end - mention.start <= _ACRONYM_LONGEST and not known
    return short and any(flag & TITLE and not flag & UPPER for flag in reading.flags)


def _needed(reading: Reading, segment: Segment, mention: Mention, alone: bool) -> int:
    """How many people a city must have for its name to be certain where it stands."""
    if alone:
        return _CERTAIN_PEOPLE
    if segment.rank <= 0 and not segment.known:
        return TABLE_PEOPLE + 1
    before = mention.first - 1
    kind = reading.words[before] in words().ranks or reading.flags[before] & DIGIT
    if reading.words[mention.first] in SAINTS and reading.words[before] in NAMED_AFTER_SAINTS:
        return TABLE_PEOPLE + 1  # `Universidad San Sebastián`
    if kind or not reading.flags[before] & TITLE:
        return _CERTAIN_PEOPLE
    # `Hospital Paul Brousse`: an old name of Bursa
    printed = " ".join(reading.words[mention.first : mention.last])
    own = any(city_key(city.name) == printed for city in mention.place.cities)
    return KNOWN_PEOPLE if own else TABLE_PEOPLE + 1
