"""Where the kit is served, and what an analyst does with it: the addresses, and a page that says so."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from html import escape
from urllib.parse import quote, urlsplit

from graph.browser.kit import GUIDE, SAVED, STYLE, ZIP

HTTP_PORT = 7474
"""Where a Neo4j serves its Browser unless it was told otherwise."""


@dataclass(frozen=True, slots=True)
class Addresses:
    """Addresses of the kit's files, and of the Neo4j Browser that is to open them."""

    kit: str
    guide: str
    style: str
    favourites: str
    saved: str
    browser: str
    play: str

    @property
    def preview(self) -> str:
        """The new Browser of the same server."""
        return f"{self.browser}preview/"


def addresses(kit: str, neo4j_uri: str | None) -> Addresses:
    """kit: where it is served. neo4j_uri: the server; without one, this machine's."""
    host = urlsplit(neo4j_uri).hostname if neo4j_uri else None
    host = "localhost" if host in (None, "127.0.0.1", "::1") else host
    browser = f"http://{f'[{host}]' if ':' in str(host) else host}:{HTTP_PORT}/browser/"
    guide = f"{kit}/{GUIDE}"
    return Addresses(
        kit=f"{kit}/",
        guide=guide,
        style=f"{kit}/{STYLE}",
        favourites=f"{kit}/{ZIP}",
        saved=f"{kit}/{SAVED}",
        browser=browser,
        play=f"{browser}?cmd=play&arg={quote(guide, safe='')}",
    )


def as_row(at: Addresses) -> dict[str, str]:
    """The addresses as other programs read them."""
    return {**asdict(at), "preview": at.preview}


def as_lines(at: Addresses) -> list[str]:
    """What to type and what to drop, for people."""
    return [
        f"The kit for Neo4j Browser is at {at.kit} until Ctrl-C.",
        "",
        f"Neo4j Browser, {at.browser}: type",
        f"  :play {at.guide}",
        f"  :style {at.style}",
        f"or open it with the guide: {at.play}",
        f"Favourites: save {at.favourites} and drop it on the Browser's window.",
        "",
        f"The new Neo4j Browser, {at.preview}, has no guide and no style:",
        f"  save {at.saved}; in Saved Cypher, Import it.",
    ]


def page(at: Addresses) -> str:
    """The page at the kit's own address."""
    play, browser, preview = escape(at.play), escape(at.browser), escape(at.preview)
    return f"""<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>coauthgraph in Neo4j Browser</title>
<style>
:root {{ color-scheme: light dark; }}
body {{ font: 16px/1.5 system-ui, sans-serif; max-width: 44em; margin: 2em auto; padding: 0 1em; }}
code {{ overflow-wrap: anywhere; }}
</style>
<h1>coauthgraph in Neo4j Browser</h1>
<h2>Neo4j Browser</h2>
<ol>
<li><a href="{play}">Open {browser} with the guide</a>, or type there <code>:play {escape(at.guide)}</code></li>
<li>Colours and captions: <code>:style {escape(at.style)}</code>, or drop <a href="{STYLE}" download>{STYLE}</a> on its
window.</li>
<li>Favourites: drop <a href="{ZIP}" download>{ZIP}</a> on its window.</li>
</ol>
<h2>The new Neo4j Browser</h2>
<p>It has no guide and no style. In <a href="{preview}">{preview}</a>, Saved Cypher, Import
<a href="{SAVED}" download>{SAVED}</a>.</p>
</html>
"""
