"""How often what was repaired in each document: the struct column `documents.repairs`."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from reinschrift.columns import numbers, one_chunk, set_columns
from reinschrift.text.repair import Counts


def add_counts(documents: pa.Table, counts: Counts) -> pa.Table:
    """Return `documents` with `counts` added to the struct column `repairs` (int32 fields); a known kind is summed."""
    total: dict[str, npt.NDArray[np.int32]] = {}
    if "repairs" in documents.column_names:
        before = one_chunk(documents["repairs"])
        total = {field.name: numbers(pc.struct_field(before, field.name)) for field in before.type}
    for kind, count in counts.items():
        total[kind] = total[kind] + count if kind in total else count
    arrays = [pa.array(count, pa.int32()) for count in total.values()]
    return set_columns(documents, repairs=pa.StructArray.from_arrays(arrays, names=list(total)))
