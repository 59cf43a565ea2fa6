"""Pages whose text stands in their JSON-LD alone."""

import html
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


def test_the_body_is_the_text_of_an_empty_shell() -> None:
    """Its paragraphs are parted, its markup is read."""
    assert text_of(BODY) == BODY
    markup = "<p>Der Meiler raucht seit zwei Wochen, und niemand darf ihn allein lassen.</p><p>Ende.</p>"
    assert text_of(markup).split("\n\n")[1] == "Ende."


def test_what_the_page_shows_comes_first() -> None:
    """A page that shows its article keeps its own text."""
    shown = "<p>" + "Der Meiler raucht seit zwei Wochen, und niemand darf ihn allein lassen. " * 5 + "</p>"
    assert "Koch" not in text_of(BODY, shown)


def test_broken_json_is_no_text() -> None:
    """Nor is a body of a few words."""
    page = b'<script type=\'application/ld+json\'>{"articleBody": "abc</script><p>Da.</p>'
    assert read_page(page, None, None, ReadSettings()).text == "Da."
    assert text_of("Kurz.", "Da steht es.") == "Da steht es."


def shell(data: str) -> str:
    page = f"<html><head><script type='application/ld+json'>{data}</script></head><body><div id='root'></div></body>"
    return read_page(page.encode(), None, None, ReadSettings()).text


def test_reviews_posts_recipes_and_questions_are_texts() -> None:
    """The vocabulary has other names for the text of what is no article."""
    one, two = "Der Meiler raucht seit zwei Wochen, und niemand darf ihn allein lassen.", "Die Kohle kauft ein Koch."
    both = f"{one}\n\n{two}"
    assert shell(json.dumps({"@type": "Review", "reviewBody": f"{one}\n{two}"})) == both
    assert shell(json.dumps({"@type": "SocialMediaPosting", "text": f"{one}\n{two}"})) == both
    assert shell(json.dumps({"@type": "NewsArticle", "articleBody": [one, two]})) == both
    steps = [{"@type": "HowToStep", "text": one}, {"@type": "HowToSection", "itemListElement": [{"text": two}]}]
    assert shell(json.dumps({"@type": "Recipe", "recipeInstructions": steps})) == both
    asked = [{"@type": "Question", "name": one, "acceptedAnswer": {"@type": "Answer", "text": two}}]
    assert shell(json.dumps({"@type": "FAQPage", "mainEntity": asked})) == both


def test_what_hides_a_script_from_old_browsers_is_no_json() -> None:
    """Nor does markup that was written twice stay."""
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
def test_a_body_of_a_sentence_is_no_text(chars: int, *, is_text: bool) -> None:
    """It is the page's summary; from some eighty characters on it is all that there is."""
    body = (SENTENCE + " Der Koch kauft die Kohle.")[:chars]
    assert (body in text_of(body)) == is_text


@pytest.mark.parametrize(
    ("shown", "sentences", "is_taken"), [(1, 10, True), (3, 10, False), (1, 3, True), (2, 3, False)]
)
def test_a_page_that_shows_enough_keeps_what_it_shows(shown: int, sentences: int, *, is_taken: bool) -> None:
    """Two hundred characters, or half of what the body has, are no teaser."""
    own = " ".join(f"{OTHER[:-1]} ({number})." for number in range(shown))
    body = " ".join(f"{SENTENCE[:-1]} am {number}. Tag." for number in range(sentences))
    assert ("am 1. Tag" in text_of(body, f"<p>{own}</p>")) == is_taken


@pytest.mark.parametrize(("chars", "is_taken"), [(25, True), (50, False)])
def test_a_page_that_shows_how_the_body_begins_shows_it(chars: int, *, is_taken: bool) -> None:
    """Forty characters are no accident, and the rest may be behind a button."""
    body = " ".join(f"{SENTENCE[:-1]} am {number}. Tag." for number in range(8))
    assert ("am 7. Tag" in text_of(body, f"<p>{body[:chars]}</p>")) == is_taken


@pytest.mark.parametrize(("depth", "is_found"), [(2, True), (6, True), (11, False)])
def test_a_body_within_other_things_is_found(depth: int, *, is_found: bool) -> None:
    """Some levels deep, as systems nest them, and not without end."""
    thing: dict[str, object] = {"@type": "NewsArticle", "articleBody": BODY}
    for _ in range(depth):
        thing = {"@type": "WebPage", "mainEntity": thing}
    page = f"<html><head><script type='application/ld+json'>{json.dumps(thing)}</script></head><body></body></html>"
    assert (read_page(page.encode(), None, None, ReadSettings()).text == BODY) == is_found


ONE = "Der Meiler raucht seit zwei Wochen, und niemand darf ihn allein lassen. Nachts wacht einer im Zelt daneben."
TWO = "Die Kohle kauft ein Koch aus der Stadt. Er sagt, dass sie länger hält als jede andere, die er kennt."
MARKED = f"<p>{ONE}</p><p>{TWO}</p>"
BOTH = f"{ONE}\n\n{TWO}"


def hidden(body: str, head: str = "") -> str:
    page = f"<html><head><title>T</title>{head}</head><body>{body}</body></html>"
    return read_page(page.encode(), None, None, ReadSettings()).text


@pytest.mark.parametrize(
    "body",
    [
        f"<noscript>{MARKED}</noscript>",
        f"<template id=a>{MARKED}</template>",
        f"<form><textarea readonly>{ONE}\n{TWO}</textarea></form>",
        f"<iframe srcdoc='{html.escape(MARKED)}'></iframe>",
        f'<meta itemprop="articleBody" content="{ONE}\n{TWO}">',
    ],
)
def test_what_an_empty_page_holds_in_a_hidden_part_is_its_text(body: str) -> None:
    """Without scripts, in a frame of its own, to be copied, or in a property."""
    assert hidden(body) == BOTH
    shown = "<p>" + "Die Köhler schlafen im Wald, solange der Meiler steht. " * 3 + "</p>"
    assert "Koch" not in hidden(shown + body)


@pytest.mark.parametrize(("chars", "is_empty"), [(70, True), (90, False)])
def test_a_page_that_shows_fewer_than_eighty_characters_is_asked_for_more(chars: int, *, is_empty: bool) -> None:
    """What it shows with more is its text."""
    shown = "Heute bleibt das Rathaus zu, weil die Heizung nicht läuft und niemand da ist, der sie richten kann."[
        :chars
    ]
    assert ("Koch" in hidden(f"<p>{shown}</p><noscript>{MARKED}</noscript>")) == is_empty


def pushed(text: str) -> str:
    row = "5:" + json.dumps(["$", "p", None, {"children": text}])
    return f"<script>self.__next_f.push([1,{json.dumps(row)}])</script>"


STATE = {"user": None, "post": {"id": "a-1", "parts": [{"type": "p", "text": ONE}, {"type": "p", "text": TWO}]}}


@pytest.mark.parametrize(
    "script",
    [
        f'<script id="__NEXT_DATA__" type="application/json">{json.dumps({"props": STATE})}</script>',
        f"<script>window.__STATE__ = {json.dumps(STATE)};</script>",
        f"<script>window.__STATE__=JSON.parse({json.dumps(json.dumps(STATE))})</script>",
        f"<script>window.__APP__ = {json.dumps({'post': {'content': MARKED}})};</script>",
        f"<script>window.__NUXT__=(function(a){{return {{data:[{{id:a,body:{json.dumps(MARKED)}}}]}}}}(1));</script>",
        f'<script type="application/json">{json.dumps([["Reactive", 1], {"art": 2}, {"body": 3}, MARKED])}</script>',
        "".join(map(pushed, (ONE, TWO))),
    ],
)
def test_what_an_empty_page_hands_to_its_scripts_is_its_text(script: str) -> None:
    """As JSON, as JSON in a string, or as a program; all strings of one place, in their order."""
    assert hidden(f"<div id=root></div>{script}") == BOTH


@pytest.mark.parametrize(
    "data",
    [
        {"i18n": {"cookie": "Wir setzen Cookies. Sie dürfen ablehnen. Dann geht nichts mehr. " * 4}},
        {"a": "Etwas ging schief. Bitte versuchen Sie es später noch einmal."},
        {"a": "body{margin:0;padding:0} .b{color:#fff;background:url(a.png)} .c{top:1px;left:2px;width:50%}. " * 9},
        {"items": [{"title": f"Eintrag {number} ohne einen Satz"} for number in range(40)]},
    ],
)
def test_what_an_application_says_to_everybody_is_no_text(
    data: dict[str, dict[str, str] | list[dict[str, str]] | str],
) -> None:
    """Messages, styles and lists of titles are left where they are."""
    assert hidden(f"<div id=root></div><script>window.__STATE__ = {json.dumps(data)};</script>") == ""


def test_short_strings_beside_prose_and_pieces_of_a_line_are_kept() -> None:
    """A part of two words stands in the same place as the others; bold words part a line into strings."""
    parts = [
        {"text": ONE},
        {"text": "Noch etwas:"},
        {"text": "Die Kohle kauft ein "},
        {"text": "Koch"},
        {"text": TWO.partition("Koch")[2]},
    ]
    written = hidden(f"<script>window.__STATE__ = {json.dumps({'parts': parts})};</script>")
    assert written == f"{ONE}\n\nNoch etwas:\n\n{TWO}"


@pytest.mark.parametrize(("n_sentences", "is_text"), [(2, False), (3, True)])
def test_a_text_among_data_has_three_sentences(n_sentences: int, *, is_text: bool) -> None:
    """Two are what a message has, however long they are."""
    sentence = "Der Meiler, an dem sie seit Tagen bauen, raucht nicht, weil das Holz nass ist" + " vom Regen" * 5 + "."
    text = " ".join([sentence] * n_sentences)
    assert bool(hidden(f"<script>window.__STATE__ = {json.dumps({'text': text})};</script>")) is is_text


@pytest.mark.parametrize(("n_chars", "is_text"), [(170, False), (230, True)])
def test_a_text_among_data_has_two_hundred_characters(n_chars: int, *, is_text: bool) -> None:
    """Three short sentences are a message, too."""
    text = ("Der Meiler raucht. " * 20)[:n_chars].rsplit(" ", 1)[0] + " Ende."
    assert bool(hidden(f"<script>window.__STATE__ = {json.dumps({'text': text})};</script>")) is is_text


@pytest.mark.parametrize(
    "sentences",
    [
        (
            "磨坊空了三年，直到一对夫妇把它买下来重新开动。",
            "从那以后它每天磨面，全城的人都吃用它的面粉做的面包。",
            "傍晚两人坐在小溪边，谈论天气和收成。",
        ),
        (
            "नाले के किनारे की पुरानी चक्की तीन साल तक खाली पड़ी रही, फिर एक दंपति ने उसे खरीदकर चलाया।",
            "तब से वह हर दिन आटा पीसती है, और पूरा शहर उसके आटे से बनी रोटी खाता है।",
            "शाम को दोनों नाले के किनारे बैठकर मौसम की बात करते हैं।",
        ),
    ],
    ids=["zh", "hi"],
)  # fmt: skip
def test_what_an_empty_page_holds_in_other_scripts_is_its_text(sentences: tuple[str, ...]) -> None:
    """K06: a sentence of Chinese has a third of the characters, vowels of Hindi are signs and part of letters."""
    for script in (
        f"<script>window.__STATE__ = {json.dumps({'body': ''.join(f'<p>{one}</p>' for one in sentences)})};</script>",
        f"<script type='application/ld+json'>{json.dumps({'articleBody': ' '.join(sentences)})}</script>",
    ):
        assert all(one in hidden(script) for one in sentences)


def handed(value: object) -> str:
    """Return the text of an empty page that hands a value to its scripts."""
    return hidden(f"<div id=root></div><script>window.__STATE__ = {json.dumps(value)};</script>")


def within(value: object, depth: int, name: str = "x") -> object:
    """Return a value within so many others."""
    for _ in range(depth):
        value = {name: value}
    return value


@pytest.mark.parametrize(("depth", "is_found"), [(20, True), (30, False)])
def test_values_within_values_are_looked_at_some_levels_deep(depth: int, *, is_found: bool) -> None:
    """Twenty as applications nest them; what goes on is no page."""
    assert (handed(within(MARKED, depth)) == BOTH) == is_found


@pytest.mark.parametrize(("rounds", "is_found"), [(3, True), (4, False)])
def test_data_may_be_written_as_a_string_within_data_three_times(rounds: int, *, is_found: bool) -> None:
    """A cache within a state within a page."""
    value: object = {"body": MARKED}
    for _ in range(rounds):
        value = {"state": json.dumps(value)}
    assert (handed(value) == BOTH) == is_found


@pytest.mark.parametrize(("n_strings", "is_found"), [(16_000, True), (24_000, False)])
def test_of_many_strings_the_first_twenty_thousand_are_looked_at(n_strings: int, *, is_found: bool) -> None:
    """More is a catalogue."""
    assert (handed({"names": ["x"] * n_strings, "body": MARKED}) == BOTH) == is_found


@pytest.mark.parametrize(("n_bytes", "is_found"), [(3_500_000, True), (4_500_000, False)])
def test_four_million_characters_of_a_script_are_read(n_bytes: int, *, is_found: bool) -> None:
    """What stands farther back is not reached."""
    assert (handed({"zeros": [0] * (n_bytes // 3), "body": MARKED}) == BOTH) == is_found


@pytest.mark.parametrize(("chars", "is_kept"), [(40, True), (39, False)])
def test_a_string_of_forty_characters_is_prose(chars: int, *, is_kept: bool) -> None:
    """Where its place has no name, shorter ones are labels, sentences or not."""
    short = "Die Kohle kauft ein Koch aus der Innenstadt"[: chars - 1] + "."
    assert (short in handed([ONE, TWO, short])) == is_kept


@pytest.mark.parametrize(("end", "is_taken"), [("…", True), (" ...", True), (".", False), ("", False)])
def test_a_teaser_that_breaks_off_gives_way_to_the_body(end: str, *, is_taken: bool) -> None:
    """K06: the page shows how the text begins, and says that it goes on."""
    body = " ".join(f"{SENTENCE[:-1]} am {number}. Tag." for number in range(8))
    assert ("am 7. Tag" in text_of(body, f"<p>{body[:60]}{end}</p>")) == is_taken


RAUCH, KOHLE = "Der Meiler raucht seit zwei Wochen, und niemand darf ihn allein lassen.", "Die Kohle kauft ein Koch."


@pytest.mark.parametrize("kind", ["Product", "JobPosting", ["Thing", "Event"], "VideoObject"])
def test_what_a_page_is_about_is_described(kind: object) -> None:
    """K06: of a page that shows nothing the description of its thing is the text."""
    thing = {"@type": kind, "name": "Meiler", "description": f"{RAUCH}\n{KOHLE}"}
    assert shell(json.dumps({"@graph": [{"@type": "WebPage"}, thing]})) == f"{RAUCH}\n\n{KOHLE}"


@pytest.mark.parametrize("kind", ["Organization", "WebSite", None, [3]])
def test_a_site_describes_itself_on_each_page(kind: object) -> None:
    """That is no text of the page."""
    assert shell(json.dumps({"@type": kind, "description": f"{RAUCH}\n{KOHLE}"})) == ""


@pytest.mark.parametrize(("depth", "is_found"), [(8, True), (9, False)])
def test_a_description_within_other_things_is_found(depth: int, *, is_found: bool) -> None:
    """As a body is."""
    value: object = {"@type": "Book", "description": f"{RAUCH} {KOHLE}"}
    for _ in range(depth):
        value = {"x": value}
    assert (shell(json.dumps(value)) != "") == is_found


def test_a_page_of_one_question_has_its_answers() -> None:
    """K06: there it is no list."""
    asked = {"name": "Wie lange raucht er?", "acceptedAnswer": {"text": RAUCH}, "suggestedAnswer": [{"text": KOHLE}]}
    assert shell(json.dumps({"mainEntity": asked})) == f"Wie lange raucht er?\n\n{RAUCH}\n\n{KOHLE}"
