"""How fast raw files become tables of documents: ours against a plain loop over records, in CPU seconds.

    .venv/bin/python -m benchmarks.read [--mb 64] [--peers VENV]

The loop does what most pipelines do: read a line, parse it, make an object of the record with text, id and a few
fields; it maps no names, reads no dates, makes no table, and survives no broken line. The last column says what part of
a shard's time reading is: the same texts go through all stages, measured in the same run. `--peers` names a virtual
environment with datatrove and orjson, whose readers then read the same files.
"""

from __future__ import annotations

import argparse
import gzip
import json
import resource
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from reinschrift.batch import Batch
from reinschrift.settings import Settings
from reinschrift.shard.measure import prepare_records
from reinschrift.sources import Source, list_files, read_parts, split_parts
from reinschrift.stages import refine

PEERS = """
import json, logging, sys, time
from loguru import logger
logger.remove()
from datatrove.pipeline.readers import JsonlReader, ParquetReader
logging.disable(logging.CRITICAL)
for name, folder in json.loads(sys.argv[1]).items():
    reader = ParquetReader if name == "parquet" else JsonlReader
    taken = []
    for _ in range(3):
        begun = time.process_time()
        for document in reader(folder, recursive=True).run():
            pass
        taken.append(time.process_time() - begun)
    print(json.dumps([name, min(taken)]))
"""
PEER_FORMS = ("jsonl", "jsonl, \\u", "jsonl.gz", "parquet")
SENTENCE = "Über die Brücke fährt der Zug am Abend, während im Tal schon die Lichter brennen und niemand mehr wartet."
WORDS = SENTENCE.split()


@dataclass
class Document:
    """What a plain loop makes of a record."""

    text: str
    id: str
    metadata: dict[str, Any] = field(default_factory=dict)


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


def tables_of(place: Path) -> Iterator[pa.Table]:
    """Yield the records of a folder as a shard gets them; listed and hashed before the first."""
    separator = "\n<|end|>\n" if place.name == "texts in one" else None
    source = Source(name="s", base=str(place), files=("",), license="x", separator=separator)
    parts = [part for file in list_files(source).files for part in split_parts(file, 64_000_000)]
    return read_parts(parts, source)


def ours(place: Path) -> tuple[int, float]:
    """Read a folder as a shard does; listing and hashing are not in it."""
    tables = tables_of(place)
    begun = time.process_time()
    rows = sum(table.num_rows for table in tables)
    return rows, time.process_time() - begun


def stages(place: Path) -> float:
    """Return the CPU seconds of all stages over a part of the records, scaled to all of them."""
    taken, n_part, n_all = 0.0, 0, 0
    for table in tables_of(place):
        part = table.slice(0, 1000).combine_chunks()
        n_all, n_part = n_all + table.num_rows, n_part + part.num_rows
        if not taken:
            refine(Batch(prepare_records(part.slice(0, 50).combine_chunks()), pa.table({})), Settings().stages)
        begun = time.process_time()
        refine(Batch(prepare_records(part), pa.table({})), Settings().stages)
        taken += time.process_time() - begun
    return taken * n_all / n_part


def by_peers(peers: Path, places: dict[str, Path]) -> dict[str, float]:
    """Return the CPU seconds of datatrove's readers by form."""
    folders = json.dumps({name: str(places[name]) for name in PEER_FORMS})
    command = [str(peers / "bin" / "python"), "-W", "ignore", "-c", PEERS, folders]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return dict(map(json.loads, done.stdout.splitlines()))


def plain_loop(place: Path) -> tuple[int, float]:
    """Read a folder record by record into objects."""
    begun = time.process_time()
    rows = 0
    documents: Iterable[Document]
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


def _objects(lines: Iterable[str]) -> Iterator[Document]:
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
    parser.add_argument("--peers", type=Path, help="a virtual environment with datatrove")
    asked = parser.parse_args()
    megabytes = asked.mb
    folder = Path(tempfile.mkdtemp(prefix="read-"))
    try:
        places = write_files(folder, int(megabytes * 1e6))
        ours(places["text"])  # what is loaded once is not what is measured
        peers = by_peers(asked.peers, places) if asked.peers else {}
        in_stages = stages(places["parquet"])
        print(f"{megabytes:g} MB of text, about 3 kB a document; MB a CPU second, best of three")
        print(f"all stages: {megabytes / in_stages:.1f}")
        print(f"{'form':<20}{'ours':>8}{'loop':>8}{'datatrove':>11}{'of a shard':>12}")
        for name, place in places.items():
            a, b = best(ours, place), best(plain_loop, place)
            of_peers = f"{megabytes / peers[name]:.0f}" if name in peers else "–"
            share = a / (a + in_stages)
            print(f"{name:<20}{megabytes / a:>8.0f}{megabytes / b:>8.0f}{of_peers:>11}{share:>12.1%}")
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
