"""Rows that belong together become one: broken sentences, the lines of a stanza, the rows of a table."""

# ruff: noqa: PLR2004  # bytes and code points are their own names

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from reinschrift.columns import string_column
from reinschrift.kinds import ANSWER, CODE, LIST_ITEM, PARAGRAPH, TABLE, VERSE
from reinschrift.stages.paragraphs.kinds import BROKEN_CHARS, Kinds
from reinschrift.stages.rows.line_form import BULLET, COLON_END, LOWER, NUMBERED, SENTENCE_END, TAB_WIDTH, case_of
from reinschrift.stages.rows.row_form import CHARS, FORM
from reinschrift.text.arrays import Bytes, Flags, Rows
from reinschrift.text.kernel import kernel
from reinschrift.text.utf8 import decode

APART, SPACED, STACKED = range(3)
"""How a row follows the one above: as a paragraph of its own, after a space, after a line break."""


@kernel
def _is_small_word(data: Bytes, start: int, end: int) -> bool:
    """Say whether the first word has small letters only, and two at least (“iPhone” is a name)."""
    at, n_letters = start, 0
    while at < end:
        code, at = decode(data, at)
        case = case_of(code)
        if case == 0:
            break
        if case != 1:
            return False
        n_letters += 1
    return n_letters >= 2


@kernel
def find_seams(
    documents: Rows, blanks: Rows, shapes: Rows, named: tuple[Kinds, Rows, Rows], texts: tuple[Rows, Bytes]
) -> Kinds:
    """Return for each row how it follows the one above: APART, SPACED or STACKED (int8).

    `named` are the rows' kinds, the block of code that each is in, 0 for none, and how far items stand in. Lines of
    one stanza, table or program are stacked, those of a block of code past blank lines, and so are items within an
    item. A sentence that a line break cut is joined: the upper row is unfinished, the lower goes on directly below it
    with a word in small letters.
    """
    offsets, data = texts
    kinds, code, indents = named
    seams = np.zeros(len(kinds), np.int8)
    head = 0
    for row in range(1, len(kinds)):
        head = row - 1 if seams[row - 1] == APART else head
        if code[row] and code[row] == code[row - 1]:
            seams[row] = STACKED
            continue
        if documents[row] != documents[row - 1] or blanks[row]:
            continue
        upper, lower = kinds[row - 1], kinds[row]
        if upper == lower and lower in (VERSE, TABLE, CODE):
            seams[row] = STACKED
            continue
        if upper == lower == LIST_ITEM and shapes[row][FORM] & (NUMBERED | BULLET) and indents[row] > indents[head]:
            seams[row] = STACKED
            continue
        is_open = not shapes[row - 1][FORM] & (SENTENCE_END | COLON_END)
        if (
            upper in (PARAGRAPH, ANSWER, LIST_ITEM)
            and lower in (PARAGRAPH, ANSWER)
            and is_open
            and shapes[row - 1][CHARS] >= BROKEN_CHARS
        ):
            goes_on = shapes[row][FORM] & LOWER and not shapes[row][FORM] & NUMBERED
            if goes_on and _is_small_word(data, offsets[row], offsets[row + 1]):
                seams[row] = SPACED
    return seams


@kernel
def _fill(offsets: Rows, data: Bytes, seams: Kinds, steps: Rows, blank: Bytes, gaps: Flags) -> tuple[Rows, Bytes]:
    """Return offsets and bytes of the joined texts; `steps` are the blanks that indent a stacked row, each a `blank`.

    `gaps` are the stacked rows with a blank line above. It is written as a line of one space: a program keeps it, and
    an empty line stays what parts two paragraphs.
    """
    n_groups, n_bytes = 0, 0
    for row in range(len(seams)):
        n_groups += seams[row] == APART
        n_bytes += offsets[row + 1] - offsets[row] + 1 + steps[row] + 2 * gaps[row]
    joined = np.empty(n_bytes, np.uint8)
    ends = np.zeros(n_groups + 1, np.int32)
    at, group = 0, 0
    for row in range(len(seams)):
        if seams[row] == APART:
            group += 1
        else:
            joined[at] = 0x20 if seams[row] == SPACED else 0x0A
            at += 1
            if gaps[row]:
                joined[at], joined[at + 1] = 0x20, 0x0A
                at += 2
            joined[at : at + steps[row]] = blank[row]
            at += steps[row]
        n = offsets[row + 1] - offsets[row]
        joined[at : at + n] = data[offsets[row] : offsets[row + 1]]
        at += n
        ends[group] = at
    return ends, joined[:at]


def join_rows(
    texts: tuple[Rows, Bytes], seams: Kinds, kinds: Kinds, indents: tuple[Rows, Rows], blanks: Rows
) -> tuple[npt.NDArray[np.int64], pa.Array]:
    """Return the numbers of the rows that begin a paragraph, and the paragraphs' texts.

    A line of a program, or an item within another, keeps how far it is indented against the first line, and a program
    keeps a blank line between two of its lines.
    """
    firsts = np.flatnonzero(seams == APART)
    group = np.cumsum(seams == APART) - 1
    indent, tabs = indents
    head = firsts[group]
    tabbed = indent == TAB_WIDTH * tabs
    by_tabs = (kinds == CODE) & tabbed & tabbed[head] & (tabs > 0)
    steps = np.maximum(0, np.where(by_tabs, tabs - tabs[head], indent - indent[head]))
    steps[(seams != STACKED) | ~np.isin(kinds, (CODE, LIST_ITEM))] = 0
    blank = np.where(by_tabs, 0x09, 0x20).astype(np.uint8)
    gaps = (seams == STACKED) & (kinds == CODE) & (blanks > 0)
    ends, joined = _fill(*texts, seams, steps.astype(np.int32), blank, gaps)
    return firsts, string_column(ends, joined)
