"""Labels of a birth or a death, whose day stands in the row below."""

from __future__ import annotations

import pytest

from reinschrift.text.periods import is_label_of_a_life


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
