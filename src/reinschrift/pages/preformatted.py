"""What pages show in lines without `pre`, or in lines of their own within it, as `pre` or with `br`: lines are text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import partial

import numpy as np

from reinschrift.pages.markup import T_START, Markup
from reinschrift.text.arrays import Flags

MOST = 20_000
"""Bytes of the longest piece that is changed."""
_INNER = rb"((?:[^<]++|<(?!/?(?:pre|%b)\b))++)"
_CODE = re.compile(rb"(?i)<(code|samp)\b[^<>]*>" + _INNER % rb"code|samp" + rb"</\1\s*>")
_SHOWN = b"div|p|code|samp|span|blockquote|td|li|dd|section|article|figure"
_STYLED = re.compile(rb"(?i)(<(%b)\b([^<>]{0,600})>)" % _SHOWN + _INNER % _SHOWN + rb"(?=</\2\s*>)")
_STYLE = rb"white-space\s*:\s*(pre-line|pre-wrap|pre\b|break-spaces)"
_BY_STYLE = re.compile(rb"(?i)\bstyle\s*=\s*[\"'][^\"']{0,200}?" + _STYLE)
_BY_CLASS = re.compile(rb"(?i)\bclass\s*=\s*[\"'][^\"']{0,300}?(?<![a-z])(pre-line|pre-wrap|break-spaces)(?![a-z-])")
_SHEET = re.compile(rb"(?i)<style\b[^<>]*>([^<]*)")
_HOW = re.compile(_STYLE)
_SELECTOR = re.compile(rb"[.#]([a-z_][\w-]{0,60})[^{}<.#,]{0,20}\Z")
RULE_BYTES = 400
"""Bytes between the brace of a rule and what it says of blanks."""
_NAMES = re.compile(rb"(?i)\b(?:class|id)\s*=\s*(?:[\"']([^\"']{0,300})|([\w-]{1,60}))")
_PRE = re.compile(rb"(?i)(<pre\b[^<>]*>)" + _INNER % rb"pre" + rb"(?=</pre)")
_LINE = re.compile(rb"(?i)\s*<(?:br|/?(?:div|li|ol|ul|p))\b[^>]*>(?:\s*</?(?:div|li|ol|ul|p)\b[^>]*>)*(?:\r?\n)?")
_IN_LINES = re.compile(rb"(?i)<(?:br|div|li|p)\b")
_IN_BLOCKS, _PARAGRAPH = re.compile(rb"(?i)<(?:div|li)\b"), re.compile(rb"(?i)<(?:p|br)\b")


def with_preformatted(page: Markup) -> Markup:
    """Return a page whose code stands in `pre`, with a line break for each line.

    Code is `code` and `samp` with line breaks or a block for each line in it, and what a style tells to be shown as
    written; within `pre`, blocks and items are lines. Where the style keeps no blanks, lines end in `br`.
    """
    page = page.rewritten(_PRE, page.are_starts("pre"), _of_pre)
    rules = dict(_rules_of(page))
    page = page.rewritten(_STYLED, _may_be_styled(page, rules), partial(_of_styled, rules))
    return page.rewritten(_CODE, page.are_starts("code", "samp"), _of_code)


def _rules_of(page: Markup) -> Iterator[tuple[bytes, bytes]]:
    """Yield the names that a page's sheets have a style for that shows lines, each with that style."""
    for start in page.tags[page.are_starts("style"), T_START].tolist():
        found = _SHEET.match(page.data, start)
        sheet, begun = found[1].lower() if found else b"", -1
        for how in _HOW.finditer(sheet):
            brace = sheet.rfind(b"{", max(0, how.start() - RULE_BYTES - 1), how.start())
            if brace > begun and sheet.find(b"}", brace, how.start()) < 0:
                begun = brace
                if named := _SELECTOR.search(sheet, max(0, brace - RULE_BYTES), brace):
                    yield named[1], how[1]


def _may_be_styled(page: Markup, rules: Mapping[bytes, bytes]) -> Flags:
    """Return which tags a style of their own or a rule for one of their names may show as written."""
    shown = page.are_starts(*_SHOWN.decode().split("|"))
    found = shown & page.have_sign("as_written")
    if rules:
        asked = np.flatnonzero(shown & ~found).tolist()
        attributes = [page.attributes(tag) for tag in asked]
        styled = {each for each in set(attributes) if _style_of(each, rules) is not None}
        found[[tag for tag, each in zip(asked, attributes, strict=True) if each in styled]] = True
    return found


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
    return next((rules[name] for name in names if name in rules), None)


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
