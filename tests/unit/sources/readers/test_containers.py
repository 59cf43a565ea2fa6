"""Tables, feeds, books and archives: what is read of them, and what damage and malice cost."""

from __future__ import annotations

import gzip
import io
import json
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from reinschrift.settings.read import ReadSettings
from reinschrift.sources import Source, list_files, read_parts, split_parts

SENTENCE = "Am Morgen fuhren die Boote hinaus, und erst gegen Abend kehrten sie zurück."
FEED = f"""<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>Küstenblatt</title><language>de</language>
<item><title>Boote</title><link>https://k.example/1</link><guid>k-1</guid><dc:creator>Erna Moor</dc:creator>
<pubDate>Tue, 05 Mar 2024 08:00:00 +0100</pubDate><description>Kurz.</description>
<content:encoded><![CDATA[<p>{SENTENCE}</p><ul><li>Eins</li></ul>]]></content:encoded></item>
<item><title>Leer</title></item></channel></rss>""".encode()
ATOM = f"""<feed xmlns="http://www.w3.org/2005/Atom"><title>Blatt</title><entry><title>Boote</title><id>urn:1</id>
<link rel="alternate" href="https://k.example/2"/><author><name>Erna Moor</name></author>
<published>2024-03-05T08:00:00Z</published>
<content type="html">&lt;p&gt;{SENTENCE}&lt;/p&gt;</content></entry></feed>""".encode()
BOMB = b"""<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "aaaaaaaaaa">
<!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><rss>&b;</rss>"""


def read(folder: Path, files: dict[str, bytes], **settings: Any) -> list[dict[str, Any]]:
    for name, data in files.items():
        (folder / name).write_bytes(data)
    source = Source(name="s", base=str(folder), files=tuple(files), license="x")
    listing = list_files(source)
    assert listing.bad == ()
    parts = [part for file in listing.files for part in split_parts(file, 1 << 26)]
    found: list[dict[str, Any]] = pa.concat_tables(
        list(read_parts(parts, source, ReadSettings(**settings)))
    ).to_pylist()
    return found


def zipped(files: dict[str, bytes], packing: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", packing) as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name), data, packing)
    return out.getvalue()


def tarred(files: dict[str, bytes], mode: Literal["w", "w:gz"] = "w") -> bytes:
    out = io.BytesIO()
    with tarfile.open(None, mode, out) as archive:
        for name, data in files.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(data)
            archive.addfile(entry, io.BytesIO(data))
    return out.getvalue()


def book(**files: bytes) -> bytes:
    package = b"""<package xmlns="http://www.idpf.org/2007/opf" xmlns:dc="http://purl.org/dc/elements/1.1/"><metadata>
<dc:title>Das Netz</dc:title><dc:creator>Erna Moor</dc:creator><dc:language>de</dc:language></metadata><manifest>
<item id="two" href="2.xhtml" media-type="application/xhtml+xml"/>
<item id="one" href="1.xhtml" media-type="application/xhtml+xml"/>
</manifest><spine><itemref idref="one"/><itemref idref="two"/></spine></package>"""
    container = b'<container><rootfiles><rootfile full-path="OPS/book.opf"/></rootfiles></container>'
    chapters = {
        f"OPS/{n}.xhtml": f"<html><body><h1>Teil {n}</h1><p>{SENTENCE}</p></body></html>".encode() for n in (1, 2)
    }
    members = {"mimetype": b"application/epub+zip", "META-INF/container.xml": container, "OPS/book.opf": package}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in (members | chapters | files).items():
            archive.writestr(zipfile.ZipInfo(name), data)
    return out.getvalue()


def test_rows_of_a_table_are_documents(tmp_path: Path) -> None:
    """Under the names in the first row; line breaks and quotes inside quotes are text."""
    table = b'id;text;title\n1;"Zeile eins\nZeile ""zwei""";Erstens\n2;Plain;Zweitens\n3;;Leer\n'
    rows = read(tmp_path, {"a.csv": table})
    assert [(row["text"], row["title"], row["record"]) for row in rows[:2]] == [
        ('Zeile eins\nZeile "zwei"', "Erstens", "1"),
        ("Plain", "Zweitens", "2"),
    ]
    assert rows[2]["problem"] == "no_text"


def test_a_broken_quote_costs_its_line(tmp_path: Path) -> None:
    """And not the rest of the table."""
    rows = read(tmp_path, {"a.csv": b'text,title\n"open for ever,A\nfine,B\nsaid so,C\nmany,D,E\n'})
    assert [(row["text"], row["problem"]) for row in rows][1:3] == [("fine", None), ("said so", None)]
    assert rows[0]["problem"] == rows[3]["problem"] == "unreadable"
    assert "never closed" in rows[0]["problem_detail"]


@pytest.mark.parametrize(("data", "site"), [(FEED, "Küstenblatt"), (ATOM, "Blatt")])
def test_entries_of_a_feed_are_documents(tmp_path: Path, data: bytes, site: str) -> None:
    """RSS and Atom, with what they say and the kinds of their markup."""
    rows = read(tmp_path, {"a.xml": data})
    first = rows[0]
    assert first["text"].startswith(SENTENCE)
    assert (first["title"], first["author"], first["site_name"]) == ("Boote", "Erna Moor", site)
    assert first["published"].isoformat() == "2024-03-05"
    assert first["blocks"][0]["kind"] == "paragraph"


def test_a_feed_that_breaks_off_keeps_its_entries(tmp_path: Path) -> None:
    """What cannot be parsed has a row; a bomb of entities is never lit."""
    rows = read(tmp_path, {"a.xml": FEED[:-30], "b.xml": BOMB})
    assert [row["problem"] for row in rows] == [None, "unreadable", "unreadable"]
    assert len(rows[-1]["text"]) < 1000


def test_a_book_is_a_document(tmp_path: Path) -> None:
    """Its chapters in their order, which is not that of their files."""
    (row,) = read(tmp_path, {"a.epub": book()})
    assert (row["title"], row["author"], row["declared_language"]) == ("Das Netz", "Erna Moor", "de")
    assert row["text"].split("\n\n") == ["Teil 1", SENTENCE, "Teil 2", SENTENCE]
    lines = row["text"].split("\n")
    assert [(lines[block["line"] - 1], block["kind"]) for block in row["blocks"]][2] == ("Teil 2", "heading")


def test_a_book_with_a_bomb_is_rejected(tmp_path: Path) -> None:
    """Entities and chapters that unpack to more than a record."""
    for data in (book(**{"META-INF/container.xml": BOMB}), book(**{"OPS/2.xhtml": b"a" * 300_000})):
        rows = read(tmp_path, {"a.epub": data}, max_record_mb=0.1)
        assert [row["problem"] for row in rows] == ["unreadable_file"]


@pytest.mark.parametrize(
    ("name", "pack"), [("a.zip", zipped), ("a.tar", tarred), ("a.tar.gz", lambda files: tarred(files, "w:gz"))]
)
def test_members_of_an_archive_are_read_as_what_they_are(
    tmp_path: Path, name: str, pack: Callable[[dict[str, bytes]], bytes]
) -> None:
    """Each by its content; one that is no text has a row; `record` names the member."""
    parquet = io.BytesIO()
    pq.write_table(pa.table({"text": ["aus Parquet"]}), parquet)
    lines = "\n".join(json.dumps({"text": f"Zeile {number}"}) for number in range(2)).encode()
    files = {"a.txt": b"Ein Text.", "sub/b.jsonl": lines, "c.parquet": parquet.getvalue(), "d.png": b"\x89PNG....",
             ".hidden": b"x",
             "e.html": f"<p>{SENTENCE}</p>".encode()}  # fmt: skip
    rows = read(tmp_path, {name: pack(files)})
    assert [row["record_number"] for row in rows] == list(range(6))
    assert [row["text"] for row in rows[:4]] == ["Ein Text.", "Zeile 0", "Zeile 1", "aus Parquet"]
    assert rows[2]["record"] == "sub/b.jsonl#1"
    assert (rows[4]["problem"], rows[5]["text"]) == ("unreadable", SENTENCE)
    assert {row["source_path"] for row in rows} == {name}


def test_names_in_archives_lead_nowhere(tmp_path: Path) -> None:
    """A member's name is a label: nothing is written where it points."""
    (tmp_path / "in").mkdir()
    names = {"../../evil.txt": b"Text.", "/etc/evil.txt": b"Text."}
    rows = read(tmp_path / "in", {"a.zip": zipped(names), "b.tar": tarred(names)})
    assert [row["text"] for row in rows] == ["Text."] * 4
    assert not list(tmp_path.glob("evil*")) and not Path("/etc/evil.txt").exists()  # noqa: PT018  # one fact


def test_an_archive_within_an_archive_is_not_opened(tmp_path: Path) -> None:
    """Nor one within that."""
    (row,) = read(tmp_path, {"a.zip": zipped({"b.zip": zipped({"c.txt": b"Text."})})})
    assert row["problem"] == "unreadable"


def test_a_bomb_is_too_large(tmp_path: Path) -> None:
    """Twenty megabytes of one letter pack to twenty thousand bytes; other members are read."""
    rows = read(tmp_path, {"a.zip": zipped({"bomb.txt": b"a" * 20_000_000, "b.txt": b"Text."})})
    assert [row["problem"] for row in rows] == ["too_large", None]
    assert "max_ratio" in rows[0]["problem_detail"]


@pytest.mark.parametrize(
    ("name", "bomb"),
    [
        ("a.tar.gz", tarred({"bomb.txt": b"a" * 20_000_000, "b.txt": b"Text."}, "w:gz")),
        ("a.txt.gz", gzip.compress(b"a" * 20_000_000)),
        ("a.html.zst", pa.Codec("zstd").compress(b"<p>" + b"a" * 20_000_000, asbytes=True)),
        ("a.jsonl.gz", gzip.compress(b'{"text": "' + b"a" * 20_000_000 + b'"}')),
        ("a.csv.gz", gzip.compress(b"id,text\n1," + b"a" * 20_000_000 + b"\n")),
        ("a.jsonl.gz", gzip.compress(gzip.compress(b'{"text": "' + b"a" * 20_000_000 + b'"}'))),
    ],
)
def test_bombs_in_other_wrappings_are_too_large_or_unreadable(tmp_path: Path, name: str, bomb: bytes) -> None:
    """What is packed as a whole, and what is packed twice; a row says so, and next to nothing is kept of it."""
    (tmp_path / name).write_bytes(bomb)
    source = Source(name="s", base=str(tmp_path), files=(name,), license="x")
    listing = list_files(source)
    parts = [part for file in listing.files for part in split_parts(file, 1 << 26)]
    tables = list(read_parts(parts, source, ReadSettings(max_record_mb=1, max_member_mb=1)))
    rows = [row for table in tables for row in table.to_pylist()]
    assert listing.bad or [row["problem"] for row in rows if row["problem"]] == ["too_large"]
    assert all(len(row["text"]) <= 10_000 for row in rows)


def test_a_chapter_that_is_a_bomb_costs_the_book_and_no_more(tmp_path: Path) -> None:
    """Twenty million letters where one million may be, beside a sound book."""
    bomb = book(**{"OPS/1.xhtml": b"<p>" + b"a" * 20_000_000})
    rows = read(tmp_path, {"a.epub": bomb, "b.epub": book()}, max_record_mb=1)
    assert [bool(row["problem"]) for row in rows] == [True, False]
    assert len(rows[0]["text"]) <= 10_000


def test_a_quote_at_the_end_of_a_table_costs_its_line(tmp_path: Path) -> None:
    """However long the table is, and a row of more lines than a text has is not put together for ever."""
    lines = [f"{number},Zeile {number}" for number in range(5000)]
    rows = read(tmp_path, {"a.csv": ("id,text\n" + "\n".join(lines) + '\n5000,"nie zu').encode()})
    assert [row["problem"] for row in rows[:5000]] == [None] * 5000
    assert rows[5000]["problem"] == "unreadable"
    (tmp_path / "b").mkdir()
    rows = read(tmp_path / "b", {"b.csv": ('id,text\n0,"nie zu\n' + "\n".join(lines)).encode()})
    assert [row["problem"] for row in rows] == ["unreadable"] + [None] * 5000


def test_damaged_archives_are_on_record(tmp_path: Path) -> None:
    """One without its end is rejected whole; a member with a wrong checksum alone; a cut-off TAR from there on."""
    whole = zipped({"a.txt": b"Text eins.", "b.txt": b"Text zwei."}, zipfile.ZIP_STORED)
    rows = read(tmp_path, {"a.zip": whole[:-30], "b.zip": whole.replace(b"Text zwei.", b"Text drei."),
                           "c.tar": tarred({"a.txt": b"Text eins.", "b.txt": b"x" * 5000})[:2000]})  # fmt: skip
    assert [(row["source_path"], row["problem"]) for row in rows] == [
        ("a.zip", "unreadable_file"),
        ("b.zip", None),
        ("b.zip", "unreadable"),
        ("c.tar", None),
        ("c.tar", "unreadable"),  # the member,
        ("c.tar", "unreadable"),  # and what may have stood behind it
    ]


def test_an_encrypted_member_says_so(tmp_path: Path) -> None:
    """It cannot be read without its password."""
    data = bytearray(zipped({"a.txt": b"Text."}))
    for sign, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.find(sign) + at] |= 1
    (row,) = read(tmp_path, {"a.zip": bytes(data)})
    assert row["problem"] == "unreadable"
    assert "password" in row["problem_detail"]


def test_office_files_are_no_archives_of_texts(tmp_path: Path) -> None:
    """They are ZIP files, too."""
    (tmp_path / "a.docx").write_bytes(zipped({"[Content_Types].xml": b"<x/>", "word/document.xml": b"<x/>"}))
    source = Source(name="s", base=str(tmp_path), files=("",), license="x")
    assert "office" in list_files(source).bad[0][1]


@pytest.mark.parametrize("name", ["[Content_Types].xml", "[content_types].XML", "META-INF/container.xml"])
@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_a_member_with_nothing_in_it_makes_no_office_document(tmp_path: Path, name: str, method: int) -> None:
    """Kind: a ZIP is called something by a member's name (K29). An empty one is no list of types, and no book's."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        archive.writestr(name, b"")
        archive.writestr("word/a.txt", SENTENCE)
    (tmp_path / "a.zip").write_bytes(out.getvalue())
    source = Source(name="s", base=str(tmp_path), files=("a.zip",), license="x")
    listing = list_files(source)
    assert listing.bad == ()
    parts = [part for file in listing.files for part in split_parts(file, 1 << 26)]
    rows = pa.concat_tables(read_parts(parts, source, ReadSettings())).to_pylist()
    assert [row["text"].strip() for row in rows if not row["problem"] and row["text"].strip()] == [SENTENCE.strip()]


def test_an_open_document_is_none_however_it_is_packed(tmp_path: Path) -> None:
    """Its type may be packed as all else; a folder of texts that is called as one of its members is not one."""
    odt = {"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b"<x/>", "META-INF/manifest.xml": b""}
    (tmp_path / "a.zip").write_bytes(zipped(odt))
    source = Source(name="s", base=str(tmp_path), files=("a.zip",), license="x")
    listing = list_files(source)
    parts = [part for file in listing.files for part in split_parts(file, 1 << 26)]
    (row,) = pa.concat_tables(read_parts(parts, source, ReadSettings())).to_pylist()
    assert row["problem"] == "unreadable_file"
    assert "office" in row["problem_detail"]
    texts = {"content.xml.txt": SENTENCE.encode(), "META-INF/manifest.txt": b"Zwei.", "mimetype": b"Drei."}
    assert len(read(tmp_path, {"b.zip": zipped(texts)})) == 3
