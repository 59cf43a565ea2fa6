"""Show one document as the pipeline sees it: every line kept or removed with its reason, and what is known of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pyarrow as pa
from rich.console import Console
from rich.text import Text

from reinschrift.batch import Batch
from reinschrift.errors import SourceError
from reinschrift.settings import Settings
from reinschrift.shard.refine import BATCH_BYTES, prepare_records
from reinschrift.sources import list_files, read_part, split_parts
from reinschrift.sources.register import sources_of_paths
from reinschrift.stages import refine

METADATA = (
    "title", "author", "published", "section", "agency", "url", "site_name", "language", "language_score", "languages",
    "is_mixed", "license", "rights", "rights_evidence", "decoding", "quality", "metadata_evidence",
)  # fmt: skip
OF_LINES = (
    "line",
    "kind",
    "language",
    "language_score",
    "language_detector",
    "stage",
    "reason",
    "measured",
    "threshold",
    "text",
)


def inspect_file(path: str, settings: Settings, records: Sequence[str] = ()) -> Iterator[dict[str, Any]]:
    """Yield each record of a file (or only those whose `record` is in `records`) after all stages, as plain values.

    Duplicates need the whole dataset, so they are not looked for. Raises `SourceError` and `InputError` for a file
    that is not there or cannot be read.
    """
    (source,) = sources_of_paths([path])
    wanted = pa.array(list(records), pa.string())
    for file in list_files(source).files:
        for part in split_parts(file, 1 << 62):
            for table in read_part(part, source, settings.read, BATCH_BYTES):
                rows = table.filter(pa.compute.is_in(table["record"], wanted)) if records else table
                yield from inspect_records(rows, settings)


def inspect_records(records: pa.Table, settings: Settings) -> list[dict[str, Any]]:
    """Return each record after all stages: its metadata, its reason if it would go, its lines in order."""
    batch = refine(Batch(prepare_records(records), pa.table({})), settings.stages)
    documents = batch.documents.to_pylist()
    described = [_document(document) for document in documents]
    for row in batch.paragraphs.to_pylist():
        described[row["document"]]["lines"].append({name: row[name] for name in OF_LINES if name in row})
    return described


def _document(document: Mapping[str, Any]) -> dict[str, Any]:
    reason = {name: document[name] for name in ("stage", "reason", "measured") if document["reason"] is not None}
    metadata = {name: document[name] for name in METADATA if document.get(name) is not None}
    place = {name: document[name] for name in ("id", "source_path", "record", "source_format")}
    return {**place, "removed": reason or None, "metadata": metadata, "lines": []}


def print_document(document: Mapping[str, Any], console: Console | None = None) -> None:
    """Print one inspected document: metadata, then its lines, removed ones struck through with their reason."""
    console = console or Console()
    console.rule(f"{document['source_path']}  record {document['record']}")
    for name, value in document["metadata"].items():
        console.print(Text.assemble((f"{name:18}", "bold"), str(value)))
    if document["removed"]:
        console.print(Text(f"the document goes: {document['removed']['reason']}", style="bold red"))
    console.print()
    for line in document["lines"]:
        console.print(_line(line), soft_wrap=False)


def _line(line: Mapping[str, Any]) -> Text:
    if line["reason"] is None:
        return Text.assemble(
            (f"{line.get('kind') or '':>12} ", "green"), (f"{line.get('language') or '':4} ", "cyan"), line["text"]
        )
    measured = f" {line['measured']:.2f}" if line["measured"] is not None else ""
    return Text.assemble((f"{line['reason'] + measured:>17} ", "red"), (line["text"], "dim strike"))


def inspect_or_fail(path: str, settings: Settings, records: Sequence[str]) -> list[dict[str, Any]]:
    """Return the inspected records; `SourceError` if there is none."""
    found = list(inspect_file(path, settings, records))
    if not found:
        raise SourceError(
            "There is no such record." if records else "The file holds no record.",
            hint="Leave --record out to see all of them.",
            context={"file": path},
        )
    return found
