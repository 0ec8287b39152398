"""Topics and watch-lists of the large graph: of the term lists and of a dated copy as they are found in real works.

Shares after the shipped works and OpenAlex samples matched with the lists of loaders/terms, rounded: one work in eight
about artificial intelligence, one in ten about a field of paragraph 11(a), one in seven about medicine.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from graph import model, schema
from loaders.rules import rule_of

AI = ("learning", "vision", "language", "speech", "control", "search", "reasoning", "robotics")
COMMITTEE = ("nuclear", "aerospace", "advanced-manufacturing")
LISTS: tuple[tuple[str, Sequence[str], str | None, float], ...] = (
    ("ai-technical", AI, None, 0.12),
    ("unscr-2321-11a", COMMITTEE, "11(a)", 0.1),
    ("medical", ("medicine",), "11 medical", 0.15),
)
"""Name, groups, rule, and the share of works."""

MARKS = ("text made", *sorted(f"{name} 1 made" for name, *_ in LISTS))
"""What a work remembers that was matched with all of them."""

OLDER = 0.1
"""Share of findings that are of an older version too."""

WATCHLIST = "made:1"
LISTED = 60
"""Institutions of CN on the list."""

Row = dict[str, Any]


def topics() -> Iterator[Row]:
    """The topics of all lists."""
    for name, groups, rule, _ in LISTS:
        made = rule_of(rule) if rule else None
        for group in groups:
            yield schema.row_of(
                model.Topic(
                    key=f"{name}/{group}", list=name, name=group, rule=rule, source=made.source if made else None,
                    since=made.since if made else None,
                )
            )  # fmt: skip


def about(work: str, chance: random.Random) -> Iterator[Row]:
    """What a work is about."""
    for name, groups, _, share in LISTS:
        if chance.random() < share:
            for group in chance.sample(groups, min(len(groups), 1 + (chance.random() < 0.2))):
                topic = f"{name}/{group}"
                versions = ("1", "0") if chance.random() < OLDER else ("1",)
                for version in versions:
                    finding = model.About(
                        key=f"{work} {topic} {version}", version=version, current=version == "1",
                        score=chance.choice((0.75, 0.92, 0.97)), review=chance.random() < 0.2, rule="strong-term",
                        terms=(f"a term of {group}",), ev_place=("title",), ev_printed=(f"a term of {group}",),
                    )  # fmt: skip
                    yield schema.edge_of(finding, work, topic)


def watchlist() -> Row:
    """A copy of a list."""
    return schema.row_of(
        model.Watchlist(
            key=WATCHLIST,
            name="A made list",
            kind="made",
            dated=date(2024, 1, 1),
            sha256="made",
            organisations=LISTED,
        )
    )


def listed(places: Sequence[tuple[str, str]], chance: random.Random) -> Iterator[Row]:
    """Its entries. places: keys of institutions with their countries."""
    for number, key in enumerate([key for key, code in places if code == "CN"][:LISTED]):
        since = date(chance.randint(2010, 2023), 5, 1) if chance.random() < 0.7 else None
        entry = model.ListedOn(
            key=f"{WATCHLIST} {number}", entry=f"Entry {number}", since=since, since_precision="day" if since else None,
            review=chance.random() < 0.2, rule="entry-name", confidence=0.9,
        )  # fmt: skip
        yield schema.edge_of(entry, key, WATCHLIST)
