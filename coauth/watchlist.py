"""`coauth watchlist`: lists of institutions, as of the day of each copy."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from coauth.output import Output, output_options, show
from coauth.progress import Bar
from graph.errors import CoauthError, WrongUsage
from graph.prepare import open_current
from graph.settings import load_settings
from graph.store import open_store
from graph.views.answer import Answer
from graph.views.json_rows import to_json
from graph.views.text import one_line
from loaders.deciding import open_decider
from loaders.watchlists import kinds as known
from loaders.watchlists import stored
from loaders.watchlists.entry import Copy, day_of
from loaders.watchlists.recording import Recorded, record

SHOWN_FAULTS = 5
CAVEATS = (
    "a list is a dated copy: who was listed or taken off after its day is not known, and it is never the list of today",
    "only institutions are matched; persons on a list are counted, and neither kept nor matched with anybody",
    "no match says nothing: the entry may be printed otherwise, or its institution not be in the store",
)
KIND_COLUMNS = ("kind", "name", "publisher", "shape", "says", "source")


@click.group(
    short_help="Load lists of institutions (sanctions, export control), and see whom they name.",
    epilog="\b\nExamples:\n"
    "  coauth watchlist kinds\n"
    "  coauth watchlist load section_1286.csv --kind 1286 --dated 2026-07-31\n"
    "  coauth watchlist list\n"
    "  coauth watchlist show 1286:3f2a9c\n"
    "  coauth query listed-partners --list 1286 --review include",
)
def watchlist() -> None:
    """Lists of institutions, such as export-control and sanctions lists, each a dated copy.

    An entry meets an institution of the graph by its whole name and its country, read as printed affiliations are; what
    is not certain is for review, with the rule. Works are compared with a list as of their own date: coauth query
    listed-partners.
    """


@watchlist.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--kind", required=True, metavar="KIND", help="Which list it is; coauth watchlist kinds names them."
)
@click.option(
    "--dated",
    metavar="DATE",
    help="The day of which the copy holds (YYYY-MM-DD), where the file does not say it.",
)
@click.option("--name", metavar="NAME", help="What to call it; else what the file, or the kind, says.")
@click.option("--json", "as_json", is_flag=True, help="What was loaded, as one JSON object.")
def load(file: Path, kind: str, dated: str | None, name: str | None, as_json: bool) -> int:
    """Read a list and say which institutions of the graph stand on it; those that are loaded later are found, too.

    The same file again changes nothing; a newer copy stands beside the older one (coauth watchlist forget takes one
    away). Without --dated, and where the file says no day, how far the copy holds is not known, and answers say so.

    \b
    Examples:
      coauth watchlist load un_consolidated.xml.gz --kind un
      coauth watchlist load section_1286.csv --kind 1286 --dated 2026-07-31
      coauth watchlist load ours.csv --kind plain --name "Partners of concern" --dated 2026-05-01
    """
    found = known.kind_of(kind)
    day = _day(dated)
    if name is not None and not name.strip():
        raise WrongUsage("--name is empty")
    copy, sha256 = known.read_list(file, found)
    if day is None and copy.dated is not None and copy.dated > date.today():
        raise CoauthError(
            f"{file}: it says that it holds as of {copy.dated}, a day that is to come",
            hint="--dated says the day of the copy",
        )
    for fault in copy.faults[:SHOWN_FAULTS]:
        click.echo(f"coauth: left out: {one_line(fault)}", err=True)
    if copy.left_out > SHOWN_FAULTS:
        click.echo(f"coauth: left out: {copy.left_out:,} entries in all", err=True)
    settings = load_settings()
    decider = open_decider(settings.home)
    with open_store(settings) as store, Bar() as bar:

        def reached(stage: str, done: int, total: int) -> None:
            bar.stage(stage, total)
            bar.reached(done)

        done = record(
            store, copy, found, sha256, _printable(file.name), decider=decider, name=name and " ".join(name.split()),
            dated=day, reached=reached, waiting=bar.waiting,
        )  # fmt: skip
    _say(copy, done, found, as_json)
    return 0


def _day(text: str | None) -> date | None:
    if text is None:
        return None
    try:
        day = day_of(text)
    except ValueError:
        day = None
    if day is None or day.precision != "day" or "T" in text:
        raise WrongUsage(f"--dated {text}: this is no day", hint="YYYY-MM-DD")
    if day.day > date.today():
        raise WrongUsage(f"--dated {text}: no copy holds as of a day that is to come", hint="YYYY-MM-DD")
    return day.day


def _printable(name: str) -> str:
    return name.encode("utf-8", "backslashreplace").decode()


def _say(copy: Copy, done: Recorded, kind: known.Kind, as_json: bool) -> None:
    if as_json:
        click.echo(
            to_json(
                {
                    "key": done.key,
                    "kind": kind.key,
                    "new": done.new,
                    "dated": done.dated,
                    "not_older_than": done.latest,
                    "organisations": done.organisations,
                    "persons": copy.persons,
                    "others": copy.others,
                    "left_out": copy.left_out,
                    "entries_yes": done.entries_yes,
                    "entries_review": done.entries_review,
                    "institutions": done.institutions,
                }
            )
        )
        return
    again = "" if done.new else " (it was there already)"
    click.echo(
        one_line(
            f"{done.key}{again}: {done.organisations:,} organisations; {done.entries_yes:,} of them name institutions of "
            f"the graph, {done.entries_review:,} for review; persons, counted and neither kept nor matched: "
            f"{copy.persons:,}; others: {copy.others:,}"
        )
    )
    if done.dated is None:
        known_since = f"; it is not older than {done.latest}" if done.latest else ""
        click.echo(f"note: of which day the copy holds is not known{known_since} (--dated says it)", err=True)
    else:
        click.echo(f"note: it is a copy of {done.dated}; what changed since is not known", err=True)


@watchlist.command("list")
@output_options
def list_(output: Output) -> int:
    """The lists that are in the store, with the day of each copy and how many entries name an institution.

    \b
    Examples:
      coauth watchlist list
      coauth watchlist list --json
    """
    with open_current() as store:
        rows = stored.lists(store)
    notes = () if rows else ("no list is loaded (coauth watchlist load FILE --kind KIND)",)
    show(
        Answer(
            columns=stored.LIST_COLUMNS,
            rows=rows,
            title="Watch-lists",
            notes=notes,
            caveats=CAVEATS if rows else (),
        ),
        output,
    )
    return 0


@watchlist.command("show")
@click.argument("key", metavar="KEY")
@click.option("--matched", is_flag=True, help="Only entries that name an institution of the store, or may.")
@click.option("--printed", is_flag=True, help="Each entry as printed too, whole: a further column.")
@output_options
def show_(key: str, matched: bool, printed: bool, output: Output) -> int:
    """The entries of a list, and the institutions of the store that each names. KEY may be its beginning.

    \b
    Examples:
      coauth watchlist show 1286:3f2a9c --matched
      coauth watchlist show un --printed --json
    """
    with open_current() as store:
        found = stored.named(store, key)
        rows = stored.shown(store, found["key"])
    count = len(rows)
    if matched:
        rows = [row for row in rows if row["state"] != "none"]
    day = found["dated"]
    held = f"a copy of {day}" if day else "a copy without a date"
    if not day and found["not_older_than"]:
        held += f", not older than {found['not_older_than']}"
    notes = [f"{found['name']} ({found['key']}): {held}"]
    if count > len(rows):
        notes.append(f"{count - len(rows):,} entries that name no institution of the store are left out")
    show(
        Answer(
            columns=(*stored.SHOW_COLUMNS, *(("printed",) if printed else ())),
            rows=rows,
            title=f"{found['name']} ({held})",
            notes=tuple(notes),
            caveats=CAVEATS,
        ),
        output,
    )
    return 0


@watchlist.command()
@click.argument("key", metavar="KEY")
def forget(key: str) -> int:
    """Take a list out of the store, with its entries. KEY may be its beginning.

    \b
    Examples:
      coauth watchlist forget 1286:3f2a9c
    """
    with open_store(load_settings()) as store, Bar() as bar:
        found = stored.named(store, key)
        stored.forget(store, found["key"], waiting=bar.waiting)
    click.echo(
        one_line(
            f"{found['key']} ({found['name']}) is out of the store, with {found['organisations']:,} entries"
        )
    )
    return 0


@watchlist.command("kinds")
@output_options
def kinds_(output: Output) -> int:
    """The kinds of lists that can be read, and what a copy of each says.

    \b
    Examples:
      coauth watchlist kinds
    """
    rows = [
        {
            "kind": kind.key,
            "name": kind.name,
            "publisher": kind.publisher,
            "shape": kind.shape,
            "says": kind.says,
            "source": kind.source,
        }
        for kind in known.kinds()
    ]
    show(Answer(columns=KIND_COLUMNS, rows=rows, title="Kinds of watch-lists"), output)
    return 0
