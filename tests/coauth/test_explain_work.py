"""`coauth explain work`: who says what of a merged work."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from coauth.explain_work import lines
from coauth.main import run
from graph import model, schema
from graph.store import Store
from loaders.deciding import Decider
from loaders.merging.identity import group
from loaders.records import PrintedAuthor, PrintedDate, Record, Seen, Statement
from loaders.stored_work import StoredWork, names_of
from loaders.testimony import WhoSays
from loaders.who_says import REASONS, who_says
from loaders.works import Authorship, compute
from tests.printed import fact, openalex, write_lines
from tests.servers.targets import Cli

KISU = "Kim Il Sung University, Pyongyang"
HIT = "Harbin Institute of Technology, Harbin, China"
HAND = Record(
    source="facts", source_id="a", doi="10.1000/x", title="On melt", year=2017, venue="Nature",
    dates=(PrintedDate("published", "2017-05"),), affiliations=(KISU, HIT, "Yanbian University, Yanji, China"),
    authors=(PrintedAuthor("Ri Chol Su", 0, affiliations=(0,), corresponding=True), PrintedAuthor("Wang Wei", 1, affiliations=(1,))),
    unmapped=(2,), seen=Seen("https://example.org/x", "An Analyst", "2026-11-25", "page.png", "ab" * 32),
    statements=(Statement("email-domain", "ryongnamsan.edu.kp", "RP", 0),),
)  # fmt: skip
LABELLED = Record(
    source="openalex", source_id="W77", openalex="W77", doi="10.1000/x", title="On Melt.", year=2017,
    dates=(PrintedDate("published", "2017-03-01"),), affiliations=(KISU,),
    authors=(
        PrintedAuthor("Chol-Su Ri", 0, affiliations=(0,), labels=("KR",), source_id="openalex:A1"),
        PrintedAuthor("Wei Wang", 1, labels=("CN",)),
        PrintedAuthor("Jane Roe", 2, labels=("US",)),
    ),
)  # fmt: skip


def row_of(a: Authorship) -> dict[str, Any]:
    """An authorship as a store would hold it, with its person."""
    names = ("affiliation", "kind", "value", "state", "rule", "confidence", "record")
    return {
        "key": a.key, "mentions": a.mentions, "aligned": a.aligned.rule, "position": a.position, "printed": a.printed,
        "affiliations": a.affiliations, "countries": a.countries, "review": a.country_review,
        "person": f"p{a.position}", "person_name": a.printed, "person_state": "yes",
        "person_rule": "founding-mention", "person_confidence": 1.0,
        **{f"ev_{name}": [getattr(found, name) for found in a.findings] for name in names},
    }  # fmt: skip


def stored(*records: Record, **more: Any) -> StoredWork:
    """A work as a store would hold it."""
    (one,) = group(records)
    state = compute(one, Decider())
    return StoredWork(
        work=schema.row_of(state.work),
        records=tuple(
            {"key": r.key, "source": r.source, "file": "f.jsonl", "line": n, "loads": ["l1"], "first_load": "l1",
             "statement": r.statement, **more.get(r.source, {})}
            for n, r in enumerate(one.records, 1)
        ),
        authorships=tuple(
            row_of(a) for a in state.authorships
        ),
        institutions={key: found.name for key, found in state.institutions.items()},
        related=more.get("related", ()),
        sharing=more.get("sharing", ()),
    )  # fmt: skip


@pytest.fixture
def account() -> WhoSays:
    """Two records of one work that differ."""
    return who_says(stored(HAND, LABELLED), Decider())


def test_each_value_with_its_records_and_which_one_was_taken(account: WhoSays) -> None:
    told = {
        field.name: [(value.value, value.taken, value.records) for value in field.values]
        for field in account.fields
    }
    hand, other = HAND.key, LABELLED.key
    assert told["title"] == [("On Melt.", True, (other,)), ("On melt", False, (hand,))]
    assert told["year"] == [(2017, True, (hand, other))]
    assert told["published"] == [("2017-03-01", True, (other,)), ("2017-05", False, (hand,))]
    assert told["venue"] == [("Nature", True, (hand,))]
    assert told["authors"] == [(3, True, (other,)), (2, False, (hand,))]
    assert {field.name for field in account.fields if field.differ} == {"title", "published", "authors"}


def test_an_author_in_the_words_of_each_record(account: WhoSays) -> None:
    ri = account.authors[0]
    assert [(m.record, m.name, m.corresponding, m.affiliations) for m in ri.mentions] == [
        (LABELLED.key, "Chol-Su Ri", None, (KISU,)),
        (HAND.key, "Ri Chol Su", True, (KISU,)),
    ]
    assert (ri.aligned.state, ri.aligned.rule, ri.aligned.confidence) == ("yes", "same-name", 0.98)
    (address,) = ri.addresses
    assert (address.printed, set(address.records)) == (KISU, {HAND.key, LABELLED.key})
    country = next(read for read in address.read if read.kind == "country")
    assert (country.value, country.state, country.name) == (
        "KP",
        "yes",
        "Korea, Democratic People's Republic of",
    )
    assert country.span is not None
    assert KISU[slice(*country.span)] in KISU
    assert any(read.kind == "institution" and read.name == "Kim Il Sung University" for read in address.read)


def test_a_label_stands_beside_the_print(account: WhoSays) -> None:
    told = {author.printed: [(l.code, l.verdict) for l in author.labels] for author in account.authors}  # noqa: E741
    assert told["Ri Chol Su"] == [("KR", "print-decides")]
    assert told["Jane Roe"] == [("US", "label-only")]
    (agreed,) = (labels for name, labels in told.items() if "Wang" in name)
    assert agreed == [("CN", "agrees")]
    assert f"openalex [2] labels KR Korea, Republic of; printed: {KISU} → KP yes" in "\n".join(lines(account))
    assert "the printed string decides" in "\n".join(lines(account))


def test_loose_addresses_statements_and_where_it_was_seen(account: WhoSays) -> None:
    (loose,) = account.unmapped
    assert (loose.printed, loose.records) == ("Yanbian University, Yanji, China", (HAND.key,))
    (said,) = account.statements
    assert (said.kind, said.text, said.place, said.author) == (
        "email-domain",
        "ryongnamsan.edu.kp",
        "RP",
        "Ri Chol Su",
    )
    text = "\n".join(lines(account))
    for part in (
        "seen at https://example.org/x, added by An Analyst on 2026-11-25",
        "kept as page.png, SHA-256 abab",
    ):
        assert part in text


def test_every_reason_of_a_review_in_plain_words() -> None:
    (about,) = (one.about for one in model.properties(model.Work) if one.name == "review_reasons")
    names = re.findall(r"([a-z]+(?:-[a-z]+)+) \(", about)
    assert len(names) >= 3
    assert set(names) <= set(REASONS)
    other = {"work": "doi:10.1/y", "doi": "10.1/y", "title": "Other", "year": None, "by": "pmid:1"}
    told = stored(HAND, sharing=(other,))
    told.work["review_reasons"] = ("two-dois", "of-a-later-version")
    text = "\n".join(lines(who_says(told, Decider())))
    assert f"two-dois: {REASONS['two-dois']}" in text
    assert "shares pmid:1 with doi:10.1/y (Other)" in text
    assert "of-a-later-version" in text


def test_what_rests_on_a_statement_and_how_a_record_was_joined() -> None:
    told = stored(HAND, facts={"joined": {"rule": "same-title", "confidence": 0.9}})
    ri = told.authorships[0]
    ri |= {
        "statements": ["Pyongyang"],
        "statement_places": ["RP"],
        "ev_statement": [-1] * len(ri["ev_kind"]) + [0],
    }
    for name, value in (
        ("affiliation", -1), ("kind", "country"), ("value", "KP"), ("state", "review"), ("rule", "statement-x/city"),
        ("confidence", 0.5), ("record", HAND.key),
    ):  # fmt: skip
        ri[f"ev_{name}"].append(value)
    text = "\n".join(lines(who_says(told, Decider())))
    assert (
        "said elsewhere: Pyongyang (RP) → KP Korea, Democratic People's Republic of: review, statement-x/city, 0.50 [1]"
        in text
    )
    assert "joined without a common identifier by: yes, same-title, 0.90" in text


def test_works_that_are_joined_to_it() -> None:
    row = {"type": "T", "towards": True, "work": "doi:10.1/z", "doi": "10.1/z", "title": None, "year": 2018,
           "fields": {"score": 0.9}}  # fmt: skip
    account = who_says(stored(HAND, related=(row, row | {"towards": False})), Decider())
    text = "\n".join(lines(account))
    assert "T → doi:10.1/z (no title, 2018): score 0.9" in text
    assert "T ← doi:10.1/z" in text


def test_a_record_that_has_changed_since() -> None:
    newer = Record(source="facts", source_id="a", doi="10.1000/x", title="On melt").statement
    account = who_says(stored(HAND, facts={"statement": newer, "stale": True}), Decider())
    text = "\n".join(lines(account))
    assert "changed since" in text
    assert "no longer says so" in text


def test_nothing_of_the_data_reaches_the_terminal_raw() -> None:
    evil = "\x1b[31mPyongyang\u202e\n\x07"
    record = Record(
        source="s", source_id=evil, title=evil, venue=evil, abstract=evil, keywords=(evil,), funders=(evil,),
        authors=(PrintedAuthor(evil, 0, affiliations=(0,), labels=("KR",), name_native=evil, source_id=evil),),
        affiliations=(evil, evil + "x"), unmapped=(1,), statements=(Statement("note", evil, evil, 0),),
        seen=Seen(evil, evil, evil, evil, evil), updated=evil,
    )  # fmt: skip
    account = who_says(stored(record, s={"file": evil}), Decider())
    text = "\n".join(lines(account))
    assert not {"\x1b", "\u202e", "\x07"} & set(text)
    assert len(list(lines(account))) == len(text.splitlines())


NAMES = [
    ("10.1000/X", "doi", "10.1000/x"), ("doi:10.1000/x", "doi", "10.1000/x"), ("https://doi.org/10.1000/x.", "doi", "10.1000/x"),
    ("pmid:0123", "pmid", "123"), ("123", "pmid", "123"), ("https://pubmed.ncbi.nlm.nih.gov/123/", "pmid", "123"),
    ("w77", "openalex", "W77"), ("openalex:W77", "openalex", "W77"), ("https://openalex.org/W77", "openalex", "W77"),
    ("https://api.openalex.org/works/W77", "openalex", "W77"), ("arXiv:2203.05726v2", "arxiv", "2203.05726"),
    ("https://arxiv.org/abs/2203.05726", "arxiv", "2203.05726"), ("https://arxiv.org/pdf/2203.05726v1", "arxiv", "2203.05726"),
    ("10.48550/arXiv.2203.05726", "arxiv", "2203.05726"), ("arxiv:hep-th/9901001", "arxiv", "hep-th/9901001"),
    ("facts:a", "key", "facts:a"),
]  # fmt: skip


@pytest.mark.parametrize(("asked", "kind", "value"), NAMES)
def test_any_id_names_a_work(asked: str, kind: str, value: str) -> None:
    assert names_of(f" {asked} ")[kind] == [value]


def test_from_the_store(coauth: Cli, store: Store) -> None:
    one = openalex(
        "W77", doi="https://doi.org/10.1000/x", authors=[("Chol-Su Ri", [KISU])], ids={"pmid": "https://pubmed.ncbi.nlm.nih.gov/123"}
    )  # fmt: skip
    one["authorships"][0]["countries"] = ["KR"]
    two = fact("a", doi="10.1000/X", authors=[("Ri Chol Su", [KISU]), ("Wang Wei", [HIT])], title="On melt")
    three = fact("b", doi="10.1000/y", pmid="123", authors=[("Wang Wei", [HIT])])
    write_lines(coauth.folder / "w.jsonl", [one, two, three])
    assert coauth("load", "w.jsonl").returncode == 0
    shown = coauth("explain", "work", "https://doi.org/10.1000/X")
    assert shown.returncode == 0, shown.stderr
    assert f"labels KR Korea, Republic of; printed: {KISU} → KP yes" in shown.stdout
    assert "first read from w.jsonl line 2" in shown.stdout
    assert coauth("explain", "work", "W77", "-o", "w.json").returncode == 0
    told = json.loads((coauth.folder / "w.json").read_text(encoding="utf-8"))
    assert (told["work"], len(told["records"]), len(told["authors"])) == ("doi:10.1000/x", 2, 2)
    assert [country["code"] for country in told["countries"]] == ["CN", "KP"]
    assert told["authors"][0]["labels"] == [
        {"code": "KR", "name": "Korea, Republic of", "records": ["openalex:W77"], "verdict": "print-decides"}
    ]
    several = coauth("explain", "work", "pmid:123")
    assert several.returncode == 1
    for part in (
        "pmid:123 means 2 works",
        "doi:10.1000/x",
        "doi:10.1000/y",
        "try: coauth explain work doi:10.1000/x",
    ):
        assert part in several.stderr
    unknown = coauth("explain", "work", "10.1000/none")
    assert (unknown.returncode, unknown.stdout) == (1, "")
    assert "  try: " in unknown.stderr


@pytest.mark.parametrize("arguments", [("-o", "x.html"), ("--json", "-o", "x.txt")])
def test_wrong_usage_before_any_store(arguments: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["explain", "work", "10.1000/x", *arguments]) == 2
    assert "  try: " in capsys.readouterr().err
