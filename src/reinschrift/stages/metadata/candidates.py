"""What single lines say about a document: candidates for date, author and agency, and which of them wins."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from reinschrift.columns import matching
from reinschrift.languages import all_words, one_of_patterns, one_of_words, section
from reinschrift.stages.metadata.bylines import (
    BYLINE_SCREEN,
    MOST_LABEL_WORDS,
    announces_authors,
    authors_beside,
    ends_byline,
    find_authors,
    find_desk_or_alias,
    find_group,
    is_desk,
)
from reinschrift.stages.metadata.dates import find_dates, is_date_line, share_of_date
from reinschrift.stages.metadata.head import HEAD, OPENING, TAIL, Zones
from reinschrift.stages.metadata.names import (
    AGENCY_SCREEN,
    find_agency,
    names_alone,
    names_with_office,
    unglued,
)
from reinschrift.stages.metadata.persons import is_persons
from reinschrift.stages.rows.row_form import CAPITALS, CHARS, DIGITS, WORDS
from reinschrift.text.addresses import host_of
from reinschrift.text.arrays import Flags, Rows
from reinschrift.text.date_forms import IN_TEXT_SCREEN
from reinschrift.text.names import joined
from reinschrift.text.periods import is_day_of_a_life

Value = str | dt.date

_OPENING_CHARS = 90
"""Characters of the first row of body text in which a dateline stands."""

_BEFORE_DATELINE = re.compile(
    r"^\(?(?:(?P<place>[^\W\d_][\w/.’' -]{1,40})(?: \(\w+\))?(?:, ?| [–—-] |(?<=\)) ))?"
    rf"(?:(?:{one_of_words('metadata', 'before_day')}) )?$"
)
_AFTER_DATELINE = re.compile(r"^\)?\s?(?:[(/]\s?[\w./ -]+\)?\s?)?(?:\.?[–—:|-])\s")
_ENGLISH = re.compile(rf"\b(?:{'|'.join(section('stop_words')['en'])})\b")
_DAY_FIRST = tuple(f".{domain}" for domain in sorted(all_words("dates", "day_first_domains")))


FEWEST_DIGITS, AGENCY_WORDS = 3, 8
"""Digits of the shortest date (“1. Mai 24” is none), words of the longest line that names an agency and no more."""

NEAR = 3
"""Rows between a byline and a date line that belong together."""

LONGEST_NAMES = 80
"""Characters of the longest row that holds nothing but names."""

BELOW = 1
"""The first number in the rank of a byline below the text: it is another article's as often as this one's."""

LIST_DATES = 6
"""Date lines above the body, or below it, from which they are a list and no metadata: their rows stay."""

_NO_TITLE = (
    r"^\s*[←→↑↓«‹<]|[→›>]\s*$|\S ?[»›>→] ?\S.* ?[»›>→] ?\S|^[^«]* » [^«]*$"
    rf"|(?i:\b(?:{one_of_patterns('labels', 'credits')}) ?[:/©])"
)
"""A path with its arrows, or a credit."""


class Find(NamedTuple):
    """Something that one row says about its document; of several the one with the smallest `rank` is taken."""

    document: int
    row: int
    field: str
    value: Value
    rank: tuple[int, ...]
    text: str
    share: float
    """Share of the row that is metadata and nothing else; 0 for a date line that is one of a list."""


class Candidates(NamedTuple):
    """The rows of a batch in whose text metadata may stand, and what is known of each."""

    documents: Rows
    zones: Zones
    is_body: Flags
    texts: pa.Array
    is_marked: Flags
    """The line classifier took the row for a date line or a byline."""

    @property
    def begins(self) -> Flags:
        """Which rows are the first of their document: neighbours of other documents say nothing."""
        first: Flags = np.diff(self.documents, prepend=-1) != 0
        return first


def screened(candidates: Candidates, mask: Flags, pattern: str, n_chars: int) -> Iterable[tuple[int, str]]:
    """Yield row number and text of the rows in `mask` whose first `n_chars` characters match an RE2 pattern."""
    rows = np.flatnonzero(mask)
    texts = pc.utf8_slice_codeunits(candidates.texts.take(pa.array(rows)), 0, n_chars)
    hits = np.flatnonzero(matching(texts, pattern))
    return zip(rows[hits].tolist(), texts.take(pa.array(hits)).to_pylist(), strict=True)


def may_name(shapes: Rows) -> Flags:
    """Return the rows that hold a capital, or are short enough to announce the next row's names: “written by”."""
    rows: Flags = (shapes[:, CAPITALS] > 0) | (shapes[:, WORDS] <= MOST_LABEL_WORDS)
    return rows


def reads_month_first(text: str, url: str | None) -> bool:
    """Say whether `03/04/2024` is the fourth of March here: an English text, not of a British or Irish … address."""
    n_words = max(1, len(text.split()))  # what blanks part is enough where English is asked for
    return len(_ENGLISH.findall(text)) > n_words // 12 and not (host_of(url) or "").endswith(_DAY_FIRST)


def find_all(candidates: Candidates, shapes: Rows, documents: pa.Table, longest_line: int) -> list[Find]:
    """Return everything the candidate rows say, in the order of rows."""
    zones, is_body = candidates.zones, candidates.is_body
    short = (shapes[:, CHARS] <= longest_line) & ~is_body & (zones > 0)
    with_digits, with_names = short & (shapes[:, DIGITS] >= FEWEST_DIGITS), short & may_name(shapes)
    opening = (zones == OPENING) & is_body
    opening[1:] &= (zones[:-1] != OPENING) | candidates.begins[1:]  # only the first row of the body
    finds: list[Find] = []
    for row, line in screened(candidates, with_digits, IN_TEXT_SCREEN, longest_line):
        finds += _dates_of(candidates, documents, row, line)
    finds = _without_lists(candidates, finds)
    dated = {find.row for find in finds}
    finds += _authors_of([find for find in finds if find.rank[0] == 0])
    for row, line in screened(candidates, opening, IN_TEXT_SCREEN, _OPENING_CHARS):
        finds += _dateline_of(candidates, row, line)
    for row, line in screened(candidates, with_names, BYLINE_SCREEN, longest_line):
        finds += _byline_of(candidates, row, line, dated) or _announced_by(candidates, row, line, dated)
    finds += _agencies_of(candidates, short & (shapes[:, WORDS] <= AGENCY_WORDS), opening, longest_line)
    return finds


def _byline_of(candidates: Candidates, row: int, line: str, dated: set[int]) -> list[Find]:
    """Return the authors of a byline; names that are nobody's known name count beside a date or after a colon."""
    loose = unglued(line)
    is_near = _is_near(candidates, row, row, dated)
    authors = find_authors(loose) or (find_group(loose) if is_near or ":" in loose else [])
    is_sure = ":" in loose or "：" in loose or any(map(is_persons, authors)) or is_near
    if not authors or not is_sure:
        return []
    share = (sum(map(len, authors)) + 6) / len(loose) + share_of_date(loose)
    number = int(candidates.documents[row])
    return [Find(number, row, "author", joined(authors), _rank(candidates, row), line, min(1.0, share))]


def _announced_by(candidates: Candidates, row: int, line: str, dated: set[int]) -> list[Find]:
    """Return the authors of the row below one that says “Von”, “Written by” or “Autor:” and nothing else."""
    below = row + 1
    authors = names_below(candidates, row, line, known=not _is_near(candidates, row, below, dated))
    if not authors:
        return []
    document, value, rank = int(candidates.documents[row]), joined(authors), _rank(candidates, row)
    rows = ((below, candidates.texts[below].as_py()), (row, line))
    return [Find(document, at, "author", value, (*rank, at), of, 1.0) for at, of in rows]


def names_below(candidates: Candidates, row: int, line: str, *, known: bool) -> list[str]:
    """Return the names that stand alone in the row below `line`, if that announces authors and nothing else.

    Each begins with a given name that is known, if such are wanted.
    """
    documents, below = candidates.documents, row + 1
    if not announces_authors(line) or below == len(documents) or documents[below] != documents[row]:
        return []
    text = unglued(candidates.texts[below].as_py())
    if len(text) > LONGEST_NAMES:
        return []
    if is_desk(text):
        return [text]
    may_be_alias = ":" in line or not known
    return (
        names_alone(text, known=known) or names_with_office(text) or (find_desk_or_alias(text) if may_be_alias else [])
    )


def _is_near(candidates: Candidates, first: int, last: int, dated: set[int]) -> bool:
    """Say whether a date of the same document stands in these rows or near them."""
    document = candidates.documents[first]
    return any(at in dated and candidates.documents[at] == document for at in range(first - NEAR, last + NEAR + 1))


def _without_lists(candidates: Candidates, dates: list[Find]) -> list[Find]:
    """Return the date lines, with a share of 0 where they make a list.

    A list of dates would otherwise be read as a head again and again, each time by as many rows as a head has.
    """
    ends = [(find.document, bool(candidates.zones[find.row] == TAIL)) for find in dates]
    counts = Counter(ends)
    return [
        find._replace(share=0.0) if counts[end] >= LIST_DATES else find for find, end in zip(dates, ends, strict=True)
    ]


def _rank(candidates: Candidates, row: int) -> tuple[int, ...]:
    """Return the rank of a find by its place alone: above the text before below it, then the first."""
    return (int(candidates.zones[row] == TAIL), row)


def _dates_of(candidates: Candidates, documents: pa.Table, row: int, line: str) -> list[Find]:
    """Return the date that a short row names, if the row is a date line; the day of publication before an update's."""
    document = int(candidates.documents[row])
    month_first = "/" in line and reads_month_first(
        documents["text"][document].as_py()[:2000], documents["url"][document].as_py()
    )
    dates = find_dates(loose := unglued(line), month_first=month_first)
    if not dates or not (candidates.is_marked[row] or is_date_line(loose, dates) or ends_byline(loose, dates)):
        return []
    above = candidates.texts[row - 1].as_py() if row and candidates.documents[row - 1] == document else ""
    best = min(dates, key=lambda date: (date.is_updated, not date.is_published, date.start))
    if is_day_of_a_life(loose, above, best.start):
        return []
    zone = candidates.zones[row]
    # Below the text the teasers of other articles have their dates too: a date there needs a label.
    is_trusted = best.is_published or best.is_updated or zone != TAIL
    distance = 0 if zone == OPENING else -row if zone == HEAD else row
    rank = (int(not is_trusted), int(best.is_updated), int(zone == TAIL), int(not best.is_published), distance)
    return [Find(document, row, "published", best.day, (*rank, row), line, share_of_date(loose))]


def _authors_of(lines: list[Find]) -> list[Find]:
    """Return the authors whom trusted date lines name beside the date; a byline of its own comes before them."""
    finds = []
    for line in lines:
        authors = authors_beside(unglued(line.text))
        if authors:
            rank, share = (2, line.rank[2], line.row), line.share + sum(map(len, authors)) / len(line.text)
            find = Find(line.document, line.row, "author", joined(authors), rank, line.text, min(1.0, share))
            finds.append(find if line.share else find._replace(share=0.0))  # one of a list stays
    return finds


def _dateline_of(candidates: Candidates, row: int, line: str) -> list[Find]:
    """Return the date of a dateline: “Berlin, 12. Mai 2024 – Die …”, “12. Mai 2024 (dpa) – Die …”."""
    for date in find_dates(line)[:1]:
        before = _BEFORE_DATELINE.match(line[: date.start])
        is_placed = before is not None and (before["place"] is None or before["place"][0].isupper())
        if is_placed and _AFTER_DATELINE.match(line[date.end :]):
            document = int(candidates.documents[row])
            return [Find(document, row, "published", date.day, (0, 0, 0, 1, 0, row), line[: date.end], 0.0)]
    return []


def find_trails(candidates: Candidates, longest: int) -> Flags:
    """Return the rows of the head that are no title: paths (“Home » Politik » Ausland”), captions (“… Foto: dpa”)."""
    rows = np.flatnonzero(candidates.zones == HEAD)
    texts = pc.utf8_slice_codeunits(candidates.texts.take(pa.array(rows)), 0, longest)
    hits = matching(texts, _NO_TITLE)
    mask = np.zeros(len(candidates.zones), bool)
    mask[rows[hits]] = True
    return mask


def _with_bracket(candidates: Candidates, opening: Flags) -> Flags:
    """Return the rows of `opening` that have a bracket where a dateline has its agency."""
    rows = np.flatnonzero(opening)
    hits = matching(candidates.texts.take(pa.array(rows)), r"^[^(\[]{0,60}[(\[]")
    mask = np.zeros(len(opening), bool)
    mask[rows[hits]] = True
    return mask


def _agencies_of(candidates: Candidates, short: Flags, opening: Flags, longest_line: int) -> list[Find]:
    finds = []
    bracketed = _with_bracket(candidates, opening)
    for row, line in screened(candidates, short | bracketed, AGENCY_SCREEN, longest_line):
        agency = find_agency(line, is_body=bool(opening[row]))
        if agency:
            share = 0.0 if opening[row] else 1.0
            document = int(candidates.documents[row])
            finds.append(Find(document, row, "agency", agency, _rank(candidates, row), line[:60], share))
    return finds
