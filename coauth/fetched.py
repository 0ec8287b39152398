"""What a fetch is going to ask, and what it got, as printed by `coauth fetch`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

from graph.views.json_rows import to_json
from graph.views.text import one_line, shorten

if TYPE_CHECKING:
    from loaders.fetch.harvest import Harvest
    from loaders.fetch.query import Query
    from loaders.fetch.ways import Overlap

_TERMS_WIDTH = 300
_ROWS = (("first_only", "the country label only"), ("second_only", "the search only"), ("both", "both"))


def show_plan(source: str, queries: Sequence[Query], *, as_json: bool) -> None:
    """The queries that would be sent, one a line, or as one JSON object."""
    if as_json:
        plan = [
            {"way": query.way, "url": query.url, "filter": query.filter, "terms": list(query.terms)}
            for query in queries
        ]
        click.echo(to_json({"source": source, "queries": plan}, indent=1))
        return
    for query in queries:
        terms = shorten(one_line(", ".join(query.terms)), _TERMS_WIDTH)
        click.echo(f"{query.way}: {one_line(query.url)}" + (f"\n  for {terms}" if terms else ""))
    count = "1 query" if len(queries) == 1 else f"{len(queries)} queries"
    click.echo(f"{count} of {source}; nothing was sent", err=True)


def accounting(source: str, got: Harvest, overlaps: Mapping[str, Overlap]) -> dict[str, Any]:
    """What a fetch got, as one JSON object; no dates, which are in the log."""
    return {
        "source": source,
        "file": str(got.file),
        "log": str(got.log),
        "works": got.works,
        "completed": got.completed,
        "cut": got.cut,
        "queries": [
            {
                "way": query.way,
                "url": query.url,
                "filter": query.filter,
                "terms": len(query.terms),
                "hits": reached.hits,
                "works": len(reached.ids),
                "missing": reached.missing,
            }
            for query, reached in got.queries
        ],
        "overlap": {name: _overlap(overlap) for name, overlap in overlaps.items()} or None,
    }


def _overlap(overlap: Overlap) -> dict[str, Any]:
    estimate = overlap.estimate
    return {
        "label_only": overlap.first_only,
        "search_only": overlap.second_only,
        "both": overlap.both,
        "found": overlap.found,
        "estimate": None
        if estimate is None
        else {
            "total": round(estimate.total, 1),
            "standard_error": round(estimate.error, 1),
            "low": round(estimate.low, 1),
            "high": round(estimate.high, 1),
            "recall": round(estimate.recall(overlap.found), 4),
        },
    }


def say_what_was_fetched(
    service: str, got: Harvest, overlaps: Mapping[str, Overlap], country: str = ""
) -> None:
    """The same for a person; what falls short goes to standard error."""
    again = " (with what an earlier run had got)" if got.resumed else ""
    click.echo(f"{got.works:,} works of {service} in {one_line(str(got.file))}{again}")
    click.echo(f"{len(got.queries):,} queries in {one_line(str(got.log))}")
    if got.completed:
        click.echo(f"{got.completed:,} works of which the list had 100 authors only were completed")
    _warn(service, got)
    if overlaps:
        _say_overlap(overlaps["found"], overlaps["printed"], country)
    if got.works:
        click.echo(f"next: coauth load {one_line(str(got.file))}")


def _warn(service: str, got: Harvest) -> None:
    if got.cut:
        click.echo(f"coauth: {got.cut:,} works have 100 authors only: {service} gave no more", err=True)
    missing = [one for _, reached in got.queries for one in reached.missing]
    if missing:
        shown = ", ".join(missing[:5]) + (", …" if len(missing) > 5 else "")
        click.echo(one_line(f"coauth: {service} does not have {len(missing):,} of them: {shown}"), err=True)
    for query, reached in got.queries:
        if query.way != "doi":
            short = reached.hits - len(reached.ids)
            if short > 0:
                click.echo(
                    one_line(
                        f"coauth: {service} gave {len(reached.ids):,} of the {reached.hits:,} works that it has for "
                        f"{', '.join(query.terms[:3]) or query.filter}"
                    ),
                    err=True,
                )


def _say_overlap(found: Overlap, printed: Overlap, country: str) -> None:
    from loaders.fetch.ways import CAVEAT, ONE_SIDED

    heads = ("found by", "works", f"of them with a printed address in {country}")
    rows = [(name, f"{getattr(found, row):,}", f"{getattr(printed, row):,}") for row, name in _ROWS]
    rows.append(("all", f"{found.found:,}", f"{printed.found:,}"))
    rows.append(("in all, found or not (Chapman)", _estimated(found), _estimated(printed)))
    rows.append(("  95% interval", _interval(found), _interval(printed)))
    rows.append(("  share that was found", _recall(found), _recall(printed)))
    widths = [max(len(row[at]) for row in (heads, *rows)) for at in range(3)]
    click.echo()
    for row in (heads, *rows):
        click.echo(f"{row[0]:<{widths[0]}}  {row[1]:>{widths[1]}}  {row[2]:>{widths[2]}}")
    if found.both and any(not min(one.first_only, one.second_only) for one in (found, printed)):
        click.echo(f"caution: {ONE_SIDED}")
    click.echo(f"caution: {CAVEAT}")


def _estimated(overlap: Overlap) -> str:
    estimate = overlap.estimate
    return "not known: none by both" if estimate is None else f"{estimate.total:,.0f} ± {estimate.error:,.0f}"


def _interval(overlap: Overlap) -> str:
    estimate = overlap.estimate
    return "" if estimate is None else f"{estimate.low:,.0f} to {estimate.high:,.0f}"


def _recall(overlap: Overlap) -> str:
    estimate = overlap.estimate
    return "" if estimate is None else f"{estimate.recall(overlap.found):.0%}"
