"""Terms in texts: normal forms, senses, acronyms, gaps; and the short cut that changes no answer."""

from __future__ import annotations

from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loaders.normalize.topics import TopicMatcher
from loaders.normalize.wording import read, spans_of
from loaders.terms.library import shipped, shipped_names
from loaders.terms.reading import TermFaults, read_terms, told

pytest.importorskip("spacy")

HEAD = """format = 1
name = "own"
title = "Our own"
version = "1"
about = "A test."
"""
OWN = (
    HEAD
    + """
[words]
brain = ["brain", "cortex"]
[[group]]
key = "net"
name = "Nets"
strong.en = ["back-propagation", "optimisation of networks", ["control", "steering"], "A* search", "vertex"]
strong.ko = ["기계학습", "로봇"]
strong.zh = ["机器学习"]
strong.ru = ["нейронная сеть"]
weak.en = ["learning .. from demonstration", "colour|shade modelling", "filter", "sieve"]
hint.en = ["data", "training"]
never.en = ["quality control"]
[[group.term]]
language = "en"
forms = ["neural network"]
strength = "strong"
not_near = ["@brain"]
despite = ["trained"]
[[group.term]]
language = "en"
forms = ["fusion"]
strength = "strong"
near = ["plasma", "tokamak reactor"]
within = 5
alone = "hint"
not_near = ["image"]
not_within = "text"
[[group.term]]
language = "en"
forms = ["CNN", "ML", "SVM"]
strength = "strong"
[[group]]
key = "boat"
name = "Boats"
strong.en = ["hull"]
weak.en = ["keel"]
"""
)


@cache
def matcher(whole: bool = False, combine: str = "group", title: float = 1.0) -> TopicMatcher:
    head = f'combine = "{combine}"\nin_title = {title}\n'
    return TopicMatcher([read_terms((head + OWN).encode(), "own.toml")], whole=whole)


FOUND = [
    ("Back propagation, backpropagation and Back-Propagation", {"back-propagation"}),
    ("Optimizations of a network", set()),
    ("OPTIMIZATION OF NETWORKS", {"optimisation of networks"}),
    ("The optimisation of Network flows", {"optimisation of networks"}),
    ("Color modeling", {"colour|shade modelling"}),
    ("Shades, modelling", set()),  # a comma stands between
    ("Control. Quality", {"control"}),
    ("Quality control", set()),  # hidden
    ("Steering of vertices", {"control", "vertex"}),
    ("An A* search", {"A* search"}),
    ("A search", set()),
    ("Learning skills from demonstrations of experts", {"learning .. from demonstration"}),
    ("Learning of four or more skills from demonstrations", set()),  # the gap has 3 words at most
    ("Learning. From demonstration", set()),
    ("기계 학습에 의한 분류", {"기계학습"}),
    ("로봇의 조종", {"로봇"}),
    ("마로봇", set()),  # two syllables inside a word
    ("基于機器學習的方法", {"机器学习"}),
    ("Обучение нейронных сетей", {"нейронная сеть"}),
    ("Ｎｅｕｒａｌ ｎｅｔｗｏｒｋｓ", {"neural network"}),
    ("Néural network", {"neural network"}),
    ("A neural network of the brain", set()),
    ("A neural network of the brain. It was trained.", {"neural network"}),
    ("Neural <i>network</i>s", {"neural network"}),
    ("Nuclear fusion of a plasma", {"fusion"}),
    ("Fusion in the tokamak reactor", {"fusion"}),
    ("Fusion of images. A plasma", set()),
    ("Fusion far away from what was a plasma", set()),
    ("A CNN for ships", {"CNN"}),
    ("Two CNNs", {"CNN"}),
    ("cnn of a Man", set()),  # not in capitals, where the text has some
    ("a cnn for ships", {"CNN"}),
    ("A Cellular nonlinear network (CNN) of ships", set()),
    ("A CNN (cellular nonlinear network) of ships", set()),
    ("Ships of steel (CNN)", {"CNN"}),  # the words before it are not what it stands for
    ("10 ML of water", set()),
    ("millilitres, mL and an ML model", {"CNN"}),
    ("SVMP genes", set()),
    ("", set()),
]


@pytest.mark.parametrize(("text", "terms"), FOUND, ids=[text[:30] or "empty" for text, _ in FOUND])
def test_what_is_found(text: str, terms: set[str]) -> None:
    (decided,) = matcher().decide(text)
    leading = {hit.term.name for hit in decided.hits if hit.weight >= 0.4}
    assert leading == terms
    (whole,) = matcher(whole=True).decide(text)
    assert whole == decided
    for hit in decided.hits:
        assert text[hit.start : hit.end] == hit.printed


DECIDED = [
    (("A hull",), "yes", 0.9, "strong-term"),
    (("A filter",), "review", 0.5, "weak-terms"),
    (("A filter", "a sieve"), "yes", 0.75, "several-terms"),
    (("A filter", "training data"), "yes", 0.755, "several-terms"),
    (("Training", "data"), "no", 0.0, "no-term"),  # hints alone are nothing
    (("A keel", "a filter"), "review", 0.5, "weak-terms"),  # each group by itself
    (("Water", "a filter, filters"), "review", 0.5, "weak-terms"),  # a term counts once
    ((None, None, ["Keels", "hull"]), "yes", 0.95, "strong-term"),
]


@pytest.mark.parametrize(("texts", "state", "score", "rule"), DECIDED)
def test_how_it_is_decided(texts: tuple[str, ...], state: str, score: float, rule: str) -> None:
    (decided,) = matcher().decide(*texts)
    assert (decided.state, decided.score, decided.rule) == (state, score, rule)


def test_groups_together_and_titles_that_count_twice() -> None:
    (decided,) = matcher(combine="list").decide("A keel", "a filter")
    assert (decided.state, decided.score, decided.rule) == ("yes", 0.75, "terms-of-several-groups")
    first, second = decided.groups
    assert (first.group.key, first.state, second.group.key, second.state) == ("boat", "yes", "net", "review")
    (decided,) = matcher(title=2.0).decide("A keel")
    assert (decided.state, decided.score) == ("yes", 0.75)


def test_every_place_with_the_reason_why_it_does_not_count() -> None:
    (hits,) = matcher().hits("Quality control of a filter. Image fusion.", "Training")
    assert [(hit.term.name, hit.place, hit.weight, hit.why) for hit in hits] == [
        ("control", "title", 0.0, "other-sense"),
        ("filter", "title", 0.5, ""),
        ("fusion", "title", 0.0, "other-sense"),
        ("training", "abstract", 0.3, ""),
    ]


_WORDS = st.sampled_from(
    [
        *"the a of from by in . , ; ( ) CNN cnn ML 5 control quality steering neural network networks brain trained".split(),
        *"learning skill demonstration demonstrations back propagation backpropagation fusion plasma image tokamak".split(),
        *"reactor data training hull keel filter sieves colour shades modeling optimization vertices A* search".split(),
        *"기계 학습 기계학습 로봇 로봇의 机器学习 機器 學習 нейронной сетью (CNN) cellular nonlinear Ünrelated e\u0301".split(),
        "quality-control", "back-propagation", "<i>", "\u00ad", "\n",
    ]
)  # fmt: skip


@settings(max_examples=400, deadline=None)
@given(st.lists(_WORDS, max_size=25), st.lists(_WORDS, max_size=25), st.lists(_WORDS, max_size=4))
def test_the_short_cut_changes_nothing(title: list[str], abstract: list[str], keywords: list[str]) -> None:
    given_texts = (" ".join(title), " ".join(abstract), keywords)
    assert matcher().decide(*given_texts) == matcher(whole=True).decide(*given_texts)
    assert matcher().hits(*given_texts) == matcher(whole=True).hits(*given_texts)


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=200))
def test_any_text_is_read_and_spans_are_of_the_print(text: str) -> None:
    once = read(text)
    assert len(once.words) == len(spans_of(once))
    (hits,) = matcher().hits(text, text)
    for hit in hits:
        assert text[hit.start : hit.end] == hit.printed


def test_shipped_lists_are_right_and_each_has_its_sources() -> None:
    assert "ai-technical" in shipped_names()
    for name in shipped_names():
        one = shipped(name)
        assert one.name == name
        assert one.source or all(group.source for group in one.groups)


AI = [
    ("Adaptive control of sensorless induction motors", "yes"),
    ("Optical character recognition of Korean documents", "yes"),
    ("인공신경회로망에 의한 문자인식", "yes"),
    ("모호조종에 의한 로보트의 조종", "yes"),
    ("基于卷积神经网络的图像识别", "yes"),
    ("Распознавание лиц с помощью свёрточных нейронных сетей", "yes"),
    ("Artificial intelligence in society", "review"),
    ("An intelligent and smart building", "no"),
    ("Deep learning of children in the classroom", "no"),
    ("CNN and other news broadcasters", "no"),
    ("Neural networks of the mouse cortex", "no"),
    ("GaN epitaxy on sapphire", "no"),
]


@pytest.mark.parametrize(("title", "state"), AI)
def test_the_list_of_artificial_intelligence(title: str, state: str) -> None:
    (decided,) = _ai().decide(title)
    assert decided.state == state, decided


@cache
def _ai() -> TopicMatcher:
    return TopicMatcher([shipped("ai-technical")])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "format is None: it must be 1"),
        (HEAD, "there is no [[group]]"),
        (HEAD + "combine = 3\n[[group]]\nkey='a'\nname='A'\nstrong.en=['x']", "combine is 3"),
        (HEAD + "yes = 0.3\n[[group]]\nkey='a'\nname='A'\nstrong.en=['x']", "review (0.5) must be more than 0"),
        (HEAD + "[[group]]\nkey='a'\nname='A'", "group a: the group has no term"),
        (HEAD + "[[group]]\nkey='A B'\nname='A'\nstrong.en=['x']", "key is 'A B'"),
        (HEAD + "[[group]]\nkey='a'\nname='A'\nwhat=1\nstrong.en=['x']", "'what' is not known here"),
        (HEAD + "[[group]]\nkey='a'\nname='A'\nsince='2016'\nstrong.en=['x']", "since must be a date"),
        (HEAD + "[[group]]\nkey='a'\nname='A'\nrule='17'\nsince=2016-03-02\nstrong.en=['x']", "since comes with the rule 17"),
        (HEAD + "[[group]]\nkey='a'\nname='A'\nstrong.xx=['x']", "the language must be one of en, ko, zh, ru"),
        (HEAD + "[[group]]\nkey='a'\nname='A'\nstrong.en=['nets', 'net']", "'net' is already a form of group a"),
        (HEAD + "[[group]]\nkey='a'\nname='A'\nstrong.en=['']", "'' is no text, or an empty one"),
        (HEAD + "[[group]]\nkey='a'\nname='A'\nstrong.en=['.. net']", "a gap stands between words"),
        (HEAD + "[[group]]\nkey='a'\nname='A'\nstrong.en=['a ..9 b']", "a gap has 1 to 8 words"),
        (HEAD + "[[group]]\nkey='a'\nname='A'\nstrong.en=['a| b']", "an alternative is empty"),
        (HEAD + "[[group]]\nkey='a'\nname='A'\nstrong.en=['a, b']", "is no word"),
        (HEAD + "[[group]]\nkey='a'\nname='A'\nstrong.en=[3]", "it has no forms"),
        (HEAD + "[[group]]\nkey='a'\nname='A'\n[[group.term]]\nlanguage='en'\nforms='x'", "either a strength or a weight"),
        (HEAD + "[[group]]\nkey='a'\nname='A'\n[[group.term]]\nlanguage='en'\nforms='x'\nweight=2", "must be 0..1"),
        (
            HEAD + "[[group]]\nkey='a'\nname='A'\n[[group.term]]\nlanguage='en'\nforms='x'\nweight=1\nwithin=99\nnear=['y']",
            "1 to 50 words",
        ),
        (
            HEAD + "[[group]]\nkey='a'\nname='A'\n[[group.term]]\nlanguage='en'\nforms='x'\nweight=1\nwithin=9",
            "within says nothing without near",
        ),
        (
            HEAD + "[[group]]\nkey='a'\nname='A'\n[[group.term]]\nlanguage='en'\nforms='x'\nweight=1\nnear=['@y']",
            "there are no words '@y'",
        ),
        (
            HEAD + "[[group]]\nkey='a'\nname='A'\n[[group.term]]\nlanguage='en'\nforms='x'\nweight=1\nnear=['y']\nnot_near=['y']",
            "'y' must and must not stand near",
        ),
        ("x = " + "[" * 50_000, "this is no TOML"),
        ("x", "this is no TOML"),
        ("#" * 1_000_001, "more than 1,000,000 bytes"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_list_is_told(text: str, said: str) -> None:
    with pytest.raises(TermFaults) as raised:
        read_terms(text.encode(), "own.toml")
    assert any(said in told(fault) for fault in raised.value.faults), raised.value.faults


def test_faults_are_told_all_at_once_with_their_lines() -> None:
    text = HEAD + "[[group]]\nkey = 'a'\nname = 'A'\nstrong.en = ['x',\n 'a ..9 b',\n '']\nwhat = 1\n"
    with pytest.raises(TermFaults) as raised:
        read_terms(text.encode(), "own.toml")
    assert [fault.line for fault in raised.value.faults] == [12, 10, None]
    assert raised.value.message.startswith(
        "own.toml: 3 faults; the first: line 12: group a: 'what' is not known"
    )
    with pytest.raises(TermFaults, match="line 2: these bytes are no UTF-8"):
        read_terms(b"# x\n\xff", "own.toml")


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=60))
def test_any_form_is_taken_or_refused(form: str) -> None:
    quoted = form.replace("\\", "\\\\").replace('"', '\\"')
    text = HEAD + f'[[group]]\nkey = "a"\nname = "A"\nstrong.en = ["{quoted}"]\n'
    try:
        one = read_terms(text.encode("utf-8", "replace"), "own.toml")
    except TermFaults:
        return
    (hits,) = TopicMatcher([one]).hits(f"{form} {form.upper()}", form)
    for hit in hits:
        assert hit.printed
