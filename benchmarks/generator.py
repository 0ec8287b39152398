"""OpenAlex works that never were, made with a fixed seed after 689 real ones: `python -m benchmarks.generator 1000`.

Drawn from measured.json (benchmarks/measure.py made it from 690 works; the one of 5,103 authors is left out): authors
per work, affiliations per author, words per affiliation and per abstract, shares with DOI, ORCID, author id, title,
abstract and without any affiliation, countries, years, lengths of the unread parts. Set by hand: half of the works are
international, TRIADS and OTHER_KP have addresses of the DPRK, and how often persons return (HEAPS_EXPONENT).

The works come one by one and in one order: the first thousand are the same in a file of any size.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from benchmarks.measured import HEAPS_EXPONENT, INTERNATIONAL, Measured
from benchmarks.people import Institution, People, Person, Weighted, institutions, invented, long_tailed

SEED = 1
TRIADS, OTHER_KP = 0.02, 0.01
"""Shares of works of KP, CN and US together, and of KP with one or two other countries."""

NUMBER_OF_INSTITUTIONS = 6000

WRONG_LABEL = 0.01
SAME_TEXT = 0.7
"""How often two of one institution on one work print the very same address."""

TOGETHER = 0.85
"""How often a further author of a country comes from an institution that is on the work already: together with
SAME_TEXT it gives 1.6 uses of an address on a work, as measured."""

_ENCODER = msgspec.json.Encoder()
Json = dict[str, Any]


def works(
    number: int, *, seed: int = SEED, triads: float = TRIADS, other_kp: float = OTHER_KP
) -> Iterator[bytes]:
    """So many works, each as one line of JSON without its line end."""
    maker = _Maker(seed, triads, other_kp)
    for index in range(number):
        yield _ENCODER.encode(maker.work(index))


def write(path: Path, number: int, *, seed: int = SEED, triads: float = TRIADS) -> Path:
    """Write so many works to a JSON Lines file."""
    with path.open("wb") as stream:
        for line in works(number, seed=seed, triads=triads):
            stream.write(line + b"\n")
    return path


@dataclass(slots=True)
class _Site:
    """An institution on one work, and the addresses that it printed there already."""

    institution: Institution
    texts: list[str]


class _Maker:
    def __init__(self, seed: int, triads: float, other_kp: float) -> None:
        self.chance = random.Random(seed)
        self.measured = Measured()
        self.triads = triads
        self.other_kp = other_kp
        weights = self.measured.countries | {"KP": 1.0}
        self.institutions = institutions(self.chance, weights, NUMBER_OF_INSTITUTIONS)
        self.countries = Weighted(list(self.measured.countries), list(self.measured.countries.values()))
        self.people = People(self.chance, with_orcid=self.measured.with_orcid)
        self.authorships = 0
        rare = [invented(self.chance).lower() for _ in range(3000)]
        common = "the of and in a to for with on by is are we this from that as an at was".split()
        self.vocabulary = list(dict.fromkeys([*common, *rare]))
        self.words = long_tailed(self.vocabulary, 0.9)
        self.venues = long_tailed([f"Journal of {invented(self.chance)} Studies" for _ in range(800)])
        self.types = Weighted(["article", "preprint", "book-chapter", "review", "book"], [70, 10, 6, 6, 8])

    def work(self, index: int) -> Json:
        chance, measured = self.chance, self.measured
        number = 9_000_000_000 + index
        doi = f"https://doi.org/10.5555/made.{index}" if chance.random() < measured.with_doi else None
        title = self._title() if chance.random() < measured.with_title else None
        year = measured.years.draw(chance)
        day = f"{year}-{chance.randint(1, 12):02d}-{chance.randint(1, 28):02d}"
        abstract = self._abstract() if chance.random() < measured.with_abstract else None
        venue = self.venues.draw(chance)
        authorships = self._authorships()
        address = f"https://openalex.org/W{number}"
        source = {
            "id": "https://openalex.org/S1",
            "display_name": venue,
            "issn_l": "1234-5678",
            "type": "journal",
        }
        location = {
            "is_oa": False,
            "landing_page_url": doi,
            "source": source,
            "license": None,
            "version": None,
        }
        keywords = [self._topic() for _ in range(measured.length("keywords", chance))]
        return {
            "id": address,
            "doi": doi,
            "title": title,
            "display_name": title,
            "publication_year": year,
            "publication_date": day,
            "ids": {"openalex": address, "doi": doi},
            "language": "en",
            "primary_location": location,
            "type": self.types.draw(chance),
            "open_access": {"is_oa": False, "oa_status": "closed", "oa_url": None},
            "authorships": authorships,
            "is_authors_truncated": False,
            "cited_by_count": int(chance.expovariate(0.05)),
            "keywords": [
                {"id": f"https://openalex.org/keywords/{k}", "display_name": k, "score": 0.5}
                for k in keywords
            ],
            "concepts": [self._concept() for _ in range(measured.length("concepts", chance))],
            "locations": [location],
            "abstract_inverted_index": abstract,
            "referenced_works": [
                f"https://openalex.org/W{chance.randrange(10**9, 9 * 10**9)}"
                for _ in range(measured.length("references", chance))
            ],
            "counts_by_year": [{"year": year + 1, "cited_by_count": 2}],
            "updated_date": "2026-01-01T00:00:00.000000",
        }

    def _authorships(self) -> list[Json]:
        chance, measured = self.chance, self.measured
        luck = chance.random()
        if luck < self.triads:
            return self._team(measured.authors_of_three.draw(chance), ("KP", "CN", "US"))
        if luck < self.triads + self.other_kp:
            others = [self._other("KP") for _ in range(1 if chance.random() < 0.7 else 2)]
            return self._team(measured.authors_of_three.draw(chance), ("KP", *dict.fromkeys(others)))
        if luck < self.triads + self.other_kp + self._international_rest():
            return self._team(measured.authors_of_two.draw(chance), None)
        return self._alone()

    def _international_rest(self) -> float:
        return max(0.0, INTERNATIONAL - self.triads - self.other_kp)

    def _alone(self) -> list[Json]:
        """The author list of a work of one country, or of none."""
        chance, measured = self.chance, self.measured
        # so drawn that all works together have the measured number of authors
        longer = (measured.two_or_more - INTERNATIONAL) / (1 - INTERNATIONAL)
        number = measured.authors_of_two.draw(chance) if chance.random() < longer else self._few()
        if not number:
            return []
        code = self.countries.draw(chance)
        if chance.random() < measured.without_affiliation:
            return [self._authorship(p, i, {}, [], 0) for i, p in enumerate(self._persons(number, [code]))]
        return self._team(number, (code,))

    def _few(self) -> int:
        while (number := self.measured.authors.draw(self.chance)) > 1:
            pass
        return number

    def _other(self, *codes: str) -> str:
        while (found := self.countries.draw(self.chance)) in codes:
            pass
        return found

    def _team(self, number: int, codes: tuple[str, ...] | None) -> list[Json]:
        """Authors with their addresses; without codes, two countries or more are drawn."""
        chance = self.chance
        if codes is None:
            first = self.countries.draw(chance)
            wanted = min(number, 2 + min(int(chance.expovariate(1.4)), 4))
            drawn = [first]
            while len(drawn) < wanted:
                drawn.append(self._other(*drawn))
            codes = tuple(drawn)
        persons = self._persons(number, codes)
        made = []
        sites: dict[int, _Site] = {}
        present = {person.home.place.code for person in persons[: len(codes)]}
        for position, person in enumerate(persons):
            wanted = self.measured.affiliations.draw(chance)
            if position < len(codes):
                wanted = max(wanted, 1)  # each country is printed at least once
            made.append(self._authorship(person, position, sites, sorted(present), wanted))
        return made

    def _persons(self, number: int, codes: Sequence[str]) -> list[Person]:
        """A team: one of each country first, then any of them; who wrote together does so again."""
        chance = self.chance
        team: list[Person] = []
        inside: set[str] = set()
        while len(team) < number:
            code = codes[len(team)] if len(team) < len(codes) else chance.choice(codes)
            person = self._known(code, team, inside) if chance.random() > self._new() else None
            if person is None:
                near = [p.home for p in team if p.home.place.code == code]
                home = (
                    chance.choice(near)
                    if near and chance.random() < TOGETHER
                    else self.institutions[code].draw(chance)
                )
                person = self.people.make(home)
            team.append(person)
            inside.add(person.source_id)
            person.home.members.append(person)
            self.authorships += 1
        for person in team[:30]:
            person.beside = (person.beside + [p for p in team[:8] if p is not person])[-16:]
        return team

    def _new(self) -> float:
        """Chance of a new person: what holds their number on Heaps' curve."""
        target: float = self.measured.heaps * max(1, self.authorships) ** HEAPS_EXPONENT
        return min(0.95, max(0.02, 0.5 + (target - self.people.number) / 100))

    def _known(self, code: str, team: list[Person], inside: set[str]) -> Person | None:
        chance = self.chance
        if team and chance.random() < 0.6:
            around = [p for p in team[0].beside if p.home.place.code == code and p.source_id not in inside]
            if around:
                return chance.choice(around)
        for _ in range(4):
            near = [p.home for p in team if p.home.place.code == code]
            home = (
                chance.choice(near)
                if near and chance.random() < TOGETHER
                else self.institutions[code].draw(chance)
            )
            if home.members:
                found = chance.choice(home.members)
                if found.source_id not in inside:
                    return found
        return None

    def _authorship(
        self, person: Person, position: int, sites: dict[int, _Site], codes: list[str], wanted: int
    ) -> Json:
        chance = self.chance
        texts: list[str] = []
        printed: list[str] = []
        for turn in range(wanted):
            home = person.home
            others = (
                [site.institution for site in sites.values() if site.institution is not home] if turn else []
            )
            if others and chance.random() < TOGETHER:
                home = chance.choice(others)
            elif turn:
                home = self.institutions[chance.choice(codes)].draw(chance)
            elif home.place.code not in codes:
                home = self.institutions[codes[0]].draw(chance)
            text = self._address(home, person, sites.setdefault(id(home), _Site(home, [])))
            if text not in texts:
                texts.append(text)
                printed.append(home.place.code)
        labels = list(dict.fromkeys(printed)) if printed and chance.random() < self.measured.labelled else []
        if labels and chance.random() < WRONG_LABEL:
            labels = [self.countries.draw(chance)]
        has_id = chance.random() < self.measured.with_id
        name = person.names[0 if chance.random() < 0.7 else chance.randrange(1, len(person.names))]
        return {
            "author_position": "first" if position == 0 else "middle",
            "author": {
                "id": f"https://openalex.org/{person.source_id}" if has_id else None,
                "display_name": person.names[0],
                "orcid": f"https://orcid.org/{person.orcid}" if person.orcid and has_id else None,
            },
            "institutions": [
                {
                    "id": f"https://openalex.org/I{4_200_000_000 + at}",
                    "display_name": "",
                    "ror": None,
                    "country_code": code,
                    "type": "education",
                    "lineage": [],
                }
                for at, code in enumerate(labels)
            ],
            "countries": labels,
            "is_corresponding": position == 0,
            "raw_author_name": name,
            "raw_affiliation_strings": texts,
            "raw_orcid": None,
            "affiliations": [{"raw_affiliation_string": text, "institution_ids": []} for text in texts],
        }

    def _address(self, home: Institution, person: Person, site: _Site) -> str:
        chance = self.chance
        if site.texts and chance.random() < SAME_TEXT:
            return chance.choice(site.texts)
        wanted = self.measured.words.draw(chance)
        place = home.place
        country = place.printed[0] if chance.random() < 0.7 else chance.choice(place.printed)
        city = home.city
        if chance.random() < 0.45:
            code = str(chance.randrange(10_000, 99_999))
            city = f"{city} {code}" if chance.random() < 0.6 else f"{code} {city}"
        parts = [home.name, city, country]
        # a short address leaves out the city or the country, a long one names more units; the DPRK is always named
        if wanted <= 4 and place.code != "KP":
            parts = [home.name, country] if chance.random() < 0.6 else [home.name]
        unit = person.unit if person.home is home else home.units[0]
        while sum(len(part.split()) for part in parts) < wanted and len(parts) < 12:
            parts.insert(0, unit if chance.random() < 0.8 else unit.replace("Department", "Dept."))
            unit = chance.choice(home.units)
        text = ", ".join(parts) + ("." if chance.random() < 0.2 else "")
        site.texts.append(text)
        return text

    def _title(self) -> str:
        chance = self.chance
        words = self.words.draws(chance, max(2, self.measured.length("title_words", chance)))
        return " ".join(words).capitalize()

    def _topic(self) -> str:
        return self.vocabulary[20 + int(self.chance.random() * 500)]

    def _concept(self) -> Json:
        name = self._topic()
        return {
            "id": f"https://openalex.org/C{len(name)}",
            "wikidata": "https://www.wikidata.org/wiki/Q1",
            "display_name": name,
            "level": 2,
            "score": 0.5,
        }

    def _abstract(self) -> dict[str, list[int]]:
        chance = self.chance
        index: dict[str, list[int]] = {}
        for place, word in enumerate(
            self.words.draws(chance, self.measured.length("abstract_words", chance))
        ):
            index.setdefault(word, []).append(place)
        return index


if __name__ == "__main__":
    for line in works(int(sys.argv[1]) if len(sys.argv) > 1 else 1000):
        sys.stdout.buffer.write(line + b"\n")
