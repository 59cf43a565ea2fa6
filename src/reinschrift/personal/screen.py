"""Finds the places in a column where personal data may stand: one pass over the bytes, no opinion yet."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from reinschrift.personal.accounts import FEWEST_IBAN_DIGITS
from reinschrift.personal.cues import begins_of, words
from reinschrift.text.arrays import Bytes, Offsets
from reinschrift.text.kernel import kernel

Place = tuple[int, np.int64, np.int64]
"""Kind, start and end."""

AT = 1
"""A `@`; the place is that byte."""
WRITTEN_AT = 2
"""An “at” in brackets, or between spaces or dashes with a dot to come; the place begins at the bracket or the a."""
DIGITS = 3
"""Digits with at most spaces, dots, dashes, slashes and brackets between them: five of them, or three dots."""
ACCOUNT = 4
"""Two letters and two digits, as an IBAN begins."""
ESCAPED_AT = 6
"""An `@` as addresses of pages write it, `%40`; the place is its three bytes."""
GROUPS = 5
"""Hexadecimal digits and colons that begin as a public IPv6 address does."""

_LONGEST_GAP = 5  # bytes: “ – ” is five
_FEWEST_DIGITS = 5
QUAD_DOTS = 3
_AHEAD = 64  # bytes behind “at” in which the dot must come
_LONGEST_IPV6 = 45

_CLASSES = np.zeros(256, np.uint8)
_DIGIT, _AT, _BRACKET, _COLON, _WORD = 1, 2, 3, 4, 5
_CLASSES[48:58] = _DIGIT
_CLASSES[ord("@")] = _AT
_CLASSES[[ord(c) for c in "([{<"]] = _BRACKET
_CLASSES[ord(":")] = _COLON
_CLASSES[[ord(c) for word in words("bare_at") for c in (word[0], word[0].upper())]] = _WORD

_BETWEEN = np.zeros(256, np.bool_)  # bytes that may stand between two groups of digits; E2 80 9x are the long dashes
_BETWEEN[[ord(c) for c in " .-/()"]] = True
_BETWEEN[[0xE2, 0x80, 0x90, 0x91, 0x92, 0x93, 0x94]] = True

_HEX = np.zeros(256, np.bool_)
_HEX[[ord(c) for c in "0123456789abcdefABCDEF:."]] = True

_HEX_DIGIT = np.zeros(256, np.bool_)
_HEX_DIGIT[[ord(c) for c in "0123456789abcdefABCDEF"]] = True

_SPACE, _PERCENT, _DOT, _ZERO, _TWO, _THREE, _FOUR = 32, 37, 46, 48, 50, 51, 52  # bytes
_LONGEST_ACCOUNT = 64  # bytes: an IBAN has at most 34 characters, and between any two groups at most three bytes
_SMALL, _SMALL_A = 32, 97  # the bit that makes a letter a small one, and a small a
_IBAN_WORD = np.frombuffer(b"iban", np.uint8)
_AT_WORDS = tuple(np.frombuffer(word.encode(), np.uint8) for word in words("bare_at"))
"""The words for an @ that may stand without brackets, in letters of ASCII."""
_AT_STARTS = np.frombuffer(b"".join(begins_of(2, "at")), np.uint8).reshape(-1, 2)
"""The first two bytes of each word for an @, as it may stand in brackets."""
_DOT_STARTS = np.frombuffer(b"".join(begins_of(3, "dot")), np.uint8).reshape(-1, 3)
"""The first three bytes of each word for a dot."""
_LONGEST_SIGN, _LONGEST_GROUP = 3, 4

_SIGN = np.zeros(256, np.bool_)
_SIGN[[ord(c) for c in "+("]] = True
_CLOSING = np.zeros(256, np.bool_)
_CLOSING[[ord(c) for c in ")]}"]] = True
_AROUND = np.zeros(256, np.bool_)
_AROUND[[ord(c) for c in " -_"]] = True

_LETTER_OR_DIGIT = np.zeros(256, np.bool_)
_LETTER_OR_DIGIT[[ord(c) for c in "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"]] = True


_LETTER = _LETTER_OR_DIGIT.copy()
_LETTER[48:58] = False


class Places(NamedTuple):
    """Where something may be: byte positions into the data of the column, ascending by `start`."""

    kind: npt.NDArray[np.int32]
    start: npt.NDArray[np.int32]
    end: npt.NDArray[np.int32]
    row: npt.NDArray[np.int32]
    """Which text of the column."""


def find_places(offsets: Offsets, data: Bytes) -> Places:
    """Return the places in the texts (`columns.utf8_of`) that a finder has to look at."""
    size = int(offsets[-1]) - int(offsets[0])
    found = np.empty((4, size // 2 + 1), np.int32)  # no two places begin side by side; untouched pages cost nothing
    count = _scan(offsets, data, found)
    return Places(*found[:, :count].copy())


@kernel
def _scan(offsets: Offsets, data: Bytes, found: Offsets) -> int:
    count = 0
    for row in range(len(offsets) - 1):
        begin, stop = np.int64(offsets[row]), np.int64(offsets[row + 1])
        i = begin
        while i < stop:
            what = _CLASSES[data[i]]
            if what == 0:
                i += 1
                continue
            kind, start, end = 0, i, i + 1
            if what == _DIGIT:
                letters = _begins_account(data, begin, stop, i)
                if letters:
                    found[0, count], found[1, count], found[2, count], found[3, count] = ACCOUNT, i - letters, i, row
                    count += 1
                kind, start, end = _digits(data, begin, stop, i)
            elif what == _COLON:
                kind, start, end = _groups(data, begin, stop, i)
            elif what == _AT:
                kind = AT if i == begin or data[i - 1] != data[i] else 0
            elif (what == _BRACKET and _in_brackets(data, stop, i)) or (
                what == _WORD and _around(data, begin, i) and _dot_ahead(data, _between(data, stop, i), stop)
            ):
                kind = WRITTEN_AT
            if kind:
                found[0, count], found[1, count], found[2, count], found[3, count] = kind, start, end, row
                count += 1
            i = end
    return count


@kernel
def _begins_account(data: Bytes, begin: np.int64, stop: np.int64, i: np.int64) -> int:
    """Return how far the country's letters begin before the digit at `i` if it may be the first of an IBAN; else 0.

    Two letters stand right before it, or two letters and a space; then so many digits follow as an IBAN has.
    """
    if i + 2 >= stop or _CLASSES[data[i + 1]] != _DIGIT:
        return 0
    spaced = i > begin and data[i - 1] == _SPACE
    j = i - 2 - spaced
    if j < begin:
        return 0
    if not (_LETTER[data[j]] and _LETTER[data[j + 1]]):
        return 0
    if j > begin and _LETTER_OR_DIGIT[data[j - 1]] and not _ends_label(data, begin, j):
        return 0
    return int(i - j) if not spaced or _has_digits(data, i, stop) else 0


@kernel
def _has_digits(data: Bytes, i: np.int64, stop: np.int64) -> bool:
    """Say whether from `i` on there are as many digits as an IBAN has, with letters and what may stand between."""
    n_digits = gap = 0
    for j in range(i, min(stop, i + _LONGEST_ACCOUNT)):
        byte = data[j]
        n_digits += _CLASSES[byte] == _DIGIT
        gap = 0 if _LETTER_OR_DIGIT[byte] else gap + 1
        if gap > _LONGEST_SIGN or (gap and not _BETWEEN[byte]):
            return False
        if n_digits >= FEWEST_IBAN_DIGITS:
            return True
    return False


@kernel
def _is_escaped_at(data: Bytes, begin: np.int64, stop: np.int64, i: np.int64) -> bool:
    """Say whether `%40` stands around the digit at `i`."""
    if i <= begin or i + 1 >= stop:
        return False
    return bool(data[i - 1] == _PERCENT and data[i] == _FOUR and data[i + 1] == _ZERO)


@kernel
def _ends_label(data: Bytes, begin: np.int64, i: np.int64) -> bool:
    """Say whether the word IBAN stands right before `i`, with nothing between."""
    if i < begin + len(_IBAN_WORD) or (i > begin + len(_IBAN_WORD) and _LETTER_OR_DIGIT[data[i - len(_IBAN_WORD) - 1]]):
        return False
    return _is_word(data, i - len(_IBAN_WORD), _IBAN_WORD)


@kernel
def _digits(data: Bytes, begin: np.int64, stop: np.int64, i: np.int64) -> Place:
    """Follow groups of digits from `i` on; return kind (0: too few), start with `+` and `(`, and end.

    An @ that is written `%40` is none of them.
    """
    if _is_escaped_at(data, begin, stop, i):
        return ESCAPED_AT, i - 1, i + 2
    start = i
    while start > begin and start > i - _LONGEST_SIGN and _SIGN[data[start - 1]]:
        start -= 1
    n_digits = n_dots = gap = 0
    last = j = i
    while j < stop and gap <= _LONGEST_GAP:
        if _CLASSES[data[j]] == _DIGIT:
            n_digits, last, gap = n_digits + 1, j, 0
        elif _BETWEEN[data[j]]:
            gap += 1
            n_dots += data[j] == _DOT
        else:
            break
        j += 1
    return (DIGITS if n_digits >= _FEWEST_DIGITS or n_dots >= QUAD_DOTS else 0), start, last + 1


@kernel
def _groups(data: Bytes, begin: np.int64, stop: np.int64, i: np.int64) -> Place:
    """Return kind, start and end of the token around the colon at `i`; public IPv6 addresses begin with 2 or 3."""
    start, end, colons = i, i, 0
    while start > begin and start > i - _LONGEST_GROUP - 1 and _HEX_DIGIT[data[start - 1]]:
        start -= 1
    while end < stop and end < start + _LONGEST_IPV6 and _HEX[data[end]]:
        colons += _CLASSES[data[end]] == _COLON
        end += 1
    begins_right = i - start >= _LONGEST_GROUP - 1 and (data[start] == _TWO or data[start] == _THREE)
    is_one = begins_right and colons > 1
    return (GROUPS if is_one else 0), start, (end if is_one else i + 1)  # a label's colon hides nothing behind it


@kernel
def _in_brackets(data: Bytes, stop: np.int64, i: np.int64) -> bool:
    """Say whether the bracket at `i` opens a word for an @, or an a and the bracket's end."""
    i += 1
    if i < stop and data[i] == _SPACE:
        i += 1
    if i + 1 >= stop:
        return False
    for begin in _AT_STARTS:
        if data[i] == begin[0] and data[i + 1] == begin[1]:
            return True
    return bool(data[i] | _SMALL == _SMALL_A and _CLOSING[data[i + 1]])


@kernel
def _around(data: Bytes, begin: np.int64, i: np.int64) -> bool:
    """Say whether a space, a dash or a low line stands before `i`."""
    return bool(i > begin and _AROUND[data[i - 1]])


@kernel
def _between(data: Bytes, stop: np.int64, i: np.int64) -> np.int64:
    """Return where a word for an @ ends that stands at `i` between two of the same; if none does, the text's end."""
    for word in _AT_WORDS:
        end = i + len(word)
        if end < stop and data[end] == data[i - 1] and _is_word(data, i, word):
            return end + 1
    return stop


@kernel
def _dot_ahead(data: Bytes, i: np.int64, stop: np.int64) -> bool:
    """Say whether soon a dot between letters comes, or one in words: dot, punkt, punto."""
    first_word = True
    for j in range(i, min(i + _AHEAD, stop - 2)):
        first_word = first_word and data[j] != _SPACE
        if first_word and data[j] == _DOT and _LETTER_OR_DIGIT[data[j + 1]]:
            return True
        for begin in _DOT_STARTS:
            if data[j] == begin[0] and data[j + 1] == begin[1] and data[j + 2] == begin[2]:
                return True
    return False


@kernel
def _is_word(data: Bytes, i: int | np.int64, word: Bytes) -> bool:
    for k in range(len(word)):  # noqa: SIM110  # numba compiles no generator in all()
        if data[i + k] | _SMALL != word[k]:
            return False
    return True
