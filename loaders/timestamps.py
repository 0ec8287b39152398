"""Points of time as judgements and the log of persons have them."""

from __future__ import annotations

from datetime import UTC, datetime


def timestamp(at: datetime | None = None) -> str:
    """A point of time (None: now) in UTC, ISO 8601 to the microsecond: as texts they sort as the times do."""
    return (at or datetime.now(UTC)).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f") + "Z"
