"""Stretches of the texts of a column, by byte position: cut out, counted by text, and put back changed.

A span is `data[starts[i]:ends[i]]` of the bytes of a string column (`columns.utf8_of`). Spans are sorted, do not
overlap, and none reaches over the end of its text.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from reinschrift.columns import string_column, utf8_of
from reinschrift.errors import StageError
from reinschrift.text.arrays import Bytes, Offsets, Positions
from reinschrift.text.kernel import kernel

MAX_BYTES = 2**31 - 1
"""What the int32 offsets of a string column can address."""


class Spans(NamedTuple):
    """Sorted byte positions into the data of a string column; both int64."""

    starts: Positions
    ends: Positions


def cut(texts: pa.Array, spans: Spans) -> pa.Array:
    """Return the text of each span as a string array."""
    _, data = utf8_of(texts)
    offsets = np.zeros(len(spans.starts) + 1, np.int64)
    np.cumsum(spans.ends - spans.starts, out=offsets[1:])
    out = np.empty(int(offsets[-1]), np.uint8)
    _gather(data, spans, out)
    return string_column(offsets.astype(np.int32), out)


def splice(texts: pa.Array, spans: Spans, replacements: pa.Array) -> pa.Array:
    """Return `texts` with span i replaced by `replacements[i]`.

    Raises StageError if the result is more than one string column can hold.
    """
    offsets, data = utf8_of(texts)
    if not len(spans.starts):
        return texts
    new_offsets, new_data = utf8_of(replacements)
    grown = int(new_offsets[-1]) - int(new_offsets[0]) - int((spans.ends - spans.starts).sum())
    size = int(offsets[-1]) - int(offsets[0]) + grown
    if size > MAX_BYTES:
        raise StageError(
            "The repaired texts no longer fit one column",
            hint="lower snapshot.shard_mb",
            context={"bytes": size, "limit": MAX_BYTES},
        )
    out_offsets = np.empty(len(offsets), np.int32)
    out = np.empty(size, np.uint8)
    _splice((offsets, data), spans, (new_offsets, new_data), (out_offsets, out))
    return string_column(out_offsets, out)


def count_by_text(texts: pa.Array, starts: Positions) -> npt.NDArray[np.int32]:
    """Return for each text how many of the byte positions `starts` lie in it (int32)."""
    offsets, _ = utf8_of(texts)
    # An empty text starts where the next one does: the last text that starts at or before the position holds it.
    at = np.searchsorted(offsets, starts, side="right") - 1
    return np.bincount(at, minlength=len(texts)).astype(np.int32)


@kernel
def _copy(source: Bytes, span: tuple[int, int], out: Bytes, at: int) -> int:
    """Copy the bytes of a span to `out` from `at` on; return the position behind them."""
    for j in range(span[0], span[1]):
        out[at] = source[j]
        at += 1
    return at


@kernel
def _gather(data: Bytes, spans: Spans, out: Bytes) -> None:
    at = 0
    for i in range(len(spans.starts)):
        at = _copy(data, (spans.starts[i], spans.ends[i]), out, at)


@kernel
def _splice(texts: tuple[Offsets, Bytes], spans: Spans, new: tuple[Offsets, Bytes], out: tuple[Offsets, Bytes]) -> None:
    offsets, data = texts
    k = 0
    at = 0
    for i in range(len(offsets) - 1):
        out[0][i] = at
        position = int(np.int64(offsets[i]))
        while k < len(spans.starts) and spans.starts[k] < offsets[i + 1]:
            at = _copy(data, (position, spans.starts[k]), out[1], at)
            at = _copy(new[1], (new[0][k], new[0][k + 1]), out[1], at)
            position = int(spans.ends[k])
            k += 1
        at = _copy(data, (position, offsets[i + 1]), out[1], at)
    out[0][len(offsets) - 1] = at
