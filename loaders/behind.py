"""One call that goes on behind the caller's back: the store writes a batch while the next is worked out."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from types import TracebackType
from typing import Self

log = logging.getLogger(__name__)


class Behind:
    """At most one call at a time, in a thread of its own. Use as a context manager: at its end nothing runs any more."""

    def __init__(self) -> None:
        self._thread: threading.Thread | None = None
        self._error: BaseException | None = None

    def start(self, call: Callable[[], None]) -> None:
        """Begin a call, once the one before it is over. Raises what that one raised."""
        self.wait()

        def run() -> None:
            try:
                call()
            except BaseException as error:  # raised by wait, where somebody can act on it
                self._error = error

        thread = threading.Thread(target=run, name="behind", daemon=True)
        thread.start()
        self._thread = thread

    def wait(self) -> None:
        """Wait until nothing runs. Raises what the call raised."""
        if self._thread is not None:
            self._thread.join()
            self._thread = None
        if self._error is not None:
            error, self._error = self._error, None
            raise error

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is None:
            self.wait()
        elif self._thread is not None:
            # what is being written is finished or taken back before the lock is given up
            self._thread.join()
            if self._error is not None:
                log.info("what went on behind failed too: %s", self._error)
