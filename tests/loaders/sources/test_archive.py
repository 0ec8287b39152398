"""Archives: members are read as files, and none of their tricks leaves the folder they are unpacked into."""

from __future__ import annotations

import gzip
import io
import random
import struct
import tarfile
import zipfile
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import openpyxl
import pytest

from graph.errors import CoauthError
from loaders.demo import works_file
from loaders.inputs import Input, inspect
from loaders.sources import archive, json_stream

RIS = b"TY  - JOUR\nTI  - A title\nAU  - Lee, Ann\nPY  - 2019\nER  - \n"


def of_zip(path: Path, members: dict[str, bytes], **options: object) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in members.items():
            made.writestr(name, content)
    return path


def of_tar(path: Path, members: dict[str, bytes], mode: str = "w:gz") -> Path:
    with tarfile.open(path, mode) as made:  # type: ignore[call-overload]
        for name, content in members.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            made.addfile(entry, io.BytesIO(content))
    return path


def looked(*paths: Path) -> tuple[list[Input], list[str], list[int]]:
    with ExitStack() as stack:
        inputs, refused = inspect(paths, stack)
        counts = [sum(1 for _ in item.open().items) for item in inputs]
    return inputs, [error.message for error in refused], counts


@pytest.mark.parametrize(
    ("make", "name"),
    [
        (of_zip, "all.zip"),
        (of_tar, "all.tar.gz"),
        (lambda path, members: of_tar(path, members, "w"), "all.tar"),
        (of_zip, "an export without an ending"),
    ],
)
def test_members_are_read_as_files(
    make: Callable[[Path, dict[str, bytes]], Path], name: str, tmp_path: Path
) -> None:
    path = make(
        tmp_path / name,
        {
            "exports/one.ris": RIS,
            "exports/works.jsonl.gz": gzip.compress(works_file().read_bytes()),
            "__MACOSX/._one.ris": b"\0\5\x16\7",
            "exports/readme": b"nothing that can be read",
        },
    )
    inputs, refused, counts = looked(path)
    assert [(item.name, item.format) for item in inputs] == [
        (f"{name}/exports/one.ris", "ris"),
        (f"{name}/exports/works.jsonl.gz", "facts"),
    ]
    assert counts == [1, 165]
    assert len(refused) == 1
    assert refused[0].startswith(f"{path}/exports/readme: the format is not known")
    assert not any(item.path.exists() for item in inputs), "what was unpacked is gone"


@pytest.mark.parametrize(
    "name",
    ["../out.ris", "/etc/out.ris", "a/../../out.ris", "C:\\out.ris", "..\\out.ris", "\\\\server\\out.ris"],
)
@pytest.mark.parametrize("make", [of_zip, of_tar])
def test_a_name_that_leads_out_is_refused(
    make: Callable[[Path, dict[str, bytes]], Path], name: str, tmp_path: Path
) -> None:
    path = make(tmp_path / "trick", {"good.ris": RIS, name: RIS})
    inputs, refused, _ = looked(path)
    assert not inputs
    assert "outside of its folder" in refused[0]


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.FIFOTYPE])
def test_links_and_devices_are_refused(kind: bytes, tmp_path: Path) -> None:
    path = tmp_path / "links.tar"
    with tarfile.open(path, "w") as made:
        entry = tarfile.TarInfo("works.ris")
        entry.type, entry.linkname = kind, "/etc/passwd"
        made.addfile(entry)
    inputs, refused, _ = looked(path)
    assert (inputs, len(refused)) == ([], 1)
    assert "is a link, a device or a sparse file" in refused[0]


def test_a_link_in_a_zip_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "link.zip"
    with zipfile.ZipFile(path, "w") as made:
        entry = zipfile.ZipInfo("works.ris")
        entry.external_attr = 0o120777 << 16
        made.writestr(entry, "/etc/passwd")
    assert "is a link" in looked(path)[1][0]


def test_what_grows_without_measure_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "RATIO_FROM", 2**20)
    zeros = b" " * 2**22
    for path in (of_zip(tmp_path / "bomb.zip", {"a": zeros}), of_tar(tmp_path / "bomb.tgz", {"a": zeros})):
        assert "grows more than 200-fold" in looked(path)[1][0]
    monkeypatch.setattr(archive, "MAX_MEMBERS", 3)
    many = of_zip(tmp_path / "many.zip", {f"{n}.ris": RIS for n in range(5)})
    assert "more than 3 members" in looked(many)[1][0]


@pytest.mark.parametrize("make", [of_zip, of_tar])
def test_damage_is_said(make: Callable[[Path, dict[str, bytes]], Path], tmp_path: Path) -> None:
    path = make(tmp_path / "whole", {"works.jsonl": works_file().read_bytes(), "one.ris": RIS})
    raw = path.read_bytes()
    for cut in (len(raw) // 2, len(raw) - 30):
        (tmp_path / "cut").write_bytes(raw[:cut])
        inputs, refused, _ = looked(tmp_path / "cut")
        assert refused or inputs == [], cut
        assert all("Traceback" not in message for message in refused)


def test_an_empty_archive_is_said(tmp_path: Path) -> None:
    assert "has no files in it" in looked(of_zip(tmp_path / "none.zip", {}))[1][0]


def test_a_workbook_is_no_archive(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.save(tmp_path / "book.xlsx")
    assert not archive.is_archive(tmp_path / "book.xlsx")


def test_an_encrypted_archive_is_said(tmp_path: Path) -> None:
    path = of_zip(tmp_path / "secret.zip", {"one.ris": RIS})
    raw = bytearray(path.read_bytes())
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        raw[raw.index(mark) + offset] |= 1
    path.write_bytes(raw)
    assert "is encrypted" in looked(path)[1][0]
    with pytest.raises(CoauthError, match="unpack it by hand"), archive.unpacked(path):
        pass


def of_zip_as(path: Path, method: int, flags: int = 0) -> Path:
    """A ZIP that says that its one member is packed otherwise than it is."""
    raw = bytearray(of_zip(path, {"one.ris": RIS}).read_bytes())
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = raw.index(mark) + offset
        raw[at : at + 4] = struct.pack("<HH", flags, method)
    path.write_bytes(raw)
    return path


def of_pax(path: Path, headers: dict[str, str]) -> Path:
    with tarfile.open(path, "w:gz", format=tarfile.PAX_FORMAT) as made:
        entry = tarfile.TarInfo("one.ris")
        entry.size, entry.pax_headers = len(RIS), headers
        made.addfile(entry, io.BytesIO(RIS))
    return path


def of_headers(path: Path) -> Path:
    """A tar in which each header only says how the next one is called."""
    header = tarfile.TarInfo("././@LongLink")
    header.type, header.size = tarfile.GNUTYPE_LONGNAME, 5
    path.write_bytes((header.tobuf(tarfile.GNU_FORMAT) + b"name\0".ljust(512, b"\0")) * 2_000)
    return path


def of_folders(path: Path) -> Path:
    with tarfile.open(path, "w") as made:
        for number in range(30):
            folder = tarfile.TarInfo(f"{number}/")
            folder.type = tarfile.DIRTYPE
            made.addfile(folder)
    return path


def replaced(path: Path, old: bytes, new: bytes) -> Path:
    path.write_bytes(path.read_bytes().replace(old, new))
    return path


def flipped(path: Path, at: int) -> Path:
    raw = bytearray(path.read_bytes())
    raw[at : at + 40] = b"Z" * 40
    path.write_bytes(raw)
    return path


NOISE = {"one.ris": RIS, "noise": random.Random(1).randbytes(2**21)}


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda path: of_zip_as(path, 9), "cannot be read here"),
        (lambda path: of_zip_as(path, 8, 0x41), "cannot be read here"),
        (lambda path: of_zip_as(path, 12), "damaged or cut short"),
        (lambda path: replaced(of_zip_as(path, 8, 0x800), b"one.ris", b"\xff\xfe\xff.ris"), "damaged or cut short"),
        (lambda path: flipped(of_tar(path, NOISE, "w:xz"), -500_000), "damaged or cut short"),
        (lambda path: flipped(of_tar(path, NOISE, "w:bz2"), -500_000), "damaged or cut short"),
        (lambda path: of_pax(path, {"GNU.sparse.map": "1,2,x"}), "damaged or cut short"),
        (lambda path: of_pax(path, {"comment": "x" * 5_000_000}), "damaged or cut short (a header of 5,"),
        (of_headers, "damaged or cut short (maximum recursion"),
        (lambda path: of_pax(path, {"GNU.sparse.map": f"0,5,{2**40},5", "GNU.sparse.size": str(2**41)}), "sparse file"),
        (lambda path: of_zip(path, {"n" * 60_000: RIS}), "has a name of more than 1,000 characters"),
    ],
)  # fmt: skip
def test_what_cannot_be_unpacked_is_one_refusal(
    make: Callable[[Path], Path], said: str, tmp_path: Path
) -> None:
    inputs, refused, _ = looked(make(tmp_path / "export"))
    assert (inputs, len(refused)) == ([], 1)
    assert said in refused[0]


@pytest.mark.parametrize(
    "make", [of_folders, lambda path: of_zip(path, {f"folder {number}/": b"" for number in range(30)})]
)
@pytest.mark.parametrize(("bound", "most"), [("MAX_ENTRIES", 20), ("MAX_DIRECTORY", 600)])
def test_entries_count_whatever_they_are(
    make: Callable[[Path], Path], bound: str, most: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = make(tmp_path / "export")
    assert "has no files in it" in looked(path)[1][0]
    monkeypatch.setattr(archive, bound, most)
    many = bound == "MAX_ENTRIES" or make is not of_folders
    assert ("has more than 10,000 members" in looked(path)[1][0]) is many


def test_a_tar_that_ends_with_a_zip_is_a_tar(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.save(tmp_path / "book.xlsx")
    members = {"one.ris": RIS, "book.xlsx": (tmp_path / "book.xlsx").read_bytes()}
    inputs, refused, counts = looked(of_tar(tmp_path / "all.tar", members, "w"))
    assert ([item.name for item in inputs], counts) == (["all.tar/one.ris"], [1])
    assert "book.xlsx: no workbook" in refused[0]


def test_an_archive_in_an_archive_is_said(tmp_path: Path) -> None:
    members = {
        "in.zip": of_zip(tmp_path / "in.zip", {"one.ris": RIS}).read_bytes(),
        "in.tgz": of_tar(tmp_path / "in.tgz", {"works.jsonl": works_file().read_bytes()}).read_bytes(),
    }
    inputs, refused, _ = looked(of_zip(tmp_path / "out.zip", members))
    assert inputs == []
    assert [message.rpartition("/")[2] for message in refused] == [
        "in.zip is an archive in an archive",
        "in.tgz is an archive in an archive",
    ]


def test_members_that_are_passed_over_count(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "RATIO_FROM", 2**20)
    path = of_tar(tmp_path / "bomb.tgz", {"__MACOSX/zeros": bytes(2**23), "one.ris": RIS})
    assert "grows more than 200-fold" in looked(path)[1][0]


def test_no_two_files_have_one_name(tmp_path: Path) -> None:
    path = tmp_path / "twice.zip"
    with zipfile.ZipFile(path, "w") as made, pytest.warns(UserWarning, match="Duplicate name"):
        for name in ("a", "a (2)", "a", "a", "a (2)"):
            made.writestr(name, RIS)
    names = [item.name for item in looked(path)[0]]
    assert names == [f"twice.zip/{name}" for name in ("a", "a (2)", "a (3)", "a (4)", "a (2) (2)")]


def test_an_error_while_a_member_is_read_names_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = gzip.compress(works_file().read_bytes() + b"\n" * 2**24)
    path = of_zip(tmp_path / "all.zip", {"works.jsonl.gz": bomb})
    monkeypatch.setattr(json_stream, "RATIO_FROM", 2**20)
    monkeypatch.setattr(json_stream, "MAX_RATIO", 20)
    with pytest.raises(CoauthError) as caught:
        looked(path)
    assert caught.value.message.startswith(f"{path}/works.jsonl.gz: grows more than")
