"""`coauth terms`: which term lists there are, what is in them, whether one is right, and what it finds."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from coauth.failure import show_error
from coauth.output import Output, output_options, show
from coauth.progress import Bar
from graph.errors import CoauthError
from graph.views.answer import Answer
from graph.views.text import one_line
from loaders.normalize.topics import TopicMatcher
from loaders.terms.library import named, read_file, term_lists
from loaders.terms.reading import TermFaults, told
from loaders.terms.term_list import Term, TermList
from loaders.terms.trial import Trial, try_on
from loaders.texts import read_texts

LIST_COLUMNS = ("list", "version", "groups", "terms", "languages", "title")
SHOW_COLUMNS = (
    "group",
    "language",
    "term",
    "forms",
    "weight",
    "near",
    "within",
    "alone",
    "not_near",
    "despite",
    "source",
    "note",
)
TEST_COLUMNS = (
    "group",
    "language",
    "term",
    "weight",
    "works",
    "places",
    "not_counted",
    "why_not",
    "example",
    "of_work",
)
EACH_COLUMNS = ("work", "state", "score", "group", "term", "weight", "place", "printed", "context", "why_not")

terms_option = click.option(
    "--terms",
    "paths",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="FILE|FOLDER",
    help="Lists of your own, beside the shipped ones or in place of those of their name; may be repeated.",
)


@click.group(short_help="Term lists: what there is, what is in one, whether it is right, what it finds.")
def terms() -> None:
    """Lists of terms by which `coauth classify` tells what a work is about.

    A list is a TOML file; its format stands in docs/topics.md. To change a shipped one, write it to a file
    (coauth terms show NAME --toml), give it a new version, and name it with --terms.

    \b
    Examples:
      coauth terms list
      coauth terms show ai-technical
      coauth terms show ai-technical --toml > mine.toml
      coauth terms check mine.toml
      coauth terms test mine.toml --on works.jsonl
    """


@terms.command(
    "list", epilog="\b\nExamples:\n  coauth terms list\n  coauth terms list --terms mine.toml --json"
)
@terms_option
@output_options
def list_command(paths: tuple[Path, ...], output: Output) -> None:
    """List the term lists, with their versions."""
    lists = term_lists(paths)
    rows = [
        {
            "list": one.name,
            "version": one.version,
            "groups": len(one.groups),
            "terms": len(one.terms),
            "languages": ", ".join(sorted({term.language for term in one.terms})),
            "title": one.title,
        }
        for one in lists
    ]
    show(Answer(columns=LIST_COLUMNS, rows=rows, title="Term lists"), output)


@terms.command(
    "show",
    epilog="\b\nExamples:\n  coauth terms show ai-technical\n  coauth terms show mine.toml --csv\n"
    "  coauth terms show ai-technical --toml > mine.toml",
)
@click.argument("name", metavar="NAME|FILE")
@click.option("--toml", "as_toml", is_flag=True, help="The file itself, to be copied and edited.")
@output_options
def show_command(name: str, as_toml: bool, output: Output) -> None:
    """Show the terms of a list, shipped or of a file."""
    one = named(name)
    if as_toml:
        click.echo(one.text, nl=False)
        return
    rows = [_row(term) for term in one.terms]
    show(
        Answer(
            columns=SHOW_COLUMNS,
            rows=rows,
            title=f"{one.title} ({one.name} {one.version})",
            notes=_said_of(one),
        ),
        output,
    )


def _said_of(one: TermList) -> tuple[str, ...]:
    return (
        one.about,
        f"yes from a score of {one.yes:g}, for review from {one.review:g}; "
        + ("terms of all groups count together" if one.combine == "list" else "each group counts by itself"),
    )


def _row(term: Term) -> dict[str, Any]:
    return {
        "group": term.group,
        "language": term.language,
        "term": term.name,
        "forms": "; ".join(form.printed for form in term.forms),
        "weight": "hides" if term.never else term.weight,
        "near": "; ".join(term.near),
        "within": term.within if term.near else "",
        "alone": term.alone if term.near else None,
        "not_near": "; ".join(term.not_near),
        "despite": "; ".join(term.despite),
        "source": term.source,
        "note": term.note,
    }


@terms.command(
    "check", epilog="\b\nExamples:\n  coauth terms check mine.toml\n  coauth terms check lists/*.toml"
)
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE...")
def check_command(files: tuple[Path, ...]) -> int:
    """Tell everything that is wrong with files of term lists, each with its place; 1 where anything is."""
    failed = False
    for file in files:
        try:
            one = read_file(file)
        except TermFaults as error:
            failed = True
            for fault in error.faults:
                click.echo(one_line(f"{file}: {told(fault)}"))
        except CoauthError as error:
            failed = True
            show_error(error)
        else:
            groups = "1 group" if len(one.groups) == 1 else f"{len(one.groups):,} groups"
            click.echo(one_line(f"{file}: {one.name} {one.version}: terms {len(one.terms):,}, in {groups}"))
    return 1 if failed else 0


@terms.command(
    "test",
    epilog="\b\nExamples:\n  coauth terms test mine.toml --on works.jsonl\n"
    "  coauth terms test ai-technical --on scopus.csv --each --csv > places.csv",
)
@click.argument("name", metavar="NAME|FILE")
@click.option(
    "--on",
    "works",
    required=True,
    type=click.Path(path_type=Path),
    metavar="WORKS",
    help="A file as coauth load reads it, or JSON Lines with id, title, abstract, keywords.",
)
@click.option("--each", is_flag=True, help="A row for each place where a term stands, not for each term.")
@output_options
def test_command(name: str, works: Path, each: bool, output: Output) -> None:
    """Try a list on works: which terms are found, on what, and which never. No store is touched.

    `works` counts those in which a term counts, `places` where it stands there. `not_counted` are places where it stands
    and does not count, with the reason: another sense, no word near that must be, a part of a longer term.
    """
    one = named(name)
    matcher = TopicMatcher([one])
    with Bar() as bar:
        trial = try_on(matcher, read_texts(works), bar)
    states = ", ".join(f"{state} {trial.states[state]:,}" for state in ("yes", "review", "no"))
    never = sum(1 for found in trial.terms if not found.works)
    notes = (
        f"works {trial.works:,}: {states}",
        f"terms {len(trial.terms):,}, of which {never:,} never count",
    )
    title = f"{one.title} ({one.name} {one.version}) on {one_line(works.name)}"
    if each:
        show(Answer(columns=EACH_COLUMNS, rows=_each(trial), title=title, notes=notes), output)
        return
    show(Answer(columns=TEST_COLUMNS, rows=_of_terms(trial), title=title, notes=notes), output)


def _of_terms(trial: Trial) -> list[dict[str, Any]]:
    found = sorted(trial.terms, key=lambda one: (-one.works, -one.places, -sum(one.not_counted.values())))
    return [
        {
            "group": one.term.group,
            "language": one.term.language,
            "term": one.term.name,
            "weight": one.term.weight,
            "works": one.works,
            "places": one.places,
            "not_counted": sum(one.not_counted.values()),
            "why_not": "; ".join(f"{why} {count:,}" for why, count in sorted(one.not_counted.items())),
            "example": one.example,
            "of_work": one.of_work,
        }
        for one in found
    ]


def _each(trial: Trial) -> list[dict[str, Any]]:
    return [
        {
            "work": place.work,
            "state": place.state,
            "score": place.score,
            "group": place.hit.term.group,
            "term": place.hit.term.name,
            "weight": place.hit.weight,
            "place": place.hit.place,
            "printed": place.hit.printed,
            "context": place.context,
            "why_not": place.hit.why,
        }
        for place in trial.places
    ]
