"""Reads the dates that raw records state, in the many forms they are written in."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import lru_cache

from reinschrift.text.date_forms import EAST_ASIAN, FIRST_YEAR, LAST_YEAR, STATED, days_in, plausible_day

COMPACT = re.compile(r"(\d{4})[-/.]?(\d{2})[-/.]?(\d{2})(?!\d)")
"""A date as ISO 8601 writes it, without hyphens as well."""
EPOCH = re.compile(r"-?\d{9,10}(?:\.\d+)?|\d{12,13}|\d{15,16}")
EPOCH_UNITS = {9: 1, 10: 1, 12: 1_000, 13: 1_000, 15: 1_000_000, 16: 1_000_000}


@lru_cache(maxsize=1 << 16)
def read_date(written: str, language: str | None = None) -> date | None:
    """Return the day that `written` states, as it stands there (no time zone is applied), or none if it is unclear.

    `03/04/2024` is clear only with a language: the month comes first in `en-US`, the day in any other but bare `en`.
    Seconds, milliseconds and microseconds since 1970 are days in UTC.
    """
    text = " ".join(written.split())
    if EPOCH.fullmatch(text):
        moment = _since_1970(text)
        return plausible_day(moment.year, moment.month, moment.day)
    if found := COMPACT.match(text):
        return plausible_day(*map(int, found.groups()))
    if found := EAST_ASIAN.search(text):
        return plausible_day(*map(int, found.groups()))
    return next((day for day, _ in days_in(text, STATED, month_first=puts_month_first(language))), None)


def puts_month_first(language: str | None) -> bool | None:
    """Return whether the month comes first in a language's dates of digits alone, None where both are usual."""
    return None if language in {None, "en"} else language == "en-US"


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


def _since_1970(text: str) -> datetime:
    whole = text.lstrip("-").partition(".")[0]
    moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=float(text) / EPOCH_UNITS[len(whole)])
    return moment.replace(microsecond=0)
