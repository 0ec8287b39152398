"""Of an answer, what is drawn: the works behind it, and the countries that were asked for."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from graph.errors import CoauthError
from graph.views.answer import Answer
from graph.views.behind import MAX_WORKS, Reader, picture_of
from graph.views.picture import Picture

CAUTION = (
    "A common paper shows that names and addresses were printed together. It does not show who did what, "
    "anyone's nationality, or whether a work was exempt or notified."
)

WORK_COLUMNS = ("work", "other_work", "work_keys", "other_work_keys")
"""Columns that hold keys of works, in any question."""


def works_of(answer: Answer) -> list[str]:
    """Keys of the works that an answer rests on, each once, in the order of its rows."""
    keys: dict[str, None] = {}
    for row in answer.rows:
        for column in WORK_COLUMNS:
            found = row.get(column)
            for key in found if isinstance(found, list) else [found]:
                if isinstance(key, str) and key:
                    keys[key] = None
    return list(keys)


def titled(answer: Answer) -> Answer:
    """The answer with the countries that were asked for in its title."""
    if not answer.countries:
        return answer
    return dataclasses.replace(answer, title=f"{answer.title}: {', '.join(answer.countries)}")


def counted(picture: Picture) -> str:
    """How much is drawn: `4 works, 20 persons`."""
    counts = {
        kind: sum(node.kind == kind for node in picture.nodes) for kind in ("work", "person", "institution")
    }
    return ", ".join(
        f"{count:,} {kind}{'s' if count != 1 else ''}" for kind, count in counts.items() if count
    )


def picture_behind(
    store: Reader,
    answer: Answer,
    *,
    countries: Sequence[str] = (),
    institutions: bool = False,
    max_works: int = MAX_WORKS,
) -> Picture:
    """The picture of the works behind an answer.

    countries: those that get the strongest colours, by default those that were asked for. Raises CoauthError where there is no work to
    draw, and what the store raises.
    """
    keys = works_of(answer)
    if not keys:
        raise CoauthError(
            "no work answers this question: there is nothing to draw",
            hint="ask more widely: fewer options, other years, --review include",
        )
    return picture_of(
        store,
        keys,
        title=answer.title or "Works",
        caution=CAUTION,
        countries=countries or answer.countries,
        caveats=(*answer.caveats, *answer.notes),
        institutions=institutions,
        max_works=max_works,
    )
