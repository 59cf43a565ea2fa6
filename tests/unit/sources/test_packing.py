"""Packed files: several pieces, padding, frames that hold no data, a dictionary."""

from __future__ import annotations

import bz2
import gzip
import lzma
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
import zstandard

from reinschrift.errors import UnreadableFileError
from reinschrift.sources import Source, list_files, opening, packing, read_parts, split_parts
from reinschrift.sources.opening import head_of, unpacked
from tests.unit.sources.readers.warc_files import packed, record, response

FIRST, SECOND = "Früh am Morgen.\n".encode() * 900, "Spät am Abend.\n".encode() * 700
SKIPPED = b"\x53\x2a\x4d\x18" + (300_000).to_bytes(4, "little") + bytes(range(250)) * 1200
PACK: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "bz2": bz2.compress,
    "xz": lzma.compress,
    "lzma": lambda data: lzma.compress(data, format=lzma.FORMAT_ALONE),
    "zstd": zstandard.ZstdCompressor(write_checksum=True).compress,
    "zstd of unknown size": lambda data: zstandard.ZstdCompressor(write_content_size=False).compress(data),
    "lz4": lambda data: pa.Codec("lz4").compress(data).to_pybytes(),
}


@pytest.fixture(params=[1 << 25, 1000], ids=["held", "twice"], autouse=True)
def held_bytes(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Small files are unpacked once and held, large ones twice; few bytes are read at a time."""
    monkeypatch.setattr(opening, "HELD_BYTES", request.param)
    monkeypatch.setattr(packing, "READ_BYTES", 777)
    monkeypatch.setattr(packing, "PIECE_BYTES", 333)


def text_of(folder: Path, data: bytes) -> bytes:
    (folder / "x").write_bytes(data)
    with unpacked(str(folder / "x")) as stream:
        text = b"".join(iter(lambda: stream.read(1001), b""))
    assert head_of(str(folder / "x")).unpacked == text[: 1 << 16]
    return text


@pytest.mark.parametrize("name", PACK)
def test_all_pieces_are_read(tmp_path: Path, name: str) -> None:
    """Also empty ones between them."""
    pack = PACK[name]
    assert text_of(tmp_path, pack(FIRST) + pack(b"") + pack(SECOND)) == FIRST + SECOND


@pytest.mark.parametrize("name", [name for name in PACK if name != "lz4"])
@pytest.mark.parametrize("padding", [bytes(1), bytes(4), bytes(20_000), b"\n", b"\r\n", b"\r\n\0\0"])
def test_padding_with_zeros_and_line_ends_is_passed_over(tmp_path: Path, name: str, padding: bytes) -> None:
    """Behind the last piece, as tapes, disks and transfers as text leave it, and between two."""
    pack = PACK[name]
    assert text_of(tmp_path, pack(FIRST) + padding) == FIRST
    assert text_of(tmp_path, pack(FIRST) + padding + pack(SECOND)) == FIRST + SECOND


def test_frames_without_data_are_passed_over(tmp_path: Path) -> None:
    """Before, between and behind the others; one alone is an empty file."""
    pack = PACK["zstd"]
    assert text_of(tmp_path, SKIPPED + pack(FIRST) + SKIPPED * 2 + pack(SECOND) + SKIPPED) == FIRST + SECOND
    assert text_of(tmp_path, SKIPPED) == b""


JUNK = b"more, but not packed"


@pytest.mark.parametrize("name", PACK)
@pytest.mark.parametrize("in_parts", [False, True])
def test_one_part_that_is_cut_off_is_refused(tmp_path: Path, name: str, *, in_parts: bool) -> None:
    """Nothing of it is sure."""
    (tmp_path / "x").write_bytes(PACK[name](FIRST)[:-20])
    with pytest.raises(UnreadableFileError), unpacked(str(tmp_path / "x"), in_parts=in_parts):
        pytest.fail("it was given")


@pytest.mark.parametrize("name", [name for name in PACK if name != "lz4"])
def test_what_stands_before_other_bytes_is_read_and_the_file_reported(tmp_path: Path, name: str) -> None:
    """Kind: junk behind a whole packed part. All that was packed is given, then the file is said to be bad."""
    (tmp_path / "x").write_bytes(PACK[name](FIRST) + PACK[name](SECOND) + JUNK)
    read = b""
    with pytest.raises(UnreadableFileError, match="not packed"), unpacked(str(tmp_path / "x")) as stream:
        read = b"".join(iter(lambda: stream.read(1001), b""))
    assert read == FIRST + SECOND


@pytest.mark.parametrize("name", [name for name in PACK if name != "lz4"])
@pytest.mark.parametrize("damage", [lambda data: data[:-20], lambda data: data[:30] + bytes(20) + data[50:]])
def test_lines_of_whole_parts_before_a_broken_one_are_read(
    tmp_path: Path, name: str, damage: Callable[[bytes], bytes]
) -> None:
    """Kind: concatenated packed files with damage at the end. A line that the broken part would go on with is not."""
    (tmp_path / "x").write_bytes(PACK[name](FIRST + b"Es war") + damage(PACK[name](SECOND)))
    read = b""
    with pytest.raises(UnreadableFileError), unpacked(str(tmp_path / "x"), in_parts=True) as stream:
        read = b"".join(iter(lambda: stream.read(1001), b""))
    assert read == FIRST
    with pytest.raises(UnreadableFileError), unpacked(str(tmp_path / "x")):
        pytest.fail("half of a document was given")


CONTENTS = {
    "a.txt": b"Im Hafen lag ein Schiff.",
    "a.html": b"<!DOCTYPE html><title>Hafen</title><p>Im Hafen lag ein Schiff, das niemand kannte.</p>",
    "a.csv": b"id,text\n1,Im Hafen lag ein Schiff.\n2,Es war leer.\n",
    "a.jsonl": b'{"text": "Im Hafen lag ein Schiff."}\n{"text": "Es war leer."}\n',
    "a.json": b'[{"text": "Im Hafen lag ein Schiff."},\n {"text": "Es war leer."}]\n',
    "a.srt": b"1\n00:00:01,000 --> 00:00:04,000\nIm Hafen lag ein Schiff.\n",
    "a.xml": b'<?xml version="1.0"?><rss version="2.0"><channel><item><title>Hafen</title>'
    b"<description>Im Hafen lag ein Schiff.</description></item></channel></rss>",
}


@pytest.mark.parametrize("name", CONTENTS)
def test_every_reader_gives_its_records_before_the_report(tmp_path: Path, name: str) -> None:
    """Kind: junk behind a whole packed part: the records as without it, and a row that says what is wrong."""
    sound = rows_of(tmp_path, gzip.compress(CONTENTS[name]), f"{name}.gz")
    *read, report = rows_of(tmp_path, gzip.compress(CONTENTS[name]) + JUNK, f"{name}.gz")
    assert [(row["id"], row["text"]) for row in read] == [(row["id"], row["text"]) for row in sound]
    assert report["problem"] == "unreadable_file"
    assert f"{len(read)} records were read" in report["problem_detail"]
    assert report["id"] not in {row["id"] for row in read}


@pytest.mark.parametrize("name", ["gzip", "bz2", "xz", "lzma", "zstd"])
def test_a_damaged_byte_is_a_sentence(tmp_path: Path, name: str) -> None:
    """Wherever it is: the library's own error, or a text that the packing has no checksum for."""
    whole = PACK[name](FIRST)
    for at in range(6, len(whole), 7):
        (tmp_path / "x").write_bytes(whole[:at] + bytes([whole[at] ^ 0x55]) + whole[at + 1 :])
        with suppress(UnreadableFileError), unpacked(str(tmp_path / "x")) as stream:
            stream.read()


def with_dictionary(pages: list[bytes], *, is_packed: bool) -> bytes:
    """Return an archive whose records share a dictionary, which is its first frame."""
    samples: list[bytes | bytearray | memoryview] = [page + bytes([number]) for page in pages for number in range(40)]
    dictionary = zstandard.train_dictionary(4000, samples)
    data = dictionary.as_bytes()
    data = zstandard.ZstdCompressor().compress(data) if is_packed else data
    frames = [zstandard.ZstdCompressor(dict_data=dictionary).compress(page) for page in pages]
    return b"\x5d\x2a\x4d\x18" + len(data).to_bytes(4, "little") + data + b"".join(frames)


def rows_of(folder: Path, data: bytes, name: str = "a.warc.zst") -> list[dict[str, Any]]:
    (folder / name).write_bytes(data)
    source = Source(name="s", base=str(folder), files=(name,), license="x")
    listing = list_files(source, block_bytes=500)
    parts = [part for file in listing.files for part in split_parts(file, 500)]
    assert listing.bad == ()
    found: list[dict[str, Any]] = pa.concat_tables(list(read_parts(parts, source))).to_pylist()
    return found


BODY = b"<html><title>Die Linde</title><p>Die Linde vor dem Rathaus steht dort seit vierhundert Jahren.</p></html>"
PAGES = [response(BODY.replace(b"vierhundert", str(number).encode()), number) for number in range(400, 412)]


@pytest.mark.parametrize("is_packed", [False, True])
def test_the_dictionary_of_an_archive_is_found(tmp_path: Path, *, is_packed: bool) -> None:
    """In its first frame, packed or not; the format is recognised behind it."""
    rows = rows_of(tmp_path, with_dictionary(PAGES, is_packed=is_packed), "a.zst")
    assert {row["source_format"] for row in rows} == {"warc"}
    assert [row["problem"] for row in rows] == [None] * len(PAGES)
    assert "seit 411 Jahren" in rows[-1]["text"]


def test_a_dictionary_that_is_missing_is_said(tmp_path: Path) -> None:
    """The archive was cut out of a larger one."""
    whole = with_dictionary(PAGES, is_packed=False)
    size = int.from_bytes(whole[4:8], "little")
    (tmp_path / "x").write_bytes(whole[8 + size :])
    with pytest.raises(UnreadableFileError, match="ictionary"), unpacked(str(tmp_path / "x")):
        pytest.fail("it was given")


@pytest.mark.parametrize("pack", [bytes, gzip.compress, PACK["zstd"]], ids=["plain", "one member", "zstd"])
@pytest.mark.parametrize("lines", [b"\r\n", b"\n"], ids=["CRLF", "LF"])
@pytest.mark.parametrize("case", [bytes.lower, bytes.upper, bytes], ids=["lower", "upper", "usual"])
def test_heads_of_records_are_read_in_any_case_with_any_line_end(
    tmp_path: Path, pack: Callable[[bytes], bytes], lines: bytes, case: Callable[[bytes], bytes]
) -> None:
    """However the whole is packed; bodies stay as they are."""

    def written(raw: bytes) -> bytes:
        head, _, block = raw.partition(b"\r\n\r\n")
        first, *rest = head.split(b"\r\n")
        named = (case(name) + colon + value for name, colon, value in (line.partition(b":") for line in rest))
        found: bytes = lines.join([first, *named, b"", b""]) + block[:-4] + lines * 2
        return found

    told = record(b"{}", 1, kind="metadata", content_type="application/json")
    text = record("Die Fähre fährt\r\nab April wieder.".encode(), 2, kind="conversion", content_type="text/plain")
    rows = rows_of(tmp_path, pack(b"".join(map(written, [PAGES[0], told, text, PAGES[1]]))), "a.warc")
    assert [row["problem"] for row in rows] == [None] * 3
    assert [row["record_number"] for row in rows] == [0, 2, 3]
    assert rows[1]["text"] == "Die Fähre fährt\r\nab April wieder."
    assert rows[2]["title"] == "Die Linde"


def test_padding_behind_an_archive_is_no_record(tmp_path: Path) -> None:
    """Zeros behind the last member, as a copy by blocks leaves them."""
    assert len(rows_of(tmp_path, packed(*PAGES) + bytes(1000), "a.warc.gz")) == len(PAGES)
