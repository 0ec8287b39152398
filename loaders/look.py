"""What a load would do, without any store."""

from __future__ import annotations

import time
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

from loaders.accounting import PRINTED, FileCount, Outcome, printed_in
from loaders.deciding import Decider
from loaders.inputs import inspect
from loaders.merging.alignment import DOUBTFUL
from loaders.merging.identity import group
from loaders.persons.mentioned import persons_of
from loaders.recording import is_older
from loaders.records import Record, Rejected
from loaders.sources.plain_table import Mapping
from loaders.works import compute


def look(
    paths: Sequence[Path], decider: Decider, *, max_coauthors: int = 100, by: Mapping | None = None
) -> Outcome:
    """Read files and compute their works in memory: the outcome that loading them into an empty store would have."""
    started = time.monotonic()
    outcome = Outcome()
    records: dict[str, Record] = {}
    first_in: dict[str, FileCount] = {}
    order: dict[str, int] = {}
    with ExitStack() as stack:
        inputs, outcome.refused = inspect(paths, stack, by)
        for item in inputs:
            count = FileCount(item.name, item.format, title=item.title, carries=item.carries)
            outcome.files.append(count)
            opened = item.open()
            for found in opened.items:
                count.records += 1
                if isinstance(found, Rejected):
                    count.quarantined += 1
                    continue
                for name, number in zip(PRINTED, printed_in(found.record), strict=True):
                    setattr(count, name, getattr(count, name) + number)
                key = found.record.key
                before = records.get(key)
                if before is None:
                    first_in[key] = count
                    order[key] = len(order)
                elif before.sha256 == found.record.sha256 or is_older(found.record, before):
                    count.unchanged += 1
                    continue
                else:
                    count.changed += 1
                    count.loaded += 1
                records[key] = found.record
            count.encoding = opened.encoded.title
    groups = group(records.values())
    for one in groups:
        for position, record in enumerate(sorted(one.records, key=lambda r: order[r.key])):
            if position:
                first_in[record.key].merged += 1
            else:
                first_in[record.key].loaded += 1
    states = [compute(one, decider, max_coauthors=max_coauthors) for one in groups]
    persons, decisions = persons_of(states)
    outcome.works = len(states)
    outcome.authors = len(persons)
    outcome.authorships = sum(len(state.authorships) for state in states)
    outcome.affiliations = sum(
        len(state.work.affiliations) + sum(len(a.affiliations) for a in state.authorships) for state in states
    )
    outcome.institutions = len({key for state in states for key in state.institutions})
    outcome.countries = len({code for state in states for code in state.involves})
    outcome.review = sum(
        a.country_review or a.aligned.rule in DOUBTFUL or decisions[a.mentions[0]].state == "review"
        for state in states
        for a in state.authorships
    )
    outcome.seconds = time.monotonic() - started
    for count in outcome.files:
        count.check()
    return outcome
