"""A mixture cleared of held-out sets: the documents that hold an item are left out or marked, and each is on record."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from reinschrift.columns import numbers, one_chunk, set_columns
from reinschrift.export.mix.recipe import Recipe
from reinschrift.held_out.find import Found, find_held_out
from reinschrift.held_out.read import read_held_out
from reinschrift.storage import sha256_of
from reinschrift.storage.patterns import files_of

RECORD = "held_out.jsonl"
COLUMN = "held_out"
"""Of a marked document, which item it holds."""


class Clearance:
    """What is looked for, and what was found; without sets nothing is."""

    def __init__(self, recipe: Recipe, folder: Path) -> None:
        self.is_asked = bool(recipe.held_out)
        self._marks = recipe.held_out_as == "mark"
        self._files = [file for one in recipe.held_out for file in files_of(one, folder, "held_out")]
        self._sets = read_held_out(self._files)
        self._found: dict[str, Found] = {}

    def look(self, rows: pa.Table, part: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        """Look at the texts of documents that are in a part; return the parts, -1 for those that are left out."""
        if not self.is_asked:
            return part
        chosen = rows.filter(pa.array(part >= 0))
        found = find_held_out(one_chunk(chosen["text"]), self._sets)
        ids = one_chunk(chosen["id"]).take(pa.array([one.row for one in found], pa.int64())).to_pylist()
        self._found |= dict(zip(ids, found, strict=True))
        return self.without(rows, part)

    def without(self, rows: pa.Table, part: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        """Return the parts of documents, -1 for those that were found and are left out."""
        if self._marks or not self._found:
            return part
        is_found = numbers(pc.is_in(one_chunk(rows["id"]), pa.array([*self._found], pa.string()))).astype(bool)
        return np.where(is_found, -1, part)

    def marked(self, rows: pa.Table, ids: pa.Array) -> pa.Table:
        """Return rows with the item that each holds, where that is asked; `ids` are those of their documents."""
        if not (self.is_asked and self._marks):
            return rows
        items = {identity: self._sets.names[one.item] for identity, one in self._found.items()}
        places = pc.index_in(ids, pa.array([*items], pa.string()))
        return set_columns(rows, **{COLUMN: pa.array([*items.values()], pa.string()).take(places)})

    def write(self, folder: Path) -> dict[str, Any]:
        """Write what was found, a document a line; return what the manifest says of it. No text is in either."""
        if not self.is_asked:
            return {}
        lines = [
            {"id": identity, "item": self._sets.names[one.item], "words": one.covered,
             "item_words": int(self._sets.n_words[one.item])}
            for identity, one in sorted(self._found.items())
        ]  # fmt: skip
        (folder / RECORD).write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), "utf-8")
        sets = [{"name": file.name, "sha256": sha256_of(file)} for file in self._files]
        return {"held_out": {"sets": sets, "items": len(self._sets.names), "documents": len(lines)}}
