"""`coauth query NAME --explain`: what a question asks, with which values, what it does not show, and its Cypher."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping
from typing import Any

import click

from coauth.output import ENDINGS, F, Output, output_options, show, write_lines
from graph.browser.kit import FAVOURITES
from graph.drawings import drawing
from graph.front_matter import Query, type_of
from graph.queries import browser_parameters, checked
from graph.views.answer import Answer
from graph.views.atomic import write_file
from loaders.rules import rules

WIDTH = 100
RULE_DAY = "rule_day"
"""The parameter of questions that compare works with the day of a rule."""


def answer_options(command: F) -> F:
    """Add to a question's options those of its answer: its form, and --explain."""
    said = "Ask nothing: show the question, its parameters with their values, its cautions and its Cypher."
    return output_options(click.option("--explain", "explained", is_flag=True, help=said)(command))


def explain(query: Query, given: Mapping[str, Any], output: Output) -> None:
    """Show a question without asking it: as text, or as one row where JSON or CSV is wanted.

    given: values for its parameters; the others stand with their defaults. No store is opened. Raises WrongUsage for
    a value that does not fit, CoauthError where the output cannot be written.
    """
    row = explained(query, given)
    form = output.form or (ENDINGS[output.file.suffix.lower()] if output.file else "table")
    if form != "table":
        show(Answer(columns=tuple(row), rows=[row]), output)
    elif output.file is not None:
        write_file(output.file, "".join(f"{line}\n" for line in _lines(row)).encode("utf-8"))
        click.echo(f"written to {output.file}", err=True)
    else:
        write_lines(_lines(row))


def explained(query: Query, given: Mapping[str, Any]) -> dict[str, Any]:
    """What other programs read: one row with the question's text, parameters, columns, caveats and Cypher."""
    values, found = checked(query, given), drawing(query)
    return {
        "name": query.name,
        "title": query.title,
        "question": query.question,
        "parameters": [
            {
                "name": one.name,
                "option": one.option,
                "type": type_of(one),
                "default": list(one.default) if isinstance(one.default, tuple) else one.default,
                "value": values[one.name],
                "meaning": one.meaning,
            }
            for one in query.parameters
        ],
        "columns": [{"name": one.name, "meaning": one.meaning} for one in query.columns],
        "caveats": list(query.caveats),
        "rules": [
            {
                "id": rule.id,
                "tag": rule.tag,
                "source": rule.source,
                "since": rule.since.isoformat(),
                "says": rule.says,
                "asks": rule.asks,
                "fields": list(rule.fields),
            }
            for rule in (rules() if query.parameter(RULE_DAY) is not None else ())
        ],
        "browser": browser_parameters(query, given),
        "drawn": None
        if found is None
        else {"what": found.draws, "rows": found.rows, "file": f"{FAVOURITES}/{query.name}-graph.cypher"},
        "cypher": query.statement,
    }


def _lines(row: Mapping[str, Any]) -> Iterator[str]:
    yield f"{row['name']}: {row['title']}"
    yield from _wrapped(row["question"], "")
    yield ""
    yield "Parameters:"
    for one in row["parameters"]:
        here = "" if one["value"] == one["default"] else f"; here {_said(one['value'])}"
        yield f"  {one['option']}  ({one['type']}; default {_said(one['default'])}{here})"
        yield from _wrapped(one["meaning"], "      ")
    yield ""
    yield "Columns:"
    width = max(len(one["name"]) for one in row["columns"])
    for one in row["columns"]:
        yield f"  {one['name'].ljust(width)}  {one['meaning']}"
    for caveat in row["caveats"]:
        yield ""
        yield from _wrapped(f"Caution: {caveat}", "")
    if row["rules"]:
        yield ""
        yield "Rules that it speaks of (in short; what a rule says of a work is never known from a paper alone):"
        for rule in row["rules"]:
            yield f"  {rule['id'].ljust(10)}  {rule['tag'].ljust(2)}  since {rule['since']}: {rule['source']}"
            yield from _wrapped(f"{rule['says']}: {', '.join(rule['fields'])}", "      ")
            yield from _wrapped(f"asks: {rule['asks']}", "      ")
    yield ""
    yield "In Neo4j Browser, run this line first:"
    yield f"  {row['browser']}"
    yield ""
    if row["drawn"]:
        drawn = row["drawn"]
        yield from _wrapped(
            f"Drawn there by {drawn['file']} of coauth browser, the first {drawn['rows']} rows: {drawn['what']}",
            "",
        )
        yield ""
    yield "Cypher:"
    yield from row["cypher"].splitlines()


def _wrapped(text: str, indent: str) -> list[str]:
    return textwrap.wrap(
        text,
        WIDTH,
        initial_indent=indent,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _said(value: Any) -> str:
    if value is None:
        return "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return " ".join(value) if isinstance(value, list | tuple) else str(value)
