"""What two ways of looking for the works of a country found, alone and both, and what that says about recall."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import msgspec

from loaders.deciding import Decider
from loaders.fetch.estimate import Estimate, chapman
from loaders.sources import openalex

CAVEAT = (
    "The estimate holds only where the two ways are independent, and these are not: OpenAlex gave its label from the "
    "same printed addresses that are searched. A work found one way is likelier to be found the other way too, so that "
    "the estimate is too low and the share found too high. A work whose address OpenAlex does not have, or has in a "
    "spelling that is in no table, or below the hundredth author, is found by neither way, and the estimate knows nothing of it. Works with a wrong "
    "label, or with a searched word in another sense, push it the other way: the second column leaves them out, by the "
    "rules of coauth explain affiliation, which rest on the same tables as the search."
)

ONE_SIDED = (
    "In a column where one way found nothing that the other did not find, the estimate can only be what was found: it "
    "says nothing about what is missing."
)


@dataclass(frozen=True, slots=True)
class Overlap:
    """Works by who found them. first_only, second_only, both."""

    first_only: int
    second_only: int
    both: int

    @classmethod
    def of(cls, first: set[str], second: set[str]) -> Overlap:
        """That of two sets of ids."""
        return cls(len(first - second), len(second - first), len(first & second))

    @property
    def found(self) -> int:
        """All of them."""
        return self.first_only + self.second_only + self.both

    @property
    def estimate(self) -> Estimate | None:
        """Chapman's; None where nothing was found both ways, from which nothing follows."""
        if not self.both:
            return None
        return chapman(self.first_only + self.both, self.second_only + self.both, self.both)


def printed_there(
    works: Iterable[bytes], country: str, decider: Decider, looked_at: Callable[[int], None]
) -> set[str]:
    """Ids of the works on which an address in this country is printed, by the rules of `coauth explain affiliation`.

    works: OpenAlex works as JSON; one that cannot be read counts as without an address. looked_at: is told how many.
    """
    there: set[str] = set()
    for number, raw in enumerate(works, 1):
        try:
            record = openalex.read(raw)
        except (msgspec.DecodeError, ValueError, RecursionError):
            continue
        if record.source_id is not None and any(_in(text, country, decider) for text in record.affiliations):
            there.add(record.source_id)
        looked_at(number)
    return there


def _in(text: str, country: str, decider: Decider) -> bool:
    return any(one.value == country and one.state == "yes" for one in decider.decide(text).countries)
