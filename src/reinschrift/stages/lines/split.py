"""The text of a document as logical lines: what a narrow page broke is joined, what stands by itself is not."""

# bytes and code points are their own names
from __future__ import annotations

import numpy as np
import pyarrow as pa

from reinschrift.columns import string_column, utf8_of
from reinschrift.stages.lines.hyphens import find_kept_hyphens
from reinschrift.stages.lines.wrapping import find_starts
from reinschrift.stages.rows.code_blocks import code_of_lines, part_blocks
from reinschrift.stages.rows.conjunctions import is_conjunction
from reinschrift.stages.rows.line_form import (
    BLANK_BEFORE,
    DOCUMENT,
    END,
    FLAGS,
    HYPHEN_END,
    INDENT,
    LINE,
    START,
    TABS,
    case_of,
    is_unspaced,
    measure_lines,
)
from reinschrift.text.arrays import Bytes, Flags, Rows
from reinschrift.text.kernel import kernel
from reinschrift.text.utf8 import before, code_at


@kernel
def _seam(data: Bytes, upper: Rows, lower: Rows, keeps: bool) -> tuple[int, bool]:  # noqa: FBT001  # kernels take no keywords
    """Return how two lines are joined: how many bytes the upper loses, and whether a space comes between.

    A hyphen goes if a small letter follows (“Wort-⏎teil”), unless it is the word's own (`keeps`); it stays before a
    capital or a digit (“E-⏎Mail”), after a digit (“3-⏎fach”) or a single letter (“x-⏎beliebig”), and before a
    conjunction (“Ost-⏎und West…”).
    """
    last = before(data, upper[END])
    first_case = case_of(code_at(data, lower[START]))
    if not upper[FLAGS] & HYPHEN_END:
        return 0, not (is_unspaced(code_at(data, last)) and is_unspaced(code_at(data, lower[START])))
    mark = code_at(data, last)
    if mark in (0xAD, 0xAC):
        return upper[END] - last, False
    if is_conjunction(data, lower[START], lower[END]):
        return 0, True
    left = before(data, last)
    is_alone = left == upper[START] or case_of(code_at(data, before(data, left))) == 0
    if keeps or first_case != 1 or is_alone or case_of(code_at(data, left)) != 1:
        return 0, False
    return upper[END] - last, False


@kernel
def _join(data: Bytes, measures: Rows, found: tuple[Flags, Flags], keeps: Flags) -> tuple[Rows, Bytes]:
    """Return the texts of the logical lines as offsets and bytes; `found` is what `find_starts` gives."""
    starts, was_spaced = found
    n_bytes = 0
    for row in range(len(measures)):
        n_bytes += measures[row][END] - measures[row][START] + 1
    joined = np.empty(n_bytes, np.uint8)
    offsets = np.zeros(np.sum(starts) + 1, np.int32)
    at, n_texts = 0, 0
    for row in range(len(measures)):
        stop, spaced = measures[row][END], False
        goes_on = row + 1 < len(measures) and not starts[row + 1]
        if goes_on:
            lost, spaced = _seam(data, measures[row], measures[row + 1], keeps[row])
            spaced = spaced or was_spaced[row + 1]
            stop -= lost
        n = stop - measures[row][START]
        joined[at : at + n] = data[measures[row][START] : stop]
        at += n
        if spaced:
            joined[at] = 0x20
            at += 1
        if not goes_on:
            n_texts += 1
            offsets[n_texts] = at
    return offsets, joined[:at]


def split_lines(texts: pa.Array | pa.ChunkedArray) -> pa.Table:
    """Return the logical lines of a column of texts, one row each, blank lines left out.

    Columns: `document` int32, the text's number · `line` int32, the number of the first physical line, from 1 ·
    `n_lines` int32, how many physical lines were joined · `indent` int32, characters before it (a tab counts 4) ·
    `tabs` int32, how many of these are tabs ·
    `blank_before` int32, blank lines directly above · `code` int32, the block of code that it is in, from 1, 0 for
    none · `text` string, stripped.

    A text is taken to be hard-wrapped if its lines that go on in lower case are filled: the next line's first
    word would not have fitted. Only filled lines are joined with their next, so that headings, list items,
    verse, tables, addresses and menus stand by themselves; a hyphen at a line's end is undone where the word goes on,
    unless it is the word's own (`hyphens`).
    Lines of code are not joined (`code_blocks`).
    """
    offsets, data = utf8_of(texts)
    measures = measure_lines(offsets, data)
    starts, spaced = find_starts(measures)
    code = code_of_lines(texts, measures, data)
    part_blocks(code, starts)
    firsts = np.flatnonzero(starts)
    keeps = find_kept_hyphens(data, measures, starts)
    text_offsets, joined = _join(data, measures, (starts, spaced), keeps)
    columns = {
        "document": measures[firsts, DOCUMENT],
        "line": measures[firsts, LINE],
        "n_lines": np.diff(np.append(firsts, len(measures))).astype(np.int32),
        "indent": measures[firsts, INDENT],
        "tabs": measures[firsts, TABS],
        "blank_before": measures[firsts, BLANK_BEFORE],
        "code": code[firsts],
    }
    arrays = {name: pa.array(np.ascontiguousarray(values)) for name, values in columns.items()}
    return pa.table({**arrays, "text": string_column(text_offsets, joined)})
