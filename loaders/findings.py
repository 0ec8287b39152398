"""What is read out of the printed affiliations of a work, as entries of the evidence lists; and what they add up to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from loaders.deciding import Decider
from loaders.normalize.affiliations import InstitutionDecision

LABEL_CONFIDENCE = 0.5
"""A country that only a database attached: it may come from a wrong guess of its own, so it is for review."""


class Finding(NamedTuple):
    """One entry of the evidence lists.

    affiliation: index into the printed affiliations, statement: into the statements; -1 where it rests on none.
    """

    affiliation: int
    kind: str
    value: str
    state: str
    rule: str
    confidence: float
    record: str
    statement: int = -1


Institutions = dict[str, InstitutionDecision]
"""The institutions that a work names, by key."""


def evidence_lists(findings: Sequence[Finding]) -> dict[str, tuple[object, ...]]:
    """Findings as the equally long lists of the model."""
    columns = tuple(zip(*findings, strict=True)) if findings else ((),) * len(Finding._fields)
    return {f"ev_{name}": tuple(column) for name, column in zip(Finding._fields, columns, strict=True)}


def of_affiliation(
    index: int, text: str, record_key: str, institutions: Institutions, decider: Decider
) -> list[Finding]:
    """The findings of one printed affiliation; its institutions are added to those of the work."""
    found = decider.decide(text)
    made = [
        Finding(index, "country", d.value, d.state, d.rule, d.confidence, record_key)
        for d in found.countries
        if d.value and d.state != "no"
    ]
    for one in found.institutions:
        institutions.setdefault(one.key, one)
        made.append(Finding(index, "institution", one.key, one.state, one.rule, one.confidence, record_key))
    return made


@dataclass(slots=True)
class Involvement:
    """What a work says of one country or institution: the best confidence, only for review, by how many."""

    confidence: float
    review: bool
    mentions: int


def involved(
    of_authorships: Iterable[Sequence[Finding]], loose: Sequence[Finding]
) -> tuple[dict[str, Involvement], dict[str, Involvement]]:
    """INVOLVES and NAMES: from the findings of the authorships, and of what no author was given.

    A statement about no author that only supports what an address says is no further mention.
    """
    apart: dict[tuple[int, int], list[Finding]] = defaultdict(list)
    for finding in loose:
        if finding.statement < 0 or finding.state != "yes":
            apart[finding.affiliation, finding.statement].append(finding)
    found: dict[str, dict[str, Involvement]] = {"country": {}, "institution": {}}
    for findings in (*of_authorships, *apart.values()):
        seen: set[tuple[str, str]] = set()
        for finding in findings:
            target = found.get(finding.kind)
            if target is None:
                continue
            doubtful = finding.state != "yes"
            known = target.get(finding.value)
            if known is None:
                target[finding.value] = Involvement(finding.confidence, doubtful, 1)
            else:
                if (known.review, -known.confidence) > (doubtful, -finding.confidence):
                    known.review, known.confidence = doubtful, finding.confidence
                if (finding.kind, finding.value) not in seen:
                    known.mentions += 1
            seen.add((finding.kind, finding.value))
    return found["country"], found["institution"]
