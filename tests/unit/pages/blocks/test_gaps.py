"""Which doubtful blocks of a manual are content by their place: sentences, headings, footnotes, entries."""

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
        ("<h3>Valves</h3>", DOUBT, False),
    ],
)
def test_a_sentence_between_content_is_content(middle: str, score: float, *, fills: bool) -> None:
    """Of eight words, with an end, half of it links at most, where the model is not sure of debris; no lone heading."""
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


SIX = "Opens the valve at full speed."


def entries(number: int, description: str = SIX, name: str = "open_valve", frame: str = "main") -> str:
    """Return a list of names, each with its description, and a line before and behind."""
    rows = f"<div><b>{name}</b></div><section>{description}</section>" * number
    return f"<p>Home</p><{frame}>{rows}</{frame}><p>Home</p>"


@pytest.mark.parametrize(
    ("number", "score", "fills"),
    [(3, 0.25, True), (2, 0.3, False), (3, 0.2, False), (10, 0.025, True), (9, 0.2, False), (10, 0.015, False)],
)
def test_sentences_in_like_places_are_entries(number: int, score: float, *, fills: bool) -> None:
    """Three that are doubtful, or ten of which the model is all but sure; and their names with them."""
    scores = [0.01, *[0.0, score] * number, 0.01]
    assert filled(entries(number), *scores) == (list(range(1, 2 * number + 1)) if fills else [])


@pytest.mark.parametrize(
    ("page", "filling"),
    [
        (entries(4), 8),
        (entries(4, "Opens the valve at once."), 0),  # five words
        (entries(4, SIX.rstrip(".")), 0),
        (entries(4, f"<a href=x>{SIX}</a>"), 0),
        (entries(4, frame="nav"), 0),
        (entries(4).replace("<section>", "<p>").replace("</section>", ""), 0),
        (entries(4, name="one two three four five six"), 8),
        (entries(4, name="one two three four five six seven"), 4),
    ],
)
def test_labels_links_and_the_frame_are_no_entries(page: str, filling: int) -> None:
    """Six words and an end, outside of navigation; a name has six words at most."""
    assert len(filled(page, DEBRIS, *[DOUBT] * 8, DEBRIS)) == filling


def test_one_entry_of_five_may_be_no_sentence() -> None:
    """It belongs to the list; of four it may not."""
    rows = [f"<div class=b>{SIX}</div>"] * 4 + ["<div class=b>Opens the next valve, see there</div>"]
    page = "<p>Home</p><main>{}</main><p>Home</p>"
    assert len(filled(page.format("".join(rows)), DEBRIS, *[DOUBT] * 5, DEBRIS)) == 5
    assert len(filled(page.format("".join(rows[1:])), DEBRIS, *[DOUBT] * 4, DEBRIS)) == 0
