"""Carriers of marks in a text: runs of variation selectors, C2PA's among them, and armoured C2PA manifests."""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from typing import NamedTuple

_SELECTORS = "\ufe00-\ufe0f\U000e0100-\U000e01ef"
SHORTEST = 8
"""Selectors in a row from which on they carry something: so many bytes has the beginning of C2PA's mark. Behind an
emoji, an ideograph or a Mongolian letter stands one."""
_BEGIN, _END = "-----BEGIN C2PA MANIFEST-----", "-----END C2PA MANIFEST-----"
SCREEN = rf"[{_SELECTORS}]{{{SHORTEST}}}|{_BEGIN}"
"""What every text with a carrier holds (RE2)."""
_RUN = re.compile(rf"\ufeff?[{_SELECTORS}]{{{SHORTEST},}}")
_STYLES = ("\ufe0e", "\ufe0f")
_FIRST, _FIRST_OF_SUPPLEMENT = 0xFE00, 0xE0100
_MAGIC, _HEAD = b"C2PATXT\0", 13  # C2PA 2.4, A.8: the magic, a byte of version, four of length
_SOURCE_TYPE = re.compile(rb"digitalsourcetype/([A-Za-z]+)")


class Carrier(NamedTuple):
    """A piece of a text that shows nothing and carries something."""

    kind: str
    """`c2pa-text` (variation selectors in the form of C2PA), `selectors` (others), `c2pa-armour`."""
    n_chars: int
    digest: str
    """SHA-256 of what it carries."""
    source_types: tuple[str, ...]
    """IPTC's names of source types that are in it, in small letters."""


def without_carriers(text: str) -> tuple[str, list[Carrier]]:
    """Return a text without its carriers, line for line, and these in order."""
    found: list[Carrier] = []

    def carried(match: re.Match[str]) -> str:
        run = match[0]
        own = run[0] if run[0] in _STYLES and match.start() else ""  # belongs to the character before it
        found.append(_of_run(run[len(own) :]))
        return own

    text = _RUN.sub(carried, text)
    start = text.find(_BEGIN)
    while start >= 0:
        end = text.find(_END, start)
        if end < 0:
            break
        block = text[start : end + len(_END)]
        found.append(_of_armour(block))
        text = text[:start] + "\n" * block.count("\n") + text[end + len(_END) :]
        start = text.find(_BEGIN, start)
    return text, found


def _of_run(run: str) -> Carrier:
    data = bytes(map(_byte_of, run.removeprefix("\ufeff")))
    kind = "c2pa-text" if data.startswith(_MAGIC) else "selectors"
    return Carrier(kind, len(run), hashlib.sha256(data).hexdigest(), _types_in(data[_HEAD:]))


def _byte_of(selector: str) -> int:
    code = ord(selector)
    return code - _FIRST_OF_SUPPLEMENT + 16 if code >= _FIRST_OF_SUPPLEMENT else code - _FIRST


def _of_armour(block: str) -> Carrier:
    inside = block.removeprefix(_BEGIN).removesuffix(_END)
    try:
        data = base64.b64decode("".join(inside.partition("base64,")[2].split() or inside.split()))
    except (binascii.Error, ValueError):
        data = b""
    return Carrier("c2pa-armour", len(block), hashlib.sha256(inside.encode()).hexdigest(), _types_in(data))


def _types_in(data: bytes) -> tuple[str, ...]:
    return tuple(sorted({found.decode("ascii").lower() for found in _SOURCE_TYPE.findall(data)}))
