"""The picture's file: one file, nothing fetched, nothing of the data taken for markup."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.errors import CoauthError
from graph.views.html import script_json, to_html
from graph.views.picture import Picture, PictureEdge, PictureNode, doi_link
from tests.graph.views.graphs import HOSTILE

ANY_TEXT = st.text(alphabet=st.characters(exclude_categories=()), max_size=40)
JSON_VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | ANY_TEXT
    | st.sampled_from(["</script>", "<!--<script>", "]]>", "&lt;"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(ANY_TEXT, inner, max_size=3),
)


def picture(text: str = "A title", url: str | None = None) -> Picture:
    return Picture(
        nodes=(
            PictureNode("w", "work", text, text, ("KP", "CN"), url, (("year", "2016"), ("venue", text))),
            PictureNode("p", "person", text, text, ("KP",), None, (("affiliation as printed", text),), True),
            PictureNode("q", "person", text, text, ("CN", "US")),
            PictureNode("i", "institution", text, text, ("KP",)),
        ),
        edges=(PictureEdge("p", "w", "AUTHORED", text, True), PictureEdge("q", "w", "AUTHORED")),
        title=text,
        caution=text,
        notes=(text,),
        countries=("CN",),
        country_names=(("KP", text), ("CN", "China")),
    )


class Elements(HTMLParser):
    """The elements of a page, and what stands in them."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None], str]] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs), ""))

    def handle_data(self, data: str) -> None:
        if self.found:
            tag, attrs, text = self.found[-1]
            self.found[-1] = (tag, attrs, text + data)

    def named(self, tag: str) -> list[tuple[dict[str, str | None], str]]:
        return [(attrs, text) for name, attrs, text in self.found if name == tag]


PLAIN = Elements(to_html(picture()))


def shape(elements: Elements) -> list[tuple[str, frozenset[str]]]:
    return [(tag, frozenset(attrs)) for tag, attrs, _ in elements.found]


@pytest.mark.parametrize(
    "text", [HOSTILE, "<!--", "]]>", '" onload="x', "{{ 7*7 }}{% x %}", "\ud800 \x00", "김 金"]
)
def test_data_adds_no_element_and_no_attribute(text: str) -> None:
    page = to_html(picture(text, "https://doi.org/10.1234/x"))
    page.encode("utf-8")
    elements = Elements(page)
    assert shape(elements) == shape(PLAIN)
    data = json.loads(elements.named("script")[0][1])
    assert {node["label"] for node in data["nodes"]} == {text}


@given(ANY_TEXT)
@settings(max_examples=15, deadline=None)
def test_any_text_at_all(text: str) -> None:
    assert shape(Elements(to_html(picture(text)))) == shape(PLAIN)


@given(JSON_VALUES)
def test_json_in_a_script_element_ends_nothing_and_can_be_read_again(value: Any) -> None:
    text = script_json(value)
    text.encode("utf-8")
    assert not set(text) & set("<>&\u2028\u2029\n")
    assert json.loads(text) == json.loads(json.dumps(value))


def test_nothing_is_fetched_and_only_our_scripts_may_run() -> None:
    for tag, attrs, _ in PLAIN.found:
        assert "src" not in attrs, tag
        assert not any(name.startswith("on") or name == "style" for name in attrs), tag
        assert tag != "link" or attrs == {"rel": "icon", "href": "data:,"}
    assert "@import" not in PLAIN.named("style")[0][1]
    assert "url(" not in PLAIN.named("style")[0][1]
    policy = next(attrs["content"] or "" for attrs, _ in PLAIN.named("meta") if "http-equiv" in attrs)
    assert policy.startswith("default-src 'none'; ")
    assert "unsafe" not in policy
    assert [attrs.get("type") for attrs, _ in PLAIN.named("script")] == ["application/json", None, None]
    # as a browser finds the end of a script
    scripts = re.findall(r"<script>(.*?)</script>", to_html(picture()), re.DOTALL)
    assert len(scripts) == 2
    for script in scripts:
        digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
        assert f"'sha256-{digest}'" in policy
        assert "sourceMappingURL" not in script


def test_only_the_data_is_shown_as_markup_nowhere_in_our_script() -> None:
    script = PLAIN.named("script")[-1][1]
    assert not re.search(
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|new Function", script
    )


def test_review_is_dashed_and_two_countries_are_two_colours() -> None:
    data = json.loads(PLAIN.named("script")[0][1])
    work, person, both, _ = data["nodes"]
    assert person["shapeProperties"]["borderDashes"]
    assert not work["shapeProperties"]["borderDashes"]
    assert both["color"]["background"] != both["color"]["border"]
    assert data["edges"][0]["dashes"] and not data["edges"][1]["dashes"]
    assert [entry["text"] for entry in data["legend"]][:3] == ["CN China", "KP A title", "US"]
    assert data["options"]["physics"]["enabled"] is False
    assert all(isinstance(node["x"], float | int) for node in data["nodes"])


def test_the_same_picture_is_the_same_file() -> None:
    assert to_html(picture()) == to_html(picture())


def test_nothing_to_draw() -> None:
    with pytest.raises(CoauthError, match="nothing to draw"):
        to_html(Picture((), (), "T", "C"))


@pytest.mark.parametrize(
    ("doi", "link"),
    [
        ("10.1126/sciadv.1501513", "https://doi.org/10.1126/sciadv.1501513"),
        ("10.1002/(sici)1097-4571(1999)50:1", "https://doi.org/10.1002/(sici)1097-4571(1999)50:1"),
        ("10.1234/a#b?c", "https://doi.org/10.1234/a%23b%3Fc"),
        ("10.1234/x\" onclick=\"y", None),
        ("10.1234/<script>", None),
        ("javascript:alert(1)", None),
        ("10.12/short", None),
        ("10.1234/", None),
        ("", None),
        (None, None),
    ],
)  # fmt: skip
def test_doi_link(doi: str | None, link: str | None) -> None:
    assert doi_link(doi) == link


def test_a_link_that_is_no_doi_is_dropped() -> None:
    data = json.loads(Elements(to_html(picture(url="javascript:alert(1)"))).named("script")[0][1])
    assert data["panel"][0]["url"] is None
