"""Leaves of each text only what tells its language, and counts its letters and its odd, code-like tokens."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from reinschrift.columns import string_column, utf8_of
from reinschrift.text import blocks
from reinschrift.text.arrays import Bytes, Offsets
from reinschrift.text.blocks import is_in
from reinschrift.text.characters import classes_of
from reinschrift.text.kernel import kernel
from reinschrift.text.utf8 import ASCII_END, decode

OTHER, SPACE, DIGIT, SMALL, CAPITAL, LETTER, DENSE = range(7)
"""Kinds of characters, letters last. DENSE letters belong to a script that sets no space between words."""

SYMBOLS = "_=<>{}\\|/@#$%^*~+`[]"
"""A token with one of these is an address, a path, a tag or code: it tells nothing about a language."""

TABLE_END = 0x20000
"""Code points from here on are ideographs (planes 2 and 3) or no text at all; they count as DENSE."""

CAPITALS_AT_LEAST = 8
"""A text with that many capitals, and more than twice as many capitals as small letters, is lower-cased."""

CODE_TOKENS_AT_LEAST = 3
CODE_SHARE = 0.3
"""From that many odd tokens and that share of all tokens on, a text is code (docs/language.md has the figures)."""


ODD_SYMBOLS = "_={}<>$`\\"
"""A token with one of these looks like code, a tag or a template."""

IS_SYMBOL, IS_ALPHANUMERIC, IS_SMALL, IS_DIGIT, IS_ODD, IS_ODD_AFTER, IS_QUOTE_OR_CLOSE, IS_DOT = (
    1 << bit for bit in range(8)
)
"""What `_ascii_flags` says of each ASCII character."""

DOT, HYPHEN, OPEN, INDEX, COLON, SEMICOLON = b".-([:;"
SPACED, UNSPACED = 1, 2
"""Whether the script of a token sets spaces between words."""

SHORTEST_TOP_DOMAIN = 2

Totals = npt.NDArray[np.int64]


class Prepared(NamedTuple):
    """What the detectors see: one entry a text."""

    texts: pa.StringArray
    letters: npt.NDArray[np.int32]
    is_code: npt.NDArray[np.bool_]


def prepare_texts(column: pa.ChunkedArray | pa.Array) -> Prepared:
    """Drop addresses, numbers and code from each text and lower-case what is written in capitals.

    Tokens holding a digit or one of `SYMBOLS`, and host names, go; white space collapses. `letters` counts what
    is left. Texts are in NFC (the stage `encoding` sees to it).
    """
    offsets, data = utf8_of(column)
    ends, out, counts = _strip(offsets, data, character_kinds(), _ascii_flags())
    texts = string_column(ends, out[: ends[-1]])
    small, capital, letters, tokens, odd = counts.T
    shouting = (capital >= CAPITALS_AT_LEAST) & (capital > 2 * small)
    if shouting.any():
        texts = pc.replace_with_mask(texts, pa.array(shouting), pc.utf8_lower(texts.filter(pa.array(shouting))))
    is_code = (odd >= CODE_TOKENS_AT_LEAST) & (odd >= CODE_SHARE * tokens)
    return Prepared(texts, letters.astype(np.int32), is_code)


@cache
def character_kinds() -> npt.NDArray[np.uint8]:
    """Return the kind of every code point below `TABLE_END`."""
    by_category = {"Lu": CAPITAL, "Lt": CAPITAL, "Ll": SMALL, "L": LETTER, "Nd": DIGIT, "Z": SPACE, "Cc": SPACE}
    kinds = classes_of(by_category, OTHER)[:TABLE_END].copy()
    kinds[is_in(blocks.DENSE)[:TABLE_END] & (kinds == LETTER)] = DENSE
    return kinds


@cache
def _ascii_flags() -> npt.NDArray[np.uint8]:
    """Return the flags of every ASCII character."""
    flags = np.zeros(ASCII_END, np.uint8)
    letters = "abcdefghijklmnopqrstuvwxyz"
    digits = "0123456789"
    for characters, flag in (
        (SYMBOLS, IS_SYMBOL),
        (letters + letters.upper() + digits, IS_ALPHANUMERIC),
        (letters, IS_SMALL),
        (digits, IS_DIGIT),
        (ODD_SYMBOLS, IS_ODD),
        ('([:;)/*&|#"', IS_ODD_AFTER),
        (".", IS_DOT),
        ("\"')", IS_QUOTE_OR_CLOSE),
    ):
        flags[[ord(character) for character in characters]] |= np.uint8(flag)
    return flags


@kernel
def _has(data: Bytes, at: int, flags: Bytes, flag: int) -> bool:
    return bool(data[at] < ASCII_END and (flags[data[at]] & flag) != 0)


@kernel
def _is_host_name(data: Bytes, start: int, end: int, flags: Bytes) -> bool:
    """Say whether the token is a host name: ASCII labels joined by dots, the last of two small letters or more."""
    while start < end and not _has(data, start, flags, IS_ALPHANUMERIC):
        start += 1
    while end > start and not _has(data, end - 1, flags, IS_ALPHANUMERIC):
        end -= 1
    last_dot = start - 1
    small = False
    for i in range(start, end):
        if data[i] == DOT:
            if i == last_dot + 1:  # an ellipsis
                return False
            last_dot, small = i, True
        elif not (_has(data, i, flags, IS_ALPHANUMERIC) or data[i] == HYPHEN):
            return False
        else:
            small &= _has(data, i, flags, IS_SMALL)
    return last_dot >= start and small and end - last_dot > SHORTEST_TOP_DOMAIN


@kernel
def _is_odd(data: Bytes, start: int, end: int, flags: Bytes) -> bool:
    """Say whether a token looks like code: an odd symbol, `name(`, `name[`, `);`, `::`, `//`; but not `printf(3)`."""
    if end - start > 1 and _is_operator(data, start, end, flags):
        return True
    for i in range(start, end):
        if _has(data, i, flags, IS_ODD):
            return True
        if i == start:
            continue
        byte, after_word = data[i], _has(data, i - 1, flags, IS_ALPHANUMERIC)
        page = byte == OPEN and i + 1 < end and _has(data, i + 1, flags, IS_DIGIT)
        if after_word and (byte == INDEX or (byte == OPEN and not page)):
            return True
        if byte == SEMICOLON and _has(data, i - 1, flags, IS_QUOTE_OR_CLOSE):
            return True
        if byte == COLON and data[i - 1] == COLON:
            return True
    return False


@kernel
def _is_operator(data: Bytes, start: int, end: int, flags: Bytes) -> bool:
    """Say whether the token is ASCII without letters and digits, and not just dashes or dots."""
    plain = True
    for i in range(start, end):
        if data[i] >= ASCII_END or _has(data, i, flags, IS_ALPHANUMERIC):
            return False
        plain &= data[i] in (HYPHEN, DOT)
    return not plain


@kernel
def _strip(offsets: Offsets, data: Bytes, kinds: Bytes, flags: Bytes) -> tuple[Offsets, Bytes, Totals]:
    """Return the stripped texts (offsets, bytes) and per text: small, capital, all letters, tokens, odd tokens."""
    n = len(offsets) - 1
    ends = np.zeros(n + 1, np.int32)
    out = np.empty(offsets[n] - offsets[0], np.uint8)
    counts = np.zeros((n, 5), np.int64)
    to = 0
    for row in range(n):
        begin, stop, first = offsets[row], offsets[row + 1], to
        at, apart = begin, False
        while at < stop:
            token = at
            at, small, capital, letters, seen = _token(data, at, stop, kinds, flags)
            if at == token:  # white space, one character
                at = decode(data, at)[1]
                apart = True
                continue
            counts[row, 3] += 1
            if seen & (IS_ODD | IS_ODD_AFTER):
                counts[row, 4] += _is_odd(data, token, at, flags)
            if seen & (IS_SYMBOL | IS_DIGIT) or (seen & IS_DOT and _is_host_name(data, token, at, flags)):
                apart = True
                continue
            if apart and to > first:
                out[to] = 0x20
                to += 1
            apart = False
            for i in range(token, at):
                out[to] = data[i]
                to += 1
            counts[row, 0] += small
            counts[row, 1] += capital
            counts[row, 2] += letters
        ends[row + 1] = to
    return ends, out, counts


@kernel
def _token(data: Bytes, at: int, stop: int, kinds: Bytes, flags: Bytes) -> tuple[int, int, int, int, int]:
    """Return the token's end, its small, capital and all letters, and the flags of its characters together.

    A token ends at white space, and where a script without spaces meets one with spaces.
    """
    small, capital, letters, seen, sides = 0, 0, 0, 0, 0
    while at < stop:
        if data[at] < ASCII_END:
            kind, after = kinds[data[at]], at + 1
            side, flag = SPACED, flags[data[at]] | 0
        else:
            point, after = decode(data, at)
            kind = kinds[point] if point < TABLE_END else np.uint8(DENSE)
            side = 0 if kind == OTHER else (UNSPACED if kind == DENSE else SPACED)
            flag = IS_DIGIT if kind == DIGIT else 0
        sides |= side
        if kind == SPACE or sides == SPACED | UNSPACED:
            break
        small += kind == SMALL
        capital += kind == CAPITAL
        letters += kind >= SMALL
        seen |= flag
        at = after
    return at, small, capital, letters, seen
