"""Lines that are a day and nothing else, but for its time and the small words around them."""

from __future__ import annotations

import re
from datetime import date

from reinschrift.languages import all_words
from reinschrift.text.date_forms import ALONE, TIME, days_in
from reinschrift.text.periods import ends_a_period, is_a_period, is_of_a_life
from reinschrift.text.words import WRITTEN_WORD

_BEFORE = re.compile(r"(?:[^\s\d]{0,12}[:,.]? ?){0,2}(?:\| ?)?")
"""Two words at most, as in “Stand: Montag, 12. Mai 2024”; a bar behind them is no word."""
_TIME = re.compile(rf"[\s,|T–-]*{TIME}")
_WORD = re.compile(WRITTEN_WORD)
_SIGNS = frozenset(" ,|()")


def is_day(line: str) -> bool:
    """Say whether a line is a day, with two words before it at most and its time behind it.

    >>> is_day("Montag, 12. Mai 2024, 14:30 Uhr"), is_day("Am 12. Mai 2024 kamen"), is_day("12. Affen 2024")
    (True, False, False)
    """
    found = list(days_in(line, ALONE, month_first=False))
    if not found or _is_a_time(line, found):
        return False
    match = found[0][1]
    before, after = line[: match.start()], _TIME.sub("", line[match.end() :], count=1)
    words = _WORD.findall(after)
    if not _BEFORE.fullmatch(before) or is_of_a_life(before) or ends_a_period(before):
        return False
    return set(_WORD.sub("", after)) <= _SIGNS and all(word.lower().strip(".") in _small_words() for word in words)


def _is_a_time(line: str, found: list[tuple[date, re.Match[str]]]) -> bool:
    """Say whether the first two days of a line are the ends of a time of more than a year, such as a life."""
    if len(found) < 2:  # noqa: PLR2004  # two ends
        return False
    (first, left), (last, right) = found[:2]
    return is_a_period(first, line[left.end() : right.start()], last)


def _small_words() -> frozenset[str]:
    """Return the words that stand around a time in any language: “Uhr”, “pm”, “h”."""
    return all_words("metadata", "fillers")
