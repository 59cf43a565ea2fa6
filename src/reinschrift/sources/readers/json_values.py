"""Reads JSON that is not one object a line: arrays, written over several lines, wrapped in an object, or glued."""

from __future__ import annotations

import json
import re
from codecs import BOM_UTF8
from collections.abc import Iterator, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from reinschrift.record import PROBLEM_CHARS, Problem, Record
from reinschrift.settings.read import ReadSettings
from reinschrift.sources.as_utf8 import TextFile, unpacked_text
from reinschrift.sources.backstop import read_or_problem
from reinschrift.sources.opening import HEAD_BYTES
from reinschrift.sources.ranges import RawRecord
from reinschrift.sources.readers.fields import FieldFinder
from reinschrift.sources.readers.format import Beginning, Format
from reinschrift.sources.readers.json_cut import whole_items
from reinschrift.sources.readers.json_feed import DECLARES, is_feed, items_of
from reinschrift.sources.readers.json_scan import BEFORE, LINE_COMMENT, OBJECT, Scan, look_at, values_in
from reinschrift.sources.readers.jsonl import decoded_line, objects_in, record_of_object
from reinschrift.sources.readers.text import too_large

if TYPE_CHECKING:
    from reinschrift.sources.parts import FilePart
    from reinschrift.sources.register import Source

_read_value = json.JSONDecoder(strict=False).decode
COMMENT = re.compile(rf'"(?:[^"\\]|\\.)*+"|{LINE_COMMENT.decode()}|/\*.*?\*/', re.DOTALL)
TRAILING_COMMA = re.compile(r'"(?:[^"\\]|\\.)*"|,(?=\s*[}\]])', re.DOTALL)
NOTHING = object()
MOST_DEPTH = 4
"""Objects within one another in which records are looked for: `response.hits.hits` of search engines has three."""


class Place(NamedTuple):
    """Where in a file a value stands, for messages."""

    number: int
    offset: int


def read_json(part: FilePart, source: Source, settings: ReadSettings) -> Iterator[Record]:
    """Yield the objects of a file of JSON, numbered through, however they are put together.

    An object that is no text itself, but holds a list of objects that are, is such a list. A value that cannot be read
    has the problem `unreadable`. A list of names before lists is the head of a table, whose rows they are.
    Raises `UnreadableFileError` before the first record.
    """
    finder = FieldFinder(source.fields)
    with unpacked_text(part.address, in_parts=True) as file:
        number = 0
        names: list[str] = []
        for raw in values_in(file.stream, settings.max_record_bytes, partial(_is_names, finder)):
            if not names and raw.data.startswith(b"["):
                names = _names(raw.data)
                continue
            for record in _records(raw, finder, settings, file, names):
                yield record._replace(number=number)
                number += 1


def _fields(address: str, max_bytes: int) -> Iterator[Mapping[str, Any]]:
    finder = FieldFinder({})
    with unpacked_text(address) as file:
        for raw in values_in(file.stream, max_bytes):
            for value in objects_in(raw):
                yield from (each for each in records_in(value, finder) if isinstance(each, Mapping))


def _names(data: bytes) -> list[str]:
    """Return the strings of a list, none if it is no such list."""
    try:
        value = _read_value(data.decode("utf-8", "replace"))
    except (ValueError, RecursionError):
        return []
    return value if isinstance(value, list) and all(isinstance(each, str) for each in value) else []


def _is_names(finder: FieldFinder, data: bytes) -> bool:
    """Say whether a list holds the names of a table's columns: a text or a page is among them, and no name twice."""
    names = _names(data)
    places = [finder.place_of(name) for name in names]
    return len(set(names)) == len(names) and any(place and place.ours in {"text", "html"} for place in places)


def _records(
    raw: RawRecord, finder: FieldFinder, settings: ReadSettings, file: TextFile, names: list[str]
) -> Iterator[Record]:
    text, decoding = decoded_line(raw)
    decoding = file.decoding or decoding
    if raw.n_bytes > settings.max_record_bytes:
        large = too_large(raw, settings.max_record_bytes)
        yield Record(raw.number, text[:PROBLEM_CHARS], {}, large, decoding)
        return
    found, rest = _found_in(raw, text)
    if names and isinstance(found, list):
        found = dict(zip(names, found, strict=False))
    for each in () if found is NOTHING else records_in(found, finder):
        read = read_or_problem(partial(_record, each, finder, settings), raw.number, raw.data)
        yield read if read.decoding else read._replace(decoding=decoding)
    if rest is not None:
        yield rest._replace(decoding=decoding)


def _found_in(raw: RawRecord, text: str) -> tuple[Any, Record | None]:
    """Return a value, `NOTHING` where it is none, and what is wrong; of one that is cut off its whole items."""
    try:
        return _value_of(text), None
    except (ValueError, RecursionError) as error:
        detail = f"Value {raw.number + 1}, at byte {raw.offset}, is no JSON: {error}"
    whole, end = whole_items(text) or (NOTHING, 0)
    return whole, Record(raw.number, text[end : end + PROBLEM_CHARS], {}, Problem("unreadable", detail))


def _value_of(text: str) -> Any:
    """Return a value; comments, and commas before a closing bracket, do not count: people write them."""
    try:
        return _read_value(text)
    except ValueError:
        text = _without_comments(text)
        return _read_value(TRAILING_COMMA.sub(lambda found: "" if found[0] == "," else found[0], text))


def _without_comments(text: str) -> str:
    return COMMENT.sub(lambda found: found[0] if found[0].startswith('"') else " ", text)


def _record(value: Any, finder: FieldFinder, settings: ReadSettings) -> Record:
    if isinstance(value, str):
        return Record(0, value, {}, None if value.strip() else Problem("no_text", "The string is empty."))
    if isinstance(value, dict):
        return record_of_object(0, value, finder, settings)
    detail = f"It is JSON, but neither an object nor a string: {type(value).__name__}."
    return Record(0, json.dumps(value)[:PROBLEM_CHARS], {}, Problem("unreadable", detail))


def records_in(value: Any, finder: FieldFinder) -> list[Any]:
    """Return the records that a value is, or that it holds: itself, if it has a text or holds none that has."""
    if is_feed(value):
        return items_of(value)
    if isinstance(value, dict) and (rows := _rows_of_lists(value, finder)):
        return rows
    if not isinstance(value, dict) or has_text(value, finder):
        return [value]
    found = _lists_of_records(value, finder, MOST_DEPTH) or _rows_of_columns(value, finder)
    return found or [value]


def has_text(value: Any, finder: FieldFinder) -> bool:
    """Say whether a value is an object with a text or a page."""
    if not isinstance(value, dict):
        return False
    fields = finder.values_of(value)
    return bool(fields.get("text", "").strip() or fields.get("html", "").strip())


def _lists_of_records(value: Mapping[str, Any], finder: FieldFinder, depth: int) -> list[Any]:
    """Return the items of all lists within an object that hold a text; objects under names of their own are a list."""
    found: list[Any] = []
    for inner in value.values():
        if isinstance(inner, list) and any(has_text(item, finder) for item in inner):
            found += inner
        elif isinstance(inner, dict) and depth:
            found += _lists_of_records(inner, finder, depth - 1)
    if found:
        return found
    named = {name: inner for name, inner in value.items() if has_text(inner, finder)}
    return [{"id": name} | inner for name, inner in named.items()]


def _rows_of_lists(value: Mapping[str, Any], finder: FieldFinder) -> list[Any]:
    """Return the rows of a table whose columns are lists, all as long: each row has a title or an address of its own.

    A text in several paragraphs is a list, too, but no document has several of those.
    """
    lists = list(value.values())
    if len(lists) < 2 or not all(isinstance(each, list) and len(each) == len(lists[0]) > 1 for each in lists):  # noqa: PLR2004  # one column
        return []
    ours = {place.ours for name in value if (place := finder.place_of(name))}
    if "text" not in ours or not ours & {"title", "url", "record", "published"}:
        return []
    return [dict(zip(value, row, strict=True)) for row in zip(*lists, strict=True)]


def _rows_of_columns(value: Mapping[str, Any], finder: FieldFinder) -> list[Any]:
    """Return the rows of a table that was written column by column, or as names and rows."""
    names, rows = value.get("columns"), value.get("data")
    if isinstance(names, list) and isinstance(rows, list) and all(isinstance(row, list) for row in rows):
        made = [dict(zip(map(str, names), row, strict=False)) for row in rows]
    else:
        columns = {name: column for name, column in value.items() if isinstance(column, dict)}
        keys = dict.fromkeys(key for column in columns.values() for key in column)
        made = [{name: column.get(key) for name, column in columns.items()} for key in keys]
    return made if any(has_text(row, finder) for row in made) else []


def _is_json(seen: Beginning) -> bool:
    """Say whether a file is JSON, but not one object a line."""
    head, is_script = seen.head.removeprefix(BOM_UTF8), False
    if head.lstrip().startswith(b"{") and DECLARES.search(head):
        return True
    if {"json", "jsonc", "json5"} & seen.endings or head.lstrip().startswith((b"[", b"{")):
        head = _without_comments(head.decode("latin-1")).encode("latin-1")
    if {"json", "js", "jsonc", "json5"} & seen.endings and (before := BEFORE.match(head)):
        is_script = before.end() > 0 and not before[0].isspace()
        head = head[before.end() :]
    scan = look_at(head, is_whole=len(seen.head) < HEAD_BYTES)
    if is_script:
        return scan is not Scan.OTHER or OBJECT.match(head) is not None
    if scan is Scan.VALUES:
        return True
    if scan is Scan.ONE_LINE or b"\n" in head:
        try:
            return _is_wrapped(_value_of(head.partition(b"\n")[0].decode("utf-8", "replace")))
        except (ValueError, RecursionError):
            pass
    return len(seen.head) < HEAD_BYTES and _is_cut_off(head)


def _is_cut_off(data: bytes) -> bool:
    """Say whether a file is one object that is cut off, with records in it: no line begins another."""
    whole = None if b"\n{" in data.strip() else whole_items(data.decode("utf-8", "replace"))
    return whole is not None and _is_wrapped(whole[0])


def _is_wrapped(value: Any) -> bool:
    """Say whether the object of a line is there for the records in it alone: several, or one beside names like `_id`.

    One with fields of its own is a record, whose text lies deeper than a reader looks unless a setting names the place.
    """
    found = records_in(value, FieldFinder({}))
    if len(found) != 1 or found[0] is value or not isinstance(value, dict):
        return len(found) > 1
    return sum(not name.startswith("_") for name in value) <= 1


FORMAT = Format(
    "json",
    "JSON (arrays, wrapped or pretty-printed objects)",
    "an array of objects, or an object over several lines",
    lambda: b'[\n {"text": "a", "title": "T"},\n {"text": "b"}\n]\n',
    guess=_is_json,
    read=read_json,
    read_fields=_fields,
    version=9,
)
