"""PubMed in XML: whose affiliation, which date of which kind, and what of a damaged file is refused."""

from __future__ import annotations

import gzip
import io
from pathlib import Path
from typing import BinaryIO, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loaders.records import Located, Record, Rejected, Statement, from_statement
from loaders.sources.pubmed import FORMAT

DOCTYPE = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE PubmedArticleSet PUBLIC "-//NLM//DTD PubMedArticle, '
    '1st January 2024//EN" "https://dtd.nlm.nih.gov/ncbi/pubmed/out/pubmed_240101.dtd">\n'
)
GOOD = """<PubmedArticle>
  <MedlineCitation Status="MEDLINE" Owner="NLM">
    <PMID Version="1">26524502</PMID>
    <DateRevised><Year>2019</Year><Month>09</Month><Day>10</Day></DateRevised>
    <Article PubModel="Print-Electronic">
      <Journal>
        <JournalIssue CitedMedium="Internet"><PubDate><Year>2016</Year><Month>Jan</Month><Day>15</Day></PubDate>
        </JournalIssue>
        <Title>Gene, a journal</Title><ISOAbbreviation>Gene</ISOAbbreviation>
      </Journal>
      <ArticleTitle>[Survey of <i>rockets</i> &amp; H<sub>2</sub>O: P &lt; 1.]</ArticleTitle>
      <ELocationID EIdType="pii" ValidYN="Y">S0378(15)1</ELocationID>
      <ELocationID EIdType="doi" ValidYN="Y">10.1016/J.Gene.2015</ELocationID>
      <Abstract>
        <AbstractText Label="AIM" NlmCategory="OBJECTIVE">We study <b>rockets</b>.</AbstractText>
        <AbstractText Label="UNLABELLED">They fly.</AbstractText>
        <CopyrightInformation>Copyright X</CopyrightInformation>
      </Abstract>
      <AuthorList CompleteYN="Y" Type="authors">
        <Author ValidYN="Y" EqualContrib="Y">
          <LastName>Kim</LastName><ForeName>Yong-Chol</ForeName><Initials>YC</Initials><Suffix>Jr</Suffix>
          <Identifier Source="ORCID">http://orcid.org/0000-0002-1825-0097</Identifier>
          <AffiliationInfo><Affiliation>Univ A,  Pyongyang. Electronic address: kim.yc@ryongnamsan.edu.kp.</Affiliation>
            <Identifier Source="ROR">https://ror.org/05xyz</Identifier></AffiliationInfo>
          <AffiliationInfo><Affiliation>Univ B.</Affiliation></AffiliationInfo>
        </Author>
        <Author ValidYN="N"><LastName>Lee</LastName><ForeName>Wei</ForeName></Author>
        <Author ValidYN="Y"><LastName>Li</LastName><ForeName>Wei</ForeName><Initials>W</Initials>
          <AffiliationInfo><Affiliation>Univ B.</Affiliation></AffiliationInfo></Author>
        <Author ValidYN="Y"><CollectiveName>KEDO Group</CollectiveName></Author>
        <Author ValidYN="Y"><LastName>Plato</LastName></Author>
      </AuthorList>
      <Language>eng</Language><Language>kor</Language>
      <GrantList CompleteYN="Y">
        <Grant><GrantID>R01 1</GrantID><Acronym>GM</Acronym><Agency>NIGMS NIH HHS</Agency><Country>United States</Country></Grant>
        <Grant><Agency>Wellcome Trust</Agency><Country>United Kingdom</Country></Grant>
        <Grant><GrantID>2</GrantID><Agency>Wellcome Trust</Agency><Country>United Kingdom</Country></Grant>
      </GrantList>
      <PublicationTypeList><PublicationType UI="D016428">Journal Article</PublicationType>
        <PublicationType UI="D016454">Review</PublicationType></PublicationTypeList>
      <ArticleDate DateType="Electronic"><Year>2015</Year><Month>10</Month><Day>31</Day></ArticleDate>
    </Article>
    <MedlineJournalInfo><Country>Netherlands</Country><MedlineTA>Gene</MedlineTA></MedlineJournalInfo>
    <MeshHeadingList><MeshHeading><DescriptorName UI="D1" MajorTopicYN="N">Rocketry</DescriptorName>
      <QualifierName UI="Q1">methods</QualifierName></MeshHeading></MeshHeadingList>
    <KeywordList Owner="NOTNLM"><Keyword MajorTopicYN="N">solid <i>fuel</i></Keyword></KeywordList>
    <CoiStatement>Write to boss@corp.com.</CoiStatement>
    <InvestigatorList><Investigator ValidYN="Y"><LastName>Other</LastName><ForeName>Ann</ForeName>
      <AffiliationInfo><Affiliation>Univ Z.</Affiliation></AffiliationInfo></Investigator></InvestigatorList>
  </MedlineCitation>
  <PubmedData>
    <History>
      <PubMedPubDate PubStatus="received"><Year>2015</Year><Month>5</Month><Day>15</Day></PubMedPubDate>
      <PubMedPubDate PubStatus="revised"><Year>2015</Year><Month>10</Month><Day>23</Day></PubMedPubDate>
      <PubMedPubDate PubStatus="accepted"><Year>2015</Year><Month>10</Month><Day>25</Day></PubMedPubDate>
      <PubMedPubDate PubStatus="entrez"><Year>2015</Year><Month>11</Month><Day>4</Day><Hour>6</Hour></PubMedPubDate>
    </History>
    <ArticleIdList><ArticleId IdType="pubmed">26524502</ArticleId><ArticleId IdType="pmc">PMC1</ArticleId></ArticleIdList>
    <ReferenceList><Reference><Citation>X</Citation><ArticleIdList>
      <ArticleId IdType="doi">10.9999/wrong</ArticleId><ArticleId IdType="pubmed">1</ArticleId></ArticleIdList>
    </Reference></ReferenceList>
  </PubmedData>
</PubmedArticle>"""


def items(content: str | bytes) -> list[Located | Rejected]:
    raw = content.encode() if isinstance(content, str) else content
    return list(FORMAT.read(io.BytesIO(raw)))


def article(inner: str, *, before: str = "<PMID>1</PMID>", data: str = "") -> str:
    """A record with this in its Article element."""
    return (
        f"<PubmedArticle><MedlineCitation>{before}<Article>{inner}</Article></MedlineCitation>"
        f"<PubmedData>{data}</PubmedData></PubmedArticle>"
    )


def one(content: str) -> Record:
    (item,) = items(content)
    assert isinstance(item, Located), item
    return item.record


def test_all_that_a_record_prints() -> None:
    (item,) = items(f"{DOCTYPE}<PubmedArticleSet>\n{GOOD}\n</PubmedArticleSet>\n")
    assert isinstance(item, Located)
    record = item.record
    assert item.line == 4
    assert record.ids == ("doi:10.1016/j.gene.2015", "pmid:26524502")
    assert (record.source, record.source_id, record.year) == ("pubmed", "26524502", 2016)
    assert record.title == "[Survey of rockets & H2O: P < 1.]"
    assert record.abstract == "AIM: We study rockets. They fly."
    assert (record.venue, record.language, record.updated) == ("Gene, a journal", "eng; kor", "2019-09-10")
    assert record.type == "Journal Article; Review"
    assert record.keywords == ("solid fuel", "Rocketry")
    assert record.funders == ("NIGMS NIH HHS", "Wellcome Trust")
    assert [(d.kind, d.value) for d in record.dates] == [
        ("published", "2016-01-15"), ("submitted", "2015-05-15"), ("accepted", "2015-10-25"), ("online", "2015-10-31"),
    ]  # fmt: skip
    assert record.affiliations == (
        "Univ A,  Pyongyang. Electronic address: kim.yc@ryongnamsan.edu.kp.",
        "Univ B.",
    )
    assert [(a.name, a.position, a.affiliations, a.collective) for a in record.authors] == [
        ("Yong-Chol Kim Jr", 0, (0, 1), False), ("Wei Li", 1, (1,), False), ("KEDO Group", 2, (), True),
        ("Plato", 3, (), False),
    ]  # fmt: skip
    first = record.authors[0]
    assert (first.orcid, first.email_domain) == ("0000-0002-1825-0097", "ryongnamsan.edu.kp")
    assert (record.unmapped, record.authors_complete) == ((), True)
    assert Statement("interests", "Write to @corp.com.", "CoiStatement") in record.statements
    assert Statement("funding", "R01 1/GM/NIGMS NIH HHS/United States", "GrantList") in record.statements


@pytest.mark.parametrize(
    ("printed", "value"),
    [
        ("<Year>2016</Year>", "2016"),
        ("<Year>2016</Year><Month>Nov</Month>", "2016-11"),
        ("<Year>2016</Year><Month>11</Month><Day>3</Day>", "2016-11-03"),
        ("<Year>2016</Year><Month>February</Month><Day>30</Day>", "2016-02"),
        ("<Year>2016</Year><Month>13</Month>", "2016"),
        ("<Year>2016</Year><Day>3</Day>", "2016"),
        ("<Year>2016</Year><Season>Winter</Season>", "2016"),
        ("<MedlineDate>2016 Nov-Dec</MedlineDate>", "2016"),
        ("<MedlineDate>1998 Winter</MedlineDate>", "1998"),
        ("<MedlineDate>Summer 1998</MedlineDate>", "1998"),
        ("<MedlineDate>2015 Jan 15-31</MedlineDate>", "2015-01"),
        ("<MedlineDate>1998 Dec-1999 Jan</MedlineDate>", "1998"),
        ("<MedlineDate>2011-2012</MedlineDate>", "2011"),
        ("<MedlineDate>in press</MedlineDate>", None),
        ("", None),
    ],
)
def test_partial_dates(printed: str, value: str | None) -> None:
    record = one(article(f"<Journal><JournalIssue><PubDate>{printed}</PubDate></JournalIssue></Journal>"))
    assert [d.value for d in record.dates] == ([value] if value else [])
    assert record.year == (int(value[:4]) if value else None)


def test_the_article_has_its_own_ids_only() -> None:
    ids = '<ArticleIdList><ArticleId IdType="pubmed">7</ArticleId><ArticleId IdType="doi">{}</ArticleId></ArticleIdList>'
    wrong = f"<ReferenceList><Reference>{ids.format('10.1/wrong')}</Reference></ReferenceList>"
    assert one(article("", data=wrong)).doi is None
    assert one(article("", data=wrong + ids.format("10.1000/RIGHT."))).doi == "10.1000/right"
    location = '<ELocationID EIdType="doi" ValidYN="{}">10.1000/loc</ELocationID>'
    assert one(article(location.format("Y"))).doi == "10.1000/loc"
    assert one(article(location.format("N"))).doi is None


def author(inner: str, *, last: str = "Kim") -> str:
    return f"<Author><LastName>{last}</LastName>{inner}</Author>"


@pytest.mark.parametrize(
    ("inner", "name"),
    [
        ("<LastName>Kim</LastName><ForeName>Chol</ForeName><Initials>C</Initials>", "Chol Kim"),
        ("<LastName>Kim</LastName><Initials>C</Initials>", "C Kim"),
        ("<LastName>Kim</LastName><FirstName>Chol</FirstName><MiddleName>S</MiddleName><Suffix>3rd</Suffix>", "Chol S Kim 3rd"),
        ("<ForeName>Chol</ForeName>", "Chol"),
        ("<CollectiveName>The <i>A</i> Group</CollectiveName>", "The A Group"),
    ],
)  # fmt: skip
def test_names_as_printed(inner: str, name: str) -> None:
    record = one(article(f"<AuthorList><Author>{inner}</Author></AuthorList>"))
    assert [a.name for a in record.authors] == [name]


def test_old_records_print_one_affiliation() -> None:
    within = one(
        article(
            f"<AuthorList>{author('<Affiliation>Univ A</Affiliation>')}{author('', last='Li')}</AuthorList>"
        )
    )
    assert [a.affiliations for a in within.authors] == [(0,), ()]
    beside = one(
        article(
            "<Affiliation>Univ A</Affiliation><AuthorList><Author><CollectiveName>G</CollectiveName></Author>"
            f"{author('')}{author('', last='Li')}</AuthorList>"
        )
    )
    assert [a.affiliations for a in beside.authors] == [(), (0,), ()]


def test_an_affiliation_without_author_is_nobodys() -> None:
    affiliation = "<AffiliationInfo><Affiliation>Univ A</Affiliation></AffiliationInfo>"
    record = one(article(f"<AuthorList><Author>{affiliation}</Author>{author('')}</AuthorList>"))
    assert ([a.affiliations for a in record.authors], record.affiliations, record.unmapped) == (
        [()],
        ("Univ A",),
        (0,),
    )


def test_breaks_of_the_file_are_no_print() -> None:
    record = one(
        article(
            "<ArticleTitle>\n   A\n   title </ArticleTitle><AuthorList>"
            + author("<AffiliationInfo><Affiliation>\n  Univ\t\n A,\u00a0 B </Affiliation></AffiliationInfo>")
            + "</AuthorList>"
        )
    )
    assert (record.title, record.affiliations) == ("A title", ("Univ A,\u00a0 B",))


@pytest.mark.parametrize(
    ("printed", "domains", "statements"),
    [
        ([["U a@x.edu."]], ["x.edu"], []),
        ([["U a@x.edu, b@x.edu"]], ["x.edu"], []),
        ([["U a@x.edu", "V"], ["V"]], ["x.edu", None], []),
        ([["U a@x.edu"], ["U a@x.edu"]], [None, None], ["x.edu"]),
        ([["U a@x.edu; b@y.edu"]], [None], ["x.edu", "y.edu"]),
    ],
)
def test_whose_domain(printed: list[list[str]], domains: list[str | None], statements: list[str]) -> None:
    authors = "".join(
        author("".join(f"<AffiliationInfo><Affiliation>{t}</Affiliation></AffiliationInfo>" for t in texts))
        for texts in printed
    )
    record = one(article(f"<AuthorList>{authors}</AuthorList>"))
    assert [a.email_domain for a in record.authors] == domains
    assert [s.text for s in record.statements if s.kind == "email-domain"] == statements


@pytest.mark.parametrize(
    "printed", ["0000-0002-1825-0097", "0000000218250097", "https://orcid.org/0000-0002-1825-0097"]
)
def test_orcid_with_and_without_address(printed: str) -> None:
    ids = f'<Identifier Source="GRID">grid.1</Identifier><Identifier Source="ORCID">{printed}</Identifier>'
    record = one(article(f"<AuthorList>{author(ids)}</AuthorList>"))
    assert record.authors[0].orcid == "0000-0002-1825-0097"


def test_a_list_that_was_cut() -> None:
    assert not one(article(f'<AuthorList CompleteYN="N">{author("")}</AuthorList>')).authors_complete
    assert one(article("")).authors_complete


@pytest.mark.parametrize(
    ("printed", "title"),
    [
        ("<ArticleTitle>[Not Available].</ArticleTitle><VernacularTitle>Titre</VernacularTitle>", "Titre"),
        ("<ArticleTitle>[Not Available].</ArticleTitle>", "[Not Available]."),
        ("<ArticleTitle/>", None),
    ],
)
def test_titles_that_are_none(printed: str, title: str | None) -> None:
    assert one(article(printed)).title == title


BOOK = """<PubmedBookArticle><BookDocument><PMID Version="1">20301295</PMID>
<ArticleIdList><ArticleId IdType="bookaccession">NBK1116</ArticleId><ArticleId IdType="doi">10.1000/ch</ArticleId></ArticleIdList>
<Book><Publisher><PublisherName>Univ Press</PublisherName></Publisher><BookTitle book="gene">GeneReviews</BookTitle>
<PubDate><Year>1993</Year></PubDate><AuthorList Type="editors"><Author><LastName>Ed</LastName></Author></AuthorList></Book>
{title}<Language>eng</Language>{authors}<PublicationType>Review</PublicationType>
<Abstract><AbstractText>Text.</AbstractText></Abstract></BookDocument>
<PubmedBookData><History><PubMedPubDate PubStatus="accepted"><Year>1992</Year><Month>3</Month></PubMedPubDate></History>
<ArticleIdList><ArticleId IdType="pubmed">20301295</ArticleId></ArticleIdList></PubmedBookData></PubmedBookArticle>"""


def test_a_chapter_of_a_book() -> None:
    authors = f'<AuthorList Type="authors">{author("")}</AuthorList>'
    chapter = one(BOOK.format(title="<ArticleTitle>A chapter</ArticleTitle>", authors=authors))
    assert (chapter.title, chapter.venue, chapter.pmid, chapter.year) == (
        "A chapter",
        "GeneReviews",
        "20301295",
        1993,
    )
    assert ([a.name for a in chapter.authors], chapter.type) == (["Kim"], "Review")
    assert [(d.kind, d.value) for d in chapter.dates] == [("published", "1993"), ("accepted", "1992-03")]
    book = one(BOOK.format(title="", authors=""))
    assert (book.title, book.venue, book.authors) == ("GeneReviews", None, ())


@pytest.mark.parametrize(
    "content",
    [
        GOOD,
        f"<PubmedArticleSet>{GOOD}</PubmedArticleSet>",
        f"<MedlineCitationSet>{GOOD[15:].split('<PubmedData>', maxsplit=1)[0]}</MedlineCitationSet>",
        f"<PubmedArticleSet><DeleteCitation><PMID>9</PMID></DeleteCitation>{GOOD}</PubmedArticleSet>",
    ],
    ids=["alone", "set", "citations", "deleted"],
)
def test_wrappers(content: str) -> None:
    assert FORMAT.recognises(content)
    record = one(content)
    assert (record.pmid, len(record.authors)) == ("26524502", 4)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (article("<Language>eng</Language>", before=""), "no identity: neither id nor DOI nor title"),
        (
            "<PubmedArticle><PubmedData/></PubmedArticle>",
            "PubmedArticle holds neither Article nor BookDocument",
        ),
        ("<PubmedBookArticle/>", "PubmedBookArticle holds neither Article nor BookDocument"),
        (GOOD.replace("&amp;", "&"), "not well-formed XML: xmlParseEntityRef: no name (line 12)"),
        (GOOD.replace("Plato", "x" * 5000), "the name of author 4 is longer than 4,000 bytes"),
    ],
)
def test_what_cannot_be_read(content: str, reason: str) -> None:
    found = items(f"<PubmedArticleSet>\n{content}\n{GOOD}</PubmedArticleSet>")
    assert [type(item) for item in found] == [Rejected, Located]
    assert isinstance(found[0], Rejected)
    assert (found[0].reason, found[0].line) == (reason, 2)


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (DOCTYPE, True),
        ("\ufeff<PubmedArticleSet>", True),
        ("<PubmedBookArticle>", True),
        ("<article><front>", False),
        ('{"x": "<PubmedArticle>"}', False),
        ("PMID- 1", False),
    ],
)
def test_how_it_is_told(head: str, expected: bool) -> None:
    assert FORMAT.recognises(head) == expected


lines = st.lists(
    st.sampled_from([*GOOD.split("\n"), "<AuthorList>", "</Author>", "<Year>20</Year>", "<x>", "&x;"]),
    max_size=30,
)


@given(lines, st.lists(st.text(max_size=20), max_size=3))
@settings(max_examples=300, deadline=None)
def test_damage_stays_in_its_record(middle: list[str], garbage: list[str]) -> None:
    damaged = "\n".join([*middle, *(text.replace("<", "").replace("\0", "") for text in garbage)])
    found = items(f"<PubmedArticleSet>{GOOD}\n<PubmedArticle>{damaged}\n{GOOD}</PubmedArticleSet>")
    (good,) = items(GOOD)
    assert isinstance(good, Located)
    assert found[0] == Located(good.record, 1)
    assert isinstance(found[-1], Located)
    assert found[-1].record == good.record
    assert len(found) >= 3
    assert all(
        from_statement(item.record.statement) == item.record for item in found if isinstance(item, Located)
    )


@given(st.integers(0, len(GOOD)), st.integers(1, 200), st.binary(max_size=20))
@settings(max_examples=200, deadline=None)
def test_any_bytes_in_any_place(place: int, length: int, other: bytes) -> None:
    raw = GOOD.encode()
    found = items(raw[:place] + other + raw[place + length :])
    assert found


@pytest.mark.shared
@pytest.mark.parametrize(
    ("name", "records", "authors", "collective", "mentions", "orcids"),
    [
        ("pubmed_articles", 3744, 79_666, 150, 49_642, 119),
        ("qi29_main_finding", 121, 584, 0, 254, 3),
        ("xizhou_pubMR", 93, 828, 0, 954, 28),
    ],
)
def test_the_real_files(
    shared_folder: Path, name: str, records: int, authors: int, collective: int, mentions: int, orcids: int
) -> None:
    """Of the 79,668 authors and 49,688 affiliations in the first, 2 are not valid, 45 are printed twice, 1 is an
    investigator's."""
    with gzip.open(shared_folder / f"data/pubmed/{name}.xml.gz") as file:
        found = list(FORMAT.read(cast(BinaryIO, file)))
    read = [item.record for item in found if isinstance(item, Located)]
    assert len(read) == len(found) == records
    people = [author for record in read for author in record.authors]
    assert (len(people), sum(a.collective for a in people)) == (authors, collective)
    assert sum(len(a.affiliations) for a in people) == mentions
    assert sum(a.orcid is not None for a in people) == orcids
    assert not any(record.unmapped for record in read)
    assert all(record.year and record.title and record.pmid for record in read)
