"""A person's way through what is for review."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from coauth.review import QUESTION, Session
from graph.settings import Settings
from loaders.deciding import Decider, open_decider
from loaders.doubts import Doubt

KOREA = "Department of Physics, Korea"
CONFLICT = "Institute of Physics, Pyongyang, South Korea"


@pytest.fixture
def session(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Session:
    monkeypatch.setenv("COAUTH_HOME", str(tmp_path))
    return Session(Settings(), "Ann")


def doubts(*texts: str) -> list[Doubt]:
    return [Doubt(text, 3, Decider().decide(text)) for text in texts]


def answering(*answers: str | None) -> Callable[[str], str | None]:
    left: Iterator[str | None] = iter(answers)
    return lambda _: next(left)


def decided(tmp_path: Path, text: str) -> list[str | None]:
    return [one.value for one in open_decider(tmp_path).decide(text).countries if one.rule == "judged"]


@pytest.mark.parametrize(
    ("answers", "countries"),
    [
        (("1", "a page"), ["KP"]),
        (("2", "a page"), ["KR"]),
        (("1, 2", "a page"), ["KP", "KR"]),
        (("c jp", "a page"), ["JP"]),
        (("7", "0 1", "x", "c XX", "2", "a page"), ["KR"]),
        (("1", "  ", "2", "a page"), ["KR"]),
    ],
)
def test_a_reading_is_taken_by_its_number(
    session: Session, tmp_path: Path, answers: tuple[str, ...], countries: list[str]
) -> None:
    session.walk(doubts(KOREA), answering(*answers))
    assert decided(tmp_path, KOREA) == countries
    (entry,) = session.made
    assert (entry.by, entry.why) == ("Ann", "a page")
    assert entry.shown is not None
    assert [one["state"] for one in entry.shown["countries"]] == ["review", "review"]


def test_nothing_skip_and_end(session: Session, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asked: list[str] = []
    answers = answering("", "0", "no address", "q")

    def ask(question: str) -> str | None:
        asked.append(question)
        return answers(question)

    session.walk(doubts(KOREA, CONFLICT, "Korea"), ask)
    assert asked == [QUESTION, QUESTION, "why?", QUESTION]
    assert open_decider(tmp_path).decide(CONFLICT).countries == ()
    assert len(session.made) == 1
    shown = capsys.readouterr().out
    assert "1 of 3; works: 3" in shown
    assert "1. country KP: review, bare-korea" in shown


@pytest.mark.parametrize("answers", [(None,), ("1", None)])
def test_when_nobody_answers_any_more_nothing_is_judged(
    session: Session, tmp_path: Path, answers: tuple[str | None, ...]
) -> None:
    session.walk(doubts(KOREA, CONFLICT), answering(*answers))
    assert session.made == []
    assert decided(tmp_path, KOREA) == []
