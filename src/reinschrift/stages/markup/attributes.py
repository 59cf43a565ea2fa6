"""Left-over attributes of tags that lost their angle brackets: `data-portal-copyright=`, `class="…">`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from reinschrift.stages.markup.search import matches, replaced
from reinschrift.stages.markup.vocabulary import vocabulary

_NAME = r"[A-Za-z][A-Za-z0-9]*+(?:[-:][A-Za-z0-9]++)*+"
_ONE = rf"""{_NAME}\s?=\s?(?:"[^"<>\n]{{0,2000}}"|'[^'<>\n]{{0,2000}}'|[“„”][^“„”"<>\n]{{0,2000}}[”“])"""
_CHAIN = re.compile(
    rf"""(?P<code>```.*?```|`[^`\n]{{1,200}}`)
    | (?:^|(?<=>)|(?P<space>(?<![ \t])[ \t]++)) (?:<(?P<element>[A-Za-z][A-Za-z0-9]{{0,20}})[ ])? (?P<chain>
        {_ONE}(?:\s?{_ONE})*+
        | data-[a-z][a-z0-9-]*+=[^\s"'<>=&]{{0,200}}(?=\s|$)
      ) (?P<tail>[ ]?/?>)?""",
    re.VERBOSE | re.DOTALL | re.MULTILINE,
)
_ASSIGNS = re.compile(r"""=\s?["'“„”]|data-""")
"""One of these is in every chain: where none is near, `_CHAIN` need not look."""
_LESS = re.compile(r"[ \t]?<")
_CUT_OFF = re.compile(
    rf"""[ \t]?<(?P<element>[A-Za-z][A-Za-z0-9]{{0,20}})\s(?:{_ONE}\s?)*+{_NAME}=(?:"[^"<>\n]*+|'[^'<>\n]*+)$""",
    re.VERBOSE | re.MULTILINE,
)
_EACH = re.compile(rf"({_NAME})\s?=")
_EVENT = re.compile(r"on(?:click|dblclick|load|error|change|submit|focus|blur|input|(?:mouse|key|touch)[a-z]+)")
_BEFORE_CODE = frozenset(",([{=+&|\\")
_LONGEST_TAG = 2000
"""Characters in which an unclosed bracket before an attribute makes it part of a tag or short code left alone."""
_MANY = 2
"""So many of HTML's attributes in a row are markup, whatever their names."""


def remove(text: str) -> tuple[str, int]:
    """Return `text` without left-over attributes, and how many there were.

    An attribute goes if its name is no word of running text (`data-…`, `class`, `href`), if it is one of several, or
    if the end of its tag still follows. After a comma, an opening bracket or an operator it is code and stays, and so
    it does between backticks and in a tag that was left alone.
    """
    n = 0

    def judged(match: re.Match[str]) -> str | None:
        nonlocal n
        found = _left_over(match)
        n += found
        return _gap(match) if found else None

    def cut_off(match: re.Match[str]) -> str | None:
        return None if match["element"].lower() not in vocabulary().parts or _is_whole(match) else ""

    text, _ = replaced(text, _chains(text), judged)
    text, n_cut_off = replaced(text, matches(_CUT_OFF, _LESS, text), cut_off)
    return text, n + n_cut_off


def _chains(text: str) -> Iterator[re.Match[str]]:
    """Yield what `_CHAIN.finditer(text)` would, but for code that no chain is near.

    Whatever it matches lies in the lines around its assignments; a name may stand on the line before, and a value on
    the line after.
    """
    if "```" in text:
        yield from _CHAIN.finditer(text)
        return
    start = end = -1
    for assign in _ASSIGNS.finditer(text):
        first = text.rfind("\n", 0, max(0, text.rfind("\n", 0, assign.start()))) + 1
        if start < 0 or first > end + 1:
            if start >= 0:
                yield from _CHAIN.finditer(text, start, end)
            start = first
        if assign.end() > end:
            feed = text.find("\n", assign.end())
            end = len(text) if feed < 0 else feed
    if start >= 0:
        yield from _CHAIN.finditer(text, start, end)


def _left_over(match: re.Match[str]) -> int:
    """Return how many left-over attributes were matched; 0 if they are something else."""
    if match["code"]:
        return 0
    words = vocabulary()
    names = [name.lower() for name in _EACH.findall(re.sub(r"""(["'])[^"']*\1""", "", match["chain"]))]
    known = [name for name in names if words.is_attribute(name) or _EVENT.fullmatch(name)]
    if match["element"]:
        return len(names) if match["element"].lower() in words.parts and not _is_whole(match) else 0
    if len(known) < len(names) or _is_code(match.string, match.start()):
        return 0
    telling = any(words.is_telling(name) or _EVENT.fullmatch(name) for name in names)
    return len(names) if telling or match["tail"] or len(names) >= _MANY else 0


def _is_whole(match: re.Match[str]) -> bool:
    """Say whether the tag that begins here has its end: then it was left alone on purpose."""
    farthest = match.end() + _LONGEST_TAG
    following, end = match.string.find("<", match.end(), farthest), match.string.find(">", match.end() - 1, farthest)
    return end >= 0 and (following < 0 or end < following)


def _is_code(text: str, start: int) -> bool:
    """Say whether what stands before an attribute makes it an argument or part of a tag that was left alone."""
    nearest = max(0, start - _LONGEST_TAG)
    return text[start - 1 : start] in _BEFORE_CODE or any(
        text.rfind(opening, nearest, start) > text.rfind(closing, nearest, start) for opening, closing in ("<>", "[]")
    )


def _gap(match: re.Match[str]) -> str:
    """Return what keeps the words before and after apart."""
    after = match.string[match.end() : match.end() + 1]
    return " " if match["space"] and after and (after.isalnum() or after in '„“"»«(') else ""
