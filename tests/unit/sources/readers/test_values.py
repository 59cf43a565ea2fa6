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


@pytest.mark.parametrize(
    ("ours", "value", "expected"),
    [
        ("title", {"$t": "Fest", "type": "text"}, "Fest"),
        ("title", {"$t": "Fest"}, "Fest"),
        ("title", {"de": "Fest", "en-GB": "Fair"}, "Fest"),
        ("title", {"de": "", "en": "Fair"}, "Fair"),
        ("title", {"deutsche": "Fest", "en": "Fair"}, None),
        ("text", {"de": "Fest", "en": "Fair"}, None),
        ("author", {"0": "Anna Kern", "1": "Bo Lind"}, "Anna Kern; Bo Lind"),
        ("author", {str(n): f"N{n}" for n in (10, 9)}, "N9; N10"),
        ("author", {"original": "Anna Kern"}, "Anna Kern"),
        ("author", '{"name": "Anna Kern"}', "Anna Kern"),
        ("author", '["Anna Kern", "Bo Lind"]', "Anna Kern; Bo Lind"),
        ("author", '["Anna Kern"', '["Anna Kern"'),
        ("author", "[Anna Kern]", "[Anna Kern]"),
        ("title", '["Anna Kern"]', '["Anna Kern"]'),
        ("published", {"seconds": 1620036000, "nanoseconds": 0}, "1620036000"),
        ("published", {"date-time": "2021-05-03T00:00:00Z"}, "2021-05-03T00:00:00Z"),
        ("published", {"year": 2021, "month": "5", "day": 3}, "2021-05-03"),
        ("published", {"year": 2021, "month": "May", "day": 3}, None),
        ("published", {}, None),
    ],
)
def test_values_in_maps_of_other_forms_are_found(ours: str, value: object, expected: str | None) -> None:
    """K25: feeds as JSON, titles by language, lists by number, days in parts."""
    assert as_text(ours, value) == expected


@pytest.mark.parametrize(("n", "is_read"), [(9_980, True), (9_990, False)])
def test_a_name_that_is_json_is_no_long_text(n: int, *, is_read: bool) -> None:
    """Ten thousand characters."""
    assert (as_text("author", '{"name": "' + "a" * n + '"}') == "a" * n) == is_read
