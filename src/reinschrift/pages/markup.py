"""The tags of a page by one pass over its bytes: where each stands, what its attributes hold, which tag closes it."""

# ruff: noqa: PLR2004  # bytes are their own names
from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache, cached_property

import numpy as np

from reinschrift.languages import all_words
from reinschrift.pages.blocks import tags
from reinschrift.pages.blocks.hints import EDGE, N_SIGNS, make_automaton
from reinschrift.text.arrays import Bytes, Flags, Hashes, Rows
from reinschrift.text.hash_table import find_number, place_names
from reinschrift.text.hashing import SEED, add
from reinschrift.text.kernel import kernel

TAG = re.compile(rb"<(/?)([A-Za-z][A-Za-z0-9-]*)([^<>]*)>")
VOID = frozenset(name.encode() for name in tags.VOID)
HEADINGS = frozenset({b"h1", b"h2", b"h3", b"h4", b"h5", b"h6"})
REACH = 50
"""How many open tags an end tag looks through: an end tag of nothing ends nothing."""

SIGNS = {
    "note": ("noteref", "footnote_ref"),
    "as_written": ("white_space", "pre_line", "pre_wrap", "break_spaces"),
    "overlay": ("popover", "dialog"),
    "verse": tuple(f"_{word}" for word in sorted(all_words("hints", "verse"))),
    "verse_line": tuple(f"_{word}" for word in sorted(all_words("hints", "verse_line"))),
}
"""Words in a tag's attributes for which its markup may be changed; `_` is whatever is no letter."""
_BIT = {name: 1 << number for number, name in enumerate(SIGNS)}

# The columns of tags. A tag that another `<` cuts off has no end (-1), one that nothing closes has no end tag (-1).
T_START, T_NAME_END, T_END, T_IS_END, T_NAME, T_SIGNS, T_CLOSE, T_ABOVE = range(8)
N_TAG = 8

_GOES, _FOUND = make_automaton(SIGNS.values())
_NEXT, _FOUND = (_GOES.astype(np.int32) * N_SIGNS).ravel(), np.repeat(_FOUND, N_SIGNS)
"""A state is the place of its row here: no product a byte, which takes two thirds longer."""
_BEGIN = int(_NEXT[EDGE])
_COLUMN = np.array([byte - 97 if 97 <= byte <= 122 else EDGE for byte in bytes(range(256)).lower()], np.int32)
_NAMES = {name: number for number, name in enumerate(dict.fromkeys((*tags.NAMES, "samp", "l", "lg")))}
"""A number for each name of a tag that is asked for; 0 is every other one."""
_KEYS, _NUMBERS = place_names({name: number for name, number in _NAMES.items() if name})
_VOID = np.isin(np.arange(len(_NAMES)), [_NAMES[name] for name in tags.VOID])


@kernel
def scan_tags(data: Bytes) -> Rows:
    """Return the tags of a page (UTF-8), in its order (int32, tags x `N_TAG`)."""
    n = 0
    for byte in data:
        n += byte == 0x3C
    rows, keys = np.empty((n, N_TAG), np.int32), np.empty(n, np.uint64)
    n, at = 0, 0
    while at < len(data):
        start, at = at, at + 1
        if data[start] != 0x3C:
            continue
        is_end = at < len(data) and data[at] == 0x2F
        at += is_end
        if at >= len(data) or not 0x61 <= data[at] | 0x20 <= 0x7A:
            continue
        key = SEED
        while at < len(data) and _is_of_name(data[at]):
            key = add(key, data[at] | 0x20)
            at += 1
        row = rows[n]
        row[T_START], row[T_NAME_END], row[T_IS_END], row[T_CLOSE], row[T_ABOVE] = start, at, is_end, -1, -1
        at, row[T_SIGNS] = _read_signs(data, at)
        row[T_END] = at + 1 if at < len(data) and data[at] == 0x3E else -1
        keys[n], row[T_NAME] = key, max(0, find_number(_KEYS, _NUMBERS, key))
        n += 1
    _pair(data, rows[:n], keys)
    return rows[:n]


@kernel(nrt=False)
def _is_of_name(byte: int) -> bool:
    return bool(0x61 <= byte | 0x20 <= 0x7A or 0x30 <= byte <= 0x39 or byte == 0x2D)


@kernel(nrt=False)
def _read_signs(data: Bytes, at: int) -> tuple[int, int]:
    """Return where attributes end that begin at a byte, and the bits of the words that they hold."""
    state, bits = _BEGIN, 0
    while at < len(data) and data[at] != 0x3E and data[at] != 0x3C:
        state = _NEXT[state + _COLUMN[data[at]]]
        bits |= _FOUND[state]
        at += 1
    return at, bits


@kernel
def _pair(data: Bytes, rows: Rows, keys: Hashes) -> None:
    """Note for each start tag its end tag, and the start tag of the element that it stands in."""
    n_open, opened = 0, np.empty(len(rows), np.int32)
    for tag in range(len(rows)):
        row = rows[tag]
        is_alone = row[T_END] - 2 >= row[T_NAME_END] and data[row[T_END] - 2] == 0x2F
        if row[T_END] < 0 or is_alone or _VOID[row[T_NAME]]:
            continue
        if not row[T_IS_END]:
            opened[n_open] = tag
            n_open += 1
            continue
        for level in range(n_open - 1, max(n_open - REACH, 0) - 1, -1):
            if keys[opened[level]] == keys[tag]:
                rows[opened[level], T_CLOSE] = tag
                rows[opened[level], T_ABOVE] = opened[level - 1] if level else -1
                n_open = level
                break


class Markup:
    """A page (UTF-8) with its tags, which are read when they are first asked for."""

    def __init__(self, data: bytes) -> None:
        self.data = data

    @cached_property
    def tags(self) -> Rows:
        """The table of its tags."""
        rows: Rows = scan_tags(np.frombuffer(self.data, np.uint8))
        return rows

    def are_starts(self, *names: str) -> Flags:
        """Return which tags are start tags of one of some names."""
        found: Flags = (self.tags[:, T_IS_END] == 0) & _of_names(names)[self.tags[:, T_NAME]]
        return found

    def have_sign(self, name: str) -> Flags:
        """Return which tags hold a word of `SIGNS` in their attributes."""
        found: Flags = (self.tags[:, T_SIGNS] & _BIT[name]) != 0
        return found

    def name(self, tag: int) -> bytes:
        """Return the name of a tag, in small letters."""
        row = self.tags[tag]
        return self.data[row[T_START] + 1 + row[T_IS_END] : row[T_NAME_END]].lower()

    def attributes(self, tag: int) -> bytes:
        """Return the attributes of a tag; empty if it has no end."""
        return self.data[self.tags[tag, T_NAME_END] : max(0, self.tags[tag, T_END] - 1)]

    def inside(self, tag: int) -> tuple[int, int]:
        """Return at which bytes begins and ends what stands in the element of a start tag that is closed."""
        return int(self.tags[tag, T_END]), int(self.tags[self.tags[tag, T_CLOSE], T_START])

    def end(self, tag: int) -> int:
        """Return at which byte the element of a start tag ends that is closed."""
        return int(self.tags[self.tags[tag, T_CLOSE], T_END])

    def rewritten(self, pattern: re.Pattern[bytes], where: Flags, write: Callable[[re.Match[bytes]], bytes]) -> Markup:
        """Return the page with `write` of what a pattern finds at some tags, from left to right, in its place."""
        pieces, at = [], 0
        for start in self.tags[where, T_START].tolist():
            found = pattern.match(self.data, start) if start >= at else None
            if found is not None:
                pieces += [self.data[at:start], write(found)]
                at = found.end()
        return self.of(pieces, at)

    def of(self, pieces: list[bytes], at: int) -> Markup:
        """Return pieces and what stands behind byte `at` as markup; itself where that is the same."""
        data = b"".join([*pieces, self.data[at:]]) if pieces else self.data
        return self if data == self.data else Markup(data)


@cache
def _of_names(names: tuple[str, ...]) -> Flags:
    found: Flags = np.isin(np.arange(len(_NAMES)), [_NAMES[name] for name in names])
    return found
