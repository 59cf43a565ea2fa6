"""Umlauts as two letters, in one text and in a column."""

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from reinschrift.text.spelling import column_in_two_letters, in_two_letters


@given(st.lists(st.none() | st.text(st.sampled_from("aäöüßÄÖÜé "))))
def test_a_column_is_spelt_as_its_texts_are(texts: list[str | None]) -> None:
    """Text by text, null where there is none, and nothing is left to spell."""
    spelt = column_in_two_letters(pa.array(texts, pa.string())).to_pylist()
    assert spelt == [None if text is None else in_two_letters(text) for text in texts]
    assert column_in_two_letters(pa.array(spelt, pa.string())).to_pylist() == spelt


def test_umlauts_are_spelt_with_an_e() -> None:
    """A capital stays one, other accents stay."""
    assert in_two_letters("Überfluß, é") == "Ueberfluss, é"
