"""From the signs of one place to its countries: what is certain, what a person must look at."""

from __future__ import annotations

from loaders.normalize.decision import Decision, sureness
from loaders.normalize.gazetteer import SOVEREIGN, Gazetteer
from loaders.normalize.sites import CONFIDENCE, Open, Sign, Site
from loaders.normalize.words import Words

CONFLICT_CONFIDENCE = 0.45
BARE_CONFIDENCE = 0.5
# with a city or institution that agrees
AGREED_CONFIDENCE = 0.99

# only these weak rules may make a country certain where nothing stronger is printed
_ENOUGH_ALONE = frozenset({
    "state-body", "city-in-name", "region-in-name", "city-small", "email-domain", "country-in-university",
    "body-of-state", "people-in-name", "city-by-language",
})  # fmt: skip
# of them, those that give way to any other: `American University of Beirut`, `Max Planck Institute, Nijmegen`
_GIVING_WAY = frozenset({"people-in-name", "body-of-state", "city-by-language"})


def host_sign(host: str, span: tuple[int, int], gaz: Gazetteer, lexicon: Words) -> Sign | None:
    """The country of a mail or web host: certain enough for an institution's (`.ac.uk`, `.edu.cn`, `.kp`)."""
    labels = host.split(".")
    ending = labels[-1]
    code = "GB" if ending == "uk" else gaz.iso2.get(ending.upper())
    if len(ending) != 2 or code is None:
        return None
    if code == "KP":
        return Sign(code, "email-domain", span)
    if len(labels) >= 3 and labels[-2] in lexicon.mail_academic:
        return Sign(code, "email-domain", span)
    if ending in lexicon.mail_sold or any(label in lexicon.mail_free for label in labels[:-1]):
        return None
    return Sign(code, "email-country", span)


def decide_countries(site: Site, institutions: list[Sign]) -> list[Decision]:
    """The countries of one place.

    institutions: signs of the known institutions claimed here. Several certain ones where several countries
    are
    printed; readings, each `review`, where names or signs contradict each other or leave it open.
    """
    printed = _without_sovereigns(_without_cities(site))
    if printed:
        return _beside_printed(site, printed, institutions)
    if site.bare:
        return _bare(site, institutions)
    return _unprinted(site, institutions)


def _without_cities(site: Site) -> list[Sign]:
    """The printed countries but for those that are a city of another printed one (`Lebanon, NH, USA`) or end some
    other words while another stands alone (`Nea Chili, Greece`)."""
    signs = [sign for sign in site.printed if sign.rule != "country-after-words"] or site.printed
    codes = {sign.code for sign in signs}
    if len(codes) < 2:
        return signs
    return [s for s in signs if not (codes - {s.code}) & site.readings.get(s.span, set())] or signs


def _without_sovereigns(signs: list[Sign]) -> dict[str, Sign]:
    """One sign a country; `Hong Kong, China` is Hong Kong."""
    found: dict[str, Sign] = {}
    for sign in signs:
        found.setdefault(sign.code, sign)
    for territory in [code for code in found if code in SOVEREIGN]:
        if SOVEREIGN[territory] in found:
            del found[SOVEREIGN[territory]]
    return found


def _same(code: str, other: str) -> bool:
    return code == other or SOVEREIGN.get(code) == other or SOVEREIGN.get(other) == code


def _beside_printed(site: Site, printed: dict[str, Sign], institutions: list[Sign]) -> list[Decision]:
    against_city = [s for s in site.sure if _contradicts(s, site) and not _allowed(s, printed, site)]
    against_city += [s for s in site.weak if s.rule == "city-in-name" and _other_korea(s, printed, site)]
    against_name = [s for s in institutions if not any(_same(s.code, code) for code in printed)]
    spans = {s.span for s in against_city}
    decisions = []
    for code, sign in printed.items():
        # a territory's place printed with the sovereign's name: `Kowloon, China`
        held = any(s.code == code for s in site.sure)
        narrower = [s.code for s in (*institutions, *site.sure) if SOVEREIGN.get(s.code) == code and not held]
        agreed = any(_same(s.code, code) for s in (*site.sure, *institutions)) or any(
            code in readings for span, readings in site.readings.items() if span not in spans
        )
        if (against_city or against_name) and not agreed:
            decisions.append(_review(code, "country-conflict", CONFLICT_CONFIDENCE, sign.span))
        else:
            confidence = AGREED_CONFIDENCE if agreed else CONFIDENCE[sign.rule]
            decisions.append(Decision((narrower or [code])[0], "yes", sign.rule, confidence, sign.span))
    known_here = any(_same(s.code, code) for s in institutions for code in printed)
    for sign in against_name:
        # two institutions in one list, one of them where the country says: the other is where it always is
        if known_here:
            decisions.append(Decision(sign.code, "yes", sign.rule, CONFIDENCE["city"], sign.span))
        else:
            decisions.append(_review(sign.code, "country-conflict", CONFLICT_CONFIDENCE, sign.span))
    decisions += [_review(s.code, "country-conflict", CONFLICT_CONFIDENCE, s.span) for s in against_city]
    return decisions


_LOCATING = frozenset({"city", "city-after-name", "region", "postcode-999093", "us-state-zip"})


def _contradicts(sign: Sign, site: Site) -> bool:
    return sign.span in site.contradicting if sign.rule.startswith("city") else sign.rule in _LOCATING


_KOREAS = frozenset({"KP", "KR"})


def _other_korea(sign: Sign, printed: dict[str, Sign], site: Site) -> bool:
    """Whether a name has a city of one Korea while the other is printed: `Pyongyang University, South Korea` is where one
    of the two is wrong, while a `University of Cambridge` may be anywhere."""
    return sign.code in _KOREAS and not _allowed(sign, printed, site) and not _KOREAS.isdisjoint(printed)


def _allowed(sign: Sign, printed: dict[str, Sign], site: Site) -> bool:
    """Whether the printed country may hold the place that the sign names."""
    if any(_same(sign.code, code) for code in printed):
        return True
    readings = site.readings.get(sign.span, ())
    return any(code in readings for code in printed)


def _bare(site: Site, institutions: list[Sign]) -> list[Decision]:
    """`Korea`, `Georgia`, `Congo`: what stands beside it decides, or nobody does."""
    bare = site.bare[0]
    strong = [*institutions, *site.sure]
    inside = list(dict.fromkeys(sign.code for sign in strong if sign.code in bare.codes))
    outside = [sign for sign in strong if sign.code not in bare.codes and not _may_be(sign, bare.codes, site)]
    how = "institution" if institutions and institutions[0].code in inside else "place"
    rule = f"{bare.rule}-by-{how}"
    if len(inside) == 1 and not outside:
        return [Decision(inside[0], "yes", rule, 0.9, bare.span)]
    if outside and not inside:
        readings = [_review(code, "country-conflict", CONFLICT_CONFIDENCE, bare.span) for code in bare.codes]
        return readings + [_review(s.code, "country-conflict", CONFLICT_CONFIDENCE, s.span) for s in outside]
    if len(inside) == 1:
        others = [_review(s.code, "country-conflict", CONFLICT_CONFIDENCE, s.span) for s in outside]
        return [Decision(inside[0], "yes", rule, 0.8, bare.span), *others]
    if not inside:
        weak = {sign.code for sign in site.weak if sign.code in bare.codes and sign.rule in _ENOUGH_ALONE}
        weak |= _possible_once(site, bare.codes)
        if len(weak) == 1:
            return [Decision(weak.pop(), "yes", rule, 0.75, bare.span)]
    return [_review(code, bare.rule, BARE_CONFIDENCE, bare.span) for code in bare.codes]


def _may_be(sign: Sign, codes: tuple[str, ...], site: Site) -> bool:
    return any(code in site.readings.get(sign.span, ()) for code in codes)


def _possible_once(site: Site, codes: tuple[str, ...]) -> set[str]:
    """The one of the codes that a city or region printed here may lie in, where it is one."""
    found = {code for code in codes if code in site.possible}
    return found if len(found) == 1 else set()


def _unprinted(site: Site, institutions: list[Sign]) -> list[Decision]:
    sure = [sign for sign in site.sure if sign.rule != "postcode-prefix"] or site.sure
    decisions: dict[str, Decision] = {}
    if institutions:
        for sign in institutions:
            known = decisions.get(sign.code)
            if known is not None and known.confidence > CONFIDENCE[sign.rule]:
                continue  # a name that others bear too takes nothing from a surer one
            places = [s for s in sure if s.rule in _LOCATING]
            agreed = any(_may_hold(s, sign.code, site) for s in places) or sign.code in site.possible
            if places and not agreed:
                decisions[sign.code] = _review(sign.code, "country-conflict", CONFLICT_CONFIDENCE, sign.span)
            else:
                confidence = 0.95 if places else CONFIDENCE[sign.rule]
                decisions[sign.code] = Decision(sign.code, "yes", sign.rule, confidence, sign.span)
        claimed = {sign.code for sign in institutions}
        for sign in sure:
            if sign.rule in _LOCATING and not any(_may_hold(sign, code, site) for code in claimed):
                decisions.setdefault(
                    sign.code, _review(sign.code, "country-conflict", CONFLICT_CONFIDENCE, sign.span)
                )
        return list(decisions.values())
    if sure:
        return _places_only(site, sure)
    enough = _without_giving_way([sign for sign in site.weak if sign.rule in _ENOUGH_ALONE])
    if enough:
        best = max(enough, key=lambda sign: CONFIDENCE[sign.rule])
        codes = {sign.code for sign in enough}
        if len(codes) == 1 and _not_against(best.code, site):
            return [Decision(best.code, "yes", best.rule, CONFIDENCE[best.rule], best.span)]
        return [_review(s.code, s.rule, 0.4, s.span) for s in _one_each(enough)]
    supported = _supported(site)
    if supported is not None:
        return [supported]
    readings = [_review(s.code, s.rule, CONFIDENCE[s.rule], s.span) for s in _one_each(site.weak)]
    for name in site.unsure:
        readings += [_review(code, name.rule, CONFIDENCE[name.rule], name.span) for code in name.codes]
    return readings


def _without_giving_way(signs: list[Sign]) -> list[Sign]:
    for rules in (_GIVING_WAY, frozenset({"people-in-name"})):
        if len({sign.code for sign in signs}) > 1:
            signs = [sign for sign in signs if sign.rule not in rules] or signs
    return signs


def _may_hold(sign: Sign, code: str, site: Site) -> bool:
    return sign.code == code or code in site.readings.get(sign.span, ())


def _places_only(site: Site, sure: list[Sign]) -> list[Decision]:
    codes = list(dict.fromkeys(sign.code for sign in sure))
    strongest = {
        code: max((s for s in sure if s.code == code), key=lambda s: CONFIDENCE[s.rule]) for code in codes
    }
    if len(codes) > 1:
        # `Athens, GA 30602`: a name that may lie where a stronger sign says lies there
        kept = [
            code for code in codes
            if not any(other != code and _yields(strongest[code], strongest[other], site) for other in codes)
        ]  # fmt: skip
        codes = kept or codes
    if len(codes) == 1 or all(strongest[code].rule == "city" for code in codes):
        return [
            Decision(
                code, "yes", strongest[code].rule, CONFIDENCE[strongest[code].rule], strongest[code].span
            )
            for code in codes
        ]
    return [_review(code, "country-conflict", CONFLICT_CONFIDENCE, strongest[code].span) for code in codes]


def _yields(sign: Sign, other: Sign, site: Site) -> bool:
    weaker = CONFIDENCE[sign.rule] < CONFIDENCE[other.rule]
    return other.code in site.readings.get(sign.span, ()) and (weaker or other.rule == "region")


def _not_against(code: str, site: Site) -> bool:
    return not site.possible or code in site.possible


def _supported(site: Site) -> Decision | None:
    """Two weak signs from different characters that leave one country: `Cambridge` and `Massachusetts`'
    kin."""
    open_names: list[Open] = site.unsure
    weak = [(frozenset((s.code,)), s.rule, s.span) for s in site.weak]
    both = [*weak, *((frozenset(o.codes), o.rule, o.span) for o in open_names)]
    if len(both) < 2 or any(rule == "code-or-state" for _, rule, _ in both):
        return None
    common = frozenset.intersection(*(codes for codes, _, _ in both))
    if len(common) != 1 or len({span for _, _, span in both}) < 2:
        return None
    return Decision(next(iter(common)), "yes", "signs-agree", 0.6, both[0][2])


def _one_each(signs: list[Sign]) -> list[Sign]:
    best: dict[str, Sign] = {}
    for sign in signs:
        if sign.code not in best or CONFIDENCE[sign.rule] > CONFIDENCE[best[sign.code].rule]:
            best[sign.code] = sign
    return list(best.values())


def _review(code: str, rule: str, confidence: float, span: tuple[int, int]) -> Decision:
    return Decision(code, "review", rule, confidence, span)


# rules that leave several readings open: dropped once one of them is certain elsewhere in the string
_OPEN_RULES = frozenset(
    {"ambiguous-city", "ambiguous-region", "bare-korea", "bare-georgia", "bare-congo", "code-or-state"}
)
_LOOSE_RULES = frozenset({
    "ambiguous-city", "ambiguous-region", "code-or-state", "country-in-name", "region-in-name",
    "email-country", "body-of-state", "people-in-name", "city-by-language",
})  # fmt: skip


def merge_countries(found: list[Decision]) -> tuple[Decision, ...]:
    """One decision a country over all places of a string: certain before review, surer before less sure."""
    if len(found) < 2:
        return tuple(found)
    firm = {d.value for d in found if d.state == "yes" and d.rule not in _GIVING_WAY}
    if firm:
        found = [d for d in found if d.rule not in _GIVING_WAY or d.value in firm]
    certain = {decision.value for decision in found if decision.state == "yes"}
    settled = {d.span for d in found if d.rule in _OPEN_RULES and d.state == "review" and d.value in certain}
    best: dict[str | None, Decision] = {}
    for decision in found:
        if decision.state == "review":
            if decision.value in certain or decision.span in settled:
                continue
            if certain and decision.rule in _LOOSE_RULES:
                continue  # where a country is certain, a loose reading of some other word is noise
        known = best.get(decision.value)
        if known is None or sureness(decision) > sureness(known):
            best[decision.value] = decision
    return tuple(best.values())
