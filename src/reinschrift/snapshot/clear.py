"""Documents and paragraphs that hold an item of a held-out set are marked, and the item is named."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from reinschrift.columns import numbers, one_chunk, set_columns
from reinschrift.held_out.entries import HeldOutSet, items_of
from reinschrift.held_out.find import Found, HeldOut, find_every, least_of, paragraphs_with
from reinschrift.reasons import MARKS, mark_rows
from reinschrift.shard.separate import join_paragraphs
from reinschrift.snapshot.carry_out import MATCHED

STAGE = REASON = "held_out"
_FIELDS = {
    "document": pa.int32(), "position": pa.int32(), **MARKS, **dict.fromkeys(MATCHED, pa.string()),
}  # fmt: skip


def mark_held_out(documents: pa.Table, paragraphs: pa.Table, sets: Sequence[HeldOutSet]) -> tuple[pa.Table, pa.Table]:
    """Return documents with those marked that go, and a row for each paragraph that goes, ascending.

    Args:
        documents: those of a batch; such as have a reason already are not looked at.
        paragraphs: their paragraphs as they are to be published, by `document`.
        sets: what is looked for. Of several sets the first that holds for a document decides.
    """
    document, texts = numbers(paragraphs["document"]), one_chunk(paragraphs["text"])
    stays = numbers(pc.is_null(documents["reason"])).astype(bool)
    joined = join_paragraphs(document, texts, documents.num_rows).texts if sets else texts  # most runs have none
    names: list[str | None] = [None] * documents.num_rows
    removed: dict[int, tuple[str, int, int]] = {}
    rows: list[dict[str, Any]] = []
    for one in sets:
        items = items_of(one)
        for row, found in _by_document(joined, items).items():
            if not stays[row] or row in removed:
                continue
            most = max(found, key=lambda each: each.covered)
            if one.remove == "document":
                removed[row] = (_name_of(one, items, most.item), most.covered, least_of(items, most.item))
            elif one.remove == "paragraph":
                rows += _paragraphs(paragraphs, document, row, one, items, found)
            else:
                names[row] = names[row] or _name_of(one, items, most.item)
    documents = _with_removed(set_columns(documents, held_out=pa.array(names, pa.string())), removed)
    return documents, _in_order(rows, removed)


def _by_document(texts: pa.Array, items: HeldOut) -> dict[int, list[Found]]:
    found: dict[int, list[Found]] = {}
    for one in find_every(texts, items):
        found.setdefault(one.row, []).append(one)
    return found


def _paragraphs(
    paragraphs: pa.Table, document: npt.NDArray[np.int32], row: int, one: HeldOutSet, items: HeldOut,
    found: Sequence[Found],
) -> list[dict[str, Any]]:  # fmt: skip
    first, end = np.searchsorted(document, [row, row + 1])
    covered = {each.item: each.covered for each in found}
    part = paragraphs.slice(first, end - first)
    held, positions = paragraphs_with(one_chunk(part["text"]), items, covered), numbers(part["position"])
    return [
        {
            "document": row, "position": int(positions[at]), "reason": REASON, "stage": STAGE,
            "measured": float(covered[item]), "threshold": float(least_of(items, item)),
            "matched_item": _name_of(one, items, item),
        }
        for at, item in enumerate(held.tolist()) if item >= 0
    ]  # fmt: skip


def _with_removed(documents: pa.Table, removed: dict[int, tuple[str, int, int]]) -> pa.Table:
    is_removed = np.isin(np.arange(documents.num_rows), [*removed])
    marks = [removed[row] for row in sorted(removed)]
    return mark_rows(
        documents, is_removed, reason=REASON, stage=STAGE, measured=[measured for _, measured, _ in marks],
        threshold=[threshold for *_, threshold in marks],
        matched_item=pa.array([name for name, *_ in marks], pa.string()),
    )  # fmt: skip


def _in_order(rows: Sequence[dict[str, Any]], removed: dict[int, tuple[str, int, int]]) -> pa.Table:
    """Return the rows of paragraphs of documents that stay, each paragraph once."""
    first: dict[tuple[int, int], dict[str, Any]] = {}
    for row in rows:
        if row["document"] not in removed:
            first.setdefault((row["document"], row["position"]), row)
    return pa.Table.from_pylist([first[key] for key in sorted(first)], schema=pa.schema(list(_FIELDS.items())))


def _name_of(one: HeldOutSet, items: HeldOut, item: int) -> str:
    return f"{one.name}:{items.names[item]}"
