"""Reads books in EPUB: one document a book, its chapters in their order."""

from __future__ import annotations

import io
import lzma
import posixpath
import zipfile
import zlib
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from reinschrift import pages
from reinschrift.errors import UnreadableFileError
from reinschrift.record import PROBLEM_CHARS, Problem, Record
from reinschrift.settings.read import ReadSettings
from reinschrift.sources.opening import opened
from reinschrift.sources.readers.format import Format
from reinschrift.sources.readers.zip_heads import local_members
from reinschrift.text.names import joined

if TYPE_CHECKING:
    from reinschrift.sources.parts import FilePart
    from reinschrift.sources.register import Source

FIELDS = {
    "title": "title", "creator": "author", "publisher": "site_name", "identifier": "record", "rights": "license",
    "language": "declared_language", "date": "published",
}  # fmt: skip
DUBLIN_CORE = "purl.org/dc/"
CONTAINER = "META-INF/container.xml"
PAGES = ("application/xhtml+xml", "text/html")
FAULTS = (KeyError, ParseError, DefusedXmlException, ValueError, LookupError, RuntimeError, zipfile.BadZipFile,
          NotImplementedError, EOFError, zlib.error, lzma.LZMAError)  # fmt: skip


def read_epub(part: FilePart, source: Source, settings: ReadSettings) -> Iterator[Record]:  # noqa: ARG001  # as every reader
    """Yield the book of a file. Raises `UnreadableFileError` if it is none."""
    with opened(part.address) as handle:
        try:
            with zipfile.ZipFile(handle) as book:
                yield _record(book, settings)
        except FAULTS as error:
            raise UnreadableFileError(
                f"The book cannot be read: {error or type(error).__name__}.",
                hint="It may be cut off, encrypted, or no EPUB.",
                context={"file": part.address},
            ) from error


def _record(book: zipfile.ZipFile, settings: ReadSettings) -> Record:
    limit = settings.max_record_bytes
    place = _first(fromstring(_content(book, CONTAINER, limit)), "rootfile").get("full-path", "")
    package = fromstring(_content(book, place, limit))
    fields: dict[str, str] = {}
    authors: list[str] = []
    for element in package.iter():
        ours = FIELDS.get(_plain(element))
        if ours and element.text and element.text.strip() and DUBLIN_CORE in str(element.tag):
            if ours == "author":
                authors.append(element.text.strip())
            fields.setdefault(ours, element.text.strip())
    if authors:
        fields["author"] = joined(authors)
    markup: dict[str, Any] = {"declared_language": fields.pop("declared_language", None)}
    if "license" in fields:
        markup["html_meta"] = [{"where": "meta", "name": "dc.rights", "value": fields["license"]}]
    text, markup["blocks"], problem = _text_of(book, package, posixpath.dirname(place), limit)
    return Record(0, text, fields, problem, None, markup)


def _text_of(
    book: zipfile.ZipFile, package: Element, folder: str, limit: int
) -> tuple[str, list[dict[str, Any]], Problem | None]:
    """Return the chapters of a book as one text with its blocks."""
    items = {item.get("id"): item for item in package.iter() if _plain(item) == "item"}
    chapters = [
        items[each.get("idref")] for each in package.iter() if _plain(each) == "itemref" and each.get("idref") in items
    ]
    pieces: list[str] = []
    blocks: list[dict[str, Any]] = []
    line, size = 0, 0
    for chapter in chapters:
        if chapter.get("media-type") not in PAGES or "nav" in chapter.get("properties", "").split():
            continue
        name = posixpath.normpath(posixpath.join(folder, unquote(chapter.get("href", ""))))
        data = _content(book, name, limit - size)
        size += len(data)
        text, own = pages.read_fragment(pages.decode_page(data, None).text.encode("utf-8", "replace"))
        if text:
            pieces.append(text)
            blocks += [block | {"line": block["line"] + line} for block in own]
            line += text.count("\n") + 2
    whole = "\n\n".join(pieces)
    return whole, blocks, None if whole else Problem("no_text", "The book has no chapters with text."[:PROBLEM_CHARS])


def _content(book: zipfile.ZipFile, name: str, limit: int) -> bytes:
    """Return a member of a book; `ValueError` if it unpacks to more than `limit` bytes."""
    with book.open(name) as member:
        data = member.read(limit + 1)
    if len(data) > limit:
        raise ValueError(f"{name} unpacks to more than is read of a record (read.max_record_mb)")
    return data


def _plain(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _first(root: Element, name: str) -> Element:
    found = next((each for each in root.iter() if _plain(each) == name), None)
    if found is None:
        raise ValueError(f"there is no {name}")
    return found


def _sample() -> bytes:
    chapter = "<html><body><h1>Eins</h1><p>Der erste Satz steht hier.</p></body></html>"
    package = (
        '<package><metadata><dc:title xmlns:dc="http://purl.org/dc/elements/1.1/">T</dc:title></metadata><manifest>'
        '<item id="a" href="a.xhtml" media-type="application/xhtml+xml"/></manifest><spine><itemref idref="a"/></spine>'
        "</package>"
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as book:
        book.writestr("mimetype", "application/epub+zip")
        book.writestr(CONTAINER, '<container><rootfiles><rootfile full-path="p.opf"/></rootfiles></container>')
        book.writestr("p.opf", package)
        book.writestr("a.xhtml", chapter)
    return out.getvalue()


FORMAT = Format(
    "epub",
    "EPUB",
    "the members that only books have",
    _sample,
    lambda seen: any(member.is_of_book for member in local_members(seen.head)),
    read=read_epub,
    version=2,
    holds="texts",
)
