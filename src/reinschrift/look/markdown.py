"""Paragraphs as Markdown (CommonMark with pipe tables and definition lists): headings, lists, tables, code, quotes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

import pyarrow as pa
import pyarrow.compute as pc

from reinschrift.kinds import CAPTION, CODE, DEFINITION, HEADING, KINDS, LIST_ITEM, QUOTE, TABLE, TERM, TITLE
from reinschrift.text.signs import BULLETS, ITEM_SIGNS, one_of

HEADING_LEVEL = 2
"""The level of a heading of which no markup says one."""
STEP = 4
"""Spaces that a list is indented in the item around it."""
LEAST_FENCE = 3
CELL = re.compile(r"(?:^|\s)\|(?=\s|$)")
"""What divides the cells of a row in the text of a table: a bar with white space around it; no cell holds one."""
ITEM = re.compile(rf"(?:(?P<number>\d{{1,9}})[.)]|{one_of(BULLETS + ITEM_SIGNS)})\s+")
_INLINE = r"([\\`*\[\]<])"
_SIGN_AT_LINE = re.compile(r"(?m)^(\s*)([#>+=~|-])")
_NUMBER_AT_LINE = re.compile(r"(?m)^(\s*\d{1,9})(?=[.)](?:\s|$))")
_BACKTICKS = re.compile("`{3,}")
_PLAIN = frozenset({KINDS[TABLE], KINDS[CODE]})


def markdown_of(documents: Sequence[str], paragraphs: pa.Table) -> pa.Array:
    """Return the text of each document of `documents` (ids) as Markdown.

    `paragraphs` has the columns `document_id`, `kind`, `text`, and, where the snapshot knows it, `level`, in the order
    of the text. What Markdown would take for markup is escaped; lines of verse are kept by hard breaks.
    """
    pieces: dict[str, list[tuple[str, int, str]]] = {one: [] for one in documents}
    kinds, ids = paragraphs["kind"].to_pylist(), paragraphs["document_id"].to_pylist()
    escaped = pc.replace_substring_regex(paragraphs["text"], _INLINE, r"\\\1").to_pylist()
    texts = paragraphs["text"].to_pylist()
    known = "level" in paragraphs.column_names
    levels = paragraphs["level"].to_pylist() if known else [None] * len(kinds)
    for document, kind, level, text, safe in zip(ids, kinds, levels, texts, escaped, strict=True):
        if document in pieces:
            pieces[document].append((kind, level or 0, text if kind in _PLAIN else safe))
    return pa.array([join_pieces(rows) for rows in pieces.values()], pa.string())


def join_pieces(rows: Iterable[tuple[str, int, str]]) -> str:
    """Return paragraphs (kind, level or 0, text) as one Markdown text; items of a list stand on lines of their own."""
    parts: list[str] = []
    before, depth = "", 0
    for kind, level, text in rows:
        depth = min(max(level, 1), depth + 1) if kind == KINDS[LIST_ITEM] else 0
        is_close = (before == kind == KINDS[LIST_ITEM]) or (
            before in (KINDS[TERM], KINDS[DEFINITION]) and kind == KINDS[DEFINITION]
        )
        parts += ["" if not parts else "\n" if is_close else "\n\n", _piece(kind, level, text, depth)]
        before = kind
    return "".join(parts)


def _piece(kind: str, level: int, text: str, depth: int) -> str:
    if kind in _PLAIN:
        return _program(text) if kind == KINDS[CODE] else _table(text)
    if kind in (KINDS[TITLE], KINDS[HEADING]):
        marks = "#" * (1 if kind == KINDS[TITLE] else level or HEADING_LEVEL)
        return f"{marks} {' '.join(text.split())}"
    if kind == KINDS[LIST_ITEM]:
        return _item(text, depth)
    if kind == KINDS[QUOTE]:
        return "> " + _lines(text, "> ")
    if kind == KINDS[DEFINITION]:
        return ":   " + _lines(text, " " * STEP)
    return f"*{_lines(text)}*" if kind == KINDS[CAPTION] and "*" not in text else _lines(text)


def _lines(text: str, indent: str = "") -> str:
    """Return a text with hard breaks, its beginnings of lines escaped."""
    safe = _NUMBER_AT_LINE.sub(r"\1\\", _SIGN_AT_LINE.sub(r"\1\\\2", text))
    return safe.replace("\n", f"\\\n{indent}")


def _item(text: str, depth: int) -> str:
    """Return an item, and the items within it that its further lines are, each a list further in than the one above."""
    first, *inner = text.split("\n")
    if not inner or not all(line[0] == " " and ITEM.match(line.lstrip()) for line in inner):
        return _own_item(text, depth)
    written, steps = [_own_item(first, depth)], [0]
    for line in inner:
        step = len(line) - len(line.lstrip())
        steps = [*(one for one in steps if one < step), step]
        written.append(_own_item(line.lstrip(), depth + len(steps) - 1))
    return "\n".join(written)


def _own_item(text: str, depth: int) -> str:
    found = ITEM.match(text)
    number = found["number"] if found else None
    mark = f"{number}. " if number else "- "
    indent = " " * (STEP * (depth - 1))
    return f"{indent}{mark}{_lines(text[found.end() :] if found else text, indent + ' ' * len(mark))}"


def _program(text: str) -> str:
    longest = max((len(run) for run in _BACKTICKS.findall(text)), default=LEAST_FENCE - 1)
    fence = "`" * (longest + 1)
    return f"{fence}\n{text}\n{fence}"


def cells_of(line: str) -> list[str]:
    """Return the cells of a row in the text of a table, empty ones too."""
    return [cell.strip() for cell in CELL.split(line)]


def _table(text: str) -> str:
    rows = [[cell.replace("\\", "\\\\").replace("|", "\\|") for cell in cells_of(line)] for line in text.split("\n")]
    width = max(len(row) for row in rows)
    head, *body = [[*row, *[""] * (width - len(row))] for row in rows]
    return "\n".join(f"| {' | '.join(row)} |" for row in (head, ["---"] * width, *body))
