"""The first law: every record and paragraph that was read is kept or removed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pyarrow as pa

from reinschrift.snapshot.statistics import SCHEMA
from reinschrift.snapshot.statistics_files import sums
from reinschrift.snapshot.validate.keys import Keys
from reinschrift.snapshot.validate.report import MAX_EXAMPLES, Outcome
from reinschrift.snapshot.validate.rows import TableFiles, read_even

NAME = "expect_read_to_equal_kept_and_removed"
SUMS = "expect_statistics_to_add_up"
_ROWS = 100_000
_SCHEMA = pa.schema([SCHEMA.field(name) for name in ("about", "scope", "reason", "n_rows", "n_paragraphs", "n_chars")])


def check_balance(table: str, keys: Keys, counts: Mapping[str, Any]) -> Outcome:
    """Compare the rows of `documents` or `paragraphs` and of `removed` with what the shards counted.

    A paragraph that went with its whole document has no row of its own. `counts["paragraphs_in_removed"]` says how
    many; without it, any number will do if a document was removed.
    """
    scope = table.removesuffix("s")
    kept = keys.n_rows(table)
    removed = {name: count for name, count in keys.reasons.items() if name.startswith(f"{scope}:")}
    counted = {name: count for name, count in counts["removed"].items() if name.startswith(f"{scope}:")}
    differences = [*_differences("kept", counts["kept"][table], kept), *_removed_differences(counted, removed)]
    differences += _read_differences(table, keys, counts, counts["read"][table] - kept - sum(removed.values()))
    return Outcome(
        table, NAME, None, "arrow", kept + sum(removed.values()),
        sum(abs(int(entry["counted"]) - int(entry["rows"])) for entry in differences),
        tuple(differences[:MAX_EXAMPLES]),
    )  # fmt: skip


def _read_differences(table: str, keys: Keys, counts: Mapping[str, Any], left: int) -> Iterator[dict[str, Any]]:
    """Yield how what was read differs from rows kept and removed; `left` was read and has no row."""
    in_documents = 0
    if table == "paragraphs":
        some = max(left, 0) if keys.removed_in("document").any() else 0
        in_documents = int(counts.get("paragraphs_in_removed", some))
    return _differences("read", counts["read"][table], counts["read"][table] - left + in_documents)


def _removed_differences(counted: Mapping[str, int], rows: Mapping[str, int]) -> Iterator[dict[str, Any]]:
    for name in sorted({*counted, *rows}):
        yield from _differences(f"removed {name}", counted.get(name, 0), rows.get(name, 0))


def _differences(what: str, counted: int, rows: int) -> Iterator[dict[str, Any]]:
    if counted != rows:
        yield {"what": what, "counted": counted, "rows": rows}


def check_statistics(files: TableFiles, counts: Mapping[str, Any]) -> Outcome:
    """Compare the sums of the statistics with what the shards counted."""
    columns = _SCHEMA.names
    rows = pa.concat_tables([_SCHEMA.empty_table(), *(part.cast(_SCHEMA) for part in read_even(files, columns, _ROWS))])
    found = sums(rows)
    kept = counts["kept"]
    counted = {
        "documents.n_rows": kept["documents"], "documents.n_paragraphs": kept["paragraphs"],
        "documents.n_chars": kept["chars"], "domains.n_rows": kept["documents"], "domains.n_chars": kept["chars"],
        "paragraphs.n_rows": kept["paragraphs"], **{f"removed.{name}": n for name, n in counts["removed"].items()},
    }  # fmt: skip
    differences = [one for name in sorted({*counted, *found})
                   for one in _differences(name, counted.get(name, 0), found.get(name, 0))]  # fmt: skip
    failing = sum(abs(int(one["counted"]) - int(one["rows"])) for one in differences)
    return Outcome("statistics", SUMS, None, "arrow", rows.num_rows, failing, tuple(differences[:MAX_EXAMPLES]))
