"""What a driver says went wrong, told as an error that a person can act on."""

from __future__ import annotations

import re
import shutil
from types import TracebackType

from neo4j.exceptions import (
    AuthError,
    ClientError,
    ConfigurationError,
    DriverError,
    Forbidden,
    Neo4jError,
    ServiceUnavailable,
)

from graph.embedded_process import LEAST_DISK
from graph.embedded_reasons import Reasons
from graph.errors import CoauthError, StoreOutOfMemory, StoreRefused, StoreUnreachable, was_interrupted
from graph.settings import home_folder


class Told:
    """Turns a driver's error into one that a person can act on."""

    def __init__(self, kind: str, name: str, reasons: Reasons | None = None) -> None:
        self.kind = kind
        self.name = name
        self._reasons = reasons
        self._mark = 0

    def __enter__(self) -> None:
        if self._reasons is not None:
            self._mark = self._reasons.mark()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is None or isinstance(error, CoauthError):
            return
        if isinstance(error, Exception) and was_interrupted(error):
            # what the driver says of the transaction that it could not end in peace
            raise KeyboardInterrupt from error
        told = self.told(error)
        if told is not None:
            raise told from error

    def told(self, error: BaseException) -> CoauthError | None:
        code = getattr(error, "code", None) or ""
        text = " ".join(str(getattr(error, "message", None) or error).split())
        if self._reasons is not None and "Check the server log" in text:
            text = self._reasons.since(self._mark) or text
        if isinstance(error, AuthError) or "Security.Unauthorized" in code:
            hint = (
                "check NEO4J_USER and NEO4J_PASSWORD"
                if self.kind == "neo4j"
                else "coauth store stop, then again"
            )
            return StoreRefused(f"{self.name} refused the user or the password", hint=hint)
        if isinstance(error, Forbidden) or "Forbidden" in code or "AccessMode" in code:
            return StoreRefused("a question cannot write: " + text[:300], hint="coauth query --help")
        if "DatabaseNotFound" in code:
            return StoreRefused(f"{self.name}: {text}", hint="check NEO4J_DATABASE")
        if "TimedOut" in code or "Timeout" in text or code.endswith("Transaction.Terminated"):
            return StoreRefused(
                "gave up after the time limit",
                hint="narrow the question, or raise COAUTH_QUERY_TIMEOUT",
            )
        if isinstance(error, ServiceUnavailable | OSError) or "SessionExpired" in type(error).__name__:
            hint = (
                "coauth check"
                if self.kind == "neo4j"
                else "the same command again: it starts the local store"
            )
            return StoreUnreachable(f"{self.name} does not answer: {_reason(text)}", hint=hint)
        if out_of_memory(code):
            return StoreOutOfMemory(
                f"{self.name} ran out of memory: {text[:200]}",
                hint="a narrower question, or a smaller COAUTH_BATCH_SIZE for a load",
            )
        if self.kind == "local" and (full := _disk_is_full(error)):
            return full
        if isinstance(error.__cause__, ValueError | OverflowError):
            return StoreRefused(
                f"{self.name} answered with a value that cannot be shown: {error.__cause__}"[:300]
            )
        if isinstance(error, ClientError | Neo4jError):
            return StoreRefused(f"{text[:500]}" + (f" [{code}]" if code else ""))
        if isinstance(error, DriverError | ConfigurationError):
            return StoreUnreachable(f"{self.name}: {text[:300]}", hint="coauth check")
        return None


def out_of_memory(code: str) -> bool:
    return "OutOfMemory" in code or "MemoryPool" in code


def _disk_is_full(error: BaseException) -> CoauthError | None:
    """The local store does not say why it failed; a full disk is what can be seen from here."""
    home = home_folder()
    if not isinstance(error, Neo4jError | DriverError) or not home.exists():
        return None
    free = shutil.disk_usage(home).free // 2**20
    if free * 2**20 >= LEAST_DISK:
        return None
    return StoreRefused(
        f"the local store failed, and the disk of {home} is nearly full ({free} MiB free)",
        hint="make room, or name another disk with COAUTH_HOME; then the same command again",
    )


def _reason(text: str) -> str:
    """What stopped a connection, out of the driver's account of every address that it tried."""
    reasons = re.findall(r"\(reason ([^()]*(?:\([^()]*\)[^()]*)*)\)", text)
    return re.sub(r"^\[Errno -?\d+\] ", "", reasons[-1] if reasons else text)[:200]
