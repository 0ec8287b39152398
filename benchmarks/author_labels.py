"""Labels of the sets of authors that are wrong when a person reads them: `python -m benchmarks.author_labels`.

gold_wrong_authors.tsv lists them; its head says what the columns mean. Each is shown with what the set prints of it, where
the set is at hand.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from benchmarks.at_hand import DATA
from benchmarks.author_sets import Labelled, aminer, pubmed_pairs
from benchmarks.normalise_countries import hash_of
from loaders.resolve.mention import PersonMention

TABLE = Path(__file__).with_name("gold_wrong_authors.tsv")
AMINER, PAIRS = "aminer", "pubmed-pairs"
KINDS = {
    AMINER: ("another's", "one person"),
    PAIRS: ("one person", "two persons", "told both ways"),
}
"""What can be wrong with a label of each set; the head of the table says what they mean."""
_SHOWN = 90


class WrongLabel(NamedTuple):
    """A label that was read by hand, as the columns of the table."""

    id: str
    set: str
    label: str
    instead: str
    kind: str
    reason: str


class Labels(NamedTuple):
    """What a set itself says under an id: the label, and the mentions that it is of."""

    label: str
    mentions: tuple[PersonMention, ...]


def wrong_labels() -> list[WrongLabel]:
    """The rows of the table, in order. Raises TypeError for a line that has not six columns."""
    lines = TABLE.read_text(encoding="ascii").split("\n")
    return [WrongLabel(*line.split("\t")) for line in lines if line and not line.startswith("#")]


def labels_of_aminer(names: list[Labelled]) -> dict[str, Labels]:
    """Hash of a mention's id -> its label."""
    return {
        hash_of(mention.mention): Labels(person.rpartition("/")[2], (mention,))
        for one in names
        for mention, person in zip(one.mentions, one.persons, strict=True)
    }


def labels_of_pairs(pairs: list[Labelled]) -> dict[str, Labels]:
    """Number of a pair's row -> whether it is said to be one person."""
    return {
        pair.mentions[0].mention.partition("/")[0]: Labels(
            "YES" if len(set(pair.persons)) == 1 else "NO", pair.mentions
        )
        for pair in pairs
    }


def lines(wrong: list[WrongLabel], at_hand: dict[tuple[str, str], Labels]) -> Iterator[str]:
    """Each wrong label beside what is printed."""
    for (name, kind), number in sorted(Counter((one.set, one.kind) for one in wrong).items()):
        yield f"{name:13} {kind:15} {number:3}"
    for one in wrong:
        instead = f", belongs under {one.instead}" if one.instead != "-" else ""
        yield f"{one.set} {one.id}: label {one.label}{instead}; {one.kind}: {one.reason}"
        for mention in at_hand[one.set, one.id].mentions:
            where = "; ".join(mention.affiliations) or "no address"
            yield f"    {mention.name}, {mention.year}: {mention.title[:_SHOWN]} | {where[:_SHOWN]}"


def labels_at_hand(data: Path) -> dict[tuple[str, str], Labels]:
    """Set and id -> what the set says. Raises OSError where a set is not at hand."""
    found = {(AMINER, key): labels for key, labels in labels_of_aminer(aminer(data)).items()}
    return found | {(PAIRS, key): labels for key, labels in labels_of_pairs(pubmed_pairs(data)).items()}


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--data", type=Path, default=DATA)
    for line in lines(wrong_labels(), labels_at_hand(parser.parse_args().data)):
        print(line)


if __name__ == "__main__":
    main()
