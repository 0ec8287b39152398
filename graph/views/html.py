"""A picture as one self-contained HTML file: opens offline, fetches nothing, runs nothing of the data.

pyvis renders it, with a page of our own (pyvis's fetches a style sheet from a content network) and the
vis-network that it ships; positions are computed beforehand. Data stands in the file as JSON and is shown as
text only; the page's policy allows the two scripts of the file, by their hash, and no connection.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Sequence
from importlib import resources
from pathlib import Path
from typing import Any

from rich.cells import cell_len

from graph.errors import CoauthError
from graph.views.colours import OTHER, UNKNOWN, country_colours
from graph.views.json_rows import to_json
from graph.views.layout import Box, positions
from graph.views.picture import Picture, PictureNode
from graph.views.text import one_line

VIS = "lib/vis-9.1.2/vis-network.min.js"
PAGE = Path(str(resources.files("graph.views"))) / "page"

FONT = (
    "system-ui, 'Segoe UI', Roboto, 'Noto Sans', 'Noto Sans CJK KR', 'Noto Sans KR', 'Apple SD Gothic Neo', "
    "'Malgun Gothic', 'Noto Sans CJK SC', 'Noto Sans SC', 'PingFang SC', 'Microsoft YaHei', sans-serif"
)
INK = "#1a1a1a"
SHAPES = {"work": "box", "person": "dot", "institution": "diamond", "country": "hexagon"}
RADII = {"person": 12, "institution": 12, "country": 13}
FONT_SIZE = 14
CELL = 7.4
"""Pixels that one column of text takes at FONT_SIZE, in the wider of the usual fonts."""

LINE = 17.0
MANY = 200
"""Nodes above which dots are drawn larger: such a picture is first seen from afar."""

TOO_MANY = 800
"""Nodes above which lines are not drawn while the picture is dragged."""

_SOURCE_MAP = re.compile(r"^//[#@] sourceMappingURL=.*$", re.MULTILINE)
_IN_MARKUP = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026"}


def to_html(picture: Picture) -> str:
    """The whole file; the same picture gives the same text. Raises CoauthError where there are no nodes."""
    if not picture.nodes:
        raise CoauthError(
            "there is nothing to draw: no work is behind this answer", hint="coauth query NAME ..."
        )
    # pyvis imports IPython: only when a picture is drawn
    from pyvis.network import Network

    numbers = {node.key: number for number, node in enumerate(picture.nodes)}
    colours = country_colours(
        picture.countries, [node.countries for node in picture.nodes if node.kind != "work"]
    )
    page = Network(directed=True, cdn_resources="in_line")
    page.set_template_dir(str(PAGE), "page.html")
    page.options = _options(len(picture.nodes))
    page.heading = one_line(picture.title)
    grown = 1.5 if len(picture.nodes) > MANY else 1.0
    boxes = [_box(node, grown) for node in picture.nodes]
    links = [(numbers[edge.source], numbers[edge.target]) for edge in picture.edges]
    places = positions(boxes, links)
    for number, (node, box, (x, y)) in enumerate(zip(picture.nodes, boxes, places, strict=True)):
        # a label hangs below a dot: its centre is above that of the two together
        lift = 0.0 if node.kind == "work" else box.height / 2 - RADII[node.kind] * grown - 2
        page.add_node(
            number,
            label=node.label or " ",
            x=x,
            y=round(y - lift, 1),
            **_style(node, picture, colours, grown),
        )
    for (source, target), edge in zip(links, picture.edges, strict=True):
        page.add_edge(
            source, target, arrows="", dashes=[6, 5] if edge.review else False, said=one_line(edge.label)
        )
    scripts = {"vis_js": _vis_script(), "page_js": _text(PAGE / "page.js")}
    environment = page.templateEnv
    environment.autoescape = True
    environment.filters["script_json"] = script_json
    environment.filters["from_json"] = json.loads
    environment.globals.update(
        scripts,
        page_css=_text(PAGE / "page.css"),
        policy=_policy(scripts.values(), _text(PAGE / "page.css")),
        caution=one_line(picture.caution),
        notes=[one_line(note) for note in picture.notes],
        panel=[_told(node, picture) for node in picture.nodes],
        legend=_legend(picture, colours),
        caveats=[one_line(caveat) for caveat in picture.caveats],
    )
    return str(page.generate_html())


def script_json(value: Any) -> str:
    """JSON that can stand inside a script element: no character of it can end the element or open markup."""
    return re.sub("[<>&]", lambda match: _IN_MARKUP[match[0]], to_json(value))


def _text(path: Path) -> str:
    # a browser takes the hash of a script after it has made every line end a \n
    return path.read_text(encoding="utf-8").replace("\r\n", "\n").replace("\r", "\n")


def _vis_script() -> str:
    import pyvis

    script = _SOURCE_MAP.sub("", _text(Path(pyvis.__file__).parent / VIS))
    return script.replace("</script", "<\\/script")


def _policy(scripts: Any, style: str) -> str:
    def hashed(text: str) -> str:
        return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"

    return (
        f"default-src 'none'; script-src {' '.join(hashed(one) for one in scripts)}; "
        f"style-src {hashed(style)}; img-src data:; base-uri 'none'; form-action 'none'"
    )


def _options(count: int) -> dict[str, Any]:
    return {
        "physics": {"enabled": False},
        "layout": {"improvedLayout": False, "randomSeed": 1},
        "interaction": {
            "hover": True,
            "tooltipDelay": 200,
            "hideEdgesOnDrag": count > TOO_MANY,
            "hideEdgesOnZoom": count > TOO_MANY,
            "keyboard": {"enabled": True, "bindToWindow": False},
            "multiselect": False,
        },
        "nodes": {
            "font": {
                "face": FONT,
                "size": FONT_SIZE,
                "color": INK,
                "strokeWidth": 4,
                "strokeColor": "#ffffff",
            },
            "labelHighlightBold": False,
            "scaling": {"label": {"drawThreshold": 3}},
        },
        "edges": {
            "smooth": False,
            "width": 1.4,
            "color": {"color": "#9a9a9a", "highlight": "#0b66c3", "hover": "#555555"},
            "selectionWidth": 1.5,
        },
    }


def _box(node: PictureNode, grown: float) -> Box:
    lines = (node.label or " ").split("\n")
    width = max(cell_len(line) for line in lines) * CELL
    if node.kind == "work":
        return Box(width + 24, len(lines) * LINE + 20)
    across = 2 * RADII[node.kind] * grown
    return Box(max(width, across), across + 8 + len(lines) * LINE)


def _ordered(node: PictureNode, picture: Picture) -> list[str]:
    """The node's countries, those asked for first."""
    asked = [code for code in picture.countries if code in node.countries]
    return [*asked, *(code for code in node.countries if code not in asked)]


def _style(node: PictureNode, picture: Picture, colours: dict[str, str], grown: float) -> dict[str, Any]:
    """Shape, colours and lines of a node, in vis-network's words."""
    style: dict[str, Any] = {
        "shape": SHAPES[node.kind],
        "shapeProperties": {"borderDashes": [3, 3] if node.review else False},
    }
    if node.kind == "work":
        colour = {"background": "#ffffff", "border": INK}
        style |= {"margin": 8, "borderWidth": 1.5, "borderWidthSelected": 3.5, "font": {"strokeWidth": 0}}
        colour_on = {"background": "#e3ecf6", "border": "#0b66c3"}
    else:
        codes = _ordered(node, picture)
        fill = colours.get(codes[0], OTHER) if codes else UNKNOWN
        # a second country is the ring around the first
        ring = colours.get(codes[1], OTHER) if len(codes) > 1 else "#333333"
        colour = {"background": fill, "border": ring}
        colour_on = {"background": fill, "border": "#0b66c3"}
        style |= {
            "size": RADII[node.kind] * grown,
            "borderWidth": 4.5 if len(codes) > 1 else 1.5,
            "borderWidthSelected": 5,
        }
    return style | {"color": colour | {"highlight": colour_on, "hover": colour_on}}


def _told(node: PictureNode, picture: Picture) -> dict[str, Any]:
    """What the panel and the search know of a node."""
    codes = _ordered(node, picture)
    second = ", ".join(codes[:6]) + ("?" if node.review and codes and node.kind != "work" else "")
    if node.kind == "work":
        second = " · ".join(part for part in (dict(node.details).get("year"), second) if part)
    return {
        "kind": node.kind,
        "title": one_line(node.title),
        "second": second,
        "codes": codes if node.kind != "work" else [],
        "countries": ", ".join(_name(code, picture) for code in codes),
        "url": node.url if node.url and node.url.startswith("https://doi.org/10.") else None,
        "details": [[one_line(name), one_line(text)] for name, text in node.details],
        "review": node.review,
    }


def _name(code: str, picture: Picture) -> str:
    name = dict(picture.country_names).get(code)
    return f"{code} {one_line(name)}" if name and name != code else code


def _legend(picture: Picture, colours: dict[str, str]) -> list[dict[str, Any]]:
    """Countries with a colour of their own, then shapes and lines that occur in the picture."""
    base = {"shape": "dot", "border": "#333333", "width": 1.5, "fill": UNKNOWN}
    entries: list[dict[str, Any]] = [
        base | {"fill": colour, "text": _name(code, picture), "code": code}
        for code, colour in colours.items()
        if colour != OTHER
    ]
    others = [code for code, colour in colours.items() if colour == OTHER]
    if others:
        text = f"{len(others)} further countries" if len(others) > 1 else _name(others[0], picture)
        entries.append(base | {"fill": OTHER, "text": text})
    shaped: Sequence[PictureNode] = [node for node in picture.nodes if node.kind != "work"]
    if any(len(node.countries) > 1 for node in shaped):
        entries.append(
            base | {"fill": "#dddddd", "border": "#777777", "width": 4, "text": "ring: second country"}
        )
    if any(not node.countries for node in shaped):
        entries.append(base | {"text": "no country read"})
    kinds = {node.kind for node in picture.nodes}
    for kind, text in (
        ("work", "work"),
        ("person", "person"),
        ("institution", "institution"),
        ("country", "address that no author was given"),
    ):
        if kind in kinds:
            entries.append(
                base
                | {"shape": SHAPES[kind], "fill": "#ffffff" if kind == "work" else "#dddddd", "text": text}
            )
    if any(node.review for node in picture.nodes) or any(edge.review for edge in picture.edges):
        entries.append(base | {"dashed": True, "text": "dashed: for review"})
    return entries
