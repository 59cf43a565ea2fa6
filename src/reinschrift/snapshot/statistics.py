"""Statistics of a snapshot: what its tables hold, counted by where it comes from and what it is, in one small table.

Every count is a whole number, so the statistics of shards add up to those of the snapshot, and an erasure can take its
part out again, exactly.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from reinschrift.columns import constant, numbers, one_chunk

ABOUT = {
    "documents": (
        "source",
        "source_format",
        "license",
        "rights",
        "synthetic",
        "language",
        "year",
        "split",
        "page_type",
    ),
    "domains": ("source", "language", "domain"),
    "paragraphs": ("source", "language", "kind", "split"),
    "removed": ("source", "license", "rights", "language", "scope", "stage", "reason"),
    "purposes": ("source", "purpose", "rights"),
    "opt_outs": ("source", "protocol", "purpose", "reason"),
    "tokens": ("source", "language", "split", "tokenizer"),
    "distribution": ("signal", "lower", "upper"),
}
"""What a row can be about, and the columns that tell its rows apart; all others are null in them."""
MEASURES = ("n_rows", "n_paragraphs", "n_chars", "n_words", "n_tokens")
"""Rows of the table that it is about, and what these hold; null where nobody counts it."""
_OF_DOCUMENTS = MEASURES[:4]
_MEASURED = {
    "documents": _OF_DOCUMENTS,
    "domains": _OF_DOCUMENTS,
    "paragraphs": ("n_rows", "n_chars"),
    "removed": ("n_rows", "n_chars"),
    "purposes": _OF_DOCUMENTS,
    "opt_outs": ("n_rows",),
    "tokens": (*_OF_DOCUMENTS, "n_tokens"),
    "distribution": ("n_rows",),
}
_DIMENSIONS = tuple(dict.fromkeys(name for names in ABOUT.values() for name in names))
_TYPES = {"year": pa.int32(), "lower": pa.float64(), "upper": pa.float64()}
SCHEMA = pa.schema(
    [
        pa.field("about", pa.string(), nullable=False),
        *(pa.field(name, _TYPES.get(name, pa.string())) for name in _DIMENSIONS),
        *(pa.field(name, pa.int64(), nullable=name != "n_rows") for name in MEASURES),
    ]
)
"""The columns of the statistics, as the contract has them."""
LENGTHS = ("n_chars", "n_words", "n_paragraphs", "copies")
NEEDED = {
    "documents": (
        "source", "source_format", "license", "rights", "language", "published", "split", "domain", "language_score",
        "quality", "purposes", "rights_statements", "synthetic", "page_type", "token_counts", *LENGTHS,
    ),
    "paragraphs": ("document_id", "language", "kind", "start", "end"),
    "removed": ("source", "license", "rights", "language", "scope", "stage", "reason", "n_chars", "rights_statements"),
}  # fmt: skip
"""The columns of each table that are counted; no text is among them."""
_NEEDED_TYPES = {"published": pa.date32(), "language_score": pa.float32(), "n_words": pa.int64(), "copies": pa.int32()}
SIZES = np.array([0, 1, 2, 3, *(m << k for k in range(1, 32) for m in (2, 3))], np.float64)
"""Bounds of classes of whole numbers: two to each doubling, so that a median is known to within a half."""
SHARES = np.array([0, 0.01, *np.arange(5, 100, 5) / 100, *SIZES[1:]], np.float64)
"""Bounds of classes of shares, and of measures that may be above one."""


def count_tables(documents: pa.Table, paragraphs: pa.Table, removed: pa.Table) -> pa.Table:
    """Return the statistics of rows of the three tables, in the form of `SCHEMA`, sorted.

    The paragraphs are those of the documents, in the same order. Columns of `NEEDED` that a contract does not have
    count as null.
    """
    documents, paragraphs, removed = (
        _with_columns(table, name)
        for name, table in (("documents", documents), ("paragraphs", paragraphs), ("removed", removed))
    )
    return add_up([
        _of_documents(documents), _of_domains(documents), _of_paragraphs(documents, paragraphs),
        _counted("removed", removed.select(ABOUT["removed"]), n_chars=removed["n_chars"]),
        *_of_purposes(documents), *count_opt_outs(documents, removed), *_of_tokens(documents),
        *_distributions(documents),
    ])  # fmt: skip


def add_up(parts: Iterable[pa.Table]) -> pa.Table:
    """Return the sum of statistics: a row for each thing counted, those without anything left out, sorted.

    The same rows give the same table, in whatever parts and order they come.
    """
    rows = pa.concat_tables([SCHEMA.empty_table(), *parts]).combine_chunks()
    keys = ["about", *_DIMENSIONS]
    summed = rows.group_by(keys, use_threads=False).aggregate([(name, "sum") for name in MEASURES])
    summed = summed.rename_columns([name.removesuffix("_sum") for name in summed.column_names]).select(SCHEMA.names)
    some = summed.filter(pc.not_equal(summed["n_rows"], 0))
    return some.take(pc.sort_indices(some, [(name, "ascending") for name in keys])).cast(SCHEMA).combine_chunks()


def negative(part: pa.Table) -> pa.Table:
    """Return statistics with the opposite sign, to take a part out of a sum."""
    for name in MEASURES:
        part = part.set_column(part.schema.get_field_index(name), SCHEMA.field(name), pc.negate(part[name]))
    return part


def sum_by(statistics: pa.Table, columns: Iterable[str]) -> pa.Table:
    """Return the measures summed over these columns, most rows first.

    What is summed is the first of `ABOUT` that has all of the columns. Raises `ValueError` if none has.
    """
    wanted = [*dict.fromkeys(columns)]
    about = next((name for name, known in ABOUT.items() if wanted and {*wanted} <= {*known}), None)
    if about is None or about == "distribution":
        raise ValueError(", ".join(wanted))
    rows = statistics.filter(pc.equal(statistics["about"], about))
    measures = _MEASURED[about]
    summed = rows.group_by(wanted, use_threads=False).aggregate([(name, "sum") for name in measures])
    summed = summed.rename_columns([name.removesuffix("_sum") for name in summed.column_names])
    order = [("n_rows", "descending"), *((name, "ascending") for name in wanted)]
    return summed.select([*wanted, *measures]).take(pc.sort_indices(summed, order))


def _with_columns(table: pa.Table, name: str) -> pa.Table:
    for column in NEEDED[name]:
        if column not in table.column_names:
            table = table.append_column(column, pa.nulls(table.num_rows, _NEEDED_TYPES.get(column, pa.string())))
    return table


def _of_documents(documents: pa.Table) -> pa.Table:
    keys = documents.select([name for name in ABOUT["documents"] if name not in ("year", "synthetic")])
    column = one_chunk(documents["synthetic"])
    status = pc.struct_field(column, "status") if pa.types.is_struct(column.type) else column
    keys = keys.append_column("synthetic", status)
    keys = keys.append_column("year", pc.cast(pc.year(documents["published"]), pa.int32()))
    return _counted("documents", keys, **{name: documents[name] for name in _OF_DOCUMENTS[1:]})


def _of_domains(documents: pa.Table) -> pa.Table:
    measures = {name: documents[name] for name in _OF_DOCUMENTS[1:]}
    return _counted("domains", documents.select(ABOUT["domains"]), **measures)


def _of_purposes(documents: pa.Table) -> Iterator[pa.Table]:
    """Yield for each purpose how many documents it is allowed for, reserved, or unknown; `rights` has the status."""
    purposes = one_chunk(documents["purposes"])
    if not pa.types.is_struct(purposes.type):
        return
    measures = {name: documents[name] for name in _OF_DOCUMENTS[1:]}
    for field in purposes.type:
        purpose = constant(field.name.replace("_", "-"), documents.num_rows, pa.string())
        keys = {"source": documents["source"], "purpose": purpose, "rights": pc.struct_field(purposes, field.name)}
        yield _counted("purposes", pa.table(keys), **measures)


def count_opt_outs(documents: pa.Table, removed: pa.Table) -> Iterator[pa.Table]:
    """Yield how many documents each protocol reserves for each purpose: of those kept, and of those removed, by reason.

    One that several protocols reserve counts for each of them, and once for a protocol that says so twice.
    """
    of_kept = documents.select(["source", "rights_statements"]).append_column(
        "reason", pa.nulls(len(documents), pa.string())
    )
    for rows in (of_kept, removed.filter(pc.equal(removed["scope"], "document"))):
        statements = one_chunk(rows["rights_statements"])
        if not pa.types.is_list(statements.type):
            continue
        stated, owner = pc.list_flatten(statements), pc.list_parent_indices(statements)
        reserves = pc.struct_field(stated, "reserves")
        at = pc.list_parent_indices(reserves)
        each = pa.table({
            "row": owner.take(at), "protocol": pc.struct_field(stated, "scheme").take(at),
            "purpose": pc.list_flatten(reserves),
        })  # fmt: skip
        once = each.group_by(each.column_names, use_threads=False).aggregate([])
        keys = {name: rows[name].take(once["row"]) for name in ("source", "reason")}
        yield _counted("opt_outs", pa.table({**keys, "protocol": once["protocol"], "purpose": once["purpose"]}))


def _of_tokens(documents: pa.Table) -> Iterator[pa.Table]:
    """Yield for each tokenizer how many tokens the documents have that it was asked to count."""
    counts = one_chunk(documents["token_counts"])
    if not pa.types.is_list(counts.type):
        return
    rows = documents.take(pc.list_parent_indices(counts))
    entries = pc.list_flatten(counts)
    keys = rows.select(["source", "language", "split"]).append_column(
        "tokenizer", pc.struct_field(entries, "tokenizer")
    )
    measures = {name: rows[name] for name in _OF_DOCUMENTS[1:]}
    yield _counted("tokens", keys, **measures, n_tokens=pc.struct_field(entries, "n_tokens"))


def _of_paragraphs(documents: pa.Table, paragraphs: pa.Table) -> pa.Table:
    owner = pa.array(np.repeat(np.arange(documents.num_rows), numbers(documents["n_paragraphs"])))
    keys = paragraphs.select(["language", "kind"])
    for name in ("source", "split"):
        keys = keys.append_column(name, documents[name].take(owner))
    return _counted("paragraphs", keys, n_chars=pc.subtract(paragraphs["end"], paragraphs["start"]))


def _counted(about: str, keys: pa.Table, **measures: pa.ChunkedArray | pa.Array) -> pa.Table:
    """Return one row for each different row of the keys: how many there are, and the sum of each measure."""
    names = keys.column_names
    for name, values in measures.items():
        keys = keys.append_column(name, pc.cast(values, pa.int64()))
    wanted = [([], "count_all"), *((name, "sum") for name in measures)]
    found = keys.group_by(names, use_threads=False).aggregate(wanted)
    columns = {name: found[name] for name in names} | {name: found[f"{name}_sum"] for name in measures}
    return _in_form(about, columns | {"n_rows": found["count_all"]}, found.num_rows)


def _in_form(about: str, columns: dict[str, pa.ChunkedArray | pa.Array], n_rows: int) -> pa.Table:
    columns["about"] = constant(about, n_rows, pa.string())
    return pa.Table.from_arrays(
        [
            one_chunk(columns[field.name]).cast(field.type) if field.name in columns else pa.nulls(n_rows, field.type)
            for field in SCHEMA
        ],
        schema=SCHEMA,
    )


def _distributions(documents: pa.Table) -> Iterator[pa.Table]:
    """Yield for lengths, scores and every signal of quality how many documents are in each class of its values."""
    signals = {name: one_chunk(documents[name]) for name in (*LENGTHS, "language_score")}
    quality = one_chunk(documents["quality"])
    if pa.types.is_struct(quality.type):
        signals |= {f"quality.{field.name}": quality.field(field.name) for field in quality.type}
    for name, values in signals.items():
        bounds = SIZES if pa.types.is_integer(values.type) else SHARES
        known = values.drop_null().to_numpy(zero_copy_only=False).astype(np.float64)
        counts = _count_classes(known[~np.isnan(known)], bounds)
        found = np.flatnonzero(counts)
        lower, upper = bounds[found], np.append(bounds[1:], np.nan)[found]
        columns = {
            "signal": constant(name, len(found), pa.string()),
            "lower": pa.array(lower),
            "upper": pa.array(upper, from_pandas=True),
            "n_rows": pa.array(counts[found]),
        }
        yield _in_form("distribution", columns, len(found))


def _count_classes(values: npt.NDArray[np.float64], bounds: npt.NDArray[np.float64]) -> npt.NDArray[np.int64]:
    """Return how many values are in each class: from its bound to below the next; the first has all below, too."""
    at = np.clip(np.searchsorted(bounds, values, side="right") - 1, 0, None)
    return np.bincount(at, minlength=len(bounds)).astype(np.int64)
