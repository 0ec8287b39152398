"""Where the pure functions of resolution are worked out: in this process, or in others beside it."""

from __future__ import annotations

import gc
import hashlib
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from multiprocessing import get_context, parent_process
from typing import Any, TypeVar

import msgspec
from threadpoolctl import threadpool_limits

from loaders.resolve.background import names_seen, places_seen, words_seen
from loaders.resolve.component import Resolved, Work, resolve_component
from loaders.resolve.evidence import evidence
from loaders.resolve.mention import PersonMention
from loaders.resolve.nearness import Link, near_links
from loaders.resolve.scorer import Scorer, shipped

IN_ONE_PROCESS = 5_000
"""Fewer mentions are not worth other processes."""

IN_FLIGHT = 4
"""Tasks that are on their way for each process: no more of them are held twice in memory."""

T = TypeVar("T")
A = TypeVar("A")


@dataclass(frozen=True, slots=True)
class Bundle:
    """Blocks that are looked at together. mentions: sorted by id; blocks: places in them."""

    mentions: tuple[PersonMention, ...]
    blocks: tuple[tuple[int, ...], ...]


def look(bundle: Bundle, scorer: Scorer | None = None) -> list[Link]:
    """The links of what is near in a bundle, as places in it. A pure function."""
    items = [evidence(mention) for mention in bundle.mentions]
    return near_links(items, bundle.blocks, scorer or shipped())


def resolve_units(units: Sequence[Work]) -> list[Resolved]:
    """Each unit resolved. A pure function."""
    return [resolve_component(unit) for unit in units]


Runner = Callable[[Callable[[Any], Any], Sequence[Any]], Iterable[Any]]
"""Applies look or resolve_units to each task, and gives the answers in the order of the tasks."""


def here(function: Callable[[A], T], tasks: Sequence[A]) -> Iterator[T]:
    """A Runner: in this process."""
    return map(function, tasks)


@contextmanager
def pool(processes: int | None = None) -> Iterator[Runner]:
    """A Runner that begins other processes where the tasks are worth it. processes: how many at most (None: as many as
    there are processors)."""
    most = processes or os.cpu_count() or 1
    with ExitStack() as stack:
        begun: list[ProcessPoolExecutor] = []

        def run(function: Callable[[Any], Any], tasks: Sequence[Any]) -> Iterator[Any]:
            if most < 2 or len(tasks) < 2 or sum(map(_size, tasks)) < IN_ONE_PROCESS:
                yield from here(function, tasks)
                return
            if not begun:
                begun.append(
                    stack.enter_context(
                        ProcessPoolExecutor(most, mp_context=get_context("spawn"), initializer=_begin)
                    )
                )
            waiting: deque[Future[bytes]] = deque()
            for task in tasks:
                waiting.append(begun[0].submit(_PACKED[function], _ENCODER.encode(task)))
                if len(waiting) > IN_FLIGHT * most:
                    yield _ANSWERS[function].decode(waiting.popleft().result())
            while waiting:
                yield _ANSWERS[function].decode(waiting.popleft().result())

        yield run


def remembering(run: Runner, known: dict[bytes, Any]) -> Runner:
    """A Runner that does not do again what it did. known: its answers so far."""

    def again(function: Callable[[Any], Any], tasks: Sequence[Any]) -> Iterator[Any]:
        names = [hashlib.blake2b(_ENCODER.encode(task), digest_size=16).digest() for task in tasks]
        # two blocks of the same mentions can be two tasks that are alike: they are one to do
        new = {name: task for task, name in zip(tasks, names, strict=True) if name not in known}
        answers = run(function, list(new.values()))
        done = zip(new, answers, strict=True)
        for name in names:
            while name not in known:
                known.update([next(done)])
            yield known[name]

    return again


def _size(task: Bundle | Sequence[Work]) -> int:
    return len(task.mentions) if isinstance(task, Bundle) else sum(len(unit.mentions) for unit in task)


def _begin() -> None:
    """In a process that was begun: an interrupt is its parent's affair, and it ends when that is gone. It keeps to one
    processor, as there are others beside it."""
    threadpool_limits(1)
    shipped(), names_seen(), words_seen(), places_seen()
    # what is worked out here holds no cycles, and much of it at once: looking for them took a fifth of the time
    gc.freeze()
    gc.set_threshold(200_000, 50, 50)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = parent_process()

    def wait() -> None:
        if parent is not None:
            parent.join()
            os._exit(1)

    threading.Thread(target=wait, name="parent", daemon=True).start()


_ENCODER = msgspec.msgpack.Encoder()
_BUNDLE = msgspec.msgpack.Decoder(Bundle)
_UNITS = msgspec.msgpack.Decoder(list[Work])
_ANSWERS: Mapping[Any, msgspec.msgpack.Decoder[Any]] = {
    look: msgspec.msgpack.Decoder(list[Link]),
    resolve_units: msgspec.msgpack.Decoder(list[Resolved]),
}


def _look_packed(packed: bytes) -> bytes:
    return _ENCODER.encode(look(_BUNDLE.decode(packed)))


def _units_packed(packed: bytes) -> bytes:
    return _ENCODER.encode(resolve_units(_UNITS.decode(packed)))


_PACKED: Mapping[Any, Callable[[bytes], bytes]] = {look: _look_packed, resolve_units: _units_packed}
