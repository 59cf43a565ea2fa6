"""Which dates are ends of a time, or days of a birth and a death: none of them says when a text was published."""

from __future__ import annotations

import re
from datetime import date

from reinschrift.languages import all_words, one_of_words

DASH = re.compile(r"\s*[-‐-―−]\s*")
OLD_YEAR = re.compile(r"(?<!\d)1[0-8]\d\d\)?\s*[-‐-―−]\s*$")
"""A year of an older century and a dash: what stands behind is the end of a life or of a time."""
BEFORE_PAGES = r"\b1([0-8]\d\d|9[0-8]\d)\b"
"""A year, for RE2, in which there was no page: the first is of 1991 (CERN)."""
LABEL_CHARS = 40
"""Characters of the longest label: “Date and place of birth of the author”."""
PERIOD_DAYS = 366
"""Days between two dates with a dash from which on they are a life or a time; no issue and no meeting lasts a year."""

CELLS = re.compile(r"\s*\|\s*")
"""What stands between the cells of a row of a table that is a line of text."""
MOST_LABEL_WORDS, SMALL_WORD = 4, 3
"""Words of the longest label that needs no table around it (“Date of birth”), and letters of its small words."""

_NUMBER, _YEAR = re.compile(r"\d"), re.compile(r"(?<!\d)1\d{3}(?!\d)|(?<!\d)20\d\d(?!\d)")
_LIFE = all_words("metadata", "life")
_OF_DATES = all_words("metadata", "published")
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


def names_a_life(line: str) -> bool:
    """Say whether a line's first number follows a sign or word of a birth or a death, and a year is in it."""
    first = _NUMBER.search(line)
    return first is not None and _YEAR.search(line) is not None and is_of_a_life(line[: first.start()])


def is_label_of_a_life(line: str) -> bool:
    """Say whether a line is the label of a birth or a death (`Born`, `Date of death:`), whose day stands below."""
    return len(line) <= LABEL_CHARS and is_of_a_life(line)


def is_sure_label_of_a_life(line: str) -> bool:
    """Say whether a line is such a label whatever stands around it: no headline ends so (`A star is born`)."""
    if not is_label_of_a_life(line):
        return False
    others = re.findall(r"[^\W\d_]+", _SIGN.split(line)[0].lower())
    is_plain = all(len(word) <= SMALL_WORD or word in _OF_DATES for word in others)
    return is_plain and len(others) < MOST_LABEL_WORDS


def is_day_of_a_life(row: str, above: str, start: int) -> bool:
    """Say whether the day at `start` of a row is a birth's or a death's by its label.

    That is the row above, the first cell of its own row, or the cell above it: the head of a table's column.
    """
    cells, heads = CELLS.split(row), CELLS.split(above)
    number = len(CELLS.findall(row[:start]))
    if number > 0 and is_label_of_a_life(cells[0]):
        return True
    head = heads[number] if len(cells) == len(heads) else above if len(heads) == 1 else ""
    return is_label_of_a_life(head)
