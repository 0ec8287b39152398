"""Works for the tests of reports: enough of them for percentages, and what each of them is by hand."""

from __future__ import annotations

from datetime import date
from typing import Any

from tests.cypher.made import Address, By, Ev, Listed, Made, On, Places, at, by, inst, review, work

AI = "ai-technical"
RUN: dict[str, Any] = {"classified": ("text 0", f"{AI} 1 0", "unscr-2321-11a 1 0", "medical 1 0")}
KISU: Address = at("Kim Il Sung University, Pyongyang, DPRK", "KP", inst("ror:kisu"))
HIT: Address = at("Harbin Institute of Technology, China", "CN", inst("ror:hit"))


def places() -> Places:
    """Two institutions, one of them on a list since 2019; what the topics stand for."""
    made = Places(
        topics={
            "unscr-2321-11a/nuclear": {"rule": "11(a)", "since": date(2016, 11, 30)},
            "medical/medicine": {"rule": "11 medical", "since": date(2016, 11, 30)},
        },
        watchlists={"list": date(2024, 5, 1)},
        listed=[Listed("ror:hit", "list", since=date(2019, 1, 1))],
    )
    made.add("ror:kisu", "KP", "Kim Il Sung University")
    made.add("ror:hit", "CN", "Harbin Institute of Technology")
    return made


def one(key: str, year: int | None, *authors: By, about: tuple[Any, ...] = (), **more: Any) -> Made:
    return work(key, year, *authors, about=about, **{"abstract": "An abstract."} | RUN | more)


def works() -> list[Made]:
    """In 2017 to 2020: 24 AI works of the DPRK, 16 with China, 2 of these with the United States too; one for review
    for its topic, one for its address; 4 works of other fields; 3 AI works of China alone, 2 of Germany."""
    home, china, america = by("k", KISU), by("c", HIT), by("u", "US")
    about = (f"{AI}/learning",)
    found = [one(f"joint{n}", 2017 + n % 4, home, china, about=about) for n in range(14)]
    found += [one(f"three{n}", 2018, home, china, america, about=about) for n in range(2)]
    found += [one(f"alone{n}", 2019, home, about=(f"{AI}/vision",)) for n in range(8)]
    found.append(one("maybe", 2019, home, about=(On(f"{AI}/vision", 0.5, "review"),)))
    found.append(one("where", 2020, by("k", at("Pyongyang", review("KP"))), china, about=about))
    found += [one(f"other{n}", 2017, home, china) for n in range(2)]
    found.append(one("atom", 2018, home, china, about=("unscr-2321-11a/nuclear",)))
    found.append(one("cure", 2020, home, china, about=("medical/medicine",)))
    found += [one(f"cn{n}", 2018, china, about=about) for n in range(3)]
    found += [one(f"de{n}", 2018, by("d", "DE"), about=about) for n in range(2)]
    found.append(one("undated", None, home, china, about=about))
    found.append(work("bare", 2018, By("n"), **RUN))
    return found


def cases() -> list[Made]:
    """Works that hold the words of the study's cases, and one that only seems to."""
    america = by("u", at("MIT, USA", "US"))
    motor: dict[str, Any] = {"title": "Adaptive sensorless control of a permanent magnet motor"}
    reading: dict[str, Any] = {"title": "Optical Character Recognition for Korean script"}
    return [
        one("motor", 2017, by("k", KISU), by("c", HIT), america, **motor),
        one("motor-later", 2018, by("k", KISU), by("c", HIT), america, **motor),
        one("motor-abroad", 2017, by("c", HIT), america, **motor),
        one(
            "reading",
            2019,
            by("k", KISU),
            by("s", at("Seoul", Ev("KR", "review", "bare-korea", 0.4))),
            **reading,
        ),
        one("mediocre", 2019, by("k", KISU), title="A democratic and mediocre motor"),
    ]
