"""Recognising what a file is, by content first and by name where content leaves it open."""

import codecs

import pytest

from reinschrift.errors import UnknownFormatError
from reinschrift.sources import recognise

PROSE = "Ein Satz über Öfen und Bücher. "


@pytest.mark.parametrize(
    ("path", "head", "expected"),
    [
        ("a.txt", b"Ein Text.", "text"),
        ("a", b"", "text"),
        ("a.jsonl", b"", "jsonl"),
        ("a.txt", b'{"text": "a"}\n{"text": "b"}\n', "jsonl"),
        ("a.txt", b'\xef\xbb\xbf{"text": "a"}\n', "jsonl"),
        ("a.txt", b'{"text": "one line without an end', "jsonl"),
        ("a.txt", b'{broken\n{"text": "b"}\n', "jsonl"),
        ("a.jsonl", b"{broken\nbroken\n", "jsonl"),
        ("a.jsonl.gz", b"\n\n", "jsonl"),
        ("a.json", b'[{"text": "a"}]', "json"),
        ("a.json", b'{\n "text": "a"\n}\n', "json"),
        ("a.txt", b'{"text": "a"}{"text": "b"}', "json"),
        ("a.txt", b'{"text": "a",\n{"text": "b"}\n', "jsonl"),
        ("a.txt", b"{Klammer} am Anfang eines Satzes\nund mehr\n", "text"),
        ("a.txt", b"{\n  eingerueckt\n}\n", "text"),
        ("a.jsonl", b"PAR1\x15\x04", "parquet"),
        ("a.txt", codecs.BOM_UTF16_LE + PROSE.encode("utf-16-le"), "text"),
        ("a.txt", PROSE.encode("utf-16-le"), "text"),
        ("a.txt", PROSE.encode("utf-16-be"), "text"),
        ("a.txt", codecs.BOM_UTF32_LE + PROSE.encode("utf-32-le"), "text"),
        ("a.txt", PROSE.encode("cp1252"), "text"),
        ("a.txt", "Zażółć gęślą jaźń".encode("iso8859-2"), "text"),
        ("a.txt", "Тихий дом".encode("koi8-r"), "text"),
        ("a.txt", b"Ein W\0rt mit NUL, sonst nichts Besonderes, ein ganz gew\0hnlicher Satz." * 9, "text"),
        ("a.txt", b"  <!DOCTYPE html><html>", "html"),
        ("a.txt", b"<!-- saved -->\n<html lang=de>", "html"),
        ("a.txt", b"PK\x03\x04" + bytes(26) + b"a.txt", "zip"),
        ("a.zip", b"PK\x03\x04" + bytes(26) + b"mimetypeapplication/epub+zip", "epub"),
        ("a.txt", b"WARC/1.0\r\n", "warc"),
        ("a.txt", b'<?xml version="1.0"?><rss version="2.0">', "feed"),
        ("a.xml", b'<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom">', "feed"),
        ("a.tar", bytes(257) + b"ustar\x0000" + bytes(100), "tar"),
        ("a.csv", b"a,b\n1,2\n", "csv"),
        ("a.txt", b"id;text;url\n1;Ein Satz.;http://example.org\n2;", "csv"),
        ("a.txt", b"Der Text, body, und mehr.\nNoch eine Zeile.\nUnd", "text"),
        ("a.htm", b"Anfang<br>ohne Kopf", "html"),
        ("a.txt", b"Anfang<br>ohne Kopf", "text"),
        ("a.pdf.txt", b"PDF ist auch nur ein Wort", "text"),
    ],
)
def test_what_can_be_read_is_recognised(path, head, expected):
    """Content decides; an ending decides only between kinds of text."""
    assert recognise(path, head) == expected


@pytest.mark.parametrize(
    ("path", "head"),
    [
        ("a.txt", b"%PDF-1.7\n"),
        ("a.txt", b"PK\x03\x04" + bytes(26) + b"[Content_Types].xml"),
        ("a.txt", b"\xff\xd8\xff\xe0" + bytes(20)),
        ("a.txt", bytes(range(256)) * 16),
        ("a.txt", bytes(4096)),
        ("a.json", b"[1, 2, 3]"),
        ("a.json", b"keines"),
        ("a.jsonl.gz", b"\x1f\x8b\x08\0packed twice"),
    ],
)
def test_what_no_reader_takes_is_refused_with_what_it_is(path, head):
    """Rather than read as text and thrown away line by line."""
    with pytest.raises(UnknownFormatError, match="No reader takes this file: it") as caught:
        recognise(path, head)
    assert caught.value.context == {"file": path}
    assert "format" in caught.value.hint
