"""Laws of every step in `STAGES`, whichever there are: a new stage is held to them by being in the table."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reinschrift.batch import Batch
from reinschrift.columns import set_columns
from reinschrift.record import Record
from reinschrift.settings.stages import StagesSettings
from reinschrift.shard.measure import prepare_records
from reinschrift.sources import DOCUMENTS_READ, FilePart, Source
from reinschrift.sources.readers.records import table_of_records
from reinschrift.stages import STAGES, Stage
from tests.strategies import RECORDS

PART = FilePart("f", "f", "text", None, None, 1, "0" * 64)
SOURCE = Source(name="s", base=".", files=("",), license="CC0-1.0")
SETTINGS = StagesSettings()


def batch_of(records: list[Record]) -> Batch:
    numbered = [(PART, record._replace(number=number)) for number, record in enumerate(records)]
    table = table_of_records(numbered, SOURCE) if records else DOCUMENTS_READ.empty_table()
    return Batch(prepare_records(table), pa.table({}))


def run(stage: Stage, batch: Batch) -> Batch:
    after = stage.load()(batch, stage.settings_of(SETTINGS))
    return Batch(*(table.combine_chunks() for table in after))


def ways(records: list[Record]) -> Iterator[tuple[Stage, Batch, Batch]]:
    """Yield each stage with what it is given and what it makes of that."""
    batch = batch_of(records)
    for stage in STAGES:
        after = run(stage, batch)
        yield stage, batch, after
        batch = after


def rows_of(batch: Batch) -> list[list[dict[str, Any]]]:
    return [table.to_pylist() for table in batch]


def part_of(batch: Batch, first: int, last: int) -> Batch:
    """Return the documents from `first` to `last` with their paragraphs."""
    documents, paragraphs = batch.documents.slice(first, last - first), batch.paragraphs
    if paragraphs.num_columns:
        number = paragraphs["document"].to_numpy()
        start, end = np.searchsorted(number, [first, last])
        paragraphs = paragraphs.slice(start, end - start)
        moved = (paragraphs["document"].to_numpy() - first).astype(np.int32)
        paragraphs = set_columns(paragraphs, document=pa.array(moved, pa.int32()))
    return Batch(
        *(pa.Table.from_batches(table.combine_chunks().to_batches(), table.schema) for table in (documents, paragraphs))
    )


def bytes_of(batch: Batch) -> list[bytes]:
    """Return the tables as they lie in memory: a kernel that writes to what it is given is found out."""
    found = []
    for table in batch:
        sink = pa.BufferOutputStream()
        with pa.ipc.new_stream(sink, table.schema) as stream:
            stream.write_table(table)
        found.append(sink.getvalue().to_pybytes())
    return found


@given(RECORDS)
def test_documents_stay_and_paragraphs_keep_their_order(records: list[Record]) -> None:
    """No stage drops, adds or moves a document, and paragraphs stand in the order of their documents."""
    for stage, before, after in ways(records):
        assert after.documents["id"].to_pylist() == before.documents["id"].to_pylist(), stage.name
        if after.paragraphs.num_columns:
            number = after.paragraphs["document"].to_numpy()
            assert (np.diff(number) >= 0).all(), stage.name
            assert not len(number) or number[-1] < len(records), stage.name
        if not stage.new_rows:
            assert after.paragraphs.num_rows == before.paragraphs.num_rows, stage.name


@given(RECORDS, st.integers(0, 6))
def test_two_halves_give_the_whole(records: list[Record], at: int) -> None:
    """What a stage makes of a document does not depend on which others are in the batch."""
    at = min(at, len(records))
    for stage, before, after in ways(records):
        halves = [run(stage, part_of(before, *edges)) for edges in ((0, at), (at, len(records)))]
        for half, edges in zip(halves, ((0, at), (at, len(records))), strict=True):
            assert rows_of(half) == rows_of(part_of(after, *edges)), stage.name


@given(RECORDS)
def test_nothing_gives_nothing(records: list[Record]) -> None:
    """An empty batch has the columns and types of any other, and no row."""
    for stage, before, after in ways(records):
        nothing = run(stage, part_of(before, 0, 0))
        assert [table.num_rows for table in nothing] == [0, 0], stage.name
        assert [table.schema.names for table in nothing] == [table.schema.names for table in after], stage.name
        assert [table.schema.types for table in nothing] == [table.schema.types for table in after], stage.name


@given(RECORDS)
def test_twice_is_once_where_promised(records: list[Record]) -> None:
    """What a stage promises to settle, a second go leaves as it is."""
    for stage, _, after in ways(records):
        if stage.settles:
            again = run(stage, after)
            for name in stage.settles:
                table, column = name.split(".")
                assert getattr(again, table)[column].equals(getattr(after, table)[column]), (stage.name, name)


@given(RECORDS)
def test_arguments_are_left_alone(records: list[Record]) -> None:
    """Neither the batch nor the settings are written to."""
    settings = SETTINGS.model_dump_json()
    batch = batch_of(records)
    for stage in STAGES:
        before = bytes_of(batch)
        after = run(stage, batch)
        assert bytes_of(batch) == before, stage.name
        batch = after
    assert SETTINGS.model_dump_json() == settings


@pytest.mark.parametrize("stage", STAGES, ids=lambda stage: stage.name)
def test_what_a_stage_settles_it_makes(stage: Stage) -> None:
    """A promise is about columns that the stage itself adds or replaces."""
    assert set(stage.settles) <= {*stage.adds, *stage.replaces}
