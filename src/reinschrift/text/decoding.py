"""Bytes to text: UTF-8 if they are UTF-8, else what is declared if it makes sense, else what the letters say."""

from __future__ import annotations

import codecs
import re
from typing import NamedTuple

from reinschrift.text import charsets
from reinschrift.text.mixed import LEAST_SOUND, read_mixed, sound_share
from reinschrift.text.signs import SENTENCE_ENDS, one_of
from reinschrift.text.wide import wide_charset

# What browsers read under these names (WHATWG Encoding Standard): the superset that is nearly always meant.
_MEANT = {
    "ascii": "windows-1252", "us-ascii": "windows-1252", "iso8859-1": "windows-1252", "iso-8859-1": "windows-1252",
    "latin-1": "windows-1252", "latin1": "windows-1252", "cp1252": "windows-1252", "iso8859-9": "windows-1254",
    "iso-8859-9": "windows-1254", "latin5": "windows-1254", "gb2312": "gb18030", "gbk": "gb18030",
    "shift_jis": "cp932", "sjis": "cp932", "euc_kr": "cp949", "ks_c_5601-1987": "cp949", "big5": "big5hkscs",
    "tis-620": "windows-874", "iso8859-11": "windows-874", "cp866": "ibm866", "cp855": "ibm855",
    "mac-roman": "macintosh",
    "x-mac-cyrillic": "mac-cyrillic", "x-sjis": "cp932", "cp874": "windows-874",
}  # fmt: skip
_ESCAPED_JAPANESE = re.compile(rb"\x1b\$[@B]")
_MOSTLY = 4
"""UTF-8 with errors is UTF-8 if this many times more characters are right than wrong."""
_MARGIN = 1.5
"""Log probability a character by which another charset must fit better to overrule the declared one."""
_HEAD = 4096
MOST_SLIPS = 2
"""NULs within words that are slips, though the text has no blanks; of more, each stands for a blank."""
_PADDING = re.compile(r"(?:\A|(?<=\s))\0++|(?<!\0)\0++(?=\s|\Z)")
_PARTING = re.compile(rf"\0{{2,}}|(?<={one_of(SENTENCE_ENDS)})\0")
"""NULs beside nothing but blanks, and those that part what stands around them."""
SAMPLE = 50_000
_REPLACEMENT = "\ufffd"


class Decoded(NamedTuple):
    """A text, and how it was read."""

    text: str
    declared: str | None
    """The charset that the source named, in its own words; None if it named none."""
    detected: str | None
    """The charset that the bytes themselves show; None if they show none."""
    used: str
    undecodable: int
    """Bytes without a character: broken sequences (each U+FFFD in the text) and NULs, which are no text."""


def decode(data: bytes, declared: str | None = None) -> Decoded:
    """Return `data` as text; never fails.

    In this order: byte order mark; UTF-16 and UTF-32; strict UTF-8; UTF-8 in some lines and another
    charset in others; UTF-8 with a few errors; the declared
    charset, unless another one fits the letters far better; the charset that fits best.
    """
    if data.startswith(codecs.BOM_UTF8):
        return _read(data[len(codecs.BOM_UTF8) :], declared, "utf-8", "utf-8")
    if wide := wide_charset(data):
        return _read(data[wide[1] :], declared, wide[0], wide[0])
    if _ESCAPED_JAPANESE.search(data[:_HEAD]) and data.isascii():
        return _read(data, declared, "iso2022_jp", "iso2022_jp")
    try:
        text = data.decode()
    except UnicodeDecodeError:
        return _decode_foreign(data, declared)
    return _counted(text, (declared, "utf-8", "utf-8"), 0)


def _decode_foreign(data: bytes, declared: str | None) -> Decoded:
    """Return bytes as text that are not UTF-8 throughout."""
    named = _named(declared)
    if mixed := read_mixed(data, named if named and _can_be(b"a", named) else None):
        return _counted(mixed.text, (declared, "utf-8", f"utf-8 and {mixed.charset}"), mixed.wrong)
    text = data.decode(errors="replace")
    wrong = text.count(_REPLACEMENT)
    right = len(re.findall(r"[^\x00-\x7f\ufffd]", text))
    if right > _MOSTLY * wrong:
        return _read(data, declared, "utf-8", "utf-8")
    fits = charsets.scores(data)
    detected = max(fits, key=lambda name: fits[name]) if fits else None
    guessed = detected or "windows-1252"
    if right and not named and sound_share(data[:SAMPLE].decode(charsets.codec(guessed), "replace")) < LEAST_SOUND:
        return _read(data, declared, "utf-8", "utf-8")
    if named and _can_be(data, named) and fits.get(named, -_MARGIN) >= max(fits.values(), default=0.0) - _MARGIN:
        return _read(data, declared, detected, named)
    return _read(data, declared, detected, guessed)


def _named(declared: str | None) -> str | None:
    """Return the charset that is meant by a declared name; None if there is none of that name, or it is UTF."""
    if not declared:
        return None
    try:
        name = codecs.lookup(declared.strip().strip("\"'")).name
    except (LookupError, ValueError):
        return _MEANT.get(declared.strip().lower())
    meant = _MEANT.get(name, name.replace("cp125", "windows-125").replace("iso8859", "iso-8859"))
    return None if meant.startswith(("utf", "idna", "punycode")) else meant


def _can_be(data: bytes, name: str) -> bool:
    """Say whether all bytes have a character in a charset; the few holes of windows-125x do not count."""
    try:
        data.decode(charsets.codec(name))
    except (UnicodeDecodeError, LookupError):
        return name.startswith("windows-")
    return True


def _read(data: bytes, declared: str | None, detected: str | None, used: str) -> Decoded:
    text = data.decode(charsets.codec(used), "replace")
    # A replacement character may be in the file itself: some earlier reader's, not ours.
    own = data.count(_REPLACEMENT.encode()) if used == "utf-8" else 0
    return _counted(text, (declared, detected, used), text.count(_REPLACEMENT) - own)


def _counted(text: str, names: tuple[str | None, str | None, str], wrong: int) -> Decoded:
    nothing = text.count("\0")
    return Decoded(_without_nulls(text) if nothing else text, *names, nothing + wrong)


def _without_nulls(text: str) -> str:
    r"""Return a text without NUL: several, or one beside a sign, part what stands around them, one in a word is a slip.

    >>> _without_nulls("W\0rt\0\0Feld.\0Noch eins.\0")
    'Wrt\nFeld.\nNoch eins.'
    """
    text = _PADDING.sub("", text)
    if "\0" not in text:
        return text
    n_blanks = sum(map(text.count, " \n"))
    text = _PARTING.sub("\n", text)
    n_within = text.count("\0")
    return text.replace("\0", " " if n_within > n_blanks + MOST_SLIPS else "")
