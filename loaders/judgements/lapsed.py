"""Judgements on mentions of which one is not in the store as it was judged: they do nothing there, and are asked again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from loaders.judgements.entry import Mention, OfMentions
from loaders.judgements.standing import Standing
from loaders.persons.neighbourhood import Read
from loaders.persons.stored import read_mentions, read_places


@dataclass(frozen=True, slots=True)
class Lapsed:
    """A judgement in force that the store cannot be brought under. gone: of its two mentions those that are not there.
    instead: the mention that stands in the place of each of the two now (itself where it is there; None: none does)."""

    entry: OfMentions
    gone: tuple[Mention, ...]
    instead: tuple[str | None, str | None]

    @property
    def words(self) -> Iterator[str]:
        """What became of each mention that is gone."""
        for one, now in zip((self.entry.a, self.entry.b), self.instead, strict=True):
            if one in self.gone:
                what = "is not in the store" if now is None else "is printed there otherwise by now"
                yield f"“{one.name}” on “{one.work}” {what}"


def lapsed(read: Read, standing: Standing) -> list[Lapsed]:
    """The judgements on mentions that have fallen back to review, the oldest first: a mention is not in the store, or the
    name in its place is another by now."""
    entries = [
        entry
        for entry in standing.entries
        if isinstance(entry, OfMentions) and standing.state(entry) == "in force"
    ]
    if not entries:
        return []
    there = read_mentions(read, {end for entry in entries for end in entry.ends}).keys()
    doubtful = [entry for entry in entries if not there >= set(entry.ends)]
    places = read_places(read, {end for entry in doubtful for end in entry.ends if end not in there})
    found = []
    for entry in doubtful:
        instead = [end if end in there else next(iter(places[end]), None) for end in entry.ends]
        gone = tuple(one for one in (entry.a, entry.b) if one.mention not in there)
        found.append(Lapsed(entry, gone, (instead[0], instead[1])))
    return found
