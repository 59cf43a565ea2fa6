"""Of which type a page is taken to be, and what is promised of its text."""

import json

import numpy as np
import pytest

from reinschrift.pages import read_fragment, read_page
from reinschrift.pages.blocks import extract, parse
from reinschrift.pages.page_types import OTHER, TYPES, judge, load_models, page_type
from reinschrift.pages.page_types.features import FEATURES, STATED, features_of
from reinschrift.settings.read import ReadSettings

TEXT = "The council of the small town voted on Monday for a new bridge over the river, after a long debate. "


def article(ld: object = None, og: str = "") -> str:
    script = f"<script type='application/ld+json'>{json.dumps(ld)}</script>" if ld else ""
    body = "".join(f"<p>{TEXT * 3}</p>" for _ in range(6))
    menu = "".join(f"<li><a href=/{n}>Menu {n}</a></li>" for n in range(8))
    return (
        f"<html><head><title>A bridge</title>{og}{script}</head><body><nav><ul>{menu}</ul></nav>"
        f"<article><h1>A bridge</h1>{body}</article></body></html>"
    )


def values_of(html: str) -> dict[str, float]:
    extracted, page = extract(html.encode())
    found = features_of(page, np.array(extracted.scores, np.float32), html.encode())[0]
    return dict(zip(FEATURES, found.tolist(), strict=True))


def test_a_plain_article_is_one_and_its_text_likely_right() -> None:
    read = read_page(article({"@type": "NewsArticle"}).encode(), None, None, ReadSettings())
    assert read.markup["page_type"] == "article"
    assert 0.5 < read.markup["page_type_score"] <= 1
    assert read.markup["extraction_confidence"] > 0.7


def test_a_thread_is_a_forum() -> None:
    posts = "".join(
        f"<article class='post' id='p{n}'><div class='post-user'>user{n}</div>"
        f"<div class='post-body'><p>{TEXT}</p></div>"
        f"<div class='post-controls'><a>Like</a> <a>Reply</a></div></article>"
        for n in range(8)
    )
    html = f"<html><head><title>Which bridge?</title></head><body><h1>Which bridge?</h1>{posts}</body></html>"
    assert read_page(html.encode(), None, None, ReadSettings()).markup["page_type"] == "forum"


@pytest.mark.parametrize("ld", [{"@type": "Product"}, {"@graph": [{"@type": ["Product"]}]}])
def test_what_a_page_says_of_itself_is_heard(ld: object) -> None:
    said = values_of(article(ld))
    assert said["said_product"] > 0
    assert not any(said[f"said_{name}"] for name in STATED if name != "product")


def test_the_type_for_social_networks_is_heard_in_a_meta_tag_alone() -> None:
    assert values_of(article(og="<meta property='og:type' content='product'>"))["og_product"] == 1
    assert values_of(article().replace("A bridge", "og:type"))["og_other"] == 1


def test_a_page_without_text_has_no_type() -> None:
    page = parse(b"<html><body><img src=a></body></html>")
    assert page_type(page, np.zeros(0, np.float32), b"") is None
    assert read_page(b"<html></html>", None, None, ReadSettings()).markup["page_type"] is None


def test_chances_are_one_together_and_a_type_nobody_is_sure_of_is_other() -> None:
    extracted, page = extract(article().encode())
    scores = np.array(extracted.scores, np.float32)
    chances, right = judge(features_of(page, scores, b""), load_models())
    assert chances.sum() == pytest.approx(1)
    assert 0 <= right <= 1
    even = dict.fromkeys(load_models(), load_models()[TYPES[0]])
    found = page_type(page, scores, b"", even)
    assert found is not None
    assert found.name == OTHER
    assert found.score == pytest.approx(1 - 1 / len(TYPES), abs=1e-3)


def test_a_piece_of_html_has_no_type() -> None:
    assert all("page_type" not in block for block in read_fragment(b"<p>Text.</p>")[1])


@pytest.mark.parametrize(("words", "is_running", "is_short"), [(3, 0, 1), (4, 0, 0), (19, 0, 0), (20, 1, 0)])
def test_running_text_has_twenty_words_and_a_label_three(words: int, is_running: int, is_short: int) -> None:
    page = parse(f"<p>{'Wort ' * words}</p>".encode())
    found = dict(zip(FEATURES, features_of(page, np.ones(1, np.float32), b"")[0].tolist(), strict=True))
    assert (found["running_share"], found["short_share"]) == (is_running, is_short)


@pytest.mark.parametrize(("score", "share"), [(0.49, 0), (0.5, 1)])
def test_what_is_as_likely_as_not_counts_as_content(score: float, share: float) -> None:
    page = parse(f"<p>{'Wort ' * 30}</p>".encode())
    found = dict(zip(FEATURES, features_of(page, np.full(1, score, np.float32), b"")[0].tolist(), strict=True))
    assert found["content_share"] == share


@pytest.mark.parametrize(("chance", "name"), [(0.36, TYPES[1]), (0.34, OTHER)])
def test_the_likeliest_type_is_named_from_a_third_on(chance: float, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    chances = np.full(len(TYPES), (1 - chance) / (len(TYPES) - 1))
    chances[1] = chance
    monkeypatch.setattr("reinschrift.pages.page_types.judge", lambda *_: (chances, 0.5))
    found = page_type(parse(b"<p>Da.</p>"), np.ones(1, np.float32), b"", {"none": load_models()[TYPES[0]]})
    assert found is not None
    assert found.name == name
