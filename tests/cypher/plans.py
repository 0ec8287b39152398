"""What Neo4j says of how it would answer a statement."""

from __future__ import annotations

from typing import Any

SCANS = ("AllNodesScan", "CartesianProduct")
"""All nodes one by one, and each of some rows with each of others."""


def operators(plan: dict[str, Any]) -> list[str]:
    """The operators of a plan, from the result down; the local store names none."""
    return [
        str(plan.get("operatorType", "")).partition("@")[0],
        *(name for one in plan.get("children") or () for name in operators(one)),
    ]
