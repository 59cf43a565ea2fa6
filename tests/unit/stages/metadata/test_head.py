"""What speaks for a row as the title, beside its words: a date line near below it, and that the page says it before."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from reinschrift.columns import utf8_of
from reinschrift.stages.metadata.head import CONTENT, DOUBTFUL, HEAD, METADATA, OPENING, find_titles, match_titles
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


@pytest.mark.parametrize(
    ("row", "is_title"),
    [
        ("Neues Rathaus", True),  # two words
        ("Rathausneubau", False),
        ("Ein Haus", True),  # eight characters
        ("Ein Hut", False),
        (" ".join(["Sehen"] * 20 + ["wir"] * 20), True),  # forty words
        (" ".join(["Sehen"] * 20 + ["wir"] * 21), False),
        ("Der Rat hat vertagt. " + "Wer zahlt " * 9 + "am Ende", True),  # two sentences of 118 characters
        ("Der Rat hat vertagt. " + "Wer zahlt " * 9 + "am Ende das", False),
    ],
)
def test_a_title_has_the_form_of_one(row: str, *, is_title: bool) -> None:
    """Some words and characters, and no text."""
    assert title_of([row, DAY], {DAY: METADATA}) == (row if is_title else None)


def test_more_words_than_six_speak_no_louder() -> None:
    """Of two rows the one with more words, up to six; among those that have them the upper one."""
    five, six = "Rat vertagt heute den Haushalt", "Rat der Stadt vertagt den Haushalt"
    seven = "Rat der Stadt vertagt heute den Haushalt"
    assert title_of([six, SENTENCE, seven], {}) == six
    assert title_of([five, six], {}) == six


@pytest.mark.parametrize(
    ("row", "title", "is_title"),
    [
        ("Neues Stadio", "Neues Stadion eröffnet", True),  # twelve bytes
        ("Neues Stadi", "Neues Stadion eröffnet", False),
        ("Sport: Neues Stadio", "Neues Stadio", True),
        ("Sport: Neues Stadi", "Neues Stadi", False),
        ("Stadion", "Stadion", True),
    ],
)
def test_a_row_begins_or_ends_as_the_title_of_the_record(row: str, title: str, *, is_title: bool) -> None:
    """With twelve bytes in common; what is equal may be short."""
    rows, titles = utf8_of(pa.array([row])), utf8_of(pa.array([title]))
    assert match_titles(np.zeros(1, np.int32), rows, titles, np.ones(1, np.bool_)).tolist() == [is_title]
