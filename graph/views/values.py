"""Whatever a store answers with, as plain JSON values."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any

import neo4j.graph
import neo4j.spatial
import neo4j.time

_STORE_TIMES = (neo4j.time.Date, neo4j.time.DateTime, neo4j.time.Time, neo4j.time.Duration)


def plain(value: Any) -> Any:
    """JSON scalars, lists and dicts.

    A node becomes `{labels, properties}`, a relationship `{type, properties}`, a path the list of its nodes
    and relationships; dates, times and durations ISO 8601; a point `{srid, coordinates}`; bytes hexadecimal.
    The store's own ids are left out, for they differ from run to run. NaN and infinities, which JSON does
    not know, become text.
    """
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else str(value)
    if isinstance(value, neo4j.graph.Node):
        return {"labels": sorted(value.labels), "properties": _sorted_properties(value)}
    if isinstance(value, neo4j.graph.Relationship):
        return {"type": value.type, "properties": _sorted_properties(value)}
    if isinstance(value, neo4j.graph.Path):
        steps: list[Any] = [plain(value.nodes[0])] if value.nodes else []
        for relationship, node in zip(value.relationships, value.nodes[1:], strict=True):
            steps += [plain(relationship), plain(node)]
        return steps
    if isinstance(value, neo4j.spatial.Point):
        return {"srid": value.srid, "coordinates": [plain(number) for number in value]}
    if isinstance(value, _STORE_TIMES):
        return value.iso_format()
    if isinstance(value, date | datetime | time):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [plain(one) for one in value]
    if isinstance(value, set | frozenset):
        return sorted((plain(one) for one in value), key=str)
    if isinstance(value, bytes | bytearray):
        return bytes(value).hex()
    return str(value)


def native(value: Any) -> Any:
    """The store's dates and times as Python's (to the microsecond); everything else as the driver gives it."""
    if isinstance(value, neo4j.time.Date | neo4j.time.DateTime | neo4j.time.Time):
        return value.to_native()
    if isinstance(value, list):
        return [native(one) for one in value]
    if isinstance(value, dict):
        return {key: native(one) for key, one in value.items()}
    return value


def _sorted_properties(entity: neo4j.graph.Entity) -> dict[str, Any]:
    return {name: plain(entity[name]) for name in sorted(entity.keys())}
