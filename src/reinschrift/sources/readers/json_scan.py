"""Finds where the values of a file of JSON begin and end, without reading what is in them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from enum import Enum, auto

from reinschrift.sources.opening import Readable
from reinschrift.sources.ranges import RawRecord, beginning_of

READ_BYTES = 1 << 20
BLANKS = b" \t\r\n,\0\x1a\x1e\xef\xbb\xbf"
BETWEEN = BLANKS + b"[];)"
"""What may stand between two values; brackets of arrays around them count no more than blanks. 1E: RFC 7464."""
LINE_COMMENTS = (b"//", b"#")
"""What begins a comment that ends with its line: people write some into JSON, which has none."""
LINE_COMMENT = rb"(?:%s)[^\n]*" % b"|".join(LINE_COMMENTS)
"""Such a comment without its line's end, as a pattern."""
BEFORE = re.compile(
    rb"(?:\s|" + LINE_COMMENT + rb"\n|/\*.{0,2000}?\*/|\)\]\}'?,?|while\s*\(1\);|for\s*\(;;\);)*+"
    rb"(?:export\s+default\s+|(?:(?:var|let|const)\s+)?[A-Za-z_$][\w.$\[\]]{0,100}\s*[=(]\s*)?(?=[\[{])",
    re.DOTALL,
)
"""What scripts write before a value: comments, the name it is given to, a call, a guard against being run."""
TOKEN = re.compile(rb'"(?:[^"\\]|\\.)*+"|["{}]', re.DOTALL)
ROW_TOKEN = re.compile(rb'"(?:[^"\\]|\\.)*+"|["\[\]]', re.DOTALL)
"""The same for a value that is a list: a row of a table."""
_NAME = rb'"(?:[^"\\\n]|\\.)*+"'
NAMES = re.compile(rb"[\s\x1e]*(?:\[\s*)?(\[\s*%s(?:\s*,\s*%s)+\s*\])[\s\x1e]*,?[\s\x1e]*\[" % (_NAME, _NAME))
"""A list of strings before another list, in a list around them or not: perhaps the names of a table's columns."""
NAMES_BYTES = 1 << 16
"""Bytes within which a table's names stand."""
PLAIN_END = re.compile(rb'[,\[\]{}"\n]')
ARRAY = re.compile(
    rb'[\s\x1e]*\[[\s\[]*(?:\{\s*(?:"(?:[^"\\\n]|\\.)*"\s*:|\})|"(?:[^"\\\n]|\\.)*"\s*(?:,\s*"|\])|\]\s*\Z)'
)
OBJECT = re.compile(rb'[\s\x1e]*\{\s*(?:"(?:[^"\\\n]|\\.)*"\s*:|\})')
PART = re.compile(rb'"(?:[^"\\\n]|\\.)*+"|["{}\n\[\],:]|[^\s"{}\[\],:]+')
_SCALAR = rb'(?:"(?:[^"\\]|\\.)*+"|[^\s"{}\[\],:]+)'
WRAPPED = re.compile(
    rb'\s*\{(?:\s*"(?:[^"\\]|\\.)*+"\s*:\s*(?:%s\s*,|\{))*\s*"(?:[^"\\]|\\.)*+"\s*:\s*\[\s*\{' % _SCALAR
)
"""An object with a list of objects in it, and nothing but plain values before that list."""


class Scan(Enum):
    """What the beginning of a file shows."""

    OTHER = auto()
    """No JSON, or lines of objects."""
    ONE_LINE = auto()
    """One object on one line, and nothing else."""
    VALUES = auto()
    """Values that are not one a line."""


def look_at(head: bytes, *, is_whole: bool) -> Scan:
    """Return what the beginning of a file shows; `is_whole`: it is all of the file."""
    head = head.removeprefix(b"\xef\xbb\xbf")
    if ARRAY.match(head) or (head.lstrip().startswith(b"\x1e") and OBJECT.match(head)):
        return Scan.VALUES
    if not OBJECT.match(head):
        return Scan.OTHER
    end, over_lines = _first_object(head)
    if end is None:
        goes_on = not is_whole and (over_lines or WRAPPED.match(head) is not None)
        return Scan.VALUES if goes_on else Scan.OTHER
    rest = head[end:].lstrip(b" \t\r\x1e")
    if over_lines or rest.startswith((b"{", b",")):
        return Scan.VALUES
    return Scan.OTHER if rest.strip() else Scan.ONE_LINE


def _first_object(head: bytes) -> tuple[int | None, bool]:
    """Return where the first object ends, and whether it goes over several lines; (None, False) if it is broken."""
    depth, over_lines, before = 0, False, b""
    for part in PART.finditer(head):
        token = part[0]
        if token == b"\n":
            over_lines = over_lines or depth > 0
            continue
        if token == b'"':
            return None, over_lines and part.end() == len(head)
        if token == b"{":
            if depth and before not in {b",", b"[", b":"}:
                return None, False  # a line that breaks off, and the next one
            depth += 1
        elif token == b"}":
            depth -= 1
            if depth == 0:
                return part.end(), over_lines
        before = token
    return None, over_lines


def values_in(
    stream: Readable, max_bytes: int, is_names: Callable[[bytes], bool] = lambda _: False
) -> Iterator[RawRecord]:
    """Yield the objects and strings of a file, those in arrays around them one by one.

    Where the first list holds the names of columns, as `is_names` says, lists are yielded whole: the names, then rows.
    Of one above `max_bytes` only the beginning is given. A wrapping object above that size is passed over: the values
    are those of the list of objects in it.
    """
    held, offset, between, is_wrapped = _begun(stream, max_bytes, is_names)
    number = 0
    while True:
        rest = held.lstrip(between)
        offset, held = offset + len(held) - len(rest), rest
        if is_wrapped and held.startswith(b"]"):
            return
        if len(held) < len(b"//") and (more := stream.read(READ_BYTES)):
            held += more
            continue
        if not held:
            return
        if held.startswith((*LINE_COMMENTS, b"/*")):
            beginning = held[:max_bytes]
            n_bytes, behind = _behind_comment(held, stream)
            if behind is None:
                yield RawRecord(number, offset, beginning, n_bytes)
                return
            offset, held = offset + n_bytes, behind
            continue
        data, n_bytes, held = _next_value(held, stream, max_bytes)
        yield RawRecord(number, offset, data, n_bytes)
        number, offset = number + 1, offset + n_bytes


def _begun(stream: Readable, max_bytes: int, is_names: Callable[[bytes], bool]) -> tuple[bytes, int, bytes, bool]:
    """Return what is held from the first value on, where that is, what stands between values, and what is around them.

    The last one says whether a wrapping object was passed over.
    """
    held, offset = b"", 0
    while len(held) <= max_bytes and (piece := stream.read(READ_BYTES)):
        held += piece
    if before := BEFORE.match(held.removeprefix(b"\xef\xbb\xbf")):
        offset = len(held) - len(held.removeprefix(b"\xef\xbb\xbf")) + before.end()
        held = held[offset:]
    wrapped = WRAPPED.match(held[:READ_BYTES]) if len(held) > max_bytes else None
    if wrapped:
        offset, held = offset + wrapped.end() - 1, held[wrapped.end() - 1 :]
    names = NAMES.match(held[:NAMES_BYTES])
    between = BLANKS if wrapped else BETWEEN
    if names and is_names(names[1]):
        between = between.replace(b"[", b"")
        offset, held = offset + names.start(1), held[names.start(1) :]
    return held, offset, between, wrapped is not None


def _behind_comment(held: bytes, stream: Readable) -> tuple[int, bytes | None]:
    """Pass over a comment between two values, which JSON forbids and people write: its bytes, and what is behind.

    None is behind one that is never closed: whatever it swallows is no comment.
    """
    end = b"\n" if held.startswith(LINE_COMMENTS) else b"*/"
    n_bytes = len(b"#") if held.startswith(b"#") else len(b"//")
    held = held[n_bytes:]
    while (at := held.find(end)) < 0:
        kept = held[-1:]  # the end may begin there
        n_bytes += len(held) - len(kept)
        if not (more := stream.read(READ_BYTES)):
            return n_bytes + len(kept), b"" if end == b"\n" else None
        held = kept + more
    return n_bytes + at + len(end), held[at + len(end) :]


def _next_value(held: bytes, stream: Readable, max_bytes: int) -> tuple[bytes, int, bytes]:
    """Return the bytes of the value that begins where `held` does, its length, and what is held behind it."""
    head, dropped, scanned, depth = b"", 0, 0, 0
    tokens = ROW_TOKEN if held.startswith(b"[") else TOKEN
    while True:
        end, scanned, depth = _end_of(held, scanned, depth, tokens)
        if end is not None:
            return head or beginning_of(held[:end], max_bytes), dropped + end, held[end:]
        if dropped + len(held) > max_bytes:
            head = head or beginning_of(held, max_bytes)
            kept = _needed(held[scanned:])
            dropped, held, scanned = dropped + len(held) - len(kept), kept, 0
        more = stream.read(max(READ_BYTES, len(held)))
        if not more:
            return head or beginning_of(held, max_bytes), dropped + len(held), b""
        held += more


def _needed(held: bytes) -> bytes:
    """Return what must be held of a value whose end is not in sight: of a string its quote, and half an escape."""
    if not held.startswith(b'"'):
        return held
    n_backslashes = len(held) - len(held.rstrip(b"\\"))
    return b'"\\' if n_backslashes % 2 else b'"'


def _end_of(held: bytes, scanned: int, depth: int, tokens: re.Pattern[bytes] = TOKEN) -> tuple[int | None, int, int]:
    """Return where a value ends; else None, how far it was looked for, and how many brackets are open there."""
    if not depth and held[:1] not in ({b"["} if tokens is ROW_TOKEN else {b"{", b'"'}):
        found = PLAIN_END.search(held)
        return (found.start() or 1) if found else None, 0, 0
    for token in tokens.finditer(held, scanned):
        if token[0] == b'"':
            return None, token.start(), depth  # a string that goes on
        if token[0] in {b"{", b"["}:
            depth += 1
        elif token[0] in {b"}", b"]"}:
            depth -= 1
        if depth <= 0:
            return token.end(), 0, 0
    return None, len(held), depth
