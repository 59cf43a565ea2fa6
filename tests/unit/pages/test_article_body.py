"""Pages whose text stands in their JSON-LD alone."""

import json

from reinschrift.pages import read_page
from reinschrift.settings.read import ReadSettings

BODY = "Der Meiler raucht seit zwei Wochen, und niemand darf ihn allein lassen.\n\nDie Kohle kauft ein Koch."


def text_of(body: str, shown: str = "") -> str:
    data = json.dumps({"@type": "NewsArticle", "articleBody": body})
    page = (
        f"<html><head><script type='application/ld+json'>{data}</script></head><body><div>{shown}</div></body></html>"
    )
    return read_page(page.encode(), None, None, ReadSettings()).text


def test_the_body_is_the_text_of_an_empty_shell():
    """Its paragraphs are parted, its markup is read."""
    assert text_of(BODY) == BODY
    markup = "<p>Der Meiler raucht seit zwei Wochen, und niemand darf ihn allein lassen.</p><p>Ende.</p>"
    assert text_of(markup).split("\n\n")[1] == "Ende."


def test_what_the_page_shows_comes_first():
    """A page that shows its article keeps its own text."""
    shown = "<p>" + "Der Meiler raucht seit zwei Wochen, und niemand darf ihn allein lassen. " * 5 + "</p>"
    assert "Koch" not in text_of(BODY, shown)


def test_broken_json_is_no_text():
    """Nor is a body of a few words."""
    page = b'<script type=\'application/ld+json\'>{"articleBody": "abc</script><p>Da.</p>'
    assert read_page(page, None, None, ReadSettings()).text == "Da."
    assert text_of("Kurz.", "Da steht es.") == "Da steht es."
