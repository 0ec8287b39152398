"""`coauth load FILE...`"""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from coauth import __version__
from coauth.failure import show_error
from coauth.progress import Bar
from graph.settings import load_settings
from graph.store import open_store
from graph.views.text import one_line
from loaders.look import look
from loaders.pipeline import Outcome
from loaders.pipeline import load as load_files


@click.command(
    epilog="\b\nExamples:\n"
    "  coauth load works.jsonl.gz\n"
    "  coauth load --dry-run openalex/*.jsonl\n"
    "  coauth load --json works.json > accounting.json"
)
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE...")
@click.option("--dry-run", is_flag=True, help="Show what would be loaded; no store is touched.")
@click.option("--strict", is_flag=True, help="Exit with 1 if any record had to be quarantined.")
@click.option("--json", "as_json", is_flag=True, help="Print the accounting as one JSON object.")
def load(files: tuple[Path, ...], dry_run: bool, strict: bool, as_json: bool) -> int:
    """Load bibliographic records into the store.

    Reads OpenAlex works (API or snapshot) and hand-collected facts, as JSON or JSON Lines, gzipped or not; the format
    is told from the content. Loading the same file again changes nothing; a load that was interrupted goes on when the
    same command is given again. Records that cannot be read are kept apart: see `coauth quarantine`.
    """
    if dry_run:
        outcome = look(files)
    else:
        settings = load_settings()
        with open_store(settings) as store, Bar() as bar:
            outcome = load_files(store, settings, files, version=__version__, progress=bar)
    return report(outcome, as_json=as_json, dry_run=dry_run, strict=strict)


def report(
    outcome: Outcome,
    *,
    as_json: bool = False,
    dry_run: bool = False,
    strict: bool = False,
    quiet: bool = False,
) -> int:
    """Print what a load did, and what it could not do; the exit status. quiet: only what it could not do."""
    for error in outcome.refused:
        show_error(error)
    if outcome.quarantined:
        one = outcome.quarantined == 1
        looked = "would be" if dry_run else "was" if one else "were"
        more = "" if dry_run else ": coauth quarantine lists them"
        count = f"{outcome.quarantined:,} record" + ("" if one else "s")
        click.echo(f"coauth: {count} {looked} quarantined{more}", err=True)
    if quiet:
        pass
    elif as_json:
        click.echo(json.dumps(accounting(outcome), ensure_ascii=False, indent=1))
    elif outcome.files:
        click.echo("\n".join(_lines(outcome, dry_run)))
    return 1 if outcome.refused or (strict and outcome.quarantined) else 0


def accounting(outcome: Outcome) -> dict[str, Any]:
    """The accounting of a load as one JSON object."""
    return {
        "files": [asdict(count) for count in outcome.files],
        "works": outcome.works,
        "authorships": outcome.authorships,
        "affiliations": outcome.affiliations,
        "authors": outcome.authors,
        "institutions": outcome.institutions,
        "countries": outcome.countries,
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
        lines.append(
            f"{one_line(count.file)} ({count.format}): {count.records:,} records: {', '.join(parts)}"
        )
    if outcome.finished_before and not outcome.loaded:
        lines.append(f"nothing to do: this was loaded before (finished {outcome.finished_before} UTC)")
    lines.append(
        f"works {outcome.works:,}, authorships {outcome.authorships:,}, affiliations {outcome.affiliations:,}, "
        f"mentions that need review {outcome.review:,}"
        + (" (coauth query audit)" if outcome.review and not dry_run else "")
    )
    if dry_run:
        lines.append("the store was not looked at: what it has already counts as to load")
    held = "they have" if dry_run else "the store now holds"
    lines.append(
        f"{held}: authors {outcome.authors:,}, institutions {outcome.institutions:,}, countries {outcome.countries:,}"
    )
    lines.append(f"{outcome.seconds:.1f} s")
    return lines
