"""Recognises the form of a raw file by its content; its name decides only what content leaves open."""

from __future__ import annotations

import codecs
import json
import re

from reinschrift.errors import UnknownFormatError

FOREIGN = (
    (b"%PDF-", "a PDF"),
    (b"\x7fELF", "a program"),
    (b"MZ", "a Windows program"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"RIFF", "a picture, sound or film"),
    (b"ID3", "a sound"),
    (b"OggS", "a sound or film"),
    (b"SQLite format 3", "a database"),
    (b"ARROW1", "an Arrow file"),
    (b"Obj\x01", "an Avro file"),
    (b"ORC", "an ORC file"),
    (b"{\\rtf", "a rich text document"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (b"Rar!", "a RAR archive"),
)
"""Files whose first bytes say what they are, and that no reader takes yet."""

HTML = re.compile(
    rb"\s*(?:<!--.{0,400}?-->\s*)*(?:<\?xml[^>]*>\s*)?(<!doctype html|<html|<head|<body|<title|<meta|<script|<div|<p>)",
    re.IGNORECASE | re.DOTALL,
)
FEED = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.{0,400}?-->\s*)*(?:<!DOCTYPE\s[^>\[]*(?:\[.{0,2000}?\]\s*)?>\s*)?"
    rb"<(?:rss|feed|rdf:RDF)[\s>]",
    re.DOTALL,
)
OFFICE = b"PK\x03\x04"
OFFICE_SIGNS = (b"[Content_Types].xml", b"mimetypeapplication/vnd.", b"word/", b"xl/")
BYTE_ORDER_MARKS = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
CONTROLS = bytes(sorted(set(range(32)) - set(b"\t\n\v\f\r\x1a\x1b")))
MAX_CONTROL_RATIO = 0.05  # random bytes hold 10 % of these, text with stray NUL bytes far less
MIN_WIDE_RATIO = 0.3  # of UTF-16 without a mark, at least the second byte of most European letters is NUL
TAR_MAGIC_AT = 257
LINES_LOOKED_AT = 20


def recognise(path: str, head: bytes) -> str:
    """Return the format of a file with the name `path` and the unpacked beginning `head`.

    Raises `UnknownFormatError` for anything that none of the readers takes.
    """
    if head.startswith(b"PAR1"):
        return "parquet"
    foreign = next((what for magic, what in FOREIGN if head.startswith(magic)), None)
    if head.startswith(OFFICE) and any(sign in head[:4096] for sign in OFFICE_SIGNS):
        foreign = "an office document"
    if foreign is not None:
        raise _unknown(path, f"it is {foreign}")
    if form := _kind_of_container(head):
        return form
    if head.startswith(BYTE_ORDER_MARKS):
        return "text"
    if not is_text(head):
        raise _unknown(path, "its bytes are no text")
    return _kind_of_text(path, head)


def _kind_of_container(head: bytes) -> str | None:
    """Return the format of what its first bytes tell apart from plain text."""
    if head.startswith(b"PK\x03\x04"):
        return "epub" if head[30:58] == b"mimetypeapplication/epub+zip" else "zip"
    if head.startswith(b"PK\x05\x06"):
        return "zip"  # an empty one
    if head[TAR_MAGIC_AT : TAR_MAGIC_AT + 5] == b"ustar":
        return "tar"
    if head.startswith(b"WARC/"):
        return "warc"
    start = head[:4096].removeprefix(codecs.BOM_UTF8)
    if FEED.match(start):
        return "feed"
    return "html" if HTML.match(start) else None


def _kind_of_text(path: str, head: bytes) -> str:
    endings = path.casefold().rsplit("/", 1)[-1].split(".")[1:]
    lines = [line.strip() for line in head.removeprefix(codecs.BOM_UTF8).split(b"\n")]
    whole = [line for line in lines[:-1] if line][:LINES_LOOKED_AT]
    begun = lines[-1]
    if any(_is_object(line) for line in whole) or (not whole and (_is_object(begun) or _begins_object(begun))):
        return "jsonl"
    if {"jsonl", "ndjson", "jsonlines"} & set(endings):
        return "jsonl"
    if {"warc", "wet", "arc"} & set(endings) and (b"WARC-Type" in head or not head):
        return "warc"  # the first records may be damaged
    if {"html", "htm", "xhtml"} & set(endings) and b"<" in head:
        return "html"
    if {"csv", "tsv"} & set(endings) or _is_table(lines):
        return "csv"
    if "json" in endings:
        raise _unknown(path, "it is JSON, but not one object a line")
    return "text"


def _is_table(lines: list[bytes]) -> bool:
    """Say whether lines are a table without saying so in their file's name: one of its columns is called a text's name.

    A line of prose has commas, too; the names must be short, and the next line must have as many marks.
    """
    for mark in (b",", b";", b"\t"):
        names = [name.strip(b' "').lower() for name in lines[0].split(mark)]
        known = b"text" in names or b"content" in names or b"body" in names
        if known and len(names) > 1 and len(lines) > 2 and len(set(names)) == len(names):  # noqa: PLR2004  # head and row
            return lines[1].count(mark) >= len(names) - 1
    return False


def _is_object(line: bytes) -> bool:
    if not (line.startswith(b"{") and line.endswith(b"}")):
        return False
    try:
        return isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return False


def _begins_object(line: bytes) -> bool:
    """Say whether a line that goes on beyond the head begins as an object with a name does."""
    return re.match(rb'\{\s*"(?:[^"\\]|\\.){1,100}"\s*:', line) is not None


def is_text(head: bytes) -> bool:
    """Say whether bytes look like text in any encoding: random or packed ones hold far more control characters."""
    controls = len(head) - len(head.translate(None, CONTROLS))
    if controls <= MAX_CONTROL_RATIO * len(head):
        return True
    wide = max(head[0::2].count(0), head[1::2].count(0)) / max(1, len(head) // 2)
    narrow = min(head[0::2].count(0), head[1::2].count(0))
    return wide > MIN_WIDE_RATIO and narrow <= MAX_CONTROL_RATIO * len(head)


def _unknown(path: str, why: str) -> UnknownFormatError:
    return UnknownFormatError(
        f"No reader takes this file: {why}.",
        hint="Plain text, JSONL (one object a line), CSV, Parquet, HTML, WARC, RSS, Atom and EPUB are read, in ZIP and "
        "TAR, too, and packed with gzip, zstd, bzip2, xz, lz4. "
        'If it is one of them, say so in its source: format = "text".',
        context={"file": path},
    )
