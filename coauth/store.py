"""`coauth store`: the local store, for whoever has no Neo4j."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from graph import embedded
from graph.errors import WrongUsage
from graph.settings import load_settings
from graph.views.json_rows import to_json

_yes = click.option("--yes", is_flag=True, help="Do not ask.")
_file = click.argument("file", type=click.Path(path_type=Path))


@click.group(short_help="The local store: look, start, stop, copy, empty it.")
def store() -> None:
    """The local store: look at it, start and stop it, copy it, empty it.

    It starts by itself with the first command that needs it, and stops when it has been idle for a while.
    These commands always mean the local store, even where NEO4J_URI names a Neo4j.

    \b
    Examples:
      coauth store status
      coauth store backup monday.zip
      coauth store restore monday.zip
    """


@store.command(epilog="Example: coauth store status --json")
@click.option("--json", "as_json", is_flag=True, help="One object.")
def status(as_json: bool) -> None:
    """Say whether it runs, where its data is, and how large."""
    settings = load_settings()
    found = embedded.status(settings)
    if as_json:
        click.echo(to_json(_plain(found), indent=2))
        return
    rows = [("local store", found.state)]
    if found.state == "stale":
        rows.append(("", "it ended without being stopped; the next command recovers what it holds"))
    if found.pid is not None:
        rows += [
            ("process", f"{found.pid}, since {_time(found.started)}"),
            ("address", found.uri or ""),
            ("memory", f"{size(found.memory_bytes or 0)}, heap at most {found.heap}"),
            ("stops after", f"{found.idle_minutes:g} idle minutes"),
        ]
    rows += [
        ("data", f"{size(found.size_bytes)} in {found.folder}" if found.has_data else "none"),
        ("log", str(found.log)),
    ]
    for name, value in rows:
        click.echo(f"{name:<12} {value}")
    if settings.neo4j_uri:
        click.echo(
            "coauth: NEO4J_URI is set, so loads and questions go there, not to the local store", err=True
        )


@store.command(epilog="Example: coauth store start")
def start() -> None:
    """Start it, unless it runs."""
    settings = load_settings()
    embedded.ensure_running(settings)
    found = embedded.status(settings)
    click.echo(f"the local store runs at {found.uri}, process {found.pid}", err=True)


@store.command(epilog="Example: coauth store stop")
def stop() -> None:
    """Stop it; its data stays."""
    stopped = embedded.stop(load_settings())
    click.echo("the local store is stopped" if stopped else "the local store was not running", err=True)


@store.command(epilog="Example: coauth store reset --yes")
@_yes
@click.pass_context
def reset(ctx: click.Context, yes: bool) -> None:
    """Delete everything in it. There is no way back but a backup."""
    settings = load_settings()
    found = embedded.status(settings)
    if not found.has_data:
        click.echo("the local store is empty already", err=True)
    elif not yes and not _agreed(
        f"Delete all {size(found.size_bytes)} in {found.folder}?", "coauth store reset --yes"
    ):
        _left(ctx)
    embedded.reset(settings)
    if found.has_data:
        click.echo("the local store is empty", err=True)


@store.command(epilog="Example: coauth store backup monday.zip")
@_file
def backup(file: Path) -> None:
    """Copy everything in it into FILE, a new zip. It may be in use meanwhile.

    Passwords are not in it. FILE may be restored on another machine.
    """
    embedded.backup(load_settings(), file)
    click.echo(f"{file}: {size(file.stat().st_size)}", err=True)


@store.command(epilog="Example: coauth store restore monday.zip")
@_file
@_yes
@click.pass_context
def restore(ctx: click.Context, file: Path, yes: bool) -> None:
    """Put the backup FILE in the place of what is in it.

    FILE is unpacked and opened first; until that is done, and if it fails, the data stays as it is.
    """
    settings = load_settings()
    found = embedded.status(settings)
    question = f"Replace all {size(found.size_bytes)} in {found.folder} by what is in {file}?"
    if found.has_data and not yes and not _agreed(question, f"coauth store restore {file} --yes"):
        _left(ctx)
    embedded.restore(settings, file)
    click.echo(f"the local store holds what is in {file}", err=True)


def _agreed(question: str, without_asking: str) -> bool:
    try:
        return click.confirm(question, err=True)
    except click.Abort as error:
        if isinstance(error.__context__, KeyboardInterrupt):
            raise
        click.echo(err=True)
        raise WrongUsage("nobody there to answer the question", hint=without_asking) from None


def _left(ctx: click.Context) -> None:
    click.echo("the local store is left as it is", err=True)
    ctx.exit(1)


def size(count: int) -> str:
    """Bytes as a person reads them."""
    amount, unit = float(count), "bytes"
    for larger in ("KiB", "MiB", "GiB", "TiB"):
        if amount < 1024:
            break
        amount, unit = amount / 1024, larger
    return f"{amount:.0f} {unit}" if unit == "bytes" else f"{amount:.1f} {unit}"


def _time(seconds: float | None) -> str:
    if seconds is None:
        return "?"
    return datetime.fromtimestamp(seconds, UTC).astimezone().isoformat(sep=" ", timespec="seconds")


def _plain(found: embedded.Status) -> dict[str, Any]:
    plain = asdict(found) | {"folder": str(found.folder), "log": str(found.log)}
    if found.started is not None:
        plain["started"] = datetime.fromtimestamp(found.started, UTC).isoformat(timespec="seconds")
    return plain
