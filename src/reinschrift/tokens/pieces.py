"""Texts cut before words, where tokenizers cut them, too: each different piece need be counted only once."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from reinschrift.columns import utf8_of
from reinschrift.text.arrays import Hashes
from reinschrift.text.hash_table import stamped_slot
from reinschrift.text.hashing import SEED, add, mix
from reinschrift.text.kernel import kernel

SLOTS = 1 << 21
"""Of the table of known pieces, 28 MB; half of them are used, for a German corpus of 10 MB has 200,000 pieces."""
MOST_NEW = 1 << 16
MOST_WAITING = 1 << 18
"""New pieces, and places of them, that are gathered before they are counted."""

_SPACE, _LINE_FEED, _APOSTROPHE, _DELETE = 0x20, 0x0A, 0x27, 0x7F
_OTHER = 0x80  # bytes from here on are part of a character outside ASCII
_WHITE = (0xC2, 0xE1, 0xE2, 0xE3)  # with these begins all white space outside ASCII
_STAMP, _UNKNOWN = 1, -1


class PieceCounter:
    """Counts tokens by pieces of texts, and keeps the counts of pieces it has met.

    It is exact for tokenizers that cut, whatever is around, before a space with a word behind it and between a letter
    and a sign of ASCII but an apostrophe; with `lines` also between a line feed and a letter or digit of ASCII.
    `find.cuts_of` knows which do. Pieces are compared by 64 bits: in a full table two are taken for one with a
    probability of 3 in 100 million.
    """

    def __init__(self, count: Callable[[str], int], *, lines: bool) -> None:
        self._count = count
        self._lines = lines
        self._stamps = np.zeros(SLOTS, np.uint8)
        self._keys = np.zeros(SLOTS, np.uint64)
        self._counts = np.zeros(SLOTS, np.int32)
        self._n_known = 0

    def __call__(self, texts: pa.Array) -> npt.NDArray[np.int64]:
        """Return how many tokens each text has (int64); nulls have none."""
        offsets, data = utf8_of(texts)
        found = np.zeros(len(texts), np.int64)
        new, waiting = np.zeros((MOST_NEW, 3), np.int64), np.zeros((MOST_WAITING, 2), np.int64)
        table = (self._keys, self._stamps, self._counts)
        first, emptied_for = 0, -1
        while first < len(texts):
            if self._n_known > SLOTS // 2:
                self._stamps[:] = self._n_known = 0
                if emptied_for == first:  # it has more different pieces than the table takes
                    found[first] = self._count(_text_of(data, offsets[first], offsets[first + 1]))
                    first += 1
                emptied_for = first
                continue
            n_new, n_waiting, first = sum_pieces(offsets, data, self._lines, first, table, found, new, waiting)
            self._n_known += n_new
            for start, end, slot in new[:n_new].tolist():
                self._counts[slot] = self._count(_text_of(data, start, end))
            np.add.at(found, waiting[:n_waiting, 0], self._counts[waiting[:n_waiting, 1]])
        return found


def _text_of(data: npt.NDArray[np.uint8], start: int, end: int) -> str:
    return data[start:end].tobytes().decode()


@kernel
def sum_pieces(  # noqa: PLR0913, PLR0917  # a kernel's arguments are its arrays
    offsets: npt.NDArray[np.int32], data: npt.NDArray[np.uint8], lines: bool, first: int,  # noqa: FBT001
    table: tuple[Hashes, npt.NDArray[np.uint8], npt.NDArray[np.int32]], found: npt.NDArray[np.int64],
    new: npt.NDArray[np.int64], waiting: npt.NDArray[np.int64],
) -> tuple[int, int, int]:  # fmt: skip
    """Put into `found` the tokens of the texts from `first` on, as far as the counts of their pieces are known.

    Pieces that are not in the table are added to it, and to `new`: start, end, and slot for the count. What is still to
    be added to texts is in `waiting`: text, and slot of the piece. Returns how many there are of both, and the first
    text that is not done; it stops where either is full.
    """
    keys, stamps, counts = table
    n_new, n_waiting = 0, 0
    for text in range(first, len(offsets) - 1):
        total, start, end = 0, offsets[text], offsets[text + 1]
        n_before, key = n_waiting, SEED
        for at in range(start, end):
            key = add(key, data[at])
            if at + 1 < end and not is_cut(data, at + 1, end, lines):
                continue
            key = mix(key)
            slot = stamped_slot(keys, stamps, len(keys) - 1, _STAMP, key)
            if stamps[slot] != _STAMP or counts[slot] == _UNKNOWN:
                if n_new == len(new) or n_waiting == len(waiting):
                    return n_new, n_before, text
                if stamps[slot] != _STAMP:
                    stamps[slot], keys[slot], counts[slot] = _STAMP, key, _UNKNOWN
                    new[n_new, 0], new[n_new, 1], new[n_new, 2] = start, at + 1, slot
                    n_new += 1
                waiting[n_waiting, 0], waiting[n_waiting, 1] = text, slot
                n_waiting += 1
            else:
                total += counts[slot]
            start, key = at + 1, SEED
        found[text] = total
    return n_new, n_waiting, len(offsets) - 1


@kernel(nrt=False)
def is_cut(data: npt.NDArray[np.uint8], at: int, end: int, lines: bool) -> bool:  # noqa: FBT001  # kernels have no keywords
    """Say whether a piece begins at a byte that is not the first of its text, which has its end at `end`."""
    before, here = data[at - 1], data[at]
    if _is_letter(before) and here < _OTHER and here != _APOSTROPHE and not _is_letter(here):
        return True
    if here == _SPACE and at + 1 < end:
        return not _may_be_white(data[at + 1])
    return lines and before == _LINE_FEED and (_is_letter(here) or 0x30 <= here <= 0x39)  # noqa: PLR2004  # 0 to 9


@kernel(nrt=False)
def _is_letter(byte: int) -> bool:
    return 0x61 <= byte | 0x20 <= 0x7A  # noqa: PLR2004  # a to z


@kernel(nrt=False)
def _may_be_white(byte: int) -> bool:
    """Say whether white space may begin with a byte; a space before it may be one token with it."""
    return byte <= _SPACE or byte == _DELETE or byte in _WHITE
