"""`coauth query`: the canned questions, and an analyst's own statement."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import click

from coauth.explain_query import answer_options, explain
from coauth.output import Output, output_options, show
from coauth.questions import QuestionGroup, open_for_questions
from graph.errors import CoauthError, WrongUsage
from graph.front_matter import Query
from graph.guard import ROW_LIMIT, ask_own, one_statement
from graph.queries import ask, checked, listed, with_settings
from graph.settings import load_settings

MAX_STATEMENT = 1_000_000
"""Bytes of an analyst's own statement; no question is that long."""


def _answer(query: Query, values: dict[str, Any], output: Output, explained: bool) -> None:
    values = with_settings(query, values, load_settings())
    # before a store is opened, or started: a wrong value is told at once
    checked(query, values)
    if explained:
        explain(query, values, _inherited(output))
        return
    with open_for_questions() as store:
        answer = ask(store, query, values)
    show(answer, _inherited(output))


def _inherited(output: Output) -> Output:
    """`coauth query --json triads` means the same as `coauth query triads --json`."""
    given = click.get_current_context().find_object(Output)
    return given if given is not None and output == Output() else output


@click.group(
    cls=QuestionGroup,
    answer=_answer,
    extra=answer_options,
    invoke_without_command=True,
    short_help="Ask a question of the graph, or list the questions.",
    epilog="\b\nExamples:\n"
    "  coauth query\n"
    "  coauth query triads --country KP --country CN --country US --from 2010 --to 2025\n"
    "  coauth query triads --help\n"
    "  coauth query triads --from 2010 --explain\n"
    "  coauth query --file my.cypher --param year=2017 --json",
)
@click.option(
    "--file",
    type=click.Path(path_type=Path, allow_dash=True),
    metavar="FILE",
    help=f"Run the one statement in FILE (- for standard input); it can only read. {ROW_LIMIT:,} rows without --limit.",
)
@click.option(
    "--param",
    "params",
    multiple=True,
    metavar="NAME=VALUE",
    help="A value for $NAME in FILE, as JSON or else as text; may be repeated.",
)
@output_options
@click.pass_context
def query(ctx: click.Context, file: Path | None, params: tuple[str, ...], output: Output) -> None:
    """Ask a question of the graph; without a name, list the questions.

    Each question has its own options: coauth query NAME --help.
    """
    if ctx.invoked_subcommand is not None:
        if file is not None or params:
            raise WrongUsage(
                "--file and --param are for a statement of your own, not for a question",
                hint="coauth query --help",
            )
        ctx.obj = output
        return
    if file is not None:
        statement = _statement(file)
        one_statement(statement)
        values = own_parameters(params)
        with open_for_questions() as store:
            answer = ask_own(store, statement, values, limit=output.limit)
        show(answer, Output(output.form, output.file))
    elif params:
        raise WrongUsage(
            "--param is for a statement of your own", hint="coauth query --file FILE --param NAME=VALUE"
        )
    else:
        _list(output)


def _list(output: Output) -> None:
    """The questions, one a row."""
    show(listed(), output)
    if sys.stderr.isatty():
        click.echo("coauth query NAME --help says what a question takes and answers", err=True)


def _statement(file: Path) -> str:
    try:
        if str(file) == "-":
            content = sys.stdin.buffer.read(MAX_STATEMENT + 1)
        else:
            with file.open("rb") as stream:
                content = stream.read(MAX_STATEMENT + 1)
        if len(content) > MAX_STATEMENT:
            raise CoauthError(f"{file}: longer than any statement ({MAX_STATEMENT:,} bytes)")
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise CoauthError(f"{file}: it is not UTF-8 text") from None
    except OSError as error:
        raise CoauthError(
            f"{file}: {error.strerror or error}", hint="coauth query --file FILE.cypher"
        ) from None


def own_parameters(given: tuple[str, ...]) -> dict[str, Any]:
    """Values for an analyst's own statement, from `NAME=VALUE`: JSON where it is JSON, else text.

    Raises WrongUsage for one that has no name, comes twice, or holds a number no store can take.
    """
    values: dict[str, Any] = {}
    for one in given:
        name, separator, text = one.partition("=")
        if not separator or not name.isidentifier():
            raise WrongUsage(f"--param {one[:60]}: it is not NAME=VALUE", hint="--param year=2017")
        if name in values:
            raise WrongUsage(f"--param {name} is given twice")
        try:
            values[name] = json.loads(text, parse_constant=_no_constant)
        except (ValueError, RecursionError):
            values[name] = text
        _must_fit(name, values[name])
    return values


def _no_constant(text: str) -> Any:
    raise ValueError(f"{text} is not JSON")


def _must_fit(name: str, value: Any) -> None:
    if isinstance(value, int) and not -(2**63) <= value < 2**63:
        raise WrongUsage(f"--param {name}: a whole number of a store has 64 bits")
    if isinstance(value, str):
        try:
            value.encode()
        except UnicodeEncodeError:
            raise WrongUsage(f"--param {name}: it is not UTF-8 text") from None
    for inner in (
        value if isinstance(value, list) else [*value, *value.values()] if isinstance(value, dict) else ()
    ):
        _must_fit(name, inner)
