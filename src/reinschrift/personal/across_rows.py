"""Values that begin at the end of one paragraph and go on in the next, where a line's end in them parted two."""

from __future__ import annotations

import re
from typing import NamedTuple

import numpy as np
import pyarrow as pa

from reinschrift.columns import utf8_of
from reinschrift.personal.finders import KINDS
from reinschrift.personal.found import Found, find_in_texts, with_rows
from reinschrift.text.arrays import RowNumbers
from reinschrift.text.spans import Spans, cut

_ENDS = np.zeros(256, np.bool_)  # bytes before a line's end that speak for a value that goes on
_ENDS[[ord(c) for c in "0123456789)+/@-ABCDEFGHIJKLMNOPQRSTUVWXYZ"]] = True  # NL91 ABNA
_BEGINS = np.zeros(256, np.bool_)
_BEGINS[[ord(c) for c in "0123456789("]] = True
_AT = ord("@")
_MAY_BE_NAMED = re.compile(r"[^\W\d_][^\n]{0,40}\Z|[+@]|\b00")
"""A word, a plus sign or an @ near the end: rows of a table of numbers have none."""
_ABROAD = re.compile(r"\(*(?:\+|00)")
_REACH = 96
"""Characters at the end of a paragraph, and as many at the beginning of the next, that are looked at: the longest word
before a number, fillers, and an IBAN with a gap behind each group."""


class Part(NamedTuple):
    """A part of a value that is only counted, hidden until the rows were looked at one by one."""

    row: int
    is_end: bool
    """Whether it ends its row; it begins the row if not."""
    placeholder: str
    text: str


def mask_across_rows(
    texts: pa.Array, owners: RowNumbers, masked: frozenset[int], counted: frozenset[int]
) -> tuple[pa.Array, Found, list[Part]]:
    """Return the texts with values masked that reach from a row into the next one of the same document, and those.

    Each part has a placeholder of its own and counts as an item of its row. Parts of kinds that are only counted are
    returned, too, for `show_parts`. What stands whole at the end of a row goes no further.
    """
    rows = _candidates(texts, owners)
    ends = _strings(texts, rows, slice(-_REACH, None))
    named = np.array([_MAY_BE_NAMED.search(end) is not None for end in ends], np.bool_)
    rows, ends = rows[named], [end for end, is_named in zip(ends, named.tolist(), strict=True) if is_named]
    begins = _strings(texts, rows + 1, slice(0, _REACH))
    sizes = np.array([len(end.encode()) for end in ends], np.int64)
    wanted = masked | counted
    row, kind, spans = find_in_texts(pa.array(map("\n".join, zip(ends, begins, strict=True)), pa.string()), wanted)
    offsets = np.cumsum([0, *(len(f"{a}\n{b}".encode()) for a, b in zip(ends, begins, strict=True))])
    starts, stops = spans.starts - offsets[row], spans.ends - offsets[row]
    crossing = (starts < sizes[row]) & (stops > sizes[row] + 1) & ~np.isin(row, _whole_at_end(ends, sizes, wanted))
    if not crossing.any():
        return texts, Found(*[np.zeros(0, np.int64)] * 3), []
    changed: dict[int, str] = {}
    found: list[tuple[int, int, int]] = []
    hidden: list[Part] = []
    for pair, number, start, stop in zip(*(c[crossing].tolist() for c in (row, kind, starts, stops)), strict=True):
        first, size, placeholder = int(rows[pair]), int(sizes[pair]), KINDS[number].placeholder
        before = _after(changed, texts, first).encode()
        behind = _after(changed, texts, first + 1).encode()
        parts = before[start - size :], behind[: stop - size - 1]
        changed[first] = before[: start - size].decode() + placeholder
        changed[first + 1] = placeholder + behind[stop - size - 1 :].decode()
        if number in counted:
            hidden += [Part(first + at, at == 0, placeholder, part.decode()) for at, part in enumerate(parts)]
        found += [(first + at, number, len(part.decode())) for at, part in enumerate(parts)]
    new = pa.array([changed[at] for at in sorted(changed)], pa.string())
    return with_rows(texts, np.array(sorted(changed), np.int64), new), Found(*np.array(found, np.int64).T), hidden


def show_parts(texts: pa.Array, hidden: list[Part]) -> pa.Array:
    """Return the texts with the parts again that placeholders stand for."""
    changed: dict[int, str] = {}
    for part in hidden:
        text = _after(changed, texts, part.row)
        if part.is_end:
            changed[part.row] = text.removesuffix(part.placeholder) + part.text
        else:
            changed[part.row] = part.text + text.removeprefix(part.placeholder)
    rows = sorted(changed)
    return with_rows(texts, np.array(rows, np.int64), pa.array([changed[row] for row in rows], pa.string()))


def _candidates(texts: pa.Array, owners: RowNumbers) -> RowNumbers:
    """Return the rows whose last byte and the next row's first, of the same document, may be parts of a value."""
    offsets, data = utf8_of(texts)
    if len(texts) < 2:  # noqa: PLR2004
        return np.zeros(0, np.int64)
    starts, stops = offsets[:-1].astype(np.int64), offsets[1:].astype(np.int64)
    filled = stops > starts
    padded = np.append(data, np.uint8(0))
    last, first = padded[np.where(filled, stops - 1, -1)], padded[np.where(filled, starts, -1)]
    goes_on = _ENDS[last[:-1]] & (_BEGINS[first[1:]] | ((last[:-1] == _AT) & filled[1:]))
    return np.flatnonzero(goes_on & filled[1:] & (owners[1:] == owners[:-1]))


def _whole_at_end(ends: list[str], sizes: RowNumbers, wanted: frozenset[int]) -> RowNumbers:
    """Return which of the ends of rows end with a whole item.

    A number with its country's code is whole if it has that country's digits, whatever word stands before it.
    """
    texts = pa.array(ends, pa.string())
    row, _, spans = find_in_texts(texts, wanted)
    last = np.flatnonzero(spans.ends == np.cumsum(sizes)[row])
    row = row[last]
    items = cut(texts, Spans(spans.starts[last], spans.ends[last])).to_pylist()
    abroad = np.array([_ABROAD.match(item) is not None for item in items], np.bool_)
    alone, _, _ = find_in_texts(pa.array(items, pa.string()), wanted)
    return np.asarray(row[~abroad | np.isin(np.arange(len(row)), alone)])


def _strings(texts: pa.Array, rows: RowNumbers, part: slice) -> list[str]:
    return [text[part] for text in texts.take(pa.array(rows)).to_pylist()]


def _after(changed: dict[int, str], texts: pa.Array, row: int) -> str:
    return changed[row] if row in changed else str(texts[row].as_py())
