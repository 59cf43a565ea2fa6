"""Documents that came as one endless line: their text is divided after sentences, since nothing else divides it."""

# ruff: noqa: PLR2004  # bytes and code points are their own names

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from reinschrift.columns import string_column
from reinschrift.kinds import PARAGRAPH
from reinschrift.stages.paragraphs.kinds import Kinds
from reinschrift.stages.rows.line_form import case_of
from reinschrift.text.arrays import Bytes, Rows
from reinschrift.text.kernel import kernel
from reinschrift.text.signs import OPENING_SIGNS, WIDE_ENDS, closes, ends_sentence
from reinschrift.text.utf8 import CONTINUATION, CONTINUES, decode

PIECE_CHARS = 500
"""Characters after which the next end of a sentence ends a paragraph: news paragraphs have 300 to 600."""

REST_CHARS = 250
"""Characters of the shortest last paragraph; less stays with the one before."""

SHARE = 0.9
"""Share of a document's bytes that one row must have for the document to be that row."""

ABBREVIATED = 4
"""Letters of the shortest word whose full stop ends a sentence: shorter ones are often abbreviated."""

_OPENING = tuple(map(ord, OPENING_SIGNS))
_WIDE_STOPS = tuple(map(ord, WIDE_ENDS))

Cuts = npt.NDArray[np.int64]


@kernel
def _begins_sentence(data: Bytes, at: int, end: int) -> bool:
    """Say whether a sentence may begin at byte `at`: a capital, a digit or a letter without case, quotes set aside."""
    while at < end:
        code, at = decode(data, at)
        if code not in _OPENING:
            return case_of(code) >= 2
    return False


@kernel
def _can_end(code: int, letters: int) -> bool:
    """Say whether a sentence can end with a sign, before which a word of so many letters stands (0: none does)."""
    return bool(ends_sentence(code) and (code != 0x2E or letters >= ABBREVIATED))


@kernel
def _behind(data: Bytes, at: int, end: int, is_wide: bool) -> tuple[int, int]:  # noqa: FBT001  # of a kernel
    """Return where the stops and closing signs from byte `at` on end, and where the next sentence begins, -1 if none.

    `at` is behind a stop; `is_wide`: behind a wide one.
    """
    while at < end:
        code, next_at = decode(data, at)
        if not (closes(code) or ends_sentence(code)) or (is_wide and code == 0x201C):
            break  # “ closes in German and opens in Chinese
        at = next_at
    after = at
    while after < end and data[after] in (0x20, 0x09, 0x0A):
        after += 1
    if after == end or (after == at and not is_wide):
        return at, -1
    return at, after if is_wide or _begins_sentence(data, after, end) else -1


@kernel
def find_cuts(data: Bytes, start: int, end: int) -> Cuts:
    """Return where the paragraphs of one endless line begin (int64, bytes, ascending), `start` among them."""
    cuts = np.empty((end - start) // PIECE_CHARS + 2, np.int64)
    cuts[0], n_cuts = start, 1
    at, chars, letters = start, 0, 0
    run_end, after = start, -1  # all stops of a run have the same behind them, so it is looked at once
    while at < end:
        code, next_at = decode(data, at)
        if chars >= PIECE_CHARS and _can_end(code, letters):
            is_wide = code in _WIDE_STOPS
            if is_wide or at >= run_end:
                run_end, after = _behind(data, next_at, end, is_wide)
                run_end = at if is_wide else run_end
            if after >= 0:
                cuts[n_cuts], n_cuts = after, n_cuts + 1
                at, chars, letters = after, 0, 0
                continue
        case = case_of(code)
        letters = letters + 1 if case not in (0, 4) else 0
        chars += 1
        at = next_at
    return cuts[: n_cuts - (n_cuts > 1 and chars < REST_CHARS)]


def _endless(documents: Rows, texts: tuple[Rows, Bytes], kinds: Kinds, longest: int) -> list[int]:
    """Return the rows that are all of their document, nearly, and have more than `longest` characters."""
    offsets, data = texts
    sizes = np.diff(offsets)
    if not longest or not (sizes > longest).any():
        return []
    whole = np.bincount(documents, sizes)
    rows = np.flatnonzero((kinds == PARAGRAPH) & (sizes > longest) & (sizes >= SHARE * whole[documents])).tolist()
    return [
        row
        for row in rows
        if np.count_nonzero(data[offsets[row] : offsets[row + 1]] & CONTINUES != CONTINUATION) > longest
    ]


def divide_endless(
    documents: Rows, texts: tuple[Rows, Bytes], kinds: Kinds, longest: int
) -> tuple[npt.NDArray[np.int64], pa.Array] | None:
    """Return the rows with the endless ones divided: for each new row the number of the old, and the texts.

    None if there is nothing to divide. A row is endless if it has more than `longest` characters (0: none has) and
    `SHARE` of its document's bytes. It is divided after the first sentence that ends at `PIECE_CHARS` or beyond, and so
    on; the blanks between two paragraphs go.
    """
    offsets, data = texts
    pieces = {
        row: find_cuts(data, offsets[row], offsets[row + 1]) for row in _endless(documents, texts, kinds, longest)
    }
    if all(len(cuts) == 1 for cuts in pieces.values()):
        return None
    counts = np.ones(len(kinds), np.int64)
    counts[list(pieces)] = [len(cuts) for cuts in pieces.values()]
    sources = np.repeat(np.arange(len(kinds)), counts)
    edges = np.append(offsets[sources], offsets[-1]).astype(np.int32)
    firsts = np.cumsum(counts) - counts
    for row, cuts in pieces.items():
        edges[firsts[row] : firsts[row] + len(cuts)] = cuts
    divided = string_column(edges, data)
    is_piece = pa.array(np.isin(sources, list(pieces)))
    return sources, pc.if_else(is_piece, pc.ascii_trim(divided, " \t\n"), divided)
