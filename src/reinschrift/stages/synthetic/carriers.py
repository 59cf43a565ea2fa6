"""Carriers of marks in a text: variation selectors, C2PA's among them, armoured C2PA manifests, and hidden writing."""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from typing import NamedTuple

from reinschrift.stages.synthetic.hidden_writing import HIDING, bytes_of_tags, tags, zero_width
from reinschrift.text.blocks import IDEOGRAPH, blocks_of
from reinschrift.text.repair.code_points import ranges_in

_SELECTORS = "\ufe00-\ufe0f\U000e0100-\U000e01ef"
SHORTEST = 8
"""Selectors in a row from which on they carry something: so many bytes has the beginning of C2PA's mark. Behind an
emoji, an ideograph or a Mongolian letter stands one."""
_BEGIN, _END = "-----BEGIN C2PA MANIFEST-----", "-----END C2PA MANIFEST-----"
SCREEN = rf"[{_SELECTORS}]{{3}}|\pL[{_SELECTORS}]|{_BEGIN}|{HIDING}"
"""What every text with a carrier holds (RE2)."""
_RUN = re.compile(rf"\ufeff?[{_SELECTORS}]{{{SHORTEST},}}")
_SOME = re.compile(rf"[{_SELECTORS}]+")
_STYLES = ("\ufe0e", "\ufe0f")
_FIRST, _FIRST_OF_SUPPLEMENT = 0xFE00, 0xE0100
_WITH_VARIANTS = ranges_in(
    "1000-109F 1800-18AF 2100-214F 2E80-2FFF 3005-3007 3021-3029 A840-A87F A9E0-A9FF AA60-AA7F 10AC0-10AFF 11FC0-143FF "
    "16FE0-18DFF 1B000-1B2FF 1D400-1D7FF"
)
"""Letters, ideographs apart, whose look a selector may change: StandardizedVariants.txt of Unicode."""
_MAGIC, _HEAD = b"C2PATXT\0", 13  # C2PA 2.4, A.8: the magic, a byte of version, four of length
_SOURCE_TYPE = re.compile(rb"digitalsourcetype/([A-Za-z]+)")


class Carrier(NamedTuple):
    """A piece of a text that shows nothing and carries something."""

    kind: str
    """`c2pa-text` (variation selectors in the form of C2PA), `selectors` (others), `c2pa-armour`, `tags`, or
    `zero-width`."""
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
    for parted, kind, bytes_of in ((_scattered, "selectors", _bytes_of), (tags, "tags", bytes_of_tags),
                                   (zero_width, "zero-width", str.encode)):  # fmt: skip
        rest, taken = parted(text)
        if len(taken) >= SHORTEST:
            data = bytes_of(taken)
            text = rest
            found.append(Carrier(kind, len(taken), hashlib.sha256(data).hexdigest(), _types_in(data)))
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
    data = _bytes_of(run.removeprefix("\ufeff"))
    kind = "c2pa-text" if data.startswith(_MAGIC) else "selectors"
    return Carrier(kind, len(run), hashlib.sha256(data).hexdigest(), _types_in(data[_HEAD:]))


def _scattered(text: str) -> tuple[str, str]:
    """Return a text without the selectors that stand where none can do anything, and these.

    That is behind a letter of a script that has no variants, or in a short run of different ones. U+FE0E and U+FE0F are
    left behind where somebody took the emoji away; they count where a word goes on behind them.
    """
    taken = []

    def parted(match: re.Match[str]) -> str:
        run, before, after = match[0], text[: match.start()][-1:], text[match.end() : match.end() + 1]
        if _has_no_variants(before):
            own, is_strange = "", not set(run) <= {*_STYLES} or after.isalpha()
        else:
            own = "" if ord(run[0]) >= _FIRST_OF_SUPPLEMENT and not before.isalpha() else run[0]
            is_strange = len({*run[len(own) :]}) > 1
        strange = run[len(own) :]
        taken.append(strange if is_strange else "")
        return own if is_strange else run

    return _SOME.sub(parted, text), "".join(taken)


def _has_no_variants(sign: str) -> bool:
    code = ord(sign or " ")
    is_varied = blocks_of(code) & IDEOGRAPH or any(first <= code <= last for first, last in _WITH_VARIANTS)
    return sign.isalpha() and not is_varied


def _bytes_of(selectors: str) -> bytes:
    return bytes(map(_byte_of, selectors))


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
