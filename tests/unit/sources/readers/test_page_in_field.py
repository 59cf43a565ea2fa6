"""A field holds a page if it begins as a page does."""

from __future__ import annotations

import pytest

from reinschrift.sources.readers.page_in_field import is_page


@pytest.mark.parametrize(("chars", "is_one"), [(0, True), (300, True), (440, True), (600, False)])
def test_a_comment_may_stand_before_a_page(chars: int, *, is_one: bool) -> None:
    """If the page begins within five hundred characters."""
    assert is_page(f"<!-- {'x' * chars} -->\n<!DOCTYPE html>\n<html><body><p>Da steht es.") == is_one
