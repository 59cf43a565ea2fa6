"""The running text among the data that a page hands to its scripts: what an application would show in its shell."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from itertools import chain, pairwise
from typing import Any

from reinschrift.text.blocks import FIRST_OF_EAST_ASIA
from reinschrift.text.characters import category_of
from reinschrift.text.references import unescape
from reinschrift.text.signs import CLOSING_SIGNS, FULL_ENDS, SENTENCE_ENDS, one_of

LEAST_CHARS, LEAST_SENTENCES = 200, 3
"""What the strings of one place in the data must hold to be the page's text: more than messages to its user have."""
STRING_CHARS = 40
"""Characters of the shortest string that counts as prose: a line."""
SHARE_OF_LETTERS = 0.7
"""Share of letters and blanks in prose; addresses, styles and keys have less."""
MOST_CHARS = 4_000_000
"""Bytes of a script that are read."""
DEPTH, MOST_STRINGS = 24, 20_000
"""Values within values, and strings, that are looked at."""
ROUNDS = 3
"""How often data may be written as a string within data."""
MESSAGES = re.compile(r"(?i)i18n|intl|locale|translat|labels|strings|consent|cookie|privacy|config|settings|error")
"""Names of what an application says to its users on every page."""
MARKS = ("Mn", "Mc")
"""Categories of the signs that are part of letters: vowels of Hindi, Thai and their like."""
DATA = re.compile(
    r"\s*(?:(?:window|self|globalThis|var|let|const)[.\s]+)?[\w$.]+(?:\[[^\]\n]{1,40}\])?\s*"
    r"(?:=\s*(?=[\[{(]|JSON\.parse|JSON\s*\.)|\.push\(\s*(?=\[))"
)
"""How a script begins that hands over data: `window.__STATE__ = {`, `self.__next_f.push([`."""
LITERAL = re.compile(r'"((?:[^"\\\n]|\\.)*)"')
INNER = re.compile(r'\s*(?:\w{1,20}:)?[\[{]\s*["\[{]')
"""How a string begins that holds data itself."""
TAG = re.compile(r"<[^<>]{0,300}>")
ENDS = re.compile(rf"{one_of(SENTENCE_ENDS)}{one_of(CLOSING_SIGNS)}*(?:\s|$)|{one_of(FULL_ENDS)}")
EAST_ASIAN_CHARS = 3
"""Letters of other scripts that one of East Asia counts as: sentences there have a third of the characters."""
_EAST_ASIAN = re.compile(f"[{chr(FIRST_OF_EAST_ASIA)}-{chr(sys.maxunicode)}]")
_read_value = json.JSONDecoder(strict=False)

Path = tuple[str, ...]


def text_of_data(scripts: list[str]) -> str:
    """Return the text that the data of a page's scripts hold, as paragraphs, perhaps with markup, or an empty one.

    Strings of one place, such as the texts of all parts of an article, are one text; the longest such text is returned.
    """
    found: dict[Path, list[str]] = {}
    n_strings = 0
    for script in scripts:
        for path, text in _strings(script[:MOST_CHARS], ROUNDS):
            n_strings += 1
            if n_strings > MOST_STRINGS:
                break
            if not any(MESSAGES.search(name) for name in path):
                found.setdefault(path, []).append(text)
    texts = (_joined(strings, is_named=path[-1:] not in {(), ("*",)}) for path, strings in found.items())
    return max((text for text in texts if _is_text(text)), key=len, default="")


def length_of(text: str) -> int:
    """Return the characters of a text, those of East Asia as three: so long it would be in letters."""
    n_east_asian = 0 if text.isascii() else sum(1 for _ in _EAST_ASIAN.finditer(text))
    return len(text) + (EAST_ASIAN_CHARS - 1) * n_east_asian


def _is_text(text: str) -> bool:
    plain = _plain(text)
    return length_of(plain) >= LEAST_CHARS and len(ENDS.findall(plain)) >= LEAST_SENTENCES


def _plain(text: str) -> str:
    return " ".join(unescape(TAG.sub(" ", text)).split())


def is_prose(text: str) -> bool:
    """Say whether a string is written for readers: a sentence or more, of letters for the most part."""
    plain = _plain(text)
    if length_of(plain) < STRING_CHARS or not ENDS.search(plain):
        return False
    n_letters = sum(character.isalpha() or character == " " or category_of(character) in MARKS for character in plain)
    return n_letters >= SHARE_OF_LETTERS * len(plain)


def _joined(strings: list[str], *, is_named: bool) -> str:
    """Return strings of one place as paragraphs; pieces of a line, with a blank at an edge, are put together.

    Where the place has no name, only prose counts. A place without any prose has no text.
    """
    prose = [is_prose(each) for each in strings]
    if not any(prose):
        return ""
    kept = [each for each, is_text in zip(strings, prose, strict=True) if is_text or (is_named and each.strip())]
    text = kept[0]
    for before, each in pairwise(kept):
        goes_on = each[:1].isspace() or before[-1:] == " "
        text += each if goes_on and not ENDS.search(before.rstrip()[-3:]) else "\n" + each
    return text


def _strings(script: str, rounds: int) -> Iterator[tuple[Path, str]]:
    """Yield the strings that a script's data hold, each with where it stands; numbers of lists are left out."""
    begin = DATA.match(script)
    start = begin.end() if begin else 0
    if not begin and script.lstrip()[:1] not in set("[{"):
        return
    try:
        value, _ = _read_value.raw_decode(script, start + len(script[start:]) - len(script[start:].lstrip()))
    except (ValueError, RecursionError):
        literals = (_unquoted(found[0]) for found in LITERAL.finditer(script, start))
        yield from chain.from_iterable(_inside(("*",), text, rounds) for text in literals)
        return
    yield from _leaves(value, (), rounds, 0)


def _leaves(value: Any, path: Path, rounds: int, depth: int) -> Iterator[tuple[Path, str]]:
    if isinstance(value, str):
        yield from _inside(path, value, rounds)
    elif depth < DEPTH and isinstance(value, list):
        for each in value:
            yield from _leaves(each, path if path[-1:] == ("*",) else (*path, "*"), rounds, depth + 1)
    elif depth < DEPTH and isinstance(value, dict):
        for name, each in value.items():
            yield from _leaves(each, (*path, str(name)), rounds, depth + 1)


def _inside(path: Path, text: str, rounds: int) -> Iterator[tuple[Path, str]]:
    """Yield a string, or the strings of the data that it holds itself."""
    if not rounds or not INNER.match(text):
        yield path, text
        return
    try:
        yield from _leaves(_read_value.decode(text), path, rounds - 1, 0)
    except (ValueError, RecursionError):
        for found in LITERAL.finditer(text):
            yield from _inside((*path, "*"), _unquoted(found[0]), rounds - 1)


def _unquoted(literal: str) -> str:
    try:
        value = _read_value.decode(literal)
    except ValueError:
        return ""
    return value if isinstance(value, str) else ""
