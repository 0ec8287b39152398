"""Which mention of the store somebody means: by its id, by record and position, or by a person who has one alone."""

from __future__ import annotations

import re

from graph.errors import CoauthError, WrongUsage
from graph.views.text import one_line, shorten
from loaders.judgements.entry import MAX_NAME, MAX_PERSON, Mention
from loaders.persons.neighbourhood import Read
from loaders.persons.stored import StoredMention, read_mentions, read_names, read_person, read_places

_BEGUN = re.compile(r"(?s)\A.+#[0-9]{1,7}(?:-[0-9a-f]{0,8})?\Z")
_NO_HASH = "0" * 8
_PERSON = re.compile(r"\A[0-9a-f]{32}\Z", re.IGNORECASE)
_NAMED = 5
"""Mentions that are named one by one."""
HINT = "coauth explain author KEY shows mentions with their ids; a mention is RECORD#POSITION-HASH"


def must_name(given: str, *, argument: str) -> None:
    """Raise WrongUsage for what can be neither a mention nor a person; no store is asked."""
    text = given.strip()
    if not (_PERSON.match(text) or _BEGUN.match(text)):
        raise WrongUsage(
            f"{argument}: {shorten(one_line(given), 200)} is no mention and no person", hint=HINT
        )


def mention_meant(read: Read, given: str, *, argument: str) -> tuple[Mention, StoredMention]:
    """The mention that is meant, as it is kept with a judgement, and its authorship.

    given: a mention's id; the same without the hash, or with the beginning of it, where that means one; or the key (also a
    former one) of a person who has one mention alone. argument: how it is called where it was given.
    Raises WrongUsage for what is none of these, CoauthError where the store has none, or more than one.
    """
    must_name(given, argument=argument)
    # half of a surrogate pair, an undecodable byte: no id has one, and no store takes it
    text = given.strip().encode("utf-8", "replace").decode()
    if _PERSON.match(text):
        mention, held = _of_person(read, text, argument)
        return kept_mention(read, mention, held), held
    record, _, place = text.rpartition("#")
    position, _, letters = place.partition("-")
    if len(letters) == len(_NO_HASH):
        found = read_mentions(read, [text])
        if text not in found:
            raise _not_there(read, text, argument)
        return kept_mention(read, text, found[text]), found[text]
    asked = f"{record}#{position}-{_NO_HASH}"
    meant = [
        one for one in read_places(read, [asked])[asked] if one.startswith(f"{record}#{position}-{letters}")
    ]
    if len(meant) != 1:
        raise _not_one(text, meant, argument)
    found = read_mentions(read, meant)
    return kept_mention(read, meant[0], found[meant[0]]), found[meant[0]]


def is_key(given: str) -> bool:
    """Whether it has the form of a person's key."""
    return _PERSON.match(given.strip()) is not None


def must_be_person(given: str, *, argument: str) -> None:
    """Raise WrongUsage for what can be no key of a person; no store is asked."""
    if not is_key(given):
        raise WrongUsage(
            f"{argument}: {shorten(one_line(given), 200)} is no key of a person",
            hint="32 letters and digits, as coauth query and coauth explain work show them",
        )


def person_meant(read: Read, given: str, *, argument: str) -> tuple[str, str | None]:
    """The key of the person whose key, or former key, is given; and the former key where it is one.

    Raises WrongUsage for what is no key, CoauthError where the store has no such person.
    """
    must_be_person(given, argument=argument)
    key = given.strip().lower()
    if read("MATCH (a:Author) WHERE a.key IN $keys RETURN a.key AS key", {"keys": [key]}):
        return key, None
    # no index holds lists: every person is looked at once
    rows = read(
        "MATCH (a:Author) WHERE $key IN a.former_keys RETURN a.key AS key ORDER BY key LIMIT 1", {"key": key}
    )
    if not rows:
        raise CoauthError(
            f"{argument}: no person in the store has the key {key}",
            hint="coauth explain work ID shows the keys of its authors",
        )
    return str(rows[0]["key"]), key


def _of_person(read: Read, given: str, argument: str) -> tuple[str, StoredMention]:
    key, _ = person_meant(read, given, argument=argument)
    held = read_person(read, key, most=_NAMED + 1)
    mentions = [(mention, one) for one in held for mention in one.mentions]
    if len(mentions) == 1:
        return mentions[0]
    if len(held) == 1:  # records of one work print one author: any of them stands for all
        return held[0].one.mention, held[0]
    if not held:
        raise CoauthError(f"{argument}: {key} holds no mention", hint="coauth renormalise")
    raise CoauthError(
        f"{argument}: the person {key} has several mentions: {_listed([one.one.mention for one in held])}",
        hint=f"name the one that is meant; coauth explain author {key} shows all",
    )


def kept_mention(read: Read, mention: str, held: StoredMention) -> Mention:
    """A mention as it is kept with a judgement. held: its authorship. Raises CoauthError where it cannot be."""
    name = read_names(read, [held], [mention]).get(mention)
    if name is None:
        raise CoauthError(
            f"{one_line(mention)}: the record is being worked out anew by a load",
            hint="the same command again",
        )
    if len(name) > MAX_PERSON:
        raise CoauthError(f"{one_line(mention)}: a name of {len(name):,} characters is not kept", hint=HINT)
    work = (held.one.title or held.one.work)[:MAX_NAME]
    return Mention(mention=mention, name=name, work=work)


def _not_there(read: Read, mention: str, argument: str) -> CoauthError:
    instead = read_places(read, [mention])[mention]
    if instead:
        return CoauthError(
            f"{argument}: another name is printed there by now: {_listed(instead)}", hint="name that one"
        )
    return CoauthError(f"{argument}: {one_line(mention)} is no mention in the store", hint=HINT)


def _not_one(text: str, meant: list[str], argument: str) -> CoauthError:
    if not meant:
        return CoauthError(f"{argument}: no mention in the store begins with {one_line(text)}", hint=HINT)
    return CoauthError(
        f"{argument}: {one_line(text)} means several: {_listed(meant)}", hint="name one of them"
    )


def _listed(mentions: tuple[str, ...] | list[str]) -> str:
    # so many were read that there are more, not how many
    more = "; and more" if len(mentions) > _NAMED else ""
    return one_line("; ".join(mentions[:_NAMED])) + more
