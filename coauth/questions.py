"""The options of a question, made from its front matter; shared by every command that asks one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import click

from graph.browser.kit import FAVOURITES
from graph.drawings import drawing
from graph.errors import WrongUsage
from graph.front_matter import Parameter, Query
from graph.prepare import open_current
from graph.queries import browser_parameters, catalogue, question
from graph.store import Store

METAVARS = {
    "country": "CODE",
    "countries": "CODE",
    "year": "YEAR",
    "date": "DATE",
    "number": "NUMBER",
    "whole": "NUMBER",
    "text": "TEXT",
}


def options_of(query: Query) -> list[click.Option]:
    """One option for each parameter of a question. Each arrives as a tuple of what was given, a flag as it stands."""
    return [_option(parameter) for parameter in query.parameters]


def _option(parameter: Parameter) -> click.Option:
    if parameter.kind == "flag":
        said = parameter.meaning
        return click.Option(
            [parameter.option, _destination(parameter)], is_flag=True, help=f"{said[0].upper()}{said[1:]}"
        )
    types: dict[str, click.ParamType[Any]] = {"year": click.INT, "whole": click.INT, "number": click.FLOAT}
    kind = types.get(parameter.kind, click.STRING)
    if parameter.kind == "choice":
        kind = click.Choice(parameter.choices, case_sensitive=False)
    said = parameter.meaning
    if parameter.kind == "countries":
        said += f"; {parameter.count} times"
    if parameter.default is not None:
        default = parameter.default
        said += f"  [default: {' '.join(default) if isinstance(default, tuple) else default}]"
    return click.Option(
        [parameter.option, _destination(parameter)],
        type=kind,
        multiple=True,
        metavar="[" + "|".join(parameter.choices) + "]"
        if parameter.kind == "choice"
        else METAVARS.get(parameter.kind),
        help=f"{said[0].upper()}{said[1:]}",
    )


def _destination(parameter: Parameter) -> str:
    return f"question_{parameter.name}"


def values_from(query: Query, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """What was given on the command line, by the names of the parameters, for graph.queries.ask."""
    given: dict[str, Any] = {}
    for parameter in query.parameters:
        if parameter.kind == "flag":
            if arguments.get(_destination(parameter)):
                given[parameter.name] = True
            continue
        values = arguments.get(_destination(parameter)) or ()
        if parameter.kind == "countries":
            # `--country KP,CN,US` is what many try first
            codes = codes_in(values)
            if codes:
                given[parameter.name] = codes
        elif len(values) > 1:
            raise WrongUsage(
                f"{query.name} takes {parameter.option} once, not {len(values)} times",
                hint=f"coauth query {query.name} --help",
            )
        elif values:
            given[parameter.name] = values[0]
    return given


def codes_in(given: Iterable[str]) -> list[str]:
    """The codes in what was given: `--country KP,CN --country US`. What holds none stays, for a check to refuse it."""
    return [code for one in given for code in one.replace(",", " ").split() or [one]]


def described(query: Query) -> str:
    """What follows the options in a question's help: columns, caveats, examples, how to run it in Neo4j Browser."""
    width = max(len(column.name) for column in query.answered)
    lines = [
        "\b",
        "Columns:",
        *(f"  {column.name.ljust(width)}  {column.meaning}" for column in query.answered),
    ]
    for caveat in query.caveats:
        lines += ["", f"Caution: {caveat}"]
    lines += ["", "\b", "Examples:", *(f"  {example}" for example in query.examples)]
    lines += [
        "",
        "\b",
        f"In Neo4j Browser, run this line, then the text of cypher/queries/{query.name}.cypher:",
        f"  {browser_parameters(query)}",
    ]
    if drawing(query):
        lines += [
            "",
            "\b",
            "Drawn there as a graph by the saved query of coauth browser:",
            f"  {FAVOURITES}/{query.name}-graph.cypher",
        ]
    if query.computed:
        lines += ["", f"There, {', '.join(one.name for one in query.computed)} are not computed."]
    return "\n".join(lines)


class QuestionGroup(click.Group):
    """A group with one command for each question, which calls `answer(query, values, **other)`.

    extra: a decorator that adds further options to each of them.
    """

    def __init__(
        self,
        *arguments: Any,
        answer: Callable[..., Any],
        extra: Callable[[Callable[..., Any]], Callable[..., Any]] = lambda function: function,
        **more: Any,
    ) -> None:
        super().__init__(*arguments, **more)
        self._answer = answer
        self._extra = extra

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [query.name for query in catalogue()]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command:
        query = question(cmd_name)

        def run(**arguments: Any) -> Any:
            values = values_from(query, arguments)
            other = {name: one for name, one in arguments.items() if not name.startswith("question_")}
            return self._answer(query, values, **other)

        command = click.command(
            name=query.name,
            help=f"{query.question}",
            short_help=query.title,
            epilog=described(query),
        )(self._extra(run))
        command.params = [*options_of(query), *command.params]
        return command


def open_for_questions() -> Store:
    """The store, opened for reading. Raises as graph.prepare.open_current does."""
    return open_current()
