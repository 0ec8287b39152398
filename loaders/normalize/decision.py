"""What a normaliser answers: a value, how sure, by which rule, resting on which characters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol

State = Literal["yes", "no", "review"]


@dataclass(frozen=True, slots=True)
class Decision:
    """One finding about one printed string.

    value: the code, key or name that was decided on; None where nothing could be.
    state: `yes` (certain enough to count), `review` (a person must look), `no` (ruled out).
    rule: the name of the rule that fired; every rule has one, and it can be searched for.
    confidence: 0..1, a rule's own figure, comparable within one kind of decision.
    span: start and end (end excluded) of the characters that the decision rests on, as offsets into the
        printed string; None where it rests on something else.
    """

    value: str | None
    state: State
    rule: str
    confidence: float
    span: tuple[int, int] | None = None


class Sure(Protocol):
    """A decision of any kind, as far as it can be compared."""

    @property
    def state(self) -> State: ...

    @property
    def confidence(self) -> float: ...


def sureness(decision: Sure) -> tuple[bool, float]:
    """Orders decisions on one value: certain before review, then by confidence."""
    return decision.state == "yes", decision.confidence
