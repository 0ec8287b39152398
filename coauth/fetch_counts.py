"""`coauth fetch openalex-counts`: how many works each country has, for the ranks of a report."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from coauth.fetch_options import AGENT, filters_of
from coauth.progress import Bar
from graph.errors import WrongUsage
from graph.settings import load_settings
from graph.views.atomic import check_writable, write_file
from graph.views.json_rows import to_json
from graph.views.text import one_line

NAMED = {"topic": "topics.id", "subfield": "primary_topic.subfield.id", "concept": "concepts.id"}
"""The option to the filter of OpenAlex that it stands for."""

MAX_YEARS = 100
MAX_SEARCH = 1000


@click.command(
    "openalex-counts",
    epilog="\b\nExamples:\n"
    "  coauth fetch openalex-counts --from 2017 --to 2023 --subfield 1702 -o counts.csv\n"
    "  coauth fetch openalex-counts --from 2017 --to 2023 --filter type:article --search '\"neural network\"' -o nn.csv\n"
    "  coauth fetch openalex-counts --from 2023 --to 2023 --subfield 1702 --dry-run",
)
@click.option(
    "--from", "first", type=click.IntRange(1000, 2999), required=True, metavar="YEAR", help="First year."
)
@click.option(
    "--to", "last", type=click.IntRange(1000, 2999), required=True, metavar="YEAR", help="Last year."
)
@click.option(
    "--topic", multiple=True, metavar="ID", help="Works of this topic (T…); may be repeated for any of them."
)
@click.option(
    "--subfield",
    multiple=True,
    metavar="ID",
    help="Works of which the first topic lies in this subfield (1702 is Artificial Intelligence); may be repeated.",
)
@click.option("--concept", multiple=True, metavar="ID", help="Works with this concept (C…); may be repeated.")
@click.option("--search", metavar="WORDS", help="Works with these words in title, abstract or full text.")
@click.option("--filter", "filters", multiple=True, metavar="KEY:VALUE", help="A further filter of OpenAlex.")
@click.option(
    "-o", "--output", "file", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE",
    help="Write to FILE.csv.",
)  # fmt: skip
@click.option("--dry-run", is_flag=True, help="Show the queries that would be sent; none is.")
@click.option("--json", "as_json", is_flag=True, help="Print what was counted as one JSON object.")
def openalex_counts(
    first: int,
    last: int,
    topic: tuple[str, ...],
    subfield: tuple[str, ...],
    concept: tuple[str, ...],
    search: str | None,
    filters: tuple[str, ...],
    file: Path | None,
    dry_run: bool,
    as_json: bool,
) -> int:
    """Count the works of every country and year at OpenAlex, for `coauth report 38north --counts`.

    Nothing but the counts is fetched. They are those of OpenAlex's own country labels and topics, and the head of the
    table says so: a rank among them is one in this universe. OpenAlex labels works of the DPRK wrongly more often than
    others.
    """
    from loaders.fetch.openalex import openalex as open_openalex
    from loaders.fetch.openalex_counts import YEAR, count_queries, fetch_counts, table

    if first > last:
        raise WrongUsage(f"--from {first} is later than --to {last}")
    if last - first >= MAX_YEARS:
        raise WrongUsage(f"--from {first} --to {last}: more than {MAX_YEARS} years")
    if search is not None and not (search.strip() and len(search) <= MAX_SEARCH):
        raise WrongUsage(f"--search needs at least a word, and at most {MAX_SEARCH:,} characters")
    wanted = filters_of(filters, frozenset({YEAR, *NAMED.values()}))
    for option, values in (("topic", topic), ("subfield", subfield), ("concept", concept)):
        if values:
            wanted[NAMED[option]] = [_id(option, value) for value in values]
    if not wanted and search is None:
        raise WrongUsage(
            "nothing says which works are counted",
            hint="add --subfield 1702 (Artificial Intelligence), --topic ID, --search WORDS or --filter KEY:VALUE",
        )
    queries = count_queries(range(first, last + 1), wanted, search)
    settings = load_settings()
    if dry_run:
        for query in queries:
            click.echo(one_line(f"{settings.openalex_url}/{query.url}"))
        click.echo(f"{len(queries)} queries of OpenAlex; nothing was sent", err=True)
        return 0
    if file is None:
        raise WrongUsage("-o is missing: the file to write", hint="add -o counts.csv, or --dry-run")
    if file.suffix.lower() != ".csv":
        raise WrongUsage(f"{file}: it is written as CSV", hint="end it in .csv")
    check_writable(file)
    with Bar() as bar:
        source = open_openalex(settings, AGENT, bar)
        try:
            bar.stage("counting", len(queries))
            found = fetch_counts(source, queries, bar.reached)
        finally:
            source.close()
    write_file(file, table(settings, queries, found, datetime.now(UTC).date()).encode("utf-8"))
    if as_json:
        years = [{"year": one.year, "works": one.total, "countries": len(one.works)} for one in found]
        click.echo(to_json({"file": str(file), "filter": queries[0].shown, "years": years}, indent=1))
    else:
        countries = len({code for one in found for code in one.works})
        click.echo(f"{sum(one.total for one in found):,} works of {countries} countries counted in {file}")
    return 0


def _id(option: str, value: str) -> str:
    text = value.strip()
    if not (text.isascii() and text.isalnum() and len(text) <= 20):
        raise WrongUsage(f"--{option} {value[:60]}: it is no id of OpenAlex", hint="such as --subfield 1702")
    return text
