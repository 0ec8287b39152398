"""Text out of the elements of JATS: plain, and as an address."""

from __future__ import annotations

import re

from lxml import etree

from loaders.sources.printed import without_local_parts

LANG = "{http://www.w3.org/XML/1998/namespace}lang"
NOT_PRINTED = ("tex-math", "institution-id", "object-id")
_BLOCKS = frozenset({
    "abstract", "ack", "bio", "sec", "title", "p", "break", "list", "list-item", "def", "disp-quote", "disp-formula",
    "address", "addr-line", "institution", "city", "state", "postal-code", "country", "email", "compound-kwd-part",
})  # fmt: skip
_ADDRESS_PARTS = frozenset({
    "institution", "institution-wrap", "addr-line", "named-content", "city", "state", "postal-code", "country",
    "break", "phone", "fax", "email", "ext-link", "uri",
})  # fmt: skip
_SPACE = re.compile(r"[ \t\r\n]{2,}|[\t\r\n]")
_EDGES = re.compile("\0+([,.;:)\\]]?)")
_OPENING = "([/-\u2013\u2014"
_GAP = re.compile("[\0 \t\r\n]{2,}|[\0\t\r\n]")


def plain(element: etree._Element | None) -> str:
    """The text of an element in one line, with a space where blocks of it touch."""
    if element is None:
        return ""
    text = _joined(element, _BLOCKS) if len(element) else element.text or ""
    if "\0" in text:
        text = _EDGES.sub(lambda edges: edges[1] or " ", text)
    return _SPACE.sub(" ", text).strip(" ")


def outermost(element: etree._Element, *names: str) -> list[etree._Element]:
    """All with one of these names in it, but none that stands within another of them."""
    return [e for e in element.iter(*names) if next(e.iterancestors(*names), None) is None]


def without(element: etree._Element, *names: str) -> etree._Element:
    """The element, after all that has one of these names was emptied in it."""
    for found in list(element.iter(*names)):
        if found is not element:
            found.clear(keep_tail=True)
    return element


def address(affiliation: etree._Element) -> tuple[str, str]:
    """An affiliation as printed, and the label that was taken out of it.

    Where its parts touch, or only a break of the file stands between them, a comma is put.
    """
    label = plain(next(affiliation.iter("label"), None))
    without(affiliation, "label", "xref", "fn", *NOT_PRINTED)
    for mark in outermost(affiliation, "sup"):
        text, before = plain(mark), _before(mark)
        if text.isalpha() and before[-1:].isdigit():
            continue
        if not label and not before.strip() and mark.getparent() is affiliation:
            label = text
        mark.clear(keep_tail=True)
    for email in outermost(affiliation, "email"):
        text = without_local_parts(plain(email))
        email.clear(keep_tail=True)
        email.text = text
    joined = _joined(affiliation, _ADDRESS_PARTS) if len(affiliation) else affiliation.text or ""
    text = _GAP.sub(_between, joined).strip(" ")
    return text.lstrip(" ,.;:)") if label else text, label


def _before(element: etree._Element) -> str:
    previous = element.getprevious()
    return (previous.tail if previous is not None else element.getparent().text) or ""


def _joined(element: etree._Element, blocks: frozenset[str]) -> str:
    """All text in order, with \\0 at the edges of blocks."""
    pieces: list[str] = []
    for event, node in etree.iterwalk(element, events=("start", "end")):
        if node.tag in blocks:
            pieces.append("\0")
        text = node.text if event == "start" else node.tail if node is not element else None
        if text:
            pieces.append(text)
    return "".join(pieces)


def _between(gap: re.Match[str]) -> str:
    """What to print for white space, or for the edge of a part, in an address."""
    run, text = gap.group(), gap.string
    if "\0" not in run:
        return " "
    before, after = text[gap.start() - 1 : gap.start()], text[gap.end() : gap.end() + 1]
    if not before or not after or before in _OPENING or after in ",.;:)]":
        return ""
    if after in _OPENING:
        return " " if run.strip("\0") else ""
    if before in ",;:" or (" " in run and "\n" not in run):
        return " "
    return ", "
