"""Unicode form NFC: only the few characters that composition can change are ever normalised."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from reinschrift.columns import numbers, utf8_of
from reinschrift.text.arrays import Bytes, Offsets, Positions
from reinschrift.text.kernel import kernel
from reinschrift.text.repair import code_points
from reinschrift.text.repair.code_points import FORM
from reinschrift.text.spans import Spans, count_by_text, cut, splice
from reinschrift.text.utf8 import decode


def compose(texts: pa.Array) -> tuple[pa.Array, npt.NDArray[np.int32]]:
    """Return `texts` in NFC, and how many stretches of each were not (int32).

    A stretch is a run of characters that are not NFC or may merge or change places, with the one before the run;
    before any other character text can be parted without changing its NFC (UAX 15, "stable code points").
    """
    offsets, data = utf8_of(texts)
    table = code_points.flags()
    nothing = np.zeros(0, np.int64)
    n = _runs(offsets, data, table, nothing, nothing)
    spans = Spans(np.zeros(n, np.int64), np.zeros(n, np.int64))
    if n == 0:
        return texts, np.zeros(len(texts), np.int32)
    _runs(offsets, data, table, spans.starts, spans.ends)
    given = cut(texts, spans)
    composed = pc.utf8_normalize(given, form="NFC")
    changed = pc.not_equal(given, composed)
    where = numbers(changed)
    spans = Spans(spans.starts[where], spans.ends[where])
    return splice(texts, spans, composed.filter(changed)), count_by_text(texts, spans.starts)


@kernel
def _runs(offsets: Offsets, data: Bytes, table: Bytes, starts: Positions, ends: Positions) -> int:
    """Write the runs if there is room for any; return their number."""
    n = 0
    for d in range(len(offsets) - 1):
        start = int(np.int64(offsets[d]))
        before = start
        i = start
        while i < offsets[d + 1]:
            code, after = decode(data, i)
            if not table[code] & FORM:
                before, i = i, after
                continue
            while i < offsets[d + 1]:
                code, after = decode(data, i)
                if not table[code] & FORM:
                    break
                i = after
            if len(starts):
                starts[n] = before
                ends[n] = i
            n += 1
            before = i
    return n
