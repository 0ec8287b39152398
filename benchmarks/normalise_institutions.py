"""The sets of institutions that benchmarks.normalise measures, with the partial registry at hand loaded.

Three gold files, restricted to rows of which every id is in that registry. A row of two of them has one id even where
its string names several institutions (`Université de Lille, CNRS, Inserm`), and it may be the whole's or the part's; so
each set is shown three ways. Strictly: each certain institution against the row's ids. By kin: what an id's institution
is a part of, and its parts, stand for it. By row: a row is right where one of its answers is one of its ids, by kin.
Beside them the rows without an id, and those whose id is not in the registry: there every certain id is false, or names
another institution that is printed too.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from benchmarks.at_hand import DATA
from benchmarks.normalise_countries import FOLDED, GOLD, gold_rows, make_folded, pubmed_strings
from benchmarks.normalise_peers import plain_similar
from benchmarks.normalise_rows import Case, Engine, Reader, Said, Set
from graph.settings import home_folder
from loaders.normalize.affiliations import decide
from loaders.normalize.registered import Registered
from loaders.registry.library import of_dump

DUMP = DATA / "registry" / "ror_records_2026-06_partial.jsonl.gz"
FEW = 100
"""Rows that the plain search is asked: it takes a tenth of a second for each."""
_ROR = "ror:"
S2AFF = (
    "S2AFF is not run: its models are fetched from a store of their own; published of such matchers is a precision of .96 "
    "at about two strings a second and 4 GB of memory"
)


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
    name: str, *, kin: bool = False, one: bool = False, first: int | None = None
) -> Callable[[], list[Case] | None]:
    """The rows of a file with their ids; see Case for kin and one; first: only so many."""

    def cases() -> list[Case] | None:
        if not DUMP.is_file():
            return None
        rows = _rows(name)[0][:first]
        return [Case((text,), ids, kin=_kin(ids) if kin else frozenset(), one=one) for text, ids in rows]

    return cases


def _no_id(name: str, *, absent: bool) -> Callable[[], list[Case] | None]:
    def cases() -> list[Case] | None:
        if not DUMP.is_file():
            return None
        _, without, other = _rows(name)
        return [Case((text,), frozenset()) for text in (other if absent else without)] or None

    return cases


def _at_hand() -> list[Case] | None:
    strings = [*(pubmed_strings() or ())]
    strings += [text for name in GOLD.values() for text, _ in gold_rows(name)]
    return [Case((text,), None) for text in dict.fromkeys(strings)] or None


def institution_sets(peers: str | None) -> tuple[Set, ...]:
    """All sets of institutions, and of countries with the registry. Takes the folder of the peers."""
    del peers
    plain = Engine("extractOne", plain_similar, (str(DUMP),))
    sets = []
    for name in GOLD:
        sets.append(Set(f"institutions: {name}", "F1 >= .95", _answered(name), (OURS,), note=lambda: S2AFF))
        few = f"institutions: {name} first {FEW}"
        sets.append(Set(few, "reported", _answered(name, first=FEW), (OURS, plain), part=True))
        sets.append(
            Set(f"institutions: {name} by kin", "F1 >= .95", _answered(name, kin=True), (OURS,), part=True)
        )
        sets.append(
            Set(
                f"institutions: {name} by row",
                "F1 >= .95",
                _answered(name, kin=True, one=True),
                (OURS,),
                part=True,
            )
        )
        for absent, said in ((False, "no id"), (True, "id absent")):
            rows = _no_id(name, absent=absent)
            sets.append(Set(f"institutions: {name} {said}", "exact >= .98", rows, (OURS,), part=True))
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
