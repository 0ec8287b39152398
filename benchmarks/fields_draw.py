"""Which works are read by eye for their fields: a rule with a fixed seed, so that nobody picks what is easy.

    python -m benchmarks.fields_draw

Words in titles make strata, crude ones, so that rare fields and words with two senses come at all; they give nobody a
label. Within a stratum the files take turns, in an order that hangs on the seed; within a file the hash of seed and key
is the order. A work is drawn once. Half of the works are of the DPRK set, which is read whole, half of the other data;
what is left of a half after its strata is drawn from all that remains. The strata of fields but the medical one look
where physics and engineering come at all: texts of arXiv, papers of robotics conferences, PubMed. The rest of what lies
at hand is of medicine, of the ecology of one coast and of writing about generative AI.
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping

from benchmarks.fields_texts import ARXIV, CONFERENCES, DPRK, OTHERS, Text, texts

SEED = "restricted-fields-1"
HALF = 100
STRATA = {
    "nuclear": r"nuclear (reactor|power|fuel|energy|fission|fusion|weapon|waste|test|plant|physics|safety)|uranium|plutonium"
    r"|neutron|fission|tokamak|radioactiv|radionuclide|isotope",
    "aerospace": r"spacecraft|aircraft|aerodynamic|hypersonic|supersonic|rocket|missile|\buavs?\b|quadrotor|unmanned aerial"
    r"|spaceflight|space (shuttle|station|mission)|cubesat|flight control|airfoil|satellite (attitude|orbit|launch)",
    "manufacturing": r"manufactur|machining|3d[- ]print|milling|lithograph|welding|laser cutting|powder metallurgy|cnc\b",
    "physics": r"quantum|\blasers?\b|\bplasm(?:a|on)|supercond|photon|optical|magneto|semiconduct|cosmolog|boson|hadron",
    "simulation": r"finite element|molecular dynamics|computational fluid|monte carlo|simulat|high performance comput"
    r"|parallel comput|supercomput|first-principles|numerical",
    "navigation": r"\bgps\b|\bgnss\b|navigat|inertial|\bslam\b|locali[sz]ation|geodes|positioning",
    "materials": r"alloy|composite|ceramic|polymer|nanopartic|graphene|perovskite|nanotube|thin films?|coating",
    "chemical": r"catalys|distillation|chemical reactor|adsorption|electrolyt|membrane separation|solvent extraction|chemical",
    "mechanical": r"vibration|turbine|combustion|engines?\b|heat transfer|tribolog|bearing|gear|friction|robot arm|manipulator",
    "electrical": r"power (system|grid|converter|electronics)|inverter|motor (drive|control)|circuit|antenna|batter(y|ies)"
    r"|transistor|voltage|wireless|radar",
    "industrial": r"scheduling|supply chain|production planning|quality control|assembly line|ergonom|logistics|industr",
    "medical": r"patient|clinical|disease|cancer|therapy|surg|malaria|tubercul|dental|health",
    "sense: nuclear": r"nuclear (receptor|magnetic|famil|envelope|pore|medicine|localization|factor|dna|translocation)"
    r"|nuclei\b|nucleus|cell nuclear",
    "sense: fusion": r"\bfusion",
    "sense: plasma": r"\bplasma\b|\bserum\b",
    "sense: satellite": r"satellite|remote sensing|radar",
    "sense: print": r"3d[- ]print|bioprint|implant|scaffold",
    "sense: navigation": r"navigat|orbit|mission|space\b|spaces\b",
    "sense: reactor": r"reactor|reactivity|chain reaction|critical mass|enrichment|centrifug",
    "sense: simulation": r"simulat",
    "sense: materials": r"materials?\b",
    "sense: engine": r"engine|engineering|motor\b|machine\b|rocket|launch|drones?\b",
}  # fmt: skip
ENGINEERING = (ARXIV, CONFERENCES, "pubmed/pubmed_articles.xml.gz", DPRK)
RARE = ("nuclear", "aerospace", "manufacturing")
EACH_RARE, EACH_FIELD, EACH_SENSE = 10, 5, 2
"""So many works of a stratum in a half: of a rare field, of another, of a word with two senses."""

SECOND = {
    "nuclear": r"nuclear (?:reactor|power plant|fuel|waste|engineering|weapon)|fission (?:product|yield)|fusion plasma|tokamak"
    r"|uranium|plutonium|radiation shielding",
    "aerospace": r"spacecraft|rocket|hypersonic|aeronautic|\baircraft|satellite attitude|airfoil|jet engine|propulsion",
    "manufacturing": r"additive manufactur|machining|machine tool|\bcnc\b|semiconductor manufactur|production line"
    r"|assembly (?:line|task)",
    "navigation": r"\bgps\b|\bgnss\b|inertial (?:navigation|measurement)|dead reckoning|geomagnetic|satellite navigation",
    "chemical": r"chemical engineering|chemical process|catalytic|distillation|chemical plant|reactor|electrochemical"
    r"|fuel cell|separation process",
    "industrial": r"industrial engineering|production planning|job[- ]shop|inventory|quality control|supply chain"
    r"|predictive maintenance|process control|manufacturing system",
}  # fmt: skip
EACH_SECOND, EACH_FRESH, EACH_LAST = 8, 5, 4
"""A second draw, after the first was read: fields of which it held few, sought in titles and abstracts. A third, fresh one
after the lists were written, of works of the test half that nobody had read; a last one after the fresh works had shown
which words were missing."""


def order(name: str) -> str:
    """Where a work, or a file in a stratum, stands among others: the hash of the seed and its name."""
    return hashlib.sha256(f"{SEED} {name}".encode()).hexdigest()


def half_of(key: str) -> str:
    """dev or test: whether the hash of the key is even."""
    return "test" if int(hashlib.sha256(key.encode()).hexdigest(), 16) % 2 else "dev"


def draw(works: Iterable[Text], half: int = HALF) -> Iterator[tuple[str, Text]]:
    """The works of one half and the stratum that drew each."""
    by_file: dict[str, list[Text]] = defaultdict(list)
    for work in works:
        by_file[work.file].append(work)
    for rows in by_file.values():
        rows.sort(key=lambda work: order(work.key))
    taken: set[str] = set()
    for name, words in [*STRATA.items(), ("any", "")]:
        sought = re.compile(words, re.IGNORECASE)
        field = name != "any" and not name.startswith("sense")
        files = [f for f in by_file if f in ENGINEERING or not field or name == "medical"]
        files.sort(key=lambda file: order(f"{name} {file}"))
        turns = [iter([w for w in by_file[f] if sought.search(w.title)]) for f in files]
        wanted = half - len(taken)
        if name != "any":
            wanted = min(wanted, EACH_RARE if name in RARE else EACH_FIELD if field else EACH_SENSE)
        for work in _in_turns(turns, wanted, taken):
            yield name, work


def draw_more(
    works: Iterable[Text], drawn: Container[str], strata: Mapping[str, str], each: int
) -> Iterator[tuple[str, Text]]:
    """The works of a later draw. Takes the keys of the earlier ones; words are sought in titles and abstracts, and the
    files take turns as in the first."""
    by_file: dict[str, list[Text]] = defaultdict(list)
    for work in sorted(works, key=lambda work: order(work.key)):
        if work.key not in drawn:
            by_file[work.file].append(work)
    taken: set[str] = set()
    for name, words in strata.items():
        sought = re.compile(words, re.IGNORECASE)
        files = sorted(by_file, key=lambda file: order(f"{name} {file}"))
        turns = [_holding(by_file[f], sought) for f in files]
        for work in _in_turns(turns, each, taken):
            yield name, work


def _in_turns(turns: list[Iterator[Text]], wanted: int, taken: set[str]) -> Iterator[Text]:
    """So many works that are not taken yet, one of each file after the other; fewer where the files have no more."""
    while wanted > 0 and turns:
        for turn in list(turns):
            found = next((work for work in turn if work.key not in taken), None)
            if found is None:
                turns.remove(turn)
            elif wanted > 0:
                taken.add(found.key)
                wanted -= 1
                yield found


def _holding(works: Iterable[Text], sought: re.Pattern[str]) -> Iterator[Text]:
    return (work for work in works if sought.search(f"{work.title} {work.abstract}"))


def main() -> int:
    drawn = set()
    ours = list(texts(DPRK))
    for works, many in ((ours, len(ours)), ([one for file in OTHERS for one in texts(file)], HALF)):
        for name, work in draw(works, many):
            print(work.key, work.file, name, work.title, sep="\t")
            drawn.add(work.key)
    science = [one for file in ENGINEERING if file != DPRK for one in texts(file)]
    fields = {name: words for name, words in STRATA.items() if not name.startswith("sense")}
    unread = [work for work in science if half_of(work.key) == "test"]
    for draw_name, some, strata, each in (
        ("second", science, SECOND, EACH_SECOND),
        ("fresh", unread, {**fields, "any": ""}, EACH_FRESH),
        ("last", unread, {**fields, "any": ""}, EACH_LAST),
    ):
        for name, work in list(draw_more(some, drawn, strata, each)):
            print(work.key, work.file, f"{draw_name}: {name}", work.title, sep="\t")
            drawn.add(work.key)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
