"""Reads text that is UTF-8 in some lines and in another charset in others, as appended files and logs are."""

from __future__ import annotations

import re
from typing import NamedTuple

from reinschrift.text import blocks, charsets
from reinschrift.text.characters import category_of
from reinschrift.text.utf8 import is_utf8

TO_LINE_END = re.compile(rb"[\x80-\xff][^\r\n]*")
"""A line from its first byte that is not plain on."""
SEQUENCE = re.compile(
    rb"[\xc2-\xdf][\x80-\xbf]|\xe0[\xa0-\xbf][\x80-\xbf]|[\xe1-\xec\xee\xef][\x80-\xbf]{2}|\xed[\x80-\x9f][\x80-\xbf]"
    rb"|\xf0[\x90-\xbf][\x80-\xbf]{2}|[\xf1-\xf3][\x80-\xbf]{3}|\xf4[\x80-\x8f][\x80-\xbf]{2}"
)
"""A character of UTF-8 that is not plain (Unicode, table 3-7)."""
PIECE = re.compile(rb"(?:[\x00-\x7f]|%s)+|[\x80-\xff]+" % SEQUENCE.pattern)
MANY_IN_A_LINE, MANY = 4, 8
"""Characters of UTF-8 in one line, and in all lines that hold no other bytes, that are no accident in any charset."""
RUN = re.compile("[^\x00-\x7f]+")
LAST_PLAIN = "\x7f"
HIGH = re.compile(rb"[\x80-\xff]")
CUT_OFF = ("â€", "â‚", "ï»", "ï¿")
"""What the first two bytes of quotation marks, dashes, the euro sign and marks of UTF-8 look like in windows-1252."""
FEW, COMMON = 4, 3.0
"""Bytes that are too few to show a rare charset, and the handicap (see `charsets`) that makes one rare."""
MOST_LINES = 500
"""Lines of each kind that are looked at to decide."""
LEAST_SOUND = 0.75
"""Share of characters that make sense where they stand, for a line to be of a charset rather than damaged UTF-8."""
LAST_LATIN, EAST = chr(blocks.LAST_OF_LATIN), chr(blocks.FIRST_OF_EAST_ASIA)
AT_ONCE, SURE = 50, 0.97
"""Lines that are looked at together, and the share of sound characters that spares looking at each."""


class Mixed(NamedTuple):
    """A text of more than one charset."""

    text: str
    charset: str
    """That of most lines that are not UTF-8."""
    wrong: int
    """Bytes that no character could be made of."""


def read_mixed(data: bytes, declared: str | None) -> Mixed | None:
    """Return bytes that are not UTF-8 throughout as text, if some lines are UTF-8 and others in another charset.

    `declared` is the charset that is declared for those others. None: it is damaged UTF-8, or none at all.
    """
    lines = lines_beyond_plain(data)
    sound = {span for span in lines if is_utf8(data[slice(*span)])}
    others = [span for span in lines if span not in sound]
    if not others or not (sound or _is_within_lines(data, others)):
        return None
    foreign = b"\n".join(_without_utf8(data[slice(*span)]) for span in others[:MOST_LINES])
    charset = declared if declared and sound_share(_decoded(foreign, declared)) >= LEAST_SOUND else _detected(foreign)
    if charset is None or (sound and not _is_no_accident(data, sorted(sound)[:MOST_LINES], charset)):
        return None
    pieces, at, wrong, n_foreign = [], 0, 0, 0
    for first in range(0, len(others), AT_ONCE):
        some = others[first : first + AT_ONCE]
        is_sure = _is_sure(b"\n".join(_without_utf8(data[slice(*span)]) for span in some), charset)
        for start, end in some:
            pieces.append(data[at:start].decode())
            read = _line(data[start:end], charset, is_sure=is_sure)
            wrong, n_foreign = wrong + read.count("\ufffd"), n_foreign + ("\ufffd" not in read)
            pieces.append(read)
            at = end
    pieces.append(data[at:].decode())
    return Mixed("".join(pieces), charset, wrong) if n_foreign else None


def lines_beyond_plain(data: bytes) -> list[tuple[int, int]]:
    """Return where the lines begin and end that hold bytes that are not plain."""
    found: list[tuple[int, int]] = []
    for rest in TO_LINE_END.finditer(data):
        above = found[-1][1] if found else 0  # a pattern for whole lines would try each byte of a plain one
        begin = max(data.rfind(end, above, rest.start()) for end in (b"\n", b"\r")) + 1
        found.append((begin, rest.end()))
    return found


def _is_within_lines(data: bytes, spans: list[tuple[int, int]]) -> bool:
    """Say whether a line that is not UTF-8 throughout is so for the most part, as one put together from fields is."""
    return any(
        len(found) >= MANY_IN_A_LINE and 2 * sum(map(len, found)) > len(HIGH.findall(data[slice(*span)]))
        for span in spans[:MOST_LINES]
        if (found := SEQUENCE.findall(data[slice(*span)]))
    )


def _is_sure(data: bytes, charset: str) -> bool:
    """Say whether lines all make sense in a charset, so that none need be looked at alone."""
    read = _decoded(data, charset)
    return "\ufffd" not in read and sound_share(read) >= SURE


def _is_no_accident(data: bytes, spans: list[tuple[int, int]], charset: str) -> bool:
    """Say whether the lines that are UTF-8 are so on purpose: so many are, or in the charset they make no sense."""
    counts = [len(SEQUENCE.findall(data[slice(*span)])) for span in spans]
    if max(counts) >= MANY_IN_A_LINE or sum(counts) >= MANY:
        return True
    read = " ".join(_decoded(data[slice(*span)], charset) for span in spans)
    runs = [found.span() for found in RUN.finditer(f" {read} ")]
    return 2 * sum(_are_sound(f" {read} ", *run) for run in runs) < len(runs)


def _line(line: bytes, charset: str, *, is_sure: bool) -> str:
    """Return a line as text: what is UTF-8 in it as that, the rest in the charset or in its own if that makes sense."""
    name: str | None = charset
    if not is_sure:
        rest = _without_utf8(line)
        readings = (each for each in (charset, _detected(rest)) if each and _makes_sense(rest, each))
        name = next(readings, charset if sound_share(_decoded(rest, charset)) >= LEAST_SOUND else None)
    if name is None:
        return line.decode(errors="replace")
    if name in charsets.MULTI_BYTE:
        return _decoded(line, name)
    return "".join(_piece(piece[0], name) for piece in PIECE.finditer(line))


def _makes_sense(data: bytes, name: str) -> bool:
    read = _decoded(data, name)
    return "\ufffd" not in read and sound_share(read) >= LEAST_SOUND


def _piece(piece: bytes, name: str) -> str:
    try:
        return piece.decode()
    except UnicodeDecodeError:
        return _decoded(piece, name)


def sound_share(text: str) -> float:
    """Return which share of the characters that are not plain make sense between their neighbours.

    Misread letters are capitals within words, letters of other scripts beside plain ones, and signs within words.
    """
    padded = f" {text} "
    at = [number for number, character in enumerate(padded) if character > "\x7f"]
    if not at:
        return 1.0
    return sum(_is_sound(padded[number - 1], padded[number], padded[number + 1]) for number in at) / len(at)


def _are_sound(text: str, start: int, end: int) -> bool:
    return all(_is_sound(text[at - 1], text[at], text[at + 1]) for at in range(start, end))


def _is_sound(before: str, character: str, after: str) -> bool:
    if before + character in CUT_OFF or character + after in CUT_OFF:
        return False
    if category_of(character)[0] == "M":
        return before.isalpha() or category_of(before)[0] == "M"  # a vowel sign, a point, an accent
    if not character.isalpha():
        return charsets.is_in_place(before, character, after)
    if character > LAST_LATIN:  # one alone is more often a stray byte than a word
        has_company = character >= EAST or any(each > LAST_LATIN and not each.isspace() for each in (before, after))
        return has_company and not _is_plain_letter(before) and not _is_plain_letter(after)
    if before > LAST_PLAIN and after > LAST_PLAIN and before.isalpha() and after.isalpha():
        return False  # whole words of accented letters are Cyrillic or Greek, misread
    is_within = character.islower() and before.isupper() and after.isupper()
    return not (character.isupper() and before.islower()) and not is_within


def _is_plain_letter(character: str) -> bool:
    return character.isascii() and character.isalpha()


def _without_utf8(line: bytes) -> bytes:
    """Return a line with a blank for each character of UTF-8, if most of its bytes that are not plain are in such."""
    n_high, n_within = len(HIGH.findall(line)), sum(map(len, SEQUENCE.findall(line)))
    return SEQUENCE.sub(b" ", line) if 2 * n_within > n_high else line


def _detected(data: bytes) -> str | None:
    fits = charsets.scores(data)
    if len(HIGH.findall(data)) < FEW:
        fits = {name: score for name, score in fits.items() if charsets.SINGLE_BYTE.get(name, COMMON + 1) <= COMMON}
    return max(fits, key=lambda name: fits[name]) if fits else None


def _decoded(data: bytes, name: str) -> str:
    return data.decode(charsets.codec(name), "replace")
