"""What of the debris that rules find belongs to a text that is no page."""

from __future__ import annotations

import re
from functools import cache

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from reinschrift.columns import matching
from reinschrift.languages import all_words
from reinschrift.model.lexicon import is_phrase
from reinschrift.stages.lines.bar import DOUBTED
from reinschrift.stages.lines.characters import SENTENCE_END
from reinschrift.stages.lines.rules import ANYWHERE, CALLS, NEAR_END, Evidence, matching_lines
from reinschrift.stages.lines.shape import LAST
from reinschrift.stages.rows.letters import belong_to_text
from reinschrift.text.arrays import Flags
from reinschrift.text.periods import BEFORE_PAGES
from reinschrift.text.signs import BULLETS, ITEM_SIGNS, one_of

REPORT_CREDITS = 3
"""Credits of pictures from which on a text without signs of a page is a report on what they show."""

_ITEM = rf"^({one_of(BULLETS + ITEM_SIGNS)}|\[[ xX]?\]|\(?(\d{{1,2}}|[A-Za-z])[.)])\s"
"""How an entry of a list begins."""


def spare_text(
    debris: dict[str, Flags],
    evidence: Evidence,
    is_text: Flags,
    is_long: Flags,
    content: npt.NDArray[np.float32],
) -> dict[str, Flags]:
    """Return `debris` without what belongs to a text that is no page.

    That is a letter's date, a date at the foot or of a time before all pages, the heading of terms of use or of a
    policy, many credits, which are the captions of a report, calls in a long text that the model takes for content, an
    entry of a list, and a reference that ends as a sentence does (“See also: Berg 1950.”).
    """
    spared = {name: debris[name] & ~(is_text & is_long & (content >= DOUBTED)) for name in ANYWHERE if name in CALLS}
    lengths = np.diff(evidence.bounds)
    dates = debris["date_line"].copy()
    rows = np.flatnonzero(dates & is_text)
    documents = np.repeat(np.arange(len(lengths)), lengths).astype(np.int32)
    of_text = belong_to_text(documents, evidence.texts, rows) | (rows - evidence.bounds[documents[rows]] >= NEAR_END)
    of_text |= matching(evidence.texts.take(pa.array(rows)), BEFORE_PAGES)
    dates[rows[of_text]] = False
    firsts = evidence.bounds[:-1][lengths > 0]
    for name in ("legal", "cookie_notice"):
        spared[name] = spared.get(name, debris[name]).copy()
        spared[name][firsts[is_text[firsts]]] = False
    is_credit = debris["caption"] & is_text
    n_credits = np.bincount(documents[is_credit], minlength=len(lengths))
    spared["caption"] = debris["caption"] & ~(is_credit & (n_credits >= REPORT_CREDITS)[documents])
    found = {**debris, **spared, "date_line": dates}
    is_call = np.logical_or.reduce([found[name] for name in CALLS]) & is_text
    is_item = _entries_of_lists(evidence, documents, is_call)
    found |= {name: found[name] & ~is_item for name in CALLS}
    ends = evidence.shapes.counts[:, LAST] == SENTENCE_END
    found["related"] = found["related"] & ~matching_lines(
        evidence.texts, _reference(), found["related"] & is_text & ends
    )
    return found


def _entries_of_lists(evidence: Evidence, documents: npt.NDArray[np.int32], is_call: Flags) -> Flags:
    """Return which calls are an entry of a list, one of whose entries beside them is none."""
    found, rows = np.zeros(len(is_call), bool), np.flatnonzero(is_call)
    rows = rows[matching_lines(evidence.texts, _ITEM, is_call)[rows]]
    for step in (-1, 1):
        beside = np.clip(rows + step, 0, len(is_call) - 1)
        is_own = (documents[beside] == documents[rows]) & ~is_call[beside]
        among = np.zeros(len(is_call), bool)
        among[beside[is_own]] = True
        is_entry = matching_lines(evidence.texts, _ITEM, among)
        found[rows[is_own & is_entry[beside]]] = True
    return found


@cache
def _reference() -> str:
    """Return the pattern of a reference: its label is one that manuals have, too (“See also”, and not “Read also”)."""
    labels = [phrase for phrase in all_words("labels", "manual") if is_phrase(phrase, "related")]
    return rf"(?i)^\W*({'|'.join(sorted(re.escape(label) for label in labels))})\pZ?:"
