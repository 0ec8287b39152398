"""A call that goes on behind the caller's back."""

from __future__ import annotations

import threading

import pytest

from loaders.behind import Behind


def test_one_call_at_a_time_and_all_are_over_at_the_end() -> None:
    may_end = threading.Event()
    said: list[str] = []

    def first() -> None:
        may_end.wait(10)
        said.append("first")

    with Behind() as behind:
        behind.start(first)
        said.append("caller")
        may_end.set()
        behind.start(lambda: said.append("second"))
    assert said == ["caller", "first", "second"]


def fail() -> None:
    raise ValueError("no")


def test_what_a_call_raises_is_raised_where_it_is_waited_for() -> None:
    with pytest.raises(ValueError, match="no"), Behind() as behind:
        behind.start(fail)
    with Behind() as behind:
        behind.start(fail)
        with pytest.raises(ValueError, match="no"):
            behind.start(lambda: None)
        behind.wait()


def test_the_caller_s_own_error_comes_first_and_nothing_is_left_running() -> None:
    ended = threading.Event()
    with pytest.raises(KeyError), Behind() as behind:
        behind.start(ended.set)
        raise KeyError
    assert ended.is_set()
    with pytest.raises(KeyError), Behind() as behind:
        behind.start(fail)
        raise KeyError
