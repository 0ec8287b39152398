"""The lock under which derived data is made: one at a time, taken over from whoever died."""

from __future__ import annotations

import logging
import os
import secrets
import socket
import time
from collections.abc import Callable
from types import TracebackType
from typing import Self

import psutil

from graph import model
from graph.errors import CoauthError
from graph.prepare import STORE_KEY
from graph.store import Store, Transaction

log = logging.getLogger(__name__)

LEASE_SECONDS = 60
"""A holder that has not renewed the lock for so long is taken for dead."""

POLL_SECONDS = 0.5

_NODE = f"MATCH (s:{model.label(model.Store)} {{key: $key}})"


class LostLock(CoauthError):
    """Another process took the lock over: the transaction must not be committed."""

    def __init__(self, owner: str) -> None:
        super().__init__(
            f"another load took over from this one ({owner})", hint="the same command again: it goes on"
        )


class DeriveLock:
    """Held by one process of all that write to a store. Use as a context manager.

    Who holds it is written as `host/pid/start/random`, so that a holder of this machine that is gone is noticed at
    once; others are waited for until their lease has ended. waiting: called once when it must be waited for.
    """

    def __init__(self, store: Store, *, waiting: Callable[[str], None] | None = None) -> None:
        self._store = store
        self._waiting = waiting
        started = int(psutil.Process().create_time())
        self._steps = 0
        self._kept = time.monotonic()
        self.owner = f"{socket.gethostname()}/{os.getpid()}/{started}/{secrets.token_hex(4)}"

    def __enter__(self) -> Self:
        told = False
        while True:
            holder = self._store.write(self._try)
            if holder is None:
                return self
            if not told and self._waiting is not None:
                self._waiting(holder)
                told = True
            time.sleep(POLL_SECONDS)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            self._store.execute(
                f"{_NODE} WHERE s.lock_owner = $owner SET s.lock_owner = null, s.lock_until = null, s.lock_step = null",
                {"key": STORE_KEY, "owner": self.owner},
            )
        except Exception:
            if error is None:
                raise
            log.info("the lock could not be given back; it is taken over when its holder is gone")

    def renew(self, tx: Transaction) -> int:
        """Renew the lease inside a transaction, which thereby fails if the lock was lost. Raises LostLock.

        Returns how many steps are written.
        """
        found = tx.run(
            f"{_NODE} SET s.lock_until = $until WITH s WHERE s.lock_owner = $owner RETURN s.lock_step AS step",
            {"key": STORE_KEY, "owner": self.owner, "until": _now() + LEASE_SECONDS * 1000},
        )
        if not found:
            raise LostLock(self.owner)
        self._kept = time.monotonic()
        return int(found[0]["step"])

    def step(self, write: Callable[[Transaction], None]) -> None:
        """Write one step in one transaction, once: an attempt whose answer was lost is not repeated.

        Raises LostLock, and what the store raises.
        """
        self._steps += 1

        def work(tx: Transaction) -> None:
            if self.renew(tx) < self._steps:
                tx.run(f"{_NODE} SET s.lock_step = $step", {"key": STORE_KEY, "step": self._steps})
                write(tx)

        self._store.write(work)

    def keep(self) -> None:
        """Renew the lease where it is a while ago that it was: for what takes long between two steps. Raises LostLock."""
        if time.monotonic() - self._kept > LEASE_SECONDS / 4:
            self._store.write(self.renew)

    def _try(self, tx: Transaction) -> str | None:
        # writing first takes the store's own lock on the node, so that nobody reads between our reading and writing
        tx.run(f"{_NODE} SET s.model_version = s.model_version", {"key": STORE_KEY})
        found = tx.run(f"{_NODE} RETURN s.lock_owner AS owner, s.lock_until AS until", {"key": STORE_KEY})
        holder, until = (found[0]["owner"], found[0]["until"]) if found else (None, None)
        if holder and holder != self.owner and (until or 0) > _now() and not _is_gone(holder):
            return str(holder)
        tx.run(
            f"{_NODE} SET s.lock_owner = $owner, s.lock_until = $until, s.lock_step = 0",
            {"key": STORE_KEY, "owner": self.owner, "until": _now() + LEASE_SECONDS * 1000},
        )
        return None


def _now() -> int:
    return int(time.time() * 1000)


def _is_gone(owner: str) -> bool:
    """Is the holder a process of this machine that runs no more?"""
    host, _, rest = owner.partition("/")
    pid, _, rest = rest.partition("/")
    started = rest.partition("/")[0]
    if host != socket.gethostname() or not pid.isdigit() or not started.isdigit():
        return False
    try:
        return int(psutil.Process(int(pid)).create_time()) != int(started)
    except psutil.NoSuchProcess:
        return True
    except psutil.AccessDenied:
        return False
