"""`coauth resolve --mentions FILE`: persons of mentions in a file, without a store."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import BinaryIO

import click

from coauth.output import Output, show
from graph.errors import CoauthError, WrongUsage
from graph.views.answer import Answer
from graph.views.json_rows import to_json
from loaders.resolve.mention import PersonMention, Unread, read_mentions
from loaders.resolve.partition import Partition, resolve

COLUMNS = ("mention", "person", "confidence")
_SHOWN = 20
"""So many lines that could not be read are named one by one."""


@click.command(
    name="resolve",
    short_help="Tell which mentions of authors are one person.",
    epilog="\b\nExamples:\n"
    "  coauth resolve --mentions mentions.jsonl --json > persons.jsonl\n"
    "  coauth resolve --mentions - --json < mentions.jsonl\n"
    "  coauth resolve --mentions mentions.jsonl --table",
)
@click.option(
    "--mentions",
    "file",
    type=click.Path(path_type=Path, allow_dash=True),
    required=True,
    metavar="FILE",
    help="JSON Lines, one mention a line; - reads standard input.",
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object a mention, one a line.")
@click.option("--table", "as_table", is_flag=True, help="A table; the default on a terminal.")
@click.option("--strict", is_flag=True, help="Exit with 1 where a line could not be read.")
@click.option("--processes", type=click.IntRange(1, 256), metavar="N", help="At most N processes at once.")
def resolve_command(file: Path, as_json: bool, as_table: bool, strict: bool, processes: int | None) -> None:
    """Which mentions of authors are one person.

    A line of FILE has `mention` (its id), `work`, `name`, and where known `affiliations`, `coauthors`, `title`, `venue`,
    `year`, `orcid`, `email`. For each mention one answer comes out, in the order of the file: its person, and how sure it
    is (0 to 1) that the mention and the rest of that person are one. A mention id that comes twice is one mention. The
    order of the lines changes nothing. Lines that are no mention are named on standard error.
    """
    if as_json and as_table:
        raise WrongUsage("only one of --table, --json can be had at a time")
    order, mentions, unread = _read(file)
    found = resolve(mentions, processes=processes)
    if as_json:
        _write(order, found)
    else:
        rows = _rows(order, found)
        show(Answer(columns=COLUMNS, rows=rows), Output(form="table" if as_table else None))
    if unread and strict:
        raise click.exceptions.Exit(1)


def _read(file: Path) -> tuple[dict[str, None], list[PersonMention], int]:
    """The ids in order, the mentions, and how many lines were none; those are named on standard error."""
    if str(file) == "-":
        return _taken(sys.stdin.buffer)
    try:
        with file.open("rb") as stream:
            return _taken(stream)
    except OSError as error:
        raise CoauthError(f"{file}: {error.strerror or error}", hint="name a file that can be read") from None


def _taken(stream: BinaryIO) -> tuple[dict[str, None], list[PersonMention], int]:
    order: dict[str, None] = {}
    mentions: list[PersonMention] = []
    unread = 0
    for one in read_mentions(stream):
        if isinstance(one, Unread):
            unread += 1
            if unread <= _SHOWN:
                click.echo(f"coauth: line {one.line} is no mention: {one.reason}", err=True)
            continue
        order[one.mention] = None
        mentions.append(one)
    if unread > _SHOWN:
        click.echo(f"coauth: {unread:,} lines in all are no mention", err=True)
    return order, mentions, unread


def _rows(order: dict[str, None], found: Partition) -> list[dict[str, object]]:
    person = found.person_of()
    return [
        {"mention": mention, "person": person[mention], "confidence": found.confidence[mention]}
        for mention in order
    ]


def _write(order: dict[str, None], found: Partition) -> None:
    out = sys.stdout.buffer
    for row in _rows(order, found):
        out.write(to_json(row).encode() + b"\n")
    out.flush()
