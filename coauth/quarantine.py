"""`coauth quarantine`"""

from __future__ import annotations

import sys

import click

from coauth.output import Output, output_options, show
from graph.errors import CoauthError
from graph.prepare import model_version
from graph.settings import load_settings
from graph.store import open_store
from graph.views.answer import Answer
from graph.views.text import without_controls

COLUMNS = ("file", "line", "reason", "starts_with", "key")
SHOWN = 120

_LIST = """
MATCH (q:Quarantined)
RETURN q.key AS key, q.file AS file, q.line AS line, q.reason AS reason, q.raw AS raw
ORDER BY file, line, key
"""


@click.command(
    short_help="List the records that could not be read.",
    epilog="\b\nExamples:\n  coauth quarantine\n  coauth quarantine --json\n  coauth quarantine --raw 3f2a > record.txt",
)
@click.option("--raw", metavar="KEY", help="Print the bytes of one record (a key, or the beginning of one).")
@output_options
def quarantine(raw: str | None, output: Output) -> int:
    """List the records that could not be read: their place, the reason, and how they begin."""
    with open_store(load_settings()) as store:
        rows = store.read(_LIST) if model_version(store) is not None else []
    if raw is not None:
        found = [row for row in rows if row["key"].startswith(raw)]
        if len(found) != 1:
            many = f"{len(found)} quarantined records have" if found else "no quarantined record has"
            raise CoauthError(f"{many} a key that begins with {raw!r}", hint="coauth quarantine")
        # as it is into a file or a pipe; a terminal would obey what is in it
        raw_text = found[0]["raw"]
        click.echo(without_controls(raw_text) if sys.stdout.isatty() else raw_text)
        return 0
    shown = [
        {
            "file": row["file"],
            "line": row["line"],
            "reason": row["reason"],
            "starts_with": row["raw"][:SHOWN],
            "key": row["key"],
        }
        for row in rows
    ]
    notes = () if shown else ("no record is quarantined",)
    show(Answer(columns=COLUMNS, rows=shown, title="Quarantined records", notes=notes), output)
    return 0
