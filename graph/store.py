"""The one door to a store: connect, read, write, retry. Nothing else talks to a driver.

Reads run as a user (local store) or in an access mode (Neo4j) that cannot write. Writes are managed transactions:
auto-commit statements are not atomic on the local store.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, wait
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self, TypeVar

import neo4j
from neo4j.exceptions import (
    DriverError,
    Neo4jError,
)
from pydantic import SecretStr

from graph import embedded
from graph.embedded_reasons import Reasons
from graph.errors import StoreOutOfMemory, StoreRefused
from graph.settings import Settings, load_settings
from graph.store_errors import Told, out_of_memory

log = logging.getLogger(__name__)

T = TypeVar("T")
Rows = list[dict[str, Any]]
Read = tuple[Rows, tuple[str, ...], neo4j.ResultSummary]

RETRY_SECONDS = 20.0
"""How long the driver may repeat a transaction that failed for a passing reason (a deadlock, a lost leader)."""

RACES = ("ConstraintValidationFailed", "ConcurrentModification", "TransientError")
"""Errors which mean that two writers met on one key; the local store does not mark them as retryable."""

RACE_TRIES = 6

GRACE_SECONDS = 5.0
"""How long after its time limit a statement may take to end."""

SHOWN = 1000
"""Characters of a statement that the local store shows of a running one, at least."""


class Transaction:
    """What a function given to Store.write works with."""

    def __init__(self, inner: neo4j.ManagedTransaction) -> None:
        self._inner = inner

    def run(self, cypher: str, parameters: Mapping[str, Any] | None = None) -> Rows:
        """Run one statement and fetch all its rows."""
        return self._inner.run(cypher, dict(parameters or {})).data()


class Store:
    """An open store. Close it, or use it as a context manager."""

    def __init__(
        self,
        *,
        kind: str,
        name: str,
        database: str,
        writer: neo4j.Driver,
        reader: neo4j.Driver,
        query_timeout: float,
        reasons: Reasons | None = None,
    ) -> None:
        self.kind = kind
        self.name = name
        self.database = database
        self.query_timeout = query_timeout
        self._reasons = reasons
        self._writer = writer
        self._reader = reader
        # on a cluster a reader waits for what this process has written
        self._bookmarks = neo4j.GraphDatabase.bookmark_manager() if kind == "neo4j" else None

    def read(
        self, cypher: str, parameters: Mapping[str, Any] | None = None, *, timeout: float | None = None
    ) -> Rows:
        """Run one statement that cannot write; its rows as dicts of Python and neo4j values.

        Raises StoreRefused (the statement is wrong, takes too long or tries to write) and StoreUnreachable.
        """
        return self.read_result(cypher, parameters, timeout=timeout)[0]

    def read_result(
        self,
        cypher: str,
        parameters: Mapping[str, Any] | None = None,
        *,
        timeout: float | None = None,
        limit: int | None = None,
    ) -> Read:
        """As read, with the column names in order and the driver's summary; at most `limit` rows are fetched."""

        seconds = timeout or self.query_timeout
        with self._errors():
            return self._within(seconds, cypher, [self._reading(cypher, parameters, seconds, limit)])[0]

    def read_all(self, cypher: str, parameters: Sequence[Mapping[str, Any]]) -> list[Rows]:
        """As read, one statement with several sets of parameters, side by side; their rows in the same order."""
        seconds = self.query_timeout
        runs = [self._reading(cypher, one, seconds, None) for one in parameters]
        with self._errors():
            return [rows for rows, _, _ in self._within(seconds, cypher, runs)]

    def _reading(
        self, cypher: str, parameters: Mapping[str, Any] | None, seconds: float, limit: int | None
    ) -> Callable[[], Read]:
        """What reads one statement when it is called."""

        def work(tx: neo4j.ManagedTransaction) -> Read:
            result = tx.run(cypher, dict(parameters or {}))
            columns = tuple(result.keys())
            found = result.fetch(limit) if limit is not None else list(result)
            rows = [dict(zip(columns, record.values(), strict=True)) for record in found]
            return rows, columns, result.consume()

        bounded = neo4j.unit_of_work(timeout=seconds)(work)

        def run() -> Read:
            with self._session(self._reader) as session:
                return session.execute_read(bounded)

        return run

    def _within(self, seconds: float, cypher: str, runs: Sequence[Callable[[], T]]) -> list[T]:
        """What each of `runs` of a statement returns, or StoreRefused where they are not all there in time.

        Neo4j keeps a transaction's time limit itself; the local store has to be told when it is over. Neither looks at
        the clock while it works out one value (a list of a list, say), so that nothing ends such a statement: then
        nobody waits for it any longer. On both a statement goes on when its client has gone, and taking back its
        transaction waits for it: where a person interrupts, it is ended first.
        """
        answers: list[Future[T]] = [Future() for _ in runs]

        def work(answer: Future[T], run: Callable[[], T]) -> None:
            try:
                answer.set_result(run())
            except BaseException as error:
                answer.set_exception(error)

        started = time.monotonic()
        for answer, run in zip(answers, runs, strict=True):
            threading.Thread(target=work, args=(answer, run), daemon=True, name="coauth-read").start()
        try:
            if self.kind == "local" and wait(answers, seconds).not_done:
                self._terminate(cypher, seconds)
            if wait(answers, max(0.0, started + seconds - time.monotonic()) + GRACE_SECONDS).not_done:
                log.warning("a statement did not end after %.1f s", time.monotonic() - started)
                raise StoreRefused(
                    "gave up after the time limit; the store does not end this statement, and goes on with it",
                    hint="coauth store stop ends it"
                    if self.kind == "local"
                    else "ask for less in one value (a list within a list); who runs the server can restart it",
                )
        except KeyboardInterrupt:
            self._terminate(cypher, time.monotonic() - started)
            wait(answers, GRACE_SECONDS)
            raise
        return [answer.result() for answer in answers]

    def _terminate(self, cypher: str, seconds: float) -> None:
        """End the reader's runs of this statement that have taken so long."""
        try:
            with self._writer.session(database=self.database) as session:
                for row in session.run("SHOW TRANSACTIONS").data():
                    hours, minutes, rest, _ = row["elapsedTime"].hours_minutes_seconds_nanoseconds
                    # the whole seconds of another clock: one less than ours may be the same moment
                    as_long = hours * 3600 + minutes * 60 + rest + 1 >= seconds
                    if as_long and row["currentQuery"][:SHOWN] == cypher[:SHOWN]:
                        session.run("TERMINATE TRANSACTION $key", {"key": row["transactionId"]}).consume()
        except (DriverError, Neo4jError) as error:
            log.warning("a statement that is over could not be ended: %s", error)

    def write(self, function: Callable[[Transaction], T]) -> T:
        """Run `function` in one managed transaction: all of it is written, or nothing.

        It may be run more than once: where another writer was met, the transaction is rolled back and repeated
        (RACES, at most RACE_TRIES times; what the driver itself calls passing, for RETRY_SECONDS). Raises
        StoreOutOfMemory where it is too large for the store: a smaller one may succeed.
        """

        def work(tx: neo4j.ManagedTransaction) -> T:
            try:
                return function(Transaction(tx))
            except Neo4jError as error:
                # Neo4j calls it passing, and the driver would try the same again and again
                if out_of_memory(error.code or "") and (told := self._errors().told(error)):
                    raise told from error
                raise

        for attempt in range(1, RACE_TRIES + 1):
            try:
                with self._errors(), self._session(self._writer) as session:
                    return session.execute_write(work)
            except StoreOutOfMemory:
                raise
            except StoreRefused as error:
                code = getattr(error.__cause__, "code", "") or ""
                text = f"{code} {error.__cause__}"
                if attempt == RACE_TRIES or not any(race in text for race in RACES):
                    raise
                log.info("another writer was met (%s), attempt %d", code, attempt)
                time.sleep(0.05 * 2**attempt)
        raise AssertionError("unreachable")

    def execute(self, cypher: str, parameters: Mapping[str, Any] | None = None) -> Rows:
        """One statement in a managed write transaction."""
        return self.write(lambda tx: tx.run(cypher, parameters))

    def _session(self, driver: neo4j.Driver) -> neo4j.Session:
        return driver.session(database=self.database, bookmark_manager=self._bookmarks)

    def must_answer(self) -> None:
        """Raise StoreUnreachable at once where the store does not answer; a managed transaction would be tried for
        RETRY_SECONDS first."""
        with self._errors(), self._reader.session(database=self.database) as session:
            session.run("RETURN 1 AS answer").consume()

    def close(self) -> None:
        """Close the connections. The local store itself goes on."""
        self._reader.close()
        if self._writer is not self._reader:
            self._writer.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _errors(self) -> Told:
        return Told(self.kind, self.name, self._reasons)


def open_store(settings: Settings | None = None) -> Store:
    """Open Neo4j where NEO4J_URI names one, else the local store (started where it is not running).

    Raises StoreUnreachable and StoreRefused with the next command to try.
    """
    settings = settings or load_settings()
    if settings.neo4j_uri:
        store = _open_neo4j(settings)
        log.info("opened %s, database %s", store.name, store.database)
        return store
    address = embedded.ensure_running(settings)
    name = "the local store"
    log.info("opened the local store at %s in %s", address.uri, settings.home)
    writer = _driver(address.uri, address.user, address.password, name, "local")
    reader = _driver(address.uri, address.reader_user, address.reader_password, name, "local")
    return Store(
        kind="local",
        name=name,
        database=address.database,
        writer=writer,
        reader=reader,
        query_timeout=settings.query_timeout,
        reasons=Reasons(address.log),
    )


@dataclass(frozen=True, slots=True)
class ReadingAddress:
    """Where a store is read, and as whom; for a driver other than ours (graph.ogm)."""

    uri: str
    user: str
    password: SecretStr
    database: str


def reading_address(settings: Settings) -> ReadingAddress:
    """Where the store of these settings is read. Raises as open_store does, but connects to nothing."""
    if settings.neo4j_uri:
        password = _neo4j_password(settings)
        return ReadingAddress(settings.neo4j_uri, settings.neo4j_user, password, settings.neo4j_database)
    address = embedded.ensure_running(settings)
    return ReadingAddress(
        address.uri, address.reader_user, SecretStr(address.reader_password), address.database
    )


def _neo4j_password(settings: Settings) -> SecretStr:
    if settings.neo4j_password is None:
        raise StoreRefused(
            f"Neo4j at {settings.neo4j_uri}: no password is set",
            hint="set NEO4J_PASSWORD in the environment",
        )
    return settings.neo4j_password


def _open_neo4j(settings: Settings) -> Store:
    uri = settings.neo4j_uri or ""
    name = f"Neo4j at {uri}"
    password = _neo4j_password(settings).get_secret_value()
    driver = _driver(uri, settings.neo4j_user, password, name, "neo4j")
    store = Store(
        kind="neo4j",
        name=name,
        database=settings.neo4j_database,
        writer=driver,
        reader=driver,
        query_timeout=settings.query_timeout,
    )
    try:
        store.must_answer()
    except BaseException:
        store.close()
        raise
    return store


def _driver(uri: str, user: str, password: str, name: str, kind: str) -> neo4j.Driver:
    with Told(kind, name):
        return neo4j.GraphDatabase.driver(
            uri,
            auth=(user, password),
            max_transaction_retry_time=RETRY_SECONDS,
            connection_timeout=10.0,
            connection_acquisition_timeout=30.0,
            keep_alive=True,
            user_agent="coauthgraph",
            notifications_min_severity="OFF",
        )
