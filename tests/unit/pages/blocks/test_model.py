"""From probabilities to what stays: the page's own bar, dialogs, and pages without scripts."""

import numpy as np
import pytest

from reinschrift.pages.blocks import content_of, extract, parse
from reinschrift.pages.blocks.list_items import even_lists, is_linked, keep_lone_lists, list_of
from reinschrift.pages.blocks.model import BAR_SHARE, page_bar

STORY = "".join(
    f"<p>Am {day}. Tag fuhr der Bote über den Fluss, und alle im Dorf warteten auf die Nachricht.</p>"
    for day in range(2, 12)
)


def scores_of(page: str) -> dict[str, float]:
    """Return how likely each block is content; a comment under a text is none."""
    extracted, _ = extract(page.encode())
    lines = extracted.text.split("\n")
    return {lines[b.line - 1]: 0.0 if b.kind == "comment" else b.content for b in extracted.blocks}


@pytest.mark.parametrize(
    ("scores", "words", "bar"),
    [
        ([1, 1, 0], [250, 50, 50], 0.6),  # sure of all, and no bar is higher
        ([1, 1, 0], [230, 9, 10], 0.5),
        ([0.5, 0.5], [10, 10], 0.5 * 2 / 3),  # all kept: 2 * 10 / (20 + 10)
        ([0.5, 0.5], [250, 10], 0.6 * 2 / 3),
        ([0.5, 0.5], [239, 10], 0.5 * 2 / 3),
        ([0.4, 0.4, 0.4], [9, 9, 250], 0.6 * 0.8 / 1.4),
        ([0.01, 0.01], [9, 9], 0.15),  # and none is lower
    ],
)
def test_a_page_that_is_doubtful_has_a_lower_bar(scores: list[float], words: list[int], bar: float) -> None:
    """Somewhat more than half of the F1 to be expected; on pages of less than 250 words half of it."""
    found = page_bar(np.array(scores, np.float32), np.array(words, np.float64), BAR_SHARE)
    assert found == pytest.approx(bar, abs=1e-6)


def test_no_order_changes_the_bar() -> None:
    """And no block without words."""
    scores, words = np.array([0.9, 0.2, 0.6, 0.6], np.float32), np.array([9, 30, 4, 0], np.float64)
    bars = {page_bar(scores[order], words[order], BAR_SHARE) for order in ([0, 1, 2, 3], [3, 1, 0, 2], [2, 0, 1, 3])}
    assert max(bars) - min(bars) < 1e-12


@pytest.mark.parametrize(
    "opening",
    ['<div role="dialog">', '<div aria-modal="true">', "<dialog>", '<section role="alertdialog" class="x">'],
)
def test_a_dialog_is_debris(opening: str) -> None:
    """Whatever it says: it lies over the page."""
    notice = "Ihre Spende hat uns leider noch nicht erreicht. Bitte laden Sie die Seite noch einmal."
    tag = opening[1:].split(maxsplit=1)[0].rstrip(">")
    scores = scores_of(f"<body>{opening}<p>{notice}</p></{tag}><article><h1>Der Bote</h1>{STORY}</article></body>")
    assert scores.pop(notice) < 0.1
    assert min(scores.values()) > 0.5


def test_a_page_that_is_one_dialog_stays() -> None:
    """Some put everything into one."""
    assert max(scores_of(f'<body><div role="dialog"><h1>Der Bote</h1>{STORY}</div></body>').values()) > 0.5


def test_what_a_page_shows_without_scripts_is_its_text() -> None:
    """A forum that builds its pages by script gives the posts in `noscript`."""
    page = f"<body><div id=app></div><noscript><h1>Der Bote</h1>{STORY}</noscript></body>"
    assert len(scores_of(page)) == 11
    assert extract(b"<p>Text</p><noscript>Please switch on JavaScript to see this page.</noscript>")[0].text == "Text"


def test_links_to_edit_are_no_part_of_a_heading() -> None:
    """They become a block of their own, which is debris."""
    heading = '<h2>Niedergang<span>[<a href="/e">Bearbeiten</a> | <a href="/q">Quelltext bearbeiten</a>]</span></h2>'
    scores = scores_of(f"<main><h1>Der Bote</h1>{STORY}{heading}{STORY}<h2>Quellen [Auswahl]</h2>{STORY}</main>")
    assert scores["[Bearbeiten | Quelltext bearbeiten]"] == 0
    assert {"Niedergang", "Quellen [Auswahl]"} <= scores.keys()


def evened(contents: list[float], linked: list[bool] | None = None, *, in_list: int | None = None) -> list[float]:
    """Return what `even_lists` makes of the items of a list, and of rows behind it that are in none."""
    lists = np.full(len(contents), -1, np.int32)
    lists[: len(contents) if in_list is None else in_list] = 4
    lifted = np.array(contents, np.float32)
    even_lists(lists, np.array(linked or [False] * len(contents), np.bool_), lifted)
    return [round(float(each), 2) for each in lifted]


def test_a_doubtful_item_stays_with_its_list() -> None:
    """What stands in no list stays as it is."""
    assert evened([0.9, 0.35, 0.8, 0.35], in_list=3) == [0.9, 0.85, 0.8, 0.35]


@pytest.mark.parametrize(("content", "lifted"), [(0.16, 0.85), (0.14, 0.14)])
def test_an_item_that_is_surely_debris_stays_debris(content: float, lifted: float) -> None:
    """Three in twenty is a doubt; below it an item is no part of the list."""
    assert evened([0.9, content, 0.8])[1] == pytest.approx(lifted)


@pytest.mark.parametrize(
    ("contents", "is_lifted"),
    [
        ([0.55, 0.6, 0.55, 0.25], True),  # three of four links are likely
        ([0.9, 0.8, 0.25, 0.3], False),  # half of them
        ([0.9, 0.9, 0.9, 0.25, 0.25], True),  # three of five, and the list is likely by their mean
        ([0.55, 0.55, 0.55, 0.25, 0.25], False),
    ],
)
def test_a_doubtful_link_stays_with_its_list_where_nearly_all_stay(contents: list[float], *, is_lifted: bool) -> None:
    """An index of chapters is one list; a menu may hold what looks like a headline."""
    assert (evened(contents, [True] * len(contents))[-1] >= 0.5) == is_lifted


@pytest.mark.parametrize(
    ("contents", "is_lifted"),
    [
        ([0.65, 0.47, 0.49, 0.47], True),
        ([0.65, 0.5, 0.47, 0.45], True),
        ([0.65, 0.45, 0.45, 0.41], False),  # not likely by their mean
        ([0.9, 0.47, 0.49, 0.35], False),  # one is far from likely
        ([0.9, 0.47, 0.41], True),
    ],
)
@pytest.mark.parametrize("is_link", [False, True])
def test_a_list_of_nearly_likely_items_is_worth_their_mean(
    contents: list[float], *, is_lifted: bool, is_link: bool
) -> None:
    """K02: names behind “The largest of them are:”, each a link, on a page without menus to tell them from."""
    assert (min(evened(contents, [is_link] * len(contents))) >= 0.5) == is_lifted


@pytest.mark.parametrize(("linked", "is_link"), [(10, False), (12, True)])
def test_an_item_that_is_mostly_link_may_be_one_of_a_menu(linked: int, *, is_link: bool) -> None:
    """Half of it may be a link."""
    page = parse(f"<ul><li><a href=a>{'x' * linked}</a> {'y' * 9}</li></ul>".encode())
    assert is_linked(page.blocks[0]) == is_link


def test_items_within_items_are_of_the_outermost_list() -> None:
    """An index with chapters and parts is one list, and so are terms and their definitions."""
    page = parse(b"<ol><li>One<ul><li>One a</ul><li>Two</ol><dl><dt>Three<dd>Four</dl><p>Five")
    lists = [list_of(page, block) for block in range(6)]
    assert lists[0] == lists[1] == lists[2] != lists[3] == lists[4]
    assert lists[5] == -1


@pytest.mark.parametrize(
    ("contents", "items", "is_kept"),
    [
        ([0.45, 0.4, 0.3, 0.3, 0.1], 4, True),
        ([0.9, 0.4, 0.3, 0.3, 0.1], 4, True),
        ([0.45, 0.4, 0.3, 0.3, 0.6], 4, False),  # a text is likely
        ([0.45, 0.4, 0.1, 0.1, 0.1], 4, False),  # a menu
        ([0.3, 0.3, 0.3, 0.4, 0.4, 0.4], 3, False),  # half of the page
        ([0.3, 0.3], 2, False),
    ],
)
def test_a_page_that_is_only_a_list_is_kept(contents: list[float], items: int, *, is_kept: bool) -> None:
    """Doubtful items are all that it has to say; what is surely debris stays so."""
    lists = np.where(np.arange(len(contents)) < items, 4, -1).astype(np.int32)
    lifted = np.array(contents, np.float32)
    keep_lone_lists(lists, np.zeros(len(contents), np.bool_), lifted)
    assert [each >= 0.5 for each in lifted] == [is_kept and each >= 0.2 for each in contents] or not is_kept
    assert is_kept or lifted.tolist() == np.array(contents, np.float32).tolist()


def test_a_nested_index_of_links_is_no_menu() -> None:
    """Terms within terms, each a link, and nothing else on the page."""
    terms = "".join(
        f"<li><a href='#{name}'>{name}</a><ul><li><a href='#{name}2'>{name} {kind}</a></li></ul></li>"
        for name, kind in (("Anchor", "bolt"), ("Beam", "hanger"), ("Clamp", "screw"), ("Dowel", "plate"))
    )
    page = f"<html lang=en><head><title>Index</title></head><body><h1>Index of terms</h1><ul>{terms}</ul></body></html>"
    scores = scores_of(page)
    assert min(scores.values()) >= 0.5


INDEX = ["Préface de l’auteur", "Le vieux moulin", "La lettre perdue", "Une nuit à Marseille", "Le retour"]


def test_an_index_of_links_is_the_text_of_a_page_without_more() -> None:
    """Its last item went as menu."""
    items = "".join(f"<li><a href='{number}.html'>{name}</a></li>" for number, name in enumerate(INDEX))
    scores = scores_of(f"<html><body><h1>Table des matières</h1><ol>{items}</ol></body></html>")
    assert len(scores) == 6
    assert min(list(scores.values())[1:]) >= 0.5


COMMENT = "So eine Nachricht hätte ich auch gern bekommen, schreibt der Nachbar, und er meint es ganz ernst."


@pytest.mark.parametrize("name", ["comments", "kommentare", "comment-list", "disqus_thread"])
def test_comments_under_a_text_are_debris_together(name: str) -> None:
    """Not one here and one there."""
    comments = "".join(f"<div class='item'><p>{COMMENT} ({number})</p></div>" for number in range(4))
    scores = scores_of(f"<article><h1>Der Bote</h1>{STORY}</article><section class='{name}'>{comments}</section>")
    assert {score < 0.1 for text, score in scores.items() if text.startswith("So eine")} == {True}


def test_the_sentences_of_comments_have_a_kind_and_their_names_have_none() -> None:
    """With the setting `keep` they are what stays."""
    comments = "".join(f"<li><b>Anna {number}</b><p>{COMMENT}</p><a href=#>Antworten</a></li>" for number in range(3))
    page = f"<article><h1>Der Bote</h1>{STORY}</article><section id='comments'><ol>{comments}</ol></section>"
    extracted, _ = extract(page.encode())
    lines = extracted.text.split("\n")
    assert [lines[b.line - 1] for b in extracted.blocks if b.kind == "comment"] == [COMMENT] * 3
    assert COMMENT not in content_of(extracted, 0.5)
    assert not any("Anna" in lines[b.line - 1] for b in extracted.blocks if b.content >= 0.5)


def test_what_is_called_a_comment_stays_where_it_is_the_page() -> None:
    """A page of posts calls them comments; no text stands above."""
    page = f"<h1>Der Bote</h1><div class='comments'><div class='comment'>{STORY}</div></div>"
    assert max(scores_of(page).values()) > 0.5
