"""Personal names: how they are read, and whether two can be one person's."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loaders.normalize.personal import blocking_keys, compare, parse
from loaders.normalize.personal.forms import LOST
from loaders.normalize.personal.likeness import WORDS
from tests.loaders.normalize.tables import rows

EXPECTED = {"match": {"yes"}, "possible": {"review"}, "possible surname": {"review"}, "no": {"no"}}


def shared(a: str, b: str) -> frozenset[str]:
    return blocking_keys(parse(a)) & blocking_keys(parse(b))


@pytest.mark.parametrize("row", rows("names"), ids=lambda row: f"{row['a']}|{row['b']}")
def test_cases(row: dict[str, str]) -> None:
    verdict = compare(parse(row["a"]), parse(row["b"]))
    assert verdict.state in EXPECTED.get(row["expect"], {"yes", "review"}), verdict
    if verdict.state != "no":
        assert shared(row["a"], row["b"])


@pytest.mark.parametrize("row", rows("name_pairs"), ids=lambda row: f"{row['a']}|{row['b']}")
def test_pairs(row: dict[str, str]) -> None:
    a, b = parse(row["a"]), parse(row["b"])
    verdict = compare(a, b)
    assert (verdict.state, verdict.reason) == (row["state"], row["reason"]), verdict
    assert verdict.words == WORDS[verdict.reason]
    assert compare(b, a) == verdict
    if verdict.state != "no" and verdict.reason != "bare-name":
        assert shared(row["a"], row["b"])


@pytest.mark.parametrize("row", rows("name_readings"), ids=lambda row: row["printed"])
def test_readings(row: dict[str, str]) -> None:
    found = parse(row["printed"])
    assert " ".join(found.family) == row["family"]
    assert " ".join(found.given) == row["given"]
    assert (found.order, found.script) == (row["order"], row["script"])
    assert found.initials == "".join(one[0] for one in found.given)


def test_every_reason_is_in_the_table() -> None:
    assert {row["reason"] for row in rows("name_pairs")} | {"collective-name"} >= WORDS.keys() - {
        "same-family-name"
    }


@pytest.mark.parametrize(
    ("printed", "suffix"),
    [("Smith Jr., J.A.", "jr"), ("John Smith III", "iii"), ("Smith, J, Sr", "sr"), ("V Smith", None)],
)
def test_the_suffix(printed: str, suffix: str | None) -> None:
    assert parse(printed).suffix == suffix


def test_an_order_in_doubt_is_said() -> None:
    found = parse("Zhang Wei")
    assert [(one.family, one.given, one.order) for one in found.alternatives] == [
        (("wei",), ("zhang",), "given-first")
    ]
    assert not found.certain
    assert parse("Ri Chol Su").certain
    assert not parse("Ri Chol Su").alternatives


def test_a_spelling_stands_for_what_it_may_be() -> None:
    assert "korean:이" in parse("Ri Chol Su").keys
    assert "korean:이" in parse("Lee Cheol-su").keys
    assert {"chinese:lu", "chinese:lv"} <= set(parse("Lu Bu").keys)
    assert "chinese:zhang" in parse("Chang Hsiao-ming").keys


@pytest.mark.parametrize("printed", ["", " ", "123", "et al.", "Anonymous", "\x00", "...", "---", "N/A"])
def test_no_name(printed: str) -> None:
    found = parse(printed)
    assert (found.family, found.given, found.rule) == ((), (), "no-name")
    assert not blocking_keys(found)
    assert compare(found, parse("Kim")).state == "no"


def test_a_group_is_no_person() -> None:
    a = parse("The ATLAS Collaboration")
    assert a.rule == "collective-name"
    assert compare(a, a).state == "review"


def test_names_are_told_apart_by_their_keys() -> None:
    assert not shared("Kim Chol Su", "Kim Yong Su")
    assert not shared("Zhang Wei", "Zhang Min")
    assert not shared("Kim", "Kim Chol Su")
    assert len(blocking_keys(parse("Ri Chol Su"))) <= 3
    assert len(blocking_keys(parse("John A. Smith"))) <= 2


# every way to print a name

FAMILIES = [
    "Ri",
    "Kim",
    "Choe",
    "O",
    "Namgung",
    "Zhang",
    "Wang",
    "Ouyang",
    "Lü",
    "Nguyen",
    "Smith",
    "van den Berg",
    "Müller",
    "O'Brien",
]
GIVEN: dict[str, list[tuple[str, ...]]] = {
    "Ri": [("Chol", "Su"), ("Un",), ("Myong", "Hwan")],
    "Kim": [("Jong", "Ho"), ("Hyok",), ("Il", "Song")],
    "Choe": [("Ryong", "Hae"), ("Un", "A")],
    "O": [("Hyong", "Chol"), ("Kwang", "Su")],
    "Namgung": [("Hyok",), ("Chol", "Ho")],
    "Zhang": [("Wei",), ("Xiao", "Ming"), ("Xi", "An")],
    "Wang": [("Li",), ("Jian", "Guo")],
    "Ouyang": [("Xiu",), ("Zhi", "Yuan")],
    "Lü": [("Bu",), ("Zheng", "Cao")],
    "Nguyen": [("Van", "Anh"), ("Duc",)],
    "Smith": [("John",), ("Mary", "Ann")],
    "van den Berg": [("Jan",), ("Anna", "Maria")],
    "Müller": [("Hans",), ("Jürgen",)],
    "O'Brien": [("Conor",)],
}


@st.composite
def names(draw: st.DrawFn) -> tuple[str, tuple[str, ...]]:
    family = draw(st.sampled_from(FAMILIES))
    return family, draw(st.sampled_from(GIVEN[family]))


@st.composite
def printed(draw: st.DrawFn, family: str, given_name: tuple[str, ...]) -> str:
    """A name as somebody prints it: any order, hyphens, case, comma, initials."""
    initials = [one[0] for one in given_name]
    forms = [" ".join(given_name), "-".join(given_name), given_name[0] + "".join(given_name[1:]).lower()]
    forms += [". ".join(initials) + ".", ".-".join(initials) + "."]
    if family != "O":  # `O CS`: letters alone are nobody's surname for certain
        forms += ["".join(initials), " ".join(initials)]
    one = draw(st.sampled_from(forms))
    before = draw(st.sampled_from([family, family.upper()]))
    layout = draw(st.sampled_from(["{f} {g}", "{g} {f}", "{f}, {g}", "{f},{g}", " {f}  {g} "]))
    return layout.format(f=before, g=one)


@given(st.data())
@settings(max_examples=300, deadline=None)
def test_a_name_in_any_form_shares_a_key_with_itself(data: st.DataObject) -> None:
    name = data.draw(names())
    a, b = data.draw(printed(*name)), data.draw(printed(*name))
    verdict = compare(parse(a), parse(b))
    assert verdict.state != "no", (a, b, verdict)
    assert shared(a, b), (a, b)


PIECES = st.sampled_from([
    "Ri", "Lee", "Kim", "Jin", "Chol", "Cheol", "Su", "Soo", "Jong", "Un", "Eun", "O", "U", "C.", "C.S.", "CS", "J.", "H.-C.", "Zhang", "Chang",
    "Wei", "Li", "LI", "Xiaoming", "Hsiao-ming", "Lü", "Lu", "Lv", "van", "den", "de", "la", "al-Hassan", "Hassan", "Mohammed", "Smith", "John",
    "Müller", "Mueller", "Muller", "Jr.", "III", ",", "Ivanov", "Иванов", "Иван", "И.", "Ким", "Ир", "Сен", "리철수", "이", "李", "张伟", "朴哲洙",
    "Gonz\ufffdlez", "Gonzalez", "Mo?benko", "Gonz\ufffdlez", "Gonzalez", "Mo?benko", "محمد", "الحسن", "Wong", "Chi-ming", "Nguyen", "Van", "Cruz", "García", "y", "PARK", "Pak", "Piao", "Cui", "Zhe", "Choe", "et al.", "-", ".", "Na",
])  # fmt: skip
ANY = st.one_of(st.lists(PIECES, max_size=5).map(" ".join), st.text(max_size=12))


@given(ANY, ANY)
@settings(max_examples=500, deadline=None)
def test_any_two_texts(a: str, b: str) -> None:
    one, other = parse(a), parse(b)
    verdict = compare(one, other)
    assert compare(other, one) == verdict
    assert 0 <= verdict.score <= 1
    assert (verdict.state == "no") == (verdict.score == 0)
    if verdict.state != "no" and verdict.reason != "bare-name":
        assert blocking_keys(one) & blocking_keys(other)
    if one.senses:
        assert compare(one, one).state in {"yes", "review"}
        assert 0 < one.confidence <= 1
        # a name with letters lost is looked for under all that they may have been
        assert len(blocking_keys(one)) <= (240 if LOST.search(a) else 60)


@given(st.text(max_size=2000))
@settings(max_examples=200, deadline=None)
def test_any_text_is_read(text: str) -> None:
    assert parse(text).printed == text
    assert parse(text) == parse(text)
