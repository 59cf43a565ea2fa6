"""Reads the entries of feeds that are no XML: entities of HTML, bare `&`, open elements, prefixes nobody declared."""

from __future__ import annotations

import io
import re
import sys
from itertools import pairwise
from typing import Any, NamedTuple

from reinschrift.text.names import joined

ENDS = re.compile(rb"</(?:\w+:)?(?:item|entry)\s*>", re.IGNORECASE)
BEGINS = re.compile(rb"<(?:\w+:)?(?:item|entry)[\s>]", re.IGNORECASE)
CDATA, CDATA_END = b"<![CDATA[", b"]]>"
TEXTS = rb"(?:\w+:)?(?:description|encoded|content|summary|title)"
TEXT_END = re.compile(rb"(?s).*(</" + TEXTS + rb"\s*>)", re.IGNORECASE)
"""The last place where an element of text ends."""
OTHER_END = re.compile(rb"<(" + TEXTS + rb")(\s[^<>]*)?>([^<]*+)</(?!\1\s*>)[\w:]+\s*>", re.IGNORECASE)
"""An element of text without elements in it that another name closes."""
NO_END = re.compile(rb"<(" + TEXTS + rb")(?:\s[^<>]*)?>[^<]+\Z", re.IGNORECASE)
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

    Where a fault swallows entries, such as text in CDATA without an end, each is read alone, so that it costs its own.
    """
    if DECLARES.search(data):
        return MalformedFeed([], None, is_whole=False)
    feed = _read(data)
    if feed.is_whole and all(entry.text for entry in feed.entries):
        return feed
    parts = _parted(data)
    alone = [each for part in parts for each in _read(part).entries[:1]]
    if len(alone) < len(parts) or _n_read(alone) <= _n_read(feed.entries):
        return feed
    return MalformedFeed(alone, feed.language, is_whole=_is_whole(data, len(alone)))


def _n_read(entries: list[Entry]) -> int:
    return sum(bool(entry.text.strip()) for entry in entries)


def _parted(data: bytes) -> list[bytes]:
    """Return a feed of its own for each entry that has an end, its CDATA closed and its elements named alike."""
    places = [found.start() for found in BEGINS.finditer(data)]
    if not places:
        return []
    head, parts = data[: places[0]], []
    for at, stop in pairwise([*places, len(data)]):
        if end := ENDS.search(data, at, stop):
            parts.append(head + _closed(data[at : end.start()]) + end[0] + b"</channel></rss>")
    return parts


def _closed(entry: bytes) -> bytes:
    """Return an entry with an end for its CDATA, and for an element of text that nothing or another name closes."""
    opened = entry.rfind(CDATA)
    if opened >= 0 and CDATA_END not in entry[opened:]:
        element = re.match(TEXT_END, entry[opened:])
        at = opened + element.start(1) if element else len(entry)
        entry = entry[:at] + CDATA_END + entry[at:]
    entry = re.sub(NO_END, rb"\g<0></\1>", entry)
    return OTHER_END.sub(rb"<\1\2>\3</\1>", entry)


def end_of_entry(data: bytes, number: int) -> int:
    """Return where the first `number` entries of a feed have ended."""
    ends = [found.end() for found, _ in zip(ENDS.finditer(data), range(number), strict=False)]
    return ends[-1] if ends else 0


def _is_whole(data: bytes, n_entries: int) -> bool:
    return n_entries >= len(BEGINS.findall(data)) and CLOSED.search(data[-REACH:]) is not None


def _read(data: bytes) -> MalformedFeed:
    """Return what feedparser makes of bytes; it is never given an address, and so opens nothing."""
    import feedparser  # noqa: PLC0415  # only few feeds are broken

    given = io.BytesIO(NUMBERED.sub(_of_a_character, data))
    try:
        found = feedparser.parse(given, sanitize_html=False, resolve_relative_uris=False)
    except (ValueError, LookupError, AttributeError, TypeError):  # such as a namespace with a blank in its name
        return MalformedFeed([], None, is_whole=False)
    is_rss = str(found.get("version") or "").startswith("rss")
    entries = [_entry(each, found.feed, is_rss=is_rss) for each in found.entries[: len(ENDS.findall(data))]]
    return MalformedFeed(entries, _reported(found.feed, "language"), _is_whole(data, len(entries)))


def _of_a_character(found: re.Match[bytes]) -> bytes:
    """Return a reference as it is, or one to U+FFFD where its number is no character's: feedparser fails at those."""
    digits = found[1] or found[2]
    number = int(digits, 16 if found[1] else 10) if len(digits) <= MOST_DIGITS else sys.maxunicode + 1
    is_character = number <= sys.maxunicode and not SURROGATES[0] <= number <= SURROGATES[1]
    return found[0] if is_character else b"&#xFFFD;"


def _entry(entry: Any, feed: Any, *, is_rss: bool) -> Entry:
    names = [str(author.get("name") or "") for author in _listed(entry, "authors")]
    reported = {
        "title": _reported(entry, "title"),
        "url": _reported(entry, "link"),
        "record": _reported(entry, "id"),
        "author": joined(names) or _reported(entry, "author"),
        "published": _reported(entry, "published") or _reported(entry, "created"),
        "license": _reported(entry, "license") or _reported(entry, "rights"),
        "site_name": _reported(feed, "title"),
    }
    contents = [str(each.get("value") or "") for each in _listed(entry, "content")]
    text = max(contents, key=len, default="") or _reported(entry, "summary") or ""
    if is_rss and "published" not in entry.keys():  # noqa: SIM118  # there feedparser calls the date of RSS 1.0 so
        reported["published"] = reported["published"] or _reported(entry, "updated")
    modified = _reported(entry, "updated") if "updated" in entry.keys() else None  # noqa: SIM118  # it takes `published` for it
    return Entry({name: value for name, value in reported.items() if value}, text, modified)


def _listed(entry: Any, name: str) -> list[Any]:
    """Return a list that feedparser keeps of an entry; an element of that name has put its words there."""
    value = entry.get(name)
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def _reported(entry: Any, name: str) -> str | None:
    try:
        value = entry.get(name)
    except TypeError:  # of words in place of its list of links
        return None
    return value.strip() or None if isinstance(value, str) else None
