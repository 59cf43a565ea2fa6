"""HTML character references in text, also doubled or mutilated ones, and the characters they stand for."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from importlib import resources
from typing import NamedTuple

from reinschrift.stages.markup.search import matches, replaced
from reinschrift.text.references import FIRST_NAMES, MEANINGS, unescape

_PLAIN = re.compile(r"&(#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_SHORTEST_RARE = 4
"""Letters: shorter names that only HTML 5 knows (`&it;`, `&in;`, `&or;`) are more likely C++ or prose."""
_SHORT_NAMES = frozenset(("num", "ast", "Tab", "sol"))
_SURROGATES = re.compile(
    r"&#(?:(5[5-6][0-9]{3})|x(D[89AB][0-9A-F]{2}));&#(?:(5[6-7][0-9]{3})|x(D[C-F][0-9A-F]{2}));", re.IGNORECASE
)
_AMPERSAND = re.compile("&")
_TAILS = frozenset(("uml", "uot", "bsp", "lig", "quo", "ash", "lip"))
_MAX_ROUNDS = 16


class _Names(NamedTuple):
    """Patterns made of the names in `entities.json`."""

    spaced: re.Pattern[str]
    """`& quot;`, `&# 39;`, `&nbsp ;`"""
    unfinished: re.Pattern[str]
    """`&quot` at the end of a word, `f&uumlr`, `&#8222`; each begins with the ampersand."""
    spelled: re.Pattern[str]
    """`AMPERSAND#34;`"""
    headless: re.Pattern[str]
    """`quot;`, `don#39;t`"""


def decode(text: str) -> tuple[str, int]:
    """Return `text` with character references read until none is left, and how many were read.

    What stands between backticks stays: there a reference is spoken of.
    """
    parts = re.split(r"(```.*?```|`[^`\n]{1,200}`)", text, flags=re.DOTALL) if "`" in text else [text]
    n = 0
    for i in range(0, len(parts), 2):
        for _ in range(_MAX_ROUNDS):
            parts[i], found = _decode_once(parts[i])
            n += found
            if not found:
                break
    return "".join(parts), n


def _decode_once(text: str) -> tuple[str, int]:
    names = _names()
    n = 0
    if "&" in text:
        text, pairs = _SURROGATES.subn(_joined, text)
        text, plain = replaced(text, _PLAIN.finditer(text), _read)
        text, spaced = replaced(text, names.spaced.finditer(text), _read)
        text, unfinished = replaced(text, matches(names.unfinished, _AMPERSAND, text), _read)
        n = pairs + plain + spaced + unfinished
    if "AMPERSAND" in text:
        text, spelled = replaced(text, names.spelled.finditer(text), _read)
        n += spelled
    text, headless = replaced(text, _headless(text), _read)
    return text, n + headless


def _headless(text: str) -> Iterator[re.Match[str]]:
    """Yield references without an ampersand: looked for in lines where a number or the end of a name precedes `;`."""
    at = text.find(";")
    while at >= 0:
        end = at + 1
        if text[at - 1 : at].isdigit() or text[max(0, at - 3) : at] in _TAILS:
            start, end = text.rfind("\n", 0, at) + 1, text.find("\n", at)
            end = len(text) if end < 0 else end
            yield from _names().headless.finditer(text, start, end)
        at = text.find(";", end)


def _read(match: re.Match[str]) -> str | None:
    return _character(next(group for group in match.groups() if group).replace(" ", ""))


def _joined(match: re.Match[str]) -> str:
    """Return the character that two references to UTF-16 surrogates mean."""
    high, low = (int(match[i]) if match[i] else int(match[i + 1], 16) for i in (1, 3))
    if not (0xD800 <= high < 0xDC00 <= low < 0xE000):  # noqa: PLR2004  # the surrogates of UTF-16
        return match[0]
    return chr(0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00))


@cache
def _character(name: str) -> str | None:
    """Return what a reference stands for (`#8222`, `#x201E`, `bdquo`, `UUML`), or None if it is none."""
    if name.startswith("#"):
        read = unescape(f"&{name};")
        return read if not read.startswith("&") else None
    if name in MEANINGS and (name in FIRST_NAMES or len(name) >= _SHORTEST_RARE or name in _SHORT_NAMES):
        return MEANINGS[name]
    if name.isupper() and name.lower() in FIRST_NAMES:
        read = MEANINGS[name.lower()]
        return read.upper() if read.upper() != read and len(read.upper()) == 1 else read
    return None


@cache
def _names() -> _Names:
    lists = json.loads(resources.files(__package__).joinpath("entities.json").read_text("utf-8"))
    sure = "|".join(lists["sure"])
    letters = "|".join(lists["letters"])
    headless = "|".join(lists["without_ampersand"])
    number = r"(?:3[4-9]|[4-9][0-9]|[0-9]{3,6})"
    before = r"(?<![?=/.A-Za-z_&])"  # not in the query of an address: ?page=2&copy=3
    return _Names(
        spaced=re.compile(rf"&[ ]{{0,2}}({sure}|{letters}|\#[ ]?[0-9]{{2,5}})[ ]?;"),
        unfinished=re.compile(
            rf"""&(\#{number})(?![0-9;]) | &(\#[xX][0-9a-fA-F]{{4}})(?![0-9a-fA-F;])
            | &(nbsp|quot)(?![=;a-z])
            | &(amp)(?=\#|&|(?:{sure}|{letters});) | &(amp)(?![0-9A-Za-z=;_-])
            | {before}&({sure})(?![0-9A-Za-z=;_(-])
            | (?<=[A-Za-z])&({letters})(?![;]|\w*=) | {before}&({letters})(?=[a-z])(?!\w*=)""",
            re.VERBOSE,
        ),
        spelled=re.compile(rf"AMPERSAND[ ]?(\#{number}|\#[xX][0-9a-fA-F]{{2,5}}|[A-Za-z]{{2,8}}[1-4]{{0,2}});"),
        headless=re.compile(
            rf"""(?<![\w&\#])({headless}); | (?<=[A-Za-z])([aouAOU]uml|szlig);
            | (?<=[A-Za-z])(\#0?39|\#82[12][0-9]);(?=[A-Za-z]) | (?<![\w&\#])(\#82[12][0-9]|\#0(?:34|39));(?=\w)
            | (?<=[\w.,!?])(\#82[12][0-9]|\#0(?:34|39));""",
            re.VERBOSE,
        ),
    )
