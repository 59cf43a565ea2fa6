"""A page as its type asks for: where its bar lies, and whether what it calls comments are its posts."""

from __future__ import annotations

import numpy as np

from reinschrift.model.trees import Trees
from reinschrift.model.two_pass import TwoPass
from reinschrift.pages.blocks import Extracted, parse_and_score, written
from reinschrift.pages.blocks.copies import leave_copies
from reinschrift.pages.blocks.gaps import fill_gaps
from reinschrift.pages.blocks.like_places import even_places
from reinschrift.pages.blocks.model import BAR_SHARE, MIDDLE, settle
from reinschrift.pages.blocks.page import Page
from reinschrift.pages.blocks.replies import keep_answers
from reinschrift.pages.page_types import PageType, page_type

SHARES = {"collection": 0.5, "documentation": 0.45, "product": 0.9, "service": 0.45}
"""The page's bar by type, as a share of the best F1 that can be expected of it; `BAR_SHARE` on pages of other types.

On cards, references and pages of what a firm offers a block that is left out costs more than one too many. The F1 over
words is .873 for services with .35 or .45, .862 with `BAR_SHARE`; for collections .712 with .5, .706 with .45.
What stands around a product (its price, the next ones, the terms of the shop) is much, and a higher bar keeps it out:
.739 to .748 with .9 or 1. Listings and threads gain nothing by one of their own.
"""
THREAD = "forum"
OF_ENTRIES = ("collection", "forum", "listing")
"""Types whose pages are made of posts, cards or entries: all blocks in like places are judged together."""
MANUAL = "documentation"
SURE = {"product": 0.7}
"""From .5 on German articles that are taken for a product lose segments (F1 .949 to .948), from .7 on none."""
LIKELY = 0.5
"""Probability of another type from which a page is judged by it. From .7 on, less is won for collections (.689) and
documentation (.936); where every type counts by its probability, articles lose (F1 of runs of four words .957)."""


def extract_by_type(
    data: bytes, model: TwoPass | None = None, types: dict[str, Trees] | None = None
) -> tuple[Extracted, Page, PageType | None]:
    """Return a page (UTF-8) as text, the parsed page, and its type, None for one without text.

    The type is read from the page as if nothing were known of it; then its bar is set, and its comments and copies
    judged. A manual is made of formulas, and keeps them, and what it calls comments above its end is its own.
    """
    page, plain = parse_and_score(data, model)
    scores, comments = settle(page, plain)
    found = page_type(page, scores, data, types)
    name = found.name if found is not None and found.score >= SURE.get(found.name, LIKELY) else None
    if name in OF_ENTRIES:
        even_places(page, plain)
    if name in SHARES or name in OF_ENTRIES:
        scores, comments = settle(page, plain, SHARES.get(name, BAR_SHARE), is_thread=name == THREAD)
    if name == MANUAL:
        every, _ = settle(page, plain, SHARES[MANUAL], is_thread=True)
        last = int(np.flatnonzero(scores >= MIDDLE).max(initial=0))
        scores[:last], comments[:last] = every[:last], 0  # `deprecation-comment`: what users write stands below
        fill_gaps(page, scores, MIDDLE)
    else:
        keep_answers(page, scores, MIDDLE)
        leave_copies(page, scores, MIDDLE)
    return written(page, scores, comments), page, found
