"""Neo4j Browser in Chromium, as an analyst uses it: log in, play the guide, run the triad from it, see it drawn.

WRITE_SCREENSHOTS=1 writes the pictures of docs/browser.md anew.
"""

from __future__ import annotations

import base64
import os
import re
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from graph.browser.kit import address_at, kit
from graph.browser.looks import looks
from graph.browser.serving import KitServer
from tests.servers.chromium import running
from tests.servers.targets import ROOT, Cli, Target

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("target", ["neo4j"], indirect=True)]

WRITE = os.environ.get("WRITE_SCREENSHOTS") == "1"
TRIAD = "Works that join three countries"
MILLISECONDS = 60_000


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    with running() as browser:
        yield browser


@pytest.fixture
def loaded(coauth: Cli, target: Target) -> Target:
    """The shipped works in a Neo4j that serves its Browser."""
    if target.http is None:
        pytest.skip("NEO4J_HTTP does not say where the Neo4j of NEO4J_URI has its Browser")
    done = coauth("load", ROOT / "loaders/demo/works.jsonl")
    assert done.returncode == 0, done.stderr
    return target


@pytest.fixture
def served() -> Iterator[str]:
    """The kit, as `coauth browser` serves it; its address."""
    with KitServer(0, {}) as server:
        server.files = kit(address_at(server.port))
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield address_at(server.port)
        server.shutdown()
        thread.join(10)


@pytest.fixture
def page(chromium: Any) -> Iterator[Any]:
    """A page that reaches this machine and nothing else."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900}, color_scheme="light")
    context.route(re.compile(r"^https?://(?!localhost|127\.0\.0\.1)"), lambda route: route.abort())
    opened = context.new_page()
    opened.set_default_timeout(MILLISECONDS)
    yield opened
    context.close()


def shown(what: Any, name: str) -> None:
    """Where pictures are written: a page as it stands, or one frame of it and nothing around."""
    if WRITE:
        time.sleep(3)  # until the nodes have found their places
        what.screenshot(path=ROOT / "docs" / name)


def log_in(page: Any, target: Target, query: str = "") -> None:
    page.goto(f"{target.http}/browser/{query}", wait_until="domcontentloaded")
    page.fill('[data-testid="username"]', target.environment.get("NEO4J_USER", "neo4j"))
    page.fill('[data-testid="password"]', target.environment["NEO4J_PASSWORD"])
    page.click('[data-testid="connect"]')
    page.wait_for_selector("text=You are connected as user")


def type_in(page: Any, text: str) -> None:
    page.click('[data-testid="activeEditor"] .monaco-editor')
    page.keyboard.press("Control+A")
    page.keyboard.insert_text(text)
    page.keyboard.press("Control+Enter")


def guide_of(page: Any) -> Any:
    return page.locator('[data-testid="frame"]').filter(has=page.locator("[data-testid=carousel]")).first


def drawn_by(frame: Any) -> dict[str, list[str]]:
    """Colour of the nodes to the words in them, in the first picture."""
    frame.locator("g.node").first.wait_for()
    pairs: list[list[str]] = frame.locator("g.node").evaluate_all(
        """nodes => nodes.map(node => [
            node.querySelector('circle.b-outline').getAttribute('fill'),
            [...node.querySelectorAll('text.caption')].map(one => one.textContent.trim()).join(' '),
        ])"""
    )
    found: dict[str, list[str]] = {}
    for colour, words in pairs:
        found.setdefault(colour.upper(), []).append(words)
    return found


def test_the_guide_draws_a_triad_in_its_style(page: Any, loaded: Target, served: str) -> None:
    log_in(page, loaded)
    type_in(page, f":play {served}/guide.html")
    page.wait_for_selector("[data-exec]")
    guide = guide_of(page)
    assert "Who publishes with whom across borders" in guide.inner_text()
    shown(guide, "browser-guide.png")
    for command in ("style", "config"):
        guide.locator(f'[data-exec^="{command}"]').click()
        page.wait_for_selector(f'[data-testid="frameCommand"]:has-text(":{command}")')
    guide = guide_of(page)
    while not guide.locator(f'h3:text-is("{TRIAD}"):visible').count():
        guide.locator('[data-testid="nextSlide"]').first.click()
    guide.locator("pre.runnable:visible").first.click()
    page.wait_for_selector('[data-testid="activeEditor"]:has-text("asked_countries")')
    page.click('[data-testid="editor-Run"]')
    frame = page.locator('[data-testid="frame"]').filter(has=page.locator("g.node")).first
    found = drawn_by(frame)
    by_label = {label: found.get(look.colour, []) for label, look in looks().items()}
    assert sorted(by_label["Country"]) == ["CN", "KP", "US"]
    assert [words[:8] for words in by_label["Work"]] == ["Evidence"]
    assert any(words.startswith("Pyon") for words in by_label["Institution"])
    assert any(words.startswith("Kim") for words in by_label["Author"])
    assert set(found) == {looks()[label].colour for label in ("Country", "Work", "Institution", "Author")}
    types = set(frame.locator("g.relationship text").all_inner_texts())
    told = frame.inner_text()
    for name in ("AUTHORED", "INVOLVES", "NAMES", "BASED_IN", "LOCATED_IN"):
        assert name in told
    assert "COAUTHORED" not in told, "only what the answer rests on"
    assert types
    shown(frame, "browser-triad.png")
    # the evidence is one click away
    frame.get_by_text("Table", exact=True).click()
    assert "10.1126/sciadv.1501513" in frame.inner_text()


DROPPED = """([name, bytes]) => {
    const transfer = new DataTransfer();
    transfer.items.add(new File([Uint8Array.from(atob(bytes), char => char.charCodeAt(0))], name));
    return transfer;
}"""


def drop(page: Any, name: str, content: bytes) -> None:
    held = page.evaluate_handle(DROPPED, [name, base64.b64encode(content).decode()])
    for event in ("dragenter", "dragover", "drop"):
        page.dispatch_event("#mount > div >> nth=0", event, {"dataTransfer": held})


def test_what_is_dropped_needs_no_server_of_ours(page: Any, loaded: Target) -> None:
    log_in(page, loaded)
    files = kit()
    drop(page, "style.grass", files["style.grass"])
    page.wait_for_selector('[data-testid="frameCommand"]:has-text(":style")')
    page.click('[data-testid="navigationFavorites"]')
    drop(page, "favourites.zip", files["favourites.zip"])
    page.get_by_text("coauthgraph", exact=True).click()
    page.get_by_text(f"Graph: {TRIAD}").first.click()
    page.wait_for_selector('[data-testid="activeEditor"]:has-text("asked_countries")')
    page.click('[data-testid="editor-Run"]')
    frame = page.locator('[data-testid="frame"]').filter(has=page.locator("g.node")).first
    assert sorted(drawn_by(frame)[looks()["Country"].colour]) == ["CN", "KP", "US"]


def test_a_link_opens_the_browser_with_the_guide(page: Any, loaded: Target, served: str) -> None:
    log_in(page, loaded, f"?cmd=play&arg={served}/guide.html")
    guide_of(page).get_by_text("Who publishes with whom across borders").wait_for()


def test_the_new_browser_runs_a_saved_query(page: Any, loaded: Target, tmp_path: Path) -> None:
    file = tmp_path / "saved.csv"
    file.write_bytes(kit()["saved.csv"])
    page.goto(f"{loaded.http}/browser/preview/", wait_until="domcontentloaded")
    page.fill('input[name="hostname"]', loaded.environment["NEO4J_URI"].partition("://")[2])
    page.fill('input[name="password"]', loaded.environment["NEO4J_PASSWORD"])
    page.click('[data-testid="connection-form-submit"]')
    page.get_by_label("Cypher panel").click()
    page.set_input_files('input[type="file"]', file)
    page.locator("[id^=saved-cypher-tree-folder] button").last.click()
    page.get_by_label(f"Run query for Graph: {TRIAD}").click()
    overview = page.get_by_text("Results overview").locator("xpath=../..")
    overview.get_by_text("Country (3)").wait_for()
    assert "Work (1)" in overview.inner_text()
    shown(page, "browser-new.png")
