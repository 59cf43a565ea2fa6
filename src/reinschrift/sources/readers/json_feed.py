"""Feeds in JSON (JSON Feed 1 and 1.1): their items, with what the feed says of all of them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

VERSION = "jsonfeed.org/version/"
DECLARES = re.compile(rb'"version"\s*:\s*"https?:(?:\\?/){2}(?:www\.)?jsonfeed\.org\\?/version\\?/')
OF_ALL = {"site_name": ("title",), "authors": ("authors", "author")}
"""What an item takes from its feed where it says nothing itself, and how the feed calls it."""


def is_feed(value: Any) -> bool:
    """Say whether a value is a feed."""
    return isinstance(value, Mapping) and VERSION in str(value.get("version")) and isinstance(value.get("items"), list)


def items_of(feed: Mapping[str, Any]) -> list[Any]:
    """Return the items of a feed as records; the summary of one without content is its text."""
    shared = {ours: next((feed[name] for name in names if feed.get(name)), None) for ours, names in OF_ALL.items()}
    return [_item(each, shared) if isinstance(each, Mapping) else each for each in feed["items"]]


def _item(item: Mapping[str, Any], shared: Mapping[str, Any]) -> dict[str, Any]:
    own = dict(item)
    if "author" in own and "authors" not in own:
        own["authors"] = own.pop("author")
    for name, value in shared.items():
        if value and not own.get(name):
            own[name] = value
    if not own.get("content_text") and not own.get("content_html") and own.get("summary"):
        own["content_text"] = own["summary"]
    return own
