"""Files far larger than what may be held: planned and read piece by piece, in memory that does not grow with them."""

import gzip
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.unit.sources.readers.warc_files import response

SENTENCE = "Über die Brücke fährt der Zug am Abend, während im Tal schon die Lichter brennen und niemand mehr wartet. "
READ = """
import json, resource, sys
from pathlib import Path
from reinschrift.pages.blocks import extract
from reinschrift.settings.read import ReadSettings
from reinschrift.sources import Source, list_files, read_parts, split_parts
from reinschrift.sources.sites.archived import find_sites, sites_of
def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
extract(b"<p>compiled</p>")
before = peak()
described = Source(name="s", base=sys.argv[1], files=("",), license="x")
work = Path(sys.argv[2])
files = list_files(described, work / "files.json", surveys=work / "sites").files
sites = find_sites(files, (), work / "sites", ReadSettings())
parts = [part for file in files for part in split_parts(file, 64_000_000)]
planned = peak() - before
rows, known, problems = 0, 0, []
for part in parts[: int(sys.argv[3])]:
    known += len(sites_of(sites, [part]).rows) // 4 if sites else 0
    for table in read_parts([part], described, ReadSettings()):
        rows += table.num_rows
        problems += [each for each in table["problem"].to_pylist() if each]
print(json.dumps({"parts": len(parts), "planned": planned, "read": peak() - before, "rows": rows, "sites": known,
                  "problems": sorted(set(problems))}))
"""


def read(folder: Path, work: Path, n_parts: int = 1) -> dict[str, Any]:
    """Return what a process of its own read of a folder, and the MB that it took more for planning and reading."""
    command = [sys.executable, "-c", READ, str(folder), str(work), str(n_parts)]
    found: dict[str, Any] = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    return found


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    """Return a folder for files."""
    (tmp_path / "raw").mkdir()
    return tmp_path / "raw"


@pytest.mark.slow
def test_an_archive_of_half_a_gigabyte_is_read_by_the_shard(raw: Path, tmp_path: Path) -> None:
    """Two shards of eight: neither the plan nor the reader holds more than a batch and what sites say."""
    page = f"<html lang=de><title>Seite</title><p>{SENTENCE * 500}</p></html>".encode()
    robots = response(
        b"User-agent: CCBot\nDisallow: /", 0, "Content-Type: text/plain", url="https://h7.example/robots.txt"
    )
    with (raw / "a.warc").open("wb") as file:
        for number in range(9000):
            file.write(response(page, number, url=f"https://h{number % 10}.example/{number}"))
        file.write(robots)
    found = read(raw, tmp_path / "work", 2)
    assert (found["parts"], found["sites"], found["problems"]) == (8, 2, [])
    assert found["planned"] < 100
    assert found["read"] < 300


@pytest.mark.slow
def test_lines_of_half_a_gigabyte_are_read_by_the_shard(raw: Path, tmp_path: Path) -> None:
    """The same for JSON lines."""
    line = json.dumps({"text": SENTENCE * 100}, ensure_ascii=False).encode() + b"\n"
    with (raw / "a.jsonl").open("wb") as file:
        for _ in range(45):
            file.write(line * 1000)
    found = read(raw, tmp_path / "work", 2)
    assert (found["parts"], found["problems"]) == (8, [])
    assert 11_000 < found["rows"] < 13_000
    assert found["planned"] < 100
    assert found["read"] < 350


@pytest.mark.slow
@pytest.mark.parametrize("packed", [False, True])
def test_a_page_of_50_mb_is_a_document(raw: Path, tmp_path: Path, *, packed: bool) -> None:
    """In a dozen times its size of memory; one beyond the limit is too large and costs a part of that."""
    page = "".join(
        f"<div><h2>Abschnitt {n}</h2><p class=x>{n} {SENTENCE * 5}</p></div>\n" for n in range(80_000)
    ).encode()
    assert 45_000_000 < len(page) < 60_000_000
    (raw / "a.html.gz" if packed else raw / "a.html").write_bytes(gzip.compress(page, 1) if packed else page)
    found = read(raw, tmp_path / "work")
    assert (found["rows"], found["problems"]) == (1, [])
    assert found["read"] < 700
    (raw / "a.html.gz" if packed else raw / "a.html").write_bytes(gzip.compress(page * 2, 1) if packed else page * 2)
    found = read(raw, tmp_path / "work")
    assert (found["rows"], found["problems"]) == (1, ["too_large"])
    assert found["read"] < 350
