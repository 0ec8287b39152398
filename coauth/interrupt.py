"""Ctrl-C is not lost where Python cannot raise it."""

from __future__ import annotations

import signal
import sys
import threading

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
                if (
                    signal.getsignal(signal.SIGINT) is signal.SIG_IGN
                ):  # in the background; it was SIGTERM that came
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
