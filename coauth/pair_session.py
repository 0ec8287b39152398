"""One person's way through doubtful pairs of mentions: shown, asked, kept at once."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field

import click

from coauth.analyst import typed
from coauth.asking import Ask
from coauth.judgement_lines import by_whom, line_of
from coauth.pair_lines import as_shown, cut, lines
from graph.errors import CoauthError
from graph.settings import Settings
from graph.views.text import one_line
from loaders.judgements.entry import MAX_WHY, Judgement, OfMentions
from loaders.judgements.judging import Made, judge, undo
from loaders.judgements.standing import Standing
from loaders.persons.doubted_pairs import Asked, Doubt, Laying
from loaders.persons.meant import kept_mention
from loaders.persons.neighbourhood import Read
from loaders.renormalise import Affected
from loaders.resolve.reasons import DOUBTED

QUESTION = "same, different, unsure, skip, back or quit? (s d u k b q)"
QUESTION_AGAIN = "same, different, take back, skip, back or quit? (s d t k b q)"
_KEYS = {
    "s": "same",
    "d": "different",
    "u": "unsure",
    "k": "skip",
    "b": "back",
    "q": "quit",
    "t": "take back",
}
_WORDS = {
    **_KEYS,
    "": "skip",
    "take": "take back",
    "undo": "take back",
    **{word: word for word in _KEYS.values()},
}
KINDS = {
    "lapsed": "a judgement that has lapsed",
    "may-be": "two persons that may be one",
    "review": "a mention that may not be of its person",
}
"""What is doubted of each kind of pair, in words."""


@dataclass
class PairSession:
    """What a person has seen and said. touched: mentions whose persons are to be decided anew."""

    settings: Settings
    by: str
    read: Read
    standing: Standing
    touched: set[str] = field(default_factory=set)
    judged: dict[int, str] = field(default_factory=dict)
    """The judgement that was made here of each pair, by the pair's place."""

    def walk(self, doubts: Sequence[Doubt], ask: Ask, *, limit: int | None = None) -> int:
        """Show each pair, ask for it, keep what is judged at once; how many were shown. Unsure ones come again at the end,
        once. Ends when nobody answers any more, and after `limit` different pairs."""
        laying = Laying(self.read)
        laid: dict[int, Asked] = {}
        waiting = deque(range(len(doubts)))
        history: list[int] = []
        unsure: set[int] = set()
        while waiting:
            place = waiting.popleft()
            if place not in laid:
                if limit is not None and len(laid) >= limit:
                    continue
                asked = laying.lay(doubts[place], self.standing)
                if asked is None:
                    continue
                laid[place] = asked
            answer = self._show_and_ask(laid[place], place, list(laid).index(place) + 1, len(doubts), ask)
            if answer is None:
                break
            if answer == "back":
                waiting.appendleft(place)
                if not history:
                    click.echo("  this is the first")
                    continue
                place = history.pop()
                if place in waiting:
                    waiting.remove(place)
                    unsure.discard(place)
                waiting.appendleft(place)
                continue
            history.append(place)
            if answer == "unsure" and place not in unsure:
                unsure.add(place)
                waiting.append(place)
        return len(laid)

    @property
    def affected(self) -> Affected:
        """What is to be brought into the store."""
        return Affected(mentions=frozenset(self.touched))

    def _show_and_ask(self, asked: Asked, place: int, number: int, of: int, ask: Ask) -> str | None:
        """What was answered; None to end. Nothing but an answer that was carried out comes back."""
        self._show(asked, number, of)
        while True:
            here = self.judged.get(place)
            if here is not None:
                click.echo(f"  you judged this ({here})")
            said = ask(QUESTION if here is None else QUESTION_AGAIN)
            answer = _WORDS.get(" ".join(said.lower().split())) if said is not None else "quit"
            if answer == "quit":
                return None
            if answer in ("same", "different"):
                why = ask("why?")
                if why is None:
                    return None
                if self._judge(asked, place, Judgement(answer), why):
                    return answer
            elif answer == "take back" and here is not None:
                self._take_back(place)
            elif answer in ("skip", "back") or (answer == "unsure" and here is None):
                return answer
            else:
                keys = ", ".join(
                    f"{key} {word}" for key, word in _KEYS.items() if key != "t" or here is not None
                )
                click.echo(f"  {keys}")

    def _show(self, asked: Asked, number: int, of: int) -> None:
        doubt, laid = asked.doubt, asked.laid
        click.echo()
        click.echo(f"{number} of at most {of:,}; {KINDS[doubt.kind]}")
        for line in lines(laid, asked.also):
            click.echo(line)
        if doubt.lapsed is not None:
            entry = doubt.lapsed.entry
            click.echo(cut(f"  {entry.judgement}: {by_whom(entry)}"))
            for words in doubt.lapsed.words:
                click.echo(f"  {cut(words)}")
        click.echo(f"  {doubted_in_words(doubt)}")
        if doubt.value.paths:
            click.echo(f"  {paths_in_words(asked)}")

    def _judge(self, asked: Asked, place: int, judgement: Judgement, why: str) -> bool:
        stored = asked.laid.stored
        assert stored is not None  # pairs of a store are
        try:
            said = typed("why", why).strip()[:MAX_WHY]
            one, other = (kept_mention(self.read, held.one.mention, held) for held in stored)
        except CoauthError as error:
            click.echo(f"  {one_line(error.message)}: nothing was judged")
            return False

        def make(at: str) -> OfMentions:
            return OfMentions(
                at=at, by=self.by, why=said, judgement=judgement, shown=as_shown(asked.laid), a=one, b=other
            )

        made = judge(self.settings.home, make)
        self._note(made)
        for entry in made.entries:
            self.judged[place] = entry.id
            click.echo(f"  {one_line(line_of(entry)['says'])}; {by_whom(entry)}")
        if made.unchanged is not None:
            click.echo(f"  {made.unchanged.id} says the same already: nothing was added")
        for conflict in made.conflicts:
            click.echo(
                f"  conflict with {conflict.loser.id} of {one_line(conflict.loser.by)}: {conflict.why}"
            )
        return True

    def _take_back(self, place: int) -> None:
        made = undo(self.settings.home, self.judged.pop(place), self.by, "taken back")
        self._note(made)
        click.echo("  taken back")

    def _note(self, made: Made) -> None:
        self.standing = made.after
        self.touched |= Affected.by(made.spoken_of, made.before, made.after).mentions


def doubted_in_words(doubt: Doubt) -> str:
    """How the store holds the pair, and how sure it is."""
    if doubt.kind == "may-be":
        how = DOUBTED.get(doubt.rule, doubt.rule)
        return f"the two persons are one with a probability of {doubt.probability:.2f}, {how}"
    if doubt.kind == "review":
        return f"A is of its person with a probability of {doubt.probability:.2f} ({doubt.rule}); B is the closest of it"
    return "it was judged of what was printed before"


def paths_in_words(asked: Asked) -> str:
    """Which paths between countries rest on whether the two are one; the countries are those that addresses printed on
    their works name."""
    paths = asked.doubt.value.paths
    named = ", ".join("–".join(path) for path in paths[:5])
    more = f" and {len(paths) - 5:,} more" if len(paths) > 5 else ""
    return f"only if they are one, addresses printed on this person's works join {named}{more}"
