"""What people decided on duplicates: a copy that they keep stays, and so does a paragraph that comes again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from reinschrift.columns import numbers, one_chunk, set_columns
from reinschrift.decisions import Decision
from reinschrift.decisions.choose import last_of, paragraphs_named, with_decisions
from reinschrift.reasons import mark_rows
from reinschrift.settings.stages import PersonalSettings
from reinschrift.shard.decided import named_as_published, noted
from reinschrift.text.arrays import RowNumbers

_MATCHED = ("matched_document", "matched_snapshot")


def keep_copies(
    documents: pa.Table, paragraphs: pa.Table, repeats: pa.Table, decisions: Sequence[Decision],
    settings: PersonalSettings, counts: Counter[str],
) -> tuple[pa.Table, pa.Table, pa.Table]:  # fmt: skip
    """Return the documents, paragraphs and decisions on repeats of a batch as people's decisions leave them.

    `documents` have what was decided on duplicates, `repeats` are the paragraphs that were decided to be repeated.
    A kept copy has no `reason` any more; a kept paragraph is no longer among `repeats`. A document that is kept keeps
    its repeats, too, if nothing of it would be left.
    """
    named = named_as_published(documents, decisions, settings)
    documents, kept = _decide_documents(documents, decisions, named, counts)
    document = numbers(paragraphs["document"])
    rows = _rows_of(paragraphs, repeats)
    last = _last_of_repeats(paragraphs, repeats, rows, decisions, named, counts)
    n_rows = np.bincount(document, minlength=documents.num_rows)
    n_out = np.bincount(document[rows[last < 0]], minlength=documents.num_rows)
    last = np.where(last < 0, np.where(n_out >= n_rows, kept, -1)[document[rows]], last)
    _count(decisions, last[last >= 0], "kept_paragraphs", counts)
    everywhere = np.full(paragraphs.num_rows, -1, np.int64)
    everywhere[rows] = last
    overrules = np.full(paragraphs.num_rows, None, object)
    overrules[rows] = repeats["reason"].to_pylist()
    paragraphs = with_decisions(paragraphs, decisions, everywhere, pa.array(overrules, pa.string()))
    return documents, paragraphs, repeats.filter(pa.array(last < 0))


def _decide_documents(
    documents: pa.Table, decisions: Sequence[Decision], named: Sequence[RowNumbers], counts: Counter[str]
) -> tuple[pa.Table, RowNumbers]:
    """Return the documents, and for each the entry that keeps it whatever speaks against it, or -1."""
    reasons = one_chunk(documents["reason"])
    spoken, of_all = [], []
    for one, rows in zip(decisions, named, strict=True):
        mine = rows if one.is_of_documents else rows[:0]
        if one.reason is not None:
            mine = mine[numbers(pc.fill_null(pc.equal(reasons.take(pa.array(mine)), one.reason), False)).astype(bool)]  # noqa: FBT003
            noted(counts, one, "matched", len(mine))
        spoken.append(mine)
        of_all.append(mine if one.reason is None else mine[:0])
    last, general = last_of(spoken, documents.num_rows), last_of(of_all, documents.num_rows)
    keeps = np.array([*(one.is_keep for one in decisions), False], bool)
    is_out = numbers(pc.is_valid(reasons)).astype(bool)
    is_back, stays = is_out & keeps[last], is_out & (last >= 0) & ~keeps[last]
    _count(decisions, last[is_back], "kept_documents", counts)
    _count(decisions, last[stays], "dropped_documents", counts)
    overrules = pc.if_else(pa.array(is_back), reasons, None)
    documents = with_decisions(documents, decisions, np.where(is_back | stays, last, -1), overrules)
    documents = mark_rows(documents, is_back, reason=None, **dict.fromkeys(_MATCHED))
    return documents, np.where(keeps[general], general, -1)


def _rows_of(paragraphs: pa.Table, repeats: pa.Table) -> RowNumbers:
    """Return the row in `paragraphs` of each of `repeats`; both ascend by document and position."""
    keys = [numbers(table["document"]).astype(np.int64) << 32 | numbers(table["position"])
            for table in (paragraphs, repeats)]  # fmt: skip
    rows: RowNumbers = np.searchsorted(*keys).astype(np.int64)
    return rows


def _last_of_repeats(
    paragraphs: pa.Table, repeats: pa.Table, rows: RowNumbers, decisions: Sequence[Decision],
    named: Sequence[RowNumbers], counts: Counter[str],
) -> RowNumbers:  # fmt: skip
    """Return for each repeat, which is one of `rows` of the paragraphs, the entry that keeps it, or -1."""
    taken = set_columns(paragraphs.select(["document", "text"]).take(pa.array(rows)), reason=repeats["reason"])
    spoken = paragraphs_named(taken, named, decisions)
    for one, found in zip(decisions, spoken, strict=True):
        noted(counts, one, "matched", len(found) if one.paragraph is None else 0)  # by its hash it was counted before
    last = last_of(spoken, len(rows))
    keeps = np.array([*(one.is_keep for one in decisions), False], bool)
    kept: RowNumbers = np.where(keeps[last], last, -1)
    return kept


def _count(decisions: Sequence[Decision], numbers_of: RowNumbers, what: str, counts: Counter[str]) -> None:
    for number, n_rows in enumerate(np.bincount(numbers_of, minlength=len(decisions)).tolist()):
        noted(counts, decisions[number], what, n_rows)
