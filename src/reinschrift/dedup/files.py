"""Signature files: Arrow IPC, uncompressed, so that columns are mapped and not read; marked with a fingerprint."""

from __future__ import annotations

import json
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq

from reinschrift.dedup.shingles import FORMAT, fingerprint
from reinschrift.dedup.signatures import Signatures
from reinschrift.errors import ConfigError, StorageError
from reinschrift.settings.dedup import DedupSettings
from reinschrift.storage import LocalStorage

DOCUMENTS_FILE = "signatures.arrow"
PARAGRAPHS_FILE = "paragraph_keys.arrow"
_MARK = b"reinschrift.signatures"


class ShardSignatures(NamedTuple):
    """Where the signatures of one shard are."""

    name: str
    """The shard's name; decisions about it are in files of that name."""
    folder: Path


def write_signatures(signatures: Signatures, folder: Path, settings: DedupSettings) -> None:
    """Write both tables to `folder`, each whole or not at all. Raises `StorageError` (retryable) if the disk fails."""
    mark = {_MARK: json.dumps({"format": FORMAT, "fingerprint": fingerprint(settings)}).encode()}
    for name, table in ((DOCUMENTS_FILE, signatures.documents), (PARAGRAPHS_FILE, signatures.paragraphs)):
        with LocalStorage(folder).writing(name) as temporary:
            whole = table.combine_chunks().replace_schema_metadata(mark)
            with pa.OSFile(str(temporary), "wb") as sink, pa.ipc.new_file(sink, whole.schema) as writer:
                writer.write_table(whole)


def read_documents(shard: ShardSignatures, settings: DedupSettings) -> pa.Table:
    """Return the signatures of a shard; only the columns that are looked at come into memory.

    Raises `ConfigError` if they were made by another version or with other settings, `StorageError` if the file
    is missing or broken.
    """
    return _mapped(shard, DOCUMENTS_FILE, settings)


def read_paragraphs(shard: ShardSignatures, settings: DedupSettings) -> pa.Table:
    """Return the paragraph keys of a shard. Raises as `read_documents` does."""
    return _mapped(shard, PARAGRAPHS_FILE, settings)


def write_parquet(table: pa.Table, path: Path) -> None:
    """Write a table as one row group of Parquet, whole or not at all; the same table gives the same bytes."""
    with LocalStorage(path.parent).writing(path.name) as temporary:
        pq.write_table(table.combine_chunks(), temporary, compression="zstd", row_group_size=max(table.num_rows, 1))


def _mapped(shard: ShardSignatures, name: str, settings: DedupSettings) -> pa.Table:
    path = shard.folder / name
    try:
        table = pa.ipc.open_file(pa.memory_map(str(path))).read_all()
    except (OSError, pa.ArrowInvalid) as error:
        raise StorageError(
            f"The signatures of shard {shard.name} cannot be read: {error}.",
            hint="Remove the shard's folder and run again: they are made anew.",
            context={"shard": shard.name, "path": path},
        ) from error
    _check_mark(table, shard, path, settings)
    return table


def _check_mark(table: pa.Table, shard: ShardSignatures, path: Path, settings: DedupSettings) -> None:
    mark = json.loads((table.schema.metadata or {}).get(_MARK, b"{}"))
    expected = {"format": FORMAT, "fingerprint": fingerprint(settings)}
    if mark != expected:
        raise ConfigError(
            f"The signatures of shard {shard.name} were made by another version or with other settings "
            f"({mark or 'no mark'}, needed {expected}); they cannot be compared with these.",
            hint="Remove the folder so that they are made anew, or go back to the settings under [dedup].",
            context={"shard": shard.name, "path": path},
        )
