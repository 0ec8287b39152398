"""Files as documents: what is read of a page and a text."""

from __future__ import annotations

import gzip
import io

import pytest

from graph.errors import CoauthError
from loaders.mentions.document import MAX_BYTES, Document, read_document

PAGE = """<!DOCTYPE html><html><head><title>A &amp; B</title><meta charset="{charset}">
<meta property="article:published_time" content="2019-03-04T10:00:00Z"><link rel="canonical" href="https://example.org/a">
<script>var x = "<p>China</p>";</script><style>p {{}}</style></head><body><nav>Menu: Russia</nav>
<h1>평양</h1><p>One <b>bol</b>d<br>line &eacute;.</p><!-- Japan --><p hidden>Cuba</p><div style="display:none">Iran</div>
<footer>France</footer></body></html>"""


def read(raw: bytes, name: str = "page.html") -> Document:
    return read_document(io.BytesIO(raw), name)


@pytest.mark.parametrize(
    ("charset", "codec"),
    [
        ("utf-8", "utf-8"),
        ("euc-kr", "cp949"),
        ("utf-8", "utf-16"),
        ("euc-kr", "utf-8"),
        ("nonsense", "utf-8"),
        ("hex", "utf-8"),
    ],
)
def test_a_page_is_read_as_a_reader_sees_it(charset: str, codec: str) -> None:
    page = read(PAGE.format(charset=charset).encode(codec))
    assert page.text == "평양\n\nOne bold\nline é."
    assert (page.title, page.title_from, page.part) == ("A & B", "title", "body")
    assert (page.date, page.url, page.format) == ("2019-03-04", "https://example.org/a", "html")


def test_the_article_of_a_page_is_taken_where_it_is_more_than_a_teaser() -> None:
    long = "Words of it. " * 30
    assert read(f"<body>Menu<article><p>{long}</article>More".encode()).part == "article"
    assert read(b"<body>Menu<article><p>Short</article>More").text == "Menu\n\nShort\n\nMore"


def test_a_page_without_a_title_has_that_of_its_heading() -> None:
    page = read(b"<h1>Head <i>line</i></h1><p>Text</p>")
    assert (page.title, page.title_from) == ("Head line", "h1")


def test_what_a_page_claims_of_itself_is_kept_only_where_it_can_be_true() -> None:
    page = read(b'<link rel=canonical href="javascript:alert(1)"><meta name=date content="yesterday"><p>Text')
    assert (page.url, page.date) == (None, None)


def test_depth_and_number_of_tags_cost_no_text() -> None:
    assert read(b"<div>" * 100_000 + b"deep" + b"</div>" * 100_000 + b"<p>after").text == "deep\n\nafter"
    assert read(b"<script>" + b"<p>x" * 1000 + b"</script><p>y").text == "y"


def test_entities_are_characters_and_nothing_is_fetched(tmp_path: object) -> None:
    page = read(b'<!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/passwd">]><p>&x; &lt;b&gt; &#48; &bogus; z')
    assert "<b> 0" in page.text
    assert "root:" not in page.text


def test_nul_and_damage_are_counted() -> None:
    text = read(b"Kim\0Chol of the university\r\nwent to China and said nothing", "a.txt")
    assert text.text.startswith("Kim\ufffdChol of the university\nwent")
    assert read(b"<p>This is what\0was printed there").text == "This is what\ufffdwas printed there"
    damaged = read("Université de Paris, à côté".encode() + b" \xff" + "é".encode() * 20, "a.txt")
    assert damaged.notes == ("1 characters did not decode as UTF-8",)


def test_a_text_is_read_in_the_encoding_that_it_has() -> None:
    assert read("김일성종합대학의 연구자들이 발표했다".encode("cp949"), "a.txt").encoding.startswith("EUC-KR")
    assert read("\ufeffTitle\n\nText".encode("utf-16"), "a.txt").title == "Title"
    assert read(b"x" * 2_000_000 + "é".encode("cp1252") * 4, "a.txt").text.endswith("éééé")


def test_the_key_is_that_of_the_bytes() -> None:
    assert read(b"China", "a.txt").key == read(b"China", "b.txt").key != read(b"China.", "a.txt").key


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"", "no text"), (b" \n\0", "no text"), (b"<html><body><script>x</script></body></html>", "no text is seen"),
        (b"%PDF-1.7 \xff\xfe", "this is no text"), (gzip.compress(bytes(range(256)) * 40), "this is no text"),
        (b"a" * (MAX_BYTES + 1), "is larger than"),
    ],
)  # fmt: skip
def test_what_is_no_document_is_refused(raw: bytes, said: str) -> None:
    with pytest.raises(CoauthError, match=said):
        read(raw, "a.txt" if not raw.startswith(b"<") else "a.html")
