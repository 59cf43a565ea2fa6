"""Recognises the form of a raw file by its content; its name decides only what content leaves open."""

from __future__ import annotations

import codecs
import json
import re

from reinschrift.errors import UnknownFormatError

FOREIGN = (
    (b"%PDF-", "a PDF"),
    (b"PK\x03\x04", "a ZIP archive, or an office or EPUB file"),
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
    (b"WARC/", "a WARC archive"),
    (b"{\\rtf", "a rich text document"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (b"Rar!", "a RAR archive"),
)
"""Files whose first bytes say what they are, and that no reader takes yet."""

HTML = re.compile(
    rb"\s*(?:<!--.{0,400}?-->\s*)*(?:<\?xml[^>]*>\s*)?(<!doctype html|<html|<head|<body|<title|<meta|<script|<div|<p>)",
    re.IGNORECASE | re.DOTALL,
)
FEED = re.compile(rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.{0,400}?-->\s*)*<(?:rss|feed|rdf:RDF)[\s>]", re.DOTALL)
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
    if head[TAR_MAGIC_AT : TAR_MAGIC_AT + 5] == b"ustar":
        foreign = "a TAR archive"
    if foreign is None and FEED.match(head[:4096]):
        foreign = "a feed"
    if foreign is None and HTML.match(head[:4096]):
        return "html"
    if foreign is not None:
        raise _unknown(path, f"it is {foreign}")
    if head.startswith(BYTE_ORDER_MARKS):
        return "text"
    if not _is_text(head):
        raise _unknown(path, "its bytes are no text")
    return _kind_of_text(path, head)


def _kind_of_text(path: str, head: bytes) -> str:
    endings = path.casefold().rsplit("/", 1)[-1].split(".")[1:]
    lines = [line.strip() for line in head.removeprefix(codecs.BOM_UTF8).split(b"\n")]
    whole = [line for line in lines[:-1] if line][:LINES_LOOKED_AT]
    begun = lines[-1]
    if any(_is_object(line) for line in whole) or (not whole and (_is_object(begun) or _begins_object(begun))):
        return "jsonl"
    if {"jsonl", "ndjson", "jsonlines"} & set(endings):
        return "jsonl"
    if {"html", "htm", "xhtml"} & set(endings) and b"<" in head:
        return "html"
    if {"csv", "tsv"} & set(endings):
        raise _unknown(path, "it is a table of comma- or tab-separated values")
    if "json" in endings:
        raise _unknown(path, "it is JSON, but not one object a line")
    return "text"


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


def _is_text(head: bytes) -> bool:
    controls = len(head) - len(head.translate(None, CONTROLS))
    if controls <= MAX_CONTROL_RATIO * len(head):
        return True
    wide = max(head[0::2].count(0), head[1::2].count(0)) / max(1, len(head) // 2)
    narrow = min(head[0::2].count(0), head[1::2].count(0))
    return wide > MIN_WIDE_RATIO and narrow <= MAX_CONTROL_RATIO * len(head)


def _unknown(path: str, why: str) -> UnknownFormatError:
    return UnknownFormatError(
        f"No reader takes this file: {why}.",
        hint="Plain text, JSONL (one object a line), Parquet and HTML are read, also packed with gzip, "
        "zstd, bzip2, xz, lz4. "
        'If it is one of them, say so in its source: format = "text".',
        context={"file": path},
    )
