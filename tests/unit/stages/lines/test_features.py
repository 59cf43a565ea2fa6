"""The measures of a line, of its words, of its place, and the trees that use them."""

from __future__ import annotations

import json
from importlib.resources import files

import numpy as np
import pyarrow as pa
import pytest

from reinschrift.columns import utf8_of
from reinschrift.stages.lines.characters import COMMA, DIGIT, IDEOGRAPH, SENTENCE_END
from reinschrift.stages.lines.context import find_block, find_context
from reinschrift.stages.lines.features import FEATURES, compute_features
from reinschrift.stages.lines.lexicon import CATEGORIES, is_phrase, load_lexicon
from reinschrift.stages.lines.matching import PHRASES, match_words
from reinschrift.stages.lines.model import arrange_trees, load_trees, score_lines
from reinschrift.stages.lines.shape import CAPITALISED, CAPITALS, GLUED, LAST, NUMBERS, SENTENCES, WORDS, measure_shapes


def counts_of(text: str) -> np.ndarray:
    return measure_shapes(*utf8_of(pa.array([text]))).counts[0]


def test_words_and_sentences_are_counted():
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
def test_a_closing_quote_does_not_hide_the_end_of_a_sentence(text):
    """A line ends as a sentence also before closing quotes and brackets, in any script."""
    assert counts_of(text)[LAST] == SENTENCE_END


def test_entries_that_run_together_are_seen():
    """Small before capital letter within a word, whatever the script."""
    assert counts_of("DeutschEnglishΕλληνικάРусский")[GLUED] == 3
    assert counts_of("日本語の文")[IDEOGRAPH] == 5


def hits_of(text: str) -> dict[str, int]:
    matches = match_words(measure_shapes(*utf8_of(pa.array([text]))), load_lexicon())
    found = {name: int(matches.hits[0, at]) for at, name in enumerate(CATEGORIES) if matches.hits[0, at]}
    return found | {"phrases": int(matches.hits[0, PHRASES])}


def test_the_longest_phrase_counts_and_case_does_not():
    """“Schreibe einen Kommentar” is one phrase of three words, in small letters or capitals."""
    assert hits_of("SCHREIBE EINEN KOMMENTAR") == {"comment_form": 3, "phrases": 3}
    assert hits_of("Alle Rechte vorbehalten!")["legal"] == 3


def test_is_phrase_asks_for_the_whole():
    """A text is a phrase only as a whole."""
    assert is_phrase("Lesen Sie auch", "related")
    assert not is_phrase("Lesen Sie auch das", "related")


def test_the_language_of_a_document_is_that_of_most_function_words():
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


def test_copies_are_counted_within_a_document():
    """The same words in another document are no copies."""
    shapes = measure_shapes(*utf8_of(pa.array(["Sport", "Wetter", "Sport", "Sport"])))
    context = find_context(np.array([0, 3, 4]), shapes, match_words(shapes, load_lexicon()))
    assert context.copies.tolist() == [2, 1, 2, 1]
    assert context.order.tolist() == [0, 0, 1, 0]


def test_the_main_block_is_the_best_run():
    """Poor lines between good ones belong to the block, those outside do not."""
    values = np.array([0, 1, 30, 0, 40, 0, 0, 0, 5], np.float32)
    assert find_block(values, 4.0) == (2, 5)


def test_trees_go_left_up_to_the_threshold():
    """A value equal to the threshold goes left; trees of different depth add up."""
    trees = arrange_trees([[[0, 1.5, 1], [-1.0], [1, 0.0, 3], [2.0], [4.0]], [[0.5]]])
    rows = np.array([[1.5, 9], [2, 0], [2, 1]], np.float32)
    expected = 1 / (1 + np.exp(-np.array([-0.5, 2.5, 4.5])))
    assert np.allclose(score_lines(rows, trees), expected)


def test_blocks_of_lines_do_not_show():
    """Lines are scored in blocks; the score of a line is the same wherever it stands."""
    rows = np.random.default_rng(5).normal(size=(101, len(FEATURES))).astype(np.float32)
    together = score_lines(rows, load_trees())
    alone = np.concatenate([score_lines(row[None], load_trees()) for row in rows])
    assert (together == alone).all()


def test_the_shipped_weights_are_finite_and_use_the_context():
    """The weights belong to these features, and more than a line's own look counts."""
    model = json.loads(files("reinschrift.stages.lines").joinpath("weights.json").read_text("utf-8"))
    assert tuple(model["features"]) == FEATURES
    trees = load_trees()
    assert np.isfinite(trees.value).all()
    assert {FEATURES[at] for at in trees.feature} >= {"in_block", "document_categories", "last"}


def test_features_are_finite_for_any_document():
    """No line makes a feature infinite or undefined."""
    lines = ["", "|", "Wort", "日本語", "1", "Ein Satz, der länger ist als die anderen, steht hier am Ende."]
    shapes = measure_shapes(*utf8_of(pa.array(lines)))
    matches = match_words(shapes, load_lexicon())
    bounds = np.array([0, 1, 1, 6])
    rows = compute_features(bounds, shapes, matches, find_context(bounds, shapes, matches))
    assert rows.shape == (6, len(FEATURES))
    assert np.isfinite(rows).all()
