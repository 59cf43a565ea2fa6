"""E-mail addresses that a line's end cuts: before the @, and at a dot of the name or the host."""

from __future__ import annotations

import re
from collections.abc import Iterator

from reinschrift.personal.cues import has_cue, words
from reinschrift.personal.emails import MADE
from reinschrift.text.addresses import WIDE_TOPS

_END = r"(?P<end>[ \t]*\r?\n[ \t]*)"
_FIRST = r"(?<![\w@.+-])"
_BEFORE_AT = re.compile(rf"{_FIRST}(?P<name>[\w.+-]{{0,63}}\w){_END}(?=@[\w-]+(?:\.[\w-]+)*\.[A-Za-z]{{2}})")
_IN_NAME = re.compile(rf"{_FIRST}(?P<name>[\w.+-]{{1,63}}\.){_END}(?=[\w.+-]{{1,63}}@[\w-]+\.[\w-])")
_IN_HOST = re.compile(rf"\w@(?P<host>(?:[\w-]{{1,63}}\.){{1,4}}){_END}(?=(?P<rest>[a-z][a-z0-9-]*(?:\.[a-z]+)*)\b)")
_BEFORE_DOT = re.compile(rf"\w@[\w-]{{1,63}}{_END}(?=(?:\.[a-z][a-z0-9-]*){{0,3}}\.[a-z]{{2,24}}\b)")
_TOP = re.compile(r"[a-z]{2,4}")
_WHOLE = re.compile(rf"(?i)\.(?:[a-z]{{2}}|{'|'.join(WIDE_TOPS)})\.\Z")

_AROUND = 256  # characters before and behind an @: a name of 64, a line's end, four labels of 63 at most


def find_broken_addresses(text: str) -> Iterator[tuple[int, int]]:
    """Yield start and end of each line's end, with the blanks around it, that cuts an e-mail address.

    What stands before an @ at the beginning of a line may be a word before somebody's handle, and what ends with a
    dot the end of a sentence: there the name must be made as names of addresses are, or be a usual one for a mailbox,
    or the words before must speak of e-mail. A host goes on behind its dot if it has no top domain yet.
    """
    at = text.find("@")
    while at >= 0:
        begin, end = max(0, at - _AROUND), at + _AROUND
        if text.find("\n", begin, end) >= 0:
            yield from _find_ends(text, begin, end)
        at = text.find("@", at + 1)


def _find_ends(text: str, begin: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the line's ends in addresses between two places of a text."""
    for found in _BEFORE_AT.finditer(text, begin, end):
        name = found["name"]
        if MADE.search(name) or name.lower() in _mailboxes() or _is_announced(text, found.start()):
            yield found.span("end")
    for found in _IN_NAME.finditer(text, begin, end):
        if _is_announced(text, found.start()):
            yield found.span("end")
    for found in _IN_HOST.finditer(text, begin, end):
        is_bare = found["host"].count(".") == 1
        if is_bare or (_WHOLE.search(found["host"]) is None and _TOP.fullmatch(found["rest"])):
            yield found.span("end")
    for found in _BEFORE_DOT.finditer(text, begin, end):
        yield found.span("end")


def _mailboxes() -> frozenset[str]:
    return frozenset(words("mailbox"))


def _is_announced(text: str, start: int) -> bool:
    before = text[max(0, start - 56) : start].encode()
    return has_cue("email", before, len(before))
