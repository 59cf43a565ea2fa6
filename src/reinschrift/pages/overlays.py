"""Dialogs and popovers in the middle of a sentence: closed until somebody asks, so the sentence goes on around them."""

from __future__ import annotations

import re

import numpy as np

from reinschrift.pages.markup import HEADINGS, T_ABOVE, T_CLOSE, T_START, TAG, Markup

_OPEN = re.compile(rb"(?i)\sopen\b")
_POPOVER = re.compile(rb"(?i)\spopover(?:[\s=]|$)")
_ROLE = re.compile(rb"(?i)\srole\s*=\s*[\"']?(?:alert)?dialog\b")
_HOLDERS = frozenset({b"p", b"li", b"dd", b"div", b"blockquote"}) | HEADINGS
_BOXES = frozenset({b"div", b"section", b"aside", b"form"})
_COMMENT = re.compile(rb"<!--[^>]*>|^[^<]*-->")
NEAR = 2_000
"""Bytes on both sides in which the words of the sentence stand."""
_INLINE = frozenset(b"a b strong i em u s small big font span code q cite abbr sup sub mark time button br wbr".split())


def with_overlays_behind(page: Markup) -> Markup:
    """Return a page whose closed dialogs and popovers stand behind the block whose sentence they parted."""
    moved: dict[int, list[bytes]] = {}
    cuts: list[tuple[int, int]] = []
    may_be = (page.are_starts("dialog") | page.have_sign("overlay")) & (page.tags[:, T_CLOSE] >= 0)
    for tag in np.flatnonzero(may_be).tolist():
        start, holder = int(page.tags[tag, T_START]), int(page.tags[tag, T_ABOVE])
        if not _is_closed(page, tag) or (cuts and start < cuts[-1][1]):
            continue
        if holder < 0 or page.tags[holder, T_CLOSE] < 0 or page.name(holder) not in _HOLDERS:
            continue
        if _parts(page, tag, page.inside(holder)):
            cuts.append((start, page.end(tag)))
            moved.setdefault(page.end(holder), []).append(page.data[start : page.end(tag)])
    return _put_behind(page, cuts, moved)


def _is_closed(page: Markup, tag: int) -> bool:
    name, attributes = page.name(tag), page.attributes(tag)
    if name == b"dialog":
        return _OPEN.search(attributes) is None
    return _POPOVER.search(attributes) is not None or (name in _BOXES and _ROLE.search(attributes) is not None)


def _parts(page: Markup, tag: int, holder: tuple[int, int]) -> bool:
    """Say whether running text of the same block stands on both sides; its inside is `holder`."""
    start, end = int(page.tags[tag, T_START]), page.end(tag)
    before, behind = page.data[max(holder[0], start - NEAR) : start], page.data[end : min(holder[1], end + NEAR)]
    return _is_text(before, -1) and _is_text(behind, 0)


def _is_text(piece: bytes, side: int) -> bool:
    """Say whether words stand at one end of a piece of markup, up to the next tag that is no inline one."""
    piece = _COMMENT.sub(b"", piece)
    ends = [found for found in TAG.finditer(piece) if found[2].lower() not in _INLINE]
    if ends:
        piece = piece[: ends[0].start()] if side == 0 else piece[ends[-1].end() :]
    return bool(TAG.sub(b"", piece).strip())


def _put_behind(page: Markup, cuts: list[tuple[int, int]], moved: dict[int, list[bytes]]) -> Markup:
    pieces: list[bytes] = []
    at = 0
    marks = sorted([(start, end, False) for start, end in cuts] + [(place, place, True) for place in moved])
    for start, end, is_goal in marks:
        pieces.append(page.data[at:start])
        pieces += moved[start] if is_goal else []
        at = end
    return page.of(pieces, at)
