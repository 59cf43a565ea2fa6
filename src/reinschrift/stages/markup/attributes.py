"""Left-over attributes of tags that lost their angle brackets: `data-portal-copyright=`, `class="…">`."""

from __future__ import annotations

import re

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

    def judged(match: re.Match[str]) -> str:
        nonlocal n
        found = _left_over(match)
        n += found
        return _gap(match) if found else match[0]

    def cut_off(match: re.Match[str]) -> str:
        nonlocal n
        if match["element"].lower() not in vocabulary().parts or _is_whole(match):
            return match[0]
        n += 1
        return ""

    text = _CHAIN.sub(judged, text)
    return (_CUT_OFF.sub(cut_off, text) if "<" in text else text), n


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
