"""Which rows of a table are data, and which lay out a page: by the characters in a row and the blocks in a cell."""

from __future__ import annotations

import pytest

from reinschrift.pages.blocks import extract

SENTENCE = "Der Bote fuhr über den Fluss und brachte eine Nachricht in das kleine Dorf am anderen Ufer. "


def rows_of(*rows: tuple[str, str]) -> list[bool]:
    """Return for each row of a table whether its two cells stand in one line."""
    table = "".join(f"<tr><td>{left}</td><td>{right}</td></tr>" for left, right in rows)
    lines = extract(f"<table>{table}</table>".encode())[0].text.split("\n")
    return [any(left[:20] in line and right[:20] in line for line in lines) for left, right in rows]


@pytest.mark.parametrize(("chars", "is_data"), [(380, True), (410, False)])
def test_the_first_row_of_data_has_four_hundred_characters(chars: int, *, is_data: bool) -> None:
    """A longer one is a column of menus beside a text."""
    assert rows_of(("Eins", (SENTENCE * 9)[: chars - 4])) == [is_data]


@pytest.mark.parametrize(("chars", "is_data"), [(1450, True), (1550, False)])
def test_a_later_row_may_have_more(chars: int, *, is_data: bool) -> None:
    """Up to fifteen hundred: the rows above have shown what the table is."""
    assert rows_of(("Eins", "Zwei"), ("Drei", (SENTENCE * 20)[: chars - 4])) == [True, is_data]
