"""The patterns of bylines and date lines on pages, made of the words that the languages' files have for them."""

from __future__ import annotations

import re
from functools import partial

from reinschrift.languages import one_of_patterns

_any = partial(one_of_patterns, "pages")

UPDATED = re.compile(rf"(?i){_any('updated')}")
PUBLISHED = re.compile(rf"(?i){_any('published')}")
BYLINE = re.compile(
    rf"(?i)^(?:(?:{_any('byline_kinds')})\s*:?\s*)?(?:(?:{_any('byline_marks')})|(?:{_any('byline_labels')}):)\s*:?\s+"
    r"(?P<names>.+)$"
)
BYLINE_IN = re.compile(
    rf"(?i:\b(?:{_any('line_marks')})\s+)(?P<names>[^|,·:]{{3,50}}?)\s*(?:$|[|,·]|(?i:\b(?:{_any('line_ends')})\b))"
)
NAME_DIVIDER = re.compile(rf"\s*(?:;|/|\||•|·|\n| & | (?:{_any('name_joints')}) )\s*|,\s+")
NOT_NAMES = re.compile(rf"(?i)https?:|www\.|@|\d|{_any('no_name_beginnings')}|^(?:{_any('no_names')})$")
CREDITS = re.compile(
    rf"(?i)^(?:(?:{_any('credits')})\b\s*:?\s*)*(?:(?:{_any('byline_marks')})(?:\b|(?-i:(?=[A-ZÄÖÜ])))\s*:?\s*)?|"
    rf"\s+(?:{_any('after_names')})\b.*$|\s*\(.*?\)|\s*[,·|–-]?\s*\d.*$"
)
