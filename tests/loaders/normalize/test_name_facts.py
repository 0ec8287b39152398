"""The tables of surnames, syllables and letters: whole, without contradictions, and spelled as they are read."""

from __future__ import annotations

import time
from collections import Counter

import pytest

from loaders.facts import rows_of
from loaders.normalize.personal import blocking_keys, compare, parse
from loaders.normalize.personal.chinese import surnames as of_china
from loaders.normalize.personal.korean import canonical, canonical_word, given_syllables
from loaders.normalize.personal.korean import surnames as of_korea

TABLES = {
    "korean_surnames.tsv": "hangul",
    "chinese_surnames.tsv": "han",
    "chinese_syllables.tsv": "pinyin",
    "han_pinyin.tsv": "pinyin",
    "han_korean.tsv": "hangul",
    "han_simplified.tsv": "simplified",
    "sino_korean.tsv": "hangul",
    "arabic_names.tsv": "arabic",
}


@pytest.mark.parametrize("table", TABLES)
def test_every_row_is_there_once(table: str) -> None:
    counts = Counter(row[TABLES[table]] for row in rows_of(table))
    assert counts
    assert [key for key, count in counts.items() if count > 1 or not key] == []


def test_every_letter_is_there_once() -> None:
    counts = Counter(row["letter"] for row in rows_of("letters.tsv"))
    assert max(counts.values()) == 1


def test_every_surname_is_read_by_every_spelling() -> None:
    for row in rows_of("korean_surnames.tsv"):
        for spelled in row["spellings"].split("|"):
            assert f"korean:{canonical_word(row['hangul'])}" in parse(spelled.title()).keys, spelled
    for row in rows_of("chinese_surnames.tsv"):
        for spelled in (row["pinyin"], *filter(None, row["spellings"].split("|"))):
            if len(spelled) > 1:  # a letter alone is an initial
                assert f"chinese:{row['pinyin']}" in parse(spelled.title()).keys, spelled


def test_pinyin_of_surnames_is_made_of_syllables() -> None:
    syllables = {row["pinyin"] for row in rows_of("chinese_syllables.tsv")}
    for row in rows_of("chinese_surnames.tsv"):
        if len(row["han"]) == 1:
            assert row["pinyin"] in syllables, row


@pytest.mark.parametrize(
    ("spelled", "hangul"),
    [
        ("chol", "철"), ("cheol", "철"), ("chul", "철"), ("ch'ol", "철"), ("ryong", "룡"), ("yong", "룡"), ("hyok", "혁"),
        ("hyuk", "혁"), ("hyeok", "혁"), ("thae", "태"), ("tae", "태"), ("phyo", "표"), ("pyo", "표"), ("un", "은"), ("eun", "은"),
        ("song", "성"), ("sung", "성"), ("seong", "성"), ("song", "송"), ("ui", "의"), ("hui", "희"), ("hee", "희"), ("woo", "우"),
        ("kwang", "광"), ("gwang", "광"), ("whan", "환"), ("byeong", "병"), ("pyong", "병"), ("soo", "수"), ("won", "원"),
    ],
)  # fmt: skip
def test_spellings_of_syllables(spelled: str, hangul: str) -> None:
    assert canonical(hangul) in given_syllables()[spelled.replace("'", "")]


@pytest.mark.parametrize(
    ("spelled", "hangul"), [("su", "서"), ("kim", "금"), ("chol", "출"), ("song", "선"), ("hyok", "학")]
)
def test_other_spellings(spelled: str, hangul: str) -> None:
    assert canonical(hangul) not in given_syllables().get(spelled, frozenset())


def test_surnames_that_one_spelling_has_in_two_countries() -> None:
    assert {one.hangul for one in of_korea()["lee"]} == {"이"}
    assert {one.pinyin for one in of_china()["lee"]} == {"li"}
    assert {one.pinyin for one in of_china()["chang"]} == {"chang", "zhang"}


@pytest.mark.parametrize(
    "text",
    [
        "樂" * 300, "率樂" * 3, "김" * 300, "李" * 300, "لا" * 150, " ".join(["an"] * 150), "-".join(["abc"] * 75), "O " * 100,
        "ü" * 300, " ".join(["äöü"] * 40), "((((" * 80, "van der " * 40, "jr " * 90, "an" * 12, "a.b." * 60, ", " * 100,
    ],
)  # fmt: skip
def test_nothing_takes_long(text: str) -> None:
    parse("Ri")
    begun = time.process_time()
    found = parse(text)
    compare(found, found)
    assert len(blocking_keys(found)) <= 60
    assert time.process_time() - begun < 1
