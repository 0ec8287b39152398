"""`coauth loads`"""

from __future__ import annotations

from typing import Any

import click

from coauth.output import Output, output_options, show
from graph.prepare import model_version
from graph.settings import load_settings
from graph.store import Store, open_store
from graph.views.answer import Answer
from loaders.accounting import PRINTED
from loaders.fates import merged_records
from loaders.unload import LOADS, find_load

_FIGURES = ("records", "loaded", "merged", "unchanged", "quarantined", *PRINTED)
COLUMNS = (
    "load", "state", "started", "finished", "file", "format", "encoding", *_FIGURES, "version", "decided_by", "reason",
)  # fmt: skip

RECORD_COLUMNS = ("file", "line", "fate", "work", "record")
_RECORDS = """
MATCH (r:Record) WHERE $load IN r.loads
OPTIONAL MATCH (r)-[:REPORTS]->(w:Work)
RETURN r.key AS record, r.loads AS loads, r.files AS files, r.lines AS lines, r.first_load AS first, w.key AS work
"""
_QUARANTINED = """
MATCH (q:Quarantined) WHERE $load IN q.loads
RETURN q.key AS record, q.file AS file, q.line AS line
"""


@click.command(
    short_help="List the loads and what became of their records.",
    epilog="\b\nExamples:\n  coauth loads\n  coauth loads --json\n  coauth loads 3f2a9c --csv > records.csv",
)
@click.argument("load", required=False, metavar="[LOAD]")
@output_options
def loads(load: str | None, output: Output) -> int:
    """List the loads, a row for each of their files: loaded + merged + unchanged + quarantined = records.

    With LOAD (its key, or the beginning of it) a row for each of its records, in the order of the files: its fate, and
    the work that it reports. A record that other loads brought first is `known`.
    """
    with open_store(load_settings()) as store:
        answer = _of_all(store) if load is None else _of_one(store, load)
    show(answer, output)
    return 0


def _of_all(store: Store) -> Answer:
    rows = []
    for found in store.read(LOADS) if model_version(store) is not None else []:
        rows += _rows(found["load"])
    notes = () if rows else ("nothing has been loaded",)
    return Answer(
        columns=COLUMNS,
        rows=rows,
        title="Loads",
        notes=notes,
        subject=("load", "state", "started", "finished"),
    )


def _rows(load: dict[str, Any]) -> list[dict[str, Any]]:
    made = []
    for index, file in enumerate(load["files"]):
        row = {
            "load": load["key"],
            "state": load["state"],
            "started": load.get("started"),
            "finished": load.get("finished"),
            "file": file,
            "format": load["formats"][index],
            "encoding": load["encodings"][index] or None,
            "version": load["version"],
            "decided_by": load.get("decided_by"),
            "reason": load.get("reason"),
        }
        for name in _FIGURES:
            values = load.get(name) or ()
            # how many were merged is known when a load is finished
            row[name] = values[index] if index < len(values) else None
        made.append(row)
    return made


def _of_one(store: Store, begin: str) -> Answer:
    load = find_load(store, begin)
    order = {name: index for index, name in enumerate(load["files"])}
    merged = merged_records(store, load["key"], load["files"])
    rows = []
    for found in store.read(_RECORDS, {"load": load["key"]}):
        at = found["loads"].index(load["key"])
        fate = (
            "known" if found["first"] != load["key"] else "merged" if found["record"] in merged else "loaded"
        )
        rows.append(
            {
                "file": found["files"][at],
                "line": found["lines"][at],
                "fate": fate,
                "work": found["work"],
                "record": found["record"],
            }
        )
    rows += [
        {"fate": "quarantined", "work": None, **found}
        for found in store.read(_QUARANTINED, {"load": load["key"]})
    ]
    rows.sort(key=lambda row: (order.get(row["file"], len(order)), row["line"], row["record"]))
    return Answer(
        columns=RECORD_COLUMNS, rows=rows, title=f"Records of load {load['key']}", subject=("file",)
    )
