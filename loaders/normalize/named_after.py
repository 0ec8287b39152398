"""Names of organisations: the country, region or city that they hold, and words that say whose they are."""

from __future__ import annotations

from loaders.normalize.cues import cues, find_cues
from loaders.normalize.places import Mention, Segment
from loaders.normalize.reading import TITLE, UPPER, Reading
from loaders.normalize.sites import Open, Sign, Site
from loaders.normalize.words import ACADEMY, COLLEGE, HOSPITAL, INSTITUTE, UNIVERSITY, words

# people that a city inside an organisation's name must have to say where it stands: after `University of`; else; after
# a word that may be a person's name (`Universidad Andrés Bello`)
_NAMED_PEOPLE = 15_000
_LENDING_PEOPLE = 200_000
KNOWN_PEOPLE = 1_000_000
_NEVER = 10**12


def weigh_inside(
    site: Site, reading: Reading, segment: Segment, mention: Mention, span: tuple[int, int]
) -> None:
    place = mention.place
    if place.codes:
        if len(place.codes) == 1:
            site.weak.append(Sign(place.codes[0], _named_after_country(reading, segment, mention), span))
        return
    if place.regions:
        if not place.weak and not place.lends and len(set(place.regions)) == 1:
            site.weak.append(Sign(place.regions[0], "region-in-name", span))
    elif place.cities:
        countries = place.city_countries()
        site.readings.setdefault(span, set()).update(countries)
        known = segment.rank > 0 or segment.known or max(countries.values()) >= KNOWN_PEOPLE
        if not known:  # `Memphis Team`
            return
        if place.sure is not None and countries[place.sure] >= _lending(reading, segment, mention):
            site.weak.append(Sign(place.sure, "city-in-name", span))
        elif mention.of and segment.rank >= UNIVERSITY:
            site.names.append(Open(tuple(countries), "ambiguous-city", span))


def _named_after_country(reading: Reading, segment: Segment, mention: Mention) -> str:
    """How much a country in a name says. `Ministry of Health of the Republic of Kazakhstan` is a state's own body,
    `University of Latvia` and `Kuwait University` stand there; `Bank of Korea` may be a branch abroad."""
    lexicon = words()
    here = reading.words[segment.first : segment.last]
    if any(word in lexicon.abroad for word in here) or mention.place.nothing:
        return "country-in-name"
    if mention.place.formal and mention.of:
        return "state-body"
    # `Ministry of Health of Mongolia`, `Department of Agriculture for Northern Ireland`
    own = any(word in lexicon.state for word in here) or (
        segment.part and mention.first > 0 and reading.words[mention.first - 1] == "for"
    )
    if own and mention.of and mention.last == segment.last:
        return "state-body"
    after = reading.words[mention.last] if mention.last < segment.last else ""
    alone = sum(bool(other.place.codes) for other in segment.mentions) == 1
    if not alone or after in lexicon.subjects or reading.text[mention.end : mention.end + 1] == "-":
        return "country-in-name"
    if segment.rank >= ACADEMY and (mention.of or mention.first == segment.first):
        return "country-in-university"
    if mention.of and segment.rank in (HOSPITAL, COLLEGE, INSTITUTE) and mention.last == segment.last:
        return "country-in-university"
    return "country-in-name"


def _lending(reading: Reading, segment: Segment, mention: Mention) -> int:
    """How many people a city in a name must have to say where the organisation is."""
    lexicon = words()
    first, last = mention.first, mention.last
    before = reading.words[first - 1] if first > segment.first else ""
    after = reading.words[last] if last < segment.last else ""

    def ordinary(at: int, word: str) -> bool:
        return (
            not word
            or word in lexicon.ranks
            or word in lexicon.of_words
            or word in lexicon.ordinary
            or not reading.flags[at] & (TITLE | UPPER)
        )

    # `Universidad Andrés Bello`, `Université de Montréal & Mila`: the word before may make it another name
    joined = reading.text[mention.start - 1 : mention.start] == "-" and mention.first > segment.first
    if joined and after in lexicon.ranks and not reading.flags[first - 1] & UPPER:
        return _NEVER  # `Jiaotong-Liverpool University`
    if before in SAINTS:  # `San Jos State University`, printed with a letter lost
        return _NEVER
    if not ordinary(first - 1, before) or before in lexicon.splitters:
        return KNOWN_PEOPLE
    kinds = lexicon.ranks
    follows = mention.of or kinds.get(before, 0) > 0
    # `Serra Húnter Fellow Programme`; but `University of Miami Miller School`
    if not ordinary(last, after):
        return _LENDING_PEOPLE if follows else KNOWN_PEOPLE
    if reading.words[first] in SAINTS:
        return _LENDING_PEOPLE if mention.of else KNOWN_PEOPLE
    if segment.rank >= HOSPITAL:
        if mention.of or kinds.get(before, 0) >= HOSPITAL:
            return _NAMED_PEOPLE
        if kinds.get(after, 0) >= HOSPITAL:
            return 3 * _NAMED_PEOPLE
    return _LENDING_PEOPLE


NAMED_AFTER_SAINTS = frozenset({
    "universidad", "universidade", "universita", "universitat", "colegio", "college", "hospital", "ospedale", "hopital",
    "instituto", "istituto", "institute", "fundacion", "fondazione", "policlinico", "clinic", "school", "academy",
})  # fmt: skip
SAINTS = frozenset({"san", "santa", "santo", "saint", "sankt", "st", "sao", "sainte"})


def weigh_cues(site: Site, reading: Reading) -> None:
    """Add what words in names say of the country, and let the language of the names decide between cities.

    A language alone never says a country: it takes certainty from a city of a country where nobody names
    organisations in it (`Universidad CEU San Pablo`, and a San Pablo in the Philippines is no reading).
    """
    languages: frozenset[str] | None = None
    for segment in site.segments:
        if segment.known or not (segment.rank > 0 or segment.part):
            continue
        for found in find_cues(reading, segment, cues(), words()):
            if found.rule is not None:
                site.weak.append(Sign(next(iter(found.codes)), found.rule, found.span))
            elif languages is None:
                languages = found.codes
            else:
                languages = languages & found.codes or languages
    if languages is None:
        return
    for sign in [s for s in site.sure if s.rule.startswith("city")]:
        large = sign.rule == "city" and sign.span in site.contradicting
        if not large and sign.span not in site.listed and sign.code not in languages:
            site.sure.remove(sign)
            site.unsure.append(Open((sign.code,), "ambiguous-city", sign.span))
    site.weak = [
        sign for sign in site.weak
        if not sign.rule.startswith(("city", "body", "people")) or sign.code in languages
    ]  # fmt: skip
    for name in [*site.unsure, *site.names]:
        left = site.readings.get(name.span, set()) & languages
        if name.rule == "ambiguous-city" and len(left) == 1 and len(site.readings[name.span]) > 1:
            site.weak.append(Sign(next(iter(left)), "city-by-language", name.span))
