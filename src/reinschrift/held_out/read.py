"""The files of sets that must not be trained on, such as benchmarks: found by their patterns, and read."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import zstandard
from pyarrow.lib import ArrowException

from reinschrift.errors import ConfigError
from reinschrift.held_out.find import HeldOut, index_of


def read_held_out(files: Sequence[Path]) -> HeldOut:
    """Return the items of files: JSON Lines (also .gz, .zst), Parquet: each string; else text: each paragraph."""
    names: list[str] = []
    texts: list[str] = []
    for file in files:
        try:
            for place, text in _items(file):
                names.append(f"{file.name}:{place}")
                texts.append(text)
        except (OSError, ValueError, ArrowException, zstandard.ZstdError, EOFError) as error:
            raise ConfigError(
                f"A set of held_out cannot be read: {error}.",
                hint="held_out takes JSON Lines, Parquet, and text in UTF-8.",
                context={"file": file},
            ) from error
    return index_of(names, texts)


def _items(file: Path) -> Iterator[tuple[str, str]]:
    name = file.name.removesuffix(".gz").removesuffix(".zst")
    if name.endswith(".parquet"):
        yield from _strings(pq.read_table(file).to_pylist())
        return
    data = file.read_bytes()
    if file.suffix == ".gz":
        data = gzip.decompress(data)
    elif file.suffix == ".zst":
        data = zstandard.ZstdDecompressor().decompressobj().decompress(data)
    text = data.decode("utf-8-sig")
    if name.endswith((".jsonl", ".ndjson")):
        yield from _strings([json.loads(line) for line in text.splitlines() if line.strip()])
        return
    for number, paragraph in enumerate(part for part in text.split("\n\n") if part.strip()):
        yield str(number), paragraph


def _strings(rows: Sequence[Any]) -> Iterator[tuple[str, str]]:
    for number, row in enumerate(rows):
        for field, value in row.items() if isinstance(row, dict) else [("text", row)]:
            if isinstance(value, str):
                yield f"{number}:{field}", value
