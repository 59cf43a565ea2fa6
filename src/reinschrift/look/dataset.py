"""Open a published snapshot from Python: its tables as lazy Arrow datasets, and in the library of your choice."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.dataset as ds
from pyarrow.lib import ArrowException

from reinschrift.errors import ConfigError, SnapshotNotFoundError, StorageError
from reinschrift.look.pictures import table_in_html
from reinschrift.look.rows import Rows
from reinschrift.snapshot.manifest import STATISTICS, TABLES, Manifest, read_manifest
from reinschrift.snapshot.read import unreadable
from reinschrift.storage import LocalStorage, Storage, open_storage


@dataclass(frozen=True)
class Snapshot:
    """One published version of a dataset; it never changes, so it can be read while rebuilds go on."""

    manifest: Manifest
    documents: Rows
    """One row a kept document."""
    paragraphs: Rows
    """One row a paragraph of a kept document: `document.text[start:end] == text`."""
    removed: Rows
    """One row for everything that was removed, with the reason."""

    storage: Storage = field(repr=False)
    """Where it lies."""

    def __repr__(self) -> str:
        """Say which snapshot it is; its list of files would fill pages."""
        return f"<Snapshot {self.version} of {self.manifest.dataset}>"

    def _repr_html_(self) -> str:
        """Show in a notebook how many rows each table has; only the manifest is read."""
        counts = [(name, sum(item.n_rows for item in self.manifest.tables[name])) for name in TABLES]
        return table_in_html(f"{self.manifest.dataset} {self.version}", ("table", "rows"), counts)

    @property
    def version(self) -> str:
        """The snapshot's version."""
        return self.manifest.version

    @property
    def tables(self) -> dict[str, Rows]:
        """All its tables by name; `statistics`, too, where it has them."""
        found = {name: getattr(self, name) for name in TABLES}
        if self.manifest.tables.get(STATISTICS):
            found[STATISTICS] = _rows(self.storage, self.manifest, STATISTICS)
        return found

    def sql(self, query: str) -> pa.Table:
        """Return what a question in SQL gives: of the tables `documents`, `paragraphs`, `removed`, `statistics`.

        DuckDB answers it, and reaches nothing but these tables. Raises `ConfigError` without DuckDB, and for a question
        that it does not take.
        """
        from reinschrift.look.sql import ask  # noqa: PLC0415  # DuckDB is not always there

        return ask(self, query).read_all()

    def find(self, asked: str, kind: str | None = None) -> dict[str, Any]:
        """Return where a sentence, a file, a URL, a host, an author, an e-mail address or a number is in it.

        See `look.find.find`: the answer has `found`, `erasures`, `searched` and `notes`.
        """
        from reinschrift.look.find import find  # noqa: PLC0415  # compiles kernels that readers of tables do not need

        return find(self.storage, asked, kind, self.version)


def open_snapshot(place: str | Path, version: str = "latest") -> Snapshot:
    """Open a snapshot of the dataset in folder `place`.

    Args:
        place: the dataset's folder, e.g. `processed/sample`, or its address, e.g. `s3://bucket/sample`.
        version: e.g. `1.0.0`, a tag, or `latest`.

    Raises `SnapshotNotFoundError` if there is none, `ConfigError` for what is no place, `StorageError` if an object
    cannot be read.
    """
    if not isinstance(place, str | Path) or not str(place):
        what = "is empty" if place == "" else f"is no {type(place).__name__}"
        raise ConfigError(f"The place of a dataset {what}.", hint="Name a folder, as text or Path, or an address.")
    storage = open_storage(place)
    if isinstance(storage, LocalStorage) and not storage.root.is_dir():
        raise SnapshotNotFoundError(
            "There is no such dataset.", hint="Name the folder of one.", context={"folder": place}
        )
    return open_manifest(storage, read_manifest(storage, version))


def open_manifest(storage: Storage, manifest: Manifest) -> Snapshot:
    """Open the snapshot that a manifest describes."""
    documents, paragraphs, removed = (_rows(storage, manifest, name) for name in ("documents", "paragraphs", "removed"))
    return Snapshot(manifest, replace(documents, paragraphs=paragraphs), paragraphs, removed, storage)


def _rows(storage: Storage, manifest: Manifest, table: str) -> Rows:
    objects = [item for item in manifest.tables[table] if item.n_rows] or manifest.tables[table][:1]
    places = [storage.place(item.name(table)) for item in objects]
    try:
        return Rows(ds.dataset([path for path, _ in places], format="parquet", filesystem=places[0][1]))
    except (OSError, ArrowException) as error:  # its schema stands in the first
        raise unreadable(objects[0].name(table), StorageError("it is not what was written")) from error
