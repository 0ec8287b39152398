"""`coauth review pairs`: doubtful pairs of mentions, to be judged one after the other."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from typing import Any

import click

from coauth.analyst import who_says
from coauth.asking import ask_on_terminal, can_ask
from coauth.judged import bring_into_store, country
from coauth.output import Output, output_options, show
from coauth.pair_session import KINDS, PairSession
from coauth.questions import open_for_questions
from coauth.renormalise import said
from graph.prepare import model_version
from graph.settings import Settings, load_settings
from graph.store import Store
from graph.views.answer import Answer
from graph.views.text import one_line
from loaders.deciding import open_decider
from loaders.judgements.standing import Standing
from loaders.persons.doubted_pairs import MOST, Asked, Doubts, Laying, doubted_pairs, each_laid
from loaders.persons.neighbourhood import READ_SECONDS, Read

COLUMNS = (
    "value", "doubt", "probability", "rule", "alone", "name_a", "work_a", "year_a", "affiliations_a", "name_b", "work_b", "year_b",
    "affiliations_b", "coauthors_in_common", "reasons", "paths", "mention_a", "mention_b", "person_a", "person_b",
)  # fmt: skip


@click.command(
    short_help="Go through mentions of authors that may be one person's.",
    epilog="\b\nExamples:\n"
    "  coauth review pairs\n"
    "  coauth review --country KP\n"
    "  coauth review pairs --limit 50 --json",
)
@click.option(
    "--country",
    "code",
    metavar="CODE",
    help="Only where one of the two has an address in this country, or a co-author with one; its paths come first.",
)
@click.option("--by", metavar="NAME", help="Who judges; by default the settings' analyst, else the user.")
@click.option("--no-apply", is_flag=True, help="Leave the store as it is until coauth renormalise --judged.")
@output_options
def pairs(code: str | None, by: str | None, no_apply: bool, output: Output) -> int:
    """Pairs of mentions that a person must look at: judgements that have lapsed, then persons that may be one and mentions
    that may not be of their person, those first whose answer would change most.

    What is worth most is a path between two countries that runs through the person only if the two are one, with KP (or
    --country) before others; then how close the probability is to one half, and how many works it is about (`value` is their product: a number to
    order by, without a unit).

    On a terminal each pair is shown with what is printed, and asked for: s same, d different, u unsure (it comes again at
    the end), k skip, b back (t there takes a judgement back), q quit. Same and different ask why, and are kept at once as
    judgements (coauth judge); at the end the persons are decided anew in the store. Elsewhere, or with --json, --csv,
    --table or -o, the pairs are listed; `probability` is that of the persons as the store holds them, `alone` that of the two
    mentions by themselves. Every authorship of the store is looked at once.
    """
    wanted = country(code) if code is not None else None
    settings = load_settings()
    standing = open_decider(settings.home).standing
    who = who_says(by, settings)
    with open_for_questions() as store:
        read = _reader(store)
        found = (
            doubted_pairs(read, standing, country=wanted) if model_version(store) is not None else Doubts(())
        )
        if not can_ask(output):
            show(_listed(found, read, standing, output.limit), output)
            return 0
        for note in _notes(found):
            click.echo(f"note: {note}", err=True)
        if not found.pairs:
            click.echo("nothing is for review" + (f" with {wanted}" if wanted else ""))
            return 0
        click.echo(
            f"at most {len(found.pairs):,} pairs are for review; you are {one_line(who[0])} ({who[1]})"
        )
        session = PairSession(settings, who[0], read, standing)
        try:
            session.walk(found.pairs, ask_on_terminal, limit=output.limit)
        finally:
            if session.judged:
                click.echo(f"judged: {len(session.judged):,} (coauth judge list)")
    _apply(session, settings, no_apply)
    return 0


def _reader(store: Store) -> Read:
    def read(cypher: str, parameters: dict[str, Any]) -> list[dict[str, Any]]:
        return store.read(cypher, parameters, timeout=READ_SECONDS)

    return read


def _listed(found: Doubts, read: Read, standing: Standing, limit: int | None) -> Answer:
    laid: Iterable[Asked] = each_laid(found.pairs, Laying(read), standing)
    rows = [row(one) for one in (laid if limit is None else islice(laid, limit))]
    notes = _notes(found)
    if not rows:
        notes.append("nothing is for review")
    return Answer(columns=COLUMNS, rows=rows, title="Mentions for review", notes=tuple(notes))


def _notes(found: Doubts) -> list[str]:
    notes = [
        f"the judgement {one.entry.id} has lapsed and cannot be asked again: {'; '.join(one.words)}"
        for one in found.unanswerable
    ]
    if found.more:
        notes.append(f"of each kind only the {MOST:,} pairs were weighed that are closest to one half")
    return notes


def row(asked: Asked) -> dict[str, Any]:
    """A pair as a row: what is printed, why it is doubted."""
    doubt, laid = asked.doubt, asked.laid
    sides: dict[str, Any] = {}
    for end, one, stored in zip("ab", (laid.a, laid.b), laid.stored or (None, None), strict=True):
        sides |= {
            f"name_{end}": one.name,
            f"work_{end}": one.title or one.work,
            f"year_{end}": one.year,
            f"affiliations_{end}": list(stored.affiliations if stored else one.affiliations),
            f"mention_{end}": one.mention,
            f"person_{end}": stored.person if stored else None,
        }
    found = {
        "value": doubt.value.weight,
        "doubt": KINDS[doubt.kind],
        "probability": doubt.probability if doubt.kind != "lapsed" else None,
        "rule": doubt.rule,
        "alone": laid.probability,
        "coauthors_in_common": list(laid.in_common),
        "reasons": [f"{reason.moves:+.2f} {reason.about}: {reason.words}" for reason in laid.reasons],
        "paths": ["–".join(path) for path in doubt.value.paths],
        **sides,
    }
    return {name: found[name] for name in COLUMNS}


def _apply(session: PairSession, settings: Settings, no_apply: bool) -> None:
    if not session.touched:
        return
    if no_apply:
        click.echo("the store was left as it is: coauth renormalise --judged brings it there")
        return
    done = bring_into_store(settings, open_decider(settings.home), session.affected)
    if done is not None:
        click.echo(f"in the store: {said(done)}")
