"""The measures of a line, of its words, of its place, and the trees that use them."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reinschrift.columns import utf8_of
from reinschrift.model.lexicon import CATEGORIES, is_phrase, load_lexicon
from reinschrift.stages.lines.characters import COMMA, DIGIT, IDEOGRAPH, SENTENCE_END
from reinschrift.stages.lines.context import find_context
from reinschrift.stages.lines.features import FEATURES, compute_features
from reinschrift.stages.lines.matching import PHRASES, match_words
from reinschrift.stages.lines.model import load_model, score_lines
from reinschrift.stages.lines.segments import find_runs
from reinschrift.stages.lines.shape import CAPITALISED, CAPITALS, GLUED, LAST, NUMBERS, SENTENCES, WORDS, measure_shapes
from reinschrift.stages.lines.surroundings import SURROUNDINGS, fill_surroundings


def counts_of(text: str) -> np.ndarray:
    found: np.ndarray = measure_shapes(*utf8_of(pa.array([text]))).counts[0]
    return found


def test_words_and_sentences_are_counted() -> None:
    """Words, capitalised words, words in capitals, numbers, commas and sentences within a line."""
    counts = counts_of("Die EU zahlt, so heißt es, 50 Euro. Österreich auch.")
    assert [counts[at] for at in (WORDS, CAPITALISED, CAPITALS, NUMBERS, COMMA, SENTENCES, DIGIT)] == [
        10,
        4,
        1,
        1,
        2,
        1,
        2,
    ]


@pytest.mark.parametrize("text", ["Er kam.", "„Er kam.“", "«Il vint !»", "Kam er?)", "彼は来た。", "Schon gut …"])
def test_a_closing_quote_does_not_hide_the_end_of_a_sentence(text: str) -> None:
    """A line ends as a sentence also before closing quotes and brackets, in any script."""
    assert counts_of(text)[LAST] == SENTENCE_END


def test_entries_that_run_together_are_seen() -> None:
    """Small before capital letter within a word, whatever the script."""
    assert counts_of("DeutschEnglishΕλληνικάРусский")[GLUED] == 3
    assert counts_of("日本語の文")[IDEOGRAPH] == 5


def hits_of(text: str) -> dict[str, int]:
    matches = match_words(measure_shapes(*utf8_of(pa.array([text]))), load_lexicon())
    found = {name: int(matches.hits[0, at]) for at, name in enumerate(CATEGORIES) if matches.hits[0, at]}
    return found | {"phrases": int(matches.hits[0, PHRASES])}


def test_the_longest_phrase_counts_and_case_does_not() -> None:
    """“Schreibe einen Kommentar” is one phrase of three words, in small letters or capitals."""
    assert hits_of("SCHREIBE EINEN KOMMENTAR") == {"comment_form": 3, "phrases": 3}
    assert hits_of("Alle Rechte vorbehalten!")["legal"] == 3


def test_is_phrase_asks_for_the_whole() -> None:
    """A text is a phrase only as a whole."""
    assert is_phrase("Lesen Sie auch", "related")
    assert not is_phrase("Lesen Sie auch das", "related")


def test_the_language_of_a_document_is_that_of_most_function_words() -> None:
    """One English line does not make a German document English."""
    lines = [
        "Das ist der Anfang und nicht das Ende.",
        "Es war nicht so, wie sie es sich gedacht hatte.",
        "That is not it.",
    ]
    shapes = measure_shapes(*utf8_of(pa.array(lines)))
    lexicon = load_lexicon()
    context = find_context(np.array([0, 3]), shapes, match_words(shapes, lexicon))
    assert lexicon.languages[context.language[0]] == "de"
    assert context.other[2] > context.own[2]


def test_copies_are_counted_within_a_document() -> None:
    """The same words in another document are no copies."""
    shapes = measure_shapes(*utf8_of(pa.array(["Sport", "Wetter", "Sport", "Sport"])))
    context = find_context(np.array([0, 3, 4]), shapes, match_words(shapes, load_lexicon()))
    assert context.copies.tolist() == [2, 1, 2, 1]
    assert context.order.tolist() == [0, 0, 1, 0]


def test_runs_are_those_that_no_longer_one_outdoes() -> None:
    """Poor lines between good ones belong to a run if both sides make up for them, those at its ends do not."""
    runs = find_runs(np.array([0, 1, 30, 0, 40, 0, 0, 0, 5], np.float64) - 4)
    assert (runs.start, runs.end, runs.best) == (2, 5, 58)
    assert runs.worth.tolist() == [0, 0, 58, 58, 58, 0, 0, 0, 1]
    assert runs.n_lines.tolist() == [0, 0, 3, 3, 3, 0, 0, 0, 1]


@given(st.lists(st.integers(-9, 9), max_size=40))
def test_the_best_run_has_the_highest_sum_of_all(values: list[int]) -> None:
    """No other stretch of lines sums higher; within a run no beginning or end sums to less than nothing."""
    runs = find_runs(np.array(values, np.float64))
    sums = [sum(values[a:b]) for a in range(len(values)) for b in range(a, len(values) + 1)]
    assert runs.best == max(sums, default=0) == sum(values[runs.start : runs.end])
    assert all(sum(values[runs.start : at]) > 0 for at in range(runs.start + 1, runs.end + 1))
    assert all(sum(values[at : runs.end]) > 0 for at in range(runs.start, runs.end))
    assert [line for line in range(len(values)) if values[line] > 0 and not runs.worth[line]] == []


def test_surroundings_say_what_stands_beside_and_around() -> None:
    """A line's score and those beside it; the content around it; the run of probable content it stands in."""
    scores = np.array([0.1, 0.9, 0.2, 0.9, 0.0], np.float32)
    rows = np.zeros((5, len(SURROUNDINGS)), np.float32)
    fill_surroundings(np.array([0, 4, 5]), np.array([1.0, 30.0, 1.0, 30.0, 9.0]), scores, rows)
    of = {name: [round(float(value), 3) for value in rows[:, at]] for at, name in enumerate(SURROUNDINGS)}
    assert of["score+1"] == [0.9, 0.2, 0.9, -1, -1]
    assert of["score-2"] == [-1, -1, 0.1, 0.9, -1]
    assert of["score_mean-3"] == pytest.approx([0, 0.033, 0.333, 0.4, 0])
    assert of["in_run"] == [0, 1, 1, 1, 0]
    assert of["run_share"] == [0, 1, 1, 1, 0]
    assert of["firm_below"] == pytest.approx([1, 1.585, 1, np.log2(1001), np.log2(1001)], abs=0.001)
    assert of["content_above"][2] == pytest.approx(np.log2(1 + 0.1 + 27), abs=0.001)


def test_the_shipped_weights_are_finite_and_use_the_context() -> None:
    """More than a line's own look counts, in both looks; the second counts on the first."""
    model = load_model()
    names = FEATURES + SURROUNDINGS
    assert np.isfinite(model.first.value).all()
    assert np.isfinite(model.second.value).all()
    assert {names[at] for at in model.first.feature} >= {"in_block", "document_categories", "last"}
    assert {names[at] for at in model.second.feature} >= {"score", "run_share", "document_categories"}
    assert max(model.first.feature) < len(FEATURES)


def test_features_are_finite_for_any_document() -> None:
    """No line makes a feature infinite or undefined."""
    lines = ["", "|", "Wort", "日本語", "1", "Ein Satz, der länger ist als die anderen, steht hier am Ende."]
    shapes = measure_shapes(*utf8_of(pa.array(lines)))
    matches = match_words(shapes, load_lexicon())
    bounds = np.array([0, 1, 1, 6])
    context = find_context(bounds, shapes, matches)
    rows = compute_features(bounds, shapes, matches, context, room=3)
    assert rows.shape == (6, len(FEATURES) + 3)
    assert np.isfinite(rows).all()
    assert not rows[:, len(FEATURES) :].any()
    scores = score_lines(bounds, shapes, matches, context, load_model())
    assert ((scores >= 0) & (scores <= 1)).all()
