"""The words of a row that come again in the body of its own document, and in no other."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from reinschrift.stages.metadata.recurring import recurring_words


def shares(rows: list[tuple[int, str, bool]]) -> list[float]:
    documents = np.array([row[0] for row in rows], np.int32)
    is_body = np.array([row[2] for row in rows])
    texts = pa.array([row[1] for row in rows])
    return [round(float(share), 2) for share in recurring_words(documents, texts, ~is_body, is_body)]


def test_words_count_within_their_document() -> None:
    """Case does not matter, short words do not count, and another document's body does not either."""
    rows = [(0, "Neue Brücke über den Fluss", False), (0, "die brücke am fluss", True), (1, "Brücke Fluss", False)]
    assert shares(rows) == [0.5, 0.0, 0.0]
    assert shares([*rows, (1, "der fluss", True)]) == [0.5, 0.0, 0.5, 0.0]


def test_one_word_alone_counts_half() -> None:
    """A single word comes again by chance."""
    assert shares([(0, "Brücke", False), (0, "eine brücke", True)]) == [0.5, 0.0]


def test_only_the_first_rows_of_a_body_are_read() -> None:
    """What a text is about is said early: thirty rows count."""
    body = [(0, "ganz anderes", True)] * 30
    assert shares([(0, "Brücke Fluss", False), *body, (0, "brücke fluss", True)])[0] == 0.0
    assert shares([(0, "Brücke Fluss", False), *body[1:], (0, "brücke fluss", True)])[0] == 1.0
