"""The documentation of tables and columns, written from the contract."""

from __future__ import annotations

import pyarrow as pa

from reinschrift.contract import REFERENCE, UNIQUE, Contract, Expectation, Table


def columns_markdown(contract: Contract) -> str:
    """Return the documentation of all tables and columns as Markdown; `docs/columns.md` is this text."""
    parts = [
        "# Columns",
        f"Generated from `schemas/reinschrift.odcs.yaml`, contract version {contract.version}; do not edit.",
        "Write it anew: `python -m reinschrift.contract schemas/reinschrift.odcs.yaml > docs/columns.md`.",
        contract.description,
        *(_table_markdown(table) for table in contract.tables.values()),
    ]
    return "\n\n".join(parts) + "\n"


def _table_markdown(table: Table) -> str:
    rows = [_column_row(field, field.name, table) for field in table.schema]
    rows += [
        _column_row(inner, f"{field.name}.{inner.name}", table)
        for field in table.schema
        for inner in _inner_fields(field.type)
    ]
    rules = [f"- `{rule.name}`: {rule.description}" for rule in table.expectations if rule.column is None]
    head = ["| Column | Type | Null | What it is | What holds |", "| --- | --- | --- | --- | --- |"]
    opening = f"## {table.name}\n\n{table.description} {table.granularity}"
    return "\n\n".join([opening, "\n".join([*head, *rows]), "Of the whole table:", "\n".join(rules)])


def _inner_fields(kind: pa.DataType) -> list[pa.Field]:
    inner = kind.value_type if pa.types.is_list(kind) else kind
    return list(inner) if pa.types.is_struct(inner) else []


def _column_row(field: pa.Field, name: str, table: Table) -> str:
    rules = [_rule_words(rule) for rule in table.expectations if rule.column == name]
    null = "yes" if field.nullable else "no"
    description = field.metadata[b"description"].decode()
    words = "; ".join(word for word in rules if word).replace("|", "\\|")
    return f"| `{name}` | {_type_words(field.type)} | {null} | {description} | {words} |"


def _type_words(kind: pa.DataType) -> str:
    if pa.types.is_list(kind):
        return f"list of {_type_words(kind.value_type)}"
    return "struct" if pa.types.is_struct(kind) else str(kind)


def _rule_words(rule: Expectation) -> str:
    arguments = rule.arguments
    if rule.name == "expect_column_values_to_be_in_set":
        return "one of " + ", ".join(f"`{value}`" for value in arguments["value_set"])
    if rule.name == "expect_column_values_to_match_regex":
        return f"matches `{arguments['regex']}`"
    if rule.name in (REFERENCE, UNIQUE):
        return f"is in `{arguments['to']}`" if rule.name == REFERENCE else "unique"
    if "min_value" not in arguments:
        return ""
    unit = " characters" if rule.name == "expect_column_value_lengths_to_be_between" else ""
    low, high = arguments["min_value"], arguments["max_value"]
    if low is None or high is None:
        return f"at least {low:g}{unit}" if high is None else f"at most {high:g}{unit}"
    return f"{low:g} to {high:g}{unit}"
