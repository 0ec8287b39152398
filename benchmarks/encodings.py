"""The same file in other encodings: `python -m benchmarks.fuzz --encodings`.

Text and tables in UTF-16 with and without a mark, CP949, GB18030 and Windows-1252 must give the records of the file in
UTF-8. In the three old ones only records whose every character is there; records with letters beyond ASCII come
first, since an ASCII file is the same in all of them. XML names its encoding; JSON is UTF-8 by its standard (RFC
8259), but programs write it in UTF-16 all the same.
"""

from __future__ import annotations

import codecs
import json
import re
import sys
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path

from benchmarks.shapes import Shape, shape
from graph.errors import CoauthError
from loaders.records import Located
from loaders.sources import open_file

ENCODINGS = {
    "UTF-8 with mark": ("utf-8", codecs.BOM_UTF8),
    "UTF-16 LE with mark": ("utf-16-le", codecs.BOM_UTF16_LE),
    "UTF-16 BE with mark": ("utf-16-be", codecs.BOM_UTF16_BE),
    "UTF-16 LE": ("utf-16-le", b""),
    "UTF-16 BE": ("utf-16-be", b""),
    "CP949": ("cp949", b""),
    "GB18030": ("gb18030", b""),
    "Windows-1252": ("cp1252", b""),
}
RECORDS = 200
_OLD = ("cp949", "gb18030", "cp1252")


@dataclass(frozen=True, slots=True)
class Compared:
    """A file of one format in one encoding. beyond: how many of its records have letters beyond ASCII. note: what
    was told instead of records."""

    format: str
    encoding: str
    records: int
    beyond: int
    same: int
    note: str = ""


def compare(form: Shape, encoding: str, path: Path) -> Compared | None:
    """None where the format has no such file: binary ones, and JSON in encodings that nobody writes it in."""
    codec, mark = ENCODINGS[encoding]
    if form.kind == "binary" or form.by_mapping or (form.kind == "json" and codec in _OLD):
        return None
    chosen = _chosen(form, codec)
    beyond = sum(not record.isascii() for record in chosen)
    text = form.file(chosen).decode("utf-8-sig")
    path.write_bytes(text.encode())
    wanted = [item.record for item in open_file(path).items if isinstance(item, Located)]
    if form.kind == "xml":
        name = "UTF-16" if codec.startswith("utf-16") else codec
        text = re.sub(r'encoding="[^"]*"', f'encoding="{name}"', text, count=1)
    path.write_bytes(mark + text.encode(codec))
    try:
        found = [item.record for item in open_file(path).items if isinstance(item, Located)]
    except CoauthError as error:
        return Compared(form.name, encoding, len(wanted), beyond, 0, str(error).partition(": ")[2][:60])
    same = sum(a == b for a, b in zip(wanted, found, strict=False))
    return Compared(form.name, encoding, len(wanted), beyond, same)


def _chosen(form: Shape, codec: str) -> list[bytes]:
    fitting = [record for record in form.records if _fits(record, codec)]
    return sorted(fitting, key=bytes.isascii)[:RECORDS]


def _fits(record: bytes, codec: str) -> bool:
    try:
        record.decode().encode(codec)
    except UnicodeError:
        return False
    return True


def report(names: list[str], *, as_json: bool) -> int:
    """Print a table; 1 where any record is another."""
    found = []
    with tempfile.TemporaryDirectory(prefix="coauth-encodings-") as folder:
        for name in names:
            for encoding in ENCODINGS:
                one = compare(shape(name), encoding, Path(folder) / "file")
                if one is not None:
                    found.append(one)
    if as_json:
        json.dump([asdict(one) for one in found], sys.stdout, indent=1)
        print()
    else:
        print(f"{'format':14}{'encoding':22}{'records':>8}{'not ASCII':>11}{'the same':>10}")
        for one in found:
            print(
                f"{one.format:14}{one.encoding:22}{one.records:8,}{one.beyond:11,}{one.same:10,} "
                f"{'' if one.same == one.records else 'DIFFERENT'} {one.note}".rstrip()
            )
        records, same = sum(one.records for one in found), sum(one.same for one in found)
        print(f"in all: {len(found)} files, {records:,} records, {same:,} the same as in UTF-8")
    return 0 if all(one.same == one.records for one in found) else 1
