"""From an archive of the web to text: MB of HTML a CPU second, ours beside trafilatura behind the same WARC reader.

Run from the checkout: `.venv/bin/python benchmarks/warc.py [--copies 1]`. The archive holds the labelled pages, packed
member by member as crawls are. The columns: reading to tables of documents (text, blocks, metadata, rights, dates);
extraction alone; records walked alone. datatrove is measured too where it is installed.
"""

from __future__ import annotations

import argparse
import gzip
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import trafilatura
from fastwarc.warc import ArchiveIterator
from pages_data import labelled_pages

from reinschrift.extract import extract
from reinschrift.sources import FilePart, Source, read_part
from reinschrift.sources.decoding import decode


def write_archive(path: Path, copies: int) -> float:
    """Write the labelled pages as a packed archive; return the MB of HTML in it."""
    size = 0
    with path.open("wb") as file:
        for number, page in enumerate(labelled_pages() * copies):
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


def by_datatrove(path: Path) -> None:
    from datatrove.pipeline.extractors import Trafilatura  # noqa: PLC0415  # a peer, seldom installed
    from datatrove.pipeline.readers import WarcReader  # noqa: PLC0415

    for _ in Trafilatura(timeout=5).run(WarcReader(str(path.parent), glob_pattern=path.name).run()):
        pass


def main() -> None:
    """Print one line a way."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--copies", type=int, default=1)
    copies = parser.parse_args().copies
    ways: dict[str, Callable[[Path], None]] = {
        "reinschrift, to tables": ours,
        "reinschrift, extraction": extraction,
        "fastwarc alone": walking,
        "trafilatura default": by_trafilatura,
        "datatrove": by_datatrove,
    }
    with tempfile.TemporaryDirectory(prefix="warc-") as folder:
        path = Path(folder) / "pages.warc.gz"
        megabytes = write_archive(path, copies)
        extract(b"<p>warm</p>")  # what is compiled once is not what is measured
        print(f"{megabytes:.0f} MB of HTML, {path.stat().st_size / 1e6:.0f} MB packed; CPU seconds of one process")
        for name, way in ways.items():
            begun = time.process_time()
            try:
                way(path)
            except ImportError:
                print(f"{name:<26} not installed")
                continue
            print(f"{name:<26}{megabytes / (time.process_time() - begun):>8.1f} MB/s")


if __name__ == "__main__":
    main()
