"""Which documents are web pages: by their markup, or because a model found debris among their lines."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from reinschrift.columns import numbers, one_chunk

IS_PAGE = "is_page"
"""Column of documents that are read again: what the first reading found."""


SHORT_ROWS = 40
"""A document of so many rows at most may be a page though nothing of it went: an article that somebody cleaned."""


def documents_of_pages(documents: pa.Table, paragraphs: pa.Table) -> npt.NDArray[np.bool_]:
    """Return for each document whether it is a page; rows of `paragraphs` have the verdict of the stage lines.

    What the model judged is below its threshold; what a rule found needs no page.
    """
    by_model = pc.and_kleene(
        pc.equal(paragraphs["stage"], "lines"), pc.less(paragraphs["measured"], paragraphs["threshold"])
    )
    rows = numbers(pc.fill_null(one_chunk(by_model), fill_value=False)).astype(bool)
    found = np.bincount(numbers(paragraphs["document"])[rows], minlength=documents.num_rows) > 0
    if "blocks" in documents.column_names:
        found |= numbers(pc.is_valid(one_chunk(documents["blocks"]))).astype(bool)
    if IS_PAGE in documents.column_names:
        found |= numbers(documents[IS_PAGE]).astype(bool)
    return found


def may_repeat(documents: pa.Table, paragraphs: pa.Table) -> npt.NDArray[np.bool_]:
    """Return for each document whether what it says again can be debris: pages, and short documents.

    In a law, a play or a manual a formula, a refrain or a step comes again because it is meant to.
    """
    n_rows = np.bincount(numbers(paragraphs["document"]), minlength=documents.num_rows)
    found: npt.NDArray[np.bool_] = documents_of_pages(documents, paragraphs) | (n_rows <= SHORT_ROWS)
    return found
