"""`coauth load FILE...`"""

from __future__ import annotations

from itertools import zip_longest
from pathlib import Path
from typing import Any

import click

from coauth import __version__
from coauth.failure import show_error
from coauth.progress import Bar
from graph.settings import home_folder, load_settings
from graph.store import open_store
from graph.views.json_rows import to_json
from graph.views.text import one_line
from loaders.accounting import Outcome, number_of_records
from loaders.classified import unclassified
from loaders.deciding import open_decider
from loaders.look import look
from loaders.pipeline import load as load_files
from loaders.sources import TITLES
from loaders.sources.plain_table import read_mapping

MAPPING = """
A mapping says what stands in which column; only `source` and one of id, doi, title must be there:

\b
  source = "our-list"           # small letters, digits, hyphens: the records' keys begin with it
  aligned = true                # one entry of affiliations for each author, in their order
  [fields]                      # id doi pmid arxiv title year type venue language abstract
  title = "Title"               # keywords funders authors affiliations dates.submitted
  authors = "Authors"           # dates.accepted dates.online dates.published
  affiliations = "Affiliations"
  [separators]                  # the defaults are ";"
  author_affiliations = "+"     # between the affiliations of one author
"""


@click.command(
    short_help="Load bibliographic records into the store.",
    help=f"""Load bibliographic records into the store.

Reads {", ".join(title.replace("JSON (", "(") for title in TITLES)}; each gzipped or not, or in a .zip or .tar.gz.
The format is told from the content; any other table (CSV, TSV, XLSX, JSON Lines) is read with --map.

Loading the same file again changes nothing; a load that was interrupted goes on when the same command is given again.
Every record ends as loaded, merged into a work of other records, unchanged, or quarantined (see `coauth quarantine`);
`coauth loads` lists the loads, `coauth unload` takes one back.
{MAPPING}""",
    epilog="\b\nExamples:\n"
    "  coauth load works.jsonl.gz\n"
    "  coauth load scopus.csv savedrecs.txt pubmed.xml exports.zip\n"
    "  coauth load --map map.toml papers.xlsx\n"
    "  coauth load --dry-run openalex/*.jsonl\n"
    "  coauth load --json works.json > accounting.json",
)
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE...")
@click.option(
    "--map",
    "map_file",
    type=click.Path(path_type=Path),
    metavar="MAP.toml",
    help="What stands in which column of tables that are of no known format.",
)
@click.option("--dry-run", is_flag=True, help="Show what would be loaded; no store is touched.")
@click.option("--strict", is_flag=True, help="Exit with 1 if any record had to be quarantined.")
@click.option("--json", "as_json", is_flag=True, help="Print the accounting as one JSON object.")
def load(files: tuple[Path, ...], map_file: Path | None, dry_run: bool, strict: bool, as_json: bool) -> int:
    """Load files; see help above."""
    by = read_mapping(map_file) if map_file is not None else None
    decider = open_decider(home_folder())
    if dry_run:
        outcome = look(files, decider, by=by)
    else:
        settings = load_settings()
        with open_store(settings) as store, Bar() as bar:
            outcome = load_files(
                store, settings, files, version=__version__, decider=decider, progress=bar, by=by
            )
            say_unclassified(unclassified(store))
    return report(outcome, as_json=as_json, dry_run=dry_run, strict=strict)


def say_unclassified(works: int) -> None:
    """Say that works are without topics, where topics are in use."""
    if works:
        many = "1 work is" if works == 1 else f"{works:,} works are"
        click.echo(f"note: {many} not classified (coauth classify)", err=True)


def report(
    outcome: Outcome,
    *,
    as_json: bool = False,
    dry_run: bool = False,
    strict: bool = False,
    quiet: bool = False,
) -> int:
    """Print what a load did, and what it could not do; the exit status. quiet: only what it could not do."""
    for error, following in zip_longest(outcome.refused, outcome.refused[1:]):
        # what is to be done about many files is said once, after the last of them
        show_error(error, with_hint=following is None or following.hint != error.hint)
    if outcome.quarantined:
        one = outcome.quarantined == 1
        looked = "would be" if dry_run else "was" if one else "were"
        more = "" if dry_run else ": coauth quarantine lists them"
        click.echo(f"coauth: {number_of_records(outcome.quarantined)} {looked} quarantined{more}", err=True)
    if quiet:
        pass
    elif as_json:
        click.echo(to_json(accounting(outcome), indent=1))
    elif outcome.files:
        click.echo("\n".join(_lines(outcome, dry_run)))
    for file in outcome.files:
        for said in file.cannot_say():
            click.echo(f"note: {one_line(file.file)}: {said}", err=True)
    return 1 if outcome.refused or (strict and outcome.quarantined) else 0


def accounting(outcome: Outcome) -> dict[str, Any]:
    """The accounting of a load as one JSON object."""
    return {
        "load": outcome.key,
        "files": [count.as_object() for count in outcome.files],
        "works": outcome.works,
        "authorships": outcome.authorships,
        "affiliations": outcome.affiliations,
        "authors": outcome.authors,
        "institutions": outcome.institutions,
        "countries": outcome.countries,
        "persons_changed": outcome.persons,
        "review": outcome.review,
        "quarantined": outcome.quarantined,
        "refused": [one_line(error.message) for error in outcome.refused],
    }


def _lines(outcome: Outcome, dry_run: bool) -> list[str]:
    lines = []
    for count in outcome.files:
        parts = [f"{count.loaded:,} {'to load' if dry_run else 'loaded'}", f"{count.merged:,} merged"]
        if count.changed:
            parts.append(f"{count.changed:,} of them replaced an older version")
        parts += [f"{count.unchanged:,} unchanged", f"{count.quarantined:,} quarantined"]
        form = f"{count.format}, {count.encoding}" if count.encoding else count.format
        lines.append(
            f"{one_line(count.file)} ({form}): {number_of_records(count.records)}: {', '.join(parts)}"
        )
        lines.append(
            f"  printed: authors {count.authors:,}, affiliations {count.affiliations:,}; records with affiliations "
            f"{count.with_affiliations:,}, given to authors {count.with_mapping:,}, dates {count.with_dates:,}, "
            f"funders {count.with_funders:,}, statements {count.with_statements:,}"
        )
    if outcome.finished_before and not outcome.loaded:
        lines.append(f"nothing to do: this was loaded before (finished {outcome.finished_before} UTC)")
    lines.append(
        f"works {outcome.works:,}, authorships {outcome.authorships:,}, affiliations {outcome.affiliations:,} "
        f"(one counts for each author who prints it), mentions that need review {outcome.review:,}"
    )
    if outcome.review and not dry_run:
        lines.append(
            "  a country or a person is in doubt there: coauth query audit lists what bears on a work's countries, "
            "coauth review goes through persons, coauth explain work shows all of one work"
        )
    if dry_run:
        lines.append("the store was not looked at: what it has already counts as to load")
    held = "they have" if dry_run else "the store now holds"
    lines.append(
        f"{held}: authors {outcome.authors:,}, institutions {outcome.institutions:,}, countries {outcome.countries:,}"
    )
    if outcome.persons:
        told = ", ".join(f"{number:,} {kind}" for kind, number in outcome.persons.items())
        lines.append(f"persons that were there before: {told} (coauth resolve --log shows them)")
    if outcome.key is not None:
        lines.append(f"load {outcome.key[:12]} (coauth unload {outcome.key[:12]} takes it back)")
    lines.append(f"{outcome.seconds:.1f} s")
    return lines
