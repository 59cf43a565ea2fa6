"""The blocks of a page as text: lists with their marks, tables with their columns, line breaks where they matter."""

from __future__ import annotations

import re
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from reinschrift.kinds import CODE, HEADING, KINDS, LIST_ITEM, NO_KIND, TABLE
from reinschrift.model.alone import label_of
from reinschrift.pages.blocks.outline import BULLET, PLAIN, PREFORMATTED, WITH_BREAKS, outline
from reinschrift.pages.blocks.page import B_END, B_FLAGS, B_START, FLAG, OUT, Page

BREAKS = re.compile("[ \t]*[\r\n\x0b\x0c\x1c-\x1e\x85\u2028\u2029][ \t]*")
LINE_ENDS = re.compile("[ \t]*(?:\r\n|[\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029])")
BLANK_LINES = re.compile("\n{3,}")
MARKED = re.compile("[•‣◦▪●○■►–—-] ")
_PRE = FLAG["pre"]


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
    out = page.out[: page.state[OUT]].tobytes()
    outlined, contents = outline(page, scores)
    pieces: list[str] = []
    blocks: list[Block] = []
    line, before = 1, -1
    rounded = np.round(contents.astype(np.float64), 4).tolist()
    for (first, end, start, stop, kind, mark, broken, beside), content in zip(outlined.tolist(), rounded, strict=True):
        if kind == TABLE:
            text = " | ".join(_cells(page, out, first, end))
        else:
            text = _text_of(out[start:stop], broken)
            if kind == CODE:
                text = text.replace("\n\n", "\n")  # no paragraph holds a blank line
            if kind == LIST_ITEM and not MARKED.match(text):
                text = f"• {text}" if mark == BULLET else f"{mark}. {text}"
        if not text:
            continue
        text, links = _without_links(text) if kind == HEADING else (text, "")
        if pieces:
            is_next_row = beside and before == TABLE
            pieces.append("\n" if is_next_row else "\n\n")
            line += 1 if is_next_row else 2
        pieces.append(text)
        blocks.append(Block(line, None if kind == NO_KIND else KINDS[kind], content))
        before = kind
        line += text.count("\n")
        if links:
            pieces += ["\n\n", links]
            line += 2
            blocks.append(Block(line, None, 0.0))
    return "".join(pieces), blocks


def _without_links(text: str) -> tuple[str, str]:
    """Return a heading without the links to edit it that stand behind it in brackets, and these."""
    head, bracket, links = text.rpartition("[")
    return (head.rstrip(), bracket + links) if head and label_of(links) else (text, "")


def _cells(page: Page, out: bytes, first: int, end: int) -> list[str]:
    cells = page.blocks[first:end, [B_START, B_END, B_FLAGS]].tolist()
    texts = [_text_of(out[start:stop], PREFORMATTED if flags & _PRE else WITH_BREAKS) for start, stop, flags in cells]
    return [text.replace("\n", " ") for text in texts]


def _text_of(data: bytes, broken: int) -> str:
    text = data.decode("utf-8", "replace")
    if broken == PREFORMATTED:
        return BLANK_LINES.sub("\n\n", LINE_ENDS.sub("\n", text)).strip("\n").rstrip()
    if broken == PLAIN and data.isascii():
        return text
    return BREAKS.sub("\n", text).strip()
