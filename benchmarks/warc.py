"""From an archive of the web to text: MB of HTML a CPU second, ours beside trafilatura and datatrove.

    .venv/bin/python -m benchmarks.warc [--copies 1] [--peers VENV]

The archive holds the labelled pages, packed member by member as crawls are. The lines: reading to tables of documents
(text, blocks, metadata, rights, dates); extraction alone; records walked alone; the plan's survey of the archive
(records, hosts, site files), which is made once; trafilatura behind the same reader of records. `--peers` names a
virtual environment with datatrove, warcio, python-magic, faust-cchardet and trafilatura: its reader alone and with its
extractor as it comes, children's CPU seconds counted. Each way has seen a small archive before it is measured.
"""

from __future__ import annotations

import argparse
import gzip
import json
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import trafilatura
from fastwarc.warc import ArchiveIterator

from evaluation.data.pages import LabelledPage, labelled_pages
from reinschrift.pages.blocks import extract
from reinschrift.sources import FilePart, Source, read_part
from reinschrift.sources.sites.archive_index import survey_warc
from reinschrift.text.decoding import decode

PEERS = """
import json, logging, resource, sys
from loguru import logger
logger.remove()
from datatrove.pipeline.extractors import Trafilatura
from datatrove.pipeline.readers import WarcReader
logging.disable(logging.CRITICAL)
def cpu():
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in used)
def read(folder):
    return WarcReader(folder, glob_pattern="*.warc.gz").run()
def both(folder):
    return Trafilatura(timeout=20).run(read(folder))
for name, way in (("datatrove reader", read), ("datatrove reader and extractor", both)):
    for _ in way(sys.argv[1]):
        pass
    begun = cpu()
    rows = sum(1 for _ in way(sys.argv[2]))
    print(json.dumps([name, cpu() - begun, rows]))
"""


def write_archive(path: Path, pages: list[LabelledPage]) -> float:
    """Write pages as a packed archive; return the MB of HTML in it."""
    size = 0
    path.parent.mkdir()
    with path.open("wb") as file:
        for number, page in enumerate(pages):
            block = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + page.data
            head = (
                f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:{number}>\r\nWARC-Date: "
                f"2024-01-01T00:00:00Z\r\nWARC-Target-URI: {page.url or 'http://example.org/'}\r\n"
                f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(block)}\r\n\r\n"
            )
            file.write(gzip.compress(head.encode() + block + b"\r\n\r\n", 6))
            size += len(page.data)
    return size / 1e6


def bodies(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        for record in ArchiveIterator(file, parse_http=True):
            yield record.reader.read()


def ours(path: Path) -> None:
    part = FilePart(str(path), path.name, "warc", None, None, path.stat().st_size, "0" * 64)
    for _ in read_part(part, Source(name="s", base=str(path.parent), files=(path.name,), license="x")):
        pass


def extraction(path: Path) -> None:
    for body in bodies(path):
        extract(decode(body).text.encode())


def walking(path: Path) -> None:
    for _ in bodies(path):
        pass


def by_trafilatura(path: Path) -> None:
    for body in bodies(path):
        trafilatura.extract(decode(body).text)


def surveying(path: Path) -> None:
    survey_warc(str(path), 4 << 20)


WAYS: dict[str, Callable[[Path], None]] = {
    "reinschrift, to tables": ours,
    "reinschrift, extraction": extraction,
    "reinschrift, survey": surveying,
    "fastwarc alone": walking,
    "trafilatura default": by_trafilatura,
}


def by_peers(peers: Path, small: Path, path: Path) -> Iterator[tuple[str, float]]:
    """Yield name and CPU seconds of each way of datatrove; it must give a text for nearly all pages."""
    command = [str(peers / "bin" / "python"), "-W", "ignore", "-c", PEERS, str(small.parent), str(path.parent)]
    for line in subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines():
        name, seconds, rows = json.loads(line)
        yield f"{name} ({rows} rows)", seconds


def main() -> None:
    """Print one line a way."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--copies", type=int, default=1)
    parser.add_argument("--peers", type=Path, help="a virtual environment with datatrove")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="warc-") as folder:
        small, path = Path(folder) / "small" / "a.warc.gz", Path(folder) / "pages" / "a.warc.gz"
        pages = labelled_pages()
        write_archive(small, pages[::40])
        megabytes = write_archive(path, pages * asked.copies)
        print(f"{megabytes:.0f} MB of HTML, {path.stat().st_size / 1e6:.0f} MB packed; MB a CPU second")
        taken = {}
        for name, way in WAYS.items():
            way(small)  # what is compiled and loaded once is not what is measured
            begun = time.process_time()
            way(path)
            taken[name] = time.process_time() - begun
        taken |= dict(by_peers(asked.peers, small, path)) if asked.peers else {}
        for name, seconds in taken.items():
            print(f"{name:<44}{megabytes / seconds:>8.1f}{seconds / taken['reinschrift, to tables']:>8.2f} x our time")


if __name__ == "__main__":
    main()
