"""The model: nodes and relationships as frozen dataclasses, from which schema, writers and docs are derived.

Neo4j refuses null inside a list and lists of lists, so evidence is a set of equally long, null-free lists with
one entry a finding (`ev_…`); what is said elsewhere than in an address line is another (`statement…`). A label and a
relationship type never share a name.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar, get_type_hints

from graph.model_loads import Load, Quarantined, Record, Store, prop
from graph.model_nodes import (
    EVIDENCE,
    STATEMENTS,
    Author,
    Country,
    Document,
    Funder,
    Institution,
    ListEntry,
    NameKey,
    PersonEvent,
    Topic,
    Watchlist,
    Work,
)  # fmt: skip

__all__ = (
    "Author", "Country", "Document", "Funder", "Institution", "ListEntry", "Load", "NameKey", "PersonEvent",
    "Quarantined", "Record", "Store", "Topic", "Watchlist", "Work",
)  # fmt: skip  # beside what is defined here

MODEL_VERSION = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Reports:
    """A record reports a work."""

    start: ClassVar[type] = Record
    end: ClassVar[type] = Work
    name: ClassVar[str] = "REPORTS"

    rule: str | None = prop(
        "rule by which title, year and authors joined it with the work's other records; absent where an identifier did, "
        "or where it needed no joining"
    )
    confidence: float | None = prop("the rule's score, 0..1")


@dataclass(frozen=True, slots=True, kw_only=True)
class Resembles:
    """Two works that may be one: a person must look. Stored once, from the smaller key."""

    start: ClassVar[type] = Work
    end: ClassVar[type] = Work
    name: ClassVar[str] = "RESEMBLES"

    score: float = prop("how sure it would be without the doubt, 0..1")
    rule: str = prop("how the titles agree and what leaves a doubt, or two-dois")


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionOf:
    """A preprint and the article made of it: two works."""

    start: ClassVar[type] = Work
    end: ClassVar[type] = Work
    name: ClassVar[str] = "VERSION_OF"

    rule: str = prop("shared-id, else how the titles agree")
    confidence: float = prop("0..1")
    state: str = prop("yes or review")


@dataclass(frozen=True, slots=True, kw_only=True)
class Authored:
    """An authorship: one author of one work, with what was printed and what was concluded from it."""

    start: ClassVar[type] = Author
    end: ClassVar[type] = Work
    name: ClassVar[str] = "AUTHORED"

    key: str = prop("hash of the work's key and the first mention", key=True)
    mentions: tuple[str, ...] = prop(
        "the mentions joined in it: record key, position, hash of the name", default=()
    )
    aligned: str = prop(
        "how the mentions of several records were joined: one-record, same-name, initials, same-place, …"
    )
    position: int = prop("place in the list of authors, from 0")
    corresponding: bool | None = prop("corresponding author, where the source says so")
    collective: bool | None = prop(
        "true where a group signs and no person: it is joined with no other mention of another work, and stands in no "
        "co-author pair"
    )
    printed: str = prop("the name as printed")
    name_key: str | None = prop(
        "normalised name: case, diacritics, order and hyphens removed; none of a group", index=True
    )
    orcid: str | None = prop("ORCID that a source printed; none of a group")
    source_id: str | None = prop("a source's own id of the person; none of a group")
    affiliations: tuple[str, ...] = prop("affiliations as printed", default=())
    countries: tuple[str, ...] = prop("countries that are certain", default=())
    institutions: tuple[str, ...] = prop("keys of institutions that are certain", default=())
    review: bool = prop("true where country or person needs a person's look", default=False)
    person_state: str = prop("yes or review: is it this person", default="yes")
    person_rule: str = prop(
        "what gave the mention to the person: founding-mention (its first), judged, one-orcid, one-email, or scored",
        default="founding-mention",
    )
    person_confidence: float = prop(
        "0..1: that the mention and the person's other mentions are one", default=1.0
    )
    statements: tuple[str, ...] = prop(STATEMENTS["statements"], default=())
    statement_kinds: tuple[str, ...] = prop(STATEMENTS["statement_kinds"], default=())
    statement_places: tuple[str, ...] = prop(STATEMENTS["statement_places"], default=())
    statement_records: tuple[str, ...] = prop(STATEMENTS["statement_records"], default=())
    ev_affiliation: tuple[int, ...] = prop(EVIDENCE["ev_affiliation"], default=())
    ev_statement: tuple[int, ...] = prop(EVIDENCE["ev_statement"], default=())
    ev_kind: tuple[str, ...] = prop(EVIDENCE["ev_kind"], default=())
    ev_value: tuple[str, ...] = prop(EVIDENCE["ev_value"], default=())
    ev_state: tuple[str, ...] = prop(EVIDENCE["ev_state"], default=())
    ev_rule: tuple[str, ...] = prop(EVIDENCE["ev_rule"], default=())
    ev_confidence: tuple[float, ...] = prop(EVIDENCE["ev_confidence"], default=())
    ev_record: tuple[str, ...] = prop(EVIDENCE["ev_record"], default=())


@dataclass(frozen=True, slots=True, kw_only=True)
class Under:
    """A printed name of the person has the key: whoever may be one with it has one in common."""

    start: ClassVar[type] = Author
    end: ClassVar[type] = NameKey
    name: ClassVar[str] = "UNDER"


@dataclass(frozen=True, slots=True, kw_only=True)
class MayBe:
    """Two persons that were not joined and may be one: a person must look. Stored once, from the smaller key."""

    start: ClassVar[type] = Author
    end: ClassVar[type] = Author
    name: ClassVar[str] = "MAY_BE"

    probability: float = prop("that they are one, 0..1, as the scorer sees it")
    rule: str = prop(
        "scored, source-id (a source has them as one) or one-orcid (one ORCID under names that cannot be one person's)"
    )
    mentions: tuple[str, ...] = prop(
        "their two mentions that are closest, that of the start first", default=()
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class LocatedIn:
    """Where an institution stands."""

    start: ClassVar[type] = Institution
    end: ClassVar[type] = Country
    name: ClassVar[str] = "LOCATED_IN"

    source: str = prop("table, registry, or the rule that read it from print")


@dataclass(frozen=True, slots=True, kw_only=True)
class ControlledFrom:
    """The country that controls an institution which stands elsewhere; never mixed into INVOLVES."""

    start: ClassVar[type] = Institution
    end: ClassVar[type] = Country
    name: ClassVar[str] = "CONTROLLED_FROM"

    source: str = prop("table or registry")


@dataclass(frozen=True, slots=True, kw_only=True)
class PartOf:
    """An institution is a part of another, or of several."""

    start: ClassVar[type] = Institution
    end: ClassVar[type] = Institution
    name: ClassVar[str] = "PART_OF"

    source: str = prop("table or registry")


@dataclass(frozen=True, slots=True, kw_only=True)
class Involves:
    """Derived: an address printed on the work lies in the country; for review where only a statement says so."""

    start: ClassVar[type] = Work
    end: ClassVar[type] = Country
    name: ClassVar[str] = "INVOLVES"

    confidence: float = prop("the best of its evidence, 0..1")
    review: bool = prop("true where all evidence is for review")
    mentions: int = prop("authorships and unassigned addresses that give evidence")


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """Derived: an address printed on the work names the institution; for review where only a statement does."""

    start: ClassVar[type] = Work
    end: ClassVar[type] = Institution
    name: ClassVar[str] = "NAMES"

    confidence: float = prop("the best of its evidence, 0..1")
    review: bool = prop("true where all evidence is for review")
    mentions: int = prop("authorships and unassigned addresses that give evidence")


@dataclass(frozen=True, slots=True, kw_only=True)
class FundedBy:
    """A record of the work names the funder. Never part of INVOLVES: who paid says nothing about where authors stand.

    The lists ev_… are equally long, one entry a printed text of a record.
    """

    start: ClassVar[type] = Work
    end: ClassVar[type] = Funder
    name: ClassVar[str] = "FUNDED_BY"

    confidence: float = prop("the best of its evidence, 0..1")
    review: bool = prop("true where all evidence is for review")
    grants: tuple[str, ...] = prop("numbers of grants as printed, each once", default=())
    ev_printed: tuple[str, ...] = prop("the text that names it, whole, as printed", default=())
    ev_state: tuple[str, ...] = prop("yes or review", default=())
    ev_rule: tuple[str, ...] = prop("name of the rule that fired", default=())
    ev_confidence: tuple[float, ...] = prop("0..1", default=())
    ev_record: tuple[str, ...] = prop("key of the Record that printed it", default=())


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """Title, abstract or keywords of the work hold terms of the topic. A field that a work overlaps, and no verdict on it."""

    start: ClassVar[type] = Work
    end: ClassVar[type] = Topic
    name: ClassVar[str] = "ABOUT"

    key: str = prop("hash of the work, the topic and the list's version", key=True)
    version: str = prop("version of the term list")
    current: bool = prop("true for the version that was run last; the others are kept to compare")
    score: float = prop("how strongly the terms speak for the topic, 0..1")
    review: bool = prop("true where a person must look")
    rule: str = prop("name of the rule that decided")
    terms: tuple[str, ...] = prop("the terms that were found, in the list's own form", default=())
    ev_place: tuple[str, ...] = prop("title, abstract or keywords; one entry a finding", default=())
    ev_printed: tuple[str, ...] = prop("the words as printed", default=())


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedOn:
    """An entry of the list names the institution."""

    start: ClassVar[type] = Institution
    end: ClassVar[type] = Watchlist
    name: ClassVar[str] = "LISTED_ON"

    key: str = prop("hash of the entry and the institution", key=True)
    entry: str = prop("the entry's own name as printed")
    matched: str | None = prop("the one of its names that is the institution's: that, or an alias")
    list_entry: str | None = prop("key of the ListEntry, which has all that is printed")
    since: date | None = prop("first day on the list, where the list says so; see since_precision")
    since_precision: str | None = prop(
        "year or month where the list says no more: the day is then the first of it, and from when on in it is not known; "
        "else day"
    )
    until: date | None = prop("last day on the list, where the list says so; see until_precision")
    until_precision: str | None = prop("the same")
    source: str | None = prop(
        "where the list itself says that the entry stands: an address, an annex, a number"
    )
    review: bool = prop("true where it is not certain that the entry means this institution")
    rule: str = prop("rule that matched the entry")
    confidence: float = prop("0..1")


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryOf:
    """An entry stands in this copy of a list, whether or not an institution of the store is meant."""

    start: ClassVar[type] = ListEntry
    end: ClassVar[type] = Watchlist
    name: ClassVar[str] = "ENTRY_OF"


@dataclass(frozen=True, slots=True, kw_only=True)
class AffiliatedWith:
    """Derived: the person printed the institution on a work."""

    start: ClassVar[type] = Author
    end: ClassVar[type] = Institution
    name: ClassVar[str] = "AFFILIATED_WITH"

    years: tuple[int, ...] = prop("years of the works, each once", default=())
    works: int = prop("works")
    confidence: float = prop("the best of its evidence, 0..1")
    review: bool = prop("true where all evidence is for review")


@dataclass(frozen=True, slots=True, kw_only=True)
class BasedIn:
    """Derived: the person printed an address in the country on a work."""

    start: ClassVar[type] = Author
    end: ClassVar[type] = Country
    name: ClassVar[str] = "BASED_IN"

    years: tuple[int, ...] = prop("years of the works, each once", default=())
    works: int = prop("works")
    confidence: float = prop("the best of its evidence, 0..1")
    review: bool = prop("true where all evidence is for review")


@dataclass(frozen=True, slots=True, kw_only=True)
class Coauthored:
    """Derived: two persons, of whom none is a group, wrote a work together; stored once, from the smaller key."""

    start: ClassVar[type] = Author
    end: ClassVar[type] = Author
    name: ClassVar[str] = "COAUTHORED"

    years: tuple[int, ...] = prop("years of the works, each once", default=())
    works: int = prop("works")
    confidence: float = prop("the best of the works' (the less certain person counts), 0..1")
    review: bool = prop("true where in every work one of the two persons is for review")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Mention:
    """A text names something: a mention, and nobody's affiliation."""

    start: ClassVar[type] = Document
    name: ClassVar[str] = "MENTIONS"

    key: str = prop("hash of the document, the place and what is named", key=True)
    span: tuple[int, ...] = prop("characters of the text from 0, the end left out")
    printed: str = prop("the words that name it")
    sentence: str = prop("the sentence, as printed (cut at 2,000 characters)")
    joint_work: bool = prop("whether the sentence speaks of joint work")
    state: str = prop("yes or review")
    rule: str = prop("name of the rule that fired")
    confidence: float = prop("0..1")


@dataclass(frozen=True, slots=True, kw_only=True)
class MentionsInstitution(_Mention):
    """A text names an institution of the table or the registry."""

    end: ClassVar[type] = Institution


@dataclass(frozen=True, slots=True, kw_only=True)
class MentionsCountry(_Mention):
    """A text names a country, or a city or region of it: nobody's affiliation."""

    end: ClassVar[type] = Country


@dataclass(frozen=True, slots=True, kw_only=True)
class MentionsAuthor(_Mention):
    """A text prints a name beside an institution, and one author of this name printed that institution on a work;
    for review where several did, or where the name is initials."""

    end: ClassVar[type] = Author


NODES: tuple[type, ...] = (
    Store,
    Load,
    Quarantined,
    Record,
    Work,
    Author,
    NameKey,
    PersonEvent,
    Institution,
    Country,
    Funder,
    Topic,
    Watchlist,
    ListEntry,
    Document,
)
RELATIONSHIPS: tuple[type, ...] = (
    Reports, Resembles, VersionOf, Authored, Under, MayBe, LocatedIn, ControlledFrom, PartOf, FundedBy, About, ListedOn, EntryOf, Involves, Names,
    AffiliatedWith, BasedIn, Coauthored, MentionsInstitution, MentionsCountry, MentionsAuthor,
)  # fmt: skip
DERIVED: tuple[type, ...] = (Involves, Names, AffiliatedWith, BasedIn, Coauthored)


@dataclass(frozen=True, slots=True)
class Property:
    """One property of the model: its name, type as Python writes it, meaning, and how it is indexed."""

    name: str
    type: str
    about: str
    key: bool
    index: bool


def label(kind: type) -> str:
    """A node's label, or a relationship's type: the only identifiers that are ever put into Cypher."""
    if kind in NODES:
        return kind.__name__
    if kind in RELATIONSHIPS:
        name: str = kind.name  # type: ignore[attr-defined]
        return name
    raise ValueError(f"{kind!r} is not part of the model")


def properties(kind: type) -> tuple[Property, ...]:
    """The properties of a node or relationship, in the model's order."""
    hints = get_type_hints(kind)
    return tuple(
        Property(
            f.name, _type_name(hints[f.name]), f.metadata["about"], f.metadata["key"], f.metadata["index"]
        )
        for f in dataclasses.fields(kind)
    )


def key_of(kind: type) -> str | None:
    """Name of the property that is unique; None for a relationship that has none."""
    return next((p.name for p in properties(kind) if p.key), None)


def _type_name(hint: Any) -> str:
    text = (
        getattr(hint, "__name__", None) if isinstance(hint, type) and not hasattr(hint, "__args__") else None
    )
    text = text or str(hint).replace("datetime.", "")
    for python, plain in (
        ("tuple[str, ...]", "list of text"), ("tuple[int, ...]", "list of whole numbers"),
        ("tuple[float, ...]", "list of numbers"), ("tuple[bool, ...]", "list of true or false"), (" | None", ""), ("str", "text"), ("int", "whole number"),
        ("float", "number"), ("bool", "true or false"),
    ):  # fmt: skip
        if text == python or python == " | None":
            text = plain if text == python else text.replace(python, plain)
    return text
