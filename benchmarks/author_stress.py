"""A made set of mentions, as large as asked, for speed and memory: no claim about quality rests on it.

How it is made, with a fixed seed: one person in four has a name of the DPRK, the others Chinese ones. Family names are drawn
by their shares of the population (loaders/facts/korean_surnames.tsv and chinese_surnames.tsv: one in five is Kim), given
names out of the syllables below, two of them (Chinese ones in a third of the cases one), the first ones often (Zipf). A
person writes with a team of six to twelve at one institution in one field, which has sixty words of its own; who has
written writes more (Pareto). A work has two to six authors of a team, one in five works a guest; every author of it is a
mention. Printed are full names given name first (six in ten), family name first (two) or initials (two); seven in ten have
an address. A person has about six mentions, so a million of them have blocks of thousands (Kim C, Wang X).
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import accumulate

from loaders.facts import rows_of
from loaders.resolve.background import words_seen
from loaders.resolve.mention import PersonMention

SEED = 20170
PER_PERSON = 6
KOREAN = (
    "Chol Su Yong Nam Il Song Myong Hyok Jin Hak Kwang Ho Jong Kyong Un Sok Hyon Chun Guk Ryong Chang Gun Won Hui "
    "Ok Son Hwa Mi Hyang Sun Jae Tae Dong Gil Bong Min Pom Yun Ung Ju Sang Ki Man In Sol Rim Ae Ran Kum Ye"
).split()
CHINESE = (
    "Wei Jing Li Min Yan Jun Jie Ming Hui Xin Yu Hong Ping Lei Bin Gang Hua Ying Xiao Yong Tao Jian Hao Feng Qiang "
    "Chao Peng Fei Bo Lin Na Juan Dan Kai Xia Zhi Guo Dong Hai Chun Cheng Yi Jia Yang Rong Qing Liang Ting Xiang Zhen "
    "Shan Nan Mei Lan Ning Rui Shu Chen Long Hang Bing Kun Xu Wen Ze Sheng Lu Chang Tian Yue Meng Han Zi Xuan Si"
).split()
CITIES = (
    "Beijing Shanghai Wuhan Nanjing Xian Harbin Changchun Shenyang Dalian Tianjin Chengdu Guangzhou Hangzhou Hefei "
    "Jinan Qingdao Changsha Chongqing Lanzhou Yanji Kunming Xiamen Suzhou Zhengzhou Taiyuan"
).split()
OF_DPRK = (
    "Kim Il Sung University", "Kim Chaek University of Technology", "Pyongyang University of Science and Technology",
    "Academy of Sciences", "Kim Hyong Jik University of Education", "Pyongyang University of Medical Sciences",
    "Wonsan University of Agriculture", "Han Tok Su University of Light Industry",
)  # fmt: skip
KINDS = (
    "University",
    "University of Technology",
    "Normal University",
    "Medical University",
    "Institute of Physics",
)


@dataclass(slots=True)
class _Person:
    number: int
    family: str
    given: str
    written: float


@dataclass(slots=True)
class _Team:
    members: list[_Person]
    address: str
    words: list[str]
    venues: list[str]
    year: int
    weights: list[float] = field(default_factory=list)


def _drawn(table: str) -> tuple[list[str], list[float]]:
    """Family names as printed, with running sums of their shares."""
    names, shares = [], []
    for row in rows_of(table):
        name = row.get("pinyin") or row["spellings"].split("|")[0]
        names.append(name.capitalize())
        shares.append(float(row["share"]))
    return names, list(accumulate(shares))


def _given(
    chance: random.Random, syllables: Sequence[str], up_to: Sequence[float], *, always_two: bool
) -> str:
    number = 2 if always_two or chance.random() < 0.67 else 1
    first, *rest = chance.choices(syllables, cum_weights=up_to, k=number)
    return " ".join((first, *rest)) if always_two else first + "".join(rest).lower()


def stress(mentions: int, seed: int = SEED) -> tuple[list[PersonMention], dict[str, str]]:
    """So many mentions, and the person of each."""
    chance = random.Random(seed)
    known = sorted(word for word in words_seen().index if len(word) > 3)
    korean, chinese = _drawn("korean_surnames.tsv"), _drawn("chinese_surnames.tsv")
    zipf = [list(accumulate(1 / (at + 3) for at in range(len(s)))) for s in (KOREAN, CHINESE)]
    teams: list[_Team] = []
    persons = 0
    while persons < max(12, mentions // PER_PERSON):
        dprk = chance.random() < 0.25
        (names, shares), syllables, up_to = (korean, KOREAN, zipf[0]) if dprk else (chinese, CHINESE, zipf[1])
        members = []
        for _ in range(chance.randint(6, 12)):
            family = chance.choices(names, cum_weights=shares)[0]
            given = _given(chance, syllables, up_to, always_two=dprk)
            members.append(_Person(persons, family, given, chance.paretovariate(1.3)))
            persons += 1
        subject = chance.choice(known).capitalize()
        where = (
            f"{chance.choice(OF_DPRK)}, Pyongyang, DPR Korea"
            if dprk
            else "{0} {1}, {0}, China".format(chance.choice(CITIES), chance.choice(KINDS))
        )
        teams.append(
            _Team(
                members, f"Department of {subject}, {where}", chance.sample(known, 60),
                [" ".join(("Journal of", *chance.sample(known, 2))) for _ in range(4)], chance.randint(1995, 2018),
                list(accumulate(one.written for one in members)),
            )
        )  # fmt: skip
    made: list[PersonMention] = []
    true: dict[str, str] = {}
    sizes = list(accumulate(team.weights[-1] for team in teams))
    work = 0
    while len(made) < mentions:
        team = chance.choices(teams, cum_weights=sizes)[0]
        authors = {
            p.number: p
            for p in chance.choices(team.members, cum_weights=team.weights, k=chance.randint(2, 6))
        }
        if chance.random() < 0.2:
            guest = chance.choice(chance.choice(teams).members)
            authors[guest.number] = guest
        form = chance.choices((0, 1, 2), (6, 2, 2))[0]
        printed = [_printed(one, form) for one in authors.values()]
        title = " ".join(chance.sample(team.words, chance.randint(5, 9)))
        venue, year = chance.choice(team.venues), team.year + chance.randint(0, 8)
        addressed = chance.random() < 0.7
        for at, one in enumerate(authors.values()):
            key = f"{work}/{at}"
            own = (team.address,) if addressed and one in team.members else ()
            others = tuple(printed[:at] + printed[at + 1 :])
            made.append(PersonMention(key, str(work), printed[at], own, others, title, venue, year))
            true[key] = str(one.number)
        work += 1
    return made[:mentions], true


def _printed(one: _Person, form: int) -> str:
    if form == 0:
        return f"{one.given} {one.family}"
    if form == 1:
        return f"{one.family} {one.given}"
    return f"{''.join(word[0] for word in one.given.split())} {one.family}"
