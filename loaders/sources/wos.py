"""Web of Science exports: plain text (`FN … PT … ER … EF`), tab-delimited, and the same table with long headings.

Names before an address (`[Kim, Chol; Li, Wei] Univ …`) are looked up among the record's authors, never counted off:
an address whose names fit no author, or that has none before it, is nobody's. Not read: the institutions that
Clarivate added (C3), editors (BE), and a book's own authors or groups (BA, GP) where the work has authors.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, zip_longest

from loaders.merging.identity import arxiv_of_doi, normal_doi, normal_orcid, normal_pmid
from loaders.records import Located, PrintedAuthor, PrintedDate, Record, Rejected, Statement
from loaders.sources.format import Carries, Lines, TableFormat, TextFormat
from loaders.sources.printed import (
    MAX_RECORD,
    RESEARCHER,
    Names,
    email_statements,
    outcome,
    printed_when,
    researcher_id,
    split_outside,
    without_local_parts,
)

NAME = "wos"

_LISTS = frozenset({"AU", "AF", "BA", "BF", "CA", "GP", "C1", "EM", "Z2"})
"""Fields of which every line is a value of its own; in a table `;` stands between the values."""
_READ = _LISTS | {
    "PT", "TI", "Z1", "SO", "LA", "DT", "DE", "ID", "AB", "Z4", "RP", "RI", "OI", "FU", "FX", "PD", "PY", "EA", "DI",
    "PM", "UT",
}  # fmt: skip
_HEADINGS = _READ | {
    "BE", "SE", "BS", "CT", "CY", "CL", "SP", "HO", "C3", "FP", "CR", "NR", "TC", "Z9", "U1", "U2", "PU", "PI", "PA",
    "SN", "EI", "BN", "J9", "JI", "VL", "IS", "PN", "SU", "SI", "MA", "BP", "EP", "AR", "D2", "PG", "WC", "WE", "SC",
    "GA", "OA", "HC", "HP", "DA",
}  # fmt: skip
_BY_HEAD = {f"{tag} ": tag for tag in _HEADINGS}
_ONCE = frozenset({"AU", "AF", "TI", "SO", "C1", "PY", "UT"})
_LONG_HEADINGS = {
    "Publication Type": "PT", "Authors": "AU", "Author Full Names": "AF", "Book Authors": "BA",
    "Book Author Full Names": "BF", "Group Authors": "CA", "Book Group Authors": "GP", "Article Title": "TI",
    "Source Title": "SO", "Language": "LA", "Document Type": "DT", "Author Keywords": "DE", "Keywords Plus": "ID",
    "Abstract": "AB", "Addresses": "C1", "Reprint Addresses": "RP", "Email Addresses": "EM", "Researcher Ids": "RI",
    "ORCIDs": "OI", "Funding Orgs": "FU", "Funding Text": "FX", "Publication Date": "PD", "Publication Year": "PY",
    "Early Access Date": "EA", "DOI": "DI", "Pubmed Id": "PM", "UT (Unique WOS ID)": "UT",
}  # fmt: skip

_FIELD = re.compile(r"[A-Z][A-Z0-9](?: |\Z)")
_FILE_HEAD = re.compile(r"\A\s*FN [^\n]*\n\s*VR ")
_RECORD_HEAD = re.compile(r"^PT [A-Z][a-z]* *$(?:\n[^\n]*){0,20}?\n(?:AU|CA|TI|SO) ", re.MULTILINE)
_REFERENCE = re.compile(r"\A[^,\[]{1,60}, (?:1[4-9]|20)\d\d, .*?, (?:V\d|P\d|DOI 10\.)")
_HEAD_OF_RP = re.compile(r"\A([^()（）]{2,200}?) ?[(（]([^()（）]{2,40})[)）]")
_NAME_AND_REST = re.compile(r"\A([^,;]{1,80}, [^,;]{1,40}),")
_ACCESSION = re.compile(r"\A(?:ISI:|WOS:)?([A-Z0-9]{15})\Z", re.IGNORECASE)
_OTHER_ACCESSION = re.compile(r"\A\S*[^\s:]\Z")
_YEAR = re.compile(r"(?<!\d)(?:1[4-9]|2\d)\d\d(?!\d)")
_ORCID = re.compile(r"\d{4}-\d{4}-\d{4}-\d{3}[\dXx]\Z")
_ROLES = frozenset({"corresponding author", "reprint author"})
MAX_SAID = 1_000_000
"""Characters of one entry of RP, times its authors, up to which each has a statement of his own."""
_NOTHING_SAID = "No Statement Available"


def recognises(head: str) -> bool:
    """Does a text begin as such an export does, or hold a record's first fields?"""
    if "PT " not in head and "VR " not in head:
        return False
    return bool(_FILE_HEAD.search(head.lstrip("\ufeff")) or _RECORD_HEAD.search(head))


def recognises_headings(headings: frozenset[str]) -> bool:
    """Are the headings those of an export, two letters or long?"""
    return {"PT", "AU", "TI", "SO"} <= headings or {"UT (Unique WOS ID)", "Article Title"} <= headings


def read(lines: Lines) -> Iterator[Located | Rejected]:
    """Every record in order, from PT to ER. One without its end is refused; a file without its end (EF) is reported."""
    block: list[str] = []
    start, size, number = 1, 0, 0
    is_open = head_seen = False
    for number, line in lines:
        if is_open and line[:3] == "   ":
            size += len(line) + 1
            if size <= MAX_RECORD:
                block.append(line)
            continue
        if line[:1] == "\ufeff":
            line = line[1:]
        tag = line[:2]
        if tag == "ER" and not line[2:].strip():
            if is_open:
                # its end is one of its lines: without it, what is quarantined would be cut short for ever
                yield outcome(start, [*block, "ER"], size > MAX_RECORD, _record)
            else:
                yield outcome(number, [line], False, _unfinished)
            block, size, is_open = [], 0, False
            continue
        if tag == "PT" and is_open and _tag(line):
            yield outcome(start, block, size > MAX_RECORD, _unfinished)
            block, size, is_open = [], 0, False
        if tag in ("FN", "VR", "EF") and _tag(line):
            if is_open:
                yield outcome(start, block, size > MAX_RECORD, _unfinished)
                block, size, is_open = [], 0, False
            if tag == "FN" and head_seen:
                yield _no_end(number)
            head_seen = head_seen if tag == "VR" else tag == "FN"
            continue
        if not is_open:
            if not line or line.isspace():
                continue
            is_open, start = True, number
        size += len(line) + 1
        if size <= MAX_RECORD or not block:
            block.append(line)
    if is_open:
        yield outcome(start, block, size > MAX_RECORD, _unfinished)
    if head_seen:
        yield _no_end(number)


def _tag(line: str) -> str | None:
    return line[:2] if _FIELD.match(line) else None


def _no_end(number: int) -> Rejected:
    return Rejected(
        "the file has a head (FN) but no end (EF): records after this line may be missing", number, b""
    )


def _unfinished(block: Sequence[str]) -> Record:
    if not any(map(_tag, block)):
        raise ValueError("no field of a record")
    if _tag(block[0]) == "ER":
        raise ValueError("the end of a record (ER) without its beginning")
    raise ValueError("the record has no end (ER): it was cut short")


def _record(block: Sequence[str]) -> Record:
    """A record from its lines. Raises ValueError where a heading is damaged, missing or out of its place."""
    fields: dict[str, list[str]] = {}
    values: list[str] = []
    # most lines go on with a field, most of them with its references, which nobody reads
    begins = [at for at, line in enumerate(block) if line[:3] != "   "]
    for at, after in zip_longest(begins, begins[1:]):
        line = block[at]
        if tag := _BY_HEAD.get(line[:3]) or _tag(line):
            if tag in fields and tag in _ONCE:
                raise ValueError(f"{tag} comes twice: two records ran together")
            if tag not in _READ:
                values = []
                continue
            values = fields.setdefault(tag, [])
            if len(line) > 3:
                values.append(line[3:])
        elif line[:2] in _HEADINGS:
            raise ValueError(
                f"line {at + 1} of the record begins with {line[:2]} but is no field: {line[:40]!r}"
            )
        else:
            values.append(line)
        values += block[at + 1 : after]
    cleaned = {tag: [text for line in found if (text := line.strip())] for tag, found in fields.items()}
    if "C1" in cleaned:
        reference = next(filter(_REFERENCE.match, cleaned["C1"]), None)
        if reference:
            raise ValueError(
                f"C1 holds a cited reference, a heading (CR) is not in its place: {reference[:60]!r}"
            )
        cleaned["C1"] = _unwrapped(cleaned["C1"])
    return _built(cleaned)


def _unwrapped(printed: Sequence[str]) -> list[str]:
    """Addresses one each: a line that ends with a comma or within a bracket goes on in the next."""
    whole: list[list[str]] = []
    in_bracket = goes_on = False
    for line in printed:
        if goes_on:
            whole[-1].append(line)
        else:
            whole.append([line])
        if "]" in line:
            in_bracket = False
        elif "[" in line:
            in_bracket = True
        goes_on = in_bracket or line.endswith(",")
    return [" ".join(parts) for parts in whole]


def read_row(row: Mapping[str, str]) -> Record:
    """A record from a row of a table. Raises ValueError that says what does not fit."""
    fields: dict[str, list[str]] = {}
    for heading, value in row.items():
        tag = _LONG_HEADINGS.get(heading, heading)
        if tag in _READ and value and (value := value.strip()):
            fields[tag] = split_outside(value) if tag in _LISTS else [value]
    return _built(fields)


def _built(fields: Mapping[str, list[str]]) -> Record:
    def text(tag: str) -> str | None:
        return " ".join(fields.get(tag, ())) or None

    source_id, doi, title = _accession(text("UT")), normal_doi(text("DI")), text("TI") or text("Z1")
    if not (source_id or doi or title):
        raise ValueError("no identity: neither id nor DOI nor title")
    full, short = _author_names(fields)
    groups = fields.get("CA", []) or ([] if full else fields.get("GP", []))
    names = Names([*full, *groups], short)
    affiliations, of_author = addresses(fields.get("C1", ()), names)
    reprint = _reprint(fields.get("RP", ()), names, affiliations, of_author)
    corresponding = {statement.author for statement in reprint}
    orcids = _ids(text("OI"), names, _ORCID)
    people = _ids(text("RI"), names, RESEARCHER)
    native = fields.get("Z2", ())
    authors = tuple(
        [
            # by position: three times as fast as by name
            PrintedAuthor(
                name,
                position,
                native[position] if len(native) == len(full) > position else None,
                normal_orcid(orcids[position]) if position in orcids else None,
                researcher_id(people.get(position)),
                tuple(of_author.get(position, ())),
                (),
                True if position in corresponding else None,
                None,
                position >= len(full),
            )
            for position, name in enumerate([*full, *groups])
        ]
    )
    used = {*chain.from_iterable(of_author.values())}
    dates, year = _dates(text("PD"), text("PY"), text("EA"))
    return Record(
        source=NAME,
        source_id=source_id,
        doi=doi,
        pmid=normal_pmid((text("PM") or "").removeprefix("MEDLINE:")),
        arxiv=arxiv_of_doi(doi),
        title=title,
        year=year,
        dates=dates,
        type=text("DT"),
        venue=text("SO"),
        language=text("LA"),
        abstract=text("AB") or text("Z4"),
        keywords=tuple(
            dict.fromkeys(
                word.strip() for tag in ("DE", "ID") for word in (text(tag) or "").split(";") if word.strip()
            )
        ),
        funders=funders(text("FU")),
        authors=authors,
        affiliations=tuple(affiliations),
        unmapped=tuple(index for index in range(len(affiliations)) if index not in used),
        statements=(
            *reprint,
            *email_statements(fields.get("EM", ()), "EM"),
            *funding(text("FU"), text("FX")),
        ),
    )


def _accession(printed: str | None) -> str | None:
    """`ISI:…` of older exports and `WOS:…` are one id; those of other databases (`MEDLINE:…`) stay as they are."""
    match = _ACCESSION.match(printed or "")
    if match:
        return f"WOS:{match[1].upper()}"
    return printed if printed and _OTHER_ACCESSION.match(printed) else None


def _author_names(fields: Mapping[str, list[str]]) -> tuple[list[str], list[str]]:
    """The names in full, and the same with initials where the two lists are equally long."""
    for short_tag, full_tag in (("AU", "AF"), ("BA", "BF")):
        short, full = fields.get(short_tag, []), fields.get(full_tag, [])
        if short or full:
            pairs = list(zip(full, short, strict=True)) if len(full) == len(short) else []
            pairs = pairs or [(name, "") for name in max(full, short, key=len)]
            pairs = [pair for pair in pairs if pair[0].strip("[]").lower() != "anonymous"]
            return [pair[0] for pair in pairs], [pair[1] for pair in pairs if pair[1]]
    return [], []


def addresses(printed: Iterable[str], names: Names) -> tuple[dict[str, int], dict[int, dict[int, None]]]:
    """Addresses with their indexes, and the indexes of each author's."""
    affiliations: dict[str, int] = {}
    of_author: dict[int, dict[int, None]] = {}
    for line in printed:
        bracket, closed, address = line.partition("]") if line.startswith("[") else ("", "", line)
        if not closed:
            bracket, address = "", line
        if not (address := address.strip()):
            continue
        index = affiliations.setdefault(address, len(affiliations))
        if bracket:
            for position in names.of_list(bracket[1:].split(";")):
                of_author.setdefault(position, {})[index] = None
    return affiliations, of_author


def _reprint(
    lines: Sequence[str],
    names: Names,
    affiliations: Mapping[str, int],
    of_author: Mapping[int, Mapping[int, None]],
) -> list[Statement]:
    """A statement for every author to write to."""
    found: dict[Statement, None] = {}
    for borne, entry in _entries(lines, names):
        said = without_local_parts(entry)
        address = said.partition("), ")[2].rstrip(".")
        index = affiliations.get(address, affiliations.get(f"{address}."))
        authors = [_told_apart(names.find(name), index, of_author) for name in borne]
        known = [author for author in authors if author is not None]
        if not known or len(known) * len(said) > MAX_SAID:
            found[Statement("corresponding", said, "RP")] = None
        else:
            found |= {Statement("corresponding", said, "RP", author): None for author in known}
    return list(found)


def _entries(lines: Sequence[str], names: Names) -> Iterator[tuple[list[str], str]]:
    """Names and the whole text of each entry of `Kim, YC; Li, W (corresponding author), Univ …; …`.

    Older ones are one entry that begins with a name: `Kim, YC, Univ …`, or a line of its own with the name.
    """
    text = " ".join(lines)
    borne: list[str] = []
    pieces: list[str] = []
    for piece in text.split(";"):
        head = _HEAD_OF_RP.match(piece.strip())
        if head and (head[2].lower() in _ROLES or names.find(head[1])):
            others = []
            while len(pieces) > bool(borne) and names.find(pieces[-1].strip()):
                others.append(pieces.pop().strip())
            if borne:
                yield borne, ";".join(pieces).strip()
                pieces = []
            borne = [*reversed(others), head[1]]
            pieces.append("; ".join(borne) + piece.strip()[len(head[1]) :])
        else:
            pieces.append(piece)
    if not borne:
        match = _NAME_AND_REST.match(text)
        borne = [lines[0]] if len(lines) > 1 and names.find(lines[0]) else [match[1]] if match else []
    if text:
        yield borne, ";".join(pieces).strip()


def _told_apart(
    positions: Sequence[int], index: int | None, of_author: Mapping[int, Mapping[int, None]]
) -> int | None:
    """The one author among those of one name, if need be the one who has this address."""
    if len(positions) > 1 and index is not None:
        positions = [position for position in positions if index in of_author.get(position, ())]
    return positions[0] if len(positions) == 1 else None


def _ids(text: str | None, names: Names, pattern: re.Pattern[str]) -> dict[int, str]:
    """Author → id, of `Kim, Chol/A-1234-2008; …`, where neither name nor id leaves a choice."""
    if not text:
        return {}
    by_author: dict[int, set[str]] = {}
    for piece in text.split(";"):
        name, _, printed = piece.partition("/")
        id_ = pattern.search(printed.strip())
        positions = names.find(name, by_initials=False) if id_ else []
        if id_ and len(positions) == 1:
            by_author.setdefault(positions[0], set()).add(id_.group().upper())
    times = Counter(id_ for ids in by_author.values() for id_ in ids)
    return {
        position: next(iter(ids))
        for position, ids in by_author.items()
        if len(ids) == 1 and times[min(ids)] == 1
    }


def funders(text: str | None) -> tuple[str, ...]:
    """The names before the grant numbers in `Name [grant; grant]; Name`."""
    if not text:
        return ()
    found = [part.partition("[")[0].strip() for part in split_outside(text)]
    return tuple(dict.fromkeys(filter(None, found)))


def funding(organisations: str | None, thanks: str | None) -> Iterator[Statement]:
    """What the fields FU and FX say, whole."""
    if organisations:
        yield Statement("funding", without_local_parts(organisations), "FU")
    if thanks and thanks != _NOTHING_SAID:
        yield Statement("acknowledgement", without_local_parts(thanks), "FX")


def _dates(
    printed: str | None, year: str | None, early: str | None
) -> tuple[tuple[PrintedDate, ...], int | None]:
    """Dates, and the year: printed, else of the dates."""
    match = _YEAR.search(year or "")
    known = int(match.group()) if match else None
    published = printed_when("published", printed or year, known)
    online = printed_when("online", early)
    dates = tuple(date for date in (published, online) if date)
    return dates, known or (int(dates[0].value[:4]) if dates else None)


_CARRIES: Carries = frozenset({"affiliations", "author mapping", "dates", "funders", "statements"})

FORMAT = TextFormat(
    name=NAME,
    title="Web of Science, plain text",
    carries=_CARRIES,
    recognises=recognises,
    read=read,
)
FORMAT_TAB = TableFormat(
    name=NAME,
    title="Web of Science, tab-delimited or Excel",
    carries=_CARRIES,
    recognises=recognises_headings,
    read=read_row,
)
