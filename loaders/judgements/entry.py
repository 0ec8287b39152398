"""One line of the file of judgements: who, when, why, what was shown, what was judged."""

from __future__ import annotations

import hashlib
import re
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Annotated, Any, TypeVar

import msgspec
from msgspec import Meta

from graph.errors import CoauthError
from loaders.registry import institution_key
from loaders.timestamps import timestamp

RULE = "judged"
"""The rule that is shown where a person decided."""

MAX_TEXT = 20_000
MAX_WHY = 2_000
MAX_NAME = 1_000
MAX_LISTED = 50
MAX_BY = 200
MAX_MENTION = 10_000
MAX_PERSON = 4_000

_Key = Annotated[str, Meta(pattern=r"\A(?:ror|coauth):[0-9a-z]{1,64}\Z")]
_Code = Annotated[str, Meta(pattern=r"\A[A-Z]{2}\Z")]
_Id = Annotated[str, Meta(pattern=r"\A[0-9a-f]{16}\Z")]
_Mention = Annotated[str, Meta(max_length=MAX_MENTION, pattern=r"(?s)\A.+#[0-9]{1,7}-[0-9a-f]{8}\Z")]
_At = Annotated[str, Meta(pattern=r"\A\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z\Z")]


class Judgement(StrEnum):
    """What a person can say. PLACES: an affiliation names these countries and institutions. NOTHING: it names none."""

    PLACES = "places"
    NOTHING = "nothing"
    SAME = "same"
    DIFFERENT = "different"
    UNDO = "undo"


class Named(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """An institution as it was named when it was judged. anywhere: its printed name is meant, in whatever country it
    is printed; the key is that of the name without a country."""

    key: _Key
    name: Annotated[str, Meta(max_length=MAX_NAME)]
    country: _Code | None = None
    anywhere: bool = False

    @classmethod
    def printed(cls, name: str) -> Named:
        """The institution that is known by this printed name only, wherever it is printed."""
        return cls(key=institution_key(name, None), name=name, anywhere=True)


class Mention(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """One printed author of one record, as it was when it was judged. mention: record key, position, and a part of the
    hash of the name. name: as printed there. work: its title, else its key."""

    mention: _Mention
    name: Annotated[str, Meta(min_length=1, max_length=MAX_PERSON)]
    work: Annotated[str, Meta(max_length=MAX_NAME)]


class Line(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    forbid_unknown_fields=True,
    omit_defaults=True,
    tag_field="about",
):
    """What every line says. id: hash of all the rest. at: ISO 8601, UTC. shown: what was decided until then, or None."""

    id: _Id = "0" * 16
    at: _At
    by: Annotated[str, Meta(min_length=1, max_length=MAX_BY)]
    why: Annotated[str, Meta(min_length=1, max_length=MAX_WHY)]
    judgement: Judgement
    shown: dict[str, Any] | None = None


class OfAffiliation(Line, frozen=True, kw_only=True, tag="affiliation"):
    """What one printed string says. text: as it was given."""

    text: Annotated[str, Meta(min_length=1, max_length=MAX_TEXT)]
    countries: Annotated[tuple[_Code, ...], Meta(max_length=MAX_LISTED)] = ()
    institutions: Annotated[tuple[Named, ...], Meta(max_length=MAX_LISTED)] = ()


class OfInstitutions(Line, frozen=True, kw_only=True, tag="institution"):
    """Whether two institutions are one."""

    a: Named
    b: Named

    @property
    def ends(self) -> tuple[str, str]:
        """The keys of the two."""
        return self.a.key, self.b.key


class OfMentions(Line, frozen=True, kw_only=True, tag="mentions"):
    """Whether two mentions are one person's."""

    a: Mention
    b: Mention

    @property
    def ends(self) -> tuple[str, str]:
        """The ids of the two."""
        return self.a.mention, self.b.mention


class Undo(Line, frozen=True, kw_only=True, tag="undo"):
    """An earlier line counts no more. undoes: its id."""

    undoes: _Id


Entry = OfAffiliation | OfInstitutions | OfMentions | Undo
E = TypeVar("E", bound=OfAffiliation | OfInstitutions | OfMentions | Undo)

_UNSAFE = re.compile("[\x7f-\x9f\u2028\u2029]")
"""Some terminals obey the former, the latter end a line for some readers."""

_encoder = msgspec.json.Encoder(order="sorted")
_decoder: msgspec.json.Decoder[Entry] = msgspec.json.Decoder(Entry)


def signed(entry: E) -> E:
    """The same with its id: the same words of the same person at the same moment have one id everywhere."""
    return msgspec.structs.replace(entry, id=_hash(entry))


def _hash(entry: Entry) -> str:
    return hashlib.sha256(_encoder.encode(msgspec.structs.replace(entry, id="0" * 16))).hexdigest()[:16]


def encode(entry: Entry) -> bytes:
    """The entry as one line, without its end; whoever shows it on a terminal is safe from what it holds."""
    text = _encoder.encode(entry).decode()
    return _UNSAFE.sub(lambda match: f"\\u{ord(match[0]):04x}", text).encode()


def decode(line: bytes) -> Entry:
    """The entry of one line. Raises ValueError saying what is wrong, also where it was changed after it was written."""
    try:
        entry = _decoder.decode(line)
        _consistent(entry)
        same = _hash(entry) == entry.id
    except RecursionError:
        raise ValueError("it is nested too deeply") from None
    except msgspec.DecodeError as error:
        raise ValueError(str(error)) from None
    if not same:
        raise ValueError("it is not as it was written: its id says otherwise")
    return entry


def _consistent(entry: Entry) -> None:
    fits = {
        OfAffiliation: (Judgement.PLACES, Judgement.NOTHING),
        OfInstitutions: (Judgement.SAME, Judgement.DIFFERENT),
        OfMentions: (Judgement.SAME, Judgement.DIFFERENT),
        Undo: (Judgement.UNDO,),
    }[type(entry)]
    datetime.fromisoformat(entry.at)
    if entry.judgement not in fits:
        raise ValueError(f"`{entry.judgement}` is no judgement of that kind")
    if isinstance(entry, OfAffiliation):
        named = bool(entry.countries or entry.institutions)
        if named != (entry.judgement is Judgement.PLACES):
            raise ValueError("it must name a country or an institution, or judge `nothing`")
    if isinstance(entry, OfInstitutions) and entry.a.key == entry.b.key:
        raise ValueError("it speaks of one institution, not of two")
    if isinstance(entry, OfMentions):
        if entry.a.mention == entry.b.mention:
            raise ValueError("it speaks of one mention, not of two")
        for one in (entry.a, entry.b):
            if not one.mention.endswith(hash_of_name(one.name)):
                raise ValueError(
                    "the name that a mention is kept with is not the one that its id was made of"
                )


def valid(entry: E) -> E:
    """The entry with its id. Raises CoauthError where a bound of the file is not kept."""
    entry = signed(entry)
    try:
        decode(encode(entry))
    except ValueError as error:
        raise CoauthError(
            f"this cannot be kept as a judgement: {error}", hint="say it in fewer words"
        ) from None
    return entry


def time_after(last: str | None) -> str:
    """Now; a moment after the last entry where a clock was set back, so that the later word stays the later."""
    now = datetime.now(UTC)
    if last is not None:
        try:
            now = max(now, datetime.fromisoformat(last) + timedelta(microseconds=1))
        except OverflowError:
            raise CoauthError(
                f"a judgement is of {last}, and none can be later",
                hint="coauth judge list; take its line out of the file",
            ) from None
    return timestamp(now)


def hash_of_name(printed: str) -> str:
    """What a mention's id says of the printed name (loaders.works.mention_of)."""
    return hashlib.sha256(printed.encode()).hexdigest()[:8]


def blanks_folded(text: str) -> str:
    """The string by which an affiliation is found: every run of blanks is one space, and none at either end."""
    return " ".join(text.split())
