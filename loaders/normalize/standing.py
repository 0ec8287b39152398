"""How strongly a printed form claims its institution, and whether what stands beside it lets it be that name."""

from __future__ import annotations

from typing import Literal

from loaders.normalize.canonical import canonical
from loaders.normalize.places import Mention
from loaders.normalize.reading import COMMA, DIGIT, TITLE, UPPER, Reading
from loaders.normalize.words import (
    CENTRE,
    COLLEGE,
    HOSPITAL,
    INSTITUTE,
    LABORATORY,
    PART,
    SCHOOL,
    UNIVERSITY,
    Words,
)
from loaders.registry import InstitutionFact

# Of the built-in table, where a person judged each form: by itself; unless elsewhere; only beside its place. Of a
# registry: a name with a word that only few countries' names have; one whose words are rare together, so that it
# counts only where nothing beside it stands elsewhere; one that others may bear; a part or an institute of
# some subject; letters; one word; a university's name that its campuses bear too; a name cut short that others' names hold too.
Claim = Literal[
    "name", "plain", "generic", "telling", "likely", "weak", "unit", "acronym", "word", "campus", "shared"
]
NAME: Claim = "name"
PLAIN: Claim = "plain"
GENERIC: Claim = "generic"
TELLING: Claim = "telling"
LIKELY: Claim = "likely"
WEAK: Claim = "weak"
UNIT: Claim = "unit"
ACRONYM: Claim = "acronym"
WORD: Claim = "word"
CAMPUS: Claim = "campus"
SHARED: Claim = "shared"

OF_TABLE = frozenset({NAME, PLAIN, GENERIC})

# a word before a name that makes it another institution's: Medical University of Vienna, North Korea University
QUALIFIERS = frozenset({
    "medical", "technical", "catholic", "free", "state", "national", "agricultural", "pedagogical",
    "polytechnic", "normal", "federal", "open", "islamic", "autonomous", "american", "christian", "royal", "military",
    "international", "private", "veterinary", "technological", "applied", "art", "arts", "maritime", "north", "south",
    "east", "west", "northern", "southern", "eastern", "western", "new", "central", "upper", "lower", "northeastern",
    "southeastern", "northwestern", "southwestern", "mid", "middle", "british", "cyber", "digital", "women", "womens",
    "economic", "economics", "forestry", "humanities", "cultural", "science", "technology", "peoples", "city",
    "metropolitan",
})  # fmt: skip


# those that also end the name of a department, and that say nothing of which university it is
SUBJECTS = frozenset({
    "medical", "technical", "agricultural", "technological", "applied", "art", "arts", "economic", "economics",
    "forestry", "humanities", "cultural", "science", "technology", "national", "state", "federal", "international",
    "health", "engineering", "business", "education", "polytechnic", "normal", "pedagogical", "open", "free", "private",
    "affiliated", "general", "regional", "central", "teaching", "provincial", "municipal", "peoples", "research",
})  # fmt: skip
_PARTS = frozenset({PART, SCHOOL, COLLEGE, LABORATORY, CENTRE, INSTITUTE})
_OF_LETTERS = frozenset({PART, LABORATORY, CENTRE})


def stands(
    reading: Reading,
    first: int,
    last: int,
    candidate: tuple[InstitutionFact, Claim],
    lexicon: Words,
    places: dict[int, Mention],
) -> bool:
    """Whether what stands beside the words first..last (last excluded) allows them to be this name and no longer one.

    places: first token -> place mention, for what may follow a name.
    """
    fact, claim = candidate
    if claim in (ACRONYM, WORD):
        return _stands_alone(reading, first, last, fact, claim, lexicon, places)
    if last - first == 1:
        if len(reading.words[first]) <= 5 and not reading.flags[first] & TITLE:
            return False
        # an acronym in a compound is a part of another name: ZJU-UIUC Institute
        beside = (
            reading.text[max(reading.starts[first] - 1, 0) : reading.starts[first]]
            + reading.text[reading.ends[first] : reading.ends[first] + 1]
        )
        if "-" in beside or "/" in beside:
            return False
        if claim == PLAIN and reading.flags[first] & UPPER and not _are_its_letters(reading, first, lexicon):
            return False
    if claim in OF_TABLE:
        return _left(reading, first, claim, lexicon, places) and _right(
            reading, last, fact, claim, lexicon, places
        )
    if lexicon.ranks.keys().isdisjoint(reading.words[first:last]):
        # a name without a word for what it is, as companies have, is the whole piece: else it is a department's subject
        return _stands_alone(reading, first, last, fact, WORD, lexicon, places)
    return _free_before(reading, first, lexicon, places) and _free_after(reading, last, fact, lexicon, places)


def _are_its_letters(reading: Reading, at: int, lexicon: Words) -> bool:
    """Whether letters are an institution's: in brackets they are the name's before them, or somebody's (`E.S., M.I.T.`),
    and before a word for a whole they begin another name (`MIT Academy of Engineering`)."""
    before = reading.text[: reading.starts[at]]
    if before.rfind("(") > before.rfind(")"):
        return False
    goes_on = at + 1 < len(reading.words) and reading.seps[at + 1] < COMMA
    kind = lexicon.ranks.get(reading.words[at + 1], PART) if goes_on else PART
    return kind in _OF_LETTERS


def _stands_alone(
    reading: Reading,
    first: int,
    last: int,
    fact: InstitutionFact,
    claim: Claim,
    lexicon: Words,
    places: dict[int, Mention],
) -> bool:
    """Whether letters or a word stand by themselves: in capitals, between marks, with at most a number, a company's
    legal ending or a place of its own."""
    return (
        not (first in places and places[first].last >= last)
        and _begins_alone(reading, first, lexicon)
        and _ends_alone(reading, last, fact, claim, lexicon, places)
        and _in_capitals(reading, first, last, claim)
    )


def _begins_alone(reading: Reading, first: int, lexicon: Words) -> bool:
    """Whether nothing but numbers and words such as `and` or `the` stand before it."""
    while first > 0 and reading.seps[first] < COMMA:
        first -= 1
        word = reading.words[first]
        if not (reading.flags[first] & DIGIT or word in lexicon.splitters or word in ("with", "at", "the")):
            return False
    return True


def _ends_alone(
    reading: Reading,
    last: int,
    fact: InstitutionFact,
    claim: Claim,
    lexicon: Words,
    places: dict[int, Mention],
) -> bool:
    count = len(reading.words)
    while last < count and reading.seps[last] < COMMA:
        if last in places:
            return places[last].place.may_lie_in(fact.country)
        word = reading.words[last]
        tail = word in lexicon.legal or (fact.type == "company" and word in lexicon.divisions)
        if reading.flags[last] & DIGIT:
            return True
        if not (claim == WORD and tail):
            return False
        last += 1
    return True


def _in_capitals(reading: Reading, first: int, last: int, claim: Claim) -> bool:
    """Whether it is written as an acronym or a proper word is, and neither in a compound nor in brackets."""
    start, end = reading.starts[first], reading.ends[last - 1]
    before = reading.text[max(start - 1, 0) : start]
    if (before == "(" and first > 0) or "-" in before + reading.text[end : end + 1]:
        return False  # the letters of the name before it; a part of another name
    printed = reading.text[start:end]
    if sum(map(str.isalnum, printed)) < _SHORTEST:
        return False  # `G.M.` is somebody
    return sum(map(str.isupper, printed)) >= (2 if claim == ACRONYM else 1)


_SHORTEST = 3
"""Letters of an acronym: shorter ones are codes of states and countries."""


def _left(reading: Reading, first: int, claim: Claim, lexicon: Words, places: dict[int, Mention]) -> bool:
    if first == 0 or reading.seps[first] >= COMMA:
        return True
    before = reading.words[first - 1]
    if _ends_before(reading, first, lexicon):
        return True
    if before in QUALIFIERS:
        return claim != GENERIC and _after_subject(reading, first, lexicon, places)
    starts_with_kind = lexicon.ranks.get(reading.words[first], 0) > 0
    if claim == NAME and not starts_with_kind:
        return True
    # `Yunusov University of Sciences`: only after the name of a department may a name start without a comma
    if claim == GENERIC or not reading.flags[first - 1] & TITLE:
        return claim != GENERIC and not starts_with_kind
    return _has_part_before(reading, first, lexicon)


def _after_subject(reading: Reading, first: int, lexicon: Words, places: dict[int, Mention]) -> bool:
    """Whether a word such as `Science` before a name ends the name of a department: `School of Science Henan
    University`, `Department of Physics and Technology University of Bergen`."""
    begins = lexicon.ranks.get(reading.words[first], 0) > 0 or (
        reading.words[first - 1] in SUBJECTS and first in places
    )
    return begins and _has_part_before(reading, first, lexicon, _PARTS)


def _ends_before(reading: Reading, first: int, lexicon: Words) -> bool:
    """Whether the word before a name is none of it: `of`, `and`, `the`, a number."""
    before = reading.words[first - 1]
    return (
        before in lexicon.of_words
        or before in lexicon.splitters
        or before == "the"
        or bool(reading.flags[first - 1] & DIGIT)
    )


def _has_part_before(
    reading: Reading, first: int, lexicon: Words, parts: frozenset[int] = frozenset({PART})
) -> bool:
    at = first
    while at > 0 and reading.seps[at] < COMMA:
        at -= 1
        if lexicon.ranks.get(reading.words[at]) in parts:
            return True
    return False


def _right(
    reading: Reading,
    last: int,
    fact: InstitutionFact,
    claim: Claim,
    lexicon: Words,
    places: dict[int, Mention],
) -> bool:
    if last >= len(reading.words) or reading.seps[last] >= COMMA:
        return True
    if _goes_on(reading, last, lexicon, places):
        return False
    after = reading.words[last]
    ends_with_kind = lexicon.ranks.get(reading.words[last - 1], 0) > 0
    if after in ("of", "for", "de"):
        # Korea University of Technology is another; Tsinghua University of China is not
        at = last + 1 + (last + 1 < len(reading.words) and reading.words[last + 1] == "the")
        mention = places.get(at)
        return claim == NAME and mention is not None and mention.place.codes == (fact.country,)
    if after == "and" and not ends_with_kind:
        following = reading.words[last + 1] if last + 1 < len(reading.words) else ""
        return lexicon.ranks.get(following, 0) != 0
    if fact.type == "education" and _hospital_follows(reading, last, lexicon):
        return False  # National Taiwan University Hospital
    if claim == NAME:
        return True
    # Microsoft Research Asia is not Microsoft Research
    kind = claim == PLAIN and after in lexicon.ranks
    place = last in places and places[last].place.may_lie_in(fact.country)
    return kind or place or bool(reading.flags[last] & DIGIT) or after in lexicon.splitters


def _goes_on(reading: Reading, last: int, lexicon: Words, places: dict[int, Mention]) -> bool:
    """Whether a hyphen ties one more word to a name, which is then another's: `University of Milan-Bicocca`."""
    tied = reading.text[reading.ends[last - 1] : reading.starts[last]] in _HYPHENS
    word = reading.words[last]
    return (
        tied
        and last not in places
        and bool(reading.flags[last] & TITLE)
        and not reading.flags[last] & (UPPER | DIGIT)
        and word not in lexicon.ranks
    )


_HYPHENS = ("-", "\u2010", "\u2011", "\u2013")


def _hospital_follows(reading: Reading, last: int, lexicon: Words) -> bool:
    """Whether the piece goes on to be the name of a hospital: `Seoul National University Bundang Hospital`."""
    at = last
    count = len(reading.words)
    while at < count and reading.seps[at] < COMMA:
        word = reading.words[at]
        if lexicon.ranks.get(word) == HOSPITAL:
            return True
        if (
            word in lexicon.splitters
            or word in lexicon.of_words
            or reading.flags[at] & DIGIT
            or at - last >= 4
        ):
            return False
        at += 1
    return False


def _free_before(reading: Reading, first: int, lexicon: Words, places: dict[int, Mention]) -> bool:
    """Whether a registry's name may start here: after a mark, `of`, `and`, a number, or the name of a part."""
    if first == 0 or reading.seps[first] >= COMMA or _ends_before(reading, first, lexicon):
        return True
    before = reading.words[first - 1]
    if _letters_before(reading, first, lexicon):
        return True
    if before in QUALIFIERS and lexicon.ranks.get(before, 0) == 0:
        return _after_subject(reading, first, lexicon, places)
    if lexicon.ranks.get(before, 0) != 0:
        return True
    return _has_part_before(reading, first, lexicon, _PARTS)


_MOST_LETTERS = 6


def _is_letters(reading: Reading, at: int) -> bool:
    """Whether a word is an acronym: `AIT Austrian Institute of Technology`, `University of Strathclyde SUPA`."""
    start, end = reading.starts[at], reading.ends[at]
    return (
        bool(reading.flags[at] & UPPER) and 2 <= end - start <= _MOST_LETTERS and not reading.text.isupper()
    )


def _letters_before(reading: Reading, first: int, lexicon: Words) -> bool:
    """Whether the word before a name is letters of its own: those of a university begin as one of its words does, and
    NOVA University of Lisbon is not the University of Lisbon."""
    at = first - 1
    if not _is_letters(reading, at) or not (at == 0 or reading.seps[at] >= COMMA):
        return False
    if lexicon.ranks.get(reading.words[first]) != UNIVERSITY:
        return True
    words = reading.words[first : first + _MOST_LETTERS]
    return any(word[0] == reading.words[at][0] for word in words if word not in lexicon.drop)


def _letters_after(reading: Reading, last: int) -> bool:
    return _is_letters(reading, last) and (last + 1 >= len(reading.words) or reading.seps[last + 1] >= COMMA)


def _free_after(
    reading: Reading, last: int, fact: InstitutionFact, lexicon: Words, places: dict[int, Mention]
) -> bool:
    """Whether a registry's name may end here: before a mark, a number, its place, a part of it, or `of` and its place
    or whole."""
    count = len(reading.words)
    while fact.type == "company" and last < count and reading.words[last] in lexicon.legal:
        last += 1  # Xenon Pharmaceuticals Inc
    if last >= count or reading.seps[last] >= COMMA:
        return True
    if _goes_on(reading, last, lexicon, places):
        return False
    after = reading.words[last]
    if after == "and" and lexicon.canon.get(reading.words[last - 1], reading.words[last - 1]) in SUBJECTS:
        # University of Science & Technology
        return last + 1 < count and lexicon.ranks.get(reading.words[last + 1], 0) != 0
    if reading.flags[last] & DIGIT or after in lexicon.splitters:
        return True
    if reading.flags[last] & UPPER and after == fact.country.lower():
        return True  # Jiangsu University CN
    mention = places.get(last)
    if mention is not None:
        return mention.place.may_lie_in(fact.country)
    if fact.city is not None and after in canonical(fact.city):
        return True  # a town that no list of cities has
    if (
        lexicon.ranks.get(after) == UNIVERSITY
        and last + 1 < count
        and reading.words[last + 1] in lexicon.of_words
    ):
        return True  # Florida Museum of Natural History University of Florida
    if after in ("of", "at", "in", "de"):
        at = last + 1 + (last + 1 < count and reading.words[last + 1] in ("the", "la", "l"))
        mention = places.get(at)
        if mention is not None:
            return mention.place.may_lie_in(fact.country)
        return at < count and lexicon.ranks.get(reading.words[at], 0) > COLLEGE
    return _letters_after(reading, last) or _part_follows(reading, last, lexicon)


_BEFORE_PART = 3
"""Words that may stand before what makes a part of it: University of Kentucky Medical School."""


def _part_follows(reading: Reading, last: int, lexicon: Words) -> bool:
    """Whether a name goes on with the name of a school, a college or a department of its own."""
    for at in range(last, min(last + _BEFORE_PART + 1, len(reading.words))):
        if reading.seps[at] >= COMMA and at > last:
            return False
        rank = lexicon.ranks.get(reading.words[at])
        if rank is not None:
            return rank in _PARTS and not _hospital_follows(reading, at, lexicon)
    return False
