"""Values of a question that only a store knows: a list that it does not have is said, not answered with nothing."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from graph import model
from graph.errors import WrongUsage
from graph.front_matter import Query, Values

if TYPE_CHECKING:
    from graph.queries import Reader  # which imports this module

MOST_NAMED = 20
"""Values that a message names."""


def require_values(store: Reader, query: Query, values: Mapping[str, Any]) -> None:
    """Raise WrongUsage where a value is none of those that the store has, and name those. Where it has none at all
    nothing is said here (see Query.needs)."""
    for looked_up in query.values:
        value = values.get(looked_up.parameter)
        if value is None:
            continue
        known = _known(store, looked_up)
        if not known or any(value in of_one for of_one in known):
            continue
        first = list(dict.fromkeys(of_one[0] for of_one in known))
        named = ", ".join(first[:MOST_NAMED]) + (", …" if len(first) > MOST_NAMED else "")
        parameter = query.parameter(looked_up.parameter)
        option = parameter.option if parameter is not None else looked_up.parameter
        like = difflib.get_close_matches(str(value).lower(), first, n=1, cutoff=0.6)
        raise WrongUsage(
            f"{option} {value}: the store has no {looked_up.what} of this name; it has {named}",
            hint=f"coauth query {query.name} {option} {like[0] if like else first[0]}",
        )


def _known(store: Reader, looked_up: Values) -> list[tuple[str, ...]]:
    kind = next((kind for kind in model.NODES if model.label(kind) == looked_up.label), None)
    names = {one.name for one in model.properties(kind)} if kind is not None else set()
    if kind is None or not names.issuperset(looked_up.properties):
        raise ValueError(f"{looked_up.label} with {', '.join(looked_up.properties)} is not part of the model")
    asked = ", ".join(f"n.{name} AS {name}" for name in looked_up.properties)
    rows = store.read(
        f"MATCH (n:{model.label(kind)}) RETURN DISTINCT {asked} ORDER BY {looked_up.properties[0]}"
    )
    return [tuple(str(row[name]) for name in looked_up.properties if row[name] is not None) for row in rows]
