"""Korean, Chinese and Japanese: written without the capitals and often without the spaces that bound a name."""

from __future__ import annotations

from collections.abc import Sequence

from loaders.mentions.pipeline import Hit, Sentence
from loaders.mentions.vocabulary import lexicon


def cjk_windows(text: str, sentence: Sentence, hits: Sequence[Hit]) -> list[tuple[int, int]]:
    """The parts of a sentence that are read as an address each: from a known phrase on to what bounds it (a space, a
    sign, a joint such as 与 or 와), together with the phrases that follow it without anything between."""
    tokens = sentence.tokens
    held = {at for hit in hits for at in range(hit.first, hit.last)}
    found: list[tuple[int, int]] = []
    covered = 0
    for hit in hits:
        if hit.first < covered:
            continue
        last = hit.last
        while last < len(tokens):
            token = tokens[last]
            if last in held or (token.cjk and not token.space and not _joint(text, token.start)):
                last += 1
            else:
                break
        while last > hit.last and last - 1 not in held and not tokens[last - 1].cjk:
            last -= 1
        found.append((tokens[hit.first].start, tokens[last - 1].end))
        covered = last
    return found


def _joint(text: str, at: int) -> bool:
    return any(text.startswith(joint, at) for joint in lexicon().cjk_joints)
