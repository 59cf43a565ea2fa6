"""Which doubtful rows are the last paragraph of an article."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from reinschrift.columns import utf8_of
from reinschrift.stages.lines.endings import find_endings
from reinschrift.stages.lines.shape import measure_shapes

ABOVE = "Der Rat der Stadt hat die Entscheidung über den Haushalt noch einmal vertagt, und zwar auf den Herbst."
LAST = "Die Bürgermeisterin will ihn nach dem Sommer noch einmal vorlegen, sagt sie."
FOOT = "Mehr zum Thema"


def found(*rows: tuple[str, float], bounds: tuple[int, ...] | None = None) -> list[bool]:
    """Return the endings of rows with their probabilities of content; those from a half on stay."""
    counts = measure_shapes(*utf8_of(pa.array([text for text, _ in rows]))).counts
    content = np.array([score for _, score in rows], np.float32)
    ends = np.array(bounds or (0, len(rows)), np.int64)
    endings: list[bool] = find_endings(ends, counts, content, content < 0.5, content >= 0.5).tolist()
    return endings


@pytest.mark.parametrize(
    ("rows", "stays"),
    [
        (((ABOVE, 0.9), (LAST, 0.3), (FOOT, 0.1)), True),
        (((ABOVE, 0.9), (LAST, 0.3)), True),
        (((ABOVE, 0.9), (LAST, 0.2), (FOOT, 0.1)), True),
        (((ABOVE, 0.9), (LAST, 0.19), (FOOT, 0.1)), False),
        (((ABOVE, 0.7), (LAST, 0.3), (FOOT, 0.1)), True),
        (((ABOVE, 0.69), (LAST, 0.3), (FOOT, 0.1)), False),
        (((FOOT, 0.9), (LAST, 0.3), (FOOT, 0.1)), False),
        (((ABOVE, 0.9), (LAST, 0.3), (LAST, 0.3)), False),
        (((ABOVE, 0.9), ("Mehr dazu lesen.", 0.3), (FOOT, 0.1)), False),
        (((ABOVE, 0.9), (LAST[:-1], 0.3), (FOOT, 0.1)), False),
        (((ABOVE, 0.9), ("Die Bürgermeisterinnen wollen ihn nochmals vorlegen, nämlich.", 0.3)), False),
        (((ABOVE, 0.9), ("Sie will ihn im Herbst noch einmal vorlegen.", 0.3)), False),
    ],
)
def test_a_paragraph_below_one_that_stays_and_above_furniture(
    rows: tuple[tuple[str, float], ...], *, stays: bool
) -> None:
    """Below a heading it is a teaser, above another one as well; what is short or goes on is none."""
    assert found(*rows)[1] == stays


def test_the_rows_of_another_document_say_nothing() -> None:
    """The first row of a document has none above it, the last none below it."""
    assert found((ABOVE, 0.9), (LAST, 0.3), bounds=(0, 1, 2)) == [False, False]
    assert found((ABOVE, 0.9), (LAST, 0.3), (ABOVE, 0.9), bounds=(0, 2, 3)) == [False, True, False]
    assert found((ABOVE, 0.9), (LAST, 0.3), (ABOVE, 0.9), bounds=(0, 2, 2, 3)) == [False, True, False]
