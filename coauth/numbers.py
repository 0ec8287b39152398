"""Numbers of options that are numbers: `nan` lies in no range."""

from __future__ import annotations

import math
from typing import Any

import click


class Number(click.FloatRange):
    """As click.FloatRange, which lets `nan` through, since it is neither below nor above anything; nor is `inf` taken."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """The number. Fails as click.FloatRange does."""
        number = super().convert(value, param, ctx)
        if not math.isfinite(number):
            self.fail(f"{value} is no number.", param, ctx)
        return float(number)
