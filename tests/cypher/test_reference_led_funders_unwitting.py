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


def of_kp(author: By) -> list[Ev]:
    return [ev for address in author.addresses for ev in address.findings if ev.value == "KP"]


def second(author: By) -> bool:
    """Every address in KP stands behind a certain one elsewhere."""
    printed = [one for one in author.addresses if not one.said]
    elsewhere = [
        n for n, one in enumerate(printed) for ev in one.findings if ev.value != "KP" and ev.state == "yes"
    ]
    here = [n for n, one in enumerate(printed) for ev in one.findings if ev.value == "KP"]
    said = any(ev.value == "KP" for one in author.addresses if one.said for ev in one.findings)
    return bool(here) and not said and any(n < min(here) for n in elsewhere)


def places(author: By, least: float) -> dict[str, bool]:
    """Countries other than KP, and whether each is certain."""
    found: dict[str, bool] = {}
    for address in author.addresses:
        for ev in address.findings:
            if ev.value == "KP":
                continue
            if ev.state != "yes":
                found.setdefault(ev.value, False)
            elif not address.said and ev.confidence >= least:
                found[ev.value] = True
    return found


@st.composite
def with_versions(draw: st.DrawFn) -> tuple[list[Made], list[tuple[str, str, str]]]:
    works = draw(graphs())
    versions = draw(
        st.lists(
            st.tuples(
                st.sampled_from(works), st.sampled_from(works), st.sampled_from(["yes", "yes", "review"])
            ),
            max_size=2,
            unique_by=lambda one: (one[0].key, one[1].key),
        )
    )
    return works, [(start.key, end.key, state) for start, end, state in versions if start is not end]


@FEW
@given(made=with_versions(), values=asked(), many=st.integers(3, 4), names=st.booleans())
def test_possibly_unwitting(
    store: Store,
    made: tuple[list[Made], list[tuple[str, str, str]]],
    values: dict[str, Any],
    many: int,
    names: bool,
) -> None:
    works, versions = made
    fill(store, works)
    for start, end, state in versions:
        store.execute(
            "MATCH (a:Work {key: $a}), (b:Work {key: $b}) "
            "CREATE (a)-[:VERSION_OF {rule: 'made', confidence: 0.9, state: $state}]->(b)",
            {"a": start, "b": end, "state": state},
        )
    least = values["min_confidence"]
    by_key = {one.key: one for one in works}
    kp = {one.key: tie for one in works if (tie := country(one, "KP"))}
    links: dict[str, set[str]] = defaultdict(set)
    printed: dict[str, set[str]] = defaultdict(set)
    for one in works:
        for author in one.authors:
            if one.key in kp:
                links[author.person].add(one.key)
            printed[author.person] |= {ev.state for ev in of_kp(author)}
    found: dict[tuple[str, ...], list[tuple[str, str, bool]]] = defaultdict(list)
    for key, tie in kp.items():
        one = by_key[key]
        if not in_years(one, values) or (tie.state == "yes" and tie.confidence < least):
            continue
        here = [author for author in one.authors if of_kp(author)]
        loose = any(ev.value == "KP" for address in one.loose if not address.said for ev in address.findings)
        of_work = (
            ["one author among many"] if len(here) == 1 and not loose and len(one.authors) >= many else []
        )
        of_work += ["second affiliation only"] if here and not loose and all(map(second, here)) else []
        for x in one.authors:
            if of_kp(x) or x.collective or "yes" in printed[x.person]:
                continue
            states = {
                state
                for start, end, state in versions
                if end == key
                and start not in kp
                and any(address.printed and not address.said for address in by_key[start].all_addresses)
                and x.person in {author.person for author in by_key[start].authors}
            }
            colleagues = [
                b
                for b in one.authors
                if b is not x and not of_kp(b) and not b.collective and links[b.person] - links[x.person]
            ]
            colleague = colleagues[0] if len(colleagues) == 1 else None
            if colleague and links[x.person] - links[colleague.person]:
                colleague = None
            for code, sure in places(x, least).items():
                doubt = (
                    tie.state != "yes"
                    or loose
                    or not sure
                    or x.state != "yes"
                    or "review" in printed[x.person]
                )
                certain = list(of_work)
                possible: list[str] = []
                if states:
                    (certain if "yes" in states else possible).append("not in an earlier version")
                theirs = places(colleague, least) if colleague else {}
                if colleague and set(theirs) - {code}:
                    sure_link = any(kp[v].state == "yes" for v in links[colleague.person] - links[x.person])
                    sure_place = any(value for other, value in theirs.items() if other != code)
                    certainly = sure_link and sure_place and colleague.state == "yes"
                    (certain if certainly else possible).append("through one colleague")
                if certain or possible:
                    reasons = tuple(certain or possible)
                    row = (code, x.person if names else "", *reasons)
                    found[row].append((x.person, key, doubt or not certain))
    expected = set()
    for row, ties in found.items():
        listed = {
            key
            for _, key, for_review in ties
            if values["review"] == "include" or for_review == (values["review"] == "only")
        }
        if listed:
            certain_persons = {person for person, _, for_review in ties if not for_review}
            others = {person for person, *_ in ties} - certain_persons
            expected.add((row, len(certain_persons), len(others), tuple(sorted(listed))))
    rows = ask(store, "possibly-unwitting", many=many, names=names, **values).rows
    assert {
        (
            (row["country"], (row["person"] or "").removeprefix("Name "), *row["reasons"]),
            row["co_authors"],
            row["for_review"],
            tuple(sorted(row["work_keys"])),
        )
        for row in rows
    } == expected
    assert len(rows) == len(expected)
