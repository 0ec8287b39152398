"""The lists of restricted fields and of the medical exception: words with two senses, in four languages."""

from __future__ import annotations

from datetime import date
from functools import cache

import pytest

from loaders.normalize.decision import State
from loaders.normalize.topics import TopicMatcher
from loaders.terms.library import shipped
from loaders.terms.term_list import TermList

pytest.importorskip("spacy")

COMMITTEE, TEACHING, WIDENED, MEDICAL = "unscr-2321-11a", "unscr-2270-17", "unscr-2321-10", "medical"
LISTS = (COMMITTEE, TEACHING, WIDENED, MEDICAL)


@cache
def matcher() -> TopicMatcher:
    return TopicMatcher([shipped(name) for name in LISTS])


def states(title: str, abstract: str = "") -> dict[tuple[str, str], State]:
    """What is not no, by list and group."""
    return {
        (one.list, group.group.key): group.state
        for one in matcher().decide(title, abstract)
        for group in one.groups
        if group.state != "no"
    }


@pytest.mark.parametrize(
    ("name", "rule", "since", "groups"),
    [
        (COMMITTEE, "11(a)", date(2016, 11, 30), ["nuclear", "aerospace", "advanced-manufacturing"]),
        (
            TEACHING, "17", date(2016, 3, 2),
            [
                "advanced-physics", "computer-simulation", "related-computer-sciences", "geospatial-navigation",
                "nuclear-engineering", "aerospace-aeronautical",
            ],
        ),
        (WIDENED, "10", date(2016, 11, 30), ["materials", "chemical", "mechanical", "electrical", "industrial"]),
        (MEDICAL, "11 medical", date(2016, 11, 30), ["medicine"]),
    ],
)  # fmt: skip
def test_what_each_list_is_made_after(name: str, rule: str, since: date, groups: list[str]) -> None:
    terms: TermList = shipped(name)
    assert [group.key for group in terms.groups] == groups
    for group in terms.groups:
        assert (group.rule, group.since) == (rule, since)
        assert group.source is not None and group.source.startswith("UNSCR 2")
        told = {term.language for term in terms.terms if term.group == group.key and not term.never}
        assert told == {"en", "ko", "zh", "ru"}


# works of the field, said in as many ways; the state is the least that must be reached
FIELDS = [
    ("Control of a pressurized water reactor by fuzzy logic", COMMITTEE, "nuclear", "yes"),
    ("A control law for the coolant pumps of nuclear power plants", COMMITTEE, "nuclear", "yes"),
    ("Deuterium retention in plasma-facing components of a tokamak", COMMITTEE, "nuclear", "yes"),
    ("Solvent extraction for uranium purification: uranium extraction from phosphate rock", COMMITTEE, "nuclear", "yes"),
    ("핵반응로의 중성자속분포", COMMITTEE, "nuclear", "yes"),
    ("우라니움 농축에 대하여", COMMITTEE, "nuclear", "yes"),
    ("우라늄 농축에 관한 연구", COMMITTEE, "nuclear", "yes"),
    ("压水堆堆芯功率分布", COMMITTEE, "nuclear", "yes"),
    ("壓水堆的乏燃料管理", COMMITTEE, "nuclear", "yes"),
    ("Расчёт активной зоны ядерных реакторов", COMMITTEE, "nuclear", "yes"),
    ("Seismic yield of an underground nuclear test", COMMITTEE, "nuclear", "review"),
    ("Attitude control of a spacecraft with reaction wheels", COMMITTEE, "aerospace", "yes"),
    ("Trajectory tracking control of an unmanned aerial vehicle", COMMITTEE, "aerospace", "yes"),
    ("로케트발동기의 연소안정성", COMMITTEE, "aerospace", "yes"),
    ("쿼드로터의 자세 제어", COMMITTEE, "aerospace", "yes"),
    ("四旋翼飞行器姿态控制", COMMITTEE, "aerospace", "yes"),
    ("Динамика полета летательных аппаратов", COMMITTEE, "aerospace", "yes"),
    ("Selective laser melting of steel parts", COMMITTEE, "advanced-manufacturing", "yes"),
    ("CNC공작기계의 정밀가공", COMMITTEE, "advanced-manufacturing", "yes"),
    ("数控机床误差补偿", COMMITTEE, "advanced-manufacturing", "yes"),
    ("Обработка деталей на станках с ЧПУ", COMMITTEE, "advanced-manufacturing", "yes"),
    ("Surface plasmons on a metal film", TEACHING, "advanced-physics", "yes"),
    ("량자력학의 한 문제", TEACHING, "advanced-physics", "yes"),
    ("Finite-element analysis of a dam", TEACHING, "computer-simulation", "yes"),
    ("류체의 유한요소해석", TEACHING, "computer-simulation", "yes"),
    ("Численное моделирование горения", TEACHING, "computer-simulation", "yes"),
    ("A deep neural network for recognition", TEACHING, "related-computer-sciences", "review"),
    ("심층신경망에 의한 화상인식", TEACHING, "related-computer-sciences", "review"),
    ("Integrated navigation with GNSS and an inertial sensor", TEACHING, "geospatial-navigation", "yes"),
    ("관성항법장치의 오차", TEACHING, "geospatial-navigation", "yes"),
    ("捷联惯导初始对准", TEACHING, "geospatial-navigation", "yes"),
    ("High-entropy alloys at high temperature", WIDENED, "materials", "yes"),
    ("First-principles study of halide perovskites", WIDENED, "materials", "yes"),
    ("탄소나노관 복합재료", WIDENED, "materials", "yes"),
    ("Simulation of a distillation column", WIDENED, "chemical", "yes"),
    ("석탄가스화 공정", WIDENED, "chemical", "yes"),
    ("Free vibration of a cylindrical shell", WIDENED, "mechanical", "yes"),
    ("기어전동과 베아링의 진동", WIDENED, "mechanical", "yes"),
    ("Sensorless control of induction motors", WIDENED, "electrical", "yes"),
    ("유도전동기의 조종", WIDENED, "electrical", "yes"),
    ("永磁同步电机控制", WIDENED, "electrical", "yes"),
    ("Job shop scheduling with setup times", WIDENED, "industrial", "yes"),
    ("생산계획의 최적화", WIDENED, "industrial", "yes"),
    ("Treatment of patients with tuberculosis", MEDICAL, "medicine", "yes"),
    ("결핵환자의 림상적특징", MEDICAL, "medicine", "yes"),
    ("肺癌患者的临床研究", MEDICAL, "medicine", "yes"),
    ("Лечение больных туберкулёзом", MEDICAL, "medicine", "yes"),
]  # fmt: skip


@pytest.mark.parametrize(("title", "name", "group", "least"), FIELDS)
def test_a_work_of_the_field(title: str, name: str, group: str, least: State) -> None:
    assert states(title).get((name, group)) == least


# the same words in another sense: nothing of that list, not even for review
OTHER_SENSES = [
    ("Nuclear localization of a transcription factor in yeast", COMMITTEE),
    ("Cell nuclei segmented in microscopy", COMMITTEE),
    ("Mitochondrial fission and fusion in neurons", COMMITTEE),
    ("Nuclear medicine in the hospital: bone scans of patients", COMMITTEE),
    ("Technetium renography with radionuclides in patients", COMMITTEE),
    ("Nuclear magnetic resonance spectra of a peptide", COMMITTEE),
    ("From extended to nuclear families: households since 1950", COMMITTEE),
    ("Public opinion and the politics of nuclear power", COMMITTEE),
    ("Public acceptance of nuclear power plants and nuclear waste", COMMITTEE),
    ("A treaty on nuclear weapons: the diplomacy of 1968", COMMITTEE),
    ("Zircon U-Pb geochronology: uranium in granites", COMMITTEE),
    ("Medical image fusion with wavelets", COMMITTEE),
    ("Lumbar fusion after trauma", COMMITTEE),
    ("Neutron stars in binaries", COMMITTEE),
    ("Satellite DNA of beetles", COMMITTEE),
    ("Muscle satellite cells after exercise", COMMITTEE),
    ("Forest cover from satellite imagery", COMMITTEE),
    ("Rocket salad: growth and nitrate", COMMITTEE),
    ("Flight behaviour of birds seen by radar", COMMITTEE),
    ("Mission statements of hospitals", COMMITTEE),
    ("핵자기공명에 의한 분석", COMMITTEE),
    ("핵심기술의 발전", COMMITTEE),
    ("核磁共振成像诊断肺结核", COMMITTEE),
    ("卫星遥感影像的森林分类", COMMITTEE),
    ("Ядерный магнитный резонанс белков", COMMITTEE),
    ("Plasma glucose and serum lipids", TEACHING),
    ("Pharmacokinetics in human plasma", TEACHING),
    ("Spaces of continuous functions and their duals", TEACHING),
    ("Low-level laser therapy of wounds", TEACHING),
    ("A quantum leap for primary schools", TEACHING),
    ("Simulated patients in nursing education", TEACHING),
    ("Clinical simulation and debriefing", TEACHING),
    ("Patient navigation in cancer care", TEACHING),
    ("Navigating challenges of the first year", TEACHING),
    ("Subcellular localization of an enzyme", TEACHING),
    ("Texture of quark cheese", TEACHING),
    ("혈장 단백질", TEACHING),
    ("血浆葡萄糖浓度", TEACHING),
    ("Materials and methods", WIDENED),
    ("Teaching materials for poetry", WIDENED),
    ("Composite outcomes in trials", WIDENED),
    ("Motor neurons and neural circuits of the cortex", WIDENED),
    ("Radar in ornithology: migrating birds at night", WIDENED),
    ("Snow cover by synthetic aperture radar over glaciers", WIDENED),
    ("The market of search engines", WIDENED),
    ("Friction blisters of the skin", WIDENED),
    ("Ceramic crowns for molar teeth", WIDENED),
    ("Knowledge distillation from a teacher network", WIDENED),
    ("A personality inventory for adolescents", WIDENED),
    ("Growth of the crab Cancer magister", MEDICAL),
    ("Fault diagnosis of bearings", MEDICAL),
    ("Structural health monitoring of bridges", MEDICAL),
    ("Plant disease of wheat", MEDICAL),
    ("전동기의 고장진단", MEDICAL),
    ("轴承故障诊断", MEDICAL),
    ("Техническая диагностика машин", MEDICAL),
]


@pytest.mark.parametrize(("title", "name"), OTHER_SENSES)
def test_a_word_in_another_sense(title: str, name: str) -> None:
    assert [key for key in states(title) if key[0] == name] == []


# at the border: for review, never yes
BORDER = [
    ("Printed implants for teeth: 3d printed model of the jaw", COMMITTEE, "advanced-manufacturing"),
    ("Photographs from an unmanned aerial vehicle of a market", COMMITTEE, "aerospace"),
    ("Robot localization with odometry and SLAM indoors", TEACHING, "geospatial-navigation"),
    ("Galaxy clustering and dark energy in cosmology", TEACHING, "advanced-physics"),
    ("Deep learning, reinforcement learning and genetic algorithms", TEACHING, "related-computer-sciences"),
    ("Counterions in electrolytes", WIDENED, "chemical"),
    ("Antibodies and biomarkers in a mouse model", MEDICAL, "medicine"),
]


@pytest.mark.parametrize(("title", "name", "group"), BORDER)
def test_at_the_border(title: str, name: str, group: str) -> None:
    assert states(title).get((name, group)) == "review"


def test_an_exception_and_a_field_on_one_work() -> None:
    found = states(
        "A surgical robot arm for patients", "Impedance control of the manipulator in hip surgery."
    )
    assert found[MEDICAL, "medicine"] == "yes"
    assert found[WIDENED, "mechanical"] == "yes"


def test_nuclear_physics_is_advanced_physics_where_the_text_names_both() -> None:
    found = states("Cross sections of nuclear reactions with neutron-rich nuclei in heavy ion collisions")
    assert found[COMMITTEE, "nuclear"] == "yes"
    assert found[TEACHING, "advanced-physics"] == "yes"
    assert (TEACHING, "nuclear-engineering") not in found
