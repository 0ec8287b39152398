"""`coauth demo`: the shipped works, the triads with their evidence, a picture."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from coauth import __version__
from coauth.export import draw, say_what_was_drawn
from coauth.output import Output, show
from coauth.progress import Bar
from graph.queries import ask
from graph.settings import home_folder, load_settings
from graph.store import Store, open_store
from graph.views.answer import Answer
from loaders.accounting import Outcome
from loaders.deciding import open_decider
from loaders.demo import works_file
from loaders.pipeline import load as load_files

PICTURE = Path("coauth-demo.html")

_COLUMNS = ("work", "year", "doi", "country", "persons", "affiliation as printed", "rule", "confidence")

_JOINED = """
MATCH (w:Work)-[i:INVOLVES]->(:Country {code: 'KP'}) WHERE NOT i.review
MATCH (w)-[j:INVOLVES]->(c:Country) WHERE NOT j.review AND c.code <> 'KP'
WITH w, count(c) AS others WHERE others >= $at_least
RETURN w.key AS work ORDER BY w.year, work
"""
_WORKS = "MATCH (w:Work) WHERE w.key IN $works RETURN w.key AS work, w.title AS title, w.year AS year, w.doi AS doi"
_PRINTED = """
MATCH (p)-[r:AUTHORED]->(w:Work) WHERE w.key IN $works AND size(r.affiliations) > 0
RETURN w.key AS work, r.position AS position, r.printed AS name, r.affiliations AS affiliations, r.ev_kind AS kinds,
       r.ev_value AS values, r.ev_state AS states, r.ev_affiliation AS places, r.ev_rule AS rules, r.ev_confidence AS confidences
ORDER BY work, position
"""
_LOOSE = """
MATCH (w:Work) WHERE w.key IN $works AND size(w.affiliations) > 0
RETURN w.key AS work, 0 AS position, null AS name, w.affiliations AS affiliations, w.ev_kind AS kinds,
       w.ev_value AS values, w.ev_state AS states, w.ev_affiliation AS places, w.ev_rule AS rules, w.ev_confidence AS confidences
"""
_DATED = """
MATCH (w:Work) WHERE w.key IN $works
WITH w, [d IN [{day: w.submitted, precision: w.submitted_precision}, {day: w.accepted, precision: w.accepted_precision},
               {day: w.online, precision: w.online_precision}, {day: w.published, precision: w.published_precision}]
          WHERE d.day IS NOT NULL] AS dates
RETURN w.key AS work,
       coalesce(w.year < 2016, false)
         OR any(d IN dates WHERE d.day < CASE d.precision WHEN 'day' THEN date('2016-11-30')
                                           WHEN 'month' THEN date('2016-11-01') ELSE date('2016-01-01') END) AS early,
       w.year IS NULL OR w.year = 2016
         AND none(d IN dates WHERE d.day >= CASE d.precision WHEN 'day' THEN date('2016-11-30')
                                              WHEN 'month' THEN date('2016-12-01') ELSE date('2017-01-01') END) AS open
ORDER BY w.year, work
"""
"""A date is known to its precision only: a month or a year is before that day when all of it is."""


@click.command(epilog="\b\nExamples:\n  coauth demo\n  coauth demo -o picture.html")
@click.option(
    "-o",
    "--output",
    "file",
    type=click.Path(dir_okay=False, path_type=Path),
    default=PICTURE,
    show_default=True,
    help="Where to write the picture.",
)
def demo(file: Path) -> int:
    """Load the shipped works and show what can be asked of them.

    The works are real: 165 with a printed address in the DPRK, or easily mistaken for one. Running it again loads
    nothing twice.
    """
    settings = load_settings()
    click.echo("opening the store ...", err=True)
    with open_store(settings) as store:
        with Bar() as bar:
            outcome = load_files(
                store,
                settings,
                [works_file()],
                version=__version__,
                decider=open_decider(home_folder()),
                progress=bar,
            )
        click.echo(_loaded(outcome, store))
        triads = [row["work"] for row in ask(store, "triads").rows]
        show(
            _evidence(store, triads, ("KP", "CN", "US"), "Works that join KP, CN and US"),
            Output(form="table"),
        )
        joined = [row["work"] for row in store.read(_JOINED, {"at_least": 2}) if row["work"] not in triads]
        others = "Every other work that joins KP with two or more further countries"
        cautions = (_caution(store, [*triads, *joined]),)
        show(replace(_evidence(store, joined, (), others), caveats=cautions), Output(form="table"))
        joint = Answer(
            columns=("work",),
            rows=store.read(_JOINED, {"at_least": 1}),
            title="Works that join the DPRK (KP) with other countries",
        )
        picture = draw(store, joint, file, countries=("KP", "CN", "US"))
    say_what_was_drawn(picture, file)
    click.echo(f"\nThe picture: {file.resolve()} (open it in a browser; it needs no network)")
    click.echo("Try next:")
    for command in (
        "coauth query partners --country KP --from 2010",
        "coauth query triads --country KP --country CN --country AU --json",
        'coauth explain affiliation "Kim II-sung Univ., Pyongyang, South Korea"',
    ):
        click.echo(f"  {_as_typed()}{command.removeprefix('coauth')}")
    return 0


def _as_typed() -> str:
    """The command as this person called it, so that what is shown can be pasted."""
    program = Path(sys.argv[0])
    return sys.argv[0] if program.name == "coauth" else "coauth"


def _loaded(outcome: Outcome, store: Store) -> str:
    count = outcome.files[0]
    if outcome.finished_before and not outcome.loaded:
        return f"{count.unchanged} works were in {store.name} already: nothing was loaded twice"
    return (
        f"{count.records} records loaded into {store.name} in {outcome.seconds:.1f} s: {outcome.works} works, "
        f"{outcome.authors} authors, {outcome.institutions} institutions, {outcome.countries} countries, "
        f"{outcome.review} mentions that need review"
    )


def _evidence(store: Store, works: list[str], codes: tuple[str, ...], title: str) -> Answer:
    """What is printed on works, a row for each country and address; codes: the countries to show, () for all."""
    heads = {row["work"]: row for row in store.read(_WORKS, {"works": works})}
    found: dict[tuple[str, str, str, str, float], list[str]] = {}
    for line in store.read(_PRINTED, {"works": works}) + store.read(_LOOSE, {"works": works}):
        entries = zip(
            line["kinds"],
            line["values"],
            line["states"],
            line["places"],
            line["rules"],
            line["confidences"],
            strict=True,
        )
        for kind, value, state, place, rule, confidence in entries:
            if kind == "country" and state == "yes" and place >= 0 and (not codes or value in codes):
                key = (line["work"], value, line["affiliations"][place], rule, confidence)
                found.setdefault(key, []).append(line["name"] or "(given to no author)")
    order = {code: index for index, code in enumerate(codes or ("KP",))}
    rows: list[dict[str, Any]] = []
    for work in works:
        mine = [item for item in found.items() if item[0][0] == work]
        mine.sort(key=lambda item: (order.get(item[0][1], len(order)), item[0][1]))
        head = heads[work]
        for (_, code, printed, rule, confidence), names in mine:
            rows.append(
                {
                    "work": head["title"] or work,
                    "year": head["year"],
                    "doi": head["doi"] or work,
                    "country": code,
                    "persons": list(dict.fromkeys(names)),
                    "affiliation as printed": printed,
                    "rule": rule,
                    "confidence": confidence,
                }
            )
    return Answer(columns=_COLUMNS, rows=rows, title=title, subject=_COLUMNS[:3])


def _caution(store: Store, works: list[str]) -> str:
    dated = store.read(_DATED, {"works": works})
    early = [row["work"] for row in dated if row["early"]]
    unknown = [row["work"] for row in dated if row["open"] and not row["early"]]
    parts = [
        "A common paper shows that addresses were printed together, not who sponsored the work, whether it was "
        "exempt or notified, or anyone's nationality."
    ]
    parts.append(f"Dated before 30 November 2016: {', '.join(early) if early else 'none of these'}.")
    if unknown:
        parts.append(f"The known date leaves open whether before or after that day: {', '.join(unknown)}.")
    return " ".join(parts)
