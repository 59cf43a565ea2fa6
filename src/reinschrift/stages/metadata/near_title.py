"""What the place of the title says of dates and authors: those beside it come before those of other articles."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from reinschrift.stages.metadata.candidates import Candidates, Find
from reinschrift.stages.metadata.head import NOWHERE, OPENING
from reinschrift.stages.metadata.winners import NO_TRUST
from reinschrift.text.arrays import Flags

ABOVE_COUNTS = 2
"""How many rows below the title one row above it counts for: there the article above has its date, too."""

FAR_BELOW = 40
"""Rows below a page's title from which on a date that nothing names is another article's or a comment's: so were five
of seven on labelled pages."""

ROWS_BELOW = 5
"""Rows below a title in which a date line or a byline may stand, wherever the body was thought to begin."""


def rows_of_titles(candidates: Candidates, is_title: Flags) -> dict[int, int]:
    """Return the row of each document's title."""
    rows = np.flatnonzero(is_title)[::-1]
    return dict(zip(candidates.documents[rows].tolist(), rows.tolist(), strict=True))


def by_distance(finds: Sequence[Find], titles: dict[int, int], of_pages: Flags) -> list[Find]:
    """Return the finds, dates of documents with a title ranked by their distance from it.

    On a page that came as text (`of_pages`, by row) a date below the text counts for nothing if it is far away and
    nothing says what it is the date of.
    """
    return [
        _by_distance(find, titles[find.document], is_of_page=bool(of_pages[find.row]))
        if find.document in titles and find.field == "published"
        else find
        for find in finds
    ]


def _by_distance(find: Find, title: int, *, is_of_page: bool) -> Find:
    away = find.row - title if find.row >= title else ABOVE_COUNTS * (title - find.row)
    trust = find.rank[0] if away <= FAR_BELOW or not is_of_page else find.rank[0] * NO_TRUST
    return find._replace(rank=(trust, *find.rank[1:4], away, find.row))


def below_titles(candidates: Candidates, titles: dict[int, int], asked: Flags) -> Candidates:
    """Return the candidates but with those rows of `asked` alone that stand soon below a title and in no zone."""
    rows = np.array([title + far for title in titles.values() for far in range(1, ROWS_BELOW + 1)], np.int64)
    owners = np.repeat(np.array(list(titles), np.int64), ROWS_BELOW)
    is_own = rows < len(asked)
    rows, owners = rows[is_own], owners[is_own]
    rows = rows[(candidates.documents[rows] == owners) & asked[rows] & (candidates.zones[rows] == NOWHERE)]
    zones = np.full_like(candidates.zones, NOWHERE)
    zones[rows] = OPENING
    return candidates._replace(zones=zones)
