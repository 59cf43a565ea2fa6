"""Code that pages show without `pre`, or in lines of their own within it, as `pre`: its lines and indents are text."""

from __future__ import annotations

import re

MOST = 20_000
"""Bytes of the longest piece that is changed."""
_INNER = rb"((?:[^<]++|<(?!/?(?:pre|%b)\b))++)"
_CODE = re.compile(rb"(?i)<(code|samp)\b[^>]*>" + _INNER % rb"code|samp" + rb"</\1\s*>")
_STYLED = re.compile(
    rb"(?i)<(div|p|code|samp|span)\b[^>]{0,300}?\bstyle\s*=\s*[\"'][^\"'>]{0,200}?white-space\s*:\s*(?:pre|break-spaces)"
    rb"(?!-line)[^>]{0,300}>" + _INNER % rb"div|p|code|samp|span" + rb"</\1\s*>"
)
_PRE = re.compile(rb"(?i)(<pre\b[^>]*>)" + _INNER % rb"pre" + rb"(?=</pre)")
_LINE = re.compile(rb"(?i)\s*<(?:br|/?(?:div|li|ol|ul|p))\b[^>]*>(?:\s*</?(?:div|li|ol|ul|p)\b[^>]*>)*(?:\r?\n)?")
_IN_LINES = re.compile(rb"(?i)<(?:br|div|li|p)\b")
_IN_BLOCKS, _PARAGRAPH = re.compile(rb"(?i)<(?:div|li)\b"), re.compile(rb"(?i)<(?:p|br)\b")


def with_preformatted(page: bytes) -> bytes:
    """Return a page (UTF-8) whose code stands in `pre`, with a line break for each line.

    Code is `code` and `samp` with line breaks or a block for each line in it, and what a style tells to be shown as
    written; within `pre`, blocks and items are lines.
    """
    lower = page.lower()
    if b"<pre" in lower:
        page = _PRE.sub(_of_pre, page)
    if b"white-space" in lower:
        page = _STYLED.sub(_of_styled, page)
    return _CODE.sub(_of_code, page) if b"<code" in lower or b"<samp" in lower else page


def _of_styled(found: re.Match[bytes]) -> bytes:
    has_lines = len(found[2]) <= MOST and b"\n" in found[2].strip()
    return _in_pre(found[1], found[2]) if has_lines else found[0]


def _of_pre(found: re.Match[bytes]) -> bytes:
    if len(found[2]) <= MOST and _IN_BLOCKS.search(found[2]) and not _PARAGRAPH.search(found[2]):
        return found[1] + _as_lines(found[2])
    return found[0]


def _of_code(found: re.Match[bytes]) -> bytes:
    if len(found[2]) > MOST or not _IN_LINES.search(found[2]):
        return found[0]
    return _in_pre(found[1], _as_lines(b" ".join(found[2].split(b"\n"))))


def _in_pre(name: bytes, inner: bytes) -> bytes:
    inner = b"<code>" + inner + b"</code>" if name.lower() in {b"code", b"samp"} else inner
    return b"<pre>" + inner + b"</pre>"


def _as_lines(inner: bytes) -> bytes:
    return _LINE.sub(b"\n", inner).strip(b"\n")
