"""The files of a mixture: rows are dealt out to them by their keys, and stand in each in the order of these."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq
import zstandard

from reinschrift.columns import numbers, set_columns
from reinschrift.storage import sha256_of
from reinschrift.text.arrays import Hashes
from reinschrift.text.hashing import LETTER_BASE, mix_all

_ROUND = LETTER_BASE
_ORDER = ("order", "high", "low", "round")
ROWS_A_GROUP = 1000
"""Rows of a row group: readers that shuffle read one at a time."""
ZSTD_LEVEL = 3


class Shards(AbstractContextManager["Shards"]):
    """Deals rows out to files, first as they come; `finish` puts each file in order, one in memory at a time."""

    def __init__(self, folder: Path, n_files: int) -> None:
        self._folder = folder
        self._n_files = n_files
        self._open = ExitStack()
        self._writers: dict[int, pa.RecordBatchStreamWriter] = {}

    def __exit__(self, *error: object) -> None:
        self._open.close()

    def add(self, rows: pa.Table, keys: Hashes, rounds: npt.NDArray[np.int64]) -> None:
        """Add rows with the keys of their documents; `rounds` says which repetition of it each is."""
        order = mix_all(keys[:, 0] + rounds.astype(np.uint64) * _ROUND)
        rows = set_columns(rows, round=pa.array(rounds, pa.int32()))
        rows = set_columns(rows, order=order, high=keys[:, 1].copy(), low=keys[:, 2].copy())
        of_file = (order % np.uint64(self._n_files)).astype(np.int64)
        for number in np.unique(of_file).tolist():
            own = rows.filter(pa.array(of_file == number))
            if number not in self._writers:
                sink = self._open.enter_context(pa.OSFile(str(self._place(number)), "wb"))
                self._writers[number] = self._open.enter_context(pa.ipc.new_stream(sink, own.schema))
            self._writers[number].write_table(own)

    def finish(self, write: Callable[[pa.Table, Path], None], ending: str) -> list[dict[str, Any]]:
        """Write the files, and return name, rows, bytes and hash of each."""
        self._open.close()
        files = []
        for number in sorted(self._writers):
            with pa.OSFile(str(self._place(number))) as source, pa.ipc.open_stream(source) as stream:
                rows = stream.read_all()
            by_order = np.lexsort([numbers(rows[name]) for name in reversed(_ORDER)])
            rows = rows.take(pa.array(by_order)).drop_columns([name for name in _ORDER if name != "round"])
            file = self._folder / f"train-{number:05}-of-{self._n_files:05}.{ending}"
            write(rows, file)
            self._place(number).unlink()
            files.append(
                {"name": file.name, "n_rows": rows.num_rows, "n_bytes": file.stat().st_size, "sha256": sha256_of(file)}
            )
        return files

    def _place(self, number: int) -> Path:
        return self._folder / f"{number}.rows"


def _write_parquet(rows: pa.Table, file: Path) -> None:
    pq.write_table(rows.combine_chunks(), file, compression="zstd", row_group_size=ROWS_A_GROUP, write_page_index=True)


def _write_jsonl(rows: pa.Table, file: Path) -> None:
    with file.open("wb") as sink, zstandard.ZstdCompressor(level=ZSTD_LEVEL).stream_writer(sink) as packed:
        for line in _lines(rows):
            packed.write(line)


def _lines(rows: pa.Table) -> Iterator[bytes]:
    for batch in rows.to_batches(ROWS_A_GROUP):
        for row in batch.to_pylist():
            yield (json.dumps(row, ensure_ascii=False, default=lambda value: value.isoformat()) + "\n").encode()


WRITERS: Mapping[str, tuple[Callable[[pa.Table, Path], None], str]] = {
    "jsonl": (_write_jsonl, "jsonl.zst"),
    "parquet": (_write_parquet, "parquet"),
    "huggingface": (_write_parquet, "parquet"),
}
"""By form: what writes a file, and its ending."""
