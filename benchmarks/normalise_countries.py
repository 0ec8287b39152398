"""The sets of countries that benchmarks.normalise measures.

cases: ../shared/cases. dprk: works that were judged by hand. printed: PubMed's affiliations whose last two pieces name
a country, against a sample that was read by hand (pubmed_sample.tsv: hash of the string, countries printed in it).
unprinted: the strings of three gold files, the answer the country of the registry's institution; apart those of them
that hold no name of a country. at-hand: every string at hand, for speed and rules; no answers.
"""

from __future__ import annotations

import ast
import csv
import hashlib
import io
import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pycountry
from lxml import etree

from benchmarks import dprk
from benchmarks.at_hand import DATA, content
from benchmarks.normalise_peers import country_peers
from benchmarks.normalise_rows import Case, Engine, Reader, Said, Set
from loaders.normalize.affiliations import decide
from loaders.normalize.reading import fold_words

SAMPLE = 300
_HERE = Path(__file__).resolve().parent


def make_ours() -> Reader:
    """`decide`, countries only."""

    def read(text: str) -> list[Said]:
        return [Said(str(d.value), d.state, d.rule) for d in decide(text).countries]

    return read


OURS = Engine("coauth", make_ours)


def hash_of(text: str) -> str:
    """What stands for a string in the tables of the repository, which hold no fetched text."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _table(name: str) -> Iterator[dict[str, str]]:
    lines = (DATA.parent / "cases" / name).read_text(encoding="utf-8").split("\n")
    columns = lines[0].split("\t")
    for line in lines[1:]:
        if line:
            yield dict(zip(columns, line.split("\t"), strict=True))


def cases() -> list[Case] | None:
    """Both tables of cases. A country against a city must be for review, whatever the institution's is."""
    if not (DATA.parent / "cases" / "countries.tsv").is_file():
        return None
    found = []
    for row in _table("countries.tsv"):
        certain = row["expect"] not in ("none", "review")
        gold = frozenset((row["expect"],) if certain else ())
        found.append(Case((row["input"],), gold, row["expect"] == "review"))
    for row in _table("institutions.tsv"):
        flagged = "flagged" in row["reason"]
        gold = frozenset(() if flagged or row["country"] == "none" else row["country"].split(";"))
        found.append(Case((row["input"],), gold, flagged))
    return found


def case_inputs() -> list[str]:
    """The strings of both tables, as they are in them; none where they are not at hand."""
    return [case.texts[0] for case in cases() or ()]


def _works() -> list[dprk.Judged] | None:
    raw = content("dprk/works.jsonl")
    if raw is None:
        return None
    works = [json.loads(line) for line in raw.decode("utf-8").split("\n") if line.strip()]
    return list(dprk.judge(works))


def dprk_kp() -> list[Case] | None:
    """Works with a yes or no for KP."""
    works = _works()
    if works is None:
        return None
    return [Case(work.printed, frozenset(("KP",) if work.positive else ())) for work in works]


def dprk_sets() -> list[Case] | None:
    """Works of which all countries were judged by hand."""
    works = _works()
    if works is None:
        return None
    return [Case(w.printed, w.by_hand) for w in works if w.scoring == "label+countries" and w.by_hand]


@cache
def pubmed_strings() -> tuple[str, ...] | None:
    """Distinct affiliations of the PubMed file, in order."""
    raw = content("pubmed/pubmed_articles.xml.gz")
    if raw is None:
        return None
    found: dict[str, None] = {}
    for _, element in etree.iterparse(
        io.BytesIO(raw), tag="Affiliation", resolve_entities=False, no_network=True
    ):
        text = "".join(element.itertext()).strip()
        if text:
            found[text] = None
        element.clear()
    return tuple(found)


# further forms that are printed at the end of addresses; ISO's own names come from pycountry
_PRINTED = """USA|U.S.A.|US|U.S.|United States of America|UK|U.K.|England|Scotland|Wales|Northern Ireland|Great Britain|
P.R. China|PR China|P. R. China|P R China|People's Republic of China|South Korea|Republic of Korea|Korea|North Korea|
The Netherlands|Holland|Russia|Iran|Taiwan|Vietnam|Czech Republic|Turkey|Macedonia|Syria|Tanzania|Bolivia|Venezuela|
Brasil|España|Deutschland|Italia|México|Schweiz|Suisse|Österreich|Danmark|Sverige|Norge|Polska|Ivory Coast|
Hong Kong|Macau|Macao|Palestine|Kosovo|U.A.E.|UAE|K.S.A.|KSA|Kingdom of Saudi Arabia|R.O.C.|Swaziland|Laos|Moldova|
Brunei|Cape Verde|Congo|Yugoslavia|USSR|Soviet Union|Czechoslovakia|West Germany""".replace("\n", "")


@cache
def country_names() -> re.Pattern[str]:
    """Any of the names of countries, as folded words between blanks."""
    names = set(_PRINTED.split("|"))
    for country in pycountry.countries:
        for attribute in ("name", "common_name", "official_name"):
            name = getattr(country, attribute, None)
            if name:
                names.add(name)
    folded = sorted({" ".join(fold_words(name)) for name in names}, key=len, reverse=True)
    return re.compile(" (?:" + "|".join(map(re.escape, folded)) + ") ")


def names_country(text: str) -> bool:
    """Whether any name of a country is printed in a text, whatever it means there."""
    return country_names().search(" " + " ".join(fold_words(text)) + " ") is not None


def last_names_country(text: str) -> bool:
    """Whether one of the last two pieces between commas holds the name of a country."""
    pieces = [piece for piece in re.split(r"[,;]", text.rstrip(" .;,")) if piece.strip()]
    return names_country(" , ".join(pieces[-2:]))


def sample() -> list[str] | None:
    """The strings that were read by hand: the first of the subset in the order of their hashes."""
    strings = pubmed_strings()
    return None if strings is None else sorted(filter(last_names_country, strings), key=hash_of)[:SAMPLE]


def sample_labels() -> dict[str, frozenset[str]]:
    """Hash of a string -> the countries that were read in it."""
    lines = (_HERE / "pubmed_sample.tsv").read_text(encoding="ascii").split("\n")
    rows = [line.split("\t") for line in lines if line and not line.startswith("#")]
    return {key: frozenset(codes.split()) for key, codes in rows}


def printed() -> list[Case] | None:
    """The sample with its labels."""
    strings = sample()
    labels = sample_labels()
    if strings is None:
        return None
    return [Case((text,), labels[hash_of(text)]) for text in strings if hash_of(text) in labels]


@cache
def country_of_id() -> dict[str, frozenset[str]]:
    """ROR id (its last part) -> countries of its locations, of the records at hand."""
    raw = content("registry/ror_records_2026-06_partial.jsonl.gz")
    found: dict[str, frozenset[str]] = {}
    for line in (raw or b"").split(b"\n"):
        if not line.strip():
            continue
        record = json.loads(line)
        codes = {
            place["geonames_details"]["country_code"]
            for place in record.get("locations") or ()
            if (place.get("geonames_details") or {}).get("country_code")
        }
        code = (record.get("country") or {}).get("country_code")
        codes |= {code} if code else set()
        found[record["id"].rpartition("/")[2]] = frozenset(codes)
    return found


def gold_rows(name: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """String and ids (last parts; none for `NP`) of a gold file."""
    raw = content(f"gold/{name}")
    if raw is None:
        return
    for row in csv.DictReader(io.StringIO(raw.decode("utf-8-sig"))):
        if "labels" in row:
            ids = ast.literal_eval(row["labels"])
            yield row["original_affiliation"], tuple(one.rpartition("/")[2] for one in sorted(ids))
        else:
            ids = re.findall(r"ror\.org/(\w+)", row["ror_id"])
            yield row["affiliation"], tuple(ids)


GOLD = {
    "s2aff": "s2aff_train_val.csv",
    "crossref": "crossref_ror_train.csv.gz",
    "ror-logs": "ror_logs_train.csv.gz",
}


def gold_cases(name: str, without_names: bool) -> list[Case] | None:
    """The rows of which every id has a country in the records at hand."""
    known = country_of_id()
    if not known:
        return None
    return [
        Case((text,), frozenset().union(*(known[one] for one in ids)))
        for text, ids in gold_rows(GOLD[name])
        if ids and all(known.get(one) for one in ids) and not (without_names and names_country(text))
    ] or None


def gold_wrong() -> dict[str, tuple[str, str]]:
    """Hash of a string -> the gold set that it is in, and what its label names instead of the place printed."""
    lines = (_HERE / "gold_wrong.tsv").read_text(encoding="ascii").split("\n")
    rows = [line.split("\t") for line in lines if line and not line.startswith("#")]
    return {key: (name, why) for key, name, why in rows}


def _mended(name: str) -> Callable[[], list[Case] | None]:
    def cases() -> list[Case] | None:
        found = gold_cases(name, without_names=False)
        wrong = gold_wrong()
        return found and [case for case in found if hash_of(case.texts[0]) not in wrong]

    return cases


def _left_out(name: str) -> Callable[[], str]:
    def note() -> str:
        known = country_of_id()
        rows = [ids for _, ids in gold_rows(GOLD[name])]
        without = sum(not ids for ids in rows)
        unknown = sum(bool(ids) and not all(known.get(one) for one in ids) for ids in rows)
        wrong = Counter(why for of, why in gold_wrong().values() if of == name)
        told = ", ".join(f"{number} {why}" for why, number in wrong.most_common())
        return (
            f"of {len(rows):,} rows {without:,} have no id, {unknown:,} an id whose country is not at hand; of the labels "
            f"{wrong.total()} name another place than the one printed, read by hand: {told}"
        )

    return note


def _gold(name: str, without_names: bool) -> Callable[[], list[Case] | None]:
    return lambda: gold_cases(name, without_names)


def paper_strings() -> Iterator[str]:
    """Distinct affiliations of the conference papers."""
    raw = content("papers/ai_conference_papers.jsonl.gz")
    seen = set()
    for line in (raw or b"").split(b"\n"):
        if line.strip():
            for one in re.split(r"[;+]", json.loads(line).get("aff") or ""):
                text = one.strip()
                if text and text not in seen:
                    seen.add(text)
                    yield text


# HK, MO and TW count as CN in the silver labels
FOLDED = {"HK": "CN", "MO": "CN", "TW": "CN"}
_SILVER = {
    "South Korea": "KR", "North Korea": "KP", "Turkey": "TR", "Russia": "RU", "Iran": "IR", "Taiwan": "CN",
    "Macau": "CN", "Hong Kong SAR": "CN", "UK": "GB", "USA": "US", "Czech Republic": "CZ", "Vietnam": "VN",
    "State of Palestine": "PS",
}  # fmt: skip


def make_folded() -> Reader:
    """`decide`, countries only, with Hong Kong, Macao and Taiwan as China."""
    read = make_ours()
    return lambda text: [said._replace(value=FOLDED.get(said.value, said.value)) for said in read(text)]


@cache
def paper_labels() -> dict[str, str]:
    """Affiliation of the conference papers -> the silver country that it has most often."""
    names = dict(_SILVER)
    for country in pycountry.countries:
        for attribute in ("name", "common_name", "official_name"):
            if getattr(country, attribute, None):
                names[getattr(country, attribute)] = FOLDED.get(country.alpha_2, country.alpha_2)
    found: dict[str, Counter[str]] = {}
    for line in (content("papers/ai_conference_papers.jsonl.gz") or b"").split(b"\n"):
        if line.strip():
            for text, name in _labelled(json.loads(line)):
                if text and name in names:
                    found.setdefault(text, Counter())[names[name]] += 1
    return {text: labels.most_common(1)[0][0] for text, labels in found.items()}


def _labelled(paper: dict[str, str]) -> Iterator[tuple[str, str]]:
    countries = (paper.get("aff_country_unique") or "").split(";")
    texts = [of.split("+") for of in (paper.get("aff") or "").split(";")]
    indexes = [of.split("+") for of in (paper.get("aff_country_unique_index") or "").split(";")]
    if len(texts) == len(indexes):
        for of, places in zip(texts, indexes, strict=True):
            if len(of) == len(places):
                for text, place in zip(of, places, strict=True):
                    if place.strip().isdigit() and int(place) < len(countries):
                        yield text.strip(), countries[int(place)].strip()


def papers() -> list[Case] | None:
    """The conference papers' strings with their silver country."""
    return [Case((text,), frozenset((code,))) for text, code in paper_labels().items()] or None


def paper_verdicts() -> str:
    """Who is right where the two still differ, of the strings that were read by hand."""
    lines = (_HERE / "paper_verdicts.tsv").read_text(encoding="ascii").split("\n")
    verdicts = dict(line.split("\t") for line in lines if line and not line.startswith("#"))
    read, right = make_folded(), Counter[str]()
    for text, code in paper_labels().items():
        verdict = verdicts.get(hash_of(text))
        if verdict is not None:
            certain = {said.value for said in read(text) if said.state == "yes"}
            right[verdict if certain and certain != {code} else "agree by now, or nothing certain"] += 1
    told = ", ".join(f"{who} {number}" for who, number in right.most_common())
    return f"of {len(verdicts)} disagreements read by hand, right: {told}"


def at_hand() -> list[Case] | None:
    """Every distinct string at hand, without answers."""
    strings = [*(pubmed_strings() or ()), *paper_strings()]
    strings += [text for name in GOLD.values() for text, _ in gold_rows(name)]
    return [Case((text,), None) for text in dict.fromkeys(strings)] or None


def country_sets(peers: str | None) -> tuple[Set, ...]:
    """All sets of countries. Takes the folder that the peers were installed into."""
    others = country_peers(peers)
    everyone = (OURS, *others)
    sets = [
        Set("countries: cases", "all right (exact)", cases, everyone),
        Set("countries: dprk KP", "P 1, R 1, review <= 5%", dprk_kp, everyone, frozenset({"KP"})),
        Set("countries: dprk sets", "exact >= .97, review <= 5%", dprk_sets, (OURS,)),
        Set("countries: printed", "P >= .999, R >= .997", printed, everyone),
    ]
    for name in GOLD:
        note = _left_out(name)
        sets.append(Set(f"countries: {name}", "P >= .99, R >= .93", _gold(name, False), everyone, note=note))
        sets.append(
            Set(
                f"countries: {name} mended", "the same without such labels", _mended(name), (OURS,), part=True
            )
        )
        sets.append(Set(f"countries: {name} unnamed", "reported", _gold(name, True), everyone, part=True))
    folded = Engine("coauth", make_folded)
    sets.append(
        Set("countries: papers (silver)", "reported", papers, (folded,), note=paper_verdicts, part=True)
    )
    sets.append(Set("countries: at hand", "5,000/s with the registry", at_hand, (OURS,)))
    return tuple(sets)
