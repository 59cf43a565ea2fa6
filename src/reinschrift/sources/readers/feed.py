"""Reads feeds, RSS and Atom: each entry is a document, as far as the feed can be parsed."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, Any
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse

from reinschrift import pages
from reinschrift.record import PROBLEM_CHARS, Problem, Record
from reinschrift.settings.read import ReadSettings
from reinschrift.sources.backstop import read_or_problem
from reinschrift.sources.opening import unpacked
from reinschrift.sources.ranges import RawRecord
from reinschrift.sources.readers.format import Format
from reinschrift.sources.readers.malformed_feed import Entry, end_of_entry, read_malformed
from reinschrift.sources.readers.prolog import BEFORE, TYPE
from reinschrift.sources.readers.text import too_large, whole
from reinschrift.text.decoding import decode
from reinschrift.text.names import joined
from reinschrift.text.wide import wide_charset

if TYPE_CHECKING:
    from reinschrift.sources.parts import FilePart
    from reinschrift.sources.register import Source

FEED = re.compile(BEFORE + rb"(?P<own>" + TYPE + BEFORE + rb"<(?:rss|feed|rdf:RDF)[\s>])", re.DOTALL | re.IGNORECASE)
"""How a feed begins."""
DECLARATION = re.compile(rb"<\?xml\b[^>]{0,300}>")
DECLARED = re.compile(rb"""(\A\s*<\?xml\b[^>]{0,200}?)\s+encoding\s*=\s*["'][^"']{0,40}["']""")
OWN_ENTITIES = re.compile(rb"<!DOCTYPE\s[^>\[]{0,300}\[[^\]]{0,4000}\]\s*>")
"""A head that declares entities, which no parser is let read; what names them stays as it is written."""
ENTRIES = ("item", "entry")
TEXTS = ("encoded", "content", "description", "summary")
"""Where an entry's text may stand, the fullest first; of one name the longest."""
FIELDS = {
    "title": ("title",), "url": ("link",), "record": ("guid", "id"), "author": ("creator", "author", "name"),
    "published": ("pubdate", "published", "date", "issued", "created"), "modified": ("updated", "modified"),
    "license": ("license", "rights"),
}  # fmt: skip
MAIL_AND_NAME = re.compile(r"\S+@\S+\s+\((.+)\)")
CHANNEL = {"site_name": "title", "declared_language": "language"}


def read_feed(part: FilePart, source: Source, settings: ReadSettings) -> Iterator[Record]:  # noqa: ARG001  # as every reader
    """Yield the entries of a feed, also of one that is no XML, as far as each has an end.

    Where entries cannot be made out, a record with the problem `unreadable` says so.
    """
    with unpacked(part.address) as stream:
        yield from _entries(whole(stream, settings.max_record_bytes), settings)


def _entries(raw: RawRecord, settings: ReadSettings) -> Iterator[Record]:
    if raw.n_bytes > settings.max_record_bytes:
        yield Record(0, decode(raw.data).text[:PROBLEM_CHARS], {}, too_large(raw, settings.max_record_bytes))
        return
    data = _from_root(_narrow(raw.data))
    number = 0
    channel: dict[str, str] = {}
    try:
        for _, element in iterparse(io.BytesIO(data), events=("end",)):
            name = _plain(element)
            if name in ENTRIES:
                yield read_or_problem(partial(_read_entry, element, number, channel), number, "")
                number += 1
                element.clear()
            elif name in CHANNEL.values() and element.text:
                channel.setdefault(name, element.text.strip())
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
        yield from _rest(data, number, error)


def _narrow(data: bytes) -> bytes:
    """Return a feed in UTF-8 if it is in UTF-16 or UTF-32; XML parsers know no UTF-32, and believe what it declares."""
    found = wide_charset(data)
    if found is None:
        return data
    text = data[found[1] :].decode(found[0], "replace").encode("utf-8", "replace")
    return DECLARED.sub(rb"\1", text, count=1)


def _from_root(data: bytes) -> bytes:
    """Return a feed with nothing before its own but its declaration: no parser takes what a server put there."""
    found = FEED.match(data)
    if found is None:
        return data
    declared = DECLARATION.search(data, 0, found.start("own"))
    return (declared[0] if declared else b"") + data[found.start("own") :]


def _rest(data: bytes, number: int, error: Exception) -> Iterator[Record]:
    """Yield the entries from a number on of a feed that is no XML there, and what is wrong if any may be missing."""
    feed = read_malformed(OWN_ENTITIES.sub(b"", data, count=1) if isinstance(error, DefusedXmlException) else data)
    entries, first = feed.entries[number:], number
    for at, entry in enumerate(entries, number):
        yield read_or_problem(partial(_record, entry, at, feed.language), at, entry.text)
    number += len(entries)
    if not feed.is_whole or not (first or entries):
        detail = f"Behind entry {number} the feed is no XML that can be read: {error}."
        rest = decode(data[end_of_entry(data, number) :]).text
        yield Record(number, rest[:PROBLEM_CHARS], {}, Problem("unreadable", detail))


def _plain(element: Element) -> str:
    """Return an element's name in small letters, without its namespace."""
    return str(element.tag).rpartition("}")[2].lower()


def _read_entry(element: Element, number: int, channel: dict[str, str]) -> Record:
    stated: dict[str, list[str]] = {}
    for child in element.iter():
        value = "".join(child.itertext()).strip() or child.get("href", "")
        if value and not (child.get("rel") not in {None, "alternate"}):
            stated.setdefault(_plain(child), []).append(value)
    if about := next((value for name, value in element.items() if name.endswith("}about")), None):
        stated.setdefault("id", []).append(about)  # RSS 1.0, which is RDF
    fields = {ours: stated[name][0] for ours, names in FIELDS.items() for name in reversed(names) if name in stated}
    if authors := joined(stated.get("creator") or [_name(each) for each in element if _plain(each) == "author"]):
        fields["author"] = authors
    if "title" in channel:
        fields["site_name"] = channel["title"]
    written = next((max(stated[name], key=len) for name in TEXTS if name in stated), "")
    return _record(Entry(fields, written, fields.pop("modified", None)), number, channel.get("language"))


def _name(author: Element) -> str:
    """Return the name of an author: in Atom an element of its own, in RSS behind the address."""
    own = next((each.text or "" for each in author if _plain(each) == "name"), author.text or "").strip()
    found = MAIL_AND_NAME.fullmatch(own)
    return found[1] if found else own


def _record(entry: Entry, number: int, language: str | None) -> Record:
    markup: dict[str, Any] = {"modified": entry.modified, "declared_language": language}
    text = entry.text
    if "<" in text or "&" in text:
        text, markup["blocks"] = pages.read_fragment(text.encode("utf-8", "replace"))
    problem = None if text.strip() else Problem("no_text", "The entry has no text.")
    return Record(number, text, entry.fields, problem, None, markup)


FORMAT = Format(
    "feed",
    "RSS and Atom",
    "how it begins",
    lambda: b"<rss><item><title>T</title><description>Text.</description></item></rss>",
    lambda seen: FEED.match(seen.head) is not None,
    read=read_feed,
    version=8,
)
