"""XML's bytes in UTF-8, and one element of it as a tree: without document type, files or network."""

from __future__ import annotations

import codecs
import html.entities
import re
import zlib
from collections.abc import Iterator
from typing import BinaryIO

from lxml import etree

MAX_TAGS = 1_000_000
"""Tags in one element: its tree takes more memory than its bytes."""
MAX_ENTITIES = 100_000
"""Entities in one element, those of XML itself and numbers of characters apart."""
MAX_PREFIXES = 100
_BLOCK = 2**18
_HEAD = 1024
_NAMED = re.compile(rb"&(?!(?:amp|lt|gt|quot|apos);)([A-Za-z][A-Za-z0-9._-]{0,99});")
_PREFIX = re.compile(r"Namespace prefix ([^\s\"&<>']{1,100}) ")
_ENCODING = re.compile(rb"""\A\s*<\?xml[^>]{0,200}?\sencoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']""")
_OTHER_ENCODINGS = re.compile(r"iso8859-\d+|cp\d+|gb2312|gbk|gb18030|big5|shift_jis|euc_jp|euc_kr|koi8-[ru]")
_PLACE = re.compile(r",? *\(?(?:<string>, )?line \d+, column \d+.*\Z", re.DOTALL)
_LINE = re.compile(r"\bline (\d+)")


class Parser:
    """Parses one element. declared: the entities that the document declares itself: they are not expanded."""

    def __init__(self) -> None:
        self._parser = etree.XMLParser(
            resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, attribute_defaults=False,
            huge_tree=False, recover=False, remove_comments=True, remove_pis=True, collect_ids=False,
        )  # fmt: skip
        self._prefixes: dict[bytes, None] = {}
        self._entities = 0
        self.declared: frozenset[bytes] = frozenset()

    def parse(self, raw: bytes, line: int) -> etree._Element:
        """The element. Raises ValueError that says what is wrong and in which line."""
        if raw.count(b"<") > MAX_TAGS:
            raise ValueError(f"more than {MAX_TAGS:,} tags")
        text = self._expanded(raw)
        while True:
            try:
                root = self._parsed(text)
                break
            except etree.XMLSyntaxError as error:
                if not self._learned_prefixes():
                    raise ValueError(_message(error, line)) from None
        if root.tag[0] == "{":
            for node in root.iter(etree.Element):
                node.tag = node.tag.rpartition("}")[2]
        return root

    def _parsed(self, text: bytes) -> etree._Element:
        if not self._prefixes:
            return etree.fromstring(text, self._parser)
        declared = b"".join(b' xmlns:%s="urn:%s"' % (prefix, prefix) for prefix in self._prefixes)
        return etree.fromstring(b"<around%s>%s</around>" % (declared, text), self._parser)[0]

    def _learned_prefixes(self) -> bool:
        """Did the parser miss prefixes that were not known? They are declared around the element, or nowhere."""
        before = len(self._prefixes)
        for entry in self._parser.error_log:
            missing = _PREFIX.match(entry.message)
            if missing and len(self._prefixes) < MAX_PREFIXES:
                self._prefixes[missing[1].encode()] = None
        return len(self._prefixes) > before

    def _expanded(self, raw: bytes) -> bytes:
        """Entities of HTML as their characters; an entity that nobody declared as it is printed."""
        if _NAMED.search(raw) is None:
            return raw
        self._entities = 0
        parts = []
        at = 0
        while (begin := raw.find(b"<![CDATA[", at)) >= 0 and (end := raw.find(b"]]>", begin)) >= 0:
            parts += [_NAMED.sub(self._character, raw[at:begin]), raw[begin : end + 3]]
            at = end + 3
        parts.append(_NAMED.sub(self._character, raw[at:]))
        return b"".join(parts)

    def _character(self, match: re.Match[bytes]) -> bytes:
        self._entities += 1
        if self._entities > MAX_ENTITIES:
            raise ValueError(f"more than {MAX_ENTITIES:,} entities")
        name = match[1]
        found = html.entities.html5.get(f"{name.decode()};")
        if found:
            return b"".join(b"&#%d;" % ord(char) for char in found)
        if name in self.declared:
            raise ValueError(f"it needs the entity &{name.decode()}; which the file declares itself")
        return b"&amp;%s;" % name


def _message(error: etree.XMLSyntaxError, line: int) -> str:
    """What the parser says, with the line in the file."""
    said = _PLACE.sub("", str(error.msg)).strip()
    said = _LINE.sub(lambda match: f"line {int(match[1]) + line - 1}", said)
    return f"not well-formed XML: {said} (line {line + max(error.position[0], 1) - 1})"


def blocks(stream: BinaryIO) -> Iterator[bytes]:
    """The stream in UTF-8. What does not decode becomes bytes that no parser takes for text."""
    read = getattr(stream, "read1", stream.read)
    head = b""
    failure: Exception | None = None
    while len(head) < _HEAD and failure is None:
        try:
            block = read(_BLOCK)
        except (OSError, EOFError, zlib.error) as error:
            failure = error
            break
        if not block:
            break
        head += block
    codec, mark = _encoding(head)
    decoder = None
    if codec is not None:
        lenient = "surrogatepass" if codec.startswith("utf") else "surrogateescape"
        decoder = codecs.getincrementaldecoder(codec)(lenient)
    block = head[mark:]
    while block:
        text = decoder.decode(block).encode("utf-8", "surrogatepass") if decoder else block
        if text:
            yield text
        if failure is not None:
            raise failure
        block = read(_BLOCK)
    if failure is not None:
        raise failure
    if decoder and (text := decoder.decode(b"", True).encode("utf-8", "surrogatepass")):
        yield text


def _encoding(head: bytes) -> tuple[str | None, int]:
    """The encoding where it is another than UTF-8, and the length of a byte order mark."""
    for mark, codec in (
        (codecs.BOM_UTF8, None),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
    ):
        if head.startswith(mark):
            return codec, len(mark)
    for begin, codec in ((b"<\0", "utf-16-le"), (b"\0<", "utf-16-be")):
        if head.startswith(begin):
            return codec, 0
    match = _ENCODING.match(head)
    if match:
        try:
            name = codecs.lookup(match[1].decode()).name
        except LookupError:
            return None, 0
        if _OTHER_ENCODINGS.fullmatch(name):
            return name, 0
    return None, 0
