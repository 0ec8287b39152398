"""`coauth review`: what is for review, to be judged one after the other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import click

from coauth.analyst import typed, who_says
from coauth.asking import Ask, ask_on_terminal, can_ask
from coauth.default_command import WithDefault
from coauth.explain import as_object
from coauth.judged import bring_into_store, country
from coauth.judgement_lines import by_whom, line_of
from coauth.output import Output, output_options, show
from coauth.questions import open_for_questions
from coauth.renormalise import said
from coauth.review_pairs import pairs
from graph.errors import WrongUsage
from graph.prepare import model_version
from graph.settings import Settings, load_settings
from graph.store import Store
from graph.views.answer import Answer
from graph.views.text import one_line
from loaders.deciding import Decider, open_decider
from loaders.doubts import Doubt, doubts
from loaders.judgements.entry import MAX_WHY, Entry, Judgement, Named, OfAffiliation
from loaders.judgements.judging import judge
from loaders.normalize.decision import Decision
from loaders.normalize.institutions import InstitutionDecision
from loaders.persons.neighbourhood import READ_SECONDS
from loaders.renormalise import Affected

COLUMNS = ("works", "affiliation", "countries", "institutions")


@click.group(
    cls=WithDefault,
    default="pairs",
    alone=True,
    short_help="Go through what is for review, and judge it.",
)
def review() -> None:
    """Go through what the rules left for a person, and judge it. `coauth review` alone is `coauth review pairs`: which
    mentions of authors are one person's.

    \b
    Examples:
      coauth review
      coauth review --country KP --limit 20
      coauth review affiliations
      coauth review affiliations --country KP --json
    """


review.add_command(pairs)


@review.command(
    epilog="\b\nExamples:\n"
    "  coauth review affiliations --country KP\n"
    "  coauth review affiliations --limit 20 --json"
)
@click.option("--country", "code", metavar="CODE", help="Only those with a reading in this country.")
@click.option(
    "--names", is_flag=True, help="Also where only an institution known by its printed name is in doubt."
)
@click.option("--by", metavar="NAME", help="Who judges; by default the settings' analyst, else the user.")
@click.option("--no-apply", is_flag=True, help="Leave the store as it is until coauth renormalise --judged.")
@output_options
def affiliations(code: str | None, names: bool, by: str | None, no_apply: bool, output: Output) -> int:
    """Printed affiliations of the store that are for review, those that most works print first.

    On a terminal each is shown with its readings, and asked for; each answer is a judgement (coauth judge), kept at
    once. At the end the works that print them are decided anew. Elsewhere, or with --json, --csv, --table or -o, they
    are listed. Every authorship of the store is read once.
    """
    wanted = country(code) if code is not None else None
    settings = load_settings()
    decider = open_decider(settings.home)
    who = who_says(by, settings)
    with open_for_questions() as store:
        found = list(_doubts(store, decider, wanted, names))
    if not can_ask(output):
        show(_listed(found), output)
        return 0
    if not found:
        click.echo("nothing is for review" + (f" with a reading in {wanted}" if wanted else ""))
        return 0
    session = Session(settings, who[0])
    click.echo(f"{len(found):,} affiliations are for review; you are {one_line(who[0])} ({who[1]})")
    try:
        session.walk(found[: output.limit], ask_on_terminal)
    finally:
        if session.made:
            click.echo(f"judged: {len(session.made):,} (coauth judge list)")
    _apply(session, settings, no_apply)
    return 0


def _doubts(store: Store, decider: Decider, wanted: str | None, names: bool) -> Iterator[Doubt]:
    if model_version(store) is None:
        return

    def read(cypher: str, parameters: dict[str, Any]) -> list[dict[str, Any]]:
        return store.read(cypher, parameters, timeout=READ_SECONDS)

    yield from doubts(read, decider, country=wanted, names=names)


def _listed(found: Sequence[Doubt]) -> Answer:
    rows = [
        {
            "works": one.works,
            "affiliation": one.text,
            "countries": [f"{d.value}: {d.state}, {d.rule}" for d in one.findings.countries],
            "institutions": [f"{d.key} {d.name}: {d.state}, {d.rule}" for d in one.findings.institutions],
        }
        for one in found
    ]
    notes = () if rows else ("nothing is for review",)
    return Answer(columns=COLUMNS, rows=rows, title="Affiliations for review", notes=notes)


def _apply(session: Session, settings: Settings, no_apply: bool) -> None:
    if not session.made:
        return
    if no_apply:
        click.echo("the store was left as it is: coauth renormalise --judged brings it there")
        return
    decider = open_decider(settings.home)
    done = bring_into_store(settings, decider, Affected.by(session.made, decider.standing))
    if done is not None:
        click.echo(f"in the store: {said(done)}")


QUESTION = "which? (1, or 1 3; c KR: another country; 0: nothing; empty: skip; q: end)"


@dataclass
class Session:
    """One person's way through what is for review."""

    settings: Settings
    by: str
    made: list[Entry] = field(default_factory=list)

    def walk(self, found: Sequence[Doubt], ask: Ask) -> None:
        """Show each, ask for it, keep what is judged at once. Ends when nobody answers any more."""
        for number, one in enumerate(found, 1):
            readings: list[Decision | InstitutionDecision] = [d for d in one.findings.countries if d.value]
            readings += one.findings.institutions
            click.echo()
            click.echo(f"{number} of {len(found):,}; works: {one.works:,}")
            click.echo(f"  {one_line(one.text)}")
            for place, reading in enumerate(readings, 1):
                click.echo(f"  {place}. {_reading(reading, one.text)}")
            if not self._judge(one, readings, ask):
                return

    def _judge(self, one: Doubt, readings: Sequence[Decision | InstitutionDecision], ask: Ask) -> bool:
        while True:
            answer = ask(QUESTION)
            if answer is None or answer.strip().lower() in ("q", "quit"):
                return False
            if not answer.strip():
                return True
            try:
                chosen = _chosen(answer, readings)
            except WrongUsage as error:
                click.echo(f"  {one_line(error.message)}")
                continue
            why = ask("why?")
            if why is None:
                return False
            try:
                self._keep(one, chosen, typed("why", why).strip()[:MAX_WHY])
            except WrongUsage as error:
                click.echo(f"  {one_line(error.message)}: nothing was judged")
                continue
            return True

    def _keep(self, one: Doubt, chosen: tuple[tuple[str, ...], tuple[Named, ...]], why: str) -> None:
        codes, institutions = chosen

        def make(at: str) -> OfAffiliation:
            return OfAffiliation(
                at=at,
                by=self.by,
                why=why,
                judgement=Judgement.PLACES if codes or institutions else Judgement.NOTHING,
                shown=as_object(one.text, one.findings),
                text=one.text,
                countries=codes,
                institutions=institutions,
            )

        made = judge(self.settings.home, make)
        self.made += made.spoken_of
        for entry in made.entries:
            click.echo(f"  {one_line(line_of(entry)['says'])}; {by_whom(entry)}")


def _chosen(
    answer: str, readings: Sequence[Decision | InstitutionDecision]
) -> tuple[tuple[str, ...], tuple[Named, ...]]:
    """Countries and institutions that were chosen; neither for nothing. Raises WrongUsage for what is no answer."""
    words = answer.replace(",", " ").split()
    if words == ["0"]:
        return (), ()
    if words[0].lower() == "c" and len(words) > 1:
        return tuple(dict.fromkeys(country(code, option="") for code in words[1:])), ()
    codes: dict[str, None] = {}
    institutions: dict[str, Named] = {}
    for word in words:
        if not (word.isascii() and word.isdigit() and 1 <= int(word) <= len(readings)):
            raise WrongUsage(f"{word}: none of 1 to {len(readings)}")
        reading = readings[int(word) - 1]
        if isinstance(reading, Decision):
            codes[reading.value or ""] = None
        else:
            institutions[reading.key] = Named(
                key=reading.key, name=reading.name, country=reading.country or None
            )
    return tuple(codes), tuple(institutions.values())


def _reading(reading: Decision | InstitutionDecision, text: str) -> str:
    if isinstance(reading, Decision):
        what = f"country {reading.value}"
    else:
        what = f"institution {reading.name}" + (f" ({reading.country})" if reading.country else "")
    on = f", on “{text[slice(*reading.span)]}”" if reading.span else ""
    return one_line(f"{what}: {reading.state}, {reading.rule}, {reading.confidence:.2f}{on}")
