"""Growth of the search for duplicates: synthetic signatures in, decisions out, at several sizes.

    python -m benchmarks.dedup_growth [millions of documents …]      default: 1 3 10

Of the documents 30 % are in clusters of about four near duplicates (7 % of the signature of each differ from that
they have in common), 3 % are equal to another. Each size runs in a process of its own; CPU seconds are user + system.
Memory is the process' peak, mapped file pages included.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict
from pathlib import Path

import numpy as np
import pyarrow as pa

SRC = Path(__file__).resolve().parent.parent / "src"
sys.path.insert(0, str(SRC))

from reinschrift.dedup import ShardSignatures, Signatures, find_duplicates, write_signatures  # noqa: E402 the path comes first
from reinschrift.dedup.signatures import DOCUMENTS, PARAGRAPHS, hash_strings  # noqa: E402 the same
from reinschrift.dedup.similarity import PERMUTATIONS  # noqa: E402 the same
from reinschrift.settings.dedup import DedupSettings  # noqa: E402 the same

PER_SHARD = 100_000
NEAR, EQUAL, CHANGED = 0.30, 0.03, 0.07
SETTINGS = DedupSettings()


def synthetic_shard(number: int, n: int) -> Signatures:
    """Return the signatures of `n` invented documents; clusters reach over three neighbouring shards."""
    draw = np.random.default_rng(number)
    sig8 = draw.integers(0, 256, (n, PERMUTATIONS), np.uint8)
    norm = draw.integers(1, 1 << 63, n, np.uint64)
    kind = draw.random(n)
    near = np.flatnonzero(kind < NEAR)
    # The bases of clusters are the same for three shards: drawn from the number of the group.
    bases = np.random.default_rng((1, number // 3)).integers(
        0, 256, (int(n * NEAR * 3 / 4) + 1, PERMUTATIONS), np.uint8
    )
    copied = bases[draw.integers(0, len(bases), len(near))]
    same = draw.random(copied.shape) >= CHANGED
    sig8[near] = np.where(same, copied, sig8[near])
    equal = np.flatnonzero(kind > 1 - EQUAL)
    sig8[equal], norm[equal] = sig8[equal - 1], norm[equal - 1]
    ids = pa.array([f"{number:05d}-{row:06d}-document" for row in range(n)])
    columns = {
        "row": np.arange(n, dtype=np.int32),
        "id": ids,
        "id_hash": hash_strings(ids),
        "place": np.zeros(n, np.uint64),
        "exact": fixed(np.repeat(norm, 2), 16),
        "norm": norm,
        "rank": draw.integers(0, 1 << 42, n, np.uint64),
        "n_shingles": np.full(n, 500, np.int32),
        "sig8": fixed(sig8, PERMUTATIONS),
    }
    return Signatures(pa.table(columns, schema=DOCUMENTS), PARAGRAPHS.empty_table())


def fixed(values: np.ndarray, width: int) -> pa.Array:
    data = pa.py_buffer(np.ascontiguousarray(values))
    return pa.FixedSizeBinaryArray.from_buffers(pa.binary(width), data.size // width, [None, data])


def write(folder: Path, n: int) -> list[ShardSignatures]:
    shards = []
    for number in range(-(-n // PER_SHARD)):
        shard = ShardSignatures(f"{number:05d}", folder / f"{number:05d}")
        if not shard.folder.exists():
            write_signatures(synthetic_shard(number, min(PER_SHARD, n - number * PER_SHARD)), shard.folder, SETTINGS)
        shards.append(shard)
    return shards


def run(folder: Path, n_shards: int) -> None:
    """Find the duplicates of some shards and print what was found, as JSON."""
    shards = [ShardSignatures(f"{number:05d}", folder / f"{number:05d}") for number in range(n_shards)]
    print(json.dumps(asdict(find_duplicates(shards, None, SETTINGS, folder / "found"))))


def main(millions: list[float]) -> None:
    print("| documents | CPU s | of them system | wall s | CPU s a million | peak MB | removed | candidate pairs |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- |")
    folder = Path(tempfile.mkdtemp(prefix="dedup-growth-", dir=os.environ.get("BENCH_DIR")))
    try:
        for size in sorted(millions):
            report(folder, round(size * 1_000_000))
    finally:
        shutil.rmtree(folder)


def report(folder: Path, n: int) -> None:
    """Run one size in a process of its own and print its line."""
    shards = write(folder, n)
    begun = time.monotonic()
    command = [sys.executable, __file__, "--run", str(folder), str(len(shards))]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:
        output = child.stdout.read() if child.stdout else ""
        _, status, used = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise SystemExit(f"{n:,} documents: exit {child.returncode}")
    wall, cpu = time.monotonic() - begun, used.ru_utime + used.ru_stime
    found = json.loads(output)
    figures = [f"{n:,}", f"{cpu:.1f}", f"{used.ru_stime:.1f}", f"{wall:.0f}", f"{cpu / n * 1e6:.2f}"]
    figures += (f"{used.ru_maxrss / 1024:,.0f}", f"{sum(found['removed'].values()):,}", f"{found['candidate_pairs']:,}")
    print("| " + " | ".join(figures) + " |", flush=True)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--run"]:
        run(Path(sys.argv[2]), int(sys.argv[3]))
    else:
        main([float(size) for size in sys.argv[1:]] or [1, 3, 10])
