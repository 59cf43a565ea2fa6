"""What the signals say of small texts."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from reinschrift.stages.quality import quality_of
from reinschrift.stages.quality.readability import NAMES


def measured(*paragraphs: str, language: str = "de") -> dict[str, float]:
    """Return the signals of one document."""
    texts = pa.array(list(paragraphs), pa.string())
    found: dict[str, float] = quality_of(texts, np.array([0, len(paragraphs)]), pa.array([language]))[0].as_py()
    return found


def test_every_signal_of_an_empty_text_is_0() -> None:
    """Empty is defined once: no signal is missing, infinite or anything but 0; formulas of words have no value."""
    assert {value for name, value in measured().items() if name not in NAMES} == {0}
    assert set(measured(language="xx").values()) == {0, None}


@pytest.mark.parametrize(
    ("paragraphs", "expected"),
    [
        (
            ("Das ist gut. Ist es das?",),
            {"word_count": 6, "word_and_sign_count": 8, "sentence_count": 2, "line_count": 1},
        ),
        (("Anna lacht.", "Otto weint."), {"line_count": 2, "newline_to_word_ratio": 1 / 6}),
        (("a\nb\n\nc",), {"line_count": 3}),
        (("• eins", "- zwei", "drei …", "vier..."), {"frac_lines_bullet": 0.5, "frac_lines_ellipsis": 0.5}),
        (("Er sagte: „Nein.“",), {"frac_lines_end_punctuation": 0}),
        (("Nein!", "doch"), {"frac_lines_end_punctuation": 0.5, "frac_lines_short": 1}),
        (("NEIN Das ABC",), {"frac_words_all_caps": 2 / 3, "frac_chars_upper": 8 / 12}),
        (("# eins # zwei",), {"hash_to_word_ratio": 0.5}),
        (("Hm... hm… hm.",), {"ellipsis_to_word_ratio": 2 / 6}),
        (("der Hund und die Katze",), {"stop_word_count": 3, "english_stop_word_count": 0}),
        (("www.example.org",), {"frac_chars_url": 1}),
        (("(a)",), {"frac_chars_parenthesis": 2 / 3, "frac_chars_symbol": 2 / 3}),
        (("ab ab ab cd",), {"frac_words_unique": 0.5, "frac_chars_top_2gram": 10 / 11}),
        (("gleich", "gleich", "anders"), {"frac_lines_dup": 1 / 3, "frac_chars_dup_lines": 6 / 20}),
        (("x\ny", "x\ny"), {"frac_paragraphs_dup": 0.5, "frac_lines_dup": 0.5}),
        (("x" * 30, "x" * 31), {"frac_lines_short": 0.5}),
        (("(-5) -5",), {"word_and_sign_count": 5}),
        (("äöü",), {"mean_word_length": 3, "frac_words_alpha": 1, "frac_chars_symbol": 0}),
    ],
)
def test_signals(paragraphs: tuple[str, ...], expected: dict[str, float]) -> None:
    """Each signal is what its name and the contract say."""
    found = measured(*paragraphs)
    assert {name: found[name] for name in expected} == pytest.approx(expected)


def test_entropy_is_that_of_the_words() -> None:
    """Four words, each once: log 4; one word alone: 0."""
    assert measured("eins zwei drei vier")["unigram_entropy"] == pytest.approx(np.log(4))
    assert measured("eins eins eins")["unigram_entropy"] == 0


@pytest.mark.parametrize(
    ("line", "n"),
    [
        ("Dies ist ein Satz. Dies ein zweiter.", 2),
        ("Dies ist ein Satz ohne Ende", 0),
        ("Der Satz hat drei Punkte...", 0),
        ("Zwei Worte.", 0),
        ("Er hat eine Fußnote.[12]", 1),
        ("We use javascript here, too.", 0),
        ("Read our Privacy Policy for more.", 0),
        ("x" * 1001 + " ist ein Wort.", 0),
    ],
)
def test_sentences_of_c4(line: str, n: int) -> None:
    """Only lines that C4 keeps count: with an end mark, three words, no word of a thousand characters, no policy."""
    assert measured(line)["c4_sentence_count"] == n


def test_a_language_without_a_list_has_no_stop_words() -> None:
    """Null is not none: no list, no count."""
    assert measured("der und die", language="xx")["stop_word_count"] is None
    assert measured("der und die", language="de-AT")["stop_word_count"] == 3


@pytest.mark.parametrize(("chars", "n"), [(10, 1), (900, 1), (1200, 0)])
def test_c4_keeps_no_line_with_an_endless_word(chars: int, n: int) -> None:
    """A thousand characters without a space are coded data."""
    assert measured(f"{'x' * chars} zwei drei vier.")["c4_sentence_count"] == n


def test_a_row_of_signs_counts_for_three_in_what_is_repeated() -> None:
    """However long a ruler is, two of them with a word behind are little of a text."""
    ruler = "-" * 9
    found = measured(f"{ruler} ab {ruler} ab cd")["frac_chars_top_2gram"]
    assert found == pytest.approx(2 * (3 + 1 + 2) / len(f"{ruler} ab {ruler} ab cd"))
