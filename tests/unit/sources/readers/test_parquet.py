"""Parquet: columns of any type, parts by row groups, damage."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from reinschrift.errors import UnreadableFileError
from reinschrift.settings.read import ReadSettings
from reinschrift.sources import DOCUMENTS_READ, Source, list_files, read_part, read_parts, split_parts


def read(base: Path, shard_bytes: int = 1 << 30, **more: Any) -> pa.Table:
    limit = more.pop("max_record_mb", 64)
    described = Source(**{"name": "s", "base": str(base), "files": ("",), "license": "CC0-1.0"} | more)
    parts = [part for file in list_files(described, block_bytes=16).files for part in split_parts(file, shard_bytes)]
    return pa.concat_tables(read_parts(parts, described, ReadSettings(max_record_mb=limit)))


@pytest.mark.parametrize(
    "column",
    [
        pa.array(["eins", "zwei"], pa.string()),
        pa.array(["eins", "zwei"], pa.large_string()),
        pa.array(["eins", "zwei"], pa.string_view()),
        pa.array([b"eins", b"zwei"], pa.binary()),
        pa.array(["eins", "zwei"]).dictionary_encode(),
        pa.array([["eins"], ["zwei"]], pa.list_(pa.string())),
        pa.array([{"value": "eins"}, {"value": "zwei"}]),
    ],
    ids=lambda column: str(column.type),
)
def test_a_text_can_have_any_type_that_holds_one(tmp_path: Path, column: pa.Array) -> None:
    """What comes out is a string."""
    pq.write_table(pa.table({"text": column}), tmp_path / "a.parquet")
    assert read(tmp_path)["text"].to_pylist() == ["eins", "zwei"]


def test_dates_numbers_lists_and_nested_columns_are_fields_too(tmp_path: Path) -> None:
    """As in any other format."""
    table = pa.table(
        {
            "id": pa.array([7, None], pa.int64()),
            "body": ["a", "b"],
            "authors": pa.array([["X", "Y"], []], pa.list_(pa.string())),
            "date": pa.array([date(2024, 1, 31), None], pa.date32()),
            "crawl_date": pa.array([datetime(2024, 2, 1, 9, tzinfo=UTC), None], pa.timestamp("ns", "UTC")),
            "metadata": [{"url": "u", "license": "MIT"}, {"url": None, "license": None}],
            "unused": [1.5, 2.5],
        }
    )
    pq.write_table(table, tmp_path / "a.parquet")
    found = read(tmp_path)
    assert found.schema.equals(DOCUMENTS_READ)
    wanted = ("record", "text", "author", "published", "collected", "url", "license")
    first, second = found.select(wanted).to_pylist()
    collected = datetime(2024, 2, 1, 9, tzinfo=UTC)
    assert first == dict(zip(wanted, ("7", "a", "X; Y", date(2024, 1, 31), collected, "u", "MIT"), strict=True))
    assert second == dict(zip(wanted, ("1", "b", None, None, None, None, "CC0-1.0"), strict=True))


def test_the_best_column_that_holds_something_wins_row_by_row(tmp_path: Path) -> None:
    """As in JSON lines."""
    pq.write_table(pa.table({"content": ["c", "d"], "text": ["a", ""]}), tmp_path / "a.parquet")
    assert read(tmp_path)["text"].to_pylist() == ["a", "d"]


def test_mapped_columns_may_be_nested_and_have_dots_in_their_names(tmp_path: Path) -> None:
    """The register writes both with a dot."""
    pq.write_table(pa.table({"a.b": ["x"], "c": [{"d": {"e": "y"}}], "text": ["z"]}), tmp_path / "a.parquet")
    found = read(tmp_path, fields={"title": "a.b", "text": "c.d.e"})
    assert (found["title"].to_pylist(), found["text"].to_pylist()) == (["x"], ["y"])


def test_rows_without_text_and_too_large_ones_are_rows_with_a_problem(tmp_path: Path) -> None:
    """Numbers count all rows."""
    texts = ["a", None, "", " ", "ü" * 60_000]
    pq.write_table(pa.table({"text": texts, "title": list("abcde")}), tmp_path / "a.parquet")
    found = read(tmp_path, max_record_mb=0.1)
    assert found["problem"].to_pylist() == [None, "no_text", "no_text", "no_text", "too_large"]
    assert found["text"][4].as_py() == "ü" * 10_000
    assert found["title"].to_pylist() == list("abcde")
    assert found["record_number"].to_pylist() == [0, 1, 2, 3, 4]


def test_a_file_without_a_column_of_text_has_rows_all_the_same(tmp_path: Path) -> None:
    """Nothing is lost silently."""
    pq.write_table(pa.table({"x": [1, 2, 3]}), tmp_path / "a.parquet")
    assert read(tmp_path)["problem"].to_pylist() == ["no_text"] * 3


def test_bytes_that_are_no_utf8_are_decoded(tmp_path: Path) -> None:
    """Parquet's word that a column is text is not believed."""
    raw = pa.array(["Größe und Bücher über Öfen, schöne Grüße".encode("cp1252"), b"plain"], pa.binary())
    wrong = pa.StringArray.from_buffers(2, raw.buffers()[1], raw.buffers()[2])
    pq.write_table(pa.table({"text": wrong}), tmp_path / "a.parquet")
    assert read(tmp_path)["text"].to_pylist() == ["Größe und Bücher über Öfen, schöne Grüße", "plain"]


def test_a_damaged_page_rejects_the_part_before_its_first_row(tmp_path: Path) -> None:
    """Even if the damage is in the last row group; parts without damage are read."""
    file = tmp_path / "a.parquet"
    table = pa.table({"text": [f"Satz {number} " * 50 for number in range(300)]})
    pq.write_table(table, file, row_group_size=100, use_dictionary=False, compression="zstd")
    column = pq.ParquetFile(file).metadata.row_group(2).column(0)
    data = bytearray(file.read_bytes())
    begin = column.data_page_offset
    data[begin + 60 : begin + column.total_compressed_size] = bytes(column.total_compressed_size - 60)
    file.write_bytes(data)
    described = Source(name="s", base=str(tmp_path), files=("",), license="x")
    (raw,) = list_files(described, block_bytes=16).files
    (whole,) = split_parts(raw, 1 << 30)
    with pytest.raises(UnreadableFileError):
        next(read_part(whole, described, ReadSettings(), 1))
    assert read(tmp_path, begin)["problem"].to_pylist() == [None] * 200 + ["unreadable_file"]


@pytest.mark.parametrize("cut", [4, 100])
def test_a_cut_off_file_is_one_row(tmp_path: Path, cut: int) -> None:
    """Without its footer nothing of it can be read."""
    file = tmp_path / "a.parquet"
    pq.write_table(pa.table({"text": ["a"] * 100}), file)
    file.write_bytes(file.read_bytes()[:-cut])
    assert read(tmp_path)["problem"].to_pylist() == ["unreadable_file"]
