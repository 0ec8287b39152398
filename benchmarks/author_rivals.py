"""What others make of the same mentions: Splink where it is installed (pip install splink), S2AND where it is said to be."""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import msgspec

from loaders.resolve.mention import PersonMention
from loaders.resolve.naming import form, main_key, own_form
from loaders.resolve.wording import place_words, topic_words

THRESHOLDS = (0.5, 0.8, 0.9, 0.95, 0.99, 0.999)
NOT_RUN = (
    "S2AND was not run (--s2and FOLDER). What was measured of it elsewhere: 40 to 100 mentions/s by its Python backend, the\n"
    "one that runs offline; without counts of names and vectors of papers, 10 GB to fetch, it merges too much."
)
CAVEAT = "(S2AND's released model by its Python backend, without counts of names and vectors of papers: it merges too much)"
S2AND = Path(__file__).parent / "author_s2and.py"
Answer = dict[str, str]
Row = Callable[[str, Callable[[], Answer], float], str]


def splink_answer(mentions: Sequence[PersonMention], row: Row) -> Iterator[str]:
    """Lines of the table for Splink on DuckDB: Fellegi-Sunter, learned without labels, connected components, at each of
    THRESHOLDS. The best of them is picked with the labels in sight, so it flatters."""
    if importlib.util.find_spec("splink") is None:
        yield "Splink is not installed: pip install splink"
        return
    began = time.process_time()
    linker, predictions = _predicted(mentions)
    before = time.process_time() - began
    for threshold in THRESHOLDS:

        def clusters(threshold: float = threshold) -> Answer:
            table = linker.clustering.cluster_pairwise_predictions_at_threshold(
                predictions, threshold_match_probability=threshold
            )
            return {one["unique_id"]: str(one["cluster_id"]) for one in table.as_record_list()}

        yield row(f"Splink {threshold}", clusters, before)


def _predicted(mentions: Sequence[PersonMention]) -> tuple[Any, Any]:
    import pyarrow as pa
    import splink.comparison_library as cl
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on

    rows = [
        {
            "unique_id": mention.mention,
            "block": main_key(own_form(mention.name)),
            "name": mention.name.lower(),
            "coauthors": sorted(
                {f"{f.family} {f.given[0][:1] if f.given else ''}" for f in map(form, mention.coauthors)}
            )
            or None,
            "place": sorted({word for text in mention.affiliations for word in place_words(text)}) or None,
            "title": sorted(set(topic_words(mention.title))) or None,
            "venue": mention.venue.lower() or None,
            "year": str(mention.year) if mention.year else None,
        }
        for mention in mentions
    ]
    settings = SettingsCreator(
        link_type="dedupe_only",
        blocking_rules_to_generate_predictions=[block_on("block")],
        comparisons=[
            cl.ExactMatch("name"),
            cl.ArrayIntersectAtSizes("coauthors", [3, 2, 1]),
            cl.ArrayIntersectAtSizes("place", [5, 3, 2, 1]),
            cl.ArrayIntersectAtSizes("title", [4, 3, 2, 1]),
            cl.ExactMatch("venue"),
        ],
    )
    api = DuckDBAPI()
    try:
        linker = Linker(api.register(pa.Table.from_pylist(rows)), settings)
    except AttributeError:
        linker = Linker(pa.Table.from_pylist(rows), settings, api)
    linker.training.estimate_probability_two_random_records_match([block_on("block", "venue")], recall=0.3)
    linker.training.estimate_u_using_random_sampling(max_pairs=1_000_000, seed=1)
    linker.training.estimate_parameters_using_expectation_maximisation(block_on("block"))
    return linker, linker.inference.predict(threshold_match_probability=min(THRESHOLDS))


def s2and_answer(blocks: Sequence[Sequence[PersonMention]], folder: Path | None, row: Row) -> Iterator[str]:
    """The line of the table for S2AND's released model. folder: where it and what it needs is installed, as it needs other
    versions than this project; None: it is said that it was not run."""
    if folder is None:
        yield NOT_RUN
        return

    def clusters() -> Answer:
        with tempfile.TemporaryDirectory() as kept:
            settings = {"S2AND_BACKEND": "python", "S2AND_SKIP_FASTTEXT": "1", "S2AND_CACHE": kept}
            done = subprocess.run(
                [sys.executable, str(S2AND)],
                input=json.dumps([[msgspec.to_builtins(mention) for mention in block] for block in blocks]),
                stdout=subprocess.PIPE,
                text=True,
                check=True,
                env=os.environ | settings | {"PYTHONPATH": str(folder)},
            )
        found: Answer = json.loads(done.stdout.splitlines()[-1])
        return found

    began = os.times()
    found = clusters()
    ended = os.times()
    spent = ended.children_user + ended.children_system - began.children_user - began.children_system
    yield row("S2AND", lambda: found, spent)
    yield CAVEAT
