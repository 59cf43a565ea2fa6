"""Turn signals into reasons: the only place that decides what goes."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from reinschrift.batch import Batch
from reinschrift.columns import matching, numbers, one_chunk, set_columns
from reinschrift.reasons import mark_rows
from reinschrift.settings.stages import VerdictsSettings
from reinschrift.stages.verdicts.judge import VERDICTS, and_before, first_reasons, judge, verdicts_of
from reinschrift.stages.verdicts.stubs import find_stubs
from reinschrift.text.signs import CLOSING_SIGNS, SENTENCE_ENDS, one_of

REMNANT_SHARE, REMNANT_WORDS = 0.25, 10
"""Share of a document's lines of which more must stay, or so many words, or a sentence: else it is debris alone."""

SENTENCE = rf"\pL.*\pL.*{one_of(SENTENCE_ENDS)}{one_of(CLOSING_SIGNS)}*$"
"""What ends as a sentence does."""


def give_reasons(batch: Batch, settings: VerdictsSettings) -> Batch:
    """Add `reason`, `measured`, `threshold`, `stage` and `verdicts` to documents; a null reason: the document stays.

    `verdicts` lists every rule that speaks against the document; the first of them is its reason. A record that its
    reader could not read keeps the reader's reason, and its verdicts are null. A document with no text is `empty`, one
    of whose lines none is content, or next to none and no sentence, is `only_debris` (measured: its lines). A page that
    is an error, a wall or the like has a reason of `stubs.KINDS` (measured: its words beside). Reserved rights are
    `rights_reserved`, what a machine made is `synthetic` where it is to go. The other rules are those of
    `settings.policy`, on documents that have content.
    """
    documents = _as_wanted(batch.documents, settings)
    judged = and_before(
        _without_signals(batch, settings),
        judge(one_chunk(documents["quality"]), one_chunk(documents["language"]), settings),
    )
    unread = pc.is_valid(documents["problem"])
    verdicts = pc.if_else(unread, pa.scalar(None, VERDICTS), verdicts_of(judged))
    is_against: npt.NDArray[np.bool_] = np.any(judged.applies, axis=0)
    found = {name: column.filter(pa.array(is_against)) for name, column in first_reasons(judged).items()}
    marked = mark_rows(documents, is_against, **found)
    marked = mark_rows(marked, numbers(unread), reason=documents["problem"].drop_null(), stage="read")
    return Batch(set_columns(marked, verdicts=verdicts), batch.paragraphs)


def count_content(batch: Batch) -> npt.NDArray[np.int64]:
    """Return for each document how many of its paragraphs have no reason to go."""
    content = numbers(batch.paragraphs["document"])[numbers(pc.is_null(batch.paragraphs["reason"])).astype(bool)]
    return np.bincount(content, minlength=batch.documents.num_rows)


def judge_rights(documents: pa.Table, settings: VerdictsSettings) -> npt.NDArray[np.bool_]:
    """Return which documents go because of what may be done with them: by the register's word on their source.

    Where `remove_rights` is null, or there is no such column, the settings decide.
    """
    rights = one_chunk(documents["rights"])
    goes = numbers(pc.is_in(rights, pa.array(settings.remove_rights, pa.string()))).astype(bool)
    if "remove_rights" in documents.column_names:
        own = one_chunk(documents["remove_rights"])
        parents = pc.list_parent_indices(own)
        named = numbers(pc.equal(pc.list_flatten(own), rights.take(parents))).astype(bool)
        listed = np.bincount(numbers(parents)[named], minlength=len(own)) > 0
        goes = np.where(numbers(pc.is_valid(own)).astype(bool), listed, goes)
    return goes


def judge_synthetic(documents: pa.Table, settings: VerdictsSettings) -> npt.NDArray[np.bool_]:
    """Return which documents go because their marks say that a machine made them."""
    if settings.synthetic != "remove" or "synthetic" not in documents.column_names:
        return np.zeros(documents.num_rows, bool)
    status = pc.struct_field(one_chunk(documents["synthetic"]), "status")
    goes: npt.NDArray[np.bool_] = numbers(pc.fill_null(pc.equal(status, "synthetic"), fill_value=False)).astype(bool)
    return goes


def _as_wanted(documents: pa.Table, settings: VerdictsSettings) -> pa.Table:
    """Return documents without a word on marks of synthetic text where nothing is to be recorded of them."""
    if settings.synthetic != "keep" or "synthetic" not in documents.column_names:
        return documents
    return set_columns(documents, synthetic=pa.nulls(documents.num_rows, documents.schema.field("synthetic").type))


def _without_signals(
    batch: Batch, settings: VerdictsSettings
) -> dict[str, tuple[npt.NDArray[np.bool_], npt.NDArray[Any] | None]]:
    """Return the rules that hold under every policy."""
    n_content = count_content(batch)
    n_rows = np.bincount(numbers(batch.paragraphs["document"]), minlength=batch.documents.num_rows)
    return {
        "rights_reserved": (judge_rights(batch.documents, settings), None),
        "synthetic": (judge_synthetic(batch.documents, settings), None),
        "empty": (n_rows == 0, None),
        **find_stubs(batch),
        "only_debris": ((n_rows > 0) & ((n_content == 0) | _is_remnant(batch, n_rows)), n_rows),
    }


def _is_remnant(batch: Batch, n_rows: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
    """Return the documents of whose lines nearly all went, and in what stays is no sentence and hardly a word."""
    document = numbers(batch.paragraphs["document"])
    stays = numbers(pc.is_null(batch.paragraphs["reason"])).astype(bool)
    few = np.bincount(document[stays], minlength=len(n_rows)) <= REMNANT_SHARE * n_rows
    rows = np.flatnonzero(stays & few[document])
    texts = one_chunk(batch.paragraphs["text"]).take(pa.array(rows))
    words = numbers(pc.count_substring_regex(texts, r"\pL+")) + REMNANT_WORDS * matching(texts, SENTENCE)
    n_words = np.bincount(document[rows], words, minlength=len(n_rows))
    is_remnant: npt.NDArray[np.bool_] = few & (n_words < REMNANT_WORDS)
    return is_remnant
