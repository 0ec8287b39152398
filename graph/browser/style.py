"""The style of Neo4j Browser (GRASS): what every label and relationship of the model looks like."""

from __future__ import annotations

from graph import model
from graph.browser.looks import looks

_NODE = """node {
  diameter: 46px;
  color: #C8C8C8;
  border-color: #8C8C8C;
  border-width: 2px;
  text-color-internal: #1A1A1A;
  font-size: 10px;
}"""
_RELATIONSHIP = """relationship {
  color: #8C8C8C;
  shaft-width: 1px;
  font-size: 8px;
  padding: 3px;
  text-color-external: #1A1A1A;
  text-color-internal: #FFFFFF;
  caption: "<type>";
}"""
DERIVED, PRINTED = "#0072B2", "#8C8C8C"
"""What was concluded from the other relationships, and those."""

THICK = ("AUTHORED", "INVOLVES")


def style() -> str:
    """The text of a .grass file. Classic Neo4j Browser takes no comments in it."""
    parts = [_NODE]
    parts += [
        f"node.{look.label} {{\n"
        f"  diameter: {look.size}px;\n"
        f"  color: {look.colour};\n"
        f"  border-color: {look.border};\n"
        f"  border-width: 2px;\n"
        f"  text-color-internal: {look.text};\n"
        f"  font-size: {look.points}px;\n"
        f'  defaultCaption: "{{{look.caption}}}";\n'
        f'  caption: "{{{look.caption}}}";\n'
        "}"
        for look in looks().values()
    ]
    parts.append(_RELATIONSHIP)
    derived = {model.label(kind) for kind in model.DERIVED}
    for name in dict.fromkeys(model.label(kind) for kind in model.RELATIONSHIPS):
        parts.append(
            f"relationship.{name} {{\n"
            f"  color: {DERIVED if name in derived else PRINTED};\n"
            f"  shaft-width: {2 if name in THICK else 1}px;\n"
            '  caption: "<type>";\n'
            "}"
        )
    return "\n\n".join(parts) + "\n"
