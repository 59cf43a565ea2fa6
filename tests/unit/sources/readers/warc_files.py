"""Archives as crawlers write them, for the tests of the reader."""

from __future__ import annotations

import gzip


def response(body: bytes, number: int, *headers: str, status: str = "200 OK", url: str = "", kind: str = "") -> bytes:
    """Return a record with a server's answer; `headers` beside its content type."""
    content_type = "" if any(line.lower().startswith("content-type") for line in headers) else "Content-Type: text/html"
    lines = [f"HTTP/1.1 {status}", *filter(None, [content_type]), *headers]
    return record("\r\n".join(lines).encode() + b"\r\n\r\n" + body, number, url=url, kind=kind or "response")


def record(block: bytes, number: int, *, url: str = "", kind: str = "response", length: int | None = None,
           content_type: str = "application/http; msgtype=response") -> bytes:  # fmt: skip
    """Return a record of any type, with the length that it claims."""
    head = (
        f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Record-ID: <urn:uuid:{number:08}>\r\n"
        f"WARC-Date: 2024-01-31T10:{number % 60:02}:00Z\r\nWARC-Target-URI: {url or f'http://example.org/{number}'}\r\n"
        f"Content-Type: {content_type}\r\nContent-Length: {len(block) if length is None else length}\r\n\r\n"
    )
    return head.encode() + block + b"\r\n\r\n"


def packed(*records: bytes) -> bytes:
    """Return records as a packed archive, a member each."""
    return b"".join(gzip.compress(each, mtime=0) for each in records)
