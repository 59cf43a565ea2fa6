"""JSON lines: what a record says, what a broken line costs, and that size is no matter."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from _pytest.tmpdir import TempPathFactory
from hypothesis import given
from hypothesis import strategies as st

from reinschrift.settings.read import ReadSettings
from reinschrift.sources import Source, list_files, read_parts, split_parts
from reinschrift.sources.readers.format import Beginning
from reinschrift.sources.readers.jsonl import FORMAT


def read(base: Path, shard_bytes: int = 1 << 30, *, max_record_mb: float = 64, **more: Any) -> list[dict[str, Any]]:
    described = Source(**{"name": "s", "base": str(base), "files": ("",), "license": "CC0-1.0"} | more)
    parts = [part for file in list_files(described, block_bytes=64).files for part in split_parts(file, shard_bytes)]
    tables = list(read_parts(parts, described, ReadSettings(max_record_mb=max_record_mb)))
    return pa.concat_tables(tables).to_pylist() if tables else []


def put(tmp_path: Path, *lines: object) -> None:
    written = [line if isinstance(line, bytes) else json.dumps(line, ensure_ascii=False).encode() for line in lines]
    (tmp_path / "a.jsonl").write_bytes(b"\n".join(written) + b"\n")


def test_a_record_says_what_its_source_does_not(tmp_path: Path) -> None:
    """Its own fields come before the source's."""
    record = {
        "doc_id": 7, "content": "Der Text.", "url": "https://example.org/7", "headline": " Titel ",
        "authors": ["A", "B"], "date": "31.1.2024", "crawl_date": "2024-02-01T10:00:00+01:00",
        "site_name": "Blatt", "license": "CC-BY-4.0",
    }  # fmt: skip
    put(tmp_path, record)
    (row,) = read(tmp_path)
    assert (row["record"], row["record_number"], row["text"], row["title"]) == ("7", 0, "Der Text.", "Titel")
    assert (row["author"], row["published"], row["site_name"]) == ("A; B", date(2024, 1, 31), "Blatt")
    assert row["collected"] == datetime(2024, 2, 1, 9, tzinfo=UTC)
    assert (row["license"], row["url"]) == ("CC-BY-4.0", "https://example.org/7")


def test_a_broken_line_costs_that_line_alone(tmp_path: Path) -> None:
    """It becomes a row that says where and why; the numbers of the others stay."""
    put(tmp_path, {"text": "a"}, b'{"text": "b', b"[1]", b"", b"null", b"{}", {"text": "c"})
    rows = read(tmp_path)
    assert [row["problem"] for row in rows] == [None, "unreadable", "unreadable", "unreadable", "no_text", None]
    assert [row["record_number"] for row in rows] == [0, 1, 2, 4, 5, 6]
    assert rows[1]["problem_detail"].startswith("Line 2, at byte 14, is no JSON")
    assert rows[1]["text"] == '{"text": "b'
    assert "no object: list" in rows[2]["problem_detail"]


@pytest.mark.parametrize("text", [None, "", " \n", [], {}, True])
def test_a_record_without_text_is_a_row_without_text(tmp_path: Path, text: Any) -> None:
    """It keeps what else it says."""
    put(tmp_path, {"text": text, "title": "T", "nr": 1})
    (row,) = read(tmp_path)
    assert (row["problem"], row["title"]) == ("no_text", "T")
    assert "text, title, nr" in row["problem_detail"]


def test_a_mapped_field_that_is_missing_is_named(tmp_path: Path) -> None:
    """So a slip in the register is seen at once."""
    put(tmp_path, {"text": "a"})
    (row,) = read(tmp_path, fields={"text": "inhalt"})
    assert row["problem_detail"] == "The field inhalt is empty or missing."


def test_identity_follows_the_number_or_the_id_that_the_register_vouches_for(tmp_path: Path) -> None:
    """A repeated id that is merely recognised does no harm; one that is vouched for survives another order."""
    put(tmp_path, {"id": "x", "text": "a"}, {"id": "x", "text": "b"})
    assert len({row["id"] for row in read(tmp_path)}) == 2
    put(tmp_path, {"id": "x", "text": "a"}, {"id": "y", "text": "b"})
    first = {row["text"]: row["id"] for row in read(tmp_path, fields={"record": "id"})}
    put(tmp_path, {"id": "y", "text": "b"}, {"id": "x", "text": "a"})
    assert {row["text"]: row["id"] for row in read(tmp_path, fields={"record": "id"})} == first


def test_a_number_and_an_id_that_look_alike_are_two_identities(tmp_path: Path) -> None:
    """The id `1` of the first record is not the number 1 of the second."""
    put(tmp_path, {"nr": "1", "text": "a"}, {"text": "b"})
    assert len({row["id"] for row in read(tmp_path, fields={"record": "nr"})}) == 2


def test_what_strict_json_forbids_and_dumps_contain_is_read(tmp_path: Path) -> None:
    """A byte order mark, Windows line ends, tabs and NUL bytes in strings, half a surrogate pair, other encodings."""
    put(
        tmp_path,
        b'\xef\xbb\xbf{"text": "mark"}\r',
        b'{"text": "a\tb\0c"}',
        b'{"text": "nul \\u0000 escaped"}',
        b'{"text": "half \\ud83d pair, whole \\ud83d\\ude00 pair"}',
        '{"text": "Größe, Bücher, über Öfen, schöne Grüße – und mehr"}'.encode("cp1252"),
        b'{"text": "n", "x": NaN, "y": 123456789012345678901234567890}',
    )
    texts = [row["text"] for row in read(tmp_path)]
    assert texts == [
        "mark",
        "a\tb\0c",
        "nul \0 escaped",
        "half \ufffd pair, whole 😀 pair",
        "Größe, Bücher, über Öfen, schöne Grüße – und mehr",
        "n",
    ]


def test_nesting_without_end_is_unreadable(tmp_path: Path) -> None:
    """It breaks the line, not the run."""
    put(tmp_path, b'{"text": ' + b"[" * 200_000, {"text": "a"})
    assert [row["problem"] for row in read(tmp_path)] == ["unreadable", None]


def test_padding_with_nul_bytes_is_no_record(tmp_path: Path) -> None:
    """As a disk leaves it after a crash."""
    put(tmp_path, *[{"text": "a"}] * 9, bytes(500))
    assert [row["text"] for row in read(tmp_path, format="jsonl")] == ["a"] * 9


@pytest.mark.parametrize("mark", ["#", "//", " # ", "#{", "/*", ";", "--"])
def test_a_line_that_begins_like_a_comment_is_a_row_that_cannot_be_read(tmp_path: Path, mark: str) -> None:
    """JSON lines have no comments: such a line may be a text, and what is passed over is on record."""
    lines = [f"{mark} made by hand", '{"text": "# a // b"}', f"{mark} between", '{"text": "c"}', mark]
    (tmp_path / "a.jsonl").write_text("\n".join(lines))
    rows = read(tmp_path)
    assert [(row["text"], row["problem"], row["record"]) for row in rows] == [
        (f"{mark} made by hand", "unreadable", "0"),
        ("# a // b", None, "1"),
        (f"{mark} between", "unreadable", "2"),
        ("c", None, "3"),
        (mark, "unreadable", "4"),
    ]


def test_an_empty_file_has_no_records(tmp_path: Path) -> None:
    """Unlike an empty text, which is one."""
    (tmp_path / "a.jsonl").write_bytes(b"")
    assert read(tmp_path) == []


def test_parts_hold_what_the_packed_file_holds(tmp_path: Path) -> None:
    """The same numbers and ids, cut or whole, packed or not, but for the name."""
    put(tmp_path, *({"text": f"Satz {number}"} for number in range(200)))
    cut = read(tmp_path, 128)
    packed = tmp_path / "packed"
    packed.mkdir()
    (packed / "a.jsonl").write_bytes(gzip.compress((tmp_path / "a.jsonl").read_bytes()))
    assert [row["id"] for row in read(packed, 128)] == [row["id"] for row in cut]
    assert [row["record_number"] for row in cut] == list(range(200))


GIANT = """
import resource, sys
from pathlib import Path
from reinschrift.settings.read import ReadSettings
from reinschrift.sources import Source, list_files, read_parts, split_parts
described = Source(name="s", base=sys.argv[1], files=("",), license="x")
parts = [part for file in list_files(described).files for part in split_parts(file, 64_000_000)]
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
rows = [r for t in read_parts(parts, described, ReadSettings(max_record_mb=float(sys.argv[2])))
        for r in zip(t["record_number"].to_pylist(), t["problem"].to_pylist(), map(len, t["text"].to_pylist()))]
print(rows, len(parts), (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)
"""


@pytest.mark.slow
@pytest.mark.parametrize(
    ("limit", "problem", "length", "most_mb"), [("64", "'too_large'", 10_000, 120), ("250", "None", 200_000_000, 900)]
)
def test_a_line_of_200_mb_costs_little_memory(
    tmp_path: Path, limit: str, problem: str, length: int, most_mb: int
) -> None:
    """Above the limit next to none; below it, a few times its size; the lines around it are read."""
    with (tmp_path / "a.jsonl").open("wb") as file:
        file.write(b'{"text": "before"}\n{"text": "')
        for _ in range(200):
            file.write(b"abcde fghi" * 100_000)
        file.write(b'"}\n{"text": "after"}\n')
    done = subprocess.run([sys.executable, "-c", GIANT, tmp_path, limit], capture_output=True, text=True, check=True)
    rows, end, numbers = done.stdout.partition("]")
    assert rows + end == f"[(0, None, 6), (1, {problem}, {length if problem == 'None' else 10_000}), (2, None, 5)]"
    assert int(numbers.split()[-1]) < most_mb


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"])
@pytest.mark.parametrize("shard_bytes", [1 << 30, 100])
@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_lines_end_as_their_file_ends_them(
    tmp_path: Path, end: bytes, shard_bytes: int, pack: Callable[[bytes], bytes]
) -> None:
    """CR alone, too, whole or in parts; what ends a line elsewhere is text in a string."""
    texts = [f"Zeile {number}\u2028\u0085\x1c und \n mehr davon" for number in range(40)]
    lines = [json.dumps({"text": text}, ensure_ascii=False).encode() for text in texts]
    (tmp_path / "a.jsonl").write_bytes(pack(end.join([*lines, b""])))
    rows = read(tmp_path, shard_bytes)
    assert [(row["text"], row["problem"], row["record_number"]) for row in rows] == [
        (text, None, number) for number, text in enumerate(texts)
    ]


def test_what_is_no_number_is_nothing(tmp_path: Path) -> None:
    """NaN and the infinities are how tables write that a value is missing; the words are words."""
    lines = (
        b'{"text": "Eins", "title": NaN, "author": [NaN, "A"], "url": {"value": -Infinity}, "id": Infinity}',
        b'{"text": NaN, "title": "leer"}',
        b'{"text": "Zwei", "title": "Nan", "author": "nan"}',
        b'{"text": "None \\" nan", "title": None, "author": nan, "x": [True, undefined, -inf]}',
    )
    put(tmp_path, *lines)
    rows = read(tmp_path)
    assert [(row["text"], row["title"], row["author"], row["url"], row["record"]) for row in rows] == [
        ("Eins", None, "A", None, "0"), ("", "leer", None, None, "1"), ("Zwei", "Nan", "nan", None, "2"),
        ('None " nan', None, None, None, "3"),
    ]  # fmt: skip
    assert [row["problem"] for row in rows] == [None, "no_text", None, None]


@pytest.mark.parametrize(("broken", "is_one"), [(19, True), (20, False)])
def test_one_of_the_first_twenty_lines_is_an_object(broken: int, *, is_one: bool) -> None:
    """Lines that are cut off stand before it in a log; a text that quotes one farther down is a text."""
    assert FORMAT.guess(Beginning("a", b"{kaputt}\n" * broken + b'{"text": "a"}\n')) == is_one


STRINGS = st.text(st.sampled_from("ab \r\u2028\u2029\u0085\x1c"), max_size=8).map(lambda text: f"x{text}x")


@given(st.lists(st.tuples(STRINGS, st.sampled_from(["\n", "\r\n", "\r"])), min_size=1, max_size=12))
def test_lines_of_one_file_end_in_different_ways(
    tmp_path_factory: TempPathFactory, lines: list[tuple[str, str]]
) -> None:
    """A file put together of several keeps all objects and what stands in strings, a CR among LF, too."""
    n_above = 8 * len(lines)
    written = [f'{{"text": "{text}"}}{end}' for text, end in lines]
    folder = tmp_path_factory.mktemp("mixed")
    (folder / "a.jsonl").write_text('{"text": "Anfang"}\n' * n_above + "".join(written), "utf-8", newline="")
    for size in (1 << 30, 100):
        rows = read(folder, size)
        assert [row["text"] for row in rows][n_above:] == [text for text, _ in lines]
        assert [row["record_number"] for row in rows] == list(range(len(rows)))
