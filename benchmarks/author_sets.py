"""The labelled sets: mentions with the person that each is of."""

from __future__ import annotations

import csv
import html
import io
import re
import tarfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import msgspec

from loaders.records import Located, PrintedAuthor, Record
from loaders.resolve.mention import PersonMention
from loaders.resolve.naming import Form, form
from loaders.resolve.wording import folded
from loaders.sources import open_file

AMINER = "gold/aminer_names_dev.tar.gz"
PAIRS = "gold/pubmed_author_pairs_train.csv"
ARTICLES = "pubmed/pubmed_articles.xml.gz"


@dataclass(frozen=True, slots=True)
class Labelled:
    """Mentions of one name, and the person of each."""

    name: str
    mentions: tuple[PersonMention, ...]
    persons: tuple[str, ...]


_PUBLICATION = re.compile("<publication>(.*?)</publication>", re.DOTALL)
_FULL_NAME = re.compile("<FullName>(.*?)</FullName>")


def aminer(data: Path) -> list[Labelled]:
    """The ambiguous names of AMiner: full names of computer scientists, half of them without an address."""
    found = []
    with tarfile.open(data / AMINER) as archive:
        for member in sorted(archive.getmembers(), key=lambda one: one.name):
            stream = archive.extractfile(member) if member.name.endswith(".xml") else None
            if stream is not None:
                found.append(_aminer_name(stream.read().decode("utf-8", "replace")))
    return found


def _aminer_name(text: str) -> Labelled:
    match = _FULL_NAME.search(text)
    name = match[1] if match else ""
    mentions, persons = [], []
    for number, piece in enumerate(_PUBLICATION.findall(text)):
        authors = [one.strip() for one in _field(piece, "authors").split(",") if one.strip()]
        own = _whose(name, authors)
        year = _field(piece, "year")
        mentions.append(
            PersonMention(
                mention=f"{name}/{number:04d}",
                work=_field(piece, "id"),
                name=authors[own] if own is not None else name,
                affiliations=tuple(filter(None, [_field(piece, "organization")])),
                coauthors=tuple(one for at, one in enumerate(authors) if at != own),
                title=_field(piece, "title"),
                venue=_field(piece, "jconf"),
                year=int(year) if year.isdigit() else None,
            )
        )
        persons.append(f"{name}/{_field(piece, 'label')}")
    return Labelled(name, tuple(mentions), tuple(persons))


def _field(piece: str, name: str) -> str:
    match = re.search(f"<{name}>(.*?)</{name}>", piece, re.DOTALL)
    value = html.unescape(match[1]).strip() if match else ""
    return "" if value == "null" else value


def _whose(name: str, authors: Sequence[str]) -> int | None:
    """The author who is meant: of this name, else of its family name and first letter, else of its family name."""
    wanted = form(name)
    for fits in (
        lambda one: one.lower() == name.lower(),
        lambda one: form(one).family == wanted.family and one[:1].lower() == name[:1].lower(),
        lambda one: form(one).family == wanted.family,
    ):
        for at, one in enumerate(authors):
            if fits(one):
                return at
    return None


def pubmed_pairs(data: Path) -> list[Labelled]:
    """Pairs of authors of one name in PubMed, one person or two. Pairs without a label or an article are left out."""
    works = {
        item.record.pmid: item.record
        for item in open_file(data / ARTICLES).items
        if isinstance(item, Located)
    }
    found = []
    text = (data / PAIRS).read_text(encoding="utf-8-sig")
    for number, row in enumerate(csv.DictReader(io.StringIO(text), delimiter=";")):
        label = row["Authorship"].strip()
        mentions = []
        for side in "12":
            record = works.get(row[f"PMID{side}"].strip())
            author = record and _meant(record, row[f"Last_name{side}"], row[f"Initials{side}"])
            if record and author:
                mentions.append(as_mention(record, author, f"{number:04d}/{side}"))
        if label in {"YES", "NO"} and len(mentions) == 2:
            second = f"{number}" if label == "YES" else f"{number}b"
            found.append(Labelled(form(mentions[0].name).family, tuple(mentions), (f"{number}", second)))
    return found


def _meant(record: Record, family: str, initials: str) -> PrintedAuthor | None:
    letters = _letters(family)
    fitting = [one for one in record.authors if _letters(one.name).endswith(letters)]
    if not fitting:
        # a suffix is printed after the family name
        fitting = [one for one in record.authors if letters and letters in _letters(one.name)]
    ranked = sorted(fitting, key=lambda one: (-_agreeing(form(one.name), initials.lower()), one.position))
    return ranked[0] if ranked else None


def _agreeing(name: Form, initials: str) -> int:
    own = "".join(word[0] for word in name.given)
    return 2 * (own == initials) + (own[:1] == initials[:1])


def _letters(text: str) -> str:
    return "".join(c for c in folded(text) if c.isalnum())


def as_mention(record: Record, author: PrintedAuthor, key: str) -> PersonMention:
    """One author of a record as a mention."""
    return PersonMention(
        mention=key,
        work=record.key,
        name=author.name,
        affiliations=tuple(record.affiliations[at] for at in author.affiliations),
        around=tuple(text for at, text in enumerate(record.affiliations) if at not in author.affiliations),
        coauthors=tuple(one.name for one in record.authors if one is not author and not one.collective),
        title=record.title or "",
        venue=record.venue or "",
        year=record.year,
        orcid=author.orcid,
    )


def alone(sets: Sequence[Labelled]) -> list[Labelled]:
    """The same mentions from a source that prints no address of the others on a work."""
    return [
        replace(one, mentions=tuple(msgspec.structs.replace(mention, around=()) for mention in one.mentions))
        for one in sets
    ]


def with_initials(sets: Sequence[Labelled]) -> list[Labelled]:
    """The same mentions as a source prints them that gives initials only; names that become one are one set."""
    grouped: dict[str, tuple[list[PersonMention], list[str]]] = {}
    for one in sets:
        for mention, person in zip(one.mentions, one.persons, strict=True):
            short = msgspec.structs.replace(
                mention,
                name=_shortened(mention.name),
                coauthors=tuple(map(_shortened, mention.coauthors)),
            )
            mentions, persons = grouped.setdefault(_shortened(one.name), ([], []))
            mentions.append(short)
            persons.append(person)
    return [Labelled(name, tuple(m), tuple(p)) for name, (m, p) in sorted(grouped.items())]


def _shortened(name: str) -> str:
    words = name.replace(".", " ").split()
    return (
        " ".join([*("".join(word[0] for word in words[:-1]).upper(),), words[-1]]).strip() if words else name
    )


def flat(sets: Sequence[Labelled]) -> Iterator[tuple[PersonMention, str]]:
    """All mentions with their persons."""
    for one in sets:
        yield from zip(one.mentions, one.persons, strict=True)
