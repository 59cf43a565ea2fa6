"""Values in characters that finders do not know, or with the end of a line in them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from reinschrift.personal.plain_form import _BROKEN, _broken

TEXTS = st.lists(st.sampled_from([*"a1(ü])/@+–-. \n\t", "\r\n", "DE", "\n  12 3456", "abcd\nefgh"])).map("".join)


@given(TEXTS)
def test_line_ends_within_values_are_found_at_each_line_end(text: str) -> None:
    """The same as a search at every place finds, in a fraction of the time."""
    assert [found.span() for found in _broken(text)] == [found.span() for found in _BROKEN.finditer(text)]
