"""Everything that a report is made of, asked of a store: the canned questions first, and what these do not answer."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

from graph.errors import WrongUsage
from graph.queries import Askable, Rows, ask, country_code, require_works
from graph.report.counts import Counts
from graph.report.facts import WorkFacts
from graph.report.reading import facts, read
from graph.views.answer import Answer

if TYPE_CHECKING:
    from graph.network import Progress  # igraph with it, which no report needs

AI_LIST = "ai-technical"
"""The term list that stands for artificial intelligence in the study's manner."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a report is asked for. country: whose works. main, third: the partner that is spoken of apart, and the
    third country of a triad. first, last: years, both included. least: confidence from which on something is certain.
    """

    country: str = "KP"
    main: str = "CN"
    third: str = "US"
    first: int | None = None
    last: int | None = None
    of_list: str = AI_LIST
    least: float = 0.5
    names: bool = False

    @property
    def window(self) -> dict[str, int | None]:
        return {"from": self.first, "to": self.last}

    @property
    def window_said(self) -> str:
        """In words."""
        if self.first is None and self.last is None:
            return "all years"
        if self.first is None:
            return f"up to {self.last}"
        return f"{self.first}–{self.last}" if self.last is not None else f"from {self.first} on"


@dataclass(frozen=True, slots=True)
class Case:
    """A work that a study names without a full reference (cases.toml)."""

    study: str
    name: str
    year: int
    countries: tuple[str, ...]
    words: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Material:
    """What was asked and answered. works: of the country, in the window, by key; others: further ones that a section
    shows. answers: by name of the question, `-for-review` where only that was asked. by_year: topic-rank of each year. found: keys of works for each case."""

    wanted: Wanted
    years: Rows
    undated: int
    undated_of_country: int
    sources: Rows
    termlists: Rows
    watchlists: Rows
    works: dict[str, WorkFacts]
    answers: Mapping[str, Answer]
    others: dict[str, WorkFacts] = field(default_factory=dict)
    by_year: Mapping[int, Answer] = field(default_factory=dict)
    found: tuple[tuple[Case, tuple[str, ...]], ...] = ()
    counts: Counts | None = None

    @property
    def list_is_there(self) -> bool:
        """Whether any work was found to be about the list that was asked for."""
        return any(row["list"] == self.wanted.of_list for row in self.termlists)

    @property
    def all_facts(self) -> dict[str, WorkFacts]:
        return {**self.others, **self.works}


class _Silent:
    def stage(self, name: str, total: int) -> None: ...

    def reached(self, done: int) -> None: ...


MOST_YEARS = 30
"""Years that are ranked one by one."""

Asking = dict[str, tuple[str, dict[str, Any]]]
"""The questions of a report with their values, by the name under which a report keeps the answer."""


def questions_of(wanted: Wanted, *, study: bool) -> Asking:
    """What is asked. study: for the AI study, else for the landscape."""
    common: dict[str, Any] = {**wanted.window, "min_confidence": wanted.least}
    of_country = common | {"country": wanted.country}
    all_rows = of_country | {"review": "include"}
    asked: dict[str, dict[str, Any]] = {
        "restricted-fields": all_rows,
        "listed-partners": all_rows,
        "city-search": of_country,
    }
    if study:
        asked["topic-rank"] = common | {"list": wanted.of_list, "review": "include"}
        codes = [wanted.country, wanted.main, wanted.third]
        asked["triads"] = common | {"countries": codes, "review": "include"}
        return {name: (name, values) for name, values in asked.items()}
    asked["led-share"] = of_country
    asked["funders"] = of_country
    asked["first-contacts"] = all_rows
    asked["outside-partners"] = of_country | {"main": wanted.main}
    asked["foreign-based"] = of_country
    doubted = of_country | {"review": "only"}
    return {name: (name, values) for name, values in asked.items()} | {
        f"{name}-for-review": (name, doubted) for name in ("funders", "led-share")
    }


def checked(wanted: Wanted) -> Wanted:
    """With country codes in capitals. Raises WrongUsage that names every value that does not fit."""
    faults: list[str] = []
    codes: dict[str, Any] = {
        name: country_code(f"--{name}", getattr(wanted, name), faults) or ""
        for name in ("country", "main", "third")
    }
    if not faults and len(set(codes.values())) < 3:
        faults.append("--country, --main and --third must be different countries")
    if wanted.first is not None and wanted.last is not None and wanted.first > wanted.last:
        faults.append(f"--from {wanted.first} is later than --to {wanted.last}")
    if faults:
        raise WrongUsage("; ".join(faults), hint="coauth report --help")
    return replace(wanted, **codes)


@cache
def cases() -> tuple[Case, ...]:
    """The cases that a study names."""
    text = (resources.files("graph.report") / "cases.toml").read_text(encoding="utf-8")
    return tuple(
        Case(
            one["study"],
            one["name"],
            one["year"],
            tuple(one["countries"]),
            tuple(tuple(words) for words in one["words"]),
        )
        for one in tomllib.loads(text)["case"]
    )


def material(
    store: Askable,
    wanted: Wanted,
    *,
    study: bool,
    counts: Counts | None = None,
    progress: Progress | None = None,
) -> Material:
    """Ask everything. Raises CoauthError where nothing is loaded, and what the store raises."""
    bar = progress or _Silent()
    require_works(store)
    asking = questions_of(wanted, study=study)
    bar.stage("asking", len(asking))
    answers = {}
    for number, (kept, (name, values)) in enumerate(asking.items(), 1):
        # what is left out is asked for and told here; a note of it would be one more read each
        answers[kept] = ask(store, name, values, with_notes=False)
        bar.reached(number)
    keys = [row["work"] for row in read(store, "keys", wanted.window | {"country": wanted.country})]
    bar.stage("reading the works", len(keys))
    works = facts(store, keys, names=wanted.names, done=bar.reached)
    found = _cases(store) if study and wanted.country == "KP" else ()
    further = dict.fromkeys(key for _, some in found for key in some if key not in works)
    years = read(store, "years", wanted.window)
    undated, undated_of_country = _undated(store, wanted)
    return Material(
        wanted=wanted,
        years=years,
        undated=undated,
        undated_of_country=undated_of_country,
        sources=read(store, "sources"),
        termlists=read(store, "termlists"),
        watchlists=read(store, "watchlists"),
        works=works,
        answers=answers,
        others=facts(store, list(further), names=wanted.names),
        by_year=_by_year(store, wanted, years, bar) if study else {},
        found=found,
        counts=counts,
    )


def _undated(store: Askable, wanted: Wanted) -> tuple[int, int]:
    """Works that a window leaves out for want of a year, and those of them of the country."""
    if wanted.first is None and wanted.last is None:
        return 0, 0
    (counted,) = read(store, "undated", {"country": wanted.country})
    return int(counted["works"]), int(counted["of_country"])


def _cases(store: Askable) -> tuple[tuple[Case, tuple[str, ...]], ...]:
    return tuple(
        (
            case,
            tuple(
                row["work"]
                for row in read(
                    store,
                    "case",
                    {
                        "from": case.year - 1,
                        "to": case.year + 1,
                        "words": [list(words) for words in case.words],
                    },
                )
            ),
        )
        for case in cases()
    )


def _by_year(
    store: Askable,
    wanted: Wanted,
    of_years: Rows,
    bar: Progress,
) -> dict[int, Answer]:
    """topic-rank of each year that the store has works of, the last MOST_YEARS of them."""
    years = [row["year"] for row in of_years if row["year"] is not None][-MOST_YEARS:]
    bar.stage("ranking the years", len(years))
    found = {}
    for number, year in enumerate(years, 1):
        values = {
            "list": wanted.of_list,
            "from": year,
            "to": year,
            "min_confidence": wanted.least,
            "review": "include",
        }
        found[year] = ask(store, "topic-rank", values, with_notes=False)
        bar.reached(number)
    return found
