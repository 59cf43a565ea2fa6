"""The contract of the tables, read from its YAML: Arrow schemas and expectations."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import pyarrow as pa

from reinschrift.contract.odcs import Element, Property, Quality, SchemaObject, read_odcs
from reinschrift.errors import ContractError

# The Arrow types a column can have; lists and structs are made of them. The logical type is what ODCS calls it.
ARROW_TYPES: dict[str, tuple[str, pa.DataType]] = {
    "string": ("string", pa.string()),
    "bool": ("boolean", pa.bool_()),
    "int32": ("integer", pa.int32()),
    "int64": ("integer", pa.int64()),
    "float32": ("number", pa.float32()),
    "float64": ("number", pa.float64()),
    "date32": ("date", pa.date32()),
    "timestamp[us, tz=UTC]": ("timestamp", pa.timestamp("us", "UTC")),
}
# Rules that no single column can tell; `reinschrift.snapshot.validate` knows how to check each of them.
TABLE_RULES = (
    "expect_document_once",
    "expect_document_to_exist",
    "expect_n_chars_to_count_text",
    "expect_n_paragraphs_to_count_rows",
    "expect_offsets_to_hold_text",
    "expect_position_unless_document",
    "expect_positions_without_gaps",
    "expect_read_to_equal_kept_and_removed",
    "expect_rows_in_document_order",
    "expect_statistics_to_add_up",
    "expect_text_sha256_to_match_text",
    "expect_text_to_join_paragraphs",
)
# What the rules of tables look at; a project may add columns, not take these away.
NEEDED = {
    "documents": ("id", "text", "n_chars", "n_paragraphs", "text_sha256"),
    "paragraphs": ("document_id", "position", "start", "end", "text"),
    "removed": ("document_id", "position", "scope", "reason", "text", "n_chars"),
}
REFERENCE = "expect_column_values_to_be_in_column"
UNIQUE = "expect_column_values_to_be_unique"
NOT_NULL = "expect_column_values_to_not_be_null"


@dataclass(frozen=True)
class Expectation:
    """One thing that must hold, under the name that Great Expectations has for it where it has one."""

    table: str
    name: str
    column: str | None
    """The column, or `struct.field`; none for a rule of the whole table."""
    arguments: dict[str, Any]
    description: str


@dataclass(frozen=True)
class Table:
    """One table of the contract."""

    name: str
    description: str
    granularity: str
    schema: pa.Schema
    """Exact types; the description of a column is its field's metadata `description`."""
    expectations: tuple[Expectation, ...]

    def expectations_named(self, *names: str) -> tuple[Expectation, ...]:
        """Return the expectations with one of these names."""
        return tuple(expectation for expectation in self.expectations if expectation.name in names)


@dataclass(frozen=True)
class Contract:
    """What a snapshot promises."""

    version: str
    description: str
    tables: dict[str, Table]

    def schema(self, table: str) -> pa.Schema:
        """Return the Arrow schema of a table; raises `ContractError` for a table that is not in the contract."""
        return self.table(table).schema

    def table(self, name: str) -> Table:
        """Return a table; raises `ContractError` if it is not in the contract."""
        if name not in self.tables:
            raise ContractError(
                f"The contract has no table {name!r}.", hint=f"It has {', '.join(self.tables)}.", context={}
            )
        return self.tables[name]


def load_contract(path: str | Path) -> Contract:
    """Return the contract of a YAML file; raises `ContractError` that says where the file is wrong and how.

    A file that has not changed is parsed once a process: every step of a run asks for it.
    """
    file = Path(path)
    return _load(file, file.read_bytes() if file.is_file() else b"")


@lru_cache(maxsize=4)
def _load(file: Path, data: bytes) -> Contract:
    del data  # what it holds is part of the key
    document = read_odcs(file)
    try:
        tables = {found.name: _table(found, document.version) for found in document.tables}
        _check_needed(tables)
        _check_references(tables)
    except ContractError as error:
        raise ContractError(error.message, hint=error.hint, context={"file": file, **error.context}) from error
    return Contract(document.version, document.description.purpose, tables)


def _table(found: SchemaObject, version: str) -> Table:
    fields = [_field(column, found.name) for column in found.properties]
    metadata = {"contract_version": version, "table": found.name, "description": found.description}
    rules = [_table_rule(quality, found.name) for quality in found.quality]
    columns = [rule for column in found.properties for rule in _column_rules(column, found.name, column.name)]
    return Table(
        found.name,
        found.description,
        found.data_granularity_description,
        pa.schema(fields, metadata=metadata),
        (*columns, *rules),
    )


def _field(column: Property, where: str) -> pa.Field:
    place = f"{where}.{column.name}"
    metadata = {"description": column.description}
    return pa.field(column.name, _arrow_type(column, place), nullable=not column.required, metadata=metadata)


def _arrow_type(column: Element, place: str) -> pa.DataType:
    if column.logical_type == "object":
        if not column.properties:
            raise _wrong(place, "is an object without properties")
        return pa.struct([_field(field, place) for field in column.properties])
    if column.logical_type == "array":
        if column.items is None:
            raise _wrong(place, "is an array without items")
        return pa.list_(pa.field("element", _arrow_type(column.items, f"{place}[]"), nullable=False))
    name = column.custom("arrowType")
    if name not in ARROW_TYPES:
        raise _wrong(place, f"has the arrowType {name!r}", f"The types are {', '.join(ARROW_TYPES)}.")
    logical, arrow = ARROW_TYPES[name]
    if logical != column.logical_type:
        raise _wrong(place, f"is {column.logical_type} with the arrowType {name}", f"{name} is {logical}.")
    return arrow


def _column_rules(column: Property, table: str, name: str) -> Iterator[Expectation]:
    """Yield what must hold of a column, and of each field if it is a struct; lists are checked by type alone."""
    for expected, arguments in _rules_of(column, f"{table}.{name}"):
        yield Expectation(table, expected, name, arguments, column.description)
    for field in column.properties:
        for rule in _column_rules(field, table, f"{name}.{field.name}"):
            if column.required or rule.name != NOT_NULL:  # the fields of a null struct are null
                yield rule


def _rules_of(column: Property, place: str) -> Iterator[tuple[str, dict[str, Any]]]:
    options = column.logical_type_options
    if column.required:
        yield NOT_NULL, {}
    if column.unique:
        yield UNIQUE, {}
    if options.pattern is not None:
        yield "expect_column_values_to_match_regex", {"regex": options.pattern}
    if options.minimum is not None or options.maximum is not None:
        bounds = {"min_value": options.minimum, "max_value": options.maximum}
        yield "expect_column_values_to_be_between", bounds
    if options.min_length is not None or options.max_length is not None:
        bounds = {"min_value": options.min_length, "max_value": options.max_length}
        yield "expect_column_value_lengths_to_be_between", bounds
    for quality in column.quality:
        if quality.metric != "invalidValues" or not quality.arguments.get("validValues") or quality.must_be != 0:
            raise _wrong(place, "has a quality rule that is not known", "Columns know invalidValues with mustBe: 0.")
        yield "expect_column_values_to_be_in_set", {"value_set": list(quality.arguments["validValues"])}
    for relationship in column.relationships:
        yield REFERENCE, {"to": relationship.to}


def _table_rule(quality: Quality, table: str) -> Expectation:
    name = quality.implementation
    if name not in TABLE_RULES:
        raise _wrong(table, f"has the rule {name!r}", f"The rules of tables are {', '.join(TABLE_RULES)}.")
    return Expectation(table, name, None, {}, quality.description)


def _check_needed(tables: dict[str, Table]) -> None:
    for table, columns in NEEDED.items():
        missing = [name for name in columns if table not in tables or name not in tables[table].schema.names]
        if missing:
            raise _wrong(table, f"lacks {', '.join(missing)}", "The rules of tables need them.")


def _check_references(tables: dict[str, Table]) -> None:
    known = {f"{table.name}.{column}" for table in tables.values() for column in table.schema.names}
    for table in tables.values():
        for rule in table.expectations_named(REFERENCE):
            if rule.arguments["to"] not in known:
                raise _wrong(f"{table.name}.{rule.column}", f"refers to {rule.arguments['to']}, which is no column")


def _wrong(place: str, what: str, hint: str = "") -> ContractError:
    return ContractError(f"The contract is wrong: {place} {what}.", hint=hint, context={"column": place})
