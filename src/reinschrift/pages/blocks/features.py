"""What tells content from the rest of a page: each block's form, place, names around it, and neighbours."""

# ruff: noqa: PLR2004  # bytes and code points are their own names
from __future__ import annotations

import numpy as np

from reinschrift.model.lexicon import CATEGORIES, Table
from reinschrift.model.trees import Matrix
from reinschrift.pages.blocks.hints import HINT_NAMES
from reinschrift.pages.blocks.matching import weigh_words
from reinschrift.pages.blocks.page import (
    B_BREAKS,
    B_CAPITALS,
    B_CHARS,
    B_COMMAS,
    B_DEPTH,
    B_DIGITS,
    B_ELEMENT,
    B_END,
    B_END_MARK,
    B_FIRST,
    B_FLAGS,
    B_LETTERS,
    B_LINK_CHARS,
    B_LINKS,
    B_LONGEST,
    B_START,
    B_STOPS,
    B_STRONG,
    B_SYMBOLS,
    B_TAG,
    B_TAG2,
    B_TAG3,
    B_WORDS,
    CONTAINERS,
    E_FIRST,
    E_LAST,
    E_PARENT,
    E_TAG,
    INLINE,
    N_BLOCKS,
    Page,
)
from reinschrift.pages.blocks.running_text import (
    BUTTON,
    CAPTION,
    DIV,
    H1,
    H4,
    LI,
    PRE,
    QUOTE,
    ROLE,
    TD,
    TH,
    WINDOWS,
    P,
    count_copies,
    find_main,
    running_sums,
)  # fmt: skip
from reinschrift.text.arrays import Hashes, Rows, Sums
from reinschrift.text.kernel import kernel
from reinschrift.text.letters import find_words

_OWN = (
    "p", "div", "heading", "li", "cell", "quote", "pre", "caption", "button", "role", "role2", "role3", "depth",
    "chars", "words", "link_share", "links", "strong_share", "breaks", "digits", "capitals", "stops", "commas", "end",
    "first", "symbols", "word_chars", "longest", "copies", "title_share", "place", "chars_before", "chars_after",
    "page_chars", "page_good", "good",
)  # fmt: skip
(
    F_P, F_DIV, F_HEADING, F_LI, F_CELL, F_QUOTE, F_PRE, F_CAPTION, F_BUTTON, F_ROLE, F_ROLE2, F_ROLE3, F_DEPTH,
    F_CHARS, F_WORDS, F_LINK_SHARE, F_LINKS, F_STRONG_SHARE, F_BREAKS, F_DIGITS, F_CAPITALS, F_STOPS, F_COMMAS,
    F_END, F_FIRST, F_SYMBOLS, F_WORD_CHARS, F_LONGEST, F_COPIES, F_TITLE_SHARE, F_PLACE, F_CHARS_BEFORE,
    F_CHARS_AFTER, F_PAGE_CHARS, F_PAGE_GOOD, F_GOOD,
) = range(len(_OWN))  # fmt: skip
NEIGHBOURS = (-3, -2, -1, 1, 2, 3)
"""Blocks that are looked at one by one, by how far they are behind the block."""
_NEIGHBOURS = tuple(
    f"{name}{step:+d}" for step in NEIGHBOURS for name in ("words", "link", "role", "end", "good", "depth")
)
NEAR_WORDS, NEAR_LINK, NEAR_ROLE, NEAR_END, NEAR_GOOD, NEAR_DEPTH, N_NEAR = range(7)
"""Places of these within those of one neighbour."""
_WINDOWS = tuple(f"good{side}{size}" for size in WINDOWS for side in "-+")
_AROUND = tuple(
    f"{name}^{level}" for level in range(1, 6) for name in ("chars", "link", "good", "blocks", "paragraphs", "dense")
)
AT_CHARS, AT_LINK, AT_GOOD, AT_BLOCKS, AT_PARAGRAPHS, AT_DENSE, N_AT = range(7)
"""Places of these within those of one level."""
_MAIN = ("in_main", "to_main", "main_good", "before_main", "main_blocks", "main_place")
IN_MAIN, TO_MAIN, MAIN_GOOD, BEFORE_MAIN, MAIN_BLOCKS, MAIN_PLACE = range(len(_MAIN))
_WORDS = ("stops", "phrases", *CATEGORIES)
STOPS, PHRASES = range(2)
_HEADING = ("since_heading", *(f"heading_{name}" for name in ("share", *CATEGORIES)))
SINCE_HEADING, HEADING_SHARE = range(2)
"""Behind both the categories have the same places in `_WORDS` and in `_HEADING`."""
FEATURES = (
    *_OWN, *(f"in_{name}" for name in CONTAINERS), *(f"hint_{name}" for name in HINT_NAMES), *_NEIGHBOURS, *_WINDOWS,
    *_AROUND, *_MAIN, *(f"words_{name}" for name in _WORDS), *_HEADING,
)  # fmt: skip
MOST_WORDS = 1000
"""Words of a block that are asked for their sense."""
UNTITLED_WORDS = 60
"""A block with so many words is no title."""
_FAR = 99


@kernel(nrt=False)
def _own(row: Rows, out: Matrix) -> None:
    tag = row[B_TAG]
    role = ROLE[tag]
    chars, words = max(1, row[B_CHARS]), max(1, row[B_WORDS])
    out[F_P], out[F_DIV] = role == P, role == DIV
    out[F_HEADING] = role - H1 + 1 if H1 <= role <= H4 else 0
    out[F_LI], out[F_CELL], out[F_QUOTE], out[F_PRE] = role == LI, role in (TD, TH), role == QUOTE, role == PRE
    out[F_CAPTION], out[F_BUTTON] = role == CAPTION, role == BUTTON
    out[F_ROLE], out[F_ROLE2], out[F_ROLE3], out[F_DEPTH] = role, ROLE[row[B_TAG2]], ROLE[row[B_TAG3]], row[B_DEPTH]
    out[F_CHARS], out[F_WORDS] = np.log1p(row[B_CHARS]), row[B_WORDS]
    out[F_LINK_SHARE], out[F_LINKS] = row[B_LINK_CHARS] / chars, row[B_LINKS]
    out[F_STRONG_SHARE], out[F_BREAKS] = row[B_STRONG] / chars, row[B_BREAKS]
    out[F_DIGITS], out[F_CAPITALS] = row[B_DIGITS] / chars, row[B_CAPITALS] / words
    out[F_STOPS], out[F_COMMAS] = row[B_STOPS], row[B_COMMAS]
    out[F_END], out[F_FIRST], out[F_SYMBOLS] = row[B_END_MARK], row[B_FIRST], row[B_SYMBOLS] / chars
    out[F_WORD_CHARS], out[F_LONGEST] = row[B_LETTERS] / words, row[B_LONGEST]


_N_OWN, _N_FLAGS, _N_HINTS, _N_WORDS = len(_OWN), len(CONTAINERS), len(HINT_NAMES), len(_WORDS)
_AT_HEADING = len(FEATURES) - len(_HEADING)
_AT_WORDS = _AT_HEADING - _N_WORDS
_AT_MAIN = _AT_WORDS - len(_MAIN)
_AT_NEIGHBOURS = _N_OWN + _N_FLAGS + _N_HINTS
_AT_AROUND = _AT_NEIGHBOURS + len(_NEIGHBOURS) + len(_WINDOWS)


@kernel(nrt=False)
def _names_around(page: Page, block: int, out: Matrix) -> None:
    at = _N_OWN
    for bit in range(_N_FLAGS):
        out[at + bit] = page.blocks[block, B_FLAGS] >> bit & 1
    at += _N_FLAGS
    for bit in range(_N_HINTS):
        mask = 1 << bit
        value = 0
        for reach in range(3):
            if page.hints[block, reach] & mask:
                value = 3 - reach
                break
        out[at + bit] = value


@kernel(nrt=False)
def _neighbours(page: Page, n: int, block: int, sums: Sums, out: Matrix) -> None:
    at = _AT_NEIGHBOURS
    for step in NEIGHBOURS:
        other = block + step
        if 0 <= other < n:
            row = page.blocks[other]
            out[at + NEAR_WORDS], out[at + NEAR_LINK] = row[B_WORDS], row[B_LINK_CHARS] / max(1, row[B_CHARS])
            out[at + NEAR_ROLE], out[at + NEAR_END] = ROLE[row[B_TAG]], row[B_END_MARK]
            out[at + NEAR_GOOD] = sums[other + 1, 2] - sums[other, 2]
            out[at + NEAR_DEPTH] = row[B_DEPTH] - page.blocks[block, B_DEPTH]
        else:
            out[at : at + N_NEAR] = -1
        at += N_NEAR
    for size in WINDOWS:
        low, high = max(0, block - size), min(n, block + 1 + size)
        out[at] = (sums[block, 2] - sums[low, 2]) / size
        out[at + 1] = (sums[high, 2] - sums[block + 1, 2]) / size
        at += 2


@kernel(nrt=False)
def _around(page: Page, block: int, sums: Sums, out: Matrix) -> None:
    at = _AT_AROUND
    n = page.state[N_BLOCKS]
    element, level, last_blocks = page.blocks[block, B_ELEMENT] if page.blocks[block, B_DEPTH] else -1, 0, 0
    own_first, own_last = block, block + 1
    while level < 5:
        while element >= 0:
            first, last = page.elements[element, E_FIRST], page.elements[element, E_LAST]
            if not INLINE[page.elements[element, E_TAG]] and last - first > last_blocks:
                break
            element = page.elements[element, E_PARENT]
        if element >= 0:
            own_first, own_last = page.elements[element, E_FIRST], page.elements[element, E_LAST]
            element = page.elements[element, E_PARENT]
        else:
            own_first, own_last = 0, n
        last_blocks = own_last - own_first
        chars = max(1.0, sums[own_last, 0] - sums[own_first, 0])
        good = sums[own_last, 2] - sums[own_first, 2]
        out[at + AT_CHARS], out[at + AT_LINK] = np.log1p(chars), (sums[own_last, 1] - sums[own_first, 1]) / chars
        out[at + AT_GOOD], out[at + AT_BLOCKS] = good / max(1.0, sums[n, 2]), last_blocks
        out[at + AT_PARAGRAPHS], out[at + AT_DENSE] = sums[own_last, 3] - sums[own_first, 3], good / chars
        at += N_AT
        level += 1


@kernel(nrt=False)
def _to_main(page: Page, block: int, sums: Sums, main: int, out: Matrix) -> None:
    at = _AT_MAIN
    n = page.state[N_BLOCKS]
    if main < 0:
        out[at : at + len(_MAIN)] = -1
        return
    first, last = page.elements[main, E_FIRST], page.elements[main, E_LAST]
    element, steps = main, 0
    while element >= 0 and not page.elements[element, E_FIRST] <= block < page.elements[element, E_LAST]:
        steps += not INLINE[page.elements[element, E_TAG]]
        element = page.elements[element, E_PARENT]
    out[at + IN_MAIN], out[at + TO_MAIN] = first <= block < last, steps
    out[at + MAIN_GOOD] = (sums[last, 2] - sums[first, 2]) / max(1.0, sums[n, 2])
    out[at + BEFORE_MAIN] = block - first if block < first else (block - last + 1 if block >= last else 0)
    out[at + MAIN_BLOCKS], out[at + MAIN_PLACE] = last - first, (block - first) / max(1, last - first)


@kernel(nrt=False)
def _senses(words: Hashes, lexicon: Table, row: Rows, heading: Matrix, out: Matrix) -> None:
    """Fill in what a block's words tell, and those of the heading above it; `heading` is kept from block to block."""
    own = out[_AT_WORDS:_AT_HEADING]
    weigh_words(words, lexicon, own)
    own[STOPS] /= max(1, len(words))
    heading[SINCE_HEADING] = min(_FAR, heading[SINCE_HEADING] + 1)
    if 3 <= ROLE[row[B_TAG]] <= 6:
        heading[SINCE_HEADING], heading[HEADING_SHARE] = 0, 0
        for category in range(PHRASES + 1, _N_WORDS):
            heading[category] = own[category]
            heading[HEADING_SHARE] += own[category] / max(1, len(words))
    for number in range(len(heading)):
        out[_AT_HEADING + number] = heading[number]


@kernel
def compute_features(page: Page, title: Hashes, lexicon: Table, out: Matrix) -> None:
    """Fill the features of each block (float32, blocks x `FEATURES`); `title` holds the keys of the title's words."""
    n = page.state[N_BLOCKS]
    sums = running_sums(page, n)
    copies = count_copies(page, n)
    main = find_main(page, sums)
    keys = np.empty(MOST_WORDS, np.uint64)
    heading = np.zeros(len(_HEADING), np.float32)
    heading[SINCE_HEADING] = _FAR
    for block in range(n):
        row, to = page.blocks[block], out[block]
        _own(row, to)
        to[F_COPIES] = copies[block]
        shared = 0
        count = find_words(page.out, row[B_START], row[B_END], keys)
        _senses(keys[:count], lexicon, row, heading, to)
        if 0 < count < UNTITLED_WORDS and len(title):
            for word in keys[:count]:
                for other in title:
                    if word == other:
                        shared += 1
                        break
            to[F_TITLE_SHARE] = shared / max(count, len(title))
        to[F_PLACE], to[F_CHARS_BEFORE] = block / n, np.log1p(sums[block, 0])
        to[F_CHARS_AFTER], to[F_PAGE_CHARS] = np.log1p(sums[n, 0] - sums[block + 1, 0]), np.log1p(sums[n, 0])
        to[F_PAGE_GOOD], to[F_GOOD] = np.log1p(sums[n, 2]), sums[block + 1, 2] - sums[block, 2]
        _names_around(page, block, to)
        _neighbours(page, n, block, sums, to)
        _around(page, block, sums, to)
        _to_main(page, block, sums, main, to)
