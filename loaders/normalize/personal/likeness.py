"""Two names side by side: can they be one person's?"""

from __future__ import annotations

from loaders.normalize.personal.model import PersonalName, Verdict


def compare(a: PersonalName, b: PersonalName) -> Verdict:
    """Whether two names can be one person's."""
    if not a.family or not b.family:
        return Verdict("no", "no-name", "one of them is no name", 0.0)
    if a.family != b.family:
        return Verdict("no", "other-family", "their family names differ", 0.0)
    if "".join(a.given) == "".join(b.given):
        return Verdict("yes", "same-name", "the same name", 0.9)
    for one, other in zip(a.given, b.given, strict=False):
        if one != other and not (one[0] == other[0] and min(len(one), len(other)) == 1):
            return Verdict("no", "other-given", "their given names differ", 0.0)
    return Verdict("review", "initials", "one gives only initials", 0.4)
