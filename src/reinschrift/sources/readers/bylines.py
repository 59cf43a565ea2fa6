"""Authors in fields of records without the words of a byline around the name: “By”, “Von”, “作者：”."""

from __future__ import annotations

import re

import pyarrow as pa
import pyarrow.compute as pc

from reinschrift.columns import matching, one_chunk
from reinschrift.languages import all_words, one_of_words
from reinschrift.text.names import BETWEEN, joined

_KINDS, _BEFORE = one_of_words("metadata", "byline"), one_of_words("bylines", "before")
_MARKS, _AFTER = one_of_words("metadata", "author_marks"), one_of_words("bylines", "after")
_WORDS = "|".join(word for word in _BEFORE.split("|") if len(word) > 1)
"""Without those of one character, which begin names as well where no sign parts them."""
_HEADS = rf"(?:{_KINDS}|{_MARKS}|{_BEFORE})"
_SCREEN = rf"(?i)^\s*{_HEADS}(?:[^\pL]|$)|(?:{_AFTER})[)）]?\s*$|^\s*(?:{_BEFORE})"
_LABELLED = re.compile(rf"(?i)\s*(?:{_HEADS}\s+){{0,3}}{_HEADS}\s*[:：/／・|]\s*(?=[^\W\d_])")
_MARKED = re.compile(
    rf"(?i)\s*(?P<kinds>(?:{_KINDS})\s+)?(?:(?:{_KINDS})\s+){{0,2}}(?P<mark>{_MARKS}|{_WORDS})\s+(?=[^\W\d_])"
)
_BEHIND = re.compile(rf"(?P<name>.*\w)\s*[（(/／・]?\s*(?:{_AFTER})[)）]?\s*")
_PARTICLES, _GIVEN = all_words("metadata", "particles"), all_words("metadata", "given_names")
LONGEST = 200
"""Characters of the longest value that is looked at; who wrote a text fits in fewer."""


def without_bylines(authors: pa.Array) -> pa.Array:
    """Return authors without what a byline says before or behind their names; only values that may be one are read."""
    screened = matching(authors, _SCREEN)
    if not screened.any():
        return authors
    may_be = pa.array(screened)
    found = [joined(map(without_byline, one.split(BETWEEN))) or one for one in pc.filter(authors, may_be).to_pylist()]
    return one_chunk(pc.replace_with_mask(authors, may_be, pa.array(found, pa.string())))


def without_byline(author: str) -> str:
    """Return a name without the words of a byline; a name that begins as one (`Von Weizsäcker`) stays whole.

    Behind a word alone that is also a particle of names, a given name and another one must follow.
    """
    if len(author) > LONGEST:
        return author
    if labelled := _LABELLED.match(author):
        return author[labelled.end() :].strip()
    marked = _MARKED.match(author)
    if marked and _is_name_behind(author[marked.end() :], marked):
        return author[marked.end() :].strip()
    behind = _BEHIND.fullmatch(author)
    return behind["name"].strip() if behind else author


def _is_name_behind(name: str, marked: re.Match[str]) -> bool:
    if name[0].islower():
        return False
    if marked["kinds"] or marked["mark"].lower() not in _PARTICLES:
        return True
    words = name.split()
    return len(words) > 1 and not words[0].endswith(",") and words[0].lower() in _GIVEN
