"""What a document is as a whole, and the place of each line in it: part of the columns that the model sees."""

from __future__ import annotations

import numpy as np

from reinschrift.model.trees import Matrix
from reinschrift.stages.lines.characters import IDEOGRAPH
from reinschrift.stages.lines.shape import WORDS
from reinschrift.text.arrays import Bytes, Counts
from reinschrift.text.kernel import kernel
from reinschrift.text.order import count_smaller

Columns = tuple[Matrix, Matrix, Matrix, Bytes]
Runs = tuple[Matrix, Counts]

DOCUMENT = (
    "document_lines", "document_words", "document_good", "document_mean", "document_categories", "document_copies",
    "document_stops", "before", "after", "words_before", "from_block_start", "from_block_end", "in_block",
    "best_run", "best_good", "run_share", "run_worth", "run_lines", "good_share", "good_rank", "text_above",
    "text_below",
)  # fmt: skip
"""Of the document, and the line's place in it."""
(
    P_DOCUMENT_LINES, P_DOCUMENT_WORDS, P_DOCUMENT_GOOD, P_DOCUMENT_MEAN, P_DOCUMENT_CATEGORIES, P_DOCUMENT_COPIES,
    P_DOCUMENT_STOPS, P_BEFORE, P_AFTER, P_WORDS_BEFORE, P_FROM_BLOCK_START, P_FROM_BLOCK_END, P_IN_BLOCK,
    P_BEST_RUN, P_BEST_GOOD, P_RUN_SHARE, P_RUN_WORTH, P_RUN_LINES, P_GOOD_SHARE, P_GOOD_RANK, P_TEXT_ABOVE,
    P_TEXT_BELOW,
) = range(len(DOCUMENT))  # fmt: skip

RUNNING = 10
"""A line counts as running text if this many words of it are good."""


@kernel(inline=True)
def log(value: float | np.float32 | np.float64) -> float:
    """Return the binary logarithm of a number, of whatever type, and one."""
    return np.log2(1.0 + value)  # type: ignore[no-any-return]


@kernel
def _fill_measures(out: Matrix, counts: Counts, columns: Columns) -> None:
    """Fill the document's measures, the same for each of its lines."""
    good_of, categories_of, copies_of, n_stops = columns
    n_lines = len(out)
    words, good, stops, categories, copied = 0.0, 0.0, 0.0, 0.0, 0.0
    for line in range(n_lines):
        here = counts[line, WORDS] + 0.5 * counts[line, IDEOGRAPH]
        words += here
        good += here if good_of[line] > RUNNING else 0.0
        stops += n_stops[line]
        categories += categories_of[line]
        copied += copies_of[line] > 1.0
    some = max(1.0, words)
    for line in range(n_lines):
        row = out[line]
        row[P_DOCUMENT_LINES] = log(n_lines)
        row[P_DOCUMENT_WORDS] = log(words)
        row[P_DOCUMENT_GOOD] = good / some
        row[P_DOCUMENT_MEAN] = words / n_lines
        row[P_DOCUMENT_CATEGORIES] = categories / n_lines
        row[P_DOCUMENT_COPIES] = copied / n_lines
        row[P_DOCUMENT_STOPS] = stops / some


@kernel
def _fill_distances(out: Matrix, counts: Counts, block: Counts) -> None:
    """Fill how far each line is from the document's ends and from those of the main block."""
    n_lines = len(out)
    words, total = 0.0, 0.0
    for line in range(n_lines):
        total += counts[line, WORDS] + 0.5 * counts[line, IDEOGRAPH]
    for line in range(n_lines):
        row = out[line]
        row[P_BEFORE] = log(line)
        row[P_AFTER] = log(n_lines - 1 - line)
        row[P_WORDS_BEFORE] = words / max(1.0, total)
        row[P_FROM_BLOCK_START] = min(50, max(-50, line - block[0]))
        row[P_FROM_BLOCK_END] = min(50, max(-50, block[1] - 1 - line))
        row[P_IN_BLOCK] = block[0] <= line < block[1]
        words += counts[line, WORDS] + 0.5 * counts[line, IDEOGRAPH]


@kernel
def _fill_rank(out: Matrix, good_of: Matrix, runs: Runs) -> None:
    """Fill what each line and the run around it are worth among all of the document."""
    n_lines = len(out)
    worth, run_lines = runs
    good = good_of.astype(np.float64)
    highest, best_run = np.max(good), np.max(worth)
    most = max(1.0, highest)
    total, above = np.sum(good), 0.0
    better = count_smaller(-good)
    for line in range(n_lines):
        row = out[line]
        row[P_BEST_RUN] = log(best_run)
        row[P_BEST_GOOD] = highest
        row[P_RUN_SHARE] = worth[line] / max(1.0, best_run)
        row[P_RUN_WORTH] = log(worth[line])
        row[P_RUN_LINES] = log(run_lines[line])
        row[P_GOOD_SHARE] = good[line] / most
        row[P_GOOD_RANK] = better[line] / n_lines
        row[P_TEXT_ABOVE] = log(above)
        above += good[line]
        row[P_TEXT_BELOW] = log(max(0.0, total - above))


@kernel
def fill_place(out: Matrix, counts: Counts, columns: Columns, runs: Runs, block: Counts) -> None:
    """Fill the columns `DOCUMENT` of one document's lines.

    `columns`: each line's good text, its share of words of debris, its copies, its function words; `runs`: worth and
    lines of the run it is in; `block`: the main block's first line and the line after its last.
    """
    _fill_measures(out, counts, columns)
    _fill_distances(out, counts, block)
    _fill_rank(out, columns[0], runs)
