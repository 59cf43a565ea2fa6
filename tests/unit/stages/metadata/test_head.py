"""What speaks for a row as the title, beside its words: a date line near below it, and that the page says it before."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from reinschrift.columns import utf8_of
from reinschrift.stages.metadata.head import CONTENT, DOUBTFUL, HEAD, METADATA, OPENING, find_titles
from reinschrift.stages.rows.row_form import measure_rows

FIRST = "Rat der Stadt vertagt den Haushalt"
SECOND = "Schule der Stadt bekommt einen Garten"
SENTENCE = "Die Redaktion der Zeitung ist am Samstag nicht besetzt."
DAY = "12. Mai 2024"
SMALL = "Lesen"
BODY = "Der Rat der Stadt hat die Entscheidung über den Haushalt des kommenden Jahres noch einmal vertagt."


def title_of(rows: list[str], standing: dict[str, int], repeats: str = "") -> str | None:
    """Return the title above a body; rows are content but for those whose standing is given."""
    texts = [*rows, BODY]
    zones = np.array([HEAD] * len(rows) + [OPENING], np.int8)
    stands = np.array([standing.get(text, CONTENT) for text in texts], np.int8)
    none = np.zeros(len(texts), np.float32)
    is_repeat, is_body = np.array([text == repeats for text in texts]), np.array([text.endswith(".") for text in texts])
    shapes = measure_rows(*utf8_of(pa.array(texts)), 1000)
    found = np.flatnonzero(find_titles(zones, shapes, stands, (none, none, is_repeat, is_body), 200))
    return texts[found[0]] if len(found) else None


@pytest.mark.parametrize(("between", "title"), [(2, SECOND), (3, FIRST)])
def test_a_date_line_up_to_three_rows_below_speaks_for_a_title(between: int, title: str) -> None:
    """It weighs as much as that nothing stands above the other one; four rows below it says nothing."""
    rows = [FIRST, SENTENCE, SECOND, *[SMALL] * between, DAY, *[SMALL] * (4 - between)]
    assert title_of(rows, {DAY: METADATA}) == title


def test_what_the_page_says_again_can_be_its_title() -> None:
    """Of rows that were taken for debris with certainty the one that repeats another is one, with a date below it."""
    standing = {FIRST: DOUBTFUL, DAY: METADATA}
    assert title_of([FIRST, DAY], standing, repeats=FIRST) == FIRST
    assert title_of([FIRST, DAY], standing) is None
