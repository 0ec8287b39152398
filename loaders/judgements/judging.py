"""A judgement is made: kept in the file, with what was in force before and is now."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from graph.errors import CoauthError
from loaders.judgements import file
from loaders.judgements.entry import (
    Entry,
    Judgement,
    OfAffiliation,
    OfInstitutions,
    OfMentions,
    Undo,
    blanks_folded,
    time_after,
    valid,
)
from loaders.judgements.standing import Conflict, Standing
from loaders.timestamps import timestamp


@dataclass(frozen=True, slots=True)
class Made:
    """What came of it. entries: what was added. unchanged: the one in force that said the same of the same person.
    before, after: what was in force. spoken_of: judgements whose subjects are to be decided anew."""

    entries: tuple[Entry, ...]
    before: Standing
    after: Standing
    spoken_of: tuple[Entry, ...]
    unchanged: Entry | None = None

    @property
    def conflicts(self) -> list[Conflict]:
        """Those that were not there before."""
        known = {(one.winner.id, one.loser.id) for one in self.before.conflicts}
        return [one for one in self.after.conflicts if (one.winner.id, one.loser.id) not in known]


def judge(home: Path, make: Callable[[str], OfAffiliation | OfInstitutions | OfMentions]) -> Made:
    """Keep what `make` gives for its time, unless the same person said the same before and it is in force.

    Raises CoauthError where it cannot be kept.
    """
    before: list[Standing] = []
    same: list[Entry] = []

    def add(content: file.Content) -> Sequence[Entry]:
        before.append(Standing(content.entries))
        entry = valid(make(_next(content)))
        same.extend(
            known
            for known in before[0].entries
            if before[0].state(known) == "in force" and _said(known) == _said(entry)
        )
        return () if same else (entry,)

    added = file.append(home, add)
    after = Standing((*before[0].entries, *added))
    return Made(added, before[0], after, added or tuple(same[:1]), same[0] if same else None)


def undo(home: Path, begin: str, by: str, why: str) -> Made:
    """Take back the judgement whose id begins so; an undo can be taken back too.

    Raises CoauthError where there is none, or several, or where it counts no more already.
    """
    before: list[Standing] = []
    target: list[Entry] = []

    def add(content: file.Content) -> Sequence[Entry]:
        standing = Standing(content.entries)
        before.append(standing)
        target.append(found(standing, begin))
        if standing.state(target[0]) == "undone":
            raise CoauthError(f"{target[0].id} is undone already", hint="coauth judge list")
        return (
            valid(
                Undo(at=_next(content), by=by, why=why, judgement=Judgement.UNDO, undoes=target[0].id)
            ),
        )  # fmt: skip

    added = file.append(home, add)
    spoken_of = target[0]
    by_id = {entry.id: entry for entry in before[0].entries}
    while isinstance(spoken_of, Undo) and spoken_of.undoes in by_id:
        spoken_of = by_id[spoken_of.undoes]
    return Made(added, before[0], Standing((*before[0].entries, *added)), (spoken_of,))


def found(standing: Standing, begin: str) -> Entry:
    """The one judgement whose id begins so. Raises CoauthError where there is none, or several."""
    entries = [entry for entry in standing.entries if begin and entry.id.startswith(begin)]
    if len(entries) != 1:
        many = f"{len(entries)} judgements have" if entries else "no judgement has"
        raise CoauthError(f"{many} an id that begins with {begin!r}", hint="coauth judge list")
    return entries[0]


def merge(home: Path, other: Path) -> tuple[Made, int]:
    """Take another file's judgements into ours; and how many of them were known.

    Raises CoauthError where one of the two cannot be used, where the other holds no judgement, or where a judgement is of a time to come: it would win over
    everything that is judged until then.
    """
    try:
        resolved = other.resolve(strict=True)
    except (OSError, RuntimeError) as error:
        raise CoauthError(
            f"{other}: {getattr(error, 'strerror', None) or error}", hint="name a file that can be read"
        ) from None
    theirs = file.read_another(resolved).entries
    soon = timestamp(datetime.now(UTC) + timedelta(days=1))
    late = [entry for entry in theirs if entry.at > soon]
    if late:
        raise CoauthError(
            f"{other}: {len(late)} judgements are of a time to come, the first ({late[0].id}) of {late[0].at}",
            hint="set the clock of that machine, and take these lines out of the file",
        )
    before: list[Standing] = []

    def add(content: file.Content) -> Sequence[Entry]:
        before.append(Standing(content.entries))
        known = {entry.id for entry in content.entries}
        return [entry for entry in theirs if entry.id not in known]

    added = file.append(home, add)
    by_id = {entry.id: entry for entry in (*before[0].entries, *added)}
    spoken_of = {entry.id: entry for entry in added}
    for entry in added:
        while isinstance(entry, Undo) and entry.undoes in by_id:
            entry = by_id[entry.undoes]
            spoken_of[entry.id] = entry
    after = Standing((*before[0].entries, *added))
    return Made(added, before[0], after, tuple(spoken_of.values())), len(theirs) - len(added)


def _next(content: file.Content) -> str:
    return time_after(max((entry.at for entry in content.entries), default=None))


def _said(entry: Entry) -> object:
    """What an entry says, but for when and what was shown."""
    if isinstance(entry, OfAffiliation):
        keys = frozenset(one.key for one in entry.institutions)
        what: object = (blanks_folded(entry.text), frozenset(entry.countries), keys)
    elif isinstance(entry, OfInstitutions | OfMentions):
        what = frozenset(entry.ends)
    else:
        what = entry.undoes
    return entry.judgement, entry.by, entry.why, what
