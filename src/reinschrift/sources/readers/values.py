"""Turns what stands in a field of a record into one text: numbers, lists, objects, dates as databases write them."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from reinschrift.text.names import joined

NAME = (
    "name", "value", "text", "#text", "$t", "@value", "rendered", "displayname", "fullname", "label", "url", "href",
)  # fmt: skip
"""Which part of an object is meant, for most fields; the first that is there."""

TIME_PARTS = ("value", "date", "datetime", "date-time", "dateTime", "iso", "seconds", "_seconds")
DAY_PARTS = ("year", "month", "day")

PARTS: Mapping[str, tuple[str, ...]] = {
    "text": ("text", "value", "content", "body", "rendered", "#text", "@value", "name"),
    "html": ("rendered", "html", "value", "content", "text"),
    "title": ("rendered", "value", "text", "#text", "$t", "@value", "name", "title", "main", "label"),
    "author": (*NAME, "original"),
    "url": ("url", "href", "@id", "value", "text", "#text", "@value", "name"),
    "published": (*TIME_PARTS, "text", "#text", "$t", "@value", "name"),
    "collected": (*TIME_PARTS, "text", "#text", "$t", "@value", "name"),
    "record": ("value", "id", "@id", "text", "#text", "@value", "name"),
    "license": ("url", "@id", "href", "name", "value", "text", "#text", "@value", "title"),
}
"""The same, for the fields of which an object says more than one thing."""

NAMES_OF_PERSONS = (("given", "family"), ("given_name", "family_name"), ("first_name", "last_name"),
                    ("firstName", "lastName"), ("vorname", "nachname"), ("forename", "surname"))  # fmt: skip
SEPARATORS: Mapping[str, str] = {"text": "\n\n"}
TIMES = ("published", "collected")
MOST_TIME_CHARS = 100
MOST_JSON_CHARS = 10_000
"""Characters of the longest name that is looked at as JSON."""
LANGUAGE = re.compile(r"[a-z]{2,3}(?:[-_][A-Za-z]{2,4})?")
IN_LANGUAGES = ("title", "site_name")
"""Fields that records have in several languages, by tag; the first that is there counts."""


def as_text(ours: str, value: Any) -> str | None:
    """Return a field's value as one text: lists joined, names taken out of objects; none if nothing is there."""
    if isinstance(value, str):
        return value if ours in {"text", "html"} else _short(ours, _unwritten(ours, value.strip()))
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float | Decimal):
        return _number(value)
    if isinstance(value, Mapping):
        return _of_object(ours, value)
    if isinstance(value, list | tuple):
        parts = [part for item in value if (part := as_text(ours, item))]
        return SEPARATORS[ours].join(parts) if ours in SEPARATORS else joined(parts) or None
    return _of_scalar(value)


def _unwritten(ours: str, value: str) -> str:
    """Return who is named in an object or a list that is written as JSON, or the value as it is."""
    if ours != "author" or not value.startswith(("{", "[")) or len(value) > MOST_JSON_CHARS:
        return value
    try:
        return as_text(ours, json.loads(value)) or value
    except (ValueError, RecursionError):
        return value


def _short(ours: str, value: str) -> str | None:
    """Return a value that is not empty; a day or a time is no long text."""
    return None if not value or (ours in TIMES and len(value) > MOST_TIME_CHARS) else value


def _number(value: float | Decimal) -> str | None:
    """Return a number without an empty fraction; NaN and the infinities are how tables write that nothing is there."""
    if isinstance(value, int):
        return str(value)  # also one that no floating-point number can hold
    if not math.isfinite(value):
        return None
    if isinstance(value, Decimal):
        written = f"{value:f}"
        return written.rstrip("0").rstrip(".") if "." in written else written
    return str(int(value)) if value == value // 1 else str(value)


def _of_scalar(value: Any) -> str | None:
    if isinstance(value, bytes):
        try:
            return value.decode().strip() or None
        except UnicodeDecodeError:
            return value.hex()
    return str(value) if isinstance(value, date | datetime | time) else None


def _of_object(ours: str, value: Mapping[Any, Any]) -> str | None:
    if len(value) <= 2 and "$t" not in value and any(str(name).startswith("$") for name in value):  # noqa: PLR2004  # {"$binary": …, "$type": …}
        return _of_database(ours, value)
    if ours == "author" and (person := _person(value)):
        return person
    if isinstance(parts := value.get("date-parts"), list):
        return _of_date_parts(parts)
    if ours in TIMES and all(str(value.get(name, "")).isdecimal() for name in DAY_PARTS):
        return _of_date_parts([value[name] for name in DAY_PARTS])
    if ours == "author" and all(str(name).isdecimal() for name in value):  # a list as PHP and spreadsheets write it
        return as_text(ours, [value[name] for name in sorted(value, key=lambda name: (len(str(name)), str(name)))])
    meant = [value.get(name) for name in PARTS.get(ours, NAME)]
    if ours in IN_LANGUAGES and all(isinstance(name, str) and LANGUAGE.fullmatch(name) for name in value):
        meant += value.values()
    return next((found for each in meant if (found := as_text(ours, each))), None)


def _person(value: Mapping[Any, Any]) -> str | None:
    for names in NAMES_OF_PERSONS:
        parts = [part.strip() for name in names if isinstance(part := value.get(name), str) and part.strip()]
        if parts:
            return " ".join(parts)
    return None


def _of_date_parts(parts: list[Any]) -> str | None:
    """Return a date that is written as `[[2024, 3, 5]]`, as registers of publications do."""
    first = parts[0] if parts and isinstance(parts[0], list) else parts
    numbers = [int(part) for part in first[:3] if str(part).isdecimal()]
    return "-".join(f"{number:0{4 if at == 0 else 2}}" for at, number in enumerate(numbers)) or None


def _of_database(ours: str, value: Mapping[Any, Any]) -> str | None:
    """Return what MongoDB's Extended JSON says: `$oid`, `$date`, `$numberLong`, …; nothing of bytes and code."""
    for name in ("$oid", "$uuid", "$numberLong", "$numberInt", "$numberDouble", "$numberDecimal", "$symbol"):
        if name in value:
            return as_text(ours, value[name])
    if "$date" in value:
        inner = value["$date"]
        written = inner if isinstance(inner, str) else as_text(ours, inner)
        return _of_milliseconds(written) if written and written.lstrip("-").isdecimal() else written
    if isinstance(stamp := value.get("$timestamp"), Mapping) and isinstance(stamp.get("t"), int):
        return _of_milliseconds(stamp["t"] * 1000)
    return None


def _of_milliseconds(since_1970: int | str) -> str | None:
    try:
        return (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=int(since_1970))).isoformat()
    except (OverflowError, ValueError):
        return None  # no year that a calendar has, or more digits than a number
