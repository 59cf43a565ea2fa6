"""Tiny tables that keep the contract, made from it; tests break one thing at a time."""

from __future__ import annotations

import hashlib
from collections import Counter
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from reinschrift.contract import Contract, load_contract

CONTRACT_FILE = Path(__file__).parents[1] / "schemas" / "reinschrift.odcs.yaml"
ARTICLES = (
    ("Die Fähre legt um sieben ab.", "Wer zu spät kommt, wartet bis zum Mittag.", "Im Winter fährt sie nicht."),
    ("Une seule phrase – rien d’autre.",),
    ("Größe 😀 zählt nicht.", "Überall Straßen."),
)
DEBRIS = "Jetzt teilen"
PLAIN = {
    pa.bool_(): False,
    pa.date32(): date(2026, 1, 2),
    pa.timestamp("us", "UTC"): datetime(2026, 1, 2, tzinfo=UTC),
}
VALUES = {"language": "de", "stage": "lines", "reason": "menu", "kind": "paragraph", "scope": "paragraph"}


@cache
def contract() -> Contract:
    """Return the project's contract."""
    return load_contract(CONTRACT_FILE)


def make_tables(
    articles: tuple[tuple[str, ...], ...] = ARTICLES, n_removed: int = 1
) -> dict[str, list[dict[str, Any]]]:
    """Return the rows of all tables for these articles, each a tuple of paragraphs.

    Each document has one removed paragraph, the second one. `n_removed` further documents were removed whole; each
    left one removed paragraph too. Other columns get the plainest value that the contract allows.
    """
    promised = contract()
    documents, paragraphs, removed = [], [], []
    for number, texts in enumerate(articles):
        document, parts = _document(promised, number, texts)
        documents.append(document)
        paragraphs += parts
        removed.append(_removed(promised, document["id"], DEBRIS, scope="paragraph", position=1))
    for number in range(len(articles), len(articles) + n_removed):
        removed.append(_removed(promised, make_id(number), "Nur Schrott", scope="document", reason="only_debris"))
        removed.append(_removed(promised, make_id(number), DEBRIS, scope="paragraph", position=0))
    return {"documents": documents, "paragraphs": paragraphs, "removed": removed}


def make_id(number: int) -> str:
    """Return the id of document `number`."""
    return hashlib.sha256(str(number).encode()).hexdigest()[:32]


def _document(promised: Contract, number: int, texts: tuple[str, ...]) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    text = "\n\n".join(texts)
    parts, start = [], 0
    for place, paragraph in enumerate(texts):
        position = place + 1 if place else 0  # position 1 was removed
        values = {"document_id": make_id(number), "position": position, "text": paragraph}
        parts.append(fill(promised, "paragraphs", **values, start=start, end=start + len(paragraph)))
        start += len(paragraph) + 2
    document = fill(
        promised, "documents", id=make_id(number), text=text, n_chars=len(text), n_paragraphs=len(texts),
        text_sha256=hashlib.sha256(text.encode()).hexdigest(),
    )  # fmt: skip
    return document, parts


def _removed(promised: Contract, document_id: str, text: str, **values: Any) -> dict[str, Any]:
    return fill(
        promised, "removed", **({"position": None} | values), document_id=document_id, text=text, n_chars=len(text)
    )


def fill(promised: Contract, table: str, **given: Any) -> dict[str, Any]:
    """Return a row with the given values, and for each other column one that the contract allows."""
    rules = {(rule.column, rule.name): rule.arguments for rule in promised.table(table).expectations}
    row = {field.name: _value(field, field.name, rules) for field in promised.schema(table)}
    return row | given


def _value(field: pa.Field, name: str, rules: dict[Any, Any]) -> Any:
    if pa.types.is_struct(field.type):
        return {inner.name: _value(inner, f"{name}.{inner.name}", rules) for inner in field.type}
    if pa.types.is_list(field.type):
        return [{"language": "de", "share": 1.0}] if name == "languages" else []
    if name in VALUES:
        return VALUES[name]
    if allowed := rules.get((name, "expect_column_values_to_be_in_set")):
        return allowed["value_set"][0]
    if pa.types.is_string(field.type):
        return "0" * 64 if name.endswith("sha256") else make_id(0) if name == "matched_document" else "x"
    return PLAIN.get(field.type, 1)


def write_tables(tables: dict[str, list[dict[str, Any]]], folder: Path, n_files: int = 1) -> dict[str, list[str]]:
    """Write rows as Parquet files, each table in `n_files` files of whole documents; return their paths."""
    promised = contract()
    files: dict[str, list[str]] = {}
    for table, rows in tables.items():
        files[table] = []
        for number in range(n_files):
            part = rows[len(rows) * number // n_files : len(rows) * (number + 1) // n_files]
            path = folder / f"{table}-{number}.parquet"
            pq.write_table(pa.Table.from_pylist(part, promised.schema(table)), path)
            files[table].append(str(path))
    return files


def count_tables(tables: dict[str, list[dict[str, Any]]]) -> dict[str, Any]:
    """Return the counts that shards would have made of these rows, had all gone well."""
    removed = Counter(f"{row['scope']}:{row['reason']}" for row in tables["removed"])
    kept = {table: len(tables[table]) for table in ("documents", "paragraphs")}
    kept["chars"] = sum(row["n_chars"] for row in tables["documents"])
    read = {
        table: count + sum(n for name, n in removed.items() if name.startswith(table[:-1]))
        for table, count in kept.items()
        if table != "chars"
    }
    return {"read": read, "kept": kept, "removed": dict(removed), "paragraphs_in_removed": 0}


def lines_of(texts: list[str]) -> pa.Table:
    """Return lines of one document as the stage `lines` judges them, none of them in a block of code."""
    zeros = pa.array([0] * len(texts), pa.int32())
    return pa.table({"document": zeros, "code": zeros, "text": pa.array(texts, pa.string())})
