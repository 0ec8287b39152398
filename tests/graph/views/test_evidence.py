"""Evidence as the picture words it: an affiliation is printed, a statement is none."""

from __future__ import annotations

from typing import Any

from graph.views.evidence import MAX_STATEMENT, evidence_of


def row(*entries: tuple[int, int, str, str, str], **more: Any) -> dict[str, Any]:
    columns = list(zip(*entries, strict=True)) or [()] * 5
    lists = {
        f"ev_{name}": list(column)
        for name, column in zip(("affiliation", "statement", "kind", "value", "state"), columns, strict=True)
    }
    return {**lists, "ev_rule": ["r"] * len(entries), "ev_confidence": [0.5] * len(entries), **more}


def test_what_rests_on_what() -> None:
    entries = (
        (0, -1, "country", "KP", "yes"),
        (-1, 0, "country", "CN", "review"),
        (-1, 1, "mentioned", "DE", "review"),
        (-1, -1, "label", "KR", "review"),
    )
    lines = evidence_of(
        row(
            *entries,
            affiliations=["Pyongyang"],
            statements=["Univ B, Beijing", "We thank\nBonn. " + "x" * 10_000],
            statement_kinds=["corresponding", "acknowledgement"],
            statement_places=["RP", "FX"],
        ),
        {},
    )
    assert lines[:4] == [
        ("affiliation as printed", "Pyongyang"),
        ("country", "KP · rule r · confidence 0.50"),
        ("not an address line", "corresponding, RP: Univ B, Beijing"),
        ("country, for review", "CN · rule r · confidence 0.50"),
    ]
    name, thanks = lines[4]
    assert (name, thanks[:35]) == ("not an address line", "acknowledgement, FX: We thank Bonn.")
    assert len(thanks) <= MAX_STATEMENT
    assert lines[5:] == [
        ("country, mentioned", "DE · rule r · confidence 0.50"),
        ("country, by the source, for review", "KR · rule r · confidence 0.50"),
    ]
