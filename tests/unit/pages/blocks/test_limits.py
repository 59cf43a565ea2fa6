"""Where the limits of reading a page lie: how far behind a tag is looked, and how long a piece may be."""

from __future__ import annotations

import numpy as np
import pytest

from reinschrift.model.lexicon import load_lexicon
from reinschrift.pages import read_fragment
from reinschrift.pages.blocks import extract, parse, title_words
from reinschrift.pages.blocks.features import FEATURES, compute_features
from reinschrift.pages.blocks.hints import HINT_NAMES
from reinschrift.pages.blocks.page import N_BLOCKS, N_ELEMENTS
from reinschrift.pages.blocks.running_text import find_main, goodness, running_sums
from reinschrift.pages.blocks.surroundings import SURROUNDINGS, compute_surroundings

COMMENTS = 1 << HINT_NAMES.index("comments")


def text_of(page: str) -> str:
    return extract(page.encode())[0].text


def kinds_of(html: str) -> list[str | None]:
    return [block["kind"] for block in read_fragment(html.encode())[1]]


def test_the_longest_name_of_a_character_is_read() -> None:
    """It has 31 letters."""
    assert text_of("<p>x&CounterClockwiseContourIntegral;y</p>") == "x∳y"


@pytest.mark.parametrize(("between", "text"), [(150, "b"), (260, "bb")])
def test_a_library_names_itself_just_before_the_formula_that_it_draws(between: int, text: str) -> None:
    """Two hundred bytes before it; then the formula comes once. Farther off it has drawn another one."""
    span = f'<span class="katex" title="{"x" * between}"><math><mi>b</mi></math><i>b</i></span>'
    assert text_of(f"<p>Die Zahl {span} ist gemeint.</p>") == f"Die Zahl {text} ist gemeint."


@pytest.mark.parametrize(("signs", "is_kept"), [(390, True), (410, False)])
def test_a_formula_of_four_hundred_signs_stands_in_its_sentence(signs: int, *, is_kept: bool) -> None:
    """A longer one is a page of its own."""
    text = text_of(f'<p>Die Zahl <math alttext="{"x" * signs}"></math> ist gemeint.</p>')
    assert ("x" * signs in text) == is_kept


@pytest.mark.parametrize(("letters", "is_one"), [(390, True), (420, False)])
def test_a_sentence_goes_on_behind_a_short_button(letters: int, *, is_one: bool) -> None:
    """A button with four hundred letters holds a text of its own."""
    text = text_of(f"<p>Drücken Sie <button>{'x' * letters}</button> und warten.</p>")
    assert ("\n" not in text) == is_one


@pytest.mark.parametrize(("stars", "text"), [(5, "Wir geben ★★★★★ dafür."), (6, "Wir geben dafür.")])
def test_a_picture_of_some_signs_stands_for_them(stars: int, text: str) -> None:
    """Five stars are sixteen bytes at most; what is longer describes a picture."""
    assert text_of(f'<p>Wir geben <img src=a alt="{"★" * stars}"> dafür.</p>') == text


@pytest.mark.parametrize(("blocks", "mark"), [(4, "• "), (5, "")])
def test_an_item_of_a_list_is_short(blocks: int, mark: str) -> None:
    """Four paragraphs are an item, five an article in a list."""
    assert text_of(f"<ul><li>{'<p>Absatz</p>' * blocks}</li></ul>").startswith(f"{mark}Absatz")


@pytest.mark.parametrize(("lists", "level"), [(8, 8), (9, 9), (12, 9)])
def test_nine_lists_within_each_other_are_counted(lists: int, level: int) -> None:
    """Nobody reads more levels."""
    assert read_fragment(f"{'<ul><li>' * lists}Tief".encode())[1][0]["level"] == level


@pytest.mark.parametrize(("characters", "kind"), [(20, "code"), (21, None)])
def test_a_program_is_full_of_signs(characters: int, kind: str | None) -> None:
    """One in twenty characters; verse and letters have fewer."""
    assert kinds_of(f"<pre>{{{'a' * (characters - 1)}</pre>") == [kind]


DATA = "<tr><td>a</td><td>1</td></tr>"


@pytest.mark.parametrize(("words", "is_table"), [(38, True), (42, False)])
def test_the_first_row_of_a_table_is_short(words: int, *, is_table: bool) -> None:
    """With more than four hundred characters a table lays a page out."""
    row = f"<tr><td>{'wort ' * words}</td><td>{'wort ' * words}</td></tr>"
    assert (kinds_of(f"<table>{row}{DATA}</table>")[0] == "table") == is_table


@pytest.mark.parametrize(("words", "is_table"), [(148, True), (152, False)])
def test_a_later_row_of_a_table_may_be_longer(words: int, *, is_table: bool) -> None:
    """Up to fifteen hundred characters, below a row of data."""
    row = f"<tr><td>{'wort ' * words}</td><td>{'wort ' * words}</td></tr>"
    assert (kinds_of(f"<table>{DATA}{row}{DATA}</table>") == ["table"] * 3) == is_table


@pytest.mark.parametrize(("paragraphs", "is_table"), [(4, True), (5, False)])
def test_a_cell_of_a_table_holds_some_paragraphs(paragraphs: int, *, is_table: bool) -> None:
    """Four on average; a column of a page holds more."""
    row = f"<tr><td>{'<p>a</p>' * paragraphs}</td><td>{'<p>b</p>' * paragraphs}</td></tr>"
    assert (kinds_of(f"<table>{row}{DATA}</table>")[0] == "table") == is_table


@pytest.mark.parametrize(("before", "is_seen"), [(280, True), (320, False)])
def test_the_beginning_of_an_attribute_is_read(before: int, *, is_seen: bool) -> None:
    """Three hundred bytes of a class hold its name, however much a framework writes behind it."""
    page = parse(f'<div class="{"x" * before} comments"><p>Da steht etwas.</p></div>'.encode())
    assert bool((page.element_hints[: page.state[N_ELEMENTS]] & COMMENTS).any()) == is_seen


def test_forty_words_of_a_title_are_compared() -> None:
    """More are no title, but a list of what a page holds."""
    for words, compared in ((39, 39), (45, 40)):
        title = " ".join(f"wort{chr(97 + number // 26)}{chr(97 + number % 26)}" for number in range(words))
        assert len(title_words(parse(f"<title>{title}</title><p>Da.</p>".encode()))) == compared


@pytest.mark.parametrize(("words", "is_like"), [(59, True), (60, False)])
def test_a_block_of_sixty_words_is_no_title(words: int, *, is_like: bool) -> None:
    """It holds the title's words by chance."""
    page = parse(f"<title>Der Bote am Fluss</title><p>{'Bote ' * words}</p>".encode())
    found = np.zeros((page.state[N_BLOCKS], len(FEATURES)), np.float32)
    compute_features(page, title_words(page), load_lexicon().table, found)
    assert (found[0, FEATURES.index("title_share")] > 0) == is_like


@pytest.mark.parametrize(("score", "chars", "away"), [(0.65, 61, 1), (0.55, 61, 99), (0.65, 60, 99)])
def test_firm_content_is_sure_and_long(score: float, chars: int, away: int) -> None:
    """Six in ten, and more than sixty characters; from there blocks are counted."""
    page = parse(f"<p>{'x' * chars}</p><p>y</p>".encode())
    found = np.zeros((2, len(SURROUNDINGS)), np.float32)
    compute_surroundings(page.blocks[:2], np.array([score, 0.1], np.float32), found)
    assert found[1, SURROUNDINGS.index("from_content")] == away


def goodness_of(html: str) -> float:
    """Return how much running text the first block of a page holds, by its characters."""
    page = parse(html.encode())
    return goodness(page.blocks[0]) / len(html.removeprefix("<p>"))


@pytest.mark.parametrize(
    ("text", "share"),
    [
        ("Er sah sie an und ging so weg.", 1.0),  # eight words
        ("Er sah sie an und ging weg.", 0.0),  # seven, of less than forty letters
        ("Entwicklungszusammenarbeitsministeriums.", 0.0),  # thirty-nine letters
        ("Entwicklungszusammenarbeitsministeriumsx.", 1.0),  # forty
        ("Er sah sie an und ging so weg", 0.3),  # no end
    ],
)
def test_running_text_has_words_or_letters_and_an_end(text: str, share: float) -> None:
    """A short block is none; one without an end counts by a third."""
    assert goodness_of(f"<p>{text}") == pytest.approx(share)


def first_of_main(*parts: str) -> int:
    """Return where the main element of a page stands among its elements: 0 is the one around all parts."""
    page = parse(f"<main>{''.join(parts)}</main>".encode())
    return find_main(page, running_sums(page, page.state[N_BLOCKS]))


PARAGRAPH = "<p>Der Rat der Stadt hat die Entscheidung über den Haushalt des Jahres noch einmal vertagt.</p>"


@pytest.mark.parametrize(("depth", "main"), [(1, 0), (2, 1)])
def test_what_stands_beside_a_text_belongs_to_it_if_it_is_near(depth: int, main: int) -> None:
    """As much text in an element beside it makes one of both; one element deeper it counts too little."""
    text = PARAGRAPH * 3
    assert first_of_main(f"<div>{text}</div>", "<div>" * depth, text, "</div>" * depth) == main


@pytest.mark.parametrize(("depth", "is_whole"), [(3, True), (4, False)])
def test_a_text_counts_for_five_elements_around_it(depth: int, *, is_whole: bool) -> None:
    """However many parts there are, a sixth element around them is no text of theirs."""
    parts = ["<div>" * depth + PARAGRAPH + "</div>" * depth] * 20
    assert (first_of_main(*parts) == 0) == is_whole
