"""Every Arrow type in every field of ours: its rows are read, and what no field is written in says nothing."""

import datetime as dt
import decimal
import uuid
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from reinschrift.sources import Source, list_files, read_parts, split_parts
from reinschrift.sources.readers.column_texts import column_texts
from reinschrift.sources.readers.values import as_text

FIELDS = ("title", "author", "published", "collected", "id", "url", "license", "site_name", "html", "metadata")
FAR = [1 << 62, -(1 << 62), 0, None]
FAR_SECONDS = [1 << 50, -(1 << 50), 0, None]


def read(folder: Path, table: pa.Table) -> Any:
    pq.write_table(table, folder / "a.parquet")
    source = Source(name="s", base=str(folder), files=("a.parquet",), license="x")
    parts = [part for file in list_files(source).files for part in split_parts(file, 1 << 30)]
    return [row for some in read_parts(parts, source) for row in some.to_pylist()]


def typed(kind: pa.DataType, values: Sequence[int | None]) -> pa.Array:
    """Return whole numbers as a column of a type of as many bits."""
    return pa.array(values, pa.int64()).view(kind)


COLUMNS = {
    "null": pa.nulls(4),
    "bool": pa.array([True, False, None, True]),
    "uint64": pa.array([(1 << 64) - 1, 0, None, 7], pa.uint64()),
    "half": pa.array(np.array([1.5, np.nan, np.inf, 0], np.float16)),
    "double": pa.array([0.25, float("nan"), float("-inf"), 3.0]),
    "decimal": pa.array([decimal.Decimal("12.50"), None, decimal.Decimal("-0.01"), decimal.Decimal(0)]),
    "decimal256": pa.array([decimal.Decimal("9" * 60), None, None, None], pa.decimal256(70, 0)),
    "date32": pa.array([1 << 30, -(1 << 30), 0, None], pa.int32()).view(pa.date32()),
    "time32": pa.array([0, 1, None, 86_399], pa.int32()).view(pa.time32("s")),
    "time64": pa.array([0, 1, None, 86_399], pa.int64()).view(pa.time64("us")),
    "binary": pa.array([b"\xff\xfe\x00", b"", None, b"Text"]),
    "fixed": pa.array([b"\xff" * 12, b"abcdefghijkl", None, b"\0" * 12], pa.binary(12)),
    "large_binary": pa.array([b"\xff", None, b"", b"a"], pa.large_binary()),
    "string_view": pa.array(["a", None, "", "b" * 40], pa.string_view()),
    "dictionary": pa.array(["a", None, "", "a"]).dictionary_encode(),
    "list": pa.array([["a", None, "b"], [], None, ["c"]]),
    "large_list": pa.array([["a"], [], None, ["c"]], pa.large_list(pa.string())),
    "fixed_list": pa.array([["a", "b"], ["c", None], None, ["d", "e"]], pa.list_(pa.string(), 2)),
    "struct": pa.array([{"name": "A"}, {"name": None}, None, {"name": "B"}]),
    "nested": pa.array([[{"name": ["A", "B"]}], [], None, [{"name": []}]]),
    "map": pa.array([[("url", "u")], [], None, [("url", "u"), ("url", "v")]], pa.map_(pa.string(), pa.string())),
    "far_in_list": pa.ListArray.from_arrays([0, 1, 2, 3, 4], typed(pa.timestamp("us"), [1 << 62, -(1 << 62), 0, 1])),
    "duration_in_struct": pa.StructArray.from_arrays([typed(pa.duration("s"), FAR)], ["name"]),
    "uuid": pa.array([uuid.UUID(int=1).bytes, None, None, uuid.UUID(int=2).bytes], pa.uuid()),
    "json": pa.array(['{"url": "u"}', "[", None, "{}"], pa.json_()),
    **{f"timestamp_{unit}_{zone}": typed(pa.timestamp(unit, zone), FAR_SECONDS if unit == "s" else FAR)
       for unit in ("s", "ms", "us", "ns") for zone in (None, "UTC", "Europe/Berlin", "+05:30", "No/Where")},
    **{f"duration_{unit}": typed(pa.duration(unit), FAR) for unit in ("s", "ms", "us", "ns")},
}  # fmt: skip


@pytest.mark.parametrize("kind", COLUMNS)
def test_a_column_of_any_type_costs_no_text(tmp_path: Path, kind: str) -> None:
    """In any field; a row has its text, or at least is on record, and the table fits."""
    texts = ["Eins.", "Zwei.", "Drei.", "Vier."]
    rows = read(tmp_path, pa.table({"text": texts} | dict.fromkeys(FIELDS, COLUMNS[kind])))
    assert [(row["text"], row["problem"]) for row in rows] == [(text, None) for text in texts]
    rows = read(tmp_path, pa.table({"text": COLUMNS[kind], "title": texts}))
    assert len(rows) == 4
    assert all(row["text"].strip() or row["problem"] for row in rows)


SAID_ALIKE = ("null", "bool", "uint64", "half", "double", "decimal", "decimal256", "string_view", "dictionary", "list",
              "large_list", "fixed_list", "struct", "nested", "duration_us")  # fmt: skip


@pytest.mark.parametrize("kind", SAID_ALIKE)
def test_a_column_says_what_its_values_say(kind: str) -> None:
    """As a whole and one by one, where Python can hold them."""
    values = pa.nulls(4).to_pylist() if "duration" in kind else COLUMNS[kind].to_pylist()
    assert column_texts("title", COLUMNS[kind]).to_pylist() == [as_text("title", value) for value in values]


def test_days_are_days_in_any_type(tmp_path: Path) -> None:
    day, moment = date(2024, 3, 5), dt.datetime(2024, 3, 5, 12, tzinfo=dt.UTC)
    for column in (
        pa.array([day]), pa.array([day], pa.date64()), pa.array([moment]), pa.array([moment.timestamp()]),
        pa.array([int(moment.timestamp() * 1000)]), pa.array([decimal.Decimal(int(moment.timestamp()))]),
        pa.array([{"$date": moment.isoformat()}]), pa.array([{"$date": {"$numberLong": "1709640000000"}}]),
        pa.array(["5. März 2024"]).dictionary_encode(), pa.array([b"2024-03-05"]),
    ):  # fmt: skip
        assert read(tmp_path, pa.table({"text": ["Ein Text."], "Datum": column}))[0]["published"] == day, column.type


def test_a_length_of_time_is_no_day(tmp_path: Path) -> None:
    spans = pa.array([1_709_640_000] * 2).cast(pa.int64()).view(pa.duration("s"))
    assert [row["published"] for row in read(tmp_path, pa.table({"text": ["a", "b"], "date": spans}))] == [None, None]


@pytest.mark.parametrize(
    "metadata",
    [
        pa.array([[("url", "https://a.example/1"), ("Autor", "B"), ("n", "1")]], pa.map_(pa.string(), pa.string())),
        pa.array(['{"url": "https://a.example/1", "Autor": {"name": "B"}, "n": 1}']),
        pa.array([{"url": "https://a.example/1", "Autor": "B", "n": 1}]),
        pa.array([[{"key": "url", "value": "https://a.example/1"}, {"key": "Autor", "value": "B"}]]),
    ],
    ids=["map", "json", "struct", "pairs"],
)
@pytest.mark.parametrize("name", ["meta", "Metadaten", "metadata"])
def test_metadata_in_any_form(tmp_path: Path, metadata: pa.Array, name: str) -> None:
    """A map, an object, one written as JSON, names and values in a list."""
    (row,) = read(tmp_path, pa.table({"text": ["Ein Text."], name: metadata}))
    assert (row["url"], row["author"]) == ("https://a.example/1", "B")


def test_the_register_finds_a_field_in_a_map(tmp_path: Path) -> None:
    column = pa.array([[("Adresse", "https://a.example/1")]], pa.map_(pa.string(), pa.string()))
    pq.write_table(pa.table({"text": ["a"], "rest": column}), tmp_path / "a.parquet")
    source = Source(name="s", base=str(tmp_path), files=("",), license="x", fields={"url": "rest.Adresse"})
    parts = [part for file in list_files(source).files for part in split_parts(file, 1 << 30)]
    assert next(iter(read_parts(parts, source)))["url"].to_pylist() == ["https://a.example/1"]
