"""What pages show in lines without `pre`, or in lines of their own within it, as `pre` or with `br`: lines are text."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import partial

MOST = 20_000
"""Bytes of the longest piece that is changed."""
_INNER = rb"((?:[^<]++|<(?!/?(?:pre|%b)\b))++)"
_CODE = re.compile(rb"(?i)<(code|samp)\b[^>]*>" + _INNER % rb"code|samp" + rb"</\1\s*>")
_SHOWN = b"div|p|code|samp|span|blockquote|td|li|dd|section|article|figure"
_STYLED = re.compile(rb"(?i)(<(%b)\b([^<>]{0,600})>)" % _SHOWN + _INNER % _SHOWN + rb"(?=</\2\s*>)")
_STYLE = rb"white-space\s*:\s*(pre-line|pre-wrap|pre\b|break-spaces)"
_BY_STYLE = re.compile(rb"(?i)\bstyle\s*=\s*[\"'][^\"']{0,200}?" + _STYLE)
_BY_CLASS = re.compile(rb"(?i)\bclass\s*=\s*[\"'][^\"']{0,300}?(?<![a-z])(pre-line|pre-wrap|break-spaces)(?![a-z-])")
_SHEET = re.compile(rb"(?i)<style\b[^>]*>([^<]*)")
_RULE = re.compile(rb"(?i)[.#]([a-z_][\w-]{0,60})[^{}<.#,]{0,20}\{[^{}]{0,400}?" + _STYLE)
_NAMES = re.compile(rb"(?i)\b(?:class|id)\s*=\s*(?:[\"']([^\"']{0,300})|([\w-]{1,60}))")
_PRE = re.compile(rb"(?i)(<pre\b[^>]*>)" + _INNER % rb"pre" + rb"(?=</pre)")
_LINE = re.compile(rb"(?i)\s*<(?:br|/?(?:div|li|ol|ul|p))\b[^>]*>(?:\s*</?(?:div|li|ol|ul|p)\b[^>]*>)*(?:\r?\n)?")
_IN_LINES = re.compile(rb"(?i)<(?:br|div|li|p)\b")
_IN_BLOCKS, _PARAGRAPH = re.compile(rb"(?i)<(?:div|li)\b"), re.compile(rb"(?i)<(?:p|br)\b")


def with_preformatted(page: bytes) -> bytes:
    """Return a page (UTF-8) whose code stands in `pre`, with a line break for each line.

    Code is `code` and `samp` with line breaks or a block for each line in it, and what a style tells to be shown as
    written; within `pre`, blocks and items are lines. Where the style keeps no blanks, lines end in `br`.
    """
    lower = page.lower()
    if b"<pre" in lower:
        page = _PRE.sub(_of_pre, page)
    if any(how in lower for how in (b"white-space", b"pre-line", b"pre-wrap", b"break-spaces")):
        rules = {name.lower(): how for sheet in _SHEET.findall(page) for name, how in _RULE.findall(sheet)}
        page = _STYLED.sub(partial(_of_styled, rules), page)
    return _CODE.sub(_of_code, page) if b"<code" in lower or b"<samp" in lower else page


def _of_styled(rules: Mapping[bytes, bytes], found: re.Match[bytes]) -> bytes:
    start, name, attributes, inner = found.groups()
    how = _style_of(attributes, rules) if b"\n" in inner.strip() and len(inner) <= MOST else None
    if how is None:
        return found[0]
    if how == b"pre-line":
        return start + b"<br>".join(inner.strip().split(b"\n"))
    if name.lower() in {b"code", b"samp"}:
        return b"<pre>" + start + inner + b"</" + name + b"></pre>"
    return start + b"<pre>" + inner + b"</pre>"


def _style_of(attributes: bytes, rules: Mapping[bytes, bytes]) -> bytes | None:
    """Return how an element with these attributes shows its lines, if it does, by its style, its class or a sheet."""
    if found := _BY_STYLE.search(attributes) or _BY_CLASS.search(attributes):
        return found[1].lower()
    names = (name for quoted, bare in _NAMES.findall(attributes) for name in (quoted or bare).lower().split())
    return next((rules[name].lower() for name in names if name in rules), None)


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
