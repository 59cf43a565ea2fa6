"""What tells a page from a text: signs, their share, and the format that a document came in."""

from __future__ import annotations

import numpy as np
import pytest

from reinschrift.stages.lines.bar import Wording, find_signs

N_LINES = 40


def is_page(
    n_sure: int, of: str | None = None, n_lines: int = N_LINES, n_menus: int = 0, n_worded: int = N_LINES
) -> bool:
    content, none = np.ones(n_lines, np.float32), np.zeros(n_lines, bool)
    content[:n_sure] = 0.01
    menus = none.copy()
    menus[:n_menus] = True
    words = np.arange(n_lines) < n_worded
    formats = None if of is None else np.array([of], object)
    return bool(find_signs(np.array([0, n_lines]), content, Wording(none, menus, words), formats).is_page[0])


@pytest.mark.parametrize("of", ["html", "warc"])
def test_where_pages_come_one_sure_line_is_enough(of: str) -> None:
    """Elsewhere three are needed, and a share of one in twenty counts everywhere: a long law in an archive is a law."""
    assert is_page(2, of, 20)
    assert not is_page(2, "text", 20)
    assert is_page(3, "text", 20)
    assert not is_page(0, of)
    assert is_page(2, of, 40)
    assert not is_page(2, of, 41)


@pytest.mark.parametrize("of", ["epub", "mail", "subtitles"])
def test_where_no_pages_come_nothing_makes_one(of: str) -> None:
    """A menu makes a page of any other text."""
    assert not is_page(N_LINES, of)
    assert not is_page(0, of, n_menus=1)
    assert is_page(0, "text", n_menus=1)


def test_signs_are_counted_and_their_first_is_named() -> None:
    """One value a document; one without signs has none."""
    content = np.array([1, 1, 0, 1, 1, 0], np.float32)
    none = np.zeros(6, bool)
    found = find_signs(np.array([0, 4, 5, 6]), content, Wording(none, none, ~none))
    assert found.lines.tolist() == [4, 1, 1]
    assert found.sure.tolist() == [1, 0, 1]
    assert found.first.tolist() == [2, -1, 0]
    assert found.worded.tolist() == [1, 0, 1]


@pytest.mark.parametrize("of", [None, "text", "jsonl"])
def test_without_a_word_of_debris_short_lines_make_no_page(of: str | None) -> None:
    """The model takes a list of dishes for a menu; where pages come it is believed."""
    assert not is_page(N_LINES, of, n_worded=0)
    assert is_page(N_LINES, of, n_worded=1)
    assert is_page(N_LINES, "html", n_worded=0)
