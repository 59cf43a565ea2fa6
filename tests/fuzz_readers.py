"""Damages sound files of every format at random and reads them: `python -m tests.fuzz_readers --seconds 60 --seed 1`.

What breaks the law of `broken_law`, is caught by the backstop alone, takes longer than `SLOW`, or kills the process is
kept in the folder `--found`; put it, as small as it can be made, into tests/corpus, whose files the default tests read.
"""

from __future__ import annotations

import argparse
import faulthandler
import hashlib
import random
import re
import struct
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa

from reinschrift.settings.read import ReadSettings
from reinschrift.sources import DOCUMENTS_READ, FilePart, Source, list_files, read_parts, split_parts
from tests.fuzz_samples import samples

SLOW = 10.0
"""Seconds of CPU that no file of some kilobytes may take; on a busy machine the clock says nothing."""
MOST_BYTES = 60_000
BY_BACKSTOP = re.compile(
    r"^(?:The file cannot be read: |\S+: )?(?:[A-Z]\w*(?:Error|Exception|Iteration)|error)(?:: |\.|$)"
)
"""How the backstop writes what no reader foresaw."""
REGISTERED: tuple[dict[str, Any], ...] = (
    {}, {}, {}, {"separator": "\n"}, {"language": "de"}, {"fields": {"text": "title", "author": "id"}},
    {"fields": {"text": "meta.url", "published": "date"}}, {"leave_out": ("a.example",)},
)  # fmt: skip
"""What a register may say of a source, besides its files."""
TOKENS = (
    b"\r", b"\n", b"\r\n\r\n", b'"', b'""', b",", b"\t", b";", b"\0" * 8, b"\xff" * 8, b"\xef\xbb\xbf", b"\xff\xfe",
    b"\xfe\xff", b"{", b"[" * 50, b'{"text": "', b'"$date":', b"NaN", b"\\ud800", b"-1e999", b"WARC/1.0\r\n",
    b"Content-Length: 99999999999999999999\r\n", b"Content-Length: -1\r\n", b"Transfer-Encoding: chunked\r\n",
    b"Content-Encoding: gzip\r\n", b"Content-Encoding: br\r\n", b"WARC-Target-URI: http://[\r\n", b"\x1f\x8b\x08",
    b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06", b"PAR1", b"ustar", b"<![CDATA[", b"]]>", b"<!ENTITY a 'b'>", b"&a;",
    b"&#xD800;", b"<!DOCTYPE", b"<item>", b"<p>", b"<table>", b"<base href='//['>", b"\xe2\x80\xa8",
    b"\x28\xb5\x2f\xfd", b"\xfd7zXZ\x00", b"BZh9", b"sep=;\n", b"http://[::", b"0000-99-99", b"9" * 400,
)  # fmt: skip


def damaged(data: bytes, others: list[bytes], chance: random.Random) -> bytes:
    """Return bytes with one to six damages: bits, tokens, lengths, pieces cut, doubled, or of other files."""
    out = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 3, 6))):
        at = chance.randrange(len(out) + 1)
        n = min(chance.choice((1, 2, 4, 8, 60, 500)), len(out) - at)
        kind = chance.randrange(7)
        if kind == 0 and n:
            out[at] ^= 1 << chance.randrange(8)
        elif kind == 1:
            out[at:at] = chance.choice(TOKENS)
        elif kind == 2:
            del out[at : at + n]
        elif kind == 3:
            out[at:at] = out[at : at + n] * chance.choice((1, 2, 50))
        elif kind == 4:
            form, most = chance.choice((("<H", 1 << 16), (">H", 1 << 16), ("<I", 1 << 32), ("<Q", 1 << 64)))
            value = chance.choice((0, 1, most - 1, most // 2, most // 2 - 1, chance.randrange(most)))
            out[at : at + struct.calcsize(form)] = struct.pack(form, value)
        elif kind == 5:
            other = chance.choice(others)
            start = chance.randrange(len(other) + 1)
            out[at : at + n] = other[start : start + chance.choice((8, 100, 4000))]
        else:
            del out[at:]
    return bytes(out[:MOST_BYTES])


def broken_law(file: Path, form: str | None, said: Mapping[str, Any] | None = None) -> str | None:
    """Read a file and return what is wrong with that: rows that fit no table, have one id or neither text nor problem.

    With a format, it is read as that; without, as what it is taken for. `said` is what else the register says of it.
    """
    begun = time.process_time()
    source = Source(name="s", base=str(file.parent), files=(file.name,), license="x", format=form, **(said or {}))
    listing = list_files(source, block_bytes=1 << 10)
    parts: list[FilePart] = [part for each in listing.files for part in split_parts(each, 1 << 11)]
    settings = ReadSettings(max_record_mb=0.05, max_member_mb=0.1)
    table = pa.concat_tables([DOCUMENTS_READ.empty_table(), *read_parts(parts, source, settings)])
    table.validate(full=True)
    rows = table.to_pylist()
    if len({row["id"] for row in rows}) != len(rows):
        return "two rows have one id"
    if not all(row["text"].strip() or row["problem"] for row in rows):
        return "a row has neither text nor problem"
    if (seconds := time.process_time() - begun) > SLOW:
        return f"it took {seconds:.0f} seconds"
    details = [row["problem_detail"] or "" for row in rows] + [why for _, why in listing.bad]
    return next((f"backstop: {detail}" for detail in details if BY_BACKSTOP.search(detail)), None)


def fuzz(seconds: float, seed: int, only: str, found: Path) -> tuple[Counter[str], dict[str, float]]:
    """Damage and read files for so long, each format for its share; keep each kind of fault once.

    Return how often which fault was found, and the CPU seconds that each format had.
    """
    chance, by_format = random.Random(seed), samples()
    everything = [data for each in by_format.values() for data in each]
    names = [name for name in by_format if re.search(only, name)]
    faults: Counter[str] = Counter()
    current = found / "current"
    current.mkdir(parents=True, exist_ok=True)
    spent = dict.fromkeys(names, 0.0)
    while sum(spent.values()) < seconds:
        begun = time.process_time()
        name = min(spent, key=spent.__getitem__)
        data = damaged(chance.choice(by_format[name]), everything, chance)
        faults["files"] += 1
        (current / name).write_bytes(data)
        try:
            fault = broken_law(current / name, chance.choice((None, name)), chance.choice(REGISTERED))
        except Exception as error:  # noqa: BLE001  # this is what is looked for
            fault = f"{type(error).__name__}: {error}"
        (current / name).unlink()
        spent[name] += time.process_time() - begun
        if fault:
            kind = re.sub(r"\W+|\d+", "-", fault)[:60]
            faults[f"{name} {kind}"] += 1
            if faults[f"{name} {kind}"] == 1:
                (found / f"{name}-{hashlib.sha256(data).hexdigest()[:8]}").write_bytes(data)
                sys.stdout.write(f"{name}: {fault[:300]}\n")
                sys.stdout.flush()
    return faults, spent


def main() -> int:
    """Fuzz in a process of its own, begun again with another seed if a file kills it; that file is kept."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--seconds", type=float, default=60, help="of CPU")
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--only", default="", help="a pattern for the names of formats")
    asked.add_argument("--found", type=Path, default=Path("found"))
    asked.add_argument("--here", action="store_true", help=argparse.SUPPRESS)
    given = asked.parse_args()
    if given.here:
        faulthandler.enable()
        faults, spent = fuzz(given.seconds, given.seed, given.only, given.found)
        sys.stdout.write("".join(f"{count:6} {kind}\n" for kind, count in faults.most_common()))
        sys.stdout.write("".join(f"{seconds / 60:6.1f} CPU minutes {name}\n" for name, seconds in spent.items()))
        return 0
    command = [sys.executable, "-m", "tests.fuzz_readers", *sys.argv[1:], "--here"]
    status = subprocess.run(command, check=False).returncode
    if status < 0:
        for file in (given.found / "current").iterdir():
            file.rename(given.found / f"killed-{-status}-{file.name}-{given.seed}")
        sys.stdout.write(f"killed by signal {-status}; see {given.found}\n")
    return status


if __name__ == "__main__":
    sys.exit(main())
