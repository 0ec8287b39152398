"""Bytes to lines: whatever the encoding, the letters come out; what is damaged is counted."""

from __future__ import annotations

import gzip
import io
import random
from pathlib import Path
from typing import BinaryIO, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loaders.sources import text
from loaders.sources.text import Encoding, Text, tell

KOREAN = "김책공업종합대학, 평양, 조선민주주의인민공화국\n리철수, 박영희"
CHINESE = "延边大学理学院, 吉林延吉 133002\n金日成综合大学，平壤"
LATIN = "Université de Genève, Zürich, São Paulo\nJosé García — “Müller”"


def lines(raw: bytes) -> list[tuple[int, str]]:
    return list(Text(io.BytesIO(raw)))


@pytest.mark.parametrize(
    ("printed", "codec", "title", "guessed"),
    [
        (KOREAN, "utf-8", "UTF-8", False),
        (KOREAN, "utf-8-sig", "UTF-8", False),
        (KOREAN, "utf-16", "UTF-16 LE", False),
        ("\ufeff" + KOREAN, "utf-16-be", "UTF-16 BE", False),
        (KOREAN, "utf-16-le", "UTF-16 LE", True),
        (CHINESE, "utf-16-be", "UTF-16 BE", True),
        (LATIN, "utf-16-le", "UTF-16 LE", True),
        ("plain", "ascii", "UTF-8", False),
        (LATIN, "cp1252", "Windows-1252", True),
        (KOREAN, "euc-kr", "EUC-KR (CP949)", True),
        ("똠방각하 펲시, 서울대학교", "cp949", "EUC-KR (CP949)", True),
        (CHINESE, "gb18030", "GB18030", True),
        ("João Conceição", "cp1252", "Windows-1252", True),
        ("Universidade Estadual do Piauí", "cp1252", "Windows-1252", True),
        ("North Korea’s “medicine” – a study, 2006–2019", "gb18030", "GB18030", True),
        ("North Korea’s “medicine” – a study, 2006–2019", "cp1252", "Windows-1252", True),
        ("Scientific Information® (ISI®), “β amyloid†”", "cp949", "EUC-KR (CP949)", True),
    ],
)
@pytest.mark.parametrize("among", [0, 300])
def test_encodings(printed: str, codec: str, title: str, guessed: bool, among: int) -> None:
    """Also where the rest of the file is English."""
    english = "\n".join(f"AU  - Ri, C. {n}\nAB  - An abstract of some length." for n in range(among))
    marked = printed.startswith("\ufeff")
    whole = "\n".join((printed, english) if marked else (english, printed))
    read = Text(io.BytesIO(whole.encode(codec)))
    found = [line for _, line in read]
    assert (read.encoding.title, read.encoding.guessed) == (title, guessed)
    assert set(printed.removeprefix("\ufeff").split("\n")) <= set(found)
    assert read.undecodable == 0


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (b"", []),
        (b"\n", [""]),
        (b"a", ["a"]),
        (b"a\n", ["a"]),
        (b"a\n\nb", ["a", "", "b"]),
        (b"a\r\nb\rc\n\rd", ["a", "b", "c", "", "d"]),
        (b"a\r", ["a"]),
        ("a\fb\vc\x1cd\x85e\u2028f\u2029g\nh".encode(), ["a\fb\vc\x1cd\x85e\u2028f\u2029g", "h"]),
        ("\ufeffa\n\ufeffb".encode(), ["a", "b"]),
    ],
)
def test_what_ends_a_line(raw: bytes, expected: list[str]) -> None:
    assert lines(raw) == list(enumerate(expected, 1))


def test_every_cut_between_two_reads_gives_the_same_lines() -> None:
    raw = "a\r\n김\rb\n\r\nc\r".encode()

    class Slow(io.BytesIO):
        def read1(self, size: int | None = -1, /) -> bytes:
            return super().read1(1)

    assert list(Text(Slow(raw))) == lines(raw)


def test_what_does_not_decode_is_counted_and_the_rest_is_kept() -> None:
    raw = ("평양 " * 50).encode() + b"\xff\xfe " + ("함흥 " * 50).encode() + b"\xed"
    read = Text(io.BytesIO(raw))
    [(_, line)] = list(read)
    assert (read.encoding, read.undecodable) == (Encoding("utf-8", guessed=True), 3)
    assert line.count("\ufffd") == 3
    assert line.count("함흥") == 50


def test_a_printed_replacement_character_is_no_damage() -> None:
    read = Text(io.BytesIO("a \ufffd b\n".encode()))
    assert list(read) == [(1, "a \ufffd b")]
    assert read.undecodable == 0


def test_the_first_other_letters_may_come_late(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text, "SAMPLE", 1_000)
    read = Text(io.BytesIO(b"plain\r\n" * 500 + KOREAN.encode("cp949")))
    assert [line for _, line in read][-2:] == KOREAN.split("\n")
    assert (read.encoding.codec, read.undecodable) == ("cp949", 0)


def test_a_character_cut_at_the_end_of_the_sample_is_no_damage(monkeypatch: pytest.MonkeyPatch) -> None:
    raw = ("가" * 700).encode()
    for size in range(998, 1_002):
        monkeypatch.setattr(text, "SAMPLE", size)
        read = Text(io.BytesIO(raw))
        assert (read.encoding, list(read)) == (Encoding("utf-8"), [(1, "가" * 700)])


def test_a_line_over_the_bound_is_cut_and_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text, "SAMPLE", 1_000)
    monkeypatch.setattr(text, "MAX_LINE", 5_000)
    read = Text(io.BytesIO(b"first\n" + b"x" * 50_000 + b"\nlast\n" + b"y" * 6_000))
    found = list(read)
    assert [(number, len(line)) for number, line in found] == [(1, 5), (2, 5_000), (3, 4), (4, 5_000)]
    assert read.cut == [2, 4]


def test_damaged_compression_comes_after_the_lines_before_it() -> None:
    rng = random.Random(1)
    printed = "".join(f"line {n} {rng.random()}\n" for n in range(50_000))
    packed = gzip.compress(printed.encode())
    found: list[str] = []
    cut = gzip.GzipFile(fileobj=io.BytesIO(packed[: len(packed) // 2]))
    with pytest.raises(EOFError):
        found.extend(line for _, line in Text(cast(BinaryIO, cut)))
    assert len(found) > 10_000
    assert found == printed.split("\n")[: len(found)]


def test_the_head_shows_the_first_lines() -> None:
    read = Text(io.BytesIO("\ufeffTY  - JOUR\r\nAU  - 김\r\n".encode("utf-16-le")))
    assert read.head == "TY  - JOUR\nAU  - 김\n"
    assert [line for _, line in read] == ["TY  - JOUR", "AU  - 김"]


@given(st.binary(max_size=400), st.integers(1, 400))
@settings(max_examples=300)
def test_any_bytes_are_lines(raw: bytes, size: int) -> None:
    class Pieces(io.BytesIO):
        def read1(self, _: int | None = -1, /) -> bytes:
            return super().read1(size)

    read = Text(Pieces(raw))
    found = list(read)
    assert [number for number, _ in found] == list(range(1, len(found) + 1))
    assert not any("\n" in line or "\r" in line for _, line in found)
    assert found == lines(raw)


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r\ufeff"), max_size=100))
def test_utf8_comes_out_as_it_went_in(printed: str) -> None:
    if "\0" not in printed:
        assert "\n".join(line for _, line in lines(printed.encode())) == printed.removesuffix("\n")


@pytest.mark.shared
def test_real_addresses_in_other_encodings(shared_folder: Path) -> None:
    """Single lines of real names; of all of them nearly every one is told right by itself, and any ten together."""
    with gzip.open(shared_folder / "data/bib/scopus_3658.csv.gz", "rt", encoding="utf-8") as file:
        real = [line[:300] for line in file if not line[:300].isascii()]
    latin = [line for line in real if encodes(line, "cp1252")]
    assert len(latin) > 500
    right = [tell(line.encode("cp1252"), whole=True).codec == "cp1252" for line in latin]
    assert sum(right) > 0.98 * len(right)
    for first in range(0, len(latin) - 10, 10):
        raw = "\n".join(latin[first : first + 10]).encode("cp1252")
        assert tell(raw, whole=True).codec == "cp1252"


def encodes(line: str, codec: str) -> bool:
    try:
        line.encode(codec)
    except UnicodeEncodeError:
        return False
    return True
