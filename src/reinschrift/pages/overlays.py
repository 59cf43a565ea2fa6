"""Dialogs and popovers in the middle of a sentence: closed until somebody asks, so the sentence goes on around them."""

from __future__ import annotations

import re

from reinschrift.pages.tag_pairs import HEADINGS, TAG, Pair, pairs_of

_SCREEN = (b"<dialog", b"popover", b'role="dialog', b"role=dialog", b"role='dialog", b"alertdialog")
_OPEN = re.compile(rb"(?i)\sopen\b")
_POPOVER = re.compile(rb"(?i)\spopover(?:[\s=]|$)")
_ROLE = re.compile(rb"(?i)\srole\s*=\s*[\"']?(?:alert)?dialog\b")
_HOLDERS = frozenset({b"p", b"li", b"dd", b"div", b"blockquote"}) | HEADINGS
_BOXES = frozenset({b"div", b"section", b"aside", b"form"})
_COMMENT = re.compile(rb"<!--[^>]*>|^[^<]*-->")
NEAR = 2_000
"""Bytes on both sides in which the words of the sentence stand."""
_INLINE = frozenset(b"a b strong i em u s small big font span code q cite abbr sup sub mark time button br wbr".split())


def with_overlays_behind(page: bytes) -> bytes:
    """Return a page (UTF-8) whose closed dialogs and popovers stand behind the block whose sentence they parted."""
    lower = page.lower()
    if not any(sign in lower for sign in _SCREEN):
        return page
    pairs = pairs_of(page)
    stops = {pair.start.start(): pair for pair in pairs}
    moved: dict[int, list[bytes]] = {}
    cuts: list[tuple[int, int]] = []
    for pair in pairs:
        if not _is_closed(pair) or (cuts and pair.start.start() < cuts[-1][1]):
            continue
        holder = stops.get(pair.above.start()) if pair.above else None
        if holder is None or holder.start[2].lower() not in _HOLDERS or not _parts(page, pair, holder):
            continue
        cuts.append((pair.start.start(), pair.end))
        moved.setdefault(holder.end, []).append(page[pair.start.start() : pair.end])
    return _put_behind(page, cuts, moved) if cuts else page


def _is_closed(pair: Pair) -> bool:
    name, attributes = pair.start[2].lower(), pair.start[3]
    if name == b"dialog":
        return _OPEN.search(attributes) is None
    return _POPOVER.search(attributes) is not None or (name in _BOXES and _ROLE.search(attributes) is not None)


def _parts(page: bytes, pair: Pair, holder: Pair) -> bool:
    """Say whether running text of the same block stands on both sides."""
    before = page[max(holder.start.end(), pair.start.start() - NEAR) : pair.start.start()]
    return _is_text(before, -1) and _is_text(page[pair.end : min(holder.stop, pair.end + NEAR)], 0)


def _is_text(piece: bytes, side: int) -> bool:
    """Say whether words stand at one end of a piece of markup, up to the next tag that is no inline one."""
    piece = _COMMENT.sub(b"", piece)
    ends = [found for found in TAG.finditer(piece) if found[2].lower() not in _INLINE]
    if ends:
        piece = piece[: ends[0].start()] if side == 0 else piece[ends[-1].end() :]
    return bool(TAG.sub(b"", piece).strip())


def _put_behind(page: bytes, cuts: list[tuple[int, int]], moved: dict[int, list[bytes]]) -> bytes:
    pieces: list[bytes] = []
    at = 0
    marks = sorted([(start, end, False) for start, end in cuts] + [(place, place, True) for place in moved])
    for start, end, is_goal in marks:
        pieces.append(page[at:start])
        pieces += moved[start] if is_goal else []
        at = end
    return b"".join([*pieces, page[at:]])
