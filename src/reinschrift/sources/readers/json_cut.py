"""What is whole of an object of JSON that is cut off or broken: the items of the list of objects that it holds."""

from __future__ import annotations

import json
import re
from typing import Any

LISTS = re.compile(r'"([^"\\]{1,100})"\s*:\s*\[\s*(?=\{)')
MOST_BROKEN = 20
"""Lists of which nothing is whole: each lies within the one before it."""
_BETWEEN = re.compile(r"[\s,]*")
_read_from = json.JSONDecoder(strict=False).raw_decode


def whole_items(text: str) -> tuple[dict[str, Any], int] | None:
    """Return an object that cannot be read, with the longest list of objects in it as far as they are whole.

    With it comes where they end; None if there is no such list. What stands before it is in the object, too, unless it
    lies deeper.
    """
    if not text.lstrip().startswith("{"):
        return None
    best: tuple[int, re.Match[str] | None, list[Any]] = (0, None, [])
    at = n_broken = 0
    while n_broken < MOST_BROKEN and (found := LISTS.search(text, at)) is not None:
        items, at = _items(text, found.end())
        n_broken += not items
        if len(items) > len(best[2]):
            best = at, found, items
    end, found, items = best
    if found is None:
        return None
    return {**_head(text[: found.start()]), found[1]: items}, end


def _items(text: str, at: int) -> tuple[list[Any], int]:
    """Return the objects that follow one another from a place on, and where the last one ends."""
    items: list[Any] = []
    while (begin := _BETWEEN.match(text, at)) and text.startswith("{", begin.end()):
        try:
            value, at = _read_from(text, begin.end())
        except (ValueError, RecursionError):
            break
        items.append(value)
    return items, at


def _head(text: str) -> dict[str, Any]:
    try:
        value = json.loads(text.rstrip().rstrip(",") + "}")
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}
