"""First contacts after a date: worked out by hand."""

from __future__ import annotations

from typing import Any

import pytest

from graph.queries import ask
from graph.store import Store
from tests.cypher.made import Address, Ev, Made, Places, at, by, day, inst, review, work, write

KP = by("k", "KP")


def common(key: str, year: int | None, code: str, **more: Any) -> Made:
    return work(key, year, KP, by(f"of {code}", code), **more)


WORKS = [
    # CN: known before
    common("cn-old", 2012, "CN"),
    common("cn-new", 2018, "CN"),
    # DE: two works submitted on one day; the other is published earlier
    common("de-b", 2018, "DE", **day("2017-05-02")),
    common("de-a", 2019, "DE", **day("2017-05-02")),
    # SE: the only earlier work is one of the year of the date, without more
    common("se-2016", 2016, "SE"),
    common("se-2018", 2018, "SE"),
    # FR: submitted before, published after
    common("fr", 2017, "FR", **day("2016-10")),
    # IT: the earlier work has Italy for review only
    work("it-old", 2010, KP, by("i", at("Rome or elsewhere", review("IT")))),
    common("it-new", 2020, "IT"),
    # US: nothing certain at all
    work("us", 2019, KP, by("u", at("Address", review("US")))),
    # JP: of the day itself, which is not after it; EG: of the day after
    common("jp", 2017, "JP", **day("2016-11-30")),
    common("eg", 2017, "EG", **day("2016-12-01")),
    # RU: a month ends by its last day; a day within it is another matter
    common("ru", 2017, "RU", **day("2016-11")),
    # VN: in the year of the date, and published in its spring
    common("vn", 2016, "VN", **day("2016-03-01", "published")),
    # one author with both addresses, in two sources that are one work; no year, but submitted
    work("openalex:W1", None, by("k", "KP", "CA"), records_count=2, **day("2018-01")),
    common("openalex:W2", None, "CU"),
    # GB: a certain address, less certain than asked for
    work("gb-old", 2014, KP, by("g", at("London", Ev("GB", confidence=0.4)))),
    common("gb-new", 2021, "GB"),
    # known by addresses that no author was given
    work("be", 2022, loose=[at("Pyongyang", "KP"), at("Ghent", "BE")]),
    work("others", 2009, by("u", "US"), by("g", "GB")),
    work("nobody", 2016),
    work("later", 2017, by("x")),
]


@pytest.fixture
def filled(store: Store) -> Store:
    write(store, WORKS)
    return store


def found(store: Store, **given: Any) -> dict[str, tuple[Any, ...]]:
    columns = ("work", "dated", "dated_by", "works", "for_review", "state")
    return {
        row["other_country"]: tuple(row[name] for name in columns)
        for row in ask(store, "first-contacts", **given).rows
    }


CERTAIN = {
    "EG": ("doi:10.1/eg", "2016-12-01", "submitted", 1, 0, "yes"),
    "DE": ("doi:10.1/de-a", "2017-05-02", "submitted", 2, 0, "yes"),
    "CA": ("openalex:W1", "2018-01", "submitted", 1, 0, "yes"),
    "BE": ("doi:10.1/be", "2022", "year", 1, 0, "yes"),
}
FOR_REVIEW = {
    "SE": ("doi:10.1/se-2016", "2016", "year", 1, 1, "review"),
    "US": ("doi:10.1/us", "2019", "year", 0, 1, "review"),
    "IT": ("doi:10.1/it-new", "2020", "year", 1, 0, "review"),
    "GB": ("doi:10.1/gb-new", "2021", "year", 1, 0, "review"),
    "CU": ("openalex:W2", None, None, 0, 1, "review"),
}


def test_countries(filled: Store) -> None:
    assert found(filled) == CERTAIN
    assert list(found(filled)) == list(CERTAIN), "in the order of their dates"
    assert found(filled, review="only") == FOR_REVIEW
    assert found(filled, review="include") == CERTAIN | FOR_REVIEW
    # an earlier work counts against a contact only as far as it is believed
    assert "GB" not in found(filled, review="include", min_confidence=0.3)
    assert found(filled, country="US", review="include")["KP"][3:] == (0, 1, "review")


def test_the_date(filled: Store) -> None:
    # a year or a month stands for its last day
    assert set(found(filled, after="2016")) == {"DE", "CA", "BE"}
    assert found(filled, after="2016") == found(filled, after="2016-12") == found(filled, after="2016-12-31")
    assert set(found(filled, after="2016-11-29")) == {"JP", *CERTAIN}
    assert "RU" in found(filled, after="2016-10")
    assert "RU" in found(filled, after="2016-10-31")
    assert found(filled, after="2016-11-15", review="only")["RU"][1:] == (
        "2016-11",
        "submitted",
        0,
        1,
        "review",
    )
    # Sweden: a work of 2016, and it is after 2015
    assert found(filled, after="2015")["SE"] == ("doi:10.1/se-2016", "2016", "year", 2, 0, "yes")
    assert found(filled, after="2015")["FR"][:2] == ("doi:10.1/fr", "2016-10")
    assert found(filled, after="2015")["VN"][:3] == ("doi:10.1/vn", "2016-03-01", "published")


def test_years_and_notes(filled: Store) -> None:
    # the years are those of the first common work: an earlier one outside of them still counts
    assert set(found(filled, **{"from": 2018, "to": 2019})) == {"DE"}
    assert set(found(filled, **{"from": 2019, "to": 2019})) == {"DE"}
    assert set(found(filled, **{"from": 2020})) == {"BE"}
    answer = ask(filled, "first-contacts", {"from": 2017})
    assert answer.notes == (
        "3 more for review: --review include",
        "1 work left out without a year",
        "of 22 works, 20 have a readable affiliation",
    )
    # of the years up to 2016
    assert {(row["readable"], row["all_works"]) for row in answer.rows} == {(6, 7)}


def test_evidence(filled: Store) -> None:
    rows = {row["other_country"]: row for row in ask(filled, "first-contacts", review="include").rows}
    germany = rows["DE"]
    assert germany["dois"] == ["10.1/de-a", "10.1/de-b"]
    assert germany["affiliations"] == ["KP: Institute, KP", "DE: Institute, DE"]
    assert germany["rules"] == ["KP: country-name, 0.9", "DE: country-name, 0.9"]
    assert (germany["confidence"], germany["caveat"], germany["institution"]) == (0.9, "", None)
    assert rows["CA"]["caveat"] == "no year known; 1 author printed both"
    assert (rows["CA"]["doi"], rows["CA"]["dois"], rows["CA"]["work_keys"]) == (None, [], ["openalex:W1"])
    assert rows["SE"]["may_be_earlier"] == ["doi:10.1/se-2016"]
    assert rows["SE"]["work_keys"] == ["doi:10.1/se-2016", "doi:10.1/se-2018"]
    assert "1 of the common works cannot be dated before or after 2016-11-30" in rows["SE"]["caveat"]
    assert rows["IT"]["may_be_earlier"] == ["doi:10.1/it-old"]
    assert "1 earlier, on which one of the two is for review or less certain" in rows["IT"]["caveat"]
    assert rows["GB"]["may_be_earlier"] == ["doi:10.1/gb-old"]
    assert rows["US"]["caveat"] == "no common work after 2016-11-30 is certain"
    assert rows["BE"]["affiliations"] == ["KP: Pyongyang", "BE: Ghent"]


def test_a_work_that_may_have_been_submitted_before(store: Store) -> None:
    write(store, [common("a", 2017, "DE"), common("b", 2018, "SE")])
    rows = ask(store, "first-contacts").rows
    assert [row["caveat"] for row in rows] == [
        "submission date of the first not known: it may be from before",
        "",
    ]


def univ(key: str, code: str, **more: Any) -> Address:
    return at(f"Dept, {key}, {code}", code, inst(f"ror:{key}", **more))


def institutions(store: Store, **given: Any) -> list[tuple[Any, ...]]:
    columns = ("institution", "other_institution", "other_country", "work", "works", "state")
    rows = ask(store, "first-contacts", {"of": "institutions", **given}).rows
    return [tuple(row[name] for name in columns) for row in rows]


@pytest.fixture
def institutes(store: Store) -> Store:
    places = Places()
    for key, code in (
        ("kisu", "KP"), ("faculty", "KP"), ("chair", "KP"), ("kut", "KP"), ("pku", "CN"), ("lab", "CN"), ("jena", "DE"),
        ("centre", "CN"),
    ):  # fmt: skip
        places.add(f"ror:{key}", code, name=key.title(), controlled="KP" if key == "centre" else None)
    places.add("coauth:1", "CN", name="Unknown College", status="printed")
    # a part of a part; and one abroad, which stands where it stands
    places.parts |= {
        ("ror:faculty", "ror:kisu"), ("ror:chair", "ror:faculty"), ("ror:lab", "ror:pku"), ("ror:centre", "ror:kisu"),
    }  # fmt: skip
    printed = at("College", "CN", inst("coauth:1", state="review", rule="printed-name", confidence=0.4))
    write(
        store,
        [
            # the whole wrote with the other before, a part of it later: no first contact
            work("old", 2012, by("k", univ("kisu", "KP")), by("c", univ("pku", "CN"))),
            work("part", 2018, by("k", univ("faculty", "KP")), by("c", univ("lab", "CN"))),
            # one paper names a part and its whole, by one author and by two
            work("both", 2019, by("k", univ("kisu", "KP"), univ("chair", "KP")), by("g", univ("jena", "DE")),
                 by("l", univ("faculty", "KP", confidence=0.99))),
            work("kut", 2020, by("h", univ("kut", "KP")), by("c", univ("lab", "CN"), univ("pku", "CN"))),
            work("centre", 2021, by("k", univ("kisu", "KP")), by("z", univ("centre", "CN"))),
            work("name", 2021, by("k", univ("chair", "KP")), by("p", printed)),
        ],
        places,
    )  # fmt: skip
    return store


def test_institutions(institutes: Store) -> None:
    assert institutions(institutes) == [
        ("Kisu", "Jena", "DE", "doi:10.1/both", 1, "yes"),
        ("Kut", "Pku", "CN", "doi:10.1/kut", 1, "yes"),
        ("Kisu", "Centre", "CN", "doi:10.1/centre", 1, "yes"),
    ]
    assert institutions(institutes, review="only") == [
        ("Kisu", "Unknown College", "CN", "doi:10.1/name", 0, "review")
    ]
    assert [row[1] for row in institutions(institutes, other="DE")] == ["Jena"]
    assert [row[:3] for row in institutions(institutes, country="DE", other="KP")] == [("Jena", "Kisu", "KP")]


def test_evidence_of_institutions(institutes: Store) -> None:
    jena, pku, centre, name = ask(institutes, "first-contacts", of="institutions", review="include").rows
    assert jena["affiliations"] == [
        "Kisu: Dept, kisu, KP", "Kisu: Dept, chair, KP", "Kisu: Dept, faculty, KP", "Jena: Dept, jena, DE",
    ]  # fmt: skip
    assert jena["rules"][-2:] == ["Kisu: known-institution, 0.99", "Jena: known-institution, 0.95"]
    assert (jena["institution_key"], jena["other_key"], jena["confidence"]) == ("ror:kisu", "ror:jena", 0.95)
    assert {line.partition(":")[0] for line in pku["affiliations"]} == {"Kut", "Pku"}
    assert centre["caveat"] == "Centre is controlled from KP"
    assert "Unknown College is known by its printed name only" in name["caveat"]
