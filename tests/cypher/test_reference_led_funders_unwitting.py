"""Who leads, who pays and who may not have known, against a plain reading of the questions on random graphs."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from graph.queries import ask
from graph.store import Store
from tests.cypher.made import By, Ev, Made, Paid
from tests.cypher.test_reference import FEW, asked, country, fill, graphs, in_years

OTHERS = ("CN", "US")


def joined(one: Made, partners: tuple[str, ...], least: float) -> tuple[str, float] | None:
    """Does the work join KP with one of the partners: certain or review, and the least confidence; None for no."""
    ours = country(one, "KP")
    found = [tie for code in partners if (tie := country(one, code))]
    if ours is None or not found:
        return None
    sure = max((tie.confidence for tie in found if tie.state == "yes"), default=None)
    unsure = max((tie.confidence for tie in found if tie.state != "yes"), default=None)
    best = sure if sure is not None else unsure
    assert best is not None
    confidence = min(ours.confidence, best)
    if ours.state == "yes" and sure is not None and confidence >= least:
        return "certain", confidence
    return ("review", confidence) if ours.state != "yes" or unsure is not None else None


def stands(author: By, least: float) -> str:
    """Has the author an address in KP: yes, no, review or unknown."""
    addresses = [one for one in author.addresses if not one.said]
    findings = [ev for one in addresses for ev in one.findings]
    here = [ev for one in author.addresses for ev in one.findings if ev.value == "KP"]
    if any(ev.value == "KP" and ev.state == "yes" and ev.confidence >= least for ev in findings):
        return "yes"
    if here:
        return "review" if any(ev.state != "yes" for ev in here) else "unknown"
    read = [any(ev.state == "yes" and ev.confidence >= least for ev in one.findings) for one in addresses]
    return "no" if read and all(read) else "unknown"


def leads(one: Made, lead: str, least: float) -> str:
    first = stands(one.authors[0], least)
    marked = [stands(author, least) for author in one.authors if author.corresponding]
    corresponding = next(
        (value for value in ("yes", "review", "unknown") if value in marked), "no" if marked else "unknown"
    )
    values = {"first": [first], "corresponding": [corresponding], "either": [first, corresponding]}[lead]
    return next((value for value in ("yes", "review", "unknown") if value in values), "no")


@st.composite
def with_correspondence(draw: st.DrawFn) -> list[Made]:
    mark = st.sampled_from([None, None, False, True])
    return [
        replace(one, authors=tuple(replace(author, corresponding=draw(mark)) for author in one.authors))
        for one in draw(graphs())
    ]


@FEW
@given(
    works=with_correspondence(), values=asked(), lead=st.sampled_from(["first", "corresponding", "either"])
)
def test_led_share(store: Store, works: list[Made], values: dict[str, Any], lead: str) -> None:
    fill(store, works)
    found: dict[int | None, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for one in works:
        tie = joined(one, OTHERS, values["min_confidence"])
        if tie and in_years(one, values):
            led = leads(one, lead, values["min_confidence"]) if tie[0] == "certain" else "review"
            found[one.year][led].add(one.key)
    expected = set()
    for year, by_value in found.items():
        listed = {
            (key, value)
            for value, keys in by_value.items()
            for key in keys
            if values["review"] == "include" or (value == "review") == (values["review"] == "only")
        }
        if listed:
            numbers = tuple(len(by_value[value]) for value in ("yes", "no", "unknown", "review"))
            expected.add((year, *numbers, frozenset(listed)))
    rows = ask(store, "led-share", lead=lead, **values).rows
    columns = ("year", "led", "not_led", "unknown", "for_review")
    assert {
        (
            *(row[column] for column in columns),
            frozenset(zip(row["work_keys"], row["leads"], strict=True)),
        )
        for row in rows
    } == expected
    assert len(rows) == len(expected)
    assert all(row["works"] == row["led"] + row["not_led"] + row["unknown"] for row in rows)


@st.composite
def paid_for(draw: st.DrawFn) -> list[Made]:
    made = []
    for one in draw(graphs()):
        funders = draw(st.lists(st.sampled_from(["ror:a", "ror:b", "coauth:c"]), unique=True, max_size=2))
        paid = tuple(
            Paid(
                key, (f"{key} {one.key}",), (one.key,), draw(st.sampled_from(["yes", "yes", "review"])),
                draw(st.sampled_from([0.4, 0.9])),
            )
            for key in funders
        )  # fmt: skip
        made.append(replace(one, paid=paid))
    return made


@FEW
@given(works=paid_for(), values=asked(), other=st.sampled_from([None, "CN"]))
def test_funders(store: Store, works: list[Made], values: dict[str, Any], other: str | None) -> None:
    fill(store, works)
    certain: dict[tuple[int | None, str], set[str]] = defaultdict(set)
    for_review: dict[tuple[int | None, str], set[str]] = defaultdict(set)
    joint: dict[int | None, list[Made]] = defaultdict(list)
    for one in works:
        tie = joined(one, (other,) if other else OTHERS, values["min_confidence"])
        if tie is None or not in_years(one, values):
            continue
        if tie[0] == "certain":
            joint[one.year].append(one)
        for paid in one.paid:
            if tie[0] == "review" or paid.state != "yes":
                for_review[one.year, paid.funder].add(one.key)
            elif min(tie[1], paid.confidence) >= values["min_confidence"]:
                certain[one.year, paid.funder].add(one.key)
    expected = set()
    for key in {*certain, *for_review}:
        listed = {
            "leave-out": certain[key],
            "only": for_review[key],
            "include": certain[key] | for_review[key],
        }[values["review"]]
        if listed:
            of_year = joint[key[0]]
            expected.add((
                *key, len(certain[key]), len(for_review[key]), len(of_year), sum(bool(one.paid) for one in of_year),
                tuple(sorted(listed)), tuple(sorted(f"{key[1]} {work}" for work in listed)),
            ))  # fmt: skip
    rows = ask(store, "funders", other=other, **values).rows
    columns = ("year", "funder_key", "works", "for_review", "joint_works", "naming_any")
    assert {
        (
            *(row[column] for column in columns),
            tuple(sorted(row["grants"])),
            tuple(sorted(row["printed"])),
        )
        for row in rows
    } == expected
    assert len(rows) == len(expected)
