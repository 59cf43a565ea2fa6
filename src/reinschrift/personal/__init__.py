"""Addresses and numbers that belong to persons: found, counted and masked in texts of any column."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from reinschrift.columns import n_chars, utf8_of
from reinschrift.personal.finders import KINDS, find_items, goes_too_far
from reinschrift.personal.plain_form import PlainForm, odd_rows, plain_form
from reinschrift.personal.screen import find_places
from reinschrift.settings.stages import PersonalSettings
from reinschrift.text.arrays import RowNumbers
from reinschrift.text.spans import Spans, cut, splice


class Found(NamedTuple):
    """Personal data in a column of texts: one entry an item."""

    row: RowNumbers
    kind: RowNumbers
    """Its place in `KINDS`."""
    n_chars: RowNumbers


def mask_texts(texts: pa.Array, settings: PersonalSettings) -> tuple[pa.Array, Found]:
    """Return the texts with personal data masked, and all that was found, by text: masked or only counted.

    A text in which something was masked is looked at again, since a number may stand out once its neighbour is
    gone; every round takes digits or an @ away, so there is a last one.
    """
    masked = [number for number, kind in enumerate(KINDS) if getattr(settings, kind.counted_as) == "mask"]
    counted = [number for number, kind in enumerate(KINDS) if getattr(settings, kind.counted_as) == "count"]
    rows, few, parts = np.arange(len(texts)), texts, []
    while len(rows):
        row, kind, spans = find_in_texts(few, frozenset(masked + counted))
        is_masked = np.isin(kind, masked)
        changed = np.unique(row[is_masked])
        is_final = is_masked | ~np.isin(row, changed)
        lengths = n_chars(cut(few, spans))
        parts.append(Found(rows[row[is_final]], kind[is_final], lengths[is_final]))
        taken = Spans(spans.starts[is_masked], spans.ends[is_masked])
        few = splice(few, taken, PLACEHOLDERS.take(pa.array(kind[is_masked]))).take(pa.array(changed))
        rows = rows[changed]
        texts = _replaced(texts, rows, few)
    joined = [np.concatenate(columns) for columns in zip(*parts, strict=True)] or [np.zeros(0, np.int64)] * 3
    order = np.argsort(joined[0], kind="stable")
    return texts, Found(*(column[order] for column in joined))


PLACEHOLDERS = pa.array([kind.placeholder for kind in KINDS], pa.string())


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
    texts = _replaced(texts, odd, pa.array([plain[row].text for row in odd.tolist()], pa.string()))
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


def _replaced(texts: pa.Array, rows: RowNumbers, new: pa.Array) -> pa.Array:
    if not len(rows):
        return texts
    mask = np.zeros(len(texts), bool)
    mask[rows] = True
    return pc.replace_with_mask(texts, pa.array(mask), new)
