"""Java as the tests start it: compile quickly rather than well. A server of some minutes does not get back what the
second compiler costs, which is more than half of all that the local store does in the tests."""

from __future__ import annotations

import os

from graph import embedded_process

VARIABLE = "JAVA_TOOL_OPTIONS"
OPTION = "-XX:TieredStopAtLevel=1"


def compile_less() -> None:
    """From now on, for every Java that this process starts, the local store's among them."""
    given = os.environ.get(VARIABLE, "")
    if OPTION not in given.split():
        os.environ[VARIABLE] = f"{given} {OPTION}".strip()
    if VARIABLE not in embedded_process.PASSED_ON:
        embedded_process.PASSED_ON = (*embedded_process.PASSED_ON, VARIABLE)  # type: ignore[assignment]  # longer
