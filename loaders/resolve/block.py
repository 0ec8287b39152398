"""Reasons why authorships may be one person: the groups that share an ORCID, a source's id, or a name and more."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

SENSITIVE = "KP"
"""A source's id that joins an address of this country with others is not believed: sources merge its namesakes."""


@dataclass(frozen=True, slots=True)
class Mentioned:
    """What resolution knows of one authorship.

    mention: its first mention, the name by which it is sorted. coauthors: normalised full names of the others on the
    work (empty for very long author lists, where a shared co-author says nothing). author: the person it was given to
    before, None for a new one. full_name: False where the given name is only initials.
    """

    key: str
    work: str
    mention: str
    name_key: str | None
    full_name: bool
    orcid: str | None
    source_id: str | None
    countries: frozenset[str]
    institutions: frozenset[str]
    certain_institutions: frozenset[str]
    coauthors: frozenset[str]
    author: str | None = None


@dataclass(frozen=True, slots=True)
class Link:
    """Authorships that one rule would join: sorted by mention; a smaller order is tried first.

    state `review`: the rule does not join them, a person must look.
    """

    order: int
    rule: str
    value: str
    confidence: float
    state: str
    members: tuple[str, ...]


def id_links(items: Sequence[Mentioned]) -> list[Link]:
    """Groups that share an ORCID or a source's id. items: sorted by mention and key, here and below."""
    by_orcid: dict[str, list[Mentioned]] = defaultdict(list)
    by_source: dict[str, list[Mentioned]] = defaultdict(list)
    for item in items:
        if item.orcid:
            by_orcid[item.orcid].append(item)
        if item.source_id:
            by_source[item.source_id].append(item)
    made = [
        _link(1, "orcid", orcid, 0.99, "yes", found) for orcid, found in by_orcid.items() if len(found) > 1
    ]
    made += [_by_source(source_id, found) for source_id, found in by_source.items() if len(found) > 1]
    return made


def by_name(items: Iterable[Mentioned]) -> list[list[Mentioned]]:
    """Groups of one normalised name, of two at least."""
    groups: dict[str, list[Mentioned]] = defaultdict(list)
    for item in items:
        if item.name_key:
            groups[item.name_key].append(item)
    return [found for found in groups.values() if len(found) > 1]


def place_links(namesakes: Sequence[Mentioned]) -> list[Link]:
    """Those of one name that share an institution."""
    by_place: dict[str, list[Mentioned]] = defaultdict(list)
    for item in namesakes:
        for institution in item.institutions:
            by_place[institution].append(item)
    made = []
    for institution, found in by_place.items():
        if len(found) > 1:
            certain = all(institution in item.certain_institutions for item in found)
            value = f"{found[0].name_key}\n{institution}"
            made.append(_named(3, "name+institution", value, 0.85 if certain else 0.75, found))
    return made


def coauthor_links(namesakes: Sequence[Mentioned]) -> list[Link]:
    """Those of one name that share the name of a co-author."""
    by_coauthor: dict[str, list[Mentioned]] = defaultdict(list)
    for item in namesakes:
        for other in item.coauthors:
            if other != item.name_key:
                by_coauthor[other].append(item)
    return [
        _named(4, "name+co-author", f"{found[0].name_key}\n{other}", 0.8, found)
        for other, found in by_coauthor.items()
        if len(found) > 1
    ]


def _link(
    order: int, rule: str, value: str, confidence: float, state: str, found: Sequence[Mentioned]
) -> Link:
    return Link(order, rule, value, confidence, state, tuple(item.key for item in found))


def _named(order: int, rule: str, value: str, confidence: float, found: Sequence[Mentioned]) -> Link:
    """A link by name: initials alone join, but for review; proof of namesakes in the group joins nobody."""
    orcids = {item.orcid for item in found if item.orcid}
    works = [item.work for item in found]
    if len(orcids) > 1 or len(set(works)) < len(works):
        return _link(order, "namesakes", value, 0.3, "review", found)
    if not found[0].full_name:
        return _link(order, f"initials+{rule.removeprefix('name+')}", value, 0.5, "yes", found)
    return _link(order, rule, value, confidence, "yes", found)


def _by_source(source_id: str, found: Sequence[Mentioned]) -> Link:
    works = [item.work for item in found]
    if len(set(works)) < len(works):
        return _link(2, "source-id-twice-on-one-work", source_id, 0.3, "review", found)
    printed = [item.countries for item in found if item.countries]
    inside = [SENSITIVE in countries for countries in printed]
    if any(inside) and not all(inside):
        return _link(2, "source-id-joins-kp", source_id, 0.3, "review", found)
    return _link(2, "source-id", source_id, 0.9, "yes", found)
