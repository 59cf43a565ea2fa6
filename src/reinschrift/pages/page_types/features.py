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
from reinschrift.text.order import order_of

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
(
    S_LOG_WORDS, S_LOG_BLOCKS, S_LOG_ELEMENTS, S_LOG_CONTENT_WORDS, S_LOG_CONTENT_BLOCKS, S_CONTENT_SHARE,
    S_WORDS_A_BLOCK, S_DOUBT, S_CONTENT_DOUBT, S_EXPECTED_F1, S_LINK_SHARE, S_CONTENT_LINK_SHARE, S_LINKS_A_BLOCK,
    S_RUNNING_SHARE, S_SENTENCE_SHARE, S_ASKING, S_DIGITS, S_SYMBOLS, S_PRICES, S_SHORT_SHARE, S_ALIKE_SHARE,
    S_LOG_GROUPS, S_SPREAD, S_DEPTH, S_LEFT_WORDS, S_LONGEST,
) = range(len(SHAPE))  # fmt: skip
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

ALL_WORDS, ALL_DOUBT, ALL_CHARS, ALL_LINK_CHARS, ALL_LINKS, ALL_SHORT, ALL_PRICES, N_ALL = range(8)
"""Sums over all blocks: words, words in doubt, characters, those of links, links, labels, prices."""
(
    OWN_WORDS, OWN_BLOCKS, OWN_DOUBT, OWN_CHARS, OWN_LINK_CHARS, OWN_RUNNING, OWN_ENDED, OWN_ASKING, OWN_DIGITS,
    OWN_SYMBOLS, OWN_FIRST, OWN_LAST, OWN_LONGEST, OWN_DEPTHS, N_OWN,
) = range(15)  # fmt: skip
"""Sums over the blocks of content; the first and the last of them, the longest, and their depths by words."""


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
    row[S_LOG_ELEMENTS] = np.log1p(n_elements)
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
    every, own = np.zeros(N_ALL), np.zeros(N_OWN)
    own[OWN_FIRST] = -1
    for block in range(n):
        each = page.blocks[block]
        score, words = float(scores[block]), each[B_WORDS]
        every[ALL_WORDS] += words
        every[ALL_DOUBT] += words * score * (1 - score)
        every[ALL_CHARS] += each[B_CHARS]
        every[ALL_LINK_CHARS] += each[B_LINK_CHARS]
        every[ALL_LINKS] += each[B_LINKS]
        every[ALL_SHORT] += words <= SHORT
        every[ALL_PRICES] += _has_price(page, block)
        if score >= CONTENT:
            _add_content(page, block, score, own)
    words, content, chars = max(1.0, every[ALL_WORDS]), max(1.0, own[OWN_WORDS]), max(1.0, own[OWN_CHARS])
    row[S_LOG_WORDS], row[S_LOG_BLOCKS] = np.log1p(every[ALL_WORDS]), np.log1p(n)
    row[S_LOG_CONTENT_WORDS], row[S_LOG_CONTENT_BLOCKS] = np.log1p(own[OWN_WORDS]), np.log1p(own[OWN_BLOCKS])
    row[S_CONTENT_SHARE], row[S_WORDS_A_BLOCK] = own[OWN_WORDS] / words, own[OWN_WORDS] / max(1.0, own[OWN_BLOCKS])
    row[S_DOUBT], row[S_CONTENT_DOUBT] = 4 * every[ALL_DOUBT] / words, own[OWN_DOUBT] / content
    row[S_EXPECTED_F1] = expected_f1(page, scores)
    row[S_LINK_SHARE] = every[ALL_LINK_CHARS] / max(1.0, every[ALL_CHARS])
    row[S_CONTENT_LINK_SHARE] = own[OWN_LINK_CHARS] / chars
    row[S_LINKS_A_BLOCK], row[S_SHORT_SHARE] = every[ALL_LINKS] / n, every[ALL_SHORT] / n
    row[S_RUNNING_SHARE], row[S_SENTENCE_SHARE] = own[OWN_RUNNING] / content, own[OWN_ENDED] / content
    row[S_ASKING], row[S_PRICES] = np.log1p(own[OWN_ASKING]), np.log1p(every[ALL_PRICES])
    row[S_DIGITS], row[S_SYMBOLS] = own[OWN_DIGITS] / chars, own[OWN_SYMBOLS] / chars
    row[S_ALIKE_SHARE], row[S_LOG_GROUPS] = _alike(page, scores)
    row[S_SPREAD] = (own[OWN_LAST] - max(0.0, own[OWN_FIRST]) + (own[OWN_BLOCKS] > 0)) / n
    row[S_DEPTH] = own[OWN_DEPTHS] / content
    row[S_LEFT_WORDS], row[S_LONGEST] = np.log1p(every[ALL_WORDS] - own[OWN_WORDS]), np.log1p(own[OWN_LONGEST])


@kernel(nrt=False)
def _add_content(page: Page, block: int, score: float, own: npt.NDArray[np.float64]) -> None:
    """Add a block of content to the sums of words, blocks, doubt, characters, of links, running text and so on."""
    each = page.blocks[block]
    words = each[B_WORDS]
    own[OWN_WORDS] += words
    own[OWN_BLOCKS] += 1
    own[OWN_DOUBT] += words * (1 - score)
    own[OWN_CHARS] += each[B_CHARS]
    own[OWN_LINK_CHARS] += each[B_LINK_CHARS]
    own[OWN_RUNNING] += words * (words >= RUNNING)
    own[OWN_ENDED] += words * (each[B_END_MARK] == 1)
    own[OWN_ASKING] += page.out[each[B_END] - 1] == 0x3F
    own[OWN_DIGITS] += each[B_DIGITS]
    own[OWN_SYMBOLS] += each[B_SYMBOLS]
    own[OWN_FIRST] = block if own[OWN_FIRST] < 0 else own[OWN_FIRST]
    own[OWN_LAST] = block
    own[OWN_LONGEST] = max(own[OWN_LONGEST], words)
    own[OWN_DEPTHS] += words * each[B_DEPTH]


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
    order = order_of(keys[:count])
    most, run, groups = 1, 1, 1
    for at in range(1, count):
        run = run + 1 if keys[order[at]] == keys[order[at - 1]] else 1
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
