"""The benchmarks of reading: accounts of files, memory, rates."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks import accounts, memory, parse, printers, rivals
from benchmarks.accounts import Account
from benchmarks.counted import COUNTERS, Counts
from benchmarks.shapes import shape
from loaders.records import Located
from loaders.sources import open_file

MADE = [record for record in printers.shipped() if record.authors and record.affiliations and record.title][
    :20
]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("wos", "FN X\nVR 1.0\n" + "".join(map(printers.wos, MADE)) + "EF\n"),
        ("medline", "\n".join(map(printers.medline, MADE))),
        ("ris", "".join(map(printers.ris, MADE)).replace("AD  - [", "AD  - [")),
        ("pubmed", f"<PubmedArticleSet>{''.join(map(printers.pubmed, MADE))}</PubmedArticleSet>"),
        ("crossref", json.dumps({"items": [json.loads(printers.crossref(record)) for record in MADE]})),
        ("facts", "\n".join(printers.DEMO.read_text(encoding="utf-8").splitlines()[:20])),
        ("openalex", b"".join(shape("openalex").records[:20]).decode()),
    ],
)
def test_two_ways_of_counting_agree(name: str, content: str, tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_text(content, encoding="utf-8")
    records = [item.record for item in open_file(path).items if isinstance(item, Located)]
    authors = sum(len(record.authors) for record in records)
    affiliations = sum(len(record.affiliations) for record in records)
    assert COUNTERS[name](content.encode()) == Counts(20, authors, affiliations)


def test_a_difference_is_explained_or_said_not_to_be(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(accounts, "EXPLAINED", {("f", "authors"): "one is a group"})
    found = Account("f", "ris", read=Counts(2, 3, 4), counted=Counts(2, 4, 5))
    assert list(accounts.verdicts(found)) == [
        "authors: 3 read, 4 counted: one is a group",
        "affiliations: 4 read, 5 counted: NOT EXPLAINED",
    ]
    found.counted = Counts(2, 3, None)
    assert not list(accounts.verdicts(found))


def test_without_data_there_are_no_accounts(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(accounts, "DATA", Path("/nowhere"))
    assert accounts.main([]) == 1
    assert "no data" in capsys.readouterr().err


def test_records_of_a_large_file_differ(tmp_path: Path) -> None:
    for name in ("ris", "medline", memory.ARRAY):
        memory.write(name, tmp_path / "large", 0.5)
        found = memory.read(tmp_path / "large")
        assert found["records"] > 10
        assert found["peak"] >= found["before"] > 0
    form = shape("ris")
    first = [record for record, _ in zip(memory.made("ris"), range(len(form.records) + 5), strict=False)]
    assert len(set(first)) == len(first)


def test_who_is_missing_is_said_with_how_to_install_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def missing() -> rivals.Read:
        raise rivals.Missing("rispy: No module named 'rispy'")

    def refusing() -> rivals.Read:
        def read(path: Path) -> int:
            raise KeyError(path.name)

        return read

    contest = parse.Contest(
        "ris", "no/file.ris.gz", ".ris", {"rispy": missing, "other": refusing, "bare": lambda: parse.ours}
    )
    monkeypatch.setattr(parse, "CONTESTS", (contest,))
    assert parse.main(["--turns", "1"]) == 0
    shown = capsys.readouterr().out
    assert "No module named" in shown
    assert "cannot read it: KeyError" in shown
    assert "pip install --target" in shown
    assert "times as fast" in shown
    assert parse.main(["--turns", "1", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)[0]["ratio"] > 0
