"""How many works of OpenAlex each country has in each year: counted there (group_by), so that no work is fetched.

OpenAlex gives 200 groups a page at most; further pages follow a cursor, in the order of the groups' keys. Works without
a known country are in no group.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import quote_plus

import msgspec
import pyalex

from graph.country_codes import known
from graph.errors import CoauthError
from graph.settings import Settings
from graph.views.text import one_line
from loaders.fetch.openalex import OpenAlex
from loaders.fetch.transport import Client

GROUP = "authorships.countries"
PER_PAGE = 200
MAX_PAGES = 20
YEAR = "publication_year"
_HOST = "https://api.openalex.org/"
_KEY = re.compile(r"(?:\Ahttps?://openalex\.org/countries/|\A)([A-Za-z]{2})\Z")
_UNKNOWN = ("unknown", "-111")


class _Meta(msgspec.Struct):
    count: int
    next_cursor: str | None = None


class _Group(msgspec.Struct):
    key: str
    count: int


class _Groups(msgspec.Struct):
    meta: _Meta
    group_by: list[_Group]


_GROUPS = msgspec.json.Decoder(_Groups)


@dataclass(frozen=True, slots=True)
class CountQuery:
    """The works of one year that are counted. shown: what they must have, as OpenAlex's filters name it; url: where."""

    year: int
    url: str
    shown: str


@dataclass(frozen=True, slots=True)
class YearCounts:
    """works: by country. total: works of the year, also those without a country. other: groups that are no country."""

    year: int
    works: dict[str, int]
    total: int
    other: dict[str, int]


def count_queries(
    years: Sequence[int], filters: Mapping[str, Sequence[str]], search: str | None = None
) -> list[CountQuery]:
    """One query a year. filters: of OpenAlex, any of the values of each; all of them must hold."""
    wanted = {name: "|".join(values) for name, values in filters.items()}
    shown = ", ".join(
        [*(f"{name}:{value}" for name, value in wanted.items()), *([f"search: {search}"] if search else [])]
    )
    found = []
    for year in years:
        works = pyalex.Works().filter(**{YEAR: year}, **wanted)
        if search:
            works = works.search(search)
        url = works.group_by(GROUP).url.removeprefix(_HOST)
        found.append(CountQuery(year, f"{url}&per-page={PER_PAGE}", shown))
    return found


def counts(client: Client, query: CountQuery) -> YearCounts:
    """What OpenAlex counts. Raises CoauthError, also where it counts one country twice."""
    works: dict[str, int] = {}
    other: dict[str, int] = {}
    cursor: str | None = "*"
    total = 0
    for _ in range(MAX_PAGES):
        if cursor is None:
            break
        answer = client.get(f"{query.url}&cursor={quote_plus(cursor)}", _decoded)
        total = answer.meta.count
        for group in answer.group_by:
            match = _KEY.match(group.key)
            code = known(match[1]) if match else None
            if group.key.lower() in _UNKNOWN:
                continue
            kept, key = (works, code) if code is not None else (other, group.key[:80])
            if key in kept:
                raise CoauthError(
                    f"OpenAlex counts {key} twice in {query.year}",
                    hint="the same command again; if it stays, narrow the query",
                )
            kept[key] = group.count
        after = answer.meta.next_cursor
        cursor = after if answer.group_by and after != cursor else None
    else:
        raise CoauthError(f"OpenAlex gives more than {MAX_PAGES * PER_PAGE:,} groups for {query.year}",
                          hint="these are no countries: narrow the query")  # fmt: skip
    return YearCounts(query.year, works, total, other)


def _decoded(body: bytes) -> _Groups:
    """Raises msgspec.DecodeError or ValueError for what is no such answer."""
    answer = _GROUPS.decode(body)
    if answer.meta.count < 0 or any(group.count < 0 for group in answer.group_by):
        raise ValueError("less than no works")
    return answer


def table(settings: Settings, queries: Sequence[CountQuery], found: Sequence[YearCounts], day: date) -> str:
    """The table as `coauth report --counts` reads it, with universe, query and day in its head."""
    shown = queries[0].shown or "no condition"
    lines = [
        f"# universe: OpenAlex, works with {shown}",
        f"# query: {settings.openalex_url}/{queries[0].url} (and so for each year)",
        f"# fetched: {day.isoformat()}",
        "# counted: a work once for each country of its authors, as OpenAlex labels them; works without one are in no row",
        *(
            f"# works {one.year}: {one.total} in all, {len(one.works)} countries{_left_out(one)}"
            for one in found
        ),
        "country,year,works",
    ]
    for one in found:
        lines += [f"{code},{one.year},{count}" for code, count in sorted(one.works.items())]
    return "\n".join(map(one_line, lines)) + "\n"


def _left_out(one: YearCounts) -> str:
    if not one.other:
        return ""
    return "; no country of ISO 3166-1: " + ", ".join(
        f"{key!r} {count}" for key, count in sorted(one.other.items())
    )


def fetch_counts(
    source: OpenAlex, queries: Sequence[CountQuery], reached: Callable[[int], None]
) -> list[YearCounts]:
    """The counts of each year, in order. Raises CoauthError."""
    found = []
    for number, query in enumerate(queries, 1):
        found.append(counts(source.client, query))
        reached(number)
    return found
