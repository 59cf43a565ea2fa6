"""What an archive captured of a server's answer: its headers, and its body as a page, a text, or neither."""

from __future__ import annotations

import io
import re
import zlib
from typing import Any, NamedTuple

from fastwarc.warc import ArchiveIterator

from reinschrift import pages
from reinschrift.record import PROBLEM_CHARS, Problem, Record
from reinschrift.settings.read import ReadSettings
from reinschrift.sources.readers.feed import FEED
from reinschrift.sources.readers.html import PAGE
from reinschrift.sources.readers.prolog import without_messages
from reinschrift.sources.readers.warc_heads import HEAD_END, MOST_HEAD_BYTES
from reinschrift.text.addresses import split_address
from reinschrift.text.decoding import decode
from reinschrift.text.utf8 import is_utf8
from reinschrift.text.wide import is_text

PAGES = ("text/html", "application/xhtml+xml")
TEXTS = ("text/plain",)
SITE_FILES = ("/robots.txt", "/.well-known/tdmrep.json", "/.well-known/ai.txt", "/ai.txt", "/llms.txt", "/license.xml")
"""Files that speak for a whole site; what they say of rights matters, their text is none."""
SITE_FILE_CHARS = 500_000
MOST_HEADERS = 200
CHARSET = re.compile(r"(?i)charset\s*=\s*[\"']?([\w.:-]+)")
ENCODED = ("content-encoding", "transfer-encoding")
CHUNK = re.compile(rb"([0-9a-fA-F]{1,8})[ \t]*(?:;[^\r\n]*)?\r?\n")
WINDOW_BITS = (47, -15)  # of zlib: gzip or zlib; deflate without a head, as some servers send it
FIRST_ERROR, OK = 300, 200


class Capture(NamedTuple):
    """A record of an archive: its type, its own headers, its block, and the fields that they state."""

    kind: str
    own: dict[str, str]
    block: bytes
    fields: dict[str, str]


class Response(NamedTuple):
    """A server's answer; `status` is none for what was captured without one."""

    status: int | None
    headers: list[tuple[str, str]]
    body: bytes
    packed: str | None = None
    """As what its body is packed still, since it cannot be unpacked."""

    def header(self, name: str) -> str:
        """Return the value of the first header of a name, or nothing."""
        return next((value for each, value in self.headers if each == name), "")


def record_of(capture: Capture, number: int, settings: ReadSettings) -> Record:
    """Return a captured page or text as a record; anything else has the problem `no_page` or `site_file`."""
    response = response_of(capture, settings.max_record_bytes)
    headers = [{"name": name, "value": value} for name, value in response.headers] or None
    if len(response.body) > settings.max_record_bytes:
        limit = f"Unpacked, it has more than {settings.max_record_bytes} bytes, which read.max_record_mb allows."
        text = decode(response.body[:PROBLEM_CHARS]).text
        return Record(number, text, capture.fields, Problem("too_large", limit), None, {"headers": headers})
    content_type = response.header("content-type")
    kind = content_type.partition(";")[0].strip().lower()
    declared = found[1] if (found := CHARSET.search(content_type)) else None
    url = capture.fields.get("url")
    problem = _problem(response, kind, url)
    is_page = kind in PAGES or (kind not in TEXTS and PAGE.match(response.body[:4096]) is not None)
    if problem or not is_page:
        return _text_record(capture, number, response, declared, problem)
    page = pages.read_page(without_messages(response.body), url, declared, settings)
    fields = page.fields | capture.fields
    return Record(number, page.text, fields, page.problem, page.decoding, page.markup | {"headers": headers})


def _text_record(
    capture: Capture, number: int, response: Response, declared: str | None, problem: Problem | None
) -> Record:
    headers = [{"name": name, "value": value} for name, value in response.headers] or None
    language = capture.own.get("warc-identified-content-language", "").partition(",")[0] or None
    markup = {"headers": headers, "declared_language": language}
    if problem and problem.name == "no_page":
        return Record(number, "", capture.fields, problem, None, markup)
    decoded = decode(response.body, declared)
    decoding = (decoded.declared, decoded.detected, decoded.used, decoded.undecodable)
    text = decoded.text[:SITE_FILE_CHARS] if problem else decoded.text
    if not problem and not text.strip():
        problem = Problem("no_text", "The record is empty.")
    return Record(number, text, capture.fields, problem, decoding, markup)


def _problem(response: Response, kind: str, url: str | None) -> Problem | None:
    address = split_address(url)
    if address and address.path in SITE_FILES and (response.status or OK) == OK:
        return Problem("site_file", f"{address.path} speaks for its site and is no document.")
    if response.status is not None and response.status >= FIRST_ERROR:
        return Problem("no_page", f"The server answered with status {response.status}.")
    if response.packed:
        return Problem("unreadable", f"Its body is packed as {response.packed} and cannot be unpacked.")
    body = response.body[:4096]
    if kind in PAGES or kind in TEXTS or (not kind and not FEED.match(body)):
        return None
    if PAGE.match(body):
        return None
    return Problem("no_page", f"Its content is {kind or 'a feed'}, which is neither a page nor plain text.")


def response_of(capture: Capture, limit: int) -> Response:
    """Return what a record captured; chunks are joined and packed bodies unpacked, up to `limit` bytes and one."""
    is_http = capture.own.get("content-type", "").lower().startswith("application/http")
    if not is_http and not (capture.kind == "response" and capture.block.startswith(b"HTTP/")):
        content_type = capture.own.get("content-type", "")
        return Response(None, [("content-type", content_type)] if content_type else [], capture.block)
    end = HEAD_END.search(capture.block, 0, MOST_HEAD_BYTES)
    head = capture.block[: end.start()] if end else capture.block[:MOST_HEAD_BYTES]
    body = capture.block[end.end() :] if end else b""
    status, headers = _read_head(head.decode("utf-8", "replace") if is_utf8(head) else head.decode("latin-1"))
    codings = ", ".join(value for name, value in headers if name in ENCODED and value.lower() not in {"", "identity"})
    if not codings:
        return Response(status, headers, body)
    body = _unpacked_body(capture.block, body, limit)
    if "chunked" in codings.lower():
        body = _joined(body)
    if not is_text(body[:4096]):
        body = _inflated(body, limit)
    is_known = is_text(body[:4096]) or not _names_text(headers)
    return Response(status, headers, body, None if is_known else codings)


def _names_text(headers: list[tuple[str, str]]) -> bool:
    kind = next((value for name, value in headers if name == "content-type"), "").partition(";")[0].strip().lower()
    return not kind or kind in PAGES or kind in TEXTS


def _joined(body: bytes) -> bytes:
    """Return a body whose chunks nobody has joined yet, the last one perhaps cut off; any other one as it is."""
    pieces, at = [], 0
    while found := CHUNK.match(body, at):
        end = found.end() + int(found[1], 16)
        pieces.append(body[found.end() : end])
        if end == found.end() or end >= len(body):
            return b"".join(pieces)
        at = end + 2 if body[end : end + 2] == b"\r\n" else end + 1
    return b"".join(pieces) if pieces and at >= len(body) else body


def _inflated(body: bytes, limit: int) -> bytes:
    """Return what a body unpacks to, as far as it goes, if it is gzip, zlib or deflate; any other one as it is."""
    for bits in WINDOW_BITS:
        try:
            unpacked = zlib.decompressobj(bits).decompress(body, limit + 1)
        except zlib.error:
            continue
        if unpacked and is_text(unpacked[:4096]):
            return unpacked
    return body


def _read_head(head: str) -> tuple[int | None, list[tuple[str, str]]]:
    first, *rest = re.split(r"\r?\n", head)
    found = re.match(r"\S+\s+(\d{3})\b", first)
    headers: list[tuple[str, str]] = []
    for line in rest[:MOST_HEADERS]:
        if line[:1] in {" ", "\t"} and headers:
            headers[-1] = (headers[-1][0], f"{headers[-1][1]} {line.strip()}")
        elif ":" in line:
            name, _, value = line.partition(":")
            headers.append((name.strip().lower(), value.strip()))
    return (int(found[1]) if found else None), headers


def _unpacked_body(block: bytes, body: bytes, limit: int) -> bytes:
    """Return a body with its chunks joined and its packing undone; as it is if it is packed no more, as often."""
    head = b"WARC/1.0\r\nWARC-Type: response\r\nContent-Type: application/http\r\nContent-Length: %d\r\n\r\n" % len(
        block
    )
    for way in ("all", "content", "transfer"):
        record: Any
        try:
            for record in ArchiveIterator(io.BytesIO(head + block), auto_decode=way):
                unpacked: bytes = record.reader.read(limit + 1)
                if unpacked:
                    return unpacked
        except (OSError, ValueError, EOFError):
            continue
    return body
