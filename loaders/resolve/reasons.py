"""What moved the score of two mentions, in plain words: never more than what is printed of them."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from loaders.normalize.personal import compare
from loaders.resolve.evidence import ALL_KINDS
from loaders.resolve.explaining import PairExplained
from loaders.resolve.features import NAMES
from loaders.resolve.mention import PersonMention
from loaders.resolve.naming import Form, form, own_form, read
from loaders.resolve.scorer import Scorer, shipped
from loaders.resolve.state import Numbers
from loaders.resolve.wording import place_words, topic_words

RULES = {
    "one-work": "both stand on one work: two authors of one work are two persons",
    "two-orcids": "each has another ORCID: two persons",
    "names": "their names cannot be one person's",
    "one-orcid": "both print one ORCID",
    "one-email": "both print one e-mail address",
    "one-authorship": "records of one work print this author more than once: it is one authorship",
    "scored": "no identifier decides: what is printed was weighed",
    "judged": "a person judged it",
}
"""What each rule means."""
APART = {
    "far": "too little is in common for the two to be laid beside each other",
    "held": "only the subject, and a name that many share, speak for it",
}
"""Why two are not joined whatever their score (holding.kept_apart)."""
DOUBTED = {
    "scored": "as what is printed was weighed",
    "source-id": "a source gives both one id, which is evidence and no proof",
    "one-orcid": "both print one ORCID, and names that cannot be one person's",
}
"""What each rule of MAY_BE means."""
_WAYS = ("mean", "pooled", "most")
_GROUPS: dict[str, tuple[str, ...]] = {
    "co-authors": ("coauthor", "coauthor_initial", "coauthors_unknown", "others"),
    "addresses": ("place", "places_unknown"),
    "e-mail": ("email",),
    "subject": ("words", "phrases", "topic"),
    "venue": ("venue",),
    "years": ("gap", "span"),
}
"""Pieces of evidence beside the names, each with its features."""
_NOTHING_KNOWN = {"coauthors_unknown": 2.0, "places_unknown": 2.0, "others": 0.0}
_SHOWN = 6
"""Names or words that are listed."""
_MOST_BESIDE = 100
"""Co-authors of one family name and first letter that a name is compared with."""
_HARDLY = 0.005
_ONE, _ALIKE, _UNLIKE = 0.999, 0.5, 0.2
_RARE, _COMMON = -13.8, -11.5
"""Logarithms of one in a million, and of one in a hundred thousand."""


@dataclass(frozen=True, slots=True)
class Reason:
    """One piece of evidence. about: of what kind. words: what is printed of it. moves: how far it moves the score (a
    logit): above zero towards one person, below towards two."""

    about: str
    words: str
    moves: float


def reasons(
    one: PersonMention, other: PersonMention, found: PairExplained, scorer: Scorer | None = None
) -> list[Reason]:
    """What moved the score, the strongest first; together they are the whole score, but for what moved it by less than
    0.005. The same for both orders.

    The names move it by what it would be if nothing but the names were printed, the rest by what that piece of evidence
    changes from there.
    """
    a, b = sorted((one, other), key=lambda mention: mention.mention)
    names_alone = (scorer or shipped()).contributions(_names_alone(found))
    moved = {
        about: sum(found.parts[name] - names_alone[name] for name in _columns(features))
        for about, features in _GROUPS.items()
    }
    moved["names"] = sum(found.parts.values()) - sum(moved.values())
    made = [Reason(about, _SAYING[about](a, b, found), round(moves, 3)) for about, moves in moved.items()]
    telling = (reason for reason in made if abs(reason.moves) >= _HARDLY)
    return sorted(telling, key=lambda reason: -abs(reason.moves))


def _names_alone(found: PairExplained) -> Numbers:
    """The features of two mentions with these names, of which nothing else is known."""
    compared = {name for features in _GROUPS.values() for name in _columns(features)}
    values = {
        name: _NOTHING_KNOWN.get(name, math.nan) if name in compared else value
        for name, value in found.values.items()
    }
    return np.array([values[name] for name in NAMES], np.float64)


def how_strongly(moves: float) -> str:
    """The strength of a piece of evidence, in words."""
    size = abs(moves)
    strength = (
        "hardly" if size < 0.25 else "a little" if size < 1 else "clearly" if size < 2.5 else "strongly"
    )
    return f"{strength} for {'one person' if moves > 0 else 'two'}"


def coauthors_in_common(one: PersonMention, other: PersonMention) -> list[str]:
    """The printed names of `one`'s co-authors that stand beside `other`, too; initials for full names do, and either
    order of family and given name."""
    return [name for name, _, agree in _alike(one.coauthors, other.coauthors, form, own_form) if agree]


def _alike(
    ours: Iterable[str], theirs: Iterable[str], *ways: Callable[[str], Form]
) -> Iterator[tuple[str, str, bool]]:
    """Each of our names with one of theirs of the same family name and first letter, and whether the two can be one
    person's name: one that can, where there is any."""
    beside: dict[tuple[str, str], list[str]] = defaultdict(list)
    for name in dict.fromkeys(theirs):
        for short in _shortened(name, *ways):
            if len(beside[short]) < _MOST_BESIDE:
                beside[short].append(name)
    for name in dict.fromkeys(ours):
        found = [other for short in sorted(_shortened(name, *ways)) for other in beside.get(short, ())]
        if found:
            agrees = next((other for other in found if _can_be_one(name, other)), None)
            yield name, agrees or found[0], agrees is not None


def _can_be_one(a: str, b: str) -> bool:
    return a == b or compare(read(a), read(b)).state != "no"


def _shortened(name: str, *ways: Callable[[str], Form]) -> set[tuple[str, str]]:
    read = (way(name) for way in ways)
    return {(found.family, found.given[0][0] if found.given else "") for found in read if found.family}


def _columns(features: Iterable[str]) -> Iterable[str]:
    for name in features:
        if name in ALL_KINDS:
            yield from (f"{name}_{way}" for way in _WAYS)
        else:
            yield name


def _listed(words: Sequence[str]) -> str:
    more = f" and {len(words) - _SHOWN:,} more" if len(words) > _SHOWN else ""
    return ", ".join(words[:_SHOWN]) + more


def _which(a: bool, b: bool, what: str) -> str:
    """Which of the two prints nothing of a kind."""
    return (
        f"neither prints {what}" if not a and not b else f"one of the two prints no {what.partition(' ')[2]}"
    )


def _names(a: PersonMention, b: PersonMention, found: PairExplained) -> str:
    common = found.values["name_common"]
    said = f"both print “{a.name}”" if a.name == b.name else f"“{a.name}” and “{b.name}”: {found.names.words}"
    if not math.isnan(common) and found.rule != "names":
        how = "rare" if common < _RARE else "neither rare nor common" if common < _COMMON else "common"
        said += f"; a name that is {how} in the counts of names that the score knows"
    return said


def _coauthors(a: PersonMention, b: PersonMention, found: PairExplained) -> str:
    if not a.coauthors or not b.coauthors:
        return _which(bool(a.coauthors), bool(b.coauthors), "a co-author")
    # as the score reads them: quickly, each name by itself
    alike = list(_alike(a.coauthors, b.coauthors, form))
    common = [name for name, _, agree in alike if agree]
    if common:
        return f"both write with {_listed(common)}"
    if alike:
        others = _listed([f"{name} and {other}" for name, other, _ in alike])
        return f"no co-author's name stands beside both; one family name and first letter: {others}"
    return "no co-author's name stands beside both"


def _addresses(a: PersonMention, b: PersonMention, found: PairExplained) -> str:
    if not a.affiliations or not b.affiliations:
        return _which(bool(a.affiliations), bool(b.affiliations), "an address")
    words = _printed(found.shared.get("place", ()), a.affiliations, place_words)
    return f"words in both addresses: {_listed(words)}" if words else "no word is in both addresses"


def _email(a: PersonMention, b: PersonMention, found: PairExplained) -> str:
    if found.shared.get("email"):
        return "one e-mail address stands beside both"
    return "no e-mail address stands beside both"


def _subject(a: PersonMention, b: PersonMention, found: PairExplained) -> str:
    if not a.title or not b.title:
        return _which(bool(a.title), bool(b.title), "a title")
    likeness = found.values["topic_mean"]
    how = "of one subject" if likeness > _ALIKE else "of other subjects" if likeness < _UNLIKE else ""
    words = _printed(found.shared.get("words", ()), (a.title, a.venue), topic_words)
    shared = f"words in both: {_listed(words)}" if words else "no telling word is in both"
    return f"titles {how}; {shared}" if how and not math.isnan(likeness) else f"titles: {shared}"


def _venue(a: PersonMention, b: PersonMention, found: PairExplained) -> str:
    if not a.venue or not b.venue:
        return _which(bool(a.venue), bool(b.venue), "a journal")
    if found.values["venue_mean"] > _ONE:
        return f"both appeared in {a.venue}"
    return (
        "the names of their journals have words in common" if found.shared.get("venue") else "other journals"
    )


def _years(a: PersonMention, b: PersonMention, found: PairExplained) -> str:
    if a.year is None or b.year is None:
        return _which(a.year is not None, b.year is not None, "a year")
    apart = abs(a.year - b.year)
    return "of one year" if not apart else "1 year apart" if apart == 1 else f"{apart} years apart"


_SAYING: dict[str, Callable[[PersonMention, PersonMention, PairExplained], str]] = {
    "names": _names,
    "co-authors": _coauthors,
    "addresses": _addresses,
    "e-mail": _email,
    "subject": _subject,
    "venue": _venue,
    "years": _years,
}


def _printed(tokens: Iterable[str], texts: Iterable[str], tokens_of: Callable[[str], list[str]]) -> list[str]:
    """The words of the texts, as printed, that stand behind these tokens."""
    printed: dict[str, str] = {}
    for text in texts:
        for word in text.split():
            for token in tokens_of(word):
                printed.setdefault(token, word.strip(".,;:()[]{}\"'“”‘’"))
    return list(dict.fromkeys(printed.get(token, token) for token in tokens))
