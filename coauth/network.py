"""`coauth network`: betweenness, constraint and communities of the co-author network; written back on request."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, TypeVar, cast

import click

from coauth.network_rows import (
    BY_COUNTRY,
    BY_PERSON,
    by_country,
    by_person,
    community_rows,
    described,
)
from coauth.network_rows import (
    COMMUNITY as COMMUNITY_COLUMNS,
)
from coauth.numbers import Number
from coauth.output import Output, output_options, show
from coauth.progress import Bar
from coauth.questions import codes_in, open_for_questions
from graph.errors import CoauthError, WrongUsage
from graph.lock import DeriveLock
from graph.network import (
    Bounds,
    Network,
    countries_of,
    read_network,
)
from graph.network import (
    centrality as measure,
)
from graph.network import (
    communities as divide,
)
from graph.network_write import CENTRALITY, COMMUNITY, write_back
from graph.network_write import forget as forget_all
from graph.queries import FIRST_YEAR, LAST_YEAR, country_code, coverage, require_works
from graph.store import Store
from graph.views.answer import Answer

F = TypeVar("F", bound=Callable[..., Any])

SHOWN = 25

CAVEATS = (
    "Two persons are joined where they wrote a work together. It does not show what went from one to the other, anyone's "
    "nationality, or whether a work was exempt or notified.",
    "A person in the middle of a network of works that are loaded need not be in the middle of any other: what is missing, "
    "and two persons taken for one (or one for two), changes the numbers more than anything else.",
    "Works with more authors than make co-author pairs (over 100), and groups that sign a work, join nobody.",
)
OF_CENTRALITY = (
    "betweenness: of each pair of other persons the share of its shortest paths that run through the person, added up; "
    "normalised: divided by the number of such pairs, (n-1)(n-2)/2, so that it lies between 0 and 1.",
    "constraint: Burt's, each pair of co-authors counting the same; low where a person's co-authors have not written with "
    "each other, near 1 and above where they all have.",
)
OF_COMMUNITIES = (
    "A community is a group of persons who wrote with each other more than with others, as Leiden's algorithm divides the "
    "network; it is nobody's own description of themselves, and another resolution gives other ones.",
)


def _bounds(command: F) -> F:
    """Add the options that say which network; the command receives them as one argument `bounds`."""

    @functools.wraps(command)
    def bounded(*args: Any, **kwargs: Any) -> Any:
        faults: list[str] = []
        codes = [country_code("--country", one, faults) for one in codes_in(kwargs.pop("country"))]
        first, last = kwargs.pop("from_year"), kwargs.pop("to_year")
        if first is not None and last is not None and first > last:
            faults.append(f"--from {first} is later than --to {last}")
        if faults:
            raise WrongUsage("; ".join(faults), hint=f"{click.get_current_context().command_path} --help")
        bounds = Bounds(
            tuple(sorted({code for code in codes if code})),
            first, last, kwargs.pop("min_confidence"), kwargs.pop("review") == "include",
        )  # fmt: skip
        return command(*args, bounds=bounds, **kwargs)

    options = (
        click.option(
            "--country",
            multiple=True,
            metavar="CODE",
            help="Only persons with a printed address there; may be repeated. Without it the whole network.",
        ),
        click.option(
            "--from", "from_year", type=click.IntRange(FIRST_YEAR, LAST_YEAR), metavar="YEAR",
            help="First year of the common works and addresses that count; those without a year are left out then.",
        ),
        click.option(
            "--to", "to_year", type=click.IntRange(FIRST_YEAR, LAST_YEAR), metavar="YEAR", help="Last year that counts."
        ),
        click.option(
            "--min-confidence", type=Number(0, 1), default=0.5, show_default=True, metavar="NUMBER",
            help="Least confidence of a pair and of an address.",
        ),
        click.option(
            "--review", type=click.Choice(("leave-out", "include"), case_sensitive=False), default="leave-out",
            show_default=True, help="Pairs and addresses for review.",
        ),
    )  # fmt: skip
    made: Any = bounded
    for option in reversed(options):
        made = option(made)
    return cast(F, made)


_names = click.option("--names", is_flag=True, help="Name persons; without it they are counted.")
_write = click.option(
    "--write",
    is_flag=True,
    help="Also put the numbers on the persons in the store, with the date and the network (see docs/model.md). A load renews "
    "them for nobody, and takes them off the persons that it decides anew.",
)


@click.group(short_help="Who stands between whom in the co-author network; its communities.")
def network() -> None:
    """Measures of the co-author network: persons, joined where they wrote a work together.

    \b
    Examples:
      coauth network centrality --country KP --country CN --country US
      coauth network communities --from 2015 --seed 7
      coauth network forget
    """


@network.command(
    short_help="Betweenness and constraint.",
    epilog="\n".join(
        [
            *(f"{one}\n" for one in OF_CENTRALITY),
            *described(BY_COUNTRY, BY_PERSON),
            "\b",
            "Examples:",
            "  coauth network centrality --country KP --country CN --country US --from 2010",
            "  coauth network centrality --names --limit 50 --json",
            "  coauth network centrality --write",
        ]
    ),
)
@_bounds
@click.option(
    "--cutoff",
    type=click.IntRange(0),
    metavar="N",
    help="Count only shortest paths of at most N steps, 0 all. Without it all are counted, or those of 2 steps where the "
    "network is large (persons times pairs over 1 billion); the answer says which.",
)
@_names
@_write
@output_options
def centrality(bounds: Bounds, cutoff: int | None, names: bool, write: bool, output: Output) -> None:
    """Compute betweenness and Burt's constraint of the persons of a co-author network.

    One row a country whose address they printed (who printed two stands under both), or with --names one a person, those
    with the highest betweenness first (25 without --limit).
    """
    with open_for_questions() as store, Bar() as bar:
        found = _network(store, bounds, bar)
        measured = measure(found, cutoff, bar)
        countries = countries_of(store, bounds, found.keys, bar)
        if names:
            limit = SHOWN if output.limit is None else output.limit
            columns, rows = by_person(store, found, measured, countries, limit)
        else:
            columns, rows = by_country(store, found, measured, countries)
        notes = [_size(found), coverage(store)]
        if measured.cutoff is not None:
            notes.insert(0, f"only shortest paths of at most {measured.cutoff} steps are counted (--cutoff)")
        if names and len(rows) < len(found.keys):
            notes.insert(0, f"the first {len(rows):,} of {len(found.keys):,} persons (--limit)")
        if write:
            of = bounds.text + (f", paths of at most {measured.cutoff} steps" if measured.cutoff else "")
            values = [
                {"key": key, "betweenness": between, "constraint": constraint}
                for key, between, constraint in zip(
                    found.keys, measured.normalised, measured.constraint, strict=True
                )
            ]
            notes.append(_written(store, CENTRALITY, values, of, bar))
    answer = Answer(
        columns=columns,
        rows=rows,
        title=f"Centrality: {bounds.text}",
        caveats=(*OF_CENTRALITY, *CAVEATS),
        notes=tuple(notes),
    )
    show(answer, Output(output.form, output.file) if names else output)


@network.command(
    short_help="Groups of persons who wrote with each other.",
    epilog="\n".join(
        [
            *(f"{one}\n" for one in OF_COMMUNITIES),
            *described(COMMUNITY_COLUMNS),
            "\b",
            "Examples:",
            "  coauth network communities --country KP --country CN",
            "  coauth network communities --objective CPM --resolution 0.05 --min-size 5 --json",
            "  coauth network communities --seed 7 --write",
        ]
    ),
)
@_bounds
@click.option(
    "--objective",
    type=click.Choice(("modularity", "CPM"), case_sensitive=False),
    default="modularity",
    show_default=True,
    help="What Leiden's algorithm makes as large as it can: modularity, or the constant Potts model.",
)
@click.option(
    "--resolution",
    type=Number(0, min_open=True),
    default=1.0,
    show_default=True,
    metavar="NUMBER",
    help="The higher, the more and the smaller communities; with CPM the least density inside of one.",
)
@click.option(
    "--seed",
    type=click.IntRange(0),
    default=1,
    show_default=True,
    metavar="N",
    help="Where chance begins: the same network, settings and seed give the same communities.",
)
@click.option(
    "--min-size",
    type=click.IntRange(1),
    default=3,
    show_default=True,
    metavar="N",
    help="Leave out smaller ones.",
)
@_names
@_write
@output_options
def communities(
    bounds: Bounds,
    objective: str,
    resolution: float,
    seed: int,
    min_size: int,
    names: bool,
    write: bool,
    output: Output,
) -> None:
    """Divide a co-author network into communities by Leiden's algorithm: one row each, the largest first (25 without
    --limit), with the countries and institutions printed, works, years, and DOIs.
    """
    objective = {"modularity": "modularity", "cpm": "CPM"}[objective.casefold()]
    limit = SHOWN if output.limit is None else output.limit
    with open_for_questions() as store, Bar() as bar:
        found = _network(store, bounds, bar)
        divided = divide(found, objective=objective, resolution=resolution, seed=seed)  # type: ignore[arg-type]
        large = [one for one in divided.members if len(one) >= min_size]
        columns, rows = community_rows(store, bounds, found, large[:limit], names, bar)
        notes = [
            f"{len(divided.members):,} communities, {len(large):,} of {min_size:,} persons or more; their modularity is "
            f"{divided.quality:.3f}; by {objective}, resolution {resolution:g}, seed {seed}",
            _size(found),
            coverage(store),
        ]
        if len(rows) < len(large):
            notes.insert(0, f"the first {len(rows):,} of {len(large):,} communities (--limit)")
        if write:
            of = f"{bounds.text}, {objective}, resolution {resolution:g}, seed {seed}"
            values = [
                {"key": found.keys[place], "community": number}
                for number, members in enumerate(divided.members, 1)
                for place in members
            ]
            notes.append(_written(store, COMMUNITY, values, of, bar))
    answer = Answer(
        columns=columns,
        rows=rows,
        title=f"Communities: {bounds.text}",
        caveats=(*OF_COMMUNITIES, *CAVEATS),
        notes=tuple(notes),
    )
    show(answer, Output(output.form, output.file))


@network.command(
    short_help="Take what --write put there out of the store.", epilog="Example: coauth network forget"
)
def forget() -> None:
    """Take betweenness, constraint and community off all persons in the store. Nothing else is touched."""
    with open_for_questions() as store, Bar() as bar:
        require_works(store)
        with DeriveLock(store, waiting=bar.waiting) as lock:
            gone = forget_all(store, CENTRALITY + COMMUNITY, progress=bar, lock=lock)
    click.echo(f"forgotten of {gone:,} person{'' if gone == 1 else 's'}", err=True)


def _network(store: Store, bounds: Bounds, bar: Bar) -> Network:
    require_works(store)
    found = read_network(store, bounds, bar)
    if not found.keys:
        raise CoauthError(
            "nobody in this network has a co-author",
            hint="ask more widely: other countries, other years, --review include",
        )
    return found


def _size(found: Network) -> str:
    return f"{len(found.keys):,} persons with a co-author, {found.pairs:,} pairs"


def _written(
    store: Store, names: Sequence[str], rows: Sequence[Mapping[str, Any]], network: str, bar: Bar
) -> str:
    computed = datetime.now(UTC).replace(microsecond=0)
    with DeriveLock(store, waiting=bar.waiting) as lock:
        write_back(store, names, rows, computed=computed, network=network, progress=bar, lock=lock)
    return f"written to {len(rows):,} persons, {computed:%Y-%m-%d %H:%M} UTC (coauth network forget takes it away)"
