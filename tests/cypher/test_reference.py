"""Questions against a plain reading of what they ask, in Python, on small random graphs.

REFERENCE_EXAMPLES says how many graphs a question is tried on; 10 where it says nothing.
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Sequence
from itertools import product
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from graph.queries import ask
from graph.store import Store
from tests.cypher.made import Address, By, Ev, Made, best, work, write
from tests.servers.targets import empty

CODES = ("KP", "CN", "US")
FEW = settings(
    max_examples=int(os.environ.get("REFERENCE_EXAMPLES", "10")),
    deadline=None,
    derandomize=True,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
YEARS = st.one_of(st.none(), st.integers(2014, 2019))


@st.composite
def evidence(draw: st.DrawFn, codes: Sequence[str] = CODES) -> Ev:
    return Ev(
        draw(st.sampled_from(codes)), draw(st.sampled_from(["yes", "yes", "review"])), "made",
        draw(st.sampled_from([0.4, 0.6, 0.9])),
    )  # fmt: skip


STATEMENT = ("corresponding", "RP")


def with_statement(
    draw: st.DrawFn, text: str, addresses: tuple[Address, ...], certain: set[str]
) -> tuple[Address, ...]:
    """Perhaps a statement beside addresses: it is certain only of what they are certain of, and less sure."""
    code = draw(st.sampled_from([None, None, *CODES]))
    if code is None:
        return addresses
    found = Ev(code, "yes" if code in certain else "review", "statement", 0.3)
    return (*addresses, Address(text, (found,), STATEMENT))


def certain_of(addresses: Sequence[Address]) -> set[str]:
    return {ev.value for address in addresses for ev in address.findings if ev.state == "yes"}


@st.composite
def graphs(draw: st.DrawFn) -> list[Made]:
    made = []
    for number in range(draw(st.integers(3, 7))):
        persons = draw(st.lists(st.sampled_from("abcde"), min_size=1, max_size=4, unique=True))
        printed = {
            person: tuple(
                Address(f"{person}{number}{place}", (draw(evidence()),))
                for place in range(draw(st.integers(0, 2)))
            )
            for person in persons
        }
        authors = [
            By(
                person,
                with_statement(draw, f"{person}{number} said", printed[person], certain_of(printed[person])),
                state=draw(st.sampled_from(["yes", "yes", "yes", "review"])),
                confidence=draw(st.sampled_from([0.7, 1.0])),
                collective=draw(st.sampled_from([None, None, None, True])),
            )
            for person in persons
        ]
        loose = [
            Address(f"loose{number}{place}", (draw(evidence()),)) for place in range(draw(st.integers(0, 1)))
        ]
        everywhere = certain_of([*loose, *(address for found in printed.values() for address in found)])
        loose = list(with_statement(draw, f"{number} said", tuple(loose), everywhere))
        made.append(work(f"w{number}", draw(YEARS), *authors, loose=loose))
    return made


@st.composite
def asked(draw: st.DrawFn) -> dict[str, Any]:
    start, end = sorted((draw(st.integers(2013, 2020)), draw(st.integers(2013, 2020))))
    return {
        "from": draw(st.sampled_from([None, start])),
        "to": draw(st.sampled_from([None, end])),
        "min_confidence": draw(st.sampled_from([0.0, 0.5, 0.8])),
        "review": draw(st.sampled_from(["leave-out", "include", "only"])),
    }


def in_years(one: Made, values: dict[str, Any]) -> bool:
    if values["from"] is None and values["to"] is None:
        return True
    return one.year is not None and (values["from"] or 0) <= one.year <= (values["to"] or 9999)


def counts(for_review: bool, confidence: float, values: dict[str, Any]) -> bool:
    if for_review:
        return bool(values["review"] != "leave-out")
    return bool(values["review"] != "only" and confidence >= values["min_confidence"])


def country(one: Made, code: str) -> Ev | None:
    found = [ev for address in one.all_addresses for ev in address.findings if ev.value == code]
    return best(found) if found else None


def fill(store: Store, works: list[Made]) -> None:
    empty(store)
    write(store, works)


@FEW
@given(works=graphs(), values=asked())
def test_triads(store: Store, works: list[Made], values: dict[str, Any]) -> None:
    fill(store, works)
    expected = set()
    for one in works:
        ties = [tie for code in CODES if (tie := country(one, code))]
        if len(ties) == 3 and in_years(one, values):
            for_review, least = any(tie.state != "yes" for tie in ties), min(tie.confidence for tie in ties)
            if counts(for_review, least, values):
                expected.add((one.key, "review" if for_review else "yes", least))
    rows = ask(store, "triads", **values).rows
    assert {(row["work"], row["state"], row["confidence"]) for row in rows} == expected
    assert len(rows) == len(expected)


def end(one: Made, code: str, without: str) -> Ev | None:
    """The surest address in the country that another author printed; else one given to no author, for review."""
    of_others = [
        ev for author in one.authors if author.person != without and not author.collective
        for address in author.addresses for ev in address.findings if ev.value == code
    ]  # fmt: skip
    if of_others:
        return best(of_others)
    loose = [
        ev for address in one.loose for ev in address.findings
        if ev.value == code and not (address.said and ev.state == "yes")
    ]  # fmt: skip
    return Ev(code, "review", "made", loose[0].confidence) if loose and len(one.authors) > 1 else None


@FEW
@given(works=graphs(), values=asked(), within=st.integers(0, 4))
def test_indirect_triads(store: Store, works: list[Made], values: dict[str, Any], within: int) -> None:
    fill(store, works)
    expected = set()
    for one, other in product(works, works):
        if one is other or one.year is None or other.year is None or abs(one.year - other.year) > within:
            continue
        if not (in_years(one, values) and in_years(other, values)):
            continue
        for a, b in product(one.authors, other.authors):
            own = [
                ev for by in (a, b) for address in by.addresses for ev in address.findings if ev.value == "CN"
            ]
            ends = end(one, "KP", a.person), end(other, "US", a.person)
            if a.collective or b.collective or a.person != b.person or not own or None in ends:
                continue
            rests_on = [best(own), *(tie for tie in ends if tie)]
            for_review = any(tie.state != "yes" for tie in rests_on) or "review" in (a.state, b.state)
            least = min(*(tie.confidence for tie in rests_on), a.confidence, b.confidence)
            if counts(for_review, least, values):
                expected.add((a.person, one.key, other.key, "review" if for_review else "yes", least))
    rows = ask(store, "indirect-triads", within=within, **values).rows
    columns = ("author", "work", "other_work", "state", "confidence")
    assert {tuple(row[column] for column in columns) for row in rows} == expected
    assert len(rows) == len(expected)


@FEW
@given(works=graphs(), values=asked())
def test_partners(store: Store, works: list[Made], values: dict[str, Any]) -> None:
    fill(store, works)
    certain: dict[tuple[int | None, str], set[str]] = defaultdict(set)
    for_review: dict[tuple[int | None, str], set[str]] = defaultdict(set)
    of_country: dict[int | None, int] = defaultdict(int)
    for one in works:
        mine = country(one, "KP")
        if mine is None or not in_years(one, values):
            continue
        of_country[one.year] += mine.state == "yes" and mine.confidence >= values["min_confidence"]
        for code in ("CN", "US"):
            theirs = country(one, code)
            if theirs is None:
                continue
            if mine.state != "yes" or theirs.state != "yes":
                for_review[one.year, code].add(one.key)
            elif min(mine.confidence, theirs.confidence) >= values["min_confidence"]:
                certain[one.year, code].add(one.key)
    expected = set()
    for key in {*certain, *for_review}:
        listed = {
            "leave-out": certain[key],
            "only": for_review[key],
            "include": certain[key] | for_review[key],
        }
        if listed[values["review"]]:
            works_of_row = tuple(sorted(listed[values["review"]]))
            expected.add((*key, len(certain[key]), len(for_review[key]), of_country[key[0]], works_of_row))
    rows = ask(store, "partners", **values).rows
    columns = ("year", "partner", "works", "for_review", "of_country")
    assert {
        (*(row[column] for column in columns), tuple(sorted(row["work_keys"]))) for row in rows
    } == expected
    assert len(rows) == len(expected)
