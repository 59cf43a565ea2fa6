"""Start tags with the end tags that close them, by one pass over the bytes of a page; for what changes its markup."""

from __future__ import annotations

import re
from typing import NamedTuple

from reinschrift.pages.blocks import tags

TAG = re.compile(rb"<(/?)([A-Za-z][A-Za-z0-9-]*)([^<>]*)>")
VOID = frozenset(name.encode() for name in tags.VOID)
HEADINGS = frozenset({b"h1", b"h2", b"h3", b"h4", b"h5", b"h6"})
REACH = 50
"""How many open tags an end tag looks through: an end tag of nothing ends nothing."""


class Pair(NamedTuple):
    """An element: its start tag, and the bytes at which its end tag begins and ends."""

    start: re.Match[bytes]
    stop: int
    end: int
    above: re.Match[bytes] | None
    """The start tag of the element that it stands in."""


def pairs_of(page: bytes) -> list[Pair]:
    """Return the elements of a page (UTF-8) that have an end tag, in the order of their start tags."""
    found: list[Pair] = []
    open_tags: list[re.Match[bytes]] = []
    for tag in TAG.finditer(page):
        name = tag[2].lower()
        if name in VOID or tag[3].endswith(b"/"):
            continue
        if not tag[1]:
            open_tags.append(tag)
            continue
        for depth in range(len(open_tags), max(len(open_tags) - REACH, 0), -1):
            start = open_tags[depth - 1]
            if start[2].lower() == name:
                del open_tags[depth - 1 :]
                found.append(Pair(start, tag.start(), tag.end(), open_tags[-1] if open_tags else None))
                break
    return sorted(found, key=lambda pair: pair.start.start())
