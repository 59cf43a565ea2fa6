"""Turn signals into reasons: the only place that decides what goes."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from reinschrift.batch import Batch
from reinschrift.columns import numbers, one_chunk, set_columns
from reinschrift.settings.stages import VerdictsSettings
from reinschrift.stages.verdicts.judge import VERDICTS, Judged, and_before, judge, verdicts_of

STAGES_OF_RULES = {"rights_reserved": "rights"}
"""The stage that is named for a rule; the others are of `verdicts`."""


def give_reasons(batch: Batch, settings: VerdictsSettings) -> Batch:
    """Add `reason`, `measured`, `threshold`, `stage` and `verdicts` to documents; a null reason: the document stays.

    `verdicts` lists every rule that speaks against the document; the first of them is its reason. A record that its
    reader could not read keeps the reader's reason, and its verdicts are null. A document with no text is `empty`, one
    of whose lines none is content is `only_debris` (measured: its lines). Reserved rights are `rights_reserved`. The
    other rules are those of `settings.policy`, on documents that have content.
    """
    documents = batch.documents
    judged = and_before(
        _without_signals(batch, settings),
        judge(one_chunk(documents["quality"]), one_chunk(documents["language"]), settings),
    )
    unread = pc.is_valid(documents["problem"])
    verdicts = pc.if_else(unread, pa.scalar(None, VERDICTS), verdicts_of(judged))
    columns = _first(judged)
    columns["reason"] = pc.if_else(unread, documents["problem"], columns["reason"])
    columns["stage"] = pc.if_else(unread, "read", columns["stage"])
    for name in ("measured", "threshold"):
        columns[name] = pc.if_else(unread, pa.scalar(None, pa.float32()), columns[name])
    return Batch(set_columns(documents, **columns, verdicts=verdicts), batch.paragraphs)


def count_content(batch: Batch) -> npt.NDArray[np.int64]:
    """Return for each document how many of its paragraphs have no reason to go."""
    content = numbers(batch.paragraphs["document"])[numbers(pc.is_null(batch.paragraphs["reason"])).astype(bool)]
    return np.bincount(content, minlength=batch.documents.num_rows)


def _without_signals(
    batch: Batch, settings: VerdictsSettings
) -> dict[str, tuple[npt.NDArray[np.bool_], npt.NDArray[np.int64] | None]]:
    """Return the rules that hold under every policy."""
    n_content = count_content(batch)
    n_rows = np.bincount(numbers(batch.paragraphs["document"]), minlength=batch.documents.num_rows)
    reserved = pc.is_in(batch.documents["rights"], pa.array(settings.remove_rights, pa.string()))
    return {
        "rights_reserved": (numbers(reserved).astype(bool), None),
        "empty": (n_rows == 0, None),
        "only_debris": ((n_rows > 0) & (n_content == 0), n_rows),
    }


def _first(judged: Judged) -> dict[str, pa.Array]:
    """Return reason, stage, measured and threshold of the first rule against each document, or nulls."""
    stays = ~judged.applies.any(axis=0)
    first = np.argmax(judged.applies, axis=0)
    at = np.arange(len(first))
    names = pa.array(judged.names, pa.string())
    stages = pa.array([STAGES_OF_RULES.get(name, "verdicts") for name in judged.names], pa.string())
    measured, threshold = judged.measured[first, at], judged.threshold[first, at]
    return {
        "reason": names.take(pa.array(first, mask=stays)),
        "stage": stages.take(pa.array(first, mask=stays)),
        "measured": pa.array(measured, pa.float32(), mask=stays | np.isnan(measured)),
        "threshold": pa.array(threshold, pa.float32(), mask=stays | np.isnan(threshold)),
    }
