"""Files in UTF-16 and UTF-32 are what they are in UTF-8; line ends are of any kind."""

from __future__ import annotations

import codecs
import gzip
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from reinschrift.sources import Source, list_files, read_parts, split_parts

SENTENCE = "Über Nacht fiel Schnee, und die Straßen blieben bis zum Mittag leer."
OTHER = "В полдень дороги снова открыли, и автобусы поехали."
FILES = {
    "rows.csv": f'id;text;title\r\n1;"{SENTENCE}";Schnee\r\n2;{OTHER};Снег\r\n',
    "rows.txt": f"id\ttext\ttitle\n1\t{SENTENCE}\tSchnee\n2\t{OTHER}\tСнег\n",
    "lines.jsonl": "".join(json.dumps({"text": t}, ensure_ascii=False) + "\r\n" for t in (SENTENCE, OTHER)),
    "page.html": f"<!DOCTYPE html><html lang=de><title>Schnee</title><p>{SENTENCE}</p><p>{OTHER}</p></html>",
    "feed.xml": f'<?xml version="1.0"?><rss version="2.0"><channel><item><description>{SENTENCE}</description></item>'
    f"<item><description>{OTHER}</description></item></channel></rss>",
    "plain.txt": f"{SENTENCE}\n\n{OTHER}\n",
}
CHARSETS = {"utf-16-le": codecs.BOM_UTF16_LE, "utf-16-be": codecs.BOM_UTF16_BE, "utf-32-le": codecs.BOM_UTF32_LE}


def read(folder: Path, name: str, data: bytes, block_bytes: int = 1 << 22, **more: Any) -> list[dict[str, Any]]:
    (folder / name).write_bytes(data)
    source = Source(name="s", base=str(folder), files=(name,), license="x", **more)
    listing = list_files(source, block_bytes=block_bytes)
    assert listing.bad == ()
    parts = [part for file in listing.files for part in split_parts(file, block_bytes)]
    found: list[dict[str, Any]] = pa.concat_tables(list(read_parts(parts, source))).to_pylist()
    return found


@pytest.mark.parametrize("pack", [bytes, gzip.compress], ids=["plain", "gz"])
@pytest.mark.parametrize("charset", CHARSETS)
@pytest.mark.parametrize("name", FILES)
def test_a_wide_file_holds_the_records_of_the_narrow_one(
    tmp_path: Path, name: str, charset: str, pack: Callable[[bytes], bytes]
) -> None:
    """With a mark and, but for pages and feeds, without; packed or not; nothing of its form is published."""
    narrow = read(tmp_path, name, FILES[name].encode())
    marks = [CHARSETS[charset]] if name in {"feed.xml", "page.html"} else [CHARSETS[charset], b""]
    if (name, charset) == ("feed.xml", "utf-32-le"):
        return  # XML need not be read in UTF-32, and no feed was ever seen in it
    for mark in marks:
        wide = read(tmp_path, name, pack(mark + FILES[name].encode(charset)))
        assert [row["source_format"] for row in wide] == [row["source_format"] for row in narrow]
        assert [row["text"] for row in wide] == [row["text"] for row in narrow]
        assert [row["title"] for row in wide] == [row["title"] for row in narrow]
        assert [row["problem"] for row in wide] == [None] * len(narrow)
        if name != "feed.xml":
            assert {row["decoding"]["used"] for row in wide} == {charset}


def test_a_large_wide_file_is_not_cut(tmp_path: Path) -> None:
    """Its line ends are two bytes; it is read whole, each record once."""
    lines = "".join(json.dumps({"text": f"Satz {number}"}) + "\n" for number in range(500))
    rows = read(tmp_path, "a.jsonl", codecs.BOM_UTF16_LE + lines.encode("utf-16-le"), block_bytes=1000)
    assert [row["text"] for row in rows] == [f"Satz {number}" for number in range(500)]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("written", ["\n---\n", "\r\n---\r\n"])
def test_a_separator_matches_whatever_the_line_ends(tmp_path: Path, end: str, written: str) -> None:
    """In the file and in the register, also in a wide file, and in a file that is cut."""
    texts = [f"{SENTENCE} {number}" for number in range(40)]
    data = f"{end}---{end}".join(texts)
    for encoded in (data.encode(), codecs.BOM_UTF16_LE + data.encode("utf-16-le")):
        for block_bytes in (1 << 22, 300):
            rows = read(tmp_path, "a.txt", encoded, block_bytes, separator=written, format="text")
            assert [row["text"] for row in rows] == texts
            assert [row["record_number"] for row in rows] == list(range(40))


def test_a_separator_cuts_only_plain_text(tmp_path: Path) -> None:
    """A large page or table in a source with a separator is read once, not once a part."""
    page = f"<html><p>{SENTENCE}</p>{'<p>' + OTHER + '</p>' * 3}\n---\n</html>" * 9
    rows = read(tmp_path, "a.html", page.encode(), block_bytes=300, separator="\n---\n")
    assert len(rows) == 1
