"""What became of every record of a load, and what its sources can say at all."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

from graph.errors import CoauthError
from loaders.records import Record
from loaders.sources.format import Carries

FATES = ("records", "added", "changed", "unchanged", "quarantined")
PRINTED = (
    "authors", "affiliations", "with_affiliations", "with_mapping", "with_dates", "with_funders", "with_statements",
)  # fmt: skip
COUNTS = FATES + PRINTED
"""Kept on a Load while it runs, one number a file."""


def printed_in(record: Record) -> tuple[int, ...]:
    """What one record prints, in the order of PRINTED."""
    return (
        len(record.authors),
        len(record.affiliations),
        bool(record.affiliations),
        any(author.affiliations for author in record.authors),
        bool(record.dates),
        bool(record.funders),
        bool(record.statements) or any(author.email_domain for author in record.authors),
    )


def number_of_records(number: int) -> str:
    """`1 record`, `2,000 records`."""
    return f"{number:,} record" + ("" if number == 1 else "s")


@dataclass(slots=True)
class FileCount:
    """What became of one file's records: loaded + merged + unchanged + quarantined = records.

    loaded: new ones, and those that changed a record; merged: new ones that joined a work of other records. The rest
    counts what its readable records print.
    """

    file: str
    format: str
    records: int = 0
    loaded: int = 0
    merged: int = 0
    changed: int = 0
    unchanged: int = 0
    quarantined: int = 0
    authors: int = 0
    affiliations: int = 0
    with_affiliations: int = 0
    with_mapping: int = 0
    with_dates: int = 0
    with_funders: int = 0
    with_statements: int = 0
    encoding: str = ""
    title: str = ""
    carries: Carries = frozenset()

    @property
    def readable(self) -> int:
        return self.records - self.quarantined

    def as_object(self) -> dict[str, Any]:
        """For JSON."""
        return asdict(self) | {"carries": sorted(self.carries)}

    def check(self) -> None:
        """Raise CoauthError where a record is not accounted for: that would be a fault of this program."""
        ended = self.loaded + self.merged + self.unchanged + self.quarantined
        if ended != self.records:
            raise CoauthError(
                f"{self.file}: {self.records:,} records were read and {ended:,} are accounted for",
                hint="this is a fault of coauth: report it with the file; coauth loads shows the figures",
            )

    def cannot_say(self) -> list[str]:
        """In plain words, what must not be concluded from what this file does not have."""
        said = []
        of = number_of_records(self.readable)
        if "affiliations" not in self.carries:
            these = "this one record" if self.readable == 1 else f"these {of}"
            said.append(f"{self.title} has no affiliations: a country not found in {these} says nothing")
        elif self.with_affiliations < self.readable:
            verb = "has" if self.with_affiliations == 1 else "have"
            said.append(
                f"{self.with_affiliations:,} of {of} {verb} an affiliation; a country not found in the others says nothing"
            )
        unassigned = self.with_affiliations - self.with_mapping
        if unassigned:
            verb = "does" if unassigned == 1 else "do"
            said.append(
                f"{unassigned:,} of {of} {verb} not say which author an affiliation belongs to: the country is known of "
                "the work, of no author"
            )
        if not self.with_dates and self.readable:
            why = "the format has no" if "dates" not in self.carries else "no record has a"
            said.append(
                f"{why} date beside the year: what is from before or after a day in that year is not known"
            )
        return said


@dataclass(slots=True)
class Outcome:
    """What a load did: file by file, and in all what its records report. persons: changes of persons that were there
    before, by their kind (loaders.persons.events)."""

    key: str | None = None
    files: list[FileCount] = field(default_factory=list)
    refused: list[CoauthError] = field(default_factory=list)
    works: int = 0
    authorships: int = 0
    affiliations: int = 0
    authors: int = 0
    institutions: int = 0
    countries: int = 0
    review: int = 0
    seconds: float = 0.0
    finished_before: str | None = None
    persons: dict[str, int] = field(default_factory=dict)

    @property
    def quarantined(self) -> int:
        return sum(count.quarantined for count in self.files)

    @property
    def loaded(self) -> int:
        return sum(count.loaded + count.merged for count in self.files)
