"""Keys by which names that can be one person's find each other."""

from __future__ import annotations

from loaders.normalize.personal.model import PersonalName


def blocking_keys(name: PersonalName) -> frozenset[str]:
    """Keys of a name: family and first given letter."""
    return frozenset(f"{family}/{name.initials[:1]}" for family in name.keys)
