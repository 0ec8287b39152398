"""The canned questions: which there are, are the values fit, and what a store answers.

A question is a file of the package `cypher.queries`; its text is run as it stands, by a reader that cannot write.
"""

from __future__ import annotations

import difflib
import json
import logging
import time
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import resources
from typing import Any, Protocol

from graph import country_codes
from graph.errors import CoauthError, WrongUsage
from graph.front_matter import Parameter, Query, Value, last_day, parse
from graph.looked_up import require_values
from graph.settings import Settings
from graph.views.answer import Answer

log = logging.getLogger(__name__)

FIRST_YEAR, LAST_YEAR = 1000, 9999

COUNT_WORKS = "MATCH (w:Work) RETURN count(w) AS works, count(CASE WHEN w.readable THEN 1 END) AS readable"

Rows = list[dict[str, Any]]


class Reader(Protocol):
    """What is needed of a store (graph.store.Store)."""

    def read(self, cypher: str, parameters: Mapping[str, Any] | None = None, /) -> Rows:
        """Rows of a statement that cannot write."""
        ...


class Askable(Reader, Protocol):
    """What a question needs of a store."""

    def read_all(self, cypher: str, parameters: Sequence[Mapping[str, Any]], /) -> list[Rows]:
        """Rows of such a statement with each of these parameters."""
        ...


@cache
def catalogue() -> tuple[Query, ...]:
    """Every question, by name. Raises CoauthError that names all faults of all front matters at once."""
    found, faults = [], []
    folder = resources.files("cypher") / "queries"
    for file in sorted(folder.iterdir(), key=lambda one: one.name):
        if file.name.endswith(".cypher"):
            try:
                found.append(parse(file.name.removesuffix(".cypher"), file.read_text(encoding="utf-8")))
            except CoauthError as error:
                faults.append(error.message)
    if faults:
        raise CoauthError("\n".join(faults), hint="install coauthgraph anew")
    return tuple(found)


def question(name: str) -> Query:
    """The question of this name. Raises WrongUsage that names the likest."""
    for query in catalogue():
        if query.name == name:
            return query
    names = [query.name for query in catalogue()]
    like = difflib.get_close_matches(name, names, n=1, cutoff=0.4)
    raise WrongUsage(
        f"there is no question {name!r}; the questions are {', '.join(names)}",
        hint=f"coauth query {like[0]}" if like else "coauth query lists them",
    )


def checked(query: Query, given: Mapping[str, Any]) -> dict[str, Any]:
    """The values for a question's parameters, defaults filled in, country codes in capitals, dates as YYYY-MM-DD.

    Raises WrongUsage that names every value that does not fit.
    """
    faults = [f"{query.name} has no parameter {name!r}" for name in given if query.parameter(name) is None]
    values: dict[str, Any] = {}
    for parameter in query.parameters:
        value = given.get(parameter.name)
        values[parameter.name] = _fit(parameter, parameter.default if value is None else value, faults)
    codes = [
        code
        for parameter in query.parameters
        if parameter.kind in ("country", "countries")
        for code in _as_list(values[parameter.name])
    ]
    twice = sorted({code for code in codes if codes.count(code) > 1})
    if twice:
        faults.append(f"{', '.join(twice)} is given more than once: the countries must be different")
    start, end = values.get("from"), values.get("to")
    if start is not None and end is not None and start > end:
        faults.append(f"--from {start} is later than --to {end}")
    elif (since := values.get("since")) is not None:
        # the later period begins there: a year must be left for the earlier one, and one for itself
        if start is not None and start >= since:
            faults.append(
                f"--since {since} is not later than --from {start}: no year is left for the earlier period"
            )
        if end is not None and since > end:
            faults.append(f"--since {since} is later than --to {end}: no year is left for the later period")
    if faults:
        raise WrongUsage("; ".join(faults), hint=f"coauth query {query.name} --help")
    return values


def _as_list(value: Any) -> list[str]:
    return [] if value is None else [value] if isinstance(value, str) else list(value)


def _fit(parameter: Parameter, value: Any, faults: list[str]) -> Any:
    option = parameter.option
    if value is None:
        if parameter.required:
            faults.append(f"{option} is missing: {parameter.meaning}")
        return None
    if parameter.kind == "country":
        return country_code(option, value, faults)
    if parameter.kind == "countries":
        codes = [country_code(option, one, faults) for one in _as_list(value)]
        if len(codes) != parameter.count:
            faults.append(
                f"{option} is needed {parameter.count} times, each with another country, not {len(codes)} times"
            )
        return [code for code in codes if code]
    if parameter.kind in ("year", "whole", "number"):
        return _number(parameter, value, faults)
    if parameter.kind == "date":
        return _date(option, value, faults)
    if parameter.kind == "flag":
        if not isinstance(value, bool):
            faults.append(f"{option} {value}: it is given or not, without a value")
        return value
    if parameter.kind == "choice" and value not in parameter.choices:
        faults.append(f"{option} {value}: it is one of {', '.join(parameter.choices)}")
    if parameter.kind == "text":
        return _text(option, value, faults)
    return value if isinstance(value, str) else str(value)


def _text(option: str, value: Any, faults: list[str]) -> str | None:
    text = str(value)
    if not text.strip("; \t\r\n"):  # nothing, or no more than what stands between several
        faults.append(f"{option} is empty")
        return None
    try:
        text.encode()
    except UnicodeEncodeError:
        faults.append(f"{option}: it is not UTF-8 text")
        return None
    return text


def country_code(option: str, value: Any, faults: list[str]) -> str | None:
    """The code in capitals; None, and one fault more, for what is no code."""
    code = str(value).strip().upper()
    if code in country_codes.names():
        return code
    meant = [f"{one} ({country_codes.names()[one]})" for one in country_codes.meant_by(str(value))]
    faults.append(
        f"{option} {value}: no country has this code (two letters, ISO 3166-1)"
        + (f"; was {' or '.join(meant)} meant?" if meant else "")
    )
    return None


def _date(option: str, value: Any, faults: list[str]) -> str | None:
    # a date of Python is its own ISO text, and a year may come as a number
    text = str(value).strip()
    try:
        found = last_day(text)
    except ValueError:
        found = None
    if found is None or not FIRST_YEAR <= found.year < LAST_YEAR:
        faults.append(
            f"{option} {text}: it is no date from {FIRST_YEAR} to {LAST_YEAR - 1}; YYYY-MM-DD, "
            "or YYYY-MM or YYYY for the last day of a month or a year"
        )
        return None
    return found.isoformat()


def _number(parameter: Parameter, value: Any, faults: list[str]) -> int | float | None:
    low, high = (FIRST_YEAR, LAST_YEAR) if parameter.kind == "year" else (parameter.low, parameter.high)
    try:
        number = float(value) if parameter.kind == "number" else int(value)
    except (TypeError, ValueError, OverflowError):
        number = None
    if isinstance(value, float) and number != value:  # 2016.5 is no year
        number = None
    if number is None or isinstance(value, bool) or not low <= number <= high:
        what = {"year": "year", "whole": "whole number", "number": "number"}[parameter.kind]
        faults.append(f"{parameter.option} {value}: it is a {what} from {low:g} to {high:g}")
        return None
    return number


def countries_in(query: Query, values: Mapping[str, Any]) -> tuple[str, ...]:
    """The countries among the values of a question's parameters, in its order, each once."""
    found: dict[str, None] = {}
    for parameter in query.parameters:
        value = values.get(parameter.name)
        if parameter.kind in ("country", "countries") and value:
            found.update(dict.fromkeys([value] if isinstance(value, str) else value))
    return tuple(found)


def listed() -> Answer:
    """The questions, one a row."""
    rows = [
        {
            "name": one.name,
            "title": one.title,
            "question": one.question,
            "options": [parameter.option.removeprefix("--") for parameter in one.parameters],
        }
        for one in catalogue()
    ]
    return Answer(columns=("name", "title", "question", "options"), rows=rows, title="Questions")


def with_settings(query: Query, given: Mapping[str, Any], settings: Settings) -> dict[str, Any]:
    """The values that were given, with those that the settings say where none was."""
    values = dict(given)
    if query.parameter("territories") is not None and values.get("territories") is None:
        values["territories"] = settings.territories
    return values


def require_works(store: Reader) -> None:
    """Raise CoauthError where the store holds no work."""
    if not store.read("MATCH (w:Work) RETURN w.key AS key LIMIT 1"):
        raise CoauthError("nothing is loaded yet", hint="coauth demo, or coauth load FILE")


def coverage(store: Reader) -> str:
    """What stands beside every count: how many works there are, and of how many an affiliation can be read."""
    (counted,) = store.read(COUNT_WORKS)
    return f"of {counted['works']:,} works, {counted['readable']:,} have a readable affiliation"


def ask(
    store: Askable,
    query: Query | str,
    given: Mapping[str, Any] | None = None,
    /,
    *,
    with_notes: bool = True,
    **more: Any,
) -> Answer:
    """Ask a question of a store.

    given, more: values for its parameters by name, either way. with_notes: say how many rows were left out, and
    why; each kind is one more read beside it. Raises WrongUsage for values that do not fit, CoauthError where nothing is
    loaded yet, and what the store raises.
    """
    query = question(query) if isinstance(query, str) else query
    values = checked(query, {**(given or {}), **more})
    asked_years = values.get("from") is not None or values.get("to") is not None
    if query.always_dated or asked_years:
        # bounds that leave nothing out: a store plans a statement anew where null takes the place of a number
        values |= {name: end for name, end in ENDS.items() if values.get(name) is None}
    started = time.monotonic()
    others = _left_out(values) if with_notes else {}
    rows, *further = store.read_all(query.cypher, [values, *(values | other for other in others.values())])
    log.info("asked %s with %s: %d rows, %.2f s", query.name, values, len(rows), time.monotonic() - started)
    notes: tuple[str, ...] = ()
    if not rows:
        require_works(store)
        require_values(store, query, values)
    if with_notes:
        notes = (*_notes(query, rows, dict(zip(others, further, strict=True))), coverage(store))
    if not rows and query.needs is not None:
        label, missing = query.needs
        if not store.read(f"MATCH (n:{label}) RETURN n.key AS key LIMIT 1"):
            notes = (missing, *notes)
    return Answer(
        columns=tuple(column.name for column in query.answered),
        rows=[
            {name: row.get(name) for name in query.column_names}
            | {one.name: one.value(row) for one in query.computed}
            for row in rows
        ],
        title=query.title,
        caveats=query.caveats,
        notes=notes,
        countries=countries_in(query, values),
    )


ENDS = {"from": 1, "to": LAST_YEAR}
"""Bounds of years that leave nothing out but works without a year. A question takes `from` 1 for one not given."""


def _left_out(values: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """What else is asked, to say what an answer leaves out: for each reason, the values that would show it."""
    others: dict[str, dict[str, Any]] = {}
    if values.get("review") == "leave-out":
        others["review"] = {"review": "only"}
    # years 0 to 0 stand for the works that have no year
    if values.get("from") is not None or values.get("to") is not None:
        others["undated"] = {"from": 0, "to": 0}
    if values.get("min_confidence"):
        others["unsure"] = {"min_confidence": 0.0}
    return others


def _notes(query: Query, rows: Rows, others: Mapping[str, Rows]) -> tuple[str, ...]:
    seen = _counted(query, rows)
    # of a row that lists works each is one more, once, in however many rows
    more = {
        reason: len({last for *_, last in _counted(query, found) - seen}) for reason, found in others.items()
    }
    one = "work" if "work_keys" in query.column_names or _identity(query) == ("work",) else "row"

    def said(count: int) -> str:
        return f"{count:,} {one}" + ("" if count == 1 else "s")

    notes = [] if rows else ["nothing answers this question"]
    if count := more.get("review"):
        notes.append(f"{count:,} more for review: --review include")
    if count := more.get("undated"):
        notes.append(f"{said(count)} left out without a year")
    if count := more.get("unsure"):
        notes.append(f"{said(count)} left out, less certain: --min-confidence 0")
    return tuple(notes)


OF_A_ROW = (
    "year", "kind", "country", "institution_key", "key", "other_country", "other_key", "partner", "funder", "broker_key",
    "list", "topic", "reasons", "author",
)  # fmt: skip
"""The columns that tell apart rows that list works: a work can be certain in one and for review in another."""


def _identity(query: Query) -> tuple[str, ...]:
    """The columns that tell its rows apart; of those that list works, in which row a work stands."""
    if "work_keys" in query.column_names:
        return tuple(name for name in OF_A_ROW if name in query.column_names)
    found = tuple(name for name in ("author", "work", "other_work") if name in query.column_names)
    return found or ("country", "other")


def _counted(query: Query, rows: Rows) -> set[tuple[str, ...]]:
    """What the rows count as: works, each with the row that lists it, pairs of works with the person in between, or
    pairs of countries."""
    identity = _identity(query)
    counted: set[tuple[str, ...]] = set()
    for row in rows:
        own = json.dumps([row[name] for name in identity])
        counted |= {(own, key) for key in row["work_keys"]} if "work_keys" in query.column_names else {(own,)}
    return counted


def browser_parameters(query: Query, given: Mapping[str, Any] | None = None) -> str:
    """The line that sets a question's parameters in Neo4j Browser, before its file is pasted there."""
    values = checked(query, given or {})
    pairs = ", ".join(f"{name}: {_literal(value)}" for name, value in values.items())
    return f":params {{{pairs}}}"


def _literal(value: Value | list[str]) -> str:
    return json.dumps(list(value) if isinstance(value, tuple) else value, ensure_ascii=False)
