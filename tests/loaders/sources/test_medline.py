"""PubMed's MEDLINE format: whose affiliation, which date of which kind, and what of a damaged file is refused."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loaders.records import Located, Record, Rejected, from_statement
from loaders.sources.medline import FORMAT
from loaders.sources.printed import printed_when

GOOD = """PMID- 26524502
OWN - NLM
DP  - 2016 Jan 15
TI  - Survey of rockets
      and stars.
LID - S0378(15)1 [pii]
LID - 10.1016/J.Gene.2015 [doi]
AB  - We study
      rockets.
FAU - Kim, Yong-Chol
AU  - Kim YC
AUID- ORCID: http://orcid.org/0000-0002-1825-0097
AD  - Univ A, Pyongyang. Electronic address:
      kim.yc@ryongnamsan.edu.kp.
AD  - Univ B.
FAU - Li, Wei
AU  - Li W
AD  - Univ B.
CN  - KEDO Group
LA  - eng
LA  - kor
GR  - R01 1/GM/NIGMS NIH HHS/United States
GR  - 24K23757/KAKENHI/
GR  - Wellcome Trust/United Kingdom
PT  - Journal Article
PT  - Review
DEP - 20151031
PL  - Netherlands
TA  - Gene
JT  - Gene, a journal
MH  - *Rocketry/methods/trends
OT  - fuel
PHST- 2015/05/15 00:00 [received]
PHST- 2015/10/23 00:00 [revised]
PHST- 2015/10/25 00:00 [accepted]
LR  - 20161120
COIS- Dr Kim (kim@x.kp) is employed by Y.
CI  - Copyright (c) 2015 Elsevier B.V.
SO  - Gene. 2016 Jan 15.
"""


def items(text: str) -> list[Located | Rejected]:
    return list(FORMAT.read(enumerate(text.split("\n"), 1)))


def one(text: str) -> Record:
    (item,) = items(text)
    assert isinstance(item, Located), item
    return item.record


def of(*people: str) -> Record:
    return one("\n".join(["PMID- 1", "TI  - T", *people]))


def test_a_record_as_printed() -> None:
    record = one("\n" + GOOD)
    assert (record.key, record.doi, record.title) == (
        "medline:26524502", "10.1016/j.gene.2015", "Survey of rockets and stars.",
    )  # fmt: skip
    assert [(d.kind, d.value) for d in record.dates] == [
        ("published", "2016-01-15"),
        ("submitted", "2015-05-15"),
        ("accepted", "2015-10-25"),
        ("online", "2015-10-31"),
    ]
    assert (record.year, record.updated, record.abstract) == (2016, "2016-11-20", "We study rockets.")
    assert (record.venue, record.language, record.type) == (
        "Gene, a journal", "eng; kor", "Journal Article; Review",
    )  # fmt: skip
    assert record.keywords == ("fuel", "Rocketry")
    assert record.funders == ("NIGMS NIH HHS", "KAKENHI", "Wellcome Trust")
    assert record.affiliations == (
        "Univ A, Pyongyang. Electronic address: kim.yc@ryongnamsan.edu.kp.",
        "Univ B.",
    )
    assert [(a.name, a.affiliations, a.collective) for a in record.authors] == [
        ("Kim, Yong-Chol", (0, 1), False),
        ("Li, Wei", (1,), False),
        ("KEDO Group", (), True),
    ]
    assert record.authors[0].orcid == "0000-0002-1825-0097"
    assert record.authors[0].email_domain == "ryongnamsan.edu.kp"
    assert [(s.kind, s.text, s.place) for s in record.statements if s.kind != "funding"] == [
        ("interests", "Dr Kim (@x.kp) is employed by Y.", "COIS")
    ]


@pytest.mark.parametrize(
    ("people", "of_authors", "unmapped"),
    [
        (["FAU - A, B", "AU  - A B", "AD  - X", "FAU - C, D", "AU  - C D"], [(0,), ()], ()),
        (["AU  - A B", "AD  - X", "AU  - C D", "AD  - Y"], [(0,), (1,)], ()),
        (["AD  - X", "FAU - A, B", "AU  - A B", "FAU - C, D", "AU  - C D"], [(0,), ()], ()),
        (["AD  - X", "AU  - A B", "AU  - C D"], [(0,), ()], ()),
        (["AD  - X", "AD  - Y", "AU  - A B"], [()], (0, 1)),
        (["AD  - X", "CN  - Group"], [()], (0,)),
        (["FAU - A, B", "FAU - C, D", "AU  - A B", "AU  - C D", "AD  - X"], [(), (0,)], ()),
        (["CN  - Group", "AD  - X", "AU  - A B"], [(0,), ()], ()),
        (["AU  - A B", "FIR - I, J", "IR  - I J", "AD  - X", "IRAD- Y"], [()], ()),
        (["AU  - A B", "AD  - X", "FED - E, F", "ED  - E F", "AD  - Y"], [(0,)], ()),
        (["AD  - X"], [], (0,)),
    ],
)
def test_an_affiliation_belongs_to_whom_it_follows(
    people: list[str], of_authors: list[tuple[int, ...]], unmapped: tuple[int, ...]
) -> None:
    record = of(*people)
    assert [author.affiliations for author in record.authors] == of_authors
    assert record.unmapped == unmapped


@pytest.mark.parametrize(
    ("first", "second", "domains", "statements"),
    [
        ("X. a@x.edu.", "Y. b@Y.cn", ["x.edu", "y.cn"], []),
        ("X. a@x.edu.", "X. a@x.edu.", [None, None], ["x.edu"]),
        ("X. a@x.edu b@y.cn", "Y.", [None, None], ["x.edu", "y.cn"]),
        ("X at home.", "Y.", [None, None], []),
    ],
)
def test_a_domain_is_an_authors_where_the_address_is(
    first: str, second: str, domains: list[str | None], statements: list[str]
) -> None:
    record = of("AU  - A B", f"AD  - {first}", "AU  - C D", f"AD  - {second}")
    assert [author.email_domain for author in record.authors] == domains
    assert [(s.kind, s.text, s.author) for s in record.statements] == [
        ("email-domain", text, None) for text in statements
    ]


def test_a_copyright_line_is_kept_where_it_says_for_whom_the_authors_work() -> None:
    record = of("CI  - This is a work of the US Government.", "CI  - (c) 2016 The Authors.")
    assert [s.text for s in record.statements] == ["This is a work of the US Government."]


@pytest.mark.parametrize(
    ("text", "year", "value"),
    [
        ("2016", None, "2016"), ("2016 Jan", None, "2016-01"), ("2016 Jan 15", None, "2016-01-15"),
        ("2016 Jan-Feb", None, "2016"), ("2016 Jan 15-20", None, "2016-01"), ("1998 Dec-1999 Jan", None, "1998"),
        ("2016 Spring", None, "2016"), ("1975-1976", None, "1975"), ("20151031", None, "2015-10-31"),
        ("2015/05/15 [received]", None, "2015-05-15"), ("2019/01", None, "2019-01"), ("2019///Spring", None, "2019"),
        ("2019/01/15/", None, "2019-01-15"), ("2019-1-5T10:00", None, "2019-01-05"), ("2019/13/45", None, "2019"),
        ("24-27 Sept. 2019", None, "2019-09"), ("1 Jan.-Feb. 2019", None, "2019"), ("June 2021", None, "2021-06"),
        ("January 15th, 2019", None, "2019-01-15"), ("15/01/2019", None, "2019"), ("2019-02-30", None, "2019-02"),
        ("2019年3月15日", None, "2019-03-15"), ("NOV", 2020, "2020-11"), ("2019 Nov", 2020, "2020"),
        ("", None, None), ("", 2020, "2020"), ("soon", None, None), ("0000", None, None), ("9" * 900, None, None),
    ],
)  # fmt: skip
def test_dates_in_words_and_figures(text: str, year: int | None, value: str | None) -> None:
    date = printed_when("published", text, year)
    assert (date.value if date else None) == value


def test_online_first_from_the_history_where_no_other_date_says_it() -> None:
    record = of("DP  - 2016", "PHST- 2015/10/31 00:00 [aheadofprint]", "PHST- 2015/05/15 [pubmed]")
    assert [(d.kind, d.value) for d in record.dates] == [("published", "2016"), ("online", "2015-10-31")]


def test_tags_with_other_spaces_and_one_record_after_another() -> None:
    found = items("\ufeffPMID - 1\nTI - One\nAD - X\nAU - A B\nPMID - 2\nTI - Two\n\nTI  - Three\n\n\n")
    assert [(i.record.pmid, i.record.title, i.line) for i in found if isinstance(i, Located)] == [
        ("1", "One", 1),
        ("2", "Two", 5),
        (None, "Three", 8),
    ]
    assert isinstance(found[0], Located)
    assert found[0].record.authors[0].affiliations == (0,)


@pytest.mark.parametrize(
    ("damaged", "reason"),
    [
        ("<pre>", "no field"),
        ("PMID- x\nAU  - A B", "no identity"),
        (f"PMID- 1\nTI  - T\nAU  - {'x' * 5000}", "longer than 4,000 bytes"),
        ("PMID- 1\nTI  - \ud800", "no text"),
    ],
)
def test_only_the_damaged_record_is_refused(damaged: str, reason: str) -> None:
    found = items(f"{GOOD}\n{damaged}\n\n{GOOD}")
    assert [type(item) for item in found] == [Located, Rejected, Located]
    assert isinstance(found[1], Rejected)
    assert reason in found[1].reason
    assert (found[1].line, found[1].raw[:3]) == (GOOD.count("\n") + 2, damaged.encode(errors="replace")[:3])


def test_a_file_cut_short_loses_its_last_record_alone() -> None:
    found = items(f"{GOOD}\n{GOOD[: GOOD.index('FAU')]}")
    assert [type(item) for item in found] == [Located, Rejected]
    assert "cut short" in str(found[1])
    assert isinstance(items("PMID- 1\nTI  - Not from PubMed, which ends every record with SO\n")[0], Located)


def test_a_record_over_the_bound_is_refused_and_the_next_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("loaders.sources.medline.MAX_RECORD", 2000)
    found = items(f"PMID- 1\nAB  - x\n{'      y' * 9}\n" + "      y\n" * 500 + f"\n{GOOD}")
    assert [type(item) for item in found] == [Rejected, Located]
    assert "longer than" in str(found[0])


@pytest.mark.parametrize(
    ("text", "known"),
    [
        (GOOD, True), ("\ufeff\nPMID- 1\n", True), ("<pre>\nPMID- 1\n", True), ("PMID - 1\n", True),
        ("TY  - JOUR\nPM  - 1\n", False), ("FN X\nVR 1.0\nPT J\nPM 1\n", False), ("", False),
    ],
)  # fmt: skip
def test_the_format_is_told_from_its_first_lines(text: str, known: bool) -> None:
    assert FORMAT.recognises(text) is known


line = st.sampled_from([*GOOD.split("\n"), "PMID- 7", "AD  - @x.y z@x.yy", "DP  - 2016 Jan 99", "PMIDx"])


@given(st.lists(st.one_of(line, st.text(max_size=30).map(lambda t: t.replace("\n", " "))), max_size=25))
@settings(max_examples=300)
def test_damage_stays_in_its_record(middle: list[str]) -> None:
    apart = [text for text in middle if not text.startswith(" ")]
    found = items("\n".join([GOOD, *apart, "", GOOD]))
    first, last = found[0], found[-1]
    assert isinstance(first, Located)
    assert first == Located(from_statement(first.record.statement), 1)
    assert last == Located(first.record, GOOD.count("\n") + len(apart) + 3)
    assert len(found) >= 2 + bool("".join(apart).strip())


@pytest.mark.shared
def test_the_real_export(shared_folder: Path) -> None:
    with gzip.open(shared_folder / "data/pubmed/medline_175.txt.gz", "rt") as file:
        found = list(FORMAT.read((n, text.rstrip("\n")) for n, text in enumerate(file, 1)))
    records = [item.record for item in found if isinstance(item, Located)]
    assert len(records) == 174
    assert ["cut short" in item.reason for item in found if isinstance(item, Rejected)] == [True]
    assert sum(len(record.authors) for record in records) == 1285
    assert sum(author.collective for record in records for author in record.authors) == 10
    assert sum(len(author.affiliations) for record in records for author in record.authors) == 1287
    assert not any(record.unmapped for record in records)


def test_records_of_eric() -> None:
    text = (
        "OWN - ERIC\nTI  - First\nOID - EJ1000000\nLID - http://dx.doi.org/10.1000/Eric1\nDP  - 2020\nFAU - Kim, Yong-Chol\n"
        "\nOWN - ERIC\nTI  - Second\nOID - ED500000\n"
    )
    assert FORMAT.recognises(text)
    records = [
        item.record for item in FORMAT.read(enumerate(text.split("\n"), 1)) if isinstance(item, Located)
    ]
    assert [(r.source_id, r.doi, r.title) for r in records] == [
        ("EJ1000000", "10.1000/eric1", "First"),
        ("ED500000", None, "Second"),
    ]
