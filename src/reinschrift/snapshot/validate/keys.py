"""What only all rows together can tell: unique ids, references, positions, order, and the balance of rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from reinschrift.columns import numbers, one_chunk, utf8_of
from reinschrift.contract import REFERENCE, UNIQUE, Contract, Table
from reinschrift.snapshot.validate.report import MAX_EXAMPLES, Outcome
from reinschrift.snapshot.validate.rows import TableFiles, examples_at, rows_at
from reinschrift.text.arrays import Bytes, Hashes, Offsets, RowNumbers
from reinschrift.text.hashing import SEED, add, mix
from reinschrift.text.kernel import kernel

SCOPES = ("document", "paragraph", "span")
NO_POSITION = -1


@kernel
def _hash(offsets: Offsets, data: Bytes) -> Hashes:
    """Hash each text with FNV-1a, 64 bits, and the finish of MurmurHash3."""
    hashes = np.empty(len(offsets) - 1, np.uint64)
    for row in range(len(hashes)):
        value = SEED
        for at in range(offsets[row], offsets[row + 1]):
            value = add(value, data[at])
        hashes[row] = mix(value)
    return hashes


def hash_texts(column: pa.Array) -> Hashes:
    """Return a 64-bit hash of each text; the same text always has the same one."""
    return _hash(*utf8_of(column))


class KeyCollector:
    """Takes from each batch of a table what the checks over all rows need: at most 13 bytes a row.

    Ids are kept as 64-bit hashes. Two of ten million ids share one with a probability of 3 in a million; where
    uniqueness fails, the ids themselves decide.
    """

    def __init__(self, table: Table, hashed: tuple[str, ...]) -> None:
        self._hashed = hashed
        self._numbers = tuple(name for name in ("position", "n_paragraphs") if name in table.schema.names)
        self._has_scope = "scope" in table.schema.names
        self._parts: list[dict[str, npt.NDArray[Any]]] = []
        self.reasons: Counter[str] = Counter()

    def add(self, rows: pa.Table) -> None:
        """Take the keys of a batch."""
        part: dict[str, npt.NDArray[Any]] = {name: hash_texts(rows[name]) for name in self._hashed}
        part |= {name: numbers(pc.fill_null(rows[name], NO_POSITION)).astype(np.int32) for name in self._numbers}
        if self._has_scope:
            scopes = pc.index_in(one_chunk(rows["scope"]), pa.array(SCOPES))
            part["scope"] = numbers(pc.fill_null(scopes, NO_POSITION)).astype(np.int8)
            named = pc.binary_join_element_wise(rows["scope"], rows["reason"], ":")
            self.reasons.update({entry["values"]: entry["counts"] for entry in pc.value_counts(named).to_pylist()})
        self._parts.append(part)

    def columns(self) -> dict[str, npt.NDArray[Any]]:
        """Return the keys of all rows taken so far."""
        empty: dict[str, npt.NDArray[Any]] = {name: np.zeros(0, np.uint64) for name in self._hashed}
        empty |= {name: np.zeros(0, np.int32) for name in self._numbers} | {"scope": np.zeros(0, np.int8)}
        names = self._parts[0] if self._parts else empty
        return {name: np.concatenate([part[name] for part in self._parts] or [empty[name]]) for name in names}


class Keys:
    """The keys of all tables, and the row of `documents` that each other row belongs to."""

    def __init__(self, collectors: Mapping[str, KeyCollector]) -> None:
        self.columns = {table: collector.columns() for table, collector in collectors.items()}
        self.reasons = collectors["removed"].reasons

    @cached_property
    def order(self) -> RowNumbers:
        """The rows of `documents` in the order of their hashes."""
        order: RowNumbers = np.argsort(self.columns["documents"]["id"], kind="stable")
        return order

    def document_rows(self, hashes: Hashes) -> npt.NDArray[np.int32]:
        """Return for each hash of an id the row of `documents` that has it; -1 where none has."""
        ids = self.columns["documents"]["id"]
        if not len(ids) or not len(hashes):
            return np.full(len(hashes), -1, np.int32)
        starts = np.flatnonzero(
            np.concatenate(([True], hashes[1:] != hashes[:-1]))
        )  # rows of a document stand together
        values = hashes[starts]
        at = np.minimum(np.searchsorted(ids, values, sorter=self.order), len(ids) - 1)
        rows = np.where(ids[self.order[at]] == values, self.order[at], -1).astype(np.int32)
        return np.repeat(rows, np.diff(np.append(starts, len(hashes))))

    @cached_property
    def of_paragraphs(self) -> npt.NDArray[np.int32]:
        """The row of `documents` of each row of `paragraphs`; -1 where there is none."""
        return self.document_rows(self.columns["paragraphs"]["document_id"])

    @cached_property
    def of_removed(self) -> npt.NDArray[np.int32]:
        """The row of `documents` of each row of `removed`; -1 where there is none."""
        return self.document_rows(self.columns["removed"]["document_id"])

    def removed_in(self, scope: str) -> npt.NDArray[np.bool_]:
        """Say which rows of `removed` have this scope."""
        is_in: npt.NDArray[np.bool_] = self.columns["removed"]["scope"] == SCOPES.index(scope)
        return is_in

    def n_rows(self, table: str) -> int:
        """Return how many rows a table has."""
        return len(next(iter(self.columns[table].values())))


class Snapshot(NamedTuple):
    """All that a check over all rows can look at."""

    files: Mapping[str, TableFiles]
    keys: Keys
    counts: Mapping[str, Any]


def hashed_columns(contract: Contract) -> dict[str, tuple[str, ...]]:
    """Return for each table the columns whose hashes the checks need: ids, unique ones, references and their goals."""
    names: dict[str, dict[str, None]] = {table: {} for table in contract.tables}
    names["documents"]["id"] = names["paragraphs"]["document_id"] = names["removed"]["document_id"] = None
    for table in contract.tables.values():
        for rule in table.expectations_named(UNIQUE, REFERENCE):
            names[table.name][str(rule.column)] = None
            if rule.name == REFERENCE:
                goal, column = rule.arguments["to"].split(".")
                names[goal][column] = None
    return {table: tuple(columns) for table, columns in names.items()}


def check_columns_over_all_rows(contract: Contract, snapshot: Snapshot) -> Iterator[Outcome]:
    """Yield the outcomes of uniqueness and references."""
    for table in contract.tables.values():
        files, columns = snapshot.files[table.name], snapshot.keys.columns
        for rule in table.expectations_named(UNIQUE, REFERENCE):
            name = str(rule.column)
            values = columns[table.name][name]
            if rule.name == UNIQUE:
                failing = find_repeated(files, name, values)
            else:
                goal, column = rule.arguments["to"].split(".")
                failing = np.flatnonzero(~np.isin(values, columns[goal][column]))
            examples = examples_at(files, failing, (name,))
            yield Outcome(table.name, rule.name, name, "arrow", len(values), len(failing), examples)


def find_repeated(files: TableFiles, column: str, hashes: Hashes) -> RowNumbers:
    """Return the rows whose value is in another row too; equal `hashes` name the candidates, the values decide."""
    order = np.argsort(hashes, kind="stable")
    is_second = np.flatnonzero(hashes[order][1:] == hashes[order][:-1]) + 1
    rows: RowNumbers = np.unique(order[np.concatenate((is_second - 1, is_second))])
    if not len(rows):
        return rows
    values = one_chunk(rows_at(files, (column,), rows)[column])
    counts = pc.value_counts(values)
    repeated = counts.field("values").filter(pc.greater(counts.field("counts"), 1))
    is_repeated: npt.NDArray[np.bool_] = numbers(pc.is_in(values, repeated)).astype(bool)
    return rows[is_repeated]


def check_document_once(snapshot: Snapshot) -> Outcome:
    """A document is kept or removed, never both and never twice."""
    keys, files = snapshot.keys, snapshot.files["removed"]
    rows = np.flatnonzero(keys.removed_in("document"))
    hashes = keys.columns["removed"]["document_id"][rows]
    values, counts = np.unique(hashes, return_counts=True)
    failing = rows[(keys.of_removed[rows] >= 0) | np.isin(hashes, values[counts > 1])]
    examples = examples_at(files, failing, ("reason",))
    return _outcome("documents", check_document_once, keys.n_rows("documents") + len(rows), len(failing), examples)


def check_document_to_exist(snapshot: Snapshot) -> Outcome:
    """What was removed from a document refers to one that was kept or removed."""
    keys, files = snapshot.keys, snapshot.files["removed"]
    hashes, whole = keys.columns["removed"]["document_id"], keys.removed_in("document")
    failing = np.flatnonzero((keys.of_removed < 0) & ~whole & ~np.isin(hashes, hashes[whole]))
    return _outcome("removed", check_document_to_exist, len(hashes), len(failing), examples_at(files, failing))


def check_position_unless_document(snapshot: Snapshot) -> Outcome:
    """`position` is null for whole documents and only for them."""
    keys, files = snapshot.keys, snapshot.files["removed"]
    has_none = keys.columns["removed"]["position"] == NO_POSITION
    failing = np.flatnonzero(has_none != keys.removed_in("document"))
    return _outcome(
        "removed", check_position_unless_document, len(has_none), len(failing), examples_at(files, failing, ("reason",))
    )


def check_positions_without_gaps(snapshot: Snapshot) -> Outcome:
    """The positions of a kept document, in `paragraphs` and `removed` together, are 0, 1, 2 … each once."""
    keys, files = snapshot.keys, snapshot.files["documents"]
    alone = keys.removed_in("paragraph") & (keys.of_removed >= 0)
    owners = np.concatenate((keys.of_paragraphs[keys.of_paragraphs >= 0], keys.of_removed[alone]))
    positions = np.concatenate(
        (
            keys.columns["paragraphs"]["position"][keys.of_paragraphs >= 0],
            keys.columns["removed"]["position"][alone],
        )
    )
    counts = np.bincount(owners, minlength=keys.n_rows("documents"))
    first = np.cumsum(counts) - counts
    fits = (positions >= 0) & (positions < counts[owners])
    # As many rows as places: each place is taken exactly if none is repeated and none lies outside.
    taken = np.zeros(len(owners), bool)
    taken[first[owners[fits]] + positions[fits]] = True
    missing = np.flatnonzero(~taken)
    failing, at = np.unique(np.searchsorted(first, missing, side="right") - 1, return_index=True)
    gaps = (missing[at] - first[failing])[:MAX_EXAMPLES]
    examples = [
        example | {"missing_position": int(gap), "rows": int(counts[row])}
        for example, gap, row in zip(examples_at(files, failing), gaps, failing, strict=False)
    ]
    return _outcome("paragraphs", check_positions_without_gaps, len(owners), len(failing), tuple(examples))


def check_rows_in_document_order(snapshot: Snapshot) -> Outcome:
    """Rows of `paragraphs` stand in the order of their documents, and by position within one."""
    keys, files = snapshot.keys, snapshot.files["paragraphs"]
    known = np.flatnonzero(keys.of_paragraphs >= 0)
    owners, positions = keys.of_paragraphs[known], keys.columns["paragraphs"]["position"][known]
    back = (owners[1:] < owners[:-1]) | ((owners[1:] == owners[:-1]) & (positions[1:] <= positions[:-1]))
    failing = known[1:][back]
    return _outcome("paragraphs", check_rows_in_document_order, len(owners), len(failing), examples_at(files, failing))


def check_n_paragraphs_to_count_rows(snapshot: Snapshot) -> Outcome:
    """`n_paragraphs` is the number of rows in `paragraphs`."""
    keys, files = snapshot.keys, snapshot.files["documents"]
    stated = keys.columns["documents"]["n_paragraphs"]
    counted = np.bincount(keys.of_paragraphs[keys.of_paragraphs >= 0], minlength=len(stated))
    failing = np.flatnonzero(stated != counted)
    examples = [
        example | {"rows": int(counted[row])}
        for example, row in zip(examples_at(files, failing, ("n_paragraphs",)), failing, strict=False)
    ]
    return _outcome("documents", check_n_paragraphs_to_count_rows, len(stated), len(failing), tuple(examples))


def _outcome(
    table: str, check: Callable[..., Any], n_seen: int, n_failing: int, examples: tuple[Mapping[str, Any], ...]
) -> Outcome:
    name = check.__name__.replace("check", "expect", 1)
    return Outcome(table, name, None, "arrow", n_seen, n_failing, examples)
