"""Which lines are debris, by the model or by a rule, and which reason each of them gets."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from reinschrift.settings.stages import LinesSettings
from reinschrift.stages.lines.characters import SENTENCE_END
from reinschrift.stages.lines.lexicon import CATEGORIES
from reinschrift.stages.lines.rules import Evidence, find_debris, phrase_share
from reinschrift.stages.lines.shape import LAST, WORDS

REASONS = (
    "debris",
    "menu",
    "promotion",
    "teaser",
    "comment_form",
    "related",
    "cookie_notice",
    "share_bar",
    "feed_tag",
    "caption",
    "date_line",
    "byline",
    "legal",
    "foreign_language",
    "repeats_content",
)
"""`debris` is the last resort: the model is sure, but no kind fits."""

_BY_WORDS = (
    "cookie_notice", "comment_form", "share_bar", "legal", "promotion", "related", "teaser", "caption", "byline",
    "date_line", "menu",
)  # fmt: skip
"""Categories that name a reason; of equally strong ones the first."""

_MENU_WORDS, _TEASER_WORDS = 4, 14
_STRONG_SHARE = 0.3
_FOREIGN_WORDS = 2


class Verdict(NamedTuple):
    """One value a line: `reason` int8, its place in `REASONS`, -1 for content · `measured` and `threshold` float32."""

    reason: npt.NDArray[np.int8]
    measured: npt.NDArray[np.float32]
    threshold: npt.NDArray[np.float32]


def find_reasons(evidence: Evidence, content: npt.NDArray[np.float32], settings: LinesSettings) -> Verdict:
    """Return the verdict on each line, from the model's probability of content and the rules."""
    verdict = Verdict(
        np.full(len(content), -1, np.int8), content.copy(), np.full(len(content), settings.min_content, np.float32)
    )
    doubtful = content < settings.min_content
    verdict.reason[doubtful] = _explain(evidence, np.flatnonzero(doubtful))
    if settings.rules:
        share = phrase_share(evidence)
        for reason, found in find_debris(evidence, settings.max_phrase_share).items():
            verdict.reason[found] = REASONS.index(reason)
            by_rule = found & ~doubtful
            verdict.measured[by_rule] = np.maximum(share[by_rule], settings.max_phrase_share)
            verdict.threshold[by_rule] = settings.max_phrase_share
    return verdict


def _explain(evidence: Evidence, rows: npt.NDArray[np.int64]) -> npt.NDArray[np.int8]:
    """Return the reason of lines that the model takes for debris: by their words, else by their form."""
    counts, matches, context = evidence.shapes.counts[rows], evidence.matches, evidence.context
    words = np.maximum(1, counts[:, WORDS])
    hits = matches.hits[rows][:, [CATEGORIES.index(name) for name in _BY_WORDS]]
    strongest = hits.max(axis=1)
    by_words = np.array([REASONS.index(name) for name in _BY_WORDS], np.int8)[hits.argmax(axis=1)]
    foreign = (context.other[rows] > _FOREIGN_WORDS) & (context.own[rows] * 3 < context.other[rows])
    repeated = (context.order[rows] > 0) & (context.good[rows] > 0)
    unended = counts[:, LAST] != SENTENCE_END
    return np.select(
        [
            repeated,
            (strongest > 0) & (strongest >= _STRONG_SHARE * words),
            foreign,
            (words <= _MENU_WORDS) & unended,
            (strongest > 1) & (words <= 3 * _TEASER_WORDS),
            (words <= _TEASER_WORDS) & unended,
            words <= 3 * _TEASER_WORDS,
        ],
        [
            np.int8(REASONS.index("repeats_content")),
            by_words,
            np.int8(REASONS.index("foreign_language")),
            np.int8(REASONS.index("menu")),
            by_words,
            np.int8(REASONS.index("related")),
            np.int8(REASONS.index("teaser")),
        ],
        np.int8(REASONS.index("debris")),
    )
