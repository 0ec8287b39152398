"""`coauth paths`: how persons are joined over shared works, from one country, institution or person to another."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

from coauth.ends import one_institution, one_person
from coauth.numbers import Number
from coauth.output import Output, output_options, show
from coauth.printed_lines import readable
from coauth.questions import codes_in, open_for_questions
from graph.errors import WrongUsage
from graph.path_answer import CAVEATS, COLUMNS, answer_of
from graph.paths import MAX_HOPS, Asked, End, find
from graph.queries import FIRST_YEAR, LAST_YEAR, country_code, require_works
from graph.store import Store

F = TypeVar("F", bound=Callable[..., Any])

DEFAULT_LIMIT = 25
"""Paths that are shown where nobody says how many."""

_width = max(map(len, COLUMNS))
_epilog = "\n".join(
    [
        "\b",
        "Columns:",
        *(f"  {name.ljust(_width)}  {said}" for name, said in COLUMNS.items()),
        *(line for caveat in CAVEATS for line in ("", f"Caution: {caveat}")),
        "",
        "\b",
        "Examples:",
        "  coauth paths --from-country KP --to-country US --via CN --max-hops 3",
        '  coauth paths --from-author "Ri Chol Su" --to-country DE --review include',
        '  coauth paths --from-institution "Kim Chaek University of Technology" --to-author KEY --json',
    ]
)


def _year(option: str, said: str) -> Callable[[F], F]:
    return click.option(
        option,
        option.removeprefix("--") + "_year",
        type=click.IntRange(FIRST_YEAR, LAST_YEAR),
        metavar="YEAR",
        help=said,
    )


@click.command(
    short_help="Find paths over shared works between countries, institutions, persons.", epilog=_epilog
)
@click.option(
    "--from-country", metavar="CODE", help="Begin at authors with a printed address there.  [default: KP]"
)
@click.option(
    "--from-institution", metavar="KEY|NAME", help="Begin at authors who printed it, or a part of it."
)
@click.option("--from-author", metavar="KEY|NAME", help="Begin at this person.")
@click.option(
    "--to-country", metavar="CODE", help="End at authors with a printed address there.  [default: US]"
)
@click.option("--to-institution", metavar="KEY|NAME", help="End at authors who printed it, or a part of it.")
@click.option("--to-author", metavar="KEY|NAME", help="End at this person.")
@click.option(
    "--via",
    multiple=True,
    metavar="CODE",
    help="Somebody in between printed an address in this country; may be repeated.",
)
@click.option(
    "--max-hops",
    type=click.IntRange(1, MAX_HOPS),
    default=3,
    show_default=True,
    metavar="N",
    help=f"Works that a path may run over, {MAX_HOPS} at most.",
)
@_year(
    "--from",
    "First year that counts, for every work; a work without a year is left out where this or --to is given.",
)
@_year("--to", "Last year that counts, for every work.")
@click.option(
    "--min-confidence",
    type=Number(0, 1),
    default=0.5,
    show_default=True,
    metavar="NUMBER",
    help="Least confidence of everything that a path rests on; what is for review is shown whatever its confidence.",
)
@click.option(
    "--review",
    type=click.Choice(("leave-out", "include", "only"), case_sensitive=False),
    default="leave-out",
    show_default=True,
    help="Paths of which an address, or that a work is somebody's, is for review.",
)
@output_options
def paths(
    from_country: str | None,
    from_institution: str | None,
    from_author: str | None,
    to_country: str | None,
    to_institution: str | None,
    to_author: str | None,
    via: tuple[str, ...],
    max_hops: int,
    from_year: int | None,
    to_year: int | None,
    min_confidence: float,
    review: str,
    output: Output,
) -> None:
    """Find how authors are joined over shared works: author–work–author steps, the shortest paths first, then the surest.

    Each end is a country, an institution or a person. A name is taken where it is one person's or one institution's; else
    those who may be meant are listed. Without --limit 25 paths are shown; longer paths are not looked for where there are
    as many shorter ones.
    """
    faults: list[str] = []
    ends = [
        _end("from", from_country, from_institution, from_author, "KP", faults),
        _end("to", to_country, to_institution, to_author, "US", faults),
    ]
    codes = [country_code("--via", one, faults) for one in codes_in(via)]
    places = [one[1] for one in ends if one is not None and one[0] == "country"]
    if len({*places, *codes}) < len(places) + len(codes) and not faults:
        faults.append("the countries of both ends and --via must be different")
    if from_year is not None and to_year is not None and from_year > to_year:
        faults.append(f"--from {from_year} is later than --to {to_year}")
    if faults:
        raise WrongUsage("; ".join(faults), hint="coauth paths --help")
    limit = DEFAULT_LIMIT if output.limit is None else output.limit
    with open_for_questions() as store:
        require_works(store)
        start, end = (_found(store, one, side) for one, side in zip(ends, ("from", "to"), strict=True))
        if set(start.keys) & set(end.keys):
            raise WrongUsage("both ends are the same", hint="coauth paths --help")
        asked = Asked(
            start,
            end,
            via=tuple(code for code in codes if code),
            max_hops=max_hops,
            first=from_year,
            last=to_year,
            min_confidence=min_confidence,
            review=review.lower(),  # type: ignore[arg-type]  # click has checked it
            limit=limit,
        )
        found = find(store, asked, seconds=store.query_timeout)
        answer = answer_of(store, asked, found)
    show(answer, Output(output.form, output.file))


def _end(
    side: str,
    country: str | None,
    institution: str | None,
    author: str | None,
    default: str,
    faults: list[str],
) -> tuple[str, str] | None:
    """Kind and text of one end; None where it is not told."""
    given = [
        (kind, text)
        for kind, text in (("country", country), ("institution", institution), ("author", author))
        if text is not None
    ]
    if len(given) > 1:
        faults.append(
            " and ".join(f"--{side}-{kind}" for kind, _ in given) + ": a path has one end of each kind alone"
        )
        return None
    kind, text = given[0] if given else ("country", default)
    if kind == "country":
        code = country_code(f"--{side}-country", text, faults)
        return None if code is None else (kind, code)
    if not text.strip():
        faults.append(f"--{side}-{kind} is empty")
    return kind, readable(text)


def _found(store: Store, end: tuple[str, str] | None, side: str) -> End:
    assert end is not None
    kind, text = end
    if kind == "country":
        return End("country", (text,), text)
    if kind == "institution":
        return one_institution(store, text, option=f"--{side}-institution")
    return one_person(store, text, option=f"--{side}-author")
