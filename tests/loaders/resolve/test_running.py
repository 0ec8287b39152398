"""What was worked out once is not worked out again, and many that are alike are one person."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from loaders.resolve.component import Work
from loaders.resolve.mention import PersonMention
from loaders.resolve.partition import resolve
from loaders.resolve.running import remembering, resolve_units


def unit(mention: str) -> list[Work]:
    return [Work((PersonMention(mention=mention, work=mention, name="Ri Chol Su"),))]


def test_each_task_gets_its_own_answer_where_some_are_alike() -> None:
    done: list[str] = []

    def run(function: Callable[[Any], Any], tasks: Sequence[Any]) -> Iterator[Any]:
        for task in tasks:
            done.append(task[0].mentions[0].mention)
            yield function(task)

    known: dict[bytes, Any] = {}
    again = remembering(run, known)
    for asked in ("aabba", "abcacd"):
        answers = list(again(resolve_units, [unit(mention) for mention in asked]))
        assert [answer[0].persons for answer in answers] == [[[mention]] for mention in asked]
    assert done == ["a", "b", "c", "d"]


def test_a_block_that_is_cut_does_not_cut_a_person_whose_works_are_alike() -> None:
    mentions = [
        PersonMention(
            mention=f"m{at:03}",
            work=f"w{at}",
            name="Pak Hyon Min",
            affiliations=("Faculty of Physics, Kim Il Sung University, Pyongyang",),
            coauthors=("Kim Yong Nam",),
            title=f"The chemistry of {at}",
        )
        for at in range(450)
    ]
    (person,) = resolve(mentions, processes=1).persons
    assert len(person.mentions) == len(mentions)
