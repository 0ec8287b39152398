"""A chart as SVG that can stand inside a page: drawn by matplotlib, the same for the same figures, nothing in it runs.

matplotlib comes with the extra `report`. A plot shows nothing that is not in the table beside it, so that without it a
report is complete.
"""

from __future__ import annotations

import importlib
import io
import re
import warnings
from typing import TYPE_CHECKING, Any

from lxml import etree

from graph.report.model import Chart
from graph.views.text import one_line, shorten

if TYPE_CHECKING:
    from matplotlib.axes import Axes

COLOURS = ("#0072B2", "#D55E00", "#009E73", "#882255")
"""Of Okabe and Ito's set and of Tol's, those with enough contrast on white; marks and lines tell the series apart too."""

MARKS = ("o", "s", "^", "D")
LINES = ("-", "--", "-.", ":")
INK = "#1a1a1a"
WIDTH, ROW, FRAME = 7.2, 0.3, 0.9
"""Inches: width of a plot, height of one bar, of what is around the bars."""

LABEL = 34
"""Columns of text of a bar's label."""

_SVG = "{http://www.w3.org/2000/svg}"
_HREF = "{http://www.w3.org/1999/xlink}href"
_URL = re.compile(r"url\(#([^)]+)\)")
_FONT = re.compile(r"(?:(?P<weight>bold|normal|\d{3})\s+)?(?P<size>[\d.]+)px\s+(?P<family>.+)\Z")
_FAMILY = "DejaVu Sans, Noto Sans, Arial, sans-serif"


def can_plot() -> bool:
    """Whether matplotlib is there, and fit for use: one that is damaged, or made for another Python, is as none."""
    try:
        importlib.import_module("matplotlib.figure")
    except ImportError:
        return False
    return True


def svg(chart: Chart) -> str:
    """The plot as one `svg` element, without styles, scripts or addresses. Raises ImportError without matplotlib."""
    from matplotlib import style
    from matplotlib.backends.backend_svg import FigureCanvasSVG
    from matplotlib.figure import Figure

    settings = {
        "svg.hashsalt": chart.key,
        "svg.fonttype": "none",  # text stays text: it can be searched, read aloud, and shown in any script
        "text.parse_math": False,
        "font.family": ["DejaVu Sans"],
        "font.size": 9,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.edgecolor": INK,
        "axes.unicode_minus": False,
    }
    with style.context(["default", settings]), warnings.catch_warnings():
        # a letter that its own font lacks is only not measured; a browser has fonts for it
        warnings.filterwarnings("ignore", message="Glyph .* missing")
        height = 3.0 if chart.kind == "years" else FRAME + ROW * len(chart.series[0].points)
        figure = Figure(figsize=(WIDTH, height), layout="constrained")
        FigureCanvasSVG(figure)
        axes = figure.add_subplot()
        (_years if chart.kind == "years" else _bars)(axes, chart)
        written = io.BytesIO()
        figure.savefig(written, format="svg", metadata={"Date": None, "Creator": None})
    return _embedded(written.getvalue(), chart)


def _years(axes: Axes, chart: Chart) -> None:
    from matplotlib.ticker import MaxNLocator

    labels = [point.label for point in chart.series[0].points]
    places = {label: number for number, label in enumerate(labels)}
    for number, series in enumerate(chart.series):
        # side by side, so that intervals do not hide each other
        shift = 0.12 * (number - (len(chart.series) - 1) / 2)
        where = [places[point.label] + shift for point in series.points if point.label in places]
        points = [point for point in series.points if point.label in places]
        axes.errorbar(
            where,
            [point.value for point in points],
            yerr=_ends(points),
            color=COLOURS[number % len(COLOURS)],
            marker=MARKS[number % len(MARKS)],
            linestyle=LINES[number % len(LINES)],
            markersize=4.5,
            linewidth=1.2,
            elinewidth=0.9,
            capsize=2.5,
            label=shorten(one_line(series.name), LABEL),
        )
    step = max(1, len(labels) // 16 + (len(labels) % 16 > 0 and len(labels) > 16))
    axes.set_xticks(range(0, len(labels), step), labels[::step])
    axes.set_ylim(bottom=0)
    axes.yaxis.set_major_locator(MaxNLocator(integer=True))
    axes.set_ylabel(one_line(chart.axis))
    axes.grid(axis="y", color="#dddddd", linewidth=0.6)
    axes.set_axisbelow(True)
    if len(chart.series) > 1:
        axes.legend(frameon=False)


def _bars(axes: Axes, chart: Chart) -> None:
    points = chart.series[0].points
    rows = range(len(points))
    axes.barh(
        rows,
        [point.value for point in points],
        xerr=_ends(points),
        height=0.62,
        color="#9ec5e0",
        edgecolor=COLOURS[0],
        linewidth=0.8,
        error_kw={"ecolor": INK, "elinewidth": 0.9, "capsize": 2.5},
    )
    axes.set_yticks(rows, [shorten(one_line(point.label), LABEL) for point in points])
    axes.invert_yaxis()
    axes.set_xlim(left=0)
    axes.set_xlabel(one_line(chart.axis))
    axes.grid(axis="x", color="#dddddd", linewidth=0.6)
    axes.set_axisbelow(True)


def _ends(points: Any) -> list[list[float]] | None:
    """How far each interval reaches down and up."""
    if any(point.low is None or point.high is None for point in points):
        return None
    return [
        [max(0.0, point.value - point.low) for point in points],
        [max(0.0, point.high - point.value) for point in points],
    ]


def _embedded(written: bytes, chart: Chart) -> str:
    """The drawing made fit to stand in a page whose policy allows no inline style: styles become attributes, ids are
    the chart's own, title and description come first."""
    root = etree.fromstring(written, etree.XMLParser(resolve_entities=False, no_network=True))
    for unwanted in [*root.iter(f"{_SVG}metadata"), *root.iter(f"{_SVG}style")]:
        unwanted.getparent().remove(unwanted)
    for element in root.iter():
        if not isinstance(element.tag, str):
            continue
        _plain_style(element)
        _own_ids(element, chart.key)
    for name in ("width", "height", "version"):
        root.attrib.pop(name, None)
    root.set("role", "img")
    root.set("aria-labelledby", f"{chart.key}-title {chart.key}-says")
    root.set("stroke-linejoin", "round")
    root.set("stroke-linecap", "butt")
    for place, (name, text) in enumerate((("title", chart.title), ("desc", chart.says))):
        told = etree.Element(f"{_SVG}{name}", id=f"{chart.key}-{'title' if name == 'title' else 'says'}")
        told.text = one_line(text)
        root.insert(place, told)
    etree.strip_tags(root, etree.Comment)
    etree.cleanup_namespaces(root)
    return str(etree.tostring(root, encoding="unicode", with_tail=False))


def _plain_style(element: Any) -> None:
    for part in (element.attrib.pop("style", "") or "").split(";"):
        name, colon, value = part.partition(":")
        name, value = name.strip(), value.strip()
        if not colon:
            continue
        if name == "font" and (match := _FONT.match(value)):
            element.set("font-size", match["size"])
            element.set("font-family", _FAMILY)
            if match["weight"]:
                element.set("font-weight", match["weight"])
        elif name == "font-family":
            element.set(name, _FAMILY)
        elif name != "font":
            element.set(name, value)


def _own_ids(element: Any, key: str) -> None:
    if (own := element.get("id")) is not None:
        element.set("id", f"{key}-{own}")
    if (to := element.get(_HREF)) is not None and to.startswith("#"):
        del element.attrib[_HREF]
        element.set("href", f"#{key}-{to[1:]}")
    for name, value in element.attrib.items():
        if "url(#" in value:
            element.set(name, _URL.sub(rf"url(#{key}-\1)", value))
