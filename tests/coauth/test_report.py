"""`coauth report` as a person runs it."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from graph.prepare import prepare
from graph.settings import load_settings
from graph.store import open_store
from tests.cypher.made import write
from tests.graph.report.made_reports import cases, places, works
from tests.servers.targets import Cli

COUNTS = "# universe: made by hand\ncountry,year,works\n" + "".join(
    f"KP,{year},1\nCN,{year},9\n" for year in range(2017, 2021)
)


YEARS = ("--from", "2017", "--to", "2020")


def filled() -> None:
    with open_store(load_settings()) as store:
        prepare(store)
        write(store, [*works(), *cases()], places())


def test_a_study_as_a_page(coauth: Cli) -> None:
    filled()
    (coauth.folder / "counts.csv").write_text(COUNTS, encoding="utf-8")
    done = coauth("report", "38north", *YEARS, "--counts", "counts.csv", "-o", "report.html")
    assert done.returncode == 0, done.stderr
    assert done.stdout == ""
    assert "written to report.html" in done.stderr
    assert "note:" not in done.stderr
    page = (coauth.folder / "report.html").read_text(encoding="utf-8")
    assert page.startswith("<!doctype html>")
    assert page.count("<svg") == 2
    assert "Name k" not in page


@pytest.mark.parametrize("target", ["local"], indirect=True)
def test_the_other_forms(coauth: Cli) -> None:
    filled()
    text = coauth("report", "38north", *YEARS)
    assert text.stdout.startswith("# AI works with a printed address in ")
    assert "coauth fetch openalex-counts --from 2017 --to 2020 --subfield 1702 -o counts.csv: " in text.stderr
    assert "Name k" not in text.stdout
    assert coauth("report", "38north", *YEARS, "--md").stdout == text.stdout
    landscape = json.loads(coauth("report", "dprk-landscape", "--json", "--names").stdout)
    assert (landscape["report"], landscape["schema"]) == ("dprk-landscape", 1)
    assert {section["key"] for section in landscape["sections"]} >= {
        "works",
        "partners",
        "periods",
        "led",
        "funders",
    }
    assert ["Name k", "Name c"] in [one["persons"] for one in landscape["works"]]


@pytest.mark.parametrize("target", ["local"], indirect=True)
def test_an_empty_store_says_what_to_run(coauth: Cli) -> None:
    done = coauth("report", "38north", "-o", "report.html")
    assert done.returncode == 1
    assert "nothing is loaded yet" in done.stderr
    assert "coauth demo" in done.stderr
    assert not (coauth.folder / "report.html").exists()


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (("38north", "-o", "report.pdf"), "does not say how to write it"),
        (("38north", "-o", "report.html", "--md"), "its ending says html"),
        (("38north", "--md", "--json"), "only one of --md, --json"),
        (("38north", "--country", "Korea"), "no country has this code"),
        (("dprk-landscape", "--main", "KP"), "must be different countries"),
        (("dprk-landscape", "--from", "2020", "--to", "2019"), "later than"),
        (("dprk-landscape", "--counts", "x"), "No such option"),
    ],
)
def test_wrong_usage_is_told_before_a_store_is_opened(
    coauth_alone: Callable[..., Cli], given: tuple[str, ...], said: str
) -> None:
    done = coauth_alone()("report", *given)
    assert done.returncode == 2, done.stderr
    assert said in done.stderr


def test_a_table_of_counts_that_is_none_is_told_with_its_line(coauth_alone: Callable[..., Cli]) -> None:
    cli = coauth_alone()
    (cli.folder / "counts.csv").write_text(COUNTS + "KP,2017,1\n", encoding="utf-8")
    done = cli("report", "38north", "--counts", "counts.csv")
    assert done.returncode == 1
    assert "counts.csv, line 11: KP 2017 stands there twice" in done.stderr
    (cli.folder / "report.md").mkdir()
    done = cli("report", "38north", "-o", "report.md")
    assert done.returncode == 1
    assert "it is a folder" in done.stderr
