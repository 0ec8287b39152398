"""Two names side by side: can they be one person's?"""

from __future__ import annotations

from loaders.normalize.personal import agreement, chinese, han, korean
from loaders.normalize.personal.agreement import BARE, INITIALS, SAME, Agreement, Strict
from loaders.normalize.personal.forms import LOST
from loaders.normalize.personal.model import PersonalName, Verdict
from loaders.normalize.personal.senses import Sense

WORDS = {
    "same-name": "the same printed name, whatever its order, spaces and diacritics",
    "same-initials": "the same family name and the same initials",
    "same-family-name": "the same family name, and no other",
    "standard-spelling": "the usual spelling of this family name in Latin letters",
    "order": "the same words, but which one is the family name is in doubt",
    "initials": "the initials of one fit the given name of the other",
    "fewer-names": "one has a name that the other leaves out",
    "lost-letter": "the same but for a letter that was lost in one",
    "short-form": "one may be a short form of the other",
    "spelling": "one may be a slip or another spelling of the other",
    "bare-name": "one is a family name alone",
    "particle": "the same but for a particle of the family name",
    "double-family-name": "one family name of several is printed in one of them",
    "transcribed-letters": "the same when ä, ö and ü are written as two letters or as one",
    "korean-spelling": "both can be spellings of one Korean name",
    "chinese-spelling": "both can be spellings of one Chinese name",
    "read-in-chinese": "one can be the other's characters as they are read in the other language",
    "slavic-spelling": "both can be spellings of one name in Cyrillic",
    "arabic-spelling": "both can be spellings of one name in Arabic",
    "other-script": "one can be the other in another script",
    "suffix": "one names its generation (Jr., III) and the other does not",
    "collective-name": "the same group, which is no person",
    "other-suffix": "their generations differ (Jr., Sr., III)",
    "other-family-name": "their family names cannot be one",
    "other-given-name": "their given names cannot be one",
    "other-initials": "their initials differ",
    "no-name": "one of them is no name",
}
"""Reasons of a verdict -> the same in words."""

_LANGUAGES = {
    "korean": "korean-spelling",
    "chinese": "chinese-spelling",
    "slavic": "slavic-spelling",
    "arabic": "arabic-spelling",
}


def _said(state: str, reason: str, score: float) -> Verdict:
    return Verdict(state, reason, WORDS[reason], round(score, 3))  # type: ignore[arg-type]


def compare(a: PersonalName, b: PersonalName) -> Verdict:
    """Whether two names can be one person's, whichever comes first.

    `yes`: the same printed name up to order, spaces, hyphens, case and diacritics, where its order is not in doubt.
    `review`: they can be one name: by initials, another spelling system or script, a name left out. `no`: they cannot.
    `yes` never proves that two persons are one. `WORDS` lists the reasons.
    """
    if not a.senses or not b.senses:
        return _said("no", "no-name", 0.0)
    if a.suffix and b.suffix and a.suffix != b.suffix:
        return _said("no", "other-suffix", 0.0)
    found = _exactly(a, b) or _possibly(a, b)
    if found.state == "yes" and "collective-name" in (a.rule, b.rule):
        return _said("review", "collective-name", 0.2)
    if found.state == "yes" and a.suffix != b.suffix:
        return _said("review", "suffix", 0.5)
    return found


def _exactly(a: PersonalName, b: PersonalName) -> Verdict | None:
    if a.script != b.script:
        return _standard(a, b) or _standard(b, a)
    if a.family_letters.isdisjoint(b.family_letters) and (a.family_letters or b.family_letters):
        return None
    if not a.given_letters and not b.given_letters:
        return _said("yes", "same-family-name", 0.2)
    if a.given_letters.isdisjoint(b.given_letters):
        return None
    if a.order != b.order and not _settled(a, b):
        return _said("review", "order", 0.6)
    if _all_initials(a):
        return _said("yes", "same-initials", 0.4)
    return _said("yes", "same-name", 0.9)


def _settled(a: PersonalName, b: PersonalName) -> bool:
    """Whether the orders of two names are not in doubt: of both, or of one where the other is of no East Asian order."""
    if a.certain and b.certain:
        return True
    return (a.certain or b.certain) and all(name.certain or name.rule == "last-word" for name in (a, b))


def _all_initials(name: PersonalName) -> bool:
    return all(len(one) == 1 for one in name.given) and name.script == "latin"


def _standard(native: PersonalName, latin: PersonalName) -> Verdict | None:
    """A family name alone, in its script and in its usual Latin letters: 单 and Shan."""
    if native.given or latin.given or latin.script != "latin" or native.script not in {"han", "hangul"}:
        return None
    family = native.family[0] if native.family else ""
    if native.script == "han":
        spelled = chinese.han_surnames().get(han.simplified(family))
    else:
        spelled = korean.standard_spellings().get(family)
    if spelled is None or spelled not in latin.family_letters:
        return None
    return _said("yes", "standard-spelling", 0.2)


def _possibly(a: PersonalName, b: PersonalName) -> Verdict:
    best: tuple[float, str] | None = None
    family = False
    strict = _strict(a, b)
    characters = a.script == b.script == "han"  # other characters are another name, whatever their sound
    one_spelling = not a.family_letters.isdisjoint(b.family_letters)
    for mine in a.senses:
        for theirs in b.senses:
            if mine.language != theirs.language or (characters and mine.language != "letters"):
                continue
            whole = not mine.families.isdisjoint(theirs.families)
            if not whole and (
                mine.language != "letters"
                or (mine.families | mine.parts).isdisjoint(theirs.families | theirs.parts)
            ):
                continue
            family = family or not (mine.read and theirs.read)
            agreed = agreement.agree(mine, theirs, strict=strict, one_spelling=one_spelling)
            if agreed is None:
                continue
            score = agreed.score * min(mine.share, theirs.share) * (1 if whole else 0.7)
            reason = _reason(a, b, mine, theirs, agreed, whole=whole)
            if best is None or (score, reason) > best:
                best = (score, reason)
    if best is not None:
        if best[1] in _OF_LETTERS and _letters(a) == _letters(b):
            return _said("review", "order", max(best[0], 0.5))
        return _said("review", best[1], max(best[0], 0.01))
    if not family:
        return _said("no", "other-family-name", 0.0)
    return _said("no", "other-initials" if _all_initials(a) and _all_initials(b) else "other-given-name", 0.0)


_OF_LETTERS = frozenset({"double-family-name", "particle", "fewer-names"})


def _letters(name: PersonalName) -> list[str]:
    return sorted("".join((*name.family, *name.given)).replace("-", ""))


def _strict(a: PersonalName, b: PersonalName) -> Strict:
    """How far syllables decide: where one name is in syllables and the other may be of the same language."""
    if not a.in_syllables and not b.in_syllables:
        return "never"
    found: Strict = "no"
    for one, other in ((a, b), (b, a)):
        for language, run_together in one.syllabic:
            if language in other.languages:
                if run_together:
                    return "yes"
                found = "initials"
    return found


def _reason(
    a: PersonalName, b: PersonalName, mine: Sense, theirs: Sense, agreed: Agreement, *, whole: bool
) -> str:
    if agreed.how == BARE:
        return "bare-name"
    if agreed.how == INITIALS:
        return "initials"
    if mine.read or theirs.read:
        return "read-in-chinese"
    if a.script != b.script:
        return "other-script"
    if mine.language != "letters":
        return _LANGUAGES[mine.language]
    if not whole:
        inner = mine.families & theirs.parts or theirs.families & mine.parts or mine.parts & theirs.parts
        longest = max(map(len, inner), default=0)
        return "particle" if _only_particles(a, b, longest) else "double-family-name"
    if agreed.how != SAME:
        return agreed.how
    if LOST.search(a.printed) or LOST.search(b.printed):
        return "lost-letter"
    return (
        "order" if mine.share < 0.97 or theirs.share < 0.97 or a.order != b.order else "transcribed-letters"
    )


def _only_particles(a: PersonalName, b: PersonalName, longest: int) -> bool:
    """Whether the shorter family name is the whole of the longer one but for its particles."""
    return any(
        len(form) == longest
        for name in (a, b)
        for sense in name.senses
        if sense.language == "letters" and sense.families.isdisjoint(sense.parts)
        for form in sense.parts
        if len(form) == max(map(len, sense.parts))
    )
