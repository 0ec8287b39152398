"""RIS of many vendors: one record each, addresses that are nobody's, dates, ids, and what of a file is refused."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loaders.records import Located, Record, Rejected, from_statement
from loaders.sources import medline
from loaders.sources.ris import FORMAT

GOOD = """TY  - JOUR
AU  - Kim, Yong-Chol
AU  - Li, Wei
TI  - Survey of rockets
T2  - Acta Astronautica
PY  - 2016
DA  - 2016/01/15/
DO  - https://doi.org/10.1000/ABC
LA  - English
AB  - We study
rockets.
KW  - fuel
KW  - thrust
AD  - Univ A, Pyongyang
AD  - Univ B
ER  - 
"""


def items(text: str) -> list[Located | Rejected]:
    return list(FORMAT.read(enumerate(text.split("\n"), 1)))


def one(text: str) -> Record:
    (item,) = items(text)
    assert isinstance(item, Located), item
    return item.record


def of(*fields: str) -> Record:
    return one(
        "\n".join(["TY  - JOUR", "TI  - T", "AU  - Kim, Yong-Chol", "AU  - Li, Wei", *fields, "ER  - "])
    )


def test_a_record_as_printed() -> None:
    record = one(GOOD)
    assert (record.title, record.doi, record.venue) == (
        "Survey of rockets",
        "10.1000/abc",
        "Acta Astronautica",
    )
    assert (record.year, record.type, record.language) == (2016, "Journal article", "English")
    assert [(d.kind, d.value) for d in record.dates] == [("published", "2016-01-15")]
    assert (record.abstract, record.keywords) == ("We study rockets.", ("fuel", "thrust"))
    assert [author.name for author in record.authors] == ["Kim, Yong-Chol", "Li, Wei"]
    assert record.affiliations == ("Univ A, Pyongyang", "Univ B")
    assert record.unmapped == (0, 1)
    assert not any(author.affiliations for author in record.authors)
    assert record.source_id is None


FORMS = {
    "no end": GOOD.replace("ER  - \n", ""),
    "end without its last space": GOOD.replace("ER  - ", "ER  -"),
    "end with one space": GOOD.replace("ER  - ", "ER -"),
    "bare end": GOOD.replace("ER  - ", "ER"),
    "one space": GOOD.replace("  - ", " - "),
    "Windows ends kept": GOOD.replace("\n", "\r\n"),
    "stray carriage returns": GOOD.replace("TY", "\rTY"),
    "mark at the beginning": "\ufeff" + GOOD,
    "provider's head": 'Provider: X\nContent: text/plain; charset="UTF-8"\n\n\n' + GOOD,
    "blank lines": GOOD.replace("\n", "\n\n"),
}


@pytest.mark.parametrize("form", FORMS)
def test_every_way_of_writing_it(form: str) -> None:
    assert FORMAT.recognises(FORMS[form])
    found = items(FORMS[form] + FORMS[form])
    assert [item.record for item in found if isinstance(item, Located)] == [one(GOOD)] * 2
    assert len(found) == 2


def test_other_tags_of_the_same_meaning() -> None:
    record = one(
        "TY  - CHAP\nA1  - Kim, Yong-Chol\nA1  - Li, Wei\nT1  - T\nJF  - Full\nJO  - Short\nY1  - 2016///\nN2  - A\n"
        "UR  - https://doi.org/10.1000/x\nUR  - https://arxiv.org/abs/2203.05726v2\nER  - "
    )
    assert [author.name for author in record.authors] == ["Kim, Yong-Chol", "Li, Wei"]
    assert (record.title, record.venue, record.year, record.abstract) == ("T", "Full", 2016, "A")
    assert (record.doi, record.arxiv, record.type) == ("10.1000/x", "2203.05726", "Book chapter")


@pytest.mark.parametrize(
    ("fields", "names"),
    [
        (["AU  - A", "A1  - B", "A2  - C"], ["A", "B"]),
        (["AU  - A", "A1  - A"], ["A"]),
        (["A2  - C", "ED  - D"], ["C"]),
        (["ED  - D"], ["D"]),
        (["A1  - 김철수;리영희；"], ["김철수", "리영희"]),
        (["AU  - A", "A1  - KEDO Grp", "AN  - WOS:000000000000001"], ["A", "KEDO Grp*"]),
    ],
)
def test_who_the_authors_are(fields: list[str], names: list[str]) -> None:
    record = one("\n".join(["TY  - BOOK", "TI  - T", *fields]))
    assert [author.name + "*" * author.collective for author in record.authors] == names


@pytest.mark.parametrize(
    ("fields", "affiliations"),
    [
        (["AD  - Univ A.", "Univ B."], ("Univ A.", "Univ B.")),
        (["AD  - Univ A,", "City"], ("Univ A, City",)),
        (["AD  - Univ A; Univ B"], ("Univ A; Univ B",)),
        (["C1  - PMC123 free text"], ()),
        (["C1  - Univ A", "AN  - WOS:000000000000001"], ("Univ A",)),
        (["RP  - IN FILE", "CY  - Pyongyang", "PB  - KISU Press"], ()),
    ],
)
def test_what_is_an_affiliation(fields: list[str], affiliations: tuple[str, ...]) -> None:
    record = of(*fields)
    assert record.affiliations == affiliations
    assert record.unmapped == tuple(range(len(affiliations)))


def test_an_address_with_names_before_it_is_theirs() -> None:
    record = of("C1  - [Li, Wei] Univ A", "AD  - Univ B")
    assert record.affiliations == ("Univ B", "Univ A")
    assert [author.affiliations for author in record.authors] == [(), (1,)]
    assert record.unmapped == (0,)


LONG = "Department of Chemistry, University of A, " + "Street " * 12


@pytest.mark.parametrize(
    ("fields", "owned", "affiliations"),
    [
        # Embase
        (
            ["DB  - Embase", "M1  - (Kim Yong-Chol, kim@a.edu; Li Wei) Univ A", "M1  - (Li Wei) Univ (B)"],
            [(0,), (0, 1)],
            ("Univ A", "Univ (B)"),
        ),
        (["DB  - Embase", "AD  - W. Li, Univ A"], [(), (0,)], ("Univ A",)),
        (["M1  - (Li Wei) Univ A"], [(), ()], ()),
        # Ovid
        (["M2  - Li, Wei. Univ A.", "M2  - 12"], [(), (0,)], ("Univ A.",)),
        (["AD  - (Kim, Li) Univ A"], [(0,), (0,)], ("Univ A",)),
        (["AD  - (Univ A) City"], [(), ()], ("(Univ A) City",)),
        # PsycInfo
        (["AD  - Kim, Yong-Chol: Univ A", "AD  - Li, Wei: li@a.edu"], [(0,), ()], ("Univ A",)),
        # EBSCO
        (
            ["N1  - Kim, Yong-Chol 1; Email Address: k@a.edu; Li, Wei 1,2; Affiliations: 1 : Univ A; and X, City; "
             "2: Univ B; Source Info: Mar2015, Vol. 1; Subject: Ghana"],
            [(0,), (0, 1)],
            ("Univ A; and X, City", "Univ B"),
        ),
        (
            ["N1  - Accession Number: 1; Kim, Yong-Chol (AUTHOR)1; Li, Wei (AUTHOR) 2; Affiliations: 1:  Univ A; 2:  Univ B; "
             "Issue Info: Mar2015"],
            [(0,), (1,)],
            ("Univ A", "Univ B"),
        ),
        # EndNote: a line an address
        (["AD  - Univ A", "Univ B", "KW  - a", "b"], [(), ()], ("Univ A", "Univ B")),
        ([f"AD  - {LONG}", "Univ B"], [(), ()], (LONG.strip(), "Univ B")),
        # no names
        (["AD  - St. Mary Hosp., Univ A", "AD  - Johns Hopkins, City"], [(), ()],
         ("St. Mary Hosp., Univ A", "Johns Hopkins, City")),
    ],
)  # fmt: skip
def test_addresses_after_names(
    fields: list[str], owned: list[tuple[int, ...]], affiliations: tuple[str, ...]
) -> None:
    record = of(*fields)
    assert record.affiliations == affiliations
    assert [author.affiliations for author in record.authors] == owned
    assert not [s for s in record.statements if s.kind == "note"] or fields == ["M1  - (Li Wei) Univ A"]


def test_embase_says_who_is_written_to() -> None:
    record = of(
        "DB  - Embase", "M1  - (Li Wei, li@a.edu) Univ A", "AD  - W. Li, Univ C", "U2  - L39", "C5  - 15"
    )
    assert [(s.kind, s.text, s.place, s.author) for s in record.statements] == [
        ("corresponding", "W. Li, Univ C", "AD", 1)
    ]
    assert [(a.corresponding, a.email_domain) for a in record.authors] == [(None, None), (True, "a.edu")]
    assert (record.source_id, record.pmid, record.affiliations) == ("Embase:L39", "15", ("Univ A",))


def test_orcids_and_ids_of_ovid() -> None:
    record = of(
        "AI  - ORCID: http://orcid.org/Li, Wei; ORCID: http://orcid.org/0000-0002-1825-0097, Kim, Yong-Chol; "
        "ORCID: http://orcid.org/0000-0001-5109-3700",
        "ID  - 30439442",
        "L2  - http://ovidsp.ovid.com/ovidweb.cgi?T=JS&PAGE=reference&D=medp&NEWS=N&AN=30439442",
        "M1  - vwt, 1307333",
        "M1  - Byrne, BM (2010) Structural Equation Modeling. New York: Routledge",
    )
    assert [author.orcid for author in record.authors] == ["0000-0001-5109-3700", "0000-0002-1825-0097"]
    assert record.pmid == "30439442"
    assert record.statements == ()


def test_what_providers_print_between_records_is_none() -> None:
    found = items(f"1.\n{GOOD}NL  - Acta Astronaut\n\nLink to the full text: https://x\n2.\n{GOOD}")
    assert [type(item) for item in found] == [Located, Located]


def test_funding_in_the_notes_of_scopus() -> None:
    record = of(
        "N1  - Funding details: Deutsche Forschungsgemeinschaft, DFG, 316803389",
        "N1  - Funding text 1: Funded by the DFG.",
    )
    assert record.funders == ("Deutsche Forschungsgemeinschaft",)
    assert [(s.kind, s.text, s.place) for s in record.statements] == [
        ("funding", "Deutsche Forschungsgemeinschaft, DFG, 316803389", "N1 Funding details"),
        ("funding", "Funded by the DFG.", "N1 Funding text 1"),
    ]


def test_a_line_of_apa_s_own_is_a_pubmed_id() -> None:
    text = "TY  - JOUR\nPMID  - 33355555\nTI  - T\nER  - \n"
    assert (one(text).pmid, one(text).type) == ("33355555", "Journal article")
    assert not medline.recognises(text)


@pytest.mark.parametrize(
    ("fields", "values"),
    [
        (["PY  - 2016"], [("published", "2016")]),
        (["PY  - 2016", "DA  - NOV"], [("published", "2016-11")]),
        (["PY  - 2016", "DA  - 2015/12/30"], [("published", "2016")]),
        (["Y1  - 24-27 Sept. 2019"], [("published", "2019-09")]),
        (["PY  - 2016//", "Y2  - 2020/01/01"], [("published", "2016")]),
        (["PY  - 2016", "ET  - 2015/11/03"], [("published", "2016"), ("online", "2015-11-03")]),
        (["PY  - 2016", "C6  - NOV 2015", "AN  - WOS:1"], [("published", "2016"), ("online", "2015-11")]),
        (["PY  - in press"], []),
        (["PY  - Start date: 20170812"], [("published", "2017-08-12")]),
        (["PY  - 2014", "C1  - Full publication date: March 2014"], [("published", "2014-03")]),
    ],
)
def test_dates(fields: list[str], values: list[tuple[str, str]]) -> None:
    assert [(date.kind, date.value) for date in of(*fields).dates] == values


@pytest.mark.parametrize(
    ("fields", "source_id", "pmid"),
    [
        (["AN  - WOS:000000000000001", "DB  - Web of Science"], "WOS:000000000000001", None),
        (["AN  - 26524502", "DB  - PubMed"], "PubMed:26524502", "26524502"),
        (["AN  - 123", "DB  - ERIC", "ID  - 5"], "ERIC:123", None),
        (["DB  - Scopus", "C2  - 26524502"], None, "26524502"),
        (["UR  - https://pubmed.ncbi.nlm.nih.gov/26524502/"], None, "26524502"),
    ],
)
def test_ids(fields: list[str], source_id: str | None, pmid: str | None) -> None:
    record = of(*fields)
    assert (record.source_id, record.pmid) == (source_id, pmid)


def test_a_managers_own_number_is_no_id_across_files() -> None:
    ids = {one(f"TY  - JOUR\nTI  - {title}\nID  - 5").source_id for title in ("One", "Two")}
    assert len(ids) == 2
    assert all(id_ and id_.startswith("5-") for id_ in ids)


def test_notes_say_who_is_written_to() -> None:
    record = of(
        "N1  - Export Date: 23 February 2024; Cited By: 9; Correspondence Address: W. Li; Univ A, X; email: li@a.edu; "
        "CODEN: JVE",
        "N1  - References: Kim, C., (1999) X;",
        "Li, W., (2000) Y",
        "N1  - Dr Kim was on leave at Univ B",
        "N1  - Times Cited in Web of Science: 3",
        "M1  - 12",
        "FU  - NSFC [1]; KISU",
        "FX  - We thank b@x.kp.",
    )
    assert [(s.kind, s.text, s.place, s.author) for s in record.statements] == [
        ("corresponding", "Correspondence Address: W. Li; Univ A, X; email: @a.edu", "N1", 1),
        ("note", "Dr Kim was on leave at Univ B", "N1", None),
        ("funding", "NSFC [1]; KISU", "FU", None),
        ("acknowledgement", "We thank @x.kp.", "FX", None),
    ]
    assert [author.corresponding for author in record.authors] == [None, True]
    assert record.funders == ("NSFC", "KISU")


def test_words_that_look_like_tags_stay_in_the_text() -> None:
    record = one("TY  - JOUR\nTI  - T\nAB  - On\nCA-125 levels, and\nAI - as it\nis\nKW  - a\nb\nER  - ")
    assert record.abstract == "On CA-125 levels, and AI - as it is"
    assert record.keywords == ("a", "b")


@pytest.mark.parametrize(
    ("damaged", "reason"),
    [
        ("AU  - A\nTI  - T\nER  - \n", "no beginning (TY)"),
        ("ER  - \n", "no beginning (TY)"),
        ("TY  - JOUR\nAU  - A\nID  - 5\nER  - \n", "no identity"),
        (f"TY  - JOUR\nTI  - T\nAU  - {'x' * 5000}\n", "longer than 4,000 bytes"),
        ("TY  - JOUR\nTI  - \ud800\n", "no text"),
    ],
)
def test_only_the_damaged_record_is_refused(damaged: str, reason: str) -> None:
    found = items(f"{GOOD}\n{damaged}\n{GOOD}")
    assert [type(item) for item in found] == [Located, Rejected, Located]
    assert isinstance(found[1], Rejected)
    assert reason in found[1].reason
    assert (found[1].line, found[1].raw[:6]) == (GOOD.count("\n") + 2, damaged[:6].encode())


def test_a_record_over_the_bound_is_refused_and_the_next_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("loaders.sources.ris.MAX_RECORD", 1000)
    found = items("TY  - JOUR\nAB  - x\n" + "y\n" * 1000 + f"ER  - \n{GOOD}")
    assert [type(item) for item in found] == [Rejected, Located]
    assert "longer than" in str(found[0])


@pytest.mark.parametrize(
    "text",
    ["", "PMID- 1\nTI  - T\n", "FN X\nVR 1.0\nPT J\nTI T\n", "%0 Journal Article\n%A Kim\n", "TY,AU,TI\n"],
)
def test_other_formats_are_not_taken_for_it(text: str) -> None:
    assert not FORMAT.recognises(text)


line = st.sampled_from(
    [*GOOD.split("\n"), "TY  - ", "ER  -", "C1  - [a", "AU  -", "N1  - Correspondence: ", "TY - X"]
)


@given(st.lists(st.one_of(line, st.text(max_size=30).map(lambda t: t.replace("\n", " "))), max_size=25))
@settings(max_examples=300)
def test_damage_stays_in_its_record(middle: list[str]) -> None:
    found = items("\n".join([GOOD, *middle, GOOD]))
    first, last = found[0], found[-1]
    assert isinstance(first, Located)
    assert first == Located(from_statement(first.record.statement), 1)
    assert last == Located(first.record, GOOD.count("\n") + len(middle) + 2)
    begun = sum(text.startswith(("TY  - ", "TY - ")) for text in middle)
    assert len(found) >= begun + 2


@pytest.mark.shared
def test_the_real_export(shared_folder: Path) -> None:
    raw = gzip.decompress((shared_folder / "data/bib/example.ris.gz").read_bytes())
    found = items(raw.decode().replace("\r\n", "\n").replace("\r", "\n"))
    records = [item.record for item in found if isinstance(item, Located)]
    assert len(found) == len(records) == 25
    assert sum(len(record.authors) for record in records) == 163
    assert sum(len(record.keywords) for record in records) <= 264
    assert all(record.dates for record in records)


def test_more_authors_than_anything_has_are_refused() -> None:
    text = f"TY  - JOUR\nTI  - T\nAU  - {'Kim, Y.C.; ' * 60_000}\nER  - \n{GOOD}"
    first, second = items(text)
    assert isinstance(first, Rejected)
    assert first.reason == "more than 50,000 authors"
    assert isinstance(second, Located)


@pytest.mark.parametrize("cut", [1, 2, 3])
def test_a_file_cut_short_loses_its_last_record_alone(cut: int) -> None:
    lines = GOOD.rstrip().split("\n")
    first, last = items("\n".join([GOOD, *lines[:-cut]]))
    assert isinstance(first, Located)
    assert isinstance(last, Rejected)
    assert "cut short" in last.reason
    # where no record has an end, none is missing
    assert all(isinstance(item, Located) for item in items("\n".join([*lines[:-1], *lines[:-1]])))
