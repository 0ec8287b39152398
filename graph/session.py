"""The graph, opened for reading from Python: questions, statements, pictures; what `coauth.open()` gives.

It reads as the command line does: by the same settings, as a user or in an access mode that cannot write, an own
statement only after it was looked at, with a limit of rows and of time.
"""

from __future__ import annotations

import dataclasses
import json
import keyword
import logging
import re
import time
from collections.abc import Callable, Mapping
from datetime import datetime
from types import TracebackType
from typing import TYPE_CHECKING, Any, Literal, Self, TypeVar, overload

from graph.errors import CoauthError, StoreUnreachable, WrongUsage
from graph.front_matter import Parameter, Query, type_of
from graph.guard import Words, ask_own
from graph.prepare import open_current
from graph.queries import ask, checked, listed, question, with_settings
from graph.settings import Settings, load_settings
from graph.store import Store
from graph.views import frames
from graph.views.answer import Answer
from graph.views.behind import MAX_WORKS
from graph.views.drawn import picture_behind, titled
from graph.views.frames import Frame
from graph.views.values import native

if TYPE_CHECKING:
    import pandas
    import polars

    from graph.views.inline import InlinePicture

log = logging.getLogger(__name__)

T = TypeVar("T")

IN_PYTHON = Words("{}=VALUE", "limit=", "statement('MATCH ... RETURN ...')")
FRESH_SECONDS = 5.0
"""For so long after an answer the store is taken to be there still."""

HEIGHT = 640
"""Pixels of a picture in a notebook."""

_OPTION = re.compile(r"--([a-z][a-z-]*)(?: ([\w.-]+))?")


class Session:
    """A graph that is open for reading. Close it, or use it as a context manager.

    Rows hold the driver's values: nodes, relationships and paths as neo4j.graph has them; dates and times are Python's.
    """

    def __init__(self, store: Store, settings: Settings) -> None:
        self._store: Store | None = store
        self._settings = settings
        self.name = store.name
        self._heard = time.monotonic()

    @property
    def query_timeout(self) -> float:
        """Seconds after which a question or a statement is given up."""
        return self._settings.query_timeout

    @overload
    def query(self, name: str, /, *, frame: None = None, **values: Any) -> Answer: ...
    @overload
    def query(self, name: str, /, *, frame: Literal["pandas"], **values: Any) -> pandas.DataFrame: ...
    @overload
    def query(self, name: str, /, *, frame: Literal["polars"], **values: Any) -> polars.DataFrame: ...

    def query(self, name: str, /, *, frame: Frame | None = None, **values: Any) -> Any:
        """Ask a canned question: an Answer with rows, caveats and notes, or its rows as a frame.

        values: its parameters, named as the command's options (`country`, `min_confidence`; `from_` for --from). See
        questions(). Raises WrongUsage for a name or a value that does not fit, CoauthError where nothing is loaded or
        the frame's library is not installed, StoreRefused (time limit) and StoreUnreachable.
        """
        frames.require(frame)
        query = _named(name)
        return _framed(titled(self._asked(query, _meant(query, values))), frame)

    @overload
    def statement(
        self,
        cypher: str,
        parameters: Mapping[str, Any] | None = None,
        /,
        *,
        frame: None = None,
        limit: int | None = None,
        timeout: float | None = None,
        **more: Any,
    ) -> Answer: ...
    @overload
    def statement(
        self,
        cypher: str,
        parameters: Mapping[str, Any] | None = None,
        /,
        *,
        frame: Literal["pandas"],
        limit: int | None = None,
        timeout: float | None = None,
        **more: Any,
    ) -> pandas.DataFrame: ...
    @overload
    def statement(
        self,
        cypher: str,
        parameters: Mapping[str, Any] | None = None,
        /,
        *,
        frame: Literal["polars"],
        limit: int | None = None,
        timeout: float | None = None,
        **more: Any,
    ) -> polars.DataFrame: ...

    def statement(
        self,
        cypher: str,
        parameters: Mapping[str, Any] | None = None,
        /,
        *,
        frame: Frame | None = None,
        limit: int | None = None,
        timeout: float | None = None,
        **more: Any,
    ) -> Any:
        """Run a statement of your own, which can only read: `statement("... $year ...", year=2016)`.

        parameters, more: values for each $name, either way. limit: rows to fetch (100,000); a note says so where there
        are more. timeout: seconds (the setting query_timeout). Raises WrongUsage for what is no statement or a value
        that is missing or that no store takes, StoreRefused for one that would do more than read, is wrong or takes too
        long, and StoreUnreachable.
        """
        frames.require(frame)
        return _framed(
            self.run_own(cypher, {**(parameters or {}), **more}, limit=limit, timeout=timeout), frame
        )

    def run_own(
        self,
        cypher: str,
        parameters: Mapping[str, Any],
        *,
        limit: int | None = None,
        timeout: float | None = None,
        words: Words = IN_PYTHON,
    ) -> Answer:
        """As statement, in the words of whoever asks."""
        if limit is not None and limit < 0:
            raise WrongUsage(f"a limit of {limit} rows: it is 0 or more")
        if timeout is not None and timeout <= 0:
            raise WrongUsage(f"a time limit of {timeout} seconds: it is more than 0")

        def run(store: Store) -> Answer:
            return ask_own(store, cypher, parameters, limit=limit, timeout=timeout, words=words)

        try:
            answer = self._reading(run)
        except (TypeError, ValueError, OverflowError) as error:  # of the driver: it has no form for the value
            raise WrongUsage(f"the store takes no such value: {error}") from None
        return _native(answer)

    def ask(self, query: Query, values: Mapping[str, Any]) -> Answer:
        """As query, for a question that is at hand and values by the names of its parameters."""
        return _native(
            self._reading(lambda store: ask(store, query, with_settings(query, values, self._settings)))
        )

    def questions(self, name: str | None = None) -> Answer:
        """The questions, one a row; of one question its parameters, one a row, with its cautions."""
        if name is None:
            return dataclasses.replace(listed(), columns=("name", "title", "question"))
        query = _named(name)
        return Answer(
            columns=("parameter", "takes", "default", "meaning"),
            rows=[
                {
                    "parameter": _python_name(one),
                    "takes": type_of(one),
                    "default": list(one.default) if isinstance(one.default, tuple) else one.default,
                    "meaning": one.meaning,
                }
                for one in query.parameters
            ],
            title=f"{query.name}: {query.question}",
            caveats=query.caveats,
        )

    def picture(
        self,
        asked: str | Answer,
        /,
        *,
        institutions: bool = False,
        max_works: int = MAX_WORKS,
        height: int = HEIGHT,
        **values: Any,
    ) -> InlinePicture:
        """The works behind an answer as a picture that a notebook shows; asked: an Answer, or a question with its values.

        institutions: draw those that the addresses name, too. max_works: how many works are drawn at most. height: in
        pixels. Raises CoauthError where there is no work to draw, and as query does.
        """
        from graph.views.inline import InlinePicture  # what lays a picture out is large

        if isinstance(asked, Answer) and values:
            raise WrongUsage(
                f"an answer takes no {', '.join(values)}", hint="picture(NAME, ...) asks and draws"
            )
        if max_works < 1:
            raise WrongUsage(f"max_works={max_works}: a picture has 1 work or more")
        answer = asked if isinstance(asked, Answer) else self.query(asked, **values)
        picture = self._reading(
            lambda store: picture_behind(store, answer, institutions=institutions, max_works=max_works)
        )
        return InlinePicture(picture, height)

    def _asked(self, query: Query, values: Mapping[str, Any]) -> Answer:
        try:
            checked(query, values)
        except WrongUsage as error:
            raise WrongUsage(_in_python(query, error.message), hint=_taken(query)) from None
        answer = self.ask(query, values)
        return dataclasses.replace(answer, notes=tuple(_in_python(query, note) for note in answer.notes))

    def _reading(self, function: Callable[[Store], T]) -> T:
        """What the function reads; where the store went away since it was opened, it is opened once more."""
        if self._store is None:
            raise CoauthError("this session is closed", hint="coauth.open()")
        try:
            if time.monotonic() - self._heard > FRESH_SECONDS:
                self._store.must_answer()
            found = function(self._store)
        except StoreUnreachable as error:
            log.info("opening %s again: %s", self.name, error.message)
            fresh = open_current(self._settings)
            self._store.close()
            self._store = fresh
            found = function(fresh)
        self._heard = time.monotonic()
        return found

    def close(self) -> None:
        """Close the connection. The local store itself goes on, and stops by itself."""
        if self._store is not None:
            self._store.close()
            self._store = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<{self.name}, {'closed' if self._store is None else 'open for reading'}>"


def connect(settings: Settings | None = None) -> Session:
    """Open the graph for reading, by the settings of the command line unless others are given.

    Raises CoauthError for settings that cannot be used, StoreRefused (password, another version of the model) and
    StoreUnreachable, each with what to do next.
    """
    settings = settings or load_settings()
    return Session(open_current(settings), settings)


def _framed(answer: Answer, frame: Frame | None) -> Any:
    if frame is None:
        return answer
    return answer.to_pandas() if frame == "pandas" else answer.to_polars()


def _native(answer: Answer) -> Answer:
    rows = [{name: native(value) for name, value in row.items()} for row in answer.rows]
    return dataclasses.replace(answer, rows=rows)


def _named(name: str) -> Query:
    try:
        return question(name)
    except WrongUsage as error:
        raise WrongUsage(error.message, hint="questions() shows them") from None


def _python_name(parameter: Parameter) -> str:
    """The name of a parameter's option, as Python can have it: `from_`, `min_confidence`."""
    name = parameter.option.removeprefix("--").replace("-", "_")
    return f"{name}_" if keyword.iskeyword(name) else name


def _meant(query: Query, given: Mapping[str, Any]) -> dict[str, Any]:
    """The values by the names of the parameters, which are not always those of the options.

    Raises WrongUsage for one that the question does not take, or that is given under both names.
    """
    names = {_python_name(one): one.name for one in query.parameters} | {
        one.name: one.name for one in query.parameters
    }
    values: dict[str, Any] = {}
    for said, value in given.items():
        name = names.get(said)
        if name is None:
            raise WrongUsage(f"{query.name} has no parameter {said!r}", hint=_taken(query))
        if name in values:
            raise WrongUsage(f"{query.name}: {said} is given twice")
        # a frame's own dates come with a time of day
        values[name] = value.date() if isinstance(value, datetime) else value
    return values


def _taken(query: Query) -> str:
    """What the question takes, in one line."""
    return "it takes " + ", ".join(f"{_python_name(one)} ({type_of(one)})" for one in query.parameters)


def _in_python(query: Query, text: str) -> str:
    """A note or an error with options as arguments: `--review include` is `review="include"`."""
    options = {one.option.removeprefix("--"): one for one in query.parameters}

    def argument(match: re.Match[str]) -> str:
        parameter, value = options.get(match[1]), match[2]
        if parameter is None:
            return match[0]
        name = _python_name(parameter)
        if parameter.kind == "flag":
            return f"{name}=True" + (f" {value}" if value else "")
        if value is None or parameter.kind != "choice" or value not in parameter.choices:
            number = value is not None and re.fullmatch(r"[\d.]+", value) is not None
            return f"{name}={value}" if number else f"{name} {value}" if value else name
        return f"{name}={json.dumps(value)}"

    return _OPTION.sub(argument, text)
