"""The file of judgements: whatever happens to it, what was judged is not lost and what is damaged is told."""

from __future__ import annotations

import logging
import os
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from graph.errors import CoauthError
from loaders.judgements import file
from loaders.judgements.entry import MAX_WHY, Entry, Judgement, OfAffiliation, encode, valid
from loaders.judgements.judging import judge, merge, undo
from tests.loaders.judgements.made import affiliation, at


def keep(home: Path, *entries: Entry) -> Path:
    file.append(home, lambda _: entries)
    return file.path_in(home)


def made(home: Path, text: str, code: str = "KR", by: str = "Ann") -> Entry:
    def make(moment: str) -> OfAffiliation:
        return OfAffiliation(
            at=moment, by=by, why="it says so", judgement=Judgement.PLACES, text=text, countries=(code,)
        )

    return judge(home, make).spoken_of[0]


def test_what_is_kept_is_read_again_by_its_owner_alone(tmp_path: Path) -> None:
    assert file.read(file.path_in(tmp_path)) == file.Content()
    entries = (affiliation(1, "Korea", "KR"), affiliation(2, "조선\u2028\x07\x9b", "KP"))
    path = keep(tmp_path / "new", *entries[:1])
    keep(tmp_path / "new", *entries[1:])
    assert file.read(path).entries == entries
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert path.read_bytes().count(b"\n") == 2
    assert "\x9b" not in path.read_text(encoding="utf-8")


@pytest.mark.parametrize("cut", [1, 20])
def test_a_line_that_was_not_finished_is_told_and_the_next_is_whole(
    tmp_path: Path, cut: int, caplog: pytest.LogCaptureFixture
) -> None:
    first, second, third = (affiliation(number, "Korea", "KR") for number in (1, 2, 3))
    path = keep(tmp_path, first, second)
    path.write_bytes(path.read_bytes()[:-cut])
    kept = (first, second) if cut == 1 else (first,)
    with caplog.at_level(logging.WARNING):
        assert file.read(path).entries == kept
    assert ("line 2 is no judgement" in caplog.text) == (cut != 1)
    keep(tmp_path, third)
    assert file.read(path).entries == (*kept, third)


@pytest.mark.parametrize(
    ("line", "why"),
    [
        (b"{}", "about"),
        (b"no JSON", "JSON"),
        (b'{"about":"author","id":"x"}', "author"),
        (b"[" * 100_000, "malformed|depth|nested|JSON|object"),
        (b"x" * (file.MAX_LINE + 1), "longer"),
        (encode(affiliation(1, "Korea", "KR")).replace(b'"KR"', b'"KP"'), "not as it was written"),
        (encode(affiliation(1, "Korea", "KR")).replace(b'"places"', b'"same"'), "no judgement of that kind"),
        (encode(affiliation(1, "Korea", "KR")).replace(b"-01T", b"-99T"), "month|day|isoformat"),
    ],
)
def test_a_damaged_line_does_not_count_and_is_told(tmp_path: Path, line: bytes, why: str) -> None:
    good = affiliation(2, "Korea", "KR")
    path = tmp_path / "judgements.jsonl"
    path.write_bytes(line + b"\n" + encode(good) + b"\n")
    content = file.read(path)
    assert content.entries == (good,)
    ((number, reason),) = content.damaged
    assert number == 1
    assert any(part.lower() in reason.lower() for part in why.split("|"))


def test_what_is_no_file_of_judgements_is_refused(tmp_path: Path) -> None:
    path = file.path_in(tmp_path)
    path.write_text("a\nb\n")
    with pytest.raises(CoauthError, match="holds no judgement"):
        file.read(path)
    path.unlink()
    elsewhere = keep(tmp_path / "other", affiliation(1, "Korea", "KR"))
    path.symlink_to(elsewhere)
    before = elsewhere.read_bytes()
    for act in (lambda: file.read(path), lambda: keep(tmp_path, affiliation(2, "Korea", "KP"))):
        with pytest.raises(CoauthError, match="is a link"):
            act()
    assert elsewhere.read_bytes() == before
    path.unlink()
    os.mkfifo(path)
    for act in (lambda: file.read(path), lambda: keep(tmp_path, affiliation(2, "Korea", "KP"))):
        with pytest.raises(CoauthError):
            act()


def test_a_line_that_finds_no_room_leaves_the_file_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = keep(tmp_path, affiliation(1, "Korea", "KR"))
    before = path.read_bytes()

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(CoauthError, match="No space left"):
            keep(tmp_path, affiliation(2, "Korea", "KP"))
    assert path.read_bytes() == before
    with monkeypatch.context() as patch:
        patch.setattr(file, "MAX_FILE", len(before) + 10)
        with pytest.raises(CoauthError, match="larger"):
            keep(tmp_path, affiliation(2, "Korea", "KP"))
    assert path.read_bytes() == before


def test_several_who_judge_at_once_lose_nothing(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        entries = list(pool.map(lambda number: made(tmp_path, f"Korea {number}"), range(24)))
    content = file.read(file.path_in(tmp_path))
    assert sorted(one.id for one in content.entries) == sorted(one.id for one in entries)
    assert len({one.at for one in entries}) == 24


def test_a_clock_that_is_set_back_leaves_the_later_word_the_later(tmp_path: Path) -> None:
    future = valid(
        OfAffiliation(
            at="2999-01-01T00:00:00.000000Z", by="Ann", why="x", judgement=Judgement.NOTHING, text="Korea"
        )
    )
    keep(tmp_path, future)
    assert made(tmp_path, "Korea").at == "2999-01-01T00:00:00.000001Z"
    with pytest.raises(CoauthError, match="of a time to come"):
        merge(tmp_path / "ours", file.path_in(tmp_path))


def test_the_same_word_of_the_same_person_is_kept_once(tmp_path: Path) -> None:
    first = made(tmp_path, "Korea")
    assert made(tmp_path, " Korea ") == first
    assert made(tmp_path, "Korea", by="Bob") != first
    assert made(tmp_path, "Korea", "KP").at > first.at
    assert len(file.read(file.path_in(tmp_path)).entries) == 3


def test_an_undo_names_one_judgement(tmp_path: Path) -> None:
    one = made(tmp_path, "Korea")
    done = undo(tmp_path, one.id[:5], "Bob", "an error")
    assert done.after.affiliations == {}
    assert done.spoken_of == (one,)
    for begin, why in ((one.id, "undone already"), ("", "no judgement has"), ("zz", "no judgement has")):
        with pytest.raises(CoauthError, match=why):
            undo(tmp_path, begin, "Bob", "an error")
    again = undo(tmp_path, done.entries[0].id, "Bob", "it was right")
    assert again.after.affiliations == {"Korea": one}
    assert again.spoken_of == (one,)


@pytest.mark.parametrize(
    "content", [b"", b"\n\n", b"hello\n", b"[]", b'{"id": "x"}\n{"id": "y"}\n', b"\x89PNG\r\n\x00"]
)
def test_a_file_that_is_given_without_a_judgement_is_refused(tmp_path: Path, content: bytes) -> None:
    theirs = tmp_path / "theirs.jsonl"
    theirs.write_bytes(content)
    with pytest.raises(CoauthError, match="it holds no judgement") as told:
        merge(tmp_path / "home", theirs)
    assert "coauth judge export" in (told.value.hint or "")
    assert not (tmp_path / "home").exists()


def test_two_files_joined_either_way_say_the_same(tmp_path: Path) -> None:
    ours, theirs = tmp_path / "ours", tmp_path / "theirs"
    keep(ours, affiliation(1, "Korea", "KR"), affiliation(2, "China", "CN"))
    keep(theirs, affiliation(2, "China", "CN"), affiliation(3, "Korea", "KP", by="Bob"))
    one, known = merge(ours, file.path_in(theirs))
    other, _ = merge(theirs, file.path_in(ours))
    assert (len(one.entries), known) == (1, 1)
    assert one.after.affiliations == other.after.affiliations
    assert one.after.identity == other.after.identity
    assert [found.winner.by for found in one.conflicts] == ["Bob"]
    again, known = merge(ours, file.path_in(theirs))
    assert (again.entries, again.conflicts, known) == ((), [], 3)
    with pytest.raises(CoauthError, match="No such file"):
        merge(ours, tmp_path / "none.jsonl")


def test_what_cannot_be_kept_is_refused() -> None:
    for text, why in (("", "x"), ("Korea", ""), ("Korea", "y" * (MAX_WHY + 1)), ("k" * 20_001, "x")):
        with pytest.raises(CoauthError, match="cannot be kept"):
            valid(OfAffiliation(at=at(1), by="Ann", why=why, judgement=Judgement.NOTHING, text=text))
