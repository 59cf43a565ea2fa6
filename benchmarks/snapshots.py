"""What versions cost: storage of a change and an erasure, time of diff and verify, a nightly rebuild.

    python -m benchmarks.snapshots [--mb 200] [--documents 1000000] [--nightly-mb 8]

The rows are made up (words drawn by Zipf's law from invented stems), but every object is written, compared, verified
and erased by the library's own functions. Bytes are exact; CPU seconds are of this process alone.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import shutil
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from reinschrift.contract import load_contract
from reinschrift.project import carried, load_project
from reinschrift.run import rebuild
from reinschrift.snapshot.commit import commit
from reinschrift.snapshot.compare import compare
from reinschrift.snapshot.erase import erase
from reinschrift.snapshot.manifest import TABLES, Manifest, Object, read_manifest
from reinschrift.snapshot.verify import ARROW, verify
from reinschrift.snapshot.write import ObjectWriter
from reinschrift.storage import LocalStorage, sha256_of

N_SHARDS = 200
CHANGED_SHARDS = 10  # one source of twenty; half a per cent of all documents, spread over its shards
CONTRACT = load_contract(carried("schemas/reinschrift.odcs.yaml"))
STEMS = [a + b + c for a in "bdfgklmnprstw" for b in ("a", "ei", "o", "u", "ie") for c in ("ren", "st", "lich", "ung")]
WORDS = np.array([first + second for first in STEMS for second in STEMS[::7]])


def texts_of(rng: np.random.Generator, n: int, n_words: int) -> list[str]:
    """Return texts of about that many words."""
    words = WORDS[np.minimum(rng.zipf(1.3, n * n_words) - 1, len(WORDS) - 1)]
    numbers = rng.integers(0, 10_000, n * n_words)
    words = np.where(numbers < 2_000, np.char.add(words, numbers.astype(str)), words).reshape(n, n_words)
    return [" ".join(row) for row in words]


def documents_of(shard: int, n: int, n_words: int, *, edited: int = 0) -> pa.Table:
    """Return the documents of a shard; the first `edited` of them say something else."""
    texts = texts_of(np.random.default_rng(shard), n, n_words)
    texts[:edited] = [text + " nachgetragen" for text in texts[:edited]]
    ids = [hashlib.md5(f"{shard}/{row}".encode(), usedforsecurity=False).hexdigest() for row in range(n)]
    hashes = [hashlib.sha256(text.encode()).hexdigest() for text in texts]
    same: dict[str, Any] = {
        "source": "s", "source_path": f"{shard}.jsonl", "source_format": "jsonl", "source_sha256": "0" * 64,
        "rights": "unknown", "language": "de", "split": "train", "license": "unknown",
    }  # fmt: skip
    columns = {name: pa.repeat(value, n) for name, value in same.items()}
    columns |= {
        "id": pa.array(ids), "record": pa.array([str(row) for row in range(n)]), "text": pa.array(texts),
        "url": pa.array([f"https://example.org/{shard}/{row}" for row in range(n)]), "cluster": pa.array(ids),
        "n_chars": pa.array([len(text) for text in texts]), "n_words": pa.repeat(n_words, n),
        "n_paragraphs": pa.repeat(1, n), "text_sha256": pa.array(hashes), "copies": pa.repeat(1, n),
    }  # fmt: skip
    return pa.table(filled("documents", columns, n))


def filled(table: str, columns: dict[str, Any], n: int) -> dict[str, Any]:
    """Add what a column must have where the contract allows no null."""
    return columns | {
        field.name: pa.array([zero_of(field.type)] * n, field.type)
        for field in CONTRACT.schema(table)
        if not field.nullable and field.name not in columns
    }


def zero_of(kind: pa.DataType) -> Any:
    """Return some value of a type."""
    if pa.types.is_struct(kind):
        return {field.name: zero_of(field.type) for field in kind}
    if pa.types.is_list(kind):
        return []
    return {pa.string(): "x", pa.bool_(): False}.get(kind, 0)


def write_shard(storage: LocalStorage, shard: int, documents: pa.Table) -> dict[str, Object]:
    """Write the objects of one shard: a paragraph a document, nothing removed."""
    n = documents.num_rows
    columns = {
        "document_id": documents["id"], "position": pa.repeat(0, n), "kind": pa.repeat("paragraph", n),
        "text": documents["text"], "start": pa.repeat(0, n), "end": documents["n_chars"],
    }  # fmt: skip
    paragraphs = pa.table(filled("paragraphs", columns, n))
    objects = {}
    for table, rows in (("documents", documents), ("paragraphs", paragraphs), ("removed", None)):
        with ObjectWriter(storage, table, CONTRACT.schema(table)) as writer:
            if rows is not None:
                writer.write(rows)
            objects[table] = writer.finish(f"s/{shard:04}")
    return objects


def manifest_of(shards: dict[int, dict[str, Object]], version: str, parent: str | None = None) -> Manifest:
    """Return a manifest over shards."""
    tables = {table: tuple(shards[number][table] for number in sorted(shards)) for table in TABLES}
    n_documents = sum(item.n_rows for item in tables["documents"])
    counts = {"documents": n_documents, "paragraphs": n_documents, "chars": 0}
    return Manifest(
        dataset="benchmark", version=version, created=datetime.now(UTC).isoformat(), fingerprint="", tables=tables,
        counts={"read": counts, "kept": counts, "removed": {}, "paragraphs_in_removed": 0, "languages": {}},
        settings={}, versions={}, sources=[], contract={"version": "1", "sha256": "0"}, validation={}, parent=parent,
    )  # fmt: skip


def stored(folder: Path) -> int:
    """Return the bytes of all objects."""
    return sum(path.stat().st_size for path in (folder / "objects").rglob("*.parquet"))


def timed(work: Callable[[], Any]) -> tuple[float, float, Any]:
    """Return wall and CPU seconds, and what came out."""
    wall, cpu = time.perf_counter(), time.process_time()
    out = work()
    return time.perf_counter() - wall, time.process_time() - cpu, out


def measure_storage(folder: Path, mb: float) -> None:
    """Print what a clustered change and an erasure store, and the speed of verify."""
    storage = LocalStorage(folder)
    probe = write_shard(storage, 9_999, documents_of(9_999, 50, 400))
    n = max(20, int(mb * 1e6 / N_SHARDS / sum(item.n_bytes for item in probe.values()) * 50))
    shutil.rmtree(folder / "objects")
    shards = {number: write_shard(storage, number, documents_of(number, n, 400)) for number in range(N_SHARDS)}
    first = commit(storage, manifest_of(shards, "1.0.0"), b"")
    whole = stored(folder)
    print(f"dataset                     {whole / 1e6:8.1f} MB  {n * N_SHARDS:,} documents in {N_SHARDS} shards")
    edited = n * N_SHARDS // 200 // CHANGED_SHARDS
    changed = {number: write_shard(storage, number, documents_of(number, n, 400, edited=edited))
               for number in range(CHANGED_SHARDS)}  # fmt: skip
    changed[N_SHARDS] = write_shard(storage, N_SHARDS, documents_of(N_SHARDS, n * N_SHARDS // 200, 400))
    second = commit(storage, manifest_of(shards | changed, "2.0.0", "1.0.0"), b"")
    grown = stored(folder)
    print(f"1 % of documents, clustered {100 * (grown - whole) / whole:8.2f} % stored anew (at most 6)")
    wall, cpu, faults = timed(lambda: verify(storage, second, contract=False))
    files = [storage.path(item.name(table)) for table in TABLES for item in second.tables[table]]
    plain, plain_cpu, _ = timed(lambda: [sha256_of(file) for file in files])
    size = sum(file.stat().st_size for file in files) / 1e6
    print(f"verify, hashes              {size / wall:8.0f} MB/s, CPU {cpu / plain_cpu:.2f} of plain SHA-256 "
          f"({size / plain:.0f} MB/s), faults: {len(faults)}")  # fmt: skip
    before = {path.name for path in (folder / "objects").rglob("*.parquet")}
    victim = "https://example.org/77/3"
    wall, cpu, _ = timed(lambda: erase(storage, [victim]))
    new = [path for path in (folder / "objects").rglob("*.parquet") if path.name not in before]
    share = 100 * sum(path.stat().st_size for path in new) / grown
    print(f"one document erased         {share:8.2f} % stored anew (at most 1), {wall:.1f} s, {cpu:.1f} CPU s, "
          f"{first.version} and {second.version} revised")  # fmt: skip


def measure_diff(folder: Path, n_documents: int) -> None:
    """Print the time of a diff when one object of a hundred differs."""
    storage = LocalStorage(folder)
    n = n_documents // 100
    shards = {number: write_shard(storage, number, documents_of(number, n, 12)) for number in range(100)}
    before = commit(storage, manifest_of(shards, "1.0.0"), b"")
    changed = {7: write_shard(storage, 7, documents_of(7, n, 12, edited=n))}
    after = replace(manifest_of(shards | changed, "2.0.0"), version="2.0.0")
    wall, cpu, changes = timed(lambda: compare(storage, before, after))
    print(f"diff of {n_documents:,} documents, 1 % of objects {wall:6.2f} s, {cpu:.2f} CPU s (at most 5), "
          f"{changes.num_rows:,} changes")  # fmt: skip


def rebuild_all(project: Any) -> Manifest:
    """Go all steps of a rebuild in this process, validation by Arrow alone."""
    plan = rebuild.plan_rebuild(project)
    for spec in plan.todo:
        rebuild.refine_shard(spec)
    results = rebuild.read_results(plan)
    decisions = rebuild.decide(project, plan)
    pieces = rebuild.shards_to_assemble(project, plan, decisions).values()
    assembled = [rebuild.assemble_shard(*piece) for piece in pieces]
    (piece,) = rebuild.tables_to_check(project, results, assembled, ARROW).values()
    return rebuild.publish_snapshot(project, plan, results, assembled, rebuild.check_tables(*piece)).manifest


def measure_nightly(folder: Path, mb: float) -> None:
    """Print the CPU time of a rebuild after 1 % of new data against that of a full one."""
    raw = folder / "raw"
    raw.mkdir(parents=True)

    def write(number: int) -> None:
        texts = texts_of(np.random.default_rng(number), int(mb * 1e6 / 100 / 1_400), 200)
        lines = [json.dumps({"text": text.replace(" w", ".\n\nW")}) for text in texts]
        (raw / f"{number:03}.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")

    write(999)
    warm = load_project(None, (), [str(raw)], str(folder / "warm"))
    rebuild_all(warm)  # kernels are compiled and models loaded once, outside the measure
    (raw / "999.jsonl").unlink()
    for number in range(100):
        write(number)
    project = load_project(None, [f"snapshot.shard_mb={mb / 100}"], [str(raw)], str(folder / "out"))
    _, full, _ = timed(lambda: rebuild_all(project))
    write(100)
    _, nightly, _ = timed(lambda: rebuild_all(project))
    _, nothing, _ = timed(lambda: rebuild_all(project))
    shares = [100 * cpu / full for cpu in (nightly, nothing)]
    print(f"full rebuild of {mb:.0f} MB, 100 shards {full:.1f} CPU s; 1 % new data {nightly:.2f} ({shares[0]:.1f} %); "
          f"nothing new {nothing:.2f} ({shares[1]:.1f} %)")  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--mb", type=float, default=200)
    parser.add_argument("--documents", type=int, default=1_000_000)
    parser.add_argument("--nightly-mb", type=float, default=8)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        measure_storage(Path(place) / "storage", options.mb)
        measure_diff(Path(place) / "diff", options.documents)
        measure_nightly(Path(place) / "nightly", options.nightly_mb)
        read_manifest(LocalStorage(Path(place) / "nightly" / "out"))


if __name__ == "__main__":
    main()
