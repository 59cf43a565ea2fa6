"""Dates in a line, with what the line says of them; and which lines are date lines."""

from __future__ import annotations

import datetime as dt
import re
from itertools import pairwise
from typing import NamedTuple

from reinschrift.languages import all_words
from reinschrift.stages.metadata.words import words
from reinschrift.text.date_forms import IN_TEXT, TIME, days_in
from reinschrift.text.periods import ends_a_period, is_a_period, is_of_a_life
from reinschrift.text.words import WRITTEN_WORD

LIFE_DAYS = 15 * 365
"""Days between two dates of a line from which on they are those of a life: no page is updated so late."""

MOST_NAME_WORDS = 4
"""Words beside a date, in the same piece of a line, that can be a name (“Von Anna Maria Schmidt 12.05.2024”)."""

_NAME_PARTICLES = all_words("metadata", "first_particles")

_MARKS = all_words("metadata", "author_marks")

_SECTION = all_words("metadata", "before_section")
"""Words between an author and a section: “Dec 08, 2019 by Stephen Bay in Growth”."""

_OTHER_DAYS = all_words("metadata", "other_days")
"""Words before a date that is the day of something else: of a visit to another page, an event, a deadline."""

_TIME = re.compile(TIME)
_STAMP = re.compile(r"[T ]\d\d:\d\d:\d\d(?!\d)")
"""A time to the second behind a date: no one announces an event so, programs stamp what they publish."""

_SEPARATORS = re.compile(r"\s[–—/-]\s|(?<=\w)[–—-]\s(?=\d|$)|//|[|•·,;()\[\]]|\n")
_WORD = re.compile(rf"{WRITTEN_WORD}|\d+")


class Date(NamedTuple):
    """A date in a line: what day, where in the line, and whether the line says that it is the day of an update."""

    day: dt.date
    start: int
    end: int
    is_published: bool
    is_updated: bool


def find_dates(line: str, *, month_first: bool = False) -> list[Date]:
    """Return the dates in a line, in order; `month_first` says how `03/04/2024` is to be read (2024-03-04)."""
    found = []
    past = 0
    for day, match in days_in(line, IN_TEXT, month_first=month_first):
        label = [word.lower().strip(".:") for word in _WORD.findall(line[past : match.start()])]
        before = line[past : match.start()]
        if is_of_a_life(before) or ends_a_period(before) or not _OTHER_DAYS.isdisjoint(label):
            past = match.end()
            continue
        is_updated = any(word in words().updated for word in label)
        is_published = any(word in words().published for word in label) and not is_updated
        found.append(Date(day, match.start(), match.end(), is_published, is_updated))
        past = match.end()
    return [] if _is_a_life(found) else _without_periods(line, found)


def _without_periods(line: str, dates: list[Date]) -> list[Date]:
    """Return the dates of a line but those that are the two ends of a time of more than a year."""
    ends = {
        date.start
        for first, last in pairwise(dates)
        if is_a_period(first.day, line[first.end : last.start], last.day)
        for date in (first, last)
    }
    return [date for date in dates if date.start not in ends]


def _is_a_life(dates: list[Date]) -> bool:
    """Say whether a line's dates lie so far apart as the days of a life do, and no edition's."""
    days = [date.day for date in dates if not (date.is_published or date.is_updated)]
    return len(days) == 2 and abs((days[1] - days[0]).days) > LIFE_DAYS  # noqa: PLR2004  # birth and death


def _labels() -> frozenset[str]:
    """Return the words that may stand around a date without telling anything else."""
    known = words()
    return known.weekdays | known.published | known.updated | known.fillers


def _is_pure(segment: str) -> bool:
    """Say whether a piece of a line holds nothing but dates, times, the words around them, and perhaps a name."""
    rest = _TIME.sub(" ", IN_TEXT.sub(" ", segment))
    labels = _labels()
    left = [word for word in _WORD.findall(rest) if not word.isdigit()]
    while left and left[-1].lower().strip(".:-") in labels:
        left.pop()
    while left and left[0].lower().strip(".:-") in labels:
        left.pop(0)
    if not left:
        return True
    is_byline = any(word.lower() in words().byline_heads or word.lower() in _MARKS for word in left)
    if is_byline and left[0].lower() in _SECTION:  # “Posted in Travel by Stephen Bay on Dec 08, 2019”
        heads = words().byline_heads | _MARKS
        left = left[next(place for place, word in enumerate(left) if word.lower() in heads) :]
    if is_byline and len(left) > MOST_NAME_WORDS:
        at = next((place for place, word in enumerate(left) if place and word.lower() in _SECTION), len(left))
        left = left[:at] if len(left) - at <= MOST_NAME_WORDS else left
    # In a name “der” and “den” follow “von” or “van”; in “Ergebnisse der Wahl” they do not.
    is_name = len(left) > 1 and all(word[0].isupper() or word in _NAME_PARTICLES for word in left)
    return len(left) <= MOST_NAME_WORDS and (is_byline or is_name)


def is_date_line(line: str, dates: list[Date]) -> bool:
    """Say whether a line with `dates` tells when the text was published, rather than a story with a day in it.

    So it is if what stands between separators (commas, bars, dots, dashes, brackets) around a date is nothing but
    the date: “12. Mai 2024, 14:30 Uhr”, “Politik | Stand: 12.05.2024”, “Von Anna Schmidt, Berlin – 12.05.2024”.
    """
    if not dates or line.rstrip().endswith(("?", "!", ":")) or line.lstrip().startswith(":"):
        return False  # a colon begins the value of a definition, whose name stands above
    first = dates[0]
    if first.start == 0 and _STAMP.match(line[first.end :]):
        return True
    for date in dates[1:]:
        line = line[: date.start] + "0" * (date.end - date.start) + line[date.end :]
    # A comma may stand within a date (“May 12, 2024”): look for the segment's ends outside it.
    left = max((match.end() for match in _SEPARATORS.finditer(line, 0, first.start)), default=0)
    right = next((match.start() for match in _SEPARATORS.finditer(line, first.end)), len(line))
    return _is_pure(line[left:right])


def share_of_date(line: str) -> float:
    """Return the share of a line's letters and digits that its dates, times and their labels take, 0 to 1."""
    total = sum(character.isalnum() for character in line)
    rest = _TIME.sub(" ", IN_TEXT.sub(" ", line))
    left = sum(len(word) for word in _WORD.findall(rest) if word.lower().strip(".:-") not in _labels())
    return (total - left) / total if total else 0.0


def without_days(line: str) -> str:
    """Return a line with a comma in place of each date and time."""
    return _TIME.sub(" , ", IN_TEXT.sub(" , ", line))
