"""Tables of counts: what is read, and what is refused with its line."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.errors import CoauthError
from loaders.counts import MAX_BYTES, counts_of, read_counts

HEAD = "# universe: made by hand\n# fetched: 2026-11-26\n"


@pytest.mark.parametrize(
    "text",
    [
        HEAD + "country,year,works\nCN,2017,9\nkp,2017,1\nDE,2017,9\nUS,2017,0\n",
        HEAD + "year\tworks\tcountry\tnote\n2017\t9\tCN\tx\n2017\t1\tKP\t\n2017\t9\tDE\t\n2017\t0\tUS\t\n",
        HEAD.replace("\n", "\r\n") + "Country;Year;Works\r\nCN;2017;9\r\nKP;2017;1\r\n\r\nDE;2017;9\r\nUS;2017;0\r\n",
    ],
)  # fmt: skip
def test_a_table(text: str) -> None:
    found = counts_of(text)
    assert found.universe == "made by hand"
    assert found.about == (("fetched", "2026-11-26"),)
    assert found.works == {(2017, "CN"): 9, (2017, "KP"): 1, (2017, "DE"): 9, (2017, "US"): 0}
    ranks = {code: found.rank(code, [2017]) for code in ("CN", "DE", "KP", "US", "FR")}
    assert ranks == {"CN": 1, "DE": 1, "KP": 3, "US": None, "FR": None}
    assert found.countries([2017]) == 3
    assert (found.place(20, [2017], "KP"), found.place(9, [2017], "KP"), found.place(5, [2017], "KP")) == (
        1,
        1,
        3,
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "holds no table"),
        (HEAD, "holds no table"),
        ("country,year,works\nCN,2017,9\n", "does not say of what it counts the works"),
        (HEAD + "country,works\nCN,9\n", "line 3: it has no column year"),
        (HEAD + "country,year,works\n", "holds no counts"),
        (HEAD + "country,year,works\nChina,2017,9\n", "line 4: 'China' is no code of a country"),
        (HEAD + "country,year,works\nCN,17,9\n", "line 4: '17' is no year"),
        (HEAD + "country,year,works\nCN,2017,-9\n", "line 4: '-9' is no number of works"),
        (HEAD + "country,year,works\nCN,2017,9\ncn,2017,8\n", "line 5: CN 2017 stands there twice"),
        (HEAD + "country,year,works\nCN,2017\n", "line 4: 2 cells under 3 headings"),
        (HEAD + "country,year,works\nCN,2017,41,000\n", "line 4: 4 cells under 3 headings"),
        (HEAD + "country,year,works,works\nCN,2017,9,8\n", "line 3: two columns are called works"),
        (HEAD + 'country,year,works\n"CN,2017,9\n', "line 4: "),
    ],
)
def test_what_is_no_table(text: str, said: str, tmp_path: Path) -> None:
    path = tmp_path / "counts.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(CoauthError) as refused:
        read_counts(path)
    assert said in refused.value.message
    assert refused.value.message.startswith(str(path))
    assert refused.value.hint is not None
    assert "openalex-counts" in refused.value.hint


def test_files_that_are_none(tmp_path: Path) -> None:
    (tmp_path / "large.csv").write_bytes(b"#" * (MAX_BYTES + 1))
    (tmp_path / "bytes.csv").write_bytes(b"# universe: x\n\xff\n")
    for name, said in (
        ("large.csv", "longer than 16 MiB"),
        ("bytes.csv", "no text in UTF-8"),
        ("no.csv", "No such file"),
    ):
        with pytest.raises(CoauthError, match=said):
            read_counts(tmp_path / name)


@given(st.text(max_size=200) | st.text(max_size=80).map(lambda text: f"{HEAD}country,year,works\n{text}"))
def test_any_text_is_a_table_or_refused(text: str) -> None:
    try:
        found = counts_of(text)
    except ValueError:
        return
    assert found.universe
    assert all(count >= 0 for count in found.works.values())
