"""Objects and exports as files: what a reader can pass over, and what two versions share."""

from __future__ import annotations

from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa

from reinschrift.export.forms import _shared_by_pieces
from reinschrift.snapshot.write import ObjectWriter
from reinschrift.storage import LocalStorage


def test_an_id_is_looked_up_without_reading_ids(tmp_path: Path) -> None:
    """A filter a row group says of ids that are not there that they are not; never of one that is."""
    schema = pa.schema([pa.field("document_id", pa.string()), pa.field("text", pa.string())])
    names = [f"{number:032x}" for number in range(200)]
    with ObjectWriter(LocalStorage(tmp_path), "paragraphs", schema) as writer:
        for half in (names[:100], names[100:]):
            writer.write(pa.table({"document_id": half, "text": half}))
        item = writer.finish("s")
    file = tmp_path / item.name("paragraphs")

    def without(name: str) -> list[bool]:
        probe = f"SELECT bloom_filter_excludes FROM parquet_bloom_probe('{file}', 'document_id', '{name}')"  # noqa: S608
        return [row[0] for row in duckdb.execute(probe).fetchall()]

    found = [without(name) for name in names[:100]]
    assert not any(first for first, _ in found)
    assert sum(second for _, second in found) >= 95  # one in a hundred may be taken for one that is there
    assert duckdb.execute(f"SELECT count(*) FROM '{file}' WHERE document_id = '{names[150]}'").fetchall() == [(1,)]  # noqa: S608


def test_an_addition_in_front_leaves_the_rest_as_it_was(tmp_path: Path) -> None:
    """Pages end where the content says, so those behind the change have the same bytes."""
    rng = np.random.default_rng(1)
    texts = ["".join(map(chr, rng.integers(97, 123, 1000))) for _ in range(1500)]
    files = []
    for number, some in enumerate((texts, ["neu", *texts])):
        place = tmp_path / f"{number}.parquet"
        with _shared_by_pieces(place, pa.schema([("text", pa.string())])) as writer:
            writer.write_table(pa.table({"text": some}))
        files.append(place.read_bytes())
    first, second = files
    middle, last = first[len(first) // 2 :][:20_000], first[len(first) * 3 // 4 :][:20_000]
    assert middle in second
    assert last in second
