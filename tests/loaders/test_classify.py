"""Works of a store get their topics, keep them while their text stays, and lose them when it changes."""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import Any

import pytest

from graph.settings import Settings
from graph.store import Store
from loaders import classify as classifying
from loaders.classified import unclassified
from loaders.classify import Classified, classify
from loaders.deciding import Decider
from loaders.pipeline import Quiet, load
from loaders.renormalise import Affected, renormalise
from loaders.terms.reading import read_terms
from loaders.terms.term_list import TermList
from loaders.unload import unload
from tests.printed import fact, openalex, write_lines

pytest.importorskip("spacy")

OXFORD = "University of Oxford, Oxford, UK"
_files = itertools.count()


def own(version: str, strong: str) -> TermList:
    return read_terms(
        f"""format = 1
name = "own"
title = "Our own"
version = "{version}"
about = "A test."
source = "A text"
[[group]]
key = "net"
name = "Nets"
rule = "11(a)"
strong.en = ["{strong}"]
weak.en = ["filter"]
""".encode(),
        "own.toml",
    )


def _work(key: str, title: str) -> dict[str, Any]:
    return fact(key, doi=f"10.1000/{key}", title=title, authors=[("Ann Example", [OXFORD])])


def _load(store: Store, folder: Path, *works: dict[str, Any]) -> str:
    path = write_lines(folder / f"{next(_files)}.jsonl", works)
    done = load(store, Settings(), [path], version="test", decider=Decider(), progress=Quiet())
    assert done.key is not None
    return done.key


def _classify(store: Store, *lists: TermList, everything: bool = False) -> Classified:
    return classify(store, lists, progress=Quiet(), everything=everything)


def _about(store: Store) -> dict[str, tuple[bool, bool]]:
    """By work and version: current, review."""
    rows = store.read(
        "MATCH (w:Work)-[r:ABOUT]->(:Topic) RETURN w.doi AS doi, r.version AS version, r.current AS current, "
        "r.review AS review"
    )
    return {f"{row['doi'][8:]} {row['version']}": (row["current"], row["review"]) for row in rows}


class _Killed(Quiet):
    def reached(self, done: int) -> None:
        raise KeyboardInterrupt


def test_topics_follow_text_and_lists(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = own("1", "neural network"), own("2", "ships")
    assert _classify(store, first).works == 0  # of an empty store
    net, sieve, ships = (
        _work("a", "A neural network for ships"), _work("b", "A filter for ships"), _work("c", "Ships")
    )  # fmt: skip
    loaded = _load(store, tmp_path, net, sieve, ships)
    assert unclassified(store) == 0  # topics are not in use

    # killed after each batch, and given again until nothing is left
    monkeypatch.setattr(classifying, "BATCH", 1)
    for left in (3, 2, 1):
        with pytest.raises(KeyboardInterrupt):
            classify(store, [first], progress=_Killed())
        assert unclassified(store) == left - 1
    assert _classify(store, first).skipped == 3
    monkeypatch.undo()
    assert _about(store) == {"a 1": (True, False), "b 1": (True, True)}
    edge = store.read(
        "MATCH (:Work {doi: '10.1000/a'})-[r:ABOUT]->(t:Topic) RETURN r.terms AS terms, r.ev_printed AS printed, "
        "r.ev_place AS places, r.score AS score, r.rule AS rule, t.key AS topic, t.rule AS says, "
        "t.source AS source, toString(t.since) AS since"
    )
    assert edge == [
        {"terms": ["neural network"], "printed": ["neural network"], "places": ["title"], "score": 0.9,
         "rule": "strong-term", "topic": "own/net", "says": "11(a)", "source": "UNSCR 2321 (30 November 2016), paragraph 11(a)", "since": "2016-11-30"}
    ]  # fmt: skip

    # decided anew with the same text they keep their topics; with another they are as if never classified
    renormalise(store, Settings(), Affected(everything=True), decider=Decider(), progress=Quiet())
    assert len(_about(store)) == 2
    _load(store, tmp_path, _work("b", "Boats with a neural network"))
    assert (_about(store), unclassified(store)) == ({"a 1": (True, False)}, 1)
    again = _classify(store, first)
    assert (again.done, again.skipped, again.states["own"]["yes"]) == (1, 2, 1)
    assert _about(store) == {"a 1": (True, False), "b 1": (True, False)}

    # another version is the current one, and what the older one found stays to compare; back again, too
    assert _classify(store, second).done == 3
    both = {"a 1": (False, False), "a 2": (True, False), "b 1": (False, False), "c 2": (True, False)}
    assert _about(store) == both
    assert _classify(store, first, everything=True).done == 3
    assert _about(store) == {key: (key.endswith(" 1"), review) for key, (_, review) in both.items()}

    # a second record that joins a work and brings an abstract changes its text
    more = openalex("W1", doi="https://doi.org/10.1000/c", title="Ships", authors=[("Ann Example", [OXFORD])])
    more["abstract_inverted_index"] = {"A": [0], "neural": [1], "network": [2]}
    _load(store, tmp_path, more)
    assert unclassified(store) == 1
    _classify(store, first)
    assert _about(store)["c 1"] == (True, False)

    # what goes takes its topics with it
    unload(store, Settings(), loaded, decider=Decider(), progress=Quiet())
    assert _about(store).keys() <= {"b 1", "c 1"}
