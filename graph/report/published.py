"""Figures that others have published, as a table of facts (published.toml). Never asserted equal to ours."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from graph.errors import CoauthError


@dataclass(frozen=True, slots=True)
class Published:
    """One figure of one study.

    number: of the study in the table. printed: the figure as published. about: what it is a figure of; figures of a
    report name the same keys. differs: why one from other data must differ. part, whole, percent: counts and the
    percentage beside them, as published, where it prints both. terms: numbers that should add up to `total`.
    """

    number: int
    study: str
    database: str
    window: str
    printed: str
    about: tuple[str, ...]
    differs: str
    part: int | None = None
    whole: int | None = None
    percent: str | None = None
    terms: tuple[int, ...] = ()
    total: int | None = None

    @property
    def checkable(self) -> bool:
        """Whether it prints a percentage and the two counts."""
        return self.part is not None and self.whole is not None and self.percent is not None


@cache
def published() -> tuple[Published, ...]:
    """All of them, in the order of the table. Raises CoauthError where the table is damaged."""
    text = (resources.files("graph.report") / "published.toml").read_text(encoding="utf-8")
    try:
        return tuple(
            _figure(study, figure) for study in tomllib.loads(text)["study"] for figure in study["figure"]
        )
    except (tomllib.TOMLDecodeError, KeyError, TypeError) as error:
        raise CoauthError(
            f"the table of published figures is damaged: {error}", hint="install coauthgraph anew"
        ) from None


def _figure(study: dict[str, Any], figure: dict[str, Any]) -> Published:
    return Published(
        number=study["number"],
        study=study["name"],
        database=study["database"],
        window=figure.get("window", study["window"]),
        printed=figure["printed"],
        about=tuple(figure["about"]),
        differs=" ".join(figure.get("differs", study["differs"]).split()),
        part=figure.get("part"),
        whole=figure.get("whole"),
        percent=figure.get("percent"),
        terms=tuple(figure.get("terms", ())),
        total=figure.get("total"),
    )


def speaking_of(keys: tuple[str, ...]) -> tuple[Published, ...]:
    """Those that speak of one of these things, in the order of the table."""
    wanted = set(keys)
    return tuple(one for one in published() if wanted & set(one.about))
