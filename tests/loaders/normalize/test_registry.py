"""The built-in table of institutions and the tables beside it."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pycountry
import pytest

from loaders import registry
from loaders.facts import rows_of
from loaders.normalize.affiliations import decide

SHARED = Path(__file__).resolve().parents[4] / "shared"
CODES = {country.alpha_2 for country in pycountry.countries} | {"XK"}

# the institutions of the analysts' list, with the ids that stand there
LISTED = {
    "Kim Il Sung University": None, "Kim Chaek University of Technology": None,
    "State Academy of Sciences": None,
    "University of Sciences": None, "Pyongyang University of Science and Technology": None,
    "Hamhung University of Chemical Industry": None, "Pyongyang University of Mechanical Engineering": None,
    "Pyongyang University of Architecture": None, "Pyongyang University of Transport": None,
    "Kim Hyong Jik University of Education": None, "Pyongyang Medical College": None,
    "Chongjin University of Mining and Metallurgy": None,
    "Huichon University of Telecommunications": "00fq58w87",
    "Koryo Songgyungwan University": "00wtvt142", "Kim Il-Sung Military University": "01zxpj864",
    "Pyongyang University of Music and Dance": "03nbxaq37",
    "Zoological Institute, State Academy of Sciences": "00ybseg45",
    "Central Institute of Metrology": "02a9x5m28",
    "KISU Joint Research Centre, Beijing": None, "Rungra 888": None, "Chosun University": "01zt9a375",
    "Korea University": "047dqcg40", "Kangwon National University": "01mh5ph17",
    "Yanbian University": "039xnh269",
    "Korea University (Japan)": None,
}  # fmt: skip


def test_every_listed_institution_with_its_id() -> None:
    table = {fact.name: fact for fact in registry.facts()}
    assert {name: table[name].ror for name in LISTED} == LISTED


def test_keys_are_one_each_and_lead_back() -> None:
    facts = registry.facts()
    assert len({fact.key for fact in facts}) == len(facts)
    for fact in facts:
        assert registry.by_key(fact.key) is fact
        assert fact.key == (
            f"ror:{fact.ror}" if fact.ror else registry.institution_key(fact.name, fact.country)
        )
        assert fact.country in CODES
        assert fact.source
        if fact.part_of:
            assert registry.by_key(fact.part_of) is not None
    assert registry.by_key("ror:nothing") is None


def test_at_least_two_hundred_partners_in_other_countries() -> None:
    assert sum(fact.country != "KP" for fact in registry.facts()) >= 200


@pytest.mark.parametrize("fact", registry.facts(), ids=lambda fact: fact.name)
def test_every_name_claims_its_institution(fact: registry.InstitutionFact) -> None:
    for name in fact.names:
        found = decide(name).institutions
        assert fact.key in {decision.key for decision in found}, name


@pytest.mark.parametrize("table", ["countries.tsv", "regions.tsv", "places.tsv"])
def test_tables_name_countries_that_exist(table: str) -> None:
    for row in rows_of(table):
        assert row["source"]
        assert all(code in CODES or code == "XX" for code in row["code"].split()), row
        assert all(row["forms"].split("|")), row


@pytest.mark.shared
def test_ids_are_those_of_the_registry() -> None:
    known: dict[str, str | None] = {}
    with gzip.open(
        SHARED / "data/registry/ror_records_2026-06_partial.jsonl.gz", "rt", encoding="utf-8"
    ) as file:
        for line in file:
            record = json.loads(line)
            country = (
                record["locations"][0]["geonames_details"]["country_code"]
                if record["_schema"] == "v2"
                else record["country"]["country_code"]
            )
            known[record["id"].rpartition("/")[2]] = country
    with gzip.open(SHARED / "data/registry/ror_related_ids.tsv.gz", "rt", encoding="utf-8") as file:
        for line in file:
            known.setdefault(line.split("\t")[0].rpartition("/")[2], None)
    listed = set(LISTED.values())
    for fact in registry.facts():
        if fact.ror:
            assert fact.ror in known or fact.ror in listed, fact.name
            assert known.get(fact.ror) in (fact.country, None), fact.name
