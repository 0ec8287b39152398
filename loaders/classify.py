"""Works of a store matched with term lists: (:Work)-[:ABOUT]->(:Topic), by the version that was run last.

A work remembers what it was classified by, so that only what changed is done again. A batch of works, what is written of
them and their marks are one transaction: a run that was killed goes on where it ended.
"""

from __future__ import annotations

import hashlib
import logging
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from graph import model, schema
from graph.lock import DeriveLock
from graph.prepare import model_version, require_current
from graph.store import Store, Transaction
from loaders.classified import COUNT, list_mark, name_in, text_mark
from loaders.normalize.topics import GroupDecision, Hit, TopicDecision, TopicMatcher
from loaders.persons.neighbourhood import READ_SECONDS
from loaders.pipeline import Progress
from loaders.terms.term_list import TermList
from loaders.ties import COLLECTED, write_many

log = logging.getLogger(__name__)

BATCH = 500
"""Works in one transaction."""

MOST_FINDINGS = 40
"""Places of terms that are kept of one work and topic."""

_TODO = (
    "MATCH (w:Work) WHERE $everything OR any(mark IN $marks WHERE NOT mark IN w.classified) "
    "RETURN w.key AS key ORDER BY key"
)
_TEXTS = (
    "MATCH (w:Work) WHERE w.key IN $keys "
    "RETURN w.key AS key, w.title AS title, w.abstract AS abstract, w.keywords AS keywords, w.classified AS classified"
)
_OLD_ONES = (
    "UNWIND $rows AS row MATCH (w:Work {key: row})-[r:ABOUT]->(t:Topic) WHERE t.list IN $lists AND r.current = true "
    "SET r.current = false"
)
_SAME_VERSION = (
    "UNWIND $rows AS row MATCH (w:Work {key: row})-[r:ABOUT]->(t:Topic) "
    f"WHERE t.list IN $lists AND r.version = $versions[t.list] {COLLECTED}"
)
_MARKS = "UNWIND $rows AS row MATCH (w:Work {key: row.key}) SET w.classified = row.classified"


@dataclass(slots=True)
class Classified:
    """What a run did. works: in the store; done: that were matched; states: by list, yes, review and no among these."""

    works: int = 0
    done: int = 0
    states: dict[str, Counter[str]] = field(default_factory=dict)

    @property
    def skipped(self) -> int:
        """Works that had been classified by these versions before, with the text that they have."""
        return self.works - self.done


def classify(
    store: Store,
    lists: Sequence[TermList],
    *,
    progress: Progress,
    everything: bool = False,
    waiting: Callable[[str], None] | None = None,
) -> Classified:
    """Match the works of a store that are new, or whose text or lists changed. May be killed at any moment and repeated.

    everything: all works. Raises CoauthError where spaCy is not installed, or the store fails.
    """
    done = Classified(states={one.name: Counter() for one in lists})
    matcher = TopicMatcher(lists)
    if model_version(store) is None:
        return done
    require_current(store)
    with DeriveLock(store, waiting=waiting) as lock:
        done.works = store.read(COUNT, timeout=READ_SECONDS)[0]["works"]
        marks = [list_mark(one) for one in lists]
        rows = store.read(_TODO, {"everything": everything, "marks": marks}, timeout=READ_SECONDS)
        keys = [row["key"] for row in rows]
        progress.stage("classifying", len(keys))
        if keys:
            lock.step(partial(_write_topics, lists=lists))
        for start in range(0, len(keys), BATCH):
            here = keys[start : start + BATCH]
            texts = store.read(_TEXTS, {"keys": here}, timeout=READ_SECONDS)
            found = {
                row["key"]: matcher.decide(row["title"], row["abstract"], row["keywords"] or ())
                for row in texts
            }
            lock.step(partial(_write, lists=lists, texts=texts, found=found))
            for decisions in found.values():
                for decision in decisions:
                    done.states[decision.list][decision.state] += 1
            done.done += len(texts)
            progress.reached(start + len(here))
            log.info("%d of %d works classified", start + len(here), len(keys))
    return done


def _write_topics(tx: Transaction, lists: Sequence[TermList]) -> None:
    nodes = [
        model.Topic(
            key=f"{one.name}/{group.key}",
            list=one.name,
            name=group.name,
            rule=group.rule,
            source=group.source or one.source,
            since=group.since,
        )
        for one in lists
        for group in one.groups
    ]
    write_many(tx, schema.merge_nodes(model.Topic), [schema.row_of(node) for node in nodes])


def _write(
    tx: Transaction,
    lists: Sequence[TermList],
    texts: Sequence[Mapping[str, Any]],
    found: Mapping[str, Sequence[TopicDecision]],
) -> None:
    keys = sorted(found)
    names = [one.name for one in lists]
    versions = {one.name: one.version for one in lists}
    tx.run(_OLD_ONES, {"rows": keys, "lists": names})
    tx.run(_SAME_VERSION, {"rows": keys, "lists": names, "versions": versions})
    edges = [edge for key in keys for decision in found[key] for edge in _edges(key, decision)]
    write_many(tx, schema.create_relationships(model.About), edges)
    marks = [list_mark(one) for one in lists]
    rows = []
    for row in texts:
        others = [
            mark
            for mark in row["classified"] or ()
            if not mark.startswith("text ") and name_in(mark) not in versions
        ]
        mark = text_mark(row["title"], row["abstract"], row["keywords"] or ())
        rows.append({"key": row["key"], "classified": [mark, *sorted([*others, *marks])]})
    write_many(tx, _MARKS, rows)


def _edges(work: str, decision: TopicDecision) -> Iterator[dict[str, Any]]:
    for group in decision.groups:
        if group.state != "no":
            topic = f"{decision.list}/{group.group.key}"
            yield schema.edge_of(_about(work, topic, decision.version, group), work, topic)


def _about(work: str, topic: str, version: str, group: GroupDecision) -> model.About:
    hits: Sequence[Hit] = group.hits[:MOST_FINDINGS]
    return model.About(
        key=hashlib.sha256("\0".join([work, topic, version]).encode()).hexdigest()[:32],
        version=version,
        current=True,
        score=group.score,
        review=group.state == "review",
        rule=group.rule,
        terms=tuple(dict.fromkeys(hit.term.name for hit in group.hits)),
        ev_place=tuple(hit.place for hit in hits),
        ev_printed=tuple(hit.printed for hit in hits),
    )
