"""Web of Science: who printed which address, who is written to, and what of a damaged file is refused."""

from __future__ import annotations

import gzip
from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loaders.records import Located, Record, Rejected, from_statement
from loaders.sources import printed
from loaders.sources.wos import FORMAT, FORMAT_TAB

HEAD = "FN Clarivate Analytics Web of Science\nVR 1.0\n"
TWO = "PT J\nAU Kim, YC\n   Li, W\nAF Kim, Yong-Chol\n   Li, Wei\nTI On rockets\n   and stars\nSO ACTA\nPY 2016\n"


def items(text: str) -> list[Located | Rejected]:
    return list(FORMAT.read(enumerate(text.split("\n"), 1)))


def one(fields: str, *, begin: str = TWO) -> Record:
    (item,) = items(f"{begin}{fields}\nUT WOS:000000000000001\nER\n")
    assert isinstance(item, Located), item
    return item.record


def row(**fields: str) -> Record:
    return FORMAT_TAB.read(fields)


def refused(text: str) -> list[tuple[str, int]]:
    return [(item.reason, item.line) for item in items(text) if isinstance(item, Rejected)]


def test_a_record_as_printed() -> None:
    record = one(
        "LA English\nDT Article; Early Access\nDE rocket fuel; thrust\nID THRUST; STARS\nAB We study\n   rockets.\n"
        "PD JUN 15\nEA NOV 2015\nDI 10.1000/ABC\nPM 18026466"
    )
    assert record.title == "On rockets and stars"
    assert (record.key, record.doi, record.pmid) == ("wos:WOS:000000000000001", "10.1000/abc", "18026466")
    assert (record.year, record.venue, record.language) == (2016, "ACTA", "English")
    assert (record.type, record.abstract) == ("Article; Early Access", "We study rockets.")
    assert record.keywords == ("rocket fuel", "thrust", "THRUST", "STARS")
    assert [(d.kind, d.value) for d in record.dates] == [("published", "2016-06-15"), ("online", "2015-11")]
    assert [author.name for author in record.authors] == ["Kim, Yong-Chol", "Li, Wei"]


@pytest.mark.parametrize(
    ("printed_date", "value"),
    [
        ("JUN 15", "2016-06-15"), ("JUN", "2016-06"), ("JAN-FEB", "2016"), ("SPR", "2016"), ("1ST QUAR", "2016"),
        ("2016 NOV 7", "2016-11-07"), ("JUN 15-30", "2016-06"), ("DEC 30-JAN 2", "2016"), ("15-JUN", "2016-06-15"),
        ("Jun-15", "2016-06"), ("2015 DEC 20", "2016"), ("FEB 30", "2016-02"), ("soon", "2016"),
    ],
)  # fmt: skip
def test_a_date_is_as_precise_as_it_is_printed(printed_date: str, value: str) -> None:
    assert one(f"PD {printed_date}").dates[0].value == value


@pytest.mark.parametrize(
    ("address", "of_authors", "unmapped"),
    [
        ("[Kim, Yong-Chol; Li, Wei] Univ A, X.", [(0,), (0,)], ()),
        ("[Li, Wei; Kim, Yong-Chol] Univ A, X.", [(0,), (0,)], ()),
        ("[Li, Wei] Univ A, X.", [(), (0,)], ()),
        ("[Li, W] Univ A, X.", [(), (0,)], ()),
        ("[KIM, Yong Chol] Univ A, X.", [(0,), ()], ()),
        ("[Kim Yong-Chol] Univ A, X.", [(0,), ()], ()),
        ("[Kim, Y.] Univ A, X.", [(0,), ()], ()),
        ("[Kim, Chol] Univ A, X.", [(), ()], (0,)),
        ("[Pak, Chol] Univ A, X.", [(), ()], (0,)),
        ("Univ A, X.", [(), ()], (0,)),
    ],
)
def test_an_address_belongs_to_the_names_before_it(
    address: str, of_authors: list[tuple[int, ...]], unmapped: tuple[int, ...]
) -> None:
    record = one(f"C1 {address}\nC3 University of Elsewhere")
    assert record.affiliations == ("Univ A, X.",)
    assert [author.affiliations for author in record.authors] == of_authors
    assert record.unmapped == unmapped


def test_two_authors_of_one_name_are_not_told_apart_by_place() -> None:
    twins = "PT J\nAU Wang, Y\n   Wang, Y\n   Li, W\nAF Wang, Yan\n   Wang, Yan\n   Li, Wei\nTI T\n"
    one_of_them = one("C1 [Wang, Yan; Li, Wei] Univ A.\n   [Wang, Yan; Wang, Yan] Univ B.", begin=twins)
    assert [author.affiliations for author in one_of_them.authors] == [(1,), (1,), (0,)]
    initials = twins.replace("Wang, Yan\n", "Wang, Yu\n", 1)
    record = one("C1 [Wang, Yan] Univ A.\nRP Wang, Y (corresponding author), Univ B.", begin=initials)
    assert [author.affiliations for author in record.authors] == [(), (0,), ()]
    assert [author.corresponding for author in record.authors] == [None, None, None]
    told = one("C1 [Wang, Yan] Univ A.\nRP Wang, Y (corresponding author), Univ A.", begin=initials)
    assert [author.corresponding for author in told.authors] == [None, True, None]


def test_one_address_of_two_brackets_is_kept_once_and_long_ones_are_joined() -> None:
    record = one(
        "C1 [Kim, Yong-Chol] Univ A, Dept B,\n   City, Land.\n   [Li,\n   Wei] Univ A, Dept B, City, Land.\n   Univ C, Land."
    )
    assert record.affiliations == ("Univ A, Dept B, City, Land.", "Univ C, Land.")
    assert [author.affiliations for author in record.authors] == [(0,), (0,)]
    assert record.unmapped == (1,)


@pytest.mark.parametrize(
    ("reprint", "statements"),
    [
        ("Kim, YC (corresponding author), Univ A, X.", [("Kim, YC (corresponding author), Univ A, X.", 0)]),
        ("Li, W (reprint author), Univ A, X.", [("Li, W (reprint author), Univ A, X.", 1)]),
        ("Li, W (通讯作者), Univ A, X.", [("Li, W (通讯作者), Univ A, X.", 1)]),
        ("Li, W, Univ A, Dept B, X.", [("Li, W, Univ A, Dept B, X.", 1)]),
        ("Li W\n   Univ A, Dept B, X", [("Li W Univ A, Dept B, X", 1)]),
        ("Pak, C (corresponding author), Univ A.", [("Pak, C (corresponding author), Univ A.", None)]),
        ("Univ A, X.", [("Univ A, X.", None)]),
        (
            "Kim, YC; Li, W (corresponding author), Univ A.; Li, W (corresponding author), Univ B.",
            [
                ("Kim, YC; Li, W (corresponding author), Univ A.", 0),
                ("Kim, YC; Li, W (corresponding author), Univ A.", 1),
                ("Li, W (corresponding author), Univ B.", 1),
            ],
        ),
    ],
)
def test_who_is_written_to(reprint: str, statements: list[tuple[str, int | None]]) -> None:
    record = one(f"RP {reprint}")
    assert [(s.text, s.author) for s in record.statements] == statements
    assert {(s.kind, s.place) for s in record.statements} == {("corresponding", "RP")}
    assert [a.position for a in record.authors if a.corresponding] == sorted(
        {author for _, author in statements if author is not None}
    )
    assert record.affiliations == ()


def test_of_an_email_address_only_the_domain_is_kept() -> None:
    record = one(
        "EM kim.yc@ryongnamsan.edu.kp; li@HIT.edu.cn;\n   li2@hit.edu.cn\nFX Write to li@hit.edu.cn or <a+b@x.org>."
    )
    assert [(s.kind, s.text, s.place) for s in record.statements] == [
        ("email-domain", "ryongnamsan.edu.kp", "EM"),
        ("email-domain", "hit.edu.cn", "EM"),
        ("acknowledgement", "Write to @hit.edu.cn or <@x.org>.", "FX"),
    ]
    assert [author.email_domain for author in record.authors] == [None, None]


def test_ids_go_to_the_author_whose_name_they_stand_behind() -> None:
    record = one(
        "RI kim, yongchol/A-1234-2008; Li, Wei/B-1234-2008; Li, Wei/C-1234-2008; Pak, X/D-1234-2008\n"
        "OI Li, Wei/0000-0002-1825-0097; Kim, Yong-Chol/0000-0002-1825-0098"
    )
    assert [author.source_id for author in record.authors] == ["researcherid:A-1234-2008", None]
    assert [author.orcid for author in record.authors] == [None, "0000-0002-1825-0097"]


def test_funders_are_the_names_before_the_grants() -> None:
    record = one(
        "FU NSFC [U20A, 6239; 7]; Ministry of Industry, and\n   Trade [TC2]; [nameless]; NSFC [8]; KISU Fund\n"
        "FX No Statement Available"
    )
    assert record.funders == ("NSFC", "Ministry of Industry, and Trade", "KISU Fund")
    assert [s.kind for s in record.statements] == ["funding"]


def test_groups_sign_too_and_a_books_own_authors_only_where_there_are_no_others() -> None:
    record = one("CA KEDO Grp\n   WHO\nBA Pak, X\nGP IEEE\nC1 [KEDO Grp] Kumho.")
    assert [(a.name, a.collective, a.affiliations) for a in record.authors[1:]] == [
        ("Li, Wei", False, ()),
        ("KEDO Grp", True, (0,)),
        ("WHO", True, ()),
    ]
    book = one("BA Pak, X\nBF Pak, Xo\nGP IEEE\nBE Editor, E", begin="PT B\nTI T\n")
    assert [author.name for author in book.authors] == ["Pak, Xo"]
    assert one("GP IEEE", begin="PT B\nTI T\n").authors[0].collective
    assert one("AU [Anonymous]", begin="PT J\nTI T\n").authors == ()


@pytest.mark.parametrize(
    ("ut", "key"),
    [
        ("ISI:000079361000002", "wos:WOS:000079361000002"), ("000079361000002", "wos:WOS:000079361000002"),
        ("MEDLINE:12345678", "wos:MEDLINE:12345678"), ("KJD:ART001", "wos:KJD:ART001"),
    ],
)  # fmt: skip
def test_one_accession_number_has_one_form(ut: str, key: str) -> None:
    (item,) = items(f"PT J\nUT {ut}\nER\n")
    assert isinstance(item, Located)
    assert item.record.key == key


def test_an_accession_number_without_its_digits_is_none() -> None:
    """Else all that were cut off so would be one record."""
    assert row(UT="WOS:", TI="On stars").source_id is None


def test_names_in_a_second_language() -> None:
    record = one("Z1 로케트\nZ2 김용철\n   리위")
    assert [author.name_native for author in record.authors] == ["김용철", "리위"]
    assert one("Z2 김용철").authors[0].name_native is None


GOOD = f"{TWO}C1 [Kim, Yong-Chol] Univ A.\nUT WOS:000000000000001\nER\n"


@pytest.mark.parametrize(
    ("damaged", "reason"),
    [
        (GOOD.replace("AU Kim", "AUKim"), "line 2 of the record begins with AU but is no field"),
        (GOOD.replace("\nER\n", "\n"), "has no end (ER)"),
        (GOOD.replace("TI On", "TI A\nTI On"), "TI comes twice"),
        (GOOD.replace("Univ A.", "Univ A.\n   Abel M., 1909, RC PALERMO, V28, P1"), "cited reference"),
        ("PT J\nPY 2016\nER\n", "no identity"),
        ("ER\n", "without its beginning"),
        ("<html>404</html>\nER\n", "no identity"),
        (GOOD.replace("000000000000001", "x" * 5000), "longer than 4,000 bytes"),
        (GOOD.replace("On rockets", "On \ud800 rockets"), "no text"),
    ],
)
def test_only_the_damaged_record_is_refused(damaged: str, reason: str) -> None:
    found = items(f"{HEAD}{GOOD}\n{damaged}\n{GOOD}EF\n")
    assert [type(item) for item in found] == [Located, Rejected, Located]
    assert isinstance(found[1], Rejected)
    assert reason in found[1].reason
    assert found[1].line == HEAD.count("\n") + GOOD.count("\n") + 2
    assert found[1].raw
    assert found[0] == Located(found[2].record, 3) if isinstance(found[2], Located) else False


def test_a_file_that_lacks_its_end_is_reported_and_its_records_are_read() -> None:
    whole = items(f"{HEAD}{GOOD}\nEF\n{HEAD}{GOOD}EF")
    assert [type(item) for item in whole] == [Located, Located]
    assert [type(item) for item in items(GOOD)] == [Located]
    cut = items(f"{HEAD}{GOOD}{GOOD}")
    assert [type(item) for item in cut] == [Located, Located, Rejected]
    assert "no end (EF)" in refused(f"{HEAD}{GOOD}")[0][0]
    reasons = [reason for reason, _ in refused(f"{HEAD}{GOOD}{GOOD[:70]}")]
    assert ["(ER)" in reasons[0], "(EF)" in reasons[1]] == [True, True]


def test_windows_ends_a_mark_at_the_beginning_and_blank_lines() -> None:
    (item,) = items("\ufeff" + GOOD.replace("TI On", "\nTI On") + "\n\n")
    assert isinstance(item, Located)
    assert item.record.title == "On rockets and stars"


def test_a_record_over_the_bound_is_refused_and_the_next_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("loaders.sources.wos.MAX_RECORD", 1000)
    monkeypatch.setattr(printed, "MAX_RECORD", 1000)
    found = items(f"{TWO}CR x\n" + "   y\n" * 500 + f"UT WOS:000000000000002\nER\n{GOOD}")
    assert [type(item) for item in found] == [Rejected, Located]
    assert "longer than" in refused(f"{TWO}CR {'x' * 2000}\nER\n")[0][0]


ROW = {
    "PT": "J", "AU": "Kim, YC; Li, W", "AF": "Kim, Yong-Chol; Li, Wei", "TI": "T", "SO": "ACTA", "PY": "2016",
    "C1": "[Kim, Yong-Chol; Li, Wei] Univ A, City, Land; [Li, Wei] Univ B; Univ C",
    "RP": "Kim, YC (corresponding author), Univ A, City, Land; Li, W (corresponding author), Univ B",
    "EM": "a@x.edu; b@y.edu.kp", "DE": "a; b", "CA": "Grp A; Grp B", "UT": "WOS:000000000000001", "PD": "JUN",
}  # fmt: skip


def test_a_row_of_the_table_gives_what_the_text_gives() -> None:
    record = row(**ROW)
    assert [(a.name, a.affiliations, a.corresponding) for a in record.authors] == [
        ("Kim, Yong-Chol", (0,), True),
        ("Li, Wei", (0, 1), True),
        ("Grp A", (), None),
        ("Grp B", (), None),
    ]
    assert record.affiliations == ("Univ A, City, Land", "Univ B", "Univ C")
    assert record.unmapped == (2,)
    assert [(s.text, s.author) for s in record.statements] == [
        ("Kim, YC (corresponding author), Univ A, City, Land", 0),
        ("Li, W (corresponding author), Univ B", 1),
        ("x.edu", None),
        ("y.edu.kp", None),
    ]
    assert record.dates[0].value == "2016-06"
    with pytest.raises(ValueError, match="no identity"):
        row(PT="J", AU="Kim, YC")


def test_long_headings_mean_the_same() -> None:
    long = {
        "AU": "Authors", "AF": "Author Full Names", "TI": "Article Title", "C1": "Addresses", "RP": "Reprint Addresses",
        "UT": "UT (Unique WOS ID)", "PY": "Publication Year", "SO": "Source Title", "EM": "Email Addresses",
        "DE": "Author Keywords", "CA": "Group Authors", "PD": "Publication Date", "PT": "Publication Type",
    }  # fmt: skip
    renamed = {long[tag]: value for tag, value in ROW.items()}
    assert FORMAT_TAB.read(renamed) == row(**ROW)
    assert FORMAT_TAB.recognises(frozenset(renamed))
    assert FORMAT_TAB.recognises(frozenset(ROW))
    assert not FORMAT_TAB.recognises(frozenset({"Authors", "Title", "Year", "EID"}))


@pytest.mark.parametrize(
    ("text", "known"),
    [
        (HEAD, True), ("\ufeffFN ISI Export Format\nVR 1.0\nPT J\n", True), (TWO, True), ("\n\n" + GOOD, True),
        ("TY  - JOUR\nAU  - Kim\n", False), ("PMID- 1\nTI  - T\nPT  - Journal Article\n", False),
        ("PT\tAU\tTI\tSO\n", False), ("@article{a,\n AU = 1}", False), ("", False),
    ],
)  # fmt: skip
def test_the_format_is_told_from_its_first_lines(text: str, known: bool) -> None:
    assert FORMAT.recognises(text) is known


line = st.sampled_from(
    [*GOOD.split("\n"), "ER", "PT J", "EF", "FN x", "AUx", "   ;[;", "C1 [a; b", "RP (x), ;(y)"]
)


@given(st.lists(st.one_of(line, st.text(max_size=30).map(lambda t: t.replace("\n", " "))), max_size=25))
@settings(max_examples=300)
def test_damage_stays_in_its_record(middle: list[str]) -> None:
    found = items("\n".join([GOOD, *middle, GOOD]))
    records = [item.record for item in found if isinstance(item, Located)]
    assert len(records) >= 2
    assert from_statement(records[0].statement) == records[0]
    assert (records[0].title, records[-1].title) == ("On rockets and stars",) * 2
    assert found[-1] == Located(records[0], GOOD.count("\n") + len(middle) + 2) or "(EF)" in str(found[-1])
    blocks = sum(text.strip() == "ER" and text.startswith("ER") for text in middle)
    assert len(found) >= blocks + 2


@given(st.dictionaries(st.sampled_from(sorted(ROW)), st.text(max_size=60)))
def test_no_row_crashes(fields: dict[str, str]) -> None:
    try:
        record = row(**(ROW | fields))
    except ValueError:
        return
    assert len(record.authors) == len({author.position for author in record.authors})


def _read(path: Path) -> list[Located | Rejected]:
    with gzip.open(path, "rt", encoding="utf-8-sig") as file:
        return list(FORMAT.read((n, text.rstrip("\r\n")) for n, text in enumerate(file, 1)))


def _records(found: Iterable[Located | Rejected]) -> list[Record]:
    return [item.record for item in found if isinstance(item, Located)]


@pytest.mark.shared
def test_the_real_exports(shared_folder: Path) -> None:
    records = _records(_read(shared_folder / "data/bib/wos_plaintext_500.txt.gz"))
    assert len(records) == 500
    assert sum(len(record.authors) for record in records) == 1647
    assert sum(len(record.affiliations) for record in records) == 1303
    assert sum(len(record.unmapped) for record in records) == 4
    assert sum(len(author.affiliations) for record in records for author in record.authors) == 1960
    for name, count, reasons in (
        ("wos_34", 32, ["cited reference", "begins with AU"]),
        ("wos_broken_on_purpose", 31, ["cited reference", "no end (EF)"]),
    ):
        found = _read(shared_folder / f"data/bib/{name}.isi.gz")
        assert len(_records(found)) == count
        rejected = [item.reason for item in found if isinstance(item, Rejected)]
        assert [said in reason for said, reason in zip(reasons, rejected, strict=True)] == [True, True]
