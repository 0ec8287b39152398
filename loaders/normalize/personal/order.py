"""The order in which a name is printed."""

from __future__ import annotations

from typing import Literal

Order = Literal["family-first", "given-first", "unknown"]
