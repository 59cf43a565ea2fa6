"""The attributes of a tag: which words its class and the like hold, and whether it says something of the page."""

# ruff: noqa: PLR2004  # bytes and code points are their own names
from __future__ import annotations

import numpy as np

from reinschrift.pages.blocks.hints import EDGE, HINT_NAMES, HINTS, make_automaton
from reinschrift.pages.blocks.page import Bits
from reinschrift.text.arrays import Bytes
from reinschrift.text.hash_table import find_number, place_names
from reinschrift.text.hashing import SEED, add
from reinschrift.text.kernel import kernel
from reinschrift.text.licence_addresses import OF_PAGES

A_END, A_HINTS, A_KIND, A_NUMBER = range(4)
N_FOUND = 4
LINK, MARK, MODAL, IN_LINE, OWN_LINE = 1, 2, 4, 8, 16

_GOES, _FOUND = make_automaton(HINTS.values())
_HINTED, _REL, _HREF, _STYLE, _HIDDEN_NAME, _ITEMPROP, _ARIA_HIDDEN, _NUMBER, _ROLE, _ARIA_MODAL = range(1, 11)
_KEYS, _KINDS = place_names(
    {
        "class": _HINTED, "id": _HINTED, "role": _ROLE, "aria-modal": _ARIA_MODAL, "aria-label": _HINTED,
        "data-testid": _HINTED, "data-component": _HINTED, "rel": _REL, "href": _HREF, "style": _STYLE,
        "hidden": _HIDDEN_NAME,
        "itemprop": _ITEMPROP, "property": _ITEMPROP, "aria-hidden": _ARIA_HIDDEN, "start": _NUMBER,
        "value": _NUMBER,
    }
)  # fmt: skip
_HIDDEN_HINT = 1 << HINT_NAMES.index("hidden")
_LICENSE = "license"
"""What marks a licence as a relation, and in an address whatever stands around it."""
_LICENSES = tuple(
    np.frombuffer(word.encode(), np.uint8) for word in (_LICENSE, *(one for one in OF_PAGES if _LICENSE not in one))
)
_NONE, _IN_LINE, _OWN_LINE = (np.frombuffer(b"display:" + how, np.uint8) for how in (b"none", b"inline", b"block"))
_LICENSE_REL = _LICENSES[0]
_DIALOG, _TRUE = np.frombuffer(b"dialog", np.uint8), np.frombuffer(b"true", np.uint8)
_AUTHOR_REL = np.frombuffer(b"author", np.uint8)
_LONGEST_VALUE = 300
"""Bytes of an attribute that are looked at."""


@kernel(nrt=False)
def _hints_of(data: Bytes, start: int, end: int) -> int:
    """Return the bits of the hints whose words stand in a value; its ends are edges of words, as is camelCase."""
    state, bits, before_small = _GOES[0, EDGE], 0, False
    for at in range(start, min(end, start + _LONGEST_VALUE)):
        byte = data[at]
        if 0x41 <= byte <= 0x5A:
            if before_small:
                state = _GOES[state, EDGE]
                bits |= _FOUND[state]
            state, before_small = _GOES[state, byte - 0x41], False
        elif 0x61 <= byte <= 0x7A:
            state, before_small = _GOES[state, byte - 0x61], True
        else:
            state, before_small = _GOES[state, EDGE], False
        bits |= _FOUND[state]
    state = _GOES[state, EDGE]
    return int(bits | _FOUND[state])


@kernel(nrt=False)
def _holds(data: Bytes, start: int, end: int, sought: Bytes) -> bool:
    """Say whether a value holds a word; letter case and spaces do not matter."""
    end = min(end, start + _LONGEST_VALUE)
    for at in range(start, end):
        here, same = at, 0
        while here < end and same < len(sought):
            byte = data[here]
            here += 1
            if byte == 0x20:
                continue
            lower = byte | 0x20 if 0x41 <= byte <= 0x5A else byte
            if lower != sought[same]:
                break
            same += 1
        if same == len(sought):
            return True
    return False


@kernel(nrt=False)
def _kind_of_link(data: Bytes, start: int, end: int) -> int:
    """Return the bits of a link's address."""
    for word in _LICENSES:
        if _holds(data, start, end, word):
            return LINK | MARK
    return LINK


@kernel(nrt=False)
def _is_hidden(data: Bytes, kind: int, start: int, end: int) -> bool:
    """Say whether an attribute hides what it belongs to."""
    if kind == _ARIA_HIDDEN:
        return bool(end > start and data[start] | 0x20 == 0x74)
    return bool(kind == _HIDDEN_NAME or (kind == _STYLE and _holds(data, start, end, _NONE)))


@kernel(nrt=False)
def _take_in(data: Bytes, kind: int, start: int, end: int, found: Bits) -> None:
    """Note what one attribute says."""
    if kind in (_ROLE, _ARIA_MODAL):
        is_modal = _holds(data, start, end, _DIALOG if kind == _ROLE else _TRUE)
        found[A_KIND] |= MODAL * is_modal
    if kind in (_HINTED, _ITEMPROP, _ROLE):
        found[A_HINTS] |= _hints_of(data, start, end)
        found[A_KIND] |= MARK * (kind == _ITEMPROP)
    elif kind == _REL:
        is_mark = _holds(data, start, end, _LICENSE_REL) or _holds(data, start, end, _AUTHOR_REL)
        found[A_KIND] |= MARK * is_mark
    elif kind == _HREF:
        found[A_KIND] |= _kind_of_link(data, start, end)
    elif kind == _NUMBER:
        found[A_NUMBER] = _number_of(data, start, end)
    elif _is_hidden(data, kind, start, end):
        found[A_HINTS] |= _HIDDEN_HINT
    elif kind == _STYLE:
        found[A_KIND] |= IN_LINE * _holds(data, start, end, _IN_LINE) | OWN_LINE * _holds(data, start, end, _OWN_LINE)


@kernel(nrt=False)
def _number_of(data: Bytes, start: int, end: int) -> int:
    """Return the number that a value is, of at most six digits; 0 if it is none."""
    number = 0
    for at in range(start, end):
        if not 0x30 <= data[at] <= 0x39 or at - start >= 6:
            return 0
        number = number * 10 + data[at] - 0x30
    return int(number)


@kernel(nrt=False)
def _read_value(data: Bytes, at: int) -> tuple[int, int, int]:
    """Return where the value that begins at byte `at` starts and ends, and where the tag goes on.

    A quote that is never closed in all the page ends with its tag: a browser would show nothing of the rest.
    """
    if at < len(data) and data[at] in (0x22, 0x27):
        mark, start = data[at], at + 1
        at = start
        while at < len(data) and data[at] != mark:
            at += 1
        if at < len(data):
            return start, at, at + 1
        at = start
        while at < len(data) and data[at] != 0x3E:
            at += 1
        return start, at, at
    start = at
    while at < len(data) and data[at] > 0x20 and data[at] != 0x3E:
        at += 1
    return start, at, at


@kernel(nrt=False)
def _kind_of(key: np.uint64) -> int:
    """Return which of the known attributes has the hash of a name."""
    return max(0, find_number(_KEYS, _KINDS, key))


@kernel(nrt=False)
def read_attributes(data: Bytes, at: int, found: Bits) -> None:
    """Read the attributes from the end of a tag's name to its `>`; what they say goes into `found`.

    `found` (int64): where the tag ends, the bits of its hints, the bits LINK, MARK, MODAL, IN_LINE and OWN_LINE, and
    a `start` or `value`.
    """
    while at < len(data):
        byte = data[at]
        if byte == 0x3E:
            at += 1
            break
        if byte <= 0x20 or byte == 0x2F:
            at += 1
            continue
        key = SEED
        first = at
        while at < len(data) and data[at] > 0x20 and (data[at] not in (0x3D, 0x3E, 0x2F) or at == first):
            lower = data[at] | 0x20 if 0x41 <= data[at] <= 0x5A else data[at]
            key = add(key, lower)
            at += 1
        after = at
        while after < len(data) and data[after] <= 0x20:
            after += 1
        kind = _kind_of(key)
        if after < len(data) and data[after] == 0x3D:
            after += 1
            while after < len(data) and data[after] <= 0x20:
                after += 1
            start, end, at = _read_value(data, after)
            if kind:
                _take_in(data, kind, start, end, found)
        elif kind == _HIDDEN_NAME:
            found[A_HINTS] |= _HIDDEN_HINT
    found[A_END] = min(at, len(data))
