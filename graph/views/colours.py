"""Which colour stands for which country: told apart with any colour vision, the same for the same picture."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

# Okabe and Ito's set, strongest contrasts first, then four of Paul Tol's "muted"
PALETTE = (
    "#D55E00", "#0072B2", "#F0E442", "#009E73", "#CC79A7", "#56B4E9", "#E69F00",
    "#332288", "#882255", "#999933", "#44AA99",
)  # fmt: skip
OTHER = "#8C8C8C"
"""Countries after the palette's end share this one; their codes still stand at the nodes."""

UNKNOWN = "#FFFFFF"
"""No country was read."""


def country_colours(asked: Sequence[str], borne: Iterable[Sequence[str]]) -> dict[str, str]:
    """Country code to colour: those asked for first, then by how many nodes bear them, then by code."""
    counts = Counter(code for codes in borne for code in codes)
    first = [code for code in dict.fromkeys(asked) if code in counts]
    rest = sorted((code for code in counts if code not in first), key=lambda code: (-counts[code], code))
    ordered = [*first, *rest]
    return {code: PALETTE[i] if i < len(PALETTE) else OTHER for i, code in enumerate(ordered)}
