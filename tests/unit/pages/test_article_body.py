"""Pages whose text stands in their JSON-LD alone."""

import json

import pytest

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


def shell(data: str) -> str:
    page = f"<html><head><script type='application/ld+json'>{data}</script></head><body><div id='root'></div></body>"
    return read_page(page.encode(), None, None, ReadSettings()).text


def test_reviews_posts_recipes_and_questions_are_texts():
    """The vocabulary has other names for the text of what is no article (K06)."""
    one, two = "Der Meiler raucht seit zwei Wochen, und niemand darf ihn allein lassen.", "Die Kohle kauft ein Koch."
    both = f"{one}\n\n{two}"
    assert shell(json.dumps({"@type": "Review", "reviewBody": f"{one}\n{two}"})) == both
    assert shell(json.dumps({"@type": "SocialMediaPosting", "text": f"{one}\n{two}"})) == both
    assert shell(json.dumps({"@type": "NewsArticle", "articleBody": [one, two]})) == both
    steps = [{"@type": "HowToStep", "text": one}, {"@type": "HowToSection", "itemListElement": [{"text": two}]}]
    assert shell(json.dumps({"@type": "Recipe", "recipeInstructions": steps})) == both
    asked = [{"@type": "Question", "name": one, "acceptedAnswer": {"@type": "Answer", "text": two}}]
    assert shell(json.dumps({"@type": "FAQPage", "mainEntity": asked})) == both


def test_what_hides_a_script_from_old_browsers_is_no_json():
    """Nor does markup that was written twice stay (K06)."""
    data = json.dumps({"articleBody": BODY})
    assert shell(f"\n//<![CDATA[\n{data}\n//]]>\n") == BODY
    assert shell(f"<!--\n{data}\n-->") == BODY
    twice = "<p>Der Meiler raucht seit zwei Wochen, und niemand darf ihn allein lassen.</p><p>Ende.</p>"
    twice = twice.replace("<", "&lt;").replace(">", "&gt;")
    assert shell(json.dumps({"articleBody": twice})).split("\n\n")[1] == "Ende."


SENTENCE = "Der Meiler raucht seit zwei Wochen, und niemand lässt ihn allein."
"""65 characters."""
OTHER = "Heute bleibt das Rathaus zu, weil die Heizung ausgefallen ist und niemand sie richten kann."


@pytest.mark.parametrize(("chars", "is_text"), [(65, False), (70, False), (90, True)])
def test_a_body_of_a_sentence_is_no_text(chars, is_text):
    """It is the page's summary; from some eighty characters on it is all that there is."""
    body = (SENTENCE + " Der Koch kauft die Kohle.")[:chars]
    assert (body in text_of(body)) == is_text


@pytest.mark.parametrize(("shown", "body", "is_taken"), [(1, 10, True), (3, 10, False), (1, 3, True), (2, 3, False)])
def test_a_page_that_shows_enough_keeps_what_it_shows(shown, body, is_taken):
    """Two hundred characters, or half of what the body has, are no teaser."""
    own = " ".join(f"{OTHER[:-1]} ({number})." for number in range(shown))
    body = " ".join(f"{SENTENCE[:-1]} am {number}. Tag." for number in range(body))
    assert ("am 1. Tag" in text_of(body, f"<p>{own}</p>")) == is_taken


@pytest.mark.parametrize(("chars", "is_taken"), [(25, True), (50, False)])
def test_a_page_that_shows_how_the_body_begins_shows_it(chars, is_taken):
    """Forty characters are no accident, and the rest may be behind a button."""
    body = " ".join(f"{SENTENCE[:-1]} am {number}. Tag." for number in range(8))
    assert ("am 7. Tag" in text_of(body, f"<p>{body[:chars]}</p>")) == is_taken


@pytest.mark.parametrize(("depth", "is_found"), [(2, True), (6, True), (11, False)])
def test_a_body_within_other_things_is_found(depth, is_found):
    """Some levels deep, as systems nest them, and not without end."""
    thing: dict[str, object] = {"@type": "NewsArticle", "articleBody": BODY}
    for _ in range(depth):
        thing = {"@type": "WebPage", "mainEntity": thing}
    page = f"<html><head><script type='application/ld+json'>{json.dumps(thing)}</script></head><body></body></html>"
    assert (read_page(page.encode(), None, None, ReadSettings()).text == BODY) == is_found
