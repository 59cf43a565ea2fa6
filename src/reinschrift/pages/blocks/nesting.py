"""Opening and closing tags: who is inside whom, with the end tags that HTML lets authors leave out."""

from __future__ import annotations

import numpy as np

from reinschrift.pages.blocks.page import (
    DEPTH,
    E_AT,
    E_FIRST,
    E_ITEM,
    E_LAST,
    E_OUT,
    E_OUT_END,
    E_PARENT,
    E_TAG,
    FLAG,
    FLAG_OF,
    LINKS,
    MAX_DEPTH,
    N_BLOCKS,
    N_ELEMENTS,
    OUT,
    PRE,
    ROW_NUMBER,
    S_ELEMENT,
    S_FLAGS,
    S_ITEMS,
    S_LINK,
    S_OWN_LINE,
    S_ROW,
    S_TAG,
    SPACE,
    STRONG,
    TEXT_AT,
    Page,
)
from reinschrift.pages.blocks.tags import CELLS, CLOSES_P, NAMES, T, flags_of
from reinschrift.text.kernel import kernel

_CLOSES_P, _CELLS = flags_of(CLOSES_P), flags_of(CELLS)
_DIALOG = FLAG["dialog"]
_STRONG = flags_of(("b", "strong"))
_P, _LI, _OL, _TR, _PRE = T["p"], T["li"], T["ol"], T["tr"], T["pre"]


def _closed_by() -> np.ndarray[tuple[int, int], np.dtype[np.int16]]:
    """Return for each tag up to four tags that its beginning ends, and after them up to three that shield those."""
    rows: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
        "li": (("li",), ("ul", "ol", "menu")),
        "dt": (("dt", "dd"), ("dl",)),
        "dd": (("dt", "dd"), ("dl",)),
        "tr": (("tr",), ("table",)),
        "td": (("td", "th"), ("tr", "table")),
        "th": (("td", "th"), ("tr", "table")),
        "thead": (("thead", "tbody", "tr"), ("table",)),
        "tbody": (("thead", "tbody", "tr"), ("table",)),
        "tfoot": (("thead", "tbody", "tr"), ("table",)),
        "option": (("option",), ("table",)),
        "a": (("a",), ("table", "td")),
        "body": (("head",), ()),
        "button": (("button",), ("form",)),
        **{f"h{n}": (tuple(f"h{m}" for m in range(1, 5)), ("div", "section", "article")) for n in range(1, 7)},
    }
    table = np.full((len(NAMES), 7), -1, np.int16)
    for name, (closed, shields) in rows.items():
        table[T[name], : len(closed)] = [T[each] for each in closed]
        table[T[name], 4 : 4 + len(shields)] = [T[each] for each in shields]
    return table


_CLOSED_BY = _closed_by()


@kernel(nrt=False)
def open_tag(page: Page, tag: int, attributes: tuple[int, int, bool], at: int, is_link: bool) -> None:  # noqa: FBT001  # numba has no keywords
    """Put a tag on the stack, after those are closed that it ends; what it stands in is noted.

    `attributes` are their hints, the number that a list begins with or an item has (0 if it has none), and whether
    they make it a dialog.
    """
    hints, given, is_dialog = attributes
    if (_CLOSES_P[tag] and page.open[_P]) or _CLOSED_BY[tag, 0] >= 0:
        _close_implied(page, tag)
    state, stack = page.state, page.stack
    number, depth = state[N_ELEMENTS], state[DEPTH]
    state[N_ELEMENTS] += 1
    row = page.elements[number]
    row[E_ITEM] = 0
    above = depth - 1
    row[E_TAG], row[E_PARENT], row[E_AT] = tag, stack[above, S_ELEMENT] if depth else -1, at
    row[E_FIRST], row[E_LAST] = state[N_BLOCKS], -1
    row[E_OUT], row[E_OUT_END] = state[OUT], -1
    page.element_hints[number] = hints
    if depth >= MAX_DEPTH:
        row[E_LAST], row[E_OUT_END] = row[E_FIRST], row[E_OUT]
        return
    if tag == _LI and depth:
        stack[above, S_ITEMS] = given or stack[above, S_ITEMS] + 1
        row[E_ITEM] = stack[above, S_ITEMS]
    here = stack[depth]
    here[S_TAG], here[S_ELEMENT] = tag, number
    here[S_ITEMS] = given - 1 if given and tag == _OL else 0
    here[S_FLAGS] = FLAG_OF[tag] | _DIALOG * is_dialog | (stack[above, S_FLAGS] if depth else 0)
    here[S_LINK], here[S_OWN_LINE] = is_link, 0
    here[S_ROW] = stack[above, S_ROW] if depth else 0
    if tag == _TR:
        state[ROW_NUMBER] += 1
        here[S_ROW] = state[ROW_NUMBER]
    page.near[depth] = hints
    page.far[depth] = hints | (page.far[above] if depth else 0)
    page.open[tag] += 1
    state[LINKS] += is_link
    state[STRONG] += _STRONG[tag]
    state[PRE] += tag == _PRE
    state[DEPTH] = depth + 1


@kernel(nrt=False)
def close_to(page: Page, level: int) -> None:
    """Take all tags from `level` on off the stack."""
    state = page.state
    while state[DEPTH] > level:
        state[DEPTH] -= 1
        here = page.stack[state[DEPTH]]
        tag = here[S_TAG]
        page.open[tag] -= 1
        state[LINKS] -= here[S_LINK]
        state[STRONG] -= _STRONG[tag]
        state[PRE] -= tag == _PRE
        if here[S_OWN_LINE] and state[TEXT_AT] >= 0:
            state[SPACE] = 1
        row = page.elements[here[S_ELEMENT]]
        row[E_LAST], row[E_OUT_END] = state[N_BLOCKS], state[OUT]


@kernel(nrt=False)
def close_tag(page: Page, tag: int) -> None:
    """Close the innermost open tag of a name with all inside it; one that a table cell shields stays open."""
    if page.open[tag] == 0:
        return
    for level in range(page.state[DEPTH] - 1, -1, -1):
        found = page.stack[level, S_TAG]
        if found == tag:
            close_to(page, level)
            return
        if _CELLS[found] and not _is_of_table(tag):
            return


@kernel(nrt=False)
def _is_of_table(tag: int) -> bool:
    return bool(FLAG_OF[tag] or _CELLS[tag] or tag == _TR)


@kernel(nrt=False)
def _close_implied(page: Page, tag: int) -> None:
    """Close the tags that the beginning of `tag` ends."""
    if _CLOSES_P[tag] and page.open[_P]:
        close_tag(page, _P)
    rule = _CLOSED_BY[tag]
    if rule[0] < 0:
        return
    is_open = 0
    for number in range(4):
        is_open += page.open[rule[number]] if rule[number] >= 0 else 0
    if not is_open:
        return
    for level in range(page.state[DEPTH] - 1, -1, -1):
        found = page.stack[level, S_TAG]
        for number in range(4, 7):
            if rule[number] == found:
                return
        for number in range(4):
            if rule[number] == found:
                close_to(page, level)
                return
