"""The text of a web page: what a reader sees of it, without scripts, menus and what is hidden.

A page is hostile data. libxml2 parses it as it comes in, without network, and no tree is kept: neither depth nor number
of its tags costs memory.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from lxml import etree

_DROPPED = frozenset({
    "script", "style", "noscript", "template", "nav", "footer", "aside", "form", "button", "select", "option",
    "textarea", "svg", "math", "iframe", "object", "embed", "applet", "canvas", "audio", "video", "dialog", "menu",
})  # fmt: skip
_LINES = frozenset({"br", "hr", "td", "th", "dt"})
_BLOCKS = frozenset({
    "p", "div", "section", "article", "main", "header", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "dl", "dd",
    "table", "tr", "tbody", "thead", "tfoot", "caption", "blockquote", "pre", "figure", "figcaption", "address", "body",
    "center", "details", "summary", "fieldset", "title",
})  # fmt: skip
_VOID = frozenset({
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr",
})  # fmt: skip
_TITLES = {
    "og:title": "og:title",
    "twitter:title": "twitter:title",
    "dc.title": "dc.title",
    "citation_title": "citation_title",
}
_DATES = (
    "article:published_time",
    "datepublished",
    "citation_publication_date",
    "dc.date",
    "date",
    "pubdate",
)
_AT_ONCE = 2**16
_ENOUGH = 200
"""An article or main part with fewer letters is a teaser, and the whole body is taken."""
_MAX_FIELD = 2_000
_CHARSET = re.compile(rb"""<meta\s[^>]{0,300}?charset\s*=\s*["']?\s*([A-Za-z0-9._:-]{1,40})""", re.IGNORECASE)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_SPACES = re.compile(r"[ \t\r\n\f\v]+")


@dataclass(frozen=True, slots=True)
class Page:
    """What was taken of a page.

    text: paragraphs, an empty line between them. part: the element that it is from (article, main or body). title:
    with where it stood in `title_from` (title, og:title, h1, ...); None where there is none. url: the address that the
    page gives itself; date: as the page gives it. Both are the page's own words.
    """

    text: str
    part: str
    title: str | None
    title_from: str | None
    url: str | None
    date: str | None


def charset_of(raw: bytes) -> str | None:
    """The encoding that a page's own head names, in small letters; None where it names none."""
    found = _CHARSET.search(raw[:16_384])
    return found[1].decode("ascii").lower() if found else None


def read_page(source: str) -> Page:
    """The text of a page. Never raises for any string; time and memory grow with its length only."""
    target = _Target()
    parser = etree.HTMLParser(
        target=target,
        encoding="utf-8",
        no_network=True,
        remove_comments=True,
        remove_pis=True,
        huge_tree=True,
    )
    data = source.encode("utf-8", "replace")
    if not data.strip():
        return target.page()
    for start in range(0, len(data), _AT_ONCE):
        parser.feed(data[start : start + _AT_ONCE])
    parser.close()
    return target.page()


class _Target:
    """Takes the events of the parser: it keeps text, and nothing of the tree but how deep it stands."""

    def __init__(self) -> None:
        self._depth = 0
        self._dropped_at = 0
        self._inside: dict[str, int] = {"article": 0, "main": 0}
        self._pieces: dict[str, list[str]] = {"article": [], "main": [], "body": []}
        self._title: list[str] = []
        self._heading: list[str] = []
        self._in_title = self._in_heading = self._headings = 0
        self._meta: dict[str, str] = {}
        self._url: str | None = None

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        if tag in ("meta", "link"):
            self._about(tag, attributes)
        elif tag == "time" and attributes.get("datetime"):
            self._meta.setdefault("time", attributes["datetime"][:_MAX_FIELD])
        if tag in _VOID:
            if tag in _LINES and not self._dropped_at:
                self._put("\n")
            return
        self._depth += 1
        if self._dropped_at:
            return
        if tag in _DROPPED or _is_hidden(attributes):
            self._dropped_at = self._depth
            return
        if tag in self._inside:
            self._inside[tag] += 1
        if tag == "title":
            self._in_title += 1
        elif tag == "h1":
            self._in_heading += 1
            self._headings += 1
        self._break(tag)

    def end(self, tag: str) -> None:
        if tag in _VOID:
            return
        if self._dropped_at:
            if self._depth == self._dropped_at:
                self._dropped_at = 0
            self._depth -= 1
            return
        self._depth -= 1
        self._break(tag)
        if tag in self._inside:
            self._inside[tag] -= 1
        if tag == "title":
            self._in_title -= 1
        elif tag == "h1":
            self._in_heading -= 1

    def data(self, data: str) -> None:
        if self._dropped_at:
            return
        if self._in_title:
            self._title.append(data)
            return
        if self._in_heading and self._headings == 1:
            self._heading.append(data)
        # what is only laid out in the source is a space
        self._put(_SPACES.sub(" ", data))

    def close(self) -> None:
        """The end of the page."""

    def page(self) -> Page:
        """What was found."""
        texts = {part: _tidy("".join(pieces)) for part, pieces in self._pieces.items()}
        part = next((part for part in ("article", "main") if len(texts[part]) >= _ENOUGH), "body")
        named = [("title", _one_line("".join(self._title)))]
        named += [(name, _one_line(self._meta.get(name, ""))) for name in _TITLES]
        named += [("h1", _one_line("".join(self._heading)))]
        title_from, title = next(((where, text) for where, text in named if text), (None, None))
        date = next((self._meta[name] for name in (*_DATES, "time") if self._meta.get(name)), None)
        return Page(texts[part], part, title, title_from, self._url or self._meta.get("og:url"), date)

    def _break(self, tag: str) -> None:
        if tag in _BLOCKS:
            self._put("\n\n")
        elif tag in _LINES:
            self._put("\n")

    def _put(self, text: str) -> None:
        self._pieces["body"].append(text)
        for part, depth in self._inside.items():
            if depth:
                self._pieces[part].append(text)

    def _about(self, tag: str, attributes: Mapping[str, str]) -> None:
        if tag == "link":
            if attributes.get("rel", "").lower() == "canonical" and self._url is None:
                self._url = attributes.get("href", "")[:_MAX_FIELD] or None
            return
        name = attributes.get("property") or attributes.get("name") or attributes.get("itemprop") or ""
        content = attributes.get("content", "").strip()
        if name and content and len(name) <= 40:
            self._meta.setdefault(name.lower(), content[:_MAX_FIELD])


def _is_hidden(attributes: Mapping[str, str]) -> bool:
    if "hidden" in attributes or attributes.get("aria-hidden") == "true":
        return True
    style = attributes.get("style")
    return style is not None and _HIDDEN.search(style[:_MAX_FIELD]) is not None


def _tidy(text: str) -> str:
    """Lines without spaces around them, at most one empty line between two."""
    lines = [line.strip(" ") for line in re.sub(r" +", " ", text).split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n ")


def _one_line(text: str) -> str:
    return " ".join(text.split())[:_MAX_FIELD]
