"""The kit for Neo4j Browser: current, complete, and nothing in it is taken for markup or Cypher that is text."""

from __future__ import annotations

import csv
import dataclasses
import io
import re
import zipfile
from html.parser import HTMLParser
from itertools import combinations
from typing import ClassVar

import pytest

from graph import model
from graph.browser.guide import guide
from graph.browser.kit import address_at, kit, written
from graph.browser.looks import MAIN, contrast, looks
from graph.browser.saved import as_csv, as_zip, saved
from graph.browser.style import style
from graph.drawings import drawing
from graph.front_matter import parse
from graph.model_loads import prop
from graph.queries import catalogue
from tests.servers.targets import ROOT

FOLDER = ROOT / "cypher/browser"
BAD = "<img src=x onerror=alert(1)></pre></script><script>alert(2)</script> & \"quoted\" 'single' *" + "/"
HOSTILE = parse(
    "hostile",
    f"""// title: {BAD}
// question: {BAD}
// parameter: word | text | it's \\ {BAD} | --word | {BAD}
// column: work: {BAD}
// caveat: {BAD}
// example: {BAD}
RETURN $word AS work, '<b>' AS other
""",
)


def test_the_files_are_current() -> None:
    said = "python -m graph.browser.kit"
    files = written()
    there = {str(path.relative_to(FOLDER)) for path in FOLDER.rglob("*") if path.is_file()}
    assert there == set(files), said
    for name, content in files.items():
        assert (FOLDER / name).read_bytes() == content, f"{name}: {said}"


def test_every_question_is_there_as_table_and_as_graph() -> None:
    files = kit()
    page = files["guide.html"].decode()
    rows = list(csv.DictReader(io.StringIO(files["saved.csv"].decode())))
    names = {row["name"] for row in rows}
    archive = zipfile.ZipFile(io.BytesIO(files["favourites.zip"]))
    inside = set(archive.namelist())
    for query in catalogue():
        assert f"<h3>{query.title}</h3>" in page
        for name, file in (
            (query.title, query.name),
            *([(f"Graph: {query.title}", f"{query.name}-graph")] if drawing(query) else []),
        ):
            assert name in names
            assert f"coauthgraph/{file}.cypher" in inside
            text = files[f"favourites/{file}.cypher"].decode()
            # the first line is what the Browser calls a favourite
            assert text.startswith(f"// {name}\n")
    assert archive.testzip() is None


def test_the_csv_is_what_the_new_browser_imports() -> None:
    rows = list(csv.DictReader(io.StringIO(as_csv(saved(catalogue())))))
    assert list(rows[0]) == ["name", "description", "query", "id", "parentId", "isFolder"]
    (folder,) = [row for row in rows if row["isFolder"] == "true"]
    assert all(row["parentId"] == folder["id"] for row in rows if row is not folder)
    for name in ("id", "name"):  # it refuses what comes twice
        assert len({row[name] for row in rows}) == len(rows)


def test_the_zip_is_the_same_each_time() -> None:
    assert as_zip(saved(catalogue())) == as_zip(saved(catalogue()))


class Elements(HTMLParser):
    """The elements of a page with their attributes, and its text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


ALLOWED = {
    "title", "article", "carousel", "slide", "div", "h3", "h4", "p", "span", "a", "pre", "table", "tr", "td", "th", "ul",
    "li", "code",
}  # fmt: skip


@pytest.mark.parametrize("questions", [catalogue(), (HOSTILE,)], ids=["ours", "hostile"])
def test_nothing_of_a_front_matter_is_markup(questions: tuple[object, ...]) -> None:
    page = Elements(guide(questions, address_at(7475)))  # type: ignore[arg-type]
    assert {tag for tag, _ in page.found} <= ALLOWED
    for _, attributes in page.found:
        assert not [name for name in attributes if name.startswith("on")]
        assert set(attributes) <= {"class", "style", "data-exec"}
    assert {one["data-exec"] for _, one in page.found if "data-exec" in one} == {
        "style http://localhost:7475/style.grass",
        'config {"autoComplete": false}',
    }
    if questions == (HOSTILE,):
        assert BAD in page.text


def test_a_statement_in_the_guide_is_the_favourite() -> None:
    page = guide(catalogue(), address_at(7475))
    blocks = [Elements(one).text for one in re.findall(r"<pre [^>]*runnable[^>]*>.*?</pre>", page, re.DOTALL)]
    for one in saved(catalogue()):
        assert one.query.strip() in blocks


def test_a_hostile_default_stays_a_string() -> None:
    (one,) = saved([HOSTILE])
    assert f"'it\\'s \\\\ {BAD.replace(chr(39), chr(92) + chr(39))}' AS asked_word" in one.query
    assert one.query.count("\nRETURN asked_word AS work, '<b>' AS other\n") == 1


def test_the_style_knows_every_label_and_relationship() -> None:
    text = style()
    for kind in model.NODES:
        name = model.label(kind)
        (rule,) = re.findall(rf"^node\.{name} \{{\n(.*?)\n\}}", text, re.DOTALL | re.MULTILINE)
        (caption,) = re.findall(r'^ +caption: "\{(\w+)\}";', rule, re.MULTILINE)
        assert caption in {one.name for one in model.properties(kind)}
    for kind in model.RELATIONSHIPS:
        assert f"relationship.{model.label(kind)} {{" in text
    assert text.count("{\n") == text.count("\n}")


def test_captions_are_what_a_reader_looks_for() -> None:
    captions = {label: look.caption for label, look in looks().items()}
    wanted = {"Work": "title", "Author": "name", "Institution": "name", "Country": "code", "Funder": "name"}
    assert wanted.items() <= captions.items()


def _seen(colour: str, lack: str) -> tuple[float, ...]:
    """A colour as somebody sees it to whom red or green looks alike (Viénot, Brettel and Mollon, in linear light)."""
    red, green, blue = (((int(colour[at : at + 2], 16)) / 255) ** 2.2 for at in (1, 3, 5))
    if lack == "red":
        red = green = 0.11238 * red + 0.88762 * green
    elif lack == "green":
        red = green = 0.29275 * red + 0.70725 * green
    return red, green, blue


def test_the_four_main_labels_are_told_apart_with_any_colour_vision() -> None:
    colours = [looks()[label].colour for label in MAIN]
    for lack in ("nothing", "red", "green"):
        for one, other in combinations(colours, 2):
            apart = (
                sum((a - b) ** 2 for a, b in zip(_seen(one, lack), _seen(other, lack), strict=True)) ** 0.5
            )
            assert apart > 0.15, (lack, one, other)


def test_words_can_be_read_on_every_colour() -> None:
    for look in looks().values():
        assert contrast(look.text, look.colour) >= 4.5, look
    assert len({look.colour for look in looks().values() if look.label in MAIN}) == 4


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Harbour:
    """A label that the model does not have."""

    key: str = prop("key", key=True)
    name: str = prop("name")


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Berths:
    """A relationship that the model does not have."""

    start: ClassVar[type] = Harbour
    end: ClassVar[type] = model.Country
    name: ClassVar[str] = "BERTHS"


def test_a_new_label_is_picked_up(monkeypatch: pytest.MonkeyPatch) -> None:
    before = looks()
    monkeypatch.setattr(model, "NODES", (*model.NODES, Harbour))
    monkeypatch.setattr(model, "RELATIONSHIPS", (*model.RELATIONSHIPS, Berths))
    after = looks()
    assert {label: look for label, look in after.items() if label != "Harbour"} == before
    assert after["Harbour"].caption == "name"
    assert "node.Harbour {" in style()
    assert "relationship.BERTHS {" in style()
