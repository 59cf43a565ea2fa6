"""When what is called comments goes: by how much text stands above, how much is in it, and how sure the model is."""

from __future__ import annotations

import numpy as np
import pytest

from reinschrift.pages.blocks import parse
from reinschrift.pages.blocks.layers import leave_comments
from reinschrift.pages.blocks.model import settle
from reinschrift.pages.blocks.page import N_BLOCKS

WORDS = (
    "Der Bote fuhr über den Fluss und brachte eine Nachricht in das kleine Dorf am anderen Ufer, wo alle warteten "
) * 5


def paragraphs(*words: int) -> str:
    """Return paragraphs of so many words each."""
    return "".join(f"<p>{' '.join([*WORDS.split()[: number - 1], 'aus.'])}</p>" for number in words)


def comments_of(article: str, layer: str) -> list[float]:
    """Return what the texts of a layer of comments below an article are worth, where comments are kept."""
    page = parse(f"<article>{article}</article><section class=comments>{layer}</section>".encode())
    worth = leave_comments(page, np.full(page.state[N_BLOCKS], 0.9, np.float32), 0.5)
    found: list[float] = worth[worth > 0].tolist()
    return found


def judged(article: str, *layers: str, score: float = 0.9) -> tuple[list[bool], list[bool]]:
    """Return which blocks of an article and of layers of comments below it go, and which are texts of comments.

    The model gives the article .9 and the comments `score`.
    """
    below = "<hr>".join(f"<section class=comments>{layer}</section>" for layer in layers)
    page = parse(f"<article>{article}</article>{below}".encode())
    n_above = article.count("<p>")
    scores = np.array([0.9] * n_above + [score] * (page.state[N_BLOCKS] - n_above), np.float32)
    comments = leave_comments(page, scores, 0.5)
    return (scores < 0.1).tolist(), (comments > 0).tolist()


@pytest.mark.parametrize(
    ("article", "goes"),
    [
        (paragraphs(21, 21, 21), True),
        (paragraphs(19, 19, 19), False),
        (paragraphs(45, 45), False),
        (paragraphs(75, 75), True),
        (paragraphs(74, 74), False),
    ],
)
def test_a_short_article_has_three_paragraphs_and_sixty_words(article: str, *, goes: bool) -> None:
    """Or 150 words in fewer; before that, what is called a comment may be a thread's post."""
    assert judged(article, paragraphs(15))[0][-1] == goes


ARTICLE = paragraphs(60, 60, 60)


@pytest.mark.parametrize(("words", "goes"), [(18, True), (22, False)])
def test_two_large_layers_of_comments_are_a_thread(words: int, *, goes: bool) -> None:
    """A layer counts from forty words on."""
    layer = paragraphs(words, words)
    assert judged(ARTICLE, layer, layer)[0] == [False] * 3 + [goes] * 4


@pytest.mark.parametrize(("score", "goes"), [(0.6, True), (0.7, False)])
def test_a_doubtful_thread_is_none(score: float, *, goes: bool) -> None:
    """Two layers that the model doubts go below a text, with .65 as its mean."""
    layer = paragraphs(22, 22)
    assert judged(ARTICLE, layer, layer, score=score)[0] == [False] * 3 + [goes] * 4


def test_a_comment_has_three_words() -> None:
    """Two are a name or a button."""
    assert judged(ARTICLE, paragraphs(3, 2, 15))[1] == [False] * 3 + [True, False, True]


def test_a_comment_that_is_kept_is_content_and_no_more() -> None:
    """Its worth is a probability, above whatever the settings ask of content."""
    assert all(0.95 < worth <= 1 for worth in comments_of(ARTICLE, paragraphs(15, 15)))


@pytest.mark.parametrize(("score", "goes"), [(0.2, False), (0.3, True)])
def test_what_is_likelier_than_not_is_the_text_above_comments(score: float, *, goes: bool) -> None:
    """The bar of this page lies at a quarter, and is moved to one half: with less, there is no text above them."""
    page = parse(f"<article>{ARTICLE}</article><section class=comments>{paragraphs(15)}</section>".encode())
    settled, _ = settle(page, np.array([score] * 3 + [0.9], np.float32))
    assert (settled[3] < 0.1) == goes
