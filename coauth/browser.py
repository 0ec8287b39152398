"""`coauth browser`: the guide, the style and the saved queries for Neo4j Browser."""

from __future__ import annotations

import json
import sys
import webbrowser
from pathlib import Path
from typing import Any

import click

from coauth.output import write_lines
from graph.browser.kit import PORT, address_at, kit
from graph.browser.serving import KitServer
from graph.browser.steps import addresses, as_lines, as_row, page
from graph.errors import CoauthError, WrongUsage
from graph.settings import load_settings
from graph.views.atomic import write_file


class _Folder(click.Path):
    """A folder that was named: an empty text would be the one that the analyst is in."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if value == "":
            self.fail("no folder is named", param, ctx)
        return super().convert(value, param, ctx)


@click.command(
    short_help="Guide, style and saved queries for Neo4j Browser.",
    epilog="\b\nExamples:\n  coauth browser\n  coauth browser --port 7480 --open\n  coauth browser -o kit",
)
@click.option(
    "--port",
    type=click.IntRange(0, 65_535),
    default=PORT,
    show_default=True,
    help="Port on this machine; 0 takes a free one.",
)
@click.option(
    "-o",
    "folder",
    type=_Folder(path_type=Path),
    metavar="FOLDER",
    help="Write the files into this folder, and serve nothing.",
)
@click.option("--open", "opened", is_flag=True, help="Open the page with the steps in a web browser.")
@click.option("--json", "as_json", is_flag=True, help="The addresses, or the files, as one object.")
def browser(port: int, folder: Path | None, opened: bool, as_json: bool) -> None:
    """Serve what makes the questions at home in Neo4j Browser, until Ctrl-C.

    A guide with a page for each question, a style, and the questions as saved queries, to this machine only. The
    questions themselves are run by the Browser, in the Neo4j that it is connected to. The local store has no Neo4j
    Browser. docs/browser.md tells more, also of a server that refuses the guide.
    """
    if folder is not None:
        if opened:
            raise WrongUsage("-o writes files: there is no page to open", hint="coauth browser --open")
        _write(folder, port, as_json)
        return
    settings = load_settings()
    with KitServer(port, {}) as server:
        at = addresses(address_at(server.port), settings.neo4j_uri)
        server.files = {**kit(address_at(server.port)), "index.html": page(at).encode("utf-8")}
        write_lines([json.dumps(as_row(at))] if as_json else as_lines(at))
        if settings.neo4j_uri is None:
            click.echo(
                "note: NEO4J_URI is not set. The local store has no Neo4j Browser: this is for a Neo4j, which "
                "coauth load fills where NEO4J_URI names it",
                err=True,
            )
        if opened and not webbrowser.open(at.kit):
            click.echo(f"note: no web browser could be started; open {at.kit}", err=True)
        server.serve_forever()


def _write(folder: Path, port: int, as_json: bool) -> None:
    files = kit(address_at(port))
    try:
        for name in files:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CoauthError(
            f"cannot write into {folder}: {error.strerror or error}", hint="name another folder with -o"
        ) from error
    for name, content in files.items():
        write_file(folder / name, content)
    if as_json:
        write_lines([json.dumps({"folder": str(folder), "files": sorted(files)})])
    else:
        print(f"{len(files)} files written to {folder}", file=sys.stderr)
