"""States and provinces, and the towns before them: `Paris, TX`, `Lebanon, New Hampshire`, `London, ON`; and codes of
countries that stand alone (`Pyongyang, KP`)."""

from __future__ import annotations

from loaders.normalize.gazetteer import Gazetteer
from loaders.normalize.places import INSIDE, Mention, Segment
from loaders.normalize.postcodes import PostSign
from loaders.normalize.reading import CJK, COMMA, DIGIT, INITIAL, UPPER, Reading
from loaders.normalize.sites import Open, Sign, Site, town_of

_STATES_OF = frozenset({"US", "CA", "AU"})


def weigh_campus(site: Site, segment: Segment, mention: Mention) -> None:
    """A town after `at`: `State University of New York at Potsdam` is in the state that the name holds."""
    states = {m.place.regions for m in segment.mentions if m.position == INSIDE and m.last <= mention.first}
    if states == {("US",)}:
        town_of(site, mention, "US")


def weigh_state(site: Site, reading: Reading, before: Mention | None, mention: Mention) -> None:
    """A state written out: with a ZIP behind it, or after the name of a town."""
    place = mention.place
    last = mention.last
    zipped = last < len(reading.words) and reading.words[last].isdigit() and len(reading.words[last]) == 5
    if zipped and (place.regions == ("US",) or (place.rule == "bare-georgia" and place.codes)):
        site.sure.append(Sign("US", "us-state-zip", (mention.start, reading.ends[last])))
    if before is None or before.last != mention.first or place.weak or place.codes or not place.regions:
        return
    code = place.regions[0]
    if code in _STATES_OF and len(set(place.regions)) == 1 and not before.place.regions:
        if len(before.place.codes) == 1 and (before.place.codes[0] == code or code == "AU"):
            return
        town_of(site, before, code)


def weigh_posts(
    site: Site, reading: Reading, posts: list[PostSign], by_last: dict[int, Mention], gaz: Gazetteer
) -> None:
    """Turn postcodes, postal codes of states and country codes into signs."""
    for post in posts:
        if not site.first <= post.token < site.last:
            continue
        mention = by_last.get(post.token)
        sign = Sign(post.code, post.rule, post.span)
        if post.rule == "postal":
            found = _postal_sign(site, reading, post, mention, gaz)
            if found is None:
                continue
            sign = found
        site.sure.append(sign)
        if mention is not None and sign.rule in _OF_STATES:
            town_of(site, mention, sign.code)
    weigh_code(site, reading, by_last, gaz)


_OF_STATES = frozenset({"us-state-zip", "us-state-city", "ca-province-city"})


def _postal_sign(
    site: Site, reading: Reading, post: PostSign, mention: Mention | None, gaz: Gazetteer
) -> Sign | None:
    """What two capitals say that may be a state: only where the place before them, or the country after, allows it."""
    us = Sign(gaz.us.get(post.code, "US"), "us-state-city", post.span)
    ca = Sign("CA", "ca-province-city", post.span)
    cities = mention.place.cities if mention is not None else ()
    if any(city.country == "US" and city.region == post.code for city in cities):
        return us
    if post.code in gaz.ca and any(city.country == "CA" for city in cities):
        return ca
    if post.code in gaz.us and any(city.country == us.code and not city.region for city in cities):
        return us
    if post.code in gaz.us and any(sign.code == us.code for sign in site.printed):
        return us
    if not _ends_address(reading, post.token):
        return None
    organisation = any(s.last == post.token and (s.rank > 0 or s.known) for s in site.segments)
    sign = us if post.code in gaz.us else ca
    if mention is None:  # a town that no list has: `Annandale, NY`; but `Annandale, IN` may be India
        known = post.code in gaz.us or not organisation
        return sign if known and post.code not in gaz.iso2 and reading.seps[post.token] == COMMA else None
    if mention.position == INSIDE:
        return None
    place = mention.place
    if gaz.iso2.get(post.code) in place.regions:
        return None  # `Bayern, DE`
    if len(place.codes) == 1 and not place.cities:
        return sign if place.codes[0] not in (post.code, sign.code) else None  # `Jordan, MN`
    homes = {*place.city_countries(), *place.codes, *place.regions}
    lent = homes <= _LENDERS or (len(place.codes) == 1 and post.code not in homes)
    fits = post.code not in homes and not homes & _TWO_LETTERS
    return sign if fits and (lent or post.code not in gaz.iso2) else None


# countries whose towns gave their names to towns of the United States and Canada: `London, KY`, `Moscow, ID`
_LENDERS = frozenset({
    "GB", "IE", "FR", "DE", "NL", "ES", "PT", "IT", "GR", "DK", "SE", "NO", "PL", "RU", "EG", "LB", "US", "CA", "JE",
})  # fmt: skip
# countries that write their own states and provinces with two letters: `Milano, MI`, `Curitiba, PR`
_TWO_LETTERS = frozenset({"IT", "BR", "AU", "IN", "CH", "MX", "AR"})


def _ends_address(reading: Reading, token: int) -> bool:
    """Whether nothing but a postcode or the end of the piece follows."""
    after = token + 1
    if after >= len(reading.words) or reading.seps[after] >= COMMA:
        return True
    word = reading.words[after]
    return bool(reading.flags[after] & DIGIT) and (len(word) == 5 or not word.isdigit())


def weigh_code(site: Site, reading: Reading, by_last: dict[int, Mention], gaz: Gazetteer) -> None:
    """An ISO code that stands alone at the end of a place (`..., Pyongyang, KP`)."""
    if not site.segments:
        return
    segment = site.segments[-1]
    at = segment.first
    rest = range(at + 1, segment.last)
    if segment.last <= at or any(not reading.flags[i] & DIGIT for i in rest) or segment.mentions:
        return
    if not reading.flags[at] & UPPER or reading.flags[at] & CJK or bracketed(reading, at):
        return
    word = reading.text[reading.starts[at] : reading.ends[at]]
    if reading.flags[at] & INITIAL:
        word = reading.words[at].upper()
    code = gaz.iso2.get(word) or gaz.iso3.get(word)
    if code is None:
        return
    span = (reading.starts[at], reading.ends[at])
    before = by_last.get(at)
    readings = {*before.place.city_countries(), *before.place.regions} if before is not None else set()
    if before is not None and any(c.country == "US" and c.region == word for c in before.place.cities):
        return  # `Richmond, CA`: the state, though Canada has a Richmond too
    if code in readings:
        site.printed.append(Sign(code, "country-code", span))
    elif word in gaz.us or word in gaz.ca:
        state_of = gaz.us.get(word, "CA")
        if not any(sign.code == state_of for sign in site.sure):
            site.unsure.append(Open((code, state_of) if code != state_of else (code,), "code-or-state", span))
    elif not rest and (len(reading.words) == 1 or (len(site.segments) > 1 and _placed(site.segments[-2]))):
        # three letters alone, or a code that the city before it is not in (`Prague, CR`), may be anything
        if reading.flags[at] & INITIAL:
            return  # `E.S.` is somebody
        if readings or (len(reading.words) == 1 and len(word) == 3):
            site.unsure.append(Open((code,), "code-or-state", span))
        else:
            site.printed.append(Sign(code, "country-code", span))


def _placed(segment: Segment) -> bool:
    """Whether a piece before a code ends with a place or is a known institution: else the code is some
    acronym."""
    return segment.known or any(mention.position != INSIDE for mention in segment.mentions)


def bracketed(reading: Reading, at: int) -> bool:
    """Whether it is printed in brackets: the letters of the name before it, as in `Institute of Technology (ETH)`."""
    start = reading.starts[at]
    return reading.text[max(start - 1, 0) : start] in ("(", "[")
