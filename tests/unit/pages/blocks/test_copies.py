"""Which of two equal texts on a page goes: the lower one, in another element, if it is long or stands elsewhere."""

from __future__ import annotations

import numpy as np
import pytest

from reinschrift.pages.blocks import block_texts, parse
from reinschrift.pages.blocks.copies import leave_copies

LONG = "The ferry is late again, and nobody on the pier can say when it will come."
ELEVEN = "The ferry is late again, and nobody says when it comes."
SHORT = "The ferry is late"
THREE = "It is late"


def going(html: str, score: float = 0.9) -> list[int]:
    """Return the numbers of the blocks that go, where the model gives each the same score."""
    page = parse(html.encode())
    scores = np.full(len(block_texts(page)), score, np.float32)
    leave_copies(page, scores, 0.5)
    return np.flatnonzero(scores < 0.1).tolist()


@pytest.mark.parametrize(
    ("html", "goes"),
    [
        (f"<div><p>{LONG}</p></div><div><p>{LONG}</p></div>", [1]),
        (f"<div><p>{ELEVEN}</p></div><div><p>{ELEVEN}</p></div>", []),
        (f"<div><p>{LONG}</p></div><blockquote><p>{LONG.upper()}</p></blockquote>", [1]),
        (f"<div><p>{SHORT}</p></div><blockquote><p>{SHORT}</p></blockquote>", [1]),
        (f"<div><p>{THREE}</p></div><blockquote><p>{THREE}</p></blockquote>", []),
        (f"<div><p>{LONG}</p></div>" * 3, [1, 2]),
    ],
)
def test_the_lower_one_goes_if_it_is_long_or_stands_elsewhere(html: str, goes: list[int]) -> None:
    """From twelve words on anywhere, from four on in another kind of place."""
    assert going(html) == goes


@pytest.mark.parametrize(
    "html",
    [
        f"<div><p>{LONG}</p><p>{SHORT} and that is all.</p><p>{LONG}</p></div>",
        f"<div><p>{LONG}</p></div><table><tr><td>{LONG}</td><td>1</td></tr></table>",
        f"<div><p>{LONG}</p></div><pre><code>{LONG}</code></pre>",
        f"<ul><li>{SHORT}</li></ul><section><h2>{SHORT}</h2></section>",
        f"<div><p>{LONG}</p></div><div><p>{LONG[:-1]}!</p></div>",
        f"<div><ol><li>{LONG}</li></ol></div><div><ol><li><p>{LONG}</p></li></ol></div>",
    ],
)
def test_what_says_the_same_because_it_means_it_stays(html: str) -> None:
    """Refrains, cells, programs, headings named above, what is only alike, and the steps of two ways to do a thing."""
    assert going(html) == []


def test_what_is_debris_has_no_copy() -> None:
    """The text stands below a menu that holds its words; then the lower one is the text."""
    assert going(f"<div><p>{LONG}</p></div><div><p>{LONG}</p></div>", 0.4) == []
    page = parse(f"<div><p>{LONG}</p></div><div><p>{LONG}</p></div>".encode())
    scores = np.array([0.4, 0.9], np.float32)
    leave_copies(page, scores, 0.5)
    assert scores.tolist() == [np.float32(0.4), np.float32(0.9)]
