"""A term list's TOML file, checked whole: every fault is told at once, with its place. The format: docs/topics.md."""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple, cast, get_args

from graph.errors import CoauthError
from graph.views.text import one_line
from loaders.normalize.wording import PAUSE, STOP, read
from loaders.rules import rules
from loaders.terms.forms import MOST_CHARACTERS, form_of, normal_ways
from loaders.terms.term_list import (
    LANGUAGES,
    WEIGHTS,
    Combine,
    Form,
    Group,
    Strength,
    Term,
    TermList,
    Within,
)

MOST_BYTES = 1_000_000
MOST_TERMS = 20_000
MOST_FORMS = 60
"""Ways to print one term."""
MOST_NEAR = 400
MOST_WINDOW = 50
MOST_GROUPS = 200
_SHOWN_FAULTS = 200
_NAME = re.compile(r"[a-z0-9](?:[a-z0-9.-]{0,48}[a-z0-9])?")
_KEY = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,48}[a-z0-9])?")
_VERSION = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]{0,30}[A-Za-z0-9])?")
# a key of n parts takes tomllib n² steps: one of 1 MB would take minutes
_LONG_KEY = re.compile(r"""(?<![\w-])(?:(?:[\w-]++|"[^"\n]*+"|'[^'\n]*+')[ \t]*+\.[ \t]*+){40}""")
_LIST_KEYS = (
    "format", "name", "title", "version", "about", "source", "combine", "yes", "review", "in_title", "repeated",
    "words", "group",
)  # fmt: skip
_GROUP_KEYS = ("key", "name", "rule", "source", "since", "strong", "weak", "hint", "never", "term")
_TERM_KEYS = (
    "language", "forms", "strength", "weight", "near", "within", "alone", "not_near", "not_within", "despite", "acronym",
    "source", "note",
)  # fmt: skip


class Fault(NamedTuple):
    """What is wrong. place: group and term; line: where in the file, from 1, where that can be told."""

    place: str
    line: int | None
    message: str


class TermFaults(CoauthError):
    """A term list that cannot be used, with everything that is wrong with it."""

    def __init__(self, file: str, faults: Sequence[Fault]) -> None:
        many = f"{len(faults):,} faults; the first: " if len(faults) > 1 else ""
        super().__init__(
            one_line(f"{file}: {many}{told(faults[0])}")[:600], hint=f"coauth terms check {one_line(file)}"
        )
        self.faults = tuple(faults)


def told(fault: Fault) -> str:
    """A fault in words, with its place."""
    line = f"line {fault.line}: " if fault.line is not None else ""
    return f"{line}{fault.place}: {fault.message}" if fault.place else f"{line}{fault.message}"


def read_terms(data: bytes, file: str) -> TermList:
    """The list in a file's bytes. Raises TermFaults with everything that is wrong."""
    if len(data) > MOST_BYTES:
        raise TermFaults(file, [Fault("", None, f"the file has more than {MOST_BYTES:,} bytes")])
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise TermFaults(file, [Fault("", line, "these bytes are no UTF-8")]) from None
    if (deep := _LONG_KEY.search(text)) is not None:
        line = text.count("\n", 0, deep.start()) + 1
        raise TermFaults(file, [Fault("", line, "a key has more than 40 parts")])
    try:
        table = tomllib.loads(text.replace("\r\n", "\n"))
    except (tomllib.TOMLDecodeError, ValueError) as error:
        raise TermFaults(file, [Fault("", None, f"this is no TOML: {error}")]) from None
    except RecursionError:
        raise TermFaults(file, [Fault("", None, "this is no TOML: it is nested too deeply")]) from None
    reader = _Reader(text)
    made = reader.whole(table, hashlib.sha256(data).hexdigest())
    if reader.faults or made is None:
        raise TermFaults(file, reader.faults[:_SHOWN_FAULTS])
    return made


class _Reader:
    def __init__(self, text: str) -> None:
        self.faults: list[Fault] = []
        self._text = text
        self._sets: dict[str, tuple[str, ...]] = {}
        self._seen: dict[tuple[str, ...], str] = {}
        self._printed: set[str] = set()

    def fault(self, place: str, message: str, needle: object = None) -> None:
        """Note what is wrong. needle: a text of the file whose first line is named."""
        line = None
        if isinstance(needle, str) and needle and len(self.faults) < _SHOWN_FAULTS:
            group = re.match(r"group ([a-z0-9-]+)", place)
            start = self._text.find(f'"{group[1]}"') if group else 0
            for quoted in (f'"{needle}"', needle):
                if (at := self._text.find(quoted, max(0, start))) >= 0:
                    line = self._text.count("\n", 0, at) + 1
                    break
        self.faults.append(Fault(one_line(place)[:160], line, one_line(message)[:300]))

    def whole(self, table: dict[str, Any], sha256: str) -> TermList | None:
        self._known("", table, _LIST_KEYS)
        if table.get("format") != 1:
            self.fault("", f"format is {table.get('format')!r}: it must be 1")
        name = self._text_of("", table, "name", _NAME)
        title = self._text_of("", table, "title")
        version = self._text_of("", table, "version", _VERSION)
        about = self._text_of("", table, "about")
        source = self._text_of("", table, "source", needed=False)
        combine = table.get("combine", "group")
        if combine not in get_args(Combine):
            self.fault("", f"combine is {combine!r}: it must be 'group' or 'list'", "combine")
        yes = self._share("", table, "yes", 0.7)
        review = self._share("", table, "review", 0.5)
        if not 0 < review <= yes:
            self.fault("", f"review ({review}) must be more than 0, and not more than yes ({yes})", "review")
        in_title = self._share("", table, "in_title", 1.0, most=3.0)
        repeated = self._share("", table, "repeated", 0.0)
        self._word_sets(table.get("words", {}))
        groups: list[Group] = []
        terms: list[Term] = []
        entries = table.get("group")
        if not isinstance(entries, list) or not entries:
            self.fault("", "there is no [[group]]")
            entries = []
        elif len(entries) > MOST_GROUPS:
            self.fault("", f"there are {len(entries):,} groups, {MOST_GROUPS} are the most")
            entries = []
        for number, entry in enumerate(entries, 1):
            if not isinstance(entry, dict):
                self.fault(f"group {number}", "this is no table")
                continue
            group = self._group(f"group {number}", entry)
            if group is not None:
                if any(other.key == group.key for other in groups):
                    self.fault(f"group {group.key}", "there is another group with this key")
                groups.append(group)
            key = group.key if group is not None else ""
            terms += self._terms(f"group {key or number}", key, entry)
        if len(terms) > MOST_TERMS:
            self.fault("", f"there are {len(terms):,} terms, {MOST_TERMS:,} are the most")
        if self.faults:
            return None
        return TermList(
            name=name, title=title, version=version, about=about, source=source or None,
            combine=cast(Combine, combine), yes=yes, review=review, in_title=in_title, repeated=repeated,
            groups=tuple(groups), terms=tuple(terms), sha256=sha256, text=self._text,
        )  # fmt: skip

    def _word_sets(self, sets: object) -> None:
        if not isinstance(sets, dict):
            self.fault("words", "this is no table")
            return
        for key, words in sets.items():
            if not _KEY.fullmatch(key):
                self.fault(f"words.{key}", "a key has small letters a to z, digits and hyphens")
            self._sets[key] = self._words(f"words.{key}", words, sets_too=False)

    def _group(self, place: str, entry: dict[str, Any]) -> Group | None:
        before = len(self.faults)
        key = self._text_of(place, entry, "key", _KEY)
        place = f"group {key}" if key else place
        self._known(place, entry, _GROUP_KEYS)
        name = self._text_of(place, entry, "name")
        rule = self._text_of(place, entry, "rule", needed=False)
        source = self._text_of(place, entry, "source", needed=False)
        since = entry.get("since")
        if since is not None and (not isinstance(since, date) or isinstance(since, datetime)):
            self.fault(place, "since must be a date, without quotes: 2016-11-30", "since")
        known = next((one for one in rules() if one.id == rule), None)
        if known:
            for given in {"source", "since"} & entry.keys():
                self.fault(place, f"{given} comes with the rule {rule}: leave it out", given)
            source, since = known.source, known.since
        if len(self.faults) > before:
            return None
        return Group(key=key, name=name, rule=rule or None, source=source or None, since=since)

    def _terms(self, place: str, group: str, entry: dict[str, Any]) -> Iterable[Term]:
        empty = True
        for strength in WEIGHTS:
            by_language = entry.get(strength, {})
            if not isinstance(by_language, dict):
                self.fault(f"{place}, {strength}", "this is no table of languages", strength)
                continue
            for language, listed in by_language.items():
                at = f"{place}, {strength}.{language}"
                if language not in LANGUAGES:
                    self.fault(at, f"the language must be one of {', '.join(LANGUAGES)}", f"{language} =")
                if not isinstance(listed, list) or not listed:
                    self.fault(at, "this is no list of terms, or an empty one", f"{language} =")
                    continue
                for number, forms in enumerate(listed, 1):
                    empty = False
                    term = self._term(
                        f"{at}, term {number}",
                        group,
                        {"forms": forms, "language": language, "strength": strength},
                    )
                    if term is not None:
                        yield term
        longer = entry.get("term", [])
        if not isinstance(longer, list):
            self.fault(place, "[[group.term]] must be a list of tables")
            longer = []
        for number, one in enumerate(longer, 1):
            empty = False
            if not isinstance(one, dict):
                self.fault(f"{place}, term {number}", "this is no table")
                continue
            self._known(f"{place}, term {number}", one, _TERM_KEYS)
            term = self._term(f"{place}, term {number}", group, one)
            if term is not None:
                yield term
        if empty:
            self.fault(place, "the group has no term")

    def _term(self, place: str, group: str, entry: dict[str, Any]) -> Term | None:
        before = len(self.faults)
        language = entry.get("language")
        if language not in LANGUAGES:
            self.fault(place, f"language is {language!r}: it must be one of {', '.join(LANGUAGES)}")
        acronym = entry.get("acronym")
        if acronym is not None and not isinstance(acronym, bool):
            self.fault(place, "acronym must be true or false", "acronym")
            acronym = None
        forms = self._forms(place, entry.get("forms"), acronym)
        if forms:
            place = f"{place} ({forms[0].printed})"
        strength = entry.get("strength")
        if strength is not None and (not isinstance(strength, str) or strength not in WEIGHTS):
            self.fault(place, f"strength is {strength!r}: it must be one of {', '.join(WEIGHTS)}")
            strength = None
        elif (strength is None) == ("weight" not in entry):
            self.fault(place, "a term has either a strength or a weight")
        weight = self._share(place, entry, "weight", WEIGHTS[strength] if strength else 0.5)
        near = self._words(place, entry.get("near", ()))
        not_near = self._words(place, entry.get("not_near", ()))
        despite = self._words(place, entry.get("despite", ()))
        within = self._within(place, entry, "within")
        not_within = self._within(place, entry, "not_within")
        alone = self._alone(place, entry, weight)
        for bound, words in (
            ("within", near),
            ("alone", near),
            ("not_within", not_near),
            ("despite", not_near),
        ):
            if bound in entry and not words:
                self.fault(place, f"{bound} says nothing without {'near' if words is near else 'not_near'}")
        if both := sorted(set(near) & set(not_near)):
            self.fault(place, f"{both[0]!r} must and must not stand near")
        source = self._text_of(place, entry, "source", needed=False)
        note = self._text_of(place, entry, "note", needed=False)
        if len(self.faults) > before:
            return None
        return Term(
            group=group, language=str(language), forms=forms, weight=weight, never=strength == "never", near=near,
            within=within, alone=alone, not_near=not_near, not_within=not_within,
            despite=despite, source=source or None, note=note or None,
        )  # fmt: skip

    def _forms(self, place: str, given: object, acronym: bool | None) -> tuple[Form, ...]:
        listed = [given] if isinstance(given, str) else given
        if not isinstance(listed, list) or not listed:
            self.fault(place, "it has no forms: a text, or a list of texts")
            return ()
        if len(listed) > MOST_FORMS:
            self.fault(place, f"it has {len(listed):,} forms, {MOST_FORMS} are the most")
            return ()
        forms: list[Form] = []
        for printed in listed:
            form = self._form(place, printed, acronym)
            if form is not None:
                forms.append(form)
        return tuple(forms)

    def _form(self, place: str, printed: object, acronym: bool | None) -> Form | None:
        if not isinstance(printed, str) or not printed.strip():
            self.fault(place, f"{printed!r} is no text, or an empty one")
            return None
        form = form_of(printed, acronym)
        if isinstance(form, str):
            self.fault(place, f"{printed[:MOST_CHARACTERS]!r}: {form}", printed)
            return None
        ways = set(normal_ways(form))
        for seen in sorted(ways):
            other = self._seen.get(seen)
            if other is not None and (other != place or printed in self._printed):
                self.fault(place, f"{printed!r} is already a form of {other}", printed)
                return None
        self._seen.update(dict.fromkeys(ways, place))
        self._printed.add(printed)
        return form

    def _words(self, place: str, given: object, sets_too: bool = True) -> tuple[str, ...]:
        if not isinstance(given, list | tuple):
            self.fault(place, "near, not_near and despite are lists of texts")
            return ()
        if not given and isinstance(given, list):
            self.fault(place, "a list of words is empty")
        words: list[str] = []
        for word in given:
            if not isinstance(word, str) or not word.strip() or len(word) > MOST_CHARACTERS:
                self.fault(place, f"{str(word)[:60]!r} is no word to stand near", word)
            elif word.startswith("@") and sets_too:
                if word[1:] not in self._sets:
                    self.fault(place, f"there are no words {word!r} under [words]", word)
                words += self._sets.get(word[1:], ())
            elif not (way := read(word).words) or STOP in way or PAUSE in way:
                self.fault(place, f"{word!r} is no word to stand near", word)
            else:
                words.append(word)
        words = list(dict.fromkeys(words))
        if len(words) > MOST_NEAR:
            self.fault(place, f"{len(words):,} words to stand near, {MOST_NEAR} are the most")
        return tuple(words)

    def _within(self, place: str, entry: Mapping[str, Any], key: str) -> Within | int:
        value = entry.get(key, "sentence")
        if value in get_args(Within):
            return cast(Within, value)
        if isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= MOST_WINDOW:
            return value
        self.fault(place, f"{key} is {value!r}: 'sentence', 'text', or 1 to {MOST_WINDOW} words", key)
        return "sentence"

    def _alone(self, place: str, entry: Mapping[str, Any], weight: float) -> float:
        value = entry.get("alone", "no")
        if value == "no":
            return 0.0
        if isinstance(value, str) and value in WEIGHTS and value != "never":
            value = WEIGHTS[cast(Strength, value)]
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < weight:
            self.fault(place, "alone is 'no', a strength, or 0..1, and less than with a word near", "alone")
            return 0.0
        return float(value)

    def _share(
        self, place: str, entry: Mapping[str, Any], key: str, default: float, most: float = 1.0
    ) -> float:
        value = entry.get(key, default)
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= most:
            self.fault(place, f"{key} is {value!r}: it must be 0..{most:g}", key)
            return default
        return float(value)

    def _text_of(
        self, place: str, entry: Mapping[str, Any], key: str, shape: re.Pattern[str] | None = None, needed: bool = True
    ) -> str:  # fmt: skip
        value = entry.get(key)
        if value is None:
            if needed:
                self.fault(place, f"{key} is missing")
            return ""
        if not isinstance(value, str) or not value.strip() or len(value) > 4_000:
            self.fault(place, f"{key} must be a text", key)
            return ""
        if shape is not None and not shape.fullmatch(value):
            self.fault(place, f"{key} is {value[:60]!r}: small letters, digits and hyphens"
                       if shape is not _VERSION else f"version is {value[:60]!r}: letters, digits, . _ -", key)  # fmt: skip
            return ""
        return value

    def _known(self, place: str, entry: Mapping[str, Any], keys: Sequence[str]) -> None:
        for key in entry:
            if key not in keys:
                self.fault(place, f"{key!r} is not known here; known are {', '.join(keys)}", key)
