"""Where personal data stand in a column of texts, and of which kind."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from reinschrift.columns import utf8_of
from reinschrift.personal.finders import find_items, goes_too_far
from reinschrift.personal.plain_form import PlainForm, odd_rows, plain_form
from reinschrift.personal.screen import find_places
from reinschrift.text.arrays import RowNumbers
from reinschrift.text.spans import Spans


class Found(NamedTuple):
    """Personal data in a column of texts: one entry an item."""

    row: RowNumbers
    kind: RowNumbers
    """Its place in `KINDS`."""
    n_chars: RowNumbers


def find_in_texts(texts: pa.Array, wanted: frozenset[int]) -> tuple[RowNumbers, RowNumbers, Spans]:
    """Return row, kind and byte span of each item in the texts; texts in odd characters are read in plain form."""
    odd = odd_rows(texts)
    few = texts.take(pa.array(odd)).to_pylist()
    found, doubtful = _find(texts, _plain_forms(odd, few), wanted)
    if doubtful:  # a number that only a line's end puts together: these texts are read line by line
        rows = np.array(sorted(doubtful), np.int64)
        some = texts.take(pa.array(rows))
        again, _ = _find(some, _plain_forms(np.arange(len(rows)), some.to_pylist(), broken=False), wanted)
        found = [item for item in found if item[0] not in doubtful]
        found += [(int(rows[row]), kind, start, end) for row, kind, start, end in again]
        found.sort(key=lambda item: (item[0], item[2]))
    offsets, _ = utf8_of(texts)
    row_of, kind_of, starts, ends = np.array(found, np.int64).reshape(-1, 4).T
    begins = offsets[:-1].astype(np.int64)[row_of] if len(row_of) else row_of
    return row_of, kind_of, Spans(starts + begins, ends + begins)


def _plain_forms(rows: RowNumbers, texts: Sequence[str], *, broken: bool = True) -> dict[int, PlainForm]:
    """Return the plain form of each text that is not in it, by its row."""
    forms = ((row, plain_form(text, broken=broken)) for row, text in zip(rows.tolist(), texts, strict=True))
    return {row: form for row, form in forms if form is not None}


def _find(
    texts: pa.Array, plain: Mapping[int, PlainForm], wanted: frozenset[int]
) -> tuple[list[tuple[int, int, int, int]], set[int]]:
    """Return row, kind, start and end of each item, in the texts as they were, and the rows with a doubtful one."""
    odd = np.array(sorted(plain), np.int64)
    texts = with_rows(texts, odd, pa.array([plain[row].text for row in odd.tolist()], pa.string()))
    offsets, data = utf8_of(texts)
    places = find_places(offsets, data)
    firsts = np.flatnonzero(np.diff(places.row, prepend=-1))
    columns = [places.kind.tolist(), places.start.tolist(), places.end.tolist()]
    found: list[tuple[int, int, int, int]] = []
    doubtful: set[int] = set()
    for first, last in zip(firsts.tolist(), [*firsts[1:].tolist(), len(places.row)], strict=False):
        row = int(places.row[first])
        begin = int(offsets[row])
        text = data[begin : offsets[row + 1]].tobytes()
        here = [
            (kind, start - begin, end - begin)
            for kind, start, end in zip(*(c[first:last] for c in columns), strict=True)
        ]
        form = plain.get(row)
        for item in find_items(text, here, wanted):
            if form is not None and goes_too_far(form, text, item):
                doubtful.add(row)
            span = (item.start, item.end) if form is None else form.origin(item.start, item.end)
            found.append((row, item.kind, *span))
    return found, doubtful


def with_rows(texts: pa.Array, rows: RowNumbers, new: pa.Array) -> pa.Array:
    """Return the texts with some of them replaced; `rows` ascend."""
    if not len(rows):
        return texts
    mask = np.zeros(len(texts), bool)
    mask[rows] = True
    return pc.replace_with_mask(texts, pa.array(mask), new)
