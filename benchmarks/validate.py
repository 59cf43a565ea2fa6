"""What validation costs: CPU seconds by table size, peak memory, with Great Expectations and without.

    python -m benchmarks.validate [documents ...]

Synthetic tables that keep the contract: eight paragraphs of about 200 characters a document, one removed paragraph
for every document. Every size runs in a process of its own, so that its peak memory is its own.
"""

from __future__ import annotations

import hashlib
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

sys.path.insert(0, str(Path(__file__).parents[1]))

from reinschrift.contract import load_contract
from reinschrift.snapshot.validate import ENGINES, examine_tables
from reinschrift.snapshot.verify import ARROW
from tests.rows import CONTRACT_FILE, make_tables

PARAGRAPHS = 8
SHARD = 10_000  # documents in one file
WORDS = np.array(["der", "die", "Fähre", "und", "nicht", "ein", "Straße", "über", "mit", "sechs", "Metern", "weit"])


def write_shard(folder: Path, number: int, n_documents: int) -> dict[str, str]:
    """Write one shard's three files: one row repeated, with ids, texts and offsets of its own."""
    contract = load_contract(CONTRACT_FILE)
    rng = np.random.default_rng(number)
    ids = [hashlib.md5(f"{number}/{row}".encode(), usedforsecurity=False).hexdigest() for row in range(n_documents)]
    texts = [" ".join(WORDS[rng.integers(0, len(WORDS), 36)]) for _ in range(1_000)]
    parts = [[texts[at] for at in rng.integers(0, len(texts), PARAGRAPHS)] for _ in ids]
    joined = ["\n\n".join(part) for part in parts]
    lengths = np.array([[len(text) for text in part] for part in parts])
    ends = np.cumsum(lengths + 2, axis=1) - 2
    columns = {
        "documents": {
            "id": ids, "text": joined, "n_chars": [len(text) for text in joined],
            "n_paragraphs": [PARAGRAPHS] * n_documents,
            "text_sha256": [hashlib.sha256(text.encode()).hexdigest() for text in joined],
        },
        "paragraphs": {
            "document_id": np.repeat(ids, PARAGRAPHS), "position": np.tile(np.arange(PARAGRAPHS), n_documents),
            "text": [text for part in parts for text in part], "start": (ends - lengths).ravel(), "end": ends.ravel(),
        },
        "removed": {"document_id": ids, "position": [PARAGRAPHS] * n_documents},
    }  # fmt: skip
    rows = make_tables()
    files = {}
    for table, own in columns.items():
        schema = contract.schema(table)
        n_rows = len(next(iter(own.values())))
        plain = pa.Table.from_pylist(rows[table][:1], schema)
        arrays = [
            pa.array(own[name], schema.field(name).type) if name in own
            else pa.chunked_array([pa.repeat(plain[name][0], n_rows)]) for name in schema.names
        ]  # fmt: skip
        files[table] = str(folder / f"{table}-{number}.parquet")
        pq.write_table(pa.Table.from_arrays(arrays, schema=schema), files[table], compression="zstd")
    return files


def make_snapshot(folder: Path, n_documents: int) -> tuple[dict[str, list[str]], dict[str, Any]]:
    """Write all shards; return the files and the counts."""
    files: dict[str, list[str]] = {"documents": [], "paragraphs": [], "removed": []}
    for number in range(-(-n_documents // SHARD)):
        shard = write_shard(folder, number, min(SHARD, n_documents - number * SHARD))
        for table, path in shard.items():
            files[table].append(path)
    kept = {"documents": n_documents, "paragraphs": n_documents * PARAGRAPHS}
    read = {"documents": n_documents, "paragraphs": n_documents * (PARAGRAPHS + 1)}
    return files, {"read": read, "kept": kept, "removed": dict(Counter({"paragraph:menu": n_documents}))}


def measure(n_documents: int, policy: str) -> None:
    """Validate once and print one row of the table."""
    with tempfile.TemporaryDirectory() as folder:
        files, counts = make_snapshot(Path(folder), n_documents)
        contract = load_contract(CONTRACT_FILE)
        if policy != "arrow only":
            import great_expectations  # noqa: F401, PLC0415  # its 3 seconds are not what is measured here
        size = sum(Path(path).stat().st_size for paths in files.values() for path in paths)
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        begun = time.process_time()
        engines = ARROW if policy == "arrow only" else ENGINES
        report = examine_tables(files, contract, counts=counts, engines=engines)
        seconds = time.process_time() - begun
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    if not report.is_kept:
        raise report.error("nowhere")
    by_gx = [outcome.rows_seen for outcome in report.outcomes if outcome.engine == "great_expectations"]
    print(
        f"{n_documents:>10,} {n_documents * PARAGRAPHS:>11,} {size / 1e6:>8.0f} {policy:<11} "
        f"{max(by_gx, default=0):>12,} "
        f"{seconds:>8.1f} {(peak - before) / 1024:>9.0f}",
        flush=True,
    )


def main() -> None:
    """Print the table for each size, with both engines and with Arrow alone."""
    sizes = [int(size) for size in sys.argv[1:]] or [1_000, 10_000, 100_000]
    print(
        f"{'documents':>10} {'paragraphs':>11} {'MB':>8} {'policy':<11} {'most GX rows':>12} "
        f"{'CPU s':>8} {'+RSS MB':>9}"
    )
    for size in sizes:
        for policy in ("as shipped", "arrow only"):
            subprocess.run([sys.executable, __file__, "--one", str(size), policy], check=True)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        measure(int(sys.argv[2]), sys.argv[3])
    else:
        main()
