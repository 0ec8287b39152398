"""A report as one JSON object with stable keys (docs/report.md): nothing in it varies but with what is loaded."""

from __future__ import annotations

import dataclasses
from typing import Any

from graph.report.facts import WorkFacts
from graph.report.model import Check, Figure, Report, Section, Table
from graph.report.published import Published
from graph.report.shares import Share
from graph.views.json_rows import to_json
from graph.views.report_words import numbered, numbers

SCHEMA = 1
"""Raised when a key goes or changes its meaning; new keys may come without."""


def report_json(report: Report) -> str:
    """The whole report."""
    by_key = numbers(report)
    return to_json(
        {
            "report": report.name,
            "schema": SCHEMA,
            "title": report.title,
            "asked": dict(report.asked),
            "opening": report.opening,
            "next_steps": [{"command": command, "why": why} for command, why in report.next_steps],
            "sections": [_section(section, by_key) for section in report.sections],
            "published": [_published(one) for one in report.published],
            "checks": [_check(one) for one in report.checks],
            "works": [_work(work, by_key[work.key]) for work in report.works],
        },
        indent=1,
    )


def _section(section: Section, by_key: dict[str, int]) -> dict[str, Any]:
    return {
        "key": section.key,
        "title": section.title,
        "says": section.says,
        "figures": [_figure(one, by_key) for one in section.figures],
        "tables": [_table(one, by_key) for one in section.tables],
        "cautions": section.cautions,
    }


def _figure(figure: Figure, by_key: dict[str, int]) -> dict[str, Any]:
    return {
        "key": figure.key,
        "label": figure.label,
        "value": figure.value,
        "unit": figure.unit,
        "for_review": figure.review,
        "interval": figure.interval,
        "share": _share(figure.share),
        "says": figure.says,
        "works": numbered(figure.works, by_key),
        "review_works": numbered(figure.review_works, by_key),
        "about": figure.about,
    }


def _share(share: Share | None) -> dict[str, Any] | None:
    if share is None:
        return None
    return {"part": share.part, "whole": share.whole, "percent": share.percent, "interval": share.interval}


def _table(table: Table, by_key: dict[str, int]) -> dict[str, Any]:
    names = [key for key, _ in table.columns]
    return {
        "key": table.key,
        "title": table.title,
        "columns": [{"key": key, "heading": heading} for key, heading in table.columns],
        "rows": [
            {
                "cells": dict(zip(names, row.cells, strict=True)),
                "works": numbered(row.works, by_key),
                "review_works": numbered(row.review_works, by_key),
            }
            for row in table.rows
        ],
        "about": table.about,
    }


def _published(one: Published) -> dict[str, Any]:
    return {
        "number": one.number,
        "study": one.study,
        "database": one.database,
        "window": one.window,
        "printed": one.printed,
        "about": one.about,
        "differs": one.differs,
    }


def _check(one: Check) -> dict[str, Any]:
    return dataclasses.asdict(one)


def _work(work: WorkFacts, number: int) -> dict[str, Any]:
    return {"number": number, **dataclasses.asdict(work)}
