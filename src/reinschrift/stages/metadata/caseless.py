"""Bylines in scripts without capitals: a label, a colon, and a name of a few letters or words (“作者：王小明”)."""

from __future__ import annotations

import re
from functools import cache

from reinschrift.languages import all_words
from reinschrift.text.characters import one_in

_COLON, _BETWEEN = r"\s?[:：]\s?", r"\s*[、，,&/・]\s*"

_LABELS = "|".join(
    sorted((word for word in all_words("bylines", "before") if word.upper() == word), key=len, reverse=True)
)
_OFFICES = "|".join(
    sorted((word for word in all_words("bylines", "after") if word.upper() == word), key=len, reverse=True)
)

CASELESS_SCREEN = rf"(?:{_LABELS}) ?[:：]|[^\d\s] ?(?:{_OFFICES})(?:$|[ )）=])"
"""What a line holds that is such a byline, for RE2 over a whole column."""


def caseless_authors(line: str) -> list[str]:
    """Return the authors whom a line names behind a label, or before “기자” and the like at its end; else none."""
    labelled, called = _labelled().search(line), _called().fullmatch(line.strip())
    if called:
        return [called["name"]]
    return re.split(_BETWEEN, labelled["names"].strip()) if labelled else []


@cache
def _name() -> str:
    """Return the pattern of a name: up to four words of letters without case, or up to six such letters."""
    letter = one_in("Lo")
    marked = f"(?:{letter}|{one_in('Mn')}|{one_in('Mc')})"
    han = f"{letter}{{2,6}}"
    others = "|".join(sorted(word for word in all_words("metadata", "no_names") if word.upper() == word))
    return rf"(?!{others})(?:{marked}{{2,}}(?:[ ·]{marked}{{2,}}){{1,3}}|{han})"


@cache
def _labelled() -> re.Pattern[str]:
    """Return the pattern of a label and the names behind it, up to a sign, a gap or the line's end."""
    names = rf"(?P<names>{_name()}(?:{_BETWEEN}{_name()}){{0,4}})"
    return re.compile(rf"(?:^|[\s|｜/\[【(（])(?:责任|責任)?(?:{_LABELS}){_COLON}{names}(?=$|\s|[|｜\]】)）])")


@cache
def _called() -> re.Pattern[str]:
    """Return the pattern of a line that is a name and then an office, as Korean and Japanese have it."""
    address = r"(?:\s*[=(（]?\s*\S+@\S+)?"
    return re.compile(rf"[\[【(（]?(?P<name>{one_in('Lo')}{{2,6}})\s(?:{_OFFICES})[)）\]】]?{address}")
