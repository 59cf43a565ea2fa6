"""Public addresses of the internet protocol, and no numbers of versions, sections or examples."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator

from reinschrift.personal.cues import BEFORE, has_cue

_QUAD = re.compile(rb"(?:(?<![\w.,/+-])|(?<=[A-Za-z]://))(?:\d{1,3}\.){3}\d{1,3}(?![\w-]|\.\w)")
_GROUPS = re.compile(rb"[0-9a-fA-F:]+(?:(?<=:)(?:\d{1,3}\.){3}\d{1,3})?")
_GLUED_BEFORE = re.compile(rb"(?:[\w\x80-\xff]|(?<![A-Za-z]):)\Z")  # a label's colon may stand there: IP:2a01:…
_NAMED_VERSION = re.compile(rb"(?:[A-Z][A-Za-z+#]+|[a-z][\w+]*[-_/]|\xc2\xa7|(?<![A-Za-z])v) ?\Z")
_SMALL = 64  # an address whose four numbers are all below this is rarer than a version or a section is
_SMALL_FIRST = 16


def find_quads(text: bytes, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield start and end of each public IPv4 address between two byte positions.

    Four small numbers are a version unless the words before speak of an address, and so are others behind a name if
    the first is small or the second is 0 (OpenSSL 1.1.127.4; browsers count 91.0.65.27).
    """
    for match in _QUAD.finditer(text, start, min(len(text), end + 2)):
        if not _is_public(match[0]):
            continue
        begin = match.start()
        numbers = [int(number) for number in match[0].split(b".")]
        if not (has_cue("ip", text, begin) or text[begin - 3 : begin] == b"://"):
            before = text[max(0, begin - BEFORE) : begin]
            looks_named = (numbers[0] < _SMALL_FIRST or not numbers[1]) and _NAMED_VERSION.search(before) is not None
            if max(numbers) < _SMALL or looks_named or has_cue("version", text, begin):
                continue
        yield begin, match.end()


def find_groups(text: bytes, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield start and end of the public IPv6 address that begins at `start`, if there is one."""
    match = _GROUPS.match(text, start, end)
    if match is None or _GLUED_BEFORE.search(text[max(0, start - 2) : start]):
        return
    found = match[0].rstrip(b":") if not match[0].endswith(b"::") else match[0]
    if _is_public(found) and not re.match(rb"\w", text[start + len(found) :][:1]):
        yield start, start + len(found)


def _is_public(written: bytes) -> bool:
    try:
        return ipaddress.ip_address(written.decode()).is_global
    except ValueError:
        return False
