"""Ctrl-C is not lost where Python cannot raise it, and other signals end a command as it does."""

from __future__ import annotations

import signal
import sys
import threading
from typing import ClassVar

AGAIN_AFTER = 0.02
"""Seconds until a lost interrupt comes again: by then whatever swallowed it is over."""


def keep_interrupts() -> None:
    """From now on an interrupt that came while an object was being thrown away comes again a moment later.

    A signal is raised where Python next enters a function. Where that is a `__del__` (the driver's sessions have one),
    Python prints the KeyboardInterrupt as ignored and goes on as if nobody had pressed a key.
    """
    before = sys.unraisablehook

    def hook(unraisable: sys.UnraisableHookArgs) -> None:
        if not issubclass(unraisable.exc_type, KeyboardInterrupt):
            before(unraisable)
            return
        after = AGAIN_AFTER
        while True:
            try:
                # a command in the background ignores SIGINT: it was SIGTERM that came
                if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
                    signal.signal(signal.SIGINT, signal.default_int_handler)
                again = threading.Timer(after, _interrupt)
                again.daemon = True
                again.start()
                return
            except KeyboardInterrupt:  # so slow is the machine that it came while we were still here
                after *= 2

    sys.unraisablehook = hook


def _interrupt() -> None:
    main = threading.main_thread().ident
    if main is not None:
        signal.pthread_kill(main, signal.SIGINT)


class Told:
    """Signals by which a process is asked to end: it ends as after Ctrl-C, with what it unpacked cleared away."""

    SIGNALS = (signal.SIGTERM, signal.SIGHUP)
    latest: ClassVar[int] = 0

    def __init__(self) -> None:
        self.number = 0
        for number in self.SIGNALS:
            if signal.getsignal(number) is signal.SIG_DFL:  # `nohup` keeps SIGHUP away
                signal.signal(number, self._end)

    def _end(self, number: int, frame: object) -> None:
        self.number = Told.latest = number
        signal.signal(number, signal.SIG_DFL)  # the second time there is no waiting
        raise KeyboardInterrupt


def told_to_end() -> bool:
    """Whether an interrupt was such a signal: then a prompt does not go on either."""
    return Told.latest != 0
