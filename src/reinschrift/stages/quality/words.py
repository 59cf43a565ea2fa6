"""Where a word ends, in UTF-8 bytes: the compiled loop that every signal of words and characters rests on.

A word is a run of letters and digits, with what joins them inside: hyphen, apostrophe, period, low line, at sign and
ampersand between letters or digits, comma and colon between digits; an address is one word. To it belong a hyphen,
slash, period or plus sign before it that a space precedes (-5, --help, /etc), the period that ends an abbreviation of
single letters (z.B.) and, in languages that write ordinals so, the one behind a number (3.). Each Han character, each
character of scripts without spaces, each emoji stands alone. Any other character is a sign by itself, but for runs
of periods or hyphens. So words are about those of the tokenisers that datatrove takes (spaCy), two hundred times as
fast; where they differ is in docs/quality.md.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from reinschrift.stages.quality.characters import ALONE, DIGIT, IN_WORD, LETTER, MARK, SPACE, UPPER
from reinschrift.text.arrays import Bytes
from reinschrift.text.hashing import LETTER_BASE, mix
from reinschrift.text.kernel import kernel
from reinschrift.text.utf8 import code_at, decode

_NONE = np.uint64(0)
HYPHEN, PERIOD, COMMA, COLON, SLASH, APOSTROPHE, QUOTE = 0x2D, 0x2E, 0x2C, 0x3A, 0x2F, 0x27, 0x2019
_JOINING = (HYPHEN, PERIOD, APOSTROPHE, QUOTE, 0x5F, 0x40, 0x26)  # and low line, at sign, ampersand
_LEADING = (HYPHEN, PERIOD, SLASH, 0x2B)  # and plus sign
_ADDRESS_BEGINS = (0x68, 0x77)  # h, w
_ELIDED = 3  # letters after an apostrophe from which on it parts words: l'homme, not don't


class Text(NamedTuple):
    """Bytes, and what each code point counts as."""

    data: Bytes
    table: Bytes
    has_ordinals: int
    """1 where a number with a period behind it is an ordinal, else 0."""


class Word(NamedTuple):
    """One token: where the next may begin, its hash, its characters and how many of them are what."""

    end: int
    hash: np.uint64
    chars: int
    letters: int
    digits: int
    uppers: int
    is_address: int
    """1 or 0."""


class Part(NamedTuple):
    """The word so far: kind of its last character, where it and its part behind the last period begin, its contents."""

    previous: int
    begin: int
    part: int
    letters: int
    digits: int
    is_address: int


@kernel
def next_word(text: Text, at: int, end: int, follows_space: int) -> Word:
    """Return the token that begins at `at`, where no space is; `follows_space`: 1 behind a space or an end, else 0."""
    code, after = decode(text.data, at)
    kind = int(text.table[code])
    h = np.uint64(code)
    if kind & ALONE:
        return Word(after, mix(h), 1, kind & LETTER, 0, 0, 0)
    if kind & (LETTER | DIGIT):
        address = _address_end(text, at, end) if code | 0x20 in _ADDRESS_BEGINS else 0
        return _run(text, at, address or end, int(address > 0))
    if follows_space and code in _LEADING and _leads(text, at, after, end):
        return _run(text, at, end, 0)
    chars = 1
    if code in (PERIOD, HYPHEN):
        while after < end and text.data[after] == code:
            h = h * LETTER_BASE + np.uint64(code)
            after += 1
            chars += 1
    return Word(after, mix(h), chars, 0, 0, 0, 0)


@kernel
def _run(text: Text, at: int, end: int, is_address: int) -> Word:
    """Return the word from `at` on: letters, digits and what joins them, or everything up to `end` in an address."""
    data, table, _ = text
    h, previous, begin, part = _NONE, 0, at, at
    chars = letters = digits = uppers = 0
    while at < end:
        code, after = decode(data, at)
        kind = int(table[code])
        if not kind & (LETTER | DIGIT) or kind & ALONE:  # anything but a plain letter or digit, which most are
            end = _end_of_rare(text, at, end, Part(previous, begin, part, letters, digits, is_address))
            if end <= at:
                break
            part = after if code == PERIOD else part
        h = h * LETTER_BASE + np.uint64(code)
        chars += 1
        letters += kind & LETTER
        digits += (kind & DIGIT) >> 1
        uppers += (kind & UPPER) >> 6
        previous, at = kind, after
    return Word(at, mix(h), chars, letters, digits, uppers, is_address)


@kernel
def _end_of_rare(text: Text, at: int, end: int, word: Part) -> int:
    """Return where a word ends at the latest whose next character, at `at`, is no plain letter; `at`: it ends there."""
    code, after = decode(text.data, at)
    kind = int(text.table[code])
    if word.is_address:
        return end
    if kind & ALONE:
        return at
    if code in (APOSTROPHE, QUOTE) and word.previous & IN_WORD and _begins_word(text, after, end):
        return after
    if kind & MARK or word.letters + word.digits == 0 or _joins(text, at, end, word.previous, word.part):
        return end
    if code == PERIOD and _ends_with_period(text, word.begin, at, word.letters == 0):
        return after
    return at


@kernel
def _leads(text: Text, at: int, after: int, end: int) -> bool:
    """Say whether the sign at `at`, or two hyphens, begin a word: a letter or digit comes next."""
    while after < end and text.data[after] == text.data[at] == HYPHEN:
        after += 1
    return after < end and int(text.table[code_at(text.data, after)]) & (LETTER | DIGIT | ALONE) in (LETTER, DIGIT)


@kernel
def _ends_with_period(text: Text, begin: int, at: int, is_number: bool) -> bool:  # noqa: FBT001  # no keywords in numba
    """Say whether the period at `at` is part of the word from `begin` on: an ordinal, or an abbreviation as z.B."""
    if is_number:
        return text.has_ordinals == 1
    k = begin
    while k < at:
        code, k = decode(text.data, k)
        if not int(text.table[code]) & LETTER or (k < at and text.data[k] != PERIOD):
            return False
        k += k < at
    return at - begin > 2  # noqa: PLR2004  # more than one letter: not the "A." that ends a sentence


@kernel
def _joins(text: Text, at: int, end: int, previous: int, part: int) -> bool:
    """Say whether the character at `at` joins the one before it, of kind `previous`, and the next.

    `part` is where the part of the word behind the last period begins.
    """
    code, after = decode(text.data, at)
    if after >= end or not previous & IN_WORD:
        return False
    following = int(text.table[code_at(text.data, after)])
    if following & ALONE or not following & IN_WORD:
        return False
    both_digits = (previous & following & DIGIT) != 0
    if code in (COMMA, COLON):
        return both_digits
    if code == HYPHEN:
        return not both_digits
    if code == PERIOD and at - part > 1:  # "Ende.Anfang" lacks a space, "z.B" does not
        return not (previous & LETTER != 0 and previous & UPPER == 0 and following & UPPER != 0)
    return code in _JOINING


@kernel
def _begins_word(text: Text, at: int, end: int) -> bool:
    for _ in range(_ELIDED):
        if at >= end:
            return False
        code, at = decode(text.data, at)
        if not int(text.table[code]) & LETTER:
            return False
    return True


@kernel
def _address_end(text: Text, at: int, end: int) -> int:
    """Return where the web address ends that begins at `at`; 0 if there is none. Punctuation after it is not its."""
    data = text.data
    if end - at < 5:  # noqa: PLR2004  # as long as the shortest beginning
        return 0
    b = data[at] | 0x20
    if b == ord("w"):
        if not (data[at + 1] | 0x20 == b and data[at + 2] | 0x20 == b and data[at + 3] == PERIOD):
            return 0
    elif b == ord("h") and data[at + 1] | 0x20 == ord("t") and data[at + 2] | 0x20 == ord("t"):
        colon = at + 5 if data[at + 4] | 0x20 == ord("s") else at + 4
        if colon + 2 >= end or data[colon] != COLON or data[colon + 1] != SLASH:
            return 0
    else:
        return 0
    last = at
    while at < end:
        code, at = decode(data, at)
        kind = int(text.table[code])
        if kind & SPACE:
            break
        if kind & IN_WORD or code == SLASH:
            last = at
    return last
