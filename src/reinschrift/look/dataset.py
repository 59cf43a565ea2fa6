"""Open a published snapshot from Python: its tables as lazy Arrow datasets, and in the library of your choice."""

from __future__ import annotations

import importlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds

from reinschrift.errors import ConfigError
from reinschrift.snapshot.manifest import Manifest, read_manifest
from reinschrift.storage import Storage, open_storage

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Rows:
    """One table of a snapshot, read when asked for; `where` and `select` narrow it without reading anything."""

    dataset: ds.Dataset
    filter: ds.Expression | None = None
    columns: tuple[str, ...] | None = None
    paragraphs: Rows | None = None
    """Of documents, the table of their paragraphs."""

    def __repr__(self) -> str:
        """Say which columns they have, and whether they are some of the table's; nothing is read for it."""
        which = "Rows" if self.filter is None else "Some rows"
        return f"<{which} of {', '.join(self.columns or self.dataset.schema.names)}>"

    def where(
        self,
        *expressions: ds.Expression,
        language: str | Iterable[str] | None = None,
        split: str | Iterable[str] | None = None,
    ) -> Rows:
        """Return the rows for which all of it holds: Arrow expressions, languages (BCP-47), splits."""
        found = self.filter
        for expression in (*expressions, *_one_of("language", language), *_one_of("split", split)):
            found = expression if found is None else found & expression
        return replace(self, filter=found)

    def for_purpose(self, purpose: str, *, or_unknown: bool = False) -> Rows:
        """Return the documents that may be used for a purpose, as `purposes` says; see docs/rights.md.

        `purpose` is one of train-generative, train-other, ai-input, search, republish. With `or_unknown` those of which
        nothing is said either way are among them. Raises `ConfigError` for another purpose, or rows without purposes.
        """
        return self.where(allowed_for(self.dataset.schema, purpose, or_unknown=or_unknown))

    def select(self, *columns: str) -> Rows:
        """Return only these columns."""
        return replace(self, columns=columns)

    def count(self) -> int:
        """Return the number of rows."""
        return int(self.dataset.count_rows(filter=self.filter))

    def batches(self, n_rows: int = 10_000) -> Iterable[pa.RecordBatch]:
        """Yield the rows in batches of at most `n_rows`, in the order of the files; memory stays bounded."""
        return self._scanner(batch_size=n_rows).to_batches()  # type: ignore[no-any-return]  # Arrow has no types

    def to_arrow(self) -> pa.Table:
        """Return all rows as an Arrow table."""
        return self._scanner().to_table()

    def to_pandas(self) -> pd.DataFrame:
        """Return all rows as a pandas frame with Arrow-backed columns, so that nulls and lists stay what they are."""
        import pandas as pd  # noqa: PLC0415  # half a second that other readers do not need

        return self.to_arrow().to_pandas(types_mapper=pd.ArrowDtype)  # type: ignore[no-any-return]  # Arrow has no types

    def to_polars(self) -> Any:
        """Return all rows as a polars frame. Raises `ConfigError` where polars is not installed."""
        return _package("polars").from_arrow(self.to_arrow())

    def to_duckdb(self) -> Any:
        """Return the rows as a DuckDB relation that reads on demand. Raises `ConfigError` without DuckDB."""
        connection = _package("duckdb").connect()
        return connection.from_arrow(self._scanner().to_reader())

    def to_hf(self) -> Any:
        """Return all rows as a Hugging Face dataset. Raises `ConfigError` where `datasets` is not installed."""
        return _package("datasets").Dataset(self.to_arrow())

    def to_markdown(self) -> pa.Table:
        """Return all documents as an Arrow table with the column `markdown`: their text with its structure.

        Headings, lists, tables, programs and quotes are as `paragraphs.kind` and `paragraphs.level` say. Raises
        `ConfigError` for rows that are no documents, or that were narrowed to columns without `id`.
        """
        from reinschrift.look.markdown import markdown_of  # noqa: PLC0415  # other readers do not need it

        if self.paragraphs is None or "id" not in (self.columns or self.dataset.schema.names):
            raise ConfigError(
                "Only documents with their id can be written as Markdown.",
                hint="Call it on snapshot.documents, and select the column id as well.",
            )
        documents = self.to_arrow()
        ids = documents["id"].combine_chunks()
        names = [
            name for name in ("document_id", "kind", "level", "text") if name in self.paragraphs.dataset.schema.names
        ]
        paragraphs = self.paragraphs.where(pc.field("document_id").isin(ids)).select(*names).to_arrow()
        return documents.append_column("markdown", markdown_of(ids.to_pylist(), paragraphs))

    def _scanner(self, **options: Any) -> ds.Scanner:
        columns = list(self.columns) if self.columns is not None else None
        return self.dataset.scanner(columns=columns, filter=self.filter, **options)


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

    @property
    def version(self) -> str:
        """The snapshot's version."""
        return self.manifest.version

    def find(self, asked: str, kind: str | None = None) -> dict[str, Any]:
        """Return where a sentence, a file, a URL, a host, an author, an e-mail address or a number is in it.

        See `look.find.find`: the answer has `found`, `erasures`, `searched` and `notes`.
        """
        from reinschrift.look.find import find  # noqa: PLC0415  # compiles kernels that readers of tables do not need

        return find(self.storage, asked, kind, self.version)


def allowed_for(schema: pa.Schema, purpose: str, *, or_unknown: bool) -> ds.Expression:
    """Return what holds for the documents that may be used for a purpose; `ConfigError` if they cannot be told."""
    if "purposes" not in schema.names:
        raise ConfigError(
            "These rows do not say for which purpose they may be used.",
            hint="Documents do, in snapshots made since contract 1.10; rebuild an older one.",
        )
    known = [field.name for field in schema.field("purposes").type]
    name = purpose.replace("-", "_")
    if name not in known:
        there = ", ".join(one.replace("_", "-") for one in known)
        raise ConfigError(f"There is no purpose {purpose}.", hint=f"There are {there}.")
    found: ds.Expression = pc.field("purposes", name).isin(["allowed", *(["unknown"] if or_unknown else [])])
    return found


def open_snapshot(place: str | Path, version: str = "latest") -> Snapshot:
    """Open a snapshot of the dataset in folder `place`.

    Args:
        place: the dataset's folder, e.g. `processed/sample`, or its address, e.g. `s3://bucket/sample`.
        version: e.g. `1.0.0`, a tag, or `latest`.

    Raises `SnapshotNotFoundError` if there is none.
    """
    storage = open_storage(place)
    return open_manifest(storage, read_manifest(storage, version))


def open_manifest(storage: Storage, manifest: Manifest) -> Snapshot:
    """Open the snapshot that a manifest describes."""
    documents, paragraphs, removed = (_rows(storage, manifest, name) for name in ("documents", "paragraphs", "removed"))
    return Snapshot(manifest, replace(documents, paragraphs=paragraphs), paragraphs, removed, storage)


def _rows(storage: Storage, manifest: Manifest, table: str) -> Rows:
    objects = [item for item in manifest.tables[table] if item.n_rows] or manifest.tables[table][:1]
    places = [storage.place(item.name(table)) for item in objects]
    return Rows(ds.dataset([path for path, _ in places], format="parquet", filesystem=places[0][1]))


def _one_of(column: str, values: str | Iterable[str] | None) -> Sequence[ds.Expression]:
    if values is None:
        return ()
    return (pc.field(column).isin([values] if isinstance(values, str) else list(values)),)


def _package(name: str) -> ModuleType:
    try:
        return importlib.import_module(name)
    except ImportError as error:
        raise ConfigError(f"{name} is not installed.", hint=f"Install it with pip install {name}.") from error
