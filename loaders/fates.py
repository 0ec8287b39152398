"""Which records of a load joined a work of other records, and which made one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from graph.store import Store

_SHARED = """
MATCH (r:Record)-[:REPORTS]->(w:Work) WHERE r.first_load = $load AND w.records_count > 1
RETURN w.key AS work, w.records_count AS records, r.key AS record, r.file AS file, r.line AS line
"""


def merged_records(store: Store, load: str, files: Sequence[str]) -> dict[str, int]:
    """Key → index of its file, of the new records that joined a work of other records: all of a work but the first,
    and the first too where another load brought that work.

    files: names of the load's files, in its order.
    """
    order = {name: index for index, name in enumerate(files)}
    found: dict[str, list[tuple[int, int, str, int]]] = {}
    for row in store.read(_SHARED, {"load": load}):
        place = (order.get(row["file"], 0), row["line"], row["record"], row["records"])
        found.setdefault(row["work"], []).append(place)
    merged: dict[str, int] = {}
    for records in found.values():
        records.sort()
        others = records[0][3] > len(records)
        merged |= {key: index for index, _, key, _ in records[0 if others else 1 :]}
    return merged


def fates(
    store: Store, load: str, files: Sequence[str], counts: Mapping[str, Sequence[int]]
) -> tuple[list[int], list[int]]:
    """How many of each file's records stand as loaded, and how many as merged.

    counts: `added` and `changed` (see accounting.COUNTS), one number a file.
    """
    merged = [0] * len(files)
    if any(counts["added"]):
        for index in merged_records(store, load, files).values():
            merged[index] += 1
    # a record that was added, and taken over by a newer one of the same load since, is no new one any more
    merged = [min(joined, added) for joined, added in zip(merged, counts["added"], strict=True)]
    loaded = [
        added - joined + changed
        for added, joined, changed in zip(counts["added"], merged, counts["changed"], strict=True)
    ]
    return loaded, merged
