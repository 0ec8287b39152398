"""`coauth judge pair`: a person's word on whether two mentions are one person's."""

from __future__ import annotations

import click

from coauth.analyst import who_says
from coauth.judged import making, reason, report
from coauth.pair_lines import as_shown
from coauth.questions import open_for_questions
from graph.errors import WrongUsage
from graph.settings import load_settings
from loaders.deciding import open_decider
from loaders.judgements.entry import Judgement, OfMentions
from loaders.judgements.judging import judge as keep
from loaders.persons.laid_pairs import lay_stored
from loaders.persons.meant import mention_meant, must_name


@click.command(
    short_help="Say whether two mentions of authors are one person.",
    epilog="\b\nExamples:\n"
    '  coauth judge 3f2a9c0d5b7e41f8a6c2d9e0b1f47a35 facts:a2#0 --same --why "one e-mail address"\n'
    '  coauth judge pair facts:a1#0-5d2c1b0a facts:a2#3 --different --why "two home pages"',
)
@click.argument("a", metavar="A")
@click.argument("b", metavar="B")
@click.option("--same", is_flag=True, help="They are one person.")
@click.option("--different", is_flag=True, help="They are two persons.")
@click.option("--why", required=True, metavar="TEXT", help="Why; it is kept with the judgement.")
@making
def pair(
    a: str, b: str, same: bool, different: bool, why: str, by: str | None, no_apply: bool, as_json: bool
) -> int:
    """Say whether A and B, two mentions of authors in the store, are one person. `coauth judge A B` is the same.

    Each is the id of a mention (RECORD#POSITION-HASH, as coauth explain author and coauth review pairs show it; the hash
    may be left out), or the key of a person who has one mention alone. What is judged of two mentions holds for their
    persons, and wins over every score: those of --same come together with all that is one with them, those of --different
    are kept apart.

    A judgement keeps the printed names. Where a record prints another name in its place by now, or is gone, it does
    nothing, and is asked again by coauth review.
    """
    if same == different:
        raise WrongUsage("either --same or --different", hint="coauth judge pair --help")
    for given, argument in ((a, "A"), (b, "B")):
        must_name(given, argument=argument)
    settings = load_settings()
    name, whence = who_says(by, settings)
    said = reason(why)
    decider = open_decider(settings.home)
    with open_for_questions() as store:
        one, held = mention_meant(store.read, a, argument="A")
        other, beside = mention_meant(store.read, b, argument="B")
        if held.key == beside.key:
            raise WrongUsage(
                "A and B are one authorship: records of one work print one author",
                hint="coauth explain work " + held.one.work,
            )
        for argument, one_of in (("A", held), ("B", beside)):
            if one_of.collective:
                raise WrongUsage(
                    f"{argument}: a group signs there, and no person",
                    hint="coauth explain work " + one_of.one.work,
                )
        laid = lay_stored(held, beside, decider.standing)
    if same and held.one.work == beside.one.work:
        click.echo("note: both are authors of one work", err=True)

    def make(at: str) -> OfMentions:
        judgement = Judgement.SAME if same else Judgement.DIFFERENT
        return OfMentions(at=at, by=name, why=said, judgement=judgement, shown=as_shown(laid), a=one, b=other)

    return report(keep(settings.home, make), settings, whence=whence, no_apply=no_apply, as_json=as_json)
