"""One table of a snapshot from Python: narrowed without reading, and given to the library of your choice."""

from __future__ import annotations

import difflib
import importlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from types import ModuleType
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds

from reinschrift.errors import ConfigError
from reinschrift.look.pictures import table_in_html
from reinschrift.look.sample import drawn_rows
from reinschrift.text.counted import counted

if TYPE_CHECKING:
    import pandas as pd

SHOWN = 5
"""Rows that `head`, `sample` and a notebook show."""


@dataclass(frozen=True)
class Rows:
    """One table of a snapshot, read when asked for; `where` and `select` narrow it without reading anything.

    `rows["n_words"]` is a column to compare, `len(rows)` their number; `for row in rows` gives each as a dict.
    """

    dataset: ds.Dataset
    filter: ds.Expression | None = None
    columns: tuple[str, ...] | None = None
    paragraphs: Rows | None = None
    """Of documents, the table of their paragraphs."""

    def __repr__(self) -> str:
        """Say which columns they have, and whether they are some of the table's; nothing is read for it."""
        which = "Rows" if self.filter is None else "Some rows"
        return f"<{which} of {', '.join(self.names)}>"

    def _repr_html_(self) -> str:
        """Show in a notebook the first rows, texts shortened."""
        n_rows = self.count()
        first = self._first(SHOWN).to_pylist()
        return table_in_html(f"{counted(n_rows, 'row')}", self.names, [list(row.values()) for row in first])

    def __len__(self) -> int:
        """Return the number of rows."""
        return self.count()

    def __iter__(self) -> Iterator[dict[str, Any]]:
        """Yield each row as a dict, in the order of the files; memory stays bounded."""
        for batch in self.batches():
            yield from batch.to_pylist()

    def __getitem__(self, column: str) -> ds.Expression:
        """Return a column to compare in `where`, e.g. `rows["n_words"] >= 100` or `rows["quality.word_count"] < 50`.

        Raises `ConfigError` with the nearest name for a column that is not there.
        """
        path = column.split(".")
        self._check(column, path)
        return pc.field(*path)

    @property
    def names(self) -> list[str]:
        """The names of the columns."""
        return list(self.columns or self.dataset.schema.names)

    def where(self, *expressions: ds.Expression, **values: Any) -> Rows:
        """Return the rows for which all of it holds.

        Args:
            expressions: comparisons of columns, `rows["n_words"] >= 100`, joined with `&`, `|` and `~`.
            values: a column's value, several (`language=["de", "gsw"]`), or None for rows in which it is null.
        """
        found = self.filter
        for expression in (*expressions, *(self._equal(name, value) for name, value in values.items())):
            found = expression if found is None else found & expression
        return replace(self, filter=found)

    def for_purpose(self, purpose: str, *, or_unknown: bool = False) -> Rows:
        """Return the documents that may be used for a purpose, as `purposes` says; see docs/rights.md.

        `purpose` is one of train-generative, train-other, ai-input, search, republish. With `or_unknown` those of which
        nothing is stated either way are among them. Raises `ConfigError` for another purpose, or rows without purposes.
        """
        return self.where(allowed_for(self.dataset.schema, purpose, or_unknown=or_unknown))

    def select(self, *columns: str) -> Rows:
        """Return only these columns; `quality.word_count` is a field of one. `ConfigError` if one is not there."""
        for column in columns:
            self._check(column, column.split("."))
        return replace(self, columns=columns)

    def count(self) -> int:
        """Return the number of rows."""
        return int(self.dataset.count_rows(filter=self.filter))

    def head(self, n_rows: int = SHOWN) -> pd.DataFrame:
        """Return the first rows as a pandas frame; no more is read than they need."""
        return _frame(self._first(n_rows))

    def sample(self, n_rows: int = SHOWN, seed: int = 0) -> pd.DataFrame:
        """Return rows drawn by chance as a pandas frame: for the same seed the same ones, in the order of the files."""
        return _frame(self._scanner().take(pa.array(drawn_rows(self.count(), n_rows, seed))))

    def batches(self, n_rows: int = 10_000) -> Iterable[pa.RecordBatch]:
        """Yield the rows in batches of at most `n_rows`, in the order of the files; memory stays bounded."""
        return self._scanner(batch_size=n_rows).to_batches()  # type: ignore[no-any-return]  # Arrow has no types

    def to_arrow(self) -> pa.Table:
        """Return all rows as an Arrow table."""
        return self._scanner().to_table()

    def to_pandas(self) -> pd.DataFrame:
        """Return all rows as a pandas frame with Arrow-backed columns, so that nulls and lists stay what they are."""
        return _frame(self.to_arrow())

    def to_polars(self) -> Any:
        """Return all rows as a polars frame. Raises `ConfigError` where polars is not installed."""
        return package("polars").from_arrow(self.to_arrow())

    def to_duckdb(self) -> Any:
        """Return the rows as a DuckDB relation that reads on demand. Raises `ConfigError` without DuckDB."""
        connection = package("duckdb").connect()
        return connection.from_arrow(self._scanner().to_reader())

    def to_hf(self) -> Any:
        """Return all rows as a Hugging Face dataset. Raises `ConfigError` where `datasets` is not installed."""
        return package("datasets").Dataset(self.to_arrow())

    def to_torch(self, seed: int | None = None) -> Any:
        """Return a `torch.utils.data.IterableDataset` whose rows are dicts, shared out over workers and ranks.

        With a `seed` the rows come in another order, and in another one again after `set_epoch`. Raises `ConfigError`
        where torch is not installed.
        """
        package("torch")
        from reinschrift.look.torch_rows import TorchRows  # noqa: PLC0415  # imports torch

        return TorchRows(self, seed)

    def to_markdown(self) -> pa.Table:
        """Return all documents as an Arrow table with the column `markdown`: their text with its structure.

        Headings, lists, tables, programs and quotes are as `paragraphs.kind` and `paragraphs.level` say. Raises
        `ConfigError` for rows that are no documents, or that were narrowed to columns without `id`.
        """
        from reinschrift.look.markdown import markdown_of  # noqa: PLC0415  # other readers do not need it

        if self.paragraphs is None or "id" not in self.names:
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

    def _equal(self, name: str, value: Any) -> ds.Expression:
        column = self[name]
        if value is None:
            return column.is_null()
        return column.isin([value] if isinstance(value, str) or not isinstance(value, Iterable) else list(value))

    def _check(self, column: str, path: list[str]) -> None:
        """Raise `ConfigError` for a column, or a field of one, that is not there."""
        known: Any = self.dataset.schema
        for name in path:
            names = known.names if isinstance(known, pa.Schema) else [one.name for one in getattr(known, "fields", ())]
            if name not in names:
                near = difflib.get_close_matches(name, names, n=1)
                raise ConfigError(
                    f"There is no column {column}.",
                    hint=f"Did you mean {near[0]}?" if near else f"There are {', '.join(names) or 'no fields in it'}.",
                )
            known = known.field(name).type

    def _first(self, n_rows: int) -> pa.Table:
        return self._scanner(batch_size=max(n_rows, 1)).head(n_rows)

    def _scanner(self, **options: Any) -> ds.Scanner:
        columns: Any = list(self.columns) if self.columns is not None else None
        if columns and any("." in column for column in columns):
            columns = {column: self[column] for column in columns}
        return self.dataset.scanner(columns=columns, filter=self.filter, **options)


def allowed_for(schema: pa.Schema, purpose: str, *, or_unknown: bool) -> ds.Expression:
    """Return what holds for the documents that may be used for a purpose; `ConfigError` if these are not known."""
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


def _frame(table: pa.Table) -> pd.DataFrame:
    import pandas as pd  # noqa: PLC0415  # half a second that other readers do not need

    return table.to_pandas(types_mapper=pd.ArrowDtype)  # type: ignore[no-any-return]  # Arrow has no types


def package(name: str, command: str | None = None) -> ModuleType:
    """Return a package that is not always there; `ConfigError` with the command that installs it where it is not."""
    try:
        return importlib.import_module(name)
    except ImportError as error:
        raise ConfigError(
            f"{name} is not installed.", hint=f"Install it with {command or f'pip install {name}'}."
        ) from error
