"""The picture in a real browser, with the network off."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from graph.views.behind import NO_TITLE
from graph.views.html import to_html
from graph.views.inline import InlinePicture
from graph.views.picture import Picture, PictureEdge, PictureNode
from tests.graph.views.graphs import HOSTILE
from tests.servers.chromium import REQUIRED, running

pytestmark = pytest.mark.browser

KISU = "Kim Il Sung University, Pyongyang, DPR Korea"
AFFILIATION = f"{KISU} {HOSTILE}"

PICTURE = Picture(
    nodes=(
        PictureNode(
            "w1", "work", "Partial melt\n2016 · KP CN", "Partial melt beneath Mt. Paektu", ("KP", "CN"),
            "https://doi.org/10.1234/melt", (("year", "2016"), ("DOI", "10.1234/melt")),
        ),
        PictureNode("w2", "work", HOSTILE, HOSTILE, ("KP",), None, (("venue", HOSTILE),), True),
        PictureNode("w3", "work", "金日成综合大学数学系", "金日成综合大学数学系 가나다라마바사", ("KP",)),
        PictureNode(
            "p1", "person", "김성일\nKP", "김성일", ("KP",), None,
            (
                ("work", "Partial melt beneath Mt. Paektu (2016)"),
                ("affiliation as printed", AFFILIATION),
                ("country", "KP · rule dprk-form · confidence 0.99"),
            ),
        ),
        PictureNode("p2", "person", HOSTILE, HOSTILE, ("CN", "US"), None, (), True),
        PictureNode("p3", "person", NO_TITLE, "Renée Müller"),
    ),
    edges=(
        PictureEdge("p1", "w1", "AUTHORED", HOSTILE),
        PictureEdge("p1", "w2", "AUTHORED", "author 2", True),
        PictureEdge("p2", "w2", "AUTHORED"),
        PictureEdge("p3", "w3", "AUTHORED"),
    ),
    title=HOSTILE,
    caution=f"An address is a fact about a paper. {HOSTILE}",
    notes=(HOSTILE,),
    caveats=(f"A caveat {HOSTILE}",),
    countries=("KP", "CN"),
    country_names=(("KP", HOSTILE), ("CN", "China")),
)  # fmt: skip


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    """The system's Chromium."""
    with running() as browser:
        yield browser


class Watched:
    """A page, and everything that it did which it should not have."""

    def __init__(self, page: Any) -> None:
        self.page = page
        self.complaints: list[str] = []
        self.requests: list[str] = []
        page.on("console", lambda message: self.complaints.append(f"console: {message.text}"))
        page.on("pageerror", lambda error: self.complaints.append(f"error: {error}"))
        page.on("dialog", self._dialog)
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("popup", lambda popup: self.complaints.append(f"popup: {popup.url}"))

    def _dialog(self, dialog: Any) -> None:
        self.complaints.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def open(self, file: Path) -> None:
        self.page.goto(file.as_uri())
        self.page.wait_for_function("document.documentElement.dataset.ready === 'yes'")
        self.page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")

    def click_node(self, number: int) -> None:
        """Click where the node is drawn."""
        at = self.page.evaluate(
            """number => {
                const box = document.querySelector('#network').getBoundingClientRect();
                const at = window.picture.canvasToDOM(window.picture.getPositions([number])[number]);
                return { x: box.x + at.x, y: box.y + at.y };
            }""",
            number,
        )
        self.page.mouse.move(at["x"], at["y"])
        self.page.mouse.click(at["x"], at["y"])
        self.page.wait_for_timeout(400)

    def panel(self) -> str:
        return str(self.page.inner_text("#panel"))


@pytest.fixture
def watched(chromium: Any, tmp_path: Path) -> Iterator[Watched]:
    """The picture, opened from a file with the network off; at the end nothing must have gone wrong."""
    file = tmp_path / "picture.html"
    file.write_bytes(to_html(PICTURE).encode("utf-8"))
    context = chromium.new_context(viewport={"width": 1400, "height": 900}, offline=True)
    watched = Watched(context.new_page())
    watched.open(file)
    yield watched
    context.close()
    assert watched.complaints == []
    assert watched.requests == [file.as_uri()]


def test_hostile_titles_stand_there_as_text(watched: Watched) -> None:
    page = watched.page
    told = " ".join(HOSTILE.split())
    assert page.title() == page.inner_text("h1") == told
    assert told in page.inner_text(".caution")
    assert "An address is a fact about a paper." in page.inner_text(".caution")
    assert f"A caveat {told}" in watched.panel()
    assert page.query_selector("img, b, iframe") is None
    for number in range(len(PICTURE.nodes)):
        watched.click_node(number)
        page.wait_for_timeout(200)  # the tooltip comes late
    watched.click_node(1)
    assert told in watched.panel()
    page.fill("#find", "onerror")
    assert told in page.inner_text("#hits")
    assert page.query_selector("img, b, iframe") is None
    assert page.evaluate("document.scripts.length") == 3


def test_a_click_shows_what_was_printed_and_by_which_rule_it_was_read(watched: Watched) -> None:
    watched.click_node(3)
    panel = watched.panel()
    assert panel.splitlines()[0] == "All works and persons"
    assert "김성일" in panel
    assert KISU in panel
    assert "rule dprk-form · confidence 0.99" in panel
    watched.click_node(0)
    link = watched.page.query_selector("#panel a")
    assert link.get_attribute("href") == "https://doi.org/10.1234/melt"
    assert link.get_attribute("rel") == "noopener noreferrer"
    watched.click_node(1)
    assert "for review" in watched.panel()
    assert watched.page.query_selector("#panel a") is None


def test_the_search_works_without_a_mouse(watched: Watched) -> None:
    page = watched.page
    page.keyboard.press("/")
    page.keyboard.type("renee muller")
    assert page.inner_text("#found") == "1 found"
    page.keyboard.press("Enter")
    assert "Renée Müller" in watched.panel()
    assert page.evaluate("window.picture.getSelectedNodes()") == [5]
    page.fill("#find", "")
    page.keyboard.type("pyongyang")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert KISU in watched.panel()
    assert page.evaluate("document.activeElement.id") == "panel"
    page.fill("#find", "no such thing")
    assert page.inner_text("#found") == "0 found"


def test_every_node_can_be_reached_from_the_panel(watched: Watched) -> None:
    buttons = watched.page.query_selector_all("#panel .list button")
    assert len(buttons) == len(PICTURE.nodes)
    watched.page.click("#panel .list button:has-text('김성일')")
    assert KISU in watched.panel()
    watched.page.click("#panel .back")
    assert "In this picture" in watched.panel()


def test_the_legend_picks_out_a_country(watched: Watched) -> None:
    watched.page.click("#legend button:has-text('CN China')")
    assert watched.page.evaluate("window.picture.getSelectedNodes()") == [4]
    assert "dashed: for review" in watched.page.inner_text("#legend")


GLYPHS = """([text, font]) => {
    const canvas = document.createElement('canvas');
    canvas.width = 400; canvas.height = 60;
    const context = canvas.getContext('2d');
    const drawn = (what) => {
        context.clearRect(0, 0, 400, 60);
        context.font = '30px ' + font;
        context.fillText(what, 2, 40);
        return canvas.toDataURL();
    };
    return new Set([...text].map(drawn)).size;
}"""


@pytest.mark.parametrize("text", ["김일성종합대학교수", "金日成综合大学数系"])
def test_korean_and_chinese_are_drawn(watched: Watched, text: str) -> None:
    """Characters that the fonts do not have would all be drawn as the same empty box."""
    font = watched.page.evaluate(
        "JSON.parse(document.getElementById('data').textContent).options.nodes.font.face"
    )
    different = watched.page.evaluate(GLYPHS, [text, font])
    if different == 1 and not REQUIRED:
        pytest.skip("no font with these characters on this machine: apt-get install fonts-noto-cjk")
    assert different == len(set(text))


def test_thousands_of_nodes_open_in_seconds(chromium: Any, tmp_path: Path) -> None:
    works = [PictureNode(f"w{i}", "work", f"Work {i}", f"Work {i}", ("KP",)) for i in range(400)]
    persons = [PictureNode(f"p{i}", "person", f"Person {i}\nKP", f"Person {i}", ("KP",)) for i in range(2600)]
    edges = [
        PictureEdge(f"p{i}", f"w{(i * 7 + j) % 400}", "AUTHORED")
        for i in range(2600)
        for j in range(1 + i % 2)
    ]
    file = tmp_path / "large.html"
    file.write_text(to_html(Picture((*works, *persons), tuple(edges), "Large", "C")), encoding="utf-8")
    watched = Watched(chromium.new_page(viewport={"width": 1400, "height": 900}))
    watched.open(file)
    watched.page.fill("#find", "person 2599")
    watched.page.keyboard.press("Enter")
    assert "Person 2599" in watched.panel()
    assert watched.complaints == []
    watched.page.close()


def test_in_a_notebook(chromium: Any, tmp_path: Path) -> None:
    """The picture is drawn in its frame, and reaches nothing of the page around it, nor the network."""
    file = tmp_path / "notebook.html"
    shown = InlinePicture(PICTURE, 500)._repr_html_()
    file.write_text(f"<!doctype html><meta charset=utf-8><title>secret</title>{shown}", encoding="utf-8")
    context = chromium.new_context(viewport={"width": 1200, "height": 700}, offline=True)
    watched = Watched(context.new_page())
    watched.page.goto(file.as_uri())
    frame = watched.page.frames[1]
    frame.wait_for_function("document.documentElement.dataset.ready === 'yes'")
    assert frame.inner_text("h1") == " ".join(HOSTILE.split())
    assert watched.page.locator("iframe").bounding_box()["height"] >= 500
    reached = "() => { try { return parent.document.title } catch (error) { return error.name } }"
    assert frame.evaluate(reached) == "SecurityError"
    assert watched.page.evaluate("document.querySelectorAll('body > *').length") == 1
    context.close()
    assert [one for one in watched.complaints if "secret" in one or "dialog" in one or "popup" in one] == []
    assert {url for url in watched.requests if url != "about:srcdoc"} == {file.as_uri()}
