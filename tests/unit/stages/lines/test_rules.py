"""Where each threshold of the rules lies: a case just on each side of it."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from reinschrift.columns import one_chunk, utf8_of
from reinschrift.model.lexicon import load_lexicon
from reinschrift.stages.lines.context import find_context
from reinschrift.stages.lines.matching import match_words
from reinschrift.stages.lines.page_words import find_bars
from reinschrift.stages.lines.reasons import _is_foreign
from reinschrift.stages.lines.rules import Evidence, find_debris, find_glued_menus, find_titles
from reinschrift.stages.lines.shape import measure_shapes

TEXT = "Der Rat der Stadt hat die Entscheidung über den Haushalt des kommenden Jahres noch einmal vertagt."
DATE = "12. Mai 2024"


def evidence_of(lines: list[str]) -> Evidence:
    """Return what is known of the lines of one document."""
    texts = one_chunk(pa.array(lines))
    bounds = np.array([0, len(lines)], np.int64)
    shapes = measure_shapes(*utf8_of(texts))
    matches = match_words(shapes, load_lexicon())
    return Evidence(bounds, texts, shapes, matches, find_context(bounds, shapes, matches))


def found(name: str, lines: list[str]) -> list[int]:
    """Return the numbers of the lines that a rule finds."""
    return np.flatnonzero(find_debris(evidence_of(lines), 0.5)[name]).tolist()


@pytest.mark.parametrize(("line", "name"), [(DATE, "date_line"), ("de-news-12", "feed_tag")])
def test_dates_and_tags_stand_near_an_end(line: str, name: str) -> None:
    """In the first three lines and in the last three; farther in they belong to the text."""
    for above, below, near in ((2, 9, True), (3, 9, False), (9, 2, True), (9, 3, False)):
        lines = [TEXT] * above + [line] + [TEXT] * below
        assert found(name, lines) == ([above] if near else [])


@pytest.mark.parametrize(("n_dates", "removed"), [(5, [0, 1, 2]), (6, [])])
def test_six_dates_at_an_end_are_a_list(n_dates: int, removed: list[int]) -> None:
    """They stand within sixteen lines; one farther off is none of the list."""
    lines = [DATE] * n_dates + [TEXT] * 30
    assert found("date_line", lines) == removed
    reach = [DATE] * 5 + [TEXT] * 10 + [DATE] + [TEXT] * 30
    assert found("date_line", reach) == []
    beyond = [DATE] * 5 + [TEXT] * 11 + [DATE] + [TEXT] * 30
    assert found("date_line", beyond) == [0, 1, 2]


def test_a_title_stands_near_the_text_that_it_leads() -> None:
    """A title stands up to eight lines above its text; with nine it leads something else."""
    for between, is_title in ((7, True), (8, False)):
        lines = ["Rat vertagt die Entscheidung", *["Kurz notiert"] * between, TEXT, TEXT]
        content = np.array([False] * (between + 1) + [True, True])
        titles = find_titles(evidence_of(lines), content, None)
        assert titles.tolist() == [is_title] + [False] * (between + 2)


def test_a_row_of_buttons_has_three_words() -> None:
    """Two may stand in a sentence."""
    lines = ["Teilen Drucken Merken", "Teilen Drucken", TEXT]
    assert find_bars(evidence_of(lines)).tolist() == [True, False, False]


def test_a_glued_menu_has_three_joints() -> None:
    """Two happen in a text whose blanks were lost."""
    lines = ["EnglishFrançaisDeutschPolski", "EnglishFrançaisDeutsch", TEXT]
    assert find_glued_menus(evidence_of(lines)).tolist() == [True, False, False]


@pytest.mark.parametrize(("times", "is_found"), [(1, True), (4, True), (6, False)])
def test_a_line_of_phrases_is_short(times: int, *, is_found: bool) -> None:
    """Twelve words are a call, eighteen are left to the model."""
    line = "Lesen Sie auch " * times
    assert (1 in found("related", [TEXT, line.strip(), TEXT])) == is_found


@pytest.mark.parametrize(("words", "is_found"), [(10, True), (50, True), (80, False)])
def test_a_picture_has_fifty_words_below_it(words: int, *, is_found: bool) -> None:
    """A line of more that ends in a credit is a paragraph."""
    line = " ".join(["Wort"] * words) + ". Foto: Anna Kolb"
    assert (1 in found("caption", [TEXT, line, TEXT])) == is_found


@pytest.mark.parametrize(("line", "is_found"), [("the and of", True), ("the and Haus", False)])
def test_three_words_tell_another_language(line: str, *, is_found: bool) -> None:
    """In a German text three English function words do; two may stand in a name."""
    assert _is_foreign(evidence_of([TEXT, line, TEXT])).tolist() == [False, is_found, False]


@pytest.mark.parametrize(
    ("line", "is_button"),
    [
        ("I agree", True),
        ("I agree.", False),
        ("Ich stimme zu.", False),
        ("Ich stimme zu", True),
        ("We use cookies.", True),
    ],
)
def test_a_short_sentence_is_no_button(line: str, *, is_button: bool) -> None:
    """K03: an answer to a letter ends in a full stop; a notice on cookies may."""
    text = "Der Rat der Stadt hat die Entscheidung über den Haushalt noch einmal vertagt."
    assert found("cookie_notice", [text, line, text]) == ([1] if is_button else [])
