"""Blocks in like places come nearer to each other: how many there must be, what is alike, what a long one weighs."""

from __future__ import annotations

import numpy as np
import pytest

from reinschrift.pages.blocks import block_texts, parse
from reinschrift.pages.blocks.like_places import SHARED, even_places

POST = "<div class=post><p>The ferry is late again.</p></div>"


def evened(html: str, *scores: float) -> list[float]:
    page = parse(html.encode())
    assert len(block_texts(page)) == len(scores)
    found = np.array(scores, np.float32)
    even_places(page, found)
    result: list[float] = found.tolist()
    return result


def test_three_posts_share_their_odds() -> None:
    """The order stays, their mean too, and each comes nearer to it by the same part."""
    odds = np.array([2.0, 1.0, -0.8])
    found = np.array(evened(POST * 3, *(1 / (1 + np.exp(-odds)))))
    assert np.log(found / (1 - found)) == pytest.approx((1 - SHARED) * odds + SHARED * odds.mean(), abs=1e-5)
    assert (found > 0.5).all()


@pytest.mark.parametrize(
    "html",
    [
        POST * 2,
        POST * 2 + POST.replace("post", "footer"),
        POST * 2 + POST.replace("p>", "h2>"),
        POST * 2 + f"<section>{POST}</section>",
    ],
)
def test_two_are_none_and_another_place_is_another(html: str) -> None:
    """By tags, by depth and by the names of the elements around."""
    scores = [0.9, 0.8, 0.3][: html.count("late")]
    assert evened(html, *scores) == pytest.approx(scores)


def test_a_long_block_says_more() -> None:
    """By the root of its length."""
    long = POST.replace("again", "again and again, as it was last week and the week before that one")
    scores = 0.9, 0.4, 0.4
    assert evened(long + POST * 2, *scores)[1] > evened(POST * 3, *scores)[1]


@pytest.mark.parametrize("score", [0.0, 1.0])
def test_what_is_certain_stays_between_bounds(score: float) -> None:
    """And does not outvote what is likely."""
    assert all(0 < value < 1 for value in evened(POST * 3, score, score, score))
