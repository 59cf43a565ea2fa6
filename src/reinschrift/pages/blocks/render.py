"""The blocks of a page as text: lists with their marks, tables with their columns, line breaks where they matter."""

from __future__ import annotations

import re
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from reinschrift.kinds import COMMENT, HEADING, KINDS, LIST_ITEM, NO_KIND, TABLE
from reinschrift.model.alone import label_of
from reinschrift.pages.blocks.list_items import BULLET
from reinschrift.pages.blocks.outline import O_FIRST, O_KIND, PLAIN, PREFORMATTED, WITH_BREAKS, outline
from reinschrift.pages.blocks.page import B_END, B_FLAGS, B_START, FLAG, OUT, Page
from reinschrift.text.signs import BULLETS, ITEM_SIGNS, TICK, one_of

BREAKS = re.compile("[ \t]*[\r\n\x0b\x0c\x1c-\x1e\x85\u2028\u2029][ \t]*")
LINE_ENDS = re.compile("[ \t]*(?:\r\n|[\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029])")
RARE_BREAK = re.compile("[\r\n\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
MANY_BLANKS = re.compile("\n{3,}")
CELL, DIVIDER = " | ", re.compile(" *\\| *")
MARKED = re.compile(f"{one_of(BULLETS + TICK + ITEM_SIGNS)} ")
_PRE = FLAG["pre"]


class Block(NamedTuple):
    """A block of a page's text."""

    line: int
    """Its first line, counted from 1."""
    kind: str | None
    """What the markup says it is; None if it says nothing."""
    content: float
    """The probability that it is content."""
    level: int | None = None
    """Of a heading 1 to 6, of a list item in how many items it stands; else None."""


def render(
    page: Page, scores: npt.NDArray[np.float32], comments: npt.NDArray[np.float32] | None = None
) -> tuple[str, list[Block]]:
    """Return the text of a page and its blocks; `comments` is how likely each is a comment, where any is."""
    out = page.out[: page.state[OUT]].tobytes()
    outlined, contents, cells = outline(page, scores)
    _mark_comments(outlined, contents, comments)
    pieces: list[str] = []
    blocks: list[Block] = []
    line, before = 1, -1
    rounded = np.round(contents.astype(np.float64), 4).tolist()
    for row, content in zip(outlined.tolist(), rounded, strict=True):
        first, end, start, stop, kind, mark, broken, beside, level = row
        if kind == TABLE:
            text = CELL.join(_cells(page, out, (first, end), cells))
        elif end > first + 1:
            text = "\n".join(_text_of(out[begin:close], broken) for begin, close in _places(page, first, end))
        else:
            text = _text_of(out[start:stop], broken)
        if kind == LIST_ITEM and not MARKED.match(text):
            text = f"• {text}" if mark == BULLET else f"{mark}. {text}"
        if not text:
            continue
        text, links = _without_links(text) if kind == HEADING else (text, "")
        if pieces:
            is_next_row = beside and before == kind
            pieces.append("\n" if is_next_row else "\n\n")
            line += 1 if is_next_row else 2
        pieces.append(text)
        blocks.append(Block(line, None if kind == NO_KIND else KINDS[kind], content, level or None))
        before = kind
        line += text.count("\n")
        if links:
            pieces += ["\n\n", links]
            line += 2
            blocks.append(Block(line, None, 0.0))
    return "".join(pieces), blocks


def _mark_comments(
    outlined: npt.NDArray[np.int32], contents: npt.NDArray[np.float32], comments: npt.NDArray[np.float32] | None
) -> None:
    """Give the pieces that are comments their kind and what they are worth."""
    if comments is None or not comments.any():
        return
    most = np.maximum.reduceat(comments, outlined[:, O_FIRST])
    is_comment = most > 0
    outlined[is_comment, O_KIND], contents[is_comment] = COMMENT, most[is_comment]


def _without_links(text: str) -> tuple[str, str]:
    """Return a heading without the links to edit it that stand behind it in brackets, and these."""
    head, bracket, links = text.rpartition("[")
    return (head.rstrip(), bracket + links) if head and label_of(links) else (text, "")


def _places(page: Page, first: int, end: int) -> list[list[int]]:
    return page.blocks[first:end, [B_START, B_END]].tolist()  # type: ignore[no-any-return]  # NumPy's lists have no type


def _cells(page: Page, out: bytes, row: tuple[int, int], cells: npt.NDArray[np.int32]) -> list[str]:
    """Return the text of each cell of a row, empty ones too; none holds what divides cells."""
    first, end = row
    texts = [""] * (int(cells[first:end].max()) + 1)
    blocks = page.blocks[first:end, [B_START, B_END, B_FLAGS]].tolist()
    for cell, (start, stop, flags) in zip(cells[first:end].tolist(), blocks, strict=True):
        text = _text_of(out[start:stop], PREFORMATTED if flags & _PRE else WITH_BREAKS)
        texts[cell] = f"{texts[cell]} {DIVIDER.sub('|', ' '.join(text.split()))}".strip()
    return texts


def _text_of(data: bytes, broken: int) -> str:
    text = data.decode("utf-8", "replace")
    if broken == PREFORMATTED:
        return MANY_BLANKS.sub("\n\n", LINE_ENDS.sub("\n", text)).strip("\n").rstrip()
    if broken == PLAIN and (data.isascii() or not RARE_BREAK.search(text)):
        return text
    return BREAKS.sub("\n", text).strip()
