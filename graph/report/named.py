"""The works that a study names without a full reference, traced among what is loaded."""

from __future__ import annotations

from graph.report.asking import Case, Material
from graph.report.facts import State, WorkFacts
from graph.report.model import Figure, Row, Section, Table
from graph.report.parts import plain

TITLE = "The works that the study names"


def named(material: Material) -> Section:
    """Each case with the works that fit, that may, and how many others hold its words."""
    if material.wanted.country != "KP":
        said = "The study names works of the DPRK only; another country was asked for."
        return Section("cases", TITLE, (said,))
    facts = material.all_facts
    rows, figures = [], []
    for number, (case, keys) in enumerate(material.found, 1):
        fitting: dict[str, list[str]] = {"yes": [], "review": [], "no": []}
        for key in keys:
            verdict, why = fits(facts[key], case, material.wanted.least)
            fitting[verdict].append(key)
            if verdict != "no":
                rows.append(_row(facts[key], case, verdict, why))
        figures.append(
            Figure(
                f"case-{number}",
                f"{case.year}, {case.name}: works that fit",
                len(fitting["yes"]),
                review=len(fitting["review"]),
                says=_says(case, fitting),
                works=tuple(fitting["yes"]),
                review_works=tuple(fitting["review"]),
                about=(f"case-{number}",),
            )
        )
    columns = (
        ("case", "case"), ("title", "work"), ("year", "year"), ("countries", "countries printed"),
        ("state", "does it fit"), ("why", "why"),
    )  # fmt: skip
    said = plain(
        """The study gives no full reference. A work fits where its title, keywords or abstract hold the words of the
        case, its year is the study's, and every country of the case is printed on it for certain. It is for review where
        it is dated a year before or after, lacks a country of the case, or prints no affiliation at all."""
    )
    none = "No work that is loaded holds the words and can be the one meant."
    return Section(
        "cases",
        TITLE,
        (said,),
        tuple(figures),
        (Table("cases-each", "Works that fit, and that may", columns, tuple(rows), none=none),),
    )


def fits(work: WorkFacts, case: Case, least: float) -> tuple[str, str]:
    """yes, review or no, and why. The words were found before."""
    own, *others = (_state(work, code, least) for code in ("KP", *case.countries))
    if own is None:
        return (
            ("no", "it prints no address in KP") if work.readable else ("review", "no affiliation is known")
        )
    doubts = []
    if own == "review" or "review" in others:
        doubts.append("a country is for review")
    if missing := [code for code, state in zip(case.countries, others, strict=True) if state is None]:
        doubts.append(f"no address in {', '.join(missing)} was read")
    if work.year != case.year:
        doubts.append(f"it is of {work.year}")
    return ("review", "; ".join(doubts)) if doubts else ("yes", "words, year and countries")


def _state(work: WorkFacts, code: str, least: float) -> State | None:
    grade = work.country(code)
    return grade.state(least) if grade is not None else None


def _row(work: WorkFacts, case: Case, verdict: str, why: str) -> Row:
    countries = ", ".join(one.key + (" (review)" if one.review else "") for one in work.countries)
    cells = (
        f"{case.year}: {case.name}", work.title or "(no title printed)", work.year, countries, verdict, why,
    )  # fmt: skip
    return Row(cells, (work.key,) if verdict == "yes" else (), () if verdict == "yes" else (work.key,))


def _says(case: Case, fitting: dict[str, list[str]]) -> str:
    said = f"by the study with addresses in KP, {', '.join(case.countries)}"
    if not fitting["yes"] and not fitting["review"]:
        said += "; no work that is loaded can be it, which says nothing of whether there is one"
    if count := len(fitting["no"]):
        noun = "work holds" if count == 1 else "works hold"
        said += f"; {count:,} further {noun} the words and prints no address in KP"
    return said
