"""`coauth export`: the subgraph behind an answer as a picture in one HTML file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import click

from coauth.output import say_beside
from coauth.questions import open_for_questions, options_of, values_from
from graph.errors import WrongUsage
from graph.front_matter import Query
from graph.queries import ask, checked, question
from graph.store import Store
from graph.views.answer import Answer
from graph.views.atomic import check_writable, write_file
from graph.views.behind import MAX_WORKS
from graph.views.drawn import counted, picture_behind, titled
from graph.views.html import to_html
from graph.views.picture import Picture
from graph.views.text import one_line

ASKED = "coauth.export.query"
"""Where a command line's context keeps the question that it names."""

WRITERS: dict[str, Callable[[Picture], str]] = {".html": to_html}
"""Ending of the file to what writes a picture in that form."""


def draw(
    store: Store,
    answer: Answer,
    file: Path,
    *,
    countries: Sequence[str] = (),
    institutions: bool = False,
    max_works: int = MAX_WORKS,
) -> Picture:
    """Write the picture of the works behind an answer to a file, in the form that its ending names.

    countries: those that were asked for; they get the strongest colours. Returns what was drawn. Raises
    WrongUsage for an unknown ending, CoauthError where there is no work to draw or the file cannot be
    written, and what the store raises.
    """
    write = writer_for(file)
    picture = picture_behind(
        store, answer, countries=countries, institutions=institutions, max_works=max_works
    )
    write_file(file, write(picture).encode("utf-8"))
    return picture


def writer_for(file: Path) -> Callable[[Picture], str]:
    """What writes a picture with this ending. Raises WrongUsage naming the endings that there are."""
    write = WRITERS.get(file.suffix.lower())
    if write is None:
        known = ", ".join(WRITERS)
        raise WrongUsage(
            f"{file}: a picture is written as {known}",
            hint=f"-o {file.with_suffix('.html')}, or coauth query for rows",
        )
    return write


def say_what_was_drawn(picture: Picture, file: Path) -> None:
    """One line on standard error, and one for each thing that was left out."""
    click.echo(f"picture of {counted(picture)} written to {file}", err=True)
    for note in picture.notes:
        click.echo(f"note: {one_line(note)}", err=True)


class ExportCommand(click.Command):
    """Takes the options of the question that --query names, beside its own."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        # the name must be known before the rest can be read, wherever it stands
        for place, word in enumerate(args):
            if word == "--":
                break
            if word == "--query" and place + 1 < len(args):
                ctx.meta[ASKED] = question(args[place + 1])
            elif word.startswith("--query="):
                ctx.meta[ASKED] = question(word.partition("=")[2])
        return super().parse_args(ctx, args)

    def get_params(self, ctx: click.Context) -> list[click.Parameter]:
        query: Query | None = ctx.meta.get(ASKED)
        own = super().get_params(ctx)
        return own if query is None else [*own[:-1], *options_of(query), own[-1]]


@click.command(
    cls=ExportCommand,
    short_help="Draw the works behind an answer, as one HTML file.",
    epilog="""\b
Examples:
  coauth export -o triads.html --query triads --country KP --country CN --country US
  coauth export -o partners.html --query partners --from 2015 --institutions
  coauth export --query triads --help
""",
)
@click.option(
    "-o",
    "--output",
    "file",
    required=True,
    type=click.Path(path_type=Path),
    metavar="FILE",
    help=f"Write to FILE; its ending says how ({', '.join(WRITERS)}).",
)
@click.option(
    "--query",
    "name",
    required=True,
    metavar="NAME",
    help="The question whose works are drawn; coauth query lists them. Its options can be given too.",
)
@click.option("--institutions", is_flag=True, help="Draw the institutions that the addresses name, too.")
@click.option(
    "--max-works",
    type=click.IntRange(min=1),
    default=MAX_WORKS,
    show_default=True,
    metavar="N",
    help="Draw the first N works only; the picture says so.",
)
def export(file: Path, name: str, institutions: bool, max_works: int, **question_options: Any) -> None:
    """Draw the works behind an answer: one HTML file that opens without a network.

    Works are boxes, persons dots in the colour of the country whose address they printed. A click shows
    title, DOI, the affiliations as printed and the rule that read them. With --query NAME, --help lists that
    question's options as well.
    """
    query = question(name)
    values = checked(query, values_from(query, question_options))
    writer_for(file)
    check_writable(file)
    with open_for_questions() as store:
        answer = titled(ask(store, query, **values))
        picture = draw(store, answer, file, institutions=institutions, max_works=max_works)
    say_what_was_drawn(picture, file)
    say_beside(answer)
