"""Code in plain text, between fences or without: blocks of lines that show a program, a configuration or changes."""

from __future__ import annotations

import itertools

import numpy as np
import pyarrow as pa

from reinschrift.columns import matching, one_chunk
from reinschrift.stages.rows.code_forms import (
    CHANGE,
    CHANGE_HEAD,
    CHANGES,
    CLOSES,
    FILES,
    NAMED,
    PARENT,
    PROMPT,
    SIGN,
    TARGET,
    Form,
    form_of,
    is_flat,
    shows_code,
)  # fmt: skip
from reinschrift.stages.rows.code_screen import runs_with_code
from reinschrift.stages.rows.fences import find_fenced
from reinschrift.stages.rows.flat_code import LEAST_CODE, Lines, flat_blocks, with_neighbours
from reinschrift.stages.rows.line_form import BLANK_BEFORE, DOCUMENT, END, INDENT, START
from reinschrift.text.arrays import Bytes, Flags, Rows
from reinschrift.text.kernel import kernel
from reinschrift.text.spans import Spans, cut

CODE_SHARE, PROSE_SHARE, ENTRY_SHARE = 0.5, 0.25, 0.75
"""Share of a block's lines that show code, that of prose which is too much, and that of entries."""
LEAST_ENTRIES = 3


def code_blocks(lines: Lines) -> list[tuple[int, int]]:
    """Return the blocks of code, each as its first line and the one behind its last.

    A block is decided by all of its lines: that they step in and out, and that most are written as only code is; or
    that nearly all are written as code is wherever it stands. A block goes on behind a blank line where what follows
    is code, too, and stands deeper than the block begins; lines that show nothing but code are a block where one
    stands beside them. It says the same of a block that was taken out of its text, with its least indented line at
    the margin and no blank line.
    """
    forms = [Form.PROSE] * len(lines.texts)  # of runs that can hold code; no other is asked
    found: list[tuple[int, int]] = []
    runs = _runs_of(lines)
    for first, last in runs:
        is_next = bool(found) and found[-1][1] == first
        may_hold = (lines.hopeful is None or lines.hopeful[first]) and _may_hold_code(lines, first, last)
        if is_next or may_hold:
            forms[first:last] = map(form_of, lines.texts[first:last])
        if is_next and (end := _goes_on_to(lines, forms, found[-1], last)):
            found[-1] = (found[-1][0], end)
        elif may_hold:
            found += _blocks_of_run(lines, forms, first, last)
    return with_neighbours(lines, runs, found) if found else found


def _runs_of(lines: Lines) -> list[tuple[int, int]]:
    """Return the runs of lines with no blank one between them."""
    firsts = [row for row in range(len(lines.texts)) if row == 0 or lines.blanks[row]]
    return list(itertools.pairwise([*firsts, len(lines.texts)]))


def _may_hold_code(lines: Lines, first: int, last: int) -> bool:
    """Say whether a run of lines can be a block by what is cheap to see: most are prose, which no line is read for."""
    texts, indents = lines.texts[first:last], lines.indents[first:last]
    edge = min(indents)
    if any(indent > edge for indent in indents) and any(
        (indent > edge and shows_code(text)) or CLOSES.match(text) or FILES.search(text)
        for text, indent in zip(texts, indents, strict=True)
    ):
        return True
    return any(text.startswith((PROMPT, CHANGES)) for text in texts) or sum(map(is_flat, texts)) >= LEAST_CODE


def _blocks_of_run(lines: Lines, forms: list[Form], first: int, last: int) -> list[tuple[int, int]]:
    """Return the blocks in a run of lines."""
    found = [(begin, end) for begin, end in _trimmed(lines, forms, first, last) if _is_code(lines, forms, begin, end)]
    return found or flat_blocks(lines.texts, forms, first, last)


def _trimmed(lines: Lines, forms: list[Form], first: int, last: int) -> list[tuple[int, int]]:
    """Return what of a run of lines can be code: from its first line that is no prose to its last."""
    changes = next((row for row in range(first, last) if CHANGE_HEAD.match(lines.texts[row])), last)
    if any(CHANGE.match(lines.texts[row]) for row in range(changes, last)):
        return [(changes, last)]
    begin, end = first, last
    while begin < end and not _can_begin(lines, forms, begin, end):
        begin += 1
    end = _end_of(lines, forms, begin, end) if end > begin else begin
    return [(begin, end)] if end > begin else []


def _end_of(lines: Lines, forms: list[Form], begin: int, end: int) -> int:
    """Return where a block ends that begins with a line: before the prose that stands below it, not within."""
    while end > begin and forms[end - 1] in {Form.PROSE, Form.OPEN} and lines.indents[end - 1] <= lines.indents[begin]:
        end -= 1
    return end


def _can_begin(lines: Lines, forms: list[Form], row: int, end: int) -> bool:
    """Say whether code can begin with a line: it shows code, or it is the head of deeper lines."""
    if forms[row] in {Form.CODE, Form.REMARK}:
        return True
    is_deeper = row + 1 < end and lines.indents[row + 1] > lines.indents[row]
    return forms[row] == Form.ENTRY or (is_deeper and PARENT.fullmatch(lines.texts[row]) is not None)


def _is_code(lines: Lines, forms: list[Form], begin: int, end: int) -> bool:
    closers = (lines.indents[row] for row in range(begin, end) if CLOSES.match(lines.texts[row]))
    margin = min([lines.indents[begin], *closers])
    steps = [indent - margin for indent in lines.indents[begin:end]]
    texts = lines.texts[begin:end]
    if any(CHANGE.match(text) for text in texts):
        return max(steps) > 0
    forms = _within_blocks(lines, forms, begin, end)
    if not any(
        step > 0 and (form == Form.CODE or shows_code(text))
        for step, text, form in zip(steps, texts, forms, strict=True)
    ):
        return texts[0].startswith(PROMPT) and _shows_code(forms)
    return _shows_code(forms) or _is_configuration(lines, forms, begin, end)


def _within_blocks(lines: Lines, forms: list[Form], begin: int, end: int) -> list[Form]:
    """Return the forms of lines `begin` to `end`, code where lines around them say so.

    That are the head of a rule and its commands, and what stands deeper than a line and the next at its margin, which
    closes it.
    """
    some = forms[begin:end]
    depths = itertools.accumulate(_nesting(lines, begin, end))
    head = -1
    for row, depth in zip(range(begin, end), depths, strict=True):
        if head >= 0 and lines.indents[row] <= lines.indents[head]:
            head = -1
        if head < 0 and row + 1 < end and _is_head(lines, forms, row):
            head = row
        if (depth and forms[row] == Form.OPEN) or (head >= 0 and forms[row] in {Form.OPEN, Form.ENTRY}):
            some[row - begin] = Form.CODE
    return some


def _nesting(lines: Lines, begin: int, end: int) -> list[int]:
    """Return for each line in how many more blocks that are closed it stands than the line above."""
    opened: list[int] = []  # lines that may be closed, outermost first
    nested = [0] * (end - begin + 1)
    for row in range(begin, end):
        indent = lines.indents[row]
        while opened and lines.indents[opened[-1]] > indent:
            opened.pop()
        if opened and lines.indents[opened[-1]] == indent:
            above = opened.pop()
            if above + 1 < row and CLOSES.match(lines.texts[row]):
                nested[above - begin] += 1
                nested[row + 1 - begin] -= 1
        opened.append(row)
    return nested[:-1]


def _is_head(lines: Lines, forms: list[Form], row: int) -> bool:
    """Say whether a line is the head of a rule, with commands below it, as Makefiles have them."""
    text, is_above = lines.texts[row], lines.indents[row + 1] > lines.indents[row]
    if not is_above or TARGET.fullmatch(text) is None:
        return False
    return forms[row + 1] == Form.CODE or (forms[row + 1] == Form.OPEN and FILES.search(text) is not None)


def _shows_code(forms: list[Form]) -> bool:
    """Say whether most lines show code and few are prose; remarks do not count."""
    counted = [form for form in forms if form != Form.REMARK]
    n_code = counted.count(Form.CODE)
    few_prose = counted.count(Form.PROSE) <= PROSE_SHARE * len(counted)
    return n_code >= LEAST_CODE and n_code >= CODE_SHARE * len(counted) and few_prose


def _is_configuration(lines: Lines, forms: list[Form], begin: int, end: int) -> bool:
    """Say whether lines are names with values, some of which hold the deeper lines below, as YAML writes them."""
    rows = [row for row in range(begin, end) if forms[row - begin] != Form.REMARK]
    n_named = sum(NAMED.fullmatch(lines.texts[row]) is not None for row in rows)
    n_entries = sum(forms[row - begin] in {Form.ENTRY, Form.CODE} for row in rows)
    holds = any(
        lines.texts[row].endswith(":") and lines.indents[row + 1] > lines.indents[row]
        for row in range(begin, end - 1)
        if NAMED.fullmatch(lines.texts[row])
    )
    return holds and n_named >= LEAST_ENTRIES and n_entries >= ENTRY_SHARE * len(rows) and 2 * n_named >= len(rows)


def _goes_on_to(lines: Lines, forms: list[Form], block: tuple[int, int], last: int) -> int:
    """Return where a block ends that goes on behind a blank line, up to line `last` at most; 0 if it does not go on.

    What goes on stands deeper than the block begins, and shows code, or is the rest of a list of changes.
    """
    begin, first = block
    edge = lines.indents[begin]
    if lines.indents[first] <= edge:
        return 0
    if any(CHANGE.match(text) for text in lines.texts[begin:first]):
        rest = range(first, last)
        return last if all(lines.indents[row] > edge or lines.texts[row][0] in "+-@" for row in rest) else 0
    end = _end_of(lines, forms, begin, last)
    some = forms[first:end]
    n_code = sum(form in {Form.CODE, Form.REMARK, Form.ENTRY} for form in some)
    return end if n_code >= CODE_SHARE * len(some) and some.count(Form.PROSE) <= PROSE_SHARE * len(some) else 0


def blocks_within(documents: Rows, texts: pa.Array, indents: Rows, blanks: Rows) -> Rows:
    """Return for each line the number of the block of code that it is in, from 1; 0 for none.

    `documents` has that of each line, ascending; `blanks` the blank lines above it, or what else parts runs of lines.
    """
    found = np.zeros(len(documents), np.int32)
    begins = np.diff(documents, prepend=-1) != 0
    firsts = np.flatnonzero(begins | (blanks > 0)).astype(np.int32)
    hopeful = np.zeros(len(documents), np.bool_)
    hopeful[firsts] = runs_with_code(texts, indents, firsts)
    edges = np.append(np.flatnonzero(begins), len(documents))
    number = 0
    for at in np.flatnonzero(np.logical_or.reduceat(hopeful, edges[:-1])).tolist():
        part = slice(int(edges[at]), int(edges[at + 1]))
        columns = (indents[part].tolist(), blanks[part].tolist(), hopeful[part].tolist())
        for first, last in code_blocks(Lines(texts[part].to_pylist(), *columns)):
            number += 1
            found[part.start + first : part.start + last] = number
    return found


@kernel
def part_blocks(blocks: Rows, starts: Flags) -> None:
    """Let every physical line in a block of code begin a logical one, and the line behind it."""
    for row in range(len(blocks)):
        if blocks[row] > 0:
            starts[row] = True
            if row + 1 < len(blocks):
                starts[row + 1] = True


def code_of_lines(texts: pa.Array | pa.ChunkedArray, measures: Rows, data: Bytes) -> Rows:
    """Return for each physical line (as `measure_lines` has it) the block of code that it is in, from 1; 0: none."""
    documents = np.ascontiguousarray(measures[:, DOCUMENT])
    starts, ends = np.ascontiguousarray(measures[:, START]), np.ascontiguousarray(measures[:, END])
    fenced: Rows = find_fenced(documents, starts, ends, data)
    shows = matching(one_chunk(texts).cast(pa.string()), SIGN)
    rows = np.flatnonzero(np.isin(documents, np.flatnonzero(shows))).astype(np.int32)
    if not len(rows):
        return fenced
    parts = fenced[rows] > 0  # they belong to no other block, and part the lines around them
    spans = Spans(starts[rows].astype(np.int64), np.where(parts, starts[rows], ends[rows]).astype(np.int64))
    blanks = np.maximum(measures[rows, BLANK_BEFORE], parts | np.concatenate([[False], parts[:-1]]))
    code = np.zeros(len(documents), np.int32)
    code[rows] = blocks_within(documents[rows], cut(one_chunk(texts), spans), measures[rows, INDENT], blanks)
    code[code > 0] += fenced.max(initial=0)
    both: Rows = np.where(fenced > 0, fenced, code)
    return both
