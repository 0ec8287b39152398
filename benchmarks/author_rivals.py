"""What others make of the same mentions: Splink where it is installed (pip install splink)."""

from __future__ import annotations

import importlib.util
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from loaders.resolve.mention import PersonMention
from loaders.resolve.naming import form, main_key, own_form
from loaders.resolve.wording import place_words, topic_words

THRESHOLDS = (0.5, 0.8, 0.9, 0.95, 0.99, 0.999)
NOT_RUN = (
    "S2AND is not run here. What was measured of it elsewhere: 40 to 100 mentions/s by its Python backend, which is the one\n"
    "that runs offline; without name counts and paper vectors it over-merges."
)
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
