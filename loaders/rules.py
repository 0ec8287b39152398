"""The rules on cooperation with the DPRK that term lists and questions speak of: facts with their days, no verdicts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache

from graph.errors import CoauthError
from loaders.facts import words_of


@dataclass(frozen=True, slots=True)
class Rule:
    """A paragraph of a resolution of the Security Council.

    id: as a term list and Topic.rule name it. tag: T1, T2 (teaching), A (the Committee approves), B (the state assesses and
    notifies) or M (the medical exception). since: its day. says: its content, and asks: what it asks for, in short.
    fields: that it names.
    """

    id: str
    tag: str
    resolution: str
    paragraph: str
    since: date
    says: str
    asks: str
    fields: tuple[str, ...]

    @property
    def source(self) -> str:
        """The text, as Topic.source names it."""
        return f"{self.resolution} ({self.since.day} {self.since:%B %Y}), paragraph {self.paragraph}"


@cache
def rules() -> tuple[Rule, ...]:
    """Every rule, in the order of its resolutions and paragraphs."""
    return tuple(
        Rule(
            row["id"], row["tag"], row["resolution"], row["paragraph"], row["since"], row["says"], row["asks"],
            tuple(row["fields"]),
        )
        for row in words_of("rules.toml")["rule"]
    )  # fmt: skip


def rule_of(name: str) -> Rule:
    """The rule with this id. Raises CoauthError that names all."""
    for rule in rules():
        if rule.id == name:
            return rule
    known = ", ".join(f"{rule.id!r}" for rule in rules())
    raise CoauthError(f"there is no rule {name!r}", hint=f"the rules are {known}")
