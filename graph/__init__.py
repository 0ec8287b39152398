"""What is stored, and every way to look at it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from graph.session import Session
    from graph.settings import Settings


def connect(settings: Settings | None = None) -> Session:
    """Open the graph for reading; see graph.session.connect."""
    from graph import session  # the driver, only when it is needed

    return session.connect(settings)
