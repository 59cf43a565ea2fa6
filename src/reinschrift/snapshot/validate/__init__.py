"""Hold the tables of a snapshot to their contract before anyone sees them."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.fs

from reinschrift.contract import Contract, Table
from reinschrift.snapshot.manifest import STATISTICS, Object
from reinschrift.snapshot.validate import keys as over_all
from reinschrift.snapshot.validate import texts
from reinschrift.snapshot.validate.balance import check_balance, check_statistics
from reinschrift.snapshot.validate.keys import KeyCollector, Keys, Snapshot, hashed_columns
from reinschrift.snapshot.validate.report import ENGINES, Engine, Outcome, ValidationReport, merge
from reinschrift.snapshot.validate.rows import TableFiles, read_even, read_schemas
from reinschrift.snapshot.validate.second_engine import SecondEngine, on_values
from reinschrift.snapshot.validate.values import check_values

__all__ = [
    "ENGINES", "Engine", "Examined", "Outcome", "ValidationReport", "examine_tables", "look_at_rows", "report_on",
    "validate_tables",
]  # fmt: skip

BATCH_ROWS = 100_000
COLUMNS_RULE = "expect_table_columns_to_match_ordered_list"
TYPES_RULE = "expect_column_values_to_be_of_type"
RULES_OVER_ALL_ROWS = (
    over_all.check_document_once,
    over_all.check_document_to_exist,
    over_all.check_n_paragraphs_to_count_rows,
    over_all.check_position_unless_document,
    over_all.check_positions_without_gaps,
)


class Examined(NamedTuple):
    """What Arrow found in the tables, and what Great Expectations is to see of them."""

    contract: str
    """Version of the contract."""
    rows: dict[str, int]
    outcomes: tuple[Outcome, ...]
    second: SecondEngine | None
    """The profile and the samples; none where Great Expectations is not to look, or the columns are wrong."""
    statistics: Object | None = None
    """The object that counts the tables."""


def validate_tables(examined: Examined, report: Path) -> ValidationReport:
    """Return the report on tables that were looked at, if they keep the contract.

    `report` is the folder that keeps `validation.json` and `validation.md` if they break it.
    Raises `ContractBrokenError` with failing rows then.
    """
    found = report_on(examined)
    if not found.is_kept:
        report.mkdir(parents=True, exist_ok=True)
        written = json.dumps(found.to_dict(), ensure_ascii=False, indent=1, default=str)
        (report / "validation.json").write_text(written, encoding="utf-8")
        (report / "validation.md").write_text(found.to_markdown(), encoding="utf-8")
        raise found.error(report / "validation.md")
    return found


def report_on(examined: Examined) -> ValidationReport:
    """Return the report on tables that Arrow has looked at; Great Expectations looks at the rest now."""
    contract, rows, outcomes, second, _ = examined
    if second is None:
        return ValidationReport(contract, rows, outcomes)
    return ValidationReport(contract, rows, (*outcomes, *second.outcomes()), tuple(second.checkpoints))


def examine_tables(
    files: Mapping[str, Sequence[str]],
    contract: Contract,
    *,
    counts: Mapping[str, Any],
    filesystem: pa.fs.FileSystem | None = None,
    engines: Collection[Engine] = ENGINES,
) -> ValidationReport:
    """Return the report on the tables, whether they keep the contract or not; see `look_at_rows`."""
    return report_on(look_at_rows(files, contract, counts=counts, filesystem=filesystem, engines=engines))


def look_at_rows(
    files: Mapping[str, Sequence[str]],
    contract: Contract,
    *,
    counts: Mapping[str, Any],
    filesystem: pa.fs.FileSystem | None = None,
    engines: Collection[Engine] = ENGINES,
) -> Examined:
    """Return what Arrow finds in the tables, and what Great Expectations is to see of them.

    Args:
        files: the Parquet files of each table, local paths; together, in order, they are its rows.
        contract: what must hold.
        counts: what the shards counted: `read`, `kept` (both `documents`, `paragraphs`, `chars`), `removed` (rows
            by `scope:reason`) and `paragraphs_in_removed` (paragraphs that went with their whole document).
        filesystem: where the files are, if not on this machine.
        engines: who checks.

    Arrow checks every row of every column. Great Expectations holds the profile of all rows, and a sample of a
    thousand rows a table, to the same expectations on single columns but `text`; its outcome is that of the sample,
    or of the profile where that has more rows that fail. Memory: one batch, and 13 bytes a row for what only all
    rows together can tell. Without `great_expectations` in `engines` nothing is left out, but checked once instead of
    twice, without the two seconds that its import takes. Where the columns of a table are wrong, that alone is
    reported; where paragraphs are out of order, their offsets are not looked at. Raises `StorageError` if a file cannot
    be read.
    """
    if STATISTICS not in files:  # a snapshot of an earlier version of Reinschrift has none
        known = {name: table for name, table in contract.tables.items() if name != STATISTICS}
        contract = replace(contract, tables=known)
    tables = {name: TableFiles(name, tuple(files.get(name, ())), filesystem) for name in contract.tables}
    rows: dict[str, int] = {}
    shape = merge(outcome for table in contract.tables.values() for outcome in _check_shape(table, tables, rows))
    if any(outcome.rows_failing for outcome in shape):
        return Examined(contract.version, rows, shape, None)
    promised = {
        (rule.table, rule.name, rule.column) for table in contract.tables.values() for rule in table.expectations
    }
    second = SecondEngine(contract) if "great_expectations" in engines else None
    found = (
        outcome
        for outcome in _check_rows(contract, tables, rows, counts, second)
        if (outcome.table, outcome.expectation, outcome.column) in promised
    )
    return Examined(contract.version, rows, merge(chain(shape, found)), second)


def _check_shape(table: Table, tables: Mapping[str, TableFiles], rows: dict[str, int]) -> Iterator[Outcome]:
    """Yield whether each file has exactly the columns and types of the table; fill in the number of rows."""
    rows[table.name] = 0
    for path, schema, n_rows in read_schemas(tables[table.name]):
        rows[table.name] += n_rows
        is_named = schema.names == table.schema.names
        example = {"file": path, "columns": ", ".join(schema.names)}
        failing = 0 if is_named else max(n_rows, 1)
        yield Outcome(table.name, COLUMNS_RULE, None, "arrow", n_rows, failing, () if is_named else (example,))
        if not is_named:
            continue
        wrong = [(found, field) for found, field in zip(schema, table.schema, strict=True) if not found.equals(field)]
        yield Outcome(table.name, TYPES_RULE, None, "arrow", n_rows, 0)
        for found, field in wrong:
            example = {"file": path, "type": _type_of(found), "promised": _type_of(field)}
            yield Outcome(table.name, TYPES_RULE, field.name, "arrow", n_rows, max(n_rows, 1), (example,))


def _type_of(field: pa.Field) -> str:
    return f"{field.type}{'' if field.nullable else ' not null'}"


def _check_rows(
    contract: Contract,
    tables: Mapping[str, TableFiles],
    rows: Mapping[str, int],
    counts: Mapping[str, Any],
    second: SecondEngine | None,
) -> Iterator[Outcome]:
    hashed = hashed_columns(contract)
    collectors = {name: KeyCollector(table, hashed[name]) for name, table in contract.tables.items()}
    for name, table in contract.tables.items():
        yield from _check_values(table, tables[name], collectors[name], rows[name], second)
    keys = Keys(collectors)
    snapshot = Snapshot(tables, keys, counts)
    yield from over_all.check_columns_over_all_rows(contract, snapshot)
    for check in RULES_OVER_ALL_ROWS:
        yield check(snapshot)
    for name in ("documents", "paragraphs"):
        yield check_balance(name, keys, counts)
    if STATISTICS in tables:
        yield check_statistics(tables[STATISTICS], counts)
    order = over_all.check_rows_in_document_order(snapshot)
    yield order
    if not order.rows_failing:  # offsets are compared by reading both tables side by side
        yield from texts.check_documents(contract, tables["documents"], tables["paragraphs"], keys)
    yield from texts.check_alone(contract.table("removed"), tables["removed"])


def _check_values(
    table: Table, files: TableFiles, collector: KeyCollector, n_rows: int, second: SecondEngine | None
) -> Iterator[Outcome]:
    """Yield the outcomes on all columns but `text`, and collect the keys."""
    expectations = on_values(table)
    columns = [name for name in table.schema.names if name != "text"]
    for number, batch in enumerate(read_even(files, columns, BATCH_ROWS)):
        collector.add(batch)
        outcomes = list(check_values(expectations, batch))
        yield from outcomes
        if second is not None:
            found = list(zip(expectations, outcomes, strict=True))
            second.add(table.name, batch, (number, number * BATCH_ROWS, n_rows), found)
