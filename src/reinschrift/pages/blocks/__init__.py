"""Main content and metadata of HTML pages."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from reinschrift.kinds import COMMENT, KINDS
from reinschrift.model.lexicon import load_lexicon
from reinschrift.model.two_pass import TwoPass
from reinschrift.pages.blocks.model import load_model, score_blocks, settle
from reinschrift.pages.blocks.page import B_END, B_START, M_CLOSE, M_END, M_TAG, N_BLOCKS, N_MARKS, OUT, Page
from reinschrift.pages.blocks.render import Block, render
from reinschrift.pages.blocks.scan import parse_page
from reinschrift.pages.blocks.tags import T
from reinschrift.text.letters import find_words

__all__ = [
    "Block",
    "Extracted",
    "block_texts",
    "content_of",
    "extract",
    "parse",
    "parse_and_score",
    "title_words",
    "written",
]

TITLE_WORDS = 40


class Extracted(NamedTuple):
    """A page as text."""

    text: str
    """All blocks of the page, in its order, an empty line between them."""
    blocks: list[Block]
    """Where in the text each block begins, its kind as the markup tells it, and how likely it is content."""
    scores: list[float]
    """How likely each block of the page is content, cells of a table's row one by one."""


def extract(data: bytes, model: TwoPass | None = None) -> tuple[Extracted, Page]:
    """Return a page (UTF-8) as text with each block's probability of being content, and the parsed page.

    Of which type the page is counts for nothing; `reinschrift.pages.by_type` asks for it.
    """
    page, scores = parse_and_score(data, model)
    return written(page, *settle(page, scores)), page


def parse_and_score(data: bytes, model: TwoPass | None = None) -> tuple[Page, npt.NDArray[np.float32]]:
    """Return a page (UTF-8), and how likely each of its blocks is content, as the model's trees say."""
    page = parse(data)
    return page, score_blocks(page, title_words(page), load_lexicon().table, model or load_model())


def written(page: Page, scores: npt.NDArray[np.float32], comments: npt.NDArray[np.float32]) -> Extracted:
    """Return a page as text, `scores` and `comments` as `settle` gives them."""
    return Extracted(*render(page, scores, comments), scores.tolist())


def content_of(extracted: Extracted, least: float) -> str:
    """Return the text of the blocks that are content with at least that probability, and no comments."""
    if not extracted.blocks:
        return ""
    lines = extracted.text.split("\n")
    ends = [block.line - 1 for block in extracted.blocks[1:]] + [len(lines)]
    kept = [
        "\n".join(lines[block.line - 1 : end]).strip("\n")
        for block, end in zip(extracted.blocks, ends, strict=True)
        if block.content >= least and block.kind != KINDS[COMMENT]
    ]
    return "\n\n".join(kept)


def parse(data: bytes) -> Page:
    """Return a page (UTF-8) as its blocks, elements and marks."""
    page: Page = parse_page(np.frombuffer(data, np.uint8))
    return page


def title_words(page: Page) -> npt.NDArray[np.uint64]:
    """Return the keys of the words in the page's `title`."""
    keys = np.empty(TITLE_WORDS, np.uint64)
    marks: Any = page.marks[: page.state[N_MARKS]]
    for mark in marks[marks[:, M_TAG] == T["title"]]:
        if mark[M_CLOSE] > 0:
            return keys[: find_words(page.data, mark[M_END], mark[M_CLOSE], keys)].copy()
    return keys[:0]


def block_texts(page: Page) -> list[str]:
    """Return the text of each block."""
    out = page.out[: page.state[OUT]].tobytes()
    rows = page.blocks[: page.state[N_BLOCKS]]
    return [out[start:end].decode("utf-8", "replace") for start, end in rows[:, [B_START, B_END]].tolist()]
