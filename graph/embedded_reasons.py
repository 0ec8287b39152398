"""Why the local store failed: it tells its log, and hides it from its client."""

from __future__ import annotations

import re
import time
from pathlib import Path

MOST = 2**18
"""Bytes of the log's end that are looked at."""

WAITS = (0.0, 0.05, 0.2)
"""Seconds; the answer may be faster than the log."""

CONCEALED = re.compile(r"BOLT: ((?:(?!BOLT: ).){1,2000}?) \(concealed from the client", re.DOTALL)


class Reasons:
    """Reads the log of a running local store."""

    def __init__(self, log: Path) -> None:
        self._log = log

    def mark(self) -> int:
        """Where the log ends now, in bytes."""
        try:
            return self._log.stat().st_size
        except OSError:
            return 0

    def since(self, mark: int) -> str | None:
        """The last reason written since; None where there is none, or the log cannot be read."""
        for wait in WAITS:
            time.sleep(wait)
            try:
                with self._log.open("rb") as file:
                    file.seek(max(mark, file.seek(0, 2) - MOST))
                    text = file.read(MOST).decode("utf-8", "replace")
            except OSError:
                return None
            if found := CONCEALED.findall(text):
                return " ".join(found[-1].split())
        return None
