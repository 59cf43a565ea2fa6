"""Plain text: a document a file, or several with a separator; and how records become tables at all."""

import gzip
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from reinschrift.errors import UnknownFormatError, UnreadableFileError
from reinschrift.settings.read import ReadSettings
from reinschrift.sources import DOCUMENTS_READ, FilePart, Source, list_files, read_part, read_parts, split_parts


def source(base: Path, **more: Any) -> Source:
    return Source(**{"name": "s", "base": str(base), "files": ("",), "license": "CC0-1.0"} | more)


def parts_of(described: Source, shard_bytes: int = 1 << 30) -> list[FilePart]:
    return [part for file in list_files(described).files for part in split_parts(file, shard_bytes)]


def read(described: Source, batch_bytes: int = 1 << 24, **settings: Any) -> pa.Table:
    tables = list(read_parts(parts_of(described), described, ReadSettings(**settings), batch_bytes))
    assert all(table.schema.equals(DOCUMENTS_READ) for table in tables)
    assert all(column.num_chunks == 1 for table in tables for column in table.columns)
    return pa.concat_tables(tables)


def test_a_file_is_a_document_with_all_that_is_known_of_it(tmp_path: Path) -> None:
    """What the file does not say comes from its source."""
    (tmp_path / "ä b.txt").write_text("Über Öfen.\n\nUnd mehr.", encoding="utf-8")
    described = source(
        tmp_path, rights="allowed", rights_evidence="said so", collected=(date(2024, 1, 1), date(2024, 2, 1))
    )
    (row,) = read(described).to_pylist()
    assert row.pop("id")
    assert len(row.pop("source_sha256")) == 64
    assert {name: value for name, value in row.items() if value is not None} == {
        "source": "s",
        "source_path": "ä b.txt",
        "record": "0",
        "record_number": 0,
        "source_format": "text",
        "collected": datetime(2024, 2, 1, tzinfo=UTC),
        "license": "CC0-1.0",
        "rights": "allowed",
        "rights_evidence": "said so",
        "text": "Über Öfen.\n\nUnd mehr.",
        "decoding": {"declared": None, "detected": "utf-8", "used": "utf-8", "undecodable": 0},
    }


def test_an_identity_is_of_the_place_and_not_of_the_text(tmp_path: Path) -> None:
    """Another text in its place keeps the id; another name or source gives another."""
    file = tmp_path / "a.txt"
    file.write_text("one")
    first = read(source(tmp_path))["id"]
    file.write_text("two")
    assert read(source(tmp_path))["id"] == first
    assert read(source(tmp_path, name="t"))["id"] != first
    file.rename(tmp_path / "b.txt")
    assert read(source(tmp_path))["id"] != first


def test_a_separator_cuts_a_file_into_documents(tmp_path: Path) -> None:
    """Nothing between two separators is no document, but it counts, so the others keep their numbers."""
    (tmp_path / "a.txt").write_bytes(b"eins\n--\nzwei\n--\n \n--\nvier\n--\n")
    found = read(source(tmp_path, separator="\n--\n"))
    assert found["text"].to_pylist() == ["eins", "zwei", "vier"]
    assert found["record_number"].to_pylist() == [0, 1, 3]
    assert found["record"].to_pylist() == ["0", "1", "3"]


def test_a_packed_file_with_a_separator_is_cut_too(tmp_path: Path) -> None:
    """The separator is looked for in what it unpacks to."""
    (tmp_path / "a.txt.gz").write_bytes(gzip.compress(b"one\n\n\ntwo\n\n\n\n\nthree"))
    assert read(source(tmp_path, separator="\n\n\n"))["text"].to_pylist() == ["one", "two", "three"]


def test_an_empty_file_is_a_record_without_text(tmp_path: Path) -> None:
    """It was read, so it must be in the balance."""
    (tmp_path / "a.txt").write_bytes(b"")
    (tmp_path / "b.txt").write_bytes(b" \n")
    found = read(source(tmp_path))
    assert found["problem"].to_pylist() == ["no_text", "no_text"]


def test_nul_bytes_are_left_out_and_counted(tmp_path: Path) -> None:
    """They stop nothing."""
    (tmp_path / "a.txt").write_bytes(b"Ein W\0rt und noch einige mehr, damit es Text bleibt.")
    (row,) = read(source(tmp_path)).to_pylist()
    assert (row["text"][:7], row["problem"]) == ("Ein Wrt", None)
    assert row["decoding"]["undecodable"] == 1


def test_an_encoding_other_than_utf8_is_on_record(tmp_path: Path) -> None:
    """Windows-1252 is recognised and read."""
    (tmp_path / "a.txt").write_bytes("Größe, Bücher und ein „Zitat“ – alles über Öfen.".encode("cp1252"))
    (row,) = read(source(tmp_path)).to_pylist()
    assert row["text"] == "Größe, Bücher und ein „Zitat“ – alles über Öfen."
    assert row["decoding"]["used"] == "windows-1252"


@pytest.mark.parametrize("separator", [None, "\n"])
def test_a_document_above_the_limit_keeps_its_beginning(tmp_path: Path, separator: str | None) -> None:
    """Ten thousand characters, whole ones, and what was too large about it."""
    (tmp_path / "a.txt").write_text("a" + "ü" * 60_000, encoding="utf-8")
    (row,) = read(source(tmp_path, separator=separator), max_record_mb=0.1).to_pylist()
    assert (row["problem"], row["text"]) == ("too_large", "a" + "ü" * 9_999)
    assert row["decoding"]["undecodable"] == 0, "half a character at the cut"
    assert row["problem_detail"].startswith("120001 bytes at byte 0")
    assert read(source(tmp_path, separator=separator), max_record_mb=0.120001)["problem"].to_pylist() == [None]


def test_a_cut_off_file_becomes_one_row_and_the_rest_goes_on(tmp_path: Path) -> None:
    """Nothing of it is half read; the row says what was wrong."""
    (tmp_path / "a.txt.gz").write_bytes(gzip.compress(b"one\n\n\ntwo")[:-9])
    (tmp_path / "b.txt").write_text("fine")
    found = read(source(tmp_path, separator="\n\n\n"))
    assert found["problem"].to_pylist() == ["unreadable_file", None]
    assert found["text"].to_pylist() == ["", "fine"]
    assert "cannot be read" in found["problem_detail"][0].as_py()


def test_a_bad_file_raises_before_its_first_table(tmp_path: Path) -> None:
    """A caller that reads part by part can put a row in its place."""
    (tmp_path / "a.txt.gz").write_bytes(gzip.compress(b"one\n\n\ntwo" * 100_000)[:-9])
    described = source(tmp_path, separator="\n\n\n", format="text")
    (part,) = parts_of(described)
    with pytest.raises(UnreadableFileError):
        next(read_part(part, described, ReadSettings(), 1))


def test_a_part_of_no_known_format_is_refused(tmp_path: Path) -> None:
    """With the formats that there are."""
    with pytest.raises(UnknownFormatError, match="no reader") as caught:
        next(read_part(FilePart("/x", "x", "docx", None, None, 0, ""), source(tmp_path)))
    assert "jsonl, csv, text" in caught.value.hint


def test_small_files_are_put_together(tmp_path: Path) -> None:
    """A thousand files are a few tables, in order, none above what was asked for; a record weighs some of it itself."""
    for number in range(1000):
        (tmp_path / f"{number:04}.txt").write_text(f"{number:04}" * 25)
    described = source(tmp_path)
    tables = list(read_parts(parts_of(described), described, batch_bytes=40_000))
    assert [table.num_rows for table in tables] == [100] * 10
    assert pa.concat_tables(tables)["text"].to_pylist() == [f"{number:04}" * 25 for number in range(1000)]


def test_lines_weigh_in_a_batch(tmp_path: Path) -> None:
    """A table holds fewer documents if they have many lines: each line is a row of the stages."""
    for name, text in (("long", "a" * 990), ("lines", "a\n" * 495)):
        (tmp_path / name).mkdir()
        for number in range(20):
            (tmp_path / name / f"{number:02}.txt").write_text(text)
    counts = {}
    for name in ("long", "lines"):
        described = source(tmp_path / name)
        tables = read_parts(parts_of(described), described, batch_bytes=100_000)
        counts[name] = [table.num_rows for table in tables]
    assert counts == {"long": [20], "lines": [3] * 6 + [2]}
