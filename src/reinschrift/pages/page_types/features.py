"""What a page is like as a whole: the features by which its type is known, and how sure its extraction is."""

# ruff: noqa: PLR2004  # bytes and code points are their own names
from __future__ import annotations

import re
from typing import Any

import numpy as np
import numpy.typing as npt

from reinschrift.pages.blocks.hints import HINT_NAMES
from reinschrift.pages.blocks.page import (
    B_CHARS,
    B_DEPTH,
    B_DIGITS,
    B_END,
    B_END_MARK,
    B_FLAGS,
    B_LINK_CHARS,
    B_LINKS,
    B_START,
    B_SYMBOLS,
    B_TAG,
    B_TAG2,
    B_TAG3,
    B_WORDS,
    E_TAG,
    FLAG,
    M_CLOSE,
    M_END,
    M_START,
    M_TAG,
    N_BLOCKS,
    N_ELEMENTS,
    N_MARKS,
    Page,
)
from reinschrift.pages.blocks.tags import T
from reinschrift.text.kernel import kernel

Values = npt.NDArray[np.float32]

STATED = {
    "article": ("Article", "NewsArticle", "BlogPosting", "Report", "OpinionNewsArticle", "ScholarlyArticle", "Blog"),
    "product": ("Product", "ProductGroup", "Offer", "AggregateOffer", "Brand"),
    "forum": ("DiscussionForumPosting", "QAPage", "Question", "Answer", "Comment", "InteractionCounter"),
    "listing": ("ItemList", "CollectionPage", "SearchResultsPage", "OfferCatalog"),
    "documentation": ("TechArticle", "APIReference", "HowTo", "SoftwareSourceCode"),
    "service": ("Service", "LocalBusiness", "SoftwareApplication", "ProfessionalService", "Place", "FAQPage"),
    "crumbs": ("BreadcrumbList",),
    "site": ("WebSite", "Organization", "WebPage"),
}
"""Types of schema.org that a page may say it is, or has, by what they speak for."""
_GROUP = {name.encode(): number for number, names in enumerate(STATED.values()) for name in names}
_LD_TYPE = re.compile(rb'"@type"\s{0,9}:\s{0,9}\[?\s{0,9}"([A-Za-z]{3,40})"')
_OG_TYPE = re.compile(rb"""og:type["'][^>]{0,80}?content\s{0,9}=\s{0,9}["']([a-z.:]{3,30})""")
_OG = {b"article": 0, b"product": 1, b"og:product": 1, b"website": 2}

_TAGS = ("p", "li", "h1", "h2", "h3", "h4", "a", "td", "pre", "code", "dt", "blockquote", "form", "label", "button",
         "option", "article", "section", "figure", "time", "table", "strong", "details", "span", "div")  # fmt: skip
_WITHIN = ("article", "main", "li", "td", "dl", "blockquote", "pre", "form", "figure", "section", "header", "label")
SHAPE = (
    "log_words", "log_blocks", "log_elements", "log_content_words", "log_content_blocks", "content_share",
    "words_a_block", "doubt", "content_doubt", "expected_f1", "link_share", "content_link_share", "links_a_block",
    "running_share", "sentence_share", "asking", "digits", "symbols", "prices", "short_share", "alike_share",
    "log_groups", "spread", "depth", "left_words", "longest",
)  # fmt: skip
"""Of the page's blocks; what has `content` in it, of those that are content."""
FEATURES = (
    *SHAPE,
    *(f"tag_{name}" for name in _TAGS),
    *(f"in_{name}" for name in _WITHIN),
    *(f"near_{name}" for name in HINT_NAMES),
    *(f"said_{name}" for name in STATED),
    "og_article", "og_product", "og_website", "og_other",
)  # fmt: skip

_N_SHAPE, _N_TAGS, _N_WITHIN, _N_HINTS = len(SHAPE), len(_TAGS), len(_WITHIN), len(HINT_NAMES)
_TAG_NUMBERS = np.array([T[name] for name in _TAGS])
_WITHIN_BITS = np.array([FLAG[name] for name in _WITHIN])
RUNNING, SHORT = 20, 3
"""Words from which a block is running text, and up to which it is a label."""
CONTENT = 0.5


def features_of(page: Page, scores: npt.NDArray[np.float32], data: bytes) -> Values:
    """Return the features of a page (float32, 1 x `FEATURES`); `scores` is how likely each of its blocks is content.

    `data` is the page itself, asked for the types that it gives itself.
    """
    values = np.zeros((1, len(FEATURES)), np.float32)
    row = values[0]
    if page.state[N_BLOCKS]:
        measure_page(page, scores, row)
    stated = row[len(FEATURES) - len(STATED) - 4 :]
    marks: Any = page.marks[: page.state[N_MARKS], : M_CLOSE + 1]
    for mark in marks[marks[:, M_TAG] == T["script"]].tolist():
        if mark[M_CLOSE] > 0 and data.find(b"ld+json", mark[M_START], mark[M_END]) > 0:
            for name in _LD_TYPE.findall(data, mark[M_END], mark[M_CLOSE]):
                if (group := _GROUP.get(name)) is not None:
                    stated[group] += 1
    stated[: len(STATED)] = np.log1p(stated[: len(STATED)])
    stated[len(STATED) + _og_type(marks[marks[:, M_TAG] == T["meta"]].tolist(), data)] = 1
    return values


def _og_type(metas: list[list[int]], data: bytes) -> int:
    """Return the place of what a page calls itself for social networks: article, product, website, anything else."""
    for mark in metas:
        if (at := data.find(b"og:type", mark[M_START], mark[M_END])) > 0:
            found = _OG_TYPE.match(data, at, mark[M_END])
            return _OG.get(found[1], 3) if found else 3
    return 3


@kernel
def measure_page(page: Page, scores: npt.NDArray[np.float32], row: Values) -> None:
    """Fill in what blocks and elements say."""
    n, n_elements = page.state[N_BLOCKS], page.state[N_ELEMENTS]
    _measure_shape(page, scores, row)
    row[2] = np.log1p(n_elements)
    counts = np.zeros(256, np.int64)
    for element in range(n_elements):
        counts[page.elements[element, E_TAG]] += 1
    for number in range(_N_TAGS):
        row[_N_SHAPE + number] = np.log1p(100.0 * counts[_TAG_NUMBERS[number]] / max(1, n))
    at = _N_SHAPE + _N_TAGS
    content = 0.0
    for block in range(n):
        if scores[block] < CONTENT:
            continue
        words = page.blocks[block, B_WORDS]
        content += words
        near = page.hints[block, 0] | page.hints[block, 1]
        for number in range(_N_WITHIN):
            row[at + number] += words * (page.blocks[block, B_FLAGS] & _WITHIN_BITS[number] != 0)
        for number in range(_N_HINTS):
            row[at + _N_WITHIN + number] += words * (near >> number & 1)
    for number in range(at, at + _N_WITHIN + _N_HINTS):
        row[number] /= max(1.0, content)


@kernel(nrt=False)
def _has_price(page: Page, block: int) -> bool:
    """Say whether a short block holds a figure and the sign of a currency: $, £, € or ¥."""
    if page.blocks[block, B_DIGITS] == 0 or page.blocks[block, B_WORDS] > RUNNING:
        return False
    out = page.out
    for at in range(page.blocks[block, B_START], page.blocks[block, B_END]):
        if out[at] == 0x24 or (out[at] == 0xC2 and out[at + 1] in (0xA3, 0xA5)):
            return True
        if out[at] == 0xE2 and out[at + 1] == 0x82 and out[at + 2] == 0xAC:
            return True
    return False


@kernel
def _measure_shape(page: Page, scores: npt.NDArray[np.float32], row: Values) -> None:
    """Fill in what the blocks are like: all of them, and those that are content."""
    n = page.state[N_BLOCKS]
    every = np.zeros(8)  # words, words in doubt, characters, of links, links, labels, prices
    own = np.zeros(14)  # likewise `_add_content`
    own[_FIRST] = -1
    for block in range(n):
        each = page.blocks[block]
        score, words = float(scores[block]), each[B_WORDS]
        every[0] += words
        every[1] += words * score * (1 - score)
        every[2] += each[B_CHARS]
        every[3] += each[B_LINK_CHARS]
        every[4] += each[B_LINKS]
        every[5] += words <= SHORT
        every[6] += _has_price(page, block)
        if score >= CONTENT:
            _add_content(page, block, score, own)
    words, content = max(1.0, every[0]), max(1.0, own[0])
    row[0], row[1], row[3], row[4] = np.log1p(every[0]), np.log1p(n), np.log1p(own[0]), np.log1p(own[1])
    row[5], row[6] = own[0] / words, own[0] / max(1.0, own[1])
    row[7], row[8], row[9] = 4 * every[1] / words, own[2] / content, expected_f1(page, scores)
    row[10], row[11] = every[3] / max(1.0, every[2]), own[4] / max(1.0, own[3])
    row[12], row[13], row[14] = every[4] / n, own[5] / content, own[6] / content
    row[15], row[16], row[17] = np.log1p(own[7]), own[8] / max(1.0, own[3]), own[9] / max(1.0, own[3])
    row[18], row[19] = np.log1p(every[6]), every[5] / n
    row[20], row[21] = _alike(page, scores)
    row[22], row[23] = (own[_LAST] - max(0.0, own[_FIRST]) + (own[1] > 0)) / n, own[_DEPTHS] / content
    row[24], row[25] = np.log1p(every[0] - own[0]), np.log1p(own[_LONGEST])


_FIRST, _LAST, _LONGEST, _DEPTHS = range(10, 14)


@kernel(nrt=False)
def _add_content(page: Page, block: int, score: float, own: npt.NDArray[np.float64]) -> None:
    """Add a block of content to the sums of words, blocks, doubt, characters, of links, running text and so on."""
    each = page.blocks[block]
    words = each[B_WORDS]
    own[0] += words
    own[1] += 1
    own[2] += words * (1 - score)
    own[3] += each[B_CHARS]
    own[4] += each[B_LINK_CHARS]
    own[5] += words * (words >= RUNNING)
    own[6] += words * (each[B_END_MARK] == 1)
    own[7] += page.out[each[B_END] - 1] == 0x3F
    own[8] += each[B_DIGITS]
    own[9] += each[B_SYMBOLS]
    own[_FIRST] = block if own[_FIRST] < 0 else own[_FIRST]
    own[_LAST] = block
    own[_LONGEST] = max(own[_LONGEST], words)
    own[_DEPTHS] += words * each[B_DEPTH]


@kernel
def _alike(page: Page, scores: npt.NDArray[np.float32]) -> tuple[float, float]:
    """Return the share of content blocks in the most common place, and the logarithm of how many places there are."""
    keys = np.zeros(len(scores), np.int64)
    count = 0
    for block in range(len(scores)):
        if scores[block] >= CONTENT:
            each = page.blocks[block]
            key = np.int64(each[B_TAG])
            for part in (each[B_TAG2], each[B_TAG3], each[B_DEPTH]):
                key = key * 251 + part
            keys[count] = key
            count += 1
    if count == 0:
        return 0.0, 0.0
    ordered = np.sort(keys[:count])
    most, run, groups = 1, 1, 1
    for at in range(1, count):
        run = run + 1 if ordered[at] == ordered[at - 1] else 1
        groups += run == 1
        most = max(most, run)
    return most / count, np.log1p(groups)


@kernel
def expected_f1(page: Page, scores: npt.NDArray[np.float32]) -> float:
    """Return the F1 over words that the blocks' probabilities promise for the blocks from one half on."""
    hits, kept, every = 0.0, 0.0, 0.0
    for block in range(len(scores)):
        words = page.blocks[block, B_WORDS]
        every += scores[block] * words
        if scores[block] >= CONTENT:
            hits += scores[block] * words
            kept += words
    return 2 * hits / max(1.0, kept + every)
