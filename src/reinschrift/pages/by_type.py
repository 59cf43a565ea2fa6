"""A page as its type asks for: where its bar lies, and whether what it calls comments are its posts."""

from __future__ import annotations

from reinschrift.model.trees import Trees
from reinschrift.model.two_pass import TwoPass
from reinschrift.pages.blocks import Extracted, parse_and_score, written
from reinschrift.pages.blocks.model import BAR_SHARE, settle
from reinschrift.pages.blocks.page import Page
from reinschrift.pages.page_types import PageType, page_type

SHARES = {"collection": 0.45, "documentation": 0.45}
"""The page's bar by type, as a share of the best F1 that can be expected of it; `BAR_SHARE` on pages of other types.

On cards and references a block that is left out costs more than one too many: the F1 over words rises for collections
from .687 to .693, for documentation from .934 to .941; .45 was best of .35 to .9 for most of the five times that the
share was chosen on four folds. Listings (.753 to .752) and services (.864 to .865) gain nothing by one of their own.
A product's page gains by a higher one (.703 to .713 with .8), but German articles taken for one lose segments.
"""
THREAD = "forum"
SURE = 0.5
"""Probability of its type from which a page is judged by it. From .7 on, less is won for collections (.689) and
documentation (.936); where every type counts by its probability, articles lose (F1 of runs of four words .957)."""


def extract_by_type(
    data: bytes, model: TwoPass | None = None, types: dict[str, Trees] | None = None
) -> tuple[Extracted, Page, PageType | None]:
    """Return a page (UTF-8) as text, the parsed page, and its type, None for one without text.

    The type is read from the page as if nothing were known of it; then its bar is set, and its comments judged.
    """
    page, plain = parse_and_score(data, model)
    scores, comments = settle(page, plain)
    found = page_type(page, scores, data, types)
    if found is not None and found.score >= SURE and (found.name in SHARES or found.name == THREAD):
        share = SHARES.get(found.name, BAR_SHARE)
        scores, comments = settle(page, plain, share, is_thread=found.name == THREAD)
    return written(page, scores, comments), page, found
