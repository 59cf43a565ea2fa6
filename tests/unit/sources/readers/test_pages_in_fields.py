"""Pages of HTML in a field of a record, in every format that has fields."""

from __future__ import annotations

import csv
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from reinschrift.settings.read import ReadSettings
from reinschrift.sources import Source, list_files, read_parts, split_parts

PAGE = """<!DOCTYPE html>
<html lang="de"><head><title>Das Wehr am Fluss</title><meta name="author" content="Ida Holm">
<meta property="article:published_time" content="2025-03-01"><meta name="robots" content="noai"></head>
<body><nav><a href="/">Start</a> <a href="/ort">Ort</a></nav><article><h1>Das Wehr am Fluss</h1>
<p>Seit dem Frühjahr wird am alten Wehr gebaut, und seit dem Sommer weiß niemand mehr, warum es so lange dauert.</p>
<h2>Was fehlt</h2>
<p>Die Steine liegen am Ufer, die Pläne im Rathaus, und der Bauleiter ist seit drei Wochen nicht gesehen worden.</p>
</article></body></html>"""
ROWS: list[dict[str, Any]] = [
    {"id": "a", "url": "https://example.org/a", "text": "Ein Text ohne Seite.", "html": None},
    {"id": "b", "url": "https://example.org/b", "text": None, "html": PAGE},
    {"id": "c", "url": "https://example.org/c", "text": "Ein Text, der vorgeht.", "html": PAGE},
    {"id": "d", "url": "https://example.org/d", "text": PAGE, "html": None},
    {"id": "e", "url": "https://example.org/e", "text": None, "html": "  "},
]


def read(base: Path, **more: Any) -> list[dict[str, Any]]:
    described = Source(**{"name": "s", "base": str(base), "files": ("",), "license": "CC0-1.0"} | more)
    parts = [part for file in list_files(described).files for part in split_parts(file, 1 << 30)]
    found: list[dict[str, Any]] = pa.concat_tables(read_parts(parts, described, ReadSettings())).to_pylist()
    return found


def as_jsonl(folder: Path, rows: list[dict[str, Any]]) -> None:
    (folder / "a.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")


def as_csv(folder: Path, rows: list[dict[str, Any]]) -> None:
    with (folder / "a.csv").open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, list(rows[0]))
        table.writeheader()
        table.writerows(rows)


def as_parquet(folder: Path, rows: list[dict[str, Any]]) -> None:
    pq.write_table(pa.Table.from_pylist(rows), folder / "a.parquet")


def as_binary(folder: Path, rows: list[dict[str, Any]]) -> None:
    table = pa.Table.from_pylist(rows)
    number = table.schema.get_field_index("html")
    pq.write_table(table.set_column(number, "html", table["html"].cast(pa.binary())), folder / "a.parquet")


def as_packed(folder: Path, rows: list[dict[str, Any]]) -> None:
    as_parquet(folder, rows)
    with zipfile.ZipFile(folder / "a.zip", "w") as archive:
        archive.write(folder / "a.parquet", "a.parquet")
    (folder / "a.parquet").unlink()


@pytest.mark.parametrize("write", [as_jsonl, as_csv, as_parquet, as_binary, as_packed])
def test_a_page_in_a_field_is_read_as_the_same_page_in_a_file(
    write: Callable[[Path, list[dict[str, Any]]], None], tmp_path: Path
) -> None:
    """Text, blocks and what the page says of itself; a text of the record's own goes before its page."""
    (tmp_path / "file").mkdir()
    (tmp_path / "file" / "page.html").write_text(PAGE, encoding="utf-8")
    (alone,) = read(tmp_path / "file")
    assert "niemand mehr" in alone["text"]
    (tmp_path / "fields").mkdir()
    write(tmp_path / "fields", ROWS)
    rows = read(tmp_path / "fields")
    same = ("text", "title", "author", "published", "html_meta", "blocks", "declared_language", "problem")
    for number in (1, 3):
        assert {name: rows[number][name] for name in same} == {name: alone[name] for name in same}
    assert [row["url"] for row in rows] == [row["url"] for row in ROWS]
    assert [rows[number]["text"] for number in (0, 2)] == [ROWS[0]["text"], ROWS[2]["text"]]
    assert [row["problem"] for row in rows] == [None, None, None, None, "no_text"]
    assert [row["record_number"] for row in rows] == [0, 1, 2, 3, 4]


@pytest.mark.parametrize("write", [as_jsonl, as_csv, as_parquet])
def test_what_the_record_says_goes_before_what_its_page_says(
    write: Callable[[Path, list[dict[str, Any]]], None], tmp_path: Path
) -> None:
    """And then the page is no evidence for it."""
    write(tmp_path, [{"raw_html": PAGE, "title": "Ein anderer Titel"}])
    (row,) = read(tmp_path)
    assert (row["title"], row["author"]) == ("Ein anderer Titel", "Ida Holm")
    assert "title" not in {found["field"] for found in row["metadata_evidence"]}


def test_the_register_can_name_the_field(tmp_path: Path) -> None:
    """As it can any other."""
    as_jsonl(tmp_path, [{"seite": PAGE}])
    (row,) = read(tmp_path, fields={"html": "seite"})
    assert "Die Steine liegen am Ufer" in row["text"]


@pytest.mark.parametrize("write", [as_jsonl, as_csv, as_parquet])
def test_what_only_looks_like_a_page_is_a_text_in_every_format(
    write: Callable[[Path, list[dict[str, Any]]], None], tmp_path: Path
) -> None:
    """No row is lost, and none takes another's place."""
    rows = [{"text": "<htmlé> ist kein Element.", "html": None}, ROWS[1], {"text": "Zwei.", "html": "<p>Drei."}]
    write(tmp_path, [{"text": row["text"], "html": row["html"]} for row in rows])
    first, second, third = read(tmp_path)
    assert (first["text"], third["text"]) == (rows[0]["text"], "Zwei.")
    assert "niemand mehr" in second["text"]


def test_a_text_that_speaks_of_html_is_no_page(tmp_path: Path) -> None:
    """Only what begins as a page does is one."""
    text = "Das Element <html> steht am Anfang, <head> danach."
    as_jsonl(tmp_path, [{"text": text}])
    assert read(tmp_path)[0]["text"] == text
