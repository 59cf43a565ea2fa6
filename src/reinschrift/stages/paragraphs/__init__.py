"""Where a paragraph begins and ends, of what kind it is, and which say again what another one says."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from reinschrift.batch import Batch
from reinschrift.columns import numbers, one_chunk, set_columns, utf8_of
from reinschrift.kinds import (
    ANSWER,
    CAPTION,
    CODE,
    COMMENT,
    DEFINITION,
    HEADING,
    KINDS,
    LIST_ITEM,
    PARAGRAPH,
    QUESTION,
    QUOTE,
    TERM,
    TITLE,
    VERSE,
)
from reinschrift.reasons import mark_rows
from reinschrift.settings.stages import ParagraphsSettings
from reinschrift.stages.paragraphs.endless import divide_endless
from reinschrift.stages.paragraphs.formulas import find_formulas, spare_headings
from reinschrift.stages.paragraphs.interviews import keep_answers, mark_named
from reinschrift.stages.paragraphs.joining import APART, SPACED, find_seams, join_rows
from reinschrift.stages.paragraphs.kinds import DEBRIS, Kinds, find_kinds
from reinschrift.stages.paragraphs.labels import find_labels
from reinschrift.stages.paragraphs.quoted_lines import join_quoted
from reinschrift.stages.paragraphs.removed_repeats import share_quoted
from reinschrift.stages.paragraphs.repeats import ANY, SAME, SOURCE, TITLE_ROLE, UNREAD, Roles, find_repeats
from reinschrift.stages.rows.blocks import blocks_of_rows, have_markup
from reinschrift.stages.rows.line_form import QUOTED
from reinschrift.stages.rows.of_pages import documents_of_pages, may_repeat
from reinschrift.stages.rows.row_form import ALL_BYTES, CHARS, FORM, SYMBOLS, measure_rows
from reinschrift.text.arrays import Rows

SYMBOL_SHARE = 12
"""Characters a symbol of code, in a row that is more code than text."""


def find_paragraphs(batch: Batch, settings: ParagraphsSettings) -> Batch:
    """Return `batch` with its rows joined to paragraphs, each with its `kind`, and repetitions marked.

    Sentences that a line break cut are joined with a space; the lines of a stanza, a table or a program with a line
    break. No text holds a blank line. `kind` is one of `kinds.KINDS`, null on rows that have a reason; `level` is what
    markup says of a heading (1 to 6) or of a list item (in how many items it stands), else null. A paragraph of a page
    that another one of it holds gets the reason `repeats_content` (`measured`: share of its word pairs). A document
    that came as one endless line is divided after sentences (`endless`).
    """
    joined, kinds, shapes = _join(batch, settings)
    limits = (settings.repeat_share, settings.repeat_words)
    number, roles = _int32(joined, "document"), _roles(kinds, shapes)
    similarity, others = find_repeats(number, utf8_of(joined["text"]), roles, limits)
    is_repeat = similarity > 0
    headings = np.flatnonzero(is_repeat & (kinds == HEADING))
    spare_headings(joined["text"], number, headings, is_repeat)
    is_page, is_article = may_repeat(batch.documents, batch.paragraphs, number, is_repeat)
    is_repeat &= (is_page | is_article)[number]
    is_repeat &= ~find_formulas(joined, (is_repeat, others), kinds, is_page)
    spare_headings(joined["text"], number, headings[is_repeat[headings]], is_repeat)
    names = pa.array([*KINDS, None], pa.string()).take(pa.array(np.where(is_repeat | (kinds < 0), len(KINDS), kinds)))
    marked = mark_rows(
        joined,
        is_repeat,
        reason="repeats_content",
        measured=similarity[is_repeat],
        threshold=settings.repeat_share,
        stage="paragraphs",
    )
    level = pc.if_else(pc.is_in(names, pa.array([KINDS[HEADING], KINDS[LIST_ITEM]])), one_chunk(marked["level"]), None)
    return Batch(
        batch.documents, set_columns(_mark_pull_quotes(marked, kinds, number, limits), kind=names, level=level)
    )


def _mark_pull_quotes(paragraphs: pa.Table, kinds: Kinds, number: Rows, limits: tuple[float, int]) -> pa.Table:
    """Return the rows with the reason of pull quotes that the stage lines took for something else."""
    share_of_pairs, fewest = limits
    goes = numbers(pc.fill_null(pc.equal(paragraphs["stage"], "lines"), fill_value=False)).astype(bool)
    share = share_quoted(one_chunk(paragraphs["text"]), number, kinds, goes, fewest)
    is_quoted = share >= share_of_pairs
    return mark_rows(
        paragraphs,
        is_quoted,
        reason="repeats_content",
        measured=share[is_quoted],
        threshold=share_of_pairs,
        stage="paragraphs",
    )


def _int32(table: pa.Table, name: str) -> Rows:
    return numbers(table[name]).astype(np.int32, copy=False)


def _roles(kinds: Kinds, shapes: Rows) -> Roles:
    """Return what each row can be to others: a heading repeats only word for word, a line of symbols is no text."""
    roles = np.full(len(kinds), UNREAD, np.int8)
    roles[np.isin(kinds, (LIST_ITEM,))] = SOURCE
    roles[np.isin(kinds, (PARAGRAPH, QUOTE, CAPTION, QUESTION, ANSWER, DEFINITION, COMMENT))] = ANY
    roles[
        np.isin(kinds, (HEADING, TERM)) | ((roles == ANY) & (shapes[:, SYMBOLS] * SYMBOL_SHARE > shapes[:, CHARS]))
    ] = SAME
    roles[kinds == TITLE] = TITLE_ROLE
    return roles


def _with_markup(batch: Batch, kinds: Kinds) -> tuple[Kinds, pa.Array, Rows]:
    """Return the kinds, those that a page's markup tells in place of those guessed from form, and levels (int32).

    The third is the block of code that markup tells a row to be in, 0 for none.

    Titles stay titles, and so do questions, answers and verse that are plain paragraphs there, and verse that is
    quoted: no markup tells them.
    """
    blocks = blocks_of_rows(batch.documents, batch.paragraphs)
    if blocks is None:
        return kinds, pa.nulls(len(kinds), pa.int32()), np.zeros(len(kinds), np.int32)
    in_markup = numbers(pc.fill_null(pc.index_in(blocks.kind, pa.array(KINDS)), -1)).astype(np.int8)
    is_plain = in_markup == PARAGRAPH
    free = (in_markup >= 0) & ~np.isin(kinds, (DEBRIS, TITLE)) & (blocks.begins | ~is_plain)
    free &= ~(is_plain & np.isin(kinds, (QUESTION, ANSWER, VERSE))) & ~((in_markup == QUOTE) & (kinds == VERSE))
    kinds = np.where(free, in_markup, kinds)
    is_leveled = blocks.begins & (in_markup == kinds) & (blocks.level > 0)
    code = np.where(kinds == CODE, np.cumsum(blocks.begins), 0).astype(np.int32)
    return kinds, pa.array(blocks.level, pa.int32(), mask=~is_leveled), np.where(in_markup == CODE, code, 0)


def _join(batch: Batch, settings: ParagraphsSettings) -> tuple[pa.Table, Kinds, Rows]:
    """Return the rows joined to paragraphs, their kinds as numbers, and their shapes (those of the first rows)."""
    paragraphs = batch.paragraphs
    texts = utf8_of(paragraphs["text"])
    shapes = measure_rows(*texts, ALL_BYTES)
    number, blanks = _int32(paragraphs, "document"), _int32(paragraphs, "blank_before")
    labels = find_labels(paragraphs, shapes)
    kinds, level, marked = _with_markup(batch, find_kinds(number, blanks, shapes, labels, settings.longest_heading))
    paragraphs = set_columns(paragraphs, level=level)
    code = np.where(kinds == DEBRIS, 0, numbers(paragraphs["code"])).astype(np.int32)
    kinds[code > 0] = CODE
    code = np.where(marked > 0, marked + code.max(initial=0), code).astype(np.int32)
    mark_named(number, kinds, paragraphs["text"], shapes)
    keep_answers(number, kinds, paragraphs["text"], shapes)
    indents = _int32(paragraphs, "indent")
    steps = np.where(documents_of_pages(batch.documents, paragraphs)[number], 0, indents).astype(np.int32)
    seams = find_seams(number, blanks, shapes, (kinds, code, steps), texts)
    is_quoted = (kinds == QUOTE) & (shapes[:, FORM] & QUOTED > 0) & (code == 0)
    quoted, goes_on = join_quoted(one_chunk(paragraphs["text"]), number, blanks, np.flatnonzero(is_quoted))
    if goes_on.any():
        seams[goes_on], texts = SPACED, utf8_of(quoted)
    if (seams != APART).any():
        firsts, joined = join_rows(texts, seams, kinds, (indents, _int32(paragraphs, "tabs")), blanks)
        n_lines = np.add.reduceat(numbers(paragraphs["n_lines"]), firsts).astype(np.int32)
        table = paragraphs.take(pa.array(firsts)).combine_chunks()
        paragraphs, kinds, shapes = set_columns(table, text=joined, n_lines=n_lines), kinds[firsts], shapes[firsts]
    return _divide(batch.documents, paragraphs, kinds, shapes, settings)


def _divide(
    documents: pa.Table, paragraphs: pa.Table, kinds: Kinds, shapes: Rows, settings: ParagraphsSettings
) -> tuple[pa.Table, Kinds, Rows]:
    """Return the paragraphs with endless ones divided; where markup tells the paragraphs, none is endless."""
    number = _int32(paragraphs, "document")
    free = np.where(have_markup(documents)[number], np.int8(DEBRIS), kinds)
    divided = divide_endless(number, utf8_of(paragraphs["text"]), free, settings.longest_paragraph)
    if divided is None:
        return paragraphs, kinds, shapes
    sources, texts = divided
    # Each piece must not bring the whole text along: that is the square of its length.
    others = paragraphs.drop_columns(["text"]).take(pa.array(sources)).combine_chunks()
    table = set_columns(others, text=texts).select(paragraphs.column_names)
    return table, kinds[sources], measure_rows(*utf8_of(texts), ALL_BYTES)
