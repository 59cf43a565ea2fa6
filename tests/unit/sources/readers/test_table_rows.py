"""Rows of tables over several lines."""

from __future__ import annotations

import pytest

from reinschrift.sources.ranges import RawRecord
from reinschrift.sources.readers.table_rows import Lines, next_row


@pytest.mark.parametrize(("n_lines", "is_one_row"), [(3, True), (1500, True), (2500, False)])
def test_a_quote_that_is_open_for_thousands_of_lines_opens_no_field(n_lines: int, *, is_one_row: bool) -> None:
    """A text may have fifteen hundred lines; a quote that closes later was a sign, and each line is a row."""
    written = [b'1,"Erste Zeile', *[b"noch eine"] * (n_lines - 2), b'letzte"']
    lines = Lines((RawRecord(number, 1, line + b"\n", len(line) + 1) for number, line in enumerate(written)), b"\n")
    found = next_row(lines, ",", 2, 1 << 20)
    assert found is not None
    assert found[0].data == (b"\n".join(written) if is_one_row else written[0])
    assert found[1] != is_one_row
