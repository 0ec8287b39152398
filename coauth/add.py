"""`coauth add`: one record by hand, for the paper that a news story names."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import click
from filelock import FileLock

from coauth import __version__
from coauth.analyst import typed, who_says
from coauth.load import accounting, report
from coauth.progress import Bar
from graph.errors import CoauthError, WrongUsage
from graph.settings import home_folder, load_settings
from graph.store import open_store
from graph.views.atomic import check_writable
from graph.views.json_rows import to_json
from graph.views.text import one_line
from loaders.by_hand import SeenAuthor, SeenWork, Standing, append, entry, record_of, sha256_of, standing
from loaders.deciding import open_decider
from loaders.merging.identity import normal_arxiv, normal_doi, normal_orcid, normal_pmid
from loaders.pipeline import load as load_files
from loaders.records import DATE_KINDS, printed_date

FILE, LOCK = "added.jsonl", "added.lock"
MAX_URL = 2_000
FIRST_YEAR = 1600
"""No paper is older; the next years are possible, for a paper can be announced."""
YEARS_AHEAD = 2

_GIVEN = "coauth.add.given"
"""Where a command line's context keeps its options in the order in which they were typed."""

_OF_AN_AUTHOR = ("affiliation", "orcid", "corresponding")


class InOrder(click.Command):
    """Remembers the order in which options were typed: an affiliation belongs to the author before it."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        values, _, order = self.make_parser(ctx).parse_args(args=list(args))
        given: list[tuple[str, Any]] = []
        taken: dict[str, int] = {}
        for parameter in order:
            name = str(parameter.name)
            value = values[name]
            if isinstance(value, list):
                place = taken[name] = taken.get(name, -1) + 1
                value = value[place]
            given.append((name, value))
        ctx.meta[_GIVEN] = given
        return super().parse_args(ctx, args)


def byline(given: Iterable[tuple[str, Any]]) -> tuple[list[SeenAuthor], list[str]]:
    """Authors, and the affiliations of no author in particular, from options in the order in which they were typed.

    Raises WrongUsage for what cannot belong to an author.
    """
    authors: list[SeenAuthor] = []
    loose: list[str] = []
    for name, value in given:
        if name == "author":
            authors.append(SeenAuthor(typed("--author", value)))
        elif name == "affiliation":
            (authors[-1].affiliations if authors else loose).append(typed("--affiliation", value))
        elif name in _OF_AN_AUTHOR and not authors:
            raise WrongUsage(
                f"--{name} stands before any --author",
                hint=f'--author "Ri Chol Su" --{name} ...: in this order',
            )
        elif name == "orcid":
            if authors[-1].orcid:
                raise WrongUsage(
                    f"two ORCIDs for {one_line(authors[-1].name)}", hint="one after each --author"
                )
            authors[-1].orcid = normal_orcid(value)
            if authors[-1].orcid is None:
                raise WrongUsage(
                    f"--orcid {value}: it is none, or its check digit is wrong",
                    hint="--orcid 0000-0002-1825-0097",
                )
        elif name == "corresponding":
            authors[-1].corresponding = True
    return authors, loose


@click.command(
    cls=InOrder,
    short_help="Add one record by hand, with where it was seen.",
    epilog="""\b
Examples:
  coauth add --doi 10.1234/abcd --title "On melt" --author "Ri Chol Su" --corresponding
    --affiliation "Kim Il Sung University, Pyongyang" --author "Wang Wei" --affiliation "HIT, Harbin, China"
    --seen-at https://example.org/story --file page.png
  coauth add --title "On melt" --affiliation "Pyongyang, DPRK" --seen-at https://example.org/story --dry-run
""",
)
@click.option("--title", metavar="TEXT", help="The title as printed.")
@click.option("--doi", metavar="DOI", help="The DOI, in any form.")
@click.option("--pmid", metavar="ID", help="The PubMed id.")
@click.option("--arxiv", metavar="ID", help="The arXiv id, in any form.")
@click.option(
    "--author", multiple=True, metavar="NAME", help="An author as printed; once for each, in order."
)
@click.option(
    "--affiliation",
    multiple=True,
    metavar="TEXT",
    help="An affiliation as printed, of the --author before it; before any author: given to no author.",
)
@click.option("--orcid", multiple=True, metavar="ORCID", help="The ORCID of the --author before it.")
@click.option("--corresponding", count=True, help="The --author before it is the corresponding author.")
@click.option("--year", type=int, metavar="YYYY", help="The year of publication.")
@click.option(
    "--date",
    "dates",
    multiple=True,
    metavar="KIND=DATE",
    help=f"A date as precise as it is printed: KIND is {', '.join(DATE_KINDS)}; DATE is YYYY, YYYY-MM or YYYY-MM-DD.",
)
@click.option("--venue", metavar="TEXT", help="Journal, conference or repository as printed.")
@click.option("--type", "kind", metavar="TEXT", help="Such as journal-article, preprint, review.")
@click.option("--language", metavar="CODE", help="Such as en, ko, zh.")
@click.option(
    "--funder", "funders", multiple=True, metavar="NAME", help="A funder as printed; may be repeated."
)
@click.option("--note", metavar="TEXT", help="For people: it stays in the file, and nothing reads it.")
@click.option("--seen-at", required=True, metavar="URL", help="The page where it was seen.")
@click.option(
    "--file",
    "kept",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="What you kept of it (a page, a picture): its name and the SHA-256 of its bytes are noted; it is not copied.",
)
@click.option(
    "--by", metavar="NAME", help="Who adds it; by default COAUTH_ANALYST, else the system's user name."
)
@click.option(
    "-o",
    "--output",
    "target",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help=f"The file to add a line to; by default {FILE} in the data folder.",
)
@click.option("--no-load", is_flag=True, help="Only write the line; no store is touched.")
@click.option("--dry-run", is_flag=True, help="Only print the line; nothing is written.")
@click.option("--json", "as_json", is_flag=True, help="Print what was done as one JSON object.")
@click.pass_context
def add(ctx: click.Context, /, **options: Any) -> int:
    """Add one record by hand: a line in a file of your own, which is then loaded as `coauth load` does.

    Options of an author stand after it: --author A --affiliation X --affiliation Y --author B --affiliation Z gives
    A two affiliations and B one. What is printed is kept as it is typed.

    A page and a work (its DOI, else its PubMed or arXiv id, else its title) name one record. The same command again
    adds nothing; with something changed, it adds a line that replaces the earlier one in the store. To give a record
    an id that it had not, or another title where it has none, take its old line out of the file too.
    """
    settings = load_settings()
    who, whence = who_says(options["by"], settings)
    work = _work(ctx.meta[_GIVEN], options)
    made = _entry(work, who)
    target: Path = options["target"] or settings.home / FILE
    if options["dry_run"]:
        return _tell_only(target, made, whence, as_json=options["as_json"])
    if options["target"] is not None:
        check_writable(target)
    try:
        settings.home.mkdir(parents=True, exist_ok=True)
        with FileLock(settings.home / LOCK):
            done = append(target, made)
    except OSError as error:
        raise CoauthError(
            f"{settings.home}: {error.strerror or error}",
            hint="name a folder that can be written by COAUTH_HOME",
        ) from None
    click.echo("\n".join(_lines(done, target, made, whence)), err=options["as_json"])
    outcome = None
    if not options["no_load"]:
        with open_store(settings) as store, Bar() as bar:
            outcome = load_files(
                store,
                settings,
                [target],
                version=__version__,
                decider=open_decider(home_folder()),
                progress=bar,
            )
    if options["as_json"]:
        _print_object(done, target, made, accounting(outcome) if outcome else None)
    if outcome is None:
        return 0
    return report(outcome, quiet=options["as_json"])


def _tell_only(target: Path, made: dict[str, Any], whence: str, *, as_json: bool) -> int:
    done = standing(target, made)
    click.echo("nothing was written; this is the line", err=True)
    click.echo(f"by {one_line(made['added_by'])} ({whence})", err=True)
    if as_json:
        _print_object(done, target, made, None)
    else:
        click.echo(to_json(made))
    return 0


def _print_object(done: Standing, target: Path, made: dict[str, Any], loaded: dict[str, Any] | None) -> None:
    told = {
        "state": done.state,
        "file": one_line(str(target)),
        "line": done.line or None,
        "record": record_of(made).key,
        "entry": made,
        "load": loaded,
    }
    click.echo(to_json(told))


def _lines(done: Standing, target: Path, made: dict[str, Any], whence: str) -> list[str]:
    """What was added, by whom, and what became of the file that was named."""
    place = f"line {done.line} of {one_line(str(target))}"
    said = {
        "added": f"{place}: added",
        "replaced": f"{place}: added, and replaces what was said of this work from this page before",
        "unchanged": f"{place} says the same already: nothing was added",
    }[done.state]
    lines = [said]
    if done.state != "unchanged":
        lines.append(f"by {one_line(made['added_by'])} ({whence}), seen at {one_line(made['seen_at'])}")
    if made["file_name"] is not None:
        lines.append(
            f"{one_line(made['file_name'])}: SHA-256 {made['file_sha256']}; it was not copied, so keep it"
        )
    return lines


def _entry(work: SeenWork, who: str) -> dict[str, Any]:
    try:
        return entry(work, by=who, at=datetime.now(UTC))
    except ValueError as error:
        raise WrongUsage(f"{error}", hint="coauth add --help") from None


def _work(given: list[tuple[str, Any]], options: dict[str, Any]) -> SeenWork:
    """The options as a work. Raises WrongUsage for one that makes no sense, CoauthError where --file cannot be read."""
    authors, loose = byline(given)
    work = {
        name: typed(f"--{option}", options[name])
        for name, option in {
            "title": "title",
            "venue": "venue",
            "kind": "type",
            "language": "language",
            "note": "note",
        }.items()
        if options[name] is not None
    }
    ids = {
        "doi": _id("--doi", options["doi"], normal_doi(options["doi"]), "10.1126/sciadv.1501513"),
        "arxiv": _id("--arxiv", options["arxiv"], normal_arxiv(options["arxiv"]), "2203.05726"),
        "pmid": _id("--pmid", options["pmid"], normal_pmid(options["pmid"]), "27152344"),
    }
    if not any(ids.values()) and "title" not in work:
        raise WrongUsage(
            "nothing names the work", hint="add --title TEXT, --doi DOI, --pmid ID or --arxiv ID"
        )
    if not authors and not loose:
        raise WrongUsage(
            "a record without author and affiliation says nothing about who or where",
            hint='add --author "Ri Chol Su" --affiliation "Kim Il Sung University, Pyongyang"',
        )
    seen_at = _url(options["seen_at"])
    dates = _dates(options["dates"])
    year = options["year"]
    if year is not None:
        _plausible(f"--year {year}", year)
    kept: Path | None = options["kept"]
    return SeenWork(
        seen_at=seen_at,
        title=work.get("title"),
        year=year,
        dates=dates,
        venue=work.get("venue"),
        type=work.get("kind"),
        language=work.get("language"),
        authors=authors,
        affiliations_unmapped=loose,
        funders=[typed("--funder", name) for name in options["funders"]],
        note=work.get("note"),
        file_name=kept.name.encode("utf-8", "backslashreplace").decode() if kept else None,
        file_sha256=sha256_of(kept) if kept else None,
        **ids,
    )


def _id(option: str, typed: str | None, normal: str | None, example: str) -> str | None:
    if typed is not None and normal is None:
        raise WrongUsage(f"{option} {typed[:200]}: it is none", hint=f"{option} {example}, or leave it out")
    return normal


def _url(typed: str) -> str:
    address = typed.strip()
    hint = "--seen-at https://example.org/story"
    try:
        address.encode()
        parts = urlsplit(address)
        right = parts.scheme.lower() in ("http", "https") and bool(parts.hostname)
    except ValueError:
        right = False
    if not right or len(address) > MAX_URL or any(not c.isprintable() or c.isspace() for c in address):
        raise WrongUsage(f"--seen-at {typed[:200]}: it is no address of a web page", hint=hint)
    if "@" in parts.netloc:
        raise WrongUsage("--seen-at: leave user and password out of the address", hint=hint)
    return address


def _dates(typed: Iterable[str]) -> dict[str, str]:
    hint = "--date published=2017-05, --date submitted=2016-11-30"
    found: dict[str, str] = {}
    for one in typed:
        kind, _, value = one.partition("=")
        printed = printed_date(kind, value) if kind in DATE_KINDS and len(value.strip()) <= 10 else None
        if printed is None:
            raise WrongUsage(
                f"--date {one[:200]}: it is not KIND=YYYY, KIND=YYYY-MM or KIND=YYYY-MM-DD", hint=hint
            )
        if kind in found:
            raise WrongUsage(f"--date {kind} is given twice", hint="one date of each kind")
        parts = [int(part) for part in printed.value.split("-")]
        try:
            day = date(*[*parts, 1, 1][:3])
        except ValueError:
            raise WrongUsage(f"--date {one}: there is no such day", hint=hint) from None
        _plausible(f"--date {one}", day.year)
        found[kind] = printed.value
    return found


def _plausible(what: str, year: int) -> None:
    last = datetime.now(UTC).year + YEARS_AHEAD
    if not FIRST_YEAR <= year <= last:
        raise WrongUsage(
            f"{what}: a paper is of a year from {FIRST_YEAR} to {last}", hint="mend it, or leave it out"
        )
