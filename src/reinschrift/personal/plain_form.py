"""Texts as a reader sees them, for finders that know ASCII: wide digits, hidden characters, lines broken in a value."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from reinschrift.columns import utf8_of
from reinschrift.personal.broken_addresses import find_broken_addresses
from reinschrift.personal.cues import any_of
from reinschrift.text.arrays import Bytes, Offsets, Positions
from reinschrift.text.characters import classes_of
from reinschrift.text.kernel import kernel
from reinschrift.text.unseen import SHOWING_NOTHING, STEERING

_SPACES = [code for code in np.flatnonzero(classes_of({"Zs": 1})).tolist() if chr(code) != " "]
_HYPHENS = (0x2010, 0x2011)
_WIDE = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
_HIDDEN = (*(code for code in STEERING if code > 0x7F), *SHOWING_NOTHING, *range(0xFE00, 0xFE10))  # noqa: PLR2004  # ASCII
PLAIN = {**_WIDE, **dict.fromkeys(_SPACES, " "), **dict.fromkeys(_HYPHENS, "-"), **dict.fromkeys(_HIDDEN, "")}
"""What stands for a character that is not ASCII but counts as some that are; nothing for one that shows nothing."""

# A line's end may be in a value behind a slash, a dash, a bracket or an @, and between digits or groups of an account's
# number. It is a space between digits, and nothing elsewhere.
_SIGN_IN_WORDS = b"|".join(map(any_of, ("at", "dot"))).decode()
_ODD = re.compile("[" + re.escape("".join(map(chr, PLAIN))) + "]")
_BROKEN = re.compile(
    r"(?P<between>(?<=[0-9)])[ \t]*\r?\n[ \t]*(?=[0-9(/])"
    r"|(?<=[A-Za-z0-9]{4})[ \t]*\r?\n[ \t]*(?=[A-Za-z0-9]{3,4}\b)"
    r"|(?<=\b[A-Z]{2})[ \t]*\r?\n[ \t]*(?=[0-9]{2} ?[A-Z0-9]{4})"
    r"|(?<=[0-9]{6})[ \t]*\r?\n[ \t]*(?=[A-Z] ?[0-9]{2} ?[0-9]\b)"
    r"|(?<=[0-9]{6} [A-Z])[ \t]*\r?\n[ \t]*(?=[0-9]{2} ?[0-9]\b)"
    r"|(?<=[)\]}])[ \t]*\r?\n[ \t]*(?=\w)|(?<=\w)[ \t]*\r?\n[ \t]*(?=[(\[{](?:" + _SIGN_IN_WORDS + r")))"
    r"|(?<=[/@+\u2013-])[ \t]*\r?\n[ \t]*(?=[\w(])"
)
_WIDE_GAP = re.compile(
    r"(?<=[0-9)/\u2013-])  (?=[0-9(/\u2013-])|(?<=\b[A-Z0-9]{4})  (?=[A-Z0-9]{4}\b)|(?<=\b[A-Za-z]{2})  (?=[0-9]{2} )"
)
"""Two blanks between groups; with three a column begins."""

_NEWLINE, _RETURN, _BLANK, _DOT, _AT, _ASCII = 10, 13, 32, 46, 64, 0x80
_LONGEST_WORD = 128  # bytes that are looked at for an @: a name of 64 and as much of a host
_LATIN, _GENERAL, _CJK, _WIDE_LEAD = 0xC2, 0xE2, 0xE3, 0xEF  # first bytes in UTF-8
_NO_BREAK, _SOFT_HYPHEN = 0xA0, 0xAD
_SIGNS = np.zeros(256, np.bool_)
_SIGNS[[ord(c) for c in "0123456789@([{"]] = True
_ENDS_INSIDE = np.zeros(256, np.bool_)  # bytes before a line's end that speak for a value that goes on
_ENDS_INSIDE[[ord(c) for c in "0123456789@/+-)]}"]] = True


class PlainForm(NamedTuple):
    """A text for finders, and where each of its bytes comes from."""

    text: str
    starts: Positions
    """For each byte, and for the end, where the byte or the next one that shows begins in the text as it was."""
    ends: Positions
    """For each byte, and for the beginning, where the one before ends there."""
    breaks: tuple[int, ...]
    """Bytes of the plain form that were line ends or wide gaps."""

    def origin(self, start: int, end: int) -> tuple[int, int]:
        """Return where a span of the plain form is in the text as it was."""
        return int(self.starts[start]), int(self.ends[end])


def odd_rows(texts: pa.Array) -> Positions:
    """Return the texts that may hold a value in odd characters, or with two blanks or a line's end in it.

    Few have both a digit, an @ or a bracket and such a character.
    """
    offsets, data = utf8_of(texts)
    found = np.zeros(len(texts), np.bool_)
    _find_odd(offsets, data, found)
    return np.flatnonzero(found)


@kernel
def _find_odd(offsets: Offsets, data: Bytes, found: npt.NDArray[np.bool_]) -> None:
    for row in range(len(offsets) - 1):
        has_sign = has_odd = False
        last_at = -1
        begin, stop = offsets[row], offsets[row + 1]
        for i in range(begin, stop):
            byte = data[i]
            if byte >= _ASCII:
                if not has_odd and i + 1 < stop and _is_odd(data, i, stop):
                    has_odd = True
                    has_sign = has_sign or byte == _WIDE_LEAD
            elif byte == _NEWLINE:
                has_odd = has_odd or _may_go_on(data, begin, stop, i, last_at)
            elif byte == _BLANK:
                has_odd = has_odd or _is_wide_gap(data, begin, stop, i)
            elif _SIGNS[byte]:
                has_sign = True
                if byte == _AT:
                    last_at, has_odd = i, has_odd or _is_cut(data, begin, i)
            if has_sign and has_odd:
                found[row] = True
                break


@kernel
def _is_odd(data: Bytes, i: int, stop: int) -> bool:
    """Say whether the character at `i` is one of `PLAIN`, or near enough."""
    first, second = data[i], data[i + 1]
    third = data[i + 2] if i + 2 < stop else 0
    if first == _LATIN:
        return bool(second <= _NO_BREAK or second == _SOFT_HYPHEN)
    if first == _GENERAL:  # spaces, hyphens, characters without width, marks of direction
        return bool(
            (second == 0x80 and (third < 0x92 or third > 0xA7)) or (second == 0x81 and third > 0x9E)  # noqa: PLR2004
        )
    if first == _WIDE_LEAD:
        return bool(second == 0xBC or second == 0xBD or (second == 0xB8 and third < 0x90) or second == 0xBB)  # noqa: PLR1714, PLR2004
    return bool(first == _CJK and second == _ASCII and third == _ASCII)


@kernel
def _is_wide_gap(data: Bytes, begin: int, stop: int, i: int) -> bool:
    """Say whether two blanks begin at `i` that stand beside a digit."""
    if i == begin or i + 2 >= stop or data[i + 1] != _BLANK or data[i - 1] == _BLANK or data[i + 2] == _BLANK:
        return False
    return bool(_SIGNS[data[i - 1]] or _SIGNS[data[i + 2]])


@kernel
def _may_go_on(data: Bytes, begin: int, stop: int, i: int, last_at: int) -> bool:
    """Say whether a value may go on behind the line's end at `i`; `last_at` is the last @ before, -1 if none is."""
    before, behind = i - 1, i + 1
    while before > begin and (data[before] == _BLANK or data[before] == _RETURN):
        before -= 1
    while behind + 1 < stop and data[behind] == _BLANK:
        behind += 1
    if before < begin or behind >= stop:
        return False
    if _ENDS_INSIDE[data[before]] or _SIGNS[data[behind]] or data[before] >= _ASCII or data[behind] == _DOT:
        return True
    return bool(data[before] == _DOT and last_at >= 0 and _is_one_word(data, last_at, before))


@kernel
def _is_one_word(data: Bytes, start: int, end: int) -> bool:
    """Say whether there is no blank between two places of one word."""
    if end - start > _LONGEST_WORD:
        return False
    for i in range(start, end):  # noqa: SIM110  # numba compiles no generator in all()
        if data[i] <= _BLANK:
            return False
    return True


@kernel
def _is_cut(data: Bytes, begin: int, at: int) -> bool:
    """Say whether the word of the @ at `at` begins a line, and a dot ends the line before."""
    i = at - 1
    while i > begin and i > at - _LONGEST_WORD and data[i] > _BLANK:
        i -= 1
    has_end = False
    while i > begin and data[i] <= _BLANK:
        has_end = has_end or data[i] == _NEWLINE
        i -= 1
    return bool(has_end and data[i] == _DOT)


def plain_form(text: str, *, broken: bool = True) -> PlainForm | None:
    """Return a text in plain form; none if that is how it is. Without `broken` its lines and wide gaps stay."""
    changes = {found.start(): (found.end(), PLAIN[ord(found[0])]) for found in _ODD.finditer(text)}
    breaks: set[int] = set()
    if broken:
        shown = _ODD.sub(lambda found: PLAIN[ord(found[0])] or "\x00", text)
        joined = [(found.span(), " ") for found in _WIDE_GAP.finditer(shown)]
        joined += [(found.span(), " " if found["between"] is not None else "") for found in _broken(shown)]
        for (start, end), piece in joined:
            for at in range(start, end):
                changes.pop(at, None)
            changes[start] = (end, piece)
            breaks.add(start)
        _join_addresses(shown, changes)
    return _project(text, changes, breaks) if changes else None


def _broken(shown: str) -> Iterator[re.Match[str]]:
    """Yield what `_BROKEN.finditer` would: each match begins with the blanks before a line's end, behind no blank."""
    feed = shown.find("\n")
    while feed >= 0:
        start = feed - (shown[feed - 1 : feed] == "\r")
        while start and shown[start - 1] in " \t":
            start -= 1
        if found := _BROKEN.match(shown, start):
            yield found
        feed = shown.find("\n", feed + 1)


def _join_addresses(shown: str, changes: dict[int, tuple[int, str]]) -> None:
    """Add the line ends that cut e-mail addresses to what is taken out."""
    for start, end in find_broken_addresses(shown):
        for at in range(start, end):
            changes.pop(at, None)
        changes[start] = (end, "")


def _project(text: str, changes: dict[int, tuple[int, str]], breaks: set[int]) -> PlainForm:
    """Return a text with stretches of characters replaced, `changes` by their beginning."""
    pieces: list[str] = []
    starts: list[Positions] = []
    ends: list[Positions] = [np.zeros(1, np.int64)]
    broken: list[int] = []
    at = origin = length = 0  # in characters and bytes of the text, and bytes of the plain form
    for start in [*sorted(changes), len(text)]:
        kept = text[at:start]
        size = len(kept.encode())
        pieces.append(kept)
        starts.append(np.arange(origin, origin + size))
        ends.append(np.arange(origin + 1, origin + size + 1))
        origin, length = origin + size, length + size
        if start == len(text):
            break
        at, piece = changes[start]
        after = origin + len(text[start:at].encode())
        broken += [length] if start in breaks else []
        pieces.append(piece)
        starts.append(np.full(len(piece), origin))  # what stands for something is ASCII
        ends.append(np.full(len(piece), after))
        origin, length = after, length + len(piece)
    starts.append(np.full(1, origin))
    return PlainForm("".join(pieces), np.concatenate(starts), np.concatenate(ends), tuple(broken))
