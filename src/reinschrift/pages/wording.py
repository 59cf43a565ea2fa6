"""The patterns of bylines and date lines on pages, made of the words that the languages' files have for them.

What lines of text say as well stands in the section `metadata`; the section `pages` has what is only read on pages. The
`desks` of `metadata` are not asked: a page that names its desk as the author has no other, a line of text is no author.
"""

from __future__ import annotations

import re
from functools import partial

from reinschrift.languages import all_words, one_of_patterns, one_of_words
from reinschrift.text.characters import one_in

_any, _words = partial(one_of_patterns, "pages"), partial(one_of_words, "metadata")

_JOINTS = "|".join(
    sorted((all_words("metadata", "joints") | all_words("pages", "joints")) - all_words("pages", "no_joints"))
)
_MARKS = f"{_words('author_marks')}|{_any('byline_marks')}"
UPDATED = re.compile(rf"(?i)\b(?:{_words('updated')})\b|{_any('updated')}")
PUBLISHED = re.compile(rf"(?i)\b(?:{_words('published')})\b|{_any('published')}")
BYLINE = re.compile(
    rf"(?i)^(?:(?:{_any('byline_kinds')}|{_words('byline')})\s*:?\s*)?"
    rf"(?:(?:{_MARKS})|(?:{_words('byline_heads')}):)\s*:?\s+(?P<names>.+)$"
)
BYLINE_IN = re.compile(
    rf"(?i:\b(?:{_words('author_marks')})\s+)(?P<names>[^|,·:]{{3,50}}?)\s*(?:$|[|,·]|(?i:\b(?:{_any('line_ends')})\b))"
)
NAME_DIVIDER = re.compile(rf"\s*(?:;|/|\||•|·|\n| & | (?:{_JOINTS}) )\s*|,\s+")
NOT_NAMES = re.compile(
    rf"(?i)https?:|www\.|@|\d|{_any('no_name_beginnings')}|^(?:{_any('no_names')}|{_words('no_names')})$"
)
CREDITS = re.compile(
    rf"(?i)^(?:(?:{_any('credits')}|{_words('byline')})\b\s*:?\s*)*(?:(?:{_MARKS})(?:\b|(?-i:(?={one_in('Lu')})))\s*:?\s*)?|"
    rf"\s+(?:{_any('after_names')})\b.*$|\s*\(.*?\)|\s*[,·|–-]?\s*\d.*$"
)
