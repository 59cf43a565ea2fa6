"""Lines: the text of each document as logical lines, each content or debris with the reason.

A line is debris if the model's probability of content is below `min_content`, or if a rule that needs no model
says so; `reasons.py` says which reason it gets.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from reinschrift.batch import Batch
from reinschrift.columns import numbers, one_chunk, utf8_of
from reinschrift.model.lexicon import load_lexicon
from reinschrift.model.two_pass import TwoPass
from reinschrift.reasons import mark_rows
from reinschrift.settings.stages import LinesSettings
from reinschrift.stages.lines.bar import DOUBTED, Signs, Wording, find_signs
from reinschrift.stages.lines.context import find_context
from reinschrift.stages.lines.manuals import find_manuals
from reinschrift.stages.lines.matching import match_words
from reinschrift.stages.lines.model import load_model, score_lines
from reinschrift.stages.lines.page_words import find_bars, find_policies, has_words, sure_calls
from reinschrift.stages.lines.reasons import REASONS, Scores, find_reasons
from reinschrift.stages.lines.rules import Evidence, find_debris, find_glued_menus
from reinschrift.stages.lines.shape import measure_shapes
from reinschrift.stages.lines.spared import spare_text
from reinschrift.stages.lines.split import split_lines
from reinschrift.stages.rows.blocks import RowBlocks, blocks_of_rows, have_markup, pages_by_markup
from reinschrift.stages.rows.of_pages import IS_PAGE, SHORT_TEXT
from reinschrift.text.arrays import Flags

STAGE = "lines"


FORMAT = "source_format"
"""Column of documents: the format each came in."""


class Looked(NamedTuple):
    """What was found out about a batch of lines before any verdict."""

    evidence: Evidence
    debris: dict[str, Flags]
    content: npt.NDArray[np.float32]
    is_settled: Flags
    """Lines that markup judges."""
    signs: Signs
    may_be_heading: Flags
    """Lines that are headings of manuals, if their document is no page."""


class OfRecords(NamedTuple):
    """What is known of the documents besides their lines; nothing where they are texts and no more."""

    blocks: RowBlocks | None = None
    """Rows that markup has judged."""
    known_pages: Flags | None = None
    """Documents that are known to be pages."""
    formats: npt.NDArray[np.object_] | None = None
    """The format each came in."""
    by_markup: Flags | None = None
    """Documents whose markup tells a page."""
    have_markup: Flags | None = None
    """Documents that were taken out of markup from their first line on."""


TEXTS = OfRecords()


def classify_lines(batch: Batch, settings: LinesSettings) -> Batch:
    """Return the batch with a row in `paragraphs` for each line of `documents.text`.

    Adds `reason` (null = content), `measured`, `threshold` and `stage`; no line is dropped.
    """
    lines, known = _rows_of(batch.documents)
    return Batch(batch.documents, judge_lines(lines, batch.documents["title"], settings, known=known))


def find_page_signs(documents: pa.Table, settings: LinesSettings) -> Signs:
    """Return for each document what speaks for the dump of a page, and whether it is judged as one."""
    lines, known = _rows_of(documents)
    return look_at_lines(lines, documents.num_rows, settings, known=known).signs


def _rows_of(documents: pa.Table) -> tuple[pa.Table, OfRecords]:
    lines, names = split_lines(documents["text"]), documents.column_names
    formats = one_chunk(documents[FORMAT]).to_numpy(zero_copy_only=False) if FORMAT in names else None
    pages = numbers(documents[IS_PAGE]).astype(bool) if IS_PAGE in names else None
    markup = pages_by_markup(documents), have_markup(documents)
    return lines, OfRecords(blocks_of_rows(documents, lines), pages, formats, *markup)


def look_at_lines(
    lines: pa.Table,
    n_documents: int,
    settings: LinesSettings,
    model: TwoPass | None = None,
    known: OfRecords = TEXTS,
) -> Looked:
    """Return what the words, the model and the rules find in `lines`, and which documents are pages by that.

    Where `settings` hold texts to the bar of pages (the treatment `pages`), every document is one.
    """
    bounds = np.searchsorted(numbers(lines["document"]), np.arange(n_documents + 1)).astype(np.int64)
    offsets, data = utf8_of(lines["text"])
    shapes = measure_shapes(offsets, data)
    matches = match_words(shapes, load_lexicon())
    context = find_context(bounds, shapes, matches)
    content = score_lines(bounds, shapes, matches, context, model or load_model())
    settled = np.zeros(len(content), bool) if known.blocks is None else known.blocks.is_known
    if known.blocks is not None:
        content = np.where(settled, known.blocks.content, content)
    evidence = Evidence(bounds, one_chunk(lines["text"]), shapes, matches, context)
    manuals = find_manuals(bounds, evidence.texts)
    content = np.where(manuals.is_heading & ~settled, np.float32(1), content)
    found = find_debris(evidence, settings.max_phrase_share)
    debris = {reason: rows & ~manuals.is_heading for reason, rows in found.items()}
    menus = find_glued_menus(evidence) | _certain_bars(evidence, bounds, content)
    wording = Wording(sure_calls(debris), menus, has_words(evidence))
    signs = find_signs(bounds, content, wording, known.formats, manuals.is_manual | find_policies(evidence))
    if known.blocks is not None and known.by_markup is not None:
        has_markup = np.bincount(numbers(lines["document"])[settled], minlength=n_documents) > 0
        has_markup &= known.have_markup if known.have_markup is not None else True
        signs = signs._replace(is_page=np.where(has_markup, known.by_markup, signs.is_page))
    if 0 < settings.min_content <= settings.min_text_content:
        signs = signs._replace(is_page=np.ones(n_documents, bool))
    return Looked(evidence, debris, content, settled, signs, manuals.may_be_heading)


def _lack_markup(known: OfRecords, n_documents: int) -> Flags:
    """Return which documents are none of markup, so that blocks tell only of their foot."""
    return np.zeros(n_documents, bool) if known.have_markup is None else ~known.have_markup


def _certain_bars(evidence: Evidence, bounds: npt.NDArray[np.int64], content: npt.NDArray[np.float32]) -> Flags:
    """Return the rows of buttons; in a long document those alone that the model doubts as well."""
    is_short = np.repeat(np.diff(bounds) <= SHORT_TEXT, np.diff(bounds))
    found: Flags = find_bars(evidence) & (is_short | (content < DOUBTED))
    return found


def judge_lines(
    lines: pa.Table,
    titles: pa.ChunkedArray | pa.Array,
    settings: LinesSettings,
    model: TwoPass | None = None,
    known: OfRecords = TEXTS,
) -> pa.Table:
    """Return `lines` (columns `document`, ascending, and `text`) with the verdict on each.

    `titles` has one value a document, null where its record names none; `model` takes the place of the shipped one.
    In rows of `known.blocks` the model of markup, which has seen more than the text, has decided already: its
    probability takes the place of this one's. In a document that has no sure signs of a page
    (`bar`), and that is not one of `known.known_pages`, lines need `min_text_content` alone.

    `measured` is the model's probability of content, or what the rule measured; `threshold` the setting it missed.
    """
    looked = look_at_lines(lines, len(titles), settings, model, known)
    return _with_verdicts(lines, looked, titles, settings, known)


def _with_verdicts(
    lines: pa.Table,
    looked: Looked,
    titles: pa.ChunkedArray | pa.Array,
    settings: LinesSettings,
    known: OfRecords,
) -> pa.Table:
    evidence, debris, content, settled, signs, may_be_heading = looked
    pages = signs.is_page if known.known_pages is None else signs.is_page | known.known_pages
    least = np.where(settled, settings.min_markup_content, settings.min_content).astype(np.float32)
    is_page = np.repeat(pages, signs.lines)
    is_text = ~is_page
    is_long = np.repeat(signs.lines > SHORT_TEXT, signs.lines)
    of_foot = settled & np.repeat(_lack_markup(known, len(signs.lines)), signs.lines)
    least[is_text & ~of_foot] = min(settings.min_content, settings.min_text_content)
    debris = spare_text(debris, evidence, is_text, is_long, content)
    debris = {reason: rows & ~(may_be_heading & is_text) for reason, rows in debris.items()}
    of_lines = titles.take(lines["document"]) if titles.null_count < len(titles) else None
    scores = Scores(
        content, least, settled, is_page, None if known.blocks is None else known.blocks.kind, is_text & is_long
    )
    of_records = None if of_lines is None else one_chunk(of_lines)
    verdict = find_reasons(evidence, scores, of_records, debris, settings)
    is_debris = (verdict.reason >= 0) & (numbers(lines["code"]) == 0)
    return mark_rows(
        lines,
        is_debris,
        reason=pa.array(REASONS, pa.string()).take(pa.array(verdict.reason[is_debris])),
        measured=verdict.measured[is_debris],
        threshold=verdict.threshold[is_debris],
        stage=STAGE,
    )
