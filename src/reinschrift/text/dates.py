"""Reads the dates that raw records state, in the many forms they are written in."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import lru_cache

from reinschrift.languages import months

FIRST_YEAR, LAST_YEAR = 1500, 2100  # print began before, but what claims so in a record is a slip
ISO = re.compile(r"(\d{4})[-/.]?(\d{2})[-/.]?(\d{2})(?!\d)")
SPACED_ISO = re.compile(r"(\d{4})[-/.] ?(\d{1,2})[-/.] ?(\d{1,2})(?!\d)")
NUMERIC = re.compile(r"(\d{1,2})([./-]) ?(\d{1,2})[./-] ?(\d{4})(?!\d)")
DAY_MONTH = re.compile(
    r"(\d{1,2})(?:\.|st|nd|rd|th|er|º)?\s*(?:de\s+)?([^\W\d_]{3,})\.?,?\s*(?:de[l]?\s+)?(\d{4})(?!\d)",
    re.IGNORECASE,
)
MONTH_DAY = re.compile(r"([^\W\d_]{3,})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})(?!\d)", re.IGNORECASE)
EPOCH = re.compile(r"-?\d{9,10}(?:\.\d+)?|\d{12,13}|\d{15,16}")
EPOCH_UNITS = {9: 1, 10: 1, 12: 1_000, 13: 1_000, 15: 1_000_000, 16: 1_000_000}
SHORTEST_BEGINNING = 3
"""Letters of a month's name that may stand for the whole (`Janu.`), if only one month begins so."""


@lru_cache(maxsize=1 << 16)
def read_date(written: str, language: str | None = None) -> date | None:
    """Return the day that `written` states, as it stands there (no time zone is applied), or none if it is unclear.

    `03/04/2024` is clear only with a language: the month comes first in `en-US`, the day in any other but bare `en`.
    Seconds, milliseconds and microseconds since 1970 are days in UTC.
    """
    text = written.strip()
    if EPOCH.fullmatch(text):
        return _plausible(_since_1970(text))
    for pattern, order in ((ISO, (1, 2, 3)), (SPACED_ISO, (1, 2, 3))):
        if found := pattern.match(text):
            return _day(*(found[group] for group in order))
    if found := NUMERIC.search(text):
        return _numeric(found, language)
    if found := DAY_MONTH.search(text):
        return _named(found[3], found[2], found[1])
    if found := MONTH_DAY.search(text):
        return _named(found[3], found[1], found[2])
    return None


@lru_cache(maxsize=1 << 16)
def read_time(written: str) -> datetime | None:
    """Return the moment that `written` states, in UTC; a time without a zone is UTC, a day alone its midnight."""
    text = written.strip()
    if EPOCH.fullmatch(text):
        return _since_1970(text)
    moment: datetime | None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        try:
            moment = parsedate_to_datetime(text)
        except ValueError:
            day = read_date(text)
            moment = datetime(day.year, day.month, day.day, tzinfo=UTC) if day else None
    if moment is None or not FIRST_YEAR < moment.year < LAST_YEAR:
        return None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def _since_1970(text: str) -> datetime | None:
    whole = text.lstrip("-").partition(".")[0]
    moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=float(text) / EPOCH_UNITS[len(whole)])
    return moment.replace(microsecond=0)


def _numeric(found: re.Match[str], language: str | None) -> date | None:
    first, mark, second, year = found[1], found[2], found[3], found[4]
    if mark == ".":  # with full stops the day always comes first
        return _day(year, second, first)
    days = {day for day in (_day(year, second, first), _day(year, first, second)) if day}
    if len(days) == 1:
        return days.pop()
    if language is None or language == "en":
        return None
    return _day(year, first, second) if language == "en-US" else _day(year, second, first)


def _named(year: str, month: str, day: str) -> date | None:
    number = _month(month.lower())
    return _day(year, str(number), day) if number else None


@lru_cache(maxsize=1 << 12)
def _month(name: str) -> int | None:
    """Return the number of the month that a word names in any language, in full, short, or by a clear beginning."""
    known = months()
    if name in known or len(name) < SHORTEST_BEGINNING:
        return known.get(name)
    meant = {number for form, number in known.items() if form.startswith(name)}
    return meant.pop() if len(meant) == 1 else None


def _day(year: str, month: str, day: str) -> date | None:
    try:
        return _plausible(date(int(year), int(month), int(day)))
    except ValueError:
        return None


def _plausible(day: date | datetime | None) -> date | None:
    if day is None or not FIRST_YEAR < day.year < LAST_YEAR:
        return None
    return day.date() if isinstance(day, datetime) else day


DASH = re.compile(r"\s*[-‐-―−]\s*")
OLD_YEAR = re.compile(r"(?<!\d)1[0-8]\d\d\)?\s*[-‐-―−]\s*$")
"""A year of an older century and a dash: what stands behind is the end of a life or of a time."""
PERIOD_DAYS = 366
"""Days between two dates with a dash from which on they are a life or a time; no issue and no meeting lasts a year."""


def ends_a_period(before: str) -> bool:
    """Say whether a date that stands behind these words is the end of a life or of a time: `(3 March 1871 – `."""
    return OLD_YEAR.search(before) is not None


def is_a_period(first: date, between: str, last: date) -> bool:
    """Say whether two days, and what stands between them, are a time of more than a year, such as a life."""
    return DASH.fullmatch(between) is not None and (last - first).days > PERIOD_DAYS
