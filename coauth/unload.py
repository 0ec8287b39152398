"""`coauth unload LOAD`"""

from __future__ import annotations

from dataclasses import asdict

import click

from coauth.progress import Bar
from graph.settings import home_folder, load_settings
from graph.store import open_store
from graph.views.json_rows import to_json
from graph.views.text import one_line
from loaders.deciding import open_decider
from loaders.unload import unload as take_back


@click.command(
    short_help="Take a load back.",
    epilog="\b\nExamples:\n  coauth loads\n  coauth unload 3f2a9c",
)
@click.argument("load", metavar="LOAD")
@click.option("--json", "as_json", is_flag=True, help="Print what was done as one JSON object.")
def unload(load: str, as_json: bool) -> int:
    """Take back the load with this key (or one that begins so; `coauth loads` lists them).

    What only it said goes; what another load also said stays. Works, persons and countries are worked out anew from
    what is left. May be interrupted and repeated.
    """
    settings = load_settings()
    with open_store(settings) as store, Bar() as bar:
        done = take_back(store, settings, load, decider=open_decider(home_folder()), progress=bar)
    if as_json:
        click.echo(to_json(asdict(done), indent=1))
        return 0
    files = ", ".join(one_line(name) for name in done.files)
    click.echo(f"load {done.key[:12]} ({files}) taken back")
    if done.resumed:
        click.echo("a run before this one was interrupted: what that took back is not counted here")
    click.echo(
        f"records: {done.records_gone:,} gone, {done.records_kept:,} kept because another load has them"
        + (f" ({done.records_restored:,} of them as that load said them)" if done.records_restored else "")
        + f"; quarantined records gone: {done.quarantined_gone:,}"
    )
    return 0
