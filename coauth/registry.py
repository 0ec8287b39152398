"""`coauth registry`"""

from __future__ import annotations

import time
from pathlib import Path

import click
import psutil

from coauth.output import Output, output_options, show
from coauth.progress import Bar
from graph.settings import home_folder
from graph.views.answer import Answer
from graph.views.json_rows import to_json
from graph.views.text import one_line
from loaders.registry import library

SHOWN = 5


@click.group(short_help="Load a registry of institutions (ROR), and see which is in use.")
def registry() -> None:
    """The Research Organization Registry, by which institutions are known beside the built-in table.

    Its dumps are at https://zenodo.org/communities/ror-data; nothing is fetched by itself. Works that were loaded
    before are decided by it after `coauth renormalise --all`.

    \b
    Examples:
      coauth registry load v1.63-2026-06-30-ror-data.zip
      coauth registry status
    """


@registry.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="What was read, as one JSON object.")
def load(file: Path, as_json: bool) -> None:
    """Read a dump of the registry and decide with it from now on.

    FILE is a dump as published (zip, JSON; of a zip that holds both schemas the newer one is read) or as JSON Lines,
    gzipped or not. Its index is kept in the data folder; the dump is not needed any more.

    \b
    Examples:
      coauth registry load v1.63-2026-06-30-ror-data.zip
      coauth registry load records.jsonl.gz --json
    """
    home = home_folder()
    with Bar() as bar:
        found = library.imported(file, home, bar)
    library.use(home, found, str(file.absolute()))
    shown = found.refused[:SHOWN]
    for reason in shown:
        click.echo(f"coauth: left out: {one_line(reason)}", err=True)
    if found.count_refused > len(shown):
        click.echo(f"coauth: left out: {found.count_refused:,} records in all", err=True)
    if as_json:
        click.echo(
            to_json(
                {
                    "file": file.name,
                    "sha256": found.sha256,
                    "organisations": found.count,
                    "left_out": found.count_refused,
                    "new": found.new,
                }
            )
        )
        return
    known = "" if found.new else " (its index was there already)"
    click.echo(f"{found.count:,} organisations of {file.name} are known from now on{known}")
    _say_what_follows()


def _say_what_follows() -> None:
    click.echo("works that were loaded before: coauth renormalise --all", err=True)


COLUMNS = (
    "file", "organisations", "names", "left_out", "loaded", "sha256", "index", "index_bytes", "opened_in_seconds",
    "memory_bytes",
)  # fmt: skip


@registry.command()
@output_options
def status(output: Output) -> int:
    """Which registry is in use, how large it is, and what it costs: seconds to open it, bytes of memory.

    \b
    Examples:
      coauth registry status
      coauth registry status --json
    """
    home = home_folder()
    found = library.status(home)
    rows = []
    notes: tuple[str, ...] = ()
    if found is None:
        notes = ("no registry is loaded: only the built-in table is known (coauth registry load FILE)",)
    else:
        process = psutil.Process()
        before, started = process.memory_info().rss, time.perf_counter()
        opened = library.current(home)
        seconds, memory = time.perf_counter() - started, process.memory_info().rss - before
        assert opened is not None
        head = opened.index.head
        rows.append(
            {
                "file": head.source,
                "organisations": head.count,
                "names": head.forms,
                "left_out": head.refused,
                "loaded": found.loaded,
                "sha256": found.sha256,
                "index": str(found.path),
                "index_bytes": found.size,
                "opened_in_seconds": round(seconds, 3),
                "memory_bytes": memory,
            }
        )
    show(Answer(columns=COLUMNS, rows=rows, title="The registry in use", notes=notes), output)
    return 0


@registry.command()
def forget() -> None:
    """Decide without a registry from now on; its index is deleted.

    \b
    Examples:
      coauth registry forget
    """
    if library.forget(home_folder()):
        click.echo("only the built-in table is known from now on")
        _say_what_follows()
    else:
        click.echo("no registry was loaded")
