"""What the tests of fetching share: a server, time that passes by itself, and a fetch against them."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from graph.settings import Settings
from loaders.fetch.crossref import Crossref, crossref
from loaders.fetch.harvest import Harvest, harvest
from loaders.fetch.openalex import OpenAlex, openalex
from loaders.fetch.query import Query, Source
from tests.servers.literature import Literature


class Time:
    """Waits are noted, and pass at once."""

    def __init__(self) -> None:
        self.waits: list[float] = []
        self.passed = 0.0

    def wait(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.passed += seconds

    def clock(self) -> float:
        return self.passed

    def now(self) -> datetime:
        return datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=self.passed)


class Watcher:
    """Notes what it is told."""

    def __init__(self) -> None:
        self.reasons: list[str] = []
        self.stages: list[tuple[str, int]] = []
        self.places: list[int] = []

    def pausing(self, seconds: float, reason: str) -> None:
        self.reasons.append(reason)

    def stage(self, name: str, total: int) -> None:
        self.stages.append((name, total))

    def reached(self, done: int) -> None:
        self.places.append(done)


def settings(server: Literature, **more: Any) -> Settings:
    """Settings that lead to the server."""
    return Settings(openalex_url=server.url, crossref_url=server.url, **more)


def open_openalex(server: Literature, time: Time, **more: Any) -> OpenAlex:
    return openalex(settings(server, **more), "tests/1", Watcher(), wait=time.wait, clock=time.clock)


def open_crossref(server: Literature, time: Time, **more: Any) -> Crossref:
    return crossref(settings(server, **more), "tests/1", Watcher(), wait=time.wait, clock=time.clock)


def fetch(
    source: Source,
    queries: Sequence[Query],
    file: Path,
    *,
    at_most: int = 10_000,
    best: int | None = None,
    anew: bool = False,
    now: Callable[[], datetime] | None = None,
) -> Harvest:
    """A whole fetch."""
    with harvest(
        source,
        queries,
        file,
        progress=Watcher(),
        at_most=at_most,
        best=best,
        anew=anew,
        now=now or Time().now,
    ) as (got, works):
        assert sum(1 for _ in works) == got.works
    source.close()
    return got


def read(file: Path) -> list[dict[str, Any]]:
    """The objects of a JSON Lines file."""
    content = file.read_bytes()
    text = (gzip.decompress(content) if content[:2] == b"\x1f\x8b" else content).decode()
    return [json.loads(line) for line in text.split("\n")[:-1]]
