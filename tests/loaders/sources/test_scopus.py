"""Scopus exports of every age and language: each author gets the affiliations printed in his own entry."""

from __future__ import annotations

import csv
import gzip
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loaders.records import Located, PrintedDate, Rejected, Statement, checked, from_statement
from loaders.sources import scopus, tables
from loaders.sources.text import Text

KISU = "Kim Il Sung University, Pyongyang, North Korea"
HIT = "Dept of Physics, HIT, Harbin, China"
NEW = {
    "Authors": "Kim Y.C.; Lee S.; Ri C.-S.",
    "Author full names": "Kim, Yong Chol (57200000000); Lee, Sun (57200000001); Ri, Chol-Su (57200000002)",
    "Author(s) ID": "57200000000; 57200000001; 57200000002",
    "Title": "On things",
    "Year": "2019",
    "Source title": "Things",
    "DOI": "10.1000/ABC",
    "Affiliations": f"{KISU}; {HIT}",
    "Authors with affiliations": f"Kim Y.C., {KISU}, {HIT}; Lee S., {HIT}; Ri C.-S., {KISU}",
    "Correspondence Address": f"C.-S. Ri; {KISU}; email: cs.ri@ryongnamsan.edu.kp",
    "Abstract": "We do.",
    "Author Keywords": "things; matters",
    "Index Keywords": "Matters; things",
    "Funding Details": "National Natural Science Foundation of China, NSFC, (61601174, 1); Foo Fund",
    "Funding Text 1": "Funded by a@b.org.",
    "PubMed ID": "39608216.0",
    "Language of Original Document": "English",
    "Document Type": "Article",
    "EID": "2-s2.0-85210137108",
}


def owned(row: dict[str, str]) -> list[tuple[str, list[str]]]:
    record = scopus.read(row)
    return [
        (author.name, [record.affiliations[index] for index in author.affiliations])
        for author in record.authors
    ]


def test_what_a_new_export_says() -> None:
    record = scopus.read(NEW)
    assert record.key == "scopus:2-s2.0-85210137108"
    assert record.ids == ("doi:10.1000/abc", "pmid:39608216")
    assert (record.title, record.year, record.venue, record.type) == ("On things", 2019, "Things", "Article")
    assert record.dates == (PrintedDate("published", "2019"),)
    assert (record.abstract, record.language) == ("We do.", "English")
    assert record.keywords == ("things", "matters", "Matters")
    assert record.funders == ("National Natural Science Foundation of China", "Foo Fund")
    assert owned(NEW) == [("Kim, Yong Chol", [KISU, HIT]), ("Lee, Sun", [HIT]), ("Ri, Chol-Su", [KISU])]
    assert (record.affiliations, record.unmapped) == ((KISU, HIT), ())
    assert [author.source_id for author in record.authors] == [f"scopus:5720000000{n}" for n in range(3)]
    assert [author.corresponding for author in record.authors] == [None, None, True]
    assert record.authors[2].email_domain == "ryongnamsan.edu.kp"
    assert record.statements == (
        Statement(
            "corresponding",
            f"C.-S. Ri; {KISU}; email: @ryongnamsan.edu.kp",
            "Correspondence Address",
            2,
        ),
        Statement("funding", NEW["Funding Details"], "Funding Details"),
        Statement("funding", "Funded by @b.org.", "Funding Text 1"),
    )


OLD = {
    "2016": {
        "Authors": "Kim, Y.C., Lee, S., Ri, C.-S.",
        "Authors with affiliations": f"Kim, Y.C., {KISU}, {HIT}; Lee, S., {HIT}; Ri, C.-S., {KISU}",
        "Correspondence Address": f"Ri, C.-S.; {KISU}; email: cs.ri@ryongnamsan.edu.kp",
    },
    "2020": {
        "Authors": "Kim Y.C., Lee S., Ri C.-S.",
        "Author(s) ID": "57200000000;57200000001;57200000002;",
        "Authors with affiliations": f"Kim, Y.C., {KISU}, {HIT}; Lee, S., {HIT}; Ri, C.-S., {KISU}",
        "Correspondence Address": f"Ri, C.-S.; {KISU}; email: cs.ri@ryongnamsan.edu.kp",
    },
    "2020 without ids": {
        "Authors": "Kim Y.C., Lee S., Ri C.-S.",
        "Authors with affiliations": f"Kim, Y.C., {KISU}, {HIT}; Lee, S., {HIT}; Ri, C.-S., {KISU}",
    },
}


@pytest.mark.parametrize("age", OLD)
def test_older_exports_say_the_same(age: str) -> None:
    row = {k: v for k, v in NEW.items() if k not in ("Author full names", "Author(s) ID")} | OLD[age]
    names = ["Kim, Y.C.", "Lee, S.", "Ri, C.-S."] if age == "2016" else ["Kim Y.C.", "Lee S.", "Ri C.-S."]
    assert owned(row) == list(zip(names, [[KISU, HIT], [HIT], [KISU]], strict=True))
    authors = scopus.read(row).authors
    assert [author.corresponding for author in authors] == [None, None, True]
    assert authors[2].email_domain == "ryongnamsan.edu.kp"
    assert (authors[0].source_id == "scopus:57200000000") == (age == "2020")


@pytest.mark.parametrize(
    ("authors", "names"),
    [
        ("Kim Y.C.", ["Kim Y.C."]),
        ("Kim, Y.C.", ["Kim, Y.C."]),
        ("King M.L., Jr.; Lee S.", ["King M.L., Jr.", "Lee S."]),
        ("King, M.L., Jr., Lee, S.", ["King, M.L., Jr.", "Lee, S."]),
        ("King M.L., Jr., Lee S.", ["King M.L., Jr.", "Lee S."]),
        ("De La Cruz A.B., van der Berg C.", ["De La Cruz A.B.", "van der Berg C."]),
        ("[No author name available]", []),
        ("", []),
    ],
)
def test_authors_are_told_apart(authors: str, names: list[str]) -> None:
    assert [author.name for author in scopus.read({"Title": "T", "Authors": authors}).authors] == names


def test_a_list_that_the_source_cut_is_said_to_be_cut() -> None:
    record = scopus.read({"Title": "T", "Authors": "Kim Y.C.; Lee S.; et al."})
    assert ([author.name for author in record.authors], record.authors_complete) == (
        ["Kim Y.C.", "Lee S."],
        False,
    )


@pytest.mark.parametrize(
    ("change", "found", "unmapped"),
    [
        # without the list, what is joined by commas stays together
        ({"Affiliations": ""}, [[f"{KISU}, {HIT}"], [HIT], [KISU]], []),
        # the longest of the list first
        (
            {"Affiliations": f"{KISU}; {HIT}; Dept of Physics; HIT, Harbin, China"},
            [[KISU, HIT], [HIT], [KISU]],
            ["Dept of Physics", "HIT, Harbin, China"],
        ),
        # what is not in the list keeps the whole together, and its parts are not said again
        ({"Affiliations": KISU}, [[f"{KISU}, {HIT}"], [HIT], [KISU]], []),
        # an affiliation of nobody
        ({"Affiliations": f"{KISU}; {HIT}; Nowhere, Mars"}, [[KISU, HIT], [HIT], [KISU]], ["Nowhere, Mars"]),
        # an author without an affiliation
        (
            {"Authors with affiliations": f"Kim Y.C., {KISU}; Lee S.; Ri C.-S., {HIT}"},
            [[KISU], [], [HIT]],
            [],
        ),
        # one that has no entry
        ({"Authors with affiliations": f"Kim Y.C., {KISU}; Ri C.-S., {HIT}"}, [[KISU], [], [HIT]], []),
        # entries in another order
        (
            {"Authors with affiliations": f"Ri C.-S., {HIT}; Kim Y.C., {KISU}; Lee S., {KISU}"},
            [[KISU], [KISU], [HIT]],
            [],
        ),
        # semicolons in affiliations
        (
            {
                "Affiliations": f"LMU; School of Law, Munich, Germany; {HIT}",
                "Authors with affiliations": "Kim Y.C., LMU; School of Law, Munich, Germany, "
                f"{HIT}; Lee S., {HIT}; Ri C.-S., LMU; School of Law, Munich, Germany",
            },
            [
                ["LMU; School of Law, Munich, Germany", HIT],
                [HIT],
                ["LMU; School of Law, Munich, Germany"],
            ],
            [],
        ),
        # a name that the list of authors does not have: by order, with the help of the list
        (
            {"Authors with affiliations": f"Kim Y.C., {KISU}; Yi, S., {HIT}; Ri C.-S., {HIT}"},
            [[KISU], [HIT], [HIT]],
            [],
        ),
        # entries of nobody known
        ({"Authors with affiliations": f"Xu A., {KISU}; Xu B., {HIT}"}, [[], [], []], [KISU, HIT]),
        (
            {"Affiliations": "", "Authors with affiliations": "Xu A., Place, Land"},
            [[], [], []],
            ["Xu A., Place, Land"],
        ),
        # no entries at all: nobody is given one
        ({"Authors with affiliations": ""}, [[], [], []], [KISU, HIT]),
    ],
)
def test_affiliations_are_cut_by_the_list(
    change: dict[str, str], found: list[list[str]], unmapped: list[str]
) -> None:
    row = NEW | change
    assert [texts for _, texts in owned(row)] == found
    record = scopus.read(row)
    assert [record.affiliations[index] for index in record.unmapped] == unmapped


def test_two_authors_of_one_name_get_their_own_entry() -> None:
    row = {
        "Title": "T",
        "Authors": "Zhang Y.; Zhang Y.",
        "Affiliations": f"{KISU}; {HIT}",
        "Authors with affiliations": f"Zhang Y., {HIT}; Zhang Y., {KISU}",
        "Correspondence Address": "Y. Zhang; Harbin; email: y@hit.edu.cn",
    }
    assert owned(row) == [("Zhang Y.", [HIT]), ("Zhang Y.", [KISU])]
    record = scopus.read(row)
    assert all(author.corresponding is None and author.email_domain is None for author in record.authors)
    assert [(s.kind, s.text, s.author) for s in record.statements] == [
        ("corresponding", "Y. Zhang; Harbin; email: @hit.edu.cn", None),
        ("email-domain", "hit.edu.cn", None),
    ]


def test_several_correspondents() -> None:
    row = NEW | {
        "Correspondence Address": "; Y.C. Kim; Pyongyang; email: a@x.kp; b@y.kp; S. Lee; Harbin; C.-S. Ri; email: c@z.cn"
    }
    record = scopus.read(row)
    assert [(s.text, s.author) for s in record.statements if s.kind == "corresponding"] == [
        ("Y.C. Kim; Pyongyang; email: @x.kp; @y.kp", 0),
        ("S. Lee; Harbin", 1),
        ("C.-S. Ri; email: @z.cn", 2),
    ]
    assert [author.email_domain for author in record.authors] == ["x.kp", None, "z.cn"]


@pytest.mark.parametrize(
    ("printed", "names"),
    [
        ("61601174; National Natural Science Foundation of China, NSFC: 61601174", ["National Natural Science Foundation of China"]),
        ("European Research Council, ERC; European Research Council, ERC, (1)", ["European Research Council"]),
        ("Ministry of Science, Technology and Innovation", ["Ministry of Science, Technology and Innovation"]),
        ("", []),
    ],
)  # fmt: skip
def test_funders(printed: str, names: list[str]) -> None:
    assert list(scopus.read({"Title": "T", "Funding Details": printed}).funders) == names


CHINESE = {
    "作者": "Kim Y.C., Lee S.", "作者 ID": "1;2;", "文献标题": "T", "年份": "2021", "来源出版物名称": "J",
    "归属机构": f"{KISU}; {HIT}", "带归属机构的作者": f"Kim, Y.C., {KISU}; Lee, S., {HIT}", "摘要": "A",
    "作者关键字": "k", "索引关键字": "i", "通讯地址": "Lee, S.; Harbin; 电子邮件: s@hit.edu.cn", "文献类型": "Article",
    "原始文献语言": "English", "EID": "2-s2.0-1", "DOI": "10.1/x",
}  # fmt: skip
JAPANESE = {
    "著者名": "Kim Y.C.; Lee S.", "タイトル": "T", "出版年": "2021", "出版物名": "J", "著者所属機関名": f"{KISU}; {HIT}",
    "著者 + 所属機関": f"Kim Y.C., {KISU}; Lee S., {HIT}", "抄録": "A", "著者キーワード": "k", "索引キーワード": "i",
    "本文言語": "English", "文献タイプ": "Article", "リンク": "https://www.scopus.com/inward/record.uri?eid=2-s2.0-1&doi=x",
}  # fmt: skip

RUSSIAN = {
    "Авторы": "Kim Y.C., Lee S.", "Идентификатор автора(ов)": "1;2;", "Название": "T", "Год": "2021",
    "Название источника": "J", "Организации": f"{KISU}; {HIT}",
    "Авторы организаций": f"Kim, Y.C., {KISU}; Lee, S., {HIT}", "Краткое описание": "A",
    "Ключевые слова автора": "k", "Ключевые слова указателя": "i", "Тип документа": "Article", "EID": "2-s2.0-1",
}  # fmt: skip


@pytest.mark.parametrize("row", [CHINESE, JAPANESE, RUSSIAN])
def test_headings_in_other_languages(row: dict[str, str]) -> None:
    assert scopus.recognises(frozenset(row))
    record = scopus.read(row)
    assert owned(row) == [("Kim Y.C.", [KISU]), ("Lee S.", [HIT])]
    assert (record.source_id, record.title, record.year, record.venue) == ("2-s2.0-1", "T", 2021, "J")
    assert (record.abstract, record.keywords, record.type) == ("A", ("k", "i"), "Article")
    assert record.authors[1].email_domain == ("hit.edu.cn" if row is CHINESE else None)


def test_it_is_told_by_its_headings() -> None:
    assert scopus.recognises(frozenset(NEW))
    assert scopus.recognises(frozenset("Authors,Title,Year,Source title,Cited by,DOI,Link,EID".split(",")))
    assert not scopus.recognises(
        frozenset("Authors,Article Title,Source Title,Author Keywords,DOI".split(","))
    )
    assert not scopus.recognises(frozenset("Document Title,Authors,Author Affiliations,PDF Link".split(",")))


def test_what_stands_for_nothing_is_nothing() -> None:
    row = {
        "Title": "[No more rockets]",
        "Affiliations": "[No Affiliation ID found]",
        "Abstract": "[No abstract available]",
    }
    record = scopus.read(row)
    assert (record.title, record.affiliations, record.abstract) == ("[No more rockets]", (), None)
    assert (
        scopus.read({"Название": "T", "Краткое описание": "[Отсутствует краткое описание]"}).abstract is None
    )


def test_a_row_without_identity_is_refused() -> None:
    with pytest.raises(ValueError, match="no identity: neither id nor DOI nor title"):
        scopus.read({"Authors": "Kim Y.C.", "Title": " ", "DOI": "none", "EID": ""})


def test_hostile_lists_end_soon() -> None:
    many = "; ".join(f"{'a, ' * 40}{n}" for n in range(8000))
    entries = "; ".join(f"N{n} A., {'a, ' * 40}x" for n in range(8000))
    row = {
        "Title": "T",
        "Authors": "; ".join(f"N{n} A." for n in range(8000)),
        "Affiliations": many,
        "Authors with affiliations": entries,
    }
    assert len(scopus.read(row).authors) == 8000
    scopus.read({"Title": "T", "Correspondence Address": "a@" * 500_000})
    scopus.read({"Title": "T", "Authors with affiliations": "; " * 500_000 + "x"})
    scopus.read({"Title": "T", "Authors": "," * 900_000 + "a.", "Funding Details": ":" * 900_000})


pieces = st.lists(st.sampled_from(["Kim", "Y.C.", "Lee S.", ", ", "; ", ";", ",", " ", "(5)", "@", "zq@b.cd", KISU, "é", ":"]), max_size=12)  # fmt: skip


@given(st.dictionaries(st.sampled_from(sorted(NEW)), pieces.map("".join)))
@settings(max_examples=500)
def test_whatever_the_cells_a_row_is_read_or_refused(change: dict[str, str]) -> None:
    try:
        record = checked(scopus.read(NEW | change))
    except ValueError:
        return
    assert from_statement(record.statement) == record
    used = {index for author in record.authors for index in author.affiliations} | set(record.unmapped)
    assert used == set(range(len(record.affiliations)))
    assert not {index for author in record.authors for index in author.affiliations} & set(record.unmapped)
    assert "zq@" not in "".join(statement.text for statement in record.statements)


@pytest.mark.shared
def test_the_real_export(shared_folder: Path) -> None:
    path = shared_folder / "data/bib/scopus_3658.csv.gz"
    with gzip.open(path, "rt", encoding="utf-8", newline="") as text:
        rows = list(csv.DictReader(text))
    with gzip.open(path) as file:
        items = list(tables.read(scopus.FORMAT, tables.DelimitedTable(Text(file), scopus.recognises)))  # type: ignore[arg-type]
    records = [item.record for item in items if isinstance(item, Located)]
    assert (len(records), [item for item in items if isinstance(item, Rejected)]) == (len(rows), [])
    assert [record.source_id for record in records] == [row["EID"] for row in rows]
    authors = [author for record in records for author in record.authors]
    assert len(authors) == sum(len(row["Authors"].split("; ")) for row in rows if row["Authors"])
    assert all(author.source_id for author in authors)
    assert sum(len(author.affiliations) for author in authors) == 16029
    assert [record.source_id for record in records if record.unmapped] == []
    assert sum(author.corresponding is True for author in authors) == 3264
    assert not any("@" in text.replace(" @", "") for r in records for s in r.statements for text in [s.text])
