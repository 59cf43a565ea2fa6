"""Logical lines: their numbers, indents and blanks, and what ends a line."""

from __future__ import annotations

import pyarrow as pa

from reinschrift.stages.lines.split import split_lines


def test_rows_say_where_they_stand() -> None:
    """Lines count from 1, blank lines above and the indent in characters are told, documents are numbered."""
    rows = split_lines(pa.array(["\n\n  Zwei\n\tVier\n", "", "Eins"])).to_pylist()
    assert [tuple(row.values()) for row in rows] == [
        (0, 3, 1, 2, 0, 2, 0, "Zwei"),
        (0, 4, 1, 4, 1, 0, 0, "Vier"),
        (2, 1, 1, 0, 0, 0, 0, "Eins"),
    ]


def test_every_line_end_ends_a_line() -> None:
    """CR, CR LF, form feed, NEL and Unicode's separators end a line; CR LF is one end, not two."""
    rows = split_lines(pa.array(["a\r\nb\rc\x0cd\u0085e\u2028f\u2029g"]))
    assert rows["text"].to_pylist() == list("abcdefg")
    assert rows["line"].to_pylist() == [1, 2, 3, 4, 5, 6, 7]


def test_exotic_blanks_are_stripped() -> None:
    """No-break, thin, ideographic and zero-width spaces count as blanks at both ends, and alone as a blank line."""
    rows = split_lines(pa.array(["\u00a0\u2009a\u3000\u200b\n\u00a0\nb"])).to_pylist()
    assert [(row["text"], row["blank_before"]) for row in rows] == [("a", 0), ("b", 1)]


def test_nulls_and_chunks_are_taken() -> None:
    """A null is an empty text, and the number of chunks changes nothing."""
    rows = split_lines(pa.chunked_array([["a"], [None, "b"]], pa.string()))
    assert rows["document"].to_pylist() == [0, 2]


def test_joined_lines_are_counted() -> None:
    """`n_lines` is the number of physical lines in a logical one."""
    assert split_lines(pa.array(["Die Bundes-\nregierung tagt.\nEnde."]))["n_lines"].to_pylist() == [2, 1]
