"""How probable content must be for a line to stay: it depends on whether the document is the dump of a web page.

The model has learned from pages and takes a list item of a statute, a speaker's name or a signature for a menu. What
tells a page from a book is the whole document: a page has lines that are nothing but debris, and many of them. Where
there are none, a doubtful line is a line of the text.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from reinschrift.batch import PAGE_FORMATS, TEXT_FORMATS

SURE = np.float32(0.1)
"""Below this probability of content a line is surely debris: in clean text of ten kinds hardly one line in a thousand
is judged so, in dumped pages most of the debris."""

SURE_CALL = np.float32(0.3)
"""The same for a line that is made of debris' own words."""

DOUBTED = np.float32(0.5)
"""The same for a line whose words alone are no proof: a dictionary has “Condividi – Share”, a list of questions and
answers “Bitte melden Sie sich.” In a text without signs of a page such a line stays unless the model doubts it."""

PAGE_SHARE, PAGE_LINES = 0.05, 3
"""A document is a page if so large a share of its lines is surely debris, and so many are: dumped German pages have
.35 and more, laws, plays, manuals and journals .03 at most. One line of debris' own words does for the number."""

MANUAL_SHARE = 0.5
"""The share for a manual: its names, addresses and short lines look like debris, up to a third in the last sections.
The same for a policy, whose sections are called as what they are about: the newsletter, comments, cookies."""

CALLS = 2
"""So many lines of debris' own words are enough, whatever the model says of them."""


class Signs(NamedTuple):
    """What speaks for a page, one value a document: counts of lines (int64), and whether it is taken for one."""

    lines: npt.NDArray[np.int64]
    sure: npt.NDArray[np.int64]
    """Lines that the model takes for debris without doubt."""
    calls: npt.NDArray[np.int64]
    """Lines made of phrases that only pages have: consent, share bars, comment forms, offers."""
    menus: npt.NDArray[np.int64]
    """Menus of languages and rows of buttons."""
    signs: npt.NDArray[np.int64]
    """Lines that are sure or calls: their share of all lines counts."""
    worded: npt.NDArray[np.int64]
    """Sure lines that hold a word of debris; a list of dishes has none."""
    first: npt.NDArray[np.int64]
    """The first line that is a sign, from 0; -1 where there is none."""
    is_page: npt.NDArray[np.bool_]


class Wording(NamedTuple):
    """What the words of each line say, one value a line."""

    calls: npt.NDArray[np.bool_]
    """Lines made of phrases of debris."""
    menus: npt.NDArray[np.bool_]
    """Menus of languages and rows of buttons: one is enough."""
    has_words: npt.NDArray[np.bool_]
    """Lines that hold a word of debris."""


def find_signs(
    bounds: npt.NDArray[np.int64],
    content: npt.NDArray[np.float32],
    wording: Wording,
    formats: npt.NDArray[np.object_] | None = None,
    manuals: npt.NDArray[np.bool_] | None = None,
) -> Signs:
    """Return what tells which documents are dumps of pages; the lines of document i are `bounds[i]` to the next.

    `content` is the model's probability for each line. `formats` has the format each document came in, where that is
    known, `manuals` says which are manuals or policies. Where pages do not come, one line that is surely debris must
    hold a word of debris: the model takes short lines without running text around them for a menu, whatever they say.
    """
    calls, menus, has_words = wording
    is_sure, is_call = content < SURE, calls & (content < SURE_CALL)
    lines, n_sure, n_calls, n_menus = (
        np.diff(bounds),
        _sums(bounds, is_sure),
        _sums(bounds, calls),
        _sums(bounds, menus),
    )
    n_signs = _sums(bounds, is_sure | calls)
    needed = PAGE_LINES if formats is None else np.where(np.isin(formats, PAGE_FORMATS), 1, PAGE_LINES)
    n_worded = _sums(bounds, is_sure & has_words)
    is_many = (
        ((n_sure >= needed) & ((n_worded > 0) | (needed < PAGE_LINES)))
        | (_sums(bounds, is_call) > 0)
        | (n_calls >= CALLS)
    )
    share = PAGE_SHARE if manuals is None else np.where(manuals, MANUAL_SHARE, PAGE_SHARE)
    is_page = (is_many & (n_signs >= share * lines)) | (n_menus > 0)
    if formats is not None:
        is_page &= ~np.isin(formats, TEXT_FORMATS)
    found = np.flatnonzero(is_sure | calls | menus)
    place = np.searchsorted(found, bounds[:-1])
    has = _sums(bounds, is_sure | calls | menus) > 0
    first = np.where(has, np.append(found, 0)[place] - bounds[:-1], -1)
    return Signs(lines, n_sure, n_calls, n_menus, n_signs, n_worded, first, is_page)


def _sums(bounds: npt.NDArray[np.int64], values: npt.NDArray[np.bool_]) -> npt.NDArray[np.int64]:
    total = np.concatenate([[0], np.cumsum(values)])
    sums: npt.NDArray[np.int64] = total[bounds[1:]] - total[bounds[:-1]]
    return sums
