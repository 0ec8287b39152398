"""XML in a stream: one element at a time, nothing fetched or expanded, damage costs one element."""

from __future__ import annotations

import gzip
import io
import socket
import tracemalloc
from pathlib import Path
from typing import BinaryIO, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loaders.records import MAX_REJECTED_BYTES, Rejected
from loaders.sources import xml_parse, xml_stream
from loaders.sources.xml_stream import Element, elements

NAMES = ("work", "book")


def read(content: bytes | str, *, lone: tuple[str, ...] = ()) -> list[Element | Rejected]:
    raw = content.encode() if isinstance(content, str) else content
    return list(elements(io.BytesIO(raw), NAMES, lone=lone))


def told(content: bytes | str, *, lone: tuple[str, ...] = ()) -> list[str]:
    """The text of every element, and the reason of what was rejected with an exclamation mark."""
    return [
        f"!{item.reason}" if isinstance(item, Rejected) else "".join(item.root.itertext())
        for item in read(content, lone=lone)
    ]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("<works><work>a</work>\n<work>b</work></works>", ["a", "b"]),
        ("<work>a</work>", ["a"]),
        ("<work>a</work><work>b</work>", ["a", "b"]),
        ("\ufeff<?xml version='1.0'?>\n<works>\n<work >a</work\n></works>", ["a"]),
        ("<works><work a='1'/><book>b</book></works>", ["", "b"]),
        ("<works><worker>x</worker><work-list/><work>a</work></works>", ["a"]),
        ("<works><!-- <work>x</work> --><work>a</work><?pi <work> ?></works>", ["a"]),
        ("<works><work>a<!-- </work> -->b</work><work>c</work></works>", ["ab", "c"]),
        ("<works><work>a<![CDATA[</work>&nbsp;<x>]]></work><work>c</work></works>", ["a</work>&nbsp;<x>", "c"]),
        ("<works><work>a<![CDATA[ <!-- ]]></work><work>c --></work></works>", ["a <!-- ", "c -->"]),
        ("<works><work>a<?x </work> ?></work></works>", ["a"]),
        ("<!DOCTYPE works [<!ENTITY q '<work>x</work>'> <!-- ' ]> <work> -->]><works><work>a</work></works>", ["a"]),
        ("<?xml version='1.0'?><works/>", []),
        ("<a><work>a</work></a>\n<?xml version='1.0'?><a><work>b</work></a>", ["a", "b"]),
        ("", []),
        ("  \n ", []),
    ],
)  # fmt: skip
def test_elements_are_found_where_they_are(content: str, expected: list[str]) -> None:
    assert told(content) == expected


def test_places_are_lines_of_the_file() -> None:
    content = "<works>\n\n<work>a\n</work>\n<work>\n<i>\n</work>\n</work><work>c</work>\n</works>"
    found = read(content)
    assert [item.line for item in found] == [3, 5, 8, 8]
    assert isinstance(found[1], Rejected)
    assert found[1].reason == (
        "not well-formed XML: Opening and ending tag mismatch: i line 6 and work (line 7)"
    )


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("<a><work>1</work><work>R&D</work><work>3</work></a>", ["1", "!not well-formed XML", "3"]),
        ("<a><work>1</work><work>2<work>3</work></a>", ["1", "!work is not closed where work begins", "3"]),
        ("<a><book>1<work>2</work><work>3</work></a>", ["!book is not closed where work begins", "2", "3"]),
        ("<a><work>1</work>2</work><work>3</work></a>", ["1", "!</work> without its beginning", "3"]),
        ("<a><work>1</wrk></work><work>3</work></a>", ["!not well-formed XML", "3"]),
        ("<a><work>1<!-- </work><work>2</work><work>3<!-- c --></work></a>", ["!not well-formed XML", "2", "3"]),
        ("<a><work>1<![CDATA[ </work><work>2</work></a>", ["!not well-formed XML", "2"]),
        ("<a><work>1</work><work>2</work", ["1", "!the file ends within work"]),
        ("<a><work>1</work><work>2", ["1", "!the file ends within work"]),
        ("<a><work>1</work>", ["1", "!the file ends before </a>"]),
        ("<a x='1'", ["!the file ends before </a>"]),
        ("no XML", ["!no XML"]),
        ("<a><work>\x01</work><work>2</work></a>", ["!not well-formed XML: PCDATA invalid Char", "2"]),
        (b"<a><work>\xff</work><work>2</work></a>", ["!not well-formed XML", "2"]),
        ("<a><work><b c='1' c='2'/></work><work>2</work></a>", ["!not well-formed XML: Attribute c redefined", "2"]),
        ("<a><work>" + "<i>" * 300 + "</i>" * 300 + "</work><work>2</work></a>", ["!not well-formed XML: Excessive depth", "2"]),
    ],
)  # fmt: skip
def test_damage_costs_one_element(content: bytes | str, expected: list[str]) -> None:
    found = told(content)
    assert len(found) == len(expected)
    assert all(text.startswith(begin) for text, begin in zip(found, expected, strict=True))


def test_what_is_rejected_is_shown() -> None:
    content = "<a><work>1<b></work><work>2</work>"
    (first, _, last) = read(content)
    assert isinstance(first, Rejected)
    assert isinstance(last, Rejected)
    assert first.raw == b"<work>1<b></work>"


LAUGHS = "<!DOCTYPE lolz [<!ENTITY lol 'lol'>" + "".join(
    f"<!ENTITY lol{n} '" + f"&lol{n - 1 or ''};" * 10 + "'>" for n in range(1, 10)
)


@pytest.mark.parametrize(
    "content",
    [
        LAUGHS + "]><works><work>&lol9;</work><work>b</work></works>",
        f"<!DOCTYPE a [<!ENTITY a '{'a' * 100_000}'>]><works><work>{'&a;' * 50_000}</work><work>b</work></works>",
        "<!DOCTYPE a [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><works><work>&a;</work><work>b</work></works>",
        "<!DOCTYPE a [<!ENTITY % p SYSTEM 'file:///etc/passwd'> %p;<!ENTITY a '&#37;p;'>]><works><work>&a;</work><work>b</work></works>",
    ],
    ids=["billion laughs", "quadratic", "file", "parameter"],
)  # fmt: skip
def test_declared_entities_are_not_expanded(content: str) -> None:
    tracemalloc.start()
    found = told(content)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert found[0].startswith("!it needs the entity &")
    assert found[1:] == ["b"]
    assert peak < 8 * 2**20


def test_nothing_is_fetched(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("SECRET")
    with socket.create_server(("127.0.0.1", 0)) as server:
        address = f"http://127.0.0.1:{server.getsockname()[1]}/x"
        for target in (secret.as_uri(), address):
            content = (
                f'<!DOCTYPE works PUBLIC "-//NLM//DTD JATS//EN" "{target}" [<!ENTITY % d SYSTEM "{target}">'
                f'<!ENTITY x SYSTEM "{target}"> %d;]>'
                f'<works xmlns:xi="http://www.w3.org/2001/XInclude"><work>a<xi:include href="{target}"/></work>'
                f"<work>&x;</work></works>"
            )
            assert "SECRET" not in "".join(found := told(content))
            assert [text[:1] for text in found] == ["a", "!"]
        server.settimeout(0.2)
        with pytest.raises(TimeoutError):
            server.accept()


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        ("a&nbsp;b", "a\u00a0b"),
        ("&alpha;&Eacute;&mdash;&lt;&amp;&#x3b1;", "αÉ—<&α"),
        ("&LT;b&AMP;&nvlt;", "<b&<\u20d2"),
        ("&agr;&nosuch;", "&agr;&nosuch;"),
        ("<b c='&quot;&ouml;'>&ouml;</b>", "ö"),
    ],
)
@pytest.mark.parametrize("doctype", ["", '<!DOCTYPE article PUBLIC "-//NLM//DTD JATS v1.0//EN" "JATS.dtd">'])
def test_entities_of_html_are_characters(printed: str, expected: str, doctype: str) -> None:
    assert told(f"{doctype}<work>{printed}</work>") == [expected]


@pytest.mark.parametrize(
    ("name", "value", "content", "reason"),
    [
        ("MAX_ELEMENT", 2000, "<a><work>" + "x" * 900_000 + "</work><work>b</work></a>", "larger than"),
        ("MAX_ELEMENT", 2000, "<a><work>" + "x" * 900_000 + "<work>b</work></a>", "larger than"),
        ("MAX_TAGS", 10, "<a><work>" + "<i/>" * 20 + "</work><work>b</work></a>", "more than 10 tags"),
        (
            "MAX_ENTITIES",
            10,
            "<a><work>" + "&nbsp;" * 20 + "</work><work>b</work></a>",
            "more than 10 entities",
        ),
    ],
)
def test_bounds(monkeypatch: pytest.MonkeyPatch, name: str, value: int, content: str, reason: str) -> None:
    monkeypatch.setattr(xml_stream if hasattr(xml_stream, name) else xml_parse, name, value)
    first, second = read(content)
    assert isinstance(first, Rejected)
    assert reason in first.reason
    assert len(first.raw) <= MAX_REJECTED_BYTES
    assert isinstance(second, Element)
    assert second.root.text == "b"


def test_one_element_in_memory_at_a_time() -> None:
    class Endless(io.RawIOBase):
        given = 0

        def readable(self) -> bool:
            return True

        def read(self, size: int = -1) -> bytes:
            self.given += 1
            return b"" if self.given > 100 else b"<work>" + b"x" * 500_000 + b"</work>\n"

    tracemalloc.start()
    count = sum(isinstance(item, Element) for item in elements(cast(BinaryIO, Endless()), NAMES))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert count == 100
    assert peak < 8 * 2**20


@pytest.mark.parametrize("size", [1, 2, 3, 7])
def test_the_size_of_reads_plays_no_part(monkeypatch: pytest.MonkeyPatch, size: int) -> None:
    content = (
        b"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY x 'y'>]>\n<a><!-- <work> --><work>1<!-- </work> --></work>\n"
        b"<x:work y:z='1'>2<i></x:work><work>&x;</work><work><work>3</work></work>\n<book/>"
    )
    whole = [(type(item), item.line, item.raw) for item in read(content)]
    monkeypatch.setattr(xml_parse, "_BLOCK", size)
    monkeypatch.setattr(xml_parse, "_HEAD", size)
    assert [(type(item), item.line, item.raw) for item in read(content)] == whole
    assert len(whole) == 8


@pytest.mark.parametrize(
    "content",
    [
        "<work xmlns='urn:x'><b>t</b></work>",
        "<p:work xmlns:p='urn:x'><p:b>t</p:b></p:work>",
        "<p:works xmlns:p='urn:x'><p:work><p:b>t</p:b></p:work></p:works>",
        "<p:work><p:b q:c='1'>t</p:b></p:work>",
        "<works xmlns:q='urn:q'><work q:c='1'><b>t</b><q:b/></work></works>",
    ],
)
def test_namespaces_are_tolerated(content: str) -> None:
    (item,) = read(content)
    assert isinstance(item, Element)
    assert (item.root.tag, item.root.findtext("b")) == ("work", "t")


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "iso-8859-1", "windows-1252", "gb18030", "euc-kr"]
)
def test_encodings(encoding: str) -> None:
    text = {"gb18030": "平壤", "euc-kr": "평양"}.get(encoding, "Zürich")
    declared = "" if encoding == "utf-8-sig" else f' encoding="{encoding}"'
    content = f'<?xml version="1.0"{declared}?><works><work>{text}</work></works>'.encode(encoding)
    assert told(content) == [text]
    for damaged in (content[:-9], content[: len(content) // 2]):
        assert told(damaged)[-1].startswith("!")


def test_bytes_that_do_not_decode_cost_one_element() -> None:
    content = b"<?xml version='1.0' encoding='euc-kr'?><a><work>\xff\xff</work><work>\xc6\xf2</work></a>"
    assert [text[:1] for text in told(content)] == ["!", "평"]


@pytest.mark.parametrize("declared", ["rot13", "base64", "unicode_escape", "no-such", "idna", "utf-7"])
def test_an_encoding_that_is_none_is_taken_for_utf8(declared: str) -> None:
    assert told(f"<?xml version='1.0' encoding='{declared}'?><work>ö</work>") == ["ö"]


def test_names_that_count_only_outside() -> None:
    content = "<a><work><part>1</part></work><part>2</part><work><part>3</part><b></work></a>"
    found = told(content, lone=("part",))
    assert found[:2] == ["1", "2"]
    assert [text[:4] for text in found[2:]] == ["!not"]


@pytest.mark.parametrize("cut", [-1, -20, -400, 40])
def test_damaged_gzip_gives_what_came_before(cut: int) -> None:
    content = b"<a>" + b"".join(b"<work>%d</work>" % (n * 7919) for n in range(2000)) + b"</a>"
    packed = gzip.compress(content)[:cut]
    found = list(elements(cast(BinaryIO, gzip.GzipFile(fileobj=io.BytesIO(packed))), NAMES))
    assert all(isinstance(item, Element) for item in found[:-1])
    assert isinstance(found[-1], Rejected)
    assert "gzip" in found[-1].reason


def test_a_stream_that_cannot_be_read_raises_after_what_came_before() -> None:
    class Failing(io.RawIOBase):
        given = 0

        def read(self, size: int = -1) -> bytes:
            self.given += 1
            if self.given > 2:
                raise OSError(5, "Input/output error")
            return b"<work>1</work>" * 200

    found = elements(cast(BinaryIO, Failing()), NAMES)
    assert [isinstance(next(found), Element) for _ in range(400)] == [True] * 400
    with pytest.raises(OSError, match="Input/output"):
        next(found)


pieces = st.sampled_from(
    ["<work>", "</work>", "<book>", "</book>", "<book/>", "<part>", "</part>", "<x:work>", "</x:work>", "<!--", "-->",
     "<![CDATA[", "]]>", "<?", "?>", "<!DOCTYPE", "[", "]", ">", "<", "&nbsp;", "&x;", "&", "<!ENTITY x 'y'>", "'", '"',
     "\n", " ", "a", "\0", "<a>", "</a>", "<a/>", "é"]
)  # fmt: skip


@given(st.lists(pieces, max_size=40), st.sampled_from(["utf-8", "utf-16", "utf-16-le", "latin-1"]))
@settings(max_examples=500)
def test_whatever_comes_between_the_others_are_read(middle: list[str], encoding: str) -> None:
    content = "<a><work>1</work>" + "".join(middle)
    found = list(elements(io.BytesIO(content.encode(encoding)), NAMES, lone=("part",)))
    assert isinstance(found[0], Element)
    begun = (
        content.count("<work>") + content.count("<book>")
        if "<!" not in content and "<?" not in content
        else 0
    )
    assert len(found) >= begun
    assert [item.line for item in found] == sorted(item.line for item in found)


@given(st.binary(max_size=300))
@settings(max_examples=300)
def test_no_bytes_stop_it(content: bytes) -> None:
    for beginning in (b"", b"\xff\xfe", b"<\0", b"<?xml version='1.0' encoding='gb18030'?>"):
        list(elements(io.BytesIO(beginning + content), NAMES))
    assert list(elements(io.BytesIO(b"<work>" + content), NAMES))
