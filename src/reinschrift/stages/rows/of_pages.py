"""Which documents are web pages: by their markup, or because a model found debris among their lines."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from reinschrift.columns import numbers, one_chunk
from reinschrift.stages.rows.blocks import pages_by_markup

IS_PAGE = "is_page"
"""Column of documents that are read again: what the first reading found."""


SHORT_TEXT = 14
"""A document of so many lines at most has no room for signs of a page: the rules for lines hold as on one."""

SHORT_ROWS = 40
"""A document of so many rows at most may be a page though nothing of it went: an article that somebody cleaned."""

FEW_REPEATS = 2
"""So many rows at most say something again in such an article: a pull quote, a doubled lead. What repeats more is a
form, a song, a manual; of forty lines of laws, plays or manuals that have a repetition, three in four have more."""

BLOCK_ROWS = 3
"""Rows that follow each other from which on they are a text that was given twice."""


def documents_of_pages(documents: pa.Table, paragraphs: pa.Table) -> npt.NDArray[np.bool_]:
    """Return for each document whether it is a page; rows of `paragraphs` have the verdict of the stage lines.

    What the model judged is below its threshold; what a rule found needs no page.
    """
    by_model = pc.and_kleene(
        pc.equal(paragraphs["stage"], "lines"), pc.less(paragraphs["measured"], paragraphs["threshold"])
    )
    rows = numbers(pc.fill_null(one_chunk(by_model), fill_value=False)).astype(bool)
    found = np.bincount(numbers(paragraphs["document"])[rows], minlength=documents.num_rows) > 0
    found |= pages_by_markup(documents)
    if IS_PAGE in documents.column_names:
        found |= numbers(documents[IS_PAGE]).astype(bool)
    return found


def may_repeat(
    documents: pa.Table, paragraphs: pa.Table, document: npt.NDArray[np.int32], is_again: npt.NDArray[np.bool_]
) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
    """Return which documents are pages, and which others may be articles: short ones that say something again seldom.

    In a law, a play or a manual a formula, a refrain or a step comes again because it is meant to. `document` is that
    of each paragraph, `is_again` says which paragraphs say what another one says.
    """
    n_rows = np.bincount(numbers(paragraphs["document"]), minlength=documents.num_rows)
    rows = np.flatnonzero(is_again)
    n_again = np.bincount(document[rows], minlength=documents.num_rows)
    first, last = np.full(len(n_again), len(document)), np.zeros(len(n_again), np.int64)
    np.minimum.at(first, document[rows], rows)
    np.maximum.at(last, document[rows], rows)
    is_block = (n_again >= BLOCK_ROWS) & (last - first + 1 == n_again)
    is_page = documents_of_pages(documents, paragraphs)
    return is_page, ~is_page & (n_rows <= SHORT_ROWS) & ((n_again <= FEW_REPEATS) | is_block)
