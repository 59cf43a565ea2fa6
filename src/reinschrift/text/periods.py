"""Which dates are ends of a time, or days of a birth and a death: none of them says when a text was published."""

from __future__ import annotations

import re
from datetime import date

from reinschrift.languages import all_words, one_of_words

DASH = re.compile(r"\s*[-‐-―−]\s*")
OLD_YEAR = re.compile(r"(?<!\d)1[0-8]\d\d\)?\s*[-‐-―−]\s*$")
"""A year of an older century and a dash: what stands behind is the end of a life or of a time."""
LABEL_CHARS = 40
"""Characters of the longest label: “Date and place of birth of the author”."""
PERIOD_DAYS = 366
"""Days between two dates with a dash from which on they are a life or a time; no issue and no meeting lasts a year."""

_LIFE = all_words("metadata", "life")
_SIGNS = "".join(sorted(re.escape(sign) for sign in _LIFE if not sign[0].isalpha()))
_SIGN = re.compile(
    rf"([{_SIGNS}]|[^\W\d_]+)\.?[\s:|]*(?:{one_of_words('metadata', 'before_day')})?[:\s]*$", re.IGNORECASE
)
"""The last sign or word before a date: where it is one of `life` in a language, the date is a birth's or a death's."""


def ends_a_period(before: str) -> bool:
    """Say whether a date that stands behind these words is the end of a life or of a time: `(3 March 1871 – `."""
    return OLD_YEAR.search(before) is not None


def is_a_period(first: date, between: str, last: date) -> bool:
    """Say whether two days, and what stands between them, are a time of more than a year, such as a life."""
    return DASH.fullmatch(between) is not None and (last - first).days > PERIOD_DAYS


def is_of_a_life(before: str) -> bool:
    """Say whether a date behind these words is somebody's birth or death: `* 3. Mai 1931`, `born May 3, 1931`."""
    sign = _SIGN.search(before)
    return sign is not None and sign[1].lower() in _LIFE


def is_label_of_a_life(line: str) -> bool:
    """Say whether a line is the label of a birth or a death (`Born`, `Date of death:`), whose day stands below."""
    return len(line) <= LABEL_CHARS and is_of_a_life(line)
