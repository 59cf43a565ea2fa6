"""Reads JSON lines: one object a line; a broken line costs that line alone."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from reinschrift.record import PROBLEM_CHARS, Problem, Record
from reinschrift.settings.read import ReadSettings
from reinschrift.sources.as_utf8 import unpacked_text
from reinschrift.sources.backstop import read_or_problem
from reinschrift.sources.line_ends import SEPARATORS, with_line_end
from reinschrift.sources.ranges import Range, RawRecord, raw_records
from reinschrift.sources.readers.fields import FieldFinder
from reinschrift.sources.readers.format import Beginning, Cuts, Format
from reinschrift.sources.readers.page_in_field import record_of_fields
from reinschrift.sources.readers.text import too_large
from reinschrift.text.decoding import decode

if TYPE_CHECKING:
    from reinschrift.sources.parts import FilePart
    from reinschrift.sources.register import Source

# Control characters inside strings are against the rules and frequent; the stage `encoding` removes them.
_read_object = json.JSONDecoder(strict=False).decode
WORDS = {"True": "true", "False": "false"} | dict.fromkeys(("None", "nan", "NAN", "inf", "undefined", "NULL"), "null")
FOREIGN_WORDS = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+"|-?[A-Za-z]+', re.DOTALL)
"""Strings, to be passed over, and bare words."""
NULLS = b"\0 \t\r\x1a"  # a line of these alone is the padding of a file, not a record
BYTE_ORDER_MARK = "\ufeff"
LINES_LOOKED_AT = 20


def read_jsonl(part: FilePart, source: Source, settings: ReadSettings) -> Iterator[Record]:
    """Yield the records of a part of a file of JSON lines; empty lines are none, but count.

    A line that is no JSON object becomes a record with the problem `unreadable`, an object without text or page
    one with `no_text`. So does a comment: JSON lines have none, and what begins like one may be a line of text.
    Raises `UnreadableFileError` before the first record.
    """
    finder = FieldFinder(source.fields)
    stretch = Range(part.start or 0, part.end, part.first_number)
    with unpacked_text(part.address, in_parts=True) as file:
        stream, end = with_line_end(file.stream)
        for raw in raw_records(stream, SEPARATORS[end], stretch, settings.max_record_bytes):
            if raw.data.strip(NULLS):
                yield file.record(read_or_problem(partial(_record, raw, finder, settings), raw.number, raw.data))


def _fields(address: str, max_bytes: int) -> Iterator[Mapping[str, Any]]:
    with unpacked_text(address) as file:
        stream, end = with_line_end(file.stream)
        for raw in raw_records(stream, SEPARATORS[end], Range(), max_bytes):
            yield from objects_in(raw)


def objects_in(raw: RawRecord) -> Iterator[Mapping[str, Any]]:
    """Yield the value of a record if it is an object."""
    try:
        value = _read_object(decoded_line(raw)[0])
    except (ValueError, RecursionError):
        return
    if isinstance(value, Mapping):
        yield value


def _record(raw: RawRecord, finder: FieldFinder, settings: ReadSettings) -> Record:
    text, decoding = decoded_line(raw)
    limit = settings.max_record_bytes
    if raw.n_bytes > limit:
        return Record(raw.number, text[:PROBLEM_CHARS], {}, too_large(raw, limit), decoding)
    try:
        value = _read_value(text)
    except (ValueError, RecursionError) as error:
        return _unreadable(raw, text, decoding, f"no JSON: {error}")
    if not isinstance(value, dict):
        return _unreadable(raw, text, decoding, f"JSON, but no object: {type(value).__name__}")
    record = record_of_object(raw.number, value, finder, settings)
    return record if record.decoding else record._replace(decoding=decoding)


def record_of_object(number: int, value: dict[str, Any], finder: FieldFinder, settings: ReadSettings) -> Record:
    """Return an object as a record: its text or the page that it holds; without either, `no_text`."""
    fields = finder.values_of(value)
    if page := record_of_fields(number, fields, settings):
        return page
    fields.pop("html", None)
    own = fields.pop("text", "")
    if own and not own.isspace():
        return Record(number, own, fields)
    return Record(number, own, fields, Problem("no_text", _without_text(value, finder)))


def _read_value(text: str) -> Any:
    """Return a value of JSON; also of one with words in it that other languages write for nothing, true and false."""
    try:
        return _read_object(text)
    except ValueError:
        mended = FOREIGN_WORDS.sub(lambda found: WORDS.get(found[0].lstrip("-"), found[0]), text)
        if mended == text:
            raise
        return _read_object(mended)


def decoded_line(raw: RawRecord) -> tuple[str, tuple[str | None, str | None, str, int] | None]:
    """Return what stands in a file as text, and how it was decoded if it is no UTF-8."""
    try:
        text = raw.data.decode()
    except UnicodeDecodeError:
        decoded = decode(raw.data, None)
        return decoded.text, (decoded.declared, decoded.detected, decoded.used, decoded.undecodable)
    return text.removeprefix(BYTE_ORDER_MARK) if raw.offset == 0 else text, None


def _unreadable(raw: RawRecord, text: str, decoding: Any, why: str) -> Record:
    detail = f"Line {raw.number + 1}, at byte {raw.offset}, is {why}"
    return Record(raw.number, text[:PROBLEM_CHARS], {}, Problem("unreadable", detail), decoding)


def _without_text(value: dict[str, Any], finder: FieldFinder) -> str:
    if "text" in finder.mapped:
        return f"The field {finder.mapped['text']} is empty or missing."
    names = ", ".join(list(value)[:20])
    return f"None of the fields is a text, or it is empty; there are: {names}. The register can name it in fields.text."


def _is_lines_of_objects(seen: Beginning) -> bool:
    whole = [line for line in seen.lines[:-1] if line][:LINES_LOOKED_AT]
    begun = seen.lines[-1]
    if any(_is_object(line) for line in whole) or (not whole and (_is_object(begun) or _begins_object(begun))):
        return True
    return bool({"jsonl", "ndjson", "jsonlines"} & seen.endings)


def _is_object(line: bytes) -> bool:
    if not (line.startswith(b"{") and line.endswith(b"}")):
        return False
    try:
        return isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return False


def _begins_object(line: bytes) -> bool:
    """Say whether a line that goes on beyond the head begins as an object with a name does."""
    return re.match(rb'\{\s*"(?:[^"\\]|\\.){1,100}"\s*:', line) is not None


FORMAT = Format(
    "jsonl",
    "JSON lines (one object a line)",
    "a line that is an object; else the ending jsonl, ndjson, jsonlines",
    lambda: b'{"text": "a"}\n{"text": "b"}\n',
    guess=_is_lines_of_objects,
    read=read_jsonl,
    read_fields=_fields,
    version=13,
    cuts=Cuts.AT_LINES,
)
