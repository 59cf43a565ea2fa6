"""Which documents may say something again: pages, and short articles that seldom do."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from reinschrift.stages.rows.of_pages import may_repeat


@pytest.mark.parametrize(
    ("n_rows", "again", "is_article"),
    [
        (20, [5], True),
        (20, [5, 12], True),
        (20, [5, 9, 12], False),
        (20, [5, 6, 7], True),
        (20, [5, 6, 7, 8, 9, 10], True),
        (20, [5, 6, 7, 8, 9, 12], False),
        (39, [5], True),
        (50, [5], False),
    ],
)
def test_an_article_says_little_again(n_rows: int, again: list[int], *, is_article: bool) -> None:
    """One or two rows, or three together that were given twice; a long document, or what repeats more, is a manual."""
    paragraphs = pa.table({
        "document": pa.array([0] * n_rows, pa.int32()),
        "stage": pa.nulls(n_rows, pa.string()),
        "measured": pa.nulls(n_rows, pa.float32()),
        "threshold": pa.nulls(n_rows, pa.float32()),
    })  # fmt: skip
    is_again = np.isin(np.arange(n_rows), again)
    documents = pa.table({"id": ["a"]})
    is_page, may = may_repeat(documents, paragraphs, np.zeros(n_rows, np.int32), is_again)
    assert (is_page.tolist(), may.tolist()) == ([False], [is_article])
