"""Which doubtful blocks of a manual are content because of what stands around them: sentences, headings, footnotes."""

from __future__ import annotations

import numpy as np
import pytest

from reinschrift.pages.blocks import block_texts, parse
from reinschrift.pages.blocks.gaps import fill_gaps

EIGHT = "Turn the valve until the second lamp lights."
SEVEN = "Turn the valve until that lamp lights."
CONTENT, DOUBT, DEBRIS = 0.9, 0.3, 0.05


def filled(html: str, *scores: float) -> list[int]:
    """Return the numbers of the blocks that become content."""
    page = parse(html.encode())
    before = np.array(scores, np.float32)
    assert len(block_texts(page)) == len(before)
    after = before.copy()
    fill_gaps(page, after, 0.5)
    assert ((after == before) | ((before < 0.5) & (after == 0.5))).all()
    return np.flatnonzero(after != before).tolist()


@pytest.mark.parametrize(
    ("middle", "score", "fills"),
    [
        (f"<p>{EIGHT}</p>", DOUBT, True),
        (f"<p>{EIGHT}</p>", 0.1, True),
        (f"<p>{EIGHT}</p>", DEBRIS, False),
        (f"<p>{SEVEN}</p>", DOUBT, False),
        (f"<p>{EIGHT.rstrip('.')}</p>", DOUBT, False),
        (f"<p><a href=x>{EIGHT[:20]}</a>{EIGHT[20:]}</p>", DOUBT, True),
        (f"<p><a href=x>{EIGHT[:34]}</a>{EIGHT[34:]}</p>", DOUBT, False),
        ("<h3>Valves</h3>", DOUBT, True),
    ],
)
def test_a_sentence_or_heading_between_content_is_content(middle: str, score: float, *, fills: bool) -> None:
    """Of eight words, with an end, half of it links at most, where the model is not sure of debris."""
    page = f"<p>{EIGHT}</p>{middle}<p>{EIGHT}</p>"
    assert filled(page, CONTENT, score, CONTENT) == [1] * fills
    assert filled(page, CONTENT, score, DEBRIS) == filled(page, DEBRIS, score, CONTENT) == []


def test_a_gap_may_be_long_but_holds_nothing_else() -> None:
    """One menu among its sentences, and nothing of the gap is known to be content."""
    parts = [f"<p>{EIGHT}</p>", "<h3>Valves</h3>", f"<p>{EIGHT}</p>", f"<p>{EIGHT}</p>"]
    page = f"<p>{EIGHT}</p>{''.join(parts)}<p>{EIGHT}</p>"
    assert filled(page, CONTENT, *[DOUBT] * 4, CONTENT) == [1, 2, 3, 4]
    parts[1] = "<p>Home</p>"
    page = f"<p>{EIGHT}</p>{''.join(parts)}<p>{EIGHT}</p>"
    assert filled(page, CONTENT, *[DOUBT] * 4, CONTENT) == []


@pytest.mark.parametrize(("name", "fills"), [("footnote", True), ("bibliography", True), ("teaser", False)])
def test_a_footnote_is_content_wherever_it_stands(name: str, *, fills: bool) -> None:
    """Where the page's own names say that it is one."""
    page = f"<p>{EIGHT}</p><div class={name}><p>{EIGHT}</p></div><p>Home</p>"
    assert filled(page, CONTENT, DOUBT, DEBRIS) == [1] * fills
    assert filled(page, CONTENT, DEBRIS, DEBRIS) == []
