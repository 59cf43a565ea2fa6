"""Code between fences, as Markdown writes it: lines of three backticks or tildes around lines that stay as they are."""

# ruff: noqa: PLR2004  # bytes are their own names
from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from reinschrift.columns import numbers, one_chunk, utf8_of
from reinschrift.stages.rows.line_form import DOCUMENT, END, START, Flags, Rows
from reinschrift.text.kernel import kernel
from reinschrift.text.utf8 import Bytes

_BACKTICK, _TILDE = 0x60, 0x7E
FENCE_SIGNS = 3
"""Signs of the shortest fence (CommonMark 0.31, 4.5)."""


@kernel(nrt=False)
def _fence_of(data: Bytes, start: int, end: int) -> tuple[int, int, bool]:
    """Return the sign of the fence that a line is (0 for none), how many signs it has, and whether it can close."""
    sign = int(data[start]) if start < end else 0
    if sign not in (_BACKTICK, _TILDE):
        return 0, 0, False
    at = start
    while at < end and data[at] == sign:
        at += 1
    if at - start < FENCE_SIGNS:
        return 0, 0, False
    can_close = True
    for place in range(at, end):
        if sign == _BACKTICK and data[place] == _BACKTICK:
            return 0, 0, False  # code within a sentence
        can_close = can_close and data[place] <= 0x20
    return sign, at - start, can_close


@kernel
def find_fenced(documents: Rows, starts: Rows, ends: Rows, data: Bytes) -> Flags:
    """Return for each line (bytes `starts` to `ends`) whether it is a fence or between two; unclosed ones are none."""
    found = np.zeros(len(documents), np.bool_)
    opening, sign, length = -1, 0, 0
    for row in range(len(documents)):
        if opening >= 0 and documents[row] != documents[opening]:
            opening = -1
        own, signs, can_close = _fence_of(data, starts[row], ends[row])
        if own == 0:
            continue
        if opening < 0:
            opening, sign, length = row, own, signs
        elif own == sign and signs >= length and can_close:
            found[opening : row + 1] = True
            opening = -1
    return found


@kernel
def part_fenced(measures: Rows, data: Bytes, starts: Flags) -> None:
    """Let every physical line (as `measure_lines` has it) between fences begin a logical one, and the line behind."""
    fenced = find_fenced(
        np.ascontiguousarray(measures[:, DOCUMENT]), np.ascontiguousarray(measures[:, START]),
        np.ascontiguousarray(measures[:, END]), data,
    )  # fmt: skip
    for row in range(len(measures)):
        if fenced[row]:
            starts[row] = True
            if row + 1 < len(measures):
                starts[row + 1] = True


def fenced_rows(paragraphs: pa.Table) -> Flags:
    """Return for each row (columns `document` and `text`) whether it is a fence or between two."""
    texts = one_chunk(paragraphs["text"])
    can_be = pc.or_(pc.starts_with(texts, "```"), pc.starts_with(texts, "~~~"))
    if not pc.any(can_be, min_count=0).as_py():
        return np.zeros(len(texts), bool)
    offsets, data = utf8_of(texts)
    found: Flags = find_fenced(numbers(paragraphs["document"]).astype(np.int32), offsets[:-1], offsets[1:], data)
    return found
