"""Whatever a store answers with becomes plain JSON values."""

from datetime import UTC, date, datetime
from typing import Any

import neo4j.time
import pytest
from neo4j.graph import Graph, Node
from neo4j.spatial import WGS84Point

from graph.views.values import plain


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, None),
        (True, True),
        (1.5, 1.5),
        (float("nan"), "nan"),
        (float("inf"), "inf"),
        ([1, [2, None]], [1, [2, None]]),
        ({"a": {1, 2}}, {"a": [1, 2]}),
        (b"\x00\xff", "00ff"),
        (date(2016, 11, 30), "2016-11-30"),
        (datetime(2016, 11, 30, 12, tzinfo=UTC), "2016-11-30T12:00:00+00:00"),
        (neo4j.time.Date(2016, 11, 30), "2016-11-30"),
        (neo4j.time.Duration(months=14, days=3), "P1Y2M3D"),
        (WGS84Point((125.75, 39.03)), {"srid": 4326, "coordinates": [125.75, 39.03]}),
    ],
)
def test_plain(value: Any, expected: Any) -> None:
    assert plain(value) == expected


def test_a_node_tells_labels_and_properties_and_no_id_of_the_store() -> None:
    node = Node(Graph(), "4:x:1", 1, ["Work", "Draft"], {"year": 2016, "key": "doi:10.1234/x"})
    assert plain(node) == {"labels": ["Draft", "Work"], "properties": {"key": "doi:10.1234/x", "year": 2016}}
