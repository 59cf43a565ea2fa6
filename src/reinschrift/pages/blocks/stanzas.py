"""Lines of a stanza that are blocks of their own: short siblings, most of which end no sentence."""

from __future__ import annotations

from reinschrift.pages.blocks.page import (
    B_CHARS,
    B_DIGITS,
    B_ELEMENT,
    B_END_MARK,
    B_LINKS,
    B_STOPS,
    B_TAG,
    E_PARENT,
    Page,
)
from reinschrift.pages.blocks.tags import T
from reinschrift.text.kernel import kernel

LEAST_LINES, LINE_CHARS = 4, 62
"""Lines of the shortest stanza that is known by its form alone, characters of the longest line (as in plain text)."""
_SENTENCE, _COLON = 1, 2
_DIV = T["div"]


@kernel
def stanza_at(page: Page, at: int, n: int) -> tuple[int, bool]:
    """Return where a run of short lines ends that begins with block `at`, and whether it is a stanza.

    Each is a `div` right behind the one before, in the same element, without links.
    """
    end, n_sentences, n_figures = at, 0, 0
    while end < n and _is_line(page, end) and (end == at or _is_next(page, end)):
        mark = page.blocks[end, B_END_MARK]
        n_sentences += mark == _SENTENCE
        n_figures += mark == _COLON or page.blocks[end, B_DIGITS] > 0
        end += 1
    n_lines = end - at
    is_stanza = n_lines >= LEAST_LINES and n_sentences * 2 <= n_lines and n_figures * 5 <= n_lines
    return end, is_stanza


@kernel(nrt=False)
def _is_line(page: Page, at: int) -> bool:
    row = page.blocks[at]
    return bool(row[B_TAG] == _DIV and row[B_CHARS] <= LINE_CHARS and row[B_LINKS] == 0 and row[B_STOPS] <= 1)


@kernel(nrt=False)
def _is_next(page: Page, at: int) -> bool:
    """Say whether a block's element is the next one, in the element that both are in, behind that of the block above.

    An empty one between them parts two stanzas.
    """
    above, own = page.blocks[at - 1, B_ELEMENT], page.blocks[at, B_ELEMENT]
    if own <= above:
        return False
    parent = page.elements[own, E_PARENT]
    if parent != page.elements[above, E_PARENT]:
        return False
    n_between = 0
    for between in range(above + 1, own):
        n_between += page.elements[between, E_PARENT] == parent
    return bool(n_between == 0)
