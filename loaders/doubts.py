"""Printed affiliations that a person must look at: those of the store that are for review, most works first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from loaders.deciding import Decider
from loaders.judgements.entry import blanks_folded
from loaders.normalize.affiliations import AffiliationFindings
from loaders.persons.neighbourhood import Read

NAMED_ONLY = "printed-name"
"""The rule of an institution that is known by its printed name only: always for review, and in nearly every string."""

MOST = 100_000
"""Strings that are looked at, of those that most works print."""

_HOW = (
    "UNWIND range(0, size(r.ev_kind) - 1) AS n WITH w, r, n "
    "WHERE r.ev_state[n] = 'review' AND r.ev_affiliation[n] >= 0 AND r.ev_kind[n] IN ['country', 'institution'] "
    "AND ($names OR r.ev_rule[n] <> $named_only) "
    "AND ($country IS NULL OR any(m IN range(0, size(r.ev_kind) - 1) WHERE r.ev_kind[m] = 'country' "
    "AND r.ev_value[m] = $country AND r.ev_affiliation[m] = r.ev_affiliation[n])) "
    "WITH DISTINCT w.key AS work, r.affiliations[r.ev_affiliation[n]] AS text "
    "WITH text, count(work) AS works RETURN text, works ORDER BY works DESC, text LIMIT $most"
)
_GIVEN = (
    f"MATCH (:Author)-[r:AUTHORED]->(w:Work) WHERE any(s IN r.ev_state WHERE s = 'review') WITH w, r {_HOW}"
)
_LOOSE = f"MATCH (w:Work) WHERE any(s IN w.ev_state WHERE s = 'review') WITH w, w AS r {_HOW}"


@dataclass(frozen=True, slots=True)
class Doubt:
    """A printed string for review: how many works print it, what the rules read today."""

    text: str
    works: int
    findings: AffiliationFindings


def doubts(
    read: Read, decider: Decider, *, country: str | None = None, names: bool = False
) -> Iterator[Doubt]:
    """The strings for review that nobody has judged and that today's rules doubt, most works first.

    country: only those with a reading in this country. names: also those in which only an institution is doubted that is
    known by its printed name alone. Every authorship of the store is read once, within read's time limit.
    """
    works: Counter[str] = Counter()
    asked = {"country": country, "names": names, "named_only": NAMED_ONLY, "most": MOST}
    for statement in (_GIVEN, _LOOSE):
        for row in read(statement, asked):
            works[row["text"]] += row["works"]
    by_string: dict[str, tuple[str, int]] = {}
    for text, count in works.items():
        folded = blanks_folded(text)
        before = by_string.get(folded)
        by_string[folded] = (min(text, before[0]) if before else text, count + (before[1] if before else 0))
    for folded, (text, count) in sorted(by_string.items(), key=lambda item: (-item[1][1], item[0])):
        if folded in decider.standing.affiliations:
            continue
        findings = decider.decide(text)
        if _doubted(findings, names):
            yield Doubt(text, count, findings)


def _doubted(findings: AffiliationFindings, names: bool) -> bool:
    return any(one.state == "review" for one in findings.countries) or any(
        one.state == "review" and (names or one.rule != NAMED_ONLY) for one in findings.institutions
    )
