"""What people decided on records of a shard: rows that stages took out are put back, others are taken out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from reinschrift.batch import Batch
from reinschrift.columns import numbers, one_chunk, set_columns
from reinschrift.decisions import DROPPED, STAGE, Decision
from reinschrift.decisions.choose import documents_named, last_of, paragraphs_named, with_decisions
from reinschrift.personal import mask_texts
from reinschrift.reasons import final_reasons, mark_rows
from reinschrift.settings.stages import PersonalSettings, StagesSettings
from reinschrift.shard.mask_fields import ADDRESS, mask_address, mask_addresses
from reinschrift.stages import Stage, refine
from reinschrift.text.arrays import RowNumbers

LANGUAGE = "language"
"""The stage before which rows are put back, so that their language is found; its own reasons are met after it."""
ONLY_DEBRIS = "only_debris"


def refine_decided(
    batch: Batch, settings: StagesSettings, decisions: Sequence[Decision], counts: Counter[str],
    stages: tuple[Stage, ...],
) -> Batch:  # fmt: skip
    """Take a batch through stages, as `stages.refine`, with what people decided on its rows.

    Rows are put back or taken out once the stages that judge lines and paragraphs are done. Adds the column `decision`
    to `paragraphs`. `counts` counts by entry and what it did, see `noted`.
    """
    at = next(number for number, stage in enumerate(stages) if stage.name == LANGUAGE)
    documents, paragraphs = refine(batch, settings, stages[:at])
    named = named_as_published(documents, decisions, settings.personal)
    paragraphs = _decide_rows(documents, paragraphs, decisions, named, settings.personal, counts)
    documents, paragraphs = refine(Batch(documents, paragraphs), settings, stages[at : at + 1])
    paragraphs = _put_back_foreign(paragraphs, decisions, named, settings.personal, counts)
    return refine(Batch(documents, paragraphs), settings, stages[at + 1 :])


def speaks_of_rows(batch: Batch, decisions: Sequence[Decision], settings: PersonalSettings) -> bool:
    """Say whether an entry may change rows of a measured batch on which nobody has decided yet.

    It speaks of a row, or it keeps a document of which every row is out.
    """
    documents, paragraphs = batch
    named = named_as_published(documents, decisions, settings)
    is_out = numbers(pc.is_valid(paragraphs["reason"])).astype(bool)
    of_document = _of_emptied(documents, paragraphs, decisions, named, is_out)
    spoken = paragraphs_named(paragraphs, named, decisions)  # what is measured has the texts that are published
    return bool((of_document >= 0).any()) or any(len(rows) for rows in spoken)


def with_no_decision(paragraphs: pa.Table, decisions: Sequence[Decision]) -> pa.Table:
    """Return rows on which nobody decided anything as those are that entries were held against."""
    if not decisions:
        return paragraphs
    nothing = pa.nulls(paragraphs.num_rows, pa.string())
    return with_decisions(paragraphs, decisions, np.full(paragraphs.num_rows, -1, np.int64), nothing)


def named_as_published(
    documents: pa.Table, decisions: Sequence[Decision], settings: PersonalSettings
) -> list[RowNumbers]:
    """Return the rows of documents that each entry names; addresses count as published, where persons are masked."""
    if not any(one.is_url for one in decisions):
        return documents_named(documents, decisions)
    entries = [replace(one, document=mask_address(one.document or "", settings)) if one.is_url else one
               for one in decisions]  # fmt: skip
    masked = mask_addresses(one_chunk(documents[ADDRESS]), settings)
    return documents_named(set_columns(documents, **{ADDRESS: masked}), entries)


def noted(counts: Counter[str], decision: Decision, what: str, n_rows: int) -> None:
    """Count for an entry the rows that it speaks of (`matched`), kept or dropped, e.g. `kept_paragraphs`."""
    if n_rows:
        counts[f"{decision.key}:{what}"] += n_rows


def _is_keep(decisions: Sequence[Decision], last: RowNumbers) -> npt.NDArray[np.bool_]:
    keeps = np.array([*(one.is_keep for one in decisions), False], bool)
    found: npt.NDArray[np.bool_] = keeps[last]  # -1 is nobody's
    return found


def _decide_rows(
    documents: pa.Table, paragraphs: pa.Table, decisions: Sequence[Decision], named: Sequence[RowNumbers],
    settings: PersonalSettings, counts: Counter[str],
) -> pa.Table:  # fmt: skip
    """Put back and take out rows; of a document that is kept and has nothing but debris, put back all."""
    spoken = paragraphs_named(_as_published(paragraphs, decisions, settings), named, decisions)
    for one, rows in zip(decisions, spoken, strict=True):
        noted(counts, one, "matched", len(rows))
    last = last_of(spoken, paragraphs.num_rows)
    is_out = numbers(pc.is_valid(paragraphs["reason"])).astype(bool)
    keeps = _is_keep(decisions, last)
    is_dropped = ~is_out & (last >= 0) & ~keeps
    of_document = _of_emptied(documents, paragraphs, decisions, named, (is_out & ~keeps) | is_dropped)
    is_back = is_out & (keeps | ((last < 0) & (of_document >= 0)))
    last = np.where(is_back & (last < 0), of_document, last)
    stays = is_out & ~is_back & _by_rule(decisions, last)
    return _mark(paragraphs, decisions, last, (is_back, is_dropped, stays), counts)


def _of_emptied(
    documents: pa.Table, paragraphs: pa.Table, decisions: Sequence[Decision], named: Sequence[RowNumbers],
    is_out: npt.NDArray[np.bool_],
) -> RowNumbers:  # fmt: skip
    """Return for each row the entry that keeps its document, of which every row would be out; -1 for all others."""
    wanted = [rows if one.is_of_documents and one.reason in (None, ONLY_DEBRIS) else rows[:0]
              for one, rows in zip(decisions, named, strict=True)]  # fmt: skip
    last = last_of(wanted, documents.num_rows)
    document = numbers(paragraphs["document"])
    n_in = np.bincount(document[~is_out], minlength=documents.num_rows)
    kept: RowNumbers = np.where((n_in == 0) & _is_keep(decisions, last), last, -1)[document]
    return kept


def _by_rule(decisions: Sequence[Decision], last: RowNumbers) -> npt.NDArray[np.bool_]:
    """Say of each row whether an entry says that what a rule removes stays out: the exception to a wider `keep`."""
    drops = np.array([*(not one.is_keep and one.reason is not None for one in decisions), False], bool)
    found: npt.NDArray[np.bool_] = drops[last]
    return found


def _mark(
    paragraphs: pa.Table, decisions: Sequence[Decision], last: RowNumbers, masks: Sequence[npt.NDArray[np.bool_]],
    counts: Counter[str],
) -> pa.Table:  # fmt: skip
    """Give rows their new reasons and the decisions on them: those put back, taken out, and left out by an entry."""
    is_back, is_dropped, stays = masks
    overrules = pc.if_else(pa.array(is_back), one_chunk(paragraphs["reason"]), None)
    changed = is_back | is_dropped | stays
    paragraphs = with_decisions(paragraphs, decisions, np.where(changed, last, -1), overrules)
    paragraphs = mark_rows(paragraphs, is_back, reason=None)
    paragraphs = mark_rows(paragraphs, is_dropped, reason=DROPPED, stage=STAGE)
    for what, mask in (("kept_paragraphs", is_back), ("dropped_paragraphs", is_dropped | stays)):
        for number, n_rows in enumerate(np.bincount(last[mask], minlength=len(decisions)).tolist()):
            noted(counts, decisions[number], what, n_rows)
    kind = one_chunk(paragraphs["kind"])
    kind = pc.if_else(pa.array(is_back), pc.fill_null(kind, "paragraph"), kind)
    return set_columns(paragraphs, kind=pc.if_else(pa.array(is_dropped), pa.scalar(None, pa.string()), kind))


def _as_published(paragraphs: pa.Table, decisions: Sequence[Decision], settings: PersonalSettings) -> pa.Table:
    """Return the rows with the texts by which entries know them: personal data is masked later."""
    if not any(one.paragraph for one in decisions):
        return paragraphs
    return set_columns(paragraphs, text=mask_texts(one_chunk(paragraphs["text"]), settings)[0])


def _put_back_foreign(
    paragraphs: pa.Table, decisions: Sequence[Decision], named: Sequence[RowNumbers], settings: PersonalSettings,
    counts: Counter[str],
) -> pa.Table:  # fmt: skip
    """Put back rows that the stage of languages took out; only these are looked at."""
    is_foreign = numbers(pc.fill_null(pc.equal(paragraphs["stage"], LANGUAGE), False)).astype(bool)  # noqa: FBT003
    rows = np.flatnonzero(is_foreign)
    if not len(rows):
        return paragraphs
    few = _as_published(paragraphs.take(pa.array(rows)), decisions, settings)
    spoken = [rows[found] for found in paragraphs_named(few, named, decisions)]
    for one, found in zip(decisions, spoken, strict=True):
        noted(counts, one, "matched", len(found) if one.reason else 0)  # by its hash it was counted before
    was_back = is_foreign & numbers(pc.is_valid(paragraphs["decision"])).astype(bool)  # by the rule that took it first
    paragraphs = mark_rows(paragraphs, was_back, reason=None)
    last = np.where(was_back, -1, last_of(spoken, paragraphs.num_rows))
    is_back = _is_keep(decisions, last)
    nothing = np.zeros(len(last), bool)
    return _mark(paragraphs, decisions, last, (is_back, nothing, is_foreign & _by_rule(decisions, last)), counts)


def decide_documents(
    batch: Batch, decisions: Sequence[Decision], settings: PersonalSettings, counts: Counter[str]
) -> Batch:
    """Return a judged batch with its documents' verdicts overruled, or with the reason `dropped`.

    Adds the column `decision` to `documents`. `counts` counts by entry and what it did, see `noted`.
    """
    documents = batch.documents
    named = named_as_published(documents, decisions, settings)
    speaking = _speaking(documents, decisions, named, counts)
    has_content = np.bincount(
        numbers(batch.paragraphs["document"])[numbers(pc.is_null(batch.paragraphs["reason"])).astype(bool)],
        minlength=documents.num_rows,
    )
    last = np.full(documents.num_rows, -1, np.int64)
    overrules: list[str | None] = [None] * documents.num_rows
    marks: dict[int, Mapping[str, Any]] = {}
    names = ("reason", "stage", "verdicts")
    rows = sorted(speaking)
    for row, found in zip(rows, documents.select(names).take(pa.array(rows, pa.int64())).to_pylist(), strict=True):
        if found["reason"] is not None and (not has_content[row] or found["reason"] in final_reasons()):
            continue
        last[row], mark = judged(found, speaking[row], decisions)
        if mark is not found:
            marks[row] = mark
            overrules[row] = found["reason"] if mark["reason"] is None else None
        if last[row] >= 0:
            noted(counts, decisions[last[row]], f"{'dropped' if mark['reason'] else 'kept'}_documents", 1)
    documents = with_decisions(documents, decisions, last, pa.array(overrules, pa.string()))
    is_new = np.zeros(documents.num_rows, bool)
    is_new[list(marks)] = True
    in_order = [marks[row] for row in sorted(marks)]
    values = {name: [mark.get(name) for mark in in_order] for name in ("reason", "stage", "measured", "threshold")}
    return Batch(mark_rows(documents, is_new, **values), batch.paragraphs)


def _speaking(
    documents: pa.Table, decisions: Sequence[Decision], named: Sequence[RowNumbers], counts: Counter[str]
) -> dict[int, list[int]]:
    """Return the numbers of the entries that speak of each document, where there are any, in the file's order."""
    verdicts = one_chunk(documents["verdicts"])
    rules = pc.list_flatten(verdicts).field("rule")
    owners = numbers(pc.list_parent_indices(verdicts))
    speaking: dict[int, list[int]] = {}
    for number, (one, named_rows) in enumerate(zip(decisions, named, strict=True)):
        if not one.is_of_documents:
            continue
        rows = named_rows
        if one.reason is not None:
            rows = np.intersect1d(rows, owners[numbers(pc.equal(rules, one.reason)).astype(bool)])
        noted(counts, one, "matched", len(rows))
        for row in rows.tolist():
            speaking.setdefault(row, []).append(number)
    return speaking


def judged(
    found: Mapping[str, Any], speaking: Sequence[int], decisions: Sequence[Decision]
) -> tuple[int, Mapping[str, Any]]:
    """Return the entry that settles what becomes of a document, -1 if none does, and its marks after that.

    Each rule against the document is met by the last entry that speaks of it. The first one that no `keep` overrules
    is the reason. `found` is returned itself where nothing changes.
    """
    if found["reason"] is None:
        of_all = [number for number in speaking if decisions[number].reason is None]
        if of_all and not decisions[of_all[-1]].is_keep:
            return of_all[-1], {"reason": DROPPED, "stage": STAGE}
        return -1, found
    first = -1
    for verdict in found["verdicts"]:
        on_rule = [number for number in speaking if decisions[number].reason in (None, verdict["rule"])]
        if not on_rule or verdict["rule"] in final_reasons():
            mark = {"stage": found["stage"], **verdict, "reason": verdict["rule"]}
            return -1, found if verdict["rule"] == found["reason"] else mark
        if not decisions[on_rule[-1]].is_keep:
            mark = {"stage": found["stage"], **verdict, "reason": verdict["rule"]}
            return on_rule[-1], found if verdict["rule"] == found["reason"] else mark
        first = on_rule[-1] if first < 0 else first
    return first, dict.fromkeys(("reason", "stage", "measured", "threshold")) if first >= 0 else found
