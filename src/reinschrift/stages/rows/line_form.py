"""Physical lines and their measures: what tells a wrapped line from a list, a verse or a table."""

# ruff: noqa: PLR2004  # bytes and code points are their own names
from __future__ import annotations

import numpy as np

from reinschrift.stages.rows.conjunctions import ends_suspended
from reinschrift.text.arrays import Bytes, Rows
from reinschrift.text.blocks import FIRST_OF_EAST_ASIA, KEEPS_WORDS, UNSPACED, WIDE, blocks_of
from reinschrift.text.characters import classes_of
from reinschrift.text.kernel import kernel
from reinschrift.text.signs import BULLETS, ITEM_SIGNS, TICK, closes, ends_sentence
from reinschrift.text.utf8 import before, code_at, decode

# The columns of the measures, one row a line that is not blank.
DOCUMENT, LINE, START, END, INDENT, BLANK_BEFORE, WIDTH, FIRST_WORD, FLAGS, POINTS, FIRST_POINTS, TABS, FIRST_BLANK = (
    range(13)
)
N_MEASURES = 13

# The bits of the column FLAGS.
(
    LOWER, UPPER, SENTENCE_END, COLON_END, HYPHEN_END, BULLET, NUMBERED, TABULAR, QUOTED, CASELESS, COMMA_END,
    DIGIT_START, UNSPACED_START, SUSPENDED_END, INNER_STOP, WHOLE_START,
) = (1 << bit for bit in range(16))  # fmt: skip

TAB_WIDTH = 4
"""Columns a tab counts for; only differences between neighbouring lines matter."""

LONGEST_WORD = 40
"""Characters of a first word that are counted: a longer one says nothing about the width of a page."""

UNSPACED_WORD = 4
"""Columns of a first word in a script without spaces: two ideographs, since no line begins with a full stop."""

WHOLE_WORD = 8
"""Columns of a first word in Thai, Lao, Burmese and Khmer, whose lines are broken between words that no space parts.

Of 709 words of running text of ours, 96 in a hundred have seven columns at most; one more is for compounds.
"""

WHOLE_POINTS = 12
"""The same in code points, where programs count these: 98 in a hundred of those words have eleven at most."""


CASES = classes_of({"Ll": 1, "L": 3, "Lu": 2, "Lt": 2, "Nd": 4})[:0x2100].copy()
CASES[0x10D0:0x1100] = np.where(CASES[0x10D0:0x1100] == 1, 3, CASES[0x10D0:0x1100])
"""The class of each code point below U+2100: 1 small letter, 2 capital, 3 other letter, 4 digit, 0 else.

The letters of Georgian are small ones in Unicode, but no sentence and no name begins with their capitals.
"""

_BLANKS = classes_of({"Zs": 1})[:0x3001] == 1
_BLANKS[[0x09, 0x200B]] = True  # tab, zero-width space
_BYTE_ORDER_MARK = 0xFEFF

_WIDTHLESS = classes_of({"Mn": 1, "Me": 1, "Cf": 1})[:0x3100] == 1
"""The marks that stand on their letter and take no column."""

_BULLETS, _ITEM_SIGNS = (
    np.isin(np.arange(max(map(ord, signs)) + 1), [ord(sign) for sign in signs])
    for signs in (BULLETS + TICK, ITEM_SIGNS)
)

_BREAKS = np.isin(np.arange(256), (0x0A, 0x0B, 0x0C, 0x0D, 0xC2, 0xE2))
"""Bytes that may begin a line break: LF VT FF CR, NEL (C2 85), separators of lines and paragraphs (E2 80 A8/A9)."""


@kernel
def case_of(code: int) -> int:
    """Return the class of a code point as `CASES` has it; beyond the table every character counts as a letter."""
    if code < 0x2100:
        return int(CASES[code])
    return 3 if code >= FIRST_OF_EAST_ASIA or 0x2C00 <= code < 0x2E00 else 0


@kernel(inline=True)
def columns_of(code: int) -> int:
    """Return how many columns a character takes on a screen."""
    if code < 0x300:
        return 1
    return 0 if code < 0x3100 and _WIDTHLESS[code] else 2 if blocks_of(code) & WIDE else 1


@kernel(inline=True)
def is_unspaced(code: int) -> bool:
    """Say whether a character belongs to a script that puts no spaces between words, or is punctuation of one."""
    return bool(blocks_of(code) & UNSPACED)


@kernel(inline=True)
def _keeps_words(code: int) -> bool:
    """Say whether a character is of a script that parts words by no space, and breaks lines between them alone."""
    return bool(blocks_of(code) & KEEPS_WORDS)


@kernel
def is_space(code: int) -> bool:
    """Say whether a code point is a blank within a line."""
    return bool(code < len(_BLANKS) and _BLANKS[code]) or code == _BYTE_ORDER_MARK


@kernel
def _break_length(data: Bytes, at: int, stop: int) -> int:
    """Return how many bytes the line break at byte `at` takes, 0 if there is none."""
    byte = data[at]
    if byte == 0x0D:
        return 2 if at + 1 < stop and data[at + 1] == 0x0A else 1
    if 0x0A <= byte <= 0x0C:
        return 1
    if byte == 0xE2 and data[at + 1] == 0x80 and (data[at + 2] == 0xA8 or data[at + 2] == 0xA9):
        return 3
    return 2 if byte == 0xC2 and data[at + 1] == 0x85 else 0


@kernel
def _count_breaks(data: Bytes, start: int, stop: int) -> int:
    """Return at least the number of lines between two bytes."""
    count = 1
    for at in range(start, stop):
        byte = data[at]
        count += 0x0A <= byte <= 0x0D or byte in (0xA8, 0xA9, 0x85)
    return count


@kernel
def start_flags(data: Bytes, start: int, end: int) -> int:
    """Return the bits that the beginning of a line sets."""
    first = code_at(data, start)
    case = case_of(first)
    if case == 1:
        flags = LOWER
    elif case == 2:
        flags = UPPER
    else:
        flags = CASELESS if case == 3 else DIGIT_START if case == 4 else 0
        flags |= UNSPACED_START if case == 3 and is_unspaced(first) else 0
    if first == 0x3E:  # >
        flags |= QUOTED
    if first < len(_BULLETS) and _BULLETS[first]:
        return flags | BULLET
    at = start + 1 if first < 0x80 else start + 3
    if first < len(_ITEM_SIGNS) and _ITEM_SIGNS[first] and at < end and is_space(code_at(data, at)):
        return flags | NUMBERED
    at = start + (first == 0x28)
    digits = 0
    while at < end and digits < 4 and 0x30 <= data[at] <= 0x39:
        at += 1
        digits += 1
    if digits == 0 and at < end and case_of(int(data[at]) & 0x7F) in (1, 2):
        at += 1
        digits = -1
    closed = at + 1 < end and (data[at] == 0x29 or (data[at] == 0x2E and digits > 0)) and data[at + 1] in (0x20, 0x09)
    return flags | NUMBERED if closed and digits != 0 else flags


@kernel
def end_flags(data: Bytes, start: int, end: int) -> int:
    """Return the bits that the end of a line sets; closing quotes and brackets are looked through."""
    at = before(data, end)
    code = code_at(data, at)
    if code in (0x2D, 0x2010, 0xAD, 0xAC):  # - ‐ soft hyphen ¬
        return HYPHEN_END if at > start and case_of(code_at(data, before(data, at))) > 0 else 0
    while at > start and closes(code):
        at = before(data, at)
        code = code_at(data, at)
    if ends_sentence(code):
        return SENTENCE_END
    if code in (0x2C, 0x060C, 0xFF0C):  # not the Japanese one, behind which many begin a line of its own
        return COMMA_END
    if code in (0x3A, 0xFF1A):
        return COLON_END
    return SUSPENDED_END if ends_suspended(data, start, end) else 0


@kernel
def _stops_within(data: Bytes, at: int, end: int) -> bool:
    """Say whether a sentence that ends before a byte is followed by another in the line, after the space it needs."""
    while at < end:
        code, following = decode(data, at)
        if not closes(code):
            return following < end and (is_space(code) or is_unspaced(code))
        at = following
    return False


@kernel
def _measure(data: Bytes, start: int, end: int, row: Rows) -> None:
    """Fill one row of measures for the line whose stripped bytes are given."""
    width, points, is_stopped = 0, 0, False
    first_word, first_points, first_blank = 0, 0, 0
    at, is_first = start, True
    while at < end:
        code, at = decode(data, at)
        if first_blank == 0 and is_space(code):
            first_blank = width
        width, points = width + columns_of(code), points + 1
        is_first = is_first and code > 0x20
        if is_first and points <= LONGEST_WORD:
            first_word, first_points = width, points
        if ends_sentence(code) and code != 0x2026:
            is_stopped = is_stopped or _stops_within(data, at, end)
    keeps_words = _keeps_words(code_at(data, start))
    if keeps_words:
        first_word, first_points = min(first_word, WHOLE_WORD), min(first_points, WHOLE_POINTS)
    elif is_unspaced(code_at(data, start)):
        first_word, first_points = min(first_word, UNSPACED_WORD), min(first_points, UNSPACED_WORD // 2)
    row[START], row[END], row[WIDTH], row[FIRST_WORD] = start, end, width, min(LONGEST_WORD, first_word)
    row[POINTS], row[FIRST_POINTS], row[FIRST_BLANK] = points, first_points, first_blank
    row[FLAGS] = start_flags(data, start, end) | end_flags(data, start, end)
    row[FLAGS] |= INNER_STOP if is_stopped else 0
    row[FLAGS] |= WHOLE_START if keeps_words else 0
    row[FLAGS] |= TABULAR if _has_columns(data, start, end) else 0


@kernel
def _has_columns(data: Bytes, start: int, end: int) -> bool:
    """Say whether a line has a tab, a bar or three spaces in a row: two may follow a full stop."""
    spaces = 0
    for at in range(start, end):
        byte = data[at]
        if byte in (0x09, 0x7C):
            return True
        spaces = spaces + 1 if byte == 0x20 else 0
        if spaces == 3:
            return True
    return False


@kernel
def _find_text(data: Bytes, at: int, stop: int) -> tuple[int, int, int]:
    """Return where the text of the line that begins at byte `at` begins, how far it is indented, and its tabs."""
    indent, tabs = 0, 0
    while at < stop and not (_BREAKS[data[at]] and _break_length(data, at, stop)):
        code, after = decode(data, at)
        if not is_space(code):
            break
        tabs += code == 0x09
        indent += TAB_WIDTH if code == 0x09 else 2 if code == 0x3000 else 1
        at = after
    return at, indent, tabs


@kernel
def _find_end(data: Bytes, start: int, stop: int) -> tuple[int, int]:
    """Return where the text of a line ends, without the blanks after it, and where the next line begins."""
    end, length = start, 0
    while end < stop:
        if _BREAKS[data[end]]:
            length = _break_length(data, end, stop)
            if length:
                break
        end += 1
    following = end + length
    while end > start and is_space(code_at(data, before(data, end))):
        end = before(data, end)
    return end, following


@kernel
def measure_lines(offsets: Rows, data: Bytes) -> Rows:
    """Return the measures of every line that is not blank, in order (int32, n x N_MEASURES).

    `offsets` (int32, n + 1) and `data` (uint8, UTF-8) are a column of texts. START and END are byte positions in
    `data`, INDENT and WIDTH count columns (a wide
    character has two, a mark on a letter none), FIRST_BLANK those before the first blank within the line (0: it has
    none), POINTS and FIRST_POINTS the same in code points; TABS counts
    the tabs of the indent; LINE counts from 1 within the document, BLANK_BEFORE the blank lines directly above.
    """
    n_lines = 0
    for document in range(len(offsets) - 1):
        n_lines += _count_breaks(data, offsets[document], offsets[document + 1])
    measures = np.zeros((n_lines, N_MEASURES), np.int32)
    n_rows = 0
    for document in range(len(offsets) - 1):
        at, stop = offsets[document], offsets[document + 1]
        line, blank = 0, 0
        while at < stop:
            line += 1
            start, indent, tabs = _find_text(data, at, stop)
            end, at = _find_end(data, start, stop)
            if end == start:
                blank += 1
                continue
            row = measures[n_rows]
            row[DOCUMENT], row[LINE], row[INDENT], row[BLANK_BEFORE] = document, line, indent, blank
            row[TABS] = tabs
            _measure(data, start, end, row)
            n_rows += 1
            blank = 0
    return measures[:n_rows]
