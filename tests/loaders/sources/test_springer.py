"""SpringerLink: names that run into one another are cut where that is certain, and nobody is made up."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loaders.records import Statement, checked, from_statement
from loaders.sources import springer
from loaders.sources.springer import split_names

ROW = {
    "Item Title": "On things",
    "Publication Title": "Things",
    "Book Series Title": "",
    "Journal Volume": "5",
    "Journal Issue": "1",
    "Item DOI": "10.1007/s41781-020-00051-X",
    "Authors": "Yong Chol KimRi Chol Su",
    "Publication Year": "2021",
    "URL": "http://link.springer.com/article/10.1007/s41781-020-00051-X",
    "Content Type": "Article",
}


def test_what_a_row_says() -> None:
    record = springer.read(ROW)
    assert (record.key, record.doi) == ("springer:10.1007/s41781-020-00051-x", "10.1007/s41781-020-00051-x")
    assert (record.title, record.venue, record.year, record.type) == ("On things", "Things", 2021, "Article")
    assert [(author.name, author.position) for author in record.authors] == [
        ("Yong Chol Kim", 0),
        ("Ri Chol Su", 1),
    ]
    assert [(date.kind, date.value) for date in record.dates] == [("published", "2021")]
    assert springer.read(ROW | {"Publication Title": "", "Book Series Title": "LNCS"}).venue == "LNCS"
    assert not springer.CARRIES


@pytest.mark.parametrize(
    ("printed", "names"),
    [
        ("", []),
        ("Yong Chol Kim", ["Yong Chol Kim"]),
        ("Sukarno", ["Sukarno"]),
        ("Ann LeeBo Ek", ["Ann Lee", "Bo Ek"]),
        ("Xiaolong (Luke) ZhangXiaoru Yuan", ["Xiaolong (Luke) Zhang", "Xiaoru Yuan"]),
        ("Yong Kim (Pyongyang)Ann Lee", ["Yong Kim (Pyongyang)", "Ann Lee"]),
        ("Karin L RileyIsaac C Grenfell", ["Karin L Riley", "Isaac C Grenfell"]),
        ("Y. C. KimS.-H. Lee", ["Y. C. Kim", "S.-H. Lee"]),
        ("Mohammed MubarkootJörn AltmannÁngel Ruiz", ["Mohammed Mubarkoot", "Jörn Altmann", "Ángel Ruiz"]),
        ("Nguyễn Văn ĐứcTrần Thị Lê", ["Nguyễn Văn Đức", "Trần Thị Lê"]),
        ("Владимир ИвановПётр Сидоров", ["Владимир Иванов", "Пётр Сидоров"]),
        ("Ludwig van BeethovenJan de Boer", ["Ludwig van Beethoven", "Jan de Boer"]),
        ("Pat O'NeilAnn D’Angelo", ["Pat O'Neil", "Ann D’Angelo"]),
        ("John McDonald", ["John McDonald"]),
        ("John McDonaldJane SmithBo McKay", ["John McDonald", "Jane Smith", "Bo McKay"]),
        ("Ann LeeMcKenzie Smith", ["Ann Lee", "McKenzie Smith"]),
        ("Robert LeBlancJohn SmithIan MacLeod", ["Robert LeBlanc", "John Smith", "Ian MacLeod"]),
        ("Datong Wei; Can Liu", ["Datong Wei", "Can Liu"]),
        ("Datong Wei, Can Liu", ["Datong Wei", "Can Liu"]),
    ],
)
def test_names_are_told_apart(printed: str, names: list[str]) -> None:
    assert split_names(printed) == names


@pytest.mark.parametrize(
    "printed",
    [
        "Quoc V. LeMike Schuster",  # Le and Mike, or LeMike?
        "John SmithYoungJin Kim",
        "SuhartoJohn Smith",
        "Kumar RPriya S",
        "Ravi KS Kumar",
        "KIM YONG CHOLRI CHOL SU",
        "Robert Smith Jr.Jane Doe",
        "Kim J.R.Lee S.",
        "김철수이영희",
        "Smith, John",
        "John Smith and Jane Doe",
    ],
)
def test_what_cannot_be_known_is_kept_as_it_is_printed(printed: str) -> None:
    record = springer.read(ROW | {"Authors": printed})
    assert record.authors == ()
    assert record.statements == (Statement("names", printed, "Authors"),)


def test_it_is_told_by_its_headings() -> None:
    assert springer.recognises(frozenset(ROW))
    assert not springer.recognises(frozenset({"Title", "Authors", "DOI", "Content Type"}))


def test_a_row_without_identity_is_refused() -> None:
    with pytest.raises(ValueError, match="no identity: neither id nor DOI nor title"):
        springer.read({"Authors": "Ann Lee", "Item DOI": "none"})


WORDS = ("Yong", "Chol", "Kim", "Ri", "Su", "Ann", "Lee", "García", "Ferreira")


@given(st.lists(st.lists(st.sampled_from(WORDS), min_size=2, max_size=4), min_size=1, max_size=6))
@settings(max_examples=200)
def test_plain_names_always_come_back(people: list[list[str]]) -> None:
    names = [" ".join(words) for words in people]
    assert split_names("".join(names)) == names


@given(
    st.dictionaries(st.sampled_from(sorted(ROW)), st.text(max_size=30)),
    st.lists(st.sampled_from(["Le", "De", "Mc", "Kim", "J.", " ", "van", "RI", "é", "É", "(", ")", ",", "김", "-"]), max_size=20),
)  # fmt: skip
@settings(max_examples=400)
def test_whatever_the_cells_a_row_is_read_or_refused(change: dict[str, str], authors: list[str]) -> None:
    try:
        record = checked(springer.read(ROW | {"Authors": "".join(authors)} | change))
    except ValueError:
        return
    assert from_statement(record.statement) == record
    printed = (ROW | {"Authors": "".join(authors)} | change)["Authors"]
    assert all(author.name in " ".join(printed.split()) for author in record.authors)
    assert bool(record.authors) != any(
        s.text == printed.strip() for s in record.statements
    ) or not printed.strip().strip(" ;,")


def test_a_hostile_list_ends_soon() -> None:
    assert split_names("Le" * 200_000) is None
    assert split_names("Ann Lee" * 100_000) == ["Ann Lee"] * 100_000
    assert split_names(("A " + "De" * 5) * 20_000) is None
