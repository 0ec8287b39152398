"""BibTeX of many programs: what was printed comes out, whatever the braces."""

from __future__ import annotations

import gzip
import io
import re
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loaders.records import Located, Record, Rejected, from_statement
from loaders.sources import bibtex_entries
from loaders.sources.bibtex import FORMAT
from loaders.sources.latex import plain
from loaders.sources.text import Text


def read(printed: str) -> list[Located | Rejected]:
    return list(FORMAT.read(iter(enumerate(printed.split("\n"), 1))))


def one(printed: str) -> Record:
    [item] = read(printed)
    assert isinstance(item, Located), item
    return item.record


def of(fields: str, kind: str = "article", key: str = "k") -> Record:
    return one(f"@{kind}{{{key},\n title = {{T}},\n{fields}\n}}")


def names(fields: str) -> list[str]:
    return [author.name for author in of(fields).authors]


SCOPUS = """
@ARTICLE{Kim2019,
author={Kim, Y.C. and Ri, C. and [No author name available]},
title={A {robust} control},
journal={Acta},
year={2019},
doi={10.1000/X1},
url={https://www.scopus.com/inward/record.uri?eid=2-s2.0-85144637303&doi=10.1000%2fX1},
affiliation={Faculty, Kim Il Sung University, Pyongyang, North Korea; Dept, Jilin University,  Changchun, China},
correspondence_address1={Kim, Y.C.; Kim Il Sung University, North Korea; email: yc.kim@star-co.net.kp},
funding_details={National Natural Science Foundation of ChinaNational Natural Science Foundation of China, NSFC, 61},
funding_details={Ministry of Science, Culture and Sports, MSCS},
funding_details={61174149},
funding_text\xa01={Supported by NSFC.},
author_keywords={Control;  Robust},
keywords={control;  motors},
pubmed_id={36572726},
language={English},
document_type={Article},
note={cited By 0},
}
"""

WOS = r"""
@article{ WOS:000719584000015,
Author = {Kim, Yong Chol and Ri, Chol and Silva Lima, Joao Paulo and Li, Wei and Li,
   Wen},
Title = {{A title on
   two lines \& more}},
Journal = {{ACTA}},
Year = {{2021}},
Month = {{MAR 16}},
Type = {{Article; Early Access}},
Affiliation = {{Lima, JPS (Corresponding Author), Univ Fed Goias, Go, Brazil.
   Li, W (Corresponding Author), Jilin Univ, Changchun, Peoples R China.
   Kim, Yong Chol; Ri, Chol, Kim Il Sung Univ, Fac Math \& Phys, Pyongyang, North Korea.
   Silva Lima, Joao Paulo, Univ Fed Goias, Go, Brazil.
   Ri, Chol, Jilin Univ, Changchun, Peoples R China.
   Univ Econ, Katowice, Poland.}},
Author-Email = {{lima\_j@ufg.br
   w.li@jlu.edu.cn}},
ResearcherID-Numbers = {{Ri, Chol/A-1234-2010
   Li, W/B-1111-2011}},
ORCID-Numbers = {{Kim, Yong Chol/0000-0002-1825-0097}},
Funding-Acknowledgement = {{National Science Foundation {[}1, 2]; Kim Foundation}},
Funding-Text = {{We thank Dr. Pak (pak@kut.edu.kp).}},
Early Access Date = {{FEB 2021}},
Keywords = {{One; Two}},
Keywords-Plus = {{THREE}},
Affiliations = {{Kim Il Sung University; Jilin University}},
Unique-ID = {{ISI:000719584000015}},
DA = {{2021-12-11}},
}
"""


def test_scopus() -> None:
    record = one(SCOPUS)
    assert (record.source, record.source_id, record.doi, record.pmid) == (
        "bibtex", "2-s2.0-85144637303", "10.1000/x1", "36572726",
    )  # fmt: skip
    assert (record.title, record.year, record.type) == ("A robust control", 2019, "Article")
    assert [(a.name, a.affiliations, a.corresponding, a.email_domain) for a in record.authors] == [
        ("Kim, Y.C.", (), True, "star-co.net.kp"),
        ("Ri, C.", (), None, None),
    ]
    assert record.affiliations == (
        "Faculty, Kim Il Sung University, Pyongyang, North Korea",
        "Dept, Jilin University,  Changchun, China",
    )
    assert record.unmapped == (0, 1)
    assert record.keywords == ("Control", "Robust", "control", "motors")
    assert record.funders == (
        "National Natural Science Foundation of China",
        "Ministry of Science, Culture and Sports",
    )
    assert [(s.kind, s.place, s.author) for s in record.statements] == [
        ("corresponding", "correspondence_address1", 0),
        ("funding", "funding_details", None),
        ("funding", "funding_details", None),
        ("funding", "funding_details", None),
        ("acknowledgement", "funding_text 1", None),
    ]
    assert (
        record.statements[0].text == "Kim, Y.C.; Kim Il Sung University, North Korea; email: @star-co.net.kp"
    )


def test_newer_scopus() -> None:
    record = of(
        "author = {Gadekallu, Thippareddy Reddy and Kim, Yong Chol},\n"
        "affiliations = {School, Vellore, India; [No Affiliation ID found]},\n"
        "correspondence_address = {T.R. Gadekallu; School, India; email: t.g@vit.ac.in},\n"
        "type = {Article}, publication_stage = {Final}, source = {Scopus}, note = {Cited by: 0}"
    )
    assert (record.affiliations, record.unmapped, record.type) == (
        ("School, Vellore, India",),
        (0,),
        "Article",
    )
    assert [(a.corresponding, a.email_domain) for a in record.authors] == [(True, "vit.ac.in"), (None, None)]


def test_web_of_science() -> None:
    record = one(WOS)
    assert record.source_id == "WOS:000719584000015"
    assert record.title == "A title on two lines & more"
    assert [(d.kind, d.value) for d in record.dates] == [("published", "2021-03-16"), ("online", "2021-02")]
    kisu, goias, jilin, katowice = record.affiliations
    assert kisu == "Kim Il Sung Univ, Fac Math & Phys, Pyongyang, North Korea"
    assert katowice == "Univ Econ, Katowice, Poland"
    assert [tuple(record.affiliations[i] for i in a.affiliations) for a in record.authors] == [
        (kisu,), (kisu, jilin), (goias,), (), (),
    ]  # fmt: skip
    assert record.unmapped == (3,)
    assert [a.corresponding for a in record.authors] == [None, None, True, None, None]
    assert record.authors[0].orcid == "0000-0002-1825-0097"
    assert [a.source_id for a in record.authors] == [None, "researcherid:A-1234-2010", None, None, None]
    assert record.funders == ("National Science Foundation", "Kim Foundation")
    assert record.keywords == ("One", "Two")
    assert [(s.kind, s.text, s.author) for s in record.statements] == [
        ("corresponding", "Lima, JPS (Corresponding Author), Univ Fed Goias, Go, Brazil", 2),
        ("corresponding", "Li, W (Corresponding Author), Jilin Univ, Changchun, Peoples R China", None),
        ("email-domain", "ufg.br", None),
        ("email-domain", "jlu.edu.cn", None),
        ("funding", "National Science Foundation [1, 2]; Kim Foundation", None),
        ("acknowledgement", "We thank Dr. Pak (@kut.edu.kp).", None),
    ]


@pytest.mark.parametrize(
    ("printed", "position"),
    [
        ("Li, Wei", None),
        ("Li, W", 0),
        ("W. Li", 0),
        ("LI, WEN", 0),
        ("Kim, YC", 1),
        ("Kim Y", None),
        ("Kim, Y. N.", 2),
        ("KIM, YONG CHOL", 1),
        ("Kim, Yongchol", 1),
        ("Gusmao, APH", 3),
        ("de Gusmao, APH", 3),
        ("Gusmao", None),
        ("", None),
    ],
)
def test_an_author_is_found_by_another_form_of_the_name(printed: str, position: int | None) -> None:
    authors = "Li, Wen and Kim, Yong-Chol and Kim, Yong Nam and Henriques de Gusmao, Ana Paula"
    record = of(f"author = {{{authors}}}, ResearcherID-Numbers = {{{printed}/A-1111-2011}}")
    expected = ["researcherid:A-1111-2011" if place == position else None for place in range(4)]
    assert [author.source_id for author in record.authors] == expected


@pytest.mark.parametrize(
    ("fields", "key", "expected"),
    [
        ("", "ISI:000719584000015", "WOS:000719584000015"),
        ("Unique-ID = {{WOS:000719584000015}}", "x", "WOS:000719584000015"),
        ("Unique-ID = {{KJD:ART001234567}}", "x", "KJD:ART001234567"),
        ("Unique-ID = {{MEDLINE:31452104}}", "x", "MEDLINE:31452104"),
    ],
)
def test_ids_of_web_of_science(fields: str, key: str, expected: str) -> None:
    record = of(fields, key=key)
    assert record.source_id == expected
    assert record.pmid == ("31452104" if "MEDLINE" in expected else None)


def test_an_older_address_without_names_is_nobodys() -> None:
    record = of(
        "author = {Araz, C}, Unique-ID = {ISI:000111111100001}, Affiliation = {{Dokuz Univ, Izmir, Turkey.}}"
    )
    assert (record.affiliations, record.unmapped) == (("Dokuz Univ, Izmir, Turkey",), (0,))
    assert record.authors[0].affiliations == ()


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        ("{Kim, Yong Chol and Ri, Chol}", ["Kim, Yong Chol", "Ri, Chol"]),
        ('"Kim, Y.  and\n   Ri, C."', ["Kim, Y.", "Ri, C."]),
        ("{{Ministry of Health and Welfare} and Kim, Y.}", ["Ministry of Health and Welfare", "Kim, Y."]),
        ("{{Kim, Y. and Ri, C.}}", ["Kim, Y.", "Ri, C."]),
        ("{{Kim}, Y.~C. and {Ri}, C.}", ["Kim, Y. C.", "Ri, C."]),
        (r"{M{\"u}ller, J{\'o}zef AND \v{S}im\'{\i}k, {\O}. and Nguy{\~{\^e}}n, T.}",
         ["Müller, Józef", "Šimík, Ø.", "Nguyễn, T."]),
        ("{Alexander, A. and Sand, B. and Anderson}", ["Alexander, A.", "Sand, B.", "Anderson"]),
        ("{family=Kim, given=Yong Chol and family=Berg, given=J., prefix=van den}", ["Kim, Yong Chol", "van den Berg, J."]),
        ("{김철수 and 李伟}", ["김철수", "李伟"]),
        ("{Kim, Y. and and Ri, C. and }", ["Kim, Y.", "Ri, C."]),
        ("{{[}Anonymous]}", []),
    ],
)  # fmt: skip
def test_names(printed: str, expected: list[str]) -> None:
    assert names(f"author = {printed}") == expected


@pytest.mark.parametrize(
    ("printed", "collective"),
    [
        ("{{CMS Collaboration} and Kim, Y.}", [True, False]),
        ("{{CMS Collaboration}}", [True]),
        ("{{Kim, Y.}}", [False]),
        ("{{WHO} group and Ri, C.}", [False, False]),
        ("{Kim, Y.}, collaboration = {ATLAS}", [False, True]),
        ("{Kim, Y.}, Group-Author = {{WHO Team; Kim, Y.}}", [False, True]),
    ],
)
def test_groups(printed: str, collective: list[bool]) -> None:
    assert [author.collective for author in of(f"author = {printed}").authors] == collective


def test_the_numbers_of_dblp_are_no_part_of_a_name() -> None:
    record = one("@article{DBLP:x,\n author = {Wei Li 0001 and\n Yong{-}Chol Kim},\n title = {T}}")
    assert [(a.name, a.source_id) for a in record.authors] == [
        ("Wei Li", "dblp:Wei Li 0001"),
        ("Yong-Chol Kim", None),
    ]


def test_entities_of_html_are_signs() -> None:
    record = one(
        r"@misc{k, title = {Rockets &amp; {\&amp;} Fuel \& Steel &x; AT&T}, author = {M&#252;ller, A}}"
    )
    assert record.title == "Rockets & & Fuel & Steel &x; AT&T"
    assert [a.name for a in record.authors] == ["Müller, A"]


def test_others_say_that_the_list_was_cut() -> None:
    record = of("author = {Kim, Y. and others}")
    assert ([a.name for a in record.authors], record.authors_complete) == (["Kim, Y."], False)


def test_editors_sign_a_whole_book_only() -> None:
    assert [a.name for a in of("editor = {Kim, Y.}", kind="proceedings").authors] == ["Kim, Y."]
    assert of("editor = {Kim, Y.}", kind="inproceedings").authors == ()


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ("year = 2019", "2019"),
        ("year = {2019}, month = may", "2019-05"),
        ("year = {2019}, month = 5, day = 7", "2019-05-07"),
        ('year = {2019}, month = "10~" # jan', "2019-01-10"),
        ("year = {2019}, month = {Sept.}, day = {3}", "2019-09-03"),
        ("year = {2019}, month = {JUL-SEP}", "2019"),
        ("year = {2019}, month = {SPR}", "2019"),
        ("year = {2019}, month = {FEB 30}", "2019-02"),
        ("year = {in press 2019}", "2019"),
        ("date = {2019-05-12}", "2019-05-12"),
        ("date = {2019-05/2019-07}", "2019"),
        ("date = {2019}, year = {2020}, month = {3}", "2020-03"),
        ("year = {n.d.}", None),
        ("year = {}", None),
    ],
)
def test_dates(fields: str, expected: str | None) -> None:
    record = of(fields)
    assert [d.value for d in record.dates] == ([expected] if expected else [])
    assert record.year == (int(expected[:4]) if expected else None)


@pytest.mark.parametrize(
    ("fields", "doi", "arxiv", "pmid"),
    [
        ("doi = {https://doi.org/10.1000/A\\_b}", "10.1000/a_b", None, None),
        ("doi = {{10.1002/(SICI)1--2{\\_}3}}", "10.1002/(sici)1--2_3", None, None),
        ("url = {https://doi.org/10.1000/ab}", "10.1000/ab", None, None),
        ("eprint = {2203.05726}, archivePrefix = {arXiv}", None, "2203.05726", None),
        ("eprint = {hep-th/9901001v2}, eprinttype = arxiv", None, "hep-th/9901001", None),
        ("journal = {arXiv preprint arXiv:1706.03762}", None, "1706.03762", None),
        ("url = {http://arxiv.org/abs/1706.03762v5}", None, "1706.03762", None),
        ("doi = {10.48550/arXiv.1706.03762}", "10.48550/arxiv.1706.03762", "1706.03762", None),
        ("eprint = {31452104}, eprinttype = {pubmed}", None, None, "31452104"),
        ("pmid = {31452104}, eprint = {https://x.org/a.pdf}", None, None, "31452104"),
        ("note = {PMID: 31452104}", None, None, "31452104"),
    ],
)
def test_identifiers(fields: str, doi: str | None, arxiv: str | None, pmid: str | None) -> None:
    record = of(fields)
    assert (record.doi, record.arxiv, record.pmid) == (doi, arxiv, pmid)


def test_a_citation_key_is_unique_in_its_file_only() -> None:
    first, second = of("doi = {10.1000/a}"), of("doi = {10.1000/b}")
    assert first.source_id and second.source_id
    assert first.source_id != second.source_id
    assert first.source_id.startswith("k-")
    assert of("doi = {10.1000/a}") == first


@pytest.mark.parametrize(
    "printed",
    [
        "@article{a, title={One}}@article{b, title={Two}}",
        "@article{a,\ntitle={One}}\nno entry\n  @article{b,\n title={Two}}",
        "@comment{ {jabref} }\n@preamble{ \"x\" }\n@string{t = \"Two\"}\n@Article{a,title={One},}\n@misc(b, title = t)",
        "% (a) note me@home.kp\n@article{ a,\ntitle = {One} year = 2019}\n@article{b,title=\"Two\"}",
        "@article{a,title={One}\n@article{b, title={Two}}\n".replace("{One}", "{One}}"),
        "@article{,\ntitle={One}\n}\n@article{title={Two}}",
        "@comment{\n@article{a, title={One}}\n}\n@article{b, title = {T} # \"w\" # {o}}",
        "@article{a,\ntitle={One {unclosed},\nyear={2019},\n}\n@article{b,\ntitle={Two}\n}",
        "@article{a,\ntitle={One},\nabstract={closed} too early},\nyear={2019}\n}\n@article{b,title={Two}}",
        "@article{a,\r\ntitle={One \\} },\r\n}\n@article{b,title={Two}}".replace("\r", ""),
    ],
)  # fmt: skip
def test_syntax(printed: str) -> None:
    records = [item.record for item in read(printed) if isinstance(item, Located)]
    assert [(record.title or "").split()[0] for record in records] == ["One", "Two"]
    assert len(read(printed)) == 2


def test_a_brace_that_is_missing_or_too_much_hides_no_field() -> None:
    record = one("@article{a,\ntitle={One {unclosed},\nabstract={x} y},\nauthor={Kim, Y.},\n}")
    assert (record.title, record.abstract, record.authors[0].name) == ("One unclosed", "x y", "Kim, Y.")


@pytest.mark.parametrize(
    ("printed", "reasons"),
    [
        ("@article{a,\ntitle={cut sho", ["a brace is not closed"]),
        (
            "@article{a,\ntitle={One},\naffiliation={Univ of Nor\n@article{b,title={Two}}",
            ["a brace is not closed"],
        ),
        ("@article{a, title={One}", ["the entry is not closed"]),
        ('@article{a, title="One}', ["a quotation mark is not closed"]),
        ("@article{a, title=}", ["a field has no value"]),
        ("@article{a}", ["no identity: neither id nor DOI nor title"]),
        ("@article{a, year={2019}}", ["no identity: neither id nor DOI nor title"]),
        (
            f"@article{{a, title={{x}}, author={{{'n' * 5_000}}}}}",
            ["the name of author 1 is longer than 4,000 bytes"],
        ),
        ("@article{a, title=} @article{b, title={Two}}", ["a field has no value"]),
    ],
)
def test_what_cannot_be_read_is_rejected_with_its_place(printed: str, reasons: list[str]) -> None:
    found = [item for item in read("\n" + printed) if isinstance(item, Rejected)]
    assert [item.reason for item in found] == reasons
    assert found[0].line == 2
    assert found[0].raw.startswith(b"@article{a")


def test_an_entry_over_the_bound_is_rejected_and_the_next_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bibtex_entries, "MAX_ENTRY", 10_000)
    long = "@article{a,\ntitle={A},\n" + "note={x},\n" * 2_000 + "}\n"
    first, second = read(long + "@article{b,title={B}}")
    assert isinstance(first, Rejected)
    assert "longer than" in first.reason
    assert isinstance(second, Located)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("no LaTeX -- at all ``x''", "no LaTeX -- at all ``x''"),
        ("{A} -- b ``c{''}", "A – b “c”"),
        (r"\'{e}\`a\^{\i}\"{o}\~n\=a\.z\u{g}\v{c}\H{o}\c{c}\k{a}\r{a} \c c", "éàîöñāżğčőçąå ç"),
        (r"{\ss}\o{}\AE x \l{}\i", "ßøÆx łı"),
        (r"\$5 \& 10\% \_ \# \{x\} {[}y]", "$5 & 10% _ # {x} [y]"),
        (r"\emph{in vivo} {\bf bold} \LaTeX{} \TeX rules", "in vivo bold LaTeX TeX rules"),
        (r"$\alpha$-helix, H$_{2}$O, 10$^{-3}$, \$5 and \$6", "α-helix, H2O, 10-3, $5 and $6"),
        (r"Erd{\H o}s~P.\ and\\more\textendash", "Erdős P. and more–"),
        ("\\", "\\"),
        ("{" * 50_000 + "x", "x"),
    ],
)
def test_latex(value: str, expected: str) -> None:
    assert plain(value) == expected


@pytest.mark.parametrize(
    ("head", "known"),
    [
        ("@article{a,\n title", True),
        ("\n% JabRef\n  @InProceedings {x:1,", True),
        ("@comment{x}", True),
        ("@article{ WOS:0001,", True),
        ("@misc(a, title", True),
        ("TY  - JOUR\nAU  - a@b", False),
        ("@decorator(x)\ndef f():", False),
        ('{"a": "@article{a,"}', False),
        ("", False),
    ],
)
def test_recognised(head: str, known: bool) -> None:
    assert FORMAT.recognises(head) is known


@pytest.mark.parametrize(
    "hostile",
    [
        "@a{k," * 200_000,
        "@comment{" * 100_000,
        "@article{a, title={" + "{" * 500_000,
        "@article{a, title = " + "x # " * 200_000,
        "".join(f"@string{{s{n} = s{n - 1} # s{n - 1}}}\n" for n in range(1, 200)),
        "@string{a = {x}}\n" * 50_000,
        "@article{a, title={T}, author={" + " and ".join(["Li, W."] * 50_000) + "}, Orcid-Numbers={" + "Li, Wei/1\n" * 50_000 + "}}",
        "@article{a, title={T}, author={" + "{" * 100_000 + "a, b" + "}" * 100_000 + "}}",
        "@article{a, title={T}, Unique-ID={WOS:000000001}, Affiliation={" + "Li, Wei; \n" * 100_000 + "}}",
        "@article{a, title={" + "$\\x" * 200_000 + "}}",
        "@article{a, title={T}, funding_details={" + ", 1" * 200_000 + "}}",
        "@article{a, title={T}, abstract={" + " " * 2_000_000 + "x\n" + "}}",
        " " * 2_000_000 + "@" + " " * 2_000_000,
    ],
)  # fmt: skip
def test_hostile_files_take_linear_time(hostile: str) -> None:
    began = time.process_time()
    FORMAT.recognises(hostile[:100_000])
    read(hostile)
    assert time.process_time() - began < 10


@given(st.lists(st.sampled_from([*"@{}(),=#\"\\ \n~$", "and", "@article{k,", "title", "author", "affiliation={", "},\n", "\\'e",
                                 "Unique-ID={WOS:0000001},", "year=2019,", "김", "x;y", "jan", "@string{", "}\n@misc{z,"]), max_size=60))  # fmt: skip
@settings(max_examples=500)
def test_any_mixture_is_read_or_rejected(pieces: list[str]) -> None:
    for item in read("".join(pieces)):
        if isinstance(item, Located):
            assert from_statement(item.record.statement) == item.record
        else:
            assert item.reason


@given(
    st.integers(0, len(SCOPUS + WOS)),
    st.integers(0, 40),
    st.sampled_from(["", "{", "}", '"', "\n", "@", "=", "@a{"]),
)
@settings(max_examples=300)
def test_a_damaged_export_loses_no_entry_unsaid(place: int, length: int, inserted: str) -> None:
    whole = SCOPUS + WOS
    damaged = whole[:place] + inserted + whole[place + length :]
    found = read(damaged)
    heads = sum(head in damaged for head in ("\n@ARTICLE{Kim2019,", "\n@article{ WOS:000719584000015,"))
    assert len(found) >= heads


@pytest.mark.shared
@pytest.mark.parametrize(
    ("name", "authors", "affiliations", "unmapped", "dois", "corresponding"),
    [("scopus_236", 719, 539, 539, 213, 209), ("wos_236", 738, 539, 66, 198, 252)],
)
def test_real_exports(
    shared_folder: Path,
    name: str,
    authors: int,
    affiliations: int,
    unmapped: int,
    dois: int,
    corresponding: int,
) -> None:
    raw = gzip.decompress((shared_folder / f"data/bib/{name}.bib.gz").read_bytes())
    text = Text(io.BytesIO(raw))
    assert FORMAT.recognises(text.head)
    found = list(FORMAT.read(iter(text)))
    records = [item.record for item in found if isinstance(item, Located)]
    assert (len(records), len(found)) == (236, 236)
    assert sum(len(record.authors) for record in records) == authors
    assert sum(len(record.affiliations) for record in records) == affiliations
    assert sum(len(record.unmapped) for record in records) == unmapped
    assert sum(record.doi is not None for record in records) == dois
    assert sum(s.kind == "corresponding" for record in records for s in record.statements) == corresponding
    assert not any(re.search(r"\w@", s.text) for record in records for s in record.statements)
