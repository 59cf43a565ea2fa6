"""How fast raw files become tables of documents: ours against a plain loop over records, in CPU seconds.

Run from the checkout: `.venv/bin/python benchmarks/read.py [--mb 64]`. The loop does what most pipelines do: read a
line, parse it, make an object of the record with text, id and a few fields; it maps no names, reads no dates, makes
no table, and survives no broken line. The other columns say what a reader costs where stages take 0.1 s a MB.
"""

from __future__ import annotations

import argparse
import gzip
import json
import resource
import shutil
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from reinschrift.sources import Source, list_files, read_parts, split_parts

SENTENCE = "Über die Brücke fährt der Zug am Abend, während im Tal schon die Lichter brennen und niemand mehr wartet."
WORDS = SENTENCE.split()


@dataclass
class Document:
    """What a plain loop makes of a record."""

    text: str
    id: str
    metadata: dict = field(default_factory=dict)


def text_of(number: int) -> str:
    """Return a text of some 3 kB, different for each number."""
    turned = WORDS[number % len(WORDS) :] + WORDS[: number % len(WORDS)]
    return "\n\n".join(f"Absatz {number}-{part}. " + " ".join(turned * 7) for part in range(4))


def write_files(folder: Path, n_bytes: int) -> dict[str, Path]:
    """Write the same texts in every form."""
    texts: list[str] = []
    size = 0
    while size < n_bytes:
        texts.append(text_of(len(texts)))
        size += len(texts[-1].encode())
    records = [
        {"id": n, "url": f"https://example.org/{n}", "date": "2024-01-31T10:00:00Z", "title": f"T{n}", "text": text}
        for n, text in enumerate(texts)
    ]
    plain = "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records).encode()
    escaped = "".join(json.dumps(record) + "\n" for record in records).encode()
    broken = plain.replace(b'"url"', b'"url', len(texts) // 100)
    places = {
        name: folder / name
        for name in ("jsonl", "jsonl, \\u", "jsonl, 1 % broken", "jsonl.gz", "parquet", "text", "texts in one")
    }
    for place in places.values():
        place.mkdir()
    (places["jsonl"] / "a.jsonl").write_bytes(plain)
    (places["jsonl, \\u"] / "a.jsonl").write_bytes(escaped)
    (places["jsonl, 1 % broken"] / "a.jsonl").write_bytes(broken)
    (places["jsonl.gz"] / "a.jsonl.gz").write_bytes(gzip.compress(plain, 6))
    pq.write_table(pa.Table.from_pylist(records), places["parquet"] / "a.parquet", row_group_size=5000)
    for number, text in enumerate(texts):
        (places["text"] / f"{number:06}.txt").write_text(text, encoding="utf-8")
    (places["texts in one"] / "a.txt").write_text("\n<|end|>\n".join(texts), encoding="utf-8")
    return places


def ours(place: Path) -> int:
    """Read a folder as a shard does; listing and hashing are not in it."""
    separator = "\n<|end|>\n" if place.name == "texts in one" else None
    source = Source(name="s", base=str(place), files=("",), license="x", separator=separator)
    parts = [part for file in list_files(source).files for part in split_parts(file, 64_000_000)]
    begun = time.process_time()
    rows = sum(table.num_rows for table in read_parts(parts, source))
    return rows, time.process_time() - begun


def plain_loop(place: Path) -> int:
    """Read a folder record by record into objects."""
    begun = time.process_time()
    rows = 0
    for file in sorted(place.iterdir()):
        if file.suffix == ".txt":
            texts = file.read_text(encoding="utf-8").split("\n<|end|>\n")
            documents = (Document(text, f"{file}/{n}") for n, text in enumerate(texts))
        elif file.suffix == ".parquet":
            batches = pq.ParquetFile(file).iter_batches(1000)
            records = (record for batch in batches for record in batch.to_pylist())
            documents = (Document(record["text"], str(record["id"]), record) for record in records)
        else:
            with (gzip.open if file.suffix == ".gz" else open)(file, "rt", encoding="utf-8") as lines:
                documents = list(_objects(lines))
        rows += sum(1 for document in documents if document.text)
    return rows, time.process_time() - begun


def _objects(lines: object) -> list[Document]:
    for line in lines:
        try:
            record = json.loads(line)
        except ValueError:
            continue
        yield Document(record["text"], str(record["id"]), record)


def best(run: Callable[[Path], tuple[int, float]], place: Path, times: int = 3) -> float:
    return min(run(place)[1] for _ in range(times))


def main() -> None:
    """Print one line a form."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--mb", type=float, default=64, help="size of the texts, in MB")
    megabytes = parser.parse_args().mb
    folder = Path(tempfile.mkdtemp(prefix="read-"))
    try:
        places = write_files(folder, int(megabytes * 1e6))
        ours(places["text"])  # what is loaded once is not what is measured
        print(f"{megabytes:g} MB of text, about 3 kB a document; CPU seconds, best of three")
        print(f"{'form':<20}{'ours MB/s':>11}{'loop MB/s':>11}{'ratio':>7}")
        for name, place in places.items():
            a, b = best(ours, place), best(plain_loop, place)
            print(f"{name:<20}{megabytes / a:>11.0f}{megabytes / b:>11.0f}{b / a:>7.2f}")
        source = Source(name="s", base=str(places["jsonl"]), files=("",), license="x")
        begun = time.process_time()
        list_files(source)
        speed = megabytes / (time.process_time() - begun)
        print(f"listing a file of JSON lines, with its hash and count of lines: {speed:.0f} MB/s")
        print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB")
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
