"""The rows that `coauth network` answers with."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from statistics import median
from typing import Any

from graph.network import BATCH, Bounds, Centrality, Network, Progress, countries_of
from graph.queries import Reader

Row = dict[str, Any]
Table = tuple[tuple[str, ...], list[Row]]

MOST_DOIS = 20
"""DOIs of a row, the latest works first."""

MOST_INSTITUTIONS = 10

BY_COUNTRY = (
    "country", "country_name", "persons", "share_of_betweenness", "highest_normalised", "median_normalised",
    "median_constraint", "between_countries",
)  # fmt: skip
BY_PERSON = (
    "person", "author", "countries", "co_authors", "co_author_countries", "betweenness", "normalised", "constraint",
    "works", "dois", "work_keys", "affiliations",
)  # fmt: skip
COMMUNITY = (
    "community", "persons", "pairs", "countries", "without_country", "institutions", "works", "first_year", "last_year",
    "dois", "work_keys", "names",
)  # fmt: skip

MEANINGS = {
    "share_of_betweenness": "the part of all betweenness that its persons have; one with addresses in two countries counts in both",
    "highest_normalised": "the most that one of them has, over what a person in the middle of a star would have",
    "median_normalised": "the same of the person in the middle of them",
    "median_constraint": "Burt's constraint of the person in the middle: low where co-authors do not know each other",
    "between_countries": "persons of it with co-authors in two countries or more",
    "co_author_countries": "countries of the printed addresses of the person's co-authors",
    "betweenness": "shortest paths between two others that run through the person",
    "normalised": "betweenness, over what a person in the middle of a star would have",
    "constraint": "Burt's constraint",
    "community": "its number, from the largest",
    "pairs": "co-author pairs inside of it",
    "countries": "countries of printed addresses; of a community with the number of its persons",
    "without_country": "persons without a country that counts",
    "institutions": "the most frequent ones that its persons printed",
}
"""Columns that do not say by themselves what they hold."""


def described(*groups: Sequence[str]) -> list[str]:
    """Lines for a command's help: what the columns of these groups hold."""
    names = [name for name in dict.fromkeys(name for group in groups for name in group) if name in MEANINGS]
    width = max(map(len, names))
    return ["\b", "Columns:", *(f"  {name.ljust(width)}  {MEANINGS[name]}" for name in names), ""]


_COUNTRY_NAMES = "MATCH (c:Country) RETURN c.code AS code, c.name AS name"
_PERSONS = """
UNWIND $keys AS key
MATCH (a:Author {key: key})-[r:AUTHORED]->(w:Work)
WHERE r.collective IS NULL AND w.pairs_left_out IS NULL
  AND (($first IS NULL AND $last IS NULL) OR (w.year >= coalesce($first, 0) AND w.year <= coalesce($last, 9999)))
RETURN a.key AS key, a.name AS name, w.key AS work, w.doi AS doi, w.year AS year, r.affiliations AS affiliations
ORDER BY key, w.year DESC, work
"""
_WORKS = """
UNWIND $keys AS key
MATCH (a:Author {key: key})-[r:AUTHORED]->(w:Work)
WHERE r.collective IS NULL AND w.pairs_left_out IS NULL
  AND (($first IS NULL AND $last IS NULL) OR (w.year >= coalesce($first, 0) AND w.year <= coalesce($last, 9999)))
RETURN a.key AS key, w.key AS work, w.doi AS doi, w.year AS year
"""
_INSTITUTIONS = """
UNWIND $keys AS key
MATCH (a:Author {key: key})-[r:AFFILIATED_WITH]->(i:Institution)
WHERE ($review OR NOT r.review) AND (r.review OR r.confidence >= $least)
  AND (($first IS NULL AND $last IS NULL)
    OR any(year IN r.years WHERE year >= coalesce($first, 0) AND year <= coalesce($last, 9999)))
RETURN a.key AS key, i.key AS institution, i.name AS name
"""


def by_country(
    store: Reader, network: Network, measured: Centrality, countries: Mapping[str, Sequence[str]]
) -> Table:
    """A row a country whose address persons printed; the last, without a code, is of those whose country is not known."""
    names = {row["code"]: row["name"] for row in store.read(_COUNTRY_NAMES)}
    of_country: dict[str, list[int]] = defaultdict(list)
    for place, key in enumerate(network.keys):
        for code in countries.get(key) or [""]:
            of_country[code].append(place)
    total = sum(measured.betweenness)
    rows: list[Row] = []
    for code, places in of_country.items():
        constraints = [one for place in places if (one := measured.constraint[place]) is not None]
        rows.append(
            {
                "country": code or None,
                "country_name": names.get(code),
                "persons": len(places),
                "share_of_betweenness": round(sum(measured.betweenness[n] for n in places) / total, 4)
                if total
                else None,
                "highest_normalised": round(max(measured.normalised[n] for n in places), 6),
                "median_normalised": round(median(measured.normalised[n] for n in places), 6),
                "median_constraint": round(median(constraints), 4) if constraints else None,
                "between_countries": sum(_joins(network, place, countries) for place in places),
            }
        )
    rows.sort(
        key=lambda row: (row["country"] is None, -(row["share_of_betweenness"] or 0.0), row["country"] or "")
    )
    return BY_COUNTRY, rows


def _joins(network: Network, place: int, countries: Mapping[str, Sequence[str]]) -> bool:
    """Whether a person has co-authors with addresses in two countries or more."""
    return len(_around(network, place, countries)) > 1


def _around(network: Network, place: int, countries: Mapping[str, Sequence[str]]) -> list[str]:
    return sorted(
        {code for other in network.graph.neighbors(place) for code in countries.get(network.keys[other], ())}
    )


def by_person(
    store: Reader, network: Network, measured: Centrality, countries: Mapping[str, Sequence[str]], limit: int
) -> Table:
    """A row a person, those with the highest betweenness first."""
    order = sorted(
        range(len(network.keys)), key=lambda place: (-measured.betweenness[place], network.keys[place])
    )[:limit]
    keys = [network.keys[place] for place in order]
    seen: dict[str, list[Row]] = defaultdict(list)
    for start in range(0, len(keys), BATCH):
        values = {"keys": keys[start : start + BATCH], "first": None, "last": None}
        for row in store.read(_PERSONS, values):
            seen[row["key"]].append(row)
    rows = []
    for place, key in zip(order, keys, strict=True):
        works = seen[key]
        rows.append(
            {
                "person": works[0]["name"] if works else None,
                "author": key,
                "countries": list(countries.get(key, ())),
                "co_authors": network.graph.degree(place),
                "co_author_countries": _around(network, place, countries),
                "betweenness": measured.betweenness[place],
                "normalised": measured.normalised[place],
                "constraint": measured.constraint[place],
                "works": len({row["work"] for row in works}),
                "dois": [row["doi"] for row in works if row["doi"]][:MOST_DOIS],
                "work_keys": [row["work"] for row in works][:MOST_DOIS],
                "affiliations": list(
                    dict.fromkeys(one for row in works[:MOST_DOIS] for one in row["affiliations"] or [])
                ),
            }
        )
    return BY_PERSON, rows


def community_rows(
    store: Reader,
    bounds: Bounds,
    network: Network,
    shown: Sequence[Sequence[int]],
    names: bool,
    progress: Progress,
) -> Table:
    """A row a community. Of its works those count on which two or more of its persons stand."""
    rows = []
    progress.stage("communities", len(shown))
    for number, members in enumerate(shown, 1):
        keys = [network.keys[place] for place in members]
        countries = countries_of(store, bounds, keys, _Untold())
        standing: Counter[str] = Counter()
        works: dict[str, Row] = {}
        institutions: dict[str, set[str]] = defaultdict(set)
        called: dict[str, str] = {}
        for start in range(0, len(keys), BATCH):
            values = bounds.values | {"keys": keys[start : start + BATCH]}
            for row in store.read(_WORKS, values):
                standing[row["work"]] += 1
                works[row["work"]] = row
            for row in store.read(_INSTITUTIONS, values):
                institutions[row["institution"]].add(row["key"])
                called[row["institution"]] = row["name"]
        common = sorted(
            (row for key, row in works.items() if standing[key] > 1),
            key=lambda row: (-(row["year"] or 0), row["work"]),
        )
        years = [row["year"] for row in common if row["year"] is not None]
        printed = Counter(code for key in keys for code in countries.get(key, ()))
        rows.append(
            {
                "community": number,
                "persons": len(keys),
                "pairs": network.graph.subgraph(list(members)).ecount(),
                "countries": [f"{code}: {count}" for code, count in sorted(printed.items(), key=_most_first)],
                "without_country": sum(not countries.get(key) for key in keys),
                "institutions": [
                    f"{called[key]}: {count}"
                    for key, count in sorted(
                        ((key, len(persons)) for key, persons in institutions.items()), key=_most_first
                    )[:MOST_INSTITUTIONS]
                ],
                "works": len(common),
                "first_year": min(years, default=None),
                "last_year": max(years, default=None),
                "dois": [row["doi"] for row in common if row["doi"]][:MOST_DOIS],
                "work_keys": [row["work"] for row in common][:MOST_DOIS],
                "names": _names(store, keys) if names else [],
            }
        )
        progress.reached(number)
    return COMMUNITY, rows


def _most_first(one: tuple[str, int]) -> tuple[int, str]:
    return -one[1], one[0]


def _names(store: Reader, keys: Sequence[str]) -> list[str]:
    return [
        f"{row['name']} ({row['key']})"
        for start in range(0, len(keys), BATCH)
        for row in store.read(
            "UNWIND $keys AS key MATCH (a:Author {key: key}) RETURN a.name AS name, a.key AS key ORDER BY name, key",
            {"keys": list(keys[start : start + BATCH])},
        )
    ]


class _Untold:
    """Progress of a part that is not told."""

    def stage(self, name: str, total: int) -> None:
        """Nothing."""

    def reached(self, done: int) -> None:
        """Nothing."""
