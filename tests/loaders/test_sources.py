"""Readers: what was printed comes out, what is damaged is said, hostile files stay within bounds."""

from __future__ import annotations

import gzip
import json
import os
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.errors import CoauthError
from loaders.records import Located, Record, Rejected, from_statement
from loaders.sources import facts, json_stream, open_file, openalex
from tests.printed import fact
from tests.printed import openalex as made

W1 = made("W1", authors=[("Ann Lee", ["MIT, USA", "HIT, China"])])
W2 = made("W2", doi="https://doi.org/10.1000/X")


def read(path: Path) -> tuple[str, list[Record], list[Rejected]]:
    opened = open_file(path)
    items = list(opened.items)
    return (
        opened.format,
        [item.record for item in items if isinstance(item, Located)],
        [item for item in items if isinstance(item, Rejected)],
    )


FORMS: dict[str, Callable[[Any], str]] = {
    "lines": lambda works: "\n".join(json.dumps(work) for work in works),
    "blank lines and BOM": lambda works: (
        "\ufeff\n\n" + "\n\n".join(json.dumps(work) for work in works) + "\n\n"
    ),
    "array": json.dumps,
    "pretty array": lambda works: json.dumps(works, indent=2),
    "API page": lambda works: json.dumps({"meta": {"count": 2}, "results": works}),
    "pretty API page": lambda works: json.dumps({"meta": {"count": 2}, "results": works}, indent=2),
    "API pages as lines": lambda works: "\n".join(
        json.dumps({"meta": {}, "results": [work]}) for work in works
    ),
}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("zipped", [False, True])
def test_every_shape_of_file(tmp_path: Path, form: str, zipped: bool) -> None:
    content = FORMS[form]([W1, W2]).encode()
    path = tmp_path / "any.name"
    path.write_bytes(gzip.compress(content) if zipped else content)
    name, records, rejected = read(path)
    assert (name, rejected) == ("openalex", [])
    assert [record.openalex for record in records] == ["W1", "W2"]
    assert records[1].doi == "10.1000/x"
    assert records[0].affiliations == ("MIT, USA", "HIT, China")


@pytest.mark.parametrize("codec", ["utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("form", ["lines", "pretty array"])
def test_json_that_was_saved_as_utf16(tmp_path: Path, codec: str, form: str) -> None:
    works = [made("W1", authors=[("리철수", ["김책공업종합대학, 평양"])]), W2]
    path = tmp_path / "w.json"
    path.write_bytes(FORMS[form](works).encode(codec))
    name, records, _ = read(path)
    assert name == "openalex"
    assert [record.openalex for record in records] == ["W1", "W2"]
    path.write_bytes(json.dumps(works, ensure_ascii=False).encode(codec))
    assert read(path)[1][0].affiliations == ("김책공업종합대학, 평양",)


def test_a_record_in_another_encoding_than_its_file_says_so(tmp_path: Path) -> None:
    path = tmp_path / "works.jsonl"
    text = json.dumps(W1 | {"title": "Über"}, ensure_ascii=False)
    path.write_bytes(text.encode() + b"\n" + text.encode("cp1252") + b"\n")
    _, records, rejected = read(path)
    assert [record.title for record in records] == ["Über"]
    assert [(item.line, item.reason) for item in rejected] == [
        (2, "the record is not in UTF-8, as JSON is: invalid continuation byte (byte 0xdc)")
    ]


def test_a_name_that_is_no_text_costs_its_line_only(tmp_path: Path) -> None:
    path = tmp_path / "w.jsonl"
    path.write_bytes(b'{"\xe3(": 1}\n' + json.dumps(W1).encode() + b"\n")
    _, records, rejected = read(path)
    assert ([record.openalex for record in records], [item.line for item in rejected]) == (["W1"], [1])


@pytest.mark.parametrize("year", [0, -1, 999, 3000, 10**18])
def test_a_year_that_is_none_is_no_date(year: int) -> None:
    record = openalex.read(
        json.dumps(W1 | {"publication_year": year, "publication_date": "2019-05-01"}).encode()
    )
    assert (record.year, [date.value for date in record.dates]) == (None, ["2019-05-01"])


def test_one_object_is_one_work(tmp_path: Path) -> None:
    for indent in (None, 2):
        path = tmp_path / "one.json"
        path.write_text(json.dumps(W1, indent=indent))
        assert len(read(path)[1]) == 1


def test_the_older_snapshot_prints_its_abstract_as_a_string() -> None:
    inner = json.dumps({"IndexLength": 3, "InvertedIndex": {"a": [0, 2], "b": [1]}})
    for given_ in (inner, {"a": [0, 2], "b": [1]}):
        record = openalex.read(json.dumps(W1 | {"abstract_inverted_index": given_}).encode())
        assert record.abstract == "a b a"


def test_the_older_api_prints_one_affiliation_string() -> None:
    work = {
        "id": "https://openalex.org/W1",
        "authorships": [{"author": {"display_name": "A B"}, "raw_affiliation_string": "X; Y"}],
    }
    assert openalex.read(json.dumps(work).encode()).affiliations == ("X; Y",)


def test_what_a_collector_judged_is_never_read() -> None:
    judged = fact("k1", authors=[("A B", ["X"])], label="positive", scoring="label", countries_by_hand=["KP"],
                  institutions_by_hand=["KISU"], topic="rockets", note="DPRK", label_basis="x", ai_terms=["KP"])  # fmt: skip
    plain = fact("k1", authors=[("A B", ["X"])])
    assert facts.read(json.dumps(judged).encode()) == facts.read(json.dumps(plain).encode())


def test_dates_keep_their_precision_and_kind() -> None:
    record = facts.read(
        json.dumps(
            fact("k", year=None, dates={"submitted": "2016-11", "published": "2017-01-05", "online": "soon"})
        ).encode()
    )
    assert [(d.kind, d.value, d.precision) for d in record.dates] == [
        ("published", "2017-01-05", "day"),
        ("submitted", "2016-11", "month"),
    ]
    assert record.year == 2017


def test_a_damaged_first_line_does_not_hide_the_others(tmp_path: Path) -> None:
    path = tmp_path / "w.jsonl"
    path.write_text('{"id": 1,\n' + json.dumps(W1) + "\n" + json.dumps(W2) + "\n")
    name, records, rejected = read(path)
    assert (name, len(records), [item.line for item in rejected]) == ("openalex", 2, [1])


def test_two_shapes_in_one_file(tmp_path: Path) -> None:
    path = tmp_path / "w.jsonl"
    path.write_text(json.dumps(W1) + "\n" + json.dumps(fact("k1")) + "\n")
    assert [record.source for record in read(path)[1]] == ["openalex", "facts"]


def test_gzip_cut_short_gives_what_came_before(tmp_path: Path) -> None:
    lines = "".join(
        json.dumps(made(f"W{n}", authors=[(f"Name {n}", [f"Place {n * n}"])])) + "\n" for n in range(5000)
    )
    path = tmp_path / "w.jsonl.gz"
    path.write_bytes(gzip.compress(lines.encode())[:-4000])
    _, records, rejected = read(path)
    assert len(records) > 1000
    assert "cut short" in rejected[-1].reason


@pytest.mark.parametrize("damage", ["half", "junk", "checksum", "second"])
def test_damaged_gzip_gives_every_whole_line_before_it(tmp_path: Path, damage: str) -> None:
    """Small files too, whose damage is met with the first read."""
    lines = [
        json.dumps(made(f"W{n}", authors=[(f"Name {n}", [f"Place {n}"])])).encode() + b"\n" for n in range(40)
    ]
    content = gzip.compress(b"".join(lines))
    whole = 40
    if damage == "half":
        content = content[: len(content) // 2]
        whole = zlib.decompressobj(31).decompress(content).count(b"\n")
    elif damage == "junk":
        content += b"JUNKJUNK"
    elif damage == "checksum":
        content = content[:-8] + b"\0" * 8
    else:
        content += gzip.compress(b"x" * 1000)[:20] + b"\xff" * 30
    path = tmp_path / "w.jsonl.gz"
    path.write_bytes(content)
    name, records, rejected = read(path)
    assert (name, len(records)) == ("openalex", whole)
    assert [item.reason[:23] for item in rejected] == ["the gzip data is damaged"[:23]]


@pytest.mark.parametrize("place", ["name", "doi", "author id", "fact id"])
def test_what_no_index_can_hold_is_rejected(tmp_path: Path, place: str) -> None:
    """One such value would stop every later load into Neo4j; what expands in a key counts as long as it gets."""
    long = "\ufdfa" * 300 if place == "name" else "x" * 20_000
    work = json.loads(json.dumps(made("W1", authors=[("Name", ["Place"])])))
    if place == "name":
        work["authorships"][0]["raw_author_name"] = long
    elif place == "doi":
        work["doi"] = f"https://doi.org/10.1000/{long}"
    elif place == "author id":
        work["authorships"][0]["author"] = {"id": f"https://openalex.org/A{long}"}
    else:
        work = fact(long)
    path = tmp_path / "w.jsonl"
    after = fact("k2") if place == "fact id" else W2
    path.write_text(json.dumps(work) + "\n" + json.dumps(after) + "\n")
    _, records, rejected = read(path)
    assert [record.title for record in records] == [after["title"]]
    assert "longer than 4,000 bytes" in rejected[0].reason


def test_labels_are_codes_of_countries(tmp_path: Path) -> None:
    work = json.loads(json.dumps(made("W1", authors=[("Name", ["Place"])])))
    work["authorships"][0]["countries"] = ["kp", "XX", "ZZZ", "", " ", "'}) CREATE (:Evil)//", "CN", "KP"]
    path = tmp_path / "w.jsonl"
    path.write_text(json.dumps(work))
    assert read(path)[1][0].authors[0].labels == ("KP", "CN")


def test_an_article_that_quotes_pubmed_is_an_article(tmp_path: Path) -> None:
    path = tmp_path / "a.xml"
    path.write_text(
        "<article article-type='letter'><front><article-meta><title-group><article-title>On <PubmedArticle />"
        "</article-title></title-group></article-meta></front></article>"
    )
    name, records, _ = read(path)
    assert (name, len(records)) == ("jats", 1)


def test_a_bibliography_without_an_entry_is_said(tmp_path: Path) -> None:
    """Such as one that is in two encodings, of which the wrong one was told."""
    path = tmp_path / "a.bib"
    entry = "@article{k, title={On stars}}\n".encode("utf-16-be")
    path.write_bytes(b"@article{k, title={On stars}}\n" + entry[1:] * 500)
    name, records, rejected = read(path)
    assert name == "bibtex"
    assert records or rejected


def test_what_is_no_regular_file_is_refused_at_once(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path / "pipe", Path("/dev/zero")):
        with pytest.raises(CoauthError, match="is no regular file"):
            open_file(path)


def test_one_endless_line_in_gzip_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_stream, "RATIO_FROM", 2**20)
    monkeypatch.setattr(json_stream, "MAX_LINE", 2**18)
    path = tmp_path / "bomb.gz"
    path.write_bytes(gzip.compress(json.dumps(W1).encode() + b"\n" + b"a" * 30_000_000))
    with pytest.raises(CoauthError, match="when decompressed"):
        read(path)


def test_a_line_over_the_bound_is_refused_and_the_next_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(json_stream, "MAX_LINE", 10_000)
    path = tmp_path / "w.jsonl"
    path.write_text(json.dumps(W1) + "\n" + json.dumps({"x": "y" * 50_000}) + "\n" + json.dumps(W2) + "\n")
    _, records, rejected = read(path)
    assert [record.openalex for record in records] == ["W1", "W2"]
    assert "longer than" in rejected[0].reason


def test_gzip_that_explodes_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_stream, "RATIO_FROM", 2**20)
    path = tmp_path / "bomb.gz"
    path.write_bytes(gzip.compress(json.dumps(W1).encode() + b"\n" * 20_000_000))
    with pytest.raises(CoauthError, match="fold"):
        list(open_file(path).items)


def test_one_document_over_the_bound_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_stream, "MAX_DOCUMENT", 1000)
    path = tmp_path / "w.json"
    path.write_text(json.dumps([W1] * 50))
    with pytest.raises(CoauthError, match="JSON Lines"):
        open_file(path)


@given(st.binary(max_size=300))
@settings(max_examples=200)
def test_no_bytes_crash_a_reader(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "any"
    path.write_bytes(content)
    try:
        list(open_file(path).items)
    except CoauthError:
        return


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@given(st.sampled_from(sorted(W1)), json_values)
@settings(max_examples=300)
def test_any_value_in_any_field_is_read_or_rejected(field: str, value: object) -> None:
    for reader, work in ((openalex.read, W1), (facts.read, fact("k1", authors=[("A B", ["X"])]))):
        raw = json.dumps(work | {field: value}).encode()
        try:
            record = reader(raw)
        except ValueError:  # msgspec's errors are ValueErrors
            continue
        assert from_statement(record.statement) == record
        record.statement.encode()  # no lone surrogate gets through


@pytest.mark.shared
def test_the_real_openalex_works(shared_folder: Path) -> None:
    name, records, rejected = read(shared_folder / "data/openalex/works.jsonl.gz")
    assert (name, len(records), rejected) == ("openalex", 690, [])
    assert max(len(record.authors) for record in records) == 5103
    assert sum(len(record.authors) for record in records) == 7694
    assert sum(record.title is None for record in records) == 18


@pytest.mark.parametrize(
    ("codec", "title", "said"),
    [
        ("utf-8", "조선의 과학", ""),
        ("utf-16", "조선의 과학", "UTF-16 LE"),
        ("utf-16-le", "A title", "UTF-16 LE"),
        ("utf-16-be", "A title", "UTF-16 BE"),
        ("cp949", "조선민주주의인민공화국 김일성종합대학의 과학과 기술에 대한 연구", "EUC-KR (CP949)"),
        ("gb18030", "中华人民共和国教育部重点实验室关于科学技术的研究与发展", "GB18030"),
        ("cp949", "조선의 과학", "EUC-KR (CP949)"),
        ("cp949", "로켓 김일성종합대학", "EUC-KR (CP949)"),
        ("gb18030", "研究与发展", "GB18030"),
        ("cp1252", "Über Müller", "Windows-1252"),
    ],
)
@pytest.mark.parametrize("indent", [None, 1])
def test_json_in_other_encodings_is_read_and_said(
    tmp_path: Path, codec: str, title: str, said: str, indent: int | None
) -> None:
    path = tmp_path / "works.json"
    works = [W1 | {"title": title, "display_name": title} for _ in range(2)]
    text = (
        json.dumps(works, ensure_ascii=False, indent=1)
        if indent
        else "\n".join(json.dumps(work, ensure_ascii=False) for work in works)
    )
    path.write_bytes(text.encode(codec))
    opened = open_file(path)
    titles = [item.record.title for item in opened.items if isinstance(item, Located)]
    assert titles == [title, title]
    assert opened.encoded.name == said


def test_a_damaged_byte_in_json_is_not_taken_for_an_encoding(tmp_path: Path) -> None:
    path = tmp_path / "works.jsonl"
    good = json.dumps(W1 | {"title": "조선의 과학"}, ensure_ascii=False).encode()
    path.write_bytes(json.dumps(W1).encode().replace(b"en", b"\xb0\xa1\xb0n", 1) + b"\n" + good + b"\n")
    opened = open_file(path)
    items = list(opened.items)
    assert [isinstance(item, Located) for item in items][-1]
    assert items[-1].record.title == "조선의 과학"  # type: ignore[union-attr]
    assert opened.encoded.name == ""


def test_an_old_workbook_is_told_from_damage(tmp_path: Path) -> None:
    path = tmp_path / "savedrecs.xls"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(5_000))
    with pytest.raises(CoauthError, match="an old Excel workbook") as caught:
        open_file(path)
    assert "save it as .xlsx" in (caught.value.hint or "")
