"""Where a reading names places: each mention with its position, since `Georgia` is not `University of
Georgia`."""

from __future__ import annotations

from itertools import pairwise

from loaders.normalize.gazetteer import PEOPLES_WORDS, REPUBLIC_WORDS, Gazetteer, Place
from loaders.normalize.reading import CJK, COMMA, DIGIT, STOP, TITLE, UPPER, Reading
from loaders.normalize.words import LABORATORY, PART, Words

# position of a mention in its piece of the address: the piece is nothing but places and postcodes; after a
# name
# (`Tsinghua University China`); inside a name (`Bank of Korea`, `Korea Water Institute`, `University of
# Houston`)
ALONE, AFTER, INSIDE = "alone", "after", "inside"

_CAPITAL = TITLE | UPPER | CJK
_ONE = (1,)
_NEW_PIECE = (PART, LABORATORY)
_PLAIN_LETTERS = frozenset({"us", "usa", "uk", "uae", "prc", "rok", "nz"})
_NOT_A_COUNTRY = frozenset("族语語半战戰史文学어족시왕학전")


class Mention:
    """A place name: token range first..last (last excluded), offsets, what it may mean, where it stands."""

    __slots__ = ("end", "first", "last", "of", "place", "position", "segment", "start")

    def __init__(self, first: int, last: int, start: int, end: int, place: Place) -> None:
        self.first, self.last, self.start, self.end, self.place = first, last, start, end, place
        self.position = ALONE
        self.segment = 0
        self.of = False


class Segment:
    """A piece of an address between commas: token range, its highest organisation word, whether it names a
    part."""

    __slots__ = ("first", "known", "last", "mentions", "part", "rank", "split")

    def __init__(self, first: int, last: int, split: bool) -> None:
        self.first, self.last, self.split = first, last, split
        self.rank = 0
        self.part = False
        self.known = False
        self.mentions: list[Mention] = []


def find_mentions(reading: Reading, gaz: Gazetteer) -> list[Mention]:
    """Every place name written with spaces, longest first, none inside another."""
    words, flags = reading.words, reading.flags
    lengths_of, known = gaz.lengths, gaz.known
    count = len(words)
    found: list[Mention] = []
    at = 0
    while at < count:
        word = words[at]
        lengths = lengths_of.get(word, _ONE if word in known else ())
        if not lengths or flags[at] & CJK:
            at += 1
            continue
        for length in lengths:
            last = at + length
            if last > count:
                continue
            key = word if length == 1 else " ".join(words[at:last])
            if key not in known:
                continue
            place = gaz.place(key)
            if place is None or not _holds(reading, at, last, place):
                continue
            first = at
            if words[at] in REPUBLIC_WORDS and place.codes:
                first = _peoples_before(reading, at)
                if first < at:
                    place = gaz.peoples(place)
            if not place.nothing or place.regions or place.cities:
                found.append(Mention(first, last, reading.starts[first], reading.ends[last - 1], place))
            at = last
            break
        else:
            at += 1
    return found


def _peoples_before(reading: Reading, at: int) -> int:
    """Where the words `Democratic People's` before a republic start; `at` where there are none."""
    first = at
    words = reading.words
    while first > 0 and reading.seps[first] < COMMA:
        before = words[first - 1]
        if before in PEOPLES_WORDS or (before == "s" and first > 1 and words[first - 2] in PEOPLES_WORDS):
            first -= 1
        else:
            break
    return first


def _holds(reading: Reading, first: int, last: int, place: Place) -> bool:
    """Whether commas and capitals allow the name here."""
    if place.capitals:
        if not reading.flags[first] & UPPER:
            return False
        # `Dementia Research Centre (DRC)`: letters in brackets after a name are its own
        # and before a slash they are no country either: `RF/Communications Department`
        start, end = reading.starts[first], reading.ends[last - 1]
        # `NL-1090 GB Amsterdam`: the letters of a Dutch postcode
        dutch = (
            first
            and end - start == 2
            and reading.words[first - 1].isdigit()
            and len(reading.words[first - 1]) == 4
        )
        if dutch and last < len(reading.words) and reading.seps[first] < COMMA and reading.seps[last] < COMMA:
            return False
        odd = reading.text[max(start - 1, 0) : start] == "(" or reading.text[end : end + 1] == "/"
        if odd and reading.words[first] not in _PLAIN_LETTERS:
            return False
    if last - first == 1:
        return True
    highest = max(reading.seps[first + 1 : last])
    return highest < COMMA or (place.inverted and highest == COMMA)


def cut_segments(
    reading: Reading, mentions: list[Mention], lexicon: Words, postal: frozenset[str]
) -> list[Segment]:
    """Pieces between commas. postal: letters of states that stand beside places (`NH, USA`). `split`: the piece starts after a semicolon or new line.

    A word such as `and` or `email` after nothing but places (`Norway and Department of ...`) ends a piece
    too.
    """
    words, seps, flags = reading.words, reading.seps, reading.flags
    covered = bytearray(len(words))
    joined = set()
    ends_country = {mention.last - 1 for mention in mentions if mention.place.codes}
    ends_place = ends_country | {m.last - 1 for m in mentions if m.first > 0 and m.place.well_known()}
    for mention in mentions:
        for at in range(mention.first, mention.last):
            covered[at] = 1
            if at > mention.first and seps[at] >= COMMA:
                joined.add(at)
    noise, splitters, ranks = lexicon.noise, lexicon.splitters, lexicon.ranks
    segments: list[Segment] = []
    segment = Segment(0, 0, True)
    only_places = True
    has_place = False
    for at, word in enumerate(words):
        sep = seps[at]
        rank = ranks.get(word)
        ends = (sep >= COMMA and at not in joined) or (sep == STOP and at - 1 in ends_country)
        new = False
        if rank in _NEW_PIECE:
            # `..., USA Division of Hematology`: no name of an organisation goes on with a word for a part of one
            new = only_places and at - 1 in ends_country
            # `Fred Hutchinson Cancer Center 1 Division of ...`: the number of a footnote between two addresses
            new = new or (rank == PART and at > 0 and bool(flags[at - 1] & DIGIT) and len(words[at - 1]) <= 2)
        if (ends or new) and at > segment.first:
            segment.last = at
            segments.append(segment)
            segment = Segment(at, at, sep > COMMA)
            only_places, has_place = True, False
        if covered[at]:
            has_place = has_place or at in ends_place
        elif only_places and has_place and word in splitters and at > segment.first:
            segment.last = at
            segments.append(segment)
            segment = Segment(at + 1, at + 1, False)
            only_places, has_place = True, False
            continue
        elif only_places and not (
            flags[at] & DIGIT or word in noise or (flags[at] & UPPER and word in postal)
        ):
            only_places = False
        if rank is not None:
            if rank == PART:
                segment.part = True
            elif rank > segment.rank:
                segment.rank = rank
    if words and segment.first < len(words):
        segment.last = len(words)
        segments.append(segment)
    _place_mentions(reading, segments, mentions, covered, lexicon, postal)
    return segments


def _place_mentions(
    reading: Reading,
    segments: list[Segment],
    mentions: list[Mention],
    covered: bytearray,
    lexicon: Words,
    postal: frozenset[str],
) -> None:
    words, flags, noise = reading.words, reading.flags, lexicon.noise
    at = 0
    for number, segment in enumerate(segments):
        while at < len(mentions) and mentions[at].first < segment.last:
            mention = mentions[at]
            mention.segment = number
            segment.mentions.append(mention)
            at += 1
        if not segment.mentions:
            continue
        # the last word that is neither a place nor a number nor noise
        content = segment.last - 1
        while content >= segment.first and (
            covered[content]
            or flags[content] & DIGIT
            or words[content] in noise
            or len(words[content]) <= 1
            or (flags[content] & UPPER and words[content] in postal)
        ):
            content -= 1
        if content < segment.first:
            continue
        tail = [mention for mention in segment.mentions if mention.first > content]
        of = bool(tail) and _follows_of(reading, tail[0].first, segment.first, lexicon)
        if tail and not of and words[tail[0].first - 1] == "and" and covered[tail[0].first - 2]:
            of = True  # `Geological Survey of Denmark and Greenland`
        elif tail and not of and words[tail[0].first - 1] == "and" and not tail[0].place.codes:
            tail[0].position = INSIDE  # `College of William & Mary`
            tail = tail[1:]
        if tail and not of and words[tail[0].first - 1] in lexicon.streets:
            segment.mentions = [
                mention for mention in segment.mentions if mention not in tail
            ]  # `Av. Itália`
        joint = _joint(reading, tail)
        for mention in segment.mentions:
            if mention in joint or mention.position == INSIDE:
                continue  # `Institute for Medical Research Israel-Canada`
            if flags[mention.first] & CJK:
                continue  # decided where its run was read
            if mention.first > content:
                # `University of Bristol Bristol UK`: the name ends with the first place
                first = mention is tail[0] or words[mention.first - 1] == "and"
                mention.position = INSIDE if of and first else AFTER
                mention.of = of and first
            else:
                mention.position = INSIDE
                mention.of = _follows_of(reading, mention.first, segment.first, lexicon)


def _joint(reading: Reading, tail: list[Mention]) -> list[Mention]:
    """Countries joined by a hyphen at the end of a name: they are its own, and it stands in one of them."""
    found: list[Mention] = []
    for one, other in pairwise(tail):
        if one.place.codes and other.place.codes and reading.text[one.end : other.start] in ("-", "–", "—"):
            one.position = other.position = INSIDE
            found += (one, other)
    return found


def _follows_of(reading: Reading, first: int, segment_first: int, lexicon: Words) -> bool:
    before = first - 1
    while before >= segment_first and reading.words[before] == "the":
        before -= 1
    return before >= segment_first and reading.words[before] in lexicon.of_words


def printed_small(reading: Reading, mention: Mention) -> bool:
    """Whether the name is printed without any capital."""
    return all(not flag & _CAPITAL for flag in reading.flags[mention.first : mention.last])


def not_a_country(following: str) -> bool:
    """Whether a character after a country written in CJK makes another word of it: 朝鲜族, 한국어."""
    return following in _NOT_A_COUNTRY
