"""Reads the entries of feeds that are no XML: entities of HTML, bare `&`, open elements, prefixes nobody declared."""

from __future__ import annotations

import io
import re
import sys
from typing import Any, NamedTuple

from reinschrift.text.names import joined

ENDS = re.compile(rb"</(?:\w+:)?(?:item|entry)\s*>", re.IGNORECASE)
BEGINS = re.compile(rb"<(?:\w+:)?(?:item|entry)[\s>]", re.IGNORECASE)
CLOSED = re.compile(rb"</(?:rss|feed|rdf:RDF)\s*>", re.IGNORECASE)
NUMBERED = re.compile(rb"&#(?:x0*([0-9a-f]+)|0*([0-9]+));", re.IGNORECASE)
"""A character that is written as its number."""
SURROGATES = (0xD800, 0xDFFF)
MOST_DIGITS = 8
"""Digits of a character's number, decimal or not, without zeros before it; more are no character."""
REACH = 1000
"""Bytes at the end of a feed in which it is closed."""
DECLARES = re.compile(rb"<!(?:ENTITY|DOCTYPE\s[^>]*\[)", re.IGNORECASE)


class Entry(NamedTuple):
    """An entry as it stands in a feed."""

    fields: dict[str, str]
    text: str
    """Its text, perhaps as HTML."""
    modified: str | None


class MalformedFeed(NamedTuple):
    """What could be made of a feed that is no XML."""

    entries: list[Entry]
    language: str | None
    is_whole: bool
    """Whether all that begins in it ends."""


def read_malformed(data: bytes) -> MalformedFeed:
    """Return the entries of a feed that is no XML, as far as each of them has an end; none if it declares entities.

    feedparser is given the bytes, never an address, and so opens nothing.
    """
    if DECLARES.search(data):
        return MalformedFeed([], None, is_whole=False)
    import feedparser  # noqa: PLC0415  # only few feeds are broken

    given = io.BytesIO(NUMBERED.sub(_of_a_character, data))
    try:
        found = feedparser.parse(given, sanitize_html=False, resolve_relative_uris=False)
    except (ValueError, LookupError, AttributeError, TypeError):  # such as a namespace with a blank in its name
        return MalformedFeed([], None, is_whole=False)
    entries = [_entry(each, found.feed) for each in found.entries[: len(ENDS.findall(data))]]
    is_whole = len(entries) >= len(BEGINS.findall(data)) and CLOSED.search(data[-REACH:]) is not None
    return MalformedFeed(entries, _reported(found.feed, "language"), is_whole)


def _of_a_character(found: re.Match[bytes]) -> bytes:
    """Return a reference as it is, or one to U+FFFD where its number is no character's: feedparser fails at those."""
    digits = found[1] or found[2]
    number = int(digits, 16 if found[1] else 10) if len(digits) <= MOST_DIGITS else sys.maxunicode + 1
    is_character = number <= sys.maxunicode and not SURROGATES[0] <= number <= SURROGATES[1]
    return found[0] if is_character else b"&#xFFFD;"


def _entry(entry: Any, feed: Any) -> Entry:
    names = [str(author.get("name") or "") for author in entry.get("authors", [])]
    reported = {
        "title": _reported(entry, "title"),
        "url": _reported(entry, "link"),
        "record": _reported(entry, "id"),
        "author": joined(names) or _reported(entry, "author"),
        "published": _reported(entry, "published") or _reported(entry, "created"),
        "license": _reported(entry, "license") or _reported(entry, "rights"),
        "site_name": _reported(feed, "title"),
    }
    contents = [str(each.get("value") or "") for each in entry.get("content", [])]
    text = max(contents, key=len, default="") or _reported(entry, "summary") or ""
    modified = _reported(entry, "updated") if "updated" in entry.keys() else None  # noqa: SIM118  # it takes `published` for it
    return Entry({name: value for name, value in reported.items() if value}, text, modified)


def _reported(entry: Any, name: str) -> str | None:
    value = entry.get(name)
    return value.strip() or None if isinstance(value, str) else None
