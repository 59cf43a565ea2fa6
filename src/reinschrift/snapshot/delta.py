"""A snapshot's tables as Delta tables: a log of JSON files beside the objects, a version of the log a snapshot.

The log follows the Delta Transaction Log Protocol (reader version 1, writer version 2). It is derived: the manifests
stay the truth, and the log can be written again at any time. Paths in it are relative, so the folder may be moved.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pyarrow as pa
import pyarrow.parquet as pq

from reinschrift import __version__
from reinschrift.errors import ConfigError
from reinschrift.snapshot.manifest import TABLES, Manifest, Object, read_manifests
from reinschrift.snapshot.read import read_schema
from reinschrift.storage import LocalStorage

LOG = "_delta_log"
_SIMPLE = {
    pa.string(): "string",
    pa.bool_(): "boolean",
    pa.int32(): "integer",
    pa.int64(): "long",
    pa.float32(): "float",
    pa.float64(): "double",
    pa.date32(): "date",
    pa.timestamp("us", "UTC"): "timestamp",
}


def write_delta_logs(storage: LocalStorage, manifests: Sequence[Manifest] | None = None) -> dict[str, list[str]]:
    """Write the Delta logs of all snapshots beside the objects; return for each table the version of each log entry.

    `objects/<table>` is then a Delta table with a version for every snapshot that changed it. An earlier log is
    replaced as a whole.
    """
    manifests = read_manifests(storage) if manifests is None else manifests
    return {table: _write_log(storage, manifests, table) for table in TABLES}


def follow(storage: LocalStorage) -> None:
    """Bring Delta logs that were once written here up to what is now published."""
    if any(storage.exists(f"objects/{table}/{LOG}") for table in TABLES):
        write_delta_logs(storage)


def follow_files(storage: LocalStorage, log: str) -> None:
    """Correct the sizes and numbers of rows in a Delta log, a folder, whose files were written anew under their names.

    Every version that the log names has the files as they are now. Raises `ConfigError` where another program has
    written a checkpoint beside a log that is not right any more: that holds the old sizes, too.
    """
    table = storage.path(log).parent
    is_old = False
    for place in sorted(storage.path(log).glob("*.json")):
        actions = [json.loads(line) for line in place.read_text(encoding="utf-8").splitlines() if line.strip()]
        corrected = [one for one in actions if _follows(one.get("add"), table)]
        if corrected:
            is_old = True
            lines = [json.dumps(one, sort_keys=True) for one in actions]
            with storage.writing(f"{log}/{place.name}") as temporary:
                temporary.write_text("\n".join(lines) + "\n", encoding="utf-8")
    if is_old and (storage.path(log) / "_last_checkpoint").exists():
        raise ConfigError(
            "The log of this Delta table has a checkpoint, which names the files' sizes before rows were taken out.",
            hint="Delete the checkpoint files and _last_checkpoint, or write the table anew.",
            context={"log": log},
        )


def _follows(add: dict[str, Any] | None, table: Path) -> bool:
    """Correct what a log says of a file; return whether that was wrong."""
    file = table / unquote(add["path"]) if add else None
    if add is None or file is None or not file.is_file() or file.stat().st_size == add["size"]:
        return False
    add["size"] = file.stat().st_size
    add["stats"] = json.dumps({"numRecords": pq.read_metadata(file).num_rows})
    return True


def _write_log(storage: LocalStorage, manifests: Sequence[Manifest], table: str) -> list[str]:
    entries: list[tuple[str, bytes]] = []
    there: dict[str, Object] = {}
    schema: list[dict[str, Any]] | None = None
    for manifest in manifests:
        objects = {item.sha256: item for item in manifest.tables[table] if item.n_rows}
        fields = [_field(one) for one in read_schema(storage, manifest.tables[table][0], table)]
        actions = _actions(manifest, (there, objects), fields if fields != schema else None, is_first=not entries)
        if not entries or objects.keys() != there.keys() or fields != schema:
            entries.append((manifest.version, "\n".join(json.dumps(one, sort_keys=True) for one in actions).encode()))
        there, schema = objects, fields
    files = {f"{number:020}.json": data + b"\n" for number, (_, data) in enumerate(entries)}
    storage.put_files(f"objects/{table}/{LOG}", files)
    return [version for version, _ in entries]


def _actions(
    manifest: Manifest,
    objects: tuple[dict[str, Object], dict[str, Object]],
    fields: list[dict[str, Any]] | None,
    *,
    is_first: bool,
) -> list[dict[str, Any]]:
    before, after = objects
    at = int(datetime.fromisoformat(manifest.created).timestamp() * 1000)
    info = {
        "timestamp": at,
        "operation": "WRITE",
        "operationParameters": {"mode": "Overwrite"},
        "engineInfo": f"reinschrift/{__version__}",
        "release": manifest.version,
        "revision": manifest.revision,
    }
    actions: list[dict[str, Any]] = [{"commitInfo": info}]
    if is_first:
        actions.append({"protocol": {"minReaderVersion": 1, "minWriterVersion": 2}})
    if fields is not None:
        written = json.dumps({"type": "struct", "fields": fields}, sort_keys=True)
        meta = {"id": manifest.dataset, "format": {"provider": "parquet", "options": {}}, "schemaString": written,
                "partitionColumns": [], "configuration": {}, "createdTime": at}  # fmt: skip
        actions.append({"metaData": meta})
    actions += [
        {"remove": {"path": f"{name}.parquet", "dataChange": True, "deletionTimestamp": at}}
        for name in sorted(before.keys() - after.keys())
    ]
    actions += [
        {"add": {"path": f"{name}.parquet", "size": after[name].n_bytes, "partitionValues": {}, "dataChange": True,
                 "modificationTime": at, "stats": json.dumps({"numRecords": after[name].n_rows})}}
        for name in sorted(after.keys() - before.keys())
    ]  # fmt: skip
    return actions


def _field(field: pa.Field) -> dict[str, Any]:
    return {"name": field.name, "type": _type(field.type), "nullable": field.nullable, "metadata": {}}


def _type(kind: pa.DataType) -> Any:
    if kind in _SIMPLE:
        return _SIMPLE[kind]
    if pa.types.is_struct(kind):
        return {"type": "struct", "fields": [_field(field) for field in kind]}
    if pa.types.is_list(kind):
        element = {"elementType": _type(kind.value_type), "containsNull": kind.value_field.nullable}
        return {"type": "array", **element}
    raise ConfigError(
        f"Delta has no type for the Arrow type {kind}.", hint="Export to a folder instead: --format folder."
    )
