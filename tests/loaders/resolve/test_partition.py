"""Which mentions of a file are one person."""

from __future__ import annotations

import io
import random
from itertools import combinations
from typing import Any

import pytest

from benchmarks.author_measures import b_cubed
from benchmarks.author_stress import stress
from loaders.resolve import component, in_parts, nearness, partition, running
from loaders.resolve.mention import PersonMention, Unread, each_once, read_mentions
from loaders.resolve.partition import Judged, Partition, resolve

PHYSICS = {
    "coauthors": ("Nikolai Vavilkin", "Pak Un Hyok"),
    "affiliations": ("Department of Physics, Kim Il Sung University, Pyongyang",),
    "title": "Thin films of zinc oxide by sputtering",
    "venue": "Journal of Crystal Growth",
    "year": 2014,
}
MEDICINE = {
    "coauthors": ("Maria Olsson", "Erik Lindqvist"),
    "affiliations": ("Department of Oncology, Karolinska Institute, Stockholm",),
    "title": "Survival after surgery of gastric cancer",
    "venue": "Annals of Surgery",
    "year": 1996,
}


def mention(key: str, name: str, around: dict[str, Any] | None = None, **more: Any) -> PersonMention:
    return PersonMention(**({"mention": key, "work": f"w-{key}", "name": name} | (around or {}) | more))


def groups(found: Partition) -> set[frozenset[str]]:
    return {frozenset(person.mentions) for person in found.persons}


def together(*mentions: PersonMention, judged: Judged | None = None) -> bool:
    return len(resolve(mentions, judged).persons) == 1


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (mention("1", "Kim Yong Chol", PHYSICS), mention("2", "Yong-Chol Kim", PHYSICS), True),
        (mention("1", "Kim Yong Chol", PHYSICS), mention("2", "Y. C. Kim", PHYSICS), True),
        (mention("1", "Kim Yong Chol", PHYSICS), mention("2", "Kim Yong Chol", MEDICINE), False),
        (mention("1", "Wei Wang", PHYSICS), mention("2", "Wei Wang", MEDICINE), False),
        (mention("1", "Wei Wang"), mention("2", "Wei Wang"), False),
        (mention("1", "Deborah Quistrebert"), mention("2", "Deborah Quistrebert"), True),
        # two of one work, two ORCIDs, other middle initials: two persons, whatever speaks for one
        (mention("1", "Wei Wang", PHYSICS), mention("2", "Wei Wang", PHYSICS, work="w-1"), False),
        (
            mention("1", "Jan Ek", PHYSICS, orcid="0" * 16),
            mention("2", "Jan Ek", PHYSICS, orcid="1" * 16),
            False,
        ),
        (mention("1", "J L Smith", PHYSICS), mention("2", "J R Smith", PHYSICS), False),
        (mention("1", "Kim Jong Un", PHYSICS), mention("2", "Kim Jong Il", PHYSICS), False),
        # one ORCID or one address: one person, whatever speaks for two
        (
            mention("1", "W. Wang", PHYSICS, orcid="0" * 16),
            mention("2", "Wei Wang", MEDICINE, orcid="0" * 16),
            True,
        ),
        (
            mention("1", "W. Wang", PHYSICS, email=("wei@kisu.example",)),
            mention("2", "Wei Wang", MEDICINE, affiliations=("Oncology, Solna. Wei@kisu.example.",)),
            True,
        ),
        (mention("1", "W. Wang", orcid="0" * 16), mention("2", "Li Zhao", orcid="0" * 16), False),
    ],
)
def test_two_mentions(one: PersonMention, other: PersonMention, same: bool) -> None:
    assert together(one, other) is same
    assert together(other, one) is same


def test_what_people_decided_wins() -> None:
    alike = mention("1", "Kim Yong Chol", PHYSICS), mention("2", "Kim Yong Chol", PHYSICS)
    assert not together(*alike, judged=Judged(different=(("1", "2"),)))
    unlike = mention("1", "Wei Wang", PHYSICS), mention("2", "Zhao Li", MEDICINE, work="w-1")
    assert together(*unlike, judged=Judged(same=(("1", "2"),)))
    third = mention("3", "Kim Yong Chol", PHYSICS)
    apart = resolve((*alike, third), Judged(different=(("2", "3"),)))
    assert not any({"2", "3"} <= members for members in groups(apart))
    judged = Judged(same=(("1", "2"), ("2", "3")), different=(("1", "3"), ("1", "nobody")))
    found = resolve((*alike, third), judged)
    assert groups(found) == {frozenset("123")}
    assert found.conflicts == (("1", "3"),)


def test_a_chain_of_likenesses_does_not_join_what_contradicts_itself() -> None:
    chain = [
        mention("1", "J Smith", PHYSICS),
        mention("2", "J L Smith", PHYSICS),
        mention("3", "J R Smith", PHYSICS),
        mention("4", "John Smith", PHYSICS),
        mention("5", "James Smith", PHYSICS),
    ]
    found = groups(resolve(chain))
    for no in ({"2", "3"}, {"4", "5"}):
        assert not any(no <= members for members in found)


def test_keys_stay_with_the_larger_part_and_are_kept_as_aliases() -> None:
    three = [mention(key, "Kim Yong Chol", PHYSICS) for key in "123"]
    first = resolve(three)
    (person,) = first.persons
    again = resolve(three, previous={"1": "a", "2": "b", "3": "b"})
    assert [(p.key, p.merged) for p in again.persons] == [("b", ("a",))]
    split = resolve(three, Judged(different=(("1", "2"), ("1", "3"))), previous=first.person_of())
    assert {p.key: p.mentions for p in split.persons}[person.key] == ("2", "3")
    assert len({p.key for p in split.persons}) == 2


@pytest.fixture(scope="module")
def made() -> list[PersonMention]:
    return stress(400)[0]


def _bounded(monkeypatch: pytest.MonkeyPatch, bound: int, group: int, spoken_for: int = 3) -> None:
    """Small bounds, so that a small set is cut as a large one is."""
    for module in (component, in_parts, nearness, partition):
        monkeypatch.setattr(module, "BOUND", bound)
    for module in (in_parts, nearness):
        monkeypatch.setattr(module, "GROUP", group)
    for module in (component, in_parts):
        monkeypatch.setattr(module, "SPOKEN_FOR", spoken_for)


def test_the_order_of_mentions_changes_nothing(
    made: list[PersonMention], monkeypatch: pytest.MonkeyPatch
) -> None:
    _bounded(monkeypatch, 12, 9)
    first = resolve(made, processes=1)
    shuffled = made[:]
    random.Random(1).shuffle(shuffled)
    again = resolve([*shuffled, *shuffled[:50]], processes=1)
    assert (again.persons, again.confidence) == (first.persons, first.confidence)


def test_other_processes_give_the_same(made: list[PersonMention], monkeypatch: pytest.MonkeyPatch) -> None:
    here = resolve(made, processes=1)
    monkeypatch.setattr(running, "IN_ONE_PROCESS", 0)
    assert resolve(made, processes=2) == here


def test_nothing_that_contradicts_itself_is_one(made: list[PersonMention]) -> None:
    by_id = {one.mention: one for one in made}
    for person in resolve(made, processes=1).persons:
        for one, other in combinations(person.mentions, 2):
            assert by_id[one].work != by_id[other].work


def test_a_block_beyond_the_bound_is_still_resolved(monkeypatch: pytest.MonkeyPatch) -> None:
    mentions, true = stress(600)
    _bounded(monkeypatch, 20, 12)
    found = resolve(mentions, processes=1).person_of()
    cubed = b_cubed([true[m.mention] for m in mentions], [found[m.mention] for m in mentions])
    assert cubed.precision > 0.9
    assert cubed.recall > 0.6


@pytest.fixture(scope="module")
def of_one() -> list[PersonMention]:
    """Sixty works of one person, and forty of a namesake."""
    return [
        *(mention(f"p{at:02}", "Kim Yong Chol", PHYSICS | {"year": 2000 + at % 9}) for at in range(60)),
        *(mention(f"m{at:02}", "Kim Yong Chol", MEDICINE | {"year": 1990 + at % 9}) for at in range(40)),
    ]


def test_a_person_of_more_mentions_than_a_part_has_is_one(
    of_one: list[PersonMention], monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = groups(resolve(of_one, processes=1))
    _bounded(monkeypatch, 20, 10)
    assert groups(resolve(of_one, processes=1)) == whole
    assert {len(members) for members in whole} == {60, 40}


def test_what_people_decided_wins_across_parts(
    of_one: list[PersonMention], monkeypatch: pytest.MonkeyPatch
) -> None:
    _bounded(monkeypatch, 20, 10)
    mine = [one.mention for one in of_one]
    same = tuple((mine[at], mine[at + 50]) for at in range(0, 50, 7))
    found = resolve(
        of_one, Judged(same=same, different=((mine[0], mine[59]), (mine[0], mine[50]))), processes=1
    )
    person = found.person_of()
    assert all(person[one] == person[other] for one, other in same)
    assert person[mine[0]] != person[mine[59]]
    assert found.conflicts == ((mine[0], mine[50]),)
    assert {found.rules[one] for pair in same for one in pair} == {"judged"}


def test_what_is_never_laid_side_by_side_is_in_doubt(
    of_one: list[PersonMention], monkeypatch: pytest.MonkeyPatch
) -> None:
    _bounded(monkeypatch, 20, 10)
    monkeypatch.setattr(in_parts, "ROUNDS", 1)
    found = resolve(of_one, processes=1)
    person = found.person_of()
    parts = {key for mention, key in person.items() if mention.startswith("p")}
    assert len(parts) > 1
    doubted = [{person[one] for one in doubt.mentions} for doubt in found.doubts]
    assert all(any(key in pair for pair in doubted) for key in parts)


@pytest.mark.parametrize("sign", [{"orcid": "0" * 16}, {"email": ("kim@kisu.example",)}])
def test_an_id_holds_across_parts(
    of_one: list[PersonMention], sign: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    _bounded(monkeypatch, 20, 10)
    fields = {field: getattr(of_one[0], field) for field in of_one[0].__struct_fields__}
    signed = [
        PersonMention(**(fields | sign | {"mention": one.mention, "work": one.work, "title": one.title}))
        for one in of_one
    ]
    assert len(resolve(signed, processes=1).persons) == 1


def test_reading_names_what_is_no_mention_and_goes_on() -> None:
    lines = (
        b'\xef\xbb\xbf{"mention": 1, "work": null, "name": "Kim C", "year": "2014-05", "affiliations": "One", "more": 1}\n'
        b"\n"
        b"{no json\n"
        b'{"mention": "2"}\n'
        b'{"mention": "3", "name": " "}\n'
        b'{"mention": "4", "name": "\xff"}\n'
        b'{"mention": "5", "name": "Ri", "coauthors": [null, "", "Pak"], "year": 9e9,'
        b' "orcid": "https://orcid.org/0000-0002-1825-0097"}'
    )
    found = list(read_mentions(io.BytesIO(lines)))
    good = [one for one in found if isinstance(one, PersonMention)]
    assert good == [
        PersonMention("1", "1", "Kim C", ("One",), year=2014),
        PersonMention("5", "5", "Ri", coauthors=("Pak",), orcid="0000000218250097"),
    ]
    assert [one.line for one in found if isinstance(one, Unread)] == [3, 4, 5, 6]


def test_of_two_lines_with_one_id_the_fuller_counts() -> None:
    short, full = mention("1", "Kim C"), mention("1", "Kim Chol", PHYSICS)
    assert each_once([short, full]) == each_once([full, short]) == [full]


def test_a_name_alone_joins_nobody_across_spellings_or_common_syllables() -> None:
    north = {
        "coauthors": ("Pak Yong Ho",),
        "affiliations": ("Kim Il Sung University, Pyongyang",),
        "year": 2015,
    }
    found = resolve([
        mention("a", "Ri Chol Su", north),
        mention("b", "Chol-Su Ri", north),
        mention("c", "Lee Cheol-su", affiliations=("Seoul National University",), year=2016),
        mention("d", "Ri Chol Su"),  # nothing but a name
        mention("e", "Lee Cheol-su", title=PHYSICS["title"], venue=PHYSICS["venue"]),
        mention("f", "Ri Chol Su", title=PHYSICS["title"], venue=PHYSICS["venue"]),
    ])  # fmt: skip
    together = {frozenset("ab"), frozenset("c"), frozenset("d")}
    assert together <= groups(found)
    assert frozenset("ef") not in groups(found)


def test_two_spellings_and_what_two_persons_share_beside_them() -> None:
    found = resolve([
        mention("a", "Ri Chol Su", PHYSICS),
        mention("b", "Lee Cheol-su", PHYSICS | {"year": 2015}),
    ])  # fmt: skip
    assert groups(found) == {frozenset("ab")}
