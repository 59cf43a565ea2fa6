"""What the first pass over a document says of each line's surroundings: the features of the second pass."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from reinschrift.model.trees import Matrix
from reinschrift.stages.lines.segments import find_runs
from reinschrift.text.arrays import Sums
from reinschrift.text.kernel import kernel
from reinschrift.text.order import count_smaller

BESIDE = (-1, 1, -2, 2, -3, 3)
SPANS = (3, 8, 20)
WORD_SPAN = 5
SURROUNDINGS = (
    "score", *(f"score{step:+d}" for step in BESIDE),
    *(f"score_mean{sign}{span}" for span in SPANS for sign in "-+"),
    "word_score-", "word_score+", "content_above", "content_below",
    "content_words", "content_share", "score_mean", "score_max", "score_rank", "content_line_words",
    "firm_above", "firm_below", "from_run_start", "from_run_end", "in_run", "best_run", "run_share", "run_worth",
)  # fmt: skip
"""Scores of the lines beside, their means over spans (of `WORD_SPAN` lines: weighted by words), the probable words of
content above, below, in all; the document's mean and highest score; how many lines score lower; how far firm content
is on either side; the document's best run of probable content, and the one around the line."""

DOUBT = 0.4
"""A line whose score is below this counts against the run it stands in."""

CAP_WORDS = 40
"""Words beyond these make a line no weightier in its run."""

FIRM = 0.7
"""From this score on a line is firm content."""

FAR = 50
S_SCORE, S_BESIDE = range(2)
S_MEANS = S_BESIDE + len(BESIDE)
(
    S_WORD_BEFORE, S_WORD_AFTER, S_CONTENT_ABOVE, S_CONTENT_BELOW, S_CONTENT_WORDS, S_CONTENT_SHARE, S_SCORE_MEAN,
    S_SCORE_MAX, S_SCORE_RANK, S_CONTENT_LINE_WORDS, S_FIRM_ABOVE, S_FIRM_BELOW, S_FROM_RUN_START, S_FROM_RUN_END,
    S_IN_RUN, S_BEST_RUN, S_RUN_SHARE, S_RUN_WORTH,
) = range(S_MEANS + 2 * len(SPANS), len(SURROUNDINGS))  # fmt: skip
_BESIDE = np.array(BESIDE, np.int64)
_SPANS = np.array(SPANS, np.int64)


@kernel
def _sums(values: Matrix | Sums) -> Sums:
    """Return the running sums of a column, 0 first."""
    sums = np.zeros(len(values) + 1, np.float64)
    for at in range(len(values)):
        sums[at + 1] = sums[at] + values[at]
    return sums


@kernel
def _fill_beside(scores: Matrix, out: Matrix) -> None:
    """Fill the line's score, those beside it (-1 beyond the document's ends) and their means; fewer count as zeros."""
    n = len(scores)
    sums = _sums(scores)
    for line in range(n):
        row = out[line]
        row[S_SCORE] = scores[line]
        for at in range(len(_BESIDE)):
            there = line + _BESIDE[at]
            row[S_BESIDE + at] = scores[there] if 0 <= there < n else -1.0
        for at in range(len(_SPANS)):
            low, high = max(0, line - _SPANS[at]), min(n, line + 1 + _SPANS[at])
            row[S_MEANS + 2 * at] = (sums[line] - sums[low]) / _SPANS[at]
            row[S_MEANS + 2 * at + 1] = (sums[high] - sums[line + 1]) / _SPANS[at]


@kernel
def _fill_whole(scores: Matrix, words: Sums, out: Matrix) -> None:
    """Fill what the document holds: how much probable content, in words, above, below and in all."""
    n = len(scores)
    content, total = _sums(scores * words), _sums(words)
    ranks = count_smaller(scores.astype(np.float64))
    expected, highest = np.sum(scores), np.max(scores)
    for line in range(n):
        row = out[line]
        low, high = max(0, line - WORD_SPAN), min(n, line + 1 + WORD_SPAN)
        row[S_WORD_BEFORE] = (content[line] - content[low]) / max(1.0, total[line] - total[low])
        row[S_WORD_AFTER] = (content[high] - content[line + 1]) / max(1.0, total[high] - total[line + 1])
        row[S_CONTENT_ABOVE] = np.log2(1.0 + content[line])
        row[S_CONTENT_BELOW] = np.log2(1.0 + content[n] - content[line + 1])
        row[S_CONTENT_WORDS] = np.log2(1.0 + content[n])
        row[S_CONTENT_SHARE] = content[n] / total[n]
        row[S_SCORE_MEAN] = expected / n
        row[S_SCORE_MAX] = highest
        row[S_SCORE_RANK] = ranks[line] / n
        row[S_CONTENT_LINE_WORDS] = np.log2(1.0 + content[n] / max(0.1, expected))


@kernel
def _fill_firm(scores: Matrix, out: Matrix) -> None:
    """Fill how many lines away the nearest firm content is on either side."""
    n = len(scores)
    above, below = 1000, 1000
    for line in range(n):
        above = min(above + 1, 1000)
        out[line, S_FIRM_ABOVE] = np.log2(1.0 + above)
        above = 0 if scores[line] > FIRM else above
    for line in range(n - 1, -1, -1):
        below = min(below + 1, 1000)
        out[line, S_FIRM_BELOW] = np.log2(1.0 + below)
        below = 0 if scores[line] > FIRM else below


@kernel
def _fill_runs(scores: Matrix, words: Sums, out: Matrix) -> None:
    """Fill where the line stands to the best run of probable content, and what its own run is worth."""
    runs = find_runs((scores - np.float64(DOUBT)) * np.minimum(words, CAP_WORDS))
    for line in range(len(scores)):
        row = out[line]
        row[S_FROM_RUN_START] = min(FAR, max(-FAR, line - runs.start))
        row[S_FROM_RUN_END] = min(FAR, max(-FAR, runs.end - 1 - line))
        row[S_IN_RUN] = runs.start <= line < runs.end
        row[S_BEST_RUN] = np.log2(1.0 + runs.best)
        row[S_RUN_SHARE] = runs.worth[line] / max(1.0, runs.best)
        row[S_RUN_WORTH] = np.log2(1.0 + runs.worth[line])


@kernel
def fill_surroundings(bounds: npt.NDArray[np.int64], words: Sums, scores: Matrix, out: Matrix) -> None:
    """Fill the features of the second pass (float32, lines x `SURROUNDINGS`) from the scores of the first.

    `words` float64: the words of each line, ideographs counted by twos, at least 1. The lines of document i are
    `bounds[i]` to `bounds[i + 1]`.
    """
    for number in range(len(bounds) - 1):
        a, b = bounds[number], bounds[number + 1]
        if a == b:
            continue
        _fill_beside(scores[a:b], out[a:b])
        _fill_whole(scores[a:b], words[a:b], out[a:b])
        _fill_firm(scores[a:b], out[a:b])
        _fill_runs(scores[a:b], words[a:b], out[a:b])
