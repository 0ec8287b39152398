"""`coauth explain name`: how a personal name was read, and whether two can be one person's."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any

import click

from coauth.output import Output, show
from coauth.printed_lines import lines_of, readable, visible
from graph.errors import WrongUsage
from graph.views.answer import Answer
from graph.views.json_rows import to_json
from loaders.normalize.personal import PersonalName, Reading, Verdict, blocking_keys, compare, parse

LONGEST = 300
"""Characters of a name that are shown in a table."""
NO_PROOF = "a name alone never proves that two persons are one, and says nothing about a country"


@click.command(
    short_help="Show how a name was read, and whether two can be one person's.",
    epilog="\b\nExamples:\n"
    '  coauth explain name "Ri Chol Su"\n'
    '  coauth explain name "Ri Chol Su" "Lee Cheol-su"\n'
    '  coauth explain name --json "van den Berg, J."\n'
    "  coauth explain name --json - < pairs.tsv",
)
@click.argument("names", nargs=-1, required=True, metavar="A [B]")
@click.option("--json", "as_json", is_flag=True, help="One JSON object on one line.")
def name(names: tuple[str, ...], as_json: bool) -> None:
    """Family and given name, order and script of the printed name A; with B, whether both can be one person's name.

    State `yes`: the same printed name up to order, spaces, hyphens, case and diacritics. `review`: they can be one name (initials,
    another spelling system or script, a name left out, an order in doubt). `no`: they cannot. A name alone never proves
    that two persons are one, and nothing about a country is read from it. `score` (0 to 1) is how much the
    names alone speak for it; it is no probability that two persons are one.

    A may be - to read lines from standard input, each one name, or two with a tab between; one answer comes out for
    each, in order. What follows a second tab is left out. An empty name is `no` with the reason `no-name`.
    """
    if len(names) > 2:
        raise WrongUsage(
            "a name of several words stands in quotes",
            hint=f'coauth explain name "{" ".join(names)}"',
        )
    if names == ("-",):
        _bulk(lines_of(sys.stdin.buffer), as_json)
        return
    one = [readable(text) for text in names]
    if as_json:
        click.echo(to_json(as_object(*one)))
    else:
        _show(*one)


def as_object(a: str, b: str | None = None) -> dict[str, Any]:
    """What other programs read: the reading of a name, or with `b` whether two can be one person's."""
    if b is None:
        return _parsed(parse(a))
    verdict = compare(parse(a), parse(b))
    return {
        "a": a,
        "b": b,
        "state": verdict.state,
        "reason": verdict.reason,
        "why": verdict.words,
        "score": verdict.score,
    }


def _parsed(found: PersonalName) -> dict[str, Any]:
    return {
        "name": found.printed,
        "family": list(found.family),
        "given": list(found.given),
        "initials": found.initials,
        "order": found.order,
        "script": found.script,
        "suffix": found.suffix,
        "keys": list(found.keys),
        "blocking_keys": sorted(blocking_keys(found)),
        "rule": found.rule,
        "confidence": found.confidence,
        "alternatives": [
            {"family": list(other.family), "given": list(other.given), "order": other.order}
            for other in found.alternatives
        ],
    }


def _bulk(lines: Iterator[str], as_json: bool) -> None:
    """One answer a line, each sent at once: whoever feeds the lines may wait for the answer to the last one."""
    binary = sys.stdout.buffer
    for number, line in enumerate(lines):
        a, *more = line.split("\t")
        pair = (a, more[0]) if more else (a,)
        if as_json:
            binary.write(to_json(as_object(*pair)).encode("utf-8", "replace") + b"\n")
            binary.flush()
            continue
        if number:
            click.echo()
        _show(*pair)


COLUMNS = ("name", "family", "given", "order", "script", "rule", "confidence")
VERDICT = ("state", "reason", "why", "score")


def _show(a: str, b: str | None = None) -> None:
    """Tables for people: how each name was read, the likeliest way first; and the verdict."""
    found = [parse(text) for text in ((a,) if b is None else (a, b))]
    rows = [row for each in found for row in _rows(each)]
    notes = tuple(f"no name is in {visible(each.printed[:LONGEST])!r}" for each in found if not each.senses)
    show(Answer(columns=COLUMNS, rows=rows, title="Names", notes=notes), Output(form="table"))
    if b is not None:
        click.echo()
        _show_verdict(compare(*found))


def _rows(found: PersonalName) -> Iterator[dict[str, Any]]:
    first = Reading(found.family, found.given, found.order)
    for number, reading in enumerate((first, *found.alternatives)):
        yield {
            "name": visible(found.printed[:LONGEST]) if not number else "  or",
            "family": visible(" ".join(reading.family)),
            "given": visible(" ".join(reading.given)),
            "order": reading.order,
            "script": found.script,
            "rule": found.rule if not number else None,
            "confidence": found.confidence if not number else None,
        }


def _show_verdict(verdict: Verdict) -> None:
    row = {"state": verdict.state, "reason": verdict.reason, "why": verdict.words, "score": verdict.score}
    title = "Can they be one person's name?"
    show(Answer(columns=VERDICT, rows=[row], title=title, notes=(NO_PROOF,)), Output(form="table"))
