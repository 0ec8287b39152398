"""The last step of every report: number the works, lay published figures beside, check every percentage."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence

from graph.report.asking import Material
from graph.report.model import Check, Figure, Report, Section
from graph.report.published import Published, published
from graph.report.ranks import counts_command
from graph.report.shared_sections import CLASSIFY, WATCHLIST
from graph.report.shares import LEAST_WHOLE, agrees


def finished(
    name: str,
    title: str,
    material: Material,
    opening: Sequence[str],
    sections: Sequence[Section],
    *,
    counted_works: int,
) -> Report:
    """The report. counted_works: so many are what it is about; plots of fewer than LEAST_WHOLE are left out."""
    if counted_works < LEAST_WHOLE:
        sections = [dataclasses.replace(section, charts=()) for section in sections]
    facts = material.all_facts
    behind = {key for section in sections for key in _keys(section)}
    wanted = material.wanted
    study = "topic-rank" in material.answers
    asked = (
        ("country", wanted.country), ("main", wanted.main), *([("third", wanted.third)] if study else []),
        ("from", wanted.first), ("to", wanted.last), *([("list", wanted.of_list)] if study else []),
        ("min_confidence", wanted.least),
        *([("counts", material.counts.universe if material.counts else None)] if study else []),
    )  # fmt: skip
    works = sorted(
        (facts[key] for key in behind if key in facts),
        key=lambda work: (work.year is None, work.year or 0, work.key),
    )
    beside = _beside(sections) if wanted.country == "KP" else ()
    if not beside:
        sections = [_without_published(section) for section in sections]
    return Report(
        name=name,
        title=title,
        asked=asked,
        opening=tuple(opening),
        sections=tuple(sections),
        works=tuple(works),
        published=beside,
        checks=(*_published_checks(beside), *_own_checks(sections)),
        next_steps=tuple(_next_steps(material)),
        names=wanted.names,
    )


def _keys(section: Section) -> Iterator[str]:
    for figure in section.figures:
        yield from (*figure.works, *figure.review_works)
    for table in section.tables:
        for row in table.rows:
            yield from (*row.works, *row.review_works)


def _figures(sections: Sequence[Section]) -> Iterator[Figure]:
    for section in sections:
        yield from section.figures


def _beside(sections: Sequence[Section]) -> tuple[Published, ...]:
    """The published figures that speak of anything in here."""
    spoken = {key for one in _figures(sections) for key in one.about}
    spoken |= {key for section in sections for table in section.tables for key in table.about}
    return tuple(one for one in published() if spoken & set(one.about))


def _without_published(section: Section) -> Section:
    return dataclasses.replace(
        section,
        figures=tuple(dataclasses.replace(one, about=()) for one in section.figures),
        tables=tuple(dataclasses.replace(one, about=()) for one in section.tables),
    )


def _published_checks(beside: Sequence[Published]) -> Iterator[Check]:
    for one in beside:
        what = f"{one.study}: {one.printed}"
        if one.part is not None and one.whole is not None and one.percent is not None:
            yield Check(what, one.part, one.whole, one.percent, agrees(one.part, one.whole, one.percent))
        if one.total is not None:
            yield Check(what, sum(one.terms), one.total, "sum", sum(one.terms) == one.total)


def _own_checks(sections: Sequence[Section]) -> Iterator[Check]:
    """Every percentage of a figure, from the text that is printed of it."""
    for figure in _figures(sections):
        if figure.share is not None and figure.share.percent is not None:
            share = figure.share
            printed = f"{share.percent} %"
            yield Check(figure.label, share.part, share.whole, printed,
                        agrees(share.part, share.whole, printed), ours=True)  # fmt: skip


def _next_steps(material: Material) -> Iterator[tuple[str, str]]:
    if not material.list_is_there:
        yield CLASSIFY
    if not material.watchlists:
        yield WATCHLIST
    if material.counts is None and "topic-rank" in material.answers:
        yield counts_command(material), "make a table of counts that a rank can be among"
