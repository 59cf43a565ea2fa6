"""What the type of a page changes: where its bar lies, and that a thread keeps its posts."""

import numpy as np
import pytest

from reinschrift.pages import by_type
from reinschrift.pages.blocks import Extracted, content_of
from reinschrift.pages.blocks.model import BAR_SHARE, move_to_bar, page_bar
from reinschrift.pages.blocks.page import B_WORDS
from reinschrift.pages.by_type import OF_ENTRIES, SHARES, SURE, extract_by_type
from reinschrift.pages.page_types import TYPES, PageType

ARTICLE = "".join(
    f"<p>On day {day} the ferry crossed the river late, and all the people of the village waited for its news.</p>"
    for day in range(1, 14)
)
POST = "I have seen that ferry twice this week, and it was late both times, so take the bridge if you can."
PAGE = (
    f"<body><article><h1>The ferry is late</h1>{ARTICLE}</article><div class=comments><div class=comment>"
    f"<b>river_rat</b><p>{POST}</p></div></div></body>"
).encode()


def read_as(monkeypatch: pytest.MonkeyPatch, name: str | None, score: float) -> Extracted:
    """Return the page as it is read where its type is taken for `name`."""
    found = name and PageType(name, score, 0.5)
    monkeypatch.setattr(by_type, "page_type", lambda *_: found)
    extracted, _, given = extract_by_type(PAGE)
    assert given == found
    return extracted


def test_a_thread_keeps_what_it_calls_comments(monkeypatch: pytest.MonkeyPatch) -> None:
    """They are its posts; a page that is hardly a thread is read as if nothing were known of it."""
    thread, doubted, article = (
        read_as(monkeypatch, name, score) for name, score in (("forum", 0.5), ("forum", 0.49), ("article", 0.9))
    )
    of_post = [
        next(b for b in each.blocks if each.text.split("\n")[b.line - 1] == POST) for each in (thread, doubted, article)
    ]
    assert [block.kind == "comment" for block in of_post] == [False, True, True]
    assert POST not in content_of(article, 0.5)
    assert doubted == article == read_as(monkeypatch, None, 0)


@pytest.mark.parametrize("name", sorted(SHARES))
def test_a_lower_share_makes_each_block_likelier(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """And a higher one less likely. The order of the blocks stays."""
    typed, plain = (np.array(read_as(monkeypatch, each, 1.0).scores) for each in (name, "article"))
    assert (np.argsort(typed, kind="stable") == np.argsort(plain, kind="stable")).all()
    assert ((typed >= plain) if SHARES[name] < BAR_SHARE else (typed <= plain)).all()


@pytest.mark.parametrize("name", OF_ENTRIES)
def test_entries_are_judged_together(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """Blocks in like places, the paragraphs here, come nearer to each other in log odds than on an article."""
    spread = []
    for each in (name, "article"):
        rows = read_as(monkeypatch, each, 0.9)
        scores = np.array(rows.scores[1:14])
        spread.append(np.std(np.log(scores / (1 - scores))))
    assert spread[0] < 0.5 * spread[1]


def test_a_product_must_be_sure(monkeypatch: pytest.MonkeyPatch) -> None:
    """From .7 on; a collection is judged as one from .5 on."""
    plain = read_as(monkeypatch, None, 0)
    assert read_as(monkeypatch, "product", 0.69) == plain
    assert read_as(monkeypatch, "collection", 0.49) == plain
    assert SURE == {"product": 0.7}


@pytest.mark.parametrize(("name", "score", "stays"), [("documentation", 0.5, True), ("documentation", 0.49, False)])
def test_a_manual_keeps_what_it_says_twice(
    monkeypatch: pytest.MonkeyPatch, name: str, score: float, *, stays: bool
) -> None:
    """On another page the second of two equal texts goes."""
    twice = f"<body><article><h1>The ferry is late</h1>{ARTICLE}<div><p>{POST}</p></div><div><p>{POST}</p></div>"
    monkeypatch.setattr(by_type, "page_type", lambda *_: PageType(name, score, 0.5))
    assert content_of(extract_by_type(twice.encode())[0], 0.5).count(POST) == 1 + stays


@pytest.mark.parametrize(("behind", "stays"), [(ARTICLE, True), ("", False)])
def test_a_manual_may_call_its_own_words_a_comment(
    monkeypatch: pytest.MonkeyPatch, behind: str, *, stays: bool
) -> None:
    """`deprecation-comment` stands between its paragraphs; what its readers write stands below them all."""
    page = f"<body><article><h1>The ferry</h1>{ARTICLE}<div class=comments><p>{POST}</p></div>{behind}</article>"
    monkeypatch.setattr(by_type, "page_type", lambda *_: PageType("documentation", 0.97, 0.5))
    extracted = extract_by_type(page.encode())[0]
    assert (POST in content_of(extracted, 0.5)) == stays
    assert [block.kind for block in extracted.blocks].count("comment") == 1 - stays


def test_the_share_sets_the_bar_between_its_bounds() -> None:
    """A doubtful page of cards keeps what a higher bar leaves out."""
    scores, words = np.array([0.9, 0.45, 0.3, 0.1], np.float32), np.array([200.0, 200.0, 200.0, 200.0])
    bars = [page_bar(scores, words, share) for share in (0.1, 0.45, 0.5, BAR_SHARE, 0.9)]
    assert bars == sorted(bars)
    assert bars[1] < 0.45 < bars[-1]
    blocks = np.zeros((4, B_WORDS + 1), np.int32)
    blocks[:, B_WORDS] = words
    kept = []
    for share in (0.45, 0.9):
        moved = scores.copy()
        move_to_bar(moved, blocks, share)
        kept.append(int((moved >= 0.5).sum()))
    assert kept == [2, 1]


def test_types_of_many_pages_have_no_share_of_their_own() -> None:
    """Articles and threads are judged as pages of no known type are."""
    assert set(SHARES) < set(TYPES) - {"article", "forum"}
