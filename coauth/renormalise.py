"""`coauth renormalise`: works decided anew; and the same for the works that a judgement speaks of."""

from __future__ import annotations

import click

from coauth.analyst import no_key, typed, typed_key
from coauth.progress import Bar
from graph import embedded
from graph.errors import WrongUsage
from graph.settings import Settings, load_settings
from graph.store import Store, open_store
from graph.views.json_rows import to_json
from loaders.deciding import Decider, open_decider
from loaders.judgements.entry import blanks_folded
from loaders.renormalise import Affected, Renormalised
from loaders.renormalise import renormalise as decide_anew


@click.command(
    short_help="Decide works anew, by today's rules and judgements.",
    epilog="\b\nExamples:\n"
    "  coauth renormalise --all\n"
    "  coauth renormalise --judged\n"
    '  coauth renormalise --affiliation "Korea University, Kodaira"\n'
    "  coauth renormalise",
)
@click.option("--all", "everything", is_flag=True, help="Every work of the store.")
@click.option(
    "--judged",
    is_flag=True,
    help="The works and persons that some judgement speaks of, undone ones included.",
)
@click.option(
    "--affiliation",
    "texts",
    multiple=True,
    metavar="TEXT",
    help="The works that print this affiliation, whatever its blanks; may be repeated.",
)
@click.option(
    "--institution",
    "keys",
    multiple=True,
    metavar="KEY",
    help="The works that name this institution; may be repeated.",
)
@click.option("--json", "as_json", is_flag=True, help="Print what was done as one JSON object.")
def renormalise(
    everything: bool, judged: bool, texts: tuple[str, ...], keys: tuple[str, ...], as_json: bool
) -> int:
    """Decide countries, institutions and persons of works anew, from the records that the store holds.

    After a new version of this program, another registry, or judgements that were made without touching the store.
    Without an option only what an interrupted run left is done. May be interrupted: the same command without --all,
    --judged, --affiliation or --institution then goes on.

    Finding the works that print a string reads every authorship of the store once.
    """
    if everything and (judged or texts or keys):
        raise WrongUsage("--all is everything already", hint="coauth renormalise --all")
    settings = load_settings()
    decider = open_decider(settings.home)
    what = Affected(everything=True)
    if not everything:
        standing = decider.standing
        of_judgements = Affected.by(standing.entries, standing) if judged else Affected()
        what = Affected(
            of_judgements.texts | {blanks_folded(typed("--affiliation", text)) for text in texts},
            of_judgements.institutions | {_key(key) for key in keys},
            mentions=of_judgements.mentions,
        )
    with open_store(settings) as store, Bar() as bar:
        done = decide_anew(store, settings, what, decider=decider, progress=bar)
    if as_json:
        click.echo(to_json(as_object(done)))
    else:
        click.echo(said(done))
    if (texts or keys) and done.works == 0:
        click.echo("note: no work of the store prints or names any of it", err=True)
    return 0


def _key(given: str) -> str:
    found = typed_key(given)
    if found is None:
        raise no_key(given)
    return found


def as_object(done: Renormalised) -> dict[str, int | None]:
    """What was done: works (null: all of them), records worked out, persons whose mentions are decided anew."""
    return {"works": done.works, "records": done.records, "persons": done.persons}


def said(done: Renormalised) -> str:
    """What was done, in words."""
    if done.works == done.records == done.persons == 0:
        return "nothing to be decided anew"
    persons = "1 person" if done.persons == 1 else f"{done.persons:,} persons"
    if done.works == done.records == 0:
        return f"{persons} decided anew"
    works = "all works" if done.works is None else "1 work" if done.works == 1 else f"{done.works:,} works"
    records = "1 record" if done.records == 1 else f"{done.records:,} records"
    said = f"{works} to be decided anew; worked out from {records}"
    return f"{said}; {persons} besides" if done.persons else said


def store_if_any(settings: Settings) -> Store | None:
    """The store, where one is set up: Neo4j by its settings, or a local store that holds data. Raises as open_store."""
    if settings.neo4j_uri or embedded.status(settings).has_data:
        return open_store(settings)
    return None


def apply(settings: Settings, decider: Decider, what: Affected) -> Renormalised | None:
    """Decide the works anew that judgements speak of; None where no store is set up."""
    store = store_if_any(settings)
    if store is None:
        return None
    with store, Bar() as bar:
        return decide_anew(store, settings, what, decider=decider, progress=bar)
