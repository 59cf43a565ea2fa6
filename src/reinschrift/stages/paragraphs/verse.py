"""Whether rows are the lines of a stanza: by their length, their ends and what they hold."""

# code points are their own names

# ruff: noqa: PLR2004  # code points and letters of a line are their own names

from __future__ import annotations

from reinschrift.stages.rows.line_form import COLON_END, COMMA_END, SENTENCE_END, UNSPACED_START
from reinschrift.stages.rows.row_form import DIGITS, FORM, LAST, LETTERS, WORDS
from reinschrift.text.arrays import Rows
from reinschrift.text.kernel import kernel

VERSE_ROWS, VERSE_CHARS = 4, 62
"""Rows that make the shortest verse, characters of its longest line."""
VERSE_ENDS = (0x3B, 0x3A, 0x2D, 0x2013, 0x2014, 0x3001, 0xFF1B, 0x061B)
"""Signs beside commas with which a clause ends."""


@kernel
def is_verse(shapes: Rows, first: int, last: int) -> bool:
    """Say whether a run of rows is verse: short lines of several words, most of them without a full stop.

    Some end as a clause does; where no spaces part words, lines of five to seven letters each show it as well.
    """
    n_rows, words, stopped, marked, figures, even = last - first, 0, 0, 0, 0, 0
    for row in range(first, last):
        shape = shapes[row]
        is_unspaced = shape[FORM] & UNSPACED_START != 0
        words += max(shape[WORDS], shape[LETTERS] - 2) if is_unspaced else shape[WORDS]
        even += is_unspaced and 5 <= shape[LETTERS] <= 7 and shape[LETTERS] == shapes[first][LETTERS]
        stopped += shape[FORM] & SENTENCE_END != 0
        marked += shape[FORM] & (SENTENCE_END | COMMA_END) != 0 or shape[LAST] in VERSE_ENDS
        figures += shape[DIGITS] > 0 or shape[FORM] & COLON_END != 0
    return bool(
        n_rows >= VERSE_ROWS
        and words >= 3 * n_rows
        and stopped * 2 <= n_rows
        and (marked * 4 >= n_rows or even == n_rows)
        and figures * 5 <= n_rows
    )
