"""Which records report the same work: normal forms of identifiers, groups over them, links between works.

A group is a pure function of the set of records: the order in which they were loaded plays no part.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import permutations
from operator import mul

from loaders.merging import joining
from loaders.merging.joining import Mark, Part, TitleLink, by_mark, join
from loaders.merging.kinds import PREPRINT, is_preprint_doi, kind_of
from loaders.merging.same_work import VERSION, title_key
from loaders.merging.titles import marks
from loaders.normalize.decision import Decision
from loaders.records import Record

_DOI = re.compile(r"10\.[0-9]{4,9}(?:\.[0-9]+)*/\S*[^\s.,;]")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
"""What is copied along with a DOI and nobody sees: soft hyphens, spaces of no width, marks of direction."""
_ARXIV = re.compile(r"\A(?:arxiv:)?(\d{4}\.\d{4,5}|[a-z-]+(?:\.[A-Z]{2})?/\d{7})(?:v\d+)?\Z", re.IGNORECASE)
_ARXIV_DOI = "10.48550/arxiv."
_ORCID = re.compile(r"([0-9]{4})-?([0-9]{4})-?([0-9]{4})-?([0-9]{3}[0-9Xx])\Z")
_ORCID_WEIGHTS = tuple(2**power % 11 for power in range(15, 0, -1))


def normal_doi(printed: str | None) -> str | None:
    """`10.…/…` in lower case, without prefix, query and trailing points; None where it is no DOI."""
    if not printed:
        return None
    text = printed.lower()
    match = _DOI.search(text if text.isascii() else _INVISIBLE.sub("", text))
    return match.group() if match else None


def normal_arxiv(printed: str | None) -> str | None:
    """An arXiv id without prefix and version; None where it is none."""
    if not printed:
        return None
    text = printed.strip().rsplit("arxiv.org/abs/", 1)[-1].removesuffix(".pdf")
    match = _ARXIV.match(text)
    return match.group(1).lower() if match else None


def arxiv_of_doi(doi: str | None) -> str | None:
    """The arXiv id in a normalised DOI that arXiv gave; None in any other."""
    return normal_arxiv(doi.removeprefix(_ARXIV_DOI)) if doi and doi.startswith(_ARXIV_DOI) else None


def normal_pmid(printed: str | None) -> str | None:
    """A PubMed id as digits; None where it is none."""
    text = (printed or "").strip().rstrip("/").rsplit("/", 1)[-1]
    return text.lstrip("0") if text.isascii() and text.isdigit() and 0 < len(text.lstrip("0")) <= 9 else None


def normal_orcid(printed: str | None) -> str | None:
    """`0000-0000-0000-0000` where the check digit is right (ISO 7064 mod 11-2); else None."""
    return _orcid_at_end(printed.strip()[-19:]) if printed else None


@lru_cache(maxsize=2**16)
def _orcid_at_end(text: str) -> str | None:
    match = _ORCID.search(text)
    if not match:
        return None
    digits = "".join(match.groups()).upper()
    total = sum(map(mul, map(int, digits[:15]), _ORCID_WEIGHTS))
    check = (12 - total % 11) % 11
    if digits[15] != ("X" if check == 10 else str(check)):
        return None
    return "-".join(match.groups()).upper()


def folded(text: str) -> str:
    """Letters and digits alone, without case and accents: for comparing titles."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    return "".join(c for c in plain if c.isalnum())


@dataclass(frozen=True, slots=True)
class WorkLink:
    """What joins two works that are not one. kind: RESEMBLES, from the smaller key, or VERSION_OF, from the preprint."""

    kind: str
    start: str
    end: str
    rule: str
    score: float
    state: str


@dataclass(frozen=True, slots=True)
class Group:
    """Records that report one work, sorted by key; the work's key; the rules that ask for review.

    links: those that start here, sorted. joined: for records that no identifier joined, the rule that did (as
    loaders.merging.same_work names them) and its score.
    """

    key: str
    records: tuple[Record, ...]
    reasons: tuple[str, ...] = ()
    links: tuple[WorkLink, ...] = ()
    joined: Mapping[str, Decision] = field(default_factory=dict)


RESEMBLES, VERSION_OF = "RESEMBLES", "VERSION_OF"
TWO_DOIS, RESEMBLING, SHARED_ID = "two-dois", "resembles-another", "shared-id"

BY_ID = (TWO_DOIS, SHARED_ID)
"""Rules of links that identifiers make: titles add nothing to them."""

SHOWN = 10
"""Of the works that a work resembles so many are named at least, the likest first."""


def group(records: Iterable[Record], *, closed: frozenset[Mark] = frozenset()) -> list[Group]:
    """Join records into works. Shape: any number of distinct records, in any order → groups sorted by key.

    One DOI is one work. Records without a DOI are joined by their weaker ids, and to a DOI's work where exactly one
    DOI is reached that way; where two are, they stay apart and say so (`two-dois`), but for a preprint's and its
    article's. Then groups are joined by title, year and authors, never against an identifier; where one forbids it,
    or the likeness is not certain, both works are told to resemble each other. A preprint and its article stay two
    works, joined by VERSION_OF.

    closed: starts (0, …) and ends (1, …) of titles that are known to be shared by too many records.
    """
    by_key = {record.key: record for record in records}
    ordered = [by_key[key] for key in sorted(by_key)]
    blocks = by_mark(ordered)
    closed |= {mark for mark, sharing in blocks.items() if len(sharing) > joining.BLOCK}
    by_ids = _by_ids(ordered)
    joined = join(by_ids.parts, [sharing for mark, sharing in blocks.items() if mark not in closed])
    keys: dict[str, str] = {}
    found: dict[str, tuple[tuple[Record, ...], dict[str, Decision]]] = {}
    for parts in joined.whole:
        members = sorted((record for part in parts for record in part.records), key=lambda r: r.key)
        names = [name for name in _names(members, closed) if name not in found]
        key = names[0]
        anchor = next((p for p in parts if any(key in record.ids for record in p.records)), parts[0])
        decisions = {
            record.key: Decision(key, "yes", joined.rules[part.key].rule, joined.rules[part.key].score)
            for part in parts
            if part is not anchor
            for record in part.records
        }
        found[key] = (tuple(members), decisions)
        keys |= {part.key: key for part in parts}
    links = _links(by_ids.links, joined.left, keys, by_key)
    reasons: dict[str, set[str]] = defaultdict(set)
    starting: dict[str, list[WorkLink]] = defaultdict(list)
    for link in links:
        starting[link.start].append(link)
        if link.kind == RESEMBLES:
            for end in (link.start, link.end):
                reasons[end].add(TWO_DOIS if link.rule == TWO_DOIS else RESEMBLING)
    return [
        Group(key, members, tuple(sorted(reasons[key])), tuple(starting[key]), decisions)
        for key, (members, decisions) in sorted(found.items())
    ]


@dataclass(slots=True)
class _ByIds:
    """Records joined by identifiers. links: between parts, named by their keys."""

    parts: list[Part]
    links: list[WorkLink]


def _by_ids(ordered: Sequence[Record]) -> _ByIds:
    dois_of: dict[str, set[str]] = defaultdict(set)
    members: dict[str, list[Record]] = defaultdict(list)
    for record in ordered:
        if record.doi:
            members[f"doi:{record.doi}"].append(record)
            for name in _weak_ids(record):
                dois_of[name].add(f"doi:{record.doi}")
    pairs: set[tuple[str, str, str]] = set()
    for dois in dois_of.values():
        pairs |= _pairs_of_dois(dois)
    alone: dict[str, set[str]] = {}
    for component in _components([r for r in ordered if not r.doi]):
        reached = {doi for record in component for name in _weak_ids(record) for doi in dois_of.get(name, ())}
        one = _one_of(reached, component)
        if one is not None:
            members[one] += component
            continue
        name = f"record:{component[0].key}"
        members[name] = component
        if reached:
            alone[name] = reached
            pairs |= {(RESEMBLES, min(name, doi), max(name, doi)) for doi in reached}
    part_of = {name: Part(min(r.key for r in found), found) for name, found in members.items()}
    for name, reached in alone.items():
        part_of[name].apart |= {part_of[doi].key for doi in reached}
    links = [
        WorkLink(kind, part_of[a].key, part_of[b].key, SHARED_ID, 0.98, "yes")
        if kind == VERSION_OF
        else WorkLink(kind, part_of[a].key, part_of[b].key, TWO_DOIS, 1.0, "review")
        for kind, a, b in sorted(pairs)
    ]
    return _ByIds([part_of[name] for name in sorted(part_of)], links)


def _is_preprint(doi: str) -> bool:
    return is_preprint_doi(doi.removeprefix("doi:"))


def _pairs_of_dois(dois: set[str]) -> set[tuple[str, str, str]]:
    """DOIs that share a weaker id: the preprints of one article, else a contradiction."""
    if len(dois) < 2:
        return set()
    articles = sorted(doi for doi in dois if not _is_preprint(doi))
    if len(articles) == 1:
        return {(VERSION_OF, doi, articles[0]) for doi in dois if doi != articles[0]}
    first, *others = sorted(dois)
    return {(RESEMBLES, first, doi) for doi in others}


def _one_of(reached: set[str], component: Sequence[Record]) -> str | None:
    """The DOI to which records without one belong; None where that is not certain."""
    if len(reached) < 2:
        return next(iter(reached), None)
    preprints = {doi for doi in reached if _is_preprint(doi)}
    if len(preprints) != 1 or len(reached) != 2:
        return None
    kinds = {kind_of(record) == PREPRINT for record in component}
    if len(kinds) > 1:
        return None
    return next(iter(preprints if kinds.pop() else reached - preprints))


def _links(
    by_ids: Sequence[WorkLink],
    by_title: Sequence[TitleLink],
    keys: Mapping[str, str],
    records: Mapping[str, Record],
) -> list[WorkLink]:
    """The links between works, each once, sorted; of a work that resembles many, the likest."""
    made: dict[tuple[str, str, str], WorkLink] = {}

    def add(kind: str, start: str, end: str, rule: str, score: float, state: str) -> None:
        if kind == RESEMBLES:
            start, end = sorted((start, end))
        link = WorkLink(kind, start, end, rule, score, state)
        known = made.get((kind, start, end))
        if start != end and (known is None or (known.rule not in BY_ID and _surer(link) < _surer(known))):
            made[kind, start, end] = link

    for link in by_ids:
        add(link.kind, keys[link.start], keys[link.end], link.rule, link.score, link.state)
    for found in by_title:
        first, second = (records[key] for key in found.records)
        start, end = (keys[key] for key in found.parts)
        if found.value == VERSION and not (first.arxiv and second.arxiv and first.arxiv != second.arxiv):
            if kind_of(first) != PREPRINT:
                start, end = end, start
            add(VERSION_OF, start, end, found.rule, found.score, found.state)
        else:
            add(RESEMBLES, start, end, found.rule, found.score, "review")
    articles: dict[str, set[str]] = defaultdict(set)
    for link in made.values():
        if link.kind == VERSION_OF and link.state == "yes":
            articles[link.start].add(link.end)
    shown: dict[str, int] = defaultdict(int)
    kept = []
    for link in sorted(made.values(), key=_surer):
        if link.kind == VERSION_OF:
            sure = articles[link.start]
            if len(sure) == 1 and link.state != "yes":
                continue  # its article is known
            if len(sure) > 1:
                link = replace(link, state="review")
        if link.kind == RESEMBLES:
            ends = frozenset((link.start, link.end))
            if any((VERSION_OF, *pair) in made for pair in permutations(ends)):
                continue
            if all(shown[end] >= SHOWN for end in ends):
                continue
            for end in ends:
                shown[end] += 1
        kept.append(link)
    return sorted(kept, key=lambda link: (link.kind, link.start, link.end))


def _surer(link: WorkLink) -> tuple[bool, float, str, str, str]:
    return link.state != "yes", -link.score, link.start, link.end, link.rule


def _weak_ids(record: Record) -> tuple[str, ...]:
    return tuple(name for name in record.ids if not name.startswith("doi:"))


def _names(members: Sequence[Record], closed: frozenset[Mark]) -> list[str]:
    """What a work of these records may be called, the best first: its identifiers, its title, its first record."""
    if len(members) == 1 and members[0].ids:
        return [members[0].ids[0]]
    ids = {name for record in members for name in record.ids}
    names = [
        name
        for kind in ("doi:", "pmid:", "openalex:", "arxiv:")
        for name in sorted(ids)
        if name.startswith(kind)
    ]
    for record in members:
        key = title_key(record)
        # the records of a title that too many share are not compared: it names none of them
        start = marks(record.title)[0]
        if key is not None and start is not None and (0, start) not in closed:
            names.append(f"title:{key}")
    return [*names, members[0].key]


def _components(records: Sequence[Record]) -> list[list[Record]]:
    leader = {record.key: record.key for record in records}

    def find(key: str) -> str:
        while leader[key] != key:
            leader[key] = leader[leader[key]]
            key = leader[key]
        return key

    first: dict[str, str] = {}
    for record in records:
        for name in _weak_ids(record):
            other = first.setdefault(name, record.key)
            a, b = sorted((find(record.key), find(other)))
            leader[b] = a
    found: dict[str, list[Record]] = defaultdict(list)
    for record in records:
        found[find(record.key)].append(record)
    return list(found.values())
