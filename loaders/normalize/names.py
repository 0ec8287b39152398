"""A printed personal name as a key that does not depend on order, case, hyphens or diacritics."""

from __future__ import annotations

from loaders.normalize.decision import Decision
from loaders.normalize.reading import CJK, DIGIT, read

# what stands beside a name and is none of it
_TITLES = frozenset({
    "dr", "prof", "professor", "mr", "mrs", "ms", "md", "phd", "msc", "bsc", "jr", "sr", "ii", "iii", "iv",
    "mph", "sir",
    "dsc", "rn", "frcp", "et", "al", "academician",
})  # fmt: skip
_COLLECTIVE = frozenset({
    "group", "collaboration", "consortium", "committee", "team", "network", "society", "association",
    "investigators",
    "project", "initiative", "institute", "university", "organization", "ministry", "council", "editors",
    "editorial",
})  # fmt: skip
_NOBODY = frozenset(
    {"anonymous", "anon", "unknown", "none", "null", "nan", "na", "author", "authors", "editor", "et al"}
)
NAMES_CONFIDENCE, ONE_WORD_CONFIDENCE, INITIALS_CONFIDENCE, COLLECTIVE_CONFIDENCE = 0.9, 0.4, 0.5, 0.3


def name_key(printed: str) -> Decision:
    """The key of a printed name.

    value: its letters without case, diacritics, hyphens and spaces, read as a ring from its smallest turn,
    so that
    `Ri Chol-Su`, `Chol Su Ri`, `RI Chol Su` and `Ri, Cholsu` share one key while `Ri Su Chol` has another
    (the order
    of given-name syllables tells people apart). state `no`, value None: no name in it (a number, nothing,
    `et al`).
    Rules: `name-letters`; `name-initials` (all but one word are initials, or one word only: less sure);
    `collective-name` (a group, not a person: review); `no-name`.
    """
    reading = read(printed)
    words = []
    initials = 0
    for word, flag, start, end in zip(
        reading.words, reading.flags, reading.starts, reading.ends, strict=True
    ):
        if flag & DIGIT and not any(c.isalpha() for c in word):
            continue
        letters = "".join(c for c in word if c.isalpha())
        if not letters or (letters in _TITLES and len(reading.words) > 2):
            continue
        words.append(letters)
        raw = printed[start:end]
        if not flag & CJK and (len(letters) == 1 or (len(letters) <= 3 and "." in raw and raw.isupper())):
            initials += 1
    if not words or " ".join(words) in _NOBODY:
        return Decision(None, "no", "no-name", 1.0)
    span = (reading.starts[0], reading.ends[-1])
    key = least_turn("".join(words))
    if any(word in _COLLECTIVE for word in words):
        return Decision(key, "review", "collective-name", COLLECTIVE_CONFIDENCE, span)
    if initials and initials >= len(words) - 1:
        return Decision(key, "yes", "name-initials", INITIALS_CONFIDENCE, span)
    # a name written without spaces in Chinese, Korean or Japanese is whole in one word
    if len(words) == 1 and not any(flag & CJK for flag in reading.flags):
        return Decision(key, "yes", "name-initials", ONE_WORD_CONFIDENCE, span)
    return Decision(key, "yes", "name-letters", NAMES_CONFIDENCE, span)


def least_turn(ring: str) -> str:
    """The smallest of all turns of a string (Booth's algorithm: linear time)."""
    doubled = ring + ring
    failure = [-1] * len(doubled)
    least = 0
    for at in range(1, len(doubled)):
        letter = doubled[at]
        back = failure[at - least - 1]
        while back != -1 and letter != doubled[least + back + 1]:
            if letter < doubled[least + back + 1]:
                least = at - back - 1
            back = failure[back]
        if letter != doubled[least + back + 1]:
            if letter < doubled[least]:
                least = at
            failure[at - least] = -1
        else:
            failure[at - least] = back + 1
    return doubled[least : least + len(ring)]
