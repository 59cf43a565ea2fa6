"""Which names are references to characters."""

from __future__ import annotations

import pyarrow as pa
import pytest

from reinschrift.settings.stages import MarkupSettings
from reinschrift.stages.markup import unmarked


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("1 &half; Liter", "1 ½ Liter"),
        ("&bump; und &auml;", "≎ und ä"),
        ("&num;1", "#1"),
        ("a &in; b", "a &in; b"),
        ("a &gla; b", "a &gla; b"),
    ],
)
def test_names_that_only_html5_knows_have_four_letters(written: str, read: str) -> None:
    """Shorter ones are more likely a program's or a writer's, but for a few signs and those of HTML 4."""
    assert unmarked(pa.array([written]), MarkupSettings())[0].to_pylist() == [read]
