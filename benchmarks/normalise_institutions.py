"""The sets of institutions that benchmarks.normalise measures, with the partial registry at hand loaded.

Three gold files, restricted to rows of which every id is in that registry. A row of two of them has one id even where
its string names several institutions (`Université de Lille, CNRS, Inserm`), and it may be the whole's or the part's; so
each set is shown three ways. Strictly: each certain institution against the row's ids. By kin: what an id's institution
is a part of, and its parts, stand for it. By row: a row is right where one of its answers is one of its ids, by kin.
Beside them the rows without an id, and those whose id is not in the registry: there every certain id is false, or names
another institution that is printed too. mended: the same without the rows whose labels are wrong, read by hand
(gold_wrong_institutions.tsv).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import NamedTuple

from benchmarks.at_hand import DATA
from benchmarks.normalise_countries import FOLDED, GOLD, gold_rows, hash_of, make_folded, pubmed_strings
from benchmarks.normalise_peers import make_s2aff, plain_similar
from benchmarks.normalise_rows import Case, Engine, Reader, Said, Set
from graph.settings import home_folder
from loaders.normalize.affiliations import decide
from loaders.normalize.registered import Registered
from loaders.registry.library import of_dump

DUMP = DATA / "registry" / "ror_records_2026-06_partial.jsonl.gz"
FEW = 100
"""Rows that the plain search is asked: it takes a tenth of a second for each."""
_ROR = "ror:"
_HERE = Path(__file__).resolve().parent
KINDS = ("not printed", "namesake", "left out")
"""What can be wrong with a label; the head of gold_wrong_institutions.tsv says what they mean."""


class WrongLabel(NamedTuple):
    """A row that was read by hand: its set, ids (their last parts) that are printed instead or beside, its kind."""

    set: str
    printed: frozenset[str]
    kind: str


@cache
def wrong_labels() -> dict[tuple[str, frozenset[str]], WrongLabel]:
    """Hash of a string and the ids of its label (none where it says that there are none) -> what is wrong with it.

    One string may be in a file several times, each time with another label.
    """
    lines = (_HERE / "gold_wrong_institutions.tsv").read_text(encoding="ascii").split("\n")
    found = {}
    for line in lines:
        if line and not line.startswith("#"):
            key, name, label, printed, kind = line.split("\t")
            found[key, _ids(label)] = WrongLabel(name, _ids(printed), kind)
    return found


def _ids(cell: str) -> frozenset[str]:
    return frozenset(() if cell == "-" else cell.split())


def is_wrong(name: str, text: str, keys: frozenset[str]) -> bool:
    """Whether a row of a gold set, with the keys of its label, is among those read by hand."""
    found = wrong_labels().get((hash_of(text), frozenset(key.removeprefix(_ROR) for key in keys)))
    return found is not None and found.set == name


@cache
def registered() -> Registered | None:
    """The partial registry; its index is kept in the data folder. None where the file is not at hand."""
    return of_dump(DUMP, home_folder()) if DUMP.is_file() else None


def make_ours() -> Reader:
    """`decide` with the registry: institutions with an id of it."""
    known = registered()
    assert known is not None

    def read(text: str) -> list[Said]:
        return [
            Said(one.key, one.state, one.rule)
            for one in decide(text, known).institutions
            if one.key.startswith(_ROR)
        ]

    return read


def make_both(folded: bool) -> Reader:
    """`decide` with the registry: countries, as they are with it. folded: Hong Kong, Macao and Taiwan as China."""
    known = registered()
    assert known is not None
    of = FOLDED if folded else {}

    def read(text: str) -> list[Said]:
        return [
            Said(of.get(str(one.value), str(one.value)), one.state, one.rule)
            for one in decide(text, known).countries
        ]

    return read


OURS = Engine("coauth", make_ours)


@cache
def _rows(name: str) -> tuple[list[tuple[str, frozenset[str]]], list[str], list[str]]:
    """Rows with ids of the registry, strings without an id, strings with an id that is not in it."""
    known = registered()
    answered: list[tuple[str, frozenset[str]]] = []
    without: list[str] = []
    absent: list[str] = []
    for text, ids in gold_rows(GOLD[name]):
        if not ids:
            without.append(text)
        elif known is not None and all(one in known.index.by_id for one in ids):
            answered.append((text, frozenset(_ROR + one for one in ids)))
        else:
            absent.append(text)
    return answered, without, absent


def _kin(ids: frozenset[str]) -> frozenset[str]:
    known = registered()
    assert known is not None
    above = {whole for one in ids for whole in known.parents(one)}
    below = {part for one in ids for part in known.parts(one)}
    return frozenset(above | below) - ids


def _answered(
    name: str, *, kin: bool = False, one: bool = False, first: int | None = None, mended: bool = False
) -> Callable[[], list[Case] | None]:
    """The rows of a file with their ids; see Case for kin and one; first: only so many; mended: without wrong labels."""

    def cases() -> list[Case] | None:
        if not DUMP.is_file():
            return None
        return [
            Case((text,), ids, kin=_kin(ids) if kin else frozenset(), one=one)
            for text, ids in _rows(name)[0][:first]
            if not (mended and is_wrong(name, text, ids))
        ]

    return cases


def _no_id(name: str, *, absent: bool, mended: bool = False) -> Callable[[], list[Case] | None]:
    def cases() -> list[Case] | None:
        if not DUMP.is_file():
            return None
        _, without, other = _rows(name)
        nothing = frozenset[str]()
        return [
            Case((text,), nothing)
            for text in (other if absent else without)
            if not (mended and is_wrong(name, text, nothing))
        ]

    return cases


def _labels_read(name: str) -> Callable[[], str]:
    def note() -> str:
        read = [(ids, one.kind) for (_, ids), one in wrong_labels().items() if one.set == name]
        kinds = Counter(kind for _, kind in read)
        told = ", ".join(f"{kinds[kind]} {kind}" for kind in KINDS)
        without = sum(not ids for ids, _ in read)
        return (
            f"{len(read)} labels are wrong, read by hand (gold_wrong_institutions.tsv): {told}; "
            f"{without} of them say that there is no id"
        )

    return note


def _at_hand() -> list[Case] | None:
    strings = [*(pubmed_strings() or ())]
    strings += [text for name in GOLD.values() for text, _ in gold_rows(name)]
    return [Case((text,), None) for text in dict.fromkeys(strings)] or None


_COUNTED: tuple[tuple[str, bool, bool], ...] = (
    ("", False, False),
    (" by kin", True, False),
    (" by row", True, True),
)
"""The three ways a row is counted: what the set's name says of it, kin, one."""


def _sets_of(name: str, peers: str | None) -> list[Set]:
    ours, goal, title = (OURS,), "F1 >= .95", f"institutions: {name}"
    plain = Engine("extractOne", plain_similar, (str(DUMP),))
    s2aff = Engine("S2AFF", make_s2aff, (name, peers))
    sets = []
    for said, kin, one in _COUNTED:
        rows, mended = (_answered(name, kin=kin, one=one, mended=without) for without in (False, True))
        whole = Set(title + said, goal, rows, ours, part=bool(said))
        sets += [whole, whole._replace(name=f"{title}{said} mended", cases=mended, part=True)]
    sets[0] = sets[0]._replace(engines=(OURS, s2aff), note=_labels_read(name))
    few = _answered(name, first=FEW)
    sets.append(Set(f"{title} first {FEW}", "reported", few, (OURS, plain), part=True))
    sets.append(Set(f"{title} no id", "exact >= .98", _no_id(name, absent=False), ours, part=True))
    if any(of.set == name and not ids for (_, ids), of in wrong_labels().items()):
        without = _no_id(name, absent=False, mended=True)
        sets.append(Set(f"{title} no id mended", "exact >= .98", without, ours, part=True))
    sets.append(Set(f"{title} id absent", "exact >= .98", _no_id(name, absent=True), ours, part=True))
    return sets


def institution_sets(peers: str | None) -> tuple[Set, ...]:
    """All sets of institutions. Takes the folder that the peers were installed into."""
    sets = [one for name in GOLD for one in _sets_of(name, peers)]
    sets.append(Set("institutions: at hand", "5,000/s, < 1,024 MB", _at_hand, (OURS,)))
    return tuple(sets)


def with_registry(sets: tuple[Set, ...]) -> tuple[Set, ...]:
    """Sets of countries with a further reader: ours with the registry."""
    if not DUMP.is_file():
        return sets
    found = []
    for one in sets:
        ours = one.engines[0]
        both = Engine("coauth+registry", make_both, (ours.make is make_folded,))
        found.append(one._replace(engines=(ours, both, *one.engines[1:])))
    return tuple(found)
