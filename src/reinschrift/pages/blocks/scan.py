"""Parses a page in one pass over its bytes: text in blocks, each with where it stands; no tree is built."""

# ruff: noqa: PLR2004  # bytes and code points are their own names
from __future__ import annotations

import numpy as np

from reinschrift.pages.blocks.anchors import end_of_mark
from reinschrift.pages.blocks.attributes import (
    A_END,
    A_HINTS,
    A_KIND,
    A_NUMBER,
    IN_LINE,
    LINK,
    MARK,
    MODAL,
    N_FOUND,
    OWN_LINE,
    read_attributes,
)
from reinschrift.pages.blocks.boxes import end_of_box, opens_in_line
from reinschrift.pages.blocks.formulas import put_formula
from reinschrift.pages.blocks.hints import HINT_NAMES
from reinschrift.pages.blocks.inline import INSIDE, PLAYER, in_running_text, is_inline, put_picture
from reinschrift.pages.blocks.nesting import close_tag, close_to, open_tag
from reinschrift.pages.blocks.page import (
    BREAKS,
    DEPTH,
    LINK_CHARS,
    LINKS,
    M_BLOCK,
    M_CLOSE,
    M_ELEMENT,
    M_END,
    M_START,
    M_TAG,
    N_BLOCKS,
    N_ELEMENTS,
    N_LINKS,
    N_MARKS,
    OUT,
    PRE,
    RUNS_ON,
    RUNS_ON_IN,
    S_OWN_LINE,
    SPACE,
    STRONG,
    STRONG_CHARS,
    TEXT_AT,
    Bits,
    Page,
    flush,
    make_page,
)
from reinschrift.pages.blocks.raw_text import copy_raw
from reinschrift.pages.blocks.seek import find_bytes, find_end_tag
from reinschrift.pages.blocks.tag_names import read_name
from reinschrift.pages.blocks.tags import BLOCK, SKIPPED, VOID, T, flags_of
from reinschrift.text.arrays import Bytes
from reinschrift.text.kernel import kernel
from reinschrift.text.references import NOTHING, encode_reference, read_reference

_VOID, _SKIPPED, _BLOCK = flags_of(VOID), flags_of(SKIPPED), flags_of(BLOCK)
_ALWAYS_MARKED = flags_of(("html", "meta", "link", "base", "title", "script", "time"))
_TO_THE_END = flags_of(("script", "style", "textarea", "title"))  # unclosed, these take the rest of the page
_NAMED = flags_of(("a", "span", "p", "div", "li", "cite", "address", "strong", "em", "b"))
_WORDS = flags_of(("a", "span", "b", "strong", "i", "em", "small", "cite", "font", "time"))
_AUTHOR = 1 << HINT_NAMES.index("author")
_BR, _A, _TEMPLATE, _NOSCRIPT, _MATH, _PRE = T["br"], T["a"], T["template"], T["noscript"], T["math"], T["pre"]
_SPAN = T["span"]
MOST_NOTICE = 500
"""Bytes of text of the longest notice that scripts are switched off; a longer `noscript` is the page without them."""
NOTICE_REACH = 20_000
"""Bytes in which so much text must stand: a page may open `noscript` thousands of times and never close it."""
_PICTURE = flags_of(("img", "picture", "amp-img"))
_SHADOW_ROOT = np.frombuffer(b"shadowroot", np.uint8)


@kernel(nrt=False)
def _put(page: Page, code: int, at: int, second: int = 0) -> None:
    """Write a character of text, or two; white space is written as one space when more text follows."""
    state, out = page.state, page.out
    if code == NOTHING:
        return
    if not state[PRE] and (code <= 0x20 or code == 0xA0):
        state[SPACE] = 1
        return
    if state[TEXT_AT] < 0:
        state[TEXT_AT] = at
        state[SPACE] = 0
    if state[SPACE]:
        out[state[OUT]] = 0x20
        state[OUT] += 1
        state[SPACE] = 0
    state[OUT] = encode_reference(out, state[OUT], code, second)
    state[LINK_CHARS] += state[LINKS] > 0
    state[STRONG_CHARS] += state[STRONG] > 0


@kernel(nrt=False)
def _put_break(page: Page) -> None:
    """Write the line break of a `br`; a second one ends the block."""
    state = page.state
    if state[TEXT_AT] < 0:
        return
    if _ends_line(page):
        flush(page)
        return
    page.out[state[OUT]] = 0x0A
    state[OUT] += 1
    state[BREAKS] += 1
    state[SPACE] = 0


@kernel(nrt=False)
def _ends_line(page: Page) -> bool:
    """Say whether what was written last is the end of a line."""
    return bool(page.state[OUT] > 0 and page.out[page.state[OUT] - 1] == 0x0A)


@kernel(nrt=False)
def _copy_text(page: Page, at: int) -> int:
    """Copy the text up to the next `<`; return where that is."""
    data, state, out = page.data, page.state, page.out
    while at < len(data):
        byte = data[at]
        if byte == 0x3C:
            return at
        if byte == 0x26:
            code, second, end = read_reference(data, at)
            if code >= 0:
                _put(page, code, at, second)
                at = end
                continue
        if byte < 0x80 or state[TEXT_AT] < 0:
            if byte == 0xC2 and at + 1 < len(data) and data[at + 1] == 0xA0:
                _put(page, 0xA0, at)
                at += 2
                continue
            if byte >= 0x80:
                state[TEXT_AT], state[SPACE] = at, 0
                continue
            _put(page, byte, at)
            at += 1
            continue
        if byte == 0xC2 and at + 1 < len(data) and data[at + 1] == 0xA0:
            _put(page, 0xA0, at)
            at += 2
            continue
        if state[SPACE] and not state[PRE]:
            out[state[OUT]] = 0x20
            state[OUT] += 1
            state[SPACE] = 0
        out[state[OUT]] = byte
        state[OUT] += 1
        state[LINK_CHARS] += state[LINKS] > 0 and byte >= 0xC0
        state[STRONG_CHARS] += state[STRONG] > 0 and byte >= 0xC0
        at += 1
    return at


@kernel(nrt=False)
def _is_shown(data: Bytes, tag: int, name: tuple[int, int, int]) -> bool:
    """Say whether what stands in a tag that is mostly passed over is text of the page.

    It is in a declared shadow root, and in a `noscript` that holds more than a notice. `name` is where the tag's name
    begins and ends, and where the tag ends.
    """
    start, name_end, at = name
    if tag != _NOSCRIPT:
        return bool(tag == _TEMPLATE and find_bytes(data, name_end, at, _SHADOW_ROOT) >= 0)
    stop = find_end_tag(data[: at + NOTICE_REACH], at, start, name_end)
    stop = min(len(data), at + NOTICE_REACH) if stop < 0 else stop
    text, is_tag = 0, False
    while at < stop and text <= MOST_NOTICE:
        byte = data[at]
        text += not is_tag and byte > 0x20 and byte not in (0x3C, 0x3E)
        is_tag = byte == 0x3C or (is_tag and byte != 0x3E)
        at += 1
    return text > MOST_NOTICE


_COMMENT_END = np.frombuffer(b"-->", np.uint8)
_TAG_END = np.frombuffer(b">", np.uint8)


@kernel(nrt=False)
def _skip_declaration(data: Bytes, at: int) -> int:
    """Return the end of a comment, a doctype or a processing instruction; an unclosed one takes the rest."""
    if at + 4 <= len(data) and data[at + 2] == 0x2D and data[at + 3] == 0x2D:
        if at + 4 < len(data) and data[at + 4] == 0x3E:
            return at + 5
        end = find_bytes(data, at + 4, len(data), _COMMENT_END)
        return len(data) if end < 0 else end + 3
    end = find_bytes(data, at + 2, len(data), _TAG_END)
    return len(data) if end < 0 else end + 1


@kernel(nrt=False)
def _mark(page: Page, tag: int, start: int, end: int) -> None:
    """Keep where a tag stands that says something of the page."""
    row = page.marks[page.state[N_MARKS]]
    row[M_TAG], row[M_START], row[M_END], row[M_CLOSE] = tag, start, end, -1
    row[M_ELEMENT], row[M_BLOCK] = page.state[N_ELEMENTS] - 1, page.state[N_BLOCKS]
    page.state[N_MARKS] += 1


@kernel(nrt=False)
def _start_tag(page: Page, at: int, unclosed: Bytes, found: Bits) -> int:
    """Take in a start tag; return where its end is, or that of what is passed over with it."""
    data = page.data
    tag, name_end = read_name(data, at + 1)
    found[:] = 0
    read_attributes(data, name_end, found)
    end, kind = int(found[A_END]), found[A_KIND]
    passed = end_of_mark(data, name_end, end, tag == _A and kind & LINK, tag == _SPAN and page.state[LINKS])
    passed = passed or end_of_box(page, tag, end)
    names_no_one = not kind & MARK and not found[A_HINTS] & _AUTHOR
    if passed or (kind & IN_LINE and names_no_one and opens_in_line(page, tag, end)):
        return passed or end
    is_player = PLAYER[tag] and in_running_text(page)
    if is_player:
        pass
    elif INSIDE[tag] and is_inline(page, tag, end):
        page.state[RUNS_ON] += not _VOID[tag]
        if _PICTURE[tag]:
            put_picture(page, at, end)
    elif _BLOCK[tag]:
        flush(page)
    if tag == _BR or (kind & OWN_LINE and _WORDS[tag] and not _ends_line(page)):
        _put_break(page)
    is_skipped = is_player or (_SKIPPED[tag] and not _is_shown(data, tag, (at + 1, name_end, end)))
    if not _VOID[tag] and not is_skipped:
        is_link = tag == _A and kind & LINK != 0
        open_tag(page, tag, (found[A_HINTS], found[A_NUMBER], kind & MODAL != 0), at, is_link)
        page.state[N_LINKS] += is_link
        page.stack[page.state[DEPTH] - 1, S_OWN_LINE] = _WORDS[tag] and kind & OWN_LINE
    is_marked = _ALWAYS_MARKED[tag] or kind & MARK or (found[A_HINTS] & _AUTHOR and _NAMED[tag])
    if is_marked:
        _mark(page, tag, at, end)
    if is_skipped and not unclosed[tag]:
        return _pass_over(page, tag, (at, name_end, end), unclosed, bool(is_marked))
    return copy_raw(page, data, at + 1, name_end, end) if tag == _PRE else end


@kernel(nrt=False)
def _pass_over(page: Page, tag: int, places: tuple[int, int, int], unclosed: Bytes, is_marked: bool) -> int:  # noqa: FBT001  # numba has no keywords
    """Return where a tag whose inside is no text ends; `places` are its start, its name's end and its own end."""
    data = page.data
    at, name_end, end = places
    closing = find_end_tag(data, end, at + 1, name_end)
    if closing < 0:
        unclosed[tag] = 1
        return len(data) if _TO_THE_END[tag] else end
    if is_marked:
        page.marks[page.state[N_MARKS] - 1, M_CLOSE] = closing
    if tag == _MATH:
        put_formula(page, at, end, closing)
    closed = find_bytes(data, closing, len(data), _TAG_END)
    return len(data) if closed < 0 else closed + 1


@kernel
def parse_page(data: Bytes) -> Page:
    """Return a page (UTF-8) as its blocks, elements and marks."""
    page = make_page(data)
    page.state[TEXT_AT] = -1
    unclosed = np.zeros(len(_VOID), np.uint8)
    found = np.zeros(N_FOUND, np.int64)
    at = 0
    while at < len(data):
        if data[at] != 0x3C:
            at = _copy_text(page, at)
            continue
        following = data[at + 1] if at + 1 < len(data) else 0
        if 0x61 <= following | 0x20 <= 0x7A:
            at = _start_tag(page, at, unclosed, found)
        elif following == 0x2F:
            tag, end = read_name(data, at + 2)
            if page.state[RUNS_ON] and INSIDE[tag]:
                page.state[RUNS_ON] -= 1
            elif tag and tag == page.state[RUNS_ON_IN]:
                page.state[RUNS_ON] -= 1
                page.state[RUNS_ON_IN] = 0
                tag = 0
            elif _BLOCK[tag]:
                flush(page)
            close_tag(page, tag)
            end = find_bytes(data, end, len(data), _TAG_END)
            at = len(data) if end < 0 else end + 1
        elif following in (0x21, 0x3F):
            at = _skip_declaration(data, at)
        else:
            _put(page, 0x3C, at)
            at += 1
    flush(page)
    close_to(page, 0)
    return page
