"""What lines say that tells a page from a text: calls, rows of buttons, words of debris, the name of a policy."""

from __future__ import annotations

import numpy as np

from reinschrift.model.lexicon import CATEGORIES
from reinschrift.stages.lines.rules import ANYWHERE, BAR_WORDS, CALLS, Evidence, column_of
from reinschrift.stages.lines.shape import WORDS
from reinschrift.text.arrays import Flags


def sure_calls(debris: dict[str, Flags]) -> Flags:
    """Return which of the lines that `find_debris` found are made of phrases that only pages have."""
    found: Flags = np.logical_or.reduce([debris[name] for name in ANYWHERE if name in CALLS])
    return found


NAMES = ("byline", "date_line", "caption", "link")
"""Categories whose words stand in texts of every kind: no proof of a page."""


def has_words(evidence: Evidence) -> Flags:
    """Return which lines hold a word of debris, one that is no name, day, credit or address."""
    places = [place for place, name in enumerate(CATEGORIES) if name not in NAMES]
    found: Flags = evidence.matches.hits[:, places].max(axis=1) > 0
    return found


def find_policies(evidence: Evidence) -> Flags:
    """Return which documents have nothing but the name of a policy or a notice of law in their first line."""
    firsts = evidence.bounds[:-1]
    found = np.diff(evidence.bounds) > 0
    rows = firsts[found]
    words = evidence.shapes.counts[rows, WORDS]
    found[found] = (words > 0) & (column_of(evidence, "legal")[rows] >= words)
    return found


def find_bars(evidence: Evidence) -> Flags:
    """Return which lines are rows of buttons: three words or more, all of one category (“Teilen Drucken Merken”)."""
    words = evidence.shapes.counts[:, WORDS]
    hits = np.stack([column_of(evidence, name) for name in ("share_bar", "cookie_notice")]).max(axis=0)
    found: Flags = (words >= BAR_WORDS) & (hits >= words)
    return found
