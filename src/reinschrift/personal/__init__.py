"""Addresses and numbers that belong to persons: found, counted and masked in texts of any column."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from reinschrift.columns import n_chars
from reinschrift.personal.across_rows import mask_across_rows, show_parts
from reinschrift.personal.finders import KINDS
from reinschrift.personal.found import Found, find_in_texts, with_rows
from reinschrift.settings.stages import PersonalSettings
from reinschrift.text.arrays import RowNumbers
from reinschrift.text.spans import Spans, cut, splice

__all__ = ["PLACEHOLDERS", "Found", "find_in_texts", "mask_paragraphs", "mask_texts"]

PLACEHOLDERS = pa.array([kind.placeholder for kind in KINDS], pa.string())


def mask_paragraphs(texts: pa.Array, owners: RowNumbers, settings: PersonalSettings) -> tuple[pa.Array, Found]:
    """Return the paragraphs of documents with personal data masked, and all that was found: in a row or over two."""
    masked, counted = (frozenset(_kinds_to(do, settings)) for do in ("mask", "count"))
    texts, across, hidden = mask_across_rows(texts, owners, masked, counted)
    texts, within = mask_texts(texts, settings)
    texts = show_parts(texts, hidden)
    row = np.concatenate([across.row, within.row])
    order = np.argsort(row, kind="stable")
    return texts, Found(*(np.concatenate(both)[order] for both in zip(across, within, strict=True)))


def mask_texts(texts: pa.Array, settings: PersonalSettings) -> tuple[pa.Array, Found]:
    """Return the texts with personal data masked, and all that was found, by text: masked or only counted.

    A text in which something was masked is looked at again, since a number may stand out once its neighbour is
    gone; every round takes digits or an @ away, so there is a last one.
    """
    masked, counted = _kinds_to("mask", settings), _kinds_to("count", settings)
    rows, few, parts = np.arange(len(texts)), texts, []
    while len(rows):
        row, kind, spans = find_in_texts(few, frozenset(masked + counted))
        is_masked = np.isin(kind, masked)
        changed = np.unique(row[is_masked])
        is_final = is_masked | ~np.isin(row, changed)
        lengths = n_chars(cut(few, spans))
        parts.append(Found(rows[row[is_final]], kind[is_final], lengths[is_final]))
        taken = Spans(spans.starts[is_masked], spans.ends[is_masked])
        few = splice(few, taken, PLACEHOLDERS.take(pa.array(kind[is_masked]))).take(pa.array(changed))
        rows = rows[changed]
        texts = with_rows(texts, rows, few)
    joined = [np.concatenate(columns) for columns in zip(*parts, strict=True)] or [np.zeros(0, np.int64)] * 3
    order = np.argsort(joined[0], kind="stable")
    return texts, Found(*(column[order] for column in joined))


def _kinds_to(do: str, settings: PersonalSettings) -> list[int]:
    return [number for number, kind in enumerate(KINDS) if getattr(settings, kind.counted_as) == do]
