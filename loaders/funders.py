"""Funders as records print them: which body it is, where it stands, and the numbers of its grants. Never an address:
who paid for a work says nothing about where its authors stand.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import Literal, NamedTuple

from loaders.deciding import Decider
from loaders.facts import rows_of
from loaders.normalize.affiliations import decide
from loaders.normalize.reading import fold_words
from loaders.records import Record
from loaders.registry import institution_key

NAME, WITH_PROGRAMME, AS_AFFILIATION = 0.97, 0.9, 0.85
SHARED, ACRONYM, BEGINS, AGAINST, PRINTED = 0.5, 0.5, 0.5, 0.4, 0.4
MAX_GRANTS = 100
MAX_TEXT = 4_000
_MAX_GRANT = 60

_GROUP = re.compile(r"[\[(（【]([^\[\]()（）【】]{0,2000})[\])）】]")
_LEAD = re.compile(
    r"\A(?:(?:and|under|the|award|awards|grant|grants|project|projects|contract|contracts|numbers?|nos?|id|agreement|"
    r"合同号|项目编号|批准号|编号|과제번호|課題番号)\b[\s.:#：]*|[\s.:#：]+)+",
    re.IGNORECASE,
)
_TAIL = re.compile(
    r"(?:[\s,;:]++|\b)(?:under\s+)?(?:grants?|awards?|contracts?|projects?|agreements?)?\s*"
    r"(?:numbers?|nos?\.?|ids?|[#№])\s*[.:#]?\s*(?P<numbers>(?=[^\s]*\d)\S.{0,500})\Z|"
    r":\s*(?P<after>(?=[^\s]*\d)\S.{0,500})\Z|"
    # without a word for a number it has to look like one: no year, and no short number of a programme
    r"[\s,;]\s*(?:under\s+)?(?:grants?|awards?|contracts?|agreements?)\s+"
    r"(?P<bare>(?!(?:19|20)\d\d\b)(?=\S{0,60}\d)\S{5}.{0,500})\Z",
    re.IGNORECASE,
)
_CUT = re.compile(r"\s*[;,、，；]\s*|\s+(?:and|und|et|y)\s+")
_PROGRAMME = frozenset({
    "general", "key", "major", "special", "program", "programme", "programs", "project", "projects", "grant", "grants",
    "fund", "funds", "funding", "fellowship", "fellowships", "scholarship", "award", "awards", "young", "youth",
    "scientists", "scholars", "scientist", "distinguished", "excellent", "research", "scheme", "joint", "international",
    "cooperation", "advanced", "starting", "consolidator", "office", "of", "for", "the", "basic",
})  # fmt: skip
_CJK_PROGRAMME = re.compile(
    r"(?:委员会|重点|面上|青年|重大|专项|联合|国际|科学|基金|项目|资助|课题|计划|杰出|优秀)*"
)


@dataclass(frozen=True, slots=True)
class FunderFact:
    """One body of facts/funders.tsv. key: `ror:…`, else `coauth:` and a hash of name and country (ISO alpha-2)."""

    key: str
    name: str
    country: str | None


class Funder(NamedTuple):
    """What a printed funder is decided to be.

    key: of the table or registry, else a hash of the printed name. country: where it stands, None where that is not
    certain. state: yes or review; a body known by its printed name only is review (`printed-name`). grants: numbers as
    printed in the same text. known: False for one known by its printed name only.
    """

    key: str
    name: str
    country: str | None
    state: Literal["yes", "review"]
    rule: str
    confidence: float
    grants: tuple[str, ...]
    known: bool


class _Table(NamedTuple):
    names: dict[str, FunderFact]
    shared: dict[str, tuple[FunderFact, ...]]
    acronyms: dict[str, tuple[FunderFact, ...]]
    endings: tuple[tuple[str, FunderFact], ...]
    written_together: tuple[str, ...]
    longest: int


@cache
def _table() -> _Table:
    names: dict[str, FunderFact] = {}
    shared: dict[str, list[FunderFact]] = {}
    acronyms: dict[str, list[FunderFact]] = {}
    endings: list[tuple[str, FunderFact]] = []
    for row in rows_of("funders.tsv"):
        country = row["country"] or None
        key = f"ror:{row['ror']}" if row["ror"] else institution_key(row["name"], country)
        fact = FunderFact(key, row["name"], country)
        for form in filter(None, row["names"].split("|")):
            names[_folded(form)] = fact
        for form in filter(None, row["shared"].split("|")):
            shared.setdefault(_folded(form), []).append(fact)
        for form in filter(None, row["acronyms"].split("|")):
            acronyms.setdefault(form, []).append(fact)
        endings += [(form, fact) for form in filter(None, row["endings"].split("|"))]
    return _Table(
        names,
        {form: tuple(facts) for form, facts in shared.items()},
        {form: tuple(facts) for form, facts in acronyms.items()},
        tuple(endings),
        tuple(form for form in names if form[0] > "\u3000"),
        max(form.count(" ") + 1 for form in names),
    )


def _folded(form: str) -> str:
    words = [word for word in fold_words(form) if word != "the"]
    return " ".join(words)


def read_funder(printed: str, decider: Decider) -> Funder | None:
    """The body that a printed funder names; None where there is no name in it. Pure; never raises."""
    return _read_funder(printed[:MAX_TEXT], decider)


@lru_cache(maxsize=50_000)
def _read_funder(printed: str, decider: Decider) -> Funder | None:
    name, grants, short = _parts(" ".join(printed.split()))
    if not any(letter.isalpha() for letter in name):
        return None
    table = _table()
    found = _by_name(name, short, table)
    if found is not None:
        fact, state, rule, confidence = found
        return Funder(
            fact.key,
            fact.name,
            fact.country if state == "yes" else None,
            state,
            rule,
            confidence,
            grants,
            True,
        )
    findings = decider.read(name)
    known = [i for i in findings.institutions if i.rule != "printed-name"]
    if len(known) == 1:
        one = known[0]
        return Funder(
            one.key, one.name, one.country if one.state == "yes" else None, one.state, f"funder-{one.rule}",
            min(one.confidence, AS_AFFILIATION), grants, True,
        )  # fmt: skip
    certain = {c.value for c in findings.countries if c.state == "yes" and c.value is not None}
    country = next(iter(certain)) if len(certain) == 1 else None
    return Funder(
        institution_key(name, country), name, country, "review", "printed-name", PRINTED, grants, False
    )


_Found = tuple[FunderFact, Literal["yes", "review"], str, float]


def _by_name(name: str, short: tuple[str, ...], table: _Table) -> _Found | None:
    for ending, fact in table.endings:
        if name.endswith(" " + ending) or name == ending:
            return fact, "yes", "funder-code", NAME
    folded = _folded(name)
    fact_ = table.names.get(folded)
    if fact_ is not None:
        return fact_, "yes", "funder-name", NAME
    words = folded.split(" ")
    for length in range(min(len(words) - 1, table.longest), 1, -1):
        begun = table.names.get(" ".join(words[:length]))
        if begun is None:
            continue
        countries = {c.value for c in decide(" ".join(words[length:])).countries if c.state == "yes"}
        if countries - {begun.country}:
            return begun, "review", "funder-against-place", AGAINST
        rest = words[length:]
        if countries or all(word in _PROGRAMME or word.isdigit() for word in rest):
            return begun, "yes", "funder-with-programme", WITH_PROGRAMME
        return begun, "review", "funder-name-begins", BEGINS
    if len(words) == 1:
        form = max((one for one in table.written_together if folded.startswith(one)), key=len, default=None)
        if form is not None:
            certain = _CJK_PROGRAMME.fullmatch(folded[len(form) :]) is not None
            rule = "funder-with-programme" if certain else "funder-name-begins"
            return (
                table.names[form],
                "yes" if certain else "review",
                rule,
                WITH_PROGRAMME if certain else BEGINS,
            )
    for form, facts in table.shared.items():
        if folded == form or folded.startswith(form + " "):
            countries = {c.value for c in decide(name[:MAX_TEXT]).countries if c.state == "yes"}
            here = [fact for fact in facts if fact.country in countries]
            if len(here) == 1:
                return here[0], "yes", "funder-with-place", WITH_PROGRAMME
            if folded == form and not countries:
                return facts[0], "review", "funder-name-shared", SHARED
    letters = name.strip(" .,")
    for acronym in (letters, *(short if not folded else ())):
        facts = table.acronyms.get(acronym, ())
        if len(facts) == 1:
            return facts[0], "review", "funder-acronym", ACRONYM
    return None


def _parts(printed: str) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    """The name, the grant numbers, and what stands in brackets without being a number: `(DFG)`."""
    grants: list[str] = []
    short: list[str] = []

    def group(match: re.Match[str]) -> str:
        inner = match[1].strip()
        numbers = grants_of(inner)
        if numbers:
            grants.extend(numbers)
        elif inner and decide(inner).countries:
            return f", {inner} "
        elif inner and len(inner) <= 12 and inner.isupper():
            short.append(inner)
        else:
            return match[0] if inner else " "
        return " "

    name = _GROUP.sub(group, printed)
    tail = _TAIL.search(name)
    if tail is not None:
        numbers = grants_of(tail["numbers"] or tail["after"] or tail["bare"])
        if numbers:
            grants.extend(numbers)
            name = name[: tail.start()]
    name = " ".join(name.split()).strip(" ,;:")
    # `National Natural Science Foundation of China, NSFC`
    before, comma, last = name.rpartition(", ")
    if comma and last.isupper() and len(last) <= 12 and " " not in last and not decide(last).countries:
        name, short = before, [*short, last]
    return name, tuple(dict.fromkeys(grants))[:MAX_GRANTS], tuple(short)


def grants_of(text: str) -> tuple[str, ...]:
    """The numbers in `11672001, 11672002` or `Grant No. 40739905`, each as printed; none where a part holds no digit."""
    found = []
    for part in _CUT.split(text.strip()):
        number = _LEAD.sub("", part).strip(" .[]()")
        if not number:
            continue
        if not any(c.isdigit() for c in number) or len(number) > _MAX_GRANT or number.count(" ") > 4:
            return ()
        found.append(number)
    return tuple(dict.fromkeys(found))[:MAX_GRANTS]


@dataclass(slots=True)
class Funding:
    """One funder of one work, with all that says so: equally long lists, one entry a printed text of a record."""

    funder: Funder
    printed: list[str] = field(default_factory=list)
    states: list[str] = field(default_factory=list)
    rules: list[str] = field(default_factory=list)
    confidences: list[float] = field(default_factory=list)
    records: list[str] = field(default_factory=list)
    grants: dict[str, None] = field(default_factory=dict)

    @property
    def review(self) -> bool:
        """Whether all of it is for review."""
        return "yes" not in self.states


def funding_of(records: Sequence[Record], decider: Decider) -> dict[str, Funding]:
    """The funders of a work: key -> what its records print of it. The same for any order of the records."""
    found: dict[str, Funding] = {}
    for record in sorted(records, key=lambda one: one.key):
        for printed in record.funders:
            funder = read_funder(printed, decider)
            if funder is None:
                continue
            one = found.setdefault(funder.key, Funding(funder))
            if (funder.state == "yes") > (one.funder.state == "yes"):
                one.funder = funder
            one.printed.append(printed)
            one.states.append(funder.state)
            one.rules.append(funder.rule)
            one.confidences.append(funder.confidence)
            one.records.append(record.key)
            one.grants |= dict.fromkeys((*funder.grants, *_elsewhere(printed, record)))
    return found


def _elsewhere(printed: str, record: Record) -> Iterator[str]:
    """Numbers that the record's funding text prints with this name, where the reader left them out of it."""
    for statement in record.statements:
        if statement.kind == "funding":
            yield from _numbers_beside(printed, statement.text[: 20 * MAX_TEXT])


def _numbers_beside(name: str, text: str) -> Iterable[str]:
    found: list[str] = []
    at = text.find(name)
    while at >= 0 and len(found) < MAX_GRANTS:
        end = at + len(name)
        after = _AFTER.match(text, end)
        before = text.rfind(";", 0, at) + 1
        parts = text[before:at].strip().split("/")
        if after is not None:
            found += grants_of(after[1] or after[2] or "")
        elif text[end : end + 1] in ("/", ";", "") and len(parts) >= 3:
            found += grants_of(parts[-3])  # a grant of PubMed: number/code/agency/country
        at = text.find(name, end)
    return found


_AFTER = re.compile(
    r"(?:\s*,\s*[A-Z][\w&-]{1,11})?\s*+(?:,\s*+)?(?:[\[(]([^\])]{1,2000})[\])]|:\s*([^;]{1,300}))"
)
