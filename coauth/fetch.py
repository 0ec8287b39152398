"""`coauth fetch`: records from OpenAlex or Crossref into a file that `coauth load` reads."""

from __future__ import annotations

import functools
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar, cast

import click

from coauth.fetch_counts import openalex_counts
from coauth.fetch_options import AGENT, filters_of
from coauth.fetched import accounting, say_what_was_fetched, show_plan
from coauth.progress import Bar
from graph import country_codes
from graph.errors import CoauthError, WrongUsage
from graph.settings import home_folder, load_settings
from graph.views.json_rows import to_json
from loaders.merging.identity import normal_doi

ENDINGS = (".jsonl", ".jsonl.gz")
MAX_WORKS = 100_000
MAX_DOI_FILE = 64 * 2**20

F = TypeVar("F", bound=Callable[..., Any])


def _fetching(command: F) -> F:
    """The options that every source has, checked before the command runs."""

    @functools.wraps(command)
    def checked(*args: Any, **kwargs: Any) -> Any:
        file, dry_run = kwargs["file"], kwargs["dry_run"]
        if file is None and not dry_run:
            raise WrongUsage("-o is missing: the file to write", hint="add -o works.jsonl.gz, or --dry-run")
        if file is not None and not file.name.lower().endswith(ENDINGS):
            raise WrongUsage(f"{file}: it is written as JSON Lines", hint=f"end it in {' or '.join(ENDINGS)}")
        first, last = kwargs["first"], kwargs["last"]
        if first is not None and last is not None and first > last:
            raise WrongUsage(f"--from {first} is later than --to {last}")
        return command(*args, **kwargs)

    years = click.IntRange(1000, 2999)
    options: tuple[Callable[[Any], Any], ...] = (
        click.option("--json", "as_json", is_flag=True, help="Print what was fetched as one JSON object."),
        click.option("--dry-run", is_flag=True, help="Show the queries that would be sent; none is."),
        click.option(
            "--restart", is_flag=True, help="Begin anew, and throw away what a broken-off fetch has got."
        ),
        click.option(
            "--max-works",
            type=click.IntRange(min=1),
            default=MAX_WORKS,
            show_default=True,
            metavar="N",
            help="Refuse a query that has more works than that.",
        ),
        click.option(
            "-o",
            "--output",
            "file",
            type=click.Path(path_type=Path, dir_okay=False),
            metavar="FILE",
            help="Write to FILE.jsonl or FILE.jsonl.gz.",
        ),
        click.option(
            "--filter",
            "filters",
            multiple=True,
            metavar="KEY:VALUE",
            help="A filter of the service that must hold too; may be repeated.",
        ),
        click.option("--to", "last", type=years, metavar="YEAR", help="Last year of publication."),
        click.option("--from", "first", type=years, metavar="YEAR", help="First year of publication."),
    )
    wrapped: Any = checked
    for option in options:
        wrapped = option(wrapped)
    return cast(F, wrapped)


@click.group(short_help="Fetch records from OpenAlex or Crossref.")
def fetch() -> None:
    """Fetch records from OpenAlex or Crossref into a file that `coauth load` reads.

    Each query is logged in FILE.queries.jsonl, with its date and its hits. A fetch that was broken off goes on when the
    same command is given again; FILE is there when all of it is. Settings (environment, or coauth.toml):
    COAUTH_OPENALEX_API_KEY, COAUTH_MAILTO (an address to write to; both services ask for one), COAUTH_OPENALEX_URL,
    COAUTH_CROSSREF_URL.

    \b
    Examples:
      coauth fetch openalex --country KP --from 2017 --to 2023 -o kp.jsonl.gz
      coauth fetch crossref --dois dois.txt -o crossref.jsonl.gz
    """


fetch.add_command(openalex_counts)


@fetch.command(
    epilog="\b\nExamples:\n"
    "  coauth fetch openalex --country KP --from 2017 --to 2023 -o kp.jsonl.gz\n"
    "  coauth fetch openalex --country KP --filter type:article --way label -o labelled.jsonl\n"
    "  coauth fetch openalex --country KP --dry-run"
)
@click.option("--country", required=True, metavar="CODE", help="Two letters, ISO 3166-1.")
@click.option(
    "--way",
    type=click.Choice(["both", "label", "search"]),
    default="both",
    show_default=True,
    help="By OpenAlex's country label, by a search in the printed affiliations, or both.",
)
@_fetching
def openalex(
    country: str,
    way: str,
    first: int | None,
    last: int | None,
    filters: tuple[str, ...],
    file: Path | None,
    max_works: int,
    restart: bool,
    dry_run: bool,
    as_json: bool,
) -> int:
    """Fetch the works of a country from OpenAlex.

    Its country label is wrong for many works, above all of the DPRK. So they are looked for in a second way: by the
    names of the country, of its cities and of its institutions, in the affiliations as printed. What each way found
    alone, and both, is printed at the end, with an estimate of how many works there are in all.

    A list of OpenAlex cuts the authors of a work at 100; such works are asked for once more, one by one. A search costs
    ten times as much of the daily allowance as another query: --dry-run shows how many there are.
    """
    from loaders.fetch.openalex import LABEL, OWN_FIELDS, SEARCH, openalex_queries
    from loaders.fetch.openalex import openalex as open_openalex

    code = country.strip().upper()
    if code not in country_codes.names():
        meant = [f"{one} ({country_codes.names()[one]})" for one in country_codes.meant_by(country)]
        raise WrongUsage(
            f"--country {country}: no country has this code"
            + (f"; was {' or '.join(meant)} meant?" if meant else ""),
            hint="coauth fetch openalex --help",
        )
    settings = load_settings()
    ways = (LABEL, SEARCH) if way == "both" else (way,)
    queries = openalex_queries(
        settings, code, ways=ways, years=(first, last), filters=filters_of(filters, OWN_FIELDS)
    )
    if dry_run:
        show_plan("openalex", queries, as_json=as_json)
        return 0
    assert file is not None
    from loaders.deciding import open_decider
    from loaders.fetch.harvest import harvest
    from loaders.fetch.ways import Overlap, printed_there

    with Bar() as bar:
        source = open_openalex(settings, AGENT, bar)
        try:
            with harvest(source, queries, file, progress=bar, at_most=max_works, anew=restart) as (
                got,
                works,
            ):
                overlaps = {}
                if way == "both":
                    label, search = got.ids(LABEL), got.ids(SEARCH)
                    bar.stage("reading the addresses", max(got.works, 1))
                    there = printed_there(works, code, open_decider(home_folder()), bar.reached)
                    overlaps = {
                        "found": Overlap.of(label, search),
                        "printed": Overlap.of(label & there, search & there),
                    }
        finally:
            source.close()
    if as_json:
        click.echo(to_json(accounting("openalex", got, overlaps), indent=1))
    else:
        say_what_was_fetched("OpenAlex", got, overlaps, code)
    return 0


@fetch.command(
    epilog="\b\nExamples:\n"
    "  coauth fetch crossref --query-affiliation Pyongyang --from 2017 --to 2023 -o crossref.jsonl.gz\n"
    "  coauth fetch crossref --doi 10.1126/sciadv.1501513 -o one.jsonl\n"
    "  coauth fetch crossref --dois dois.txt -o crossref.jsonl.gz"
)
@click.option(
    "--query-affiliation",
    "affiliations",
    multiple=True,
    metavar="WORDS",
    help="Works with any of these words in an affiliation, best first; may be repeated.",
)
@click.option("--doi", "dois", multiple=True, metavar="DOI", help="The work with this DOI; may be repeated.")
@click.option(
    "--dois",
    "doi_file",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="The works whose DOIs are in this file, one a line.",
)
@click.option(
    "--best", type=click.IntRange(min=1), metavar="N", help="Of each query only the N works that fit best."
)
@_fetching
def crossref(
    affiliations: tuple[str, ...],
    dois: tuple[str, ...],
    doi_file: Path | None,
    best: int | None,
    first: int | None,
    last: int | None,
    filters: tuple[str, ...],
    file: Path | None,
    max_works: int,
    restart: bool,
    dry_run: bool,
    as_json: bool,
) -> int:
    """Fetch works from Crossref, by a search in the affiliations, by filters, or by DOI.

    Most works of Crossref have no affiliation, so that a search in them finds few. It knows no phrases: `Kim Chaek
    University` finds whatever has `University`. Use words that stand for one place only, or --best.
    """
    from loaders.fetch.crossref import OWN_FILTERS, crossref_queries
    from loaders.fetch.crossref import crossref as open_crossref

    settings = load_settings()
    wanted = [*map(_doi, dois), *(_dois_in(doi_file) if doi_file is not None else ())]
    further = filters_of(filters, OWN_FILTERS)
    if any(not words.strip() or len(words) > 1000 for words in affiliations):
        raise WrongUsage("--query-affiliation needs at least a word, and at most 1,000 characters")
    if (first or last) and not (affiliations or further):
        raise WrongUsage(
            "--from and --to narrow a search", hint="add --query-affiliation WORDS or --filter KEY:VALUE"
        )
    queries = crossref_queries(
        settings, affiliations=affiliations, dois=wanted, years=(first, last), filters=further
    )
    if not queries:
        raise WrongUsage(
            "nothing to look for",
            hint="add --query-affiliation WORDS, --filter KEY:VALUE, --doi DOI or --dois FILE",
        )
    if dry_run:
        show_plan("crossref", queries, as_json=as_json)
        return 0
    assert file is not None
    from loaders.fetch.harvest import harvest

    with Bar() as bar:
        source = open_crossref(settings, AGENT, bar)
        try:
            with harvest(source, queries, file, progress=bar, at_most=max_works, best=best, anew=restart) as (
                got,
                _,
            ):
                pass
        finally:
            source.close()
    if as_json:
        click.echo(to_json(accounting("crossref", got, {}), indent=1))
    else:
        say_what_was_fetched("Crossref", got, {})
    return 0


def _doi(text: str) -> str:
    found = normal_doi(text)
    if found is None:
        raise WrongUsage(f"--doi {text}: it is no DOI", hint="such as --doi 10.1126/sciadv.1501513")
    return found


def _dois_in(file: Path) -> list[str]:
    """The DOIs of a file, one a line; empty lines and lines that begin with # are passed over."""
    try:
        with file.open("rb") as stream:
            content = stream.read(MAX_DOI_FILE + 1)
    except OSError as error:
        raise CoauthError(f"{file}: {error.strerror or error}", hint="name a file that can be read") from None
    if len(content) > MAX_DOI_FILE:
        raise CoauthError(f"{file}: longer than {MAX_DOI_FILE // 2**20} MiB", hint="fetch it in parts")
    found = []
    for number, line in enumerate(content.decode("utf-8-sig", "replace").split("\n"), 1):
        text = line.strip()
        if text and not text.startswith("#"):
            doi = normal_doi(text)
            if doi is None:
                raise CoauthError(f"{file}, line {number}: {text[:100]} is no DOI", hint="one DOI a line")
            found.append(doi)
    if not found:
        raise CoauthError(f"{file}: there is no DOI in it", hint="one DOI a line")
    return found
