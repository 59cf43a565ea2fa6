"""Archives of the web: what is read of them, what is on record, and what damage costs."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from reinschrift.settings.read import ReadSettings
from reinschrift.sources import DOCUMENTS_READ, Source, list_files, opening, read_parts, split_parts
from tests.unit.sources.readers.warc_files import packed, record, response

LATIN = "text/html; charset=iso-8859-1"


def page(number: int, *, text: str = "") -> bytes:
    sentence = text or f"Dies ist der Text der Seite Nummer {number}, und er ist lang genug, um gelesen zu werden. "
    return (
        f"<html lang=de><head><title>Seite {number} | Blatt</title>"
        "<meta property='og:site_name' content='Blatt'></head>"
        f"<body><nav><a href=/>Start</a> <a href=/x>Sport</a></nav><h1>Seite {number}</h1><p>{sentence * 4}</p></body>"
    ).encode()


def read(
    folder: Path, data: bytes, name: str = "a.warc", shard_bytes: int = 1 << 30, **settings: Any
) -> list[dict[str, Any]]:
    (folder / name).write_bytes(data)
    source = Source(name="s", base=str(folder), files=(name,), license="x")
    listing = list_files(source, block_bytes=300)
    assert listing.bad == ()
    parts = [part for file in listing.files for part in split_parts(file, shard_bytes)]
    tables = list(read_parts(parts, source, ReadSettings(**settings)))
    assert all(table.schema.equals(DOCUMENTS_READ) for table in tables)
    found: list[dict[str, Any]] = pa.concat_tables([DOCUMENTS_READ.empty_table(), *tables]).to_pylist()
    return found


def problems(rows: list[dict[str, Any]]) -> list[str | None]:
    return [row["problem"] for row in rows]


INFO = record(b"software: none\r\n", 0, kind="warcinfo", content_type="application/warc-fields")
PAGES = [response(page(number), number, "X-Robots-Tag: noai", "Content-Usage: train-ai=n") for number in range(1, 9)]


@pytest.mark.parametrize(("name", "pack"), [("a.warc", b"".join), ("a.warc.gz", lambda records: packed(*records))])
def test_responses_are_documents(tmp_path: Path, name: str, pack: Callable[[list[bytes]], bytes]) -> None:
    """With address, time, id, headers and what the page says; the archive's own records are none, but count."""
    rows = read(tmp_path, pack([INFO, *PAGES]), name)
    assert [row["record_number"] for row in rows] == list(range(1, 9))
    first = rows[0]
    assert "Text der Seite Nummer 1" in first["text"]
    assert (first["url"], first["title"], first["site_name"]) == ("http://example.org/1", "Seite 1", "Blatt")
    assert first["collected"].isoformat() == "2024-01-31T10:01:00+00:00"
    assert first["record"] == "<urn:uuid:00000001>"
    assert {"name": "x-robots-tag", "value": "noai"} in first["headers"]
    assert {"name": "content-usage", "value": "train-ai=n"} in first["headers"]
    assert first["declared_language"] == "de"


@pytest.mark.parametrize(("name", "pack"), [("a.warc", b"".join), ("a.warc.gz", lambda records: packed(*records))])
@pytest.mark.parametrize("shard_bytes", [300, 700, 2000])
def test_parts_of_any_size_hold_the_same_records(
    tmp_path: Path, name: str, pack: Callable[[list[bytes]], bytes], shard_bytes: int
) -> None:
    """An archive is cut between its records, packed member by member too."""
    data = pack([INFO, *PAGES])
    whole = read(tmp_path, data, name)
    (tmp_path / name).write_bytes(data)
    source = Source(name="s", base=str(tmp_path), files=(name,), license="x")
    (file,) = list_files(source, block_bytes=300).files
    assert len(split_parts(file, shard_bytes)) > 1
    assert read(tmp_path, data, name, shard_bytes) == whole


@pytest.mark.parametrize("packing", ["zstd", "bz2", "lz4"])
def test_packed_as_a_whole_it_is_one_part(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, packing: str) -> None:
    """Also one that is unpacked twice rather than held: the stream cannot be sought in, nor asked where it stands."""
    monkeypatch.setattr(opening, "HELD_BYTES", 100)
    data = b"".join([INFO, *PAGES])
    compressed = pa.BufferOutputStream()
    with pa.CompressedOutputStream(compressed, packing) as stream:
        stream.write(data)
    rows = read(tmp_path, compressed.getvalue().to_pybytes(), f"a.warc.{packing}", 300)
    plain = read(tmp_path, data)
    assert [(row["url"], row["text"]) for row in rows] == [(row["url"], row["text"]) for row in plain]


def test_an_archive_in_an_archive_is_not_cut_in_the_middle(tmp_path: Path) -> None:
    """What looks like a record within a record makes no record of its own, whatever the parts."""
    inner = response(b"".join(PAGES[:3]), 20, "Content-Type: text/plain")
    data = PAGES[0] + inner + PAGES[1]
    assert len(read(tmp_path, data)) == 3
    assert read(tmp_path, data, shard_bytes=300) == read(tmp_path, data)


def test_conversions_are_texts(tmp_path: Path) -> None:
    """WET files: plain text, which no markup vouches for."""
    text = b"Ein Satz aus dem Archiv.\nNoch einer."
    (row,) = read(tmp_path, record(text, 1, kind="conversion", content_type="text/plain"))
    assert (row["text"], row["blocks"], row["problem"]) == (text.decode(), None, None)


def test_resources_are_pages_without_a_server(tmp_path: Path) -> None:
    """A file of HTML that was put into the archive as it was."""
    (row,) = read(tmp_path, record(page(1), 1, kind="resource", content_type="text/html"))
    assert row["title"] == "Seite 1"


def chunked(body: bytes, end: bytes = b"0\r\n\r\n") -> bytes:
    half = len(body) // 2
    return b"".join(b"%x;x=y\r\n%s\r\n" % (len(part), part) for part in (body[:half], body[half:])) + end


def deflated(body: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(body) + packer.flush()


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        (gzip.compress(page(1)), ["Content-Encoding: gzip"]),
        (gzip.compress(page(1)), ["content-encoding: X-GZIP"]),
        (gzip.compress(gzip.compress(page(1))), ["Content-Encoding: gzip, gzip"]),
        (page(1), ["Content-Encoding: gzip"]),  # many crawlers unpack and leave the header
        (page(1), ["Transfer-Encoding: chunked"]),
        (chunked(page(1)), ["Transfer-Encoding: chunked"]),
        (chunked(page(1), b""), ["Transfer-Encoding: chunked"]),
        (chunked(gzip.compress(page(1))), ["Transfer-Encoding: chunked", "Content-Encoding: gzip"]),
        (zlib.compress(page(1)), ["Content-Encoding: deflate"]),
        (deflated(page(1)), ["Content-Encoding: deflate"]),
        (pa.Codec("brotli").compress(page(1), asbytes=True), ["Content-Encoding: br"]),
        (pa.Codec("zstd").compress(page(1), asbytes=True), ["Content-Encoding: zstd"]),
    ],
)
def test_bodies_are_unpacked(tmp_path: Path, body: bytes, headers: list[str]) -> None:
    """Packed or in chunks or both, also where only the header says so, and where the last chunk never came."""
    (row,) = read(tmp_path, response(body, 1, *headers))
    assert row["problem"] is None
    assert "Text der Seite Nummer 1" in row["text"]
    assert not any(sign in row["text"] for sign in ("0\r\n", ";x=y"))


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        (chunked(page(1), b"")[:-200], ["Transfer-Encoding: chunked"]),
        (gzip.compress(page(1) * 50, 1)[:-50], ["Content-Encoding: gzip"]),
    ],
)
def test_of_a_body_cut_off_there_is_its_beginning(tmp_path: Path, body: bytes, headers: list[str]) -> None:
    """As far as it goes."""
    (row,) = read(tmp_path, response(body, 1, *headers))
    assert "Text der Seite Nummer 1" in row["text"]
    assert ";x=y" not in row["text"]


@pytest.mark.parametrize("coding", ["br", "gzip", "zstd", "x-of-tomorrow"])
def test_what_cannot_be_unpacked_is_no_text(tmp_path: Path, coding: str) -> None:
    """A row that says so, rather than a document of random letters."""
    (row,) = read(tmp_path, response(b"\x03\xa1" + bytes(range(256)) * 4, 1, f"Content-Encoding: {coding}"))
    assert row["problem"] == "unreadable"
    assert coding in row["problem_detail"]


def test_what_is_no_page_is_on_record(tmp_path: Path) -> None:
    """Pictures, errors and redirections have rows that say so; a site's own files keep their text."""
    rows = read(
        tmp_path,
        response(b"\x89PNG", 1, "Content-Type: image/png")
        + response(page(2), 2, status="404 Not Found")
        + response(b"", 3, status="301 Moved", url="http://example.org/old")
        + response(b"User-agent: *\nDisallow: /", 4, "Content-Type: text/plain", url="http://example.org/robots.txt")
        + response(b"[]", 5, "Content-Type: application/json", url="https://example.org/.well-known/tdmrep.json"),
    )
    assert problems(rows) == ["no_page", "no_page", "no_page", "site_file", "site_file"]
    assert "404" in rows[1]["problem_detail"]
    assert rows[3]["text"].startswith("User-agent")


def test_the_charset_of_the_header_counts(tmp_path: Path) -> None:
    """A page says nothing, its server does."""
    body = (
        page(1, text="Über die Brücke fährt der Zug, während im Tal die Lichter brennen. ").decode().encode("latin-1")
    )
    (row,) = read(tmp_path, response(body, 1, f"Content-Type: {LATIN}"))
    assert "Über die Brücke" in row["text"]
    assert row["decoding"]["declared"] == "iso-8859-1"


def test_a_cut_off_archive_loses_its_last_record_only(tmp_path: Path) -> None:
    """And that one has a row."""
    for name, data in (("a.warc", b"".join(PAGES)[:-300]), ("a.warc.gz", packed(*PAGES)[:-100])):
        rows = read(tmp_path, data, name)
        assert problems(rows) == [None] * 7 + ["unreadable"]
        assert "bytes before its end" in rows[-1]["problem_detail"]


def test_a_wrong_length_costs_one_record(tmp_path: Path) -> None:
    """Too long or too short: reading goes on at the next record."""
    for length in (100_000, 20):
        wrong = record(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + page(99), 99, length=length)
        rows = read(tmp_path, PAGES[0] + wrong + PAGES[1] + PAGES[2])
        assert [row["url"] for row in rows if row["problem"] is None][-2:] == [
            "http://example.org/2",
            "http://example.org/3",
        ]
        assert "unreadable" in problems(rows)


def test_damage_in_the_middle_costs_what_it_hit(tmp_path: Path) -> None:
    """Bytes that are no record, and a packed member that cannot be unpacked."""
    rows = read(tmp_path, b"".join(PAGES[:2]) + b"garbage\r\n\r\n" + b"".join(PAGES[2:]))
    assert problems(rows) == [None, None, "unreadable", *[None] * 6]
    data = bytearray(packed(*PAGES))
    second = len(gzip.compress(PAGES[0], mtime=0))
    data[second + 60 : second + 90] = b"\xff" * 30
    rows = read(tmp_path, bytes(data), "a.warc.gz")
    assert problems(rows).count("unreadable") == 1
    assert problems(rows).count(None) >= 6


def test_bombs_and_giants_are_too_large(tmp_path: Path) -> None:
    """A record, and a body that unpacks to more than a record may have."""
    rows = read(
        tmp_path,
        response(b"<p>" + b"a" * 200_000, 1)
        + response(gzip.compress(b"<p>" + b"a" * 5_000_000), 2, "Content-Encoding: gzip"),
        max_record_mb=0.1,
    )
    assert problems(rows) == ["too_large", "too_large"]
    assert all(len(row["text"]) <= 10_000 for row in rows)


@pytest.mark.parametrize("address", ["http://[", "http://[x]/", "http://a]/", "//[::", "http://a:b/", "http://\udcff/"])
def test_what_is_no_address_is_no_error(tmp_path: Path, address: str) -> None:
    """As the record's own and as that which its page names."""
    body = page(1).replace(b"<title>", f"<link rel=canonical href='{address}'><title>".encode("utf-8", "replace"))
    url = address.encode("utf-8", "replace").decode()
    rows = read(tmp_path, response(body, 1, url=url) + response(body, 2))
    assert problems(rows) == [None, None]
    assert rows[0]["url"] == url
