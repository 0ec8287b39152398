"""Records into the store, one batch in one transaction; what each load said of a record is kept, so that a load can be
taken back."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from graph import model, schema
from graph.store import Transaction
from loaders.accounting import PRINTED, printed_in
from loaders.merging.titles import marks
from loaders.records import Located, Record, Rejected, from_statement

READ_RECORDS = (
    # written first, so that no other load changes them between our reading and writing
    "MATCH (r:Record) WHERE r.key IN $keys SET r.sha256 = r.sha256 "
    "RETURN r.key AS key, r.sha256 AS sha256, r.statement AS statement, r.loads AS loads, r.said AS said, "
    "r.files AS files, r.lines AS lines, r.older AS older, r.first_load AS first_load, r.file AS file, r.line AS line"
)
WRITE_RECORDS = "UNWIND $rows AS row MATCH (r:Record {key: row.key}) SET r += row.fields"


def record_batch(
    tx: Transaction,
    load: str,
    files: Sequence[str],
    index: int,
    form: str,
    batch: Sequence[Located | Rejected],
) -> dict[str, int]:
    """Write a batch of one file, within a transaction. Returns how many of its records were added, changed, unchanged
    and quarantined, and what the readable ones print (accounting.PRINTED).

    files: names of the load's files, in its order; index: which of them this is.
    """
    file = files[index]
    counts = dict.fromkeys(("added", "changed", "unchanged", "quarantined", *PRINTED), 0)
    located: dict[str, tuple[Located, str]] = {}
    replaced: dict[str, list[str]] = {}  # hashes of what a later version in this batch replaces
    rejected: list[Rejected] = []
    for item in batch:
        if isinstance(item, Rejected):
            rejected.append(item)
            continue
        for name, number in zip(PRINTED, printed_in(item.record), strict=True):
            counts[name] += number
        before = located.get(item.record.key)
        sha256 = item.record.sha256
        if before is not None and (before[1] == sha256 or is_older(item.record, before[0].record)):
            counts["unchanged"] += 1
            continue
        if before is not None:
            replaced.setdefault(item.record.key, []).append(before[1])
        located[item.record.key] = (item, sha256)
    known = {row["key"]: row for row in tx.run(READ_RECORDS, {"keys": sorted(located)})}
    new, renewed = [], []
    for key, (item, sha256) in sorted(located.items()):
        row = known.get(key)
        if row is None:
            new.append(schema.row_of(_node(load, file, item, sha256)))
            counts["added"] += 1
            counts["changed"] += len(replaced.get(key, ()))
            continue
        fate, fields = _said_again(row, load, files, index, item, sha256)
        counts[fate] += 1
        for version in replaced.get(key, ()):
            known_already = fate == "unchanged" or version in {row["sha256"], *row["said"]}
            counts["unchanged" if known_already else "changed"] += 1
        if fields:
            renewed.append({"key": key, "fields": fields})
    tx.run(schema.create_nodes(model.Record), {"rows": new})
    tx.run(WRITE_RECORDS, {"rows": renewed})
    _quarantine(tx, load, file, form, rejected)
    counts["quarantined"] = len(rejected)
    return counts


def _said_again(
    row: Mapping[str, Any], load: str, files: Sequence[str], index: int, item: Located, sha256: str
) -> tuple[str, dict[str, Any]]:
    """What becomes of a record that the store knows, and the properties that change."""
    file = files[index]
    saying = Saying.of(row)
    if not saying.loads:  # it was being taken back
        node = schema.row_of(_node(load, file, item, sha256))
        return "added", {name: value for name, value in node.items() if name != "key"}
    before = saying.word_of(load, row["statement"])
    if before is not None and (
        is_older(item.record, before) or saying.is_later(load, files, index, item.line)
    ):
        return "unchanged", {}
    saying.add(load, sha256, file, item.line)
    fields: dict[str, Any] = {}
    if row["sha256"] == sha256:
        fate = "unchanged"
    elif is_older(item.record, from_statement(row["statement"])):
        fate = "unchanged"
        saying.keep(item.record.statement)
    else:
        fate = "changed"
        saying.keep(row["statement"])
        fields = current(item.record)
    saying.forget_unsaid(current_sha256=fields.get("sha256", row["sha256"]))
    return fate, fields | saying.changes(row)


@dataclass(slots=True)
class Saying:
    """Which load said what of a record, each list in the order of the loads; older: what is said and not current."""

    loads: list[str]
    said: list[str]
    files: list[str]
    lines: list[int]
    older: list[str]

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> Saying:
        """From the properties of a Record."""
        return cls(*(list(row[name] or ()) for name in ("loads", "said", "files", "lines", "older")))

    def add(self, load: str, sha256: str, file: str, line: int) -> None:
        """A load says it. Its own word before that is replaced."""
        if load in self.loads:
            at = self.loads.index(load)
            self.said[at], self.files[at], self.lines[at] = sha256, file, line
            return
        self.loads.append(load)
        self.said.append(sha256)
        self.files.append(file)
        self.lines.append(line)

    def word_of(self, load: str, statement: str) -> Record | None:
        """What a load has said so far, if anything. statement: the current one."""
        if load not in self.loads:
            return None
        sha256 = self.said[self.loads.index(load)]
        found = (from_statement(one) for one in (statement, *self.older))
        return next((record for record in found if record.sha256 == sha256), None)

    def is_later(self, load: str, files: Sequence[str], index: int, line: int) -> bool:
        """Did the load say what it says further down in its files than there? It is being read once more, then."""
        at = self.loads.index(load)
        place = files.index(self.files[at]) if self.files[at] in files else len(files)
        return (place, self.lines[at]) > (index, line)

    def take_back(self, load: str) -> None:
        """A load no longer says it."""
        at = self.loads.index(load)
        for values in (self.loads, self.said, self.files, self.lines):
            del values[at]

    def keep(self, statement: str) -> None:
        """Something said that is not current."""
        if statement not in self.older:
            self.older.append(statement)

    def forget_unsaid(self, current_sha256: str) -> None:
        """Drop what no load says any more, and what is current."""
        wanted = set(self.said) - {current_sha256}
        self.older = [one for one in self.older if from_statement(one).sha256 in wanted]

    def newest(self, statement: str) -> Record | None:
        """What counts of all that is said, as if the loads came one after the other; None where nothing is said.

        statement: the current one. It may be no load's any more.
        """
        known = {record.sha256: record for record in map(from_statement, (*self.older, statement))}
        best: Record | None = None
        for sha256 in self.said:
            record = known[sha256]
            if best is None or not is_older(record, best):
                best = record
        return best

    def changes(self, row: Mapping[str, Any]) -> dict[str, Any]:
        """The properties that differ from a Record's."""
        now = {name: getattr(self, name) for name in ("loads", "said", "files", "lines", "older")}
        return {name: value for name, value in now.items() if value != list(row[name] or ())}


def is_older(record: Record, other: Record) -> bool:
    """Does the source itself say that the record is an older version than the other?"""
    return record.updated is not None and other.updated is not None and record.updated < other.updated


def current(record: Record) -> dict[str, Any]:
    """The properties of a Record that follow from the statement that counts."""
    start, end = marks(record.title)
    return {
        "sha256": record.sha256,
        "statement": record.statement,
        "doi": record.doi,
        "pmid": record.pmid,
        "openalex": record.openalex,
        "arxiv": record.arxiv,
        "title_start": start,
        "title_end": end,
        "stale": True,
    }


def _node(load: str, file: str, item: Located, sha256: str) -> model.Record:
    return model.Record(
        key=item.record.key,
        source=item.record.source,
        file=file,
        line=item.line,
        loads=(load,),
        said=(sha256,),
        files=(file,),
        lines=(item.line,),
        first_load=load,
        **current(item.record),
    )


def _quarantine(tx: Transaction, load: str, file: str, form: str, rejected: Iterable[Rejected]) -> None:
    rows = []
    for item in rejected:
        digest = hashlib.sha256(f"{file}\n{item.line}\n".encode() + item.raw)
        if item.same:
            digest.update(b"\n%d" % item.same)
        raw, encoded = as_text(item.raw)
        rows.append(
            schema.row_of(
                model.Quarantined(
                    key=digest.hexdigest()[:32],
                    file=file,
                    line=item.line,
                    reason=item.reason,
                    format=form,
                    raw=raw,
                    encoded=encoded,
                    above=item.above.decode("utf-8", "replace").replace("\0", "\ufffd") or None,
                )
            )
        )
    tx.run(
        "UNWIND $rows AS row MERGE (q:Quarantined {key: row.key}) "
        "SET q.file = row.file, q.line = row.line, q.reason = row.reason, q.raw = row.raw, q.format = row.format, "
        "q.encoded = row.encoded, q.above = row.above, "
        "q.loads = CASE WHEN $load IN coalesce(q.loads, []) THEN q.loads ELSE coalesce(q.loads, []) + $load END",
        {"rows": rows, "load": load},
    )


def as_text(raw: bytes) -> tuple[str, bool]:
    """Bytes as a text that every store takes, and whether that is base64: where they are no UTF-8, or have a NUL."""
    try:
        text = raw.decode()
    except UnicodeDecodeError:
        return base64.b64encode(raw).decode(), True
    return (base64.b64encode(raw).decode(), True) if "\0" in text else (text, False)


def as_bytes(raw: str, encoded: bool) -> bytes:
    """The bytes that as_text was given."""
    return base64.b64decode(raw) if encoded else raw.encode()
