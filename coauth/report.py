"""`coauth report`: a published study, re-run on what is loaded."""

from __future__ import annotations

import functools
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar, cast

import click

from coauth.output import write_out
from coauth.progress import Bar
from coauth.questions import open_for_questions
from graph.errors import WrongUsage
from graph.report.asking import AI_LIST, Wanted, checked, material
from graph.report.counts import Counts
from graph.report.landscape import landscape
from graph.report.model import Report
from graph.report.north38 import north38
from graph.views.atomic import check_writable, write_file
from graph.views.text import one_line

F = TypeVar("F", bound=Callable[..., Any])

ENDINGS = {".html": "html", ".md": "md", ".json": "json"}


def _write(form: str, report: Report) -> str:
    # each form only when it is asked for: a plot takes a while to import
    if form == "html":
        from graph.views.report_html import report_html

        return report_html(report)
    if form == "md":
        from graph.views.report_md import report_md

        return report_md(report)
    from graph.views.report_json import report_json

    return report_json(report) + "\n"


def _reporting(command: F) -> F:
    """The options that every report has, checked before the command runs; it gets `wanted`, `form` and `file`."""

    @functools.wraps(command)
    def with_checked(*args: Any, **kwargs: Any) -> Any:
        form, file = _form(
            [name for name in ENDINGS.values() if kwargs.pop(f"as_{name}")], kwargs.pop("file")
        )
        wanted = checked(
            Wanted(**{name: kwargs.pop(name) for name in ("country", "main", "first", "last", "least", "names")},
                   third=kwargs.pop("third", "US"), of_list=kwargs.pop("of_list", AI_LIST))
        )  # fmt: skip
        return command(*args, wanted=wanted, form=form, file=file, **kwargs)

    years = click.IntRange(1000, 2999)
    options: tuple[Callable[[Any], Any], ...] = (
        click.option(
            "--json", "as_json", is_flag=True, help="One JSON object; docs/report.md names its keys."
        ),
        click.option("--md", "as_md", is_flag=True, help="Markdown; the default without -o."),
        click.option("--html", "as_html", is_flag=True, help="One self-contained page, with plots."),
        click.option(
            "-o",
            "--output",
            "file",
            type=click.Path(path_type=Path),
            metavar="FILE",
            help=f"Write to FILE; its ending says how ({', '.join(ENDINGS)}).",
        ),
        click.option(
            "--names",
            is_flag=True,
            help="Name the authors of the works, and quote what stands elsewhere than in an address line.",
        ),
        click.option(
            "--min-confidence",
            "least",
            type=click.FloatRange(0, 1),
            default=0.5,
            show_default=True,
            metavar="NUMBER",
            help="Least confidence of what counts as certain; what is for review is counted apart.",
        ),
        click.option(
            "--to", "last", type=years, metavar="YEAR", help="Last year of publication that counts."
        ),
        click.option(
            "--from", "first", type=years, metavar="YEAR", help="First year of publication that counts."
        ),
        click.option(
            "--main",
            default="CN",
            show_default=True,
            metavar="CODE",
            help="The partner that is spoken of apart.",
        ),
        click.option(
            "--country", default="KP", show_default=True, metavar="CODE", help="Whose works these are."
        ),
    )
    wrapped: Any = with_checked
    for option in options:
        wrapped = option(wrapped)
    return cast(F, wrapped)


def _form(forms: list[str], file: Path | None) -> tuple[str, Path | None]:
    if len(forms) > 1:
        raise WrongUsage("only one of " + ", ".join(f"--{one}" for one in forms) + " can be had at a time")
    asked = forms[0] if forms else None
    if file is None:
        return asked or "md", None
    ending = ENDINGS.get(file.suffix.lower())
    if ending is None and asked is None:
        raise WrongUsage(
            f"{file}: its ending does not say how to write it",
            hint=f"end it in {', '.join(ENDINGS)}, or add --html",
        )
    if asked is not None and ending not in (None, asked):
        raise WrongUsage(
            f"{file}: its ending says {ending}, and --{asked} is asked for", hint="one of the two"
        )
    check_writable(file)
    return asked or ending or "md", file


@click.group(short_help="Re-run a published study on what is loaded, as one page.")
def report() -> None:
    """Re-run a published study on what is loaded: figures with their intervals and the works behind each, published
    figures beside them, and what the data cannot say.

    A report of few works says how little it can tell; a figure that is not known says what to run.

    \b
    Examples:
      coauth report 38north --from 2017 --to 2023 -o report.html
      coauth report dprk-landscape --json
    """


@report.command(
    "38north",
    epilog="\b\nA table of counts is CSV or TSV, and says in its head of what it is one:\n"
    "  # universe: OpenAlex, works of the field Artificial Intelligence\n"
    "  country,year,works\n"
    "  CN,2017,41000\n"
    "\n\b\nExamples:\n"
    "  coauth report 38north --from 2017 --to 2023 -o report.html\n"
    "  coauth report 38north --from 2017 --to 2023 --counts counts.csv -o report.md\n"
    "  coauth report 38north --country KP --main CN --third US --json",
)
@click.option(
    "--counts",
    "counts_file",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="AI works of every country and year in a named universe: what a rank is among. Without it there is none.",
)
@click.option(
    "--list",
    "of_list",
    default=AI_LIST,
    show_default=True,
    metavar="NAME",
    help="The term list by which a work is an AI work.",
)
@click.option(
    "--third", default="US", show_default=True, metavar="CODE", help="The third country of a triad."
)
@_reporting
def _38north(counts_file: Path | None, wanted: Wanted, form: str, file: Path | None) -> None:
    """AI works of the DPRK and their partners, as 38 North counted them (Hyuk Kim, 21 August 2024): works, rank,
    partners, institutions, the works that the study names, restricted fields, watch-lists, triads.

    Which works are AI is told by the term lists (coauth classify), who is listed by the watch-lists that are loaded
    (coauth watchlist load).
    """
    counts = None
    if counts_file is not None:
        from loaders.counts import read_counts

        counts = read_counts(counts_file)
    _show(_made(wanted, counts, north38, study=True), form, file)


@report.command(
    "dprk-landscape",
    epilog="\b\nExamples:\n"
    "  coauth report dprk-landscape -o landscape.html\n"
    "  coauth report dprk-landscape --from 2005 --to 2018 --json",
)
@_reporting
def dprk_landscape(wanted: Wanted, form: str, file: Path | None) -> None:
    """All works of the DPRK: how many are joint, with whom, which institutions and funders they name, who leads them,
    and what changed at 30 November 2016 (UNSCR 2321).
    """
    _show(_made(wanted, None, landscape, study=False), form, file)


def _made(wanted: Wanted, counts: Counts | None, make: Callable[..., Report], *, study: bool) -> Report:
    with open_for_questions() as store, Bar() as bar:
        return make(material(store, wanted, study=study, counts=counts, progress=bar))


def _show(made: Report, form: str, file: Path | None) -> None:
    text = _write(form, made).encode("utf-8")
    if file is None:
        write_out(text)
    else:
        write_file(file, text)
        works = "1 work" if len(made.works) == 1 else f"{len(made.works):,} works"
        click.echo(f"report on {works} written to {file}", err=True)
    for command, why in made.next_steps:
        click.echo(f"note: {one_line(f'{command}: {why}')}", err=True)
    if form == "html":
        from graph.views.plots import can_plot

        if not can_plot():
            click.echo("note: without plots; for these: pip install 'coauthgraph[report]'", err=True)
