"""What is no part of the page though it stands on it: dialogs that lie over it, comments under its text."""

from __future__ import annotations

import numpy as np

from reinschrift.pages.blocks.hints import HINT_NAMES
from reinschrift.pages.blocks.page import (
    B_CHARS,
    B_END_MARK,
    B_FLAGS,
    B_LINK_CHARS,
    B_WORDS,
    E_FIRST,
    E_LAST,
    FLAG,
    N_ELEMENTS,
    Page,
)
from reinschrift.text.arrays import Rows, Scores
from reinschrift.text.kernel import kernel

AWAY = np.float32(0.02)
"""The most that a block of such a layer is worth."""
FIRST_WORDS = 150
"""Words of content in running text above comments: before so many, what is called a comment may be a thread's post."""
ARTICLE_WORDS = 60
"""Words of such content within an `article` above the only layer of comments, if they are `ARTICLE_TEXTS` paragraphs:
a thread's first post has fewer."""
ARTICLE_TEXTS = 3
LAYER_WORDS = 40
"""Words of content from which a layer of comments counts: with one alone, below an `article`, the page is no thread,
however sure the model is."""
SURE = np.float32(0.98)
"""What a comment's text is worth, where comments are kept."""
COMMENT_WORDS = 3
"""Words of the shortest sentence that is a comment."""
TEXT_WORDS = 12
"""Words from which a block counts as running text."""
DOUBTED = 0.65
"""Mean score of a layer of comments, by words, from which its page is a thread: then all of it stays."""
_DIALOG, _ARTICLE = FLAG["dialog"], FLAG["article"]
_COMMENTS = 1 << HINT_NAMES.index("comments")


@kernel(nrt=False)
def leave_dialogs(page: Page, scores: Scores) -> None:
    """Take dialogs for debris: consent, sign-up and notices; unless they are half of the page."""
    inside, every = 0, 0
    for block in range(len(scores)):
        words = page.blocks[block, B_WORDS]
        every += words
        inside += words * (page.blocks[block, B_FLAGS] & _DIALOG != 0)
    if 2 * inside < every:
        for block in range(len(scores)):
            if page.blocks[block, B_FLAGS] & _DIALOG:
                scores[block] = min(scores[block], AWAY)


@kernel
def leave_comments(page: Page, scores: Scores, least: float) -> Scores:
    """Take the comments under a text for debris, all of one element together; return where their texts stand.

    Their names, days and buttons are no texts. `least` is the score of content. On labelled newspaper pages the F1 of
    runs of four words rises from .957 to .962; on threads, which may call their posts so too, the F1 of words falls
    from .805 to .793.
    """
    comments = np.zeros(len(scores), np.float32)
    n_layers, behind = 0, 0
    for element in range(page.state[N_ELEMENTS]):
        if _is_layer(page, element, behind):
            behind = page.elements[element, E_LAST]
            n_layers += _content(page, scores, page.elements[element, E_FIRST], behind, least, -1) >= LAYER_WORDS
    behind, content, of_article = 0, 0.0, 0.0
    for element in range(page.state[N_ELEMENTS]):
        if not _is_layer(page, element, behind):
            continue
        first, last = page.elements[element, E_FIRST], page.elements[element, E_LAST]
        content += _content(page, scores, behind, first, least, -1)
        of_article += _content(page, scores, behind, first, least, _ARTICLE)
        is_short = of_article >= ARTICLE_WORDS and _n_texts(page, scores, behind, first, least) >= ARTICLE_TEXTS
        behind = last
        is_doubted = content >= FIRST_WORDS and _mean(page, scores, first, last) < DOUBTED
        if is_doubted or ((of_article >= FIRST_WORDS or is_short) and n_layers <= 1):
            for block in range(first, last):
                scores[block] = min(scores[block], AWAY)
                if _is_comment(page.blocks[block]):
                    comments[block] = SURE
    return comments


@kernel(nrt=False)
def _is_comment(row: Rows) -> bool:
    """Say whether a block of a layer of comments is the text of one: a sentence, or as many words as one."""
    is_text = row[B_WORDS] >= TEXT_WORDS or (row[B_END_MARK] == 1 and row[B_WORDS] >= COMMENT_WORDS)
    return bool(is_text and 2 * row[B_LINK_CHARS] < row[B_CHARS])


@kernel(nrt=False)
def _is_layer(page: Page, element: int, behind: int) -> bool:
    """Say whether an element is called comments and stands in no other that is; `behind` is the end of the last one."""
    first, last = page.elements[element, E_FIRST], page.elements[element, E_LAST]
    return bool(first >= behind and last > first and page.element_hints[element] & _COMMENTS)


@kernel(nrt=False)
def _content(page: Page, scores: Scores, first: int, last: int, least: float, flags: int) -> float:
    """Return how many words of running text are content among some blocks, those with one of `flags`; -1 for all."""
    found = 0.0
    for block in range(first, last):
        words = page.blocks[block, B_WORDS]
        is_meant = flags < 0 or page.blocks[block, B_FLAGS] & flags
        if is_meant and scores[block] >= least and words >= TEXT_WORDS:
            found += words
    return found


@kernel(nrt=False)
def _n_texts(page: Page, scores: Scores, first: int, last: int, least: float) -> int:
    """Return how many blocks of running text are content among some, within an `article`."""
    found = 0
    for block in range(first, last):
        is_text = page.blocks[block, B_WORDS] >= TEXT_WORDS and scores[block] >= least
        found += is_text and page.blocks[block, B_FLAGS] & _ARTICLE != 0
    return found


@kernel(nrt=False)
def _mean(page: Page, scores: Scores, first: int, last: int) -> float:
    """Return the mean score of some blocks, by their words."""
    total, words = 0.0, 0.0
    for block in range(first, last):
        total += scores[block] * page.blocks[block, B_WORDS]
        words += page.blocks[block, B_WORDS]
    return total / max(1.0, words)
