"""What a field's value is as text."""

from __future__ import annotations

import pytest

from reinschrift.sources.readers.values import as_text


@pytest.mark.parametrize(("chars", "stays"), [(10, True), (80, True), (120, False)])
def test_a_long_text_is_no_time(chars: int, *, stays: bool) -> None:
    """A day with its zone in words has less than a hundred characters; a title may have more."""
    written = "5. März 2024 ".ljust(chars, "x")
    assert as_text("published", written) == (written.strip() if stays else None)
    assert as_text("title", written) == written.strip()
