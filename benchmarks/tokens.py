"""Tokens by pieces beside tokens of whole texts, in CPU seconds of one process: `python benchmarks/tokens.py FILE...`.

The files are JSON Lines with `text`. They are counted in parts of 16 MB, as a rebuild does; the first part starts with
nothing known.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import pyarrow as pa
from bpe_openai import get_encoding

from reinschrift.tokens.count import LONGEST, counter_of
from reinschrift.tokens.find import NAMED, find_tokenizers
from reinschrift.tokens.pieces import PieceCounter

PART_BYTES = 16 << 20


def read_parts(files: list[str]) -> list[pa.Array]:
    """Return the texts in parts; those that may be too long for bpe-openai are left out."""
    parts: list[list[str]] = [[]]
    size = 0
    for file in files:
        with Path(file).open(encoding="utf-8") as lines:
            for line in lines:
                text = json.loads(line).get("text") or ""
                if len(text) > LONGEST:
                    continue
                if size + len(text) > PART_BYTES:
                    parts.append([])
                    size = 0
                parts[-1].append(text)
                size += len(text)
    return [pa.array(part, pa.string()) for part in parts]


def main(files: list[str]) -> None:
    parts = read_parts(files)
    PieceCounter(len, lines=True)(pa.array(["compiles"]))
    for name in NAMED:
        counter = counter_of(*find_tokenizers([name], Path()))
        encode = get_encoding(NAMED[name]).encode_ordinary
        for number, part in enumerate(parts):
            texts = part.to_pylist()
            mb = sum(len(text.encode()) for text in texts) / 1e6
            begun = time.process_time()
            found = counter(part).tolist()
            between = time.process_time()
            same = found == [len(encode(text)) for text in texts]
            whole = time.process_time() - between
            by_pieces = between - begun
            speeds = f"{mb / by_pieces:.1f} MB/s by pieces, {mb / whole:.1f} whole"
            print(f"{name} part {number} {mb:.1f} MB: {speeds}, {same=}")


if __name__ == "__main__":
    main(sys.argv[1:])
