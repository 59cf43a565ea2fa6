"""Which lines are debris, by the model or by a rule, and which reason each of them gets."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from reinschrift.columns import matching, numbers
from reinschrift.kinds import COMMENT, KINDS
from reinschrift.model.lexicon import CATEGORIES, debris_words
from reinschrift.reasons import reasons_of
from reinschrift.settings.stages import LinesSettings
from reinschrift.stages.lines.alone import PageRows, find_alone
from reinschrift.stages.lines.banners import find_banners
from reinschrift.stages.lines.block_reasons import is_labelled_byline, join_blocks
from reinschrift.stages.lines.characters import SENTENCE_END
from reinschrift.stages.lines.endings import CLOSING_WORDS, find_answers, find_closings, find_endings, is_paragraph
from reinschrift.stages.lines.rules import ANYWHERE, Evidence, find_titles, phrase_share
from reinschrift.stages.lines.series import find_series
from reinschrift.stages.lines.shape import LAST, NUMBERS, WORDS
from reinschrift.text.arrays import Flags

REASONS = reasons_of("lines")
"""In the order of precedence; `debris` is the last resort: the model is sure, but no kind fits."""

_BY_WORDS = tuple(name for name in REASONS if name in CATEGORIES)
"""Categories that name a reason; of equally strong ones the first."""

_OF_ENDINGS = [REASONS.index(name) for name in ("menu", "teaser", "related", "debris")]
"""Reasons of lines that may be the last paragraph: the others name what the line is by its words."""

_MENU_WORDS, _TEASER_WORDS = 4, 14
_STRONG_SHARE = 0.3
_FOREIGN_WORDS = 2
_MATCHED = np.float32(1.0)
"""What a rule that matches a form measures."""


class Verdict(NamedTuple):
    """One value a line: `reason` int8, its place in `REASONS`, -1 for content · `measured` and `threshold` float32."""

    reason: npt.NDArray[np.int8]
    measured: npt.NDArray[np.float32]
    threshold: npt.NDArray[np.float32]


class Scores(NamedTuple):
    """One value a line: the model's probability that it is content, and what it needs to stay (both float32)."""

    content: npt.NDArray[np.float32]
    least: npt.NDArray[np.float32]
    is_settled: npt.NDArray[np.bool_]
    """Whether markup decided: then no form makes a title of a line, for the markup has seen headings."""
    is_page: npt.NDArray[np.bool_]
    """Whether the line stands on a page: it was taken out of markup, or its document has sure signs of one."""
    kinds: pa.Array | None
    """What the markup says of each line, where there is any."""
    is_text: npt.NDArray[np.bool_]
    """Whether the line's document is long and has no sure signs of a page: then only `ANYWHERE` of the rules holds."""


def find_reasons(
    evidence: Evidence, scores: Scores, titles: pa.Array | None, debris: dict[str, Flags], settings: LinesSettings
) -> Verdict:
    """Return the verdict on each line, from the model's probability of content and the rules.

    `titles` has for each line the title that its record gives, or null; None if no record gives any. `debris` is what
    `find_debris` found.
    """
    content, least = scores.content, scores.least
    verdict = Verdict(np.full(len(content), -1, np.int8), content.copy(), least.copy())
    doubtful = content < least
    doubtful &= ~find_titles(evidence, ~doubtful, titles) | scores.is_settled
    by_form = np.zeros(len(content), bool)
    verdict.reason[doubtful], by_form[doubtful] = _explain(evidence, np.flatnonzero(doubtful))
    if scores.kinds is not None:
        _judge_comments(scores.kinds, settings.comments == "remove", verdict)
    if settings.rules:
        share = phrase_share(evidence)
        for reason, found in debris.items():
            here = found if reason in ANYWHERE else found & ~scores.is_text
            verdict.reason[here], by_form[here] = REASONS.index(reason), False
            by_rule = here & ~doubtful
            verdict.measured[by_rule] = np.where(share > settings.max_phrase_share, share, _MATCHED)[by_rule]
            verdict.threshold[by_rule] = settings.max_phrase_share
        certain = np.where(scores.is_text, np.float32(1), content)
        _remove_foreign(evidence, certain, verdict, settings.min_foreign_content)
        may_have_labels = scores.is_page | (scores.is_settled & ~scores.is_text)
        firsts = evidence.bounds[:-1][np.diff(evidence.bounds) > 0]
        may_have_labels[firsts] &= scores.is_page[firsts]  # the heading of a policy says what a link to it says
        may_have_banners = scores.is_page | scores.is_settled
        for find, may in ((find_alone, may_have_labels), (find_banners, may_have_banners)):
            rows = PageRows(evidence.bounds, evidence.texts, evidence.shapes.counts[:, WORDS], may, scores.kinds)
            for row, name in find(rows, verdict.reason >= 0).items():
                verdict.reason[row], verdict.measured[row], by_form[row] = REASONS.index(name), _MATCHED, False
                verdict.threshold[row] = settings.max_phrase_share
    counts = evidence.shapes.counts
    by_model = doubtful & (verdict.reason >= 0) & ~scores.is_settled
    for found in debris.values():
        by_model &= ~found
    verdict.reason[_of_the_text(evidence, content, by_model, verdict)] = -1
    join_blocks(evidence.bounds, verdict.reason, by_form, counts[:, WORDS], counts[:, LAST] != SENTENCE_END)
    return verdict


def _of_the_text(evidence: Evidence, content: npt.NDArray[np.float32], by_model: Flags, verdict: Verdict) -> Flags:
    """Return the rows that the model alone doubts, and that their place in the text speaks for."""
    bounds, texts, counts = evidence.bounds, evidence.texts, evidence.shapes.counts
    stays = verdict.reason < 0
    doubtful = by_model & np.isin(verdict.reason, [*_OF_ENDINGS, REASONS.index("date_line")])
    ends = (counts[:, LAST] == SENTENCE_END) & (counts[:, WORDS] >= CLOSING_WORDS)
    paragraphs = is_paragraph(counts)
    found = find_endings(bounds, paragraphs, content, by_model & np.isin(verdict.reason, _OF_ENDINGS), stays)
    found |= find_closings(bounds, texts, counts, paragraphs, doubtful, stays)
    found |= find_answers(bounds, texts, ends, doubtful, stays)
    found |= find_series(bounds, texts, counts, paragraphs, doubtful, stays)
    return found


def _judge_comments(kinds: pa.Array, is_removed: bool, verdict: Verdict) -> None:  # noqa: FBT001  # the setting
    """Give the lines that markup calls comments the reason `comment`, or none."""
    is_comment = numbers(pc.fill_null(pc.equal(kinds, KINDS[COMMENT]), False)).astype(bool)  # noqa: FBT003  # the value
    verdict.reason[is_comment] = REASONS.index("comment") if is_removed else -1
    verdict.measured[is_comment], verdict.threshold[is_comment] = _MATCHED, _MATCHED


def _remove_foreign(evidence: Evidence, content: npt.NDArray[np.float32], verdict: Verdict, min_content: float) -> None:
    """Remove headlines in another language that stand beside debris: a feed's news under somebody's article."""
    removed = np.concatenate([[False], verdict.reason >= 0, [False]])
    document = np.repeat(np.arange(len(evidence.bounds) - 1), np.diff(evidence.bounds))
    same = np.concatenate([[False], document[1:] == document[:-1], [False]])
    beside = (removed[:-2] & same[:-1]) | (removed[2:] & same[1:])
    counts = evidence.shapes.counts
    headline = (counts[:, LAST] != SENTENCE_END) & (counts[:, WORDS] <= 3 * _TEASER_WORDS)
    found = beside & headline & _is_foreign(evidence) & (verdict.reason < 0) & (content < min_content)
    verdict.reason[found] = REASONS.index("foreign_language")
    verdict.measured[found], verdict.threshold[found] = content[found], min_content


def _settle_bylines_and_dates(hits: npt.NDArray[np.int32], counts: npt.NDArray[np.int32], texts: pa.Array) -> None:
    """Take words of a byline for one only where the line begins so; count a date's numbers with its words."""
    byline, date = _BY_WORDS.index("byline"), _BY_WORDS.index("date_line")
    rows = np.flatnonzero(hits[:, byline])
    hits[rows[~matching(texts.take(pa.array(rows)), _byline_pattern())], byline] = 0
    hits[:, date] += np.where(hits[:, date] > 0, counts[:, NUMBERS], 0)


@cache
def _byline_pattern() -> str:
    words = "|".join(sorted(re.escape(phrase) for phrase in debris_words("byline")))
    return rf"(?i)^\W*({words})\b"


def _is_foreign(evidence: Evidence) -> npt.NDArray[np.bool_]:
    """Say which lines have function words of another language than the document's, and hardly any of its own."""
    own, other = evidence.context.own, evidence.context.other
    foreign: npt.NDArray[np.bool_] = (other > _FOREIGN_WORDS) & (own.astype(np.int32) * 3 < other)
    return foreign


def _explain(evidence: Evidence, rows: npt.NDArray[np.int64]) -> tuple[npt.NDArray[np.int8], Flags]:
    """Return the reason of lines that the model takes for debris, by their words, else by their form; and which so."""
    counts, matches, context = evidence.shapes.counts[rows], evidence.matches, evidence.context
    words = np.maximum(1, counts[:, WORDS])
    hits = matches.hits[rows][:, [CATEGORIES.index(name) for name in _BY_WORDS]].astype(np.int32)
    _settle_bylines_and_dates(hits, counts, evidence.texts.take(pa.array(rows)))
    strongest = hits.max(axis=1)
    by_words = np.array([REASONS.index(name) for name in _BY_WORDS], np.int8)[hits.argmax(axis=1)]
    texts = evidence.texts.take(pa.array(rows))
    bylines = words <= _TEASER_WORDS
    bylines[bylines] = is_labelled_byline(texts.filter(pa.array(bylines)))
    foreign = _is_foreign(evidence)[rows]
    repeated = (context.order[rows] > 0) & (context.good[rows] > 0)
    unended = counts[:, LAST] != SENTENCE_END
    conditions = [
        repeated,
        bylines,
        (strongest > 0) & (strongest >= _STRONG_SHARE * words),
        foreign,
        (words <= _MENU_WORDS) & unended,
        (strongest > 1) & (words <= 3 * _TEASER_WORDS),
        (words <= _TEASER_WORDS) & unended,
        words <= 3 * _TEASER_WORDS,
    ]
    names = ["repeats_content", "byline", None, "foreign_language", "menu", None, "related", "teaser"]
    reasons = [by_words if name is None else np.int8(REASONS.index(name)) for name in names]
    has_words = [True, True, True, True, False, True, False, False]
    return np.select(conditions, reasons, np.int8(REASONS.index("debris"))), ~np.select(
        conditions, has_words, default=False
    )
