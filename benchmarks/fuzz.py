"""Mutated real records through every reader: `python -m benchmarks.fuzz --records 100000`.

Each record is damaged (benchmarks/mutations.py) and read alone, in a file of its format; then, for every twentieth,
a file of five records of which one is damaged goes through `open_file`, as a load reads it. Counted by what became
of the damaged record: loaded (at least one record came out), quarantined (it was refused, with a reason), nothing
(what is left of it is none in this format: in BibTeX and XML what stands between records is no record), crashed
(anything was raised that is neither a refusal nor an error told in plain words, or a record came out that cannot be
stored). A record of a text format can be cut in two by a mutation: split counts those of which several items came.
Of files: neighbours are whole records beside a damaged one. Those in formats of one line a record must all be read
as ever; in others damage may swallow one, and then the file must have something refused: if not, it is a loss.

The same seed makes the same records. With --encodings: files in other encodings give the same records (see
benchmarks/encodings.py).
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass, field
from pathlib import Path

from benchmarks import encodings
from benchmarks.mutations import mutated
from benchmarks.shapes import NAMES, Shape, shape
from graph.errors import CoauthError
from loaders.merging.identity import normal_arxiv, normal_doi, normal_pmid
from loaders.records import Located, Record, Rejected, from_statement, printed_date
from loaders.sources import open_file

SLOW = 1.0
"""Seconds of one record that are too many (where damage made many of one, of each)."""
FILE_EVERY = 20
NEIGHBOURS = 4


@dataclass(slots=True)
class Result:
    """What became of the damaged records of one format. crashes: the first few, with what made them."""

    format: str
    tried: int = 0
    loaded: int = 0
    quarantined: int = 0
    nothing: int = 0
    crashed: int = 0
    split: int = 0
    slow: int = 0
    slowest: float = 0.0
    slowest_index: int = -1
    slowest_what: str = ""
    seconds: float = 0.0
    files: int = 0
    files_refused: int = 0
    files_crashed: int = 0
    neighbours: int = 0
    neighbours_whole: int = 0
    lost: int = 0
    crashes: list[str] = field(default_factory=list)
    reasons: Counter[str] = field(default_factory=Counter)

    @property
    def adds_up(self) -> bool:
        """Is each record in one of the four?"""
        return self.tried == self.loaded + self.quarantined + self.nothing + self.crashed


class Unsound(Exception):
    """A record that came out of a reader and that no store could take, or that says what cannot be."""


def sound(record: Record) -> None:
    """Raises Unsound where the record cannot be stored and read again, or points to what it does not have."""
    count = len(record.affiliations)
    indexes = [index for author in record.authors for index in author.affiliations] + [*record.unmapped]
    if any(not 0 <= index < count for index in indexes):
        raise Unsound("an index of an affiliation that is not there")
    if set(range(count)) - set(indexes):
        raise Unsound("an affiliation that is neither an author's nor unmapped")
    positions = [author.position for author in record.authors]
    if len(set(positions)) != len(positions) or any(not author.name for author in record.authors):
        raise Unsound("two authors in one position, or one without a name")
    if any(printed_date(date.kind, date.value) != date for date in record.dates):
        raise Unsound("a date that is none")
    if (normal_doi(record.doi), normal_pmid(record.pmid), normal_arxiv(record.arxiv)) != (
        record.doi, record.pmid, record.arxiv
    ):  # fmt: skip
        raise Unsound("an id that is not in its normal form")
    if from_statement(record.statement) != record:
        raise Unsound("its statement says something else")
    if not record.key or record.key.endswith(":") or (record.year and not 1000 <= record.year <= 2999):
        raise Unsound("a key or a year that is none")


def damaged(form: Shape, seed: int, index: int) -> tuple[bytes, str]:
    """The damaged record of this number, and what was done to it."""
    chance = random.Random(f"{seed}:{form.name}:{index}")
    return mutated(chance, chance.choice(form.records), form.kind, form.records)


def run(name: str, number: int, seed: int, *, first: int = 0) -> Result:
    """Try so many records of one format, from the first number on."""
    form = shape(name)
    result = Result(name)
    began = time.perf_counter()
    with tempfile.TemporaryDirectory(prefix="coauth-fuzz-", dir=_memory()) as folder:
        for index in range(first, first + number):
            record, what = damaged(form, seed, index)
            _alone(form, record, what, index, result)
            if index % FILE_EVERY == 0 and not form.by_mapping:
                _in_file(form, record, what, index, result, Path(folder) / "file")
    result.seconds = time.perf_counter() - began
    return result


def _memory() -> str | None:
    return "/dev/shm" if Path("/dev/shm").is_dir() else None


def _alone(form: Shape, record: bytes, what: str, index: int, result: Result) -> None:
    result.tried += 1
    began = time.process_time()
    items = 0
    loaded = quarantined = False
    try:
        content = record if form.kind == "binary" else form.file([record])
        for item in form.read(content):
            items += 1
            if isinstance(item, Rejected):
                quarantined = True
                result.reasons[_short(item.reason)] += 1
            else:
                loaded = True
                sound(item.record)
    except CoauthError as error:  # told in plain words: the file is no file of this format any more
        quarantined = True
        result.reasons[_short(str(error))] += 1
    except Exception as error:
        result.crashed += 1
        _note(result, index, what, error)
        return
    finally:
        _timed(result, time.process_time() - began, items, index, what)
    result.split += items > 1
    if loaded:
        result.loaded += 1
    elif quarantined:
        result.quarantined += 1
    else:
        result.nothing += 1


def _in_file(form: Shape, record: bytes, what: str, index: int, result: Result, path: Path) -> None:
    chance = random.Random(f"file:{index}:{form.name}")
    others = [] if form.kind == "binary" else chance.choices(form.records, k=NEIGHBOURS)
    if form.own_line:
        record = record.replace(b"\n", b" ") + b"\n"
    place = chance.randint(0, len(others))
    path.write_bytes(form.file([*others[:place], record, *others[place:]]))
    result.files += 1
    items: list[Located | Rejected] = []
    began = time.process_time()
    try:
        items += open_file(path).items
        _timed(result, time.process_time() - began, len(items), index, f"{what}, in a file")
        before = [] if form.kind == "binary" else _keys(form, form.file(others))
    except CoauthError:
        result.files_refused += 1
        return
    except Exception as error:
        result.files_crashed += 1
        _note(result, index, f"{what}, in a file", error)
        return
    after = Counter(item.record.sha256 for item in items if isinstance(item, Located))
    refused = any(isinstance(item, Rejected) for item in items)
    missing = sum((Counter(before) - after).values())
    result.neighbours += len(before)
    result.neighbours_whole += len(before) - missing
    if missing and (form.own_line or (not refused and len(items) < len(before))):
        result.lost += 1
        result.crashes.append(f"file {index} ({what}): {missing} whole records lost without a word")


def _timed(result: Result, seconds: float, items: int, index: int, what: str) -> None:
    each = seconds / max(items, 1)
    result.slow += each > SLOW
    if each > result.slowest:
        result.slowest, result.slowest_index, result.slowest_what = each, index, what


def _keys(form: Shape, content: bytes) -> list[str]:
    return [item.record.sha256 for item in form.read(content) if isinstance(item, Located)]


def _short(reason: str) -> str:
    return " ".join("#" if any(map(str.isdigit, word)) else word for word in reason[:60].split())


def _note(result: Result, index: int, what: str, error: Exception) -> None:
    if len(result.crashes) < 20:
        last = traceback.extract_tb(error.__traceback__)[-1]
        place = f"{Path(last.filename).name}:{last.lineno}"
        result.crashes.append(f"{index} ({what}): {type(error).__name__}: {str(error)[:150]} at {place}")


def _parts(names: list[str], records: int) -> Iterator[tuple[str, int]]:
    for place, name in enumerate(names):
        yield name, records // len(names) + (place < records % len(names))


def _job(job: tuple[str, int, int]) -> Result:
    return run(*job)


def _line(found: Result) -> str:
    return (
        f"{found.format:17}{found.tried:8,}{found.loaded:9,}{found.quarantined:12,}{found.nothing:8,}{found.split:7,}"
        f"{found.crashed + found.files_crashed:8,}{found.slow:5,}{found.slowest:9.2f}{found.files:7,}{found.files_refused:8,}"
        f"{found.neighbours_whole:7,} of {found.neighbours:6,}{found.lost:5,}"
    )


_HEADING = (
    f"{'format':17}{'tried':>8}{'loaded':>9}{'quarantined':>12}{'nothing':>8}{'split':>7}{'crashed':>8}{'>1s':>5}"
    f"{'slowest':>9}{'files':>7}{'refused':>8}{'neighbours':>17}{'lost':>5}"
)


def _total(found: list[Result]) -> Result:
    total = Result("in all")
    for name in ("tried", "loaded", "quarantined", "nothing", "crashed", "split", "slow", "files", "files_refused", "files_crashed",
                 "neighbours", "neighbours_whole", "lost"):  # fmt: skip
        setattr(total, name, sum(getattr(one, name) for one in found))
    total.slowest = max(one.slowest for one in found)
    return total


def main(arguments: list[str] | None = None) -> int:
    """The command. 1 where anything crashed, was lost, was slow or does not add up."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--records", type=int, default=2_000, help="so many records in all (2,000)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--format", action="append", choices=NAMES, help="only this one; may be given again")
    parser.add_argument("--processes", type=int, default=1)
    parser.add_argument("--encodings", action="store_true", help="other encodings of whole files instead")
    parser.add_argument(
        "--show", type=int, metavar="N", help="write the damaged record N of a format to standard output"
    )
    parser.add_argument("--json", action="store_true", help="one array of objects")
    options = parser.parse_args(arguments)
    names = options.format or list(NAMES)
    if options.show is not None:
        form = shape(names[0])
        record, _ = damaged(form, options.seed, options.show)
        sys.stdout.buffer.write(record if form.kind == "binary" else form.file([record]))
        return 0
    if options.encodings:
        return encodings.report(names, as_json=options.json)
    jobs = [(name, number, options.seed) for name, number in _parts(names, options.records)]
    found: list[Result] = []
    if not options.json:
        print(_HEADING)
    with ProcessPoolExecutor(options.processes) as pool:
        for one in pool.map(_job, jobs) if options.processes > 1 else map(_job, jobs):
            found.append(one)
            if not options.json:
                print(_line(one), flush=True)
    total = _total(found)
    good = all(one.adds_up for one in found) and not (
        total.crashed or total.files_crashed or total.lost or total.slow
    )
    if options.json:
        rows = [asdict(one) | {"reasons": dict(one.reasons.most_common(10))} for one in [*found, total]]
        json.dump(rows, sys.stdout, indent=1)
        print()
        return 0 if good else 1
    print(_line(total))
    for one in found:
        for text in one.crashes:
            print(f"  {one.format} {text}")
        if one.slow:
            print(f"  {one.format} {one.slowest_index} ({one.slowest_what}) took {one.slowest:.1f} s")
    print(
        f"seed {options.seed}; tried = loaded + quarantined + nothing + crashed: "
        f"{'holds' if all(one.adds_up for one in found) else 'DOES NOT HOLD'} in every format; slowest in seconds of CPU"
    )
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
