"""Which institutions an entry of a list names: by its whole names, read as printed affiliations are read.

An entry that names an institution for certain prints its whole name and its country. All else is for review, with the
rule that says why, or nothing: a name within a longer one is another's.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from rapidfuzz.distance import Levenshtein

from loaders.deciding import Decider
from loaders.judgements.entry import RULE as JUDGED
from loaders.normalize.canonical import canonical, form_of, is_cjk
from loaders.normalize.institutions import InstitutionDecision
from loaders.normalize.iso import country_name
from loaders.normalize.reading import fold_words
from loaders.normalize.words import words
from loaders.registry import InstitutionFact, institution_key
from loaders.registry.forms import ALIAS, LABEL, SHORT, forms_of
from loaders.watchlists.entry import Entry, without_letters

RULES = 2
"""Rises with every change of the rules here: what was matched by others is matched anew."""

MOST_COUNTRIES = 8
RULES_FOR_REVIEW = {
    "no-country": "the entry does not say in which country it is",
    "acronym": "letters or one word that others bear too",
    "common-name": "a name of common words: others in the country may be called so",
    "homonym": "several institutions are called so",
    "shortened-name": "the name is only a part of the institution's own",
    "like-name": "a name that is only like the institution's: misprinted, translated, or in another order",
    "alias-alone": "an alias is the institution's name, and the entry's own name is no name that is known",
    "alias-of-another": "an alias that is the name of another institution than the entry's own name",
    "alias-of-whole": "the entry's own name is that of a unit, and an alias that of the whole",
    "company-name": "a company bears the name of an institution that is none: its own company, or another",
    "printed-name": "the institution is known by its printed name only",
    "printed-name-no-country": "the same, and one of the two has no country",
}
MISPRINTED = 2
"""Letters that may be wrong in an entry's own name where an alias of it is right."""
REVIEW = 0.5
"""Confidence of a match that a person must look at, at most."""

# rules of a name that claims its institution where its country is printed beside it
_WHOLE = frozenset({
    "known-institution", "known-unless-elsewhere", "known-with-place", "registry-name", "registry-likely-name",
    "registry-university-with-campuses",
})  # fmt: skip
_COMMON = frozenset(
    {"registry-name-with-place", "registry-unit-with-place", "homonym", "registry-campus-by-city"}
)
_LETTERS = frozenset({"registry-acronym", "registry-word"})
PRINTED, PRINTED_ANYWHERE = "printed-name", "printed-name-no-country"
_PRINTED = frozenset({PRINTED, PRINTED_ANYWHERE})
_SHORT_WORD = 5


@dataclass(frozen=True, slots=True)
class Match:
    """An institution that an entry may name.

    key: of the institution. state: yes or review. rule: name (its own, whole, with its country), alias, unit-of-whole
    (its name and that of what it is a part of); for review see RULES_FOR_REVIEW. confidence: 0..1. name: the one
    of the entry's names that matched.
    """

    key: str
    state: Literal["yes", "review"]
    rule: str
    confidence: float
    name: str


def match(entry: Entry, decider: Decider, perhaps: Sequence[str] = ()) -> tuple[Match, ...]:
    """The institutions that an entry may name, each once, in the order of its names. Pure but for what decider remembers.

    perhaps: countries where entries of such a list mostly stand. Where one says none, an institution that is known by its
    printed name only is looked for there too, for review.
    """
    own = list(_of_name(entry.name, entry, decider, perhaps))
    parts = _parts(entry.name, entry, decider)
    found = {one.key: one for one in own}
    named = {one.key for one in own if one.rule not in _PRINTED}
    settled = any(one.state == "yes" for one in own)
    for alias in entry.aliases:
        for one in _of_name(alias, entry, decider, perhaps):
            if one.rule == "acronym" and settled and one.key not in named:
                continue  # letters that stand for a name which is certain
            if one.rule not in _PRINTED:
                one = _as_alias(one, entry.name, named, parts)
            before = found.get(one.key)
            if before is None or (one.state, one.confidence) > (before.state, before.confidence):
                found[one.key] = one
    return tuple(found.values())


def _printed_keys(bare: str, entry: Entry, perhaps: Sequence[str]) -> Iterator[tuple[str, bool]]:
    """Keys of institutions that are known by their printed name only and bear this one: key, whether with a country that
    the entry says."""
    if _is_letters(bare):
        return
    for country in entry.countries[:MOST_COUNTRIES]:
        yield institution_key(bare, country), True
    for place in (None, *(() if entry.countries else perhaps[:MOST_COUNTRIES])):
        yield institution_key(bare, place), False


def _bare(name: str) -> str:
    """A name without the letters in brackets that stand for it; of capitals only, as names are mostly printed."""
    bare = without_letters(name)
    return bare.title() if bare.isupper() and " " in bare else bare


def _is_letters(name: str) -> bool:
    listed = fold_words(name)
    return not is_cjk(name) and (
        len(listed) < 2 and (name.isupper() or len(name) <= _SHORT_WORD or not listed)
    )


def _of_name(name: str, entry: Entry, decider: Decider, perhaps: Sequence[str]) -> Iterator[Match]:
    """What one name of an entry gives."""
    bare = _bare(name)
    countries: Sequence[str | None] = entry.countries[:MOST_COUNTRIES] or (None,)
    seen: dict[str, Match] = {}
    for country in countries:
        for one in _decided(bare, country, decider):
            if country is not None and not _stands_in(one, entry.countries, decider):
                continue
            made = _match(bare, name, country, one, decider)
            before = seen.get(one.key)
            if made is not None and (before is None or made.state > before.state):
                seen[one.key] = made
    yield from seen.values()
    for key, with_country in _printed_keys(bare, entry, perhaps):
        if decider.fact(key) is None and key not in seen:
            rule = PRINTED if with_country else PRINTED_ANYWHERE
            yield Match(key, "review", rule, 0.4 if with_country else 0.3, name)


def _decided(bare: str, country: str | None, decider: Decider) -> Iterator[InstitutionDecision]:
    text = bare if country is None else f"{bare}, {country_name(country)}"
    for one in decider.decide(text).institutions:
        if one.span is not None and one.span[1] <= len(bare) and one.rule != "printed-name":
            yield one


def _stands_in(one: InstitutionDecision, countries: Sequence[str], decider: Decider) -> bool:
    """Whether an institution stands where the entry says that it is: one of the same name elsewhere is another."""
    fact = decider.fact(one.key)
    also = {code for code, _ in fact.also} if fact is not None else set()
    return one.country in countries or bool(also.intersection(countries))


def _match(
    bare: str, name: str, country: str | None, one: InstitutionDecision, decider: Decider
) -> Match | None:
    assert one.span is not None
    start, end = one.span
    rest = [*_meant(bare[:start]), *_meant(bare[end:])]
    rule = "name"
    if rest:
        if not _names_a_whole(rest, one.key, decider):
            return None  # a part of a longer name
        rule = "unit-of-whole"
    why = _doubt(bare[start:end], country, one, decider)
    if why is None and not rest and _is_company(bare[:start] + " " + bare[end:], one.key, decider):
        why = "company-name"
    if why is None:
        return Match(one.key, "yes", rule, one.confidence, name)
    return Match(one.key, "review", why, min(one.confidence, REVIEW), name)


def _meant(text: str) -> list[str]:
    """The words of what stands beside a name that say something: no `the`, no `Co., Ltd.`."""
    legal, drop = words().legal, words().drop
    return [word for word in fold_words(text) if word not in legal and word not in drop]


def _is_company(beside: str, key: str, decider: Decider) -> bool:
    """Whether what stands beside a name makes a company of it, where the institution is known to be none."""
    fact = decider.fact(key)
    if fact is None or fact.type in ("", "company", "other"):
        return False
    return not words().legal.isdisjoint(fold_words(beside))


def _names_a_whole(rest: list[str], key: str, decider: Decider) -> bool:
    """Whether words are just the name of something that an institution is a part of."""
    text = " ".join(canonical(" ".join(rest)))
    seen, waiting = {key}, list(decider.wholes(key))
    while waiting:
        whole = waiting.pop()
        if whole in seen:
            continue
        seen.add(whole)
        fact = decider.fact(whole)
        if fact is not None and text in _forms_of_fact(fact):
            return True
        waiting += decider.wholes(whole)
    return False


def _doubt(printed: str, country: str | None, one: InstitutionDecision, decider: Decider) -> str | None:
    """Why a person must look whether this name means the institution; None where none must."""
    if one.rule in _LETTERS or _is_letters(printed):
        return "acronym"
    if one.state != "yes":
        return one.rule if one.rule in RULES_FOR_REVIEW else "like-name"
    if country is None:
        return "no-country"
    if one.rule in _COMMON:
        return "common-name"
    if one.rule == JUDGED:
        return None
    if one.rule not in _WHOLE:
        return "like-name"
    if not _bears(printed, one.key, country, decider):
        return "shortened-name"
    return None


def _forms_of_fact(fact: InstitutionFact) -> set[str]:
    return {form_of(name) for name in (fact.name, *fact.names, *fact.plain, *fact.generic)}


def _bears(printed: str, key: str, country: str, decider: Decider) -> bool:
    """Whether a printed text is a whole name of an institution, as the table or the registry has it; without the country
    that the registry adds in brackets, too."""
    fact = decider.fact(key)
    forms = {form for form, _, _ in forms_of(printed, "alias")} | {form_of(printed)}
    if fact is not None and forms & _forms_of_fact(fact):
        return True
    registry = decider.registry
    if registry is None:
        return False
    index = registry.index
    for form in forms:
        number = index.forms.get(form)
        for meant in index.meant(number) if number is not None else ():
            now = registry.fact(index.now(meant.number)[0])
            if now is None or now.key != key:
                continue
            if meant.kind in (LABEL, ALIAS) or (meant.kind == SHORT and _in_brackets(now.name, country)):
                return True
    return False


def _in_brackets(name: str, country: str) -> bool:
    return name.endswith(f"({country_name(country)})")


def _parts(name: str, entry: Entry, decider: Decider) -> frozenset[str]:
    """Institutions whose name is only a part of an entry's own: it is a unit of theirs, or another."""
    bare = _bare(name)
    country = entry.countries[0] if entry.countries else None
    return frozenset(
        one.key
        for one in _decided(bare, country, decider)
        if one.span is not None and (_meant(bare[: one.span[0]]) or _meant(bare[one.span[1] :]))
    )


def _as_alias(one: Match, own: str, named: set[str], parts: frozenset[str]) -> Match:
    """What an alias gives, beside what the entry's own name gave."""
    if one.state != "yes":
        return one
    if one.key in named:
        return replace(one, rule="alias")
    if named:
        return _review(one, "alias-of-another")
    if one.key in parts:
        return _review(one, "alias-of-whole")  # the entry's own name is that of a unit
    if not _misprints(own, one.name):
        return _review(one, "alias-alone")
    return replace(one, rule="alias")


def _misprints(name: str, other: str) -> bool:
    """Whether a name is another one with a letter or two wrong: Hangzhao Dianzi University."""
    ours, theirs = (" ".join(fold_words(_bare(text))) for text in (name, other))
    return Levenshtein.distance(ours, theirs, score_cutoff=MISPRINTED) <= MISPRINTED


def _review(one: Match, rule: str) -> Match:
    return replace(one, state="review", rule=rule, confidence=min(one.confidence, REVIEW))
