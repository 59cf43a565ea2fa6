"""What the tags of a page say of it, and how much of them is read."""

from __future__ import annotations

import json

import pytest

from reinschrift.pages import read_page
from reinschrift.pages.blocks import parse
from reinschrift.pages.metadata import read_tags
from reinschrift.pages.tag_attributes import clean
from reinschrift.pages.wording import CREDITS
from reinschrift.settings.read import ReadSettings


def said(body: str, head: str = "") -> list[tuple[str, str]]:
    page = parse(f"<html><head>{head}</head><body>{body}</body></html>".encode())
    return [(statement.field, statement.text) for statement in read_tags(page)[0]]


@pytest.mark.parametrize(("chars", "kept"), [(700, 700), (1000, 1000), (1400, 1000)])
def test_a_value_of_a_page_is_no_text(chars: int, kept: int) -> None:
    """What is longer than any title or list of keywords is cut."""
    assert clean("x" * chars) == "x" * kept


@pytest.mark.parametrize(
    ("name", "is_one"), [("AP", False), ("Ada", True), ("A" * 25 + " " + "B" * 25, True), ("Wort " * 15, False)]
)
def test_a_class_of_authors_holds_a_name(name: str, *, is_one: bool) -> None:
    """Two letters are an icon or initials, and seventy a sentence about the author."""
    assert (("author", name.strip()) in said(f"<p><span class='article-author'>{name}</span></p>")) == is_one


@pytest.mark.parametrize(("chars", "kept"), [(200, 200), (280, 280), (430, 300)])
def test_the_beginning_of_a_marked_element_is_its_value(chars: int, kept: int) -> None:
    """Somebody may have marked the whole page as its headline."""
    assert ("title", "x" * kept) in said(f"<h1 itemprop='headline'>{'x' * chars}</h1>")


@pytest.mark.parametrize(("n_tags", "is_read"), [(10, True), (1500, True), (2500, False)])
def test_a_page_that_marks_up_thousands_of_things_is_a_list(n_tags: int, *, is_read: bool) -> None:
    """What stands behind the first two thousand marks says nothing of the page."""
    body = "<p><time datetime='2024-03-05'>5</time></p>" * n_tags + "<p itemprop='author'>Ada Wege</p>"
    assert (("author", "Ada Wege") in said(body)) == is_read


@pytest.mark.parametrize(("depth", "is_read"), [(1, True), (5, True), (8, False)])
def test_things_within_things_are_read_some_levels_deep(depth: int, *, is_read: bool) -> None:
    """An article as the main thing of the main thing of a page, but no endless chain."""
    thing: dict[str, object] = {"@type": "Article", "headline": "Der Hafen"}
    for _ in range(depth):
        thing = {"@type": "Thing", "mainEntity": thing}
    head = f"<script type='application/ld+json'>{json.dumps(thing)}</script>"
    assert (("title", "Der Hafen") in said("<p>Da.</p>", head)) == is_read


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("1 September 1999 – 2 September 2005", None),
        ("(3 March 1871 – 9 May 2004)", None),
        ("12 May 2023 – 14 May 2023", "2023-05-12"),
        ("12 May 2023", "2023-05-12"),
    ],
)
def test_the_ends_of_a_life_or_a_time_are_no_day_of_publication(line: str, day: str | None) -> None:
    """A meeting of some days is told on the day that it began."""
    story = "<p>" + "The keeper of the mill had a habit of talking to the wheel as if it were an animal. " * 4 + "</p>"
    page = f"<html lang=en><body><article><h1>The mill</h1><p>{line}</p>{story}{story}</article></body></html>"
    assert read_page(page.encode(), None, None, ReadSettings()).fields.get("published") == day


@pytest.mark.parametrize("name", ["Anna Nowak", "Łucja Nowak", "Émile Nowak", "Ελένη Νικολάου"])
def test_a_word_of_credits_may_be_glued_to_a_name_in_any_script(name: str) -> None:
    """A capital within a word is where the name begins; a name may itself begin with such a word."""
    assert CREDITS.sub("", f"Von{name}") == name
    assert CREDITS.sub("", "Vonnegut") == "Vonnegut"
