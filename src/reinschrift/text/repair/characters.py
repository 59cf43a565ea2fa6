"""Controls, exotic spaces, soft hyphens and line ends: found by a kernel over the bytes of the whole column."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from reinschrift.columns import utf8_of
from reinschrift.text.arrays import Bytes, Offsets, Positions
from reinschrift.text.kernel import kernel
from reinschrift.text.repair import code_points
from reinschrift.text.repair.code_points import (
    ACTION,
    BIDI,
    FORM,
    JOINER,
    LINE_END,
    RIGHT_TO_LEFT,
    SOFT_HYPHEN,
    SPACE,
)
from reinschrift.text.repair.shaping import end_of_flag, stays
from reinschrift.text.spans import Spans, count_by_text, splice
from reinschrift.text.utf8 import CONTINUATION, CONTINUES, decode

_KINDS = {"controls": 1, "spaces": 2, "hyphens": 3, "line_ends": 4}
_CONTROLS, _SPACES, _HYPHENS, _LINE_ENDS = _KINDS.values()
_REPLACEMENTS = pa.array(["", " ", "\n", "-"])
_NOTHING, _BLANK, _NEWLINE, _HYPHEN = range(4)
_START, _END, _REPLACEMENT, _KIND = range(4)  # the columns of an edit

_WAVING_BLACK_FLAG = 0x1F3F4
_EMPTY_CELL, _LAST_CELL = 0x2800, 0x28FF  # of braille
_BACKSPACE, _TAB, _LINE_FEED, _CARRIAGE_RETURN, _ESCAPE = 0x08, 0x09, 0x0A, 0x0D, 0x1B
_FILE_SEPARATOR, _UNIT_SEPARATOR = 0x1C, 0x1F
_BLANK_BYTE, _HYPHEN_BYTE, _BRACKET, _UNDERSCORE = 0x20, 0x2D, 0x5B, 0x5F
_FIRST_PARAMETER, _LAST_PARAMETER, _FIRST_FINAL, _LAST_FINAL = 0x20, 0x3F, 0x40, 0x7E


def clean(texts: pa.Array, kinds: frozenset[str]) -> tuple[pa.Array, dict[str, npt.NDArray[np.int32]]]:
    """Return `texts` without the wanted `kinds` of faults, and how many of each kind were mended in each text.

    `controls`: control, zero-width and other invisible characters and terminal sequences go, the separators U+001C to
    U+001F become spaces, since they part what stands beside them; joiners stay in emoji and in the scripts they shape,
    direction marks where there are letters to direct. `spaces`: every kind of space is U+0020, the empty cell of
    braille, too, in a text without another cell. `hyphens`: soft hyphens go; at the end of a line one is a hyphen.
    `line_ends`: every kind is a line feed.
    """
    offsets, data = utf8_of(texts)
    wanted = np.zeros(len(_KINDS) + 1, np.bool_)
    wanted[[_KINDS[kind] for kind in kinds]] = True
    table = code_points.flags()
    edits = np.zeros((_edits(offsets, data, table, wanted, np.zeros((0, 4), np.int64)), 4), np.int64)
    if not len(edits):
        return texts, {kind: np.zeros(len(texts), np.int32) for kind in _KINDS}
    _edits(offsets, data, table, wanted, edits)
    counts = {kind: count_by_text(texts, edits[edits[:, _KIND] == number, _START]) for kind, number in _KINDS.items()}
    new = _REPLACEMENTS.take(pa.array(edits[:, _REPLACEMENT]))
    return splice(texts, Spans(edits[:, _START].copy(), edits[:, _END].copy()), new), counts


def suspicious(texts: pa.Array) -> tuple[bool, bool]:
    """Say whether any text has a character that `clean` looks at, and whether one has any that NFC may change."""
    offsets, data = utf8_of(texts)
    seen = _screen(data, int(offsets[0]), int(offsets[-1]), code_points.flags())
    return bool(seen & ACTION), bool(seen & FORM)


@kernel
def _screen(data: Bytes, start: int, end: int, table: Bytes) -> int:
    """Return all actions and possible changes of form that the bytes ask for, as flags."""
    seen = 0
    i = start
    while i < end:
        if data[i] < CONTINUATION:
            seen |= table[data[i]]
            i += 1
        else:
            code, i = decode(data, i)
            seen |= table[code]
    return seen


@kernel
def _edits(offsets: Offsets, data: Bytes, table: Bytes, wanted: npt.NDArray[np.bool_], edits: Positions) -> int:
    """Write the edits, one a row, if there is room for any; return their number."""
    n = 0
    for d in range(len(offsets) - 1):
        n += _edits_of_text(data, (offsets[d], offsets[d + 1]), table, wanted, edits[n:])
    return n


@kernel
def _edits_of_text(
    data: Bytes, bounds: tuple[int, int], table: Bytes, wanted: npt.NDArray[np.bool_], edits: Positions
) -> int:
    n = 0
    directed = brailled = -1  # not known yet
    before = int(np.int64(0))  # the last character that stays
    done = i = flag_end = int(np.int64(bounds[0]))
    end = int(np.int64(bounds[1]))
    while i < end:
        code, after = decode(data, i)
        action = table[code] & ACTION
        if code == _WAVING_BLACK_FLAG:
            flag_end = end_of_flag(data, after, end)
        if action == BIDI and directed < 0:
            directed = int(_is_directed(data, bounds, table))
        if code == _EMPTY_CELL and brailled < 0:
            brailled = int(_is_brailled(data, bounds))
        following = decode(data, after)[0] if action == JOINER and after < end else 0
        is_cell = code == _EMPTY_CELL and brailled == 1
        if action == 0 or is_cell or i < flag_end or stays(table, code, before, following, directed):
            before, i = code, after
            continue
        start, i, kind, replacement = _edit(data, (i, after, done, end), code, action)
        if not wanted[kind]:
            before = code
            continue
        if replacement != _NOTHING:
            before = int(np.int64(_BLANK_BYTE))
        if len(edits):
            edits[n, 0], edits[n, 1], edits[n, 2], edits[n, 3] = start, i, replacement, kind
        done = i
        n += 1
    return n


@kernel
def _is_directed(data: Bytes, bounds: tuple[int, int], table: Bytes) -> bool:
    """Say whether a text has letters that run from right to left."""
    i = int(np.int64(bounds[0]))
    while i < bounds[1]:
        code, i = decode(data, i)
        # A direction mark is no letter, though one lies in the Arabic block.
        if table[code] & RIGHT_TO_LEFT and not table[code] & ACTION:
            return True
    return False


@kernel
def _is_brailled(data: Bytes, bounds: tuple[int, int]) -> bool:
    """Say whether a text has a cell of braille with dots: there an empty cell is writing, or part of a picture."""
    i = int(np.int64(bounds[0]))
    while i < bounds[1]:
        code, i = decode(data, i)
        if _EMPTY_CELL < code <= _LAST_CELL:
            return True
    return False


@kernel
def _edit(data: Bytes, bounds: tuple[int, int, int, int], code: int, action: int) -> tuple[int, int, int, int]:
    """Return start, end, kind and replacement of the edit for the character between the first two `bounds`."""
    i, stop, done, end = bounds
    if action == SPACE:
        return i, stop, _SPACES, _BLANK
    if action == SOFT_HYPHEN:
        return _soft_hyphen(data, bounds)
    if action == LINE_END:
        if code == _CARRIAGE_RETURN and stop < end and data[stop] == _LINE_FEED:
            stop += 1
        return i, stop, _LINE_ENDS, _NEWLINE
    if _FILE_SEPARATOR <= code <= _UNIT_SEPARATOR:
        return i, stop, _CONTROLS, _BLANK
    if code == _ESCAPE:
        stop = _after_sequence(data, stop, end)
    elif code == _BACKSPACE:
        i = _overstruck(data, i, done, end)
    return i, stop, _CONTROLS, _NOTHING


@kernel
def _soft_hyphen(data: Bytes, bounds: tuple[int, int, int, int]) -> tuple[int, int, int, int]:
    """Return the edit for a soft hyphen: a hyphen at the end of a line, unless one stands there; else nothing.

    One that has a line of its own was cut off from the word it divides: the line and its end go with it.
    """
    i, stop, done, end = bounds
    if not _ends_line(data, stop, end):
        return i, stop, _HYPHENS, _NOTHING
    if i > done and data[i - 1] == _HYPHEN_BYTE:
        return i, stop, _HYPHENS, _NOTHING
    if i - 1 > done and data[i - 1] == _LINE_FEED and data[i - 2] > _BLANK_BYTE:
        while data[stop] != _LINE_FEED and data[stop] != _CARRIAGE_RETURN:
            stop += 1
        if data[stop] == _CARRIAGE_RETURN and stop + 1 < end and data[stop + 1] == _LINE_FEED:
            stop += 1
        return i - 1, stop + 1, _HYPHENS, _NOTHING
    return i, stop, _HYPHENS, _HYPHEN


@kernel
def _ends_line(data: Bytes, i: int, end: int) -> bool:
    """Say whether only spaces and a line end follow."""
    while i < end and (data[i] == _BLANK_BYTE or data[i] == _TAB):
        i += 1
    return i < end and (data[i] == _LINE_FEED or data[i] == _CARRIAGE_RETURN)


@kernel
def _after_sequence(data: Bytes, i: int, end: int) -> int:
    """Return where a terminal's control sequence (ECMA-48, CSI) ends whose ESC ended at `i`."""
    if i >= end or data[i] != _BRACKET:
        return i
    j = i + 1
    while j < end and _FIRST_PARAMETER <= data[j] <= _LAST_PARAMETER:
        j += 1
    return j + 1 if j < end and _FIRST_FINAL <= data[j] <= _LAST_FINAL else i


@kernel
def _overstruck(data: Bytes, i: int, done: int, end: int) -> int:
    """Return where the character before the backspace at `i` starts if the next is struck over it, else `i`.

    Typewriter style: a letter over itself is bold, over an underscore underlined.
    """
    start = i - 1
    while start > done and (data[start] & CONTINUES) == CONTINUATION:
        start -= 1
    if start < done or i + 1 >= end:
        return i
    if data[start] == _UNDERSCORE and data[i + 1] > _BLANK_BYTE:
        return start
    for j in range(i - start):
        if i + 1 + j >= end or data[start + j] != data[i + 1 + j]:
            return i
    return start
