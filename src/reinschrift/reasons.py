"""Why things are removed: the table of all reasons, and the one way to mark rows with one of them."""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from importlib import resources
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from reinschrift.columns import one_chunk, set_columns
from reinschrift.errors import StageError

MARKS = {"reason": pa.string(), "measured": pa.float32(), "threshold": pa.float32(), "stage": pa.string()}
"""The columns that say why a row is removed; in a row that is kept all are null."""


SETTING = re.compile(r"(?<![/\w])[a-z_]+(?:\.\w+)+")
"""The name of a setting in a sentence."""


class Reason(NamedTuple):
    """One row of `reasons.toml`, whose head says what each value means."""

    name: str
    scopes: tuple[str, ...]
    stages: tuple[str, ...]
    says: str
    example: str
    source: str
    setting: str | None = None
    measures: str | None = None
    signal: str | None = None
    stays: str | None = None
    any_length: bool = False
    final: bool = False


@cache
def all_reasons() -> Mapping[str, Reason]:
    """Return all reasons by name, in the order of precedence."""
    rows = tomllib.loads(resources.files("reinschrift").joinpath("reasons.toml").read_text(encoding="utf-8"))
    return {name: _reason(name, row) for name, row in rows.items()}


def _reason(name: str, row: dict[str, Any]) -> Reason:
    return Reason(name, **row | {"scopes": tuple(row["scopes"]), "stages": tuple(row["stages"])})


def reasons_of(stage: str) -> tuple[str, ...]:
    """Return the names of the reasons that a stage gives, in the order of precedence."""
    return tuple(name for name, reason in all_reasons().items() if stage in reason.stages)


@cache
def final_reasons() -> frozenset[str]:
    """Return the reasons that no decision overrules: what may not be kept, and where there is nothing to keep."""
    return frozenset(name for name, reason in all_reasons().items() if reason.final)


def in_order(names: Iterable[str]) -> tuple[str, ...]:
    """Return these reasons in the order of precedence; `StageError` if one is not in the table."""
    wanted = set(names)
    if unknown := wanted - all_reasons().keys():
        raise _unknown(sorted(unknown))
    return tuple(name for name in all_reasons() if name in wanted)


def mark_rows(table: pa.Table, mask: npt.NDArray[np.bool_], **marks: Any) -> pa.Table:
    """Return `table` with the marked rows removed for a reason; the other rows stay as they are.

    `mask`: one value a row. `marks`: `reason`, `stage`, and `measured` and `threshold` where there are any; each a
    value for all marked rows, or an array with a value for each of them; a null reason takes a mark away. Further
    columns, such as `matched_document`, are filled in the same way. Columns that the table lacks are added. Raises
    `StageError` for a reason that is not in the table of reasons.
    """
    values = {name: _values(marks.get(name), kind) for name, kind in MARKS.items()}
    check_reasons(values["reason"])
    values |= {name: _values(value, pa.string()) for name, value in marks.items() if name not in MARKS}
    where = pa.array(mask, pa.bool_())
    columns = {
        name: pc.replace_with_mask(_column(table, name, value.type), where, value) for name, value in values.items()
    }
    return set_columns(table, **columns)


def check_reasons(reasons: pa.Array | pa.Scalar, stages: pa.Array | None = None) -> None:
    """Raise `StageError` if one of these, nulls apart, is not in the table, or not one of its stage's."""
    if isinstance(reasons, pa.Scalar):
        in_order([reasons.as_py()] if reasons.is_valid else [])
        return
    in_order(pc.unique(reasons.drop_null()).to_pylist())
    if stages is not None:
        given = pc.unique(pc.binary_join_element_wise(reasons, stages, ":").drop_null()).to_pylist()
        allowed = {f"{name}:{stage}" for name, reason in all_reasons().items() for stage in reason.stages}
        if wrong := sorted(set(given) - allowed):
            raise _unknown(wrong)


def _values(value: Any, kind: pa.DataType) -> pa.Array | pa.Scalar:
    if isinstance(value, pa.Array | pa.ChunkedArray):
        return one_chunk(value).cast(kind)
    if isinstance(value, list | np.ndarray):
        return pa.array(value, kind)
    return pa.scalar(value, kind)


def _column(table: pa.Table, name: str, kind: pa.DataType) -> pa.Array:
    return one_chunk(table[name]) if name in table.column_names else pa.nulls(table.num_rows, kind)


def _unknown(names: list[str]) -> StageError:
    return StageError(
        f"There is no reason called {', '.join(names)}.",
        hint="Every reason is a row of reasons.toml, with the stages that give it.",
        context={"reasons": names},
    )


_HEAD = """# Reasons

Every row of `removed` has one of these reasons. Where several apply, the first in this order is recorded.
`reinschrift explain-reason NAME` prints one of them.

This page is generated by `python -m reinschrift.reasons` from `reasons.toml`; do not edit.
"""
_HEADINGS = {
    "read": "Records that are not read",
    "rights": "Reserved rights",
    "verdicts": "Documents as a whole",
    "lines": "Lines",
    "metadata": "Lines of metadata",
    "paragraphs": "Paragraphs",
    "language": "Languages",
    "decisions": "Decisions of people",
    "held_out": "Held-out sets",
    "annotations": "Annotations",
    "reference": "Trusted sources",
    "dedup": "Duplicates",
    "personal": "Personal data",
}
"""By the first stage that gives a reason."""


def reasons_markdown() -> str:
    """Return the page of all reasons; `docs/reasons.md` is this text."""
    parts = [_HEAD]
    for stage, heading in _HEADINGS.items():
        rows = [_row(reason) for reason in all_reasons().values() if reason.stages[0] == stage]
        parts.append(f"## {heading}\n")
        parts.append("| reason | what it means | measured | setting | example | source |\n|---|---|---|---|---|---|")
        parts.append("\n".join(rows) + "\n")
    return "\n".join(parts)


def _row(reason: Reason) -> str:
    others = f" Also given by {', '.join(reason.stages[1:])}." if reason.stages[1:] else ""
    setting = SETTING.sub(r"`\g<0>`", reason.setting or "")
    cells = [f"`{reason.name}`", reason.says + others, reason.measures or "", setting, reason.example, reason.source]
    return f"| {' | '.join(cell.replace('|', '¦').replace('<', '&lt;') for cell in cells)} |"


if __name__ == "__main__":
    sys.stdout.write(reasons_markdown())
