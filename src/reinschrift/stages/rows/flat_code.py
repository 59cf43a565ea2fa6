"""Code of which no line stands in: what is code wherever it stands, and what is by the code beside it."""

from __future__ import annotations

import itertools
from typing import NamedTuple

from reinschrift.stages.rows.code_forms import FILES, TARGET, Form, form_of, is_flat
from reinschrift.stages.rows.flat_forms import SESSION_LINE

LEAST_CODE = 2
"""Lines that show code, of the smallest block."""
FLAT_SHARE, SESSION_SHARE = 0.75, 0.2
"""Least share of lines that are code wherever they stand; of commands, in a session that shows what they say."""


class Lines(NamedTuple):
    """Lines of one document, without the blanks at their ends."""

    texts: list[str]
    indents: list[int]
    """Columns before each."""
    blanks: list[int]
    """Blank lines above each."""
    hopeful: list[bool] | None = None
    """Whether the run that begins with each may hold code (`code_screen`); none: each may."""


def flat_blocks(texts: list[str], forms: list[Form], first: int, last: int) -> list[tuple[int, int]]:
    """Return the blocks at the margin in a run of lines, each as its first line and the one behind its last.

    Sentences part them, but for what a command of a session says.
    """
    flat = [is_flat(text) for text in texts[first:last]]
    if sum(flat) < LEAST_CODE:
        return []
    parts = [
        row
        for row in range(first, last)
        if forms[row] == Form.PROSE and not flat[row - first] and texts[row].endswith((".", ":", "!", "?"))
    ]
    edges = [first - 1, *parts, last]
    found = (_flat_block(texts, forms, above + 1, below) for above, below in itertools.pairwise(edges))
    return [block for block in found if block[1] > block[0]]


def _flat_block(texts: list[str], forms: list[Form], first: int, last: int) -> tuple[int, int]:
    """Return the block at the margin within lines that no sentence parts; an empty one if there is none."""
    flat = [row for row in range(first, last) if is_flat(texts[row])]
    if len(flat) < LEAST_CODE:
        return first, first
    commands = [row for row in flat if SESSION_LINE.fullmatch(texts[row])]
    is_session = len(commands) >= LEAST_CODE and commands[0] == flat[0]
    beside = {Form.CODE, Form.REMARK, Form.OPEN, Form.ENTRY} if is_session else {Form.CODE, Form.REMARK}
    begin, end = flat[0], flat[-1] + 1
    while begin > first and forms[begin - 1] in {Form.CODE, Form.REMARK}:
        begin -= 1
    while end < last and forms[end] in beside:
        end += 1
    flat_rows = set(flat)
    rows = [row for row in range(begin, end) if forms[row] != Form.REMARK or row in flat_rows]
    if is_session:
        return (begin, end) if len(commands) >= SESSION_SHARE * len(rows) else (first, first)
    n_code = sum(row in flat_rows or forms[row] == Form.CODE for row in rows)
    has_prose = any(forms[row] == Form.PROSE and row not in flat_rows for row in rows)
    return (begin, end) if n_code >= FLAT_SHARE * len(rows) and not has_prose else (first, first)


def with_neighbours(lines: Lines, runs: list[tuple[int, int]], found: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the blocks, and the runs beside them that show nothing but code: settings above rules, single calls."""
    begins, ends = dict(found), {end: begin for begin, end in found}
    ruled = {begin for begin, end in found if _has_rules(lines.texts[begin:end])}
    in_block = {row for block in found for row in range(*block)}
    for some, is_below in ((runs, True), (runs[::-1], False)):
        for first, last in some:
            beside = ends.get(first) if is_below else last if last in begins else None
            if beside is None or in_block.intersection(range(first, last)):
                continue
            if _is_like(lines.texts[first:last], has_rules=beside in ruled):
                begins[first], ends[last] = last, first
                in_block.update(range(first, last))
                ruled |= {first} if beside in ruled else set()
    return sorted(begins.items())


def _has_rules(texts: list[str]) -> bool:
    """Say whether a block is of a Makefile: one of its lines says of which files one is made."""
    return any(TARGET.fullmatch(text) and FILES.search(text) for text in texts)


def _is_like(texts: list[str], *, has_rules: bool) -> bool:
    """Say whether a run beside a block is code: its lines show it, or are heads of rules as the block has them."""
    forms = [form_of(text) for text in texts]
    shown = {Form.CODE, Form.REMARK}
    heads = [has_rules and TARGET.fullmatch(text) is not None for text in texts]
    return (any(heads) or Form.CODE in forms) and all(
        form in shown or is_head for form, is_head in zip(forms, heads, strict=True)
    )
