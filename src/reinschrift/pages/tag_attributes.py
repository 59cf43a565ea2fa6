"""The attributes of a tag that say something of a page."""

from __future__ import annotations

import re

from reinschrift.text.references import unescape

ATTRIBUTE = re.compile(rb"""([^\s"'>/=]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]+)))?""")
ASKED = frozenset({
    "property", "name", "itemprop", "http-equiv", "content", "lang", "xml:lang", "rel", "href", "class", "datetime",
    "pubdate",
})  # fmt: skip
"""Attributes that say something of a page."""
LONGEST = 1000
"""Characters of a value that are kept."""


def clean(text: str) -> str:
    """Return a value with its references read and its spaces made plain."""
    if "&" in text:
        text = unescape(unescape(text))
    return " ".join(text.split())[:LONGEST]


def attributes_of(tag: bytes) -> dict[str, str]:
    """Return those attributes of a start tag that say something; of two of one name the first."""
    found: dict[str, str] = {}
    for match in ATTRIBUTE.finditer(tag.partition(b"<")[2][:20_000]):
        name = match[1].decode("utf-8", "replace").lower()
        if name in ASKED and name not in found:
            value = next((part for part in match.groups()[1:] if part is not None), b"")
            found[name] = clean(value.decode("utf-8", "replace"))
    return found
