"""What changed at a day: works before and after it, partners that are new since, partners other than the main one."""

from __future__ import annotations

import calendar
from datetime import date
from typing import Any, Literal

from graph.report.asking import Material
from graph.report.facts import CERTAIN, WorkFacts
from graph.report.groups import Group, of_partners
from graph.report.model import Row, Section, Table
from graph.report.parts import country_name, plain, share_cells

DAY = date(2016, 11, 30)
"""Of UNSCR 2321, whose paragraph 11 suspends scientific and technical cooperation."""

Period = Literal["before", "after", "not known"]


def period(work: WorkFacts) -> Period:
    """Whether a work is dated up to DAY, or later: by its submission where that is known, else by the earliest of its
    other dates. A date that is known to the month or the year only can leave it open."""
    dates = dict(work.dates)
    known = [dates["submitted"]] if "submitted" in dates else list(dates.values())
    if not known and work.year is not None:
        known = [str(work.year)]
    spans = [_span(text) for text in known]
    if any(last <= DAY for _, last in spans):
        return "before"
    return "after" if spans and all(first > DAY for first, _ in spans) else "not known"


def _span(text: str) -> tuple[date, date]:
    parts = [int(part) for part in text.split("-")]
    if len(parts) == 3:
        day = date(*parts)
        return day, day
    if len(parts) == 2:
        year, month = parts
        return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])
    return date(parts[0], 1, 1), date(parts[0], 12, 31)


def periods(material: Material, of: Group, shared: Group) -> Section:
    wanted = material.wanted
    with_main = of_partners(of, wanted.country).get(wanted.main, Group((), of.least))
    rows = []
    for name in ("before", "after", "not known"):
        here = of.where(lambda work, name=name: CERTAIN if period(work) == name else None)  # type: ignore[misc]
        inside = set(here.certain)
        joined = [key for key in shared.certain if key in inside]
        main = [key for key in with_main.certain if key in inside]
        rows.append(
            Row(
                (
                    name if name == "not known" else f"{name} {DAY.isoformat()}",
                    len(here),
                    len(here.for_review),
                    len(joined),
                    *(share_cells(len(joined), len(here)) if len(here) else (None, None, None)),
                    len(main),
                    *(share_cells(len(main), len(joined)) if joined else (None, None, None)),
                ),
                here.certain,
                here.for_review,
            )
        )
    table = Table(
        "periods",
        f"Before and after {DAY.isoformat()} (UNSCR 2321)",
        (
            ("period", "dated"), ("works", "works"), ("for_review", "for review"), ("joint", "joint"),
            ("share", "joint, %"), ("share_low", "95 % from"), ("share_high", "to"),
            ("main", f"with {wanted.main}"), ("main_share", "of joint, %"), ("main_low", "95 % from"),
            ("main_high", "to"),
        ),
        tuple(rows),
    )  # fmt: skip
    return Section(
        "periods",
        "Before and after the resolution",
        (
            plain(
                f"""Dated by submission where that is known, else by the earliest date that is. A work published after
                {DAY.isoformat()} may have been done long before it."""
            ),
        ),
        (),
        (table, _first_contacts(material), _outside(material)),
    )


def _first_contacts(material: Material) -> Table:
    rows = tuple(
        Row((row["other_country"], country_name(row["other_country"]), row["dated"], row["dated_by"], row["works"],
             row["for_review"], row["state"], row["caveat"]), *_shared(material, row, row["other_country"]))
        for row in material.answers["first-contacts"].rows
    )  # fmt: skip
    columns = (
        ("code", "code"), ("country", "country"), ("dated", "first common work"), ("dated_by", "by"), ("works", "works"),
        ("for_review", "for review"), ("state", "state"), ("caveat", "caution"),
    )  # fmt: skip
    return Table("first-contacts", f"Countries without a common work up to {DAY.isoformat()}, and with one later",
                 columns, rows)  # fmt: skip


def _outside(material: Material) -> Table:
    main = material.wanted.main
    rows = tuple(
        Row((row["partner"], country_name(row["partner"]), row["works"], row["with_main"], row["without_main"],
             row["for_review"]), behind(material, row))
        for row in material.answers["outside-partners"].rows
    )  # fmt: skip
    columns = (
        ("code", "code"), ("country", "country"), ("works", "works"), ("with_main", f"with {main} too"),
        ("without_main", f"without {main}"), ("for_review", "for review"),
    )  # fmt: skip
    return Table("outside-partners", f"Partners other than {main} after {DAY.isoformat()}", columns, rows)


def behind(material: Material, row: dict[str, Any]) -> tuple[str, ...]:
    """The works of a row of an answer that holds certain ones only."""
    return tuple(key for key in dict.fromkeys(row["work_keys"]) if key in material.works)


def _shared(material: Material, row: dict[str, Any], other: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The works of a row that are certain to be shared with the other country, and those that are not."""
    wanted = material.wanted
    keys = behind(material, row)
    certain = []
    for key in keys:
        joined = material.works[key].partners(wanted.country).get(other)
        if joined is not None and joined.state(wanted.least) == "yes":
            certain.append(key)
    return tuple(certain), tuple(key for key in keys if key not in certain)
