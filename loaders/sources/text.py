"""Bytes to lines: the encoding is told from the first bytes, and what does not decode is counted."""

from __future__ import annotations

import codecs
import io
import re
import threading
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

SAMPLE = 2**20
"""So many bytes are looked at to tell the encoding."""
MAX_LINE = 64 * 2**20
"""Characters of a line that are kept: more than any reader takes for one record."""
_AT_ONCE = 2**15
"""Bytes that are decoded and cut into lines at once: a piece stays in the processor's cache, and one letter beyond
Latin makes the text of its own piece wide and no other's."""
_JUDGED = 2**16
"""Bytes of lines with more than ASCII from which an encoding is guessed."""
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")
)  # fmt: skip
_TITLES = {
    "utf-8": "UTF-8", "utf-16-le": "UTF-16 LE", "utf-16-be": "UTF-16 BE", "cp1252": "Windows-1252",
    "cp949": "EUC-KR (CP949)", "gb18030": "GB18030",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Encoding:
    """codec: the name that Python knows. guessed: it is what is likely, the bytes do not say it.
    bom: so many bytes at the beginning are its mark, and no text."""

    codec: str
    guessed: bool = False
    bom: int = 0

    @property
    def title(self) -> str:
        """Its name in messages."""
        return _TITLES[self.codec]


@dataclass(slots=True)
class Encoded:
    """What a text turned out to be encoded in, known for certain when all of it is read.

    name: as people write it; empty where the format tells its own. guessed: the bytes do not say it, it is what is
    likely. undecodable: so many sequences of bytes became U+FFFD.
    """

    name: str = ""
    guessed: bool = False
    undecodable: int = 0

    @property
    def title(self) -> str:
        """Its name, and whether it is a guess."""
        return self.name + (" (guessed)" if self.guessed else "")


class Text:
    """The lines of a stream of bytes, each with its number from 1, without its end (\\n, \\r\\n or \\r).

    encoding: what the bytes are taken for. While all are ASCII it is UTF-8, told anew where the first others come.
    undecodable: how many sequences of bytes became U+FFFD so far. cut: the numbers of the lines so far that were
    longer than MAX_LINE and lost their rest; what is left is longer than one record may be, so that a reader
    rejects the record that holds it. Where the stream raises, the lines before that place come first.
    """

    def __init__(self, stream: BinaryIO) -> None:
        self._read = getattr(stream, "read1", stream.read)
        self._failure: Exception | None = None
        pieces = []
        size = 0
        while size < SAMPLE and (piece := self._next()):
            pieces.append(piece)
            size += len(piece)
        self._sample = b"".join(pieces)
        self.encoding = tell(self._sample, whole=size < SAMPLE and self._failure is None)
        self.undecodable = 0
        self.cut: list[int] = []

    @property
    def head(self) -> str:
        """The beginning of the text, every end of line as \\n; its last line may be there in part only."""
        raw = self._sample[self.encoding.bom : self.encoding.bom + _JUDGED]
        text = codecs.getincrementaldecoder(self.encoding.codec)("replace").decode(raw)
        return text.replace("\r\n", "\n").replace("\r", "\n")

    def __iter__(self) -> Iterator[tuple[int, str]]:
        number = 1
        begun: list[str] = []
        size = 0
        for text in self._texts():
            lines = text.split("\n")
            if size <= MAX_LINE:
                begun.append(lines[0])
            size += len(lines[0])
            if len(lines) == 1:
                continue
            yield number, self._whole(begun, number)
            yield from enumerate(lines[1:-1], number + 1)
            number += len(lines) - 1
            begun = [lines[-1]]
            size = len(lines[-1])
        if size:
            yield number, self._whole(begun, number)

    def _whole(self, pieces: list[str], number: int) -> str:
        line = "".join(pieces).removeprefix("\ufeff")
        if len(line) > MAX_LINE:
            self.cut.append(number)
            line = line[:MAX_LINE]
        return line

    def _next(self) -> bytes:
        """The next bytes, b"" at the end; an error of the stream is kept until all before it is given."""
        if self._failure is not None:
            return b""
        try:
            piece: bytes = self._read(SAMPLE)
        except (OSError, EOFError, zlib.error) as error:
            self._failure = error
            return b""
        return piece

    def _texts(self) -> Iterator[str]:
        """The text in pieces, every end of line as \\n."""
        raw = self._sample[self.encoding.bom :]
        undecided = self.encoding == Encoding("utf-8") and raw.isascii()
        decoder = self._decoder()
        while raw:
            if undecided and not raw.isascii():
                undecided = False
                self.encoding = _of_bytes(raw, whole=False)
                state = decoder.getstate()
                decoder = self._decoder()
                decoder.setstate(state)
            for begin in range(0, len(raw), _AT_ONCE):
                yield self._decoded(decoder, raw[begin : begin + _AT_ONCE])
            raw = self._next()
        if self._failure is not None:
            raise self._failure
        yield self._decoded(decoder, b"", final=True)

    def _decoder(self) -> io.IncrementalNewlineDecoder:
        inner = codecs.getincrementaldecoder(self.encoding.codec)(_COUNT)
        return io.IncrementalNewlineDecoder(inner, translate=True)

    def _decoded(self, decoder: io.IncrementalNewlineDecoder, raw: bytes, *, final: bool = False) -> str:
        _damage.count = 0
        text = decoder.decode(raw, final)
        self.undecodable += _damage.count
        # a mark in the middle: files that were put together
        return text.replace("\n\ufeff", "\n") if "\ufeff" in text else text


_COUNT = "coauth-count"
_damage = threading.local()


def _counted(error: UnicodeError) -> tuple[str, int]:
    """Decodes nothing as U+FFFD, like "replace", and counts it."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    _damage.count += 1
    return "\ufffd", error.end


codecs.register_error(_COUNT, _counted)


def tell(sample: bytes, *, whole: bool = False) -> Encoding:
    """The encoding of a text that begins with these bytes. whole: no more come, no character is cut at the end."""
    for mark, codec in _BOMS:
        if sample.startswith(mark):
            return Encoding(codec, bom=len(mark))
    utf16 = (("utf-16-le", 1, 0), ("utf-16-be", 0, 1)) if b"\0" in sample else ()
    for codec, first, second in utf16:
        if _is_utf16(sample, sample[first::2].count(0), sample[second::2].count(0), big=first == 0):
            return Encoding(codec, guessed=True)
    return _of_bytes(sample, whole=whole)


def _is_utf16(sample: bytes, high: int, low: int, *, big: bool) -> bool:
    """UTF-16 without a mark: the high bytes of spaces and Latin letters are 0, and few others are (the low one of 대 is).

    high, low: zeros where the high and the low bytes would stand.
    """
    if not high or high * 50 < len(sample) // 2 or low * 2 > high:
        return False
    spaces = sample.count(b" ") + sample.count(b"\n")
    pairs = (
        sample.count(b"\0 ") + sample.count(b"\0\n") if big else sample.count(b" \0") + sample.count(b"\n\0")
    )
    return pairs * 2 >= spaces if spaces else high * 8 >= len(sample)


def _of_bytes(sample: bytes, *, whole: bool) -> Encoding:
    if sample.isascii():
        return Encoding("utf-8")
    if _is_utf8(sample, whole=whole):
        return Encoding("utf-8")
    judged = []
    size = 0
    for line in re.split(rb"[\r\n]+", sample):
        if not line.isascii():
            judged.append(line[:_JUDGED])
            size += len(line)
            if size > _JUDGED:
                break
    printed = b"\n".join(judged) + b"\n" * whole
    damaged, text = _decoded("utf-8", printed)
    if len(text) - len(text.encode("ascii", "ignore")) > 10 * damaged:
        return Encoding("utf-8", guessed=True)
    # of two that are equally likely the one that comes first
    scores = {codec: likelihood(codec, printed) for codec in ("cp1252", "cp949", "gb18030")}
    return Encoding(max(scores, key=lambda codec: scores[codec]), guessed=True)


def _is_utf8(sample: bytes, *, whole: bool) -> bool:
    try:
        codecs.getincrementaldecoder("utf-8")("strict").decode(sample, whole)
    except UnicodeDecodeError:
        return False
    return True


def _decoded(codec: str, raw: bytes) -> tuple[int, str]:
    """How many sequences do not decode, and the text without them."""
    _damage.count = 0
    text = codecs.getincrementaldecoder(codec)(_COUNT).decode(raw)
    return _damage.count, text.replace("\ufffd", "")


# What follows are logarithms of rough shares among the characters that are not ASCII: letters that names and
# addresses often have, others, and what hardly anybody prints.
_UNREADABLE = -20.0
_LATIN = (
    ("éáíóúñçãöüäåøèàêôõâïëœæß", -3.0),
    ("ÉÁÍÓÚÑÇÃÖÜÄÅØÈÀÊÔÕÂÎÏËìòùûîýÿšžŠŽÆŒ’‘“”–—…•©®°±µ·«»½§×™€\xa0", -4.5),
)
_HANGUL = frozenset(
    "이다의에는가을하고은를지한로기서사도자시리대인정어해수나과일부그전라안제주있아으상적원성스보장구여만면국들공동연학교치것경조관용"
    "신화소세선계생등모무방게중미물영개분회비김발강박최당문현실결오유간업우체산술내반법력말식행년합단종통호명심추본거와남위재진운양음까데"
    "러니었두던할더못또며였히각감같건검격견군권규균근금급길난날노농능달담독됨된될드따때락량련령록론료류률르름립마막망매먼메목민바배백버"
    "변별병복북불브빈색석설속손송순승십습알압액야약언없역열예온외요욕울월육융응입작저점접족존준증직질집차참창책처천철청초촌출충측층칙침크타"
    "탄태택터토트특파판평포표품피필함항향허혁형혜환황효후훈흥희님램렬롯센템플컴딩"
)
_HAN = frozenset(
    "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所民得经十"
    "三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去把性好应开它合还因由其些然前外天政四日那社义事平形相全表"
    "间样与关各重新线内数正心反你明看原又么利比或但质气第向道命此变条只没结解问意建月公无系军很情者最立代想已通并提直题党程展五果料象员"
    "革位入常文总次品式活设及管特件长求老头基资边流路级少图山统接知较将组见计别手角期根论运农指几九区强放决西被干做必战先回则任取据处院校"
    "研究技术科室省市县海北京南东江河湖广州安徽福张王李赵刘陈杨黄吴周徐孙马朱胡林郭何梁宋郑谢韩唐冯董萧曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏"
    "薛叶阎余潘杜戴夏钟汪田姜范医药材信息网络算模型控交航空兵器职师财邮矿石油煤牧渔委宁庆浙贵云陕甘青疆古"
)
_HAN_SIGNS = frozenset("，。、（）：；《》“”—·\u3000")
_SIGNS = frozenset("’‘“”–—…•®©°±×µμ§·²³½™†‡αβγδλ≤≥→")
"""What English titles and abstracts hold apart from letters, in a file of any of the encodings."""
_CONTEXTS = {
    "cp1252": (
        (re.compile(r"[À-ÿ](?=[À-ÿ])"), -2.5),
        (re.compile(r"(?<=[A-Za-zÀ-ÿ])[\xa0-¶¸-¿](?=[A-Za-zÀ-ÿ])"), -3.0),
        (re.compile(r"(?<=[a-zß-ÿ])[À-Þ]"), -3.0),
    ),
    "cp949": (
        (re.compile(r"(?<=[A-Za-z])[一-힣](?=[A-Za-z])"), -4.0),
        (re.compile(r"(?<![一-힣])[一-힣](?![一-힣])"), -2.0),
    ),
    "gb18030": (
        (re.compile(r"(?<=[A-Za-z])[㐀-鿿](?=[A-Za-z])"), -4.0),
        (re.compile(r"(?<![㐀-鿿])[㐀-鿿](?![㐀-鿿])"), -2.0),
    ),
}


def likelihood(codec: str, printed: bytes) -> float:
    """How likely these bytes are as text in one of the three encodings (a logarithm; for comparing them only)."""
    damaged, text = _decoded(codec, printed)
    weight = {"cp1252": _latin, "cp949": _korean, "gb18030": _chinese}[codec]
    total = damaged * _UNREADABLE
    total += sum(count * weight(char) for char, count in Counter(text).items() if not char.isascii())
    return total + sum(w * len(pattern.findall(text)) for pattern, w in _CONTEXTS[codec])


def _latin(char: str) -> float:
    return next((weight for group, weight in _LATIN if char in group), -7.0)


def _korean(char: str) -> float:
    if char in _HANGUL:
        return -5.8
    if char in _SIGNS:
        return -5.5
    if not _in(char, "euc_kr"):
        return -14.0
    return -9.5 if "가" <= char <= "힣" else -11.5 if "一" <= char <= "鿿" else -8.0


def _chinese(char: str) -> float:
    if char in _HAN:
        return -6.3
    if char in _HAN_SIGNS or char in _SIGNS:
        return -5.5
    if not _in(char, "gb2312"):
        return -13.8 if len(char.encode("gb18030", "replace")) == 2 else -17.0
    if not "一" <= char <= "鿿":
        return -9.0
    return -9.7 if char.encode("gb2312")[0] < 0xD8 else -11.5


def _in(char: str, codec: str) -> bool:
    try:
        char.encode(codec)
    except UnicodeEncodeError:
        return False
    return True
