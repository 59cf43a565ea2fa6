"""Reads files of HTML: one page a file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from reinschrift import pages
from reinschrift.record import PROBLEM_CHARS, Record
from reinschrift.settings.read import ReadSettings
from reinschrift.sources.opening import unpacked
from reinschrift.sources.ranges import RawRecord
from reinschrift.sources.readers.format import Format
from reinschrift.sources.readers.prolog import BEFORE, without_messages
from reinschrift.sources.readers.text import too_large, whole

if TYPE_CHECKING:
    from reinschrift.sources.parts import FilePart
    from reinschrift.sources.register import Source


PAGE = re.compile(
    BEFORE + rb"(<!doctype html|<html|<head|<body|<title|<meta|<script|<div|<p>)", re.IGNORECASE | re.DOTALL
)
"""How a page begins."""


def read_html(part: FilePart, source: Source, settings: ReadSettings) -> Iterator[Record]:  # noqa: ARG001  # as every reader
    """Yield the page of a file. Raises `UnreadableFileError` before it."""
    with unpacked(part.address) as stream:
        yield page_of(whole(stream, settings.max_record_bytes), settings)


def page_of(raw: RawRecord, settings: ReadSettings) -> Record:
    """Return a page as it stands in a file as a record."""
    if raw.n_bytes > settings.max_record_bytes:
        text = pages.decode_page(raw.data, None).text
        return Record(raw.number, text[:PROBLEM_CHARS], {}, too_large(raw, settings.max_record_bytes))
    page = pages.read_page(without_messages(raw.data), None, None, settings)
    return Record(raw.number, page.text, page.fields, page.problem, page.decoding, page.markup)


FORMAT = Format(
    "html",
    "HTML",
    "how it begins; else the ending html, htm, xhtml",
    lambda: b"<html><title>T</title><p>Text</p></html>",
    lambda seen: PAGE.match(seen.start) is not None,
    lambda seen: bool({"html", "htm", "xhtml"} & seen.endings) and b"<" in seen.head,
    read_html,
    version=4,
    holds="pages",
)
