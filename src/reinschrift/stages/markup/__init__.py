"""The stage `markup`: what is left of HTML in plain text is read (entities) or taken out (tags, attributes)."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from reinschrift.batch import Batch
from reinschrift.columns import one_chunk, set_columns
from reinschrift.settings.stages import MarkupSettings
from reinschrift.stages.markup import attributes, entities, screen, tags
from reinschrift.stages.rows.repairs import add_counts
from reinschrift.text import repair

KINDS = ("entities", "tags", "attributes")
"""What is counted for each document: each one a number of matches."""

_MAX_ROUNDS = 8
"""An entity may hide a tag, a tag an attribute, and any of them mojibake; two rounds are usual."""


def remove_markup(batch: Batch, settings: MarkupSettings) -> Batch:
    """Replace `documents.text` by the text without left-over markup; add what was done to `documents.repairs`.

    Doing it twice changes nothing more. Text that a reader took out of markup stays as it is: a tag in it was written
    to be read.
    """
    texts = one_chunk(batch.documents["text"])
    if (
        "blocks" in batch.documents.column_names
        and (parsed := pc.is_valid(one_chunk(batch.documents["blocks"]))).true_count
    ):
        others, counts = unmarked(pc.if_else(parsed, "", texts), settings)
        text = pc.if_else(parsed, texts, others)
    else:
        text, counts = unmarked(texts, settings)
    documents = set_columns(batch.documents, text=text)
    return batch._replace(documents=add_counts(documents, counts))


def unmarked(texts: pa.Array, settings: MarkupSettings) -> tuple[pa.Array, dict[str, npt.NDArray[np.int32]]]:
    """Return the texts without left-over markup and, by kind, how many repairs each text needed.

    Characters that entities set free are repaired too and counted with the kinds of the stage `encoding`.
    """
    totals = {kind: np.zeros(len(texts), np.int32) for kind in (*repair.KINDS, *KINDS)}
    rows = np.arange(len(texts))
    for _ in range(_MAX_ROUNDS):
        few = texts if len(rows) == len(texts) else texts.take(pa.array(rows))
        suspects = _suspects(few, settings)
        rows = rows[suspects]
        if not len(rows):
            break
        few, counts = _once(few.take(pa.array(suspects)), settings)
        changed = np.add.reduce([counts[kind] for kind in KINDS]) > 0
        rows, few = rows[changed], few.filter(pa.array(changed))
        few, freed = repair.repaired(few, settings.characters)
        for kind in KINDS:
            totals[kind][rows] += counts[kind][changed]
        for kind in repair.KINDS:
            totals[kind][rows] += freed[kind]
        texts = _replaced(texts, rows, few)
    return texts, totals


def _suspects(texts: pa.Array, settings: MarkupSettings) -> npt.NDArray[np.intp]:
    wanted = screen.ENTITY * settings.entities + screen.TAG * settings.tags + screen.ATTRIBUTE * settings.attributes
    return np.flatnonzero(screen.flags(texts) & wanted)


def _once(texts: pa.Array, settings: MarkupSettings) -> tuple[pa.Array, dict[str, npt.NDArray[np.int32]]]:
    counts = {kind: np.zeros(len(texts), np.int32) for kind in KINDS}
    out = []
    for i, (text, seen) in enumerate(zip(texts.to_pylist(), screen.flags(texts).tolist(), strict=True)):
        mended = text
        if settings.entities and seen & screen.ENTITY:
            mended, counts["entities"][i] = entities.decode(mended)
        if settings.tags and (seen & screen.TAG or counts["entities"][i]):
            mended, counts["tags"][i] = tags.remove(mended)
        if settings.attributes and seen & screen.ATTRIBUTE:
            mended, counts["attributes"][i] = attributes.remove(mended)
        out.append(mended)
    return pa.array(out, pa.string()), counts


def _replaced(texts: pa.Array, rows: npt.NDArray[np.intp], new: pa.Array) -> pa.Array:
    if not len(rows):
        return texts
    mask = np.zeros(len(texts), np.bool_)
    mask[rows] = True
    return pc.replace_with_mask(texts, pa.array(mask), new)
