"""The names of institutions that a list gives, such as a registry's: which are looked for, and what one of them means
where it is printed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from loaders import registry
from loaders.mentions.found import InstitutionMention
from loaders.mentions.pipeline import Hit, Sentence, Token
from loaders.mentions.vocabulary import Name
from loaders.mentions.windows import Window, is_kind, is_part, is_role, span_of
from loaders.normalize.gazetteer import gazetteer
from loaders.normalize.words import words

ALONE, BESIDE_PLACE = 0.85, 0.9
ONE_WORD, AGAINST_PLACE, SEVERAL = 0.5, 0.4, 0.4
_SHORTEST = 3
_WITHOUT_ARTICLE = re.compile(r"\Athe\s+", re.IGNORECASE)


class Given:
    """Names that are looked for. phrases: key of an institution -> the forms of its name."""

    def __init__(self, names: Iterable[Name]) -> None:
        self.phrases: dict[str, list[str]] = {}
        self._names: dict[str, Name] = {}
        self._one_word: dict[tuple[str, str], set[str]] = {}
        for name in names:
            if _tells_nothing(name.name):
                continue
            name = name._replace(name=_WITHOUT_ARTICLE.sub("", name.name))
            self._names.setdefault(name.key, name)
            self.phrases.setdefault(name.key, []).append(name.name)
            if " " not in name.name:
                self._one_word.setdefault((name.key, name.name.casefold()), set()).add(name.name)

    def is_printed(self, hit: Hit, tokens: Sequence[Token]) -> bool:
        """Whether a phrase is printed as a name is: with its capitals."""
        printed = tokens[hit.first : hit.last]
        if printed[0].cjk:
            return True
        if len(printed) == 1:
            forms = self._one_word.get((hit.label, printed[0].raw.casefold()))
            return printed[0].head and (forms is None or printed[0].raw in forms or printed[0].raw.isupper())
        return any(token.head for token in printed)

    def meaning(
        self, sentence: Sentence, window: Window, hit: Hit, same: Sequence[Hit], codes: set[str | None]
    ) -> InstitutionMention | None:
        """What a name that only the list knows means in its window; None where it is a part of a longer name, or
        another's by its place. same: the phrases on the very same tokens; codes: countries printed beside it."""
        tokens = sentence.tokens
        name = self._names[hit.label]
        left, right = tokens[window.first : hit.first], tokens[hit.last : window.last]
        starts, ends = is_kind(tokens[hit.first]), is_kind(tokens[hit.last - 1])
        if _cuts_left(left, starts) or _cuts_right(right, ends):
            return None
        here = [other for other in same if self._names[other.label].country in codes]
        if here and hit not in here:
            return None
        if registry.by_key(hit.label) is not None:
            # the decision on printed addresses knows this form and does not take it by itself
            state, rule, confidence = "review", "name-alone", ONE_WORD
        elif len(here or same) > 1:
            state, rule, confidence = "review", "registry-several", SEVERAL
        elif codes and not here and name.country is not None:
            state, rule, confidence = "review", "name-against-place", AGAINST_PLACE
        elif here:
            state, rule, confidence = "yes", "registry-with-place", BESIDE_PLACE
        elif hit.last - hit.first == 1:
            state, rule, confidence = "review", "registry-one-word", ONE_WORD
        elif left or right:
            state, rule, confidence = "review", "beside-other-names", ONE_WORD
        else:
            state, rule, confidence = "yes", "registry-name", ALONE
        country = name.country if state == "yes" else None
        return InstitutionMention(
            hit.label, name.name, country, "yes" if state == "yes" else "review", rule, confidence,
            span_of(tokens, hit), sentence.number,
        )  # fmt: skip


def _tells_nothing(form: str) -> bool:
    """Kinds of organisations (`University Hospital`), numbers, and what is too short to be looked for."""
    plain = form.casefold().replace(".", "").split()
    lexicon_ = words()
    if sum(len(word) for word in plain) < (2 if plain and plain[0][0] > "\u3000" else _SHORTEST):
        return True
    return all(
        word in lexicon_.ranks or word in lexicon_.of_words or word in ("and", "the") or not word.isalpha()
        for word in plain
    )


def _cuts_left(left: Sequence[Token], kind_first: bool) -> bool:
    """Whether what stands before makes the name a part of a longer one: `Pyongyang | University of Science`."""
    if not left or not left[-1].head or is_role(left[-1]):
        return False
    return kind_first or is_kind(left[-1]) or left[-1].norm in _DIRECTIONS


_DIRECTIONS = frozenset({
    "north", "south", "east", "west", "northern", "southern", "eastern", "western", "central", "new", "medical",
    "technical", "national", "state", "royal", "normal", "agricultural", "catholic", "free", "open",
})  # fmt: skip


def _cuts_right(right: Sequence[Token], kind_last: bool) -> bool:
    """Whether what stands after does: `University of Science | and Technology`, `... University | Press`."""
    if not right:
        return False
    if right[0].norm in ("of", "for", "de"):
        place = gazetteer().place(" ".join(token.norm for token in right[1:] if token.norm != "the"))
        return place is None or not place.codes
    if right[0].norm in ("and", "&"):
        return not kind_last
    return right[0].head and not is_part(right[0]) and not is_role(right[0])
