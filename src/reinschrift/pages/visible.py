"""What a reader sees of a page's title, author and date: headings, bylines and date lines around its content."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from reinschrift.pages.blocks.hints import HINT_NAMES
from reinschrift.pages.blocks.page import B_DIGITS, B_ROW, B_TAG, N_BLOCKS, Page
from reinschrift.pages.blocks.tags import NAMES
from reinschrift.pages.wording import BYLINE, BYLINE_IN, PUBLISHED, UPDATED
from reinschrift.settings.stages import LinesSettings
from reinschrift.text.addresses import split_address
from reinschrift.text.date_forms import IN_TEXT, days_in
from reinschrift.text.dates import puts_month_first, read_date
from reinschrift.text.periods import (
    ends_a_period,
    is_a_period,
    is_label_of_a_life,
    is_of_a_life,
    is_sure_label_of_a_life,
)

_FOREIGN_DIGIT = re.compile(r"[^\D0-9]")
DATE_DIGITS = 4
"""No date has fewer digits: 1.2.24."""
URL_DATE = re.compile(r"/((?:19|20)\d\d)[/-](\d{1,2})[/-](\d{1,2})(?:[/_.-]|$)|/((?:19|20)\d\d)(\d\d)(\d\d)(?=[/_.-])")
_BEHIND_PATH = re.compile("[?#]")
DATE_LINE_CHARS = 160
BYLINE_CHARS = 120
VALUES = frozenset({"td", "th", "dd"})
"""Tags of what stands behind a label."""
TITLES = frozenset({"h1", "h2"})
"""Tags of what may be a title, which is no label."""
ABOVE, BELOW = 14, 4
"""Blocks above the first and below the last piece of content in which a date line or byline is looked for."""
FIRST_WEB_YEAR = 1995
_HINT = {name: 1 << number for number, name in enumerate(HINT_NAMES)}
_COMMENTS = _HINT["comments"] | _HINT["thread"]
FOOTER = _HINT["footer"]
"""The bit of the hint that something is a page's foot."""
CONTENT: float = LinesSettings.model_fields["min_markup_content"].default


class Line(NamedTuple):
    """A block of a page that may say something of it."""

    number: int
    tag: str
    hints: int
    """The bits of the hints of the elements next around it."""
    content: float
    text: str
    digits: int
    """How many of its characters are ASCII digits."""
    head: str = ""
    """What stands above it in the head of a table."""

    @property
    def may_name_day(self) -> bool:
        """Whether there are digits enough for a date."""
        return self.digits >= DATE_DIGITS or (not self.text.isascii() and _FOREIGN_DIGIT.search(self.text) is not None)


def lines_of(page: Page, texts: list[str], scores: Iterable[float]) -> list[Line]:
    """Return the blocks of a page as lines."""
    blocks, near = page.blocks[: page.state[N_BLOCKS]], page.hints[: page.state[N_BLOCKS], 0].tolist()
    tags = [NAMES[tag] for tag in blocks[:, B_TAG].tolist()]
    plain = [" ".join(text.split()) for text in texts]
    heads = _heads(tags, blocks[:, B_ROW].tolist(), plain)
    return list(map(Line, range(len(tags)), tags, near, scores, plain, blocks[:, B_DIGITS].tolist(), heads))


def _heads(tags: list[str], rows: list[int], texts: list[str]) -> list[str]:
    """Return for each block the head of its column; empty where it stands in no table that has one."""
    heads, head, start = [""] * len(rows), [""], 0
    while start < len(rows):
        end = start + 1
        while end < len(rows) and rows[end] == rows[start] != 0:
            end += 1
        if rows[start] == 0:
            head = []
        elif all(tag == "th" for tag in tags[start:end]):
            head = texts[start:end]
        elif len(head) == end - start:
            heads[start:end] = head
        start = end
    return heads


def find_dates(lines: list[Line], language: str | None) -> list[tuple[int, date, str]]:
    """Return the days in date lines near the content: rank (lower is better), day, and the line."""
    rows = [line.number for line in lines if line.content >= CONTENT and len(line.text) > DATE_LINE_CHARS // 2]
    first, last = (rows[0], rows[-1]) if rows else (0, 0)
    month_first = puts_month_first(language or "de")
    found = []
    for above, line in zip([None, *lines], lines, strict=False):
        if len(line.text) > DATE_LINE_CHARS or not line.may_name_day or line.hints & _HINT["embed"]:
            continue  # the day of an embedded post is another day
        found_day = _day_of_line(line.text, month_first=month_first)
        if found_day is None or is_label_of_a_life(line.head) or (above and _is_label_of_a_life(above, line)):
            continue
        day, match = found_day
        rank = _rank(line, first, last, len(match[0]))
        found.append((rank, day, line.text))
    return sorted(found, key=lambda each: each[0])


def _is_label_of_a_life(above: Line, line: Line) -> bool:
    """Say whether a block is the label of a birth or a death for the next one: in tables it is a block of its own."""
    if line.tag in VALUES:
        return is_label_of_a_life(above.text)
    return above.tag not in TITLES and is_sure_label_of_a_life(above.text)


def _day_of_line(text: str, *, month_first: bool | None) -> tuple[date, re.Match[str]] | None:
    """Return the first day of a line, unless it is too long ago, or one end of a life or of a time of over a year."""
    days = list(days_in(text, IN_TEXT, month_first=month_first))
    if not days or days[0][0].year < FIRST_WEB_YEAR:
        return None
    (day, match), before = days[0], text[: days[0][1].start()]
    if ends_a_period(before) or is_of_a_life(before):
        return None
    if len(days) > 1 and is_a_period(day, text[match.end() : days[1][1].start()], days[1][0]):
        return None
    return day, match


def _rank(line: Line, first: int, last: int, length: int) -> int:
    """Return how likely a date line is that of the article: 0 is best."""
    rank = 0
    if line.number < first:
        rank += (first - line.number) // 3 if first - line.number <= ABOVE else 12 + (first - line.number) // 8
    elif line.number > last:
        rank += 4 + (line.number - last) if line.number - last <= BELOW else 20 + (line.number - last) // 8
    else:
        rank += 3
    rank -= 3 * bool(line.hints & (_HINT["date"] | _HINT["author"]))
    rank += 8 * bool(line.hints & (_COMMENTS | _HINT["related"] | _HINT["aside"] | _HINT["footer"]))
    rank += 4 * bool(UPDATED.search(line.text)) - 2 * bool(PUBLISHED.search(line.text))
    return rank + (len(line.text) > length + 60) * 4


def day_of_address(url: str | None) -> date | None:
    """Return the day in the path of an address such as /2024/05/31/, if there is one."""
    address = split_address(url)
    match = URL_DATE.search(address.path if address else _BEHIND_PATH.split(url or "")[0])
    if not match:
        return None
    year, month, day = match.groups()[:3] if match[1] else match.groups()[3:]
    return read_date(f"{year}-{int(month):02}-{int(day):02}")


def find_bylines(lines: list[Line]) -> list[tuple[str, str]]:
    """Return the texts that name authors near the content, best first, each with where it stands."""
    rows = [line.number for line in lines if line.content >= CONTENT and len(line.text) > DATE_LINE_CHARS // 2]
    first, last = (rows[0], rows[-1]) if rows else (0, 0)
    found = []
    for line in lines:
        if not first - ABOVE <= line.number <= last + BELOW or len(line.text) > BYLINE_CHARS:
            continue
        if line.hints & _COMMENTS:
            continue
        match = BYLINE.match(line.text)
        marked = bool(line.hints & _HINT["author"])
        if match:
            found.append((0 if marked else 1, match["names"], "byline"))
        elif (
            line.may_name_day and IN_TEXT.search(line.text) and (inside := BYLINE_IN.search(IN_TEXT.sub("", line.text)))
        ):
            found.append((1, inside["names"], "date line"))
        elif marked and line.number <= last + 2:
            found.append((2, line.text, "block author"))
    return [(text, where) for _, text, where in sorted(found, key=lambda each: each[0])]
