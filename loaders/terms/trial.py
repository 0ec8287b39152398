"""A term list tried on works: which terms count, where, and which never do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from graph.views.text import one_line
from loaders.normalize.topics import KEYWORDS_JOINT, Hit, TopicMatcher, decision
from loaders.pipeline import Progress
from loaders.terms.term_list import Term
from loaders.texts import PrintedText

AROUND = 40
"""Characters that are shown on either side of a term."""
MOST_PLACES = 200_000


@dataclass(slots=True)
class Found:
    """What was found of one term. works: in which it counts; places: where it stands there; not_counted: places by why it
    does not count; example: the first place with what stands around it."""

    term: Term
    works: int = 0
    places: int = 0
    not_counted: Counter[str] = field(default_factory=Counter)
    example: str | None = None
    of_work: str | None = None


class Place(NamedTuple):
    """One place of a term in a work, with what stands around it, and what was decided on the work."""

    work: str
    state: str
    score: float
    hit: Hit
    context: str


@dataclass(slots=True)
class Trial:
    """works: how many were read; states: what was decided on them."""

    terms: list[Found]
    works: int = 0
    states: Counter[str] = field(default_factory=Counter)
    places: list[Place] = field(default_factory=list)


def try_on(matcher: TopicMatcher, texts: Iterable[PrintedText], progress: Progress) -> Trial:
    """Try the matcher's one list on texts. Of the places the first 200,000 are kept."""
    terms = matcher.lists[0]
    found = {id(term): Found(term) for term in terms.terms if not term.never}
    trial = Trial(list(found.values()))
    progress.stage("matching", 0)
    for text in texts:
        trial.works += 1
        (hits,) = matcher.hits(text.title, text.abstract, text.keywords or ())
        decided = decision(terms, hits)
        trial.states[decided.state] += 1
        counting = {id(hit) for hit in decided.hits}
        whole = {
            "title": text.title,
            "abstract": text.abstract,
            "keywords": KEYWORDS_JOINT.join(text.keywords or ()),
        }
        work = str(text.id) if text.id is not None else f"work {trial.works}"
        seen: set[int] = set()
        for hit in hits:
            one = found[id(hit.term)]
            context = one_line(_around(whole[hit.place] or "", hit.start, hit.end))
            if id(hit) in counting:
                one.places += 1
                if one.example is None:
                    one.example, one.of_work = context, work
                if id(hit.term) not in seen:
                    seen.add(id(hit.term))
                    one.works += 1
            else:
                hit = hit._replace(weight=0.0, why=hit.why or "nothing-stronger")
                one.not_counted[hit.why] += 1
            if len(trial.places) < MOST_PLACES:
                trial.places.append(Place(work, decided.state, decided.score, hit, context))
    return trial


def _around(text: str, start: int, end: int) -> str:
    first, last = max(0, start - AROUND), min(len(text), end + AROUND)
    return f"{'…' if first else ''}{text[first:start]}[{text[start:end]}]{text[end:last]}{'…' if last < len(text) else ''}"
