"""An authorship as resolution sees it: one printed author, and what its work prints around it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from loaders.normalize.decision import Decision
from loaders.resolve.decisions import decisions_of
from loaders.resolve.evidence import MOST_AROUND
from loaders.resolve.keys import ResolvedPerson
from loaders.resolve.mention import MOST_LETTERS, MOST_LISTED, PersonMention
from loaders.resolve.naming import blocking_keys, own_form
from loaders.resolve.nearness import orcid_key
from loaders.resolve.partition import Judged, joined, near, partition
from loaders.resolve.running import Runner, here
from loaders.works import WorkState


@dataclass(frozen=True, slots=True)
class Mentioned:
    """What resolution knows of one authorship.

    key: of the authorship. mention: its first mention, by which resolution names it. collective: a group signs, which is
    nobody else. author: the person it was given to before, None for a new one.
    """

    key: str
    work: str
    mention: str
    printed: str
    affiliations: tuple[str, ...]
    orcid: str | None
    source_id: str | None
    collective: bool
    author: str | None = None

    def beside(self, around: Around) -> PersonMention:
        """The mention, with what its work prints."""
        return PersonMention(
            mention=self.mention,
            work=self.work,
            name=self.printed[:MOST_LETTERS],
            affiliations=_bounded(self.affiliations),
            coauthors=around.names,
            around=() if self.affiliations else around.addresses,
            title=around.title,
            venue=around.venue,
            year=around.year,
            orcid=self.orcid,
            source_id=self.source_id,
        )


@dataclass(frozen=True, slots=True)
class Around:
    """What a work prints around each of its authors. names: as printed, of all authors who are persons; none where they
    are too many to say anything. addresses: all that it prints, for an author who has none; none where they are too many."""

    title: str
    venue: str
    year: int | None
    names: tuple[str, ...]
    addresses: tuple[str, ...]

    @classmethod
    def of(
        cls,
        title: str | None,
        venue: str | None,
        year: int | None,
        names: Iterable[str],
        addresses: Iterable[str],
    ) -> Around:
        """Of what a work has, in any order."""
        printed = sorted(set(addresses))
        told = _bounded(printed) if len(printed) <= MOST_AROUND else ()
        return cls(
            (title or "")[:MOST_LETTERS], (venue or "")[:MOST_LETTERS], year, _bounded(sorted(names)), told
        )


def _bounded(texts: Sequence[str]) -> tuple[str, ...]:
    return tuple(text[:MOST_LETTERS] for text in texts[:MOST_LISTED])


def keys_of(item: Mentioned) -> frozenset[str]:
    """The keys by which an authorship finds others that may be the same person's; none of a group."""
    if item.collective:
        return frozenset()
    keys = blocking_keys(own_form(item.printed))
    return keys | {orcid_key(item.orcid)} if item.orcid else keys


def around_of(state: WorkState) -> Around:
    """What a work prints around its authors."""
    names = () if state.work.pairs_left_out else (a.printed for a in state.authorships if not a.collective)
    addresses = chain(state.work.affiliations, *(a.affiliations for a in state.authorships))
    return Around.of(state.work.title, state.work.venue, state.work.year, names, addresses)


def mentioned(states: Iterable[WorkState]) -> dict[str, Mentioned]:
    """The authorships of works, by key; given to nobody."""
    return {
        a.key: Mentioned(
            key=a.key,
            work=state.work.key,
            mention=a.mentions[0],
            printed=a.printed,
            affiliations=a.affiliations,
            orcid=a.orcid,
            source_id=a.source_id,
            collective=bool(a.collective),
        )
        for state in states
        for a in state.authorships
    }


def persons_of(
    states: Sequence[WorkState],
    *,
    without: Collection[str] = (),
    run: Runner = here,
    taken: Callable[[set[str]], set[str]] = lambda keys: set(),
) -> tuple[Sequence[ResolvedPerson], dict[str, Decision]]:
    """Persons of the mentions of works among themselves, and for each mention whose it is.

    without: mentions that are left out. taken: which of some keys are another person's, and not free for a new one.
    """
    items = mentioned(states)
    around = {state.work.key: around_of(state) for state in states}
    return persons_among(items.values(), around, without=without, run=run, taken=taken)


def persons_among(
    items: Iterable[Mentioned],
    around: Mapping[str, Around],
    *,
    without: Collection[str] = (),
    run: Runner = here,
    taken: Callable[[set[str]], set[str]] = lambda keys: set(),
) -> tuple[Sequence[ResolvedPerson], dict[str, Decision]]:
    """The same for authorships, with what each of their works prints around them."""
    wanted = [item for item in items if item.mention not in without]
    mentions = {item.mention: item.beside(around[item.work]) for item in wanted if not item.collective}
    collective = [item.mention for item in wanted if item.collective]
    groups = joined(mentions, near(mentions, run=run), Judged())
    reserved: frozenset[str] = frozenset()
    while True:
        found = partition(
            mentions, groups, Judged(), {}, run=run, reserved=reserved, alone_besides=collective
        )
        clash = taken({person.key for person in found.persons})
        if not clash:
            return found.persons, decisions_of(found)
        reserved |= clash
