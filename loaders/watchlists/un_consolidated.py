"""The United Nations Security Council's consolidated list as XML. Its individuals are counted, and left alone."""

from __future__ import annotations

import io
import re

from lxml import etree

from loaders.records import Rejected
from loaders.sources.xml_stream import elements
from loaders.watchlists.entry import Copy, Entry, countries_in, day_of, several, tidy
from loaders.watchlists.rows import HEAD

_ROOT = re.compile(rb"<(?:\w+:)?CONSOLIDATED_LIST\b([^>]{0,2000})>")
_MADE = re.compile(rb"""\bdateGenerated\s*=\s*["']([^"'<>]{1,40})["']""")
_PRINTED = frozenset({
    *("FIRST_NAME", "SECOND_NAME", "THIRD_NAME", "FOURTH_NAME", "NAME_ORIGINAL_SCRIPT"),
    *("UN_LIST_TYPE", "REFERENCE_NUMBER", "LISTED_ON", "DELISTED_ON", "ENTITY_ALIAS", "ENTITY_ADDRESS"),
})  # fmt: skip  # not the comments: they name persons
_NAME_PARTS = ("FIRST_NAME", "SECOND_NAME", "THIRD_NAME", "FOURTH_NAME")


def recognises(data: bytes) -> bool:
    """Whether this is such a list."""
    return _ROOT.search(data[:HEAD]) is not None


def read(data: bytes) -> Copy:
    """Its entities. LISTED_ON is the day that the Committee listed each."""
    copy = Copy()
    root = _ROOT.search(data[:HEAD])
    if root is not None and (made := _MADE.search(root[1])):
        day = day_of(made[1].decode("ascii", "replace"))
        copy.dated = day.day if day is not None and day.precision == "day" else None
    for item in elements(io.BytesIO(data), ("ENTITY", "INDIVIDUAL")):
        if isinstance(item, Rejected):
            copy.leave_out(item.line, item.reason)
        elif item.root.tag == "INDIVIDUAL":
            copy.persons += 1
        else:
            copy.add(item.line, lambda item=item: _entry(item.root, item.line))  # type: ignore[misc]
    return copy


def _entry(root: etree._Element, line: int) -> Entry:
    names = several(" ".join(filter(None, (_text(root, part) for part in _NAME_PARTS))))
    aliases = [_text(one, "ALIAS_NAME") for one in root.iterfind("ENTITY_ALIAS")]
    number = _text(root, "REFERENCE_NUMBER")
    return Entry(
        name=names[0] if names else "",
        aliases=(
            *names[1:],
            _text(root, "NAME_ORIGINAL_SCRIPT"),
            *(name for one in aliases for name in several(one)),
        ),
        countries=countries_in(*(_text(one, "COUNTRY") for one in root.iterfind("ENTITY_ADDRESS"))),
        since=day_of(_text(root, "LISTED_ON")),
        until=day_of(_text(root, "DELISTED_ON")),
        printed="; ".join(
            f"{child.tag}: {said}"
            for child in root
            if child.tag in _PRINTED and (said := tidy(" ".join(filter(None, child.itertext()))))
        ),
        source=f"UN consolidated list, {number}" if number else "UN consolidated list",
        line=line,
    )


def _text(root: etree._Element, name: str) -> str:
    found = root.find(name)
    return tidy("".join(found.itertext())) if found is not None else ""
