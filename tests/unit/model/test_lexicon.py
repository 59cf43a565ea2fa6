"""HTML and plain text read one lexicon, in whatever case its words are written."""

import unicodedata
from collections.abc import Callable

import numpy as np
import pyarrow as pa
import pytest

from reinschrift.columns import utf8_of
from reinschrift.languages import section
from reinschrift.model.lexicon import CATEGORIES, all_function_words, debris_words, is_phrase, load_lexicon
from reinschrift.pages.blocks.matching import weigh_words
from reinschrift.stages.lines.characters import DIGIT, LOWER, MARK, UNCASED, UPPER, class_of
from reinschrift.stages.lines.matching import match_words
from reinschrift.stages.lines.shape import measure_shapes
from reinschrift.text.letters import find_words, small_form

TONOS = "\u0301"  # what Python sets over a Greek capital that nobody writes with an accent
CASES: dict[str, Callable[[str], str]] = {
    "small": str.lower,
    "capitalised": lambda text: text[:1].upper() + text[1:],
    "capitals": lambda text: unicodedata.normalize("NFC", text.upper().replace(TONOS, "")),
}


def found_in_html(texts: list[str]) -> np.ndarray:
    """Return for each text how many of its words stand in an entry of each category, as blocks of pages count."""
    counts = np.zeros((len(texts), 2 + len(CATEGORIES)), np.float32)
    for row, text in enumerate(texts):
        data, words = np.frombuffer(text.encode(), np.uint8), np.empty(64, np.uint64)
        weigh_words(words[: find_words(data, 0, len(data), words)], load_lexicon().table, counts[row])
    return counts


def found_in_plain_text(texts: list[str]) -> tuple[np.ndarray, np.ndarray]:
    """Return the same as lines count, and the number of function words of any language."""
    matches = match_words(measure_shapes(*utf8_of(pa.array(texts))), load_lexicon())
    return matches.hits[:, : len(CATEGORIES)], matches.n_stops


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("category", CATEGORIES)
def test_every_entry_is_found_in_any_case_in_html_and_in_plain_text(category: str, case: str) -> None:
    """Реклама as реклама, Čtěte také, ŹRÓDŁO, İletişim: whatever a title or a button makes of it."""
    entries = sorted(debris_words(category))
    texts = [CASES[case](entry) for entry in entries]
    at = CATEGORIES.index(category)
    html, lines = found_in_html(texts)[:, 2 + at], found_in_plain_text(texts)[0][:, at]
    assert [text for text, n in zip(texts, html, strict=True) if not n] == []
    assert [text for text, n in zip(texts, lines, strict=True) if not n] == []
    assert html.tolist() == lines.tolist()


@pytest.mark.parametrize("case", CASES)
def test_every_function_word_is_found_in_any_case(case: str) -> None:
    """In blocks and in lines alike."""
    texts = [CASES[case](word) for word in sorted(all_function_words())]
    html, lines = found_in_html(texts)[:, 0], found_in_plain_text(texts)[1]
    assert [text for text, n in zip(texts, html, strict=True) if not n] == []
    assert html.tolist() == lines.tolist()


@pytest.mark.parametrize(
    ("text", "category"),
    [("ΙΑΝΟΥΑΡΙΟΥ", "date_line"), ("ΜΑΪΟΥ", "date_line"), ("İLETİŞİM", "menu"), ("SCHRIFTGRÖSSE", "share_bar")],
)
def test_capitals_may_lose_what_capitals_lose(text: str, category: str) -> None:
    """Greek capitals have no accents, Turkish ones a dot of their own, German ones two S."""
    assert found_in_html([text])[0, 2 + CATEGORIES.index(category)] > 0


@pytest.mark.parametrize("around", ["«{}»", "„{}“", "• {} …", "\u00a0{}\u00a0", "→ {}", "{}’", "–{}–"])
def test_signs_around_a_word_are_no_part_of_it(around: str) -> None:
    """Signs of several bytes part words in HTML as they do in plain text."""
    text = around.format("Weiterlesen")
    assert found_in_html([text])[0, 2 + CATEGORIES.index("teaser")] == 1
    assert found_in_plain_text([text])[0][0, CATEGORIES.index("teaser")] == 1


def test_a_word_ends_where_the_classes_of_lines_say() -> None:
    """The keys of words and the classes of characters agree on all of Unicode."""
    in_words = (LOWER, UPPER, UNCASED, DIGIT, MARK)
    codes = [code for code in range(0x110000) if not 0xD800 <= code < 0xE000]
    differing = [hex(c) for c in codes if (int(small_form(c)) != 0) != (int(class_of(c)) in in_words)]
    assert differing == []


def test_every_list_of_debris_is_one_that_is_asked() -> None:
    """A misspelt category in a language's file would be read by nobody."""
    assert {name for table in section("debris").values() for name in table} <= set(CATEGORIES)


def test_is_phrase_asks_for_the_whole() -> None:
    """A text is a phrase only as a whole."""
    assert is_phrase("Lesen Sie auch", "related")
    assert not is_phrase("Lesen Sie auch das", "related")
    assert is_phrase("LESEN-SIE   AUCH!", "related")
    assert not is_phrase("…", "related")
