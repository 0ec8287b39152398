"""A table of counts that somebody else made: works of each country and year in a named universe. What a rank is among."""

from __future__ import annotations

from dataclasses import dataclass

from graph.report.groups import ranked


@dataclass(frozen=True, slots=True)
class Counts:
    """universe: of which works it is a table, in words. about: further lines of its head, name and text (query,
    fetched). works: by year and country (ISO 3166-1 alpha-2)."""

    universe: str
    about: tuple[tuple[str, str], ...]
    works: dict[tuple[int, str], int]

    @property
    def years(self) -> list[int]:
        return sorted({year for year, _ in self.works})

    def of(self, country: str, years: list[int]) -> int:
        return sum(self.works.get((year, country), 0) for year in years)

    def countries(self, years: list[int]) -> int:
        """Countries with at least one work in these years."""
        return len({code for (year, code), count in self.works.items() if year in years and count > 0})

    def rank(self, country: str, years: list[int]) -> int | None:
        """Its rank by works in these years; None where it has none."""
        totals: dict[str, int] = {}
        for (year, code), count in self.works.items():
            if year in years:
                totals[code] = totals.get(code, 0) + count
        return ranked(list(totals.items())).get(country)

    def place(self, works: int, years: list[int], without: str) -> int:
        """The rank that so many works would have among the other countries."""
        codes = {code for _, code in self.works if code != without}
        return 1 + sum(self.of(code, years) > works for code in codes)
