"""A file as a document: its text, its title, what it was read as."""

from __future__ import annotations

import codecs
import hashlib
import re
from dataclasses import dataclass
from typing import BinaryIO
from urllib.parse import urlsplit

from graph.errors import CoauthError
from loaders.mentions.page import charset_of, read_page
from loaders.records import printed_date
from loaders.sources.text import tell

MAX_BYTES = 16 * 2**20
"""Bytes of a document: a book of a thousand pages has three million letters."""
_SAMPLE = 2**20
_HTML = re.compile(
    rb"\A(?:\xef\xbb\xbf)?\s*(?:<!--.{0,2000}?-->\s*)*<(?:!doctype\s+html|html|head|body|meta|title|article)\b",
    re.I | re.S,
)
_HTML_ENDINGS = (".html", ".htm", ".xhtml")
_LIKE_ASCII = frozenset({"utf-16", "utf-16le", "utf-16be", "utf-32", "ucs-2"})
"""What a page's own head cannot truly name, since it was read as ASCII: such a page is UTF-8, says the standard."""
_AS_BROWSERS_READ = {
    "euc-kr": "cp949", "ks_c_5601-1987": "cp949", "gb2312": "gb18030", "gbk": "gb18030", "iso-8859-1": "cp1252",
    "latin1": "cp1252", "us-ascii": "cp1252", "ascii": "cp1252", "shift_jis": "cp932",
}  # fmt: skip
_ENCODINGS = re.compile(
    r"utf-8|iso8859-\d+|cp\d+|gb18030|big5(?:hkscs)?|euc_(?:jp|kr)|johab|koi8-[rut]|mac-roman"
)
_NOISE = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\ufffd]")
_NEWLINES = re.compile(r"\r\n?|[\u2028\u2029\x0b\x0c\x85]")


@dataclass(frozen=True, slots=True)
class Document:
    """A text and where it is from.

    key: `document:` and a part of the hash of the file's bytes. file: its name without folders. format: `text` or
    `html`. encoding: what the bytes were read as. text: what every offset counts in, from 0. title: as the page prints
    it, `title_from` says where; of a text its first line. part: the element of a page that the text is from. url, date
    (ISO): as the page or the caller says; None where nobody does. notes: what a reader of the findings must know.
    """

    key: str
    file: str
    sha256: str
    format: str
    encoding: str
    text: str
    title: str | None = None
    title_from: str | None = None
    part: str | None = None
    url: str | None = None
    date: str | None = None
    notes: tuple[str, ...] = ()


def read_document(stream: BinaryIO, name: str) -> Document:
    """A document from the bytes of a text or a web page.

    Raises CoauthError where it is longer than MAX_BYTES, or holds no text.
    """
    raw = stream.read(MAX_BYTES + 1)
    if len(raw) > MAX_BYTES:
        raise CoauthError(
            f"{name} is larger than {MAX_BYTES // 2**20} MiB: that is no article and no report",
            hint="cut it into its parts, or save the text alone",
        )
    sha256 = hashlib.sha256(raw).hexdigest()
    key = f"document:{sha256[:32]}"
    is_page = name.lower().endswith(_HTML_ENDINGS) or _HTML.match(raw[:4096]) is not None
    source, encoding, notes = _decoded(raw, is_page)
    if not is_page:
        text = _NEWLINES.sub("\n", source).replace("\0", "\ufffd")
        _refuse_empty(text, name, "it holds no text")
        _refuse_binary(text, name)
        title = next((line.strip()[:300] for line in text.split("\n") if line.strip()), None)
        return Document(key, name, sha256, "text", encoding, text, title, "first line", notes=notes)
    page = read_page(source)
    _refuse_empty(page.text, name, "no text is seen in the page: what it shows may come from a script")
    return Document(
        key, name, sha256, "html", encoding, page.text, page.title, page.title_from, page.part,
        web_address(page.url), iso_date(page.date), notes,
    )  # fmt: skip


def web_address(given: str | None) -> str | None:
    """An address of the web as it was given, None for anything else (a page may claim any)."""
    if not given or not given.isprintable() or " " in given:
        return None
    try:
        parts = urlsplit(given)
    except ValueError:
        return None
    return given if parts.scheme in ("http", "https") and parts.netloc else None


def iso_date(given: str | None) -> str | None:
    """The day (or month, or year) at the beginning of a printed time; None for what is none."""
    date = printed_date("published", (given or "").replace("/", "-"))
    return date.value if date else None


def _refuse_empty(text: str, name: str, why: str) -> None:
    if not text.strip("\ufffd \n\t"):
        raise CoauthError(f"{name}: {why}", hint="save the article as a text")


def _refuse_binary(text: str, name: str) -> None:
    """A picture, an archive, a PDF: what decodes of it is noise."""
    noise = len(_NOISE.findall(text))
    if text.startswith(("%PDF-", "PK\x03\x04")) or noise * 20 > len(text):
        raise CoauthError(f"{name}: this is no text and no web page", hint="save the article as a text")


def _decoded(raw: bytes, is_page: bool) -> tuple[str, str, tuple[str, ...]]:
    """The text, the name of its encoding, and a note on what did not decode."""
    found = tell(raw[:_SAMPLE], whole=len(raw) <= _SAMPLE)
    codec, title, guessed = found.codec, found.title, found.guessed
    if len(raw) > _SAMPLE and raw[:_SAMPLE].isascii():
        found = tell(raw[_first_beyond_ascii(raw) :][:_SAMPLE])
        codec, title, guessed = found.codec, found.title, found.guessed
    if is_page and not found.bom and not codec.startswith("utf-16"):
        declared = _declared(raw)
        # a page that is valid UTF-8 beyond ASCII is UTF-8, whatever it says: nothing else looks like it
        if declared is not None and (guessed or raw.isascii()):
            codec, title, guessed = declared, declared, False
    text = raw[found.bom :].decode(codec, "replace").removeprefix("\ufeff")
    damaged = text.count("\ufffd")
    notes = (f"{damaged:,} characters did not decode as {title}",) if damaged else ()
    return text, title + (" (guessed)" if guessed else ""), notes


def _first_beyond_ascii(raw: bytes) -> int:
    found = re.search(rb"[\x80-\xff]", raw)
    return found.start() if found else 0


def _declared(raw: bytes) -> str | None:
    name = charset_of(raw)
    if name is None or name in _LIKE_ASCII:
        return None
    # what browsers read under these names
    name = _AS_BROWSERS_READ.get(name, name)
    try:
        found = codecs.lookup(name).name
    except LookupError:
        return None
    return found if _ENCODINGS.fullmatch(found) else None
