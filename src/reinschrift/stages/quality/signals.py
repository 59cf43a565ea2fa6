"""The signals of texts, one array each, by the names the field gives them; docs/quality.md defines every one.

Every signal of an empty text is 0. Texts are given as rows of paragraphs; lines are separated by one line end,
whatever stands between paragraphs, and empty lines do not count.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from reinschrift.columns import matching, numbers
from reinschrift.languages import also, section
from reinschrift.stages.quality import scan
from reinschrift.stages.quality.characters import character_table
from reinschrift.stages.quality.readability import measure_readability
from reinschrift.stages.quality.repetition import DUPLICATE_GRAMS, REPEATS, TOP_GRAMS, find_repeats
from reinschrift.stages.quality.stop_words import count_stop_words
from reinschrift.text.words import text_column

# What C4 (Raffel et al. 2020) drops lines and documents for, in the words of datatrove 0.10.1; English only.
_JAVASCRIPT_OR_POLICY = (
    "(?i)javascript|terms of use|privacy policy|cookie policy|uses cookies|use of cookies|use cookies"
)
_LOREM_IPSUM = "(?i)lorem ipsum"

Signals = dict[str, npt.NDArray[Any]]


def measure(texts: pa.Array, bounds: npt.NDArray[np.int64], languages: pa.Array) -> tuple[Signals, dict[str, pa.Array]]:
    """Return the signals of each document, and the formulas of how hard it is to read, which may be null.

    Args:
        texts: the paragraphs of all documents.
        bounds: document d has the paragraphs `bounds[d]` to `bounds[d + 1]`; n + 1 positions.
        languages: the BCP-47 tag of each document, which only chooses the list of stop words, and whether a period
            behind a number is part of it.
    """
    marks = _contains(texts, _JAVASCRIPT_OR_POLICY) * scan.JAVASCRIPT_OR_POLICY
    marks += _contains(texts, _LOREM_IPSUM) * scan.LOREM_IPSUM
    rows, found = _scanned(texts, bounds, languages, marks)
    counts = dict(zip(scan.COUNTS, found.counts.T, strict=True)) | {"paragraphs": np.diff(bounds)}
    repeats = dict(zip(REPEATS, find_repeats(rows, found).T, strict=True))
    measured = (
        _numbers_of(counts, count_stop_words(found, languages)) | _shares_of(counts) | _repetition_of(counts, repeats)
    )
    table = character_table()
    return measured, measure_readability(rows.texts, bounds, table, counts["sentences"], languages)


def count_words(texts: pa.Array, bounds: npt.NDArray[np.int64], languages: pa.Array) -> npt.NDArray[np.int64]:
    """Return the number of words of each document: what `measure` calls `word_count`, given the same arguments."""
    _, found = _scanned(texts, bounds, languages, np.zeros(len(texts), np.int64))
    return found.counts[:, scan.WORDS]


def _scanned(
    texts: pa.Array, bounds: npt.NDArray[np.int64], languages: pa.Array, marks: npt.NDArray[np.int64]
) -> tuple[scan.Rows, scan.Found]:
    rows = scan.Rows(text_column(texts), bounds, marks.astype(np.uint8), _has_ordinals(languages))
    found = scan.room_for(rows)
    scan.scan(rows, character_table(), found)
    return rows, found


@cache
def _with_ordinals() -> str:
    """Return a pattern of the tags of languages that write ordinals as number and period."""
    tags = [*section("ordinal_period"), *(other for other, tag in also().items() if tag in section("ordinal_period"))]
    return f"^(?:{'|'.join(sorted(tags))})(?:-|$)"


def _has_ordinals(languages: pa.Array) -> npt.NDArray[np.uint8]:
    return numbers(pc.fill_null(pc.match_substring_regex(languages, _with_ordinals()), fill_value=False)).astype(
        np.uint8
    )


def _contains(texts: pa.Array, pattern: str) -> npt.NDArray[np.int64]:
    return matching(texts, pattern).astype(np.int64)


def _numbers_of(counts: Signals, stop_words: Signals) -> Signals:
    named = {
        "word_count": counts["words"],
        "word_and_sign_count": counts["tokens"],
        "line_count": counts["lines"],
        "sentence_count": counts["sentences"],
        "c4_sentence_count": counts["c4_sentences"],
        "c4_lorem_ipsum": counts["c4_lorem_ipsum"],
        "c4_curly_brackets": counts["c4_curly_brackets"],
    }
    return named | stop_words


def _shares_of(counts: Signals) -> Signals:
    tokens, words, lines, chars = (counts[name] for name in ("tokens", "words", "lines", "chars"))
    named = {
        "mean_word_length": (counts["word_chars"], words),
        "hash_to_word_ratio": (counts["hashes"], tokens),
        "ellipsis_to_word_ratio": (counts["ellipses"], tokens),
        "newline_to_word_ratio": (np.maximum(lines - 1, 0), tokens),
        "frac_words_alpha": (counts["alpha_words"], tokens),
        "frac_words_all_caps": (counts["caps_words"], words),
        "frac_lines_bullet": (counts["bullet_lines"], lines),
        "frac_lines_ellipsis": (counts["ellipsis_lines"], lines),
        "frac_lines_end_punctuation": (counts["terminal_lines"], lines),
        "frac_lines_short": (counts["short_lines"], lines),
        "sign_to_word_ratio": (counts["signs_in_rows"], np.maximum(words, 1)),
        "frac_chars_symbol": (chars - counts["letters"] - counts["digits"] - counts["spaces"] - lines + 1, chars),
        "frac_chars_digit": (counts["digits"], chars),
        "frac_chars_upper": (counts["uppers"], chars),
        "frac_chars_space": (counts["spaces"] + lines - 1, chars),
        "frac_chars_parenthesis": (counts["parentheses"], chars),
        "frac_chars_url": (counts["url_chars"], chars),
    }
    return {name: _ratio(*pair) for name, pair in named.items()}


def _repetition_of(counts: Signals, repeats: Signals) -> Signals:
    lines, chars, words = (counts[name] for name in ("lines", "chars", "words"))
    named = {
        "frac_words_unique": (repeats["unique_words"], words),
        "frac_lines_dup": (repeats["duplicate_lines"], lines),
        "frac_chars_dup_lines": (repeats["duplicate_line_chars"], chars),
        "frac_paragraphs_dup": (repeats["duplicate_paragraphs"], counts["paragraphs"]),
        "frac_chars_dup_paragraphs": (repeats["duplicate_paragraph_chars"], chars),
    }
    named |= {f"frac_chars_top_{n}gram": (repeats[f"top_{n}gram_chars"], chars) for n in TOP_GRAMS}
    named |= {f"frac_chars_dup_{n}grams": (repeats[f"duplicate_{n}gram_chars"], chars) for n in DUPLICATE_GRAMS}
    return {"unigram_entropy": repeats["unigram_entropy"].astype(np.float32)} | {
        name: _ratio(*pair) for name, pair in named.items()
    }


def _ratio(part: npt.NDArray[Any], whole: npt.NDArray[Any]) -> npt.NDArray[np.float32]:
    return np.where(whole > 0, part / np.maximum(whole, 1), 0.0).astype(np.float32)
