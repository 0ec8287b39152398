"""What two ways found, alone and both."""

from __future__ import annotations

import json

import pytest

from loaders.deciding import Decider
from loaders.fetch.ways import Overlap, printed_there
from tests.servers.literature import Literature


def test_the_overlap_of_two_ways() -> None:
    overlap = Overlap.of(set("abcdef"), set("efgh"))
    assert (overlap.first_only, overlap.second_only, overlap.both, overlap.found) == (4, 2, 2, 8)
    assert overlap.estimate is not None
    assert overlap.estimate.total == pytest.approx(7 * 5 / 3 - 1)


@pytest.mark.parametrize(("first", "second"), [("", ""), ("abc", ""), ("abc", "def")])
def test_from_no_overlap_nothing_follows(first: str, second: str) -> None:
    assert Overlap.of(set(first), set(second)).estimate is None


def test_an_address_there_is_what_the_printed_string_says(server: Literature) -> None:
    server.add(1, "Kim Il Sung University, Pyongyang", label="KR")
    server.add(2, "Pohang University of Science and Technology, Pohang, South Korea", label="KP")
    server.add(3, "Oslo", "Inst Chem, Hamhung, DPR Korea")
    server.add(4)
    server.add(5, "Korea")
    broken = [b"{", b'{"id": "https://openalex.org/W9", "authorships": 7}', b"[" * 100_000]
    seen: list[int] = []
    works = [*broken, *(json.dumps(work).encode() for work in server.works.values())]
    assert printed_there(works, "KP", Decider(), seen.append) == {"W1", "W3"}
    assert seen[-1] == 8
