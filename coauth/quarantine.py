"""`coauth quarantine`"""

from __future__ import annotations

import sys

import click

from coauth.output import Output, output_options, show, write_out
from coauth.progress import Bar
from graph.errors import CoauthError
from graph.prepare import model_version
from graph.settings import home_folder, load_settings
from graph.store import open_store
from graph.views.answer import Answer
from graph.views.json_rows import to_json
from graph.views.text import one_line, without_controls
from loaders.deciding import open_decider
from loaders.recording import as_bytes
from loaders.retry import QUARANTINED, retry

COLUMNS = ("file", "line", "reason", "starts_with", "key")
SHOWN = 120


@click.group(
    invoke_without_command=True,
    short_help="List the records that could not be read; read them again.",
    epilog="\b\nExamples:\n  coauth quarantine\n  coauth quarantine --json\n  coauth quarantine --raw 3f2a > record.txt\n"
    "  coauth quarantine retry",
)
@click.option("--raw", metavar="KEY", help="Print the bytes of one record (a key, or the beginning of one).")
@output_options
@click.pass_context
def quarantine(ctx: click.Context, raw: str | None, output: Output) -> int:
    """List the records that could not be read: their place, the reason, and how they begin."""
    if ctx.invoked_subcommand is not None:
        return 0
    with open_store(load_settings()) as store:
        rows = store.read(QUARANTINED) if model_version(store) is not None else []
    if raw is not None:
        found = [row for row in rows if raw and row["key"].startswith(raw)]
        if len(found) != 1:
            many = f"{len(found)} quarantined records have" if found else "no quarantined record has"
            raise CoauthError(f"{many} a key that begins with {raw!r}", hint="coauth quarantine")
        # as it is into a file or a pipe; a terminal would obey what is in it
        whole = as_bytes(found[0]["raw"], found[0]["encoded"])
        if sys.stdout.isatty():
            click.echo(without_controls(whole.decode("utf-8", "backslashreplace")))
        else:
            write_out(whole + b"\n")
        return 0
    shown = [
        {
            "file": row["file"],
            "line": row["line"],
            "reason": row["reason"],
            "starts_with": as_bytes(row["raw"], row["encoded"])[:SHOWN].decode("utf-8", "backslashreplace"),
            "key": row["key"],
        }
        for row in rows
    ]
    notes = () if shown else ("no record is quarantined",)
    show(Answer(columns=COLUMNS, rows=shown, title="Quarantined records", notes=notes), output)
    return 0


@quarantine.command(
    "retry",
    short_help="Read them again.",
    epilog="\b\nExamples:\n  coauth quarantine retry\n  coauth quarantine retry --json",
)
@click.option("--json", "as_json", is_flag=True, help="Print what came of it as one JSON object.")
def retry_command(as_json: bool) -> int:
    """Read every quarantined record again, from the bytes that were kept: after a new version of this program.

    What can be read now is loaded under the loads that met it; the rest stays, with its reason.
    """
    settings = load_settings()
    with open_store(settings) as store, Bar() as bar:
        done = retry(store, settings, decider=open_decider(home_folder()), progress=bar)
    if as_json:
        still = [{"file": file, "line": line, "reason": why} for file, line, why in done.still]
        click.echo(to_json({"read": done.read, "still": still}, indent=1))
        return 0
    click.echo(f"read now: {done.read:,}; still quarantined: {len(done.still):,}")
    for file, line, why in done.still:
        click.echo(f"  {one_line(file)}:{line}: {one_line(why)}")
    return 0
