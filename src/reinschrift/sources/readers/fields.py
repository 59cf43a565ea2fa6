"""Finds our fields in a record: as the register maps them, else by the names that corpora usually give them."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import Any, NamedTuple

USUAL: Mapping[str, tuple[str, ...]] = {
    "text": (
        "text", "content", "maintext", "plaintext", "body", "articlebody", "article", "rawcontent", "rawtext",
        "document", "fulltext", "contenttext", "bodytext", "contents",
    ),
    "html": ("html", "rawhtml", "htmlcontent", "contenthtml", "bodyhtml", "pagehtml", "pagesource", "htmltext"),
    "record": (
        "id", "docid", "documentid", "uuid", "warcrecordid", "recordid", "articleid", "guid", "identifier",
    ),
    "url": (
        "url", "uri", "link", "sourceurl", "canonicalurl", "originalurl", "permalink", "warctargeturi", "pageurl",
        "href",
    ),
    "title": ("title", "headline", "pagetitle", "heading"),
    "author": ("author", "authors", "byline", "creator", "writer"),
    "published": (
        "published", "publishdate", "publisheddate", "datepublish", "datepublished", "publishedat", "pubdate",
        "publicationdate", "publishedon", "dateofpublication", "date", "createdat", "created", "datecreated",
    ),
    "collected": (
        "collected", "collectedat", "crawldate", "datecrawled", "crawledat", "crawltimestamp", "fetchtime",
        "fetchedat", "scrapedat", "retrieved", "retrievedat", "downloaddate", "datedownload", "warcdate", "timestamp",
        "ts", "added",
    ),
    "site_name": ("sitename", "site", "publisher", "sourcename", "newspaper", "outlet"),
    "license": ("license", "licence", "licenseurl", "rights"),
}  # fmt: skip
"""Our fields, and the names they usually go by (letter case, `-`, `_` and spaces set aside), best first.

`timestamp` is when a page was fetched in C4, mC4, CulturaX and their kin, so it is not taken for a day of publication.
`html` is read as pages are, where a record has no text.
"""

NESTED = ("metadata", "meta", "warcheaders")
"""Fields of a record in which further fields are looked for, after its own."""

NESTED_RANK = 100
NAME = ("name", "value", "text", "#text", "@value", "url", "href")
SEPARATORS: Mapping[str, str] = {"text": "\n\n", "author": "; "}


class Place(NamedTuple):
    """Which of our fields something in a record is, and how good a place for it; the lowest rank wins."""

    ours: str
    rank: int


_USUAL_PLACES = {name: Place(ours, rank) for ours, names in USUAL.items() for rank, name in enumerate(names)}


def plain_name(name: str) -> str:
    """Return a field's name without what names differ in for no reason."""
    return re.sub(r"[-_ .:]", "", name).casefold()


class FieldFinder:
    """Finds our fields in the records of one source; remembers what a name meant."""

    def __init__(self, mapped: Mapping[str, str]) -> None:
        self.mapped = dict(mapped)
        self._places: dict[str, Place | None] = {}

    def place_of(self, name: str) -> Place | None:
        """Return what a field called `name` (dotted if nested) is to us, or none."""
        if name not in self._places:
            self._places[name] = self._look_up(name)
        return self._places[name]

    def _look_up(self, name: str) -> Place | None:
        ours = next((ours for ours, theirs in self.mapped.items() if theirs == name), None)
        if ours is not None:
            return Place(ours, 0)
        group, dot, inner = name.rpartition(".")
        if dot and plain_name(group) not in NESTED:
            return None
        place = _USUAL_PLACES.get(plain_name(inner))
        if place is None or place.ours in self.mapped:
            return None
        return Place(place.ours, place.rank + NESTED_RANK if dot else place.rank)

    def values_of(self, record: Mapping[str, Any]) -> dict[str, str]:
        """Return the text of each of our fields that the record holds; of several places the best that is not empty."""
        best: dict[str, tuple[int, str]] = {}
        self._collect(record, "", best)
        return {ours: value for ours, (_, value) in best.items()}

    def _collect(self, record: Mapping[str, Any], prefix: str, best: dict[str, tuple[int, str]]) -> None:
        for name, value in record.items():
            path = prefix + name
            place = self.place_of(path)
            if place is not None:
                known = best.get(place.ours)
                if (known is None or place.rank < known[0]) and (written := as_text(place.ours, value)):
                    best[place.ours] = (place.rank, written)
            elif type(value) is dict:
                self._collect(value, path + ".", best)


def as_text(ours: str, value: Any) -> str | None:
    """Return a field's value as one text: lists joined, names taken out of objects; none if nothing is there."""
    if isinstance(value, str):
        return value if ours in {"text", "html"} else value.strip() or None
    if value is None or isinstance(value, bool) or (isinstance(value, float) and not math.isfinite(value)):
        return None  # NaN is how tables write that nothing is there
    if isinstance(value, int | float):
        return str(int(value)) if value == value // 1 else str(value)
    if isinstance(value, Mapping):
        return next((found for name in NAME if (found := as_text(ours, value.get(name)))), None)
    if isinstance(value, list):
        parts = [part for item in value if (part := as_text(ours, item))]
        return SEPARATORS.get(ours, "; ").join(dict.fromkeys(parts) if ours != "text" else parts) or None
    return str(value)
