"""How much of a Parquet file stays the same when 1 % of its documents change, by how its pages are cut.

    python -m benchmarks.sharing [FILE.parquet]

FILE has a column `text`; without one, texts are made up. A store that keeps equal pieces once (as the Hugging Face Hub
does) is played by cutting each file where a rolling hash of its bytes says so, into pieces of some 64 KB. The changes
are scattered (a third of the documents removed, added, edited), in one place (edited), or at the end (added).
"""

from __future__ import annotations

import argparse
import hashlib
import io
import time
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq
from numba import njit

from benchmarks.snapshots import texts_of

GROUP = 2000
LEAST, MOST, MASK = 8 << 10, 128 << 10, np.uint64(0xFFFF000000000000)
GEAR = np.random.default_rng(9).integers(0, 2**63, 256, dtype=np.uint64)
WAYS: dict[str, Any] = {
    "as pages fill": False,
    "by content, 256 KB to 1 MB": True,
    "by content, 64 to 256 KB": {"min_chunk_size": 64 << 10, "max_chunk_size": 256 << 10},
    "by content, 8 to 32 KB": {"min_chunk_size": 8 << 10, "max_chunk_size": 32 << 10},
}


@njit(cache=False)
def _cuts(data: npt.NDArray[np.uint8], gear: npt.NDArray[np.uint64]) -> list[int]:
    cuts, rolling, start = [0], np.uint64(0), 0
    for at in range(len(data)):
        rolling = (rolling << np.uint64(1)) + gear[data[at]]
        size = at - start + 1
        if (size >= LEAST and (rolling & MASK) == 0) or size >= MOST or at == len(data) - 1:
            cuts.append(at + 1)
            start, rolling = at + 1, np.uint64(0)
    return cuts


def pieces_of(file: bytes) -> dict[bytes, int]:
    """Return the pieces of a file by their hash, with their sizes."""
    cuts = _cuts(np.frombuffer(file, np.uint8), GEAR)
    return {hashlib.sha256(file[a:b]).digest(): b - a for a, b in pairwise(cuts)}


def table_of(texts: list[str], names: list[str]) -> pa.Table:
    """Return documents with an id, a number and a hash each."""
    ids = [hashlib.sha256(name.encode()).hexdigest()[:32] for name in names]
    hashes = [hashlib.sha256(text.encode()).hexdigest() for text in texts]
    return pa.table({"id": ids, "text": texts, "n_chars": [len(text) for text in texts], "text_sha256": hashes})


def changed(texts: list[str], others: list[str]) -> dict[str, pa.Table]:
    """Return the table after each kind of change of 1 %."""
    names = [str(number) for number in range(len(texts))]
    n, few = len(texts), len(texts) // 100
    rows = list(zip(texts, names, strict=True))
    scattered = list(rows)
    for turn, at in enumerate(sorted(np.random.default_rng(2).choice(n, few, replace=False).tolist(), reverse=True)):
        edited = [(rows[at][0] + " Ein Nachtrag steht hier.", rows[at][1])]
        scattered[at : at + 1] = [[], [rows[at], (others[turn], f"new {turn}")], edited][turn % 3]
    half = n // 2
    clustered = [
        *rows[:half],
        *((f"{text} Nachtrag.", name) for text, name in rows[half : half + few]),
        *rows[half + few :],
    ]
    appended = [*rows, *((others[turn], f"new {turn}") for turn in range(few))]
    kinds = {"scattered": scattered, "in one place": clustered, "at the end": appended}
    return {kind: table_of([text for text, _ in some], [name for _, name in some]) for kind, some in kinds.items()}


def written(table: pa.Table, way: Any, *, words: bool = False) -> tuple[bytes, float]:
    """Return a table as a file, and the CPU seconds that took."""
    sink, begun = io.BytesIO(), time.process_time()
    with pq.ParquetWriter(
        sink,
        table.schema,
        compression="zstd",
        compression_level=3,
        use_dictionary=words,
        use_content_defined_chunking=way,
    ) as writer:
        for start in range(0, table.num_rows, GROUP):
            writer.write_table(table.slice(start, GROUP).combine_chunks(), row_group_size=GROUP)
    return sink.getvalue(), time.process_time() - begun


def main() -> None:
    """Print a line for each way to cut."""
    parser = argparse.ArgumentParser()
    parser.add_argument("file", nargs="?")
    file = parser.parse_args().file
    texts = (
        pq.read_table(file, columns=["text"])["text"].to_pylist()
        if file
        else texts_of(np.random.default_rng(1), 8000, 400)
    )
    others = [text[::-1] for text in texts[: len(texts) // 100 + 1]]
    before = table_of(texts, [str(number) for number in range(len(texts))])
    after = changed(texts, others)
    print(f"{len(texts)} documents, {sum(map(len, texts)) / 1e6:.1f} million characters")
    print(f"{'with dictionaries of texts':28} {len(written(before, way=False, words=True)[0]) / 1e6:6.2f} MB")
    for name, way in WAYS.items():
        first, seconds = min((written(before, way) for _ in range(3)), key=lambda one: one[1])
        have = pieces_of(first)
        shares = []
        for kind, table in after.items():
            again = written(table, way)[0]
            same = sum(size for piece, size in pieces_of(again).items() if piece in have)
            shares.append(f"{kind} {same / len(again):.3f}")
        print(f"{name:28} {len(first) / 1e6:6.2f} MB  {seconds:.2f} s  the same: {', '.join(shares)}", flush=True)


if __name__ == "__main__":
    main()
