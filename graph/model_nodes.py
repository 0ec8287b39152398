"""The nodes that answers speak of: works, authors, institutions, countries, funders, topics, lists, documents."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from graph.model_loads import prop

EVIDENCE = {
    "ev_affiliation": "index into affiliations; -1 for what rests on none: a statement, or the source's own label",
    "ev_statement": "index into statements; -1 for what rests on an affiliation or a label",
    "ev_kind": "country, institution, label (a country that the source attached and that is not printed) or mentioned "
    "(a country named in an acknowledgement or funding text: it says nothing about where an author stands)",
    "ev_value": "ISO 3166-1 alpha-2 code, or an Institution's key",
    "ev_state": "yes or review; a statement is yes only where an affiliation says so too, else for review",
    "ev_rule": "name of the rule that fired; of a statement `statement-KIND/RULE`",
    "ev_confidence": "0..1",
    "ev_record": "key of the Record that printed it",
}

STATEMENTS = {
    "statements": "what is said elsewhere than in an address line, whole, as printed (of an e-mail address only the "
    "domain), each text once; never an affiliation",
    "statement_kinds": "kind of each: corresponding, present-address, on-leave, visiting, email-domain, biography, note, "
    "acknowledgement, funding, interests or names",
    "statement_places": "where each stands in its record, in the source's own words",
    "statement_records": "key of the first Record that printed each",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """A work: a pure function of the records that report it."""

    key: str = prop("doi:…, else pmid:, openalex:, arxiv:, title:, else the record's key", key=True)
    ids: tuple[str, ...] = prop("every identifier of its records, with kind", default=())
    doi: str | None = prop("DOI", index=True)
    title: str | None = prop("title as printed; absent where none is printed")
    year: int | None = prop("year of publication", index=True)
    published: date | None = prop("publication date; see published_precision")
    published_precision: str | None = prop("year, month or day")
    submitted: date | None = prop("received, or first preprint version; see submitted_precision")
    submitted_precision: str | None = prop("year, month or day")
    accepted: date | None = prop("accepted; see accepted_precision")
    accepted_precision: str | None = prop("year, month or day")
    online: date | None = prop("first online; see online_precision")
    online_precision: str | None = prop("year, month or day")
    type: str | None = prop("type as the source names it")
    venue: str | None = prop("journal, conference or repository as printed")
    language: str | None = prop("language code as the source names it")
    abstract: str | None = prop("abstract, where the source has it")
    keywords: tuple[str, ...] = prop("keywords as printed", default=())
    funders: tuple[str, ...] = prop("names of funders as printed", default=())
    authors_count: int = prop("authors that its records print", default=0)
    records_count: int = prop("records that report it", default=0)
    readable: bool = prop("true where at least one affiliation is printed", default=False)
    unsettled: bool | None = prop(
        "true where no affiliation is printed, where one gives no certain country, or where a source's label or a "
        "statement gives another: what coauth query audit looks through",
        index=True,
    )
    classified: tuple[str, ...] = prop(
        "by what coauth classify worked out its topics: a hash of its text, then name, version and a hash of each term "
        "list; empty where it never did, or where the text has changed since",
        default=(),
    )
    pairs_left_out: bool | None = prop("true where the authors are too many for co-author pairs")
    review: bool = prop(
        "true where the work itself needs a person's look (see review_reasons)", default=False
    )
    review_reasons: tuple[str, ...] = prop(
        "why: two-dois (records with different DOIs share another id), resembles-another (title, year and authors say "
        "that it may be the work that RESEMBLES joins it with, and an identifier or a doubt keeps them apart), "
        "authors-not-aligned (the records' lists of authors differ), authors-cut-by-source (the source gives only the "
        "first authors)",
        default=(),
    )
    affiliations: tuple[str, ...] = prop("printed affiliations that no author was given", default=())
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
class Author:
    """One person, as far as the mentions that were joined are one; or a group that signs a work (`collective`)."""

    key: str = prop("hash of the founding mention; sticky, never reused", key=True)
    name: str = prop("the fullest printed name")
    names: tuple[str, ...] = prop("every printed name", default=())
    orcid: str | None = prop("ORCID", index=True)
    former_keys: tuple[str, ...] = prop("keys of persons that were merged into this one", default=())
    unresolved: bool | None = prop(
        "true until it has been worked out anew which of its mentions are one person, and with whom",
        index=True,
    )
    stale: str | None = prop(
        "new or changed, until AFFILIATED_WITH, BASED_IN and COAUTHORED have been written anew", index=True
    )
    betweenness: float | None = prop(
        "share of the shortest paths between two others that run through it, 0..1, in the network named in "
        "centrality_network; only where coauth network centrality --write put it there. A load renews none of these numbers, "
        "and takes them off the persons that it decides anew"
    )
    constraint: float | None = prop(
        "Burt's constraint: how much its co-authors are each other's; the lower, the more it stands between them"
    )
    centrality_computed: datetime | None = prop("when both were computed, UTC")
    centrality_network: str | None = prop("of which network")
    community: int | None = prop(
        "number of its community (Leiden), 1 the largest, in the network named in community_network; only where coauth "
        "network communities --write put it there"
    )
    community_computed: datetime | None = prop("when it was computed, UTC")
    community_network: str | None = prop("of which network, with the settings and the seed")


@dataclass(frozen=True, slots=True, kw_only=True)
class NameKey:
    """A key under which namesakes find each other: two names that can be one person's share one, and so does an ORCID."""

    key: str = prop(
        "a family name's reading and the first letter of a given name, or orcid/ and an ORCID", key=True
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonEvent:
    """What a resolution changed of a person that was there before (coauth resolve --log). Never part of an answer."""

    key: str = prop("hash of the run and of what changed", key=True)
    at: str = prop("when the run began, ISO 8601, UTC", index=True)
    kind: str = prop(
        "merged (others went into it), split (others came out of it), moved (mentions went to others), grew (mentions "
        "that are new), gone (its last mention went)"
    )
    person: str = prop("key of the person")
    name: str = prop("its name at that time")
    others: tuple[str, ...] = prop("keys of the other persons", default=())
    mentions: tuple[str, ...] = prop(
        "the mentions that changed hands, or were its last, 50 at most", default=()
    )
    count: int = prop("how many mentions these are", default=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Institution:
    """An institution: one of the table of facts or the registry, else one known by its printed name only."""

    key: str = prop("ror:…, else coauth: and a hash", key=True)
    name: str = prop("preferred English name, else the name as printed")
    names: tuple[str, ...] = prop("variants", default=())
    former_keys: tuple[str, ...] = prop(
        "keys of institutions that a person judged to be this one (coauth judge institution --same)",
        default=(),
    )
    type: str | None = prop("education, government, company, …")
    city: str | None = prop("city, where known")
    status: str = prop(
        "known (table or registry) or printed (known by its printed name only)", default="known"
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Country:
    """A country or territory of ISO 3166-1."""

    code: str = prop("ISO 3166-1 alpha-2", key=True)
    name: str = prop("English name")


@dataclass(frozen=True, slots=True, kw_only=True)
class Funder:
    """A body that paid for a work: one of the table of funders or institutions, else known by its printed name only."""

    key: str = prop("ror:…, else coauth: and a hash; the same as an Institution's where it is one", key=True)
    name: str = prop("preferred name, else the name as printed")
    names: tuple[str, ...] = prop("the texts that name it, as printed", default=())
    country: str | None = prop("ISO 3166-1 alpha-2 of where it stands, where that is certain")
    status: str = prop(
        "known (table or registry) or printed (known by its printed name only)", default="known"
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """A group of terms of one list: a field, or a part of it. What a rule of the list says stands here as data."""

    key: str = prop("the list's name, a slash, the group's name", key=True)
    list: str = prop("name of the term list", index=True)
    name: str = prop("what the group stands for, in English")
    rule: str | None = prop(
        "the rule that names the field, where the list is made after one: 11(a), 11 medical, 17 or 10"
    )
    source: str | None = prop("the text that the list is made after")
    since: date | None = prop("the day of that text")


@dataclass(frozen=True, slots=True, kw_only=True)
class Watchlist:
    """A list of institutions, as one dated copy of it has them."""

    key: str = prop("kind of the list and a part of the hash of the copy", key=True)
    name: str = prop("name of the list")
    kind: str = prop("which list it is, as it was loaded", index=True)
    publisher: str | None = prop("who publishes it")
    dated: date | None = prop("the day of which the copy says that it holds; never shown as current")
    latest: date | None = prop(
        "the latest first day that the copy prints of an entry: it cannot be older. Stands in for dated where that is not "
        "known, and is no date of the copy"
    )
    sha256: str = prop("hash of the file's bytes")
    file: str | None = prop("name of the file, without folders")
    loaded: str | None = prop("when it was loaded first, ISO 8601, UTC")
    organisations: int = prop("entries that are kept, each a ListEntry", default=0)
    persons: int = prop("entries that are persons: counted, never kept and never matched", default=0)
    others: int = prop("entries that are neither, such as ships: counted alone", default=0)
    left_out: int = prop("entries that could not be read", default=0)
    decided_by: str | None = prop("what matched its entries last: hashes of rules and registry")


@dataclass(frozen=True, slots=True, kw_only=True)
class ListEntry:
    """An organisation on a list as printed, with the institutions that it may name; kept so that institutions which are
    loaded later find it."""

    key: str = prop("the list's key, a slash, a hash of what is printed", key=True)
    name: str = prop("its own name as printed")
    aliases: tuple[str, ...] = prop("further names as printed", default=())
    countries: tuple[str, ...] = prop("codes of the countries where it says that it is", default=())
    since: date | None = prop("first day on the list, where it says so")
    since_precision: str | None = prop("year, month or day")
    until: date | None = prop("last day on the list, where it says so")
    until_precision: str | None = prop("year, month or day")
    printed: str = prop("the whole entry as printed, the first 20,000 characters")
    source: str | None = prop("where the list itself says that it stands")
    line: int = prop("where it begins in the file; of JSON its place, from 1", default=0)
    may_name: tuple[str, ...] = prop(
        "keys of institutions that it may name, in the store or not; one entry each", default=()
    )
    may_name_matched: tuple[str, ...] = prop("the name that matched", default=())
    may_name_state: tuple[str, ...] = prop("yes or review", default=())
    may_name_rule: tuple[str, ...] = prop("rule that matched it", default=())
    may_name_confidence: tuple[float, ...] = prop("0..1", default=())


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A text (a news article, a report) that names institutions, countries or persons. Its own words are not kept."""

    key: str = prop("document: and a part of the hash of its bytes", key=True)
    file: str = prop("name of the file, without folders")
    title: str | None = prop("title as the page prints it; of a text its first line")
    url: str | None = prop("where it was seen, as who loaded it or the page itself says")
    date: str | None = prop(
        "when it was published (YYYY-MM-DD, or less), as who loaded it or the page itself says"
    )
    sha256: str = prop("hash of its bytes")
    format: str = prop("text or html")
    encoding: str = prop("what its bytes were read as")
    characters: int = prop("length of its text, in which spans count")
    joint_work: int = prop("sentences that speak of joint work")
    persons: tuple[str, ...] = prop(
        "names printed beside an institution, one entry a place; who it is is for review unless MENTIONS says so",
        default=(),
    )
    person_institutions: tuple[str, ...] = prop(
        "key of the institution that each stands beside; empty where that is known by its printed name only",
        default=(),
    )
    person_starts: tuple[int, ...] = prop("where each begins, in characters from 0", default=())
    person_ends: tuple[int, ...] = prop("where each ends, left out", default=())
    person_rules: tuple[str, ...] = prop("rule by which each was found", default=())
    person_sentences: tuple[str, ...] = prop("the sentence of each, as printed", default=())
    person_joint: tuple[bool, ...] = prop("whether that sentence speaks of joint work", default=())
