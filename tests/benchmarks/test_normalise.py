"""The table of benchmarks.normalise: what it counts, and that its hand-read tables hold no text."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

from benchmarks import normalise, normalise_cases, normalise_rows
from benchmarks.normalise_countries import (
    GOLD,
    SAMPLE,
    cases,
    gold_rows,
    hash_of,
    make_ours,
    printed,
    sample_labels,
)
from benchmarks.normalise_institutions import KINDS, institution_sets, is_wrong, wrong_labels
from benchmarks.normalise_peers import country_peers
from benchmarks.normalise_rows import Case, Fired, Row, Said

FOLDER = Path(normalise.__file__).resolve().parent


def counted(*cases: Case, **said: list[Said]) -> Row:
    row = Row("set", "who")
    normalise_rows.count(row, cases, said.__getitem__, None)
    return row


def test_certain_values_are_compared_and_a_review_is_a_miss() -> None:
    row = counted(
        Case(("a", "b"), frozenset({"KP", "CN"})),
        Case(("c",), frozenset({"KR"})),
        Case(("d",), frozenset(), open=True),
        Case(("e",), None),
        a=[Said("KP", "yes", "r")],
        b=[Said("US", "yes", "s")],
        c=[Said("KR", "review", "r"), Said("KP", "review", "r")],
        d=[Said("KR", "review", "r"), Said("KP", "review", "r")],
        e=[Said("FR", "yes", "s")],
    )
    assert (row.rows, row.judged, row.right, row.wrong, row.missed) == (4, 3, 1, 1, 2)
    assert (row.exact, row.review) == (1, 2)
    assert (row.precision, row.recall) == (0.5, 1 / 3)
    rule = row.rules["s"]
    assert (rule.strings, rule.judged, rule.right) == (2, 1, 0)
    assert "0.5000" in normalise.line_of(row)
    assert any(line.startswith("s ") and "0.0000" in line for line in normalise.rule_lines([row]))


def test_a_rule_of_countries_is_not_counted_with_its_namesake_of_institutions() -> None:
    rows = [
        Row(name, "coauth", rules={"known": Fired(2, 2, 1)}) for name in ("countries: a", "institutions: a")
    ]
    lines = normalise.rule_lines(rows)[1:]
    assert [line.split()[:5] for line in lines] == [
        ["known", "countries", "2", "2", "1"],
        ["known", "institutions", "2", "2", "1"],
    ]


def test_hand_read_tables_hold_hashes_only() -> None:
    for name in ("pubmed_sample", "paper_verdicts", "gold_wrong", "gold_wrong_institutions"):
        lines = (FOLDER / f"{name}.tsv").read_text(encoding="ascii").splitlines()
        rows = [line for line in lines if not line.startswith("#")]
        assert rows
        assert all(re.fullmatch(r"[0-9a-f]{16}(\t[A-Za-z0-9 -]+){1,4}", row) for row in rows), name
    assert len(sample_labels()) == SAMPLE


def test_wrong_labels_are_few_and_each_says_why() -> None:
    for name in GOLD:
        assert 0 < sum(one.set == name for one in wrong_labels().values()) <= 30
    for (_, label), one in wrong_labels().items():
        assert one.set in GOLD and one.kind in KINDS
        assert not label & one.printed
        assert label or one.kind == "left out"


@pytest.mark.shared
def test_wrong_labels_are_of_rows_at_hand() -> None:
    rows = {
        (name, hash_of(text), frozenset(ids)) for name, file in GOLD.items() for text, ids in gold_rows(file)
    }
    assert not [key for key, one in wrong_labels().items() if (one.set, *key) not in rows]


@pytest.mark.shared
def test_a_row_is_left_out_with_its_wrong_label_only() -> None:
    string = "University of California, San Francisco"
    texts = [text for text, ids in gold_rows(GOLD["crossref"]) if text.endswith(string)]
    wrong = {text for text in texts if is_wrong("crossref", text, frozenset({"ror:05dxps055"}))}
    assert wrong
    assert not [text for text in texts if is_wrong("crossref", text, frozenset({"ror:043mz5j54"}))]
    assert not [text for text in texts if is_wrong("ror-logs", text, frozenset({"ror:05dxps055"}))]


def test_each_way_of_counting_institutions_is_shown_with_and_without_the_wrong_labels() -> None:
    named = [one.name for one in institution_sets(None)]
    for name in GOLD:
        for said in ("", " by kin", " by row"):
            assert f"institutions: {name}{said}" in named
            assert f"institutions: {name}{said} mended" in named
    assert len(named) == len(set(named))


def test_rules_of_cases_are_counted_on_other_strings_only() -> None:
    found = normalise_cases.further(["DPRK", "Univ. of X, North Korea", "Univ. of X, North Korea"], ["DPRK"])
    assert (found.strings, found.country["printed-country"]) == (1, 1)
    lines = normalise_cases.lines_of(["DPRK", "Korea", "NK"], found)
    assert "printed-country 1" in lines[2]
    assert "bare-korea 0" in lines[3]
    assert "nothing found" in lines[4]
    assert lines[-1] == "fired on no further string: bare-korea (country)"
    assert normalise_cases.lines_of(["DPRK"], found)[-1] == "each of these rules fired on further strings"


def test_a_peer_that_is_not_installed_is_said_to_be_so(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name in ("countryguess", "country_converter", "rigour.territories", "s2aff"):
        monkeypatch.setitem(sys.modules, name, None)
    engines = [one for one in country_peers(str(tmp_path)) if one.name != "pycountry"]
    engines += [one for one in institution_sets(str(tmp_path))[0].engines if one.name == "S2AFF"]
    assert len(engines) == 4
    for engine in engines:
        line = normalise.line_of(normalise_rows.read_with(engine, [Case(("Paris, France",), None)], None))
        assert "not installed" in line
        assert ("PUBLISHED by its authors, not measured here" in line) == (engine.name == "S2AFF")


def test_no_such_set(capsys: pytest.CaptureFixture[str]) -> None:
    assert normalise.main(["--set", "nothing of that name"]) == 1
    assert "no set has that name" in capsys.readouterr().err


@pytest.mark.shared
def test_goals_of_the_small_sets() -> None:
    read = make_ours()
    for found, recall in ((cases(), 1.0), (printed(), 0.996)):
        row = Row("set", "coauth")
        normalise_rows.count(row, found or (), read, None)
        assert row.precision == 1
        assert (row.recall or 0) >= recall
