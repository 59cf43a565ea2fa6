"""The blocks of a page as text: lists with their marks, tables with their columns, line breaks where they matter."""

from __future__ import annotations

import re
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from reinschrift.extract.page import (
    B_CHARS,
    B_ELEMENT,
    B_END,
    B_FLAGS,
    B_ROW,
    B_START,
    B_TAG,
    E_FIRST,
    E_ITEM,
    E_LAST,
    E_PARENT,
    E_TAG,
    FLAG,
    N_BLOCKS,
    Page,
)
from reinschrift.extract.tags import NAMES, T

HEADING_CHARS = 200
"""A longer heading is a paragraph that somebody wanted large."""
ITEM_BLOCKS = 4
"""A list item of more blocks is an article in a list."""
ROW_CHARS = 400
"""A table row with more characters is a page laid out by a table."""
BREAKS = re.compile("[ \t]*[\r\n\x0b\x0c\x1c-\x1e\x85\u2028\u2029][ \t]*")
MARKED = re.compile("[•‣◦▪●○■►–—-] ")
_HEADINGS = frozenset(T[f"h{level}"] for level in range(1, 7))
_CAPTIONS = frozenset((T["figcaption"], T["caption"]))
_CELLS = frozenset((T["td"], T["th"]))


class Block(NamedTuple):
    """A block of a page's text."""

    line: int
    """Its first line, counted from 1."""
    kind: str | None
    """What the markup says it is; None if it says nothing."""
    content: float
    """The probability that it is content."""


def render(page: Page, scores: npt.NDArray[np.float32]) -> tuple[str, list[Block]]:
    """Return the text of a page and its blocks."""
    n = page.state[N_BLOCKS]
    rows = page.blocks[:n].tolist()
    out = page.out.tobytes()
    pieces: list[str] = []
    blocks: list[Block] = []
    line, at = 1, 0
    while at < n:
        row = rows[at]
        end = _row_end(rows, at) if row[B_TAG] in _CELLS else at + 1
        cells = [_text_of(out, each) for each in rows[at:end]]
        kind: str | None
        if end > at + 1:
            text, kind = " | ".join(cell.replace("\n", " ") for cell in cells), "table"
        else:
            text, kind = _marked(page, at, row, cells[0])
        beside = (
            kind == "table" and bool(blocks) and blocks[-1].kind == "table" and rows[at - 1][B_ROW] == row[B_ROW] - 1
        )
        if text:
            if pieces:
                pieces.append("\n" if beside else "\n\n")
                line += 1 if beside else 2
            pieces.append(text)
            blocks.append(Block(line, kind, round(float(scores[at:end].max()), 4)))
            line += text.count("\n")
        at = end
    return "".join(pieces), blocks


def _row_end(rows: list[list[int]], at: int) -> int:
    """Return where the cells of a table's row end that is short enough to be one of data; one cell is none."""
    end, number = at, rows[at][B_ROW]
    while end < len(rows) and rows[end][B_ROW] == number and rows[end][B_TAG] in _CELLS:
        end += 1
    elements = [row[B_ELEMENT] for row in rows[at:end]]
    is_data = number and len(set(elements)) == len(elements) and sum(row[B_CHARS] for row in rows[at:end]) <= ROW_CHARS
    return end if is_data else at + 1


def _text_of(out: bytes, row: list[int]) -> str:
    text = out[row[B_START] : row[B_END]].decode("utf-8", "replace")
    if row[B_FLAGS] & FLAG["pre"]:
        return "\n".join(
            line.rstrip()
            for line in BREAKS.sub("\n", text.replace("\r\n", "\n")).strip("\n").split("\n")
            if line.strip()
        )
    return BREAKS.sub("\n", text).strip()


def _marked(page: Page, at: int, row: list[int], text: str) -> tuple[str, str | None]:
    """Return a block's text, with the mark of a list item if it begins one, and its kind."""
    tag, flags = row[B_TAG], row[B_FLAGS]
    if tag in _HEADINGS:
        return text, "heading" if row[B_CHARS] <= HEADING_CHARS else None
    if flags & FLAG["li"] and not flags & FLAG["pre"] and (mark := _item_mark(page, at, row[B_ELEMENT])):
        return text if MARKED.match(text) else f"{mark} {text}", "list_item"
    kinds = (
        ("caption", tag in _CAPTIONS or flags & FLAG["figcaption"]),
        (None, flags & FLAG["pre"]),
        ("quote", flags & FLAG["blockquote"]),
        ("paragraph", tag == T["p"] or row[B_CHARS] > HEADING_CHARS),
    )
    return text, next((kind for kind, applies in kinds if applies), None)


def _item_mark(page: Page, at: int, element: int) -> str | None:
    """Return the mark of the list item that a block begins, None if it begins none."""
    elements = page.elements
    while element >= 0 and elements[element, E_TAG] != T["li"]:
        element = elements[element, E_PARENT]
    if element < 0 or elements[element, E_FIRST] != at:
        return None
    if elements[element, E_LAST] - at > ITEM_BLOCKS:
        return None
    parent = elements[element, E_PARENT]
    is_numbered = parent >= 0 and NAMES[elements[parent, E_TAG]] == "ol"
    return f"{elements[element, E_ITEM]}." if is_numbered else "•"
