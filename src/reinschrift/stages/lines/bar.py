"""How probable content must be for a line to stay: it depends on whether the document is the dump of a web page.

The model has learned from pages and takes a list item of a statute, a speaker's name or a signature for a menu. What
tells a page from a book is the whole document: a page has lines that are nothing but debris, and many of them. Where
there are none, a doubtful line is a line of the text.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

SURE = np.float32(0.1)
"""Below this probability of content a line is surely debris: in clean text of ten kinds hardly one line in a thousand
is judged so, in dumped pages most of the debris."""

SURE_CALL = np.float32(0.3)
"""The same for a line that is made of debris' own words."""

PAGE_SHARE, PAGE_LINES = 0.05, 3
"""A document is a page if so large a share of its lines is surely debris, and so many are: dumped German pages have
.35 and more, laws, plays, manuals and journals .03 at most. One line of debris' own words does for the number."""


CALLS = 2
"""So many lines of debris' own words are enough, whatever the model says of them."""

SHORT_TEXT = 14
"""A document of so many lines at most has no room for signs: the rules for lines hold as on a page."""


def find_pages(
    bounds: npt.NDArray[np.int64],
    content: npt.NDArray[np.float32],
    calls: npt.NDArray[np.bool_],
    menus: npt.NDArray[np.bool_],
) -> npt.NDArray[np.bool_]:
    """Return which documents look like the dump of a page; the lines of document i are `bounds[i]` to the next.

    `content` is the model's probability for each line, `calls` says which lines are made of phrases of debris,
    `menus` which are menus of languages or rows of buttons: one is enough.
    """
    is_sure, is_call = content < SURE, calls & (content < SURE_CALL)
    n_signs = _sums(bounds, is_sure | calls)
    is_many = (_sums(bounds, is_sure) >= PAGE_LINES) | (_sums(bounds, is_call) > 0) | (_sums(bounds, calls) >= CALLS)
    found: npt.NDArray[np.bool_] = (is_many & (n_signs >= PAGE_SHARE * np.diff(bounds))) | (_sums(bounds, menus) > 0)
    return found


def _sums(bounds: npt.NDArray[np.int64], values: npt.NDArray[np.bool_]) -> npt.NDArray[np.int64]:
    total = np.concatenate([[0], np.cumsum(values)])
    sums: npt.NDArray[np.int64] = total[bounds[1:]] - total[bounds[:-1]]
    return sums
