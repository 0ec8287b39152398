"""docs/model.svg shows the model, and is current."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest

from graph import model
from graph.browser.looks import looks
from graph.model_picture import picture, ties
from tests.graph.browser.test_kit import Berths, Harbour
from tests.servers.targets import ROOT

SVG = "{http://www.w3.org/2000/svg}"


def words(svg: str) -> list[str]:
    return [one.text or "" for one in ElementTree.fromstring(svg).iter(f"{SVG}text")]


def test_the_picture_is_current() -> None:
    there = (ROOT / "docs/model.svg").read_text(encoding="utf-8")
    assert there == picture(), "python -m graph.model_picture > docs/model.svg"
    assert "(model.svg)" in (ROOT / "docs/model.md").read_text(encoding="utf-8")


def test_every_label_and_relationship_is_in_it() -> None:
    said = words(picture())
    assert {model.label(kind) for kind in (*model.NODES, *model.RELATIONSHIPS)} <= set(said)
    assert sum(len(tie.names) for tie in ties()) == len(
        {
            (model.label(kind.start), model.label(kind.end), model.label(kind))  # type: ignore[attr-defined]
            for kind in model.RELATIONSHIPS
        }
    )


def test_nothing_lies_upon_another_or_outside() -> None:
    root = ElementTree.fromstring(picture())
    width, height = (float(one) for one in root.attrib["viewBox"].split()[2:])
    circles = [
        (float(one.attrib["cx"]), float(one.attrib["cy"]), float(one.attrib["r"]))
        for one in root.iter(f"{SVG}circle")
    ]
    assert len(circles) == len(model.NODES)
    for number, (x, y, r) in enumerate(circles):
        assert r <= x <= width - r
        assert r <= y <= height - r
        for ox, oy, other in circles[number + 1 :]:
            assert ((x - ox) ** 2 + (y - oy) ** 2) ** 0.5 > r + other + 4
    for one in root.iter(f"{SVG}text"):
        half = 4.5 * len(one.text or "") if one.attrib["class"] != "told" else 0
        assert half - 1 <= float(one.attrib["x"]) <= width - half + 1, one.text


def test_it_can_be_read_in_the_light_and_in_the_dark() -> None:
    svg = picture()
    assert "prefers-color-scheme: dark" in svg
    assert {look.colour for look in looks().values()} <= set(re.findall(r"#[0-9A-F]{6}", svg))


def test_a_new_label_is_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(model, "NODES", (*model.NODES, Harbour))
    monkeypatch.setattr(model, "RELATIONSHIPS", (*model.RELATIONSHIPS, Berths))
    assert {"Harbour", "BERTHS"} <= set(words(picture()))
