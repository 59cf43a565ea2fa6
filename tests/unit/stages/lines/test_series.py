"""Numbered headings that go on a series of the text."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from reinschrift.columns import utf8_of
from reinschrift.stages.lines.endings import is_paragraph
from reinschrift.stages.lines.series import find_series
from reinschrift.stages.lines.shape import measure_shapes

TEXT = "Wer den Kessel am Abend noch einmal füllt, hat am Morgen warmes Wasser für alle."
Row = tuple[str, float]


def found(*rows: Row, bounds: tuple[int, ...] | None = None) -> list[bool]:
    """Return the rows of a series that stay; those from a half on stay anyway."""
    texts = pa.array([text for text, _ in rows])
    counts = measure_shapes(*utf8_of(texts)).counts
    content = np.array([score for _, score in rows], np.float32)
    ends = np.array(bounds or (0, len(rows)), np.int64)
    stays = content >= np.float32(0.5)
    series: list[bool] = find_series(ends, texts, counts, is_paragraph(counts), ~stays, stays).tolist()
    return series


@pytest.mark.parametrize(
    ("first", "second", "goes_on"),
    [
        ("1. Füllen", "2. Heizen", True),
        ("Schritt 1: Füllen", "Schritt 2: Heizen", True),
        ("Tip #9 - Fill", "Tip #10 - Heat", True),
        ("Шаг 1. Налить", "Шаг 2. Нагреть", True),
        ("1. Füllen", "3. Heizen", False),
        ("Schritt 1: Füllen", "Tipp 2: Heizen", False),
        ("1. Füllen", "2 Kommentare", False),
        ("Füllen", "2. Heizen", False),
    ],
)
def test_the_next_number(first: str, second: str, *, goes_on: bool) -> None:
    """The same word or none before it, and one more."""
    rows = ((first, 0.9), (TEXT, 0.9), (second, 0.1), (TEXT, 0.1))
    assert found(*rows) == [False, False, goes_on, goes_on]


def test_a_series_goes_on_by_what_stays_in_it() -> None:
    """The first paragraph must stay by itself; a list of other articles has none."""
    three = (("1. A", 0.9), (TEXT, 0.9), ("2. B", 0.1), (TEXT, 0.1), ("3. C", 0.1), (TEXT, 0.1))
    assert found(*three) == [False, False, True, True, True, True]
    assert found(("1. A", 0.9), (TEXT, 0.1), *three[2:]) == [False] * 6
    assert (
        found(("1. Rat vertagt Haushalt", 0.1), ("2. Hafen bleibt zu", 0.1), ("3. Sturm im Norden", 0.1)) == [False] * 3
    )


@pytest.mark.parametrize(("between", "goes_on"), [(10, True), (11, False)])
def test_a_series_has_no_gap(between: int, *, goes_on: bool) -> None:
    """Twelve rows from one number to the next."""
    rows = (("1. A", 0.9), (TEXT, 0.9), *[("Mehr", 0.1)] * between, ("2. B", 0.1), (TEXT, 0.1))
    assert found(*rows)[-2:] == [goes_on, goes_on]


@pytest.mark.parametrize(("words", "goes_on"), [(15, True), (16, False)])
def test_a_heading_is_short(words: int, *, goes_on: bool) -> None:
    """Sixteen words with its number; a longer one is an item of a list."""
    rows = (("1. A", 0.9), (TEXT, 0.9), (f"2. {' '.join(['wort'] * words)}", 0.1), (TEXT, 0.1))
    assert found(*rows)[-2:] == [goes_on, goes_on]


def test_a_series_ends_with_its_document() -> None:
    """The numbers of another text go nothing on, and its first row is no paragraph of this one."""
    rows = (("1. A", 0.9), (TEXT, 0.9), ("2. B", 0.1), (TEXT, 0.1))
    assert found(*rows, bounds=(0, 2, 4)) == [False] * 4
    assert found(*rows, bounds=(0, 3, 4)) == [False] * 4
    assert found(*rows[:3]) == [False] * 3
