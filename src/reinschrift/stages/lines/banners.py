"""What a site says to its visitor above or below whatever the page is about: that it sets cookies, who is logged in.

Also that scripts are switched off, that who wants to reply logs in, that a subscription opens the rest, how long the
page takes.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from reinschrift.columns import matching
from reinschrift.languages import one_of_patterns
from reinschrift.stages.lines.alone import PageRows, can_be_label
from reinschrift.text.arrays import Flags
from reinschrift.text.signs import SENTENCE_ENDS, one_of

REACH = 3
"""A banner stands among so many rows at either end of what is left of a page."""
MOST_NOTICES = 3
"""Rows of the longest notice of cookies; a page with more of them is a text about cookies."""
NOTICE_WORDS = 60
"""Words of the longest row of such a notice."""
NAME_WORDS = 3
"""Words of the longest name of somebody who is logged in."""
CALLS = {"replies": "comment_form", "scripts": "cookie_notice", "offers": "promotion", "notes": "menu"}
"""Lists of sentences that make up a whole row, and the reason of each."""
CALL_WORDS = 24
"""Words of the longest row of such sentences."""
CALLS_ANYWHERE = frozenset({"offers"})
"""Of these, what stands between the paragraphs of a page as well as at its ends."""
_CALL_END = rf"(?:{one_of(SENTENCE_ENDS)}|[\s:»«|–—·>-])*"
_WORD_START, _SENTENCE_START = r"(?<![^\W_])", rf"(?:^|[:–—-]\s+|{one_of(SENTENCE_ENDS)}\s+)"
_AFTER_NAME = rf"\s*(?:$|{one_of(SENTENCE_ENDS)}|[|·•(\[–—]|\s-\s)"


class _Kept(NamedTuple):
    """The rows that are left of pages and may be a banner's, the document of each, and whether it is near an end."""

    rows: npt.NDArray[np.int64]
    documents: npt.NDArray[np.int64]
    at_end: Flags


def find_banners(rows: PageRows, is_removed: Flags) -> dict[int, str]:
    """Return the reason of each row of a page that tells its visitor of cookies, or under which name he is logged in.

    So do rows that are nothing but calls to the visitor (`CALLS`). A page that speaks of cookies in any other row is
    about them, and keeps all of it.
    """
    kept = _kept(rows, is_removed)
    edges = _edges(kept)
    texts = rows.texts.take(pa.array(edges.rows))
    found = _find_calls(rows, kept.rows, edges.rows)
    for at in np.flatnonzero(matching(texts, _screen("signed_in"))).tolist():
        if _signed_in().search(texts[at].as_py()):
            found[int(edges.rows[at])] = "comment_form"
    named = np.flatnonzero(matching(texts, _screen("cookies")))
    notices = [at for at in named.tolist() if _is_notice(texts[at].as_py())]
    for document in np.unique(edges.documents[notices]).tolist():
        here = [int(edges.rows[at]) for at in notices if edges.documents[at] == document]
        if len(here) <= MOST_NOTICES and not _says_more(rows, is_removed, document, here):
            found.update(dict.fromkeys(here, "cookie_notice"))
    return found


def _kept(rows: PageRows, is_removed: Flags) -> _Kept:
    kept = np.flatnonzero(~is_removed & rows.is_page & (rows.n_words > 0))
    documents = np.searchsorted(rows.bounds, kept, "right") - 1
    first, last = np.searchsorted(documents, documents, "left"), np.searchsorted(documents, documents, "right")
    place = np.arange(len(kept))
    at_end = (place - first < REACH) | (last - place <= REACH)
    may = (last - first > 1) & can_be_label(rows)[kept] & (rows.n_words[kept] <= NOTICE_WORDS)
    return _Kept(kept[may], documents[may], at_end[may])


def _edges(kept: _Kept) -> _Kept:
    return _Kept(kept.rows[kept.at_end], kept.documents[kept.at_end], kept.at_end[kept.at_end])


def _find_calls(rows: PageRows, anywhere: npt.NDArray[np.int64], at_end: npt.NDArray[np.int64]) -> dict[int, str]:
    """Return the reason of each row that is made of sentences of one list of `CALLS`."""
    found: dict[int, str] = {}
    for kind, reason in CALLS.items():
        asked = anywhere if kind in CALLS_ANYWHERE else at_end
        asked = asked[rows.n_words[asked] <= CALL_WORDS]
        matched = asked[matching(rows.texts.take(pa.array(asked)), _calls(kind))]
        found.update(dict.fromkeys(matched.tolist(), reason))
    return found


@cache
def _calls(kind: str) -> str:
    return rf"(?i)^[^\pL\pN]*(?:(?:{one_of_patterns('banner', kind)}){_CALL_END})+$"


def _says_more(rows: PageRows, is_removed: Flags, document: int, notices: Sequence[int]) -> bool:
    """Say whether a document names cookies in another row that stays."""
    others = np.arange(rows.bounds[document], rows.bounds[document + 1])
    others = others[~is_removed[others] & ~np.isin(others, notices)]
    return bool(matching(rows.texts.take(pa.array(others)), _screen("cookies")).any())


@cache
def _screen(kind: str) -> str:
    return rf"(?i)(?:{one_of_patterns('banner', kind)})"


@cache
def _notice() -> tuple[re.Pattern[str], re.Pattern[str]]:
    begins, purposes = one_of_patterns("banner", "notices"), one_of_patterns("banner", "purposes")
    return re.compile(f"(?i){_SENTENCE_START}(?:{begins})"), re.compile(f"(?i){_WORD_START}(?:{purposes})")


def _is_notice(text: str) -> bool:
    """Say whether a sentence of a row begins as those of notices do, and the row says what concerns a visitor."""
    begins, purposes = _notice()
    return begins.search(text) is not None and purposes.search(text) is not None


@cache
def _signed_in() -> re.Pattern[str]:
    heads = one_of_patterns("banner", "signed_in")
    return re.compile(rf"(?i)^\W*(?:{heads})\s?(?::\s*)?\S+?(?:\s\S+?){{0,{NAME_WORDS - 1}}}{_AFTER_NAME}")
