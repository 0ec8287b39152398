"""A fetch from its first page to its file: everything once, and nothing lost when it breaks off."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from graph.errors import CoauthError
from loaders.fetch import journal
from loaders.fetch.crossref import crossref_queries
from loaders.fetch.openalex import openalex_queries
from loaders.fetch.query import Page, Query, Source
from loaders.sources import open_file
from tests.loaders.fetch.kit import Time, fetch, open_crossref, open_openalex, read, settings
from tests.servers.literature import Literature, answering, breaking_off


def by_country(server: Literature) -> list[Query]:
    return openalex_queries(settings(server), "IS")


def by_words(server: Literature, *words: str) -> list[Query]:
    return crossref_queries(settings(server), affiliations=words)


@pytest.fixture
def iceland(server: Literature) -> Literature:
    """230 works that both ways find, 20 by label only, 30 by search only, 5 by none; one has 130 authors."""
    for number in range(1, 231):
        server.add(
            number, f"Univ {number}, Reykjavík, Iceland", label="IS", authors=130 if number == 7 else 1
        )
    for number in range(231, 251):
        server.add(number, "Reykjavik", label="IS")
    for number in range(251, 281):
        server.add(number, "Dept, Iceland", label="NO")
    for number in range(281, 286):
        server.add(number, "Oslo", label="NO")
    return server


@pytest.fixture
def articles(server: Literature) -> Literature:
    """450 works of Crossref from Pyongyang, 10 from elsewhere."""
    for number in range(450):
        server.add_item(f"10.1000/{number:03}", "Pyongyang")
    for number in range(10):
        server.add_item(f"10.2000/{number}", "Seoul University")
    return server


def test_every_work_once_with_all_its_authors(iceland: Literature, time: Time, tmp_path: Path) -> None:
    got = fetch(open_openalex(iceland, time), by_country(iceland), tmp_path / "is.jsonl.gz")
    works = read(got.file)
    assert sorted(int(work["id"][22:]) for work in works) == list(range(1, 281))
    assert works[6] == iceland.works[7]  # as it came, and with its 130 authors
    assert (got.works, got.completed, got.cut, got.resumed) == (280, 1, 0, False)
    assert {way: len(got.ids(way)) for way in ("label", "search")} == {"label": 250, "search": 260}
    assert iceland.paths.count("/works/W7") == 1
    opened = open_file(got.file)
    assert opened.format == "openalex"
    assert len(list(opened.items)) == 280
    assert {path.name for path in tmp_path.iterdir()} == {"is.jsonl.gz", "is.queries.jsonl"}


def test_each_query_is_logged_with_date_address_and_hits(
    iceland: Literature, time: Time, tmp_path: Path
) -> None:
    queries = by_country(iceland)
    got = fetch(open_openalex(iceland, time, openalex_api_key="secret-key"), queries, tmp_path / "is.jsonl")
    log = read(got.log)
    assert got.log.name == "is.queries.jsonl"
    assert [(line["way"], line["hits"], line["works"], line["pages"]) for line in log] == [
        ("label", 250, 250, 3),
        ("search", 260, 260, 3),
        ("search", 230, 230, 3),
    ]
    assert all(line["date"] == "2026-01-01T00:00:00+00:00" and line["complete"] for line in log)
    assert [line["url"] for line in log] == [query.url for query in queries]
    assert iceland.paths[0].startswith(log[0]["url"].removeprefix(iceland.url))
    assert log[1]["terms"] == ["Iceland", "Islande"]
    assert not any("secret-key" in file.read_text() for file in (got.log, got.file))


@pytest.mark.parametrize("answered", [0, 1, 3, 8])
def test_a_fetch_that_broke_off_goes_on(
    iceland: Literature, time: Time, tmp_path: Path, answered: int
) -> None:
    whole = fetch(open_openalex(iceland, time), by_country(iceland), tmp_path / "whole.jsonl")
    asked = len(iceland.requests)
    iceland.requests.clear()
    file = tmp_path / "is.jsonl"
    with pytest.raises(CoauthError, match="broken"):
        fetch(_Breaking(open_openalex(iceland, time), answered), by_country(iceland), file)
    assert not file.exists()
    got = fetch(open_openalex(iceland, time), by_country(iceland), file)
    assert got.resumed
    assert file.read_bytes() == whole.file.read_bytes()
    assert got.log.read_bytes() == whole.log.read_bytes()
    assert len(iceland.requests) == asked  # nothing was asked for twice
    assert not (tmp_path / "is.jsonl.part").exists()


class _Breaking:
    """A source that fails after so many pages."""

    def __init__(self, source: Source, pages: int) -> None:
        self._source = source
        self._left = pages
        self.name = source.name
        self.cursor_lives = source.cursor_lives
        self.whole = source.whole
        self.close = source.close

    def page(self, query: Query, cursor: str) -> Page:
        if not self._left:
            raise CoauthError("broken")
        self._left -= 1
        return self._source.page(query, cursor)


@pytest.mark.parametrize("kept", [0, 10, -1, -100])
def test_half_a_line_is_cut_off_again(iceland: Literature, time: Time, tmp_path: Path, kept: int) -> None:
    whole = fetch(open_openalex(iceland, time), by_country(iceland), tmp_path / "whole.jsonl")
    file, part = tmp_path / "is.jsonl", tmp_path / "is.jsonl.part"
    with pytest.raises(CoauthError):
        fetch(_Breaking(open_openalex(iceland, time), 2), by_country(iceland), file)
    part.write_bytes(part.read_bytes()[:kept])
    fetch(open_openalex(iceland, time), by_country(iceland), file)
    assert file.read_bytes() == whole.file.read_bytes()


@pytest.mark.parametrize(
    "line",
    [
        b'{"query":0,"date":"soon","hits":1,"ids":["W99999"],"works":[{"id":"W99999"}],"after":"x"}',
        b'{"query":0,"date":"2020-01-01","hits":1,"ids":["W99999"],"works":[{"id":"W99999"}],"after":"x"}',
        b'{"query":0,"date":"2020-01-01T00:00:00+00:00","hits":-1,"ids":["W99999"],"works":[{"id":"W99999"}]}',
        b'{"query":9,"date":"2020-01-01T00:00:00+00:00","hits":1,"ids":["W99999"],"works":[{"id":"W99999"}]}',
        b"\x00\x00",
    ],
)
def test_from_a_damaged_line_on_it_is_read_again(
    iceland: Literature, time: Time, tmp_path: Path, line: bytes
) -> None:
    file, part = tmp_path / "is.jsonl", tmp_path / "is.jsonl.part"
    with pytest.raises(CoauthError):
        fetch(_Breaking(open_openalex(iceland, time), 1), by_country(iceland), file)
    with part.open("ab") as held:
        held.write(line + b"\n")
    got = fetch(open_openalex(iceland, time), by_country(iceland), file)
    assert got.resumed
    assert len(read(file)) == got.works
    assert "W99999" not in file.read_text()


def test_a_file_of_somebody_elses_is_not_written_over(
    iceland: Literature, time: Time, tmp_path: Path
) -> None:
    part = tmp_path / "is.jsonl.part"
    part.write_bytes(b"half of a download")
    with pytest.raises(CoauthError, match="what another fetch has got"):
        fetch(open_openalex(iceland, time), by_country(iceland), tmp_path / "is.jsonl")
    assert part.read_bytes() == b"half of a download"


def test_what_another_fetch_has_got_is_not_mixed_in(iceland: Literature, time: Time, tmp_path: Path) -> None:
    file = tmp_path / "is.jsonl"
    with pytest.raises(CoauthError):
        fetch(_Breaking(open_openalex(iceland, time), 1), by_country(iceland), file)
    other = openalex_queries(settings(iceland), "IS", years=(2017, None))
    with pytest.raises(CoauthError, match="another fetch") as raised:
        fetch(open_openalex(iceland, time), other, file)
    assert "--restart" in str(raised.value.hint)
    got = fetch(open_openalex(iceland, time), other, file, anew=True)
    assert (got.works, got.resumed) == (280, False)


def test_two_at_once_into_one_file(iceland: Literature, time: Time, tmp_path: Path) -> None:
    plan = journal.Plan("openalex", ["x"])
    with (
        journal.Journal(tmp_path / "is.jsonl.part", plan),
        pytest.raises(CoauthError, match="another process"),
    ):
        fetch(open_openalex(iceland, time), by_country(iceland), tmp_path / "is.jsonl")
    fetch(open_openalex(iceland, time), by_country(iceland), tmp_path / "other.jsonl")


def test_a_full_disk_keeps_what_was_got(
    iceland: Literature, time: Time, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = fetch(open_openalex(iceland, time), by_country(iceland), tmp_path / "whole.jsonl")
    write, written = os.write, []

    def full(number: int, data: memoryview) -> int:
        written.append(len(data))
        if len(written) == 4:
            return write(number, data[:100])
        if len(written) == 5:
            raise OSError(28, "No space left on device")
        return write(number, data)

    file = tmp_path / "is.jsonl"
    with monkeypatch.context() as patch:
        patch.setattr(os, "write", full)
        with pytest.raises(CoauthError, match="No space left") as raised:
            fetch(open_openalex(iceland, time), by_country(iceland), file)
    assert "goes on" in str(raised.value.hint)
    fetch(open_openalex(iceland, time), by_country(iceland), file)
    assert file.read_bytes() == whole.file.read_bytes()


def test_an_older_file_stays_until_the_new_one_is_whole(
    iceland: Literature, time: Time, tmp_path: Path
) -> None:
    file = tmp_path / "is.jsonl"
    file.write_text("older\n")
    with pytest.raises(CoauthError):
        fetch(_Breaking(open_openalex(iceland, time), 1), by_country(iceland), file)
    assert file.read_text() == "older\n"
    fetch(open_openalex(iceland, time), by_country(iceland), file)
    assert len(read(file)) == 280


def test_authors_that_cannot_be_had_are_counted(iceland: Literature, time: Time, tmp_path: Path) -> None:
    iceland.add(8, "Iceland", label="IS", authors=100)  # exactly as many as a list has: asked for to be sure
    iceland.add(9, "Iceland", label="IS", authors=140)
    iceland.add(10_000, "Iceland", authors=140)
    iceland.merged[9] = 10_000  # the same work by its new id
    iceland.works[11] = iceland.works[11] | {"is_authors_truncated": True}
    got = fetch(open_openalex(iceland, time), by_country(iceland), tmp_path / "is.jsonl")
    assert (got.completed, got.cut) == (4, 1)
    asked = [path for path in iceland.paths if "filter" not in path]
    assert sorted(asked) == ["/works/W10000"] * 2 + ["/works/W11", "/works/W7", "/works/W8", "/works/W9"]


def test_a_work_that_is_gone_stays_as_the_list_had_it(
    iceland: Literature, time: Time, tmp_path: Path
) -> None:
    list_only = open_openalex(iceland, time)
    first = list_only.page(by_country(iceland)[0], "*").works[6]
    list_only.close()
    del iceland.works[7]
    assert list_only.whole(first) is first


def test_a_list_of_too_many_works_is_refused_before_it_is_read(
    iceland: Literature, time: Time, tmp_path: Path
) -> None:
    with pytest.raises(CoauthError, match=r"250 works .* more than 200") as raised:
        fetch(open_openalex(iceland, time), by_country(iceland), tmp_path / "is.jsonl", at_most=200)
    assert "--max-works" in str(raised.value.hint)
    assert len(iceland.requests) == 1


def test_a_service_that_never_comes_to_an_end(server: Literature, time: Time, tmp_path: Path) -> None:
    page = {"meta": {"count": 3, "next_cursor": None}, "results": [{"id": "https://openalex.org/W1"}] * 100}
    for number in range(1000):
        body = json.dumps({**page, "meta": {"count": 3, "next_cursor": f"c{number}"}}).encode()
        server.faults.append(answering(200, body))
    with pytest.raises(CoauthError, match="more works than it says"):
        fetch(open_openalex(server, time), by_country(server), tmp_path / "is.jsonl")
    assert len(server.requests) < 20


@pytest.mark.parametrize(
    "body",
    [
        b'{"meta": {"count": "many"}, "results": []}',
        b'{"meta": {"count": -1}, "results": []}',
        b'{"meta": {"count": 1}, "results": ["W1"]}',
        b'{"meta": {"count": 1}, "results": [{"id": 7}]}',
        b'{"meta": {"count": 1}, "results": [{"id": "https://openalex.org/A1"}]}',
        b'{"results": [{"id": "https://openalex.org/W1"}]}',
        b'{"group_by": []}',
    ],
)
def test_an_answer_of_another_shape_is_none(
    server: Literature, time: Time, tmp_path: Path, body: bytes
) -> None:
    server.faults += [answering(200, body)] * 7
    with pytest.raises(CoauthError, match="not what was asked for"):
        fetch(open_openalex(server, time), by_country(server), tmp_path / "is.jsonl")


def test_nothing_found(server: Literature, time: Time, tmp_path: Path) -> None:
    got = fetch(open_openalex(server, time), by_country(server), tmp_path / "is.jsonl.gz")
    assert (got.works, read(got.file), len(read(got.log))) == (0, [], 3)


def test_crossref_by_affiliation_and_by_doi(articles: Literature, time: Time, tmp_path: Path) -> None:
    articles.add_item("10.1000/a<b>#c?d", "Oslo")
    queries = crossref_queries(
        settings(articles),
        affiliations=["Pyongyang", "Seoul"],
        dois=["10.1000/a<b>#c?d", "10.1000/none", "10.1000/007", "10.1000/none"],
        years=(2017, 2023),
        filters={"type": ["journal-article"]},
    )
    got = fetch(open_crossref(articles, time, mailto="who@example.org"), queries, tmp_path / "c.jsonl.gz")
    assert got.works == 461
    assert [(line["way"], line["hits"], line["works"], line["missing"]) for line in read(got.log)] == [
        ("affiliation", 450, 450, []),
        ("affiliation", 10, 10, []),
        ("doi", 2, 2, ["10.1000/none"]),
    ]
    assert (
        "filter=from-pub-date:2017-01-01,until-pub-date:2023-12-31,type:journal-article" in articles.paths[0]
    )
    assert {headers["User-Agent"] for _, headers in articles.requests} == {"tests/1 (mailto:who@example.org)"}
    assert not any("who@example.org" in path for path, _ in articles.requests)
    opened = open_file(got.file)
    assert opened.format == "crossref"
    assert len(list(opened.items)) == 461


def test_of_a_list_the_best_only(articles: Literature, time: Time, tmp_path: Path) -> None:
    got = fetch(
        open_crossref(articles, time),
        by_words(articles, "Pyongyang"),
        tmp_path / "c.jsonl",
        best=250,
        at_most=300,
    )
    assert got.works == 250
    assert len(articles.requests) == 2


def test_many_dois_are_kept_a_few_at_a_time(articles: Literature, time: Time, tmp_path: Path) -> None:
    dois = [f"10.1000/{number:03}" for number in range(50)]
    queries = crossref_queries(settings(articles), dois=dois)
    source = open_crossref(articles, time)
    with pytest.raises(CoauthError):
        fetch(_Breaking(source, 1), queries, tmp_path / "c.jsonl")
    time.passed += 1000  # a place in a list is no cursor that is forgotten
    got = fetch(open_crossref(articles, time), queries, tmp_path / "c.jsonl", now=time.now)
    assert (got.works, len(articles.requests)) == (50, 50)


@pytest.mark.parametrize("known", ["too old", "refused"])
def test_a_cursor_that_is_forgotten_begins_the_list_anew(
    articles: Literature, time: Time, tmp_path: Path, known: str
) -> None:
    queries, file = by_words(articles, "Pyongyang"), tmp_path / "c.jsonl"
    with pytest.raises(CoauthError):
        fetch(_Breaking(open_crossref(articles, time), 2), queries, file, now=time.now)
    articles.requests.clear()
    if known == "too old":
        time.passed += 1000
        articles.cursors_forgotten = False
    else:
        articles.faults.append(answering(404, b"Resource not found."))
    got = fetch(open_crossref(articles, time), queries, file, now=time.now)
    assert sorted(work["DOI"] for work in read(file)) == [f"10.1000/{number:03}" for number in range(450)]
    assert len(articles.requests) == (3 if known == "too old" else 4)
    assert [(line["works"], line["pages"]) for line in read(got.log)] == [(450, 3)]


def test_a_cursor_that_is_always_forgotten_is_an_error(
    articles: Literature, time: Time, tmp_path: Path
) -> None:
    articles.cursors_forgotten = True
    with pytest.raises(CoauthError, match="again and again"):
        fetch(open_crossref(articles, time), by_words(articles, "Pyongyang"), tmp_path / "c.jsonl")
    assert len(articles.requests) < 20


def test_what_passes_in_the_middle_of_a_fetch(iceland: Literature, time: Time, tmp_path: Path) -> None:
    source = open_openalex(iceland, time)
    source.page(by_country(iceland)[0], "*")
    iceland.faults += [answering(429, Retry_After="5"), breaking_off, answering(200, b"{}")]
    got = fetch(source, by_country(iceland), tmp_path / "is.jsonl")
    assert (got.works, time.waits) == (280, [5, 2, 4])
