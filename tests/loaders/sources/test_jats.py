"""Articles in JATS: whose affiliation, what notes say of authors, and what of a damaged file is refused."""

from __future__ import annotations

import gzip
import io
from pathlib import Path
from typing import BinaryIO, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loaders.records import Located, Record, Rejected, from_statement
from loaders.sources.jats import FORMAT

DOCTYPE = (
    '<!DOCTYPE article PUBLIC "-//NLM//DTD JATS (Z39.96) Journal Archiving and Interchange DTD v1.0 20120330//EN" '
    '"JATS-archivearticle1.dtd">\n'
)
GOOD = """<article xmlns:xlink="http://www.w3.org/1999/xlink" article-type="research-article" xml:lang="en">
<front><journal-meta><journal-id journal-id-type="nlm-ta">Rocket J</journal-id>
<journal-title-group><journal-title>Journal of Rockets</journal-title></journal-title-group></journal-meta>
<article-meta>
<article-id pub-id-type="pmid">21045829</article-id><article-id pub-id-type="pmcid">PMC2994229</article-id>
<article-id pub-id-type="doi">10.1038/SJ.bjc.66</article-id>
<title-group><article-title>On <italic>rockets</italic><xref ref-type="fn" rid="fn9">*</xref></article-title>
<subtitle>a survey</subtitle><trans-title-group xml:lang="fr"><trans-title>Fusées</trans-title></trans-title-group></title-group>
<contrib-group>
<contrib contrib-type="author" corresp="yes"><contrib-id contrib-id-type="orcid">https://orcid.org/0000-0002-1825-0097</contrib-id>
<name><surname>Kim</surname><given-names>Yong-Chol</given-names><suffix>Jr</suffix></name>
<email>kim@ryongnamsan.edu.kp</email><xref ref-type="aff" rid="aff1">1</xref><xref ref-type="aff" rid="aff2">2</xref>
<xref ref-type="corresp" rid="cor1">*</xref></contrib>
<contrib contrib-type="author"><name name-style="eastern"><surname>Li</surname><given-names>Wei</given-names></name>
<xref ref-type="aff" rid="aff2"><sup>2</sup></xref><xref ref-type="fn" rid="fn1">a</xref><bio><p>Li Wei is at HIT, li@hit.edu.cn.</p></bio></contrib>
<contrib contrib-type="author"><collab>The KEDO Group<contrib-group><contrib contrib-type="author">
<name><surname>Member</surname></name><xref ref-type="aff" rid="aff4"/></contrib></contrib-group></collab></contrib>
<contrib contrib-type="editor"><name><surname>Ed</surname></name><xref ref-type="aff" rid="aff3"/></contrib>
</contrib-group>
<aff id="aff1"><label>1</label><institution-wrap><institution>Univ A</institution>
<institution-id institution-id-type="ROR">https://ror.org/05x</institution-id></institution-wrap>, <city>Pyongyang</city>, <country>DPRK</country></aff>
<aff id="aff2"><sup>2</sup>Univ B,  Harbin,
   China</aff>
<aff id="aff3">Univ of the editor</aff><aff id="aff4">Univ of a member</aff><aff id="aff5">Univ of nobody</aff>
<author-notes><corresp id="cor1"><label>*</label>To Y. C. Kim: <email>kim@ryongnamsan.edu.kp</email></corresp>
<fn id="fn1" fn-type="current-aff"><label>a</label><p>Present address: Univ C, Seoul.</p></fn>
<fn fn-type="con"><p>All wrote. Ask x@y.org.</p></fn></author-notes>
<pub-date pub-type="epub"><day>14</day><month>2</month><year>2007</year></pub-date>
<pub-date pub-type="ppub"><month>Mar</month><year>2007</year></pub-date>
<pub-date pub-type="pmc-release"><year>2009</year></pub-date>
<history><date date-type="received"><day>26</day><month>10</month><year>2006</year></date>
<date date-type="rev-recd"><year>2006</year></date><date date-type="accepted"><month>1</month><year>2007</year></date></history>
<abstract abstract-type="graphical"><p>Picture</p></abstract>
<abstract><title>Abstract</title><sec><title>Aim</title><p>We study<sup>2</sup> rockets.</p></sec><sec><title>Result:</title><p>They fly.</p></sec></abstract>
<trans-abstract xml:lang="fr"><p>Fusées.</p></trans-abstract>
<kwd-group><title>Keywords</title><kwd>rocket</kwd><kwd><italic>fuel</italic> cell</kwd></kwd-group>
<kwd-group kwd-group-type="abbreviations"><kwd>ABC</kwd></kwd-group>
<funding-group><award-group><funding-source><institution-wrap><institution>NSFC</institution><institution-id>10.13039/5</institution-id></institution-wrap></funding-source><award-id>1</award-id></award-group>
<award-group><funding-source>KAKENHI</funding-source></award-group><funding-statement>Paid by NSFC.</funding-statement></funding-group>
</article-meta></front>
<body><p>Text <!-- </article> --> with <article-title/></p></body>
<back><ack><p>We thank the Academy.</p></ack><fn-group><fn fn-type="financial-disclosure"><p>Funding: DFG.</p></fn>
<fn fn-type="conflict"><p>None.</p></fn></fn-group><ref-list><ref><article-title>Other</article-title></ref></ref-list></back>
<sub-article><front-stub><title-group><article-title>Reply</article-title></title-group></front-stub></sub-article>
<response><front-stub/></response>
</article>"""


def items(content: str | bytes) -> list[Located | Rejected]:
    raw = content.encode() if isinstance(content, str) else content
    return list(FORMAT.read(io.BytesIO(raw)))


def one(content: str) -> Record:
    (item,) = items(content)
    assert isinstance(item, Located), item
    return item.record


def article(meta: str, *, back: str = "", attributes: str = "") -> str:
    return (
        f"<article {attributes}><front><article-meta><article-id pub-id-type='doi'>10.1000/x</article-id>{meta}"
        f"</article-meta></front><back>{back}</back></article>"
    )


def contrib(name: str, inner: str = "", attributes: str = "") -> str:
    return (
        f"<contrib contrib-type='author' {attributes}><name><surname>{name}</surname></name>{inner}</contrib>"
    )


def group(*contribs: str) -> str:
    return f"<contrib-group>{''.join(contribs)}</contrib-group>"


def to(*ids: str, kind: str = "aff") -> str:
    return "".join(f"<xref ref-type='{kind}' rid='{name}'/>" for name in ids)


def held(record: Record) -> list[list[str]]:
    """The affiliations of every author, then those of nobody."""
    texts = record.affiliations
    return [[texts[i] for i in a.affiliations] for a in record.authors] + [
        [texts[i] for i in record.unmapped]
    ]


def test_all_that_an_article_prints() -> None:
    (item,) = items(DOCTYPE + GOOD)
    assert isinstance(item, Located)
    record = item.record
    assert (record.source, record.source_id, item.line) == ("jats", "PMC2994229", 2)
    assert record.ids == ("doi:10.1038/sj.bjc.66", "pmid:21045829")
    assert record.title == "On rockets: a survey"
    assert (record.venue, record.language, record.type) == ("Journal of Rockets", "en", "research-article")
    assert record.abstract == "Aim: We study2 rockets. Result: They fly."
    assert record.keywords == ("rocket", "fuel cell")
    assert record.funders == ("NSFC", "KAKENHI")
    assert record.year == 2007
    assert [(d.kind, d.value) for d in record.dates] == [
        ("online", "2007-02-14"), ("published", "2007-03"), ("submitted", "2006-10-26"), ("accepted", "2007-01"),
    ]  # fmt: skip
    assert record.affiliations == ("Univ A, Pyongyang, DPRK", "Univ B, Harbin, China", "Univ of nobody")
    assert [(a.name, a.position, a.affiliations, a.collective, a.corresponding) for a in record.authors] == [
        ("Yong-Chol Kim Jr", 0, (0, 1), False, True), ("Li Wei", 1, (1,), False, None),
        ("The KEDO Group", 2, (), True, None),
    ]  # fmt: skip
    first = record.authors[0]
    assert (first.orcid, first.email_domain) == ("0000-0002-1825-0097", "ryongnamsan.edu.kp")
    assert (record.unmapped, record.authors_complete) == ((2,), True)
    assert [(s.kind, s.text, s.place, s.author) for s in record.statements] == [
        ("biography", "Li Wei is at HIT, @hit.edu.cn.", "contrib/bio", 1),
        ("corresponding", "To Y. C. Kim: @ryongnamsan.edu.kp", "author-notes/corresp", 0),
        ("present-address", "Present address: Univ C, Seoul.", "author-notes/fn", 1),
        ("note", "All wrote. Ask @y.org.", "author-notes/fn", None),
        ("funding", "Paid by NSFC.", "funding-group/funding-statement", None),
        ("funding", "Funding: DFG.", "fn-group/fn", None),
        ("interests", "None.", "fn-group/fn", None),
        ("acknowledgement", "We thank the Academy.", "back/ack", None),
    ]


A, B = "<aff id='a'>Univ A</aff>", "<aff id='b'><label>2</label>Univ B</aff>"


@pytest.mark.parametrize(
    ("meta", "expected"),
    [
        (group(contrib("K", to("a")), contrib("L", to("b", "a"))) + A + B, [["Univ A"], ["Univ B", "Univ A"], []]),
        (group(contrib("K", to("a b"))) + A + B, [["Univ A", "Univ B"], []]),
        (group(contrib("K", to("a", "a"))) + A, [["Univ A"], []]),
        (group(contrib("K", to("nosuch"))) + A, [[], ["Univ A"]]),
        (group(contrib("K")) + A, [[], ["Univ A"]]),
        (group(contrib("K", A), contrib("L", to("a"))), [["Univ A"], ["Univ A"], []]),
        (group(contrib("K"), contrib("L"), "<aff>Univ A</aff>"), [["Univ A"], ["Univ A"], []]),
        (group(contrib("K"), contrib("L"), B), [["Univ B"], ["Univ B"], []]),
        (group(contrib("K"), A, B), [["Univ A"], ["Univ B"]]),
        (group(contrib("K", to("a")), contrib("L"), A, B), [["Univ A"], [], ["Univ B"]]),
        (group(contrib("K", to("a")), contrib("L"), "<aff>Univ C</aff>") + A, [["Univ C", "Univ A"], ["Univ C"], []]),
        (group(contrib("K"), "<aff>A</aff>") + group(contrib("L"), "<aff>B</aff>"), [["A"], ["B"], []]),
        (group(contrib("K", "<xref ref-type='aff'>2</xref>")) + A + B, [["Univ B"], ["Univ A"]]),
        (group(contrib("K", "<xref ref-type='aff'>2</xref>")) + B + B.replace("'b'", "'c'"), [[], ["Univ B"]]),
        (group(contrib("K", "<sup><xref ref-type='aff' rid='a'>1</xref></sup>")) + A, [["Univ A"], []]),
        (group(contrib("K", to("a"))) + A + "<aff id='b'>Univ A</aff>", [["Univ A"], []]),
        (group(contrib("K", to("a"))) + "<aff id='a'/>", [[], []]),
        (group(contrib("K", to("x"))) + "<aff-alternatives id='x'><aff xml:lang='ko'>대학</aff><aff xml:lang='en'>Univ</aff></aff-alternatives>", [["Univ"], []]),
        (group(contrib("K", to("y"))) + "<aff-alternatives><aff id='y' xml:lang='ko'>대학</aff><aff id='z'>Univ</aff></aff-alternatives>", [["대학"], []]),
        ("<contrib-group content-type='editors'><contrib><name><surname>E</surname></name></contrib><aff>X</aff></contrib-group>", [[]]),
        ("<contrib-group><contrib><name><surname>K</surname></name></contrib></contrib-group>", [[], []]),
    ],
)  # fmt: skip
def test_whose_affiliation(meta: str, expected: list[list[str]]) -> None:
    record = one(article(meta))
    found = held(record)
    assert [sorted(texts) for texts in found] == [sorted(texts) for texts in expected]


def test_a_whole_group_is_bounded() -> None:
    names, places = contrib("K") * 1500, "<aff>X</aff>" * 1500
    (item,) = items(article(group(names, places)))
    assert isinstance(item, Rejected)
    assert "links from authors to affiliations" in item.reason


@pytest.mark.parametrize(
    ("inner", "text"),
    [
        ("<label>1</label>Univ A, City", "Univ A, City"),
        ("<label>1</label>. Univ A", "Univ A"),
        ("<sup>1</sup> Univ A", "Univ A"),
        ("<sup>a,b</sup>3<sup>rd</sup> Hospital, Paris 6<sup>e</sup>", "3rd Hospital, Paris 6e"),
        ("Univ A<sup>*</sup>, City", "Univ A, City"),
        ("<institution>Univ A</institution><addr-line>Street</addr-line><country>KP</country>", "Univ A, Street, KP"),
        ("\n <institution>Univ A</institution>\n <city>C</city>\n <country>KP</country>\n", "Univ A, C, KP"),
        ("<institution>Univ A</institution>, <city>C</city> <postal-code>1</postal-code>; <country>KP</country>.", "Univ A, C 1; KP."),
        ("<institution-wrap><institution content-type='dept'>Dept</institution><institution>Univ A</institution><institution-id>grid.1</institution-id></institution-wrap>(<country>KP</country>)", "Dept, Univ A(KP)"),
        ("<addr-line>Univ A,</addr-line><country>KP</country>", "Univ A, KP"),
        ("Univ <italic>A</italic> and\n  <bold>B</bold>,\u00a0C", "Univ A and B,\u00a0C"),
        ("Univ A, e-mail: <email>a.b@x.edu</email>", "Univ A, e-mail: @x.edu"),
        ("Univ A &amp; B&nbsp;C <![CDATA[<D>]]><!-- no --><?pi x?>", "Univ A & B\u00a0C <D>"),
        ("Univ A<break/>City", "Univ A, City"),
        ("<named-content content-type='org'>Univ A</named-content>-<city>C</city>", "Univ A-C"),
    ],
)  # fmt: skip
def test_the_address_as_printed(inner: str, text: str) -> None:
    assert one(article(f"<aff>{inner}</aff>")).affiliations == (text,)


@pytest.mark.parametrize(
    ("inner", "names"),
    [
        ("<name><surname>Kim</surname><given-names>Chol</given-names><prefix>Dr</prefix></name>", [("Chol Kim", None)]),
        ("<name name-style='given-only'><given-names>Suharto</given-names></name>", [("Suharto", None)]),
        ("<string-name>Chol  Kim<xref ref-type='aff' rid='a'>1</xref></string-name>", [("Chol Kim", None)]),
        ("<string-name><surname>Kim</surname>, <given-names>Chol</given-names></string-name>", [("Chol Kim", None)]),
        (
            "<name-alternatives><name name-style='eastern' xml:lang='ko'><surname>김</surname><given-names>철</given-names></name>"
            "<name xml:lang='en'><surname>Kim</surname><given-names>Chol</given-names></name></name-alternatives>",
            [("Chol Kim", "김 철")],
        ),
        ("<name><surname>Ким</surname></name>", [("Ким", None)]),
        ("<collab><institution>A Group</institution><email>a@b.org</email></collab>", [("A Group", None)]),
        ("<collab-alternatives><collab>A Group</collab><collab>Группа</collab></collab-alternatives>", [("A Group", None)]),
        ("<name><surname>Kim</surname></name><collab>for G</collab>", [("Kim", None), ("for G", None)]),
        ("<anonymous/>", []),
    ],
)  # fmt: skip
def test_names_as_printed(inner: str, names: list[tuple[str, str | None]]) -> None:
    record = one(article(f"<contrib-group><contrib contrib-type='author'>{inner}</contrib></contrib-group>"))
    assert [(a.name, a.name_native) for a in record.authors] == names
    assert [a.position for a in record.authors] == list(range(len(names)))


@pytest.mark.parametrize(
    "printed",
    [
        "<contrib-id contrib-id-type='orcid' authenticated='true'>0000-0002-1825-0097</contrib-id>",
        "<contrib-id contrib-id-type='ORCID'>http://orcid.org/0000-0002-1825-0097/</contrib-id>",
        "<contrib-id contrib-id-type='scopus'>1</contrib-id><uri content-type='orcid'>https://orcid.org/0000-0002-1825-0097</uri>",
        "<ext-link xmlns:xlink='http://www.w3.org/1999/xlink' xlink:href='https://orcid.org/0000-0002-1825-0097'/>",
    ],
)
def test_orcid(printed: str) -> None:
    assert one(article(group(contrib("K", printed)))).authors[0].orcid == "0000-0002-1825-0097"


def notes(inner: str) -> str:
    return f"<author-notes>{inner}</author-notes>"


@pytest.mark.parametrize(
    ("meta", "flags", "domains", "statements"),
    [
        (group(contrib("K", to("c", kind="corresp")), contrib("L")) + notes("<corresp id='c'>a@x.edu</corresp>"),
         [True, None], ["x.edu", None], [("corresponding", "@x.edu", 0)]),
        (group(contrib("K", "", "corresp='yes'"), contrib("L", "", "corresp='no'")) + notes("<corresp>a@x.edu</corresp>"),
         [True, False], ["x.edu", None], [("corresponding", "@x.edu", 0)]),
        (group(contrib("K"), contrib("L")) + notes("<corresp>a@x.edu</corresp>"),
         [None, None], [None, None], [("corresponding", "@x.edu", None), ("email-domain", "x.edu", None)]),
        (group(contrib("K", to("c", kind="corresp")), contrib("L", to("c", kind="corresp"))) + notes("<corresp id='c'>a@x.edu</corresp>"),
         [True, True], [None, None], [("corresponding", "@x.edu", 0), ("corresponding", "@x.edu", 1), ("email-domain", "x.edu", None)]),
        (group(contrib("K", to("c", kind="corresp"))) + notes("<corresp id='c'>a@x.edu, b@y.edu</corresp>"),
         [True], [None], [("corresponding", "@x.edu, @y.edu", 0), ("email-domain", "x.edu", 0), ("email-domain", "y.edu", 0)]),
        (group(contrib("K", "<address><institution>U</institution><country>KP</country><email>a@x.edu</email></address>")),
         [None], ["x.edu"], [("note", "U KP", 0)]),
        (group(contrib("K", to("a")), contrib("L")) + "<aff id='a'>U, a@x.edu</aff>", [None, None], ["x.edu", None], []),
        (group(contrib("K", to("a")), contrib("L", to("a"))) + "<aff id='a'>U, a@x.edu</aff>",
         [None, None], [None, None], [("email-domain", "x.edu", None)]),
    ],
)  # fmt: skip
def test_correspondence(
    meta: str,
    flags: list[bool | None],
    domains: list[str | None],
    statements: list[tuple[str, str, int | None]],
) -> None:
    record = one(article(meta))
    assert [a.corresponding for a in record.authors] == flags
    assert [a.email_domain for a in record.authors] == domains
    assert [(s.kind, s.text, s.author) for s in record.statements] == statements


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("current-aff", [("present-address", 0), ("present-address", 1)]),
        ("present-address", [("present-address", 0), ("present-address", 1)]),
        ("on-leave", [("on-leave", 0), ("on-leave", 1)]),
        ("equal", [("note", None)]),
        ("", [("note", None)]),
    ],
)
def test_notes_on_authors(kind: str, expected: list[tuple[str, int | None]]) -> None:
    meta = group(contrib("K", to("n", kind="fn")), contrib("L", to("n", kind="author-notes")))
    record = one(article(meta + notes(f"<fn id='n' fn-type='{kind}'><p>At X.</p></fn>")))
    assert [(s.kind, s.author) for s in record.statements] == expected
    assert {s.text for s in record.statements} == {"At X."}


def test_biographies_behind_the_text() -> None:
    meta = group(contrib("K", to("b1", kind="bio")), contrib("L"))
    record = one(article(meta, back="<bio id='b1'><title>K</title><p>At X.</p></bio><bio><p>At Y.</p></bio>"))
    assert [(s.kind, s.text, s.place, s.author) for s in record.statements] == [
        ("biography", "K At X.", "back/bio", 0), ("biography", "At Y.", "back/bio", None),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        ("<pub-date pub-type='epub'><year>2007</year></pub-date>", [("online", "2007")]),
        ("<pub-date pub-type='collection'><season>Fall</season><year>2007</year></pub-date>", [("published", "2007")]),
        ("<pub-date pub-type='ppub'><month>Jan-Feb</month><year>2007</year></pub-date>", [("published", "2007")]),
        ("<pub-date pub-type='epub-ppub'><month>1</month><year>2007</year></pub-date>", [("published", "2007-01"), ("online", "2007-01")]),
        ("<pub-date date-type='pub' publication-format='print'><month>01</month><year>2007</year></pub-date>", [("published", "2007-01")]),
        ("<pub-date date-type='pub' publication-format='electronic'><year>2007</year></pub-date>", [("online", "2007")]),
        ("<pub-date date-type='collection' publication-format='electronic'><year>2007</year></pub-date>", [("published", "2007")]),
        ("<pub-date date-type='pub' iso-8601-date='2007-03-02'/>", [("published", "2007-03-02")]),
        ("<pub-date><string-date><month>March</month> <day>2</day>, <year>2007</year></string-date></pub-date>", [("published", "2007-03-02")]),
        ("<pub-date><string-date>2 March 2007</string-date></pub-date>", [("published", "2007-03-02")]),
        ("<pub-date pub-type='ppub'><day>31</day><month>2</month><year>2007</year></pub-date>", [("published", "2007-02")]),
        ("<pub-date pub-type='nihms-submitted'><year>2007</year></pub-date>", []),
        ("<pub-date calendar='Japanese'><year>12</year></pub-date>", []),
        ("<history><date date-type='received'><year>2006</year></date><date date-type='received'><year>2005</year></date></history>", [("submitted", "2006")]),
        ("<pub-history><event><date date-type='accepted'><year>2006</year></date></event></pub-history>", [("accepted", "2006")]),
    ],
)  # fmt: skip
def test_dates_of_every_kind(printed: str, expected: list[tuple[str, str]]) -> None:
    assert [(d.kind, d.value) for d in one(article(printed)).dates] == expected


def test_the_main_language_comes_first() -> None:
    record = one(
        article(
            "<abstract xml:lang='en'><p>English</p></abstract><abstract xml:lang='ko'><p>한국어</p></abstract>",
            attributes="xml:lang='ko-KR'",
        )
    )
    assert (record.abstract, record.language) == ("한국어", "ko-KR")


@pytest.mark.parametrize(
    ("ids", "source_id"),
    [
        ("<article-id pub-id-type='pmc'>123</article-id>", "PMC123"),
        ("<article-id pub-id-type='pmcid'>PMC123</article-id>", "PMC123"),
        ("<article-id pub-id-type='publisher-id'>x</article-id>", "10.1000/x"),
    ],
)
def test_the_id_of_the_record(ids: str, source_id: str) -> None:
    assert one(article(ids)).source_id == source_id


def test_a_list_that_was_cut() -> None:
    assert not one(article(group(contrib("K"), "<etal/>"))).authors_complete


WRAPPERS = {
    "pmc": "<pmc-articleset>{0}\n{0}</pmc-articleset>",
    "oai": '<?xml version="1.0"?><OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"><ListRecords><record><header>'
    '<identifier>oai:1</identifier></header><metadata>{0}</metadata></record><record><header status="deleted"/></record>'
    "<record><metadata>{0}</metadata></record></ListRecords></OAI-PMH>",
    "prefixes outside": '<set xmlns:mml="urn:m" xmlns:xlink="urn:x">{0}{0}</set>',
    "one after another": "{0}\n<!DOCTYPE article SYSTEM 'x.dtd'>\n{0}",
}


@pytest.mark.parametrize("wrapper", WRAPPERS)
def test_wrappers(wrapper: str) -> None:
    found = items(WRAPPERS[wrapper].format(GOOD.replace(' xmlns:xlink="http://www.w3.org/1999/xlink"', "")))
    plain = one(GOOD)
    assert [item.record if isinstance(item, Located) else item for item in found] == [plain, plain]


@pytest.mark.parametrize("prefix", ["", "j:"])
def test_namespaces(prefix: str) -> None:
    text = (
        GOOD.replace("<!-- </article> -->", "")
        .replace("</", "\0")
        .replace("<", f"<{prefix}")
        .replace("\0", f"</{prefix}")
    )
    name = f"{prefix}article"
    declared = f"xmlns{':j' if prefix else ''}='https://jats.nlm.nih.gov/ns/archiving/1.3/'"
    assert one(text.replace(f"<{name} ", f"<{name} {declared} ", 1)) == one(GOOD)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("<article><front/></article>", "article holds no article-meta"),
        ("<article><front><article-meta/></front></article>", "no identity: neither id nor DOI nor title"),
        (
            "<article><front></article>",
            "not well-formed XML: Opening and ending tag mismatch: front line 1 and article",
        ),
        ("<article><front>", "article is not closed where article begins"),
    ],
)
def test_what_cannot_be_read(content: str, reason: str) -> None:
    found = items(f"<pmc-articleset>{content}{GOOD}</pmc-articleset>")
    assert [type(item) for item in found] == [Rejected, Located]
    assert isinstance(found[0], Rejected)
    assert found[0].reason.startswith(reason)


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (DOCTYPE, True),
        ("<?xml version='1.0'?>\n<!DOCTYPE article PUBLIC '-//NLM//DTD Journal Publishing DTD v2.3 20070202//EN' 'x.dtd'>", True),
        ("<?xml version='1.0'?><pmc-articleset>", True),
        ("<article xmlns='x' article-type='editorial'>", True),
        ("<OAI-PMH><metadata><article xmlns='x' dtd-version='1.1'>", True),
        ("<article><title>DocBook</title></article>", False),
        ("<html><article><p>x</p></article></html>", False),
        ("<PubmedArticleSet>", False),
        ("@article{x, front}", False),
    ],
)  # fmt: skip
def test_how_it_is_told(head: str, expected: bool) -> None:
    assert FORMAT.recognises(head) == expected


pieces = st.lists(
    st.sampled_from([*GOOD.split("\n")[3:-1], "<aff>", "</aff>", "<sup>", "<contrib>", "<year>x</year>", "<collab/>", "&agr;"]),
    max_size=30,
)  # fmt: skip


@given(pieces)
@settings(max_examples=300, deadline=None)
def test_damage_stays_in_its_article(middle: list[str]) -> None:
    found = items(f"<set>{GOOD}\n<article><front>{''.join(middle)}</front></article>\n{GOOD}</set>")
    assert [isinstance(item, Located) for item in (found[0], found[-1])] == [True, True]
    assert len(found) >= 3
    for item in found:
        if isinstance(item, Located):
            record = item.record
            assert from_statement(record.statement) == record
            assert sorted(record.unmapped) == [
                n
                for n in range(len(record.affiliations))
                if all(n not in a.affiliations for a in record.authors)
            ]


@given(st.integers(0, len(GOOD)), st.integers(1, 300), st.binary(max_size=20))
@settings(max_examples=200, deadline=None)
def test_any_bytes_in_any_place(place: int, length: int, other: bytes) -> None:
    raw = GOOD.encode()
    assert items(raw[:place] + other + raw[place + length :])


@pytest.mark.shared
@pytest.mark.parametrize(
    ("name", "authors", "affiliations", "references"),
    [("jats_6605965a", 46, 33, 53), ("jats_pone.0000217", 4, 4, 6)],
)
def test_the_real_files(
    shared_folder: Path, name: str, authors: int, affiliations: int, references: int
) -> None:
    with gzip.open(shared_folder / f"data/bib/{name}.nxml.gz") as file:
        (item,) = FORMAT.read(cast(BinaryIO, file))
    assert isinstance(item, Located)
    record = item.record
    assert (len(record.authors), len(record.affiliations)) == (authors, affiliations)
    assert sum(len(a.affiliations) for a in record.authors) == references
    assert record.unmapped == ()
    assert {d.kind for d in record.dates} == {"published", "online", "submitted", "accepted"}
