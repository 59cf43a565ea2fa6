"""A snapshot in other forms: a folder, JSON Lines, CSV, Markdown, for the Hugging Face Hub, Delta, for linguists."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from reinschrift.errors import ConfigError
from reinschrift.export.handed import EVERYTHING, ROWS_A_BATCH, Handed, shards_of, tables_of
from reinschrift.export.narrowed import narrowed_manifest, write_narrowed
from reinschrift.export.new_folder import new_folder
from reinschrift.export.public import shared_manifest
from reinschrift.export.sentences.write import to_conllu, to_tei, to_vertical
from reinschrift.export.sheets import Sheets
from reinschrift.export.withheld import fetch_shared, without_withheld
from reinschrift.look.rows import Rows
from reinschrift.snapshot.card import CARD, REMOVED, large_languages, write_card
from reinschrift.snapshot.card_body import columns_section
from reinschrift.snapshot.delta import write_delta_logs
from reinschrift.snapshot.manifest import MANIFEST, SPLITS, STATISTICS, TABLES, Manifest, Object, read_manifest
from reinschrift.snapshot.view import parts_of
from reinschrift.snapshot.write import FEW_VALUES
from reinschrift.storage import LocalStorage, Storage

OTHERS = "others"
"""The folder of documents in all other languages."""
FOR_READERS, OF_DOCUMENTS = ("conllu", "markdown", "tei", "vertical"), ("documents",)
"""Forms that have documents alone."""
FRONT = ("title", "author", "published", "url", "language", "license", "source", "source_path", "record")
"""Columns that stand above the text of a Markdown file, as YAML; those that are null are left out."""


def export_snapshot(
    storage: Storage, form: str, version: str, output: Path | None, handed: Handed = EVERYTHING
) -> dict[str, Any]:
    """Write a snapshot to the folder `output` in one of `FORMS`; return what was written, and where.

    The folder appears whole or not at all. Only Delta needs none: its logs are written beside the objects, all
    snapshots at once. Raises `ConfigError` for a folder that is there, or missing where one is needed.
    """
    manifest = read_manifest(storage, version)
    if form == "delta" and output is None and not handed.purpose and isinstance(storage, LocalStorage):
        logs = write_delta_logs(storage)
        places = {table: storage.address(f"objects/{table}") for table in TABLES}
        return {"format": form, "output": storage.address("objects"), "tables": places, "versions": logs}
    if output is None:
        raise ConfigError(f"The format {form} needs a place.", hint="Name a folder with --output DIR.")
    with new_folder(storage, manifest, output) as folder:
        FORMS[form](storage, manifest, folder, handed)
    files = sorted(path.relative_to(output).as_posix() for path in output.rglob("*") if path.is_file())
    written = tables_of(storage, manifest, handed)
    rows = {table: written[table].count() for table in (OF_DOCUMENTS if form in FOR_READERS else TABLES)}
    return {"format": form, "output": str(output), "version": manifest.version, "files": files, "rows": rows}


def _to_folder(storage: Storage, manifest: Manifest, folder: Path, handed: Handed) -> None:
    """Copy the objects under readable names, with the manifest; hands on a snapshot without the dataset's history.

    For a purpose each object has its rows alone; the statistics, which are of all rows, are left out.
    """
    tables: dict[str, tuple[Object, ...]] = {}
    if handed.purpose:
        for table in TABLES:
            (folder / table).mkdir()
            found = write_narrowed(storage, manifest, table, folder / table, handed)
            tables[table] = tuple(found.values())
            names = parts_of(replace(manifest, tables={table: tables[table]}), table)
            for (name, _), written in zip(names, found, strict=True):
                written.rename(folder / table / name)
        noted = narrowed_manifest(shared_manifest(manifest, tables), handed)
        (folder / MANIFEST).write_bytes(noted.to_bytes())
        return
    for table in (*TABLES, STATISTICS) if STATISTICS in manifest.tables else TABLES:
        (folder / table).mkdir()
        tables[table] = tuple(
            fetch_shared(storage, item, table, folder / table / name, all_texts=handed.all_texts)
            for name, item in parts_of(manifest, table)
        )
    (folder / MANIFEST).write_bytes(shared_manifest(manifest, tables).to_bytes())


def _to_jsonl(storage: Storage, manifest: Manifest, folder: Path, handed: Handed) -> None:
    """Write each table as JSON Lines, a row a line, times in ISO 8601."""
    parts = shards_of(manifest) if handed.purpose else [manifest]  # the ids of one shard are in memory at a time
    with ExitStack() as open_files:
        files = {
            table: open_files.enter_context((folder / f"{table}.jsonl").open("w", encoding="utf-8")) for table in TABLES
        }
        for part in parts:
            for table, rows in tables_of(storage, part, handed).items():
                for batch in rows.batches(ROWS_A_BATCH):
                    for row in _shared(batch, table, all_texts=handed.all_texts).to_pylist():
                        files[table].write(json.dumps(row, ensure_ascii=False, default=_as_text) + "\n")


def _to_csv(storage: Storage, manifest: Manifest, folder: Path, handed: Handed) -> None:
    """Write each table as CSV for spreadsheets."""
    with ExitStack() as open_files:
        sheets = {table: Sheets(folder, table) for table in TABLES}
        for each in sheets.values():
            open_files.callback(each.close)
        for part in shards_of(manifest):
            for table, rows in tables_of(storage, part, handed).items():
                for batch in rows.batches(ROWS_A_BATCH):
                    sheets[table].write(_shared(batch, table, all_texts=handed.all_texts))


def _shared(batch: pa.RecordBatch, table: str, *, all_texts: bool) -> pa.Table:
    """Return rows as they may be handed on."""
    rows = pa.Table.from_batches([batch])
    return rows if all_texts or table != "removed" else without_withheld(rows)


def _as_text(value: Any) -> str:
    return str(value.isoformat())


def _to_huggingface(storage: Storage, manifest: Manifest, folder: Path, handed: Handed) -> None:
    """Write a repository for the Hub: a card whose configs are the tables, documents and paragraphs by split.

    A split has a file for each shard that holds some of it, so that several readers share the work. Each language with
    `LANGUAGE_DOCUMENTS` documents or more is a config, too: its documents have a folder of their own, and are written
    once.
    """
    files: dict[str, dict[str, str]] = {table: {} for table in TABLES}
    languages = large_languages(manifest)
    schemas: dict[str, pa.Schema] = {}
    for number, part in enumerate(shards_of(manifest)):
        rows = tables_of(storage, part, handed)
        schemas |= {table: rows[table].dataset.schema for table in TABLES}
        for split in SPLITS:
            documents = rows["documents"].where(split=split)
            ids = documents.select("id").to_arrow()["id"].combine_chunks()
            if not len(ids):
                continue
            _write_documents(documents, languages, folder, (split, number), files)
            paragraphs = rows["paragraphs"].where(pc.field("document_id").isin(ids))
            if paragraphs.count():
                files["paragraphs"][split] = _write_rows(paragraphs, folder / "paragraphs", split, number)
        if rows["removed"].count():
            place = (REMOVED, number)
            files["removed"][REMOVED] = _write_removed(
                rows["removed"], folder / "removed", place, all_texts=handed.all_texts
            )
    ordered = {table: {split: splits[split] for split in (*SPLITS, REMOVED) if split in splits}
               for table, splits in files.items()}  # fmt: skip
    words = "Each split has files of its own, one for each shard that holds some of it."
    if handed.purpose:
        words += (
            f" Of the snapshot that this card describes, only the documents are here that may be used for "
            f"{handed.purpose}{', and those of which nothing is stated' if handed.or_unknown else ''}."
        )
    texts = "all texts " if handed.all_texts else ""
    purpose = f"{handed.purpose}{' or unknown' if handed.or_unknown else ''}" if handed.purpose else ""
    card = write_card(manifest, ordered, words, columns_section(schemas), handed=f"{texts}{purpose}".strip())
    (folder / CARD).write_bytes(card)


def _write_documents(
    rows: Rows, languages: Sequence[str], folder: Path, place: tuple[str, int], files: dict[str, dict[str, str]]
) -> None:
    """Write the documents of one split of a shard, by language, and put the patterns of their files into `files`."""
    split, number = place
    if not languages:
        files["documents"][split] = _write_rows(rows, folder / "documents", split, number)
        return
    files["documents"][split] = f"documents/*/{split}-*.parquet"
    is_large = pc.field("language").isin(languages)
    for language in languages:
        if (found := rows.where(language=language)).count():
            files.setdefault(language, {})[split] = f"documents/{language}/{split}-*.parquet"
            _write_rows(found, folder / "documents" / language, split, number)
    if (others := rows.where(~is_large | pc.field("language").is_null())).count():
        _write_rows(others, folder / "documents" / OTHERS, split, number)


def _write_rows(rows: Rows, folder: Path, split: str, number: int) -> str:
    """Write rows as one Parquet file; return the pattern, from the repository's folder, of the files of its split."""
    folder.mkdir(parents=True, exist_ok=True)
    with _shared_by_pieces(folder / f"{split}-{number:05}.parquet", rows.dataset.schema) as writer:
        for batch in rows.batches(ROWS_A_BATCH):
            if batch.num_rows:  # `datasets` cannot read a row group without rows
                writer.write_batch(batch)
    return f"{folder.name}/{split}-*.parquet"


def _shared_by_pieces(place: Path, schema: pa.Schema) -> pq.ParquetWriter:
    """Begin a file whose pages are cut where the content says: the Hub takes only the pieces that it has not yet.

    `python -m benchmarks.sharing` measures what that gives and costs.
    """
    few = [name for name in schema.names if name in FEW_VALUES]  # a dictionary of texts is a piece that always changes
    return pq.ParquetWriter(
        place, schema, compression="zstd", compression_level=3, use_dictionary=few, use_content_defined_chunking=True
    )


def _write_removed(rows: Rows, folder: Path, place: tuple[str, int], *, all_texts: bool) -> str:
    """Write rows of `removed` as they may be handed on; return the pattern of the files of their split."""
    split, number = place
    folder.mkdir(parents=True, exist_ok=True)
    with _shared_by_pieces(folder / f"{split}-{number:05}.parquet", rows.dataset.schema) as writer:
        for batch in rows.batches(ROWS_A_BATCH):
            if batch.num_rows:
                writer.write_table(_shared(batch, "removed", all_texts=all_texts))
    return f"{folder.name}/{split}-*.parquet"


def _to_delta(storage: Storage, manifest: Manifest, folder: Path, handed: Handed) -> None:
    """Write the tables of this one snapshot as Delta tables that stand alone."""
    copy = LocalStorage(folder)
    tables: dict[str, list[Object]] = {table: [] for table in TABLES}
    for table in TABLES:
        if handed.purpose:
            copy.path(f"objects/{table}").mkdir(parents=True)
            found = write_narrowed(storage, manifest, table, copy.path(f"objects/{table}"), handed)
            for place, now in found.items():
                place.rename(copy.path(now.name(table)))
            tables[table] = [*found.values()]
            continue
        for item in manifest.tables[table]:
            place = copy.path(item.name(table))
            place.parent.mkdir(parents=True, exist_ok=True)
            now = fetch_shared(storage, item, table, place, all_texts=handed.all_texts)
            place.rename(copy.path(now.name(table)))
            tables[table].append(now)
    shared = replace(manifest, tables={table: tuple(items) for table, items in tables.items()})
    write_delta_logs(copy, [shared])
    for table in TABLES:
        copy.rename(f"objects/{table}", table)
    (folder / "objects").rmdir()


def _to_markdown(storage: Storage, manifest: Manifest, folder: Path, handed: Handed) -> None:
    """Write each document as a Markdown file named by its id, in the folder of its split; its origin stands above."""
    for part in shards_of(manifest):
        documents = tables_of(storage, part, handed)["documents"]
        for split in SPLITS:
            for row in documents.where(split=split).select(*FRONT, "id").to_markdown().to_pylist():
                (folder / split).mkdir(exist_ok=True)
                head = {name: row[name] for name in FRONT if row[name] is not None}
                lines = [
                    f"{name}: {json.dumps(value, ensure_ascii=False, default=_as_text)}" for name, value in head.items()
                ]
                text = "\n".join(["---", *lines, "---", "", row["markdown"], ""])
                (folder / split / f"{row['id']}.md").write_text(text, "utf-8", newline="\n")


FORMS: Mapping[str, Callable[..., None]] = {
    "conllu": to_conllu,
    "csv": _to_csv,
    "delta": _to_delta,
    "folder": _to_folder,
    "huggingface": _to_huggingface,
    "jsonl": _to_jsonl,
    "markdown": _to_markdown,
    "tei": to_tei,
    "vertical": to_vertical,
}
