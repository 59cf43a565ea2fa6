"""Labels of a birth or a death, whose day stands in the row below."""

from __future__ import annotations

import pytest

from reinschrift.text.periods import is_day_of_a_life, is_label_of_a_life, is_sure_label_of_a_life


@pytest.mark.parametrize(
    ("line", "is_label"),
    [
        ("Born", True),
        ("Date of death:", True),
        ("Year in which this author was born", True),
        ("The small town near Leipzig in which she was born", False),
        ("Published", False),
    ],
)
def test_a_label_is_short(line: str, *, is_label: bool) -> None:
    """Forty characters at most; a longer row is a sentence that ends so by chance."""
    assert is_label_of_a_life(line) == is_label


@pytest.mark.parametrize(
    ("line", "is_label"),
    [
        ("Born", True), ("Date of birth", True), ("Fecha de nacimiento:", True), ("Geboren am", True),
        ("A star is born", False), ("Ein Star wurde geboren", False), ("The day of his birth", False),
        ("Date of the old birth", False), ("The old birth", True), ("Lost birth", False), ("Lost at birth", False),
        ("Published", False), ("", False),
    ],
)  # fmt: skip
def test_a_label_without_a_table_is_made_of_small_words(line: str, *, is_label: bool) -> None:
    """A headline may end in the same word, above the day of its article."""
    assert is_sure_label_of_a_life(line) == is_label


@pytest.mark.parametrize(
    ("row", "above", "is_one"),
    [
        ("Born | Thornby, 3 May 2001", "", True),
        ("3 May 2001", "Born", True),
        ("Ada Reed | 3 May 2001", "Name | Born", True),
        ("Ada Reed | 3 May 2001", "Born | Seen", False),
        ("Ada Reed | Thornby | 3 May 2001", "Name | Born", False),
        ("Ada Reed | 3 May 2001", "Author | Published", False),
        ("3 May 2001 | Born in Thornby", "", False),
    ],
)
def test_a_day_of_a_life_stands_beside_its_label_or_below_it(row: str, above: str, *, is_one: bool) -> None:
    """Kind: days of a life taken for the day of publication (K26): rows of tables as lines of text."""
    assert is_day_of_a_life(row, above, row.index("3 May")) == is_one
