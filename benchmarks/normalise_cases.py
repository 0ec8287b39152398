"""Whether each rule that decides a case of ../shared/cases fires on further strings: a rule that only its case knows is
a rule for one string. The tables of countries and institutions, decided without a registry, and every string at hand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from benchmarks.normalise_countries import at_hand, case_inputs, dprk_kp
from loaders.normalize.affiliations import decide

_SHOWN = 60
"""Characters of a case that are printed."""


class Rules(NamedTuple):
    """Rules that fired on one string, in the order of what they found: of countries, of institutions."""

    country: tuple[str, ...]
    institution: tuple[str, ...]


def rules_of(text: str) -> Rules:
    """Each rule once; both empty where nothing was decided."""
    found = decide(text)
    return Rules(
        tuple(dict.fromkeys(one.rule for one in found.countries)),
        tuple(dict.fromkeys(one.rule for one in found.institutions)),
    )


class Further(NamedTuple):
    """How many distinct strings were read that are no case, and on how many of them each rule fired."""

    strings: int
    country: Counter[str]
    institution: Counter[str]


def further(texts: Iterable[str], cases: Iterable[str]) -> Further:
    """Reads every text that is no case, each once."""
    known = set(cases)
    strings, country, institution = 0, Counter[str](), Counter[str]()
    for text in dict.fromkeys(texts):
        if text in known:
            continue
        rules = rules_of(text)
        strings += 1
        country.update(rules.country)
        institution.update(rules.institution)
    return Further(strings, country, institution)


def texts_at_hand() -> list[str]:
    """The strings of every set: of the shipped works too, which `at_hand` leaves out."""
    return [text for case in (*(dprk_kp() or ()), *(at_hand() or ())) for text in case.texts]


def lines_of(cases: Iterable[str], found: Further) -> list[str]:
    """The section that is printed: a line a case, then the rules that fired on no further string."""
    cases = list(cases)
    lines = [
        f"rules of the cases, without a registry; behind each rule on how many of {found.strings:,} further distinct "
        "strings at hand it fired",
        f"{'case':{_SHOWN}}  {'countries by':44}institutions by",
    ]
    alone: dict[str, None] = {}
    for case in cases:
        rules = rules_of(case)
        cells = []
        for kind, names, counts in (
            ("country", rules.country, found.country),
            ("institution", rules.institution, found.institution),
        ):
            cells.append(", ".join(f"{name} {counts[name]:,}" for name in names) or "nothing found")
            alone |= {f"{name} ({kind})": None for name in names if not counts[name]}
        lines.append(f"{case[:_SHOWN]:{_SHOWN}}  {cells[0]:44}{cells[1]}")
    if alone:
        lines.append(f"fired on no further string: {', '.join(alone)}")
    else:
        lines.append("each of these rules fired on further strings")
    return lines


def section(limit: int | None) -> list[str]:
    """The section over the files at hand. limit: at most so many strings. Empty where the cases are not at hand."""
    cases = case_inputs()
    return lines_of(cases, further(texts_at_hand()[:limit], cases)) if cases else []
