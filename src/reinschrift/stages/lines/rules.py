"""Debris that needs no model: short lines whose words or form say it whatever stands around them."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from reinschrift.columns import matching
from reinschrift.languages import one_of_words
from reinschrift.model.lexicon import CATEGORIES, debris_words, is_phrase
from reinschrift.stages.lines.characters import COLON, SENTENCE_END
from reinschrift.stages.lines.context import Context
from reinschrift.stages.lines.days import is_day
from reinschrift.stages.lines.matching import PHRASES, Matches
from reinschrift.stages.lines.shape import GLUED, LAST, WORDS, Shapes
from reinschrift.text.arrays import Flags
from reinschrift.text.date_forms import ALONE_SCREEN
from reinschrift.text.periods import is_label_of_a_life
from reinschrift.text.signs import CLOSING_SIGNS, SENTENCE_ENDS, SENTENCE_TERMINALS, none_of, one_of

LONGEST_CALL = 14
"""Words of a line that the rules for phrases look at: longer ones are left to the model."""

NEAR_END = 3
"""Feed tags, dates and section labels stand among so many lines at either end of a document."""

TIP_STOPS = 2
"""Full stops behind the colon of a label from which on the line says something itself."""
_STOP = re.compile(r"[^\W\d_]{3}[”“\"’»]?\.(?=\s|$)")

LIST_REACH, LIST_DATES = 16, 6
"""A document that has so many dates in so many lines at one end has a list there, no head or foot with its date."""

_TAG_WORDS, _DATE_WORDS, _LABEL_WORDS, _CREDIT_WORDS = 3, 8, 2, 60
"""Lines of more words are not looked at for a feed tag, a date, a section's label, a picture's credit."""

_GLUED = 3
"""Entries of a menu that run together (“EnglishFrançais”): so many, and more than there are spaces."""

_FEED_TAG = r"^[a-z]{2,12}(-[a-z]{1,8})?-[0-9]{1,6}$"
_CREDIT = (
    rf"(?i)(^|{one_of(SENTENCE_ENDS + CLOSING_SIGNS)} ?)({{words}})( ?/ ?[^\s\d]+)? ?[:|]"
    rf" ?{none_of(SENTENCE_TERMINALS, also=':')}{{{{1,90}}}}[.=]?$"
)


_OF_THE_BROWSER = rf"(?i){one_of_words('banner', 'browser')}"
"""Calls that speak of it are of the page, even those that end as sentences do."""


class Evidence(NamedTuple):
    """All that is known of the lines of a batch; the lines of document i are `bounds[i]` to `bounds[i + 1]`."""

    bounds: npt.NDArray[np.int64]
    texts: pa.Array
    shapes: Shapes
    matches: Matches
    context: Context


def find_debris(evidence: Evidence, max_phrase_share: float) -> dict[str, Flags]:
    """Return for each reason that rules can give, which lines get it. A document of one line is never touched.

    A short line is a call if more than `max_phrase_share` of its words stands in phrases of debris.
    """
    places = _find_places(evidence.bounds, len(evidence.texts))
    calls = _find_calls(evidence, places, max_phrase_share)
    return {
        **calls,
        "feed_tag": matching_lines(
            evidence.texts, _FEED_TAG, places.at_end & (evidence.shapes.counts[:, WORDS] <= _TAG_WORDS)
        ),
        "date_line": _find_dates(evidence),
        "menu": _find_menus(evidence, places),
        "caption": _find_credits(evidence, places),
    }


class _Places(NamedTuple):
    """Where lines stand in their documents.

    `several`: the document has others · `number`: from 0 · `at_end`: near the first or the last line · `has_next`.
    """

    several: Flags
    number: npt.NDArray[np.int64]
    at_end: Flags
    has_next: Flags


def _find_places(bounds: npt.NDArray[np.int64], n_lines: int) -> _Places:
    lengths = np.diff(bounds)
    start, end = np.repeat(bounds[:-1], lengths), np.repeat(bounds[1:], lengths)
    line = np.arange(n_lines)
    several = end - start > 1
    near = (line - start < NEAR_END) | (end - line <= NEAR_END)
    return _Places(several, line - start, several & near, line + 1 < end)


def matching_lines(texts: pa.Array, pattern: str, among: Flags) -> Flags:
    """Return which of the lines `among` match; the pattern runs on those alone."""
    found = np.zeros(len(among), bool)
    rows = np.flatnonzero(among)
    found[rows] = matching(texts.take(pa.array(rows)), pattern)
    return found


def _find_dates(evidence: Evidence) -> Flags:
    """Find lines that are a date near either end of their document, unless dates make a list there.

    Without the list's exception each reading of what stays would take the dates that have come to the end by the last.
    """
    lengths = np.diff(evidence.bounds)
    start, end = evidence.bounds[:-1], evidence.bounds[1:]
    line = np.arange(len(evidence.texts))
    below, above = line - np.repeat(start, lengths), np.repeat(end, lengths) - line - 1
    short = (evidence.shapes.counts[:, WORDS] <= _DATE_WORDS) & (np.repeat(lengths, lengths) > 1)
    is_date = matching_lines(evidence.texts, ALONE_SCREEN, short & (np.minimum(below, above) < LIST_REACH))
    rows = np.flatnonzero(is_date)
    is_date[rows] = [is_day(line) for line in evidence.texts.take(pa.array(rows)).to_pylist()]
    rows = np.flatnonzero(is_date & (below > 0))
    is_date[rows] = [not is_label_of_a_life(label) for label in evidence.texts.take(pa.array(rows - 1)).to_pylist()]
    so_far = np.concatenate([[0], np.cumsum(is_date)])
    at_top = so_far[np.minimum(start + LIST_REACH, end)] - so_far[start]
    at_bottom = so_far[end] - so_far[np.maximum(end - LIST_REACH, start)]
    top = (below < NEAR_END) & np.repeat(at_top < LIST_DATES, lengths)
    bottom = (above < NEAR_END) & np.repeat(at_bottom < LIST_DATES, lengths)
    found: Flags = is_date & (top | bottom)
    return found


def column_of(evidence: Evidence, category: str) -> npt.NDArray[np.uint8]:
    """Return how many words of each line belong to a category of debris."""
    return evidence.matches.hits[:, CATEGORIES.index(category)]


BAR_WORDS = 3
"""Words of the shortest row of buttons: two may stand in a sentence."""

BUTTONS = ("share_bar", "cookie_notice")
CALLS = ("comment_form", "related", "share_bar", "cookie_notice", "promotion", "teaser", "legal")
"""Categories whose phrases, when they make up a short line, are debris anywhere."""


ANYWHERE = ("comment_form", "share_bar", "cookie_notice", "promotion", "feed_tag")
"""What rules find is debris in every text; the other words stand in books, too (“See also”, “Copyright”, a date)."""


def phrase_share(evidence: Evidence) -> npt.NDArray[np.float32]:
    """Return the share of each line's words that stand in phrases of debris."""
    words = np.maximum(1, evidence.shapes.counts[:, WORDS])
    return (evidence.matches.hits[:, PHRASES] / words).astype(np.float32)


def _find_calls(evidence: Evidence, places: _Places, max_phrase_share: float) -> dict[str, Flags]:
    """Find lines that are a phrase of debris, or begin with one and a colon (“Lesen Sie auch: …”)."""
    counts = evidence.shapes.counts
    words = counts[:, WORDS]
    strongest = np.stack([column_of(evidence, name) for name in CALLS]).astype(np.int64)
    kind, hits = strongest.argmax(axis=0), strongest.max(axis=0)
    candidates = places.several & (words <= LONGEST_CALL) & (hits > 1) & (phrase_share(evidence) > max_phrase_share)
    candidates &= counts[:, LAST] != COLON
    candidates &= ~_spoken(evidence, candidates & np.isin(kind, [CALLS.index(name) for name in BUTTONS]))
    found = {name: candidates & (kind == at) for at, name in enumerate(CALLS)}
    leads = places.several & (words <= 2 * LONGEST_CALL) & (counts[:, COLON] > 0) & (counts[:, LAST] != COLON)
    for name in ("related", "teaser"):
        found[name] |= _led_by(evidence, name, leads & (column_of(evidence, name) > 0))
    return found


def _spoken(evidence: Evidence, among: Flags) -> Flags:
    """Find calls that are a short sentence with its full stop (“I agree.”), as no button has; not on cookies."""
    counts = evidence.shapes.counts
    short = among & (counts[:, WORDS] <= BAR_WORDS) & (counts[:, LAST] == SENTENCE_END)
    found: Flags = short & ~matching_lines(evidence.texts, _OF_THE_BROWSER, short)
    return found


def _led_by(evidence: Evidence, category: str, among: Flags) -> Flags:
    """Find lines whose words before the first colon all belong to a category (“Video: …”), and that tell nothing.

    Behind the colon of a link stands a headline, behind that of a tip (“Lesetipp: …”) there may be sentences.
    """
    rows = np.flatnonzero(among)
    found = np.zeros(len(among), bool)
    for row, text in zip(rows, evidence.texts.take(pa.array(rows)).to_pylist(), strict=True):
        label, _, rest = text.partition(":")
        found[row] = is_phrase(label, category) and len(_STOP.findall(rest)) < TIP_STOPS
    return found


def find_glued_menus(evidence: Evidence) -> Flags:
    """Return which lines are a menu of languages whose entries run together: no text but a page's has one."""
    counts = evidence.shapes.counts
    words, glued = counts[:, WORDS], counts[:, GLUED]
    together = (glued >= _GLUED) & (glued >= words) & (counts[:, LAST] != SENTENCE_END)
    return matching_lines(evidence.texts, r"[^\x00-\x7f]", together)


def _find_menus(evidence: Evidence, places: _Places) -> Flags:
    """Find language menus whose entries run together, and a section's name alone above the title."""
    counts = evidence.shapes.counts
    words = counts[:, WORDS]
    together = places.several & find_glued_menus(evidence)
    next_ends = np.append(counts[1:, LAST] == SENTENCE_END, True)  # the value beyond the end
    next_long = np.append(counts[1:, WORDS] > _LABEL_WORDS + 1, False)  # the value beyond the end
    label = places.has_next & (places.number == 0) & (words <= _LABEL_WORDS) & (words > 0)
    label &= column_of(evidence, "menu") >= words
    found: Flags = together | (label & ~next_ends & next_long)
    return found


def _find_credits(evidence: Evidence, places: _Places) -> Flags:
    """Find lines that are a picture's credit or end with one (“… Foto: Name”)."""
    counts = evidence.shapes.counts
    likely = places.several & (column_of(evidence, "caption") > 0) & (counts[:, COLON] > 0)
    likely &= counts[:, WORDS] <= _CREDIT_WORDS
    return matching_lines(evidence.texts, _credit_pattern(), likely)


@cache
def _credit_pattern() -> str:
    words = {phrase for phrase in debris_words("caption") if " " not in phrase}
    return _CREDIT.format(words="|".join(sorted(re.escape(word) for word in words)))


TITLE_REACH = 8
"""A title stands at most so many lines above the first line of running text."""


def find_titles(evidence: Evidence, content: Flags, titles: pa.Array | None) -> Flags:
    """Find lines that are the document's title: they stay, whatever the model says of them.

    A title is the wording that the record itself gives, or a first line of some words; below it, within
    `TITLE_REACH` lines, running text begins. `titles` has one value a line, or is None.
    """
    places = _find_places(evidence.bounds, len(evidence.texts))
    text = content & (evidence.context.good > 0)
    last = np.repeat(evidence.bounds[1:], np.diff(evidence.bounds))
    so_far = np.concatenate([[0], np.cumsum(text)])
    line = np.arange(len(text))
    leads = so_far[np.minimum(last, line + 1 + TITLE_REACH)] > so_far[line + 1]
    words = evidence.shapes.counts[:, WORDS]
    first = (places.number == 0) & (words > _LABEL_WORDS) & (phrase_share(evidence) == 0)
    if titles is not None:
        first |= pc.fill_null(pc.equal(evidence.texts, titles), False).to_numpy(zero_copy_only=False)  # noqa: FBT003  # the fill
    found: Flags = first & leads
    return found
