"""`coauth resolve`: which mentions are one person, of a store or of a file."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import BinaryIO

import click

from coauth.output import Output, output_options, show
from coauth.progress import Bar
from graph.errors import CoauthError, WrongUsage
from graph.settings import load_settings
from graph.store import open_store
from graph.views.answer import Answer
from graph.views.json_rows import to_json
from loaders.deciding import open_decider
from loaders.persons.resolving import log_of, resolve_store
from loaders.resolve.mention import PersonMention, Unread, read_mentions
from loaders.resolve.partition import Partition, resolve

COLUMNS = ("mention", "person", "confidence")
_SHOWN = 20
"""So many lines that could not be read are named one by one."""


LOG_COLUMNS = ("at", "kind", "person", "name", "others", "count", "mentions")


@click.command(
    name="resolve",
    short_help="Tell which mentions of authors are one person.",
    epilog="\b\nExamples:\n"
    "  coauth resolve --all\n"
    "  coauth resolve --log --limit 20\n"
    "  coauth resolve --mentions mentions.jsonl --json > persons.jsonl\n"
    "  coauth resolve --mentions - --json < mentions.jsonl",
)
@click.option("--all", "everything", is_flag=True, help="Resolve every person of the store anew.")
@click.option("--log", "as_log", is_flag=True, help="List what resolutions changed, the latest first.")
@click.option(
    "--mentions",
    "file",
    type=click.Path(path_type=Path, allow_dash=True),
    metavar="FILE",
    help="Resolve a file without a store: JSON Lines, one mention a line; - reads standard input.",
)
@click.option("--strict", is_flag=True, help="With --mentions: exit with 1 where a line could not be read.")
@click.option(
    "--processes",
    type=click.IntRange(1, 256),
    metavar="N",
    help="With --mentions: at most N processes at once.",
)
@output_options
def resolve_command(
    everything: bool, as_log: bool, file: Path | None, strict: bool, processes: int | None, output: Output
) -> None:
    """Which mentions of authors are one person.

    A load resolves what it touches. Without an option what an interrupted load left is resolved; with --all every person
    of the store, as after a new version of this program. Keys stay: a person keeps the key that most of its mentions had,
    and the keys of persons that went into it lead to it for ever.

    --log has a row for each person that was there before and changed: merged (`others` went into it), split (`others` came
    out of it), moved (mentions went to others), grew (mentions that are new), gone (its last mention went);
    `count` mentions went over, the first of them in `mentions`; `at` is when the run began, in UTC.

    With --mentions a file is resolved without a store, and --json writes one object a line. A line of FILE has `mention`
    (its id), `work`, `name`, and where known `affiliations`, `coauthors`, `title`, `venue`, `year`, `orcid`, `email`, and
    `around`: the affiliations printed for the others on the work, which stand in where `affiliations` is empty. For each
    mention one answer comes out, in the order of the file: its person, and how sure it is (0 to 1) that the mention and the
    rest of that person are one. A mention id that comes twice is one mention. The order of the lines changes nothing. Lines
    that are no mention are named on standard error.
    """
    if (everything, as_log, file is not None).count(True) > 1:
        raise WrongUsage("only one of --all, --log, --mentions", hint="coauth resolve --help")
    if file is None and (strict or processes):
        raise WrongUsage("--strict and --processes go with --mentions", hint="coauth resolve --help")
    if as_log:
        _show_log(output)
    elif file is None:
        _of_store(everything, output)
    else:
        _of_file(file, strict, processes, output)


def _show_log(output: Output) -> None:
    with open_store(load_settings()) as store:
        rows = log_of(store)
    notes = () if rows else ("nothing of a person that was there before has changed",)
    title = "What resolutions changed"
    show(
        Answer(
            columns=LOG_COLUMNS,
            rows=[{c: row[c] for c in LOG_COLUMNS} for row in rows],
            title=title,
            notes=notes,
        ),
        output,
    )


def _of_store(everything: bool, output: Output) -> None:
    settings = load_settings()
    with open_store(settings) as store, Bar() as bar:
        done = resolve_store(
            store, settings, decider=open_decider(settings.home), progress=bar, everything=everything
        )
    rows: list[dict[str, object]] = [{"what": "persons in the store", "count": done.persons}]
    rows += [{"what": kind, "count": count} for kind, count in done.changed.items()]
    notes = (
        "coauth resolve --log shows what changed" if done.changed else "nothing of a person has changed",
        "coauth review goes through persons that may be one",
    )
    show(Answer(columns=("what", "count"), rows=rows, title="Persons", notes=notes), output)


def _of_file(file: Path, strict: bool, processes: int | None, output: Output) -> None:
    order, mentions, unread = _read(file)
    found = resolve(mentions, processes=processes)
    if output.form == "json" and output.file is None:
        _write(dict.fromkeys(list(order)[: output.limit]), found)
    else:
        show(Answer(columns=COLUMNS, rows=_rows(order, found)), output)
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
